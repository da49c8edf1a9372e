# SPDX-License-Identifier: EUPL-1.2
"""A second factor in a real browser: a passkey of Chromium's virtual authenticator, an app, a recovery code, and every
page closed without one; and who they are once more, without losing what they typed."""

import re
import time
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.test import Client

from recordings.models import TelephonySystem
from tests.browser.conftest import DESK, PHONE, Visitor
from tests.recordings.exchange import Exchange
from tests.signing_in import confirmed_long_ago, recovery_codes_of, with_app
from tests.world import PASSWORD, World

pytestmark = pytest.mark.browser
INDEX = "/account/tweede-factor/"


def with_passkeys(here: Visitor) -> None:
    """A telephone of which the finger is always on the reader."""
    debugger = here.page.context.new_cdp_session(here.page)
    debugger.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    debugger.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def session_of(here: Visitor) -> Client:
    client = Client()
    cookies = {cookie["name"]: cookie["value"] for cookie in here.page.context.cookies()}
    client.cookies[settings.SESSION_COOKIE_NAME] = cookies[settings.SESSION_COOKIE_NAME]
    return client


def sign_out(here: Visitor) -> None:
    here.page.context.clear_cookies()


def place(size: dict[str, int]) -> str:
    return str(size["width"])


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_passkey(town: World, visitor: Any, size: dict[str, int]) -> None:
    bob = town.person("Bob", None, "handler")
    here = visitor(size)
    with_passkeys(here)
    here.sign_in_by_password(bob.email)
    # Whatever the address, before it is set up.
    for path in ("/werkvoorraad/", "/berichten/", "/"):
        here.goto(path)
        assert here.page.url.split("?")[0].endswith(INDEX)
    here.look(f"factor-first-{place(size)}")
    here.follow(here.page.get_by_role("link", name="Passkey toevoegen"), f"passkey-add-{place(size)}")
    here.page.get_by_label("Naam van deze passkey").fill("Telefoon van het werk")
    here.follow(here.page.get_by_role("button", name="Passkey toevoegen"), f"codes-{place(size)}")
    assert here.page.locator(".gir-codes li").count() == 10
    here.follow(here.page.get_by_role("link", name="Ik heb ze bewaard, verder"))
    here.goto(INDEX).look(f"factor-{place(size)}")
    assert here.page.get_by_text("Telefoon van het werk").first.is_visible()
    sign_out(here)
    here.sign_in_by_password(bob.email).look(f"passkey-ask-{place(size)}")
    assert INDEX in here.page.url
    here.goto("/werkvoorraad/")
    assert "/account/inloggen/" in here.page.url or INDEX in here.page.url
    here.goto(INDEX + "inloggen/")
    here.follow(here.page.get_by_role("button", name="Gebruik uw passkey"))
    here.goto("/werkvoorraad/")
    assert here.page.url.endswith("/werkvoorraad/")
    # Another name, and the last one stays.
    here.goto(INDEX)
    here.follow(here.page.get_by_role("link", name="Naam wijzigen"), f"passkey-name-{place(size)}")
    here.page.get_by_label("Naam van deze passkey").fill("Laptop")
    here.follow(here.page.get_by_role("button", name="Bewaren"))
    here.follow(here.page.get_by_role("link", name="Verwijderen Laptop"), f"passkey-last-{place(size)}")
    assert here.page.get_by_role("button", name="Passkey verwijderen").count() == 0
    # Who they are once more, by the passkey.
    confirmed_long_ago(session_of(here))
    here.goto(INDEX + "herstelcodes/nieuw/").look(f"confirm-{place(size)}")
    here.follow(here.page.get_by_role("link", name="Met een passkey"), f"confirm-passkey-{place(size)}")
    here.follow(here.page.get_by_role("button", name="Gebruik uw passkey"))
    assert here.page.url.endswith("/herstelcodes/nieuw/")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_an_app_and_a_recovery_code(town: World, visitor: Any, size: dict[str, int]) -> None:
    bob = town.person("Bob", None, "handler")
    here = visitor(size).sign_in_by_password(bob.email)
    here.goto(INDEX + "app/instellen/").look(f"app-{place(size)}")
    here.page.get_by_text("Typ de sleutel over").click()
    secret = here.page.locator(".gir-secret").inner_text()
    here.page.get_by_label("Code uit de app").fill("12")
    here.follow(here.page.get_by_role("button", name="App instellen"), f"app-wrong-{place(size)}")
    here.page.get_by_label("Code uit de app").fill(
        format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    )
    here.follow(here.page.get_by_role("button", name="App instellen"))
    codes = here.page.locator(".gir-codes li").all_inner_texts()
    assert codes == recovery_codes_of(bob)
    sign_out(here)
    here.sign_in_by_password(bob.email).look(f"app-ask-{place(size)}")
    here.page.get_by_label(re.compile("Code uit uw app")).fill(codes[0])
    here.follow(here.page.get_by_role("button", name="Inloggen met code"))
    here.goto("/werkvoorraad/")
    assert here.page.url.endswith("/werkvoorraad/")
    here.goto(INDEX)
    assert here.page.get_by_text("U hebt nog 9 codes over.").is_visible()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_nothing_typed_is_lost_when_the_five_minutes_pass(
    town: World, visitor: Any, size: dict[str, int]
) -> None:
    ada = town.person("Ada", town.root, "administrator")
    bob = town.person("Bob", None, "handler")
    with_app(bob)
    here = visitor(size).sign_in(ada.email).goto("/beheer/telefonie/")
    here.page.get_by_label("Naam van de centrale").fill("Centrale van het stadhuis")
    confirmed_long_ago(session_of(here))
    # The answer to what came too late is a refusal, which the console of the browser says as well.
    here.page.get_by_label("Naam van de centrale").press("Enter")
    here.page.get_by_role("heading", name="Bevestig dat u het bent").wait_for()
    here.problems.clear()
    here.look(f"step-up-{place(size)}")
    assert not TelephonySystem.objects.exists()
    here.page.get_by_label("Uw wachtwoord").fill(PASSWORD)
    here.follow(here.page.get_by_role("button", name="Bevestigen en doorgaan"))
    assert TelephonySystem.objects.get().name == "Centrale van het stadhuis"
    here.goto(f"/beheer/mensen/{bob.pk}/").look(f"person-{place(size)}")
    here.follow(here.page.get_by_role("link", name="Tweede factor weghalen"), f"reset-{place(size)}")


def test_who_begins_to_listen_confirms_and_then_hears_it_out(town: World, visitor: Any) -> None:
    exchange = Exchange(town)
    call = exchange.stored()
    here = visitor(DESK).sign_in(exchange.alice.email)
    confirmed_long_ago(session_of(here))
    here.goto(f"/opnames/{call.pk}/").look("listen-first-1280")
    assert here.page.locator("audio").count() == 0
    here.follow(here.page.get_by_role("link", name="Bevestigen en luisteren"))
    here.page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    here.follow(here.page.get_by_role("button", name="Verder"))
    audio = here.page.locator("audio")
    audio.evaluate("audio => { audio.muted = true; return audio.play(); }")
    confirmed_long_ago(session_of(here))
    assert (
        audio.evaluate("audio => fetch(audio.src, {headers: {Range: 'bytes=0-9'}}).then(r => r.status)")
        == 206
    )
