# SPDX-License-Identifier: EUPL-1.2
"""How destruction goes in one municipality, in numbers: for its administrators, who see no record and no person.

What went comes from the municipality's own chain of the ledger; what is to go is counted from the deadlines.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, DateTimeField, ExpressionWrapper, F, Max, Q
from django.db.models.functions import TruncWeek
from django.utils import timezone
from django.utils.translation import gettext as _

from incidents.models import Incident, Perpetrator
from retention import watchdog
from retention.engine import models_with_a_term
from retention.models import DestructionFailure, FileRemoval, LedgerEntry, MissingFile
from retention.terms import AMSTERDAM, end_of_day, local_date

from .words import lateness_in_words, table_in_words

LATELY = datetime.timedelta(days=30)
AHEAD = datetime.timedelta(days=90)
# A list of what fails; a longer one is no list that anybody goes through.
MOST = 50


@dataclass
class Gone:
    """What disappeared of one table lately."""

    words: Any
    destroyed: int = 0
    early: int = 0
    in_part: int = 0
    out_of_view: int = 0
    latest: float = 0

    @property
    def late_in_words(self) -> str:
        """How late the latest one was; nothing was destroyed: ""."""
        return lateness_in_words(self.latest) if self.destroyed else ""


def gone_lately(municipality_id: int) -> list[Gone]:
    """What the municipality's chain says of the last thirty days, per table. One query."""
    since = timezone.now() - LATELY
    rows = (
        LedgerEntry.objects.filter(batch__chain=municipality_id, batch__made_at__gte=since)
        # A file goes with its record, which is counted.
        .exclude(kind__in=(LedgerEntry.Kind.FILE_REMOVED, *LedgerEntry.RIGHTS))
        # Whose erasure it was is another line than that of the report.
        .exclude(~Q(what=Incident._meta.label), kind=LedgerEntry.Kind.ERASED_IN_PART)
        .order_by()
        .values("what", "kind")
        .annotate(number=Count("pk"), latest=Max(F("done_at") - F("due_at")))
    )
    by_table: dict[str, Gone] = {}
    for row in rows:
        gone = by_table.setdefault(row["what"], Gone(table_in_words(row["what"])))
        if row["kind"] == LedgerEntry.Kind.DESTROYED:
            gone.destroyed, gone.latest = row["number"], max(row["latest"].total_seconds(), 0)
        elif row["kind"] == LedgerEntry.Kind.DESTROYED_EARLY:
            gone.early = row["number"]
        elif row["kind"] == LedgerEntry.Kind.ERASED_IN_PART:
            gone.in_part = row["number"]
        elif row["kind"] == LedgerEntry.Kind.OUT_OF_VIEW:
            gone.out_of_view = row["number"]
    return sorted(by_table.values(), key=lambda gone: str(gone.words))


@dataclass(frozen=True)
class Stuck:
    """One record, or its file, that could not be destroyed: its table, its meaningless number, and what went wrong."""

    row: DestructionFailure | FileRemoval

    @property
    def words(self) -> Any:
        return table_in_words(self.row.what)


def stuck(municipality_id: int, now: datetime.datetime) -> list[Stuck]:
    """What of this municipality could not be destroyed, the longest due first."""
    return [Stuck(failing.row) for failing in watchdog.failures(now) if failing.chain == municipality_id]


@dataclass(frozen=True)
class Missing:
    """One record whose file is not where it should be."""

    row: MissingFile

    @property
    def words(self) -> Any:
        return table_in_words(self.row.what)


def missing(municipality_id: int) -> list[Missing]:
    """The records of this municipality that are to stay and whose file is gone, the longest known first."""
    return [Missing(row) for row in MissingFile.objects.filter(chain=municipality_id)]


@dataclass(frozen=True)
class Late:
    """Records of one table that could be gone and are not."""

    words: Any
    number: int
    late: str
    # Later than a turn that was missed explains; what is not goes with the next turn.
    is_too_late: bool


def late(municipality_id: int, now: datetime.datetime) -> list[Late]:
    """What of this municipality could be gone at this moment and is not, the oldest first."""
    found = [row for row in watchdog.overdue(now) if row.chain == municipality_id]
    return [
        Late(
            table_in_words(row.what),
            row.number,
            lateness_in_words((now - row.since).total_seconds()),
            now - row.since > watchdog.TOO_LATE,
        )
        for row in sorted(found, key=lambda row: row.since)
    ]


@dataclass(frozen=True)
class Sort:
    """How many of one sort disappear per week, named by its Monday, in the ninety days to come."""

    words: Any
    weeks: list[tuple[datetime.date, int]]


def ahead(municipality_id: int) -> list[Sort]:
    """What of this municipality is due within ninety days, and what leaves the registry: a query per table."""
    now = timezone.now()
    until = end_of_day(local_date(now) + AHEAD)
    found = []
    for model in models_with_a_term():
        if model.ledger_chain:
            ours = model.objects.filter(**{model.ledger_chain: municipality_id}, destroy_at__lte=until)
            found.append(Sort(table_in_words(model._meta.label), _per_week(ours, "destroy_at")))
    leaving = Perpetrator.objects.filter(
        municipality=municipality_id, visible_until__gt=now, visible_until__lte=until
    )
    # What leaves the registry (R3) is not destroyed yet.
    found.append(Sort(_("Daders die uit het register gaan"), _per_week(leaving, "visible_until")))
    return sorted((sort for sort in found if sort.weeks), key=lambda sort: str(sort.words))


def _per_week(rows: Any, column: str) -> list[tuple[datetime.date, int]]:
    """The number per week. What is due at the end of a day goes in the week of that day, and not of the next."""
    last_moment = ExpressionWrapper(F(column) - datetime.timedelta(microseconds=1), DateTimeField())
    weeks = rows.order_by().annotate(week=TruncWeek(last_moment, tzinfo=AMSTERDAM)).values("week")
    counted = weeks.annotate(number=Count("pk")).order_by("week")
    return [(local_date(row["week"]), row["number"]) for row in counted]
