# SPDX-License-Identifier: EUPL-1.2
"""The package for the police: what the handler chose and nothing else, never a BSN, under number no name; and that it was
given is a disclosure, which stays a year (LEI 6, R7)."""

import datetime
import uuid
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessLogEntry
from incidents import handling
from incidents.models import Disclosure, TimelineEntry
from incidents.police_package import Part
from retention.engine import destroy_due
from tests.incidents.case import add_evidence, client_of, filled_in, text_of
from tests.incidents.lettered import everything_in, make_letterhead, read
from tests.incidents.sanctioned import BSNS, Dossier
from tests.incidents.test_letters import HOSTILE, plain
from tests.world import World, fresh

pytestmark = pytest.mark.django_db
SAID = {
    "recipient": "Politie Midden, brigadier De Uil",
    "reference": "PL0900-2026012345-1",
    "identity_check": "Teruggebeld via het algemene nummer.",
    "compatible": "yes",
    "compatibility": "Het beschermt onze medewerkers.",
    "means": "met een stoel",
    "motive": "Boos over een afwijzing.",
}
NARRATIVE = "Hij gooide een stoel door het glas en riep dat hij terugkwam."


@pytest.fixture
def dossier(world: World) -> Dossier:
    """An incident with something of everything that can go along."""
    make_letterhead(world.waterrijk)
    sanne = world.person("Sanne van der Velde", function="consulent Kwartel")
    made = Dossier(world, victim=sanne, narrative=NARRATIVE, place="balie 3", witness_count=3)
    made.impose("contact_measure")
    victim = made.incident.victims.get()
    handling.update_victim(made.bob, victim, {"injury_level": "doctor", "physical_injury": "Snee Merel."})
    damage = {"owner": "municipality", "description": "Glasplaat", "amount": 345, "recovered": None}
    handling.record_damage(made.bob, made.incident, uuid.uuid4(), damage)
    handling.take_measure(
        made.bob, made.incident, "perpetrator", "Gesprek gevoerd.", timezone.localdate(), uuid.uuid4()
    )
    add_evidence(made.bob, made.incident, caption="Foto van het glas")
    return made


def url_of(dossier: Dossier) -> str:
    return reverse("police_package", kwargs={"incident_id": dossier.incident.pk})


def asked(dossier: Dossier, **changes: Any) -> dict[str, Any]:
    page = client_of(dossier.bob).get(url_of(dossier))
    return filled_in(page) | SAID | changes


def give(dossier: Dossier, **changes: Any) -> Any:
    return client_of(dossier.bob).post(url_of(dossier), asked(dossier, **changes))


def errors_of(response: Any) -> dict[str, str]:
    assert response["Content-Type"].startswith("text/html")
    return {name: " ".join(found) for name, found in response.context["form"].errors.items()}


def test_it_answers_the_seven_questions(dossier: Dossier) -> None:
    response = give(dossier, parts=list(Part.values))
    assert (
        response["Content-Disposition"] == f'attachment; filename="aangifte-{dossier.incident.reference}.pdf"'
    )
    assert "no-store" in response["Cache-Control"]
    reader, text = read(response.content)
    for part in (
        "VPT: agressie en geweld tegen een werknemer met een publieke taak",
        "Wim Zwartewater",
        "Sanne van der Velde",
        "Het werkadres: gemeente Waterrijk, Postbus 100",
        "Bedreiging",
        "balie 3",
        "met een stoel",
        NARRATIVE,
        "Boos over een afwijzing.",
        "Snee Merel.",
        "Glasplaat (€ 345,00)",
        "Gesprek gevoerd.",
        "Contactmaatregel",
        "Foto van het glas",
        "3; hun namen legt de gemeente niet vast",
        "brigadier De Uil",
        "PL0900-2026012345-1",
    ):
        assert plain(part) in plain(text), part
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "nl-NL"
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    assert reader.metadata is not None
    assert reader.metadata.title == f"Gegevens voor de aangifte {dossier.incident.reference}"


OF_PART = {
    Part.SUSPECT: "Wim Zwartewater",
    Part.VICTIMS: "Sanne",
    Part.INJURY: "Merel",
    Part.DAMAGE: "Glasplaat",
    Part.MEASURES: "Gesprek gevoerd",
    Part.EVIDENCE: "Foto van het glas",
    Part.WITNESSES: "hun namen legt",
}


@pytest.mark.parametrize("part", Part)
def test_what_the_handler_leaves_out_is_not_in_it(dossier: Dossier, part: Part) -> None:
    _reader, text = read(give(dossier, parts=[p.value for p in Part if p != part]).content)
    assert OF_PART[part] not in text
    for other, words in OF_PART.items():
        assert (words in text) is (other != part)
    assert sorted(Disclosure.objects.get().parts) == sorted(p.value for p in Part if p != part)


def test_never_a_bsn(dossier: Dossier, tmp_path: Path) -> None:
    assert dossier.wim.perpetrator.bsn == BSNS[0]
    response = give(dossier, parts=list(Part.values))
    found = everything_in(response.content, tmp_path)
    assert "Wim" in found
    assert BSNS[0] not in found
    assert "account" in errors_of(give(dossier, account=f"Zijn nummer is {BSNS[0]}."))
    for field in ("means", "recipient", "reference", "identity_check", "compatibility"):
        assert field in errors_of(give(dossier, **{field: "met 999 990 020"}))
    assert Disclosure.objects.count() == 1


