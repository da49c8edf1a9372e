# SPDX-License-Identifier: EUPL-1.2
"""Erasure and objection granted (R8, AVG 17 and 21): at once, through the engine, with a row in the ledger; of an incident
that belongs to its victims, what is about the person and nothing else. Refused: nothing changes. Of victims:
test_erasing_of_victims.py."""

import datetime
import uuid
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from incidents import handling, holding
from incidents.access import NotAllowed
from incidents.disclosing import Disclosure
from incidents.handling import add_another_victim
from incidents.models import (
    Contribution,
    Draft,
    Evidence,
    Incident,
    Involvement,
    Measure,
    Perpetrator,
    PoliceReport,
    Sanction,
    TimelineEntry,
)
from incidents.reporting import VictimFacts, contribute
from notices.models import OutboxMessage
from oversight.models import AnonymousReport, Decision, Effect
from oversight.reports.freezing import freeze_quarter
from oversight.reports.places import places_of as places_in_report
from oversight.requests import deciding, effects, effects_choosing, finding, subjects
from protection.blind_index import fingerprints
from recordings.models import Recording
from retention import holds
from retention.models import Hold, LedgerEntry, Request
from retention.terms import local_date
from tests.incidents.sanctioned import BSNS
from tests.oversight.everything import bytes_of, places_of
from tests.oversight.requested import BORN, Desk, desk_of_a_named_aggressor, erased_in_part
from tests.recordings.exchange import Exchange
from tests.world import World, fresh

pytestmark = pytest.mark.django_db
SURNAME = "Zwartewater"
PLANTED = "Kraaiennest"


@pytest.fixture
def desk(world: World) -> Desk:
    return desk_of_a_named_aggressor(world, PLANTED)


def fill(desk: Desk) -> Perpetrator:
    """A person who stands nowhere else, with sanction, measure, police report, evidence and what others wrote."""
    bob, incident = desk.dossier.bob, desk.dossier.incident
    person: Any = desk.dossier.wim.perpetrator
    person.name, person.bsn, person.date_of_birth = f"Wim {PLANTED}", BSNS[0], BORN
    person.description = f"Baard; {PLANTED}."
    person.save()
    desk.dossier.impose("contact_measure", behaviour=f"{PLANTED} dreigde.", conditions=f"{PLANTED} schrijft.")
    handling.take_measure(
        bob,
        incident,
        Measure.Kind.PERPETRATOR,
        f"Gesprek met {PLANTED}.",
        local_date(timezone.now()),
        uuid.uuid4(),
        desk.dossier.wim.pk,
    )
    police = {"state": "made", "made_on": None, "number": "PL0600-77", "under_number": False}
    handling.record_police_report(bob, incident, police | {"by_employer": True, "note": ""})
    Evidence.objects.create(
        incident=incident, author=bob, media_type="image/png", size=3, content=b"png", caption=PLANTED
    )
    contribute(
        incident, desk.dossier.alice, Contribution.Kind.ADDITION, f"Het was {PLANTED}, zeker.", uuid.uuid4()
    )
    Draft.objects.create(author=bob, incident=incident, data={"text": f"{PLANTED} nog een keer"})
    TimelineEntry.objects.create(
        incident=incident, actor=bob, action=TimelineEntry.Action.REOPENED, reason=f"{PLANTED} belde."
    )
    return person


def test_of_a_perpetrator_nothing_is_left_and_the_incident_stays_its_victims(
    desk: Desk, client: Client
) -> None:
    """AVG 17: in no table, sealed or not, not as a fingerprint; what happened to the victim stays theirs to read."""
    person, incident = fill(desk), desk.dossier.incident
    assert len(places_of(PLANTED)) > 8
    assert places_of(BSNS[0])
    marks = fingerprints(Perpetrator, "bsn_index", desk.world.waterrijk.pk, BSNS[0])
    marks += fingerprints(Perpetrator, "born_index", desk.world.waterrijk.pk, BORN)
    assert all(places_of(mark) for mark in marks)
    request = desk.request(name=f"Wim {PLANTED}")
    subject = desk.confirm(request, f"Wim {PLANTED}")
    desk.choose(subject, "person")
    desk.decide(request)
    assert places_of(PLANTED) == []
    assert places_of(BSNS[0]) == places_of(BORN.isoformat()) == places_of("PL0600-77") == []
    assert not any(places_of(mark) for mark in marks)
    assert not Perpetrator.with_due.exists()
    for model in (Involvement, Sanction, Measure, Evidence, Draft):
        assert not model.with_due.exists(), model
    row = Incident.objects.get(pk=incident.pk)
    assert row.narrative == "De man bedreigde haar."
    assert (row.aggressor_name, row.aggressor_description) == ("", "")
    assert PoliceReport.objects.get().state == "made", "that it was reported is the victim's"
    assert Contribution.objects.get().text == "Het was […], zeker."
    ledger = LedgerEntry.objects.filter(rule="R8")
    whole, in_part = LedgerEntry.Kind.DESTROYED_EARLY, LedgerEntry.Kind.ERASED_IN_PART
    assert set(ledger.values_list("kind", "what")) == {
        (whole, "incidents.Perpetrator"),
        (whole, "incidents.Draft"),
        (in_part, "incidents.Incident"),
        # By which the lines about the incidents say whose erasure it was.
        (in_part, "incidents.Perpetrator"),
    }
    assert str(person.pk) in ledger.values_list("object_id", flat=True)
    assert erased_in_part() == [
        ("incidents.Incident", str(incident.pk)),
        ("incidents.Perpetrator", str(person.pk)),
    ]
    client.force_login(desk.dossier.alice)
    mine = client.get(reverse("my_report", args=[incident.pk]))
    assert mine.status_code == 200
    assert incident.reference in mine.content.decode()
    assert PLANTED not in mine.content.decode()
    client.force_login(desk.dossier.bob)
    assert client.get(reverse("incident", args=[incident.pk])).status_code == 200


