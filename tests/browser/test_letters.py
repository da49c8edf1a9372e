# SPDX-License-Identifier: EUPL-1.2
"""Letters before a real browser: from a sanction to a PDF that is recorded as sent; an administrator who writes a text
with a place that does not exist; and what goes to the police."""

import uuid
from pathlib import Path

import pytest
from django.utils import timezone

from incidents import handling
from incidents.models import Disclosure, LetterSent, LetterTemplate
from incidents.perpetrators import PersonFacts, name_perpetrator
from incidents.sanction_rules import Decision
from incidents.sanctioning import decide_sanction
from retention.terms import local_date
from tests.browser.conftest import DESK, PHONE
from tests.incidents.lettered import make_letterhead, read
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.critical]


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_from_a_sanction_to_a_letter_that_went(town: World, visitor, size: dict[str, int]) -> None:
    make_letterhead(town.waterrijk)
    alice, bob = town.person("Alice de Wit", None, "reporter"), town.person("Bob Smit", None, "handler")
    incident = town.incident(alice)
    handling.take_up(bob, incident)
    handling.establish_facts(bob, incident, {}, ["verbal", "threat"])
    person = name_perpetrator(bob, incident, PersonFacts(name="Karel Kras"), uuid.uuid4())
    decision = Decision(
        kind="warning_letter",
        behaviour="Riep tegen Alice dat hij haar zou opwachten.",
        norm="Wij bedreigen elkaar niet.",
        heard="heard",
        decided_on=local_date(timezone.now()),
        deviation_reason="Past beter.",
    )
    decide_sanction(bob, person, decision, uuid.uuid4())
    name = f"-{size['width']}"
    handler = visitor(size, accept_downloads=True).sign_in(bob.email).goto(f"/incidenten/{incident.pk}/")
    page = handler.page
    handler.follow(page.get_by_role("link", name="Maak de brief").first, "letter-make" + name)
    page.get_by_label("Naam en adres").fill("De heer K. Kras\nKade 1\n1234 AB Plaats")
    # The handler wrote the victim's name in the grounds of the sanction: the letter is not made.
    handler.follow(page.get_by_role("button", name="Maak de pdf"), "letter-named" + name)
    assert page.get_by_text("Zo heet een medewerker").first.is_visible()
    assert "Kade 1" in page.get_by_label("Naam en adres").input_value()
    text = page.get_by_label("Tekst", exact=True)
    text.fill(text.input_value().replace("Alice", "onze medewerker"))
    with page.expect_download() as download:
        page.get_by_role("button", name="Maak de pdf").click()
    assert download.value.suggested_filename == f"brief-{incident.reference}.pdf"
    _reader, said = read(Path(download.value.path()).read_bytes())
    assert "onze medewerker" in said
    assert "Alice" not in said
    # The page is still there, with what was typed.
    assert "onze medewerker" in text.input_value()
    handler.follow(page.get_by_role("link", name="De brief is verstuurd"), "letter-record" + name)
    page.get_by_label("Aangetekend").check()
    handler.follow(page.get_by_role("button", name="Leg vast"), "letter-recorded" + name)
    sent = LetterSent.objects.get()
    assert (sent.kind, sent.how) == ("warning", "registered")

    handler.follow(page.get_by_role("link", name="Pakket voor de politie"), "police" + name)
    page.get_by_label("Wie krijgt het?").fill("Politie, basisteam")
    page.get_by_label("Kenmerk").fill("PL0900-2026012345-1")
    page.get_by_label("Hoe weet u dat").fill("Op afspraak op het bureau.")
    page.get_by_label("Ja", exact=True).check()
    page.get_by_label("Waarom?", exact=True).fill("Het beschermt onze medewerkers.")
    with page.expect_download() as download:
        page.get_by_role("button", name="Leg vast en maak de pdf").click()
    assert "Karel Kras" in read(Path(download.value.path()).read_bytes())[1]
    assert Disclosure.objects.count() == 1


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_an_administrator_writes_a_text(town: World, visitor, size: dict[str, int]) -> None:
    fatima = town.person("Fatima Bos", town.root, "administrator")
    name = f"-{size['width']}"
    desk = visitor(size, accept_downloads=True).sign_in(fatima.email).goto("/beheer/brieven/")
    page = desk.page
    desk.follow(page.get_by_role("link", name="Vul het briefhoofd in"), "letterhead" + name)
    for label, value in (
        ("Retouradres", "Postbus 100, 1234 ZZ Waterrijk"),
        ("Plaats", "Waterrijk"),
        ("Telefoonnummer", "14 0123"),
        ("Website", "waterrijk.example"),
        ("Waar dient iemand een klacht in?", "klachten@waterrijk.example"),
        ("Functionaris gegevensbescherming", "fg@waterrijk.example"),
        ("Namens wie?", "Namens het college"),
        ("Functie van wie ondertekent", "Teammanager"),
    ):
        page.get_by_label(label, exact=True).fill(value)
    desk.follow(page.get_by_role("button", name="Bewaren"), "letters" + name)
    desk.follow(page.get_by_role("link", name="Toegangsverbod"), "letter-text" + name)
    body = page.get_by_label("Tekst", exact=True)
    written = body.input_value()
    body.fill(written.replace("{gedrag}", "{gedragg}"))
    desk.follow(page.get_by_role("button", name="Bewaren"), "letter-text-wrong" + name)
    assert page.get_by_text("{gedragg} bestaat niet in deze brief").first.is_visible()
    assert page.get_by_text("{gedrag} ontbreekt").first.is_visible()
    assert not LetterTemplate.objects.exists()
    page.get_by_label("Tekst", exact=True).fill(written.replace("verbieden wij u", "ontzeggen wij u"))
    with page.expect_download() as download:
        page.get_by_role("button", name="Voorbeeld (pdf)").click()
    assert "ontzeggen wij u" in read(Path(download.value.path()).read_bytes())[1]
    desk.follow(page.get_by_role("button", name="Bewaren"), "letter-text-kept" + name)
    assert page.get_by_role("link", name="Tekst 1").is_visible()
    assert LetterTemplate.objects.count() == 2
