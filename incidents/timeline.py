# SPDX-License-Identifier: EUPL-1.2
"""Who did what when; and where the pages about an incident are."""

from typing import Any

from django.urls import reverse

from accounts.models import User

from .models import Incident, TimelineEntry


def note(
    incident: Incident, actor: User | None, action: TimelineEntry.Action, reason: str = "", **detail: Any
) -> TimelineEntry:
    """Write on the timeline who did what; `detail` holds ids, enumerations and dates only."""
    return TimelineEntry.objects.create(
        incident=incident, actor=actor, action=action, detail=detail, reason=reason
    )


def incident_path(incident: Incident) -> str:
    """The page of the handlers and supervisors."""
    return reverse("incident", kwargs={"incident_id": incident.pk})


def report_path(incident: Incident) -> str:
    """The page of the victim and of who reported."""
    return reverse("my_report", kwargs={"incident_id": incident.pk})
