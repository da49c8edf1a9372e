# SPDX-License-Identifier: EUPL-1.2
"""The ombudsman's case: municipalities that destroyed a report before they decided on the request for it.

RULES, "Holds": from the due moment the hold postpones destruction, and only who handles the request sees the record, to
the decision and for three months at most. When it ends, what is due goes at once.
"""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from accounts.models import User
from accounts.policy import today
from incidents import holding
from incidents.models import Incident, Perpetrator, Victim
from oversight.dashboard.attention import needs_somebody
from oversight.models import DataSubjectRequest
from oversight.requests import deciding, registering, telling
from retention import engine
from retention.holds import NotToBeHeld
from retention.models import Hold, LedgerEntry
from retention.terms import hold_ends
from tests.incidents.case import client_of, text_of
from tests.incidents.lettered import make_letterhead
from tests.incidents.sanctioned import Dossier
from tests.oversight import asked
from tests.world import PASSWORD, World, fresh

pytestmark = pytest.mark.django_db
DAY, INSTANT = datetime.timedelta(days=1), datetime.timedelta(microseconds=1)
NOON = datetime.datetime(2026, 6, 16, 10, tzinfo=datetime.UTC)
SECRET = "Zwartewaterallee"
NAME = "Wim Zwartewater"


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def dossier(world: World, clock: Any) -> Dossier:
    make_letterhead(world.waterrijk)
    return Dossier(world)


@pytest.fixture
def cora(dossier: Dossier) -> User:
    return asked.coordinator(dossier.world, "Cora", "supervisor")


def others(dossier: Dossier) -> list[User]:
    """Everybody who could have seen it while it was not due, and who never may."""
    world = dossier.world
    return [
        dossier.bob,
        dossier.sonja,
        dossier.alice,
        dossier.rita,
        world.person("Adam", world.root, "administrator"),
        world.person("Rolf", world.root, "handler", "supervisor", "registry_reader"),
        world.person("Eve", world.other_root, "coordinator", "supervisor", "handler"),
        User.objects.create_superuser("root@installatie.example", PASSWORD, name="Operator"),
    ]


def received(cora: User, incident: Incident) -> DataSubjectRequest:
    """A request for access that comes in now, with the incident and its aggressor confirmed."""
    row = asked.identified(cora, name=NAME)
    asked.about(cora, row, Incident.objects.get(pk=incident.pk))
    return row


def case_of(dossier: Dossier) -> str:
    return reverse("incident", kwargs={"incident_id": dossier.incident.pk})


def pages_about(dossier: Dossier, row: DataSubjectRequest, hold: Hold) -> list[str]:
    incident = dossier.incident
    return [
        case_of(dossier),
        reverse("my_report", kwargs={"incident_id": incident.pk}),
        reverse("perpetrator", kwargs={"perpetrator_id": dossier.wim.perpetrator_id}),
        reverse("data_subject_request", kwargs={"request_id": row.pk}),
        reverse("hold", kwargs={"hold_id": hold.pk}),
        reverse("hold_record", kwargs={"hold_id": hold.pk}),
    ]


LISTS = (
    "work_list",
    "watch",
    "my_reports",
    "sanctions",
    "going",
    "dashboard",
    "holds",
    "data_subject_requests",
)


def in_registry(person: User, dossier: Dossier) -> bool:
    """By the number, which the page of who was found does not repeat."""
    typed = {"purpose": "counter", "bsn": "999990019"}
    answer = client_of(person).post(reverse("registry"), typed, follow=True)
    return answer.status_code != 404 and NAME in text_of(answer)


def seen_by(person: User, dossier: Dossier, row: DataSubjectRequest, hold: Hold) -> list[str]:
    """Where this person meets the record or the request: detail, list, search, registry, counts, overview."""
    browser, reference = client_of(person), dossier.incident.reference
    found = [url for url in pages_about(dossier, row, hold) if browser.get(url).status_code != 404]
    for name in LISTS:
        page = text_of(browser.get(reverse(name)))
        found += [name for words in (reference, NAME, SECRET, row.reference) if words in page]
    searched = text_of(browser.get(reverse("work_list"), {"q": reference, "tab": "all"}))
    if case_of(dossier) in searched:
        found.append("search")
    if in_registry(person, dossier):
        found.append("registry")
    if Incident.objects.visible_to(fresh(person)).filter(pk=dossier.incident.pk).exists():
        found.append("visible_to")
    if any(figure.number for figure in needs_somebody(fresh(person))):
        found.append("counts")
    return found


def exists(dossier: Dossier) -> bool:
    rows = (
        Incident.with_due.filter(pk=dossier.incident.pk),
        Victim.with_due.filter(incident=dossier.incident),
        Perpetrator.with_due.filter(pk=dossier.wim.perpetrator_id),
    )
    there = {rows_of.exists() for rows_of in rows}
    assert len(there) == 1, "all of it, or nothing"
    return there.pop()


def entries(dossier: Dossier) -> list[LedgerEntry]:
    return list(LedgerEntry.objects.filter(what="incidents.Incident", object_id=str(dossier.incident.pk)))


