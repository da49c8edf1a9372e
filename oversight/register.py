# SPDX-License-Identifier: EUPL-1.2
"""The ledger of one municipality as its administrator reads it, newest first: meaningless numbers and moments only."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Min, Q, QuerySet

from retention.models import LedgerBatch, LedgerEntry
from retention.terms import end_of_day, start_of_day

from .words import lateness_in_words, table_in_words

PAGE_SIZE = 50


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed down to; all of it at once. Days in Amsterdam, both included."""

    what: str | None = None
    kind: str | None = None
    rule: str | None = None
    since: datetime.date | None = None
    until: datetime.date | None = None


@dataclass(frozen=True)
class Place:
    """A row, as the address names it: older ones come after it, newer ones (`back`) before."""

    batch: int
    position: int
    back: bool = False

    def __str__(self) -> str:
        return f"{self.batch}.{self.position}"


@dataclass(frozen=True)
class Line:
    """A row of the ledger, with the words for it."""

    entry: LedgerEntry

    @property
    def words(self) -> Any:
        return table_in_words(self.entry.what)

    @property
    def late(self) -> str:
        """How late it was destroyed; "" where nothing could be late."""
        if self.entry.kind in LedgerEntry.NEVER_LATE:
            return ""
        return lateness_in_words(max((self.entry.done_at - self.entry.due_at).total_seconds(), 0))


@dataclass(frozen=True)
class Page:
    """The rows of one page, newest first, with the places of the pages beside it."""

    lines: list[Line]
    newer: Place | None = None
    older: Place | None = None


def register_page(municipality_id: int, filters: Filters, place: Place | None = None) -> Page:
    """A page of the municipality's chain: one query, and one more for a period."""
    back = place is not None and place.back
    order = ["batch__number", "position"] if back else ["-batch__number", "-position"]
    entries = _filtered(municipality_id, filters).select_related("batch").order_by(*order)
    found = list((entries.filter(_beyond(place)) if place else entries)[: PAGE_SIZE + 1])
    more, shown = len(found) > PAGE_SIZE, found[:PAGE_SIZE]
    if back:
        shown.reverse()
    if not shown:
        return Page([])
    first, last = (Place(entry.batch.number, entry.position) for entry in (shown[0], shown[-1]))
    return Page(
        [Line(entry) for entry in shown],
        newer=first if (more if back else place) else None,
        older=last if more or back else None,
    )


def place_of(text: str, *, back: bool = False) -> Place | None:
    """The place that an address names; None for what is none."""
    batch, _dot, position = text.partition(".")
    numbers = [
        int(part) for part in (batch, position) if part.isascii() and part.isdecimal() and len(part) < 10
    ]
    return Place(numbers[0], numbers[1], back) if len(numbers) == 2 else None


def _beyond(place: Place) -> Q:
    # The first condition says nothing new: with it the database begins where the index does.
    if place.back:
        beyond = Q(batch__number__gt=place.batch) | Q(position__gt=place.position)
        return Q(batch__number__gte=place.batch) & beyond
    beyond = Q(batch__number__lt=place.batch) | Q(position__lt=place.position)
    return Q(batch__number__lte=place.batch) & beyond


def _filtered(municipality_id: int, filters: Filters) -> QuerySet[LedgerEntry]:
    entries = LedgerEntry.objects.filter(batch__chain=municipality_id)
    named = {name: getattr(filters, name) for name in ("what", "kind", "rule")}
    entries = entries.filter(**{name: value for name, value in named.items() if value})
    if filters.since or filters.until:
        batches = LedgerBatch.objects.filter(chain=municipality_id)
        if filters.since:
            batches = batches.filter(made_at__gte=start_of_day(filters.since))
        if filters.until:
            batches = batches.filter(made_at__lt=end_of_day(filters.until))
        # By number, for which there is an index.
        numbers = batches.aggregate(first=Min("number"), last=Max("number"))
        if numbers["first"] is None:
            return entries.none()
        entries = entries.filter(batch__number__gte=numbers["first"], batch__number__lte=numbers["last"])
    return entries
