# SPDX-License-Identifier: EUPL-1.2
"""A caller's request in a real browser, on a phone, through two hands; axe finds nothing, nothing is wider than it."""

import re
from pathlib import Path

import pytest
import pyzipper
from django.utils import timezone

from tests.browser.conftest import DESK, PHONE, Visitor
from tests.recordings.exchange import Exchange
from tests.recordings.speech import speech
from tests.world import World

pytestmark = pytest.mark.browser


def at_both(visitor: Visitor, picture: str) -> None:
    """The page as it is on a phone and at a desk."""
    was = visitor.page.viewport_size
    for name, size in (("phone", PHONE), ("desk", DESK)):
        visitor.page.set_viewport_size(size)
        visitor.look(f"{picture}-{name}")
    visitor.page.set_viewport_size(was)


def test_from_a_caller_to_a_package_that_opens(town: World, visitor, tmp_path: Path) -> None:
    exchange = Exchange(town)
    call = exchange.stored()
    coen = visitor(PHONE).sign_in(exchange.coen.email)
    page = coen.page
    coen.goto("/opnames/verzoeken/")
    coen.follow(page.get_by_role("link", name="Leg een verzoek vast"), "caller-new")
    coen.follow(page.get_by_role("button", name="Leg vast en zoek"), "caller-errors")
    moment = timezone.localtime(call.started_at)
    page.get_by_label("Op welke dag kwam het verzoek binnen?").fill(f"{timezone.localdate():%d-%m-%Y}")
    page.get_by_label("Op welke dag was het gesprek?").fill(f"{moment:%d-%m-%Y}")
    page.get_by_label("Hoe laat ongeveer?").fill(f"{moment:%H:%M}")
    page.get_by_label("Met welk telefoonnummer werd gebeld?").fill("06-12345678")
    coen.follow(page.get_by_role("button", name="Leg vast en zoek"), "caller-found")
    coen.follow(page.get_by_role("link", name="Verstrek een kopie aan de beller"), "caller-disclose")
    page.get_by_label("Wie ontvangt de opname?").fill("Wim Kanarie")
    page.get_by_label("Kenmerk").fill("V-1")
    page.get_by_label("Hoe is vastgesteld wie dit is?").fill("Aan de balie")
    page.get_by_label("Ja", exact=True).check()
    page.get_by_label("Waarom?").fill("De beller vraagt om het eigen gesprek.")
    coen.follow(page.get_by_role("button", name="Leg vast"), "caller-asked")
    asked = page.url
    hans = visitor(DESK).sign_in(exchange.hans.email)
    assert "Er wacht 1 beslissing op u." in hans.page.content()
    hans.follow(hans.page.locator("main").get_by_role("link", name="Gesprekken beoordelen"), "caller-waits")
    at_both(hans, "caller-waits")
    hans.follow(hans.page.locator(".gir-rowlink"), "caller-release")
    at_both(hans, "caller-release")
    hans.page.get_by_label("Ja, ik geef haar vrij").check()
    hans.follow(hans.page.get_by_role("button", name="Leg vast"), "caller-released")
    passphrase = re.search(r"(?:[a-z2-9]{4}-){5}[a-z2-9]{4}", hans.page.content())
    assert passphrase
    coen.goto(asked.removeprefix(coen.address))
    with page.expect_download() as download:
        page.get_by_role("button", name="Haal het pakket op").click()
    download.value.save_as(tmp_path / "pakket.zip")
    with pyzipper.AESZipFile(tmp_path / "pakket.zip") as file:
        file.setpassword(passphrase.group().encode())
        assert file.read("opname.wav") == speech()
    for path, picture in (
        ("/opnames/verzoeken/", "caller-list"),
        (asked.removeprefix(coen.address), "caller-given"),
    ):
        coen.goto(path)
        at_both(coen, picture)
    coen.goto("/opnames/verzoeken/")
    assert "De beller kreeg de opname" in page.content()
    coen.goto("/verstrekkingen/")
    assert "De beller vraagt om het eigen gesprek." in page.content()
    at_both(coen, "disclosures")
