# SPDX-License-Identifier: EUPL-1.2
"""Guessing a password is slow for who guesses, and shuts nobody else out (issue: at the door)."""

import datetime
import multiprocessing
import re
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import pytest
import time_machine
from allauth.account.adapter import get_adapter
from django.conf import settings as django_settings
from django.core.exceptions import ValidationError
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts import guessing, known_devices
from accounts.models import User
from notices.models import OutboxMessage
from oversight import traffic
from tests.accounts.test_sessions import MINUTE, START, WRONG, is_in, shown, sign_in
from tests.world import PASSWORD, World, fresh

NOBODY = "niemand@waterrijk.example"
HOUR = datetime.timedelta(hours=1)
# What an attacker gets per account and hour from whatever number of machines; docs/operations.md names it.
GUESSES_AN_HOUR = 50
TOO_OFTEN = "Te vaak geprobeerd"
OFFICE = "198.51.100.7"


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(START, tick=False) as clock:
        yield clock


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The passwords that were really held against an account: each is a guess."""
    seen: list[str] = []
    check = User.check_password

    def counted(self: User, raw: str) -> bool:
        seen.append(raw)
        return check(self, raw)

    monkeypatch.setattr(User, "check_password", counted)
    return seen


def machines(number: int) -> Iterator[str]:
    """The addresses of so many machines, each in a network of its own."""
    return (f"10.{n >> 8}.{n & 255}.1" for n in range(number))


def attempt(browser: Client, email: str, password: str = WRONG) -> str:
    """What the page says to this browser."""
    return browser.post(reverse("account_login"), {"login": email, "password": password}).content.decode()


def browser_of(person: User, address: str = OFFICE) -> Client:
    """A browser in which this person signed in before, and signed out."""
    browser = sign_in(person.email, REMOTE_ADDR=address)
    assert is_in(browser)
    browser.post(reverse("account_logout"))
    assert not is_in(browser)
    return browser


def signs_in(browser: Client, person: User, password: str = PASSWORD) -> bool:
    browser.post(reverse("account_login"), {"login": person.email, "password": password})
    return is_in(browser)


# ---------- nobody is shut out ----------


def test_a_thousand_failures_from_as_many_machines_shut_nobody_out(
    world: World, clock: Any, looked_at: list[str]
) -> None:
    alice = world.person("Alice")
    own = browser_of(alice)
    looked_at.clear()
    said = [attempt(Client(REMOTE_ADDR=machine), alice.email) for machine in machines(1000)]
    assert len(looked_at) == GUESSES_AN_HOUR
    assert [TOO_OFTEN in page for page in said] == [False] * 50 + [True] * 950
    # Under attack, whatever the machine: her own browser lets her in at once.
    assert signs_in(own, alice)
    # The right password tells nothing to who guessed it: they get the same answer.
    assert not signs_in(Client(REMOTE_ADDR="10.200.0.1"), alice)


def test_a_guesser_gets_no_more_in_any_hour(world: World, clock: Any, looked_at: list[str]) -> None:
    alice = world.person("Alice")
    per_minute = []
    for number in range(150):
        before = len(looked_at)
        # Two machines a minute, and never the same one again.
        for half in range(2):
            attempt(Client(REMOTE_ADDR=f"10.{half}.{number}.9"), alice.email)
        per_minute.append(len(looked_at) - before)
        clock.shift(MINUTE)
    assert max(sum(per_minute[start : start + 60]) for start in range(90)) == GUESSES_AN_HOUR


def test_a_colleague_in_the_same_office_shuts_nobody_out_either(world: World, clock: Any) -> None:
    """All of a town hall may come from one network address."""
    alice, bob, mallory = world.person("Alice"), world.person("Bob"), world.person("Mallory")
    own, theirs = browser_of(alice), browser_of(bob)
    evil = browser_of(mallory)
    for _time in range(100):
        attempt(evil, alice.email)
    for number in range(20):
        attempt(Client(REMOTE_ADDR=OFFICE), f"{number}@waterrijk.example")
    assert TOO_OFTEN in attempt(Client(REMOTE_ADDR=OFFICE), "een.ander@waterrijk.example")
    assert signs_in(own, alice)
    assert signs_in(theirs, bob)
    # Elsewhere, on a machine that never knew her: neither.
    assert signs_in(Client(REMOTE_ADDR="203.0.113.9"), alice)


def test_at_a_new_device_under_attack_a_link_by_mail_lets_one_in(world: World, clock: Any) -> None:
    alice = world.person("Alice")
    for machine in machines(60):
        attempt(Client(REMOTE_ADDR=machine), alice.email)
    new = Client(REMOTE_ADDR=OFFICE)
    assert not signs_in(new, alice)
    # The attacker asks for links in her name as well, as often as they like.
    for machine in machines(100):
        Client(REMOTE_ADDR=machine).post(reverse("account_reset_password"), {"email": alice.email})
    answer = new.post(reverse("account_reset_password"), {"email": alice.email})
    assert answer.url == reverse("account_reset_password_done")
    mails = list(OutboxMessage.objects.filter(kind="password_reset", recipient=alice))
    # She is not buried in mail, and any of them works.
    assert len(mails) == 3
    form = new.get(mails[0].path, follow=True).redirect_chain[-1][0]
    chosen = "een-lange-zin-over-thee"
    new.post(form, {"password1": chosen, "password2": chosen})
    assert fresh(alice).check_password(chosen)
    assert signs_in(new, alice, chosen)
    # And no other browser by that.
    assert not signs_in(Client(REMOTE_ADDR=OFFICE), alice, chosen)


def test_a_quarter_of_an_hour_later_another_link_is_mailed(world: World, clock: Any) -> None:
    alice = world.person("Alice")
    asked = OutboxMessage.objects.filter(kind="password_reset")
    for number in (3, 3, 6):
        for machine in machines(5):
            Client(REMOTE_ADDR=machine).post(reverse("account_reset_password"), {"email": alice.email})
        assert asked.count() == number
        clock.shift(10 * MINUTE)


# ---------- and guessing is slow everywhere ----------


def test_five_wrong_passwords_at_one_machine_and_the_right_one_waits(world: World, clock: Any) -> None:
    alice, bob = world.person("Alice"), world.person("Bob")
    for _time in range(5):
        assert TOO_OFTEN not in attempt(Client(REMOTE_ADDR=OFFICE), alice.email)
    assert not signs_in(Client(REMOTE_ADDR=OFFICE), alice)
    assert signs_in(Client(REMOTE_ADDR=OFFICE), bob)
    clock.shift(6 * MINUTE)
    assert signs_in(Client(REMOTE_ADDR=OFFICE), alice)


def test_in_a_browser_that_knows_one_there_are_five_too(
    world: World, clock: Any, looked_at: list[str]
) -> None:
    alice = world.person("Alice")
    stolen, own = browser_of(alice), browser_of(alice)
    looked_at.clear()
    for _time in range(100):
        attempt(stolen, alice.email)
    assert len(looked_at) == 5
    assert not signs_in(stolen, alice)
    assert signs_in(own, alice)
    clock.shift(6 * MINUTE)
    assert signs_in(stolen, alice)


def test_ten_a_minute_from_one_machine_whatever_the_accounts(world: World, clock: Any) -> None:
    said = [TOO_OFTEN in attempt(Client(REMOTE_ADDR=OFFICE), f"{n}@waterrijk.example") for n in range(12)]
    assert said == [False] * 10 + [True] * 2


def test_a_right_password_takes_its_attempt_back(world: World, clock: Any) -> None:
    alice = world.person("Alice")
    for _time in range(12):
        assert signs_in(Client(REMOTE_ADDR=OFFICE), alice)


def test_who_is_signed_in_and_confirms_a_password_counts_apart(world: World, clock: Any) -> None:
    alice = world.person("Alice")
    own = browser_of(alice)
    assert signs_in(own, alice)
    for machine in machines(60):
        attempt(Client(REMOTE_ADDR=machine), alice.email)
    again = reverse("account_reauthenticate")
    assert own.post(again, {"password": WRONG}).status_code == 200
    assert own.post(again, {"password": PASSWORD}).status_code == 302


@pytest.mark.django_db
def test_whoever_guesses_gains_nothing_by_saying_to_be_another_machine(world: World, settings: Any) -> None:
    settings.PROXIES = ["10.0.0.2"]

    def guess(number: int, peer: str) -> bool:
        said = {"HTTP_X_FORWARDED_FOR": f"203.0.113.{number}"}
        form = {"login": f"{number}@waterrijk.example", "password": WRONG}
        page = Client(REMOTE_ADDR=peer).post(reverse("account_login"), form, **said)
        return TOO_OFTEN in page.content.decode()

    # Ten a minute from one machine, whatever it says; through the proxy each client has its own ten.
    assert [guess(number, "192.0.2.66") for number in range(12)] == [False] * 10 + [True] * 2
    assert [guess(number, "10.0.0.2") for number in range(12)] == [False] * 12


def test_who_runs_the_installation_sees_how_many_failed_and_nothing_else(world: World, clock: Any) -> None:
    """A right password leads on, a wrong one shows the form again: so the count of answers tells them apart."""
    alice = world.person("Alice")

    def counted(answer: str) -> float:
        labels = {"page": "account_login", "method": "POST", "answer": answer}
        return traffic.registry().get_sample_value("gir_request_seconds_count", labels) or 0

    failed, came_in = counted("2xx"), counted("3xx")
    for machine in machines(3):
        attempt(Client(REMOTE_ADDR=machine), alice.email)
    assert signs_in(Client(REMOTE_ADDR=OFFICE), alice)
    assert (counted("2xx") - failed, counted("3xx") - came_in) == (3, 1)


# ---------- nothing tells who has an account ----------


def test_being_held_up_tells_nothing_of_an_account(world: World, clock: Any, looked_at: list[str]) -> None:
    alice, gone = world.person("Alice"), world.person("Gone", is_active=False)
    for email in (alice.email, gone.email, NOBODY):
        first = {shown(Client(REMOTE_ADDR=m), reverse("account_login"), {"login": email, "password": WRONG})
                 for m in machines(50)}  # fmt: skip
        assert len(first) == 1
    held = {
        shown(
            Client(REMOTE_ADDR="10.9.9.9"), reverse("account_login"), {"login": email, "password": password}
        )
        for email in (alice.email, gone.email, NOBODY)
        for password in (WRONG, PASSWORD)
    }
    assert len(held) == 1
    assert TOO_OFTEN in held.pop()[2]
    # No password was looked at any more, so the time was the same too.
    assert PASSWORD not in looked_at


def test_the_answer_about_a_link_is_the_same_when_there_were_too_many(world: World, clock: Any) -> None:
    alice = world.person("Alice")
    for machine in machines(5):
        Client(REMOTE_ADDR=machine).post(reverse("account_reset_password"), {"email": alice.email})
    answers = {
        shown(Client(REMOTE_ADDR="10.9.9.9"), reverse("account_reset_password"), {"email": email})
        for email in (alice.email, NOBODY)
    }
    assert answers == {(302, reverse("account_reset_password_done"), "")}


# ---------- the cookie ----------


def cookie_of(browser: Client) -> Any:
    return browser.cookies[django_settings.KNOWN_DEVICE_COOKIE_NAME]


def test_the_cookie_says_nobodys_name_and_opens_nothing(world: World, clock: Any) -> None:
    alice, bob = world.person("Alice"), world.person("Bob")
    one, two = browser_of(alice), browser_of(alice)
    cookie = cookie_of(one)
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert (cookie["path"], cookie["domain"]) == ("/", "")
    assert cookie["max-age"] == 180 * 24 * 3600
    rows = known_devices.signing.loads(cookie.value, salt=known_devices.SALT)
    ((number, mark, signed_in),) = rows
    assert signed_in
    assert re.fullmatch(r"[0-9a-f]{32}", mark)
    assert str(alice.pk) not in (number, mark)
    # Another browser of the same person cannot be told to be theirs.
    other = known_devices.signing.loads(cookie_of(two).value, salt=known_devices.SALT)
    assert {number, mark}.isdisjoint(other[0][:2])
    stranger = Client()
    stranger.cookies[django_settings.KNOWN_DEVICE_COOKIE_NAME] = cookie.value
    assert not is_in(stranger)
    assert not signs_in(stranger, bob, WRONG)
    assert bob.email.split("@")[0] not in cookie.value


@pytest.mark.parametrize("value", ["", "x", "W10:1:x", "W1siYSIsImIiLDFdXQ:1vPzzz:AAAA", "\x00", "é" * 50])
def test_a_cookie_of_ones_own_making_is_none(world: World, clock: Any, value: str) -> None:
    alice = world.person("Alice")
    request = RequestFactory().post("/")
    request.COOKIES[django_settings.KNOWN_DEVICE_COOKIE_NAME] = value
    assert known_devices.known_here(request, alice.email) is None


def test_a_cookie_is_forgotten_after_half_a_year(world: World, clock: Any) -> None:
    alice = world.person("Alice")
    own = browser_of(alice)
    request = RequestFactory().post("/")
    request.COOKIES[django_settings.KNOWN_DEVICE_COOKIE_NAME] = cookie_of(own).value
    assert known_devices.known_here(request, alice.email.upper())
    clock.shift(known_devices.LASTS + MINUTE)
    assert known_devices.known_here(request, alice.email) is None


def test_a_shared_desk_knows_everybody_who_signed_in_there(world: World, clock: Any) -> None:
    alice, bob = world.person("Alice"), world.person("Bob")
    desk = browser_of(alice)
    assert signs_in(desk, bob)
    desk.post(reverse("account_logout"))
    for machine in machines(60):
        for person in (alice, bob):
            attempt(Client(REMOTE_ADDR=machine), person.email)
    assert signs_in(desk, alice)
    desk.post(reverse("account_logout"))
    # Who fails there on one holds up that one there, and not the other.
    for _time in range(6):
        attempt(desk, alice.email)
    assert signs_in(desk, bob)
    request = RequestFactory().post("/")
    for number in range(9):
        known_devices.remember(request, f"{number}@waterrijk.example", signed_in=True)
    assert len(getattr(request, known_devices.PENDING)) == known_devices.MOST_PEOPLE
    assert known_devices.known_here(request, "0@waterrijk.example") is None


# ---------- over several processes ----------


def within_limit(account_and_network: tuple[str, int]) -> int:
    """How many of twenty attempts on this account, each from a machine of its own, this process allows."""
    account, network = account_and_network
    allowed = 0
    for number in range(20):
        request = RequestFactory().post("/", REMOTE_ADDR=f"10.9.{network}.{number}")
        try:
            get_adapter().pre_authenticate(request, email=account)
        except ValidationError:
            continue
        allowed += 1
    return allowed


@pytest.mark.redis
@pytest.mark.django_db
def test_the_limit_on_guessing_holds_over_several_processes(world: World) -> None:
    alice = world.person("Alice")
    own = browser_of(alice)
    processes = ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("fork"))
    with processes:
        tried = list(processes.map(within_limit, [(alice.email, network) for network in range(5)]))
        assert sum(tried) == GUESSES_AN_HOUR
        assert guessing.RATES["account"].startswith(f"{GUESSES_AN_HOUR}/3600s/")
        assert sum(processes.map(within_limit, [(NOBODY, 9)])) == 20
    # This process counted none of them, and holds to it all the same, right password or not; her own browser does not.
    assert not signs_in(Client(REMOTE_ADDR="10.8.0.1"), alice)
    assert signs_in(own, alice)
