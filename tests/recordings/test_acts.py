# SPDX-License-Identifier: EUPL-1.2
"""Flag, decide, register: by whom, until when, and who is told (R1, R2; GRO 6)."""

import datetime
import threading
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import connection, transaction
from django.utils import timezone

from accounts.administering import administration_of
from accounts.models import AccessLogEntry, ChangeLogEntry, User
from accounts.units import StillInUse, close_unit, closing_of
from notices.models import OutboxMessage
from notices.outbox import send_due_messages
from recordings import acts, tasks, telling
from recordings.access import NotAllowed
from recordings.counting import counts_of
from recordings.models import Outcome, Recording, Review, State
from retention import engine, holds
from retention.models import Hold, Request
from retention.terms import extended_recording_due, local_date, recording_due
from tests.retention.test_terms import local

from .exchange import Exchange

HOUR, INSTANT = datetime.timedelta(hours=1), datetime.timedelta(microseconds=1)
pytestmark = pytest.mark.django_db


def told(kind: str) -> list[str]:
    return sorted(OutboxMessage.objects.filter(kind=kind).values_list("recipient__name", flat=True))


def logged(recording: Recording) -> list[tuple[str, str]]:
    entries = AccessLogEntry.objects.filter(object_id=recording.pk).order_by("pk")
    return [(entry.actor.name, entry.action) for entry in entries]


def decide(exchange: Exchange, recording: Recording, approve: bool = True, **named: Any) -> Recording:
    given = {"reason": "Ernstig", "with_employee": True} | named
    return acts.decide(exchange.hans, recording, approve=approve, **given)


@pytest.mark.parametrize("ended", ["2026-03-28 12:00", "2026-10-24 12:00", "2026-11-20 09:00"])
def test_flag_and_approval_are_inside_the_48_hours(exchange: Exchange, ended: str) -> None:
    """R1, R2: to the last instant, real hours; also over a change of summer time."""
    end = local(ended).astimezone(datetime.UTC)
    with time_machine.travel(end + HOUR, tick=False) as clock:
        late, last = exchange.stored(ended_at=end), exchange.stored(ended_at=end)
        flagged = exchange.flagged(ended_at=end)
        due = end + 48 * HOUR
        assert late.destroy_at == late.decide_before == due
        clock.move_to(due - INSTANT)
        acts.flag(exchange.alice, last, "Dreiging")
        approved = decide(exchange, last)
        assert approved.destroy_at == extended_recording_due(local_date(due - INSTANT)).at
        clock.move_to(due)
        with pytest.raises(NotAllowed):
            acts.flag(exchange.alice, late, "Dreiging")
        with pytest.raises(NotAllowed):
            decide(exchange, flagged)
        engine.destroy_due()
        assert Recording.with_due.get() == approved


@pytest.mark.parametrize(
    ("ended", "approved", "due"),
    [
        ("2026-04-29 12:00", "2026-04-30 23:59", "2026-05-19 00:00"),
        ("2026-04-15 12:00", "2026-04-16 00:00", "2026-05-02 00:00"),
        ("2026-12-21 08:00", "2026-12-21 09:00", "2027-01-07 00:00"),
        # Approved at the weekend.
        ("2026-11-20 16:00", "2026-11-21 10:00", "2026-12-05 00:00"),
    ],
)
def test_an_approved_recording_stays_ten_working_days(
    exchange: Exchange, ended: str, approved: str, due: str
) -> None:
    """R2, the examples of the rules; to the end of the tenth day, and no instant longer."""
    with time_machine.travel(local(approved), tick=False) as clock:
        call = exchange.flagged(ended_at=local(ended))
        row = decide(exchange, call)
        assert (row.destroy_at, row.retention_rule) == (local(due), "R2")
        stored = Recording.objects.get()
        assert (stored.state, stored.destroy_at) == (State.APPROVED, local(due))
        clock.move_to(local(due) - INSTANT)
        assert Recording.objects.playable_by(exchange.coen).exists()
        clock.move_to(local(due))
        assert not Recording.objects.exists()
        engine.destroy_due()
        assert not Recording.with_due.exists()


