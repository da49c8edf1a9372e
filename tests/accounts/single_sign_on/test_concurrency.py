# SPDX-License-Identifier: EUPL-1.2
"""Somebody signs in while an administrator switches the provider off (PostgreSQL, with threads)."""

import threading
from typing import Any

import pytest
from django.contrib.sessions.backends.cache import SessionStore
from django.test import RequestFactory
from django.utils import timezone

from accounts import policy
from accounts.models import GroupMapping, IdentityProvider, SignOnSession
from accounts.single_sign_on import sessions, setting_up
from accounts.single_sign_on.tokens import Grant, Told
from tests.accounts.test_concurrency import at_once
from tests.world import World, fresh

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def here(transactional_db: None) -> World:
    return World()


@pytest.mark.parametrize("first", ["in", "off"])
def test_no_session_outlives_the_provider_that_was_switched_off(
    here: World, monkeypatch: pytest.MonkeyPatch, first: str
) -> None:
    ada = here.person("Ada", here.root, "administrator")
    alice = here.person("Alice")
    provider = IdentityProvider.objects.create(
        municipality=here.waterrijk, issuer="https://x.example", client_id="gir", is_active=True
    )
    group = here.group("Afhandelaars van het werkaccount")
    here.group_grant(group, "handler", here.own)
    GroupMapping.objects.create(
        provider=provider, value="a", level="handler", unit=here.own, group=group, is_in_force=True
    )
    half_way, other_is_done = threading.Event(), threading.Event()

    def stops_half_way(name: str, module: Any) -> None:
        real = getattr(module, name)

        def slow(*args: Any, **options: Any) -> Any:
            outcome = real(*args, **options)
            half_way.set()
            other_is_done.wait(timeout=1)
            return outcome

        monkeypatch.setattr(module, name, slow)

    def comes_in() -> None:
        request = RequestFactory().get("/")
        request.session = SessionStore()
        told = Told("1", alice.email, "Alice", ("a",))
        sessions.begin(request, alice, provider, Grant("x", timezone.now()), told)

    def goes_second(act: Any) -> Any:
        def later() -> None:
            half_way.wait(timeout=10)
            act()
            other_is_done.set()

        return later

    def switches_off() -> None:
        setting_up.switch_off(ada)

    if first == "in":
        stops_half_way("follow", sessions)
        outcomes = at_once(comes_in, goes_second(switches_off))
        assert outcomes == [None, None]
    else:
        stops_half_way("let_go", setting_up.group_levels)
        outcomes = at_once(switches_off, goes_second(comes_in))
        assert outcomes[0] is None
        assert isinstance(outcomes[1], sessions.SwitchedOff)
    assert not IdentityProvider.objects.get().is_active
    assert not SignOnSession.objects.exists()
    assert not policy.may(fresh(alice), "handler", here.own)
