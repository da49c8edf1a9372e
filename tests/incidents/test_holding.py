# SPDX-License-Identifier: EUPL-1.2
"""Holds (RULES): a request does nothing before the due moment; from then it postpones destruction, and only those who
handle the request see the record; it ends by a decision or by itself, and then what is due goes."""

import datetime
import uuid
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from accounts.models import User
from incidents import holding, joining
from incidents.access import NotAllowed
from incidents.models import Incident, Involvement, Perpetrator
from incidents.perpetrators import join_perpetrators, unlink_perpetrator
from incidents.registry import seen_by
from incidents.reporting import save_draft
from retention import engine, gate, holds, watchdog
from retention.models import DestructionFailure, Hold, LedgerEntry, Request, Retained
from retention.terms import end_of_day, hold_ends, local_date, request_due
from tests.incidents.held import place_on
from tests.incidents.sanctioned import Dossier
from tests.world import World, fresh

pytestmark = pytest.mark.django_db
INSTANT = datetime.timedelta(microseconds=1)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        yield clock


@pytest.fixture
def dossier(world: World, clock: Any) -> Dossier:
    return Dossier(world)


@pytest.fixture
def cora(dossier: Dossier) -> User:
    """The coordinator: she supervises the whole municipality too, as a rule (RULES)."""
    return dossier.world.person("Cora", dossier.world.root, "coordinator", "supervisor")


def place(actor: User, incident: Incident, person: Perpetrator | None = None, **facts: Any) -> Hold:
    facts = {"request": Request.ACCESS, "received_on": local_date(timezone.now())} | facts
    return place_on(fresh(actor), Incident.objects.get(pk=incident.pk), person, **facts)


def exists(*rows: Retained) -> bool:
    found = {type(row).with_due.filter(pk=row.pk).exists() for row in rows}
    assert len(found) == 1, "all of it, or nothing"
    return found.pop()


def held_until(row: Retained) -> datetime.datetime | None:
    now: Any = type(row).with_due.get(pk=row.pk)
    return now.held_until if now.is_held else None


def columns_of(row: Retained) -> dict[str, Any]:
    now: Any = type(row).with_due.get(pk=row.pk)
    return {field.attname: getattr(now, field.attname) for field in row._meta.concrete_fields}


def entries_of(row: Retained) -> list[LedgerEntry]:
    return list(LedgerEntry.objects.filter(what=row._meta.label, object_id=str(row.pk)))


@pytest.mark.parametrize(
    ("received", "last"),
    [
        ("2026-11-30", "2027-02-28"),
        ("2027-11-30", "2028-02-29"),
        ("2026-01-31", "2026-04-30"),
        ("2026-03-28", "2026-06-28"),
        ("2026-10-01", "2027-01-01"),
    ],
)
def test_three_calendar_months_after_receipt_to_the_end_of_that_day(received: str, last: str) -> None:
    day = datetime.date.fromisoformat
    assert hold_ends(day(received)) == end_of_day(day(last))


def test_before_its_due_moment_a_request_does_nothing(dossier: Dossier, cora: User, clock: Any) -> None:
    incident, person = dossier.incident, dossier.wim.perpetrator
    before = columns_of(incident)
    assert dossier.readable() == {person.pk}
    place(cora, incident)
    after = columns_of(incident)
    assert {name for name in after if after[name] != before[name]} == {"held_until"}
    assert dossier.readable() == {person.pk}
    assert Incident.objects.visible_to(fresh(dossier.bob)).filter(pk=incident.pk).exists()
    assert not holding.held_for(fresh(cora)).exists()
    assert not holding.held_perpetrators_for(fresh(cora)).exists()


