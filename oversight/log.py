# SPDX-License-Identifier: EUPL-1.2
"""The logs of one municipality as its administrators read them (R6): who did or looked at what, when, from where.

Three tables make one list, the newest first, a page at a time: what was changed, what was looked at, and what was
searched for in the registry. An administrator reads no incident: of what belongs to one the names of the fields are
shown and no value, and no perpetrator or victim is named.
"""

import datetime
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import F, Q, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleLessThan

from accounts.models import AccessLogEntry, ChangeLogEntry, User
from incidents.models import Incident, RegistryLookup
from retention.terms import end_of_day, start_of_day

from .log_words import (
    LOOKS,
    OF_PACKAGES,
    OF_RECORDINGS,
    LogKind,
    changed_in_words,
    found_in_words,
    looked_at,
    model_in_words,
)

PAGE = 50
LONGEST_NUMBER = 40
# The years, and the largest key, that a place may name: beyond these a database cannot compare.
EARLIEST, LATEST, LARGEST_KEY = 2000, 2100, 2**63 - 1
Action = AccessLogEntry.Action
LOOK_KINDS = {
    LogKind.READ: [
        Action.READ_INCIDENT,
        Action.READ_EVIDENCE,
        Action.READ_PERPETRATOR,
        Action.FOUND_IN_REGISTRY,
        Action.MADE_LETTER,
        Action.GAVE_TO_POLICE,
        Action.SOUGHT_PERSON,
        Action.FOUND_FOR_REQUEST,
        *OF_PACKAGES,
    ],
    LogKind.BSN: [Action.REVEALED_BSN],
    LogKind.LOOKUP: [Action.SEARCHED_REGISTRY],
    LogKind.RECORDING: [*OF_RECORDINGS],
    LogKind.LOG: [Action.READ_LOG],
}
CHANGE_KINDS = {
    LogKind.MADE: ChangeLogEntry.Action.CREATE,
    LogKind.CHANGED: ChangeLogEntry.Action.UPDATE,
    LogKind.DELETED: ChangeLogEntry.Action.DELETE,
}


@dataclass(frozen=True)
class Asked:
    """What the list is narrowed down to. `person`: the id of who did it; days are local, both included; `number`: a
    reference of an incident, or the id of any row."""

    person: int | None = None
    since: datetime.date | None = None
    until: datetime.date | None = None
    kind: str = ""
    number: str = ""


@dataclass(frozen=True)
class Place:
    """Where a page ends: the moment of its last line, which of the three tables that is in, and its key."""

    at: datetime.datetime
    table: int
    key: Any

    def __str__(self) -> str:
        return f"{self.at.isoformat()}~{self.table}~{self.key}"

    @classmethod
    def read(cls, text: str) -> "Place | None":
        """The place that an address names; None for anything else."""
        try:
            at, table, key = text.split("~")
            number = int(table)
            place = cls(datetime.datetime.fromisoformat(at), number, TABLES[number].read_key(key))
        except (ValueError, IndexError):
            return None
        known = number >= 0 and place.at.tzinfo is not None and EARLIEST <= place.at.year < LATEST
        return place if known and not (isinstance(place.key, int) and abs(place.key) > LARGEST_KEY) else None


@dataclass(frozen=True)
class Line:
    """One line of the list, in words."""

    at: datetime.datetime
    # The person who did it; None where the system did it, or where the account is gone.
    who: User | None
    did: Any
    what: Any
    # A reference or a meaningless number.
    number: str
    result: Any
    origin: Any
    fields: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Page:
    lines: list[Line]
    after: Place | None


@dataclass(frozen=True)
class _Table:
    """One of the three, and how a question is put to it; `narrow` answers None when nothing of it is asked for."""

    rows: Callable[[], QuerySet[Any]]
    moment: str
    person: str
    read_key: Callable[[str], Any]
    narrow: Callable[[Asked, Any], Q | None]


def page_of(municipality_id: int, asked: Asked, after: Place | None = None) -> Page:
    """The lines that answer a question, those after a place; at most PAGE. A query per table, and two for the words."""
    target = _target(municipality_id, asked.number)
    found: list[tuple[datetime.datetime, int, Any]] = []
    for number, table in enumerate(TABLES):
        narrowed = table.narrow(asked, target)
        if narrowed is None:
            continue
        rows = table.rows().filter(narrowed, _period(table, asked), municipality=municipality_id)
        if asked.person is not None:
            rows = rows.filter(**{table.person: asked.person})
        if after is not None:
            rows = rows.filter(_beyond(table, number, after))
        rows = rows.order_by(f"-{table.moment}", "-pk")[: PAGE + 1]
        found += [(getattr(row, table.moment), number, row) for row in rows]
    # The newest first; at one moment table by table, as `_beyond` goes on. A sort keeps the order within a table.
    found.sort(key=lambda one: (-one[0].timestamp(), one[1]))
    shown = found[:PAGE]
    last = Place(shown[-1][0], shown[-1][1], shown[-1][2].pk) if len(found) > PAGE else None
    return Page(_in_words(municipality_id, [row for _at, _number, row in shown]), last)


