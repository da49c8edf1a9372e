# SPDX-License-Identifier: EUPL-1.2
"""Two administrators who change the policy at the same moment, and somebody who imposes just then (PostgreSQL)."""

import pytest

from accounts.models import RetentionPolicy, User
from incidents.models import Sanction
from incidents.shortening import shorten_what_is_longer
from oversight.policy_change import Overtaken, Proposal, make_version
from tests.accounts.test_concurrency import at_once
from tests.incidents.sanctioned import Dossier
from tests.world import World, fresh

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def here(transactional_db: None) -> World:
    return World()


def to(world: World, months: int) -> Proposal:
    current = world.waterrijk.retention_policy
    return Proposal(current.decided | {"months_severity_3": months}, "Besluit.", "", 1)


def test_one_of_two_is_overtaken(here: World) -> None:
    ada, ben = (here.person(n, here.root, "administrator") for n in ("Ada", "Ben"))
    outcomes = at_once(
        lambda: make_version(fresh(ada), to(here, 12)), lambda: make_version(fresh(ben), to(here, 14))
    )
    assert {type(outcome) for outcome in outcomes} == {Overtaken, RetentionPolicy}
    assert here.waterrijk.retention_policies.count() == 2


def test_the_same_person_twice_makes_one(here: World) -> None:
    ada: User = here.person("Ada", here.root, "administrator")
    acts = [lambda: make_version(fresh(ada), to(here, 12))] * 3
    assert {getattr(outcome, "number", outcome) for outcome in at_once(*acts)} == {2}
    assert here.waterrijk.retention_policies.count() == 2


@pytest.mark.parametrize("attempt", range(3))
def test_what_is_imposed_in_that_moment_is_shortened_after_it(here: World, attempt: int) -> None:
    ada = here.person("Ada", here.root, "administrator")
    dossier = Dossier(here, severity=3)
    dossier.impose("order_talk")
    outcomes = at_once(
        lambda: make_version(fresh(ada), to(here, 12)), lambda: dossier.impose("warning_letter")
    )
    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    shorten_what_is_longer()
    assert set(Sanction.objects.values_list("months", flat=True)) == {12}
    assert Sanction.objects.count() == 2
