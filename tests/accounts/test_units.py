# SPDX-License-Identifier: EUPL-1.2
"""Arranging the organisation (RULES: moving shows beforehand who gains and loses; closing needs that nothing is open,
ends its grants and leaves the units above their sight; a unit with history is never deleted)."""

import datetime

import pytest
from django.db.models import ProtectedError

from accounts import policy, units
from accounts.administering import NotAllowed, UnitClosed
from accounts.levels import Level
from accounts.models import GroupGrant, OrganisationalUnit, PendingChange, User, UserGrant
from accounts.units import IntoItself, NameTaken, RootStays, StillInUse, TopOfYours
from incidents import handling
from incidents.models import Incident
from tests.world import World, fresh

DAY = datetime.timedelta(days=1)


@pytest.fixture
def ada(world: World) -> User:
    world.person("Ben", world.root, "administrator")
    return world.person("Ada", world.root, "administrator")


@pytest.fixture
def suus(world: World) -> User:
    """An administrator of Burgerzaken (own) and what is under it only."""
    return world.person("Suus", world.own, "administrator")


def again(unit: OrganisationalUnit) -> OrganisationalUnit:
    return OrganisationalUnit.objects.get(pk=unit.pk)


def test_add_and_rename(world: World, ada: User) -> None:
    new = units.add_unit(ada, world.own, "Balie Zuid", "088 123 4501")
    assert (new.parent, new.municipality, new.emergency_number) == (
        world.own,
        world.waterrijk,
        "088 123 4501",
    )
    alice = world.person("Alice", world.own, "handler")
    assert policy.may(alice, "handler", new)
    units.rename_unit(ada, new, "Balie Zuidwest")
    assert (again(new).name, again(new).emergency_number) == ("Balie Zuidwest", "088 123 4501")
    units.rename_unit(ada, new, "Balie Zuidwest", "")
    assert again(new).emergency_number == ""
    units.rename_unit(ada, world.root, "Gemeente Waterrijk aan Zee")
    with pytest.raises(NameTaken):
        units.add_unit(ada, world.own, "balie zuidwest")
    with pytest.raises(NameTaken):
        units.rename_unit(ada, new, "BALIE NOORD")
    units.add_unit(ada, world.sibling, "Balie Noord")