class TestUnderNumber:
    def test_no_name_and_no_function_anywhere(self, dossier: Dossier, tmp_path: Path) -> None:
        response = give(dossier, under_number="on", parts=list(Part.values))
        found = everything_in(response.content, tmp_path)
        assert "Onder nummer" in found
        for secret in ("Sanne", "Velde", "Kwartel", "Alice"):
            assert secret not in found

    def test_a_name_in_what_people_wrote_is_told_and_nothing_is_made(self, dossier: Dossier) -> None:
        response = give(dossier, under_number="on", account="Hij riep Sanne na.")
        assert "“Sanne”" in errors_of(response)["account"]
        assert "Hij riep Sanne na." in text_of(response)
        handling.take_measure(
            dossier.bob,
            dossier.incident,
            "perpetrator",
            "Sanne belde hem.",
            timezone.localdate(),
            uuid.uuid4(),
        )
        assert "“Sanne”" in errors_of(give(dossier, under_number="on"))["parts"]
        assert not Disclosure.objects.exists()
        # The suspect is named as they are called.
        assert give(dossier, under_number="on", parts=["suspect"])["Content-Type"] == "application/pdf"

    def test_it_begins_as_the_police_report_says(self, dossier: Dossier) -> None:
        facts = {
            "state": "made",
            "made_on": None,
            "number": "",
            "under_number": True,
            "by_employer": True,
            "note": "",
        }
        handling.record_police_report(dossier.bob, dossier.incident, facts)
        assert asked(dossier)["under_number"] == "on"


class TestTheDisclosure:
    def test_says_to_whom_why_and_what_and_never_what_it_said(self, dossier: Dossier) -> None:
        give(dossier, account="Wat alleen de politie leest: specht.")
        row = Disclosure.objects.get()
        assert (row.about, row.asked_by, row.ground) == (dossier.incident.pk, dossier.bob, "report")
        for name in ("recipient", "reference", "identity_check", "compatibility"):
            assert getattr(row, name) == SAID[name]
        kept = "".join(str(getattr(row, field.attname)) for field in row._meta.concrete_fields)
        assert "brigadier" in kept
        for secret in ("specht", "stoel", "Boos"):
            assert secret not in kept
        assert (
            AccessLogEntry.objects.filter(action="gave_to_police", object_id=dossier.incident.pk).count() == 1
        )
        assert TimelineEntry.objects.filter(action="disclosed").count() == 1

    @pytest.mark.parametrize(
        "name", ["recipient", "reference", "identity_check", "compatible", "compatibility"]
    )
    def test_nothing_is_given_without_every_answer(self, dossier: Dossier, name: str) -> None:
        assert name in errors_of(give(dossier, **{name: ""}))
        assert not Disclosure.objects.exists()

    def test_nothing_is_given_that_does_not_fit_the_purpose(self, dossier: Dossier) -> None:
        assert "artikel 6" in errors_of(give(dossier, compatible="no"))["compatible"]
        assert not Disclosure.objects.exists()

    def test_a_second_click_is_one_and_another_answer_is_another(self, dossier: Dossier) -> None:
        data, client = asked(dossier), client_of(dossier.bob)
        for _ in range(2):
            assert client.post(url_of(dossier), data)["Content-Type"] == "application/pdf"
        assert Disclosure.objects.count() == 1
        client.post(url_of(dossier), data | {"recipient": "Politie Noord"})
        assert Disclosure.objects.count() == 2
        # Each making is a look.
        assert AccessLogEntry.objects.filter(action="gave_to_police").count() == 3

    def test_stays_a_year_and_no_longer(self, dossier: Dossier) -> None:
        give(dossier)
        row = Disclosure.objects.get()
        assert row.completed_at is not None
        year = row.completed_at + datetime.timedelta(days=365)
        assert abs(row.destroy_at - year) <= datetime.timedelta(days=2)
        with time_machine.travel(row.destroy_at, tick=False):
            assert not Disclosure.objects.exists()
            destroy_due()
        assert not Disclosure.with_due.exists()

    def test_coordinators_read_them_and_nobody_else(self, dossier: Dossier, world: World) -> None:
        give(dossier)
        cora = world.person("Cora", world.root, "coordinator")
        elsewhere = world.person("Eva", world.other_root, "coordinator")
        assert "brigadier De Uil" in text_of(client_of(cora).get(reverse("disclosures")))
        assert "brigadier" not in text_of(client_of(elsewhere).get(reverse("disclosures")))
        assert client_of(fresh(dossier.bob)).get(reverse("disclosures")).status_code == 404


def test_whatever_is_in_the_record_stays_text(dossier: Dossier) -> None:
    for value in [*HOSTILE, "W" * 9_000]:
        response = give(dossier, account=value, motive=value[:1_900])
        _reader, found = read(response.content)
        if len(value) < 9_000:
            assert plain(found).count(plain(value)) >= 2, value
    assert "hocho" in read(give(dossier, account="Stuurde een 🔪.").content)[1]


def test_without_a_letterhead_there_is_none(world: World) -> None:
    dossier = Dossier(world)
    assert "Er is nog geen briefhoofd" in text_of(client_of(dossier.bob).get(url_of(dossier)))
