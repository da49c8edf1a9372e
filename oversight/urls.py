# SPDX-License-Identifier: EUPL-1.2
"""What spans all rooms: whether destruction is on time, what went and what is to go."""

from django.urls import path

from .views import destruction, health, log

urlpatterns = [
    path("gezondheid/", health.health, name="health"),
    path("beheer/vernietiging/", destruction.destruction, name="destruction"),
    path("beheer/logboek/", log.log, name="log"),
    path("vernietiging/", destruction.going, name="going"),
]
