# SPDX-License-Identifier: EUPL-1.2
"""Finds and counts incidents for a list, from the narrow rows of Sight: the only SQL by hand in this room.

Which rows: those of `Incident.objects.visible_to`, without the ones that were joined into another. In what order: by
(reported_at, id), so that a page begins where another one ended, whatever was reported in between. How fast: a page
reads about as many rows as it shows, however many incidents there are; nothing is counted beyond a cap.

Two ways lead to the same rows. *Along the units*: the newest of each unit, from an index per unit; for who sees few
units, however little happens there. *Along the municipality*: the newest of all, skipping what is not seen; for who
sees many, and for work to do, which is little.
"""

# ruff: noqa: S608 - put together from the constants of this module only; every value is a parameter.

import datetime
import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.contrib.auth.models import Permission
from django.db import connection
from django.db.models import Model, UUIDField
from django.utils import timezone

from accounts.levels import Level
from accounts.models import GroupGrant, Membership, User, UserGrant
from accounts.policy import scope_of

from .models import KIND_BITS, OPEN_STATUSES, Sight, Status, Victim

# Nobody reads a thousand rows; a count says "more than 1,000" and stops there.
COUNT_AT_MOST = 1001
# Work to do is counted in one pass. No municipality has this much of it; if one had, the pass would still end.
ALIVE_AT_MOST = 20_000
# From so many units on, most of the newest reports are of one of them.
MANY_UNITS = 128

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


class Clause(NamedTuple):
    """A piece of SQL about the row `s` of Sight, with its parameters."""

    sql: str
    params: tuple[Any, ...] = ()


def both(*clauses: Clause) -> Clause:
    """All of these; always true when there are none."""
    return Clause(
        " AND ".join(clause.sql for clause in clauses) or "TRUE",
        tuple(param for clause in clauses for param in clause.params),
    )


@dataclass(frozen=True)
class Cursor:
    """The place of a row in a list, as it stands in a link. It says when something was reported, not what."""

    reported_at: datetime.datetime
    incident_id: uuid.UUID

    def __str__(self) -> str:
        microseconds = (self.reported_at - EPOCH) // datetime.timedelta(microseconds=1)
        return f"{microseconds}-{self.incident_id.hex}"

    @classmethod
    def parse(cls, text: str) -> "Cursor | None":
        """The place that a link names; None for anything that such a link never says."""
        number, _, key = text.partition("-")
        if not (number.isascii() and number.isdigit() and len(number) <= 17 and len(key) == 32):
            return None
        try:
            return cls(EPOCH + datetime.timedelta(microseconds=int(number)), uuid.UUID(hex=key))
        except (ValueError, OverflowError):
            return None


@dataclass(frozen=True)
class Reach:
    """Through which units somebody sees incidents: as handler also those with a victim of the unit, as supervisor
    those that belong to it; never the ones in which they are a victim."""

    user_id: int
    municipality_id: int
    handling: frozenset[int]
    watching: frozenset[int]
    # Every unit of the municipality is among them.
    whole: bool

    @classmethod
    def of(cls, user: User, *levels: Level) -> "Reach":
        """What this person sees with these of their levels: handler and supervisor, or one of the two."""
        scope = scope_of(user)
        handling = scope.units_with(Level.HANDLER) if Level.HANDLER in levels else frozenset()
        watching = scope.units_with(Level.SUPERVISOR) if Level.SUPERVISOR in levels else frozenset()
        whole = bool(scope.tree) and len(handling | watching) == len(scope.tree)
        return cls(user.pk, user.municipality_id or 0, handling, watching, whole)

    @property
    def units(self) -> frozenset[int]:
        return self.handling | self.watching

    def belonging_to(self, units: Iterable[int]) -> "Reach":
        """Only what belongs to one of these units."""
        return Reach(
            self.user_id, self.municipality_id, frozenset(), self.units.intersection(units), whole=False
        )


def among(column: str, values: Iterable[int]) -> Clause:
    """The column is one of these numbers: one parameter, however many."""
    if _on_postgresql():
        return Clause(f"{column} = ANY(%s::bigint[])", (_array(values),))
    return Clause(f"{column} IN (SELECT value FROM json_each(%s))", (json.dumps(sorted(values)),))


def _on_postgresql() -> bool:
    return connection.vendor == "postgresql"


def _array(values: Iterable[int]) -> str:
    return "{" + ",".join(map(str, sorted(values))) + "}"


def status_in(*statuses: str) -> Clause:
    return Clause(f"s.status IN ({', '.join(['%s'] * len(statuses))})", tuple(str(s) for s in statuses))


def is_open() -> Clause:
    return status_in(*OPEN_STATUSES)


