# SPDX-License-Identifier: EUPL-1.2
"""Giving and taking levels (RULES: "Who may do what"): who may, on what, for whom, and what a rule forbids."""

import datetime

import pytest
from django.utils import timezone

from accounts import grants, policy
from accounts.administering import (
    KeysAndDoors,
    LastAdministrator,
    NotAllowed,
    PersonInactive,
    Refused,
    UnitClosed,
)
from accounts.grants import DaysRefused, NobodyAsked, RootOnly
from accounts.levels import Level, UnknownLevel
from accounts.models import GroupGrant, Membership, OrganisationalUnit, PendingChange, User, UserGrant
from accounts.people import reactivate_person
from tests.world import World, fresh

DAY = datetime.timedelta(days=1)
BOSS = "Teamleider Burgerzaken"


@pytest.fixture
def ada(world: World) -> User:
    """An administrator of Waterrijk as a whole; Ben is the other one."""
    world.person("Ben", world.root, "administrator")
    return world.person("Ada", world.root, "administrator")


@pytest.fixture
def suus(world: World) -> User:
    """An administrator of Burgerzaken (own) and what is under it only."""
    return world.person("Suus", world.own, "administrator")


def give(actor: User, person: User, level: str, unit: OrganisationalUnit, **more: object) -> UserGrant:
    row = grants.grant_level(actor, level, unit, user=person, **{"requested_by": BOSS, **more})
    assert isinstance(row, UserGrant)
    return row


def test_a_grant_names_who_asked_who_gave_and_when(world: World, ada: User) -> None:
    alice = world.person("Alice")
    row = give(ada, alice, "handler", world.own)
    assert (row.requested_by, row.granted_by) == (BOSS, ada)
    assert timezone.now() - row.granted_at < datetime.timedelta(minutes=1)
    assert policy.may(fresh(alice), "handler", world.child)
    with pytest.raises(NobodyAsked):
        give(ada, alice, "supervisor", world.own, requested_by="  ")


def test_giving_it_again_changes_the_days_of_that_row(world: World, ada: User) -> None:
    alice, today = world.person("Alice"), policy.today()
    first = give(ada, alice, "handler", world.own, last_day=today)
    again = give(ada, alice, "handler", world.own, last_day=today + 5 * DAY, requested_by="Een ander")
    assert again.pk == first.pk
    assert UserGrant.objects.filter(user=alice).count() == 1
    assert (again.last_day, again.requested_by) == (today + 5 * DAY, "Een ander")


def test_an_unknown_level_is_a_mistake(world: World, ada: User) -> None:
    with pytest.raises(UnknownLevel):
        give(ada, world.person("Alice"), "superhandler", world.own)
    assert not UserGrant.objects.filter(user__name="Alice").exists()


@pytest.mark.parametrize("level", ["registry_reader", "coordinator"])
def test_levels_over_the_whole_municipality_are_granted_on_its_root_only(
    world: World, ada: User, level: str
) -> None:
    alice = world.person("Alice")
    with pytest.raises(RootOnly):
        give(ada, alice, level, world.own)
    with pytest.raises(RootOnly):
        grants.grant_level(ada, level, world.own, group=world.group("G"), requested_by=BOSS)
    give(ada, alice, level, world.root)


def test_nobody_but_an_administrator_grants(world: World) -> None:
    alice = world.person("Alice")
    for level in set(Level) - {Level.ADMINISTRATOR}:
        with pytest.raises(NotAllowed):
            give(world.person(f"P {level.value}", world.root, level), alice, "reporter", world.own)
    for actor in (
        world.person("Nobody"),
        world.person("Gone", world.root, "administrator", is_active=False),
        world.person("Super", world.root, is_superuser=True),
        world.person("Elsewhere", world.other_root, "administrator"),
        User.objects.create_superuser("op@installatie.example", "x", name="Operator"),
    ):
        with pytest.raises(NotAllowed):
            give(actor, alice, "reporter", world.own)
    assert not policy.scope_of(fresh(alice)).units


