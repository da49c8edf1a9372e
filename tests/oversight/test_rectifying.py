# SPDX-License-Identifier: EUPL-1.2
"""Rectification granted (AVG 16): the old value goes everywhere, the log keeps that it changed by the field's name; a later
date is not put right here (R4); whoever handles the incident is told."""

import datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import ChangeLogEntry
from incidents import handling
from incidents.models import Contribution, Draft, Incident, Perpetrator
from incidents.rectifying import Corrections
from notices.models import OutboxMessage
from oversight.models import Effect
from oversight.requests import clock, effects, effects_choosing, subjects, telling
from protection.blind_index import fingerprints
from retention.terms import end_of_day, local_date
from tests.incidents.sanctioned import BSNS
from tests.oversight.everything import bytes_of, places_of
from tests.oversight.requested import BORN, Desk
from tests.world import World, fresh

pytestmark = pytest.mark.django_db
WRONG, RIGHT = "Wim Foutenberg", "Wim Goedhart"
WRONG_BORN = datetime.date(1944, 2, 17)


@pytest.fixture
def desk(world: World) -> Desk:
    desk = Desk(world, aggressor_name=WRONG, narrative="Hij dreigde.")
    handling.take_up(desk.dossier.bob, desk.dossier.incident)
    person: Any = desk.dossier.wim.perpetrator
    person.name, person.date_of_birth, person.bsn = WRONG, WRONG_BORN, BSNS[1]
    person.description = "Kaal, met snor."
    person.save()
    Draft.objects.create(author=desk.dossier.bob, incident=desk.dossier.incident, data={"aggressor": WRONG})
    return desk


def correct(desk: Desk, new: Corrections, name: str = WRONG) -> Any:
    request = desk.request("rectification", name=RIGHT)
    subject = desk.confirm(request, name)
    desk.choose(subject, "person", corrections=new)
    return request


def test_of_a_perpetrator_the_old_value_is_nowhere(desk: Desk) -> None:
    place = desk.world.waterrijk.pk
    marks = fingerprints(Perpetrator, "bsn_index", place, BSNS[1])
    marks += fingerprints(Perpetrator, "born_index", place, WRONG_BORN)
    assert all(places_of(mark) for mark in marks)
    request = correct(
        desk, Corrections(name=RIGHT, date_of_birth=BORN, bsn=BSNS[2], without=("description",))
    )
    before = ["Foutenberg", BSNS[1], WRONG_BORN.isoformat(), "Kaal, met snor"]
    assert all(places_of(word) for word in before), "nothing changes before the decision"
    last = ChangeLogEntry.objects.latest("pk").pk
    desk.decide(request)
    for word in before:
        assert places_of(word) == []
    assert not any(places_of(mark) for mark in marks)
    person = Perpetrator.objects.get()
    assert (person.name, person.date_of_birth, person.bsn, person.description) == (RIGHT, BORN, BSNS[2], "")
    assert desk.find(desk.request(), RIGHT).candidates
    entries = ChangeLogEntry.objects.filter(object_pk=str(person.pk), pk__gt=last, action=1)
    changes = {name: value for entry in entries for name, value in entry.changes.items()}
    assert {"name", "date_of_birth", "bsn", "description"} <= changes.keys()
    assert all(changes[name] is None for name in ("name", "date_of_birth", "bsn", "description"))


def test_what_was_typed_stands_nowhere_after_the_decision(desk: Desk) -> None:
    request = correct(desk, Corrections(name="Wim Tussendoor"))
    assert places_of("Tussendoor") == ["oversight.Effect.corrections"]
    desk.decide(request, "refused")
    assert places_of("Tussendoor") == []
    assert Effect.objects.get().corrections is None
    assert Perpetrator.objects.get().name == WRONG


def test_the_handler_is_told_by_reference_alone(desk: Desk) -> None:
    desk.decide(correct(desk, Corrections(name=RIGHT)))
    mail = OutboxMessage.objects.get(kind="request_carried_out")
    assert (mail.recipient, mail.reference) == (desk.dossier.bob, desk.dossier.incident.reference)


def test_a_text_that_names_them_wrongly_is_written_anew_first(desk: Desk) -> None:
    kinds = ["verbal", "threat"]
    handling.establish_facts(
        desk.dossier.bob, desk.dossier.incident, {"narrative": "Foutenberg dreigde."}, kinds
    )
    request = correct(desk, Corrections(name=RIGHT))
    with pytest.raises(effects.NotReady):
        desk.decide(request)
    assert Perpetrator.objects.get().name == WRONG
    handling.establish_facts(
        desk.dossier.bob, desk.dossier.incident, {"narrative": "Goedhart dreigde."}, kinds
    )
    desk.decide(request)
    assert places_of("Foutenberg") == []
    assert Incident.objects.get(pk=desk.dossier.incident.pk).narrative == "Goedhart dreigde."


def test_a_name_or_a_description_stays(desk: Desk) -> None:
    """LEI 3.5."""
    person = Perpetrator.objects.get()
    person.name = ""
    person.save()
    request = desk.request("rectification")
    (one,) = desk.find(request, "", bsn=BSNS[1]).candidates
    subject = subjects.confirm(fresh(desk.cora), request, one)
    with pytest.raises(effects_choosing.NothingRight):
        desk.choose(subject, "person", corrections=Corrections(without=("description",)))


