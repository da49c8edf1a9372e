# SPDX-License-Identifier: EUPL-1.2
"""The provider is switched off while a request waits for its answer: nothing of it comes back. Off means that a password
opens the door, so the levels of the provider's groups must be gone by then (RULES: "Who may do what")."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts import policy
from accounts.models import GroupMapping, IdentityProvider, SignOnSession, User
from accounts.sessions import end_others
from accounts.single_sign_on import coming_back, group_levels, sessions, setting_up
from accounts.single_sign_on.passwords import may_use_password
from tests.identity_provider.stage import IdentityStage
from tests.world import World, fresh

from .test_levels import alice_of, goes_on, levels_of

pytestmark = pytest.mark.django_db


def test_a_provider_that_is_off_gives_nothing_whoever_still_asks_in_its_name(world: World) -> None:
    """A request that began before goes on with the row as it was."""
    IdentityProvider.objects.all().delete()
    alice = world.person("Alice")
    row = IdentityProvider.objects.create(
        municipality=world.waterrijk, issuer="https://x.example", client_id="gir", is_active=True
    )
    group = world.group("Afhandelaars van het werkaccount")
    world.group_grant(group, "handler", world.own)
    GroupMapping.objects.create(
        provider=row, value="a", level="handler", unit=world.own, group=group, is_in_force=True
    )
    setting_up.switch_off(world.person("Ada", world.root, "administrator"))
    assert row.is_active
    assert not group_levels.follow(alice, row, ["a"])
    assert not policy.may(fresh(alice), "handler", world.own)
    IdentityProvider.objects.update(is_active=True)
    assert group_levels.follow(alice, row, ["a"])


@pytest.mark.oidc
def test_a_question_that_hung_while_the_provider_was_switched_off_gives_nothing_back(
    at_work: IdentityStage, monkeypatch: Any
) -> None:
    at_work.mapped("Afhandelaars", "handler", at_work.world.own)
    alice, browser = alice_of(at_work, "Afhandelaars")
    at_work.time_passes()
    real = sessions.refreshed

    def slow(*args: Any) -> Any:
        answer = real(*args)
        setting_up.switch_off(at_work.administrator())
        return answer

    monkeypatch.setattr(sessions, "refreshed", slow)
    assert "ended=refused" in browser.get("/voor-medewerkers/").headers["Location"]
    assert levels_of(alice) == {}
    assert not goes_on(browser)
    assert may_use_password(fresh(alice))


@pytest.mark.oidc
def test_a_question_that_hung_while_its_session_was_ended_ends_it(
    at_work: IdentityStage, monkeypatch: Any
) -> None:
    alice, browser = alice_of(at_work)
    key = browser.session[sessions.KEY]
    at_work.time_passes()
    real = sessions.refreshed

    def slow(*args: Any) -> Any:
        answer = real(*args)
        end_others(alice, None)
        return answer

    monkeypatch.setattr(sessions, "refreshed", slow)
    assert sessions.ask_again(alice, key) is sessions.Ended.REFUSED
    assert not SignOnSession.objects.exists()


@pytest.mark.oidc
@pytest.mark.parametrize("anew", [False, True])
def test_who_came_back_while_the_provider_was_switched_off_is_not_let_in(
    at_work: IdentityStage, monkeypatch: Any, anew: bool
) -> None:
    at_work.mapped("Afhandelaars", "handler", at_work.world.own)
    alice, browser = alice_of(at_work, "Afhandelaars")
    User.objects.update(notice_version=99, notice_accepted_at=timezone.now())
    browser = browser if anew else Client()
    answer = at_work.answer("Alice", at_work.leave(browser, **({"anew": "1"} if anew else {})))
    real = coming_back.person_for

    def slow(*args: Any) -> Any:
        person = real(*args)
        setting_up.switch_off(at_work.administrator())
        return person

    monkeypatch.setattr(coming_back, "person_for", slow)
    assert at_work.arrive(browser, answer).status_code == 403
    assert levels_of(alice) == {}
    assert not SignOnSession.objects.exists()
    assert not goes_on(browser)
    # Nor when it is on again.
    IdentityProvider.objects.update(is_active=True)
    assert not goes_on(browser)
