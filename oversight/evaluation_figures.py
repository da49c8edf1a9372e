# SPDX-License-Identifier: EUPL-1.2
"""The figures of the evaluation: few, of a whole year and of the municipality as a whole (LEI 3.7, 11).

No figure stands for 1 to 4 incidents, nor do those that it leaves out: of a share neither part is so small, nor what
of all incidents it is no share of, for a percentage tells what it is a share of to who tries every number. Nor does one
follow from the anonymous report of the year, which counts the same incidents: what both count is what that one froze,
and what it hides is not shown here either.
"""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from accounts.models import Municipality
from incidents.models import (
    Aftercare,
    Help,
    Incident,
    Measure,
    PoliceReport,
    Sanction,
    Victim,
)
from retention.models import LedgerEntry
from retention.terms import start_of_day
from retention.watchdog import TOO_LATE

from .models import AnonymousReport
from .reports.axes import Reaction
from .reports.facts import counted_incidents

FLOOR = 5


def count_figures(municipality: Municipality, year: int, now: datetime.datetime) -> dict[str, int | None]:
    """Every figure of a year that is over, by its key; None for what stands for too few incidents."""
    incidents = counted_incidents(
        Incident.objects.filter(
            municipality=municipality,
            occurred_on__range=(datetime.date(year, 1, 1), datetime.date(year, 12, 31)),
        )
    )
    norm = datetime.timedelta(hours=municipality.first_reaction_hours)
    reported = incidents.filter(taken_over=False)
    asked = incidents.filter(pk__in=_asked_for_the_police(incidents))
    frozen = _frozen_cells(municipality, year)
    number = incidents.count()
    # All that somebody may know the number of.
    totals = [number, *([frozen.get("")] if frozen is not None else [])]
    reaction_is_hidden = frozen is not None and frozen.get(f"reaction={Reaction.IN_TIME}") is None
    return {
        "reports": shown(number) if frozen is None else frozen.get(""),
        "first_reaction": None
        if reaction_is_hidden
        else share(reported, Q(first_reaction_at__lte=F("reported_at") + norm), totals),
        "aftercare": share(_with_aftercare(incidents), ~Exists(_missed(now)), totals),
        "police": share(
            asked,
            Exists(_of(PoliceReport, state__in=(PoliceReport.State.MADE, PoliceReport.State.NOTIFIED))),
            totals,
        ),
        "response": share(
            incidents.exclude(facts_established_at=None),
            Exists(_of(Sanction, state=Sanction.State.IMPOSED, annulled_at=None))
            | Exists(_of(Measure, kind=Measure.Kind.PERPETRATOR)),
            totals,
        ),
        "late": _destroyed_late(municipality, year),
    }


def _frozen_cells(municipality: Municipality, year: int) -> dict[str, int | None] | None:
    """What the anonymous report of the year shows, by cell; in the year in which a municipality began, what those of its
    quarters add up to. Nothing where one could not be made, None where there is no report."""
    reports = AnonymousReport.objects.filter(municipality=municipality, year=year)
    shown_in = [report.published for report in reports.filter(quarter=0) or reports]
    if not shown_in:
        return None
    known = [published.cells for published in shown_in if published is not None]
    if len(known) < len(shown_in):
        return {}
    return {name: _sum(cells.get(name) for cells in known) for name in known[0]}


def _sum(numbers: Iterable[int | None]) -> int | None:
    """None where one of them is not shown."""
    found = list(numbers)
    return None if None in found else sum(number for number in found if number is not None)


def shown(number: int) -> int | None:
    """A number of incidents, unless it is 1 to 4."""
    return None if 0 < number < FLOOR else number


def share(incidents: QuerySet[Incident], condition: Any, totals: Iterable[int | None] = ()) -> int | None:
    """The share of incidents that meet a condition, in whole percents; None when these, or the others, are 1 to 4, when
    there are not five in all, or when 1 to 4 of one of these totals are no part of them."""
    whole, part = incidents.count(), incidents.filter(condition).count()
    if whole < FLOOR or shown(part) is None or shown(whole - part) is None:
        return None
    if any(total is not None and shown(abs(total - whole)) is None for total in totals):
        return None
    # Rounded down, and 100 only for all: a target is not reached by rounding.
    return part * 100 // whole


def _of(model: Any, **facts: Any) -> QuerySet[Any]:
    rows: QuerySet[Any] = model.objects.filter(incident=OuterRef("pk"), **facts)
    return rows


def _with_aftercare(incidents: QuerySet[Incident]) -> QuerySet[Incident]:
    return incidents.filter(Exists(_of(Aftercare, due_at__isnull=False)))


def _missed(now: datetime.datetime) -> QuerySet[Any]:
    """Contacts that came too late, or are overdue."""
    late = Q(done_at__gt=F("due_at")) | Q(done_at=None, due_at__lte=now)
    return _of(Aftercare, declined=False).filter(late)


def _asked_for_the_police(incidents: QuerySet[Incident]) -> Iterable[Any]:
    """What somebody asks for is encrypted, so it is looked at one by one."""
    victims = Victim.objects.filter(incident__in=incidents).only("pk", "incident_id", "help_wanted")
    return {victim.incident_id for victim in victims if Help.POLICE in (victim.help_wanted or [])}


def _destroyed_late(municipality: Municipality, year: int) -> int:
    """Of records of every table, as the ledger has it: no number of incidents."""
    return LedgerEntry.objects.filter(
        batch__chain=municipality.pk,
        kind=LedgerEntry.Kind.DESTROYED,
        done_at__gte=start_of_day(datetime.date(year, 1, 1)),
        done_at__lt=start_of_day(datetime.date(year + 1, 1, 1)),
        done_at__gt=F("due_at") + TOO_LATE,
    ).count()