def test_the_whole_incident_goes_when_that_was_chosen(desk: Desk) -> None:
    person, incident = fill(desk), desk.dossier.incident
    request = desk.request(name="")
    desk.choose(desk.confirm(request, f"Wim {PLANTED}"), "whole")
    desk.decide(request)
    assert not Incident.with_due.filter(pk=incident.pk).exists()
    assert not Perpetrator.with_due.filter(pk=person.pk).exists()
    gone = LedgerEntry.objects.filter(rule="R8").values_list("object_id", flat=True)
    assert {str(incident.pk), str(person.pk)} <= set(gone)
    assert places_of(PLANTED) == []


def test_an_objection_that_is_granted_does_the_same(desk: Desk) -> None:
    request = desk.request("objection")
    desk.choose(desk.confirm(request), "person")
    desk.decide(request)
    assert not Perpetrator.with_due.exists()
    assert LedgerEntry.objects.filter(rule="R8", what="incidents.Perpetrator").exists()


def test_not_decided_before_a_handler_rewrote_what_names_the_person(desk: Desk, client: Client) -> None:
    fill(desk)
    bob, incident = desk.dossier.bob, desk.dossier.incident
    kinds = ["verbal", "threat"]
    handling.establish_facts(bob, incident, {"narrative": f"{PLANTED} bedreigde haar."}, kinds)
    request = desk.request(name="")
    subject = desk.confirm(request, f"Wim {PLANTED}")
    desk.choose(subject, "person")
    before = bytes_of([incident, desk.dossier.wim, desk.dossier.wim.perpetrator])
    client.force_login(desk.cora)
    page = client.get(reverse("request_effects", args=[request.pk])).content.decode()
    assert "De naam staat nog in teksten" in page
    assert "wat er is gebeurd" in page
    assert "bedreigde haar" not in page, "never the narrative"
    with pytest.raises(effects.NotReady):
        desk.decide(request)
    request.refresh_from_db()
    assert request.is_open
    assert bytes_of([incident, desk.dossier.wim, desk.dossier.wim.perpetrator]) == before
    assert Hold.objects.get().is_running
    handling.establish_facts(bob, incident, {"narrative": "Deze man bedreigde haar."}, kinds)
    desk.decide(request)
    assert places_of(PLANTED) == []


def test_refused_changes_nothing_but_the_hold(desk: Desk) -> None:
    """The records before and after, byte by byte."""
    person, incident = fill(desk), desk.dossier.incident
    request = desk.request(name="")
    desk.choose(desk.confirm(request, f"Wim {PLANTED}"), "person")
    rows = [incident, person, desk.dossier.wim, *Sanction.objects.all(), *Measure.objects.all()]
    rows += [*Contribution.objects.all(), *TimelineEntry.objects.all(), *PoliceReport.objects.all()]
    before, ledger = bytes_of(rows), LedgerEntry.objects.count()
    assert len(before) > 8
    desk.decide(request, "refused")
    assert bytes_of(rows) == before
    assert TimelineEntry.objects.count() == sum(isinstance(row, TimelineEntry) for row in rows)
    assert LedgerEntry.objects.count() == ledger
    assert Hold.objects.get().ending == Hold.Ending.REFUSED
    assert Effect.objects.get().carried_out_at is None


def test_granted_in_part_per_record(desk: Desk) -> None:
    other = desk.dossier.established()
    kept = desk.dossier.name(other, "W. Zwartewater").perpetrator
    request = desk.request()
    answer = [one for one in desk.find(request).candidates if one.capacity == "perpetrator"]
    assert len(answer) == 2
    for one in answer:
        subject = subjects.confirm(fresh(desk.cora), request, one)
        desk.choose(subject, "nothing" if one.object_id == kept.pk else "person")
    with pytest.raises(effects.NotReady):
        desk.decide(request, "granted")
    desk.decide(request, "partly")
    assert list(Perpetrator.objects.all()) == [kept]
    assert sorted(Hold.objects.values_list("ending", flat=True)) == ["granted", "refused"]


