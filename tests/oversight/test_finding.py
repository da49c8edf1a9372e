# SPDX-License-Identifier: EUPL-1.2
"""Finding the person who asks (AVG 15-21): everywhere in the municipality and nowhere else, shown the least by which it
is confirmed, each hit by a person; what is typed is kept nowhere, that somebody searched is."""

import datetime
import logging
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessLogEntry, BrowserSession
from incidents.access import NotAllowed
from incidents.handling import add_another_victim
from incidents.models import Incident
from incidents.perpetrators import PersonFacts, name_perpetrator
from incidents.reporting import VictimFacts
from oversight.models import RequestSubject
from oversight.requests import finding, subjects
from oversight.requests.finding import Asked, NotNow
from retention.models import Hold
from retention.terms import AMSTERDAM
from tests.incidents.sanctioned import BSNS
from tests.oversight.everything import places_of
from tests.oversight.requested import BORN, NAME, Desk
from tests.recordings.exchange import Exchange
from tests.world import World, fresh

pytestmark = pytest.mark.django_db
Action = AccessLogEntry.Action


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


def found(answer: Any) -> list[tuple[str, str]]:
    return [(one.capacity, one.name) for one in answer.candidates]


def test_by_name_in_every_capacity_and_another_spelling(desk: Desk) -> None:
    """AVG 15: a perpetrator who was linked, one whom only a report names, victims and reporters."""
    desk.world.incident(desk.dossier.alice, aggressor_name="Kees Roodbaard")
    desk.world.incident(desk.dossier.alice, aggressor_description="Lang; het was Roodbaard van het plein.")
    request = desk.request("access")
    assert found(desk.find(request, "Wim Zwartewater")) == [("perpetrator", NAME)]
    assert found(desk.find(request, "W. Zwartewater")) == [("perpetrator", NAME)]
    assert sorted(found(desk.find(request, "Kees Roodbaard"))) == [
        ("perpetrator", ""),
        ("perpetrator", "Kees Roodbaard"),
    ]
    victims_and_reporters = found(desk.find(request, "Alice"))
    assert set(victims_and_reporters) == {("victim", "Alice"), ("reporter", "Alice")}
    assert len(victims_and_reporters) == 6


def test_by_bsn_and_by_date_of_birth(desk: Desk) -> None:
    """By blind index, exact; with a name a date of birth counts for the order and is said when it differs."""
    incident = desk.dossier.established()
    desk.dossier.name(incident, "Piet Anders", date_of_birth=BORN)
    request = desk.request("access")
    assert found(desk.find(request, "", bsn=BSNS[0])) == [("perpetrator", NAME)]
    assert found(desk.find(request, "", bsn=BSNS[1])) == []
    assert found(desk.find(request, "", date_of_birth=BORN)) == [("perpetrator", "Piet Anders")]
    assert found(desk.find(request, "", date_of_birth=BORN + datetime.timedelta(days=1))) == []
    answer = desk.find(request, "Piet Anders", date_of_birth=BORN + datetime.timedelta(days=1))
    assert "maar een andere geboortedatum" in answer.candidates[0].why


def test_what_is_linked_is_not_found_twice(desk: Desk) -> None:
    incident = desk.dossier.established(aggressor_name=NAME)
    desk.dossier.link(incident, desk.dossier.wim.perpetrator)
    answer = desk.find(desk.request())
    assert found(answer) == [("perpetrator", NAME)]
    assert incident.reference in answer.candidates[0].title


