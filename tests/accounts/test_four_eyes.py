# SPDX-License-Identifier: EUPL-1.2
"""Widening one's own rights waits for a second administrator (RULES: "Who may do what")."""

import datetime
import re

import pytest
from django.core import mail

from accounts import four_eyes, grants, policy, units
from accounts.administering import KeysAndDoors, NotAllowed, Refused
from accounts.deciding import NoLongerPossible, decide
from accounts.models import Membership, OrganisationalUnit, PendingChange, User, UserGrant
from accounts.people import deactivate_person
from notices.models import OutboxMessage
from notices.outbox import send_due_messages
from tests.world import World, fresh

DAY = datetime.timedelta(days=1)
BOSS = "De directeur"


@pytest.fixture
def ada(world: World) -> User:
    return world.person("Ada", world.root, "administrator")


@pytest.fixture
def ben(world: World) -> User:
    return world.person("Ben", world.root, "administrator")


def propose_reporter(ada: User, world: World, **days: object) -> PendingChange:
    change = grants.grant_level(ada, "reporter", world.root, user=ada, requested_by=BOSS, **days)
    assert isinstance(change, PendingChange)
    return change


def test_a_level_for_oneself_waits_and_holds_when_the_other_agrees(
    world: World, ada: User, ben: User
) -> None:
    change = propose_reporter(ada, world)
    assert not policy.may(fresh(ada), "reporter", world.own)
    assert UserGrant.objects.filter(user=ada).count() == 1
    with pytest.raises(NotAllowed):
        decide(ada, change, approve=True)
    decide(ben, change, approve=True)
    assert policy.may(fresh(ada), "reporter", world.own)
    grant = UserGrant.objects.get(user=ada, permission__codename="reporter")
    # Who gave it is who proposed it; who agreed stands with the proposal.
    assert (grant.granted_by, grant.requested_by) == (ada, BOSS)
    change.refresh_from_db()
    assert (change.outcome, change.decided_by) == ("approved", ben)
    with pytest.raises(NotAllowed):
        decide(ben, change, approve=False)


def test_refused_is_refused(world: World, ada: User, ben: User) -> None:
    change = propose_reporter(ada, world)
    decide(ben, change, approve=False)
    assert not policy.may(fresh(ada), "reporter", world.own)
    change.refresh_from_db()
    assert change.outcome == "refused"
    with pytest.raises(NotAllowed):
        decide(ben, change, approve=True)


def test_every_way_of_gaining_waits(world: World, ada: User, ben: User) -> None:
    """A level for oneself, for a group one is in, joining a group, longer days, a unit under one's own; now or later."""
    today = policy.today()
    mine, theirs = world.group("Van mij", ada), world.group("Van hen")
    world.group_grant(theirs, "reporter", world.sibling)
    ending = world.grant(ada, "reporter", world.child, last_day=today + 3 * DAY)
    ada = fresh(ada)
    gains = {
        "level now": lambda: grants.grant_level(ada, "reporter", world.own, user=ada, requested_by=BOSS),
        "level later": lambda: grants.grant_level(
            ada, "reporter", world.own, user=ada, requested_by=BOSS, first_day=today + 9 * DAY
        ),
        "level for a group one is in": lambda: grants.grant_level(
            ada, "reporter", world.own, group=mine, requested_by=BOSS
        ),
        "joining": lambda: grants.add_member(ada, theirs, ada, requested_by=BOSS),
        "joining later": lambda: grants.add_member(
            ada, theirs, ada, requested_by=BOSS, first_day=today + 9 * DAY
        ),
        "longer days": lambda: grants.change_days(
            ada, ending, first_day=None, last_day=today + 4 * DAY, requested_by=BOSS
        ),
        "a unit under one's own": lambda: units.move_unit(ada, world.sibling, world.child, requested_by=BOSS),
    }
    for name, attempt in gains.items():
        before = [policy.scope_on(ada, today + n * DAY).units for n in range(12)]
        assert isinstance(attempt(), PendingChange), name
        assert [policy.scope_on(ada, today + n * DAY).units for n in range(12)] == before, name


def test_what_does_not_widen_ones_own_rights_is_done_at_once(world: World, ada: User, ben: User) -> None:
    today = policy.today()
    theirs, alice = world.group("Van hen"), world.person("Alice")
    ending = world.grant(ada, "reporter", world.own, last_day=today + 9 * DAY)
    ada = fresh(ada)
    for attempt in (
        lambda: grants.grant_level(ada, "reporter", world.own, group=theirs, requested_by=BOSS),
        lambda: grants.add_member(ada, theirs, alice, requested_by=BOSS),
        lambda: grants.grant_level(ada, "administrator", world.own, user=ada, requested_by=BOSS),
        lambda: grants.change_days(ada, ending, first_day=None, last_day=today + 8 * DAY, requested_by=BOSS),
        lambda: units.move_unit(ada, world.sibling, world.root),
    ):
        assert not isinstance(attempt(), PendingChange)
    assert not PendingChange.objects.exists()


def test_a_stand_in_does_not_make_themselves_permanent(world: World, ada: User) -> None:
    """An administrator until Friday who grants themselves the same without an end."""
    today = policy.today()
    stand_in = world.person("Inge", world.root)
    world.grant(stand_in, "administrator", world.root, last_day=today + 2 * DAY)
    for last in (None, today + 3 * DAY):
        result = grants.grant_level(
            stand_in, "administrator", world.own, user=stand_in, requested_by=BOSS, last_day=last
        )
        assert isinstance(result, PendingChange)
    assert not policy.scope_on(stand_in, today + 3 * DAY).units


