# SPDX-License-Identifier: EUPL-1.2
"""The periods of reports: quarters and years of the local calendar."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from dateutil.relativedelta import relativedelta
from django.utils.translation import gettext as _

from retention.terms import local_date, start_of_day

# A report is made when its period has been over for this long: what happened on the last day is then reported and
# handled. The first local day after it is the first on which the report is there.
SETTLING = datetime.timedelta(days=14)
_SLUG = re.compile(r"(2\d{3})(?:-k([1-4]))?")


@dataclass(frozen=True, order=True)
class Period:
    """A calendar year, or one of its quarters (1 to 4; 0 for the year)."""

    year: int
    quarter: int = 0

    @classmethod
    def named(cls, slug: str) -> "Period | None":
        """The period that an address names: 2026 or 2026-k3; None for anything else."""
        found = _SLUG.fullmatch(slug)
        return cls(int(found[1]), int(found[2] or 0)) if found else None

    @classmethod
    def quarter_of(cls, day: datetime.date) -> "Period":
        return cls(day.year, (day.month + 2) // 3)

    @property
    def is_year(self) -> bool:
        return self.quarter == 0

    @property
    def slug(self) -> str:
        return f"{self.year}" if self.is_year else f"{self.year}-k{self.quarter}"

    @property
    def first_day(self) -> datetime.date:
        return datetime.date(self.year, 3 * max(self.quarter, 1) - 2, 1)

    @property
    def last_day(self) -> datetime.date:
        return self.first_day + relativedelta(months=12 if self.is_year else 3, days=-1)

    @property
    def closes_at(self) -> datetime.datetime:
        """The moment from which the report can be made: a local midnight."""
        return start_of_day(self.last_day + SETTLING + datetime.timedelta(days=1))

    @property
    def quarters(self) -> list["Period"]:
        return [Period(self.year, quarter) for quarter in (1, 2, 3, 4)]

    @property
    def before(self) -> "Period":
        """The period of the same kind before this one."""
        if self.is_year:
            return Period(self.year - 1)
        return Period.quarter_of(self.first_day - datetime.timedelta(days=1))

    @property
    def words(self) -> str:
        """As people call it: "2026", "3e kwartaal 2026"."""
        if self.is_year:
            return str(self.year)
        return _("%(n)se kwartaal %(year)s") % {"n": self.quarter, "year": self.year}

    @property
    def brief(self) -> str:
        """As it stands under a chart: "2026", "k3 2026"."""
        return str(self.year) if self.is_year else f"k{self.quarter} {self.year}"


def quarters_since(first: Period, now: datetime.datetime) -> Iterator[Period]:
    """The quarters from this one to the one that runs now."""
    running = Period.quarter_of(local_date(now))
    at = first
    while at <= running:
        yield at
        at = Period.quarter_of(at.last_day + datetime.timedelta(days=1))


def closed_since(first: Period, now: datetime.datetime) -> Iterator[Period]:
    """The periods whose report can be made now, from this quarter on: each year after its last quarter."""
    for quarter in quarters_since(first, now):
        if quarter.closes_at <= now:
            yield quarter
            if quarter.quarter == 4:
                yield Period(quarter.year)
