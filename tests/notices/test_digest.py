# SPDX-License-Identifier: EUPL-1.2
"""The daily mail: at seven in Amsterdam, once, of what came since the last one, and never an empty one."""

import datetime
import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.utils import timezone

from accounts.models import User
from incidents import handling
from notices.choosing import choose
from notices.digest import gather
from notices.models import Choice, OutboxMessage
from notices.outbox import queue_mail, send_due_messages
from retention import engine
from retention.terms import AMSTERDAM
from tests.accounts.test_concurrency import at_once
from tests.world import World

SECOND = datetime.timedelta(seconds=1)
HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)


def local(*parts: int) -> datetime.datetime:
    return datetime.datetime(*parts, tzinfo=AMSTERDAM).astimezone(datetime.UTC)


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(local(2026, 11, 23, 15), tick=False) as clock:
        yield clock


@pytest.fixture
def bob(world: World, clock: Any) -> User:
    bob = world.person("Bob", None, "handler")
    choose(bob, {"work": "digest"})
    return bob


def remind(person: User, reference: str = "2026-000001", **more: Any) -> OutboxMessage | None:
    return queue_mail(person, "reminder", reference=reference, path=f"/x/{reference}/", **more)


def sweep() -> int:
    """What beat does: the daily mails, and then what waits; how many mails went out."""
    gather()
    return send_due_messages()


@pytest.mark.parametrize(
    ("evening", "seven", "in_utc"),
    [
        ((2026, 3, 28, 18), (2026, 3, 29, 7), 5),
        ((2026, 10, 24, 18), (2026, 10, 25, 7), 6),
        ((2026, 11, 23, 18), (2026, 11, 24, 7), 6),
    ],
    ids=["clock forward", "clock back", "an ordinary day"],
)
def test_at_seven_on_the_clock_of_amsterdam(
    world: World, evening: tuple[int, ...], seven: tuple[int, ...], in_utc: int
) -> None:
    at = local(*seven)
    assert at.hour == in_utc
    with time_machine.travel(local(*evening), tick=False) as clock:
        bob = world.person("Bob", None, "handler")
        choose(bob, {"work": "digest"})
        remind(bob)
        for moment, number in ((at - SECOND, 0), (at, 1), (at + SECOND, 0), (at + 5 * HOUR, 0)):
            clock.move_to(moment)
            assert sweep() == number, moment


def test_what_it_says(bob: User, clock: Any) -> None:
    choose(bob, {"new_reports": "digest"})
    remind(bob, "2026-000001")
    clock.shift(SECOND)
    remind(bob, "2026-000002")
    clock.shift(SECOND)
    queue_mail(bob, "new_report", reference="2026-000003", path="/x/2026-000003/")
    clock.move_to(local(2026, 11, 24, 7))
    assert sweep() == 1
    (letter,) = mail.outbox
    assert letter.to == [bob.email]
    site = settings.SITE_URL.rstrip("/")
    lines = [line for line in letter.body.splitlines() if line]
    assert lines[1:6] == [
        "Herinnering (2)",
        f"- 2026-000001 {site}/x/2026-000001/",
        f"- 2026-000002 {site}/x/2026-000002/",
        "Nieuwe melding (1)",
        f"- 2026-000003 {site}/x/2026-000003/",
    ]
    assert len(re.findall(r"https?://\S+", letter.body)) == 4
    assert "Bob" not in letter.body + letter.subject


def test_nothing_is_sent_when_there_is_nothing(bob: User, clock: Any) -> None:
    for hours in range(48):
        clock.move_to(local(2026, 11, 24, 0) + hours * HOUR)
        assert sweep() == 0
    assert not OutboxMessage.objects.exists()


def test_what_came_after_seven_waits_for_tomorrow(bob: User, clock: Any) -> None:
    clock.move_to(local(2026, 11, 24, 7))
    remind(bob)
    assert sweep() == 0, "it came at seven, and not before"
    clock.move_to(local(2026, 11, 25, 7) - SECOND)
    assert sweep() == 0
    clock.shift(SECOND)
    assert sweep() == 1


def test_after_a_stop_it_goes_once(bob: User, clock: Any) -> None:
    remind(bob, "2026-000001")
    clock.move_to(local(2026, 11, 24, 12))
    remind(bob, "2026-000002")
    clock.move_to(local(2026, 11, 26, 13))
    assert [sweep() for _again in range(3)] == [1, 0, 0]
    assert "2026-000001" in mail.outbox[0].body
    assert "2026-000002" in mail.outbox[0].body


def test_at_once_and_never_by_mail(bob: User, clock: Any, world: World) -> None:
    choose(bob, {"work": "page"})
    remind(bob)
    assert sweep() == 0
    choose(bob, {"work": "at_once"})
    remind(bob)
    assert sweep() == 1
    clock.shift(3 * DAY)
    assert sweep() == 0
    assert OutboxMessage.objects.filter(recipient=bob).count() == 2, "the page keeps both"


def test_a_fixed_kind_comes_at_once_whatever_is_chosen(bob: User, clock: Any) -> None:
    with pytest.raises(ValueError, match="Nothing to choose"):
        choose(bob, {"destruction": "page"})
    Choice.objects.create(person=bob, topic="destruction", way="page")
    queue_mail(bob, "destruction_late", reference="V-1")
    assert sweep() == 1


def test_what_is_destroyed_or_out_of_sight_by_then_is_not_named(world: World, bob: User, clock: Any) -> None:
    choose(bob, {"new_reports": "digest"})
    alice = world.person("Alice", None, "reporter")
    gone, hidden, stays = (world.incident(alice) for _number in range(3))
    assert OutboxMessage.objects.filter(recipient=bob, kind="new_report", way="digest").count() == 3
    clock.move_to(local(2026, 11, 24, 7))
    gather()
    # Between the writing of the daily mail and its sending.
    engine.destroy_early([gone], "R8")
    cas = world.person("Cas", None, "handler")
    handling.add_another_victim(cas, hidden, handling.VictimFacts.of(bob))
    send_due_messages()
    (body,) = [
        letter.body for letter in mail.outbox if letter.to == [bob.email] and "één mail" in letter.body
    ]
    assert stays.reference in body
    assert gone.reference not in body
    assert hidden.reference not in body
    assert "(1)" in body


def test_when_all_of_it_is_gone_nothing_is_sent(world: World, bob: User, clock: Any) -> None:
    choose(bob, {"new_reports": "digest"})
    incident = world.incident(world.person("Alice", None, "reporter"))
    clock.move_to(local(2026, 11, 24, 7))
    gather()
    engine.destroy_early([incident], "R8")
    assert send_due_messages() == 0
    assert OutboxMessage.objects.get(kind="digest").given_up_at == timezone.now()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_write_one(transactional_db: None) -> None:
    world = World()
    people = [world.person(f"P{number}", None, "handler") for number in range(5)]
    for person in people:
        choose(person, {"work": "digest"})
        remind(person)
    OutboxMessage.objects.update(not_before=timezone.now() - 2 * DAY)
    with time_machine.travel(timezone.now().astimezone(AMSTERDAM).replace(hour=12), tick=True):
        outcomes = at_once(gather, gather, gather)
    assert sum(outcomes) == 5, outcomes  # type: ignore[arg-type]
    assert OutboxMessage.objects.filter(kind="digest").count() == 5
