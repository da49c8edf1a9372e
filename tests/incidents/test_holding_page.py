# SPDX-License-Identifier: EUPL-1.2
"""The pages of who handles requests: what is held, and from the due moment to read it."""

import datetime
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessLogEntry, User
from incidents.models import Incident
from retention.models import Hold, Request
from retention.terms import local_date
from tests.incidents.case import client_of, text_of
from tests.incidents.held import place_on
from tests.incidents.sanctioned import Dossier
from tests.world import World, fresh

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def dossier(world: World) -> Dossier:
    return Dossier(world)


@pytest.fixture
def cora(dossier: Dossier) -> User:
    return dossier.world.person("Cora", dossier.world.root, "coordinator", "supervisor")


def path(name: str, **arguments: Any) -> str:
    return reverse(name, kwargs=arguments)


def today() -> datetime.date:
    return local_date(timezone.now())


def held(actor: User, incident: Incident, about: Any = None) -> Hold:
    return place_on(fresh(actor), incident, about, Request.ACCESS, today())


def test_what_is_held_is_listed_by_reference_and_nothing_is_ended_here(dossier: Dossier, cora: User) -> None:
    """The request that it is for ends it: by its decision."""
    incident, browser = dossier.incident, client_of(cora)
    assert "Er is geen vernietiging uitgesteld" in text_of(browser.get(path("holds")))
    hold = held(cora, incident)
    page = text_of(browser.get(path("holds")))
    assert incident.reference in page
    assert "Zwartewater" not in page
    assert "Loopt tot en met" in page
    # The record is where it was, for who saw it.
    assert browser.get(path("hold_record", hold_id=hold.pk)).status_code == 404
    assert browser.get(path("hold", hold_id=hold.pk)).status_code == 200
    assert browser.post(path("hold", hold_id=hold.pk), {"ending": "refused"}).status_code == 405
    assert Incident.objects.get().is_held


def test_about_one_person_that_it_names(dossier: Dossier, cora: User) -> None:
    held(cora, dossier.incident, dossier.wim.perpetrator)
    page = text_of(client_of(cora).get(path("holds")))
    assert f'Dader in <span class="gir-nowrap">{dossier.incident.reference}' in page
    assert "Zwartewater" not in page


def test_somebody_in_many_incidents_of_which_one_is_due(dossier: Dossier, cora: User) -> None:
    """Three references and a number stand for them all; what is due already is to be found from the hold."""
    person = dossier.wim.perpetrator
    for _number in range(4):
        dossier.link(dossier.established(), person)
    hold, browser = held(cora, dossier.incident, person), client_of(cora)
    page = text_of(browser.get(path("holds")))
    assert " en 2 andere" in page
    assert dossier.incident.reference not in page
    record = path("hold_record", hold_id=hold.pk)
    assert record not in browser.get(path("hold", hold_id=hold.pk)).content.decode()
    Incident.with_due.filter(pk=dossier.incident.pk).update(destroy_at=timezone.now())
    page = browser.get(path("hold", hold_id=hold.pk))
    assert "die ziet alleen u nog" in text_of(page)
    assert record in page.content.decode()
    assert dossier.incident.reference in text_of(browser.get(record))


def test_only_who_handles_requests_in_the_municipality(dossier: Dossier, cora: User) -> None:
    hold = held(cora, dossier.incident)
    eve = dossier.world.person("Eve", dossier.world.other_root, "coordinator", "supervisor")
    assert dossier.incident.reference not in text_of(client_of(eve).get(path("holds")))
    for somebody in (eve, dossier.bob, dossier.sonja, dossier.alice, dossier.rita):
        assert client_of(somebody).get(path("hold", hold_id=hold.pk)).status_code == 404
    assert client_of(cora).get(path("hold", hold_id=hold.pk)).status_code == 200


def test_from_the_due_moment_only_the_coordinator_reads_it(dossier: Dossier, cora: User) -> None:
    world, incident = dossier.world, dossier.incident
    dossier.impose("warning_letter")
    secret = "Zwartewaterallee"
    assert secret in incident.narrative
    eve = world.person("Eve", world.other_root, "coordinator", "supervisor")
    with time_machine.travel(incident.destroy_at - DAY, tick=False) as clock:
        hold = place_on(fresh(cora), Incident.objects.get(), None, Request.ACCESS, today())
        page = path("hold_record", hold_id=hold.pk)
        assert client_of(cora).get(page).status_code == 404
        clock.move_to(incident.destroy_at)
        found = text_of(client_of(cora).get(page))
        for words in (secret, "Wim Zwartewater", "Alice", "Waarschuwingsbrief", "•••••••19"):
            assert words in found
        assert "999990019" not in found
        read = AccessLogEntry.objects.filter(actor=cora)
        assert {entry.object_id for entry in read} == {incident.pk, dossier.wim.perpetrator.pk}
        for somebody in (dossier.bob, dossier.sonja, dossier.alice, dossier.rita, eve):
            assert client_of(somebody).get(page).status_code == 404
        for name in ("incident", "my_report"):
            for somebody in (dossier.bob, dossier.sonja, dossier.alice, cora):
                assert client_of(somebody).get(path(name, incident_id=incident.pk)).status_code == 404
        person = path("perpetrator", perpetrator_id=dossier.wim.perpetrator.pk)
        assert client_of(cora).get(person).status_code == 404
        assert "alleen u ziet dit nog" in text_of(client_of(cora).get(path("holds")))
        clock.move_to(hold.until)
        assert client_of(cora).get(page).status_code == 404


def test_a_coordinator_does_not_read_what_happened_to_themselves(dossier: Dossier, cora: User) -> None:
    incident = dossier.world.incident(dossier.alice, cora)
    with time_machine.travel(incident.destroy_at - DAY, tick=False) as clock:
        boss = dossier.world.person("Bas", dossier.world.root, "coordinator", "supervisor")
        hold = place_on(fresh(boss), Incident.objects.get(pk=incident.pk), None, Request.ACCESS, today())
        clock.move_to(incident.destroy_at)
        assert client_of(boss).get(path("hold_record", hold_id=hold.pk)).status_code == 200
        assert client_of(cora).get(path("hold_record", hold_id=hold.pk)).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_however_long(dossier: Dossier, cora: User, rows: int) -> None:
    for _row in range(rows):
        incident = dossier.established()
        person = dossier.name(incident, "Ans").perpetrator
        for about in (None, person):
            place_on(fresh(cora), incident, about, Request.ACCESS, today())
    browser = client_of(cora)
    browser.get(path("holds"))
    with CaptureQueriesContext(connection) as captured:
        page = text_of(browser.get(path("holds")))
    assert page.count("Loopt tot en met") == 2 * rows
    assert len(captured) == 8
