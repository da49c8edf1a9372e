# SPDX-License-Identifier: EUPL-1.2
"""What an administrator sees at a glance: the tree, who holds what where, what ends soon, what waits."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from . import policy
from .administering import Administration
from .levels import Level
from .models import Group, GroupGrant, Membership, OrganisationalUnit, PendingChange, User, UserGrant
from .policy import Holding
from .single_sign_on.seen import facts_of
from .wording import SEES_INCIDENTS

SOON = datetime.timedelta(days=30)


@dataclass
class Node:
    """A unit in the tree as the administrator sees it."""

    unit: OrganisationalUnit
    depth: int
    children: list["Node"] = field(default_factory=list)
    people: int = 0
    unhandled: bool = False


def unit_tree(admin: Administration) -> list[Node]:
    """The units of this administrator, each before what is under it, by name."""
    tree, units = admin.scope.tree, admin.units
    by_parent: dict[int | None, list[OrganisationalUnit]] = defaultdict(list)
    tops: list[OrganisationalUnit] = []
    for unit in sorted(tree.values(), key=lambda u: (u.name.casefold(), u.pk)):
        if unit.pk in units:
            (by_parent[unit.parent_id] if unit.parent_id in units else tops).append(unit)
    found: list[Node] = []

    def add(unit: OrganisationalUnit, depth: int) -> Node:
        node = Node(unit, depth)
        found.append(node)
        node.children = [add(child, depth + 1) for child in by_parent[unit.pk]]
        return node

    for top in tops:
        add(top, 0)
    return found


def unit_path(admin: Administration, unit: OrganisationalUnit) -> list[OrganisationalUnit]:
    """The units above this one, from the root down."""
    path: list[OrganisationalUnit] = []
    above = unit.parent_id
    while above is not None:
        path.insert(0, admin.scope.tree[above])
        above = path[0].parent_id
    return path


@dataclass
class Cell:
    """How many people hold a level on a unit today, and how many of them by a grant on the unit itself."""

    people: set[int] = field(default_factory=set)
    here: set[int] = field(default_factory=set)


Matrix = dict[int, dict[Level, Cell]]


def who_holds_what_where(admin: Administration) -> Matrix:
    """Per unit and level the people who hold it today: three queries, whatever the size of the municipality."""
    here = _granted_today(admin)
    matrix: Matrix = {}

    def reach(unit_id: int) -> dict[Level, Cell]:
        if unit_id not in matrix:
            unit = admin.scope.tree[unit_id]
            above = reach(unit.parent_id) if unit.parent_id is not None else {}
            matrix[unit_id] = {}
            for level in Level:
                own = here[unit_id][level] if unit.closed_on is None else set()
                matrix[unit_id][level] = Cell((above[level].people if above else set()) | own, own)
        return matrix[unit_id]

    for unit_id in admin.units:
        reach(unit_id)
    return matrix


def _granted_today(admin: Administration) -> dict[int, dict[Level, set[int]]]:
    here: dict[int, dict[Level, set[int]]] = defaultdict(lambda: defaultdict(set))
    ours = Q(content_object__municipality_id=admin.municipality_id)
    active = Q(user__is_active=True, user__municipality_id=admin.municipality_id)
    columns = ("content_object_id", "permission__codename")
    for unit_id, name, user_id in UserGrant.objects.filter(policy.in_force(), ours, active).values_list(
        *columns, "user_id"
    ):
        here[unit_id][Level.named(name)].add(user_id)
    group_grants = list(GroupGrant.objects.filter(policy.in_force(), ours).values_list(*columns, "group_id"))
    members: dict[int, set[int]] = defaultdict(set)
    for group_id, user_id in Membership.objects.filter(
        policy.in_force(), active, group__in={group_id for _unit, _name, group_id in group_grants}
    ).values_list("group_id", "user_id"):
        members[group_id].add(user_id)
    for unit_id, name, group_id in group_grants:
        here[unit_id][Level.named(name)] |= members[group_id]
    return here


def tree_with_numbers(admin: Administration) -> list[Node]:
    """The tree with the number of people per unit, and whether nobody there handles incidents."""
    matrix = who_holds_what_where(admin)
    counted = User.objects.filter(unit__in=admin.units, is_active=True).order_by().values_list("unit")
    people = dict(counted.annotate(number=Count("pk")))
    nodes = unit_tree(admin)
    for node in nodes:
        node.people = people.get(node.unit.pk, 0)
        node.unhandled = node.unit.closed_on is None and not matrix[node.unit.pk][Level.HANDLER].people
    return nodes


@dataclass(frozen=True)
class Held:
    """Holdings of one level, for a list."""

    level: Level
    holdings: list[Holding]


def by_level(holdings: Iterable[Holding], levels: Iterable[Level] = tuple(Level)) -> list[Held]:
    """The holdings grouped by level, levels that nobody holds left out."""
    grouped: dict[Level, list[Holding]] = defaultdict(list)
    for holding in holdings:
        grouped[holding.level].append(holding)
    return [Held(level, grouped[level]) for level in levels if grouped[level]]


def who_sees(unit: OrganisationalUnit) -> tuple[list[Held], list[Held]]:
    """Who sees the incidents of this unit, now or later; and who holds another level on it."""
    found = policy.holders(unit, later=True)
    others = [level for level in Level if level not in SEES_INCIDENTS]
    return by_level(found, SEES_INCIDENTS), by_level(found, others)


def turning_soon(admin: Administration) -> list[UserGrant | GroupGrant]:
    """Grants on this administrator's units that end, or begin, within a month."""
    today = policy.today()
    soon = Q(last_day__range=(today, today + SOON)) | Q(
        first_day__range=(today + datetime.timedelta(days=1), today + SOON)
    )
    on = Q(content_object__in=admin.units, content_object__closed_on=None)
    rows: list[UserGrant | GroupGrant] = [
        *UserGrant.objects.filter(soon, on, user__is_active=True).select_related(
            "user", "permission", "content_object"
        ),
        *GroupGrant.objects.filter(soon, on).select_related("group__group", "permission", "content_object"),
    ]
    return sorted(rows, key=lambda row: (row.last_day or row.first_day or today, row.pk))


