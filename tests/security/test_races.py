# SPDX-License-Identifier: EUPL-1.2
"""Two people at the very same moment reach nothing together that neither could alone (PostgreSQL, with threads).

Grants, doors and keys, the last administrators and reviews: tests/accounts/test_concurrency.py. Two decisions on one
recording: tests/recordings/test_acts.py. Here: widening by each other's hand, and what may be given or decided once.
"""

from pathlib import Path
from typing import Any

import pytest

from accounts import grants, people, policy
from accounts.deciding import decide
from accounts.models import PendingChange
from incidents.sanctioning import allow_or_refuse
from recordings import disclosing
from recordings.access import NotAllowed
from recordings.models import Disclosure, Ground
from tests.accounts.test_concurrency import BOSS, at_once
from tests.incidents.sanctioned import Dossier
from tests.recordings.exchange import Exchange
from tests.recordings.test_disclosing import SAID, asked, folder
from tests.world import World, fresh

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
__all__ = ["folder"]


@pytest.fixture
def here(transactional_db: None, folder: Path) -> World:
    return World()


@pytest.mark.parametrize("attempt", range(3))
def test_a_widening_is_not_approved_by_somebody_who_is_sent_away_meanwhile(here: World, attempt: int) -> None:
    """Either Ben still administered when he agreed, or the proposal waits; never a right from nobody's hand."""
    ada, ben, cas = (here.person(name, here.root, "administrator") for name in ("Ada", "Ben", "Cas"))
    change = grants.grant_level(ada, "reporter", here.root, user=ada, requested_by=BOSS)
    assert isinstance(change, PendingChange)
    outcomes = at_once(lambda: decide(ben, change, approve=True), lambda: people.deactivate_person(cas, ben))
    change.refresh_from_db()
    holds = policy.may(fresh(ada), "reporter", here.own)
    assert holds is (change.outcome == "approved") is isinstance(outcomes[0], PendingChange)


@pytest.mark.parametrize("attempt", range(3))
def test_two_administrators_who_widen_at_once_both_wait(here: World, attempt: int) -> None:
    """Each proposes for themselves; neither is done without the other, and each may agree to the other's once."""
    ada, ben = (here.person(name, here.root, "administrator") for name in ("Ada", "Ben"))
    outcomes = at_once(
        *(
            lambda who=who: grants.grant_level(who, "reporter", here.root, user=who, requested_by=BOSS)
            for who in (ada, ben)
        )
    )
    assert all(isinstance(outcome, PendingChange) for outcome in outcomes)
    assert not any(policy.may(fresh(who), "reporter", here.own) for who in (ada, ben))
    first, second = PendingChange.objects.order_by("proposed_by__name")
    both = at_once(
        lambda: decide(ben, first, approve=True),
        lambda: decide(ada, second, approve=True),
        lambda: decide(ada, first, approve=True),
    )
    assert not isinstance(both[2], PendingChange)
    for who, change in ((ada, first), (ben, second)):
        change.refresh_from_db()
        assert policy.may(fresh(who), "reporter", here.own) is (change.outcome == "approved")


def test_a_person_and_a_group_at_once_do_not_add_up_to_a_widening(here: World) -> None:
    """Ben gives the group a level while Ada joins it: together they would give Ada what she may not give herself."""
    ada, ben = (here.person(name, here.root, "administrator") for name in ("Ada", "Ben"))
    group = here.group("Melders")
    outcomes = at_once(
        lambda: grants.add_member(ada, group, ada, requested_by=BOSS),
        lambda: grants.grant_level(ben, "reporter", here.root, group=group, requested_by=BOSS),
    )
    if policy.may(fresh(ada), "reporter", here.own):
        # Only where it was Ben who gave it to a group that she was in already.
        assert not isinstance(outcomes[0], PendingChange)
        assert not isinstance(outcomes[1], (PendingChange, Exception))


@pytest.mark.parametrize("attempt", range(3))
def test_a_package_is_taken_once(here: World, attempt: int) -> None:
    exchange = Exchange(here)
    row = disclosing.disclose(exchange.coen, exchange.approved(), Ground.POLICE, **SAID)
    disclosing.choose_passphrase(exchange.coen, row)
    taken = at_once(*[lambda: b"".join(disclosing.take_package(exchange.coen, row))] * 2)
    assert sorted(type(outcome).__name__ for outcome in taken) == ["NotAllowed", "bytes"]
    row.refresh_from_db()
    assert (row.state, row.passphrase) == (Disclosure.State.GIVEN, "")


@pytest.mark.parametrize("attempt", range(3))
def test_of_two_heads_one_decides_whether_a_caller_gets_the_recording(here: World, attempt: int) -> None:
    exchange = Exchange(here)
    helga = here.person("Helga", exchange.kcc, "head")
    call = exchange.stored()
    row = disclosing.disclose(exchange.coen, call, Ground.CALLER, request=asked(exchange, call), **SAID)
    outcomes = at_once(
        lambda: disclosing.release(exchange.hans, row, released=True),
        lambda: disclosing.release(helga, row, released=False),
    )
    row.refresh_from_db()
    refused = [outcome for outcome in outcomes if isinstance(outcome, NotAllowed)]
    assert len(refused) == 1
    decided_by = exchange.hans if isinstance(outcomes[1], NotAllowed) else helga
    assert row.decided_by == decided_by
    assert (row.state == Disclosure.State.RELEASED) is (decided_by == exchange.hans)


@pytest.mark.parametrize("attempt", range(3))
def test_of_two_supervisors_one_decides_on_a_ban(here: World, attempt: int) -> None:
    dossier = Dossier(here, severity=3)
    here.waterrijk.bans_need_supervisor = True
    here.waterrijk.save()
    ban = dossier.impose("premises_ban")
    sonja, sem = dossier.sonja, here.person("Sem", here.parent, "supervisor")
    outcomes: list[Any] = at_once(
        lambda: allow_or_refuse(fresh(sonja), ban, "Nodig.", allowed=True),
        lambda: allow_or_refuse(fresh(sem), ban, "Te zwaar.", allowed=False),
    )
    assert sum(isinstance(outcome, Exception) for outcome in outcomes) == 1
    ban.refresh_from_db()
    assert ban.state != "proposed"