def test_nothing_is_granted_before_it_is_chosen(desk: Desk) -> None:
    request = desk.request()
    desk.confirm(request)
    with pytest.raises(effects.NotReady):
        desk.decide(request)
    assert Perpetrator.objects.exists()


def test_carried_out_once(desk: Desk) -> None:
    """Idempotent: the second finds it done, and the ledger has one row."""
    request = desk.request()
    desk.choose(desk.confirm(request), "person")
    desk.decide(request)
    done = Effect.objects.get().carried_out_at
    assert done is not None
    with transaction.atomic():
        effects.carry_out(fresh(desk.cora), request)
    assert Effect.objects.get().carried_out_at == done
    gone = LedgerEntry.objects.filter(kind=LedgerEntry.Kind.DESTROYED_EARLY, what="incidents.Perpetrator")
    assert gone.count() == 1


def test_what_another_request_holds_stays_until_that_is_decided(desk: Desk) -> None:
    mine, theirs = desk.request(), desk.request("access")
    holding.hold_for_request(
        fresh(desk.cora), desk.dossier.incident, Request.ACCESS, local_date(timezone.now())
    )
    subject = desk.confirm(mine)
    desk.choose(subject, "person")
    with pytest.raises(effects.NotReady):
        desk.decide(mine)
    assert Perpetrator.objects.exists()
    assert theirs.is_open
    holds.end_hold(desk.cora, Hold.objects.get(request=Request.ACCESS), Hold.Ending.REFUSED)
    desk.decide(mine)
    assert not Perpetrator.objects.exists()


def test_other_perpetrators_of_the_incident_keep_theirs(desk: Desk) -> None:
    fill(desk)
    incident = desk.dossier.incident
    other = desk.dossier.name(incident, "Piet Anders")
    common = handling.take_measure(
        desk.dossier.bob,
        incident,
        Measure.Kind.PERPETRATOR,
        "Beveiliger erbij.",
        local_date(timezone.now()),
        uuid.uuid4(),
    )
    request = desk.request(name="")
    desk.choose(desk.confirm(request, f"Wim {PLANTED}"), "person")
    desk.decide(request)
    assert list(Involvement.objects.all()) == [other]
    assert list(Measure.objects.all()) == [common]
    assert places_of(PLANTED) == []


def test_what_a_reporter_said_of_somebody_alone_goes_whoever_else_they_were_with_elsewhere(
    desk: Desk,
) -> None:
    """What is asked of one event says nothing of another."""
    dossier = desk.dossier
    alone, together = (
        dossier.established(aggressor_description=f"Kale man met {bird}tatoeage", narrative="Geroep.")
        for bird in ("papegaai", "kraai")
    )
    person = dossier.name(alone, "Piet Notenkraker").perpetrator
    dossier.link(together, person)
    dossier.name(together, "Karel Kras")
    request = desk.request(name="")
    found = [
        one
        for one in desk.find(request, "Piet Notenkraker").candidates
        if one.what == "incidents.Perpetrator"
    ]
    desk.choose(subjects.confirm(fresh(desk.cora), request, found[0]), "person")
    assert places_of("papegaai")
    desk.decide(request)
    assert places_of("papegaai") == []
    # Of whom it is said where there are two, nobody can tell.
    assert places_of("kraai")


def test_of_whom_only_a_report_names_the_words_go(desk: Desk) -> None:
    incident = desk.world.incident(
        desk.dossier.alice,
        aggressor_name="Kees Roodbaard",
        aggressor_description="Lang",
        narrative="Een man schold.",
    )
    request = desk.request()
    desk.choose(desk.confirm(request, "Kees Roodbaard"), "person")
    assert places_of("Roodbaard")
    desk.decide(request)
    assert places_of("Roodbaard") == []
    row = Incident.objects.get(pk=incident.pk)
    assert row.narrative == "Een man schold."
    assert row.as_reported["narrative"] == "Een man schold."
    assert (row.aggressor_description, row.as_reported["aggressor_description"]) == ("", "")
    assert erased_in_part() == [("incidents.Incident", str(incident.pk))]


def test_of_a_reporter_only_the_whole_incident_can_go(desk: Desk) -> None:
    """R7: the account goes with the last incident that names it."""
    request = desk.request()
    candidate = [one for one in desk.find(request, "Alice").candidates if one.capacity == "reporter"][0]
    subject = subjects.confirm(fresh(desk.cora), request, candidate)
    with pytest.raises(ValueError, match="cannot be chosen"):
        desk.choose(subject, "person")
    desk.choose(subject, "whole")