def test_there_is_no_second_extension(exchange: Exchange) -> None:
    call = exchange.approved()
    due = call.destroy_at
    with time_machine.travel(timezone.now() + 24 * HOUR, tick=False):
        with pytest.raises(NotAllowed):
            decide(exchange, call)
        acts.flag(exchange.alice, call, "Nog eens")
    assert Recording.objects.get().destroy_at == due


def test_a_refusal_is_final_and_lengthens_nothing(exchange: Exchange) -> None:
    call = exchange.refused()
    assert (call.state, call.destroy_at) == (State.REFUSED, recording_due(call.ended_at).at)
    acts.flag(exchange.alice, call, "Nog eens")
    assert Recording.objects.get().state == State.REFUSED
    with pytest.raises(NotAllowed):
        decide(exchange, call)


def test_only_who_had_the_call_flags_it(exchange: Exchange) -> None:
    call = exchange.stored()
    bob = exchange.world.person("Bob", exchange.kcc, "reporter", "head")
    for user in (bob, exchange.hans, exchange.coen):
        with pytest.raises(NotAllowed):
            acts.flag(user, call, "Dreiging")
    for why in ("", "  \n", "x" * 201):
        with pytest.raises(acts.Missing):
            acts.flag(exchange.alice, call, why)
    row = acts.flag(exchange.alice, call, " Hij dreigde\nmet geweld ")
    assert (row.state, row.flag_reason) == (State.FLAGGED, "Hij dreigde met geweld")
    again = acts.flag(exchange.alice, call, "Anders")
    assert (again.flag_reason, again.flagged_at) == (row.flag_reason, row.flagged_at)
    assert logged(call) == [("Alice", "flagged_recording")]


def test_what_is_not_flagged_is_not_decided_on(exchange: Exchange) -> None:
    call = exchange.stored()
    for approve in (True, False):
        with pytest.raises(NotAllowed):
            decide(exchange, call, approve)
    assert not Review.with_due.exists()


