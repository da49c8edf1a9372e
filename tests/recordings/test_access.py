# SPDX-License-Identifier: EUPL-1.2
"""Who sees and who plays which recording: the table "recordings role" of RULES.md, for everybody and every state."""

import datetime
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from accounts.levels import Level
from accounts.models import User
from accounts.policy import today
from recordings import access, acts
from recordings.access import NotAllowed
from recordings.listening import listenings_of, note_listening
from recordings.models import Recording, RecordingKey, Review, State
from tests.retention.test_terms import local
from tests.world import PASSWORD, World, fresh

from .exchange import Exchange

DAY, INSTANT, DESK = datetime.timedelta(days=1), datetime.timedelta(microseconds=1), "desk"
pytestmark = pytest.mark.django_db

STATES = ("announced", "stored", "flagged", "approved", "refused")
# Where a level is held, seen from the unit kcc of the calls: itself, one above, the root, one beside, elsewhere.
PLACES = ("sibling", "parent", "root", "own", "other")
# What each may see of somebody else's call, by place and state; whatever is not here is nothing.
MAY_SEE = {(Level.HEAD, place): {"flagged", "approved"} for place in ("sibling", "parent", "root")} | {
    (Level.COORDINATOR, "root"): {"approved"}
}


@pytest.fixture
def calls(exchange: Exchange) -> dict[str, Recording]:
    """A call of Alice in each state."""
    return {state: getattr(exchange, state)() for state in STATES}


def seen(user: Any) -> set[str]:
    return set(Recording.objects.visible_to(user).values_list("state", flat=True))


def played(user: Any, session_mark: str = "") -> set[str]:
    return set(Recording.objects.playable_by(user, session_mark).values_list("state", flat=True))


def begin(head: User, call: Recording, alone_reason: str | None = None) -> Review:
    """A head sits down in the session DESK: together, or alone with this reason."""
    return acts.begin_review(
        head, call, session_mark=DESK, with_employee=alone_reason is None, alone_reason=alone_reason or ""
    )


def test_every_level_everywhere_and_every_state(exchange: Exchange, calls: dict[str, Recording]) -> None:
    assert {calls[state].state for state in STATES} == set(State.values)
    for level in Level:
        for place in PLACES:
            user = exchange.world.person(f"Sam {level} {place}", getattr(exchange.world, place), level)
            expected = MAY_SEE.get((level, place), set())
            assert seen(user) == expected, (level, place)
            # A head says first who is present.
            assert played(user) == (set() if level == Level.HEAD else expected), (level, place)
            assert not Recording.objects.of_employee(user).exists()
            decides = {"flagged"} if level == Level.HEAD and expected else set()
            assert set(Recording.objects.assessable_by(user).values_list("state", flat=True)) == decides
            counts = (level, place) == (Level.COORDINATOR, "root")
            assert len(access.flagged_countdowns(user)) == counts, (level, place)


def test_the_employee_sees_and_plays_their_own_in_every_state(
    exchange: Exchange, calls: dict[str, Recording]
) -> None:
    assert seen(exchange.alice) == played(exchange.alice) == set(STATES) - {"announced"}
    colleague = exchange.world.person("Bob", exchange.kcc, "reporter", "handler", "supervisor")
    assert seen(colleague) == set()


def test_nobody_else(exchange: Exchange, calls: dict[str, Recording]) -> None:
    """Also who was head until yesterday, or is from tomorrow; who left; who runs the installation."""
    world, kcc = exchange.world, exchange.kcc
    ended, starts, through = world.person("Ed", kcc), world.person("Stan", kcc), world.person("Gré", kcc)
    world.grant(ended, Level.HEAD, kcc, last_day=today() - DAY)
    world.grant(starts, Level.HEAD, kcc, first_day=today() + DAY)
    left = world.person("Lea", kcc, Level.HEAD, is_active=False)
    operator = User.objects.create_superuser("root@installatie.example", PASSWORD, name="Operator")
    powerful = world.person("Pim", kcc, Level.HEAD, is_superuser=True)
    for user in (ended, starts, left, operator, powerful, through, AnonymousUser(), None):
        assert seen(user) == played(user) == set(), user
    # A stand-in of today, and a member of a group, are heads.
    world.grant(ended, Level.HEAD, kcc.parent, first_day=today(), last_day=today())
    world.group_grant(world.group("Hoofden", through), Level.HEAD, kcc)
    for user in (ended, through):
        assert seen(fresh(user)) == {"flagged", "approved"}


