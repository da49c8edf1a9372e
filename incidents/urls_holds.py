# SPDX-License-Identifier: EUPL-1.2
"""Requests that postpone a destruction, for who handles them."""

from django.urls import path

from .views import holds

urlpatterns = [
    path("vasthouden/", holds.holds, name="holds"),
    path("vasthouden/<uuid:hold_id>/", holds.hold, name="hold"),
    path("vasthouden/<uuid:hold_id>/inzien/", holds.record, name="hold_record"),
]