def _period(table: _Table, asked: Asked) -> Q:
    period = Q()
    if asked.since:
        period &= Q(**{f"{table.moment}__gte": start_of_day(asked.since)})
    if asked.until:
        period &= Q(**{f"{table.moment}__lt": end_of_day(asked.until)})
    return period


def _beyond(table: _Table, number: int, after: Place) -> Q:
    """What comes after a place: earlier, or at the same moment and further on."""
    if number == after.table:
        return Q(TupleLessThan(Tuple(F(table.moment), F("pk")), (after.at, after.key)))
    at_once = "lte" if number > after.table else "lt"
    return Q(**{f"{table.moment}__{at_once}": after.at})


def _target(municipality_id: int, number: str) -> Any:
    """What a number that was typed stands for: the id of an incident, another UUID, the digits of a row; None for no
    number, and for a reference that is nobody's an id that nothing has."""
    if not number:
        return None
    try:
        return uuid.UUID(number)
    except ValueError:
        pass
    if number.isascii() and number.isdigit():
        return number
    incident = Incident.objects.filter(municipality=municipality_id, reference__iexact=number)
    return incident.values_list("pk", flat=True).first() or uuid.UUID(int=0)


def _changes(asked: Asked, target: Any) -> Q | None:
    if asked.kind and asked.kind not in CHANGE_KINDS:
        return None
    narrowed = Q(action=CHANGE_KINDS[LogKind(asked.kind)]) if asked.kind else Q()
    if isinstance(target, uuid.UUID):
        narrowed &= Q(record_id=target) | Q(object_pk=str(target))
    elif target is not None:
        narrowed &= Q(object_pk=target)
    return narrowed


def _looks(asked: Asked, target: Any) -> Q | None:
    if (asked.kind and asked.kind not in LOOK_KINDS) or isinstance(target, str):
        return None
    narrowed = Q(action__in=LOOK_KINDS[LogKind(asked.kind)]) if asked.kind else Q()
    return narrowed & (Q(record_id=target) | Q(object_id=target)) if target else narrowed


def _lookups(asked: Asked, target: Any) -> Q | None:
    if asked.kind not in ("", LogKind.LOOKUP) or isinstance(target, str):
        return None
    return Q(pk=target) if target else Q()


TABLES = (
    _Table(ChangeLogEntry.objects.all, "timestamp", "actor", int, _changes),
    _Table(AccessLogEntry.objects.all, "at", "actor", int, _looks),
    _Table(RegistryLookup.objects.all, "at", "reader", uuid.UUID, _lookups),
)


def _in_words(municipality_id: int, rows: Iterable[models.Model]) -> list[Line]:
    rows = list(rows)
    people = User.objects.in_bulk({key for row in rows for key in _people_of(row)})
    incidents = Incident.objects.filter(
        municipality=municipality_id, pk__in={key for row in rows for key in _records_of(row)}
    )
    references = dict(incidents.values_list("pk", "reference"))
    return [_line(row, people, references) for row in rows]


def _people_of(row: Any) -> set[int]:
    who = row.reader_id if isinstance(row, RegistryLookup) else row.actor_id
    return {key for key in (who, getattr(row, "person_id", None)) if key is not None}


def _records_of(row: Any) -> set[uuid.UUID]:
    key = getattr(row, "record_id", None)
    return {key} if key else set()


def _line(row: Any, people: dict[int, User], references: dict[uuid.UUID, str]) -> Line:
    origin = row.get_origin_display()
    if isinstance(row, RegistryLookup):
        return Line(
            row.at,
            people.get(row.reader_id),
            LOOKS[Action.SEARCHED_REGISTRY],
            row.get_purpose_display(),
            str(row.pk),
            found_in_words(len(row.found)),
            origin,
        )
    known = references.get(row.record_id, "")
    if isinstance(row, AccessLogEntry):
        person = people.get(row.person_id) if row.person_id else None
        number = known or str(row.object_id or "")
        return Line(
            row.at,
            people.get(row.actor_id),
            LOOKS[Action(row.action)],
            person.name if person else looked_at(row.action),
            number,
            row.get_result_display(),
            origin,
        )
    did, names = changed_in_words(row)
    what = model_in_words(row.content_type_id)
    number = f"{known} · {row.object_pk}" if known and row.object_pk != str(row.record_id) else known
    return Line(
        row.timestamp, people.get(row.actor_id), did, what, number or row.object_pk, "", origin, names
    )
