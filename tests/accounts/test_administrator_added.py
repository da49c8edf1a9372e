# SPDX-License-Identifier: EUPL-1.2
"""Who administers the whole municipality hears of it when somebody else does so too, however it came (LEI 1.i.i): who
gives keys is not chosen behind the others' backs."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from accounts import grants, people, policy
from accounts.administering import KeysAndDoors
from accounts.deciding import decide
from accounts.models import GroupMapping, IdentityProvider, PendingChange, User, UserGrant
from accounts.single_sign_on import group_levels, setting_up
from notices.models import OutboxMessage
from tests.accounts.stage import ASK, Stage
from tests.world import World, fresh

pytestmark = pytest.mark.django_db
ASKED = {"requested_by": ASK["requested_by"]}
DAY = datetime.timedelta(days=1)


@pytest.fixture
def stage(world: World) -> Stage:
    stage = Stage(world)
    UserGrant.objects.filter(user=stage.alice).delete()
    stage.group_grant.delete()
    return stage


def told() -> list[tuple[str, str]]:
    """Who was mailed, and where the link leads."""
    rows = OutboxMessage.objects.filter(kind="administrator_added").order_by("recipient__name")
    assert not any(row.reference for row in rows)
    return [(row.recipient.name, row.path) for row in rows]


def by_hand(stage: Stage) -> None:
    grants.grant_level(stage.ada, "administrator", stage.world.root, user=stage.alice, **ASKED)


def for_later(stage: Stage) -> None:
    first = policy.today() + 9 * DAY
    grants.grant_level(
        stage.ada, "administrator", stage.world.root, user=stage.alice, first_day=first, **ASKED
    )


def through_a_group_that_gets_it(stage: Stage) -> None:
    grants.grant_level(stage.ada, "administrator", stage.world.root, group=stage.group, **ASKED)


def through_a_group_that_has_it(stage: Stage) -> None:
    keys = stage.world.group("Beheer")
    grants.grant_level(stage.ada, "administrator", stage.world.root, group=keys, **ASKED)
    assert told() == [], "nobody is in it"
    grants.add_member(stage.ada, keys, stage.alice, **ASKED)


def by_coming_back(stage: Stage) -> None:
    stage.world.grant(stage.alice, "administrator", stage.world.root)
    User.objects.filter(pk=stage.alice.pk).update(is_active=False)
    people.reactivate_person(stage.ada, fresh(stage.alice))


@pytest.mark.parametrize(
    "act", [by_hand, for_later, through_a_group_that_gets_it, through_a_group_that_has_it, by_coming_back]
)
def test_the_others_are_told_of_a_new_one(stage: Stage, act: Callable[[Stage], None]) -> None:
    act(stage)
    # Not who did it, not the new one, not an administrator of a part, and nobody of another municipality (LEI 10).
    assert told() == [("Ben", reverse("person", args=[stage.alice.pk]))]


def test_by_the_map_of_groups_all_are_told(stage: Stage) -> None:
    stage.provider.delete()
    provider = IdentityProvider.objects.create(
        municipality=stage.world.waterrijk, issuer="https://x.example", client_id="gir", is_active=True
    )
    change = setting_up.add_mapping(stage.ada, "beheerders", "administrator", stage.world.root, **ASKED)
    assert isinstance(change, PendingChange)
    decide(stage.ben, change, approve=True)
    assert GroupMapping.objects.get().is_in_force
    assert told() == [], "nobody came by it yet"
    path = reverse("person", args=[stage.alice.pk])
    assert group_levels.follow(stage.alice, provider, ["beheerders"])
    assert told() == [("Ada", path), ("Ben", path)]
    # Renewed for as long as they sign in; that is nothing new.
    stage.alice.memberships.update(last_day=policy.today() + DAY)
    assert group_levels.follow(fresh(stage.alice), provider, ["beheerders"])
    assert len(told()) == 2


@pytest.mark.parametrize("level", ["reporter", "administrator"])
def test_nothing_else_is_told(stage: Stage, level: str) -> None:
    """A part is not the whole; another level gives no keys; other days for who holds it already are no news."""
    grants.grant_level(stage.ada, level, stage.world.own, user=stage.alice, **ASKED)
    last: dict[str, Any] = {"last_day": policy.today() + 9 * DAY}
    grants.grant_level(stage.ada, "administrator", stage.world.root, user=stage.ben, **last, **ASKED)
    assert told() == []


def test_what_a_rule_refuses_is_told_to_nobody(stage: Stage) -> None:
    stage.world.grant(stage.alice, "handler", stage.world.own)
    with pytest.raises(KeysAndDoors):
        by_hand(stage)
    assert told() == []
