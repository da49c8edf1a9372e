# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from .views import lists

urlpatterns = [
    path("werkvoorraad/", lists.work_list, name="work_list"),
    path("toezicht/", lists.watch, name="watch"),
]