def test_of_a_caller_the_recording_goes(world: World) -> None:
    desk = Desk(world, with_dossier=False)
    exchange = Exchange(world)
    call = exchange.stored()
    request = desk.request()
    asked = finding.Asked(number="0612345678", called_at=call.started_at)
    (one,) = finding.search(fresh(desk.cora), request, asked).candidates
    desk.choose(subjects.confirm(fresh(desk.cora), request, one), "whole")
    desk.decide(request)
    assert not Recording.with_due.filter(pk=call.pk).exists()
    assert LedgerEntry.objects.get(object_id=str(call.pk), rule="R8").what == "recordings.Recording"


def test_who_is_a_victim_there_decides_nothing(desk: Desk) -> None:
    request = desk.request()
    subject = desk.confirm(request)
    desk.choose(subject, "person")
    add_another_victim(desk.dossier.bob, desk.dossier.incident, VictimFacts.of(desk.cora))
    with pytest.raises(NotAllowed):
        effects_choosing.choose(fresh(desk.cora), subject, "whole")
    with pytest.raises(deciding.IsParty):
        desk.decide(request)
    assert Perpetrator.objects.exists()
    other = desk.world.person("Corrie", desk.world.root, "coordinator")
    desk.decide(request, actor=other)
    assert not Perpetrator.objects.exists()


def test_nor_does_another_municipality(desk: Desk) -> None:
    request = desk.request()
    subject = desk.confirm(request)
    desk.choose(subject, "person")
    for act in (
        lambda: effects_choosing.choose(fresh(desk.dirk), subject, "whole"),
        lambda: desk.decide(request, actor=desk.dirk),
        lambda: subjects.withdraw(fresh(desk.dirk), subject),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert Perpetrator.objects.exists()


def test_the_handler_is_told_by_reference_alone(desk: Desk) -> None:
    handling.take_up(desk.dossier.bob, desk.dossier.incident)
    request = desk.request()
    desk.choose(desk.confirm(request), "person")
    desk.decide(request)
    mail = OutboxMessage.objects.get(kind="request_carried_out")
    assert mail.recipient == desk.dossier.bob
    assert mail.reference == desk.dossier.incident.reference


def test_recipients_must_have_been_told_first(desk: Desk, client: Client) -> None:
    """AVG 19: the page lists to whom it was disclosed and asks."""
    Disclosure.objects.create(
        municipality=desk.world.waterrijk,
        about=desk.dossier.incident.pk,
        recipient="Politie Eenheid Oost",
        asked_by=desk.dossier.bob,
        ground="report",
    )
    request = desk.request()
    subject = desk.confirm(request)
    desk.choose(subject, "person")
    with pytest.raises(effects.NotReady):
        desk.decide(request)
    client.force_login(desk.cora)
    page = reverse("request_effect", args=[request.pk, subject.pk])
    assert "Politie Eenheid Oost" in client.get(page).content.decode()
    assert client.post(page, {"choice": "person"}).context["form"].errors.keys() == {"recipients"}
    assert client.post(page, {"choice": "person", "recipients": "told"}).status_code == 302
    desk.decide(request)
    assert Effect.objects.get().recipients == "told"


def test_frozen_reports_stay(desk: Desk) -> None:
    """They are anonymous (LEI 3.7), and what remains."""
    unit = desk.world.own
    content = freeze_quarter([], places_in_report({unit.pk: ("Burgerzaken", None)}, {})).written()
    report = AnonymousReport.objects.create(
        municipality=desk.world.waterrijk, year=2025, quarter=1, content=content
    )
    request = desk.request()
    desk.choose(desk.confirm(request), "whole")
    before = bytes_of([report])
    desk.decide(request)
    assert bytes_of([report]) == before


def test_what_is_due_and_held_goes_with_the_decision(desk: Desk) -> None:
    """The ombudsman's case: the term passes during the request; after the decision it is gone."""
    request = desk.request()
    subject = desk.confirm(request)
    desk.choose(subject, "person")
    due = timezone.now() - datetime.timedelta(seconds=1)
    Incident.with_due.filter(pk=desk.dossier.incident.pk).update(destroy_at=due)
    Perpetrator.with_due.update(destroy_at=due)
    assert not Perpetrator.objects.exists()
    assert Perpetrator.held.exists()
    desk.decide(request)
    assert not Perpetrator.with_due.exists()


def test_withdrawn_ends_the_holds_and_does_nothing(desk: Desk) -> None:
    request = desk.request()
    desk.choose(desk.confirm(request), "whole")
    desk.decide(request, Decision.WITHDRAWN)
    assert Perpetrator.objects.exists()
    assert Hold.objects.get().ending == Hold.Ending.WITHDRAWN