def test_who_decides_says_why_and_who_was_present(exchange: Exchange) -> None:
    call = exchange.flagged()
    for wrong in ({"reason": " "}, {"with_employee": False}, {"with_employee": False, "alone_reason": " "}):
        with pytest.raises(acts.Missing):
            decide(exchange, call, **wrong)
    acts.begin_review(exchange.hans, call, session_mark="desk", with_employee=True)
    row = decide(exchange, call, with_employee=False, alone_reason="Alice is ziek")
    first, last = Review.objects.all()
    assert (first.with_employee, first.outcome, first.decided_at) == (True, "", None)
    assert (last.alone_reason, last.reason, last.outcome) == ("Alice is ziek", "Ernstig", Outcome.APPROVED)
    assert logged(row) == [("Alice", "flagged_recording"), ("Hans", "approved_recording")]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_heads_at_once_make_one_decision(exchange: Exchange) -> None:
    helga = exchange.world.person("Helga", exchange.kcc, "head")
    call, ready, answers = exchange.flagged(), threading.Barrier(2), list[str]()

    def work(head: User, approve: bool) -> None:
        ready.wait()
        try:
            given = {"reason": "Zo is het", "with_employee": True}
            answers.append(acts.decide(head, call, approve=approve, **given).state)
        except NotAllowed:
            answers.append("late")
        finally:
            connection.close()

    threads = [
        threading.Thread(target=work, args=[head, approve])
        for head, approve in ((exchange.hans, True), (helga, False))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers.count("late") == 1
    row = Recording.objects.get()
    assert row.state in answers
    assert (row.retention_rule == "R2") is (row.state == "approved")
    assert Review.objects.exclude(outcome="").count() == 1


def test_who_reported_it_marks_that_and_nothing_points_anywhere(exchange: Exchange) -> None:
    """GRO 7: a mark that dies with the recording."""
    flagged, approved = exchange.flagged(), exchange.approved()
    bob = exchange.world.person("Bob", exchange.kcc, "reporter")
    for user, call in ((exchange.coen, flagged), (bob, approved), (exchange.hans, approved)):
        with pytest.raises(NotAllowed):
            acts.mark_registered(user, call)
    assert acts.mark_registered(exchange.alice, flagged).registered_at is not None
    row = acts.mark_registered(exchange.coen, approved)
    assert row.registered_at is not None
    assert acts.mark_registered(exchange.coen, approved).registered_at == row.registered_at
    changes = ChangeLogEntry.with_due.filter(record_id=row.pk)
    assert changes.filter(changes__has_key="registered_at").exists()
    with time_machine.travel(row.destroy_at, tick=False):
        engine.destroy_due()
    assert not changes.exists()
    # What is kept for a year says nothing of a report: by its moment it would lead to it.
    assert [entry for entry in logged(row) if entry[0] == "Coen"] == []
    assert ("Hans", "approved_recording") in logged(row)


def test_a_unit_in_which_a_flagged_call_waits_stays_open(exchange: Exchange) -> None:
    """Without it nobody could decide."""
    world = exchange.world
    ada = world.person("Ada", world.root, "administrator")
    exchange.stored()
    assert closing_of(administration_of(ada), exchange.kcc).obstacles == []
    call = exchange.flagged()
    assert len(closing_of(administration_of(ada), exchange.kcc).obstacles) == 1
    with pytest.raises(StillInUse):
        close_unit(ada, exchange.kcc)
    decide(exchange, call)
    close_unit(ada, exchange.kcc)


# Who is told


def test_head_and_stand_ins_are_told_at_once_and_when_24_and_6_hours_are_left(exchange: Exchange) -> None:
    world, end = exchange.world, timezone.now()
    stand_in = world.person("Stan", exchange.kcc)
    world.grant(stand_in, "head", exchange.kcc, first_day=local_date(end), last_day=local_date(end))
    with time_machine.travel(end, tick=False) as clock:
        call = exchange.flagged(ended_at=end)
        assert told("recording_flagged") == ["Hans", "Stan"]
        counts = []
        for left in (48, 25, 24, 23, 7, 6, 5, 1):
            clock.move_to(call.destroy_at - left * HOUR)
            telling.send_reminders()
            telling.send_reminders()
            counts.append(len(told("recording_waits")))
        # Of the stand-in the day is over by then.
        assert counts == [0, 0, 1, 1, 1, 2, 2, 2]
        clock.move_to(call.destroy_at)
        telling.send_reminders()
        assert told("recording_waits") == ["Hans", "Hans"]


def test_flagged_late_one_mail_is_enough(exchange: Exchange) -> None:
    end = timezone.now()
    with time_machine.travel(end + 43 * HOUR, tick=False):
        exchange.flagged(ended_at=end)
        assert telling.send_reminders() == 0
    assert told("recording_flagged") == ["Hans"]
    assert told("recording_waits") == []


def test_decided_in_time_nobody_is_reminded_and_the_employee_is_told(exchange: Exchange) -> None:
    call = exchange.approved()
    with time_machine.travel(call.decide_before - HOUR, tick=False):
        assert telling.send_reminders() == 0
    assert told("recording_decided") == ["Alice"]
    assert told("recording_approved") == ["Coen"]
    exchange.refused()
    assert told("recording_decided") == ["Alice", "Alice"]
    assert told("recording_approved") == ["Coen"]


def test_without_approval_it_goes_at_48_hours_and_both_are_told_when_it_went(exchange: Exchange) -> None:
    """R2; not a moment before it is destroyed, and not when that is undone."""
    call, decided = exchange.flagged(), exchange.refused()
    with time_machine.travel(max(call.destroy_at, decided.destroy_at), tick=False):
        tasks.remind_heads()
        assert told("recording_expired") == []
        with transaction.atomic():
            engine.destroy_due()
            assert told("recording_expired") == ["Alice", "Hans"]
            transaction.set_rollback(True)
        assert told("recording_expired") == []
        engine.destroy_due()
        assert not Recording.with_due.exists()
        assert told("recording_expired") == ["Alice", "Hans"]
        mail.outbox.clear()
        send_due_messages()
    said = [message for message in mail.outbox if "is vernietigd" in message.subject]
    assert sorted(message.to[0] for message in said) == [exchange.alice.email, exchange.hans.email]
    for message in said:
        assert call.reference in message.subject
        assert "de opname is vernietigd" in message.body
        assert decided.reference not in message.subject


def test_a_flagged_call_that_is_held_is_not_said_to_be_destroyed_before_it_is(exchange: Exchange) -> None:
    """RULES, "Holds": at its due moment it goes out of view, and when the hold ends it goes."""
    call = exchange.flagged()
    hold = holds.place_hold(exchange.coen, call, Request.CALLER, local_date(timezone.now()))
    tasks.remind_heads()
    assert told("recording_out_of_view") == []
    with time_machine.travel(call.destroy_at, tick=False):
        engine.destroy_due()
        for _turn in range(2):
            tasks.remind_heads()
        assert Recording.with_due.exists()
        assert not Recording.objects.visible_to(exchange.alice).exists()
        assert told("recording_out_of_view") == ["Alice", "Hans"]
        assert told("recording_expired") == []
        send_due_messages()
        [_one, other] = [message for message in mail.outbox if "niet op tijd goedgekeurd" in message.subject]
        assert "is vernietigd en" not in other.body
        holds.end_hold(exchange.coen, hold, Hold.Ending.REFUSED)
        engine.destroy_due()
        assert not Recording.with_due.exists()
        assert told("recording_expired") == ["Alice", "Hans"]


def test_what_a_decision_destroys_early_is_not_said_to_be_late(exchange: Exchange) -> None:
    engine.destroy_early([exchange.flagged()], "R8")
    assert told("recording_expired") == []


def test_a_mail_says_a_reference_and_a_link_and_nothing_of_the_call(exchange: Exchange) -> None:
    call = exchange.approved()
    end = call.decide_before
    exchange.flagged()
    with time_machine.travel(end - HOUR, tick=False):
        telling.send_reminders()
    with time_machine.travel(end + HOUR, tick=False):
        engine.destroy_due()
        send_due_messages()
    kinds = set(OutboxMessage.objects.values_list("kind", flat=True))
    assert {"recording_flagged", "recording_waits", "recording_decided", "recording_approved"} < kinds
    assert len(mail.outbox) == OutboxMessage.objects.count()
    said = "".join(f"{message.subject} {message.body}" for message in mail.outbox)
    assert call.reference in said
    for secret in ("Zwartewater", "Alice", "12345678", "call-", "Klant Contact", f"{call.ended_at:%H:%M}"):
        assert secret not in said


def test_per_day_only_numbers_remain(exchange: Exchange) -> None:
    with time_machine.travel(local("2026-11-20 12:00"), tick=False) as clock:
        exchange.stored()
        exchange.approved()
        call = exchange.refused()
        clock.move_to(call.destroy_at + HOUR)
        engine.destroy_due()
    first, last = datetime.date(2026, 11, 20), datetime.date(2026, 11, 22)
    days = counts_of(exchange.world.waterrijk, first, last)
    assert list(days) == [first, last]
    day = days[first]
    assert (day.received, day.refused, day.flagged, day.approved, day.destroyed) == (3, 0, 2, 1, 0)
    assert (days[last].received, days[last].destroyed, days[last].late) == (0, 2, 2)
    assert counts_of(exchange.world.duinveen, first, last) == {}
