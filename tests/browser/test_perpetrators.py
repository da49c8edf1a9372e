# SPDX-License-Identifier: EUPL-1.2
"""Who was it: a handler types a name, compares, and links; on a phone and at a desk, and by the keyboard alone."""

import datetime
import uuid

import pytest
from django.utils import timezone
from playwright.sync_api import Error

from incidents import handling
from incidents.models import Involvement, Perpetrator
from incidents.perpetrators import PersonFacts, name_perpetrator
from incidents.sanction_rules import Decision
from incidents.sanctioning import decide_sanction
from tests.browser.conftest import DESK, PHONE, Visitor
from tests.world import World, fresh

pytestmark = pytest.mark.browser


class Town:
    """Wim is known by an incident of another unit, with a measure that runs; Bob handles a new one."""

    def __init__(self, world: World) -> None:
        self.carol = world.person("Carol Boom", world.sibling, "handler")
        theirs = world.incident(world.person("Kees Klein", world.sibling))
        handling.establish_facts(self.carol, theirs, {}, ["verbal", "threat"])
        facts = PersonFacts(
            name="Willem van der Zwartewater",
            date_of_birth=datetime.date(1961, 5, 4),
            bsn="999990019",
            bsn_verified_with="passport",
            description="Ongeveer 1,90 m, snor, draagt vaak een groene jas met op de rug het woord Zwartewaterallee.",
        )
        self.wim = name_perpetrator(self.carol, theirs, facts, uuid.uuid4())
        today = timezone.localdate()
        decision = Decision(
            kind="contact_measure",
            behaviour="Gooide een stoel om.",
            norm="Wij gooien niet.",
            heard="heard",
            decided_on=today,
            planned_end=today + datetime.timedelta(days=60),
            conditions="Alleen schriftelijk.",
            basic_services="Per brief.",
            deviation_reason="Past beter.",
        )
        decide_sanction(fresh(self.carol), self.wim, decision, uuid.uuid4())
        self.bob = world.person("Bob Smit", None, "handler")
        alice = world.person("Alice de Wit", None, "reporter")
        self.incident = world.incident(
            alice, aggressor_name="Wim van der Swartewater", aggressor_description="Lange man met een snor."
        )
        handling.establish_facts(fresh(self.bob), self.incident, {}, ["verbal", "threat"])
        self.path = f"/incidenten/{self.incident.pk}/"


@pytest.mark.critical
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["360", "1280"])
def test_from_a_name_to_a_known_person(town: World, visitor, size: dict[str, int]) -> None:
    here, width = Town(town), size["width"]
    bob: Visitor = visitor(size).sign_in(here.bob.email)
    page = bob.page
    bob.goto(here.path)
    bob.follow(page.get_by_role("link", name="Leg vast wie het was"), f"who-form-{width}")
    # Prefilled from the report; a wrong number is told at its field and nothing is lost.
    assert page.get_by_label("Naam", exact=True).input_value() == "Wim van der Swartewater"
    page.get_by_label("Geboortedatum").fill("04-05-1961")
    page.get_by_label("BSN (niet verplicht)").fill("9999.90.018")
    bob.follow(page.get_by_role("button", name="Leg vast", exact=True), f"who-error-{width}")
    assert page.get_by_text("Dit is geen geldig BSN").first.is_visible()
    page.get_by_label("BSN (niet verplicht)").fill("9999.90.019")
    bob.follow(page.get_by_role("button", name="Leg vast", exact=True), f"who-compare-{width}")
    assert page.get_by_text("hetzelfde BSN").first.is_visible()
    assert page.get_by_text("loopt tot en met").is_visible()
    assert "999990019" not in page.inner_text("main")
    bob.follow(page.get_by_role("button", name="Dit is dezelfde persoon"), f"who-case-{width}")
    assert Involvement.objects.get(incident=here.incident).perpetrator_id == here.wim.perpetrator_id
    assert page.get_by_role("heading", name="Willem van der Zwartewater").is_visible()

    bob.follow(page.get_by_role("link", name="Wat er over deze persoon is vastgelegd"), f"who-person-{width}")
    assert page.get_by_text("Een andere melding, in beeld tot en met").is_visible()
    bob.follow(page.get_by_role("link", name="Bekijk het hele BSN"), f"who-bsn-reason-{width}")
    page.get_by_label("Aangifte doen").check()
    bob.follow(page.get_by_role("button", name="Toon het BSN"), f"who-bsn-{width}")
    assert page.get_by_text("9999 90 019").is_visible()
    # The browser did not keep it: its history cannot bring it back.
    page.goto(bob.address + here.path)
    with pytest.raises(Error, match="ERR_CACHE_MISS"):
        page.go_back()
    assert not page.get_by_text("9999 90 019").count()

    bob.page = page = page.context.new_page()
    bob.goto(here.path)
    bob.follow(page.get_by_role("link", name="Wijzig gegevens"), f"who-change-{width}")
    bob.goto(here.path)
    bob.follow(page.locator("a[href$='/loskoppelen/']"), f"who-unlink-{width}")
    page.get_by_label("Waarom hoort deze persoon").fill("Het was zijn broer.")
    bob.follow(page.get_by_role("button", name="Koppel los"))
    assert not Involvement.objects.filter(incident=here.incident).exists()
    assert Perpetrator.objects.filter(pk=here.wim.perpetrator_id).exists()


def test_by_the_keyboard_alone(town: World, visitor) -> None:
    here = Town(town)
    bob: Visitor = visitor(DESK).sign_in(here.bob.email)
    page = bob.page
    bob.goto(here.path + "dader/")
    _tab_to(page, "id_name")
    page.keyboard.press("Control+A")
    page.keyboard.type("Willem Zwartewater")
    _tab_to(page, "id_date_of_birth")
    page.keyboard.type("04051961")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    bob.look("who-compare-keyboard")
    _tab_to(page, "new", by="name")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    named = Involvement.objects.get(incident=here.incident).perpetrator
    assert (named.name, named.date_of_birth) == ("Willem Zwartewater", datetime.date(1961, 5, 4))
    bob.look()

    # The two turn out to be one after all.
    bob.goto(f"/daders/{named.pk}/samenvoegen/")
    bob.look("who-join")
    _tab_to(page, "keep_other", by="name")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    bob.look("who-joined")
    assert Perpetrator.objects.get().pk == here.wim.perpetrator_id


def _tab_to(page, what: str, by: str = "id") -> None:
    """Press Tab until this control has the focus."""
    for _press in range(80):
        page.keyboard.press("Tab")
        if page.evaluate(f"document.activeElement.{by}") == what:
            return
    raise AssertionError(f"The keyboard does not reach {what}.")