def test_another_municipality_never(desk: Desk) -> None:
    """LEI 10: neither found by the other's coordinator, nor from there."""
    there = desk.world.person("Henk", desk.world.other, "reporter", "handler")
    victim = desk.world.person("Vera", desk.world.other)
    away = desk.world.incident(there, victim, aggressor_name="Wim Zwartewater")
    name_perpetrator(there, away, PersonFacts(name=NAME, bsn=BSNS[0]), uuid.uuid4())
    request = desk.request()
    assert [one.title for one in desk.find(request).candidates] == [desk.dossier.incident.reference]
    assert desk.dossier.incident.reference == away.reference, "the same number in both: so compare the record"
    assert desk.find(request).candidates[0].object_id == desk.dossier.wim.perpetrator_id
    with pytest.raises(NotAllowed):
        desk.find(request, actor=desk.dirk)
    theirs = desk.request(municipality=desk.world.duinveen)
    assert desk.find(theirs, actor=desk.dirk).candidates[0].object_id != desk.dossier.wim.perpetrator_id


def test_what_is_due_is_not_found(desk: Desk) -> None:
    request = desk.request()
    assert desk.find(request).candidates
    Incident.with_due.filter(pk=desk.dossier.incident.pk).update(destroy_at=timezone.now())
    person = desk.dossier.wim.perpetrator
    type(person).with_due.filter(pk=person.pk).update(destroy_at=timezone.now())
    assert desk.find(request).candidates == []
    assert desk.find(request, "Alice").candidates == []


def test_no_search_before_the_identity_is_established_or_after_the_decision(desk: Desk) -> None:
    unchecked = desk.request(checked=False)
    with pytest.raises(NotNow):
        desk.find(unchecked)
    assert not AccessLogEntry.objects.filter(action=Action.SOUGHT_PERSON).exists()
    decided = desk.request()
    candidate = desk.find(decided).candidates[0]
    desk.decide(decided, "refused")
    with pytest.raises(NotNow):
        desk.find(decided)
    with pytest.raises(NotNow):
        subjects.confirm(fresh(desk.cora), decided, candidate)


@pytest.mark.parametrize("name", [NAME, "Niemand Bekend"])
def test_the_search_is_logged_whatever_it_finds(desk: Desk, name: str) -> None:
    """R6: that somebody searched, and every record that was shown; never what was typed."""
    hits = desk.find(desk.request(), name).candidates
    assert AccessLogEntry.objects.filter(action=Action.SOUGHT_PERSON, actor=desk.cora).count() == 1
    shown = AccessLogEntry.objects.filter(action=Action.FOUND_FOR_REQUEST, actor=desk.cora)
    assert set(shown.values_list("object_id", flat=True)) == {hit.object_id for hit in hits}
    assert places_of("Niemand Bekend") == []


