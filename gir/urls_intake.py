# SPDX-License-Identifier: EUPL-1.2
"""What the intake's process serves: the telephony's API, and faults in a form for machines."""

from django.urls import path

from recordings.api import api

handler400 = "recordings.faults.bad_request"
handler404 = "recordings.faults.not_found"
handler500 = "recordings.faults.server_error"

urlpatterns = [path("api/", api.urls)]