def test_who_gives_keys_opens_no_doors_not_even_their_own(exchange: Exchange) -> None:
    exchange.stored()
    assert seen(exchange.alice) == {"stored"}
    exchange.world.grant(exchange.alice, Level.ADMINISTRATOR, exchange.world.root)
    assert seen(fresh(exchange.alice)) == played(fresh(exchange.alice)) == set()
    User.objects.filter(pk=exchange.hans.pk).update(is_superuser=True)
    assert seen(fresh(exchange.hans)) == set()


def test_an_employee_who_left_sees_nothing(exchange: Exchange) -> None:
    exchange.stored()
    User.objects.filter(pk=exchange.alice.pk).update(is_active=False)
    assert seen(fresh(exchange.alice)) == set()


def test_a_head_is_the_employee_of_their_own_calls_and_no_head(exchange: Exchange) -> None:
    """Never approve a call of their own: another head does."""
    User.objects.filter(pk=exchange.hans.pk).update(personnel_id="1002")
    mine = exchange.flagged(employee="1002")
    assert seen(exchange.hans) == played(exchange.hans) == {"flagged"}
    assert not Recording.objects.assessable_by(exchange.hans).exists()
    for act in (
        lambda: acts.decide(exchange.hans, mine, approve=True, reason="x", with_employee=True),
        lambda: acts.begin_review(exchange.hans, mine, session_mark=DESK, with_employee=True),
    ):
        with pytest.raises(NotAllowed):
            act()
    helga = exchange.world.person("Helga", exchange.kcc, "head")
    assert acts.decide(helga, mine, approve=True, reason="Ernstig", with_employee=True).state == "approved"


def test_a_head_plays_after_saying_who_is_present_and_no_more_after_a_refusal(exchange: Exchange) -> None:
    call, other = exchange.flagged(), exchange.flagged()
    assert played(exchange.hans) == set()
    with pytest.raises(NotAllowed):
        note_listening(exchange.hans, call)
    with pytest.raises(acts.Missing):
        begin(exchange.hans, call, "  ")
    begin(exchange.hans, call, "Alice is ziek")
    note_listening(exchange.hans, call, DESK)
    assert Recording.objects.playable_by(exchange.hans, DESK).get() == call
    # Another head says so for themselves.
    helga = exchange.world.person("Helga", exchange.kcc, "head")
    assert played(helga, DESK) == set()
    acts.decide(exchange.hans, call, approve=False, reason="Geen agressie", with_employee=True)
    assert played(exchange.hans, DESK) == set()
    assert Recording.objects.visible_to(exchange.hans).get() == other
    with pytest.raises(NotAllowed):
        note_listening(exchange.hans, call, DESK)
    # The employee keeps it until its 48 hours are over, and sees who listened.
    assert Recording.objects.playable_by(exchange.alice).filter(pk=call.pk).exists()
    assert [entry.actor for entry in listenings_of(call)] == [exchange.hans]


def test_a_sitting_is_of_one_session_and_ends_an_hour_after_the_call_was_heard(exchange: Exchange) -> None:
    """Who sat down together with the employee does not listen alone in the evening (GRO 6)."""
    with time_machine.travel(local("2026-11-24 10:00"), tick=False) as clock:
        call = exchange.flagged()
        sitting = begin(exchange.hans, call)
        assert played(exchange.hans, DESK) == {"flagged"}
        # Nor in another session, nor by who has none.
        assert played(exchange.hans, "another") == played(exchange.hans) == set()
        over = local("2026-11-24 11:00") + datetime.timedelta(seconds=call.length)
        clock.move_to(over - INSTANT)
        assert played(exchange.hans, DESK) == {"flagged"}
        # The same again is the same sitting, which that does not lengthen.
        assert begin(exchange.hans, call).ends_at == sitting.ends_at == over
        clock.move_to(over)
        assert played(exchange.hans, DESK) == set()
        with pytest.raises(NotAllowed):
            note_listening(exchange.hans, call, DESK)
        # The decision says who was present then; to hear it again is another sitting, also when it was approved.
        acts.decide(exchange.hans, call, approve=True, reason="Ernstig", with_employee=True)
        assert played(exchange.hans, DESK) == set()
        begin(exchange.hans, call, "Alice is naar huis")
        assert played(exchange.hans, DESK) == {"approved"}
        presences = list(Review.objects.values_list("with_employee", "outcome"))
        assert presences == [(True, "approved"), (False, "")]


