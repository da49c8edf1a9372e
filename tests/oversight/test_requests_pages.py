# SPDX-License-Identifier: EUPL-1.2
"""The pages of the register: what is late first, nothing about a person before it is known who asks, errors at the field."""

import datetime
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import AccessLogEntry, User
from accounts.policy import today
from oversight.dashboard.attention import needs_somebody
from oversight.models import DataSubjectRequest, RequestSubject
from oversight.requests import clock, deciding, listing
from recordings.requests import register_request
from tests.incidents.case import client_of, filled_in, text_of
from tests.incidents.lettered import make_letterhead
from tests.incidents.sanctioned import Dossier
from tests.oversight import asked
from tests.recordings.exchange import Exchange
from tests.world import World, fresh

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
LIST = "/verzoeken/"


@pytest.fixture
def cora(world: World) -> User:
    make_letterhead(world.waterrijk)
    return asked.coordinator(world, "Cora", "supervisor")


def path(name: str, row: DataSubjectRequest, **more: Any) -> str:
    return reverse(name, kwargs={"request_id": row.pk, **more})


def test_what_is_late_stands_first_then_what_must_go_first(cora: User) -> None:
    day = today()
    rows = [asked.ask(cora, received_on=day - back * DAY) for back in (3, 40, 20)]
    page = text_of(client_of(cora).get(LIST))
    places = [page.index(row.reference) for row in (rows[1], rows[2], rows[0])]
    assert places == sorted(places)
    assert "3 verzoeken wachten op een antwoord" in page
    assert "1 is te laat" in page


def test_who_reads_what_somebody_asked_is_in_the_log_as_long_as_it_is_there(cora: User) -> None:
    """R6, AVG 15.1: the request itself is about a person too."""
    row = asked.ask(cora)
    browser = client_of(cora)
    assert browser.get(path("data_subject_request", row)).status_code == 200
    (entry,) = AccessLogEntry.objects.filter(action=AccessLogEntry.Action.READ_REQUEST)
    assert (entry.actor, entry.object_id, entry.record_id) == (cora, row.pk, row.pk)
    # Without its words it says nothing of anybody.
    DataSubjectRequest.objects.filter(pk=row.pk).update(contents_gone_at=timezone.now())
    assert browser.get(path("data_subject_request", row)).status_code == 200
    assert AccessLogEntry.objects.filter(action=AccessLogEntry.Action.READ_REQUEST).count() == 1


def test_callers_stand_in_the_same_list_and_lead_to_their_own_page(world: World, cora: User) -> None:
    exchange = Exchange(world)
    exchange.stored()
    caller = register_request(fresh(cora), today(), timezone.now(), "06-12345678")
    asked.ask(cora)
    own = reverse("caller_request", kwargs={"request_id": caller.pk})
    browser = client_of(cora)
    assert own in browser.get(LIST).content.decode()
    assert own in browser.get(LIST, {"soort": "caller"}).content.decode()
    assert own not in browser.get(LIST, {"soort": "access"}).content.decode()
    assert listing.page_of(fresh(cora)).total == 2


def test_filters_and_pages(cora: User) -> None:
    rows = [asked.ask(cora, "access" if n % 2 else "erasure") for n in range(listing.PAGE + 2)]
    deciding.decide(cora, rows[0], "withdrawn")
    browser = client_of(cora)
    first, second = (text_of(browser.get(LIST, {"pagina": n})) for n in (1, 2))
    assert first.count("gir-rowlink ") == listing.PAGE
    assert second.count("gir-rowlink ") == 1
    done = text_of(browser.get(LIST, {"stand": "klaar"}))
    assert rows[0].reference in done
    assert "Ingetrokken" in done
    assert rows[0].name not in done
    for odd in ("0", "-1", "999999999", "x", "²"):
        assert browser.get(LIST, {"pagina": odd, "stand": "x", "soort": "x"}).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_however_long(world: World, cora: User, rows: int) -> None:
    exchange = Exchange(world)
    exchange.stored()
    for _row in range(rows):
        asked.ask(cora)
        register_request(fresh(cora), today(), timezone.now(), "06-12345678")
    browser = client_of(cora)
    browser.get(LIST)
    with CaptureQueriesContext(connection) as captured:
        page = text_of(browser.get(LIST))
    assert page.count("gir-rowlink ") == 2 * rows
    assert len(captured) == 7


