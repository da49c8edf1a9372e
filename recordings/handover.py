# SPDX-License-Identifier: EUPL-1.2
"""From a call to the report form: the moment and the channel go along, and nothing that leads back (GRO 7)."""

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localtime

from .models import Recording


def report_path(recording: Recording) -> str:
    """The report form with the local day and time of this call and the channel filled in."""
    began = localtime(recording.started_at)
    answers = {"dag": f"{began:%d-%m-%Y}", "tijd": f"{began:%H:%M}", "kanaal": "telephone"}
    return f"{reverse('report')}?{urlencode(answers)}"
