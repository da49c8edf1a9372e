# SPDX-License-Identifier: EUPL-1.2
"""What is late is told to the handler, then to the supervisors, then to the coordinator: once each, until it is done,
and to nobody who may not open the incident."""

import datetime
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from incidents import handling
from incidents.escalating import escalate
from incidents.late import late_incidents, late_steps
from incidents.models import Aftercare, Escalation, Incident, Sanction, Stage
from incidents.sanctioning import annul, letter_sent, review
from notices.models import OutboxMessage
from retention import engine
from retention.terms import end_of_day, local_date
from tests.accounts.test_concurrency import at_once
from tests.incidents.sanctioned import Dossier
from tests.world import World

pytestmark = pytest.mark.django_db
# A Tuesday afternoon in Amsterdam.
NOW = datetime.datetime(2026, 11, 24, 14, 30, tzinfo=datetime.UTC)
SECOND = datetime.timedelta(seconds=1)
HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


class Town:
    """Alice of `own` reports; Bob and Ed handle there, Sonja watches; Coen coordinates and reads, Cora coordinates and
    reads nothing; Eve is of another municipality."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.alice = world.person("Alice", None, "reporter")
        self.bob, self.ed = (world.person(name, None, "handler") for name in ("Bob", "Ed"))
        self.sonja = world.person("Sonja", world.parent, "supervisor")
        self.coen = world.person("Coen", world.root, "coordinator", "supervisor")
        self.cora = world.person("Cora", world.root, "coordinator")
        world.person("Eve", world.other_root, "handler", "supervisor", "coordinator")
        world.person("Sia", world.sibling, "handler", "supervisor")
        self.incident = world.incident(self.alice)


@pytest.fixture
def town(world: World, clock: Any) -> Town:
    return Town(world)


def heard(kind: str = "") -> list[str]:
    """Who hears now that it is late, and of which kind where that is asked."""
    escalate()
    found = OutboxMessage.objects.filter(kind__startswith=f"late_{kind}")
    names = sorted(found.values_list("recipient__name", flat=True))
    OutboxMessage.objects.filter(kind__startswith="late_").delete()
    return names


def test_first_reaction_goes_up_the_line_and_each_hears_once(town: Town, clock: Any) -> None:
    """The norm is 24 hours; the supervisors hear 24 hours later, the coordinator 72 after it was due."""
    due = town.incident.reported_at + 24 * HOUR
    expected = [
        (due - SECOND, []),
        (due, ["Bob", "Ed"]),
        (due + SECOND, []),
        (due + 24 * HOUR - SECOND, []),
        (due + 24 * HOUR, ["Coen", "Sonja"]),
        (due + 24 * HOUR + SECOND, []),
        (due + 72 * HOUR - SECOND, []),
        (due + 72 * HOUR, ["Coen"]),
        (due + 30 * DAY, []),
    ]
    for moment, names in expected:
        clock.move_to(moment)
        assert heard("first_reaction") == names, moment


def test_the_municipality_says_after_how_long(town: Town, clock: Any) -> None:
    town.world.waterrijk.escalate_supervisor_hours = 2
    town.world.waterrijk.escalate_coordinator_hours = 3
    town.world.waterrijk.save()
    due = town.incident.reported_at + 24 * HOUR
    for moment, names in (
        (due + 2 * HOUR - SECOND, ["Bob", "Ed"]),
        (due + 2 * HOUR, ["Coen", "Sonja"]),
        (due + 3 * HOUR, ["Coen"]),
    ):
        clock.move_to(moment)
        assert heard() == names


def test_it_stops_when_it_is_done(town: Town, clock: Any) -> None:
    clock.move_to(town.incident.reported_at + 25 * HOUR)
    assert heard("first_reaction") == ["Bob", "Ed"]
    handling.take_up(town.bob, town.incident)
    clock.shift(10 * DAY)
    assert heard("first_reaction") == []


def test_after_a_stop_every_stage_that_passed_is_told_and_nobody_twice(town: Town, clock: Any) -> None:
    clock.move_to(town.incident.reported_at + 24 * HOUR + 4 * DAY)
    assert heard("first_reaction") == ["Bob", "Coen", "Ed", "Sonja"]
    assert heard() == []


def test_who_handles_it_hears_of_its_aftercare(town: Town, clock: Any) -> None:
    handling.take_up(town.bob, town.incident)
    due = end_of_day(local_date(NOW) + DAY)
    for moment, names in ((due - SECOND, []), (due, ["Bob"]), (due + 24 * HOUR, ["Coen", "Sonja"])):
        clock.move_to(moment)
        assert heard("aftercare") == names, moment
    contact = Aftercare.objects.get(incident=town.incident, kind="first")
    handling.give_aftercare(town.bob, contact, timezone.now())
    clock.shift(3 * DAY)
    assert heard("aftercare") == [], "the second contact is not due yet"


def test_a_victim_hears_nothing_as_handler_supervisor_or_coordinator(town: Town, clock: Any) -> None:
    vic = town.world.person("Vic", town.world.root, "handler", "supervisor", "coordinator")
    handling.add_another_victim(town.bob, town.incident, handling.VictimFacts.of(vic))
    clock.move_to(NOW + 60 * DAY)
    assert "Vic" not in heard()


def test_the_only_handler_is_the_victim(town: Town, clock: Any) -> None:
    """Who watches hears of it: no late report stays unseen."""
    town.ed.usergrant_set.all().delete()
    incident = town.world.incident(town.bob, victim=town.bob)
    OutboxMessage.objects.all().delete()
    clock.move_to(incident.reported_at + 24 * HOUR)
    escalate()
    found = OutboxMessage.objects.filter(kind="late_first_reaction", reference=incident.reference)
    assert sorted(found.values_list("recipient__name", flat=True)) == ["Coen", "Sonja"]


def test_the_letter_and_the_review_of_a_sanction(world: World, clock: Any) -> None:
    dossier = Dossier(world)
    world.person("Coen", world.root, "coordinator", "supervisor")
    handling.take_up(dossier.bob, dossier.incident)
    sanction = dossier.impose(
        "contact_measure", planned_end=local_date(NOW) + 100 * DAY, review_on=local_date(NOW) + 9 * DAY
    )
    due = sanction.imposed_at + 24 * HOUR
    for moment, names in ((due - SECOND, []), (due, ["Bob"]), (due + 72 * HOUR, ["Coen", "Sonja"])):
        clock.move_to(moment)
        assert heard("letter") == names, moment
    letter_sent(dossier.bob, sanction, timezone.now())
    due = end_of_day(local_date(NOW) + 9 * DAY)
    for moment, names in ((due - SECOND, []), (due, ["Bob"]), (due + 24 * HOUR, ["Coen", "Sonja"])):
        clock.move_to(moment)
        assert heard("review") == names, moment
    assert heard("letter") == []
    # Looked at, and to be looked at again: that is another step.
    again = local_date(timezone.now()) + 7 * DAY
    review(dossier.bob, sanction, "continued", "Nog nodig.", uuid.uuid4(), again)
    assert heard("review") == []
    clock.move_to(end_of_day(again))
    assert heard("review") == ["Bob"]
    annul(dossier.bob, Sanction.objects.get(), "Een vergissing.")
    clock.shift(9 * DAY)
    assert heard("review") == []


def test_it_goes_with_the_incident_and_with_its_term(town: Town, clock: Any) -> None:
    clock.move_to(NOW + 2 * DAY)
    escalate()
    assert Escalation.objects.filter(stage=Stage.HANDLER).exists()
    assert OutboxMessage.objects.filter(kind="late_first_reaction").exists()
    engine.destroy_early([town.incident], "R8")
    assert not Escalation.with_due.exists()
    assert not OutboxMessage.with_due.filter(kind="late_first_reaction").exists()
    assert escalate() == 0


def test_what_is_due_is_not_told_of(town: Town, clock: Any) -> None:
    """The worker that destroys stands still: access stops at the due moment all the same."""
    clock.move_to(NOW + 2 * DAY)
    Incident.with_due.filter(pk=town.incident.pk).update(destroy_at=timezone.now())
    assert heard() == []


def test_queries_do_not_grow_with_what_is_late(
    town: Town, clock: Any, django_assert_max_num_queries: Any
) -> None:
    for _number in range(20):
        town.world.incident(town.alice)
    clock.move_to(NOW + 20 * DAY)
    escalate()
    with django_assert_max_num_queries(10):
        assert escalate() == 0
    assert len(late_incidents(timezone.now())) == 21
    with django_assert_max_num_queries(6):
        assert len(late_steps(late_incidents(timezone.now()), timezone.now())) > 40


@pytest.mark.postgres
def test_what_is_late_is_found_on_an_index(town: Town) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL")
    with connection.cursor() as cursor:
        # With so few rows it would read the table: what counts is that the index serves.
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = Incident.objects.filter(next_due_at__lte=timezone.now()).order_by("next_due_at").explain()
        assert "incident_next_due" in plan
        plan = Sanction.objects.filter(review_on__lt=local_date(timezone.now())).order_by().explain()
        assert "sanction_review" in plan


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_tell_once(transactional_db: None) -> None:
    town = Town(World())
    others = [town.world.incident(town.alice) for _number in range(5)]
    OutboxMessage.objects.all().delete()
    with time_machine.travel(timezone.now() + 25 * HOUR, tick=True):
        outcomes = at_once(escalate, escalate, escalate)
    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)], outcomes
    found = OutboxMessage.objects.filter(kind="late_first_reaction")
    assert found.count() == (len(others) + 1) * 2
