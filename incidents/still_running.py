# SPDX-License-Identifier: EUPL-1.2
"""Which sanctions would still run on the day on which their incident is destroyed: R4 does not wait for them, and is
warned about on the days that the municipality chose."""

import datetime
from collections.abc import Iterable

from django.db.models import F, QuerySet
from django.db.models.functions import TruncDate

from retention.terms import AMSTERDAM, end_of_day

from .models import LASTING, Sanction


def still_running() -> QuerySet[Sanction]:
    """The sanctions that apply on the last day of their incident, as they were decided."""
    return Sanction.objects.annotate(gone_on=TruncDate("incident__destroy_at", tzinfo=AMSTERDAM)).filter(
        state=Sanction.State.IMPOSED,
        kind__in=LASTING,
        annulled_at=None,
        lifted_on=None,
        # The first day without the incident is the day after its last.
        planned_end__gte=F("gone_on") - datetime.timedelta(days=1),
    )


def days_ahead(today: datetime.date, days: int) -> datetime.datetime:
    """The end of the day that many days on: what goes then has that as its last day."""
    return end_of_day(today + datetime.timedelta(days=days))


def stage(days: int, reminders: Iterable[int]) -> int | None:
    """Of the days ahead on which is warned, the smallest that has come for what goes in this many days; None: none has."""
    return min((stage for stage in reminders if days <= stage), default=None)
