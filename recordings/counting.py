# SPDX-License-Identifier: EUPL-1.2
"""How many calls came, were refused, flagged, approved and destroyed, per local day: numbers about nobody."""

import datetime
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, F, Q
from django.db.models.functions import TruncDate

from accounts.models import Municipality
from retention.models import LedgerEntry
from retention.terms import AMSTERDAM, end_of_day, start_of_day
from retention.watchdog import TOO_LATE

from .models import DailyCount, Recording

GONE = (LedgerEntry.Kind.DESTROYED, LedgerEntry.Kind.DESTROYED_EARLY)


@dataclass
class Day:
    """The calls of one local day in one municipality. `late` of those destroyed went more than a quarter of an hour
    after they were due; an announced call that never got sound is destroyed too."""

    received: int = 0
    refused: int = 0
    flagged: int = 0
    approved: int = 0
    destroyed: int = 0
    late: int = 0


def counts_of(
    municipality: Municipality, first: datetime.date, last: datetime.date
) -> dict[datetime.date, Day]:
    """The days from the first up to and including the last on which anything happened. Two queries."""
    days: dict[datetime.date, Day] = defaultdict(Day)
    for row in DailyCount.objects.filter(municipality=municipality, day__range=(first, last)):
        day = days[row.day]
        day.received, day.refused, day.flagged, day.approved = (
            row.received,
            row.refused,
            row.flagged,
            row.approved,
        )
    for at, destroyed, late in _destroyed(municipality.pk, first, last):
        days[at].destroyed, days[at].late = destroyed, late
    return dict(sorted(days.items()))


def _destroyed(chain: int, first: datetime.date, last: datetime.date) -> list[tuple[datetime.date, int, int]]:
    gone = LedgerEntry.objects.filter(
        what=Recording._meta.label,
        kind__in=GONE,
        batch__chain=chain,
        done_at__gte=start_of_day(first),
        done_at__lt=end_of_day(last),
    )
    return list(
        gone.order_by()
        .annotate(day=TruncDate("done_at", tzinfo=AMSTERDAM))
        .values("day")
        .annotate(destroyed=Count("pk"), late=Count("pk", filter=Q(done_at__gt=F("due_at") + TOO_LATE)))
        .values_list("day", "destroyed", "late")
    )