def test_what_is_typed_is_in_no_session_table_or_log(
    desk: Desk, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    request = desk.request("access")
    client.force_login(desk.cora)
    page = reverse("request_search", args=[request.pk])
    typed = {"name": "Zonderling Kwartelhof", "bsn": BSNS[2], "date_of_birth": "13-11-1955"}
    answer = client.post(page, typed)
    assert "Zonderling Kwartelhof" in answer.content.decode(), "the form keeps it"
    assert "no-store" in answer["Cache-Control"]
    assert answer.request["QUERY_STRING"] == ""
    for word in ("Kwartelhof", BSNS[2], "1955-11-13", "13-11-1955"):
        assert places_of(word) == []
        assert word not in caplog.text
    assert "Kwartelhof" not in str([session.get_decoded() for session in BrowserSession.objects.all()])
    assert "Kwartelhof" not in client.get(page).content.decode()


def test_the_page_tells_the_least_by_which_it_is_confirmed(desk: Desk, client: Client) -> None:
    """The coordinator holds no level on incidents: reference, date, capacity, name and birth, and nothing else."""
    desk.dossier.established(narrative="Toedracht Geheimvogel.", victim=desk.world.person("Vera Slachtoffer"))
    incident = desk.dossier.incident
    vera = desk.world.person("Vera Geraakt")
    add_another_victim(desk.dossier.bob, incident, VictimFacts.of(vera))
    client.force_login(desk.cora)
    text = client.post(reverse("request_search", args=[desk.request().pk]), {"name": NAME}).content.decode()
    assert incident.reference in text
    assert NAME in text
    for secret in ("Geraakt", "Alice", "opwachten", "Zwartewaterallee", BSNS[0], "Bob"):
        assert secret not in text


def test_each_is_confirmed_by_a_person_and_only_what_the_words_find(desk: Desk, client: Client) -> None:
    other = desk.dossier.established()
    theirs = desk.dossier.name(other, "Piet Anders").perpetrator
    request = desk.request()
    client.force_login(desk.cora)
    page = reverse("request_search", args=[request.pk])
    client.post(page, {"name": NAME})
    assert not RequestSubject.objects.exists()
    forged = f"incidents.Perpetrator~{theirs.pk}~perpetrator~"
    answer = client.post(page, {"name": NAME, "confirm": forged})
    assert "niet meer gevonden" in answer.content.decode()
    assert not RequestSubject.objects.exists()
    client.post(page, {"name": "Piet Anders", "confirm": forged})
    assert RequestSubject.objects.get().object_id == str(theirs.pk)


def test_confirmed_twice_is_once_and_withdrawn_ends_the_hold(desk: Desk, client: Client) -> None:
    request = desk.request()
    subject = desk.confirm(request)
    candidate = desk.find(request).candidates[0]
    assert candidate.is_confirmed
    assert subjects.confirm(fresh(desk.cora), request, candidate) == subject
    hold = Hold.objects.get()
    desk.dossier.incident.refresh_from_db()
    assert desk.dossier.incident.is_held, "what names this person is held along"
    client.force_login(desk.cora)
    client.post(reverse("request_withdraw_subject", args=[request.pk, subject.pk]))
    hold.refresh_from_db()
    assert (hold.ending, hold.ended_by) == (Hold.Ending.WITHDRAWN, desk.cora)
    assert not RequestSubject.objects.exists()
    desk.dossier.incident.refresh_from_db()
    assert not desk.dossier.incident.is_held
    again = desk.confirm(request)
    assert again.hold is not None
    assert again.hold != hold


def test_nobody_confirms_in_their_own_incident(desk: Desk) -> None:
    """Another coordinator does; and who is a victim there learns that there is more, and nothing of it."""
    add_another_victim(desk.dossier.bob, desk.dossier.incident, VictimFacts.of(desk.cora))
    request = desk.request()
    answer = desk.find(request)
    assert answer.candidates == []
    assert answer.has_own
    other = desk.world.person("Corrie", desk.world.root, "coordinator")
    (candidate,) = desk.find(request, actor=other).candidates
    with pytest.raises(NotAllowed):
        subjects.confirm(fresh(desk.cora), request, candidate)
    subject = subjects.confirm(fresh(other), request, candidate)
    with pytest.raises(NotAllowed):
        subjects.withdraw(fresh(desk.cora), subject)
    (shown,) = subjects.confirmed(fresh(desk.cora), request)
    assert shown.is_own
    assert desk.dossier.incident.reference not in shown.title


@pytest.mark.parametrize(
    "levels",
    [["administrator"], ["handler", "supervisor"], ["registry_reader"], ["head"], ["reporter"], []],
)
def test_for_everybody_else_it_is_not_there(desk: Desk, client: Client, levels: list[str]) -> None:
    request = desk.request()
    subject = desk.confirm(request)
    person = desk.world.person("Sam", desk.world.root, *levels)
    client.force_login(person)
    pages = [reverse(name, args=[request.pk]) for name in ("request_search", "request_effects")]
    pages.append(reverse("request_effect", args=[request.pk, subject.pk]))
    for page in pages:
        assert client.get(page).status_code == 404
        assert client.post(page, {"name": NAME}).status_code == 404
    withdrawn = reverse("request_withdraw_subject", args=[request.pk, subject.pk])
    assert client.post(withdrawn).status_code == 404
    assert RequestSubject.objects.filter(pk=subject.pk).exists()


@pytest.mark.parametrize("who", ["dirk", "superuser", "inactive", "visitor"])
def test_nor_for_outsiders(desk: Desk, client: Client, who: str) -> None:
    request = desk.request()
    if who == "superuser":
        client.force_login(desk.world.person("Root", desk.world.root, is_superuser=True))
    elif who == "inactive":
        client.force_login(desk.world.person("Ina", desk.world.root, "coordinator", is_active=False))
    elif who == "dirk":
        client.force_login(desk.dirk)
    answer = client.post(reverse("request_search", args=[request.pk]), {"name": NAME})
    assert answer.status_code == (302 if who in ("inactive", "visitor") else 404)
    assert NAME not in answer.content.decode()


def test_a_request_that_is_too_old_to_hold_anything_is_confirmed_without(desk: Desk) -> None:
    """RULES "Holds": at most three months after receipt."""
    long_ago = timezone.now().date() - datetime.timedelta(days=120)
    subject = desk.confirm(desk.request(received_on=long_ago))
    assert subject.hold is None
    assert not Hold.objects.exists()


class TestCalls:
    """Of an unflagged call nothing, but that there is one: for day, hour and number together (RULES)."""

    @pytest.fixture
    def desk(self, world: World) -> Desk:
        return Desk(world, with_dossier=False)

    @pytest.fixture
    def exchange(self, desk: Desk) -> Exchange:
        return Exchange(desk.world)

    def asked(self, call: Any, **other: Any) -> Asked:
        return Asked(**({"number": "0612345678", "called_at": call.started_at} | other))

    def test_found_by_day_hour_and_number_and_held(self, desk: Desk, exchange: Exchange) -> None:
        call = exchange.stored()
        request = desk.request("access")
        (one,) = finding.search(fresh(desk.cora), request, self.asked(call)).candidates
        assert (one.capacity, one.object_id, one.name) == ("caller", call.pk, "")
        assert AccessLogEntry.objects.filter(action=Action.SOUGHT_RECORDING, object_id=call.pk).exists()
        subject = subjects.confirm(fresh(desk.cora), request, one)
        call.refresh_from_db()
        assert call.is_held
        assert not type(call).objects.playable_by(fresh(desk.cora)).filter(pk=call.pk).exists()
        subjects.withdraw(fresh(desk.cora), subject)
        call.refresh_from_db()
        assert not call.is_held

    def test_not_by_another_number_or_hour(self, desk: Desk, exchange: Exchange) -> None:
        call = exchange.stored()
        request, hours = desk.request("access"), datetime.timedelta(hours=3)
        for asked in (
            self.asked(call, number="0612345679"),
            self.asked(call, called_at=call.started_at - hours),
            Asked(number="0612345678"),
            Asked(called_at=call.started_at),
        ):
            assert finding.search(fresh(desk.cora), request, asked).candidates == []

    def test_the_page_asks_for_all_three(self, desk: Desk, exchange: Exchange, client: Client) -> None:
        call = exchange.stored()
        client.force_login(desk.cora)
        page = reverse("request_search", args=[desk.request("access").pk])
        local = call.started_at.astimezone(AMSTERDAM)
        typed = {"number": "06-12345678", "called_on": f"{local:%d-%m-%Y}", "called_at": f"{local:%H:%M}"}
        assert len(client.post(page, typed).context["answer"].candidates) == 1
        answer = client.post(page, {"number": "06-12345678"})
        assert "answer" not in answer.context
        assert {"called_on", "called_at"} <= set(answer.context["form"].errors)

    def test_ones_own_call_and_another_municipality(self, desk: Desk, exchange: Exchange) -> None:
        call = exchange.stored()
        desk.world.grant(exchange.alice, "coordinator", desk.world.root)
        request = desk.request("access")
        assert finding.search(fresh(exchange.alice), request, self.asked(call)).candidates == []
        theirs = desk.request("access", municipality=desk.world.duinveen)
        assert finding.search(fresh(desk.dirk), theirs, self.asked(call)).candidates == []
