# SPDX-License-Identifier: EUPL-1.2
"""The calls of the last 48 hours, and what was flagged or approved of them. Mails lead here (telling.py)."""

from django.urls import path

from .views import calls, overviews, sound

urlpatterns = [
    path("opnames/", overviews.my_calls, name="my_calls"),
    path("opnames/beoordelen/", overviews.flagged_calls, name="flagged_calls"),
    path("opnames/goedgekeurd/", overviews.approved_calls, name="approved_calls"),
    path("opnames/<uuid:recording_id>/", calls.call, name="call"),
    path("opnames/<uuid:recording_id>/geluid/", sound.sound, name="call_sound"),
    path("opnames/<uuid:recording_id>/markeren/", calls.flag, name="call_flag"),
    path("opnames/<uuid:recording_id>/beluisteren/", calls.begin_review, name="call_review"),
    path("opnames/<uuid:recording_id>/besluiten/", calls.decide, name="call_decide"),
    path("opnames/<uuid:recording_id>/registreren/", calls.register, name="call_register"),
]
