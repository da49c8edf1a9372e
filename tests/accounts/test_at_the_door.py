# SPDX-License-Identifier: EUPL-1.2
"""No clock tells who has an account. The limits on guessing are in test_guessing.py."""

import statistics
import time
from typing import Any, ClassVar

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher, make_password
from django.test import Client
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
