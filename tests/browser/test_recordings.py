# SPDX-License-Identifier: EUPL-1.2
"""The way of a threatening call, in Chromium: its employee plays and flags it, the head sits down to it and approves,
the coordinator plays it and registers an incident."""

import datetime
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from incidents.models import Incident
from recordings.listening import listenings_of
from recordings.models import Recording, State
from tests.browser.conftest import DESK, PHONE
from tests.recordings.exchange import Exchange
from tests.recordings.speech import speech
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.critical]
SECONDS = 30.0


def at(page: Page) -> float:
    return page.evaluate("document.querySelector('audio').currentTime")


def until(page: Page, condition: str) -> None:
    """Wait for something of the player, `audio`. As a promise: the page's policy forbids to evaluate there."""
    page.evaluate(
        f"""() => new Promise((done, fail) => {{
            const audio = document.querySelector("audio");
            const last = Date.now() + 10000;
            const look = () => {{
                if ({condition}) done();
                else if (Date.now() > last) fail(new Error("the player does not do it"));
                else setTimeout(look, 30);
            }};
            look();
        }})"""
    )


def play(page: Page) -> None:
    """Play, and see that its time advances."""
    page.evaluate("document.querySelector('audio').play()")
    until(page, "audio.currentTime > 0.3")
    page.evaluate("document.querySelector('audio').pause()")


def test_from_a_call_to_an_incident(town: World, visitor: Any) -> None:
    exchange = Exchange(town)
    town.grant(exchange.coen, "reporter", town.root)
    call = exchange.stored(speech(SECONDS), seconds=SECONDS)

    phone = visitor(PHONE, has_touch=True).sign_in(exchange.alice.email)
    page = phone.page
    phone.follow(page.locator("main").get_by_role("link", name="Mijn gesprekken"), "calls-mine")
    phone.follow(page.locator(".gir-rowlink"), "call-stored")
    assert page.get_by_text("Niemand anders dan u kan dit gesprek horen.").is_visible()
    play(page)
    # Seek by the keyboard in the picture of the sound, and play on from there.
    slider = page.get_by_role("slider", name="Plaats in het gesprek")
    slider.press("Home")
    slider.press("PageUp")
    slider.press("ArrowLeft")
    until(page, "!audio.seeking")
    assert at(page) == pytest.approx(SECONDS - 5, abs=0.5)
    assert slider.get_attribute("aria-valuetext") == "0:25 van 0:30"
    page.get_by_label("Snelheid").select_option("2")
    page.evaluate("document.querySelector('audio').play()")
    until(page, "audio.ended")
    assert at(page) == pytest.approx(SECONDS, abs=0.5)
    phone.follow(page.get_by_role("button", name="Markeer dit gesprek"), "call-flag-error")
    page.get_by_label("Waarom wilt u dit gesprek laten beluisteren?").fill("Hij wacht mij vanavond op.")
    phone.follow(page.get_by_role("button", name="Markeer dit gesprek"), "call-flagged")
    assert page.get_by_text("U hebt dit gesprek gemarkeerd").is_visible()

    desk = visitor(DESK).sign_in(exchange.hans.email)
    page = desk.page
    desk.follow(page.get_by_role("link", name="Beoordelen", exact=True), "calls-assess")
    desk.follow(page.locator(".gir-rowlink"), "call-sit-down")
    assert not page.locator("audio").count()
    page.get_by_label("Ik luister samen met de medewerker").check()
    desk.follow(page.get_by_role("button", name="Naar het gesprek"), "call-decide")
    play(page)
    page.get_by_label("Goedkeuren").check()
    page.get_by_label("Waarom?", exact=True).fill("Een ernstige bedreiging.")
    desk.follow(page.get_by_role("button", name="Leg het besluit vast"), "calls-assessed")

    desk = visitor(DESK).sign_in(exchange.coen.email)
    page = desk.page
    desk.follow(page.get_by_role("link", name="Opnamen", exact=True), "calls-approved")
    desk.follow(page.locator(".gir-rowlink"), "call-approved")
    play(page)
    desk.follow(page.get_by_role("link", name="Open het meldformulier"), "call-report")
    began = timezone.localtime(call.started_at)
    assert page.get_by_label("Op welke dag?").input_value() == f"{began:%d-%m-%Y}"
    assert page.get_by_label("Hoe laat ongeveer?").input_value() == f"{began:%H:%M}"
    assert page.get_by_label("Telefoon", exact=True).is_checked()
    assert call.pk.hex not in page.content().replace("-", "")

    # Opened is not sent: that it was reported is said on the page of the call.
    call.refresh_from_db()
    assert (call.state, call.registered_at) == (State.APPROVED, None)
    page.go_back()
    desk.follow(page.get_by_role("button", name="Hiervan is een melding gedaan"), "call-reported")
    call.refresh_from_db()
    assert call.registered_at is not None
    assert {entry.actor for entry in listenings_of(call)} == {exchange.alice, exchange.hans, exchange.coen}
    assert not Incident.objects.exists()
    phone.follow(phone.page.get_by_role("link", name="Mijn gesprekken").last)
    phone.follow(phone.page.locator(".gir-rowlink"), "call-own-approved")


def test_a_call_is_seen_to_go(town: World, visitor: Any) -> None:
    """While one looks at it: the words say so, and nothing plays on. No worker runs."""
    exchange = Exchange(town)
    call = exchange.stored()
    due = timezone.now() + datetime.timedelta(seconds=8)
    alice = visitor(DESK).sign_in(exchange.alice.email)
    Recording.objects.filter(pk=call.pk).update(destroy_at=due)
    page = alice.goto(f"/opnames/{call.pk}/").page
    assert page.get_by_text("nog minder dan een minuut").is_visible()
    page.get_by_text("vernietigd", exact=True).wait_for()
    assert page.locator("audio").get_attribute("src") is None
    assert alice.goto("/opnames/").page.get_by_text("U hebt nu geen opgenomen gesprekken").is_visible()
