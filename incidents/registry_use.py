# SPDX-License-Identifier: EUPL-1.2
"""How the registry is used: in figures for the administrator, by person for the coordinator.

Somebody who looks up too many people, themselves or their colleagues should be noticed; who was looked up is nobody's
business here, and what was typed was never kept.
"""

import datetime
from dataclasses import dataclass, field
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import Lag, TruncDate, TruncMonth, TruncWeek
from django.utils import timezone

from accounts.levels import Level
from accounts.models import User
from accounts.policy import scope_of
from retention.terms import AMSTERDAM, local_date, start_of_day

from .models import RegistryLookup

# More than so many look-ups by one person within an hour, or on one day, are a peak.
PEAK_PER_HOUR = 10
PEAK_PER_DAY = 30
HOUR = datetime.timedelta(hours=1)
MONTHS, WEEKS = 12, 8


@dataclass
class Use:
    """Look-ups in some period: how many, without a result, of one's own name, of a colleague's; and the days on
    which somebody had a peak."""

    lookups: int = 0
    misses: int = 0
    own_name: int = 0
    colleague: int = 0
    peaks: int = 0

    @property
    def signals(self) -> int:
        return self.own_name + self.colleague + self.peaks


@dataclass(frozen=True)
class Period:
    """Local days, the last one not included."""

    first: datetime.date
    after: datetime.date

    @property
    def moments(self) -> Q:
        return Q(at__gte=start_of_day(self.first), at__lt=start_of_day(self.after))

    @staticmethod
    def month_of(day: datetime.date) -> "Period":
        first = day.replace(day=1)
        return Period(first, first + relativedelta(months=1))


@dataclass(frozen=True)
class PersonUse:
    """What one reader did in a period."""

    reader: User
    use: Use = field(default_factory=Use)


def may_see_figures(user: Any) -> bool:
    """An administrator of the whole municipality; figures, and no person."""
    return scope_of(user).holds_on_root(Level.ADMINISTRATOR)


def may_see_people(user: Any) -> bool:
    return scope_of(user).holds_on_root(Level.COORDINATOR)


def months() -> list[Period]:
    """The months of which there are look-ups still, the newest first (R6)."""
    this = local_date(timezone.now()).replace(day=1)
    return [Period.month_of(this - relativedelta(months=back)) for back in range(MONTHS)]


def weeks() -> list[Period]:
    """The last weeks, from Monday on, the newest first."""
    today = local_date(timezone.now())
    monday = today - datetime.timedelta(days=today.weekday())
    return [
        Period(monday - datetime.timedelta(weeks=back), monday - datetime.timedelta(weeks=back - 1))
        for back in range(WEEKS)
    ]


def figures(
    municipality_id: int, periods: list[Period], unit: type[TruncMonth] | type[TruncWeek]
) -> list[Use]:
    """The use per period: adjoining months or weeks, the newest first."""
    whole = Period(periods[-1].first, periods[0].after)
    counted = (
        _of(municipality_id, whole)
        .annotate(began=unit("at", tzinfo=AMSTERDAM))
        .values("began")
        .annotate(**_counts())
        .order_by()
    )
    found = {local_date(row["began"]): _use(row) for row in counted}
    for _reader, day in peak_days(municipality_id, whole):
        first = next(p.first for p in periods if p.first <= day < p.after)
        found[first].peaks += 1
    return [found.get(period.first, Use()) for period in periods]


def people(municipality_id: int, period: Period) -> list[PersonUse]:
    """Everybody who looked something up in a period; who is worth a question first."""
    rows = _of(municipality_id, period).values("reader").annotate(**_counts()).order_by()
    counted = {row["reader"]: _use(row) for row in rows}
    for reader, _day in peak_days(municipality_id, period):
        counted[reader].peaks += 1
    readers = User.objects.filter(pk__in=counted, municipality=municipality_id).select_related("unit")
    found = [PersonUse(reader, counted[reader.pk]) for reader in readers]
    return sorted(
        found, key=lambda p: (-p.use.signals, -p.use.lookups, p.reader.name.casefold(), p.reader.pk)
    )


def lookups_of(municipality_id: int, reader: User, period: Period) -> QuerySet[RegistryLookup]:
    """One person's look-ups in a period, the newest first."""
    return _of(municipality_id, period).filter(reader=reader).order_by("-at", "pk")


def peak_days(municipality_id: int, period: Period) -> set[tuple[int, datetime.date]]:
    """The person and the local day of every peak: too many on the day, or within one hour of it."""
    by_day = (
        _of(municipality_id, period)
        .annotate(day=TruncDate("at", tzinfo=AMSTERDAM))
        .values("reader", "day")
        .annotate(number=Count("pk"))
        .filter(number__gt=PEAK_PER_DAY)
        .order_by()
        .values_list("reader", "day")
    )
    return {(reader, day) for reader, day in by_day} | {
        (reader, local_date(at))
        for reader, at in _in_a_busy_hour(municipality_id, period)
        if at >= start_of_day(period.first)
    }


def _in_a_busy_hour(municipality_id: int, period: Period) -> QuerySet[Any]:
    """The look-ups that were one too many: the person's tenth before it was less than an hour earlier."""
    tenth_before = Window(Lag("at", offset=PEAK_PER_HOUR), partition_by=F("reader"), order_by=F("at").asc())
    return (
        RegistryLookup.objects.filter(
            municipality=municipality_id,
            # An hour may begin before the period; the database numbers what this leaves.
            at__gte=start_of_day(period.first) - HOUR,
            at__lt=start_of_day(period.after),
        )
        .annotate(tenth_before=tenth_before)
        .filter(tenth_before__gt=F("at") - HOUR)
        .order_by()
        .values_list("reader", "at")
    )


def _of(municipality_id: int, period: Period) -> QuerySet[RegistryLookup]:
    return RegistryLookup.objects.filter(period.moments, municipality=municipality_id)


def _use(row: Any) -> Use:
    return Use(row["lookups"], row["misses"], row["own_name"], row["colleague"])


def _counts() -> dict[str, Count]:
    return {
        "lookups": Count("pk"),
        "misses": Count("pk", filter=Q(found=[])),
        "own_name": Count("pk", filter=Q(is_own_name=True)),
        "colleague": Count("pk", filter=Q(is_colleague=True)),
    }
