# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from .views import session

urlpatterns = [
    path("taal/", session.set_language, name="set_language"),
    path("sessie/actief/", session.stay_signed_in, name="stay_signed_in"),
]
