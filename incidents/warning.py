# SPDX-License-Identifier: EUPL-1.2
"""A mail some days before an incident is destroyed while a sanction for it still runs (R4; 180, 90 and 30 days, unless
the municipality chose others): to its handler and the supervisors of its unit, once at each stage."""

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.levels import Level
from accounts.models import Municipality, User
from accounts.policy import people_with
from retention.terms import local_date

from .models import EndWarning, Incident
from .moments import last_day
from .reporting import who_attends_to
from .still_running import days_ahead, stage, still_running
from .telling import tell

KIND = "sanction_outlived"


def warn_of_what_outlives() -> int:
    """Warn of each incident that has come to a stage since the last time; answers how many.

    A stage that passed before there was anything to warn about is not made up for: the nearest one says it. Harmless
    to repeat, and safe on several workers at once.
    """
    return sum(_warn_in(municipality) for municipality in Municipality.objects.all())


def _warn_in(municipality: Municipality) -> int:
    today, reminders = local_date(timezone.now()), municipality.retention_policy.reminders
    runs = still_running().filter(incident=OuterRef("pk"))
    incidents = Incident.objects.filter(
        Exists(runs), municipality=municipality, destroy_at__lte=days_ahead(today, max(reminders))
    ).order_by("destroy_at", "pk")
    return sum(_warn(incident, today, reminders) for incident in incidents.select_related("unit", "handler"))


def _warn(incident: Incident, today: datetime.date, reminders: Sequence[int]) -> bool:
    reached = stage((last_day(incident.destroy_at) - today).days, reminders)
    if reached is None:
        return False
    if EndWarning.objects.filter(incident=incident, stage__lte=reached).exists():
        return False
    with transaction.atomic():
        _row, new = EndWarning.with_due.get_or_create(incident=incident, stage=reached)
        if new:
            for person in who_is_warned(incident):
                tell(person, KIND, incident)
    return new


def who_is_warned(incident: Incident) -> list[User]:
    """Its handler (or who hears of it where nobody handles it) and the supervisors of its unit; never a victim."""
    victims = set(incident.victims.values_list("user_id", flat=True))
    people = [*who_attends_to(incident), *people_with(Level.SUPERVISOR, incident.unit)]
    return [person for person in dict.fromkeys(people) if person.pk not in victims]
