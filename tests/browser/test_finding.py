# SPDX-License-Identifier: EUPL-1.2
"""Finding the person who asks, and what the decision does, in a real browser: axe finds nothing, nothing is too wide."""

import pytest
from django.urls import reverse
from django.utils import timezone

from incidents import handling
from incidents.disclosing import Disclosure
from incidents.models import Perpetrator
from tests.browser.conftest import DESK, PHONE
from tests.oversight.requested import BORN, NAME, Desk
from tests.world import World

pytestmark = pytest.mark.browser


def planted(town: World) -> Desk:
    desk = Desk(town)
    person = desk.dossier.wim.perpetrator
    person.date_of_birth = BORN
    person.save()
    dossier = desk.dossier
    for _number in range(2):
        dossier.link(dossier.established(), person)
    handling.establish_facts(
        dossier.bob, dossier.incident, {"narrative": f"{NAME} dreigde."}, ["verbal", "threat"]
    )
    town.incident(dossier.alice, aggressor_name="W. Zwartewater")
    Disclosure.objects.create(
        municipality=town.waterrijk,
        about=dossier.incident.pk,
        recipient="Politie Eenheid Oost",
        asked_by=dossier.bob,
        ground="report",
    )
    return desk


@pytest.mark.parametrize(("size", "name"), [(DESK, "desk"), (PHONE, "phone")])
def test_from_search_to_erasure(town: World, visitor, size, name) -> None:
    desk = planted(town)
    request = desk.request()
    here = visitor(size).sign_in(desk.cora.email)
    page = here.page
    here.goto(reverse("data_subject_request", args=[request.pk]))
    here.follow(page.get_by_role("link", name="Zoek deze persoon"), f"finding-empty-{name}")
    here.follow(page.get_by_role("button", name="Zoek", exact=True), f"finding-errors-{name}")
    page.get_by_label("Naam").fill(NAME)
    here.follow(page.get_by_role("button", name="Zoek", exact=True), f"finding-found-{name}")
    assert NAME not in page.url
    here.follow(page.get_by_role("button", name="Dit is deze persoon").first, f"finding-confirmed-{name}")
    here.follow(page.get_by_role("link", name="Verzoek V"), f"finding-request-{name}")
    here.follow(page.get_by_role("link", name="Kies wat het besluit doet"), f"effects-first-{name}")
    here.follow(page.locator(".gir-lookup__person a"), f"effect-{name}")
    here.follow(page.get_by_role("button", name="Leg de keuze vast"), f"effect-errors-{name}")
    page.get_by_label("Alleen wat over deze persoon gaat").check()
    page.get_by_label("Ja, zij zijn ingelicht").check()
    here.follow(page.get_by_role("button", name="Leg de keuze vast"), f"effects-named-{name}")
    assert "De naam staat nog in teksten" in page.content()
    handling.establish_facts(
        desk.dossier.bob, desk.dossier.incident, {"narrative": "Hij dreigde."}, ["verbal", "threat"]
    )
    here.follow(page.get_by_role("link", name="Naar het besluit"))
    page.get_by_label("Toegewezen", exact=True).check()
    page.get_by_label("Waarom?").fill("Terecht gevraagd.")
    here.follow(page.get_by_role("button", name="Leg het besluit vast"))
    here.follow(page.get_by_role("link", name="Wat het besluit deed"), f"effects-done-{name}")
    assert not Perpetrator.objects.exists()


@pytest.mark.parametrize(("size", "name"), [(DESK, "desk"), (PHONE, "phone")])
def test_a_restriction_is_lifted_and_a_correction_typed(town: World, visitor, size, name) -> None:
    desk = Desk(town)
    desk.dossier.impose("contact_measure")
    request = desk.request("restriction")
    desk.choose(desk.confirm(request), "person")
    desk.decide(request)
    reader = visitor(size).sign_in(desk.dossier.rita.email)
    reader.goto(reverse("registry"))
    reader.page.get_by_label("Naam").fill(NAME)
    reader.page.get_by_label("Deze persoon staat aan de balie").check()
    reader.follow(reader.page.get_by_role("button", name="Zoek", exact=True), f"restricted-registry-{name}")
    handler = visitor(size).sign_in(desk.dossier.bob.email)
    handler.goto(reverse("perpetrator", args=[desk.dossier.wim.perpetrator_id])).look(f"restricted-{name}")
    here = visitor(size).sign_in(desk.cora.email)
    page = here.page
    here.goto(reverse("request_effects", args=[request.pk]))
    here.follow(page.get_by_role("link", name="Hef de beperking op"), f"lift-{name}")
    page.get_by_label("Op welke dag is het deze persoon verteld?").fill(f"{timezone.localdate():%d-%m-%Y}")
    here.follow(page.get_by_role("button", name="Hef de beperking op"), f"lifted-{name}")
    rectify = desk.request("rectification")
    subject = desk.confirm(rectify)
    here.goto(reverse("request_effect", args=[rectify.pk, subject.pk])).look(f"rectify-{name}")
    town.incident(desk.dossier.alice, aggressor_name="Kees Roodbaard")
    about = desk.confirm(rectify, "Kees Roodbaard")
    here.goto(reverse("request_effect", args=[rectify.pk, about.pk])).look(f"rectify-incident-{name}")