@pytest.mark.parametrize("number", [1, 6])
@pytest.mark.parametrize(("who", "questions"), [("somebody", 18), ("a victim", 16)])
def test_the_page_of_a_request_asks_the_same_however_much_it_is_about(
    world: World, cora: User, number: int, who: str, questions: int
) -> None:
    """Somebody whom many incidents name, or as many incidents one by one; with the line of the log."""
    dossier = Dossier(world)
    row = asked.identified(cora)
    incidents = [dossier.incident, *(dossier.established() for _more in range(number - 1))]
    for incident in incidents[1:]:
        dossier.link(incident, dossier.wim.perpetrator)
    if who == "somebody":
        asked.about(cora, row, dossier.incident, dossier.wim.perpetrator)
    else:
        for incident in incidents:
            asked.about(cora, row, incident)
    browser = client_of(cora)
    page = reverse("data_subject_request", args=[row.pk])
    browser.get(page)
    with CaptureQueriesContext(connection) as captured:
        text = text_of(browser.get(page))
    assert all(incident.reference in text for incident in incidents)
    assert len(captured) == questions


def test_the_overview_says_how_many_as_the_list_behind_it(world: World, cora: User) -> None:
    for back in (40, 1):
        asked.ask(cora, received_on=today() - back * DAY)
    figure = next(one for one in needs_somebody(fresh(cora)) if one.key == "requests")
    assert (figure.number, figure.tone, figure.note) == (2, "late", "1 is te laat")
    assert text_of(client_of(cora).get(figure.url)).count("gir-rowlink ") == 2
    hank = world.person("Hank", world.root, "handler", "supervisor")
    assert "requests" not in {one.key for one in needs_somebody(fresh(hank))}
    assert "Verzoeken" not in text_of(client_of(hank).get("/overzicht/"))


def test_nothing_about_the_person_before_it_is_known_who_asks(world: World, cora: User) -> None:
    dossier, row = Dossier(world), asked.ask(cora)
    RequestSubject.objects.create(
        request=row,
        what="incidents.Incident",
        object_id=str(dossier.incident.pk),
        capacity="perpetrator",
        confirmed_by=cora,
    )
    browser, url = client_of(cora), path("data_subject_request", row)
    assert browser.get(url).context["subjects"] is None
    browser.post(path("request_identity", row), {"identity_check": asked.HOW})
    assert browser.get(url).context["subjects"] is not None


def test_from_receipt_to_answer(cora: User) -> None:
    browser = client_of(cora)
    form = filled_in(browser.get(LIST + "nieuw/"))
    form |= {
        "kind": "rectification",
        "received_on": f"{today():%d-%m-%Y}",
        "came_by": "desk",
        "name": "Karel",
    }
    wrong = browser.post(LIST + "nieuw/", form)
    assert wrong.context["form"].errors.keys() == {"asked"}
    form["asked"] = "Het nummer 999990019 klopt niet: merel."
    wrong = browser.post(LIST + "nieuw/", form)
    assert wrong.context["form"].errors.keys() == {"asked"}
    assert "merel" in text_of(wrong)
    form["asked"] = "De datum klopt niet."
    for _time in range(2):
        answer = browser.post(LIST + "nieuw/", form)
    row = DataSubjectRequest.objects.get()
    assert answer["Location"] == path("data_subject_request", row)
    assert browser.post(path("request_identity", row), {"identity_check": "Paspoort NWA1B2C34"}).context[
        "form"
    ].errors.keys() == {"identity_check"}
    browser.post(path("request_identity", row), {"identity_check": asked.HOW})
    browser.post(path("request_decide", row), {"decision": "refused", "reasons": "Het klopt wel."})
    row.refresh_from_db()
    assert row.decision == "refused"
    sent = path("request_letter_sent", row, kind="decision")
    assert browser.post(sent, filled_in(browser.get(sent))).status_code == 302
    row.refresh_from_db()
    assert (row.letter_sent_on, row.reasons) == (today(), "")
    # What is over leads back, and no letter goes twice.
    for name in ("request_identity", "request_extend", "request_decide"):
        assert browser.get(path(name, row))["Location"] == path("data_subject_request", row)
        assert browser.post(path(name, row), {"decision": "granted"}).status_code == 302
    assert browser.get(sent).status_code == 404
    assert browser.get(path("request_letter", row, kind="decision")).status_code == 404
    assert browser.get(path("request_letter", row, kind="ban")).status_code == 404


