# SPDX-License-Identifier: EUPL-1.2
"""What was disclosed of either side (LEI 6), in one list: to whom, of what, why that may be, by whom and when.

Of what it was about the list knows the reference, while there is one; a copy is kept nowhere. Which rows somebody gets
is what the rooms themselves answer (`disclosures_for`): who has no part in recordings gets none of that side. What is
asked for and not given is no disclosure. A person's own data, given to that person, is none either.
"""

import datetime
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Q, QuerySet, TextChoices
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.utils.translation import gettext_lazy as _

import incidents.disclosing
import recordings.disclosing
from accounts.models import AbstractDisclosure
from incidents.models import Incident
from incidents.police_package import Part
from recordings.models import Disclosure as Copy
from recordings.models import Recording
from retention.terms import end_of_day, start_of_day

PAGE = 50
# The years that a place may name: beyond these a database cannot compare.
EARLIEST, LATEST = 2000, 2100


class Side(TextChoices):
    """Which side it was given from, in the order of the list where two were given at one moment."""

    INCIDENTS = "meldingen", _("Meldingen")
    RECORDINGS = "opnamen", _("Opnamen")


@dataclass(frozen=True)
class Asked:
    """What the list is narrowed down to. Days in Amsterdam, both included."""

    side: str = ""
    since: datetime.date | None = None
    until: datetime.date | None = None


@dataclass(frozen=True)
class Place:
    """A row, as the address names it: older ones come after it, newer ones (`back`) before."""

    at: datetime.datetime
    side: Side
    key: uuid.UUID
    back: bool = False

    def __str__(self) -> str:
        return f"{self.at.isoformat()}~{self.side}~{self.key}"

    @classmethod
    def read(cls, text: str, *, back: bool = False) -> "Place | None":
        """The place that an address names; None for anything else."""
        try:
            at, side, key = text.split("~")
            place = cls(datetime.datetime.fromisoformat(at), Side(side), uuid.UUID(key), back)
        except ValueError:
            return None
        return place if place.at.tzinfo is not None and EARLIEST <= place.at.year < LATEST else None


@dataclass(frozen=True)
class Line:
    """One disclosure. `about` is the reference of what it was about; "" when that is destroyed."""

    row: AbstractDisclosure
    side: Side
    about: str
    parts: list[Any] = field(default_factory=list)


@dataclass(frozen=True)
class Page:
    """The disclosures of one page, newest first, with the places of the pages beside it."""

    lines: list[Line]
    newer: Place | None = None
    older: Place | None = None


def _copies(user: Any) -> QuerySet[Any]:
    return recordings.disclosing.disclosures_for(user).filter(state=Copy.State.GIVEN)


ROWS: dict[Side, Callable[[Any], QuerySet[Any]]] = {
    Side.INCIDENTS: incidents.disclosing.disclosures_for,
    Side.RECORDINGS: _copies,
}


def page_of(user: Any, asked: Asked, place: Place | None = None) -> Page:
    """The disclosures that this coordinator may read and asks for: a query per side, and one per side for what they
    were about."""
    back = place is not None and place.back
    found: list[tuple[Side, Any]] = []
    for side in Side:
        if asked.side in ("", side):
            rows = ROWS[side](user).filter(_period(asked))
            if place:
                rows = rows.filter(_beyond(side, place))
            order = ("completed_at", "pk") if back else ("-completed_at", "-pk")
            found += [(side, row) for row in rows.order_by(*order)[: PAGE + 1]]
    # The newest first; at one moment the second side first, as the keys go.
    sides = list(Side)
    found.sort(key=lambda one: (one[1].completed_at, sides.index(one[0]), one[1].pk), reverse=not back)
    more, shown = len(found) > PAGE, found[:PAGE]
    if back:
        shown.reverse()
    if not shown:
        return Page([])
    first, last = (Place(row.completed_at, side, row.pk) for side, row in (shown[0], shown[-1]))
    return Page(
        _lines(user, shown),
        newer=first if (more if back else place) else None,
        older=last if more or back else None,
    )


def _period(asked: Asked) -> Q:
    period = Q()
    if asked.since:
        period &= Q(completed_at__gte=start_of_day(asked.since))
    if asked.until:
        period &= Q(completed_at__lt=end_of_day(asked.until))
    return period


def _beyond(side: Side, place: Place) -> Q:
    """What comes after a place, or before it: at another moment, or at the same one by side and key."""
    if side == place.side:
        key, at = Tuple(F("completed_at"), F("pk")), (place.at, place.key)
        return Q(TupleGreaterThan(key, at) if place.back else TupleLessThan(key, at))
    sides = list(Side)
    is_later = sides.index(side) > sides.index(place.side)
    equal = "e" if is_later == place.back else ""
    return Q(**{f"completed_at__{'gt' if place.back else 'lt'}{equal}": place.at})


def _lines(user: Any, found: Iterable[tuple[Side, Any]]) -> list[Line]:
    found = list(found)
    about = {side: {row.about for of, row in found if of == side} for side in Side}
    known: dict[uuid.UUID, str] = dict(
        Incident.objects.filter(municipality=user.municipality_id, pk__in=about[Side.INCIDENTS]).values_list(
            "pk", "reference"
        )
    )
    copied = Recording.objects.filter(municipality=user.municipality_id, pk__in=about[Side.RECORDINGS])
    known |= {row.pk: row.reference for row in copied.only("pk")}
    return [
        Line(
            row,
            side,
            known.get(row.about, ""),
            [part.label for part in Part if part.value in row.parts] if side == Side.INCIDENTS else [],
        )
        for side, row in found
    ]
