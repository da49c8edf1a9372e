# SPDX-License-Identifier: EUPL-1.2
"""The limits on signing in are one over all processes, and no clock tells who has an account."""

import multiprocessing
import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import Any, ClassVar

import pytest
from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from django.contrib.auth.hashers import PBKDF2PasswordHasher, make_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.models import User
from notices.models import OutboxMessage
from tests.world import PASSWORD, World

WRONG = "dit-is-niet-het-wachtwoord"
NOBODY = "niemand@waterrijk.example"


class CountedHasher(PBKDF2PasswordHasher):
    """The hasher of production, with its rounds counted: that is where the time of signing in goes."""

    algorithm = "counted"
    iterations = 1000
    rounds: ClassVar[int] = 0

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        type(self).rounds += iterations or self.iterations
        return super().encode(password, salt, iterations)


@pytest.fixture(autouse=True)
def _no_limits_left_over() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


# ---------- limits ----------


def within_limit(address: str) -> int:
    """How many of three failed attempts for this account, each from a machine of its own, this process allows."""
    allowed = 0
    for number in range(3):
        request = RequestFactory().post("/", REMOTE_ADDR=f"10.9.{number}.{time.monotonic_ns() % 250}")
        try:
            get_adapter().pre_authenticate(request, email=address)
        except ValidationError:
            continue
        allowed += 1
    return allowed


@pytest.mark.redis
@pytest.mark.django_db
def test_the_limit_on_guessing_holds_over_several_processes(world: World) -> None:
    alice = world.person("Alice")
    processes = ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("fork"))
    with processes:
        # Another five minutes give another five.
        assert app_settings.RATE_LIMITS["login_failed"].endswith("5/300s/key")
        assert sum(processes.map(within_limit, [alice.email] * 3)) == 5
        assert sum(processes.map(within_limit, [NOBODY])) == 3
    # This process counted none of them, and holds to it all the same, right password or not.
    held = Client(REMOTE_ADDR="10.8.0.1")
    held.post(reverse("account_login"), {"login": alice.email, "password": PASSWORD})
    assert held.get(reverse("home")).status_code == 302


@pytest.mark.django_db
def test_whoever_guesses_gains_nothing_by_saying_to_be_another_machine(world: World, settings: Any) -> None:
    settings.PROXIES = ["10.0.0.2"]

    def guess(number: int, peer: str) -> int:
        said = {"HTTP_X_FORWARDED_FOR": f"203.0.113.{number}"}
        form = {"login": f"{number}@waterrijk.example", "password": WRONG}
        page = Client(REMOTE_ADDR=peer).post(reverse("account_login"), form, **said)
        return "Te vaak geprobeerd" in page.content.decode()

    # Ten a minute from one machine, whatever it says; through the proxy each client has its own ten.
    assert [guess(number, "192.0.2.66") for number in range(12)] == [False] * 10 + [True] * 2
    assert [guess(number, "10.0.0.2") for number in range(12)] == [False] * 12


# ---------- time ----------


def rounds_of(url: str, data: dict[str, str]) -> int:
    CountedHasher.rounds = 0
    assert Client().post(url, data).status_code == 200
    return CountedHasher.rounds


@pytest.mark.django_db
def test_signing_in_costs_the_same_whether_there_is_an_account_or_not(world: World, settings: Any) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.CountedHasher"]
    alice, gone = world.person("Alice"), world.person("Gone", is_active=False)
    User.objects.filter(pk__in=(alice.pk, gone.pk)).update(password=make_password(PASSWORD))
    invited = User.objects.create_user("invited@waterrijk.example", name="I", municipality=world.waterrijk)
    assert not invited.has_usable_password()
    url = reverse("account_login")
    costs = {
        email: rounds_of(url, {"login": email, "password": WRONG})
        for email in (alice.email, gone.email, invited.email, NOBODY)
    }
    assert set(costs.values()) == {CountedHasher.iterations}, costs


@pytest.mark.django_db
def test_asking_for_a_new_password_takes_the_same_time(world: World, settings: Any) -> None:
    settings.PASSWORD_RESET_SECONDS = 0.1
    people = [world.person(f"Person {number}").email for number in range(4)]
    strangers = [f"{number}{NOBODY}" for number in range(4)]

    def takes(email: str) -> float:
        began = time.monotonic()
        Client().post(reverse("account_reset_password"), {"email": email})
        return time.monotonic() - began

    known, unknown = ([takes(email) for email in emails] for emails in (people, strangers))
    assert OutboxMessage.objects.count() == len(people)
    # Neither is ready before the time that both take.
    assert min(known + unknown) >= settings.PASSWORD_RESET_SECONDS
    assert abs(statistics.median(known) - statistics.median(unknown)) < settings.PASSWORD_RESET_SECONDS
