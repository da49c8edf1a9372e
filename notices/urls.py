# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from . import views

urlpatterns = [
    path("berichten/", views.message_list, name="messages"),
    path("berichten/instellen/", views.ways, name="message_ways"),
    path("berichten/gelezen/", views.all_read, name="messages_read"),
    path("berichten/<uuid:message_id>/", views.open_message, name="message"),
    path("berichten/<uuid:message_id>/bestand/", views.message_file, name="message_file"),
]
