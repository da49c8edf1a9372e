# SPDX-License-Identifier: EUPL-1.2
"""The work list and the watch page in a real browser, at a desk and on a phone, filtered by keyboard alone."""

import datetime

import pytest
from django.utils import timezone

from incidents import handling, listing
from incidents.models import Incident
from tests.browser.conftest import DESK, PHONE
from tests.world import World

pytestmark = pytest.mark.browser


def test_a_work_list_is_filtered_by_keyboard_and_walked_through(
    town: World, visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "PAGE_SIZE", 2)
    alice, bob = town.person("Alice de Wit", None, "reporter"), town.person("Bob Smit", None, "handler")
    cases = [town.incident(alice, severity=1 + n % 4) for n in range(5)]
    handling.take_up(bob, cases[4])
    Incident.objects.filter(pk=cases[3].pk).update(next_due_at=timezone.now())
    desk = visitor(DESK).sign_in(bob.email)
    desk.goto("/werkvoorraad/").look("lists-work")
    page = desk.page
    assert page.get_by_role("link", name="Te laat 1").is_visible()

    desk.follow(page.get_by_role("link", name="Oudere"))
    assert page.get_by_role("rowheader").all_inner_texts()[0].startswith(cases[2].reference)
    desk.follow(page.get_by_role("link", name="Nieuwere"))
    assert page.get_by_role("rowheader").all_inner_texts()[0].startswith(cases[4].reference)

    summary = page.locator(".gir-filters > summary")
    summary.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("99-99-2026")
    desk.look("lists-filters")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    desk.look("lists-error")
    assert page.get_by_text("Vul een datum in als dag-maand-jaar").first.is_visible()
    page.get_by_label("Gebeurd vanaf").fill("")
    page.get_by_label("Ernst", exact=True).focus()
    page.keyboard.type("Zeer")
    page.get_by_role("button", name="Toon").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    desk.look("lists-filtered")
    assert page.get_by_role("rowheader").count() == 1
    desk.follow(page.get_by_role("link", name="Verwijder filter Ernst: Zeer ernstig"))
    assert "severity" not in page.url

    phone = visitor(PHONE, has_touch=True).sign_in(bob.email)
    phone.goto("/werkvoorraad/").look("lists-work-phone")
    phone.goto("/werkvoorraad/?severity=4").look("lists-filtered-phone")
    phone.goto("/werkvoorraad/?tab=waiting").look("lists-empty-phone")
    # The whole card leads to its incident, wherever a finger comes down.
    phone.goto("/werkvoorraad/?tab=mine")
    cell = phone.page.locator("tbody tr td").last
    cell.scroll_into_view_if_needed()
    place = cell.bounding_box()
    with phone.page.expect_navigation():
        phone.page.touchscreen.tap(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
    assert phone.page.url.endswith(f"/incidenten/{cases[4].pk}/")


def test_a_supervisor_sees_what_is_late_and_with_whom(town: World, visitor) -> None:
    alice, bob = town.person("Alice de Wit", None, "reporter"), town.person("Bob Smit", None, "handler")
    sonja = town.person("Sonja Bos", town.parent, "supervisor")
    late, _on_time = town.incident(alice), town.incident(alice)
    handling.take_up(bob, late)
    Incident.objects.filter(pk=late.pk).update(next_due_at=timezone.now() - datetime.timedelta(days=2))
    desk = visitor(DESK).sign_in(sonja.email)
    desk.goto("/toezicht/").look("lists-watch")
    overdue = desk.page.get_by_role("region", name="Te laat")
    assert overdue.get_by_role("rowheader").count() == 1
    assert overdue.get_by_text("Bob Smit").is_visible()
    desk.follow(desk.page.get_by_role("link", name=town.own.name))
    assert desk.page.get_by_role("rowheader").count() == 2
    phone = visitor(PHONE, has_touch=True).sign_in(sonja.email)
    phone.goto("/toezicht/").look("lists-watch-phone")
    phone.follow(phone.page.get_by_role("link", name=late.reference))
    assert phone.page.url.endswith(f"/incidenten/{late.pk}/")


def test_the_seldom_entries_of_the_menu_fold_out_by_keyboard_and_lie_open_on_a_phone(
    town: World, visitor
) -> None:
    cora = town.person("Cora Blom", town.root, "reporter", "handler", "supervisor", "coordinator")
    desk = visitor(DESK).sign_in(cora.email)
    menu = desk.page.get_by_role("navigation", name="Hoofdmenu")
    more, hidden = menu.locator("summary"), menu.get_by_role("link", name="Evaluatie")
    top = menu.get_by_role("link", name="Start").bounding_box()["y"]
    assert more.bounding_box()["y"] == top, "the menu takes more than one line"
    assert not hidden.is_visible()
    more.press("Enter")
    assert hidden.is_visible()
    desk.look("menu-more")
    desk.page.keyboard.press("Escape")
    assert not hidden.is_visible()
    assert more.evaluate("e => e === document.activeElement")
    more.click()
    desk.follow(hidden, "menu-more-current")
    phone = visitor(PHONE).sign_in(cora.email)
    phone.page.locator(".gir-menu > summary").click()
    assert phone.page.get_by_role("link", name="Evaluatie").is_visible()
    assert not phone.page.locator(".gir-nav__more > summary").is_visible()
    phone.look("menu-phone")
