# SPDX-License-Identifier: EUPL-1.2
"""The access policy: a grant holds for its unit and all units under it, on its days, for an active person (RULES)."""

import datetime

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser, Permission
from django.test.utils import CaptureQueriesContext

from accounts import policy
from accounts.levels import Level, UnknownLevel
from accounts.models import Membership, OrganisationalUnit, User
from tests.world import World, fresh

PLACES = ("root", "parent", "own", "child", "sibling", "other_root", "other")
# From where a grant stands: the places on which it then holds.
REACH = {
    "root": {"root", "parent", "own", "child", "sibling"},
    "parent": {"parent", "own", "child", "sibling"},
    "own": {"own", "child"},
    "child": {"child"},
    "sibling": {"sibling"},
}


@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize("place", list(REACH))
def test_a_grant_holds_for_its_unit_and_all_under_it(world: World, level: Level, place: str) -> None:
    """Own, parent, child, sibling, other municipality; and the other levels are not given along."""
    alice, bob = world.person("Alice", world.own), world.person("Bob", world.own)
    world.grant(alice, level, getattr(world, place))
    later = fresh(alice)
    for other_level in Level:
        for name in PLACES:
            unit = getattr(world, name)
            expected = other_level == level and name in REACH[place]
            assert policy.may(alice, other_level, unit) is expected
            assert later.has_perm(f"accounts.{other_level.value}", unit) is expected
            assert (unit.pk in policy.units_with(alice, other_level)) is expected
            assert not policy.may(bob, other_level, unit)
    for name in PLACES:
        held = {(h.user, h.level) for h in policy.holders(getattr(world, name))}
        assert held == ({(alice, level)} if name in REACH[place] else set())


def test_a_grant_of_another_municipality_finds_nothing(world: World) -> None:
    """LEI 10: a row that should not exist opens nothing, here or there."""
    alice = world.person("Alice", world.own)
    world.grant(alice, "handler", world.other)
    assert not any(policy.may(alice, "handler", unit) for unit in OrganisationalUnit.objects.all())
    assert not policy.people_with("handler", world.other).exists()


@pytest.mark.parametrize("ask", ["handlers", "Handler", "HANDLER", "", "superuser", "*", "view_user"])
def test_a_level_that_does_not_exist_is_a_mistake_and_not_a_no(world: World, ask: str) -> None:
    alice = world.person("Alice", None, "handler")
    for question in (
        lambda: policy.may(alice, ask, world.own),
        lambda: policy.units_with(alice, ask),
        lambda: policy.scope_of(alice).holds(ask),
        lambda: policy.holders(world.own, [ask]),
        lambda: policy.people_with(ask, world.own),
        lambda: alice.has_perm(f"accounts.{ask}", world.own),
        lambda: alice.has_perm(ask),
    ):
        with pytest.raises(UnknownLevel):
            question()


def test_without_a_unit_the_answer_is_no(world: World) -> None:
    alice = world.person("Alice", None, "handler")
    assert alice.has_perm("accounts.handler", world.own)
    assert not alice.has_perm("accounts.handler")
    assert not alice.has_perm("accounts.handler", world.waterrijk)
    assert not alice.has_module_perms("accounts")


def test_nothing_follows_from_being_a_superuser(world: World) -> None:
    unit = world.own
    root = User.objects.create_superuser("root@installatie.example", "x", name="Root")
    inside = world.person("Inside", None, is_superuser=True)
    inactive = world.person("Gone", None, is_superuser=True, is_active=False)
    for user in (root, inside, inactive, AnonymousUser()):
        for level in Level:
            assert not policy.may(user, level, unit)
            assert isinstance(user, AnonymousUser) or not user.has_perm(f"accounts.{level.value}", unit)
        assert policy.scope_of(user) == policy.Scope()


def test_grants_of_an_inactive_person_count_for_nothing(world: World) -> None:
    alice = world.person("Alice", None, "handler")
    group = world.group("Afhandelaars", alice)
    world.group_grant(group, "supervisor", world.own)
    assert policy.may(alice, "handler", world.own)
    assert policy.may(alice, "supervisor", world.own)
    alice.is_active = False
    alice.save()
    gone = fresh(alice)
    assert not policy.may(gone, "handler", world.own)
    assert not policy.may(gone, "supervisor", world.own)
    assert policy.scope_on(gone, policy.today()) == policy.Scope()
    assert policy.holders(world.own) == []


def test_an_instance_that_still_says_active_does_not_help(world: World) -> None:
    """Deactivated in another process, between two questions of this one."""
    alice = world.person("Alice", None, "handler")
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert alice.is_active
    assert not policy.may(alice, "handler", world.own)


def test_a_group_gives_what_it_is_granted_to_its_members(world: World) -> None:
    alice, bob, charlie = world.person("Alice"), world.person("Bob"), world.person("Charlie")
    group = world.group("Baliechefs", alice, bob)
    grant = world.group_grant(group, "handler", world.parent)
    assert policy.may(alice, "handler", world.child)
    assert policy.may(bob, "handler", world.child)
    assert not policy.may(charlie, "handler", world.child)
    holding = policy.holders(world.child, ["handler"])[0]
    assert (holding.user, holding.grant, holding.membership.group_id) == (alice, grant, group.pk)
    Membership.objects.filter(user=bob).delete()
    assert not policy.may(fresh(bob), "handler", world.child)