def is_overdue(now: datetime.datetime) -> Clause:
    """Something should have happened by now: a first reaction, or aftercare, also of what is closed."""
    return Clause("s.next_due_at <= %s", (connection.ops.adapt_datetimefield_value(now),))


def handled_by(user_id: int | None) -> Clause:
    """In the hands of this person; of nobody, for None."""
    return Clause("s.handler_id IS NULL") if user_id is None else Clause("s.handler_id = %s", (user_id,))


def occurred_between(since: datetime.date | None, until: datetime.date | None) -> Clause:
    """It happened on one of these local dates, both included; an empty side is open."""
    adapt = connection.ops.adapt_datefield_value
    parts = [Clause("s.occurred_on >= %s", (adapt(since),))] if since else []
    parts += [Clause("s.occurred_on <= %s", (adapt(until),))] if until else []
    return both(*parts)


def has_kind(kind: str) -> Clause:
    """This is one of its kinds, the gravest or not."""
    return Clause("(s.kinds & %s) <> 0", (KIND_BITS[kind],))


def column_is(column: str, value: Any) -> Clause:
    return Clause(f"s.{column} = %s", (value,))


def newest(
    reach: Reach,
    where: Clause,
    limit: int,
    *,
    alive: bool = False,
    long_ago: bool = False,
    beyond: Cursor | None = None,
    oldest_first: bool = False,
) -> Clause:
    """SQL for the ids of the first `limit` incidents within this reach, newest report first, beyond a cursor.

    What `where` asks for: `alive`, work to do only; `long_ago`, a period that is shorter than the time since. Not
    sorted: the ids are of the right incidents, in any order.
    """
    order = (
        "s.reported_at ASC, s.incident_id ASC" if oldest_first else "s.reported_at DESC, s.incident_id DESC"
    )
    wanted = both(_kept(reach), where, *([_beyond(beyond, oldest_first)] if beyond else []))
    few = not reach.whole and len(reach.units) <= MANY_UNITS
    if few and not alive and _on_postgresql():
        rows = _along_units(reach, wanted, order, limit)
    else:
        rows = _along_municipality(reach, wanted, order, limit, long_ago and _on_postgresql())
    return Clause(f"SELECT s.incident_id FROM ({rows.sql}) s", rows.params)


def _along_municipality(reach: Reach, wanted: Clause, order: str, limit: int, fenced: bool) -> Clause:
    where = both(_seen(reach), wanted)
    rows = f"SELECT s.reported_at, s.incident_id FROM {_table(Sight)} s WHERE {where.sql}"
    if fenced:
        # OFFSET 0 keeps PostgreSQL from walking back through everything newer: it reads the period and sorts that.
        rows += " OFFSET 0"
    # DISTINCT: an incident with victims in several of one's units has a row of Sight for each.
    return Clause(
        f"SELECT DISTINCT s.reported_at, s.incident_id FROM ({rows}) s ORDER BY {order} LIMIT {limit}",
        where.params,
    )


def _along_units(reach: Reach, wanted: Clause, order: str, limit: int) -> Clause:
    units = sorted(reach.units)
    handles = "{" + ",".join("t" if unit in reach.handling else "f" for unit in units) + "}"
    return Clause(
        f"SELECT DISTINCT s.reported_at, s.incident_id "
        f"FROM unnest(%s::bigint[], %s::boolean[]) AS u(id, handles) CROSS JOIN LATERAL ("
        f"SELECT s.reported_at, s.incident_id FROM {_table(Sight)} s "
        f"WHERE s.unit_id = u.id AND (s.is_owner OR u.handles) AND {wanted.sql} "
        f"ORDER BY {order} LIMIT {limit}) s ORDER BY {order} LIMIT {limit}",
        (_array(units), handles, *wanted.params),
    )


