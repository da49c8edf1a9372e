# SPDX-License-Identifier: EUPL-1.2
"""Where one is signed in: seen and ended by oneself, and about the machine no more than its kind (issue: at the door;
R7)."""

import datetime
import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts import devices, housekeeping, sessions
from accounts.models import AccessLogEntry, BrowserSession, ChangeLogEntry, User
from tests.accounts.test_sessions import MINUTE, START, is_in, show_the_second_factor
from tests.incidents.case import text_of
from tests.world import PASSWORD, World

WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
EDGE = f"{WINDOWS} Edg/142.0.3595.53"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.6 Mobile/15E148 Safari/604.1"
)
ANDROID = "Mozilla/5.0 (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0"
ODD = "Kanarie/1.0 <script>Zwartewaterallee</script>"
ADDRESS = "203.0.113.77"


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(START, tick=False) as clock:
        yield clock


def browser_of(person: User, agent: str = WINDOWS) -> Client:
    client = Client(REMOTE_ADDR=ADDRESS, HTTP_USER_AGENT=agent)
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    show_the_second_factor(client)
    assert is_in(client)
    return client


def page_of(browser: Client) -> str:
    """What the page says, without its tags."""
    return " ".join(re.sub(r"<[^>]*>", " ", text_of(browser.get(reverse("own_sessions")))).split())


def handles(browser: Client) -> list[str]:
    html = browser.get(reverse("own_sessions")).content.decode()
    return re.findall(r'name="session" value="([0-9a-f]{32})"', html)


# ---------- the list ----------


def test_the_list_says_what_since_when_and_which_is_this_one(world: World, clock: Any) -> None:
    alice = world.person("Alice")
    phone = browser_of(alice, IPHONE)
    clock.shift(5 * MINUTE)
    assert is_in(phone)
    clock.shift(5 * MINUTE)
    desk = browser_of(alice, EDGE)
    page = page_of(desk)
    # START is nine in the morning in London, ten in Amsterdam.
    assert re.search(r"Edge op Windows\s+Ingelogd sinds 22 november 2026, 10:10", page)
    assert re.search(
        r"Op 22 november, 22:10 uur wordt u uitgelogd, ook als u bezig bent.\s+Dit apparaat", page
    )
    assert re.search(
        r"Safari op iPhone\s+Ingelogd sinds 22 november 2026, 10:00.\s+Laatst actief op 22 november 2026, 10:05",
        page,
    )
    assert page.index("Edge op Windows") < page.index("Safari op iPhone")


def test_nobody_sees_or_ends_anothers(world: World, clock: Any) -> None:
    alice, bob = world.person("Alice"), world.person("Bob")
    own, other = browser_of(alice, IPHONE), browser_of(alice, ANDROID)
    (handle,) = handles(own)
    strangers = (
        bob,
        world.person("Ada", world.root, "administrator"),
        world.person("Eve", world.other),
        world.person("Sue", is_superuser=True),
        User.objects.create_superuser("operator@gir.example", PASSWORD, name="Operator"),
    )
    for stranger in strangers:
        browser = browser_of(stranger)
        assert "iPhone" not in page_of(browser)
        answer = browser.post(reverse("end_sessions"), {"session": handle}, follow=True)
        assert "was al uitgelogd" in text_of(answer)
        assert "nergens anders ingelogd" in text_of(
            browser.post(reverse("end_sessions"), {"others": "1"}, follow=True)
        )
        assert is_in(browser)
    assert is_in(own)
    assert is_in(other)
    visitor = Client().post(reverse("end_sessions"), {"session": handle})
    assert visitor.url.startswith("/account/inloggen/")
    assert is_in(other)


def test_what_has_ended_is_not_in_the_list(world: World, clock: Any) -> None:
    alice = world.person("Alice")
    browser_of(alice, IPHONE)
    clock.shift(16 * MINUTE)
    browser_of(alice, ANDROID)
    desk = browser_of(alice)
    # Idle: there is a row still, and nobody gets in by it.
    assert BrowserSession.objects.filter(user=alice).count() == 3
    assert "iPhone" not in page_of(desk)
    assert "Firefox op Android" in page_of(desk)
    new = "een-lange-zin-over-koffie"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    desk.post(reverse("account_change_password"), form)
    assert BrowserSession.objects.filter(user=alice).count() == 3
    assert "Android" not in page_of(desk)
    assert "nergens anders ingelogd" in page_of(desk)


# ---------- ending ----------


def test_ending_one_leaves_the_others(world: World, clock: Any) -> None:
    alice = world.person("Alice")
    phone = browser_of(alice, IPHONE)
    (own,) = handles(browser_of(alice, ANDROID))
    desk, tablet = browser_of(alice), browser_of(alice, "iPad Safari/1")
    found = {session.device: session.handle for session in sessions.own_sessions(alice, None)}
    assert own in found.values()
    answer = desk.post(reverse("end_sessions"), {"session": found["Safari op iPhone"]}, follow=True)
    assert "Dat apparaat is uitgelogd." in text_of(answer)
    assert not is_in(phone)
    assert is_in(desk)
    assert is_in(tablet)
    # A second time there is nothing to end.
    again = desk.post(reverse("end_sessions"), {"session": found["Safari op iPhone"]}, follow=True)
    assert "was al uitgelogd" in text_of(again)


def test_ending_all_others_leaves_this_one(world: World, clock: Any) -> None:
    alice, bob = world.person("Alice"), world.person("Bob")
    phone, tablet, desk, his = (browser_of(p) for p in (alice, alice, alice, bob))
    answer = desk.post(reverse("end_sessions"), {"others": "1"}, follow=True)
    assert "2 andere apparaten zijn uitgelogd" in text_of(answer)
    assert not is_in(phone)
    assert not is_in(tablet)
    assert is_in(desk)
    assert is_in(his)


