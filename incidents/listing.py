# SPDX-License-Identifier: EUPL-1.2
"""The lists of incidents: the handlers' work list with its tabs and filters, and what supervisors watch.

A list holds what its reader may open, by the same queryset as the page of an incident (`visible_to`, `watched_by`),
and never an incident that was joined into another: that one is listed.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import models
from django.db.models import Count, Min, Q
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.levels import Level
from accounts.models import User
from accounts.policy import scope_of, subtree
from accounts.tree import Tree
from retention.terms import local_date

from . import finder
from .access import watched_by
from .finder import Clause, Cursor, Reach
from .lateness import late_with
from .models import ALIVE, OPEN_STATUSES, Incident, Sight, Status, Victim

PAGE_SIZE = 25
NOBODY = "nobody"
COUNT_CAP = finder.COUNT_AT_MOST - 1


class Tab(models.TextChoices):
    NEW = "new", _("Nieuw")
    MINE = "mine", _("Van mij")
    WAITING = "waiting", _("Wacht")
    OVERDUE = "overdue", _("Te laat")
    OPEN = "open", _("Alle open")
    CLOSED = "closed", _("Gesloten")
    ALL = "all", _("Alles")


# What a line of a list shows: never the aggressor, and nothing else that is encrypted.
SHOWN = (
    "reference",
    "reported_at",
    "occurred_at",
    "occurred_on",
    "time_known",
    "unit_id",
    "channel",
    "gravest_kind",
    "severity",
    "status",
    "next_due_at",
    "first_reaction_at",
    "handler__name",
)
# Read newest first along a small index; the others may go through all that is kept.
OF_WORK = (Tab.NEW, Tab.MINE, Tab.WAITING, Tab.OVERDUE, Tab.OPEN)


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed down to; all of it at once. A unit stands for itself and all units under it."""

    since: datetime.date | None = None
    until: datetime.date | None = None
    unit: int | None = None
    status: str = ""
    kind: str = ""
    severity: int | None = None
    channel: str = ""
    # Somebody's id, or NOBODY.
    handler: int | str | None = None
    # With what it is late (lateness.Late).
    late: str = ""

    @property
    def long_ago(self) -> bool:
        """Whether less time lies in the period than after it; what is older than its term is not kept."""
        if self.until is None:
            return False
        since = self.since or self.until - relativedelta(years=5)
        return local_date(timezone.now()) - self.until > self.until - since

    def clauses(self, user: User) -> Clause:
        """All but the unit, as a condition; what is late is so by the norms of the reader's municipality."""
        parts = []
        if self.since or self.until:
            parts.append(finder.occurred_between(self.since, self.until))
        if self.status:
            parts.append(finder.status_in(self.status))
        if self.kind:
            parts.append(finder.has_kind(self.kind))
        if self.severity:
            parts.append(finder.column_is("severity", self.severity))
        if self.channel:
            parts.append(finder.column_is("channel", self.channel))
        if self.handler is not None:
            parts.append(finder.handled_by(None if self.handler == NOBODY else int(self.handler)))
        if self.late:
            parts.append(late_with(user, self.late))
        return finder.both(*parts)


@dataclass(frozen=True)
class Place:
    """Where in a list a page is: beyond a cursor, or (`back`) just before it."""

    cursor: Cursor
    back: bool = False


@dataclass(frozen=True)
class Page:
    """The incidents of one page, in order, with the places of the pages beside it."""

    incidents: list[Incident]
    previous: Cursor | None = None
    next: Cursor | None = None
    # Going back met the beginning: the first page shows more than this one.
    begins_list: bool = False


@dataclass(frozen=True)
class UnitProgress:
    """How far a unit is with what belongs to it and to the units under it."""

    unit_id: int
    depth: int
    open: int = 0
    new: int = 0
    waiting: int = 0
    overdue: int = 0
    oldest: datetime.datetime | None = None


def reach_of(user: User) -> Reach:
    """What the work list of this person is about: all they see, as handler and as supervisor."""
    return Reach.of(user, Level.HANDLER, Level.SUPERVISOR)


def work_page(user: User, tab: Tab, filters: Filters, place: Place | None = None) -> Page:
    """A page of the work list, newest reports first. Two queries."""
    found = _narrowed(user, filters)
    where = finder.both(*_of_tab(user, tab), filters.clauses(user))
    return _page(
        Incident.objects.visible_to(user),
        found,
        where,
        place,
        alive=tab in OF_WORK,
        long_ago=filters.long_ago,
    )


def work_counts(user: User, filters: Filters) -> dict[Tab, int]:
    """How many incidents each tab of the work list holds, under these filters; above COUNT_CAP it counts no further.
    One query."""
    tabs = [finder.both(*_of_tab(user, tab)) for tab in OF_WORK]
    numbers = finder.count(_narrowed(user, filters), tabs, filters.clauses(user))
    counts = dict(zip((*OF_WORK, Tab.CLOSED), numbers, strict=True))
    # An incident is open or closed; if either is beyond the cap, so is the sum.
    counts[Tab.ALL] = min(counts[Tab.OPEN] + counts[Tab.CLOSED], finder.COUNT_AT_MOST)
    return counts


def watched_overdue(user: User, place: Place | None = None) -> Page:
    """What is overdue in the units that this person supervises, the longest reported first. Two queries."""
    return _page(
        watched_by(Incident.objects.all(), user),
        Reach.of(user, Level.SUPERVISOR),
        finder.is_overdue(timezone.now()),
        place,
        alive=True,
        oldest_first=True,
    )