def test_a_request_for_what_is_due_tomorrow(dossier: Dossier, cora: User, clock: Any) -> None:
    """The ombudsman's order: request, the term passes, nobody but who handles it sees it, decision, it goes at once."""
    incident, person = dossier.incident, dossier.wim.perpetrator
    due = incident.destroy_at
    clock.move_to(due - DAY)
    received = local_date(timezone.now())
    hold = place(cora, incident)
    clock.move_to(due - INSTANT)
    assert Incident.objects.visible_to(fresh(dossier.bob)).filter(pk=incident.pk).exists()
    clock.move_to(due)
    engine.destroy_due()
    assert exists(incident, person)
    for somebody in (dossier.bob, dossier.sonja, dossier.alice, dossier.rita, cora):
        user = fresh(somebody)
        assert not Incident.objects.visible_to(user).exists()
        assert not Incident.objects.of_victim_or_reporter(user).exists()
        assert not seen_by(user).exists()
        assert holding.held_for(user).exists() is (somebody == cora)
        assert holding.held_perpetrators_for(user).exists() is (somebody == cora)
    assert not dossier.readable()
    clock.move_to(due + 10 * DAY)
    engine.destroy_due()
    assert exists(incident, person)
    holding.end_by(fresh(cora), hold, Hold.Ending.REFUSED)
    # It is late from the decision on: what waited for it was not late.
    assert {row.since for row in watchdog.overdue(timezone.now())} == {timezone.now()}
    engine.destroy_due()
    assert not exists(incident, person)
    (entry,), (of_person,) = entries_of(incident), entries_of(person)
    assert (entry.kind, entry.due_at, entry.done_at) == ("destroyed", due, due + 10 * DAY)
    assert of_person.done_at == due + 10 * DAY
    # What remains of the request tells the order, and nothing of what it was about.
    kept = Hold.objects.get()
    assert kept.received_on == received < local_date(due)
    assert kept.placed_at < entry.due_at < kept.ended_at == entry.done_at
    assert not holding.held_for(fresh(cora)).exists()


def test_it_ends_by_itself_at_its_moment(dossier: Dossier, cora: User, clock: Any) -> None:
    incident = dossier.incident
    due = incident.destroy_at
    clock.move_to(due - DAY)
    until = place(cora, incident).until
    assert until == hold_ends(local_date(due - DAY))
    clock.move_to(until - INSTANT)
    engine.destroy_due()
    assert exists(incident)
    assert holding.held_for(fresh(cora)).exists()
    clock.move_to(until)
    assert not holding.held_for(fresh(cora)).exists()
    engine.destroy_due()
    assert not exists(incident)
    assert entries_of(incident)[0].done_at - due == until - due


def test_what_is_not_due_when_it_ends_resumes_its_term(dossier: Dossier, cora: User, clock: Any) -> None:
    incident = dossier.incident
    due = incident.destroy_at
    holding.end_by(fresh(cora), place(cora, incident), Hold.Ending.REFUSED)
    assert held_until(incident) is None
    assert Incident.objects.get(pk=incident.pk).destroy_at == due
    clock.move_to(due - INSTANT)
    engine.destroy_due()
    assert exists(incident)
    clock.move_to(due)
    engine.destroy_due()
    assert not exists(incident)


def test_several_on_one_record_the_last_one_counts(dossier: Dossier, cora: User, clock: Any) -> None:
    today = local_date(timezone.now())
    first = place(cora, dossier.incident, received_on=today - 20 * DAY)
    second = place(cora, dossier.incident, request=Request.OBJECTION)
    assert first.until < second.until == held_until(dossier.incident)
    holding.end_by(fresh(cora), second, Hold.Ending.WITHDRAWN)
    assert held_until(dossier.incident) == first.until
    holding.end_by(fresh(cora), first, Hold.Ending.GRANTED)
    assert held_until(dossier.incident) is None


def test_one_hold_after_another_never_keeps_it(dossier: Dossier, cora: User, clock: Any) -> None:
    """For what is due a request comes too late, also while another is handled; and so does an old request."""
    incident = dossier.incident
    with pytest.raises(holds.NotToBeHeld):
        place(cora, incident, received_on=local_date(timezone.now()) + DAY)
    long_ago = local_date(timezone.now()) - 100 * DAY
    assert holding.hold_for_request(fresh(cora), incident, Request.ACCESS, long_ago) is None
    with pytest.raises(holds.NotToBeHeld):
        holds.place_hold(cora, incident, Request.ACCESS, long_ago)
    clock.move_to(incident.destroy_at - DAY)
    place(cora, incident)
    clock.move_to(incident.destroy_at)
    with pytest.raises(holds.NotToBeHeld):
        holds.place_hold(cora, incident, Request.ACCESS, local_date(timezone.now()))
    assert Hold.objects.count() == 1


def test_an_incident_holds_whom_it_names(dossier: Dossier, cora: User, clock: Any) -> None:
    person = dossier.wim.perpetrator
    hold = place(cora, dossier.incident)
    assert held_until(person) == hold.until
    # Also who is named after the request came.
    ans = dossier.name(dossier.incident, "Ans").perpetrator
    assert held_until(ans) == hold.until
    holding.end_by(fresh(cora), hold, Hold.Ending.REFUSED)
    assert held_until(person) is held_until(ans) is None


