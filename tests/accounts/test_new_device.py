# SPDX-License-Identifier: EUPL-1.2
"""Signing in on a device or in a browser where one never was is mailed to the person (issue: at the door)."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.core import context
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage import default_storage
from django.core import mail
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts import people
from accounts.models import User
from accounts.people import PersonFacts
from accounts.session_store import SessionStore
from notices.models import OutboxMessage
from notices.outbox import send_due_messages
from tests.accounts.test_sessions import MINUTE, START, WRONG, is_in, sign_in
from tests.world import PASSWORD, World, fresh

ADDRESS = "203.0.113.77"


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(START, tick=False) as clock:
        yield clock


def told(person: User) -> int:
    return OutboxMessage.with_due.filter(recipient=person, kind="new_device").count()


def again(browser: Client, person: User, password: str = PASSWORD) -> None:
    browser.post(reverse("account_logout"))
    browser.post(reverse("account_login"), {"login": person.email, "password": password})
    assert is_in(browser)


def test_told_of_a_new_one_and_not_of_one_that_is_known(world: World, clock: Any) -> None:
    alice = world.person("Alice")
    desk = sign_in(alice.email)
    # The first time ever is by the invitation, and no news.
    assert told(alice) == 0
    again(desk, alice)
    assert told(alice) == 0
    phone = sign_in(alice.email)
    assert told(alice) == 1
    for browser in (phone, desk):
        again(browser, alice)
    assert told(alice) == 1
    # Half a year later a browser has forgotten her.
    clock.shift(181 * 24 * 60 * MINUTE)
    again(desk, alice)
    assert told(alice) == 2


def test_the_mail_says_when_and_leads_to_the_list_and_no_more(world: World, clock: Any) -> None:
    alice = world.person("Alice de Vries", language="nl")
    sign_in(alice.email)
    sign_in(alice.email, REMOTE_ADDR=ADDRESS, HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Firefox/145.0")
    # The moment it happened, whenever the worker gets to it.
    clock.shift(90 * MINUTE)
    assert send_due_messages() == 1
    (message,) = mail.outbox
    assert message.to == [alice.email]
    assert "22 november 2026 om 10:00 uur" in message.body
    assert message.body.count("http") == 1
    assert message.body.count(reverse("own_sessions")) == 1
    whole = message.subject + message.body + repr(message.extra_headers)
    for never in ("Alice", "Vries", ADDRESS, "Windows", "Firefox", "waterrijk"):
        assert never not in whole


def test_nobody_can_switch_it_off(world: World) -> None:
    alice = world.person("Alice")
    page = Client()
    page.force_login(alice)
    ways = page.get(reverse("message_ways")).content.decode()
    fixed = ways[ways.index("fixed-title") :]
    assert "nieuw apparaat" in fixed
    assert not re.search(r'name="sign_in"', ways)


def test_a_wrong_password_tells_nothing_and_makes_no_browser_known(world: World, clock: Any) -> None:
    alice = world.person("Alice")
    sign_in(alice.email)
    evil = sign_in(alice.email, WRONG)
    assert told(alice) == 0
    again(evil, alice)
    assert told(alice) == 1


def test_somebody_elses_browser_is_new_to_me(world: World, clock: Any) -> None:
    alice, bob = world.person("Alice"), world.person("Bob")
    for person in (alice, bob):
        sign_in(person.email)
    desk = sign_in(alice.email)
    assert told(alice) == 1
    again(desk, bob)
    assert told(bob) == 1
    again(desk, alice)
    assert (told(alice), told(bob)) == (1, 1)


def test_a_password_by_mail_is_no_signing_in(world: World, clock: Any) -> None:
    """Who got at somebody's mailbox chooses a password there: that it was used on a new device is told all the same."""
    alice = world.person("Alice")
    sign_in(alice.email)
    new = Client()
    new.post(reverse("account_reset_password"), {"email": alice.email})
    path = OutboxMessage.objects.get(kind="password_reset").path
    form = new.get(path, follow=True).redirect_chain[-1][0]
    chosen = "een-lange-zin-over-thee"
    new.post(form, {"password1": chosen, "password2": chosen})
    assert told(alice) == 0
    again(new, alice, chosen)
    assert told(alice) == 1


def test_the_invitation_is_no_new_device(world: World, clock: Any) -> None:
    ada = world.person("Ada", world.root, "administrator")
    dora = people.invite_person(ada, PersonFacts("Dora", "dora@waterrijk.example", world.own))
    User.objects.filter(pk=dora.pk).update(notice_version=1)
    browser = Client()
    form = browser.get(OutboxMessage.objects.get(kind="invitation").path, follow=True).redirect_chain[-1][0]
    browser.post(form, {"password1": PASSWORD, "password2": PASSWORD})
    browser.post(reverse("account_login"), {"login": dora.email, "password": PASSWORD})
    assert fresh(dora).last_login is not None
    assert told(dora) == 0


def test_whatever_the_way_in(world: World, clock: Any) -> None:
    """Single sign-on, a passkey: all come by the same door of the library, without a password."""
    alice = world.person("Alice")
    sign_in(alice.email)

    def come_in(cookies: dict[str, str]) -> Any:
        request: Any = RequestFactory().get("/")
        request.COOKIES.update(cookies)
        request.user, request.session = AnonymousUser(), SessionStore()
        request._messages = default_storage(request)
        with context.request_context(request):
            assert perform_login(request, Login(user=fresh(alice))).status_code == 302
        assert request.user == alice
        return request

    request = come_in({})
    assert told(alice) == 1
    assert request.session["signed_in_at"] == int(START.timestamp())


def test_who_is_deactivated_is_not_mailed(world: World, clock: Any) -> None:
    gone = world.person("Gone", is_active=False)
    client = sign_in(gone.email)
    assert not is_in(client)
    assert told(gone) == 0
