# SPDX-License-Identifier: EUPL-1.2
"""A dated level begins and ends by itself: who has it and who gave it hear so, on the day, once."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from accounts.models import Membership
from accounts.stand_ins import tell_of_stand_ins
from notices.models import OutboxMessage
from retention.terms import start_of_day
from tests.world import World

pytestmark = pytest.mark.django_db
FIRST, LAST = datetime.date(2026, 3, 29), datetime.date(2026, 4, 10)
SECOND = datetime.timedelta(seconds=1)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(start_of_day(FIRST) - 5 * DAY, tick=False) as clock:
        yield clock


def told() -> list[tuple[str, str, str]]:
    """Who hears what now, and where the link leads."""
    tell_of_stand_ins()
    found = OutboxMessage.objects.order_by("kind", "recipient__name")
    rows = [(m.kind.removeprefix("stand_in_"), m.recipient.name, m.path) for m in found]
    found.delete()
    return rows


def test_on_the_first_day_and_on_the_last(world: World, clock: Any) -> None:
    ada, tom = world.person("Ada", world.root, "administrator"), world.person("Tom")
    grant = world.grant(tom, "handler", world.own, first_day=FIRST, last_day=LAST, granted_by=ada)
    page = f"/beheer/niveaus/persoon/{grant.pk}/"
    begins, ends = start_of_day(FIRST), start_of_day(LAST)
    for moment, expected in (
        (begins - SECOND, []),
        (begins, [("starts", "Ada", page), ("starts", "Tom", "/")]),
        (begins + 3 * DAY, []),
        (ends - SECOND, []),
        (ends, [("ends", "Ada", page), ("ends", "Tom", "/")]),
    ):
        clock.move_to(moment)
        assert told() == expected, moment


def test_once(world: World, clock: Any) -> None:
    tom = world.person("Tom")
    world.grant(tom, "handler", world.own, first_day=FIRST, last_day=LAST)
    clock.move_to(start_of_day(FIRST))
    assert [tell_of_stand_ins() for _again in range(3)] == [1, 0, 0]
    clock.shift(2 * DAY)
    assert tell_of_stand_ins() == 0


def test_through_a_group(world: World, clock: Any) -> None:
    tom, ina = world.person("Tom"), world.person("Ina")
    team, empty = world.group("Vervangers", tom), world.group("Leeg", ina)
    world.group_grant(team, "handler", world.own)
    Membership.objects.update(first_day=FIRST, last_day=LAST)
    clock.move_to(start_of_day(FIRST))
    assert told() == [("starts", "Tom", "/")], f"{empty} gives nothing"


def test_a_grant_of_a_group_is_told_to_its_members(world: World, clock: Any) -> None:
    tom = world.person("Tom")
    world.group_grant(world.group("Vervangers", tom), "handler", world.own, first_day=FIRST)
    clock.move_to(start_of_day(FIRST))
    assert told() == [("starts", "Tom", "/")]


def test_who_left_and_units_that_closed_are_not_told_of(world: World, clock: Any) -> None:
    tom, ina = world.person("Tom", is_active=False), world.person("Ina")
    world.grant(tom, "handler", world.own, first_day=FIRST)
    world.grant(ina, "handler", world.child, first_day=FIRST)
    world.child.closed_on = FIRST - DAY
    world.child.save()
    clock.move_to(start_of_day(FIRST))
    assert told() == []


def test_a_level_without_days_says_nothing(world: World, clock: Any) -> None:
    world.person("Bob", None, "handler")
    assert told() == []