def test_nothing_crosses_from_one_municipality_to_another(world: World, ada: User) -> None:
    """LEI 10: not a user, not a unit, not a group."""
    alice, dora = world.person("Alice"), world.person("Dora", world.other)
    theirs = world.group("Duinveen", municipality=world.duinveen)
    for attempt in (
        lambda: give(ada, dora, "reporter", world.own),
        lambda: give(ada, alice, "reporter", world.other),
        lambda: grants.grant_level(ada, "reporter", world.own, group=theirs, requested_by=BOSS),
        lambda: grants.add_member(ada, theirs, alice, requested_by=BOSS),
        lambda: grants.add_member(ada, world.group("Ons"), dora, requested_by=BOSS),
        lambda: grants.rename_group(ada, theirs, "Van ons"),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_an_administrator_of_a_part_stays_within_it(world: World, suus: User, ada: User) -> None:
    """Their units and what is under them; people whose department lies there; no groups."""
    alice, karel = world.person("Alice", world.child), world.person("Karel", world.sibling)
    give(suus, alice, "handler", world.own)
    give(suus, alice, "supervisor", world.child)
    for attempt in (
        lambda: give(suus, alice, "handler", world.parent),
        lambda: give(suus, alice, "handler", world.sibling),
        lambda: give(suus, karel, "handler", world.own),
        lambda: grants.create_group(suus, "Eigen groep"),
        lambda: grants.grant_level(suus, "handler", world.own, group=world.group("G"), requested_by=BOSS),
        lambda: grants.add_member(suus, world.group("H"), alice, requested_by=BOSS),
        lambda: grants.withdraw_grant(suus, give(ada, alice, "reporter", world.root)),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    # What stands on their own unit they may take away, from whomever.
    grants.withdraw_grant(suus, give(ada, karel, "handler", world.own))
    assert not policy.may(fresh(karel), "handler", world.own)


def test_a_closed_unit_and_an_inactive_person_accept_nothing(world: World, ada: User) -> None:
    alice = world.person("Alice", None, is_active=False)
    with pytest.raises(PersonInactive):
        give(ada, alice, "handler", world.own)
    with pytest.raises(PersonInactive):
        grants.add_member(ada, world.group("G"), alice, requested_by=BOSS)
    world.child.closed_on = policy.today()
    world.child.save()
    with pytest.raises(UnitClosed):
        give(ada, world.person("Bob"), "handler", world.child)


def test_days(world: World, ada: User) -> None:
    alice, today = world.person("Alice"), policy.today()
    for first, last in (
        (today + 2 * DAY, today + DAY),
        (None, today - DAY),
        (datetime.date(1026, 1, 1), None),
        (None, datetime.date.max),
    ):
        with pytest.raises(DaysRefused):
            give(ada, alice, "handler", world.own, first_day=first, last_day=last)
    row = give(ada, alice, "handler", world.own, first_day=today + DAY, last_day=today + DAY)
    assert not policy.may(fresh(alice), "handler", world.own)
    changed = grants.change_days(ada, row, first_day=today, last_day=today, requested_by="Een ander")
    assert changed.pk == row.pk
    assert policy.may(fresh(alice), "handler", world.own)
    assert changed.requested_by == "Een ander"


def test_a_level_goes_to_a_person_or_to_a_group(world: World, ada: User) -> None:
    with pytest.raises(TypeError):
        grants.grant_level(ada, "handler", world.own, requested_by=BOSS)
    with pytest.raises(TypeError):
        grants.grant_level(
            ada, "handler", world.own, user=world.person("A"), group=world.group("G"), requested_by=BOSS
        )


# ---------- withdrawing ----------


def test_withdrawing_works_at_once_and_what_was_held_is_remembered(world: World, ada: User) -> None:
    alice, bob, today = world.person("Alice"), world.person("Bob"), policy.today()
    row = give(ada, alice, "handler", world.own)
    grants.withdraw_grant(ada, row)
    assert not policy.may(fresh(alice), "handler", world.own)
    row.refresh_from_db()
    assert row.last_day == today - DAY
    # What never held leaves nothing.
    for first in (today, today + 5 * DAY):
        grants.withdraw_grant(ada, give(ada, bob, "handler", world.own, first_day=first))
        assert not UserGrant.objects.filter(user=bob).exists()


def test_leaving_a_group_works_at_once(world: World, ada: User) -> None:
    alice, group = world.person("Alice"), world.group("G")
    grants.grant_level(ada, "handler", world.own, group=group, requested_by=BOSS)
    membership = grants.add_member(ada, group, alice, requested_by=BOSS)
    assert isinstance(membership, Membership)
    assert policy.may(fresh(alice), "handler", world.own)
    grants.remove_member(ada, membership)
    assert not policy.may(fresh(alice), "handler", world.own)
    longer = grants.change_days(ada, membership, first_day=None, last_day=None, requested_by=BOSS)
    assert longer.pk == membership.pk
    assert policy.may(fresh(alice), "handler", world.own)


def test_a_groups_grant_ends_for_all(world: World, ada: User) -> None:
    alice, bob = world.person("Alice"), world.person("Bob")
    group = world.group("G", alice, bob)
    row = grants.grant_level(ada, "supervisor", world.own, group=group, requested_by=BOSS)
    assert isinstance(row, GroupGrant)
    assert policy.may(fresh(alice), "supervisor", world.own)
    grants.withdraw_grant(ada, row)
    assert not policy.may(fresh(alice), "supervisor", world.own)
    assert not policy.may(fresh(bob), "supervisor", world.own)


def test_groups_have_a_name_of_their_own_within_their_municipality(world: World, ada: User) -> None:
    dora = world.person("Dora", world.other_root, "administrator")
    group = grants.create_group(ada, "Baliechefs")
    grants.create_group(dora, "Baliechefs")
    with pytest.raises(Refused):
        grants.create_group(ada, "BALIECHEFS")
    other = grants.create_group(ada, "Teamleiders")
    with pytest.raises(Refused):
        grants.rename_group(ada, other, "Baliechefs")
    assert grants.rename_group(ada, group, "baliechefs").title == "baliechefs"


# ---------- keys and doors ----------

OPENS = sorted(set(Level) - {Level.ADMINISTRATOR, Level.REPORTER})


@pytest.mark.parametrize("level", OPENS)
@pytest.mark.parametrize("where", ["root", "child"])
def test_an_administrator_holds_no_other_level_than_reporter(
    world: World, ada: User, level: str, where: str
) -> None:
    """Who gives keys, opens no doors: now or in future, directly or through a group, on any unit, on every path."""
    today, unit = policy.today(), getattr(world, where)
    door = world.root if level in ("registry_reader", "coordinator") else world.own
    admin = world.person("Beheerder")
    give(ada, admin, "administrator", unit, first_day=today + 30 * DAY)
    give(ada, admin, "reporter", world.root)
    with pytest.raises(KeysAndDoors):
        give(ada, admin, level, door)
    with pytest.raises(KeysAndDoors):
        give(ada, admin, level, door, last_day=today + DAY)
    group = world.group("Deuren")
    grants.grant_level(ada, level, door, group=group, requested_by=BOSS, first_day=today + 3 * DAY)
    with pytest.raises(KeysAndDoors):
        grants.add_member(ada, group, admin, requested_by=BOSS)
    assert not Membership.objects.filter(user=admin).exists()
    empty = world.group("Leeg", admin)
    with pytest.raises(KeysAndDoors):
        grants.grant_level(ada, level, door, group=empty, requested_by=BOSS)
    assert {h.level for h in policy.holdings_of(admin)} == {"administrator", "reporter"}


@pytest.mark.parametrize("level", OPENS)
def test_who_opens_doors_does_not_become_administrator(world: World, ada: User, level: str) -> None:
    today = policy.today()
    door = world.root if level in ("registry_reader", "coordinator") else world.own
    alice = world.person("Alice")
    give(ada, alice, level, door, first_day=today + 30 * DAY)
    with pytest.raises(KeysAndDoors):
        give(ada, alice, "administrator", world.child)
    group = world.group("Beheerders", alice)
    with pytest.raises(KeysAndDoors):
        grants.grant_level(ada, "administrator", world.root, group=group, requested_by=BOSS)
    keys = world.group("Sleutels")
    grants.grant_level(ada, "administrator", world.root, group=keys, requested_by=BOSS)
    with pytest.raises(KeysAndDoors):
        grants.add_member(ada, keys, alice, requested_by=BOSS)


def test_what_is_over_does_not_count(world: World, ada: User) -> None:
    alice = world.person("Alice")
    grants.withdraw_grant(ada, give(ada, alice, "handler", world.own))
    row = give(ada, alice, "administrator", world.own)
    with pytest.raises(KeysAndDoors):
        give(ada, alice, "handler", world.own)
    grants.withdraw_grant(ada, row)
    give(ada, alice, "handler", world.own)


def test_longer_days_bring_back_no_forbidden_pair(world: World, ada: User) -> None:
    alice = world.person("Alice")
    old = give(ada, alice, "handler", world.own)
    grants.withdraw_grant(ada, old)
    give(ada, alice, "administrator", world.own)
    with pytest.raises(KeysAndDoors):
        grants.change_days(ada, old, first_day=None, last_day=None, requested_by=BOSS)


def test_a_group_may_get_keys_while_an_inactive_member_had_doors_who_then_stays_out(
    world: World, ada: User
) -> None:
    gone = world.person("Gone", None, "handler", is_active=False)
    group = world.group("Sleutels", gone)
    grants.grant_level(ada, "administrator", world.root, group=group, requested_by=BOSS)
    with pytest.raises(KeysAndDoors):
        reactivate_person(ada, gone)
    gone.refresh_from_db()
    assert not gone.is_active


# ---------- the last administrator ----------


def test_the_last_administrator_of_the_whole_stays(world: World) -> None:
    ada = world.person("Ada", world.root, "administrator")
    own = UserGrant.objects.get(user=ada)
    # An administrator of a part, one who is gone and one whose days begin later are no second one.
    world.person("Suus", world.own, "administrator")
    world.person("Gone", world.root, "administrator", is_active=False)
    later = world.person("Later", world.root)
    world.grant(later, "administrator", world.root, first_day=policy.today() + 9 * DAY)
    with pytest.raises(LastAdministrator):
        grants.withdraw_grant(ada, own)
    with pytest.raises(LastAdministrator):
        grants.change_days(ada, own, first_day=None, last_day=policy.today() + DAY, requested_by=BOSS)
    with pytest.raises(LastAdministrator):
        grants.change_days(ada, own, first_day=policy.today() + DAY, last_day=None, requested_by=BOSS)
    assert policy.may(fresh(ada), "administrator", world.root)
    # When the other has begun before one's own last day, one can leave.
    result = grants.change_days(
        ada, own, first_day=None, last_day=policy.today() + 9 * DAY, requested_by=BOSS
    )
    assert not isinstance(result, PendingChange)


def test_the_last_administrator_through_a_group_stays(world: World) -> None:
    ada = world.person("Ada", world.root)
    group = world.group("Beheer", ada)
    row = world.group_grant(group, "administrator", world.root)
    for attempt in (
        lambda: grants.withdraw_grant(ada, row),
        lambda: grants.remove_member(ada, Membership.objects.get(user=ada)),
    ):
        with pytest.raises(LastAdministrator):
            attempt()
    assert policy.may(fresh(ada), "administrator", world.root)


def test_one_of_two_may_go(world: World, ada: User) -> None:
    ben = User.objects.get(name="Ben")
    grants.withdraw_grant(ada, UserGrant.objects.get(user=ben))
    assert not policy.scope_of(fresh(ben)).units
    with pytest.raises(LastAdministrator):
        grants.withdraw_grant(ada, UserGrant.objects.get(user=ada))