def test_a_permission_of_the_model_opens_nothing(world: World) -> None:
    """guardian's hole: a permission given to the group as a whole would count for every object."""
    alice = world.person("Alice")
    group = world.group("Iedereen", alice)
    group.permissions.add(*Permission.objects.filter(content_type__app_label="accounts"))
    assert not policy.may(alice, "handler", world.own)
    assert not fresh(alice).has_perm("accounts.handler", world.own)


def test_a_grant_on_a_closed_unit_counts_for_nothing_but_its_parents_do(world: World) -> None:
    alice, bob = world.person("Alice"), world.person("Bob")
    world.grant(alice, "handler", world.child)
    world.grant(bob, "handler", world.own)
    assert policy.may(alice, "handler", world.child)
    world.child.closed_on = policy.today()
    world.child.save()
    assert not policy.may(fresh(alice), "handler", world.child)
    assert policy.may(fresh(bob), "handler", world.child)
    assert list(policy.people_with("handler", world.child)) == [bob]


# ---------- days ----------

FIRST, LAST = datetime.date(2026, 3, 29), datetime.date(2026, 10, 25)


# Both days are a clock change: the spring day has 23 hours in Amsterdam, the autumn day 25.
@pytest.mark.parametrize(
    ("moment", "holds"),
    [
        ("2026-03-28T22:59:59Z", False),
        ("2026-03-28T23:00:00Z", True),
        ("2026-03-29T01:30:00Z", True),
        ("2026-03-29T22:00:00Z", True),
        ("2026-07-01T12:00:00Z", True),
        ("2026-10-25T00:30:00Z", True),
        ("2026-10-25T01:30:00Z", True),
        ("2026-10-25T22:59:59Z", True),
        ("2026-10-25T23:00:00Z", False),
    ],
)
@pytest.mark.parametrize("through", ["grant", "group grant", "membership"])
def test_days_begin_and_end_at_midnight_in_amsterdam(
    world: World, moment: str, holds: bool, through: str
) -> None:
    """From the first day up to and including the last; a stand-in ends by itself."""
    alice = world.person("Alice")
    days = {"first_day": FIRST, "last_day": LAST}
    if through == "grant":
        world.grant(alice, "handler", world.own, **days)
    else:
        group = world.group("Invallers", alice)
        world.group_grant(group, "handler", world.own, **(days if through == "group grant" else {}))
        if through == "membership":
            Membership.objects.filter(user=alice).update(**days)
    with time_machine.travel(datetime.datetime.fromisoformat(moment), tick=False):
        alice = fresh(alice)
        assert policy.may(alice, "handler", world.child) is holds
        assert alice.has_perm("accounts.handler", world.own) is holds
        assert policy.people_with("handler", world.own).exists() is holds


def test_one_day_and_open_sides(world: World) -> None:
    today = policy.today()
    day = datetime.timedelta(days=1)
    dates = {
        "only today": ({"first_day": today, "last_day": today}, True),
        "from today": ({"first_day": today}, True),
        "until today": ({"last_day": today}, True),
        "from tomorrow": ({"first_day": today + day}, False),
        "until yesterday": ({"last_day": today - day}, False),
    }
    for name, (days, holds) in dates.items():
        person = world.person(name)
        world.grant(person, "supervisor", world.own, **days)
        assert policy.may(person, "supervisor", world.own) is holds, name


def test_later_holders_are_told_apart(world: World) -> None:
    today = policy.today()
    alice, bob, gone = world.person("Alice", None, "handler"), world.person("Bob"), world.person("Gone")
    soon = today + datetime.timedelta(days=7)
    world.grant(bob, "handler", world.own, first_day=soon)
    world.grant(gone, "handler", world.own, last_day=today - datetime.timedelta(days=1))
    assert [h.user for h in policy.holders(world.own, ["handler"])] == [alice]
    assert [h.user for h in policy.holders(world.own, ["handler"], later=True)] == [alice, bob]
    assert policy.scope_on(bob, soon).holds("handler")
    assert not policy.scope_on(bob, today).holds("handler")


def test_a_membership_and_a_grant_that_never_meet_give_nothing(world: World) -> None:
    today = policy.today()
    alice = world.person("Alice")
    group = world.group("Invallers", alice)
    Membership.objects.update(last_day=today + datetime.timedelta(days=3))
    world.group_grant(group, "handler", world.own, first_day=today + datetime.timedelta(days=4))
    assert policy.holders(world.own, later=True) == []
    assert policy.holdings_of(alice) == []


# ---------- cost ----------


@pytest.mark.parametrize("grants", [1, 12])
def test_a_scope_costs_two_queries_whatever_the_number_of_grants(
    world: World, grants: int, django_assert_num_queries: CaptureQueriesContext
) -> None:
    alice = world.person("Alice")
    for number in range(grants):
        world.grant(alice, "handler", world.unit(f"Onderdeel {number}", world.root))
        world.group_grant(world.group(f"Groep {number}", alice), "supervisor", world.own)
    alice = fresh(alice)
    with django_assert_num_queries(2):
        for level in Level:
            for unit in (world.root, world.own, world.child, world.other):
                policy.may(alice, level, unit)
                alice.has_perm(f"accounts.{level.value}", unit)


def test_who_holds_nothing_costs_one_query(
    world: World, django_assert_num_queries: CaptureQueriesContext
) -> None:
    alice = fresh(world.person("Alice"))
    with django_assert_num_queries(1):
        assert not policy.may(alice, "handler", world.own)
