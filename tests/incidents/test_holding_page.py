# SPDX-License-Identifier: EUPL-1.2
"""The pages of who handles requests: place a hold by reference, decide, and from the due moment read what is held."""

import datetime
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessLogEntry, User
from incidents.holding import place_on
from incidents.models import Incident
from retention.models import Hold, Request
from retention.terms import local_date
from tests.incidents.case import client_of, text_of
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


def asked(about: str = "incident", day: datetime.date | None = None) -> dict[str, str]:
    return {"about": about, "request": "access", "received_on": f"{day or today():%d-%m-%Y}"}


def test_by_reference_from_request_to_decision(dossier: Dossier, cora: User) -> None:
    incident, browser = dossier.incident, client_of(cora)
    assert "Er wordt niets aangehouden" in text_of(browser.get(path("holds")))
    form = path("hold_place", incident_id=incident.pk)
    assert browser.get(path("holds"), {"kenmerk": incident.reference})["Location"] == form
    assert "Wim Zwartewater" in text_of(browser.get(form))
    assert browser.post(form, asked()).status_code == 302
    hold = Hold.objects.get()
    assert (hold.what, hold.object_id, hold.placed_by) == ("incidents.Incident", str(incident.pk), cora)
    page = text_of(browser.get(path("holds")))
    assert incident.reference in page
    assert "Zwartewater" not in page
    assert "Loopt tot en met" in page
    # The record is where it was, for who saw it.
    assert browser.get(path("hold_record", hold_id=hold.pk)).status_code == 404
    assert browser.post(path("hold", hold_id=hold.pk), {}).status_code == 200
    assert browser.post(path("hold", hold_id=hold.pk), {"ending": "refused"}).status_code == 302
    assert browser.get(path("hold", hold_id=hold.pk)).status_code == 404
    assert not Incident.objects.get().is_held


def test_about_one_person_that_it_names(dossier: Dossier, cora: User) -> None:
    form = path("hold_place", incident_id=dossier.incident.pk)
    other = dossier.name(dossier.established(), "Ans").perpetrator
    assert client_of(cora).post(form, asked(str(other.pk))).status_code == 200
    client_of(cora).post(form, asked(str(dossier.wim.perpetrator.pk)))
    assert Hold.objects.get().object_id == str(dossier.wim.perpetrator.pk)
    page = text_of(client_of(cora).get(path("holds")))
    assert f"Dader in {dossier.incident.reference}" in page
    assert "Zwartewater" not in page


def test_somebody_in_many_incidents_of_which_one_is_due(dossier: Dossier, cora: User) -> None:
    """Three references and a number stand for them all; what is due already is to be found from the hold."""
    person = dossier.wim.perpetrator
    for _number in range(4):
        dossier.link(dossier.established(), person)
    client_of(cora).post(path("hold_place", incident_id=dossier.incident.pk), asked(str(person.pk)))
    hold, browser = Hold.objects.get(), client_of(cora)
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


def test_the_summary_of_errors_does_not_say_that_nothing_is_held(dossier: Dossier, cora: User) -> None:
    page = text_of(client_of(cora).get(path("holds"), {"kenmerk": "2026-999999"}))
    assert page.count("Er wordt niets aangehouden") == 1
    assert "er klopt iets niet" in page


@pytest.mark.parametrize(("days", "words"), [(-1, "moet nog komen"), (100, "drie maanden geleden")])
def test_a_day_that_holds_nothing_is_refused(dossier: Dossier, cora: User, days: int, words: str) -> None:
    form = path("hold_place", incident_id=dossier.incident.pk)
    page = client_of(cora).post(form, asked(day=today() - days * DAY))
    assert words in text_of(page)
    assert not Hold.objects.exists()


def test_only_of_what_one_sees_and_only_by_who_handles_requests(dossier: Dossier, cora: User) -> None:
    world, incident = dossier.world, dossier.incident
    form = path("hold_place", incident_id=incident.pk)
    cees = world.person("Cees", world.root, "coordinator")
    eve = world.person("Eve", world.other_root, "coordinator", "supervisor")
    for somebody in (cees, eve):
        answer = client_of(somebody).get(path("holds"), {"kenmerk": incident.reference})
        assert "is er niet, of u ziet haar niet" in text_of(answer)
    for somebody in (cees, eve, dossier.bob, dossier.sonja, dossier.alice, dossier.rita):
        assert client_of(somebody).get(form).status_code == 404
        assert client_of(somebody).post(form, asked()).status_code == 404
    assert not Hold.objects.exists()
    assert client_of(cora).get(form).status_code == 200


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
        form = path("hold_place", incident_id=incident.pk)
        assert client_of(cora).get(form).status_code == 404
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