def test_an_administrator_of_a_part_waits_for_one_of_the_whole(world: World, ada: User) -> None:
    suus = world.person("Suus", world.own, "administrator")
    tess = world.person("Tess", world.own, "administrator")
    change = grants.grant_level(suus, "reporter", world.own, user=suus, requested_by=BOSS)
    assert isinstance(change, PendingChange)
    assert list(four_eyes.undecided(_admin(suus))) == [change]
    assert list(four_eyes.undecided(_admin(tess))) == []
    with pytest.raises(NotAllowed):
        decide(tess, change, approve=True)
    decide(ada, change, approve=True)
    assert policy.may(fresh(suus), "reporter", world.child)


def _admin(user: User) -> four_eyes.Administration:
    from accounts.administering import administration_of

    return administration_of(fresh(user))


def test_nobody_else_decides(world: World, ada: User, ben: User) -> None:
    change = propose_reporter(ada, world)
    for person in (
        world.person("Alice", None, "handler"),
        world.person("Gone", world.root, "administrator", is_active=False),
        world.person("Dora", world.other_root, "administrator"),
        world.person("Super", world.root, is_superuser=True),
    ):
        with pytest.raises(NotAllowed):
            decide(person, change, approve=True)
    assert list(four_eyes.undecided(_admin(User.objects.get(name="Dora")))) == []


def test_every_rule_is_checked_again_at_the_decision(world: World, ada: User, ben: User) -> None:
    """What was possible when it was proposed need not be so any more."""
    change = propose_reporter(ada, world, last_day=policy.today())
    closed = grants.grant_level(ada, "reporter", world.child, user=ada, requested_by=BOSS)
    world.child.closed_on = policy.today()
    world.child.save()
    with pytest.raises(Refused):
        decide(ben, closed, approve=True)
    PendingChange.objects.filter(pk=change.pk).update(
        parameters={**change.parameters, "last_day": (policy.today() - DAY).isoformat()}
    )
    with pytest.raises(Refused):
        decide(ben, change, approve=True)
    change.refresh_from_db()
    assert change.decided_at is None
    decide(ben, change, approve=False)


def test_keys_and_doors_hold_at_the_decision(world: World, ada: User, ben: User) -> None:
    group = world.group("Groep")
    world.group_grant(group, "reporter", world.own)
    change = grants.add_member(ada, group, ada, requested_by=BOSS)
    assert isinstance(change, PendingChange)
    world.group_grant(group, "handler", world.own)
    with pytest.raises(KeysAndDoors):
        decide(ben, change, approve=True)
    assert not Membership.objects.filter(user=ada).exists()


def test_a_door_is_refused_and_not_proposed(world: World, ada: User, ben: User) -> None:
    with pytest.raises(KeysAndDoors):
        grants.grant_level(ada, "handler", world.own, user=ada, requested_by=BOSS)
    assert not PendingChange.objects.exists()


def test_who_left_gets_nothing_any_more(world: World, ada: User, ben: User) -> None:
    change = propose_reporter(ada, world)
    deactivate_person(ben, ada)
    with pytest.raises(NoLongerPossible):
        decide(ben, change, approve=True)
    demoted = world.person("Dem", world.root, "administrator")
    other = grants.grant_level(demoted, "reporter", world.own, user=demoted, requested_by=BOSS)
    grants.withdraw_grant(ben, UserGrant.objects.get(user=demoted))
    with pytest.raises(NoLongerPossible):
        decide(ben, other, approve=True)
    assert not UserGrant.objects.filter(permission__codename="reporter").exists()


def test_moving_is_approved_too(world: World, ada: User, ben: User) -> None:
    world.grant(ada, "reporter", world.own)
    change = units.move_unit(fresh(ada), world.sibling, world.own, requested_by=BOSS)
    assert isinstance(change, PendingChange)
    assert OrganisationalUnit.objects.get(pk=world.sibling.pk).parent_id == world.parent.pk
    decide(ben, change, approve=True)
    assert OrganisationalUnit.objects.get(pk=world.sibling.pk).parent_id == world.own.pk
    assert policy.may(fresh(ada), "reporter", world.sibling)


def test_a_newer_proposal_takes_the_place_of_the_older(world: World, ada: User, ben: User) -> None:
    """So that nobody approves other days than they read."""
    older = propose_reporter(ada, world, last_day=policy.today() + DAY)
    newer = propose_reporter(ada, world)
    assert list(PendingChange.objects.all()) == [newer]
    with pytest.raises(NotAllowed):
        decide(ben, older, approve=True)


def test_a_proposal_can_be_taken_back_by_who_made_it(world: World, ada: User, ben: User) -> None:
    change = propose_reporter(ada, world)
    with pytest.raises(NotAllowed):
        four_eyes.retract(ben, change)
    four_eyes.retract(ada, change)
    assert not PendingChange.objects.exists()


def test_the_others_are_told_without_personal_data(world: World, ada: User, ben: User) -> None:
    world.person("Suus", world.own, "administrator")
    world.person("Dora", world.other_root, "administrator")
    change = propose_reporter(ada, world)
    assert [m.recipient for m in OutboxMessage.objects.filter(kind="pending_change")] == [ben]
    decide(ben, change, approve=True)
    assert [m.recipient for m in OutboxMessage.objects.filter(kind="change_decided")] == [ada]
    send_due_messages()
    assert len(mail.outbox) == 2
    for message in mail.outbox:
        words = set(re.findall(r"\w+", message.subject + message.body))
        assert not words & {"Ada", "Ben", "Melder", "directeur", "Waterrijk"}
        assert f"/beheer/voorstellen/{change.pk}/" in message.body
