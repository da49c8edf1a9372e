# SPDX-License-Identifier: EUPL-1.2
"""The incidents that the figures of one reader are about, found through the narrow rows of Sight: those of
`Incident.objects.visible_to`, and of these what happened in the period of the page."""

import datetime
from dataclasses import dataclass
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from accounts.models import User
from incidents.access import own, sights_of
from incidents.listing import reach_of
from incidents.models import Incident, Sight, Status
from retention.terms import local_date, start_of_day

MONTHS = 13


@dataclass(frozen=True)
class Period:
    """From the first of the month twelve months ago up to today, local dates."""

    first: datetime.date
    last: datetime.date

    @classmethod
    def until_today(cls) -> "Period":
        today = local_date(timezone.now())
        return cls(today.replace(day=1) - relativedelta(months=MONTHS - 1), today)

    @property
    def months(self) -> list[datetime.date]:
        """The first days of its months."""
        return [self.first + relativedelta(months=number) for number in range(MONTHS)]


def counted(user: User, period: Period) -> "QuerySet[Sight]":
    """Of these, what happened in the period; a report that was joined into another is no incident of its own."""
    return _happened_in(sights_of(user), period)


def owned(user: User, period: Period) -> "QuerySet[Sight]":
    """Of these, one row for each incident that belongs to a unit of this person."""
    reach = reach_of(user)
    rows = counted(user, period).filter(is_owner=True)
    return rows if reach.whole else rows.filter(unit__in=reach.units)


def owned_incidents(user: User, period: Period) -> Any:
    """The same incidents themselves, for what Sight does not repeat. Nothing is reported before it happened, so only
    the newest reports are read."""
    reach = reach_of(user)
    rows = Incident.objects.filter(
        ~own(user), municipality=user.municipality_id, reported_at__gte=start_of_day(period.first)
    )
    if not reach.whole:
        rows = rows.filter(unit__in=reach.units)
    return _happened_in(rows, period)


def guests(user: User, period: Period) -> "QuerySet[Sight]":
    """The others: seen by who handles where a later victim works. An incident may have several rows."""
    reach = reach_of(user)
    if reach.whole:
        return Sight.with_due.none()
    mine = Sight.with_due.filter(incident=OuterRef("incident"), is_owner=True, unit__in=reach.units)
    return counted(user, period).filter(~Exists(mine), is_owner=False)


def _happened_in(rows: Any, period: Period) -> Any:
    # Nothing happens after today.
    return rows.filter(occurred_on__gte=period.first).exclude(status=Status.JOINED)
