# SPDX-License-Identifier: EUPL-1.2
"""The registry in a real browser: on a phone in a car, at a desk, by keyboard alone, and when somebody's day is over."""

import datetime
import uuid

import pytest
from django.utils import timezone

from incidents import handling
from incidents.models import Involvement, Perpetrator, RegistryLookup, Sanction
from incidents.sanctioning import letter_sent, lift
from tests.browser.conftest import DESK, PHONE
from tests.incidents.sanctioned import BSNS, Dossier
from tests.world import World

pytestmark = pytest.mark.browser


@pytest.fixture
def dossier(town: World) -> Dossier:
    """Wim Zwartewater with a ban that runs, and an earlier warning; Ria, of whom nothing runs."""
    town.waterrijk.bans_need_supervisor = False
    town.waterrijk.save()
    dossier = Dossier(town, severity=3, place="Hal van het stadhuis")
    dossier.bob.name, dossier.bob.extension = "Bob Smit", "4312"
    dossier.bob.save()
    handling.take_up(dossier.bob, dossier.incident)
    letter_sent(dossier.bob, dossier.impose("warning_letter"), timezone.now())
    dossier.impose("premises_ban")
    text, today = "Alleen met twee mensen ontvangen.", timezone.localdate()
    handling.take_measure(dossier.bob, dossier.incident, "perpetrator", text, today, uuid.uuid4())
    second = dossier.established(severity=2, place="Balie 3")
    ria = dossier.name(
        second, "Ria Zwartewater", date_of_birth=datetime.date(1980, 3, 12), description="Rode bril"
    )
    lift(dossier.bob, dossier.impose("contact_measure", ria), "Het gesprek hielp.")
    return dossier


def test_look_up_on_a_phone(dossier: Dossier, visitor) -> None:
    phone = visitor(PHONE, has_touch=True).sign_in(dossier.rita.email)
    phone.follow(phone.page.get_by_role("link", name="Zoek iemand op"), "registry-empty-phone")
    page = phone.page
    page.get_by_label("BSN").fill(BSNS[0])
    page.get_by_label("Ik ga op huisbezoek").check()
    phone.follow(page.get_by_role("button", name="Zoek", exact=True), "registry-ban-phone")
    # The warning and what to do are in view without scrolling.
    title = page.get_by_role("heading", name="Let op: toegangsverbod")
    assert title.is_visible()
    assert title.bounding_box()["y"] < PHONE["height"] / 3
    call = page.get_by_role("main").get_by_role("link", name="Bel 112").bounding_box()
    assert call["y"] + call["height"] < PHONE["height"]
    assert page.get_by_text("toestel 4312").is_visible()
    assert BSNS[0] not in page.url
    phone.follow(page.get_by_role("link", name="Zoek iemand anders"))
    assert page.get_by_label("BSN").input_value() == ""

    page.get_by_label("Naam", exact=True).fill("Zwartewater")
    page.get_by_label("Deze persoon staat aan de balie").check()
    phone.follow(page.get_by_role("button", name="Zoek", exact=True), "registry-several-phone")
    assert page.get_by_role("heading", name="Let op: voor 1 van de 2").is_visible()
    phone.follow(page.get_by_role("link", name="Bekijk Ria Zwartewater"), "registry-person-phone")
    assert page.get_by_text("Rode bril").is_visible()
    assert "Zwartewater" not in page.title()
    phone.follow(page.get_by_role("link", name="Wie u vond"))
    assert page.get_by_role("link", name="Bekijk Wim Zwartewater").is_visible()

    phone.goto("/register/")
    page.get_by_label("Naam", exact=True).fill("Vlindertuin")
    page.get_by_label("Ik heb een afspraak").check()
    phone.follow(page.get_by_role("button", name="Zoek", exact=True), "registry-nobody-phone")
    assert page.get_by_text("Dat betekent niet dat het veilig is").is_visible()


def test_look_up_at_a_desk_by_keyboard_alone(dossier: Dossier, visitor) -> None:
    desk = visitor(DESK).sign_in(dossier.rita.email)
    desk.goto("/register/").look("registry-empty")
    page = desk.page
    page.get_by_label("Naam", exact=True).focus()
    page.keyboard.type("W")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    desk.look("registry-refused")
    assert page.get_by_text("Vul ten minste twee letters in.").first.is_visible()
    # The summary has the focus; its link leads to the field, which still holds what was typed.
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == "name"
    page.keyboard.press("End")
    page.keyboard.type("im Swartewater")
    for _ in range(6):
        if page.evaluate("document.activeElement.name") != "purpose":
            page.keyboard.press("Tab")
    page.keyboard.press("Space")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    desk.look("registry-ban")
    assert page.get_by_role("heading", name="Let op: toegangsverbod").is_visible()
    assert page.get_by_text("Gevonden door:").is_visible()
    assert RegistryLookup.objects.latest("at").found == [str(dossier.wim.perpetrator_id)]


def test_whose_day_is_over_is_found_no_more(dossier: Dossier, visitor) -> None:
    desk = visitor(DESK).sign_in(dossier.rita.email)

    def look() -> None:
        desk.goto("/register/")
        desk.page.get_by_label("Naam", exact=True).fill("Wim Zwartewater")
        desk.page.get_by_label("Ik heb een afspraak").check()
        desk.follow(desk.page.get_by_role("button", name="Zoek", exact=True), "registry-expired")

    look()
    assert desk.page.get_by_role("heading", name="Let op: toegangsverbod").is_visible()
    # Nothing else runs or is destroyed: the moment itself has come (R3).
    for model in (Perpetrator, Involvement, Sanction):
        model.objects.update(visible_until=timezone.now())
    look()
    assert desk.page.get_by_role("heading", name="Niemand gevonden").is_visible()
    assert "Let op" not in desk.page.get_by_role("main").inner_text()
    assert Perpetrator.objects.filter(pk=dossier.wim.perpetrator_id).exists()


def test_how_it_is_used(dossier: Dossier, town: World, visitor) -> None:
    now = timezone.now()
    for minute in range(12):
        lookup = RegistryLookup(
            municipality=town.waterrijk,
            reader=dossier.rita,
            purpose="call_back",
            by_name=True,
            at=now - datetime.timedelta(minutes=minute),
            is_colleague=minute == 3,
        )
        lookup.save(force_insert=True)
    carla = town.person("Carla", town.root, "coordinator")
    ada = town.person("Ada", town.root, "administrator")
    desk = visitor(DESK).sign_in(carla.email)
    desk.page.locator(".gir-nav__more > summary").click()
    desk.follow(desk.page.get_by_role("link", name="Gebruik register"), "registry-use")
    desk.follow(desk.page.get_by_role("link", name="Rita"), "registry-use-of")
    assert desk.page.get_by_text("naam van een collega").is_visible()
    phone = visitor(PHONE, has_touch=True).sign_in(carla.email)
    phone.goto("/register/gebruik/").look("registry-use-phone")
    phone.goto(f"/register/gebruik/{dossier.rita.pk}/").look("registry-use-of-phone")
    administrator = visitor(DESK).sign_in(ada.email)
    administrator.goto("/register/gebruik/").look("registry-figures")
    assert "Rita" not in administrator.page.get_by_role("main").inner_text()