def test_a_sitting_ends_with_the_day_and_when_somebody_else_is_present(exchange: Exchange) -> None:
    with time_machine.travel(local("2026-11-24 23:30"), tick=False) as clock:
        call = exchange.flagged()
        together = begin(exchange.hans, call)
        note_listening(exchange.hans, call, DESK)
        assert together.ends_at == local("2026-11-25 00:00")
        clock.move_to(local("2026-11-24 23:35"))
        note_listening(exchange.hans, call, DESK)
        assert len(listenings_of(call)) == 1
        begin(exchange.hans, call, "Alice moest weg")
        # Heard alone is another time, however soon.
        note_listening(exchange.hans, call, DESK)
        assert len(listenings_of(call)) == 2
        together.refresh_from_db()
        assert together.ends_at == local("2026-11-24 23:35")
        assert Recording.objects.playable_by(exchange.hans, DESK).exists()
        clock.move_to(local("2026-11-25 00:00"))
        assert not Recording.objects.playable_by(exchange.hans, DESK).exists()


def test_each_time_that_somebody_plays_is_in_the_access_log_once(exchange: Exchange) -> None:
    call = exchange.approved()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for minutes in (0, 1, 8, 3):
            clock.shift(datetime.timedelta(minutes=minutes))
            for user in (exchange.alice, exchange.coen):
                note_listening(user, call)
    entries = list(listenings_of(call))
    assert [entry.actor.name for entry in entries].count("Coen") == 2
    assert len(entries) == 4
    # R6: as long as the record, and twelve months after the look.
    assert {entry.retention_rule for entry in entries} == {"R6"}


@pytest.mark.parametrize("state", STATES[1:])
def test_at_the_due_moment_it_is_gone_for_everybody_with_the_worker_stopped(
    exchange: Exchange, state: str
) -> None:
    call = getattr(exchange, state)()
    everybody = [exchange.alice, exchange.hans, exchange.coen]
    with time_machine.travel(call.destroy_at - datetime.timedelta(microseconds=1), tick=False) as clock:
        assert seen(exchange.alice) == {state}
        clock.move_to(call.destroy_at)
        for user in everybody:
            assert seen(user) == played(user) == set()
            with pytest.raises(NotAllowed):
                note_listening(user, call)
        assert access.flagged_countdowns(exchange.coen) == []
        assert Recording.with_due.filter(pk=call.pk).exists()


def test_what_has_lost_its_key_exists_for_nobody(exchange: Exchange) -> None:
    """As after a back-up was put back: there are no keys in it."""
    call = exchange.approved()
    everybody = [exchange.alice, exchange.hans, exchange.coen]
    assert all(seen(user) == {"approved"} for user in everybody)
    RecordingKey.with_due.all().delete()
    assert all(seen(user) == played(user) == set() for user in everybody)
    assert Recording.objects.filter(pk=call.pk).exists()


def test_nothing_crosses_from_one_municipality_to_another(exchange: Exchange) -> None:
    """Not even by a unit or an employee that would be of another one."""
    call = exchange.approved()
    Recording.objects.filter(pk=call.pk).update(municipality=exchange.world.duinveen)
    for user in (exchange.alice, exchange.hans, exchange.coen):
        assert seen(user) == set()


def test_the_urgent_ones_come_first_and_say_no_more(exchange: Exchange, world: World) -> None:
    now = timezone.now()
    for hours in (3, 40, 20):
        exchange.flagged(ended_at=now - datetime.timedelta(hours=hours))
    countdowns = access.flagged_countdowns(exchange.coen)
    assert [round((due - now).total_seconds() / 3600) for due in countdowns] == [8, 28, 45]
    assert seen(exchange.coen) == set()
