# SPDX-License-Identifier: EUPL-1.2
"""The one moment by which something must have happened about an incident; past it, the incident is late."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import Min

from .models import Aftercare, Incident, Sanction, Status
from .models.sanction import LETTER_WITHIN


def refresh_due(incident: Incident) -> None:
    """Set the earliest moment by which something is due: the first reaction, an aftercare contact, or the letter about
    a sanction.

    Closing cancels none of the last two: an employee is asked after six weeks how they are, and somebody who was
    sanctioned reads why, whatever the file says.
    """
    moments = [
        Aftercare.objects.filter(incident=incident, done_at=None, declined=False).aggregate(
            first=Min("due_at")
        )["first"],
        letters_due([incident.pk]).get(incident.pk),
    ]
    if incident.first_reaction_at is None and incident.is_open and not incident.taken_over:
        norm = datetime.timedelta(hours=incident.municipality.first_reaction_hours)
        moments.append(incident.reported_at + norm)
    if incident.status == Status.JOINED:
        moments = []
    incident.next_due_at = min((m for m in moments if m), default=None)


def letters_due(incidents: Iterable[Any]) -> dict[Any, datetime.datetime]:
    """By when the first letter must be sent that still waits, per incident (by id) that waits for one; an annulled
    sanction needs none. One query."""
    waiting = (
        Sanction.objects.filter(
            incident__in=list(incidents),
            state=Sanction.State.IMPOSED,
            annulled_at=None,
            letter_sent_at=None,
        )
        .order_by()
        .values("incident_id")
        .annotate(first=Min("imposed_at"))
    )
    return {row["incident_id"]: row["first"] + LETTER_WITHIN for row in waiting}
