# SPDX-License-Identifier: EUPL-1.2
"""Signing in and out: idle time, language, rate limits, nothing that tells who has an account."""

import datetime

import pytest
import time_machine
from django.test import Client
from django.urls import NoReverseMatch, reverse

from accounts.models import User
from notices.models import OutboxMessage
from tests.signing_in import signed_in_by
from tests.world import PASSWORD, World, fresh

START = datetime.datetime(2026, 11, 22, 9, 0, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)
SIGN_IN = "/account/inloggen/"
WRONG = "dit-is-niet-het-wachtwoord"


def sign_in(email: str, password: str = PASSWORD, **more: object) -> Client:
    client = Client(**more)
    client.post(reverse("account_login"), {"login": email, "password": password})
    show_the_second_factor(client)
    return client


def show_the_second_factor(client: Client) -> None:
    """Who got in by password shows the other factor too, whatever their level; nothing here is about that."""
    if "_auth_user_id" in client.session:
        signed_in_by(client, "password", "mfa")


def is_in(client: Client) -> bool:
    return client.get(reverse("home")).status_code == 200


# ---------- idle ----------


@pytest.mark.parametrize("minutes", [15, 30])
def test_signed_out_after_the_idle_time_of_the_municipality(world: World, minutes: int) -> None:
    world.waterrijk.idle_minutes = minutes
    world.waterrijk.save()
    alice = world.person("Alice")
    with time_machine.travel(START, tick=False) as clock:
        client = sign_in(alice.email)
        assert is_in(client)
        clock.shift(minutes * MINUTE - datetime.timedelta(seconds=1))
        assert is_in(client)
        clock.shift(minutes * MINUTE)
        answer = client.get(reverse("my_reports"))
        assert answer.status_code == 302
        assert answer.url.startswith(SIGN_IN)
        assert "idle=1" in answer.url
        assert not is_in(client)


def test_who_types_stays_signed_in(world: World) -> None:
    alice = world.person("Alice")
    with time_machine.travel(START, tick=False) as clock:
        client = sign_in(alice.email)
        assert is_in(client)
        for _time in range(4):
            clock.shift(14 * MINUTE)
            assert client.post(reverse("stay_signed_in")).status_code == 204
        assert is_in(client)
        clock.shift(15 * MINUTE)
        assert client.post(reverse("stay_signed_in")).status_code == 302


def test_a_background_request_of_a_page_is_told_where_to_go(world: World) -> None:
    alice = world.person("Alice")
    with time_machine.travel(START, tick=False) as clock:
        client = sign_in(alice.email)
        is_in(client)
        clock.shift(20 * MINUTE)
        answer = client.get(reverse("home"), headers={"HX-Request": "true"})
        assert answer.status_code == 401
        assert answer.headers["HX-Redirect"].startswith(SIGN_IN)


def test_what_a_signed_in_person_sees_stays_in_no_cache(world: World) -> None:
    client = sign_in(world.person("Alice").email)
    assert "no-store" in client.get(reverse("home")).headers["Cache-Control"]


# ---------- language ----------


def test_dutch_until_somebody_chooses_english(world: World) -> None:
    alice = world.person("Alice")
    client = sign_in(alice.email)
    # A municipal computer set to English is no reason to speak English to a Dutch clerk.
    page = client.get(reverse("home"), headers={"Accept-Language": "en"})
    assert 'lang="nl"' in page.content.decode()
    answer = client.post(reverse("set_language"), {"language": "en", "next": reverse("my_reports")})
    assert answer.url == reverse("my_reports")
    assert fresh(alice).language == "en"
    assert client.get(reverse("home")).headers["Content-Language"] == "en"
    # It is the person's choice, on every computer.
    assert sign_in(alice.email).get(reverse("home")).headers["Content-Language"] == "en"


def test_a_visitor_chooses_too(world: World) -> None:
    client = Client()
    client.post(reverse("set_language"), {"language": "en", "next": "/"})
    assert client.get(SIGN_IN).headers["Content-Language"] == "en"


@pytest.mark.parametrize("onward", ["https://elders.example/", "//elders.example", "javascript:alert(1)", ""])
@pytest.mark.parametrize("language", ["de", "", "nl-NL", "x" * 500])
def test_an_odd_language_or_an_odd_place_changes_nothing(world: World, onward: str, language: str) -> None:
    alice = world.person("Alice")
    client = sign_in(alice.email)
    answer = client.post(reverse("set_language"), {"language": language, "next": onward})
    assert answer.url == "/"
    assert fresh(alice).language == "nl"