def test_an_administrator_of_a_part_arranges_that_part(world: World, suus: User) -> None:
    new = units.add_unit(suus, world.child, "Loket 1")
    units.rename_unit(suus, world.own, "Burgerzaken en verkiezingen")
    units.move_unit(suus, new, world.own)
    assert again(new).parent_id == world.own.pk
    for attempt in (
        lambda: units.add_unit(suus, world.parent, "X"),
        lambda: units.rename_unit(suus, world.parent, "X"),
        lambda: units.rename_unit(suus, world.sibling, "X"),
        lambda: units.move_unit(suus, world.child, world.sibling),
        lambda: units.move_unit(suus, world.sibling, world.own),
        lambda: units.close_unit(suus, world.sibling),
        lambda: units.sight_after_move(suus, world.child, world.sibling),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    units.close_unit(suus, new)
    # The people of her topmost unit would go to a unit that is not hers.
    with pytest.raises(TopOfYours):
        units.close_unit(suus, world.own)


def test_nobody_else_arranges_and_nothing_crosses(world: World, ada: User) -> None:
    alice = world.person("Alice", world.root, "supervisor")
    dora = world.person("Dora", world.other_root, "administrator")
    for actor in (alice, dora, world.person("S", world.root, is_superuser=True)):
        for attempt in (
            lambda actor=actor: units.add_unit(actor, world.own, "X"),
            lambda actor=actor: units.rename_unit(actor, world.own, "X"),
            lambda actor=actor: units.move_unit(actor, world.child, world.sibling),
            lambda actor=actor: units.close_unit(actor, world.child),
        ):
            with pytest.raises(NotAllowed):
                attempt()
    with pytest.raises(NotAllowed):
        units.move_unit(ada, world.own, world.other)
    with pytest.raises(NotAllowed):
        units.move_unit(ada, world.other, world.own)


def test_a_move_tells_beforehand_who_gains_and_who_loses(world: World, ada: User) -> None:
    old, new = world.person("Old", world.parent, "supervisor"), world.person("New")
    target = world.unit("Sociaal domein", world.root)
    world.grant(new, "handler", target)
    stays = world.person("Stays", world.child, "handler")
    over = world.person("Over")
    world.grant(over, "handler", target, last_day=policy.today() - DAY)
    later = world.person("Later")
    world.grant(later, "supervisor", target, first_day=policy.today() + DAY)
    gone = world.person("Gone", None, is_active=False)
    world.grant(gone, "handler", target)
    group = world.group("Samen", world.person("Member"))
    world.group_grant(group, "handler", target)

    sight = units.sight_after_move(ada, world.child, target)
    assert {(s.user.name, s.level) for s in sight.gains} == {
        ("New", Level.HANDLER),
        ("Later", Level.SUPERVISOR),
        ("Member", Level.HANDLER),
    }
    assert {(s.user, s.level) for s in sight.loses} == {(old, Level.SUPERVISOR)}
    # It was only looked at.
    assert again(world.child).parent_id == world.own.pk
    assert policy.may(fresh(old), "supervisor", world.child)

    units.move_unit(ada, world.child, target)
    assert policy.may(fresh(new), "handler", world.child)
    assert not policy.may(fresh(old), "supervisor", world.child)
    assert policy.may(fresh(stays), "handler", world.child)


def test_a_moved_unit_takes_its_incidents_and_what_is_under_it_along(world: World, ada: User) -> None:
    alice = world.person("Alice", world.child, "reporter")
    incident = world.incident(alice)
    old = world.person("Old", world.parent, "handler")
    target = world.unit("Sociaal domein", world.root)
    new = world.person("Nieuw", target, "handler")
    assert list(Incident.objects.visible_to(old)) == [incident]
    units.move_unit(ada, world.own, target)
    assert list(Incident.objects.visible_to(fresh(old))) == []
    assert list(Incident.objects.visible_to(fresh(new))) == [incident]


def test_what_cannot_move(world: World, ada: User) -> None:
    with pytest.raises(RootStays):
        units.move_unit(ada, world.root, world.own)
    for target in (world.own, world.child):
        with pytest.raises(IntoItself):
            units.move_unit(ada, world.own, target)
    twin = world.unit("Balie Noord", world.sibling)
    with pytest.raises(NameTaken):
        units.move_unit(ada, twin, world.own)
    world.sibling.closed_on = policy.today()
    world.sibling.save()
    with pytest.raises(UnitClosed):
        units.move_unit(ada, world.child, world.sibling)
    with pytest.raises(UnitClosed):
        units.move_unit(ada, world.sibling, world.root)


def test_moving_to_where_it_is_changes_nothing(world: World, ada: User) -> None:
    sight = units.sight_after_move(ada, world.child, world.own)
    assert sight.gains == sight.loses == []
    assert not isinstance(units.move_unit(ada, world.child, world.own), PendingChange)


# ---------- closing ----------


@pytest.mark.parametrize("where", ["own", "child"])
def test_a_unit_with_an_open_incident_of_it_or_under_it_stays_open(
    world: World, ada: User, where: str
) -> None:
    alice = world.person("Alice", getattr(world, where), "reporter")
    incident = world.incident(alice)
    with pytest.raises(StillInUse) as refusal:
        units.close_unit(ada, world.own)
    assert refusal.value.reasons
    # An administrator counts no incidents.
    assert not any(character.isdigit() for character in str(refusal.value.message))
    assert again(world.own).closed_on is None
    bob = world.person("Bob", world.own, "handler")
    handling.take_up(bob, incident)
    handling.give_aftercare(bob, incident.victims.get().aftercare.first(), incident.reported_at, "Gesproken.")
    handling.establish_facts(bob, incident, {"gravest_kind": "threat"}, ["threat"])
    handling.close(bob, incident, "founded", "Gesprek gevoerd.")
    units.close_unit(ada, world.own)
    assert again(world.own).closed_on == policy.today()
    # The units above keep their sight; those who had theirs from the closed unit lost it.
    assert list(Incident.objects.visible_to(world.person("Boven", world.parent, "handler"))) == [incident]
    assert list(Incident.objects.visible_to(fresh(bob))) == []


def test_closing_ends_the_grants_and_closes_what_is_under_it(world: World, ada: User) -> None:
    alice, bob = world.person("Alice", world.child, "handler"), world.person("Bob", world.own)
    group = world.group("Samen", bob)
    world.group_grant(group, "supervisor", world.own)
    world.grant(bob, "reporter", world.child, first_day=policy.today() + 9 * DAY)
    boss = world.person("Boss", world.parent, "handler")
    units.close_unit(ada, world.own)
    assert again(world.own).closed_on == again(world.child).closed_on == policy.today()
    assert again(world.sibling).closed_on is None
    yesterday = policy.today() - DAY
    assert UserGrant.objects.get(user=alice).last_day == yesterday
    assert GroupGrant.objects.get().last_day == yesterday
    assert not UserGrant.objects.filter(user=bob).exists()
    assert not policy.may(fresh(alice), "handler", world.child)
    assert policy.may(fresh(boss), "handler", world.child)
    # Nobody is left in a closed unit.
    assert {fresh(p).unit for p in (alice, bob)} == {world.parent}


def test_a_closed_unit_accepts_nothing(world: World, ada: User) -> None:
    units.close_unit(ada, world.own)
    for attempt in (
        lambda: units.close_unit(ada, world.own),
        lambda: units.add_unit(ada, world.child, "X"),
        lambda: units.rename_unit(ada, world.own, "X"),
        lambda: units.move_unit(ada, world.sibling, world.own),
    ):
        with pytest.raises(UnitClosed):
            attempt()
    # Its name is free again.
    units.add_unit(ada, world.parent, "Burgerzaken")


def test_the_municipality_itself_does_not_close(world: World, ada: User) -> None:
    with pytest.raises(RootStays):
        units.close_unit(ada, world.root)


def test_closing_leaves_an_administrator_of_the_whole(world: World, ada: User) -> None:
    """Grants on units below the root are no reason to refuse."""
    world.person("Suus", world.own, "administrator")
    units.close_unit(ada, world.own)
    assert policy.may(fresh(ada), "administrator", world.own)


def test_a_unit_with_history_is_never_deleted(world: World, ada: User) -> None:
    world.incident(world.person("Alice", world.child, "reporter"))
    with pytest.raises(ProtectedError):
        world.child.delete()


def test_what_waits_for_a_guard_is_said_by_every_guard(
    world: World, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rooms above register what keeps a unit open; they are given all units that would close."""
    seen: list[frozenset[int]] = []

    def guard(ids: frozenset[int]) -> str:
        seen.append(ids)
        return "Eerst iets anders."

    monkeypatch.setattr(units, "closing_guards", [guard])
    with pytest.raises(StillInUse):
        units.close_unit(ada, world.own)
    assert seen == [frozenset({world.own.pk, world.child.pk})]
