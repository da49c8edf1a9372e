# SPDX-License-Identifier: EUPL-1.2
"""Two people at the same moment about the same request or record (PostgreSQL, with threads): both get an answer."""

import threading
import time
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from accounts.policy import today
from incidents import handling
from incidents.perpetrators import link_perpetrator
from incidents.rectifying import Corrections
from incidents.reporting import VictimFacts
from oversight.models import AccessPackageFile, DataSubjectRequest, RequestSubject
from oversight.requests import deciding, effects_choosing, package_keeping, registering, subjects
from retention import holds
from retention.models import Hold
from tests.accounts.test_concurrency import at_once
from tests.incidents.sanctioned import Dossier
from tests.oversight import asked
from tests.oversight.access_asked import Asked, ask, confirm
from tests.oversight.requested import Desk
from tests.world import World, fresh

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_two_decide_at_once() -> None:
    world = World()
    dossier = Dossier(world)
    cora, cor = (asked.coordinator(world, name, "supervisor") for name in ("Cora", "Cor"))
    for _number in range(6):
        row = asked.identified(cora)
        asked.about(cora, row, dossier.incident)
        asked.given(cora, row)

        def decides(actor: User, decision: str, about: Any = row) -> Callable[[], None]:
            person = fresh(actor)
            return lambda: deciding.decide(person, about, decision, "Daarom.")

        outcomes = at_once(decides(cora, "granted"), decides(cor, "refused"))
        assert sorted(type(one) for one in outcomes if one) == [deciding.DecidedMeanwhile]
        row.refresh_from_db()
        ended = Hold.objects.get(pk=row.subjects.get().hold_id)
        first = (cora, "granted") if row.decision == "granted" else (cor, "refused")
        assert (row.decided_by, row.decision) == first
        assert (ended.ended_by, ended.ending) == first


def test_two_write_down_at_once_and_get_two_numbers() -> None:
    world = World()
    people = [asked.coordinator(world, name) for name in ("Cora", "Cor")]

    def writes(actor: User, token: uuid.UUID) -> Callable[[], None]:
        person = fresh(actor)
        facts: dict[str, Any] = {"kind": "access", "received_on": today(), "came_by": "post"}
        return lambda: void(registering.register(person, token, name="Karel", asked="", **facts))

    for _number in range(4):
        assert at_once(*(writes(person, uuid.uuid4()) for person in people)) == [None, None]
    twice = uuid.uuid4()
    assert at_once(*(writes(people[0], twice) for _time in range(2))) == [None, None]
    assert sorted(DataSubjectRequest.objects.values_list("number", flat=True)) == list(range(1, 10))


def test_two_restrictions_of_one_record_lifted_at_once() -> None:
    """AVG 18.3: the last of them ends it, whichever that is; nobody could lift it later."""
    desk = Desk(World())
    desk.dossier.established()
    person = desk.dossier.wim.perpetrator
    for _number in range(5):
        both = []
        for _request in range(2):
            request = desk.request("restriction")
            both.append(desk.confirm(request))
            desk.choose(both[-1], "person")
            desk.decide(request)
        people = [fresh(desk.cora) for _one in both]

        def lifts(actor: User, subject: RequestSubject) -> Callable[[], None]:
            return lambda: effects_choosing.lift(actor, subject, today())

        assert at_once(*(lifts(*pair) for pair in zip(people, both, strict=True))) == [None, None]
        person.refresh_from_db()
        assert person.restricted_since is None


def test_a_package_is_made_while_a_name_in_it_is_put_right(monkeypatch: pytest.MonkeyPatch) -> None:
    """AVG 5.1d, 16: none waits with the name that was wrong, whichever came first."""
    case = Asked(World())
    about = case.report(VictimFacts.of(case.wilhelmina), narrative="Iets anders.")
    link_perpetrator(case.handler, about, case.wim, uuid.uuid4())
    case.read_all()
    row = ask(case.cora, "Wilhelmina Krekelbosch", kind="rectification")
    subject = confirm(case.cora, row, about, "victim")
    subject.part = about.victims.get(user=case.wilhelmina).pk
    subject.save()
    new = Corrections(name="Wilma Krekelbosch")
    effects_choosing.choose(fresh(case.cora), subject, "person", "told", new)
    gathered, corrected = threading.Event(), threading.Event()
    as_pdf = package_keeping.as_pdf

    def slowly(*what: Any) -> bytes:
        gathered.set()
        corrected.wait(1)
        return as_pdf(*what)

    def corrects() -> None:
        gathered.wait(10)
        deciding.decide(fresh(case.cora), row, "granted")
        corrected.set()

    monkeypatch.setattr(package_keeping, "as_pdf", slowly)
    made = at_once(lambda: void(package_keeping.make(fresh(case.cora), case.request)), corrects)
    assert made == [None, None]
    assert about.victims.get(user=case.wilhelmina).name == "Wilma Krekelbosch"
    assert AccessPackageFile.objects.get().size == 0


def void(row: Any) -> None:
    """What a thread answers here is nothing, or what went wrong."""


def meet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who ends a hold has its record, and who handles has the incident: each then gives the other time to be as far."""
    has_record, has_incident = threading.Event(), threading.Event()
    record_of, refresh_registry = holds.record_of, handling.refresh_registry

    def ends(hold: Hold) -> Any:
        record = record_of(hold)
        has_record.set()
        has_incident.wait(0.5)
        return record

    def handles(incident: Any) -> None:
        has_incident.set()
        has_record.wait(0.5)
        refresh_registry(incident)

    monkeypatch.setattr(holds, "record_of", ends)
    monkeypatch.setattr(handling, "refresh_registry", handles)


@pytest.mark.parametrize("ending", ["decided", "withdrawn"])
def test_a_hold_on_somebody_ends_while_a_handler_is_at_the_incident(
    monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    """Incidents before perpetrators, as everywhere: neither waits for the other in a circle (RULES: "Holds")."""
    world = World()
    dossier = Dossier(world)
    cora = asked.coordinator(world, "Cora", "supervisor")
    row = asked.identified(cora)
    subject = asked.about(cora, row, dossier.incident, dossier.wim.perpetrator)
    meet(monkeypatch)

    def ends() -> None:
        if ending == "decided":
            deciding.decide(fresh(cora), row, "refused", "Daarom.")
        else:
            subjects.withdraw(fresh(cora), subject)

    assert at_once(ends, lambda: handling.take_up(fresh(dossier.bob), dossier.incident)) == [None, None]
    assert not holds.running().exists()


def test_two_requests_about_the_same_two_records_are_decided_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the one confirmed first, the other confirmed last."""
    world = World()
    dossier = Dossier(world)
    cora, cor = (asked.coordinator(world, name, "supervisor") for name in ("Cora", "Cor"))
    records = [dossier.incident, dossier.established()]
    rows = [asked.identified(person) for person in (cora, cor)]
    for row, order in zip(rows, (records, records[::-1]), strict=True):
        numbers = sorted(uuid.uuid4() for _record in order)
        for number, record in zip(numbers, order, strict=True):
            one = asked.about(cora, row, record)
            row.subjects.filter(pk=one.pk).update(id=number)
    end_hold = holds.end_hold

    def slowly(*said: Any) -> None:
        end_hold(*said)
        time.sleep(0.3)

    monkeypatch.setattr(holds, "end_hold", slowly)

    def decides(actor: User, about: Any) -> Callable[[], None]:
        return lambda: deciding.decide(fresh(actor), about, "refused", "Daarom.")

    assert at_once(decides(cora, rows[0]), decides(cor, rows[1])) == [None, None]
    assert not holds.running().exists()