def test_who_is_party_gets_no_form_and_changes_nothing_by_sending_one(world: World, cora: User) -> None:
    karel = asked.coordinator(world, asked.NAME)
    row = asked.identified(cora)
    browser = client_of(karel)
    assert "Een andere coördinator besluit" in text_of(browser.get(path("data_subject_request", row)))
    assert "<textarea" not in browser.get(path("request_decide", row)).content.decode()
    browser.post(path("request_decide", row), {"decision": "refused", "reasons": "Daarom."})
    row.refresh_from_db()
    assert row.is_open


def test_of_another_municipality_there_is_nothing(world: World, cora: User) -> None:
    row = asked.identified(cora)
    eve = world.person("Eve", world.other_root, "coordinator", "supervisor")
    browser = client_of(eve)
    assert row.reference not in text_of(browser.get(LIST))
    names = ("data_subject_request", "request_identity", "request_extend", "request_decide")
    urls = [path(name, row) for name in names]
    urls += [path(name, row, kind="request_received") for name in ("request_letter", "request_letter_sent")]
    for url in urls:
        assert client_of(cora).get(url).status_code == 200
        assert browser.get(url).status_code == 404
        assert browser.post(url, {"decision": "withdrawn"}).status_code == 404
    row.refresh_from_db()
    assert row.is_open


def test_mass_assignment_sets_nothing_that_the_form_does_not_ask(cora: User) -> None:
    row = asked.ask(cora)
    data = {"identity_check": asked.HOW, "decision": "granted", "received_on": "01-01-2030", "number": "77"}
    client_of(cora).post(path("request_identity", row), data)
    row.refresh_from_db()
    assert (row.decision, row.received_on, row.number) == ("", today(), 1)
    assert row.identity_checked_at is not None


def test_a_year_after_it_was_never_decided_the_row_goes(cora: User) -> None:
    """R7, counted from the day on which the holds end."""
    with time_machine.travel("2026-03-31T10:00Z", tick=False) as traveller:
        row = asked.ask(cora)
        assert row.destroy_at.isoformat() == "2027-07-01T22:00:00+00:00"
        traveller.move_to(row.destroy_at - datetime.timedelta(microseconds=1))
        assert row.reference in text_of(client_of(cora).get(LIST))
        traveller.move_to(row.destroy_at)
        assert row.reference not in text_of(client_of(cora).get(LIST))
        assert client_of(cora).get(path("data_subject_request", row)).status_code == 404


def test_everything_that_an_objection_lacks_is_said_at_once(world: World, cora: User) -> None:
    dossier = Dossier(world)
    row = asked.identified(cora, "objection")
    asked.about(cora, row, dossier.incident)
    page = client_of(cora).post(path("request_decide", row), {"decision": "refused"})
    assert set(page.context["form"].errors) == {"reasons", "weighing"}
    assert "(niet verplicht)" not in text_of(page)


def test_what_was_refused_says_that_nothing_happened(world: World, cora: User) -> None:
    dossier = Dossier(world)
    row = asked.identified(cora, "erasure")
    asked.about(cora, row, dossier.incident)
    client = client_of(cora)
    decided = client.post(
        path("request_decide", row), {"decision": "refused", "reasons": "Daarom."}, follow=True
    )
    assert "Het besluit is vastgelegd." in text_of(decided)
    assert "uitgevoerd" not in text_of(decided)
    assert "Er is niets veranderd" in text_of(client.get(path("request_effects", row)))
    last = date_format(clock.last_day_of_contents(DataSubjectRequest.objects.get(pk=row.pk)), "j F Y")
    assert f"Verstuur de brief uiterlijk op {last}" in text_of(decided)
