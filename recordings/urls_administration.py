# SPDX-License-Identifier: EUPL-1.2
"""What an application administrator decides about telephony, under /beheer/; they hear and see no recording."""

from django.urls import path

from .views import telephony

urlpatterns = [
    path("telefonie/", telephony.systems, name="telephony"),
    path("telefonie/<uuid:pk>/intrekken/", telephony.revoke_token, name="telephony_revoke"),
]
