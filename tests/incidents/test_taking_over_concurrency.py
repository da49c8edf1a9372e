# SPDX-License-Identifier: EUPL-1.2
"""Two people, or two clicks, at the same moment with the same list (PostgreSQL, with threads): it is taken over once."""

import pytest

from incidents.models import Incident, TakenOver, TakeOverReading
from incidents.taking_over.columns import guess
from incidents.taking_over.planning import make_plan
from incidents.taking_over.taking import (
    PlanChanged,
    ReadingGone,
    choose_columns,
    forget_reading,
    keep_reading,
    layout_of,
    take_over,
)
from tests.accounts.test_concurrency import at_once
from tests.world import World, fresh

from .lists import DEFAULTS, as_csv, read

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
LIST = as_csv(*[{"number": number} for number in range(60)])


def test_two_handlers_with_the_same_list() -> None:
    world = World()
    people = [world.person(name, world.root, "handler") for name in ("Rob", "Rik")]
    readings = [read(person, LIST) for person in people]
    seen = [make_plan(*pair).fingerprint for pair in zip(people, readings, strict=True)]
    one, two = (fresh(person) for person in people)
    outcomes = at_once(
        lambda: take_over(one, readings[0].pk, seen[0]), lambda: take_over(two, readings[1].pk, seen[1])
    )
    assert [type(outcome) for outcome in outcomes if isinstance(outcome, Exception)] == [PlanChanged]
    assert Incident.objects.count() == TakenOver.objects.count() == 60
    assert Incident.objects.values("reference").distinct().count() == 60


def test_two_clicks() -> None:
    world = World()
    rob = world.person("Rob", world.root, "handler")
    reading = read(rob, LIST)
    seen = make_plan(rob, reading).fingerprint
    one, two = fresh(rob), fresh(rob)
    outcomes = at_once(lambda: take_over(one, reading.pk, seen), lambda: take_over(two, reading.pk, seen))
    assert [type(outcome) for outcome in outcomes if isinstance(outcome, Exception)] == [ReadingGone]
    assert Incident.objects.count() == 60


@pytest.mark.parametrize("attempt", range(5))
def test_a_list_that_was_thrown_away_is_not_written_down_again(attempt: int) -> None:
    """R7: one window chooses its columns while the other throws it away."""
    world = World()
    rob = world.person("Rob", world.root, "handler")
    reading = keep_reading(rob, LIST)
    places = guess(reading.contents["headings"], layout_of(rob))
    one, two = fresh(rob), fresh(rob)
    assert TakeOverReading.with_due.exists()
    at_once(
        lambda: choose_columns(one, reading.pk, places, DEFAULTS, closed=True),
        lambda: forget_reading(two, reading.pk),
    )
    assert not TakeOverReading.with_due.exists()
