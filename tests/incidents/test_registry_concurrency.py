# SPDX-License-Identifier: EUPL-1.2
"""Look-ups at the same moment (PostgreSQL, with threads): nobody gets round the most that there is in an hour."""

import pytest

from incidents import looking_up
from incidents.looking_up import Answer, Query, TooMany, look_up
from incidents.models import Purpose, RegistryLookup
from tests.accounts.test_concurrency import at_once
from tests.world import World, fresh

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_of_two_at_once_one_is_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking_up, "MOST_PER_HOUR", 1)
    world = World()
    rita = world.person("Rita", world.root, "registry_reader")
    readers = [fresh(rita) for _ in range(4)]
    query = Query(Purpose.VISIT, name="Zwartewater")
    outcomes = at_once(*(lambda reader=reader: look_up(reader, query) for reader in readers))  # type: ignore[misc]
    assert sorted(type(outcome) is Answer for outcome in outcomes) == [False, False, False, True]
    assert sum(isinstance(outcome, TooMany) for outcome in outcomes) == 3
    assert RegistryLookup.objects.count() == 1
