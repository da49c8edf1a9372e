# SPDX-License-Identifier: EUPL-1.2
"""Making the report of each period that is over, once (LEI 3.7)."""

import datetime
from collections import Counter, defaultdict
from typing import Any

from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone

from accounts.models import Municipality, OrganisationalUnit, User
from incidents.models import Incident
from oversight.models import AnonymousReport, CountedIncident
from retention.terms import incident_due

from .cells import Counted
from .facts import facts_of
from .freezing import Published, freeze_quarter, freeze_year
from .periods import SETTLING, Period, closed_since
from .places import Place, places_of, same_all_year

# A report that was joined into another of the day after takes that one along, by the earlier of their terms.
_NIGHT = datetime.timedelta(days=1)


def close_periods(now: datetime.datetime | None = None) -> int:
    """Freeze the report of every closed period that has none yet; answers how many.

    Harmless to repeat, and safe on several workers at once: the second waits for the first, and finds nothing left to
    do. After weeks of standing still every missing period is made; one whose incidents R4 has begun to destroy is not
    counted any more, and its report says so. A municipality that fails does not stop the others; what went wrong is
    raised when all had their turn.
    """
    moment = now or timezone.now()
    made, errors = 0, list[Exception]()
    for municipality in Municipality.objects.order_by("pk"):
        try:
            for period in _missing(municipality, moment):
                made += _close(municipality, period, moment)
        except Exception as error:
            errors.append(error)
    if errors:
        raise ExceptionGroup("Anonymous reports could not be made.", errors)
    return made


def _missing(municipality: Municipality, now: datetime.datetime) -> list[Period]:
    """The closed periods without a report, since the first incident there is or was a report of."""
    there = {Period(*key) for key in municipality.anonymous_reports.values_list("year", "quarter")}
    first_day = Incident.objects.filter(municipality=municipality).aggregate(first=Min("occurred_on"))[
        "first"
    ]
    known = [period for period in there if not period.is_year]
    first = min([*known, Period.quarter_of(first_day)] if first_day else known, default=None)
    if first is None:
        return []
    missing = [period for period in closed_since(first, now) if period not in there]
    # Of the year in which it began there are not four quarters, and so no report.
    missing = [period for period in missing if not (period.is_year and period.quarters[0] < first)]
    return [period for period in missing if not _is_unsettled(municipality, period, now)]


def _is_unsettled(municipality: Municipality, period: Period, now: datetime.datetime) -> bool:
    """Whether a list was taken over lately, when the period was closed already: who has more than fits in one file brings
    the others after it, and what is frozen between two of them stays wrong. A year waits for its quarters."""
    lately = Incident.objects.filter(
        municipality=municipality, taken_over=True, reported_at__gt=now - SETTLING
    ).aggregate(last=Max("reported_at"))["last"]
    first_part = period.quarters[0] if period.is_year else period
    return lately is not None and first_part.closes_at <= lately


def _close(municipality: Municipality, period: Period, now: datetime.datetime) -> bool:
    """Make one report; False when another worker did meanwhile. What takes time comes first, without any lock."""
    facts, published = list[tuple[Any, Counted]](), None
    if incident_due(period.first_day - _NIGHT).at > now:
        if period.is_year:
            published = _of_year(municipality, period)
        else:
            facts = _facts(municipality, period, now)
            published = freeze_quarter([one for _key, one in facts], _places(municipality))
    with transaction.atomic():
        reports = (
            Municipality.objects.select_for_update(no_key=True).get(pk=municipality.pk).anonymous_reports
        )
        if reports.filter(year=period.year, quarter=period.quarter).exists():
            return False
        content = published.written() if published else None
        reports.create(year=period.year, quarter=period.quarter, frozen_at=now, content=content)
        if period.is_year:
            _forget_counts(municipality, period)
        else:
            _remember_counts(municipality, period, facts)
    return True


def _facts(municipality: Municipality, period: Period, now: datetime.datetime) -> list[tuple[Any, Counted]]:
    """Without what another quarter counted before its date was corrected: there it stays."""
    counted = CountedIncident.objects.filter(municipality=municipality)
    elsewhere = set(counted.values_list("incident_id", flat=True))
    return [(key, one) for key, one in facts_of(municipality, period, now) if key not in elsewhere]


def _remember_counts(municipality: Municipality, period: Period, facts: list[tuple[Any, Counted]]) -> None:
    """Until the year is frozen. What was destroyed meanwhile cannot be remembered."""
    there = set(
        Incident.objects.filter(
            municipality=municipality, occurred_on__range=(period.first_day, period.last_day)
        ).values_list("pk", flat=True)
    )
    CountedIncident.objects.bulk_create(
        CountedIncident(
            incident_id=key,
            municipality=municipality,
            year=period.year,
            quarter=period.quarter,
            unit_id=one.unit,
            codes=one.codes,
        )
        for key, one in facts
        if key in there
    )


def _of_year(municipality: Municipality, period: Period) -> Published | None:
    """None when one of the four quarters could not be counted."""
    reports = AnonymousReport.objects.filter(municipality=municipality, year=period.year).exclude(quarter=0)
    quarters = [report.published for report in reports.order_by("quarter")]
    known = [quarter for quarter in quarters if quarter is not None]
    if len(known) != 4:
        return None
    counted = defaultdict[int, list[Counted]](list)
    rows = CountedIncident.objects.filter(municipality=municipality, year=period.year)
    for quarter, unit, codes in rows.values_list("quarter", "unit_id", "codes"):
        counted[quarter].append(Counted(unit, codes))
    places = _places(municipality, [quarter.places for quarter in known])
    return freeze_year([counted[number] for number in (1, 2, 3, 4)], known, places)


def _forget_counts(municipality: Municipality, period: Period) -> None:
    """The year is frozen: as what its incidents counted has served."""
    CountedIncident.with_due.filter(municipality=municipality, year=period.year).delete()


def _places(municipality: Municipality, quarters: list[list[Place]] | None = None) -> list[Place]:
    """The rows of now: units with ten active people or more, and for a year as they were in all its quarters."""
    units = OrganisationalUnit.objects.filter(municipality=municipality).order_by("name", "pk")
    tree = {pk: (name, parent) for pk, name, parent in units.values_list("pk", "name", "parent_id")}
    active = User.objects.filter(municipality=municipality, is_active=True).exclude(unit=None)
    people = Counter(active.values_list("unit_id", flat=True))
    if quarters is None:
        return places_of(tree, people)
    return places_of(tree, people, same_all_year(quarters))