def watched_progress(user: User) -> list[UnitProgress]:
    """How far the units that this person supervises are, those with anything to do, each with all units under it; in
    the order of the tree. One query."""
    scope = scope_of(user)
    units = scope.units_with(Level.SUPERVISOR)
    now = timezone.now()
    is_open = Q(status__in=OPEN_STATUSES)
    rows = (
        Sight.with_due.filter(ALIVE, unit__in=units, is_owner=True, destroy_at__gt=now)
        .filter(municipality=user.municipality_id)
        .exclude(incident__in=Victim.with_due.filter(user=user).values("incident"))
        .values("unit")
        .annotate(
            open=Count("pk", filter=is_open),
            new=Count("pk", filter=Q(status=Status.NEW)),
            waiting=Count("pk", filter=Q(status=Status.WAITING)),
            overdue=Count("pk", filter=Q(next_due_at__lte=now)),
            oldest=Min("reported_at", filter=is_open),
        )
        .order_by()
    )
    progress = {unit: UnitProgress(unit, depth) for unit, depth in in_tree_order(scope.tree, units)}
    for row in rows:
        unit_id: int | None = row["unit"]
        while unit_id in progress:
            progress[unit_id] = _plus(progress[unit_id], row)
            unit_id = scope.tree.parent(unit_id)
    return [p for p in progress.values() if p.open or p.overdue]


def _plus(progress: UnitProgress, row: Mapping[str, Any]) -> UnitProgress:
    moments = [m for m in (progress.oldest, row["oldest"]) if m]
    numbers = {name: getattr(progress, name) + row[name] for name in ("open", "new", "waiting", "overdue")}
    return replace(progress, oldest=min(moments, default=None), **numbers)


def in_tree_order(tree: Tree, units: frozenset[int]) -> list[tuple[int, int]]:
    """These units with their depth below the highest of them, each after the one it is under, by name."""
    tops = [unit_id for unit_id in tree if unit_id in units and tree.parent(unit_id) not in units]
    found: list[tuple[int, int]] = []
    stack = [(unit_id, 0) for unit_id in reversed(tops)]
    while stack:
        unit_id, depth = stack.pop()
        found.append((unit_id, depth))
        below = tree.children.get(unit_id, ())
        stack.extend((child, depth + 1) for child in reversed(below) if child in units)
    return found


def possible_handlers(user: User) -> list[tuple[int, str]]:
    """Who handles, or did, where this person sees incidents; by name. One query."""
    reach = reach_of(user)
    units = None if reach.whole else _with_those_above(scope_of(user).tree, reach.units)
    return finder.handlers(reach.municipality_id, units)


def _with_those_above(tree: Tree, units: frozenset[int]) -> set[int]:
    found = set(units)
    for unit_id in units:
        above = tree.parent(unit_id)
        while above is not None and above not in found:
            found.add(above)
            above = tree.parent(above)
    return found


def _narrowed(user: User, filters: Filters) -> Reach:
    found = reach_of(user)
    if filters.unit is None:
        return found
    return found.belonging_to(subtree(scope_of(user).tree, [filters.unit]))


def _of_tab(user: User, tab: Tab) -> list[Clause]:
    match tab:
        case Tab.NEW:
            return [finder.status_in(Status.NEW)]
        case Tab.MINE:
            return [finder.is_open(), finder.handled_by(user.pk)]
        case Tab.WAITING:
            return [finder.status_in(Status.WAITING)]
        case Tab.OVERDUE:
            return [finder.is_overdue(timezone.now())]
        case Tab.OPEN:
            return [finder.is_open()]
        case Tab.CLOSED:
            return [finder.status_in(Status.CLOSED)]
    return []


def _page(
    incidents: Any,
    reach: Reach,
    where: Clause,
    place: Place | None,
    *,
    alive: bool,
    long_ago: bool = False,
    oldest_first: bool = False,
) -> Page:
    back = place is not None and place.back
    ascending = oldest_first != back
    found = finder.newest(
        reach,
        where,
        PAGE_SIZE + 1,
        alive=alive,
        long_ago=long_ago,
        beyond=place.cursor if place else None,
        oldest_first=ascending,
    )
    order = ("reported_at", "pk") if ascending else ("-reported_at", "-pk")
    rows = list(
        incidents.filter(pk__in=RawSQL(found.sql, found.params))  # noqa: S611 - from finder.py
        .select_related("handler")
        .only(*SHOWN)
        .order_by(*order)
    )
    more, rows = len(rows) > PAGE_SIZE, rows[:PAGE_SIZE]
    if back:
        rows.reverse()
    if not rows:
        return Page([], begins_list=place is not None)
    _add_victims(rows)
    first, last = (Cursor(row.reported_at, row.pk) for row in (rows[0], rows[-1]))
    return Page(
        rows,
        previous=first if (more if back else place is not None) else None,
        next=last if (back or more) else None,
        begins_list=back and not more,
    )


def _add_victims(incidents: list[Any]) -> None:
    """Give each its victims in order, as `victims_in_order`; by hand, at half the price of a prefetch."""
    found: dict[Any, list[Victim]] = {incident.pk: [] for incident in incidents}
    for victim in (
        Victim.with_due.filter(incident__in=found).only("incident_id", "name").order_by("position", "pk")
    ):
        found[victim.incident_id].append(victim)
    for incident in incidents:
        incident.victims_in_order = found[incident.pk]
