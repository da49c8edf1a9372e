# SPDX-License-Identifier: EUPL-1.2
"""The whole path in the domain, without a screen: report, take up, look after, establish, close, reopen."""

import datetime
import uuid

import pytest
from django.utils import timezone

from incidents import handling, joining, watching
from incidents.access import NotAllowed
from incidents.correcting import remove_victim
from incidents.models import Aftercare, Contribution, Incident, Status, Victim
from incidents.reporting import contribute
from notices.models import OutboxMessage
from tests.world import World, fresh


def test_from_report_to_close(world: World) -> None:
    alice = world.person("Alice", None, "reporter")
    bob = world.person("Bob", None, "handler")
    incident = world.incident(alice)
    assert incident.reference == f"{timezone.now().year}-000001"
    assert OutboxMessage.objects.get(kind="new_report").recipient == bob
    assert list(Incident.objects.visible_to(bob)) == [incident]
    assert not Incident.objects.visible_to(alice).exists()
    assert list(Incident.objects.of_victim_or_reporter(alice)) == [incident]

    handling.take_up(bob, incident)
    assert incident.status == Status.IN_PROGRESS
    assert incident.handler == bob
    first, second, last = Aftercare.objects.filter(incident=incident)
    assert incident.next_due_at == first.due_at
    handling.give_aftercare(bob, first, timezone.now(), "Alice is geschrokken.")
    assert incident.first_reaction_at
    incident.refresh_from_db()
    assert incident.next_due_at == second.due_at
    with pytest.raises(handling.StillOpen) as missing:
        handling.close(bob, incident, "founded", "Gesprek gevoerd.")
    assert missing.value.missing == ["facts"]
    handling.establish_facts(bob, incident, {"severity": 3, "gravest_kind": "threat"}, ["threat"])
    due = incident.destroy_at
    handling.close(bob, incident, "founded", "Gesprek gevoerd.")
    assert incident.status == Status.CLOSED
    handling.reopen(bob, incident, "Er is meer bekend.")
    assert incident.status == Status.IN_PROGRESS
    # R4: neither closing nor reopening moves the term.
    assert incident.destroy_at == due
    assert last.due_at > second.due_at


def test_a_victim_never_handles_their_own_incident(world: World) -> None:
    """RULES, handler: never their own incident: a victim does not handle it (a reporter may)."""
    alice = world.person("Alice", None, "reporter", "handler")
    bob = world.person("Bob", None, "handler")
    hers = world.incident(alice)
    reported_by_her = world.incident(alice, bob)
    assert list(Incident.objects.visible_to(alice)) == [reported_by_her]
    with pytest.raises(NotAllowed):
        handling.take_up(alice, hers)
    handling.take_up(alice, reported_by_her)


def test_the_supervisor_moves_and_the_old_unit_loses_sight_at_once(world: World) -> None:
    alice = world.person("Alice", None, "reporter")
    bob = world.person("Bob", None, "handler")
    carol = world.person("Carol", world.sibling, "handler")
    sonja = world.person("Sonja", world.parent, "supervisor")
    incident = world.incident(alice)
    handling.take_up(bob, incident)
    watching.move(sonja, incident, world.sibling)
    assert not Incident.objects.visible_to(fresh(bob)).exists()
    assert list(Incident.objects.visible_to(carol)) == [incident]
    assert incident.handler is None
    with pytest.raises(NotAllowed):
        watching.move(sonja, incident, world.other)


def test_another_victims_handler_reads_and_does_not_handle(world: World) -> None:
    alice = world.person("Alice", None, "reporter")
    bob = world.person("Bob", None, "handler")
    carol = world.person("Carol", world.sibling, "handler")
    dirk = world.person("Dirk", world.sibling)
    sonja = world.person("Sonja", world.sibling, "supervisor")
    incident = world.incident(alice)
    handling.add_another_victim(bob, incident, handling.VictimFacts.of(dirk))
    assert list(Incident.objects.visible_to(carol)) == [incident]
    assert not Incident.objects.visible_to(sonja).exists()
    with pytest.raises(NotAllowed):
        handling.take_up(carol, incident)


def test_two_reports_of_one_event_are_joined(world: World) -> None:
    alice, dirk = world.person("Alice", None, "reporter"), world.person("Dirk", None, "reporter")
    bob = world.person("Bob", None, "handler")
    first, second = world.incident(alice), world.incident(dirk, narrative="Ik stond ernaast.")
    assert list(joining.possible_duplicates(bob, first)) == [second]
    joining.join(bob, second, first)
    assert second.status == Status.JOINED
    assert {v.user for v in first.victims.all()} == {alice, dirk}
    assert first.contributions.get().text.startswith("Ik stond ernaast.\n")
    assert list(Incident.objects.of_victim_or_reporter(dirk).order_by("reported_at")) == [first, second]
    # Alice sees the joined event once, and never Dirk's own file.
    assert list(Incident.objects.of_victim_or_reporter(alice)) == [first]


def test_the_same_submission_makes_one_incident(world: World) -> None:
    alice = world.person("Alice", None, "reporter")
    token = uuid.uuid4()
    assert world.incident(alice, submission=token) == world.incident(alice, submission=token)
    assert Incident.objects.count() == Victim.objects.count() == 1


def test_a_reporter_adds_only_and_a_victim_corrects_and_objects(world: World) -> None:
    alice, dirk = world.person("Alice", None, "reporter"), world.person("Dirk")
    incident = world.incident(alice, dirk)
    contribute(incident, dirk, Contribution.Kind.OBJECTION, "Zo ging het niet.", uuid.uuid4())
    contribute(incident, alice, Contribution.Kind.ADDITION, "Er was een getuige.", uuid.uuid4())
    with pytest.raises(NotAllowed):
        contribute(incident, alice, Contribution.Kind.CORRECTION, "Het was anders.", uuid.uuid4())
    with pytest.raises(NotAllowed):
        contribute(incident, world.person("Eve"), Contribution.Kind.ADDITION, "Hoi", uuid.uuid4())


def test_a_later_date_needs_a_supervisor(world: World) -> None:
    """R4 when the date was wrong: a later date needs a supervisor's consent, never after the day of the report."""
    alice = world.person("Alice", None, "reporter")
    bob = world.person("Bob", None, "handler")
    sonja = world.person("Sonja", world.parent, "supervisor")
    incident = world.incident(alice, occurred_at=timezone.now() - datetime.timedelta(days=3))
    earlier = incident.occurred_at - datetime.timedelta(days=2)
    later = incident.occurred_at + datetime.timedelta(days=2)
    before = incident.destroy_at
    handling.correct_date(bob, incident, earlier, "Verkeerde week.")
    assert incident.destroy_at < before
    with pytest.raises(handling.NeedsSupervisor):
        handling.correct_date(bob, incident, later, "Toch niet.")
    with pytest.raises(handling.NeedsSupervisor):
        handling.correct_date(bob, incident, later, "Toch niet.", consent=bob)
    handling.correct_date(bob, incident, later, "Toch niet.", consent=sonja)
    assert incident.destroy_at > before


def test_the_unit_of_another_victim_keeps_sight_when_the_first_was_none(world: World) -> None:
    alice, dirk = world.person("Alice", None, "reporter"), world.person("Dirk", world.sibling)
    bob, carol = world.person("Bob", None, "handler"), world.person("Carol", world.sibling, "handler")
    incident = world.incident(alice)
    handling.add_another_victim(bob, incident, handling.VictimFacts.of(dirk))
    remove_victim(bob, incident.victims.get(user=alice), "Zij was er niet bij.")
    assert list(Incident.objects.visible_to(fresh(carol))) == [incident]
