# SPDX-License-Identifier: EUPL-1.2
""" "Why is this still here?": the page of an incident says what keeps it, and says what the engine will do."""

import datetime
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from incidents import handling
from incidents.casefile import gather
from incidents.models import Incident, Perpetrator
from incidents.perpetrators import link_perpetrator
from incidents.sanctioning import annul
from retention.terms import end_of_day, start_of_day
from tests.incidents.case import client_of, text_of
from tests.incidents.held import place_on
from tests.incidents.sanctioned import Dossier
from tests.world import World, fresh

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 8, 31)
KEEPS, REGISTRY, HOLDS = range(3)


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(start_of_day(TODAY) + datetime.timedelta(hours=12), tick=False) as clock:
        yield clock


@pytest.fixture
def dossier(world: World, clock: Any) -> Dossier:
    return Dossier(world, severity=3)


def told(dossier: Dossier, which: int) -> str:
    incident = Incident.objects.get(pk=dossier.incident.pk)
    return " ".join(gather(fresh(dossier.bob), incident).why_still_here[which].sentences)


def test_which_article_keeps_it_and_until_when(dossier: Dossier) -> None:
    words = told(dossier, KEEPS)
    assert words.startswith(
        "Het incident was op 31 augustus 2026. Het wordt vijf jaar later vernietigd, aan het eind van "
        "31 augustus 2031 (R4, privacyprotocol, artikel 5.2)."
    )
    assert dossier.incident.destroy_at == end_of_day(datetime.date(2031, 8, 31))


def test_it_says_what_is_stored_and_not_what_would_be_counted_now(dossier: Dossier) -> None:
    """A term that was shortened is shortened here too."""
    Incident.with_due.filter(pk=dossier.incident.pk).update(destroy_at=end_of_day(datetime.date(2030, 1, 15)))
    assert "15 januari 2030" in told(dossier, KEEPS)


def test_without_a_sanction_by_the_date_of_the_incident(dossier: Dossier) -> None:
    """R3: eighteen months after 31 August 2026 is 29 February 2028."""
    assert told(dossier, REGISTRY) == (
        "Wim Zwartewater: raadplegers zien dit tot en met 29 februari 2028, 18 maanden na het incident van "
        "31 augustus 2026 (R3, privacyprotocol, artikel 5.1). Er is geen sanctie opgelegd."
    )


def test_with_a_sanction_by_its_end(dossier: Dossier) -> None:
    sanction = dossier.impose("contact_measure", planned_end=datetime.date(2026, 10, 30))
    dossier.impose("warning_letter")
    words = told(dossier, REGISTRY)
    assert (
        "tot en met 30 april 2028; de termijn is 18 maanden na het einde van de sanctie op 30 oktober 2026"
        in words
    )
    annul(dossier.bob, sanction, "Een vergissing.")
    assert "tot en met 29 februari 2028" in told(dossier, REGISTRY)


def test_the_registry_never_shows_it_past_its_own_term(dossier: Dossier) -> None:
    """R4 does not wait for R3."""
    shortened = end_of_day(datetime.date(2027, 1, 15))
    Incident.with_due.filter(pk=dossier.incident.pk).update(destroy_at=shortened)
    assert "tot en met 15 januari 2027, de dag waarop het wordt vernietigd" in told(dossier, REGISTRY)


def test_when_it_is_out_of_the_registry(dossier: Dossier, clock: Any) -> None:
    clock.move_to(end_of_day(datetime.date(2028, 2, 29)))
    assert "uit het register sinds het eind van 29 februari 2028" in told(dossier, REGISTRY)


def test_not_yet_and_not_any_more_in_the_registry(dossier: Dossier) -> None:
    Incident.objects.filter(pk=dossier.incident.pk).update(facts_established_at=None)
    dossier.incident.involvements.update(visible_until=None)
    assert "nog niet in het register, want de feiten" in told(dossier, REGISTRY)
    Incident.objects.filter(pk=dossier.incident.pk).update(outcome="unfounded")
    assert "niet in het register, want het incident bleek ongegrond" in told(dossier, REGISTRY)


def test_nobody_is_named(dossier: Dossier) -> None:
    dossier.incident = dossier.established()
    assert told(dossier, REGISTRY) == "Niemand is als dader genoemd: het register toont niets."


def test_what_holds_it(dossier: Dossier) -> None:
    assert told(dossier, HOLDS) == "Niets. Er loopt geen verzoek dat de vernietiging uitstelt."
    Incident.with_due.filter(pk=dossier.incident.pk).update(held_until=end_of_day(datetime.date(2026, 9, 30)))
    assert "hoogstens tot en met 30 september 2026" in told(dossier, HOLDS)


def test_which_request_holds_it(dossier: Dossier) -> None:
    cora = dossier.world.person("Cora", dossier.world.root, "coordinator", "supervisor")
    other = dossier.established()
    dossier.link(other, dossier.wim.perpetrator)
    for about, request in ((None, "access"), (dossier.wim.perpetrator, "objection")):
        place_on(
            fresh(cora), Incident.objects.get(pk=other.pk), about, request, TODAY - datetime.timedelta(3)
        )
    expected = "Een verzoek (bezwaar), ontvangen op 28 augustus 2026."
    assert expected in told(dossier, HOLDS)
    assert "hoogstens tot en met 28 november 2026" in told(dossier, HOLDS)
    # The request about the other incident alone does not hold this one.
    assert "inzage" not in told(dossier, HOLDS)
    dossier.incident = other
    assert "inzage" in told(dossier, HOLDS)


def test_on_the_page_of_a_perpetrator_and_nothing_of_what_the_reader_does_not_see(dossier: Dossier) -> None:
    cora = dossier.world.person("Cora", dossier.world.root, "coordinator", "supervisor")
    carol = dossier.world.person("Carol", dossier.world.sibling, "handler")
    ina = dossier.world.person("Ina", dossier.world.sibling, "reporter")
    elsewhere = dossier.world.incident(ina)
    link_perpetrator(carol, elsewhere, dossier.wim.perpetrator, uuid.uuid4())
    page = f"/daders/{dossier.wim.perpetrator.pk}/"
    assert reverse("perpetrator", args=[dossier.wim.perpetrator.pk]) == page
    assert "loopt geen verzoek" in text_of(client_of(dossier.bob).get(page))
    place_on(fresh(cora), Incident.objects.get(pk=elsewhere.pk), None, "access", TODAY)
    assert Perpetrator.objects.get().is_held
    seen = text_of(client_of(carol).get(page))
    assert f"{elsewhere.reference}: Het incident was op" in seen
    assert "Een verzoek (inzage)" in seen
    hidden = text_of(client_of(dossier.bob).get(page))
    assert f"{dossier.incident.reference}: Het incident was op" in hidden
    assert "Een verzoek" not in hidden
    assert "loopt geen verzoek" in hidden


def test_it_stands_on_the_page_for_who_reads_it(dossier: Dossier) -> None:
    handling.take_up(dossier.bob, dossier.incident)
    for reader in (dossier.bob, dossier.sonja):
        page = text_of(client_of(reader).get(f"/incidenten/{dossier.incident.pk}/"))
        assert "Waarom staat dit hier nog?" in page
        assert told(dossier, REGISTRY) in page
    assert client_of(dossier.rita).get(f"/incidenten/{dossier.incident.pk}/").status_code == 404
