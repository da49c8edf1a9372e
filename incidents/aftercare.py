# SPDX-License-Identifier: EUPL-1.2
"""First reaction and aftercare, by the municipality's norms."""

import datetime

from django.utils import timezone

from accounts.models import User
from retention.terms import end_of_day, local_date

from .models import Aftercare, Incident, Victim


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


def register_first_reaction(incident: Incident) -> None:
    """The first time that a handler does something for the employee counts as the first reaction."""
    if incident.first_reaction_at is None:
        incident.first_reaction_at = timezone.now()
