# SPDX-License-Identifier: EUPL-1.2
"""Two administrators at the same moment cannot break together what neither could alone (PostgreSQL, with threads)."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from accounts import grants, people, policy, rights_review
from accounts.administering import LastAdministrator, Refused
from accounts.deciding import decide
from accounts.models import PendingChange, RightsDecision, User, UserGrant
from tests.world import World, fresh

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
BOSS = "De directeur"


@pytest.fixture
def here(transactional_db: None) -> World:
    return World()


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Do these at the same moment, each on a connection of its own; what they gave or raised."""
    barrier = threading.Barrier(len(acts))
    outcomes: list[object] = [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            barrier.wait(timeout=10)
            outcomes[place] = act()
        except Exception as error:  # noqa: BLE001
            outcomes[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    return outcomes


@pytest.mark.parametrize("attempt", range(5))
def test_keys_and_doors_given_at_once(here: World, attempt: int) -> None:
    """One gives administrator while the other gives handler: one of them is refused."""
    ada, ben = (here.person(n, here.root, "administrator") for n in ("Ada", "Ben"))
    alice = here.person("Alice")
    group = here.group("Deuren")
    here.group_grant(group, "handler", here.own)
    outcomes = at_once(
        lambda: grants.grant_level(ada, "administrator", here.own, user=alice, requested_by=BOSS),
        lambda: (
            grants.add_member(ben, group, alice, requested_by=BOSS)
            if attempt % 2
            else grants.grant_level(ben, "supervisor", here.own, user=alice, requested_by=BOSS)
        ),
    )
    assert sum(isinstance(outcome, Refused) for outcome in outcomes) == 1
    levels = {holding.level.value for holding in policy.holdings_of(fresh(alice))}
    assert levels in ({"administrator"}, {"handler"}, {"supervisor"})


@pytest.mark.parametrize("attempt", range(3))
def test_two_administrators_do_not_send_each_other_away(here: World, attempt: int) -> None:
    ada, ben = (here.person(n, here.root, "administrator") for n in ("Ada", "Ben"))
    at_once(lambda: people.deactivate_person(ada, ben), lambda: people.deactivate_person(ben, ada))
    assert User.objects.filter(name__in=["Ada", "Ben"], is_active=True).count() == 1


@pytest.mark.parametrize("attempt", range(3))
def test_the_last_two_do_not_both_withdraw(here: World, attempt: int) -> None:
    ada, ben = (here.person(n, here.root, "administrator") for n in ("Ada", "Ben"))
    own = {user: UserGrant.objects.get(user=user) for user in (ada, ben)}
    outcomes = at_once(
        lambda: grants.withdraw_grant(ada, own[ada]), lambda: grants.withdraw_grant(ben, own[ben])
    )
    assert sum(isinstance(outcome, LastAdministrator) for outcome in outcomes) == 1


def test_the_same_grant_at_once_is_one_row(here: World) -> None:
    ada, ben = (here.person(n, here.root, "administrator") for n in ("Ada", "Ben"))
    alice = here.person("Alice")
    outcomes = at_once(
        *(
            lambda actor=actor: grants.grant_level(actor, "handler", here.own, user=alice, requested_by=BOSS)
            for actor in (ada, ben)
        )
    )
    assert all(isinstance(outcome, UserGrant) for outcome in outcomes)
    assert UserGrant.objects.filter(user=alice).count() == 1


def test_a_proposal_is_decided_once(here: World) -> None:
    ada, ben, cas = (here.person(n, here.root, "administrator") for n in ("Ada", "Ben", "Cas"))
    change = grants.grant_level(ada, "reporter", here.root, user=ada, requested_by=BOSS)
    assert isinstance(change, PendingChange)
    outcomes = at_once(lambda: decide(ben, change, approve=True), lambda: decide(cas, change, approve=False))
    assert sum(isinstance(outcome, PendingChange) for outcome in outcomes) == 1
    change.refresh_from_db()
    assert policy.may(fresh(ada), "reporter", here.own) is (change.outcome == "approved")


def test_a_report_does_not_wait_for_an_administrator(here: World) -> None:
    """The lock is one among administrators: who was just threatened waits for nobody."""
    from django.db import transaction

    from accounts.administering import lock

    alice = here.person("Alice", None, "reporter")
    locked, done = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            lock(here.waterrijk.pk)
            locked.set()
            done.wait(timeout=15)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    try:
        assert locked.wait(timeout=10)
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '3s'")
        assert here.incident(alice).reference
    finally:
        done.set()
        holder.join(timeout=20)


@pytest.mark.parametrize("attempt", range(3))
def test_a_right_is_reviewed_once(here: World, attempt: int) -> None:
    """One confirms a level while the other takes it away: the first decision stands, and is the only one."""
    ada, ben = (here.person(n, here.root, "administrator") for n in ("Ada", "Ben"))
    grant = here.grant(here.person("Alice"), "handler", here.own)
    review = rights_review.start_review(ada)
    outcomes = at_once(
        lambda: rights_review.decide_right(ada, review, "user_grant", grant.pk, "confirmed"),
        lambda: rights_review.decide_right(ben, review, "user_grant", grant.pk, "withdrawn"),
        lambda: rights_review.start_review(ben),
    )
    assert sorted(map(str, outcomes[:2])) == ["False", "True"]
    assert outcomes[2] == review
    decision = RightsDecision.objects.get()
    still_holds = policy.may(fresh(User.objects.get(name="Alice")), "handler", here.own)
    assert still_holds == (decision.outcome == "confirmed")