def test_request_term_decision_destruction_in_this_order(dossier: Dossier, cora: User, clock: Any) -> None:
    incident = dossier.incident
    assert in_registry(dossier.rita, dossier)
    due = incident.destroy_at
    clock.move_to(due - DAY)
    row = received(cora, incident)
    hold = Hold.objects.get()
    crowd = others(dossier)
    # While it is not due, it is where it was: what must be hidden later can be seen now.
    assert {"visible_to", "search", "work_list", case_of(dossier)} <= set(
        seen_by(dossier.bob, dossier, row, hold)
    )
    assert {"visible_to", "watch", "counts"} <= set(seen_by(dossier.sonja, dossier, row, hold))
    assert "my_reports" in seen_by(dossier.alice, dossier, row, hold)
    assert client_of(cora).get(reverse("hold_record", kwargs={"hold_id": hold.pk})).status_code == 404

    # The term passes.
    clock.move_to(due)
    engine.destroy_due()
    assert exists(dossier)
    assert entries(dossier) == []
    for person in crowd:
        assert (person.name, seen_by(person, dossier, row, hold)) == (person.name, [])
    read = text_of(client_of(cora).get(reverse("hold_record", kwargs={"hold_id": hold.pk})))
    assert SECRET in read
    assert NAME in read
    assert client_of(cora).get(reverse("incident", kwargs={"incident_id": incident.pk})).status_code == 404

    # Three weeks later somebody decides.
    clock.move_to(due + 21 * DAY)
    engine.destroy_due()
    assert exists(dossier)
    asked.given(cora, row)
    deciding.decide(fresh(cora), row, "granted")
    row.refresh_from_db()
    assert exists(dossier)
    clock.move_to(due + 21 * DAY + datetime.timedelta(minutes=5))
    engine.destroy_due()
    assert not exists(dossier)

    # The ledger and the answer prove the order.
    (entry,) = entries(dossier)
    assert row.decided_at is not None
    assert row.received_on < due.date() + DAY
    assert row.registered_at < entry.due_at == due < row.decided_at < entry.done_at
    assert (entry.kind, entry.rule) == ("destroyed", "R4")
    asked.sent(cora, row)
    assert row.letter_sent_on == today()
    page = text_of(client_of(cora).get(reverse("data_subject_request", kwargs={"request_id": row.pk})))
    assert "Het antwoord is verstuurd" in page
    assert SECRET not in page


def test_before_it_is_due_a_decision_lets_it_resume_its_term(
    dossier: Dossier, cora: User, clock: Any
) -> None:
    due = dossier.incident.destroy_at
    clock.move_to(due - 10 * DAY)
    row = received(cora, dossier.incident)
    deciding.decide(fresh(cora), row, "refused", "Dit schaadt de rechten van een ander.")
    clock.move_to(due - INSTANT)
    engine.destroy_due()
    assert exists(dossier)
    clock.move_to(due)
    engine.destroy_due()
    assert not exists(dossier)


def test_nobody_decides_and_three_months_pass(dossier: Dossier, cora: User, clock: Any) -> None:
    """The record goes; the request stays, late, without what it said; and can still be answered."""
    due = dossier.incident.destroy_at
    clock.move_to(due - DAY)
    row = received(cora, dossier.incident)
    end = hold_ends(row.received_on)
    clock.move_to(end - INSTANT)
    engine.destroy_due()
    telling.clear_contents()
    assert exists(dossier)
    row.refresh_from_db()
    assert (row.name, row.asked, row.identity_check) == (NAME, asked.WORDS, asked.HOW)
    url = reverse("data_subject_request", kwargs={"request_id": row.pk})
    assert NAME in text_of(client_of(cora).get(url))

    clock.move_to(end)
    # Hidden from the first instant, though no worker came by.
    assert NAME not in text_of(client_of(cora).get(url))
    assert NAME not in text_of(client_of(cora).get(reverse("data_subject_requests")))
    engine.destroy_due()
    telling.clear_contents()
    assert not exists(dossier)
    row.refresh_from_db()
    assert {name: getattr(row, name) for name in row.CONTENTS} == dict.fromkeys(row.CONTENTS, "")
    assert row.is_open
    assert "te laat" in text_of(client_of(cora).get(reverse("data_subject_requests")))
    deciding.decide(fresh(cora), row, "refused", "Het bestaat niet meer.")
    row.refresh_from_db()
    assert row.decided_at is not None
    (entry,) = entries(dossier)
    assert entry.done_at < row.decided_at + DAY


def test_refused_nothing_else_changes_and_what_is_due_goes(dossier: Dossier, cora: User, clock: Any) -> None:
    due = dossier.incident.destroy_at
    clock.move_to(due - DAY)
    row = received(cora, dossier.incident)
    clock.move_to(due + DAY)
    deciding.decide(fresh(cora), row, "refused", "Dit schaadt de rechten van een ander.")
    engine.destroy_due()
    assert not exists(dossier)
    (entry,) = entries(dossier)
    assert (entry.kind, entry.rule) == ("destroyed", "R4")


@pytest.mark.parametrize("late", [datetime.timedelta(0), DAY])
def test_a_request_that_comes_after_the_due_moment_keeps_nothing(
    dossier: Dossier, cora: User, clock: Any, late: datetime.timedelta
) -> None:
    """Also when the worker has not come by: for a record that is due a request comes too late."""
    incident, due = dossier.incident, dossier.incident.destroy_at
    clock.move_to(due + late)
    assert exists(dossier)
    row = asked.identified(cora, name=NAME)
    with pytest.raises((holding.NotAllowed, NotToBeHeld)):
        holding.hold_for_request(fresh(cora), incident, row.kind, row.received_on)
    engine.destroy_due()
    assert not exists(dossier)
    deciding.decide(fresh(cora), row, "nothing_found")
    with pytest.raises(registering.AlreadyOver):
        registering.extend(fresh(cora), row, "Te laat.")