def count(reach: Reach, tabs: Sequence[Clause], where: Clause) -> list[int]:
    """How many incidents each of these tabs of work to do holds, and at the end how many are closed, within this
    reach; no number above COUNT_AT_MOST. One query."""
    seen = both(_seen(reach), _kept(reach), _alive(), where)
    columns = [Clause(f"COUNT(*) FILTER (WHERE {tab.sql})", tab.params) for tab in tabs]
    closed = _closed(reach, where)
    sql = (
        f"SELECT {', '.join(c.sql for c in columns)}, (SELECT COUNT(*) FROM ({closed.sql}) c) "
        f"FROM (SELECT DISTINCT s.incident_id, s.status, s.handler_id, s.next_due_at FROM {_table(Sight)} s "
        f"WHERE {seen.sql} LIMIT {ALIVE_AT_MOST}) s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*(p for c in columns for p in c.params), *closed.params, *seen.params])
        return [min(number, COUNT_AT_MOST) for number in cursor.fetchone()]


def _closed(reach: Reach, where: Clause) -> Clause:
    """One row for each closed incident, up to the cap; those that belong to one's units, then those of guests.

    A DISTINCT over all of them would read all of them: a guest's row counts when no other row of one's own does.
    """
    wanted = both(_kept(reach), status_in(Status.CLOSED), where)
    own = Clause("s.municipality_id = %s", (reach.municipality_id,))
    if not reach.whole:
        own = among("s.unit_id", reach.units)
    owned = both(own, Clause("s.is_owner"), wanted)
    rows = Clause(f"SELECT 1 FROM {_table(Sight)} s WHERE {owned.sql} LIMIT {COUNT_AT_MOST}", owned.params)
    if reach.whole or not reach.handling:
        return rows
    in_units, in_handling = among("d.unit_id", reach.units), among("d.unit_id", reach.handling)
    guests = both(
        among("s.unit_id", reach.handling),
        Clause("NOT s.is_owner"),
        wanted,
        Clause(
            f"NOT EXISTS (SELECT 1 FROM {_table(Sight)} d WHERE d.incident_id = s.incident_id AND ("
            f"(d.is_owner AND {in_units.sql}) OR (d.unit_id < s.unit_id AND {in_handling.sql})))",
            in_units.params + in_handling.params,
        ),
    )
    return Clause(
        f"SELECT * FROM ({rows.sql}) o UNION ALL SELECT * FROM "
        f"(SELECT 1 FROM {_table(Sight)} s WHERE {guests.sql} LIMIT {COUNT_AT_MOST}) g LIMIT {COUNT_AT_MOST}",
        rows.params + guests.params,
    )


def _seen(reach: Reach) -> Clause:
    """The rows through which an incident is seen."""
    municipality = column_is("municipality_id", reach.municipality_id)
    if reach.whole:
        # Every incident belongs to a unit that is seen: its owner's row stands for it.
        return both(municipality, Clause("s.is_owner"))
    parts = [municipality, among("s.unit_id", reach.units)]
    if not reach.handling:
        parts.append(Clause("s.is_owner"))
    elif reach.watching - reach.handling:
        handling = among("s.unit_id", reach.handling)
        parts.append(Clause(f"(s.is_owner OR {handling.sql})", handling.params))
    return both(*parts)


def _kept(reach: Reach) -> Clause:
    """Not due, not joined into another, and not one's own."""
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    return both(
        Clause("s.destroy_at > %s", (now,)),
        Clause("s.status <> %s", (str(Status.JOINED),)),
        Clause(
            f"s.incident_id NOT IN (SELECT v.incident_id FROM {_table(Victim)} v WHERE v.user_id = %s)",
            (reach.user_id,),
        ),
    )


def _alive() -> Clause:
    """In the words of the index `sight_alive`, by which PostgreSQL knows it."""
    opened = is_open()
    return Clause(f"({opened.sql} OR s.next_due_at IS NOT NULL)", opened.params)


def _beyond(cursor: Cursor, oldest_first: bool) -> Clause:
    sign = ">" if oldest_first else "<"
    return Clause(
        f"(s.reported_at, s.incident_id) {sign} (%s, %s)",
        (
            connection.ops.adapt_datetimefield_value(cursor.reported_at),
            UUIDField().get_db_prep_value(cursor.incident_id, connection),
        ),
    )


def handlers(municipality_id: int, units: Iterable[int] | None) -> list[tuple[int, str]]:
    """Who is or was granted to handle on one of these units (on any of the municipality, for None): id and name, by
    name. One query, by hand because every page of the work list asks it."""
    on_units = Clause("TRUE") if units is None else among("g.unit_id", units)
    sql = (
        f"SELECT u.id, u.name FROM {_table(User)} u WHERE u.municipality_id = %s AND u.id IN ("
        f"SELECT g.user_id FROM {_table(UserGrant)} g "
        f"JOIN {_table(Permission)} p ON p.id = g.permission_id WHERE p.codename = %s AND {on_units.sql} "
        f"UNION SELECT m.user_id FROM {_table(GroupGrant)} g "
        f"JOIN {_table(Permission)} p ON p.id = g.permission_id "
        f"JOIN {_table(Membership)} m ON m.group_id = g.group_id WHERE p.codename = %s AND {on_units.sql}"
        f") ORDER BY u.name, u.id"
    )
    level = Level.HANDLER.value
    with connection.cursor() as cursor:
        cursor.execute(sql, [municipality_id, level, *on_units.params, level, *on_units.params])
        return [(int(pk), str(name)) for pk, name in cursor.fetchall()]


def _table(model: type[Model]) -> str:
    return model._meta.db_table