def of_incident(desk: Desk, new: Corrections) -> Any:
    incident = desk.world.incident(desk.dossier.alice, place="Foutstraat 1", aggressor_name="Kees Roodbaard")
    request = desk.request("rectification", name="")
    subject = desk.confirm(request, "Kees Roodbaard")
    desk.choose(subject, "person", corrections=new)
    return incident, request


def test_of_an_incident_place_kinds_and_a_statement(desk: Desk) -> None:
    incident, request = of_incident(
        desk, Corrections(place="Balie 2", kinds=("verbal",), statement="Ik riep alleen hard.")
    )
    assert places_of("Foutstraat")
    desk.decide(request)
    assert places_of("Foutstraat") == []
    row = Incident.objects.get(pk=incident.pk)
    assert (row.place, row.gravest_kind) == ("Balie 2", "verbal")
    assert list(row.kinds.values_list("kind", flat=True)) == ["verbal"]
    statement = Contribution.objects.get(incident=row)
    assert (statement.kind, statement.text) == (Contribution.Kind.CORRECTION, "Ik riep alleen hard.")


def test_an_earlier_date_recomputes_the_term_and_a_later_one_is_refused(desk: Desk) -> None:
    """R4: a later date needs a supervisor's consent."""
    incident, request = of_incident(desk, Corrections())
    subject = request.subjects.get()
    earlier = incident.occurred_at - datetime.timedelta(days=30)
    later = incident.occurred_at + datetime.timedelta(minutes=30)
    before = incident.destroy_at
    desk.choose(subject, "person", corrections=Corrections(occurred_at=earlier))
    desk.decide(request)
    incident.refresh_from_db()
    assert incident.occurred_at == earlier
    assert incident.destroy_at < before
    entries = ChangeLogEntry.objects.filter(object_pk=str(incident.pk), action=1)
    assert [e.changes["occurred_on"] for e in entries if "occurred_on" in e.changes] == [None]
    request = desk.request("rectification")
    subject = desk.confirm(request, "Kees Roodbaard")
    desk.choose(subject, "person", corrections=Corrections(occurred_at=later))
    with pytest.raises(effects.NotReady):
        desk.decide(request)
    incident.refresh_from_db()
    assert incident.occurred_at == earlier


def test_refused_changes_nothing(desk: Desk) -> None:
    request = correct(desk, Corrections(name=RIGHT))
    rows = [desk.dossier.incident, Perpetrator.objects.get()]
    before = bytes_of(rows)
    desk.decide(request, "refused")
    assert bytes_of(rows) == before


def test_through_the_page(desk: Desk, client: Client) -> None:
    """What is stored is not shown there; what is wrong is said at its field and what was typed stays."""
    request = desk.request("rectification", name="")
    subject = desk.confirm(request, WRONG)
    client.force_login(desk.cora)
    page = reverse("request_effect", args=[request.pk, subject.pk])
    text = client.get(page).content.decode()
    assert "Kaal, met snor" not in text
    assert BSNS[1] not in text
    answer = client.post(page, {"choice": "person", "bsn": "123456789", "name": RIGHT})
    assert answer.context["form"].errors.keys() == {"bsn"}
    assert RIGHT in answer.content.decode()
    assert client.post(page, {"choice": "person"}).context["form"].errors
    assert client.post(page, {"choice": "person", "name": RIGHT}).status_code == 302
    desk.decide(request)
    assert Perpetrator.objects.get().name == RIGHT


def test_what_was_typed_and_never_decided_on_goes_with_the_contents(desk: Desk) -> None:
    """R7: without contents."""
    request = correct(desk, Corrections(name=RIGHT, bsn=BSNS[2]))
    assert places_of(BSNS[2]) == ["oversight.Effect.corrections"]
    telling.clear_contents(clock.contents_go_at(request) + datetime.timedelta(seconds=1))
    request.refresh_from_db()
    assert (request.decision, request.name) == ("", "")
    assert places_of(BSNS[2]) == []
    assert places_of(RIGHT) == []


def test_what_is_typed_after_that_is_for_a_decision_on_the_same_day(desk: Desk) -> None:
    """R7: without contents; whoever asks is still answered, however late (AVG 12.3)."""
    request = correct(desk, Corrections(name=RIGHT))
    subject = request.subjects.get()
    with time_machine.travel(clock.contents_go_at(request) + datetime.timedelta(hours=2), tick=False) as at:
        telling.clear_contents()
        at.shift(datetime.timedelta(minutes=1))
        desk.choose(subject, "person", corrections=Corrections(name=RIGHT, bsn=BSNS[2]))
        telling.clear_contents()
        assert places_of(BSNS[2]) == ["oversight.Effect.corrections"]
        at.move_to(end_of_day(local_date(timezone.now())))
        telling.clear_contents()
        assert places_of(BSNS[2]) == places_of(RIGHT) == []
        desk.choose(subject, "person", corrections=Corrections(name=RIGHT))
        desk.decide(request)
        assert Perpetrator.objects.get().name == RIGHT
        assert Effect.objects.get().corrections is None