def ended_grants(person: User) -> list[UserGrant]:
    """What this person held and holds no more, the latest first."""
    rows = UserGrant.objects.filter(user=person).exclude(policy.not_over())
    return list(rows.select_related("permission", "content_object").order_by("-last_day", "-pk"))


def group_rows(admin: Administration) -> list[tuple[Group, int, list[GroupGrant]]]:
    """Every group with the number of its members and what it is granted, not counting what is over."""
    members = dict(
        Membership.objects.filter(
            policy.not_over(), group__in=admin.groups().values("pk"), user__is_active=True
        )
        .order_by()
        .values_list("group")
        .annotate(number=Count("pk"))
    )
    granted: dict[int, list[GroupGrant]] = defaultdict(list)
    for row in GroupGrant.objects.filter(
        policy.not_over(), group__in=admin.groups().values("pk")
    ).select_related("permission", "content_object"):
        granted[row.group_id].append(row)
    return [(group, members.get(group.pk, 0), granted[group.pk]) for group in admin.groups()]


@dataclass(frozen=True)
class Described:
    """A proposal in words."""

    change: PendingChange
    what: Any
    facts: list[tuple[Any, Any]]


def describe(change: PendingChange) -> Described:
    """A proposal for the screen, from the identifiers and dates that it holds."""
    if change.kind in (PendingChange.Kind.GROUP_MAPPING, PendingChange.Kind.IDENTITY_PROVIDER):
        return Described(change, change.get_kind_display(), facts_of(change))
    about = change.parameters
    unit = OrganisationalUnit.objects.filter(pk=about.get("unit")).first()
    facts: list[tuple[Any, Any]] = []
    if "user" in about:
        facts.append((_("Voor"), User.objects.filter(pk=about["user"]).first()))
    if "group" in about:
        facts.append((_("Groep"), Group._default_manager.filter(pk=about["group"]).first()))
    if "level" in about:
        facts.append((_("Niveau"), Level.named(about["level"]).label))
    if unit:
        facts.append((_("Onderdeel"), unit))
    if "parent" in about:
        facts.append((_("Komt onder"), OrganisationalUnit.objects.filter(pk=about["parent"]).first()))
    for name, label in (("first_day", _("Eerste dag")), ("last_day", _("Laatste dag"))):
        if about.get(name):
            facts.append((label, datetime.date.fromisoformat(about[name])))
    return Described(change, change.get_kind_display(), facts)