# ---------- passwords ----------


def test_another_password_ends_every_other_session(world: World) -> None:
    alice = world.person("Alice")
    desk, phone = sign_in(alice.email), sign_in(alice.email)
    assert is_in(phone)
    new = "een-lange-zin-over-koffie"
    answer = desk.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )
    assert answer.status_code == 302
    assert is_in(desk)
    assert not is_in(phone)


@pytest.mark.parametrize(
    "weak",
    ["kort", "wachtwoord", "password1234", "123456789012", "alice@waterrijk.example", "alice-van-dam1"],
)
def test_weak_passwords_are_refused(world: World, weak: str) -> None:
    alice = world.person("Alice van Dam")
    client = sign_in(alice.email)
    answer = client.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": weak, "password2": weak}
    )
    assert answer.status_code == 200
    assert fresh(alice).check_password(PASSWORD)


def test_a_new_password_by_mail(world: World) -> None:
    alice = world.person("Alice")
    other = sign_in(alice.email)
    client = Client()
    client.post(reverse("account_reset_password"), {"email": "ALICE@waterrijk.example"})
    path = OutboxMessage.objects.get(kind="password_reset").path
    page = client.get(path, follow=True)
    new = "een-lange-zin-over-thee"
    client.post(page.redirect_chain[-1][0], {"password1": new, "password2": new})
    assert fresh(alice).check_password(new)
    assert not is_in(other)
    assert is_in(sign_in(alice.email, new))
    # Once.
    assert "password1" not in Client().get(path, follow=True).content.decode()


def test_a_link_is_too_old_after_three_days(world: World) -> None:
    alice = world.person("Alice")
    with time_machine.travel(START, tick=False) as clock:
        Client().post(reverse("account_reset_password"), {"email": alice.email})
        path = OutboxMessage.objects.get().path
        clock.shift(datetime.timedelta(days=3, seconds=1))
        assert "password1" not in Client().get(path, follow=True).content.decode()


# ---------- nothing tells who has an account ----------


def shown(client: Client, url: str, data: dict[str, str]) -> tuple[int, str, str]:
    """What a visitor can compare: status, address, and the page without what is different every time."""
    answer = client.post(url, data)
    text = "\n".join(line for line in answer.content.decode().splitlines() if "csrf" not in line.lower())
    return answer.status_code, answer.get("Location", ""), text.replace(data.get("login", "\0"), "…")


def test_sign_in_does_not_tell_whether_an_account_exists(world: World) -> None:
    alice = world.person("Alice")
    gone = world.person("Gone", is_active=False)
    invited = User.objects.create_user("invited@waterrijk.example", name="I", municipality=world.waterrijk)
    answers = {
        shown(Client(), reverse("account_login"), {"login": email, "password": WRONG})
        for email in (alice.email, gone.email, invited.email, "niemand@waterrijk.example")
    }
    assert len(answers) == 1
    assert answers.pop()[0] == 200


def test_asking_for_a_new_password_does_not_tell_either(world: World) -> None:
    alice = world.person("Alice")
    gone = world.person("Gone", is_active=False)
    answers = {
        shown(Client(), reverse("account_reset_password"), {"email": email})
        for email in (alice.email, gone.email, "niemand@waterrijk.example")
    }
    assert len(answers) == 1
    assert answers.pop()[:2] == (302, reverse("account_reset_password_done"))
    assert [m.recipient for m in OutboxMessage.objects.all()] == [alice]


def test_nobody_signs_up(world: World) -> None:
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")
    for path in ("/account/signup/", "/account/aanmelden/", "/account/registreren/", "/account/email/"):
        assert Client().get(path).status_code == 404
        assert Client().post(path, {"email": "x@x.example", "password1": PASSWORD}).status_code == 404
    before = User.objects.count()
    Client().post(reverse("account_login"), {"login": "nieuw@x.example", "password": PASSWORD})
    assert User.objects.count() == before


@pytest.mark.parametrize(
    "text", ["", " ", "x" * 5000, "\x00", "a\x07b@x.example", "😀@x.example", "‮@x.example", "<b>@x", "=1+1"]
)
def test_bad_input_at_the_door(world: World, text: str) -> None:
    world.person("Alice")
    for url, data in (
        (reverse("account_login"), {"login": text, "password": text}),
        (reverse("account_reset_password"), {"email": text}),
    ):
        assert Client().post(url, data).status_code in (200, 302, 429)
    assert not OutboxMessage.objects.exists()