def test_a_person_holds_the_incidents_that_name_them_and_no_part_of_these_goes(
    dossier: Dossier, cora: User, clock: Any
) -> None:
    person, other = dossier.wim.perpetrator, dossier.established()
    dossier.link(other, person)
    ans = dossier.name(dossier.incident, "Ans").perpetrator
    elsewhere = dossier.established()
    dossier.link(elsewhere, ans)
    hold = place(cora, dossier.incident, person)
    assert {held_until(row) for row in (person, dossier.incident, other, ans)} == {hold.until}
    # It goes no further.
    assert held_until(elsewhere) is None
    # Also an incident that is linked to them later.
    later = dossier.established()
    dossier.link(later, person)
    assert held_until(later) == hold.until


def test_reports_that_were_joined_are_held_together(dossier: Dossier, cora: User, clock: Any) -> None:
    second = dossier.established()
    joining.join(dossier.bob, second, dossier.incident)
    hold = place(cora, second)
    assert {held_until(row) for row in (second, dossier.incident, dossier.wim.perpetrator)} == {hold.until}
    third = dossier.established()
    joining.join(dossier.bob, third, dossier.incident)
    assert held_until(third) == hold.until


def test_for_a_joined_report_that_is_due_a_request_about_the_other_comes_too_late(
    dossier: Dossier, cora: User, clock: Any
) -> None:
    """It goes with the next sweep, and is not held along for three months more."""
    second = dossier.established()
    joining.join(dossier.bob, second, dossier.incident)
    Incident.with_due.filter(pk=second.pk).update(destroy_at=timezone.now())
    hold = place(cora, dossier.incident)
    assert held_until(dossier.incident) == hold.until
    assert held_until(second) is None
    engine.destroy_due()
    assert not exists(second)
    assert exists(dossier.incident)


def test_who_is_named_by_nothing_any_more_waits_for_the_decision(
    dossier: Dossier, cora: User, clock: Any
) -> None:
    """R5 goes through the gate: unlinked, a person is due at once, and goes when the request is decided."""
    person = dossier.wim.perpetrator
    hold = place(cora, dossier.incident, person)
    unlink_perpetrator(dossier.bob, Involvement.objects.get(), "Iemand anders.")
    assert exists(person)
    assert held_until(dossier.incident) is None
    assert not Perpetrator.objects.exists()
    assert not dossier.readable()
    assert list(holding.held_perpetrators_for(fresh(cora))) == [person]
    engine.destroy_due()
    assert exists(person)
    holding.end_by(fresh(cora), hold, Hold.Ending.GRANTED)
    engine.destroy_due()
    assert not exists(person)
    assert entries_of(person)[0].rule == "R5"


def test_held_only_along_they_go_at_once(dossier: Dossier, cora: User, clock: Any) -> None:
    person = dossier.wim.perpetrator
    place(cora, dossier.incident)
    assert held_until(person)
    unlink_perpetrator(dossier.bob, Involvement.objects.get(), "Iemand anders.")
    assert not exists(person)


def test_two_that_are_one_keep_the_request(dossier: Dossier, cora: User, clock: Any) -> None:
    wim, other = dossier.wim.perpetrator, dossier.established()
    same = dossier.name(other, "Willem Zwartewater").perpetrator
    hold = place(cora, other, same)
    assert held_until(dossier.incident) is None
    join_perpetrators(dossier.bob, dossier.incident, wim, same)
    assert not exists(same)
    assert {held_until(row) for row in (wim, dossier.incident, other)} == {hold.until}
    holding.end_by(fresh(cora), Hold.objects.get(), Hold.Ending.REFUSED)
    assert {held_until(row) for row in (wim, dossier.incident, other)} == {None}


def _sweep(dossier: Dossier) -> None:
    engine.destroy_due()


def _by_command(dossier: Dossier) -> None:
    call_command("destroy_due", stdout=StringIO())


def _by_decision(dossier: Dossier) -> None:
    with pytest.raises(gate.NotToBeDestroyed):
        engine.destroy_early([dossier.incident], "R8")


def _by_decision_on_the_person(dossier: Dossier) -> None:
    with pytest.raises(gate.NotToBeDestroyed):
        engine.destroy_early([dossier.wim.perpetrator], "R8")


