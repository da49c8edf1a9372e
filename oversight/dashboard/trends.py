# SPDX-License-Identifier: EUPL-1.2
"""How many incidents happened, per month and per unit, of those that the reader may open."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Count, F, Q
from django.db.models.functions import TruncDate, TruncMonth

from accounts.models import User
from accounts.policy import scope_of
from accounts.tree import Tree
from incidents.listing import reach_of
from incidents.models import KIND_BITS, Kind, Severity
from retention.terms import AMSTERDAM

from .seen import Period, guests, owned

# As a rule an offence, of which the municipality encourages a police report.
OFFENCES = (Kind.THREAT, Kind.VIOLENCE_PERSON, Kind.VIOLENCE_PROPERTY, Kind.SEXUAL)
WITHIN_A_DAY = datetime.timedelta(days=1)
# So many units are told apart; the rest stand together.
MOST_UNITS = 12


@dataclass
class Numbers:
    """How many incidents, and how many of these were serious."""

    all: int = 0
    serious: int = 0

    def add(self, all_: int, serious: int) -> None:
        self.all += all_
        self.serious += serious


@dataclass(frozen=True)
class Month:
    """One month: its first and last day (of the period), and its numbers."""

    first: datetime.date
    last: datetime.date
    numbers: Numbers


@dataclass(frozen=True)
class Unit:
    """A unit with all units under it, as far as they are seen."""

    unit_id: int
    name: str
    numbers: Numbers


@dataclass
class Trends:
    """The numbers of the period: in all, per month, and per unit the most first."""

    period: Period
    total: Numbers = field(default_factory=Numbers)
    # Of all: reported within a day; with what is as a rule an offence.
    prompt: int = 0
    offences: int = 0
    months: list[Month] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    # What belongs to a unit that is not told apart.
    other_units: Numbers = field(default_factory=Numbers)
    # What belongs to units of others, and is seen because a victim is of one's own.
    of_guests: Numbers = field(default_factory=Numbers)


def trends_of(user: User, period: Period) -> Trends:
    """The numbers for this reader. Three queries, whatever the number of units."""
    found = Trends(period)
    per_month: dict[datetime.date, Numbers] = {first: Numbers() for first in period.months}
    mine, others = owned(user, period), guests(user, period)
    # A guest of two of one's units has two rows, and is one incident.
    for rows, sums in (
        (_per_month(mine, distinct=False), [found.total]),
        (_per_month(others, distinct=True), [found.total, found.of_guests]),
    ):
        for month, number, serious, prompt, offences in rows:
            for numbers in (*sums, per_month[month]):
                numbers.add(number, serious)
            found.prompt += prompt
            found.offences += offences
    found.months = [
        Month(first, min(first + relativedelta(months=1, days=-1), period.last), numbers)
        for first, numbers in per_month.items()
    ]
    per_unit = mine.values_list("unit").annotate(
        number=Count("pk"), serious=Count("pk", filter=Q(severity__gte=Severity.SERIOUS))
    )
    found.units, found.other_units = _rolled_up(
        scope_of(user).tree, reach_of(user).units, {unit: numbers for unit, *numbers in per_unit}
    )
    return found


def _per_month(rows: Any, *, distinct: bool) -> Any:
    """Per month: its first day, how many, how many serious, how many reported within a day, how many offences."""

    def of(where: Q | None = None) -> Count:
        return Count("incident", filter=where, distinct=distinct)

    return (
        rows.alias(
            reported_on=TruncDate("reported_at", tzinfo=AMSTERDAM),
            offence=F("kinds").bitand(sum(KIND_BITS[kind] for kind in OFFENCES)),
        )
        .values_list(TruncMonth("occurred_on"))
        .annotate(
            number=of(),
            serious=of(Q(severity__gte=Severity.SERIOUS)),
            prompt=of(Q(reported_on__lte=F("occurred_on") + WITHIN_A_DAY)),
            offences=of(Q(offence__gt=0)),
        )
    )


def _rolled_up(
    tree: Tree, units: frozenset[int], per_unit: Mapping[int, Sequence[int]]
) -> tuple[list[Unit], Numbers]:
    """The highest units of the reader; or what stands under it, when there is only one. And what is left."""
    tops = [unit for unit in tree if unit in units and tree.parent(unit) not in units]
    if len(tops) == 1:
        tops = [unit for unit in tree.children.get(tops[0], ()) if unit in units] or tops
    above: dict[int, int] = {}
    for top in tops:
        above |= dict.fromkeys(tree.under([top]), top)
    found = {top: Numbers() for top in tops}
    others = Numbers()
    for unit, numbers in per_unit.items():
        (found[above[unit]] if unit in above else others).add(*numbers)
    ranked = sorted(found, key=lambda unit: (-found[unit].all, tree.name(unit).casefold(), unit))
    for unit in ranked[MOST_UNITS:]:
        others.add(found[unit].all, found[unit].serious)
    return [Unit(unit, tree.name(unit), found[unit]) for unit in ranked[:MOST_UNITS]], others
