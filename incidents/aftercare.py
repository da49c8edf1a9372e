# SPDX-License-Identifier: EUPL-1.2
"""First reaction and aftercare by the municipality's norms, and the one moment by which something is due."""

import datetime

from django.db.models import Min
from django.utils import timezone

from accounts.models import User
from retention.terms import end_of_day, local_date

from .models import Aftercare, Incident, Status, Victim


def plan_aftercare(victim: Victim, actor: User) -> None:
    """Plan the contacts after a day, a week and four to six weeks, counted in days from the report; each is in time
    until the end of its day (local)."""
    municipality = victim.incident.municipality
    reported_on = local_date(victim.incident.reported_at)
    norms = {
        Aftercare.Kind.FIRST: municipality.aftercare_first_days,
        Aftercare.Kind.SECOND: municipality.aftercare_second_days,
        Aftercare.Kind.LAST: municipality.aftercare_last_until_days,
    }
    for kind, days in norms.items():
        Aftercare.objects.create(
            incident=victim.incident,
            victim=victim,
            author=actor,
            kind=kind,
            due_at=end_of_day(reported_on + datetime.timedelta(days=days)),
        )


def refresh_due(incident: Incident) -> None:
    """Set the earliest moment by which something must have happened: the first reaction, or an aftercare contact.

    Closing does not cancel aftercare: an employee is asked after six weeks how they are, whatever the file says.
    """
    moments = [
        Aftercare.objects.filter(incident=incident, done_at=None, declined=False).aggregate(
            first=Min("due_at")
        )["first"]
    ]
    if incident.first_reaction_at is None and incident.is_open:
        norm = datetime.timedelta(hours=incident.municipality.first_reaction_hours)
        moments.append(incident.reported_at + norm)
    if incident.status == Status.JOINED:
        moments = []
    incident.next_due_at = min((m for m in moments if m), default=None)


def register_first_reaction(incident: Incident) -> None:
    """The first time that a handler does something for the employee counts as the first reaction."""
    if incident.first_reaction_at is None:
        incident.first_reaction_at = timezone.now()
