# SPDX-License-Identifier: EUPL-1.2
"""The access policy: the only place that answers who may do what where.

Four questions: which units does this person hold this level on (`units_with`), may they here (`may`), which rows may
they see (the rooms above build their querysets on `units_with`), and who may (`holders`, `people_with`).

A grant holds for its unit and all units under it, on the days it is dated for, for an active person of the same
municipality. Nothing is granted by default, and nothing follows from being a superuser.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from retention.terms import local_date

from .levels import Level, UnknownLevel
from .models import GroupGrant, Membership, OrganisationalUnit, User, UserGrant
from .tree import Tree

__all__ = [
    "Level",
    "Scope",
    "UnknownLevel",
    "holders",
    "holdings_of",
    "levels_in",
    "may",
    "people_with",
    "scope_of",
    "scope_on",
    "units_with",
]

NOWHERE: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Scope:
    """What one person may, at one moment: unit ids per level, sub-units included; and their municipality's tree."""

    units: dict[Level, frozenset[int]] = field(default_factory=dict)
    tree: Tree = field(default_factory=Tree)

    def units_with(self, level: Level | str) -> frozenset[int]:
        """Ids of the units on which the person holds the level. Raises UnknownLevel."""
        return self.units.get(Level.named(level), NOWHERE)

    def holds(self, level: Level | str) -> bool:
        """Whether the person holds the level anywhere."""
        return bool(self.units_with(level))

    def holds_on_root(self, level: Level | str) -> bool:
        """Whether the person holds the level on the whole municipality."""
        return any(self.tree.parent(unit) is None for unit in self.units_with(level))


def today() -> datetime.date:
    """The local date on which grants are judged."""
    return local_date(timezone.now())


def in_force(on: datetime.date | None = None, prefix: str = "") -> Q:
    """The rows of a dated table that hold on a local date (today by default)."""
    day = on or today()
    first, last = f"{prefix}first_day", f"{prefix}last_day"
    return (Q(**{first: None}) | Q(**{f"{first}__lte": day})) & (
        Q(**{last: None}) | Q(**{f"{last}__gte": day})
    )


def not_over(on: datetime.date | None = None, prefix: str = "") -> Q:
    """The rows of a dated table that hold on a local date (today by default) or will hold later."""
    last = f"{prefix}last_day"
    return Q(**{last: None}) | Q(**{f"{last}__gte": on or today()})


def scope_of(user: User | AnonymousUser) -> Scope:
    """What this person may now: two queries, whatever the number of grants; kept on the user object of the request."""
    if not isinstance(user, User) or not user.is_active or user.municipality_id is None:
        return Scope()
    known = user.__dict__.get("_scope")
    if known is None:
        known = user.__dict__["_scope"] = _read_scope(user)
    return known


def scope_on(user: User, day: datetime.date) -> Scope:
    """What this person may on that local date, as the grants stand now; read afresh."""
    if not user.is_active or user.municipality_id is None:
        return Scope()
    return _read_scope(user, day)


def forget_scope(user: User) -> None:
    """Read this person's grants again at the next question; called after a change to them."""
    user.__dict__.pop("_scope", None)


def _read_scope(user: User, on: datetime.date | None = None) -> Scope:
    grants = (
        UserGrant.objects.filter(
            in_force(on), user=user, user__is_active=True, content_object__closed_on=None
        )
        .values_list("permission__codename", "content_object_id")
        .union(
            GroupGrant.objects.filter(
                in_force(on),
                in_force(on, prefix="group__memberships__"),
                group__memberships__user=user,
                content_object__closed_on=None,
            ).values_list("permission__codename", "content_object_id")
        )
    )
    granted: dict[Level, set[int]] = defaultdict(set)
    for codename, unit_id in grants:
        granted[Level.named(codename)].add(unit_id)
    if not granted or user.municipality_id is None:
        return Scope()
    tree = Tree.of(user.municipality_id)
    # A grant that points into another municipality finds nothing in this tree (LEI 10).
    return Scope({level: tree.under(roots) for level, roots in granted.items()}, tree)


def subtree(tree: Tree, roots: Iterable[int]) -> frozenset[int]:
    """The ids of these units and of all units under them."""
    return tree.under(roots)


def units_with(user: User | AnonymousUser, level: Level | str) -> frozenset[int]:
    """Ids of the units on which the person holds the level now. Raises UnknownLevel."""
    return scope_of(user).units_with(level)


