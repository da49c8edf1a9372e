# SPDX-License-Identifier: EUPL-1.2
"""Which sanctions would still run on the day on which their incident is destroyed: R4 does not wait for them, and is
warned about 180, 90 and 30 days ahead."""

import datetime

from django.db.models import F, QuerySet
from django.db.models.functions import TruncDate

from retention.terms import AMSTERDAM, end_of_day

from .models import LASTING, Sanction

# How many days ahead a running sanction is warned about (RULES R4).
WARNINGS = (30, 90, 180)


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


def stage(days: int) -> int:
    """Of the days of WARNINGS, the smallest that has come for what goes in this many days (180 at most)."""
    return next(stage for stage in WARNINGS if days <= stage)
