# SPDX-License-Identifier: EUPL-1.2
"""A clerk who has just been threatened reports it: on a phone in a few taps, or with the keyboard alone."""

import pytest

from incidents.models import Draft, Incident
from tests.browser.conftest import DESK, PHONE

pytestmark = pytest.mark.browser


@pytest.fixture
def alice(town):
    town.own.emergency_number = "070 123 45 67"
    town.own.save()
    town.person("Hank", None, "handler")
    return town.person("Alice", None, "reporter")


def test_six_taps_and_a_sentence_on_a_phone(alice, visitor):
    phone = visitor(PHONE, has_touch=True).sign_in(alice.email)
    page = phone.page
    page.get_by_role("link", name="Melding doen").tap()
    page.wait_for_url("**/melden/")
    phone.look("report-form")
    # Today is filled in; 112 and the unit's own number are on the first screen.
    for name in ("Bel 112", "070 123 45 67"):
        link = page.get_by_role("link", name=name).first
        assert link.bounding_box()["y"] < PHONE["height"]
    taps = [
        page.get_by_role("button", name="Nu", exact=True),
        page.get_by_label("Balie"),
        page.get_by_role("checkbox", name="Bedreiging"),
        page.locator("label[for=id_severity_2]"),
        page.get_by_label("Wat is er gebeurd?"),
    ]
    for target in taps:
        target.tap()
    page.keyboard.type("Hij riep dat hij mij zou opwachten.")
    page.get_by_role("button", name="Melding versturen").tap()
    page.wait_for_url("**/verstuurd/")
    phone.look("report-sent")
    incident = Incident.objects.get()
    assert page.get_by_text(incident.reference).is_visible()
    page.get_by_role("link", name="Bekijk uw melding").tap()
    page.wait_for_url(f"**/mijn-meldingen/{incident.pk}/")
    phone.look("report-follow")
    assert page.get_by_text("Hij riep dat hij mij zou opwachten.").is_visible()


def focused(page) -> str:
    return page.evaluate("() => { const e = document.activeElement; return e.name || e.innerText.trim(); }")


def test_the_keyboard_alone_suffices(alice, visitor):
    desk = visitor(DESK).sign_in(alice.email).goto("/melden/")
    page = desk.page
    keys = {
        "occurred_time": ["0", "Tab"],
        "channel": ["Space", "Tab"],
        "kinds": ["Space", "Tab"],
        "severity": ["Space", "ArrowDown", "Tab"],
        "narrative": ["A", "u", "Tab"],
    }
    done = []
    for _ in range(80):
        name = focused(page)
        if name == "Melding versturen" or name == "action":
            break
        if name in keys and name not in done:
            done.append(name)
            for key in keys[name]:
                page.keyboard.press(key)
        else:
            page.keyboard.press("Tab")
    # The order of the page is the order of the questions.
    assert done == list(keys)
    page.keyboard.press("Enter")
    page.wait_for_url("**/verstuurd/")
    desk.look()
    assert (Incident.objects.get().severity, Incident.objects.get().narrative) == (2, "Au")


def test_what_is_missing_is_said_and_leads_to_its_field(alice, visitor):
    phone = visitor(PHONE).sign_in(alice.email).goto("/melden/")
    page = phone.page
    page.get_by_label("Wat is er gebeurd?").fill("Er werd geduwd.")
    page.get_by_role("button", name="Melding versturen").click()
    summary = page.locator("[data-error-summary]")
    summary.wait_for()
    assert summary.evaluate("e => e === document.activeElement")
    phone.look("report-errors")
    summary.get_by_role("link", name="Hoe laat ongeveer?").click()
    assert focused(page) == "occurred_time"
    assert page.get_by_label("Wat is er gebeurd?").input_value() == "Er werd geduwd."


def test_a_draft_saves_itself_and_comes_back_on_reload(alice, visitor):
    desk = visitor(DESK).sign_in(alice.email).goto("/melden/")
    page = desk.page
    page.get_by_label("Wat is er gebeurd?").fill("Half af")
    page.get_by_text("Concept bewaard om").wait_for()
    assert str(Draft.objects.get().pk) in page.url
    page.reload()
    assert page.get_by_label("Wat is er gebeurd?").input_value() == "Half af"
    desk.goto("/mijn-meldingen/").goto("/")
    page.get_by_role("link", name="Concept van").first.click()
    page.wait_for_url("**/concept/**")
    desk.look()
    page.get_by_role("link", name="Concept weggooien").click()
    page.wait_for_url("**/weggooien/")
    desk.look()
    page.get_by_role("button", name="Weggooien").click()
    page.wait_for_url("**/mijn-meldingen/")
    assert not Draft.objects.exists()


def test_for_a_colleague_and_about_a_colleague(alice, town, visitor):
    town.person("Jan Jansen", None, function="consulent")
    phone = visitor(PHONE).sign_in(alice.email).goto("/melden/")
    page = phone.page
    assert page.get_by_label("Naam of e-mailadres van uw collega").is_hidden()
    page.get_by_text("Meldt u voor een collega?").click()
    page.get_by_label("Voor een collega").check()
    page.get_by_label("Naam of e-mailadres van uw collega").fill("jansen")
    assert page.get_by_label("Functie").is_hidden()
    page.get_by_label("Mijn collega staat niet in de lijst").check()
    assert page.get_by_label("Functie").is_visible()
    page.get_by_label("Mijn collega staat niet in de lijst").uncheck()
    page.get_by_role("button", name="Melding versturen").click()
    page.get_by_label("Jan Jansen, consulent, Burgerzaken").wait_for()
    phone.look("report-colleague")
    assert page.get_by_label("Jan Jansen, consulent, Burgerzaken").is_visible()
    page.get_by_text("Wie deed het?").click()
    page.get_by_label("Een collega", exact=True).check()
    page.get_by_role("button", name="Melding versturen").click()
    page.get_by_text("de vertrouwenspersoon").wait_for()
    phone.look("report-refused")