def may(user: User | AnonymousUser, level: Level | str, unit: OrganisationalUnit | int) -> bool:
    """Whether the person holds the level on this unit now. Raises UnknownLevel."""
    return (unit if isinstance(unit, int) else unit.pk) in units_with(user, level)


@dataclass(frozen=True)
class Holding:
    """One reason why a person holds a level on a unit and all units under it."""

    user: User
    level: Level
    grant: UserGrant | GroupGrant
    membership: Membership | None = None

    @property
    def unit(self) -> OrganisationalUnit:
        return self.grant.content_object

    @property
    def first_day(self) -> datetime.date | None:
        """The first local date on which both the grant and the membership hold; None: from the beginning."""
        return max((day for day in self._days("first_day") if day), default=None)

    @property
    def last_day(self) -> datetime.date | None:
        """The last local date on which both the grant and the membership hold; None: until withdrawn."""
        return min((day for day in self._days("last_day") if day), default=None)

    @property
    def never_holds(self) -> bool:
        """Whether the days of the grant and those of the membership do not meet."""
        return bool(self.first_day and self.last_day and self.first_day > self.last_day)

    def in_force(self, on: datetime.date) -> bool:
        """Whether this reason counts on a local date."""
        return (self.first_day is None or self.first_day <= on) and (
            self.last_day is None or self.last_day >= on
        )

    def _days(self, name: str) -> list[datetime.date | None]:
        return [getattr(row, name) for row in (self.grant, self.membership) if row is not None]


def holders(
    unit: OrganisationalUnit, levels: Iterable[Level | str] = tuple(Level), *, later: bool = False
) -> list[Holding]:
    """Who holds these levels on this unit today, and through which grant, by name; with `later` also who will.

    Raises UnknownLevel.
    """
    path = OrganisationalUnit.objects.ancestors(unit, include_self=True).filter(closed_on=None)
    wanted = {
        "permission__codename__in": [Level.named(level).value for level in levels],
        "content_object__in": [u.pk for u in path],
    }
    active = Q(user__is_active=True, user__municipality_id=unit.municipality_id)
    found = _holdings(Q(**wanted), active, later)
    return sorted(found, key=lambda h: (h.user.name.casefold(), h.user.pk, list(Level).index(h.level)))


def holdings_of(user: User) -> list[Holding]:
    """What is granted to this person, directly and through groups, and is not over; active or not, by level."""
    own_units = Q(content_object__municipality_id=user.municipality_id, content_object__closed_on=None)
    own_groups = Q(group__in=Membership.objects.filter(user=user).values("group"))
    found = _holdings(own_units, Q(user=user), later=True, groups=own_groups)
    return sorted(found, key=lambda h: (list(Level).index(h.level), h.unit.name.casefold(), h.grant.pk))


def levels_in(municipality_id: int) -> dict[int, set[Level]]:
    """Which levels each active person of a municipality holds today, on whichever of its units; by the person's number."""
    units = Q(content_object__municipality_id=municipality_id, content_object__closed_on=None)
    found: dict[int, set[Level]] = defaultdict(set)
    for holding in _holdings(
        units, Q(user__is_active=True, user__municipality_id=municipality_id), later=False
    ):
        found[holding.user.pk].add(holding.level)
    return found


def _holdings(grants: Q, people: Q, later: bool, groups: Q | None = None) -> list[Holding]:
    counts = not_over() if later else in_force()
    found = [
        Holding(grant.user, grant.level, grant)
        for grant in UserGrant.objects.filter(counts, people, grants).select_related(
            "user", "permission", "content_object"
        )
    ]
    by_group: dict[int, list[GroupGrant]] = defaultdict(list)
    for grant in GroupGrant.objects.filter(counts, grants, groups or Q()).select_related(
        "permission", "content_object", "group__group"
    ):
        by_group[grant.group_id].append(grant)
    if by_group:
        members = Membership.objects.filter(counts, people, group__in=by_group).select_related("user")
        found += [Holding(m.user, g.level, g, m) for m in members for g in by_group[m.group_id]]
    return [holding for holding in found if not holding.never_holds]


def people_with(level: Level | str, unit: OrganisationalUnit) -> QuerySet[User]:
    """The active people who hold the level on this unit today. Raises UnknownLevel."""
    return User.objects.filter(pk__in={h.user.pk for h in holders(unit, [level])}).order_by(F("name"), "pk")