def _the_person_takes_no_part_along(dossier: Dossier) -> None:
    """Even where nobody derived that the person is held: their involvement is part of what is held."""
    Perpetrator.with_due.update(held_until=None)
    for how in (
        lambda: engine.destroy_early([dossier.wim.perpetrator], "R5"),
        lambda: gate.check_along(Perpetrator, [dossier.wim.perpetrator.pk], timezone.now()),
    ):
        with pytest.raises(gate.NotToBeDestroyed):
            how()
    engine.destroy_due()
    assert not DestructionFailure.objects.exclude(error="NotToBeDestroyed").exists()


@pytest.mark.parametrize(
    "path",
    [_sweep, _by_command, _by_decision, _by_decision_on_the_person, _the_person_takes_no_part_along],
    ids=lambda path: path.__name__,
)
def test_no_path_of_destruction_passes_a_hold(path: Any, dossier: Dossier, cora: User, clock: Any) -> None:
    incident, person = dossier.incident, dossier.wim.perpetrator
    clock.move_to(incident.destroy_at - DAY)
    hold = place(cora, incident)
    clock.move_to(incident.destroy_at + DAY)
    parts = Involvement.with_due.count(), incident.sights.model.with_due.count()
    assert min(parts) > 0
    path(dossier)
    assert exists(incident, person)
    assert (Involvement.with_due.count(), incident.sights.model.with_due.count()) == parts
    holding.end_by(fresh(cora), hold, Hold.Ending.GRANTED)
    engine.destroy_due()
    assert not exists(incident, person)


def test_nothing_takes_a_draft_along_that_is_held(dossier: Dossier, clock: Any) -> None:
    """A cascade is a path too: from an incident, and from a person who left."""
    draft = save_draft(dossier.alice, {"text": ["Nog iets."]}, uuid.uuid4(), dossier.incident)
    assert draft is not None
    holds.place_hold(dossier.bob, draft, Request.ACCESS, local_date(timezone.now()))
    with pytest.raises(gate.NotToBeDestroyed):
        engine.destroy_early([dossier.incident], "R8")
    with pytest.raises(gate.NotToBeDestroyed):
        gate.check_along(User, [dossier.alice.pk], timezone.now())
    assert exists(dossier.incident, draft)
    (hold,) = holds.of(draft)
    holds.end_hold(dossier.bob, hold, Hold.Ending.WITHDRAWN)
    gate.check_along(User, [dossier.alice.pk], timezone.now())
    engine.destroy_early([dossier.incident], "R8")
    assert not exists(dossier.incident, draft)


def test_who_may_place_and_end_one(dossier: Dossier, cora: User, clock: Any) -> None:
    world, incident = dossier.world, dossier.incident
    ada = world.person("Ada", world.root, "administrator")
    cees = world.person("Cees", world.root, "coordinator")
    eve = world.person("Eve", world.other_root, "coordinator", "supervisor")
    for somebody in (dossier.bob, dossier.sonja, dossier.alice, dossier.rita, ada, eve):
        with pytest.raises(NotAllowed):
            place(somebody, incident)
    hold = place(cora, incident)
    for somebody in (dossier.bob, ada, eve):
        assert not holding.holds_for(fresh(somebody)).exists()
        with pytest.raises(NotAllowed):
            holding.end_by(fresh(somebody), hold, Hold.Ending.GRANTED)
    # Requests are handled by every coordinator of the municipality.
    holding.end_by(fresh(cees), hold, Hold.Ending.REFUSED)
    assert not holding.holds_for(fresh(cora)).exists()


def test_a_request_goes_a_year_after_it_was_completed(dossier: Dossier, cora: User, clock: Any) -> None:
    """R7: by the decision, or by itself; nothing of it says what was asked."""
    decided, left = place(cora, dossier.incident), place(cora, dossier.incident)
    holding.end_by(fresh(cora), decided, Hold.Ending.REFUSED)
    decided.refresh_from_db()
    assert decided.destroy_at == request_due(timezone.now()).at
    assert left.destroy_at == request_due(left.until).at
    clock.move_to(decided.destroy_at)
    engine.destroy_due()
    assert [hold.pk for hold in Hold.with_due.all()] == [left.pk]
    clock.move_to(left.destroy_at)
    engine.destroy_due()
    assert not Hold.with_due.exists()
    assert {entry.rule for entry in entries_of(decided) + entries_of(left)} == {"R7"}
