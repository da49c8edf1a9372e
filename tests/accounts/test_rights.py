# SPDX-License-Identifier: EUPL-1.2
"""Each change of who may do what leaves one row in the ledger of the municipality, in ids only; and nothing else does."""

import datetime
from typing import Any

import pytest

from accounts import deciding, grants, people, rights, set_up, units
from accounts.administering import Refused
from accounts.models import Municipality, PendingChange, User
from accounts.policy import today
from oversight.destructions import gone_lately
from retention import copies
from retention.models import LedgerEntry
from retention.terms import end_of_day, start_of_day
from tests.retention.test_engine import assert_chains_hold
from tests.world import World

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
BOSS = "De directeur"


@pytest.fixture
def ada(world: World) -> User:
    world.person("Ben", world.root, "administrator")
    return world.person("Ada", world.root, "administrator")


def said(chain: int | None = None) -> list[tuple[str, str, str]]:
    rows = LedgerEntry.objects.order_by("batch__number", "position")
    rows = rows.filter(batch__chain=chain) if chain else rows
    return list(rows.values_list("kind", "what", "object_id"))


def test_each_act_leaves_one_row(world: World, ada: User) -> None:
    alice = world.person("Alice")
    group = world.group("Team")
    own, ids = world.own, f"{alice.pk}:handler:{world.own.pk}"
    asked: dict[str, Any] = {"requested_by": BOSS}
    grant: Any = grants.grant_level(ada, "handler", own, user=alice, **asked)
    grants.change_days(ada, grant, first_day=None, last_day=today() + DAY, **asked)
    grants.withdraw_grant(ada, grant)
    group_grant: Any = grants.grant_level(ada, "reporter", own, group=group, **asked)
    membership: Any = grants.add_member(ada, group, alice, **asked)
    grants.remove_member(ada, membership)
    people.deactivate_person(ada, alice)
    people.deactivate_person(ada, alice)
    people.reactivate_person(ada, alice)
    units.close_unit(ada, world.own)
    assert said() == [
        ("granted", "accounts.UserGrant", ids),
        ("granted", "accounts.UserGrant", ids),
        ("withdrawn", "accounts.UserGrant", ids),
        ("granted", "accounts.GroupGrant", f"{group.pk}:reporter:{own.pk}"),
        ("granted", "accounts.Membership", f"{alice.pk}:{group.pk}"),
        ("withdrawn", "accounts.Membership", f"{alice.pk}:{group.pk}"),
        ("withdrawn", "accounts.User", str(alice.pk)),
        ("granted", "accounts.User", str(alice.pk)),
        ("withdrawn", "accounts.GroupGrant", f"{group.pk}:reporter:{own.pk}"),
    ]
    assert group_grant.pk
    assert set(LedgerEntry.objects.values_list("rule", "policy", "batch__chain")) == {
        ("LEI", "art. 1.i", world.waterrijk.pk)
    }
    assert_chains_hold()
    # It is no destruction, and is not counted as one.
    assert gone_lately(world.waterrijk.pk) == []
    copies.copy_what_is_new()
    written = "".join(
        copies.outside().open(f"{world.waterrijk.pk}/{number:08d}.json").read().decode()
        for number in range(1, 10)
    )
    assert ids in written
    assert not any(secret in written for secret in ("Alice", "Ada", BOSS, "Team", "Burgerzaken"))


def test_the_days_of_a_grant_stand_there(world: World, ada: User) -> None:
    alice, days = world.person("Alice"), {"first_day": today() + DAY, "last_day": today() + 9 * DAY}
    grants.grant_level(ada, "handler", world.own, user=alice, requested_by=BOSS, **days)
    entry = LedgerEntry.objects.get()
    assert (entry.counted_from, entry.due_at) == (start_of_day(today() + DAY), end_of_day(today() + 9 * DAY))
    assert rights.Days.said_by(entry) == rights.Days(days["first_day"], days["last_day"])
    grants.grant_level(ada, "handler", world.sibling, user=alice, requested_by=BOSS)
    assert rights.Days.said_by(LedgerEntry.objects.latest("pk")) == rights.Days(None, None)


def test_what_was_refused_or_waits_leaves_none(world: World, ada: User) -> None:
    with pytest.raises(Refused):
        grants.grant_level(ada, "handler", world.own, user=world.person("Alice"), requested_by=" ")
    change = grants.grant_level(ada, "reporter", world.own, user=ada, requested_by=BOSS)
    assert isinstance(change, PendingChange)
    assert said() == []
    ben = User.objects.get(name="Ben")
    deciding.decide(ben, change, approve=False)
    assert said() == []
    again: Any = grants.grant_level(ada, "reporter", world.own, user=ada, requested_by=BOSS)
    deciding.decide(ben, again, approve=True)
    assert said() == [("granted", "accounts.UserGrant", f"{ada.pk}:reporter:{world.own.pk}")]


def test_a_new_municipality_begins_its_own_chain_with_its_administrators(world: World) -> None:
    set_up.set_up_municipality("Nieuw", "nieuw", [("A", "a@nieuw.example"), ("B", "b@nieuw.example")])
    new = Municipality.objects.get(slug="nieuw")
    assert [kind for kind, _what, _id in said(new.pk)] == ["granted", "granted"]
    assert said(world.waterrijk.pk) == []
