# SPDX-License-Identifier: EUPL-1.2
"""The whole path in Dutch: Alice reports on her phone, Bob looks after her, establishes the facts and closes."""

import pytest

from incidents.models import Aftercare, Incident, Status
from tests.browser.conftest import DESK, PHONE
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.critical]


def test_from_the_phone_of_a_clerk_to_a_closed_case(town: World, visitor) -> None:
    alice = town.person("Alice de Wit", None, "reporter")
    bob = town.person("Bob Smit", None, "handler")
    sonja = town.person("Sonja Bos", town.parent, "supervisor")
    charlie = town.person("Charlie Boom", town.sibling, "handler", "supervisor")

    phone = visitor(PHONE, has_touch=True).sign_in(alice.email)
    page = phone.page
    phone.follow(page.get_by_role("link", name="Melding doen"), "report")
    # Nothing is filled in: the errors stand at their fields, and the summary leads to them.
    phone.follow(page.get_by_role("button", name="Melding versturen"), "report-errors")
    page.get_by_role("button", name="Nu", exact=True).tap()
    page.get_by_label("Telefoon").tap()
    page.get_by_role("checkbox", name="Bedreiging").tap()
    page.locator("label[for=id_severity_2]").tap()
    page.get_by_label("Wat is er gebeurd?").fill("Hij zei dat hij wist waar mijn dochter op school zit.")
    phone.follow(page.get_by_role("button", name="Melding versturen"), "report-sent")
    case = Incident.objects.get()
    assert page.get_by_text(case.reference).first.is_visible()

    desk = visitor(DESK).sign_in(bob.email)
    page = desk.page
    desk.follow(page.get_by_role("link", name="Werkvoorraad").first, "work-list")
    desk.follow(page.get_by_role("link", name=case.reference).first, "case-new")
    assert page.get_by_text("waar mijn dochter op school zit").is_visible()
    desk.follow(page.get_by_role("button", name="Neem in behandeling"), "case-taken")

    contact = Aftercare.objects.filter(incident=case).first()
    desk.follow(page.locator(f"a[href*='/nazorg/{contact.pk}/']").first, "contact")
    page.get_by_label("We hebben elkaar gesproken").check()
    desk.follow(page.get_by_role("button", name="Leg vast"), "case-contact")

    desk.follow(page.locator("a[href$='/feiten/']").first, "facts")
    page.get_by_label("Aantal getuigen").fill("2")
    desk.follow(page.get_by_role("button", name="Leg de feiten vast"), "case-facts")

    desk.follow(page.locator("a[href$='/sluiten/']").first, "close")
    page.locator("input[name=outcome][value=founded]").check()
    page.get_by_label("Toelichting").fill("Gesprek met Alice gevoerd; het nummer staat op de lijst.")
    desk.follow(page.get_by_role("button", name="Sluit de melding"), "case-closed")
    case.refresh_from_db()
    assert case.status == Status.CLOSED
    assert case.witness_count == 2
    assert Aftercare.objects.get(pk=contact.pk).done_at is not None

    # The clerk reads that it is closed, and nothing about the aggressor; the supervisor watches; others see nothing.
    phone.goto(f"/mijn-meldingen/{case.pk}/")
    assert phone.page.get_by_text("Gesloten").first.is_visible()
    watcher = visitor(DESK).sign_in(sonja.email).goto("/toezicht/")
    watcher.goto(f"/incidenten/{case.pk}/")
    assert watcher.page.get_by_text("waar mijn dochter op school zit").is_visible()
    assert not watcher.page.get_by_role("button", name="Neem in behandeling").count()
    outsider = visitor(DESK).sign_in(charlie.email)
    response = outsider.page.goto(outsider.address + f"/incidenten/{case.pk}/")
    assert response is not None
    assert response.status == 404
    assert "dochter" not in outsider.page.content()
