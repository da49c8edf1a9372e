# SPDX-License-Identifier: EUPL-1.2
"""Where one is signed in, with two browsers: the list, ending the other one, and what that one then sees."""

from typing import Any

import pytest

from accounts import grants
from accounts.models import BrowserSession, User
from incidents.models import Incident
from notices.models import OutboxMessage
from tests.browser.conftest import DESK, PHONE, Visitor
from tests.browser.test_second_factor import with_passkeys
from tests.world import PASSWORD, World

pytestmark = pytest.mark.browser
ON_A_PHONE = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36"


def test_ending_the_other_one(town: World, visitor: Any) -> None:
    alice = town.person("Alice de Wit", None, "reporter")
    phone: Visitor = visitor(PHONE, user_agent=ON_A_PHONE)
    phone.sign_in(alice.email)
    desk: Visitor = visitor(DESK)
    desk.sign_in(alice.email)
    assert OutboxMessage.objects.get(recipient=alice).kind == "new_device"
    desk.goto("/berichten/").look("new-device-message-desk")
    desk.follow(desk.page.get_by_role("link", name="Alice de Wit"), "own-account-desk")
    desk.follow(desk.page.get_by_role("link", name="Waar u bent ingelogd"), "own-sessions-desk")
    rows = desk.page.locator("main ul.gir-todo > li")
    assert rows.count() == 2
    assert "Dit apparaat" in rows.nth(0).inner_text()
    assert "Chrome op Android" in rows.nth(1).inner_text()
    phone.goto("/mijn-account/").look("own-account-phone")
    phone.goto("/mijn-account/ingelogd/").look("own-sessions-phone")
    end = rows.nth(1).get_by_role("button", name="Chrome op Android")
    desk.follow(end, "own-sessions-ended-desk")
    assert desk.page.get_by_text("Dat apparaat is uitgelogd.").is_visible()
    assert desk.page.get_by_text("U bent nergens anders ingelogd.").is_visible()
    # The other one asks for a page, and is at the sign-in.
    phone.page.get_by_role("button", name="Alle andere apparaten uitloggen").click()
    phone.page.wait_for_url("**/account/inloggen/**")
    phone.look("ended-elsewhere-phone")
    assert phone.page.get_by_label("E-mailadres").is_visible()
    desk.goto("/")
    assert "/inloggen/" not in desk.page.url


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_other_levels_and_what_was_being_typed(town: World, visitor: Any, viewport: dict[str, int]) -> None:
    ada = town.person("Ada", town.root, "administrator")
    alice = town.person("Alice de Wit", None, "reporter")
    place = "phone" if viewport == PHONE else "desk"
    browser: Visitor = visitor(viewport)
    browser.sign_in(alice.email).goto("/melden/")
    browser.page.get_by_label("Wat is er gebeurd?").fill("Hij stond op en begon te schreeuwen.")
    grants.grant_level(
        User.objects.get(pk=ada.pk), "handler", town.own, user=alice, requested_by="De directeur"
    )
    browser.expected = "401"
    # Nothing is clicked: the page saves by itself, hears that the session is over, and leaves.
    browser.page.wait_for_url("**/account/inloggen/**levels=1")
    browser.look(f"levels-changed-{place}")
    assert browser.page.get_by_role("heading", name="Uw niveaus zijn gewijzigd").is_visible()
    browser.page.get_by_label("E-mailadres").fill(alice.email)
    browser.page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    browser.page.get_by_role("button", name="Inloggen").click()
    # A handler needs a second factor: it is set up first, and what was typed waits behind it.
    browser.page.wait_for_url("**/account/tweede-factor/**")
    with_passkeys(browser)
    browser.look(f"levels-changed-factor-{place}")
    browser.follow(browser.page.get_by_role("link", name="Passkey toevoegen"))
    browser.page.get_by_label("Naam van deze passkey").fill("Telefoon van het werk")
    browser.follow(browser.page.get_by_role("button", name="Passkey toevoegen"))
    browser.follow(browser.page.get_by_role("link", name="Ik heb ze bewaard, verder"))
    assert "/melden/concept/" in browser.page.url
    assert (
        browser.page.get_by_label("Wat is er gebeurd?").input_value()
        == "Hij stond op en begon te schreeuwen."
    )


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_a_report_in_a_session_that_was_ended_elsewhere_is_not_lost(
    town: World, visitor: Any, viewport: dict[str, int]
) -> None:
    town.person("Hank", None, "handler")
    alice = town.person("Alice de Wit", None, "reporter")
    here: Visitor = visitor(viewport)
    here.sign_in(alice.email).goto("/melden/")
    page = here.page
    page.get_by_role("button", name="Nu", exact=True).click()
    page.get_by_label("Balie").check()
    page.get_by_role("checkbox", name="Bedreiging").check()
    page.locator("label[for=id_severity_2]").click()
    BrowserSession.objects.filter(user=alice).delete()
    here.expected = "401"
    page.get_by_label("Wat is er gebeurd?").fill("Hij stond op en begon te schreeuwen.")
    page.get_by_role("button", name="Melding versturen").click()
    told = page.get_by_text("U bent uitgelogd. Uw tekst staat nog op dit scherm.")
    told.wait_for()
    assert told.bounding_box()["y"] < viewport["height"]
    here.look(f"report-signed-out-{'phone' if viewport == PHONE else 'desk'}")
    assert not Incident.objects.exists()
    # In another tab, and on with what stood here.
    tab = Visitor(page.context.new_page(), here.address)
    tab.sign_in_by_password(alice.email)
    tab.page.close()
    page.bring_to_front()
    page.get_by_role("button", name="Melding versturen").click()
    page.wait_for_url("**/verstuurd/")
    assert Incident.objects.get().narrative == "Hij stond op en begon te schreeuwen."
