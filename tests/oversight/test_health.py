# SPDX-License-Identifier: EUPL-1.2
"""The watchdog: how late the oldest is, to the second; whether beat was silent; and one mail for each time."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from incidents.models import Incident
from notices import outbox
from notices.models import OutboxMessage
from oversight.tasks import sound_alarms
from retention import engine, watchdog
from retention.models import Alarm, DestructionFailure, Sweep
from retention.tasks import destroy_due
from retention.terms import start_of_day
from tests.retention.refusing import that_will_not_go
from tests.world import World

pytestmark = pytest.mark.django_db
SECOND = datetime.timedelta(seconds=1)
MINUTE = datetime.timedelta(minutes=1)
NOON = start_of_day(datetime.date(2026, 8, 31)) + datetime.timedelta(hours=12)
LATE, SILENT = "destruction_late", "destruction_silent"


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def people(world: World, clock: Any) -> World:
    world.person("Ada", world.root, "administrator")
    world.person("Ben", world.root, "administrator")
    world.person("Suus", world.own, "administrator")
    world.person("Cor", world.root, "administrator", is_active=False)
    world.person("Dina", world.other_root, "administrator")
    world.person("Bob", world.root, "handler", "supervisor")
    destroy_due()
    return world


def ask() -> tuple[int, dict[str, Any]]:
    response = Client().get("/gezondheid/")
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["Content-Type"] == "application/json"
    # What is told of mail: tests/oversight/test_mail_page.py.
    told = {key: value for key, value in response.json().items() if not key.startswith("mail_")}
    return response.status_code, told


def due_at(incident: Incident, moment: datetime.datetime, **more: Any) -> None:
    Incident.with_due.filter(pk=incident.pk).update(destroy_at=moment, **more)


def told(kind: str) -> list[str]:
    found = OutboxMessage.with_due.filter(kind=kind).order_by("recipient__name")
    return list(found.values_list("recipient__name", flat=True))


def test_all_is_well(people: World, clock: Any) -> None:
    people.incident(people.person("Alice", None, "reporter"))
    clock.shift(4 * MINUTE)
    assert ask() == (
        200,
        {
            "status": "ok",
            "ledger": "sound",
            "oldest_overdue_seconds": 0,
            "failures": 0,
            "last_sweep_seconds": 240,
        },
    )


def test_a_new_installation_waits_for_its_first_turn_and_says_so(world: World) -> None:
    world.person("Ada", world.root, "administrator")
    assert not Sweep.objects.exists()
    status, said = ask()
    assert (status, said["status"], said["last_sweep_seconds"]) == (503, "late", None)
    sound_alarms()
    assert not Alarm.objects.exists()


def test_beat_is_silent_at_fifteen_minutes_and_not_a_second_before(people: World, clock: Any) -> None:
    clock.move_to(NOON + 15 * MINUTE - SECOND)
    assert ask()[0] == 200
    clock.move_to(NOON + 15 * MINUTE)
    assert ask() == (
        503,
        {
            "status": "late",
            "ledger": "sound",
            "oldest_overdue_seconds": 0,
            "failures": 0,
            "last_sweep_seconds": 900,
        },
    )
    destroy_due()
    assert ask()[0] == 200


def test_by_hand_says_nothing_about_beat(people: World, clock: Any) -> None:
    clock.shift(20 * MINUTE)
    engine.destroy_due()
    assert ask()[0] == 503


def test_a_turn_that_did_not_finish_does_not_count(
    people: World, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.shift(20 * MINUTE)

    def broken() -> None:
        raise RuntimeError

    monkeypatch.setattr(engine, "destroy_due", broken)
    with pytest.raises(RuntimeError):
        destroy_due()
    assert ask()[0] == 503


def test_how_late_the_oldest_is_is_never_smoothed(people: World, clock: Any) -> None:
    alice = people.person("Alice", None, "reporter")
    old, young = people.incident(alice), people.incident(alice)
    due_at(old, NOON)
    due_at(young, NOON + MINUTE)
    clock.move_to(NOON + 15 * MINUTE)
    watchdog.note_sweep()
    assert ask()[1]["oldest_overdue_seconds"] == 900
    assert ask()[0] == 200
    clock.shift(SECOND)
    status, said = ask()
    assert (status, said["status"], said["oldest_overdue_seconds"]) == (503, "late", 901)
    destroy_due()
    assert ask()[0] == 200


def test_what_is_held_is_not_late_and_is_counted_from_the_end_of_its_hold(people: World, clock: Any) -> None:
    """RULES: a hold postpones; when it ends, what is due goes."""
    incident = people.incident(people.person("Alice", None, "reporter"))
    due_at(incident, NOON, held_until=NOON + datetime.timedelta(days=20))
    clock.move_to(NOON + datetime.timedelta(days=20) - SECOND)
    watchdog.note_sweep()
    assert ask()[0] == 200
    clock.shift(20 * MINUTE + SECOND)
    watchdog.note_sweep()
    assert ask()[0] == 503
    assert ask()[1]["oldest_overdue_seconds"] == 20 * 60


def test_what_could_not_be_destroyed_is_counted_until_it_is_gone(people: World, clock: Any) -> None:
    incident = people.incident(people.person("Alice", None, "reporter"))
    due_at(incident, NOON)
    with that_will_not_go(incident):
        destroy_due()
    assert ask()[1]["failures"] == 1
    assert "Zwartewater" in incident.narrative
    assert b"Zwartewater" not in Client().get("/gezondheid/").content
    # One that went in another way is no failure any more, even where the list still names it.
    Incident.with_due.filter(pk=incident.pk).delete()
    assert DestructionFailure.objects.exists()
    assert ask()[1]["failures"] == 0


def test_one_mail_for_each_time_to_the_administrators_concerned(people: World, clock: Any) -> None:
    incident = people.incident(people.person("Alice", None, "reporter"))
    due_at(incident, NOON)
    clock.move_to(NOON + 15 * MINUTE)
    watchdog.note_sweep()
    sound_alarms()
    assert told(LATE) == []
    clock.shift(SECOND)
    for _turn in range(3):
        sound_alarms()
        clock.shift(MINUTE)
        watchdog.note_sweep()
    # Of the whole of Waterrijk: not of a part, nobody of Duinveen, no handler, nobody who left.
    assert told(LATE) == ["Ada", "Ben"]
    alarm = Alarm.objects.get()
    assert (alarm.kind, alarm.chain, alarm.since) == ("late", people.waterrijk.pk, NOON)
    destroy_due()
    sound_alarms()
    assert Alarm.objects.get().ended_at == timezone.now()
    # Another time is another mail.
    again = people.incident(people.person("Ans", None, "reporter"))
    due_at(again, timezone.now())
    clock.shift(16 * MINUTE)
    watchdog.note_sweep()
    sound_alarms()
    assert told(LATE) == ["Ada", "Ada", "Ben", "Ben"]
    assert told(SILENT) == []


def test_the_mail_holds_a_number_and_a_link_only(people: World, clock: Any, mailoutbox: list[Any]) -> None:
    incident = people.incident(people.person("Alice", None, "reporter"))
    due_at(incident, NOON)
    clock.shift(16 * MINUTE)
    sound_alarms()
    outbox.send_due_messages()
    mails = [mail for mail in mailoutbox if "Vernietiging" in mail.subject]
    late = [mail for mail in mails if mail.subject.startswith("Vernietiging te laat: V-")]
    assert sorted(mail.to[0] for mail in late) == ["ada@waterrijk.example", "ben@waterrijk.example"]
    for mail in mails:
        assert reverse("destruction") in mail.body
        for secret in (incident.reference, str(incident.pk), "Alice", "Zwartewater"):
            assert secret not in mail.subject + mail.body


def test_everybody_who_administers_hears_that_beat_was_silent(people: World, clock: Any) -> None:
    clock.move_to(NOON + 15 * MINUTE - SECOND)
    sound_alarms()
    assert told(SILENT) == []
    clock.shift(SECOND)
    sound_alarms()
    sound_alarms()
    assert told(SILENT) == ["Ada", "Ben", "Dina"]
    destroy_due()
    sound_alarms()
    assert not Alarm.objects.filter(ended_at=None).exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_asks_as_often_for_one_as_for_three(people: World, clock: Any, rows: int) -> None:
    for number in range(rows):
        due_at(people.incident(people.person(f"Alice {number}", None, "reporter")), NOON)
    with CaptureQueriesContext(connection) as captured:
        ask()
    # One per table with a term, the failures of records and of files, files that wait, and when beat came by; and three
    # for the ledger outside and for mail.
    assert len(captured) == len(engine.models_with_a_term()) + 4 + 3 + 3


def test_for_everybody_and_only_to_look_at() -> None:
    assert Client().post("/gezondheid/").status_code == 405