@pytest.mark.parametrize("handle", ["", "x", "0" * 32, "' OR 1=1 --", "\x00", "😀"])
def test_an_odd_handle_ends_nothing(world: World, clock: Any, handle: str) -> None:
    alice = world.person("Alice")
    phone, desk = browser_of(alice, IPHONE), browser_of(alice)
    assert desk.post(reverse("end_sessions"), {"session": handle}).status_code == 302
    # Nor does the key itself, which somebody may have seen.
    assert desk.post(reverse("end_sessions"), {"session": phone.session.session_key}).status_code == 302
    assert is_in(phone)
    assert is_in(desk)


def test_ending_needs_the_token_of_the_form(world: World, clock: Any) -> None:
    alice = world.person("Alice")
    phone = browser_of(alice, IPHONE)
    desk = Client(enforce_csrf_checks=True)
    desk.force_login(alice)
    assert desk.post(reverse("end_sessions"), {"others": "1"}).status_code == 403
    assert is_in(phone)


def test_the_address_of_the_button_leads_to_the_list(world: World, clock: Any) -> None:
    """By reloading the page that asks who one is, or from the provider where one confirmed it."""
    answer = browser_of(world.person("Alice")).get(reverse("end_sessions"))
    assert answer.headers["Location"] == reverse("own_sessions")


def test_ending_asks_who_it_is_once_more(world: World, clock: Any) -> None:
    """Whoever sits down at an open desk signs nobody out."""
    alice = world.person("Alice")
    phone, desk = browser_of(alice, IPHONE), browser_of(alice)
    clock.shift(6 * MINUTE)
    asked = desk.post(reverse("end_sessions"), {"others": "1"})
    assert (asked.status_code, 'name="step-up-password"' in text_of(asked)) == (403, True)
    assert is_in(phone)
    answer = desk.post(reverse("end_sessions"), {"others": "1", "step-up-password": PASSWORD}, follow=True)
    assert "1 ander apparaat is uitgelogd" in text_of(answer)
    assert not is_in(phone)
    assert is_in(desk)


# ---------- what is kept, and how long (R7) ----------


def everything_about_sessions() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_browsersession")
        rows = repr(cursor.fetchall())
    return rows + repr([row.get_decoded() for row in BrowserSession.objects.all()])


@pytest.mark.parametrize("agent", [EDGE, IPHONE, ODD])
def test_neither_the_address_nor_what_the_browser_says_is_kept(world: World, clock: Any, agent: str) -> None:
    alice = world.person("Alice")
    desk = browser_of(alice, agent)
    kept = everything_about_sessions()
    assert str(alice.pk) in kept
    for part in (
        ADDRESS,
        agent,
        *re.findall(r"[\d.]{3,}", agent),
        "Mozilla",
        "AppleWebKit",
        "Zwartewaterallee",
    ):
        assert part not in kept, part
    # The key opens a door: it is not on the page.
    page = desk.get(reverse("own_sessions")).content.decode()
    assert desk.session.session_key not in page
    assert "Zwartewaterallee" not in page
    for log in (ChangeLogEntry, AccessLogEntry):
        assert ADDRESS not in repr(list(log.objects.values_list()))
        assert "browsersession" not in repr(list(log.objects.values_list())).lower()


def test_all_of_it_goes_with_the_session(world: World, clock: Any) -> None:
    alice = world.person("Alice")
    one, two = browser_of(alice, IPHONE), browser_of(alice)
    one.post(reverse("account_logout"))
    # A visitor's session may be left, which says nothing of anybody.
    assert BrowserSession.objects.filter(user=alice).count() == 1
    assert is_in(two)
    clock.shift(datetime.timedelta(hours=24))
    assert housekeeping.remove_expired_sessions() >= 1
    assert not BrowserSession.objects.filter(user=alice).exists()
    assert "safari" not in everything_about_sessions()
    assert not Session.objects.exists()


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (WINDOWS, "Chrome op Windows"),
        (EDGE, "Edge op Windows"),
        (IPHONE, "Safari op iPhone"),
        (ANDROID, "Firefox op Android"),
        ("Firefox/145.0", "Firefox"),
        ("CrOS", "ChromeOS"),
        (ODD, "Onbekend apparaat"),
        ("", "Onbekend apparaat"),
    ],
)
def test_a_kind_of_device_in_words(agent: str, words: str) -> None:
    kind = devices.kind_of(agent)
    assert devices.in_words(kind) == words
    assert len(kind) <= BrowserSession._meta.get_field("device").max_length
    assert devices.is_portable(kind) is ("iPhone" in agent or "Android" in agent)


def test_the_list_costs_the_same_with_one_and_with_three(
    world: World, clock: Any, django_assert_num_queries: Any
) -> None:
    alice = world.person("Alice")
    desk = browser_of(alice)
    desk.get(reverse("own_sessions"))
    for others in (0, 2):
        for _number in range(others):
            browser_of(alice, IPHONE)
        # The session, the person, their grants, their sessions.
        with django_assert_num_queries(5):
            assert desk.get(reverse("own_sessions")).status_code == 200


def test_ones_own_account_leads_to_it(world: World, clock: Any) -> None:
    desk = browser_of(world.person("Alice"))
    account = reverse("own_account")
    assert f'href="{account}"' in desk.get("/").content.decode()
    page = desk.get(account).content.decode()
    for name in ("own_sessions", "account_change_password", "message_ways"):
        assert f'href="{reverse(name)}"' in page
