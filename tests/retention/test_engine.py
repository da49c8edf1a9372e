# SPDX-License-Identifier: EUPL-1.2
"""The engine: what is due goes, exactly then, with one row in the ledger; nothing goes early; nothing stops the rest."""

import datetime
import threading
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, models, transaction
from django.urls import reverse
from django.utils import timezone

from incidents import handling, joining
from incidents.models import Incident, Perpetrator
from protection.blind_index import blind_indexes
from protection.fields import Sealed, encrypted_fields
from retention import engine, gate, ledger
from retention.models import DestructionFailure, LedgerBatch, LedgerChain, LedgerEntry, Retained, RetainedWith
from retention.models.ledger import GENESIS
from retention.terms import end_of_day
from tests.incidents.case import client_of
from tests.incidents.sanctioned import Dossier
from tests.protection.rows import base, our_models, some_row
from tests.retention.refusing import that_will_not_go
from tests.world import World

RETAINED = engine.models_with_a_term()
PARTS = [m for m in our_models() if issubclass(m, RetainedWith)]
INSTANT = datetime.timedelta(microseconds=1)


def name_of(model: Any) -> str:
    return model._meta.label


def make_due(row: Retained, at: datetime.datetime | None = None) -> None:
    type(row).with_due.filter(pk=row.pk).update(destroy_at=at or timezone.now())


def entries_of(row: Any) -> models.QuerySet[LedgerEntry]:
    return LedgerEntry.objects.filter(what=row._meta.label, object_id=str(row.pk))


def assert_chains_hold() -> int:
    """Every chain, counted again from its beginning; answers how many rows there are."""
    rows = 0
    for chain in LedgerChain.objects.all():
        head = GENESIS
        for number, batch in enumerate(LedgerBatch.objects.filter(chain=chain), start=1):
            assert (batch.number, batch.previous_hash) == (number, head)
            last = ""
            for position, entry in enumerate(batch.entries.all()):
                last = ledger.entry_hash(last, str(batch.pk), position, ledger.line_of(entry, chain.pk))
                assert (entry.position, entry.hash) == (position, last)
                rows += 1
            assert (batch.rows, batch.rows_hash) == (batch.entries.count(), last)
            head = ledger.batch_hash(batch)
            assert batch.hash == head
        assert chain.head == head
    return rows


@pytest.fixture
def dossier(world: World) -> Dossier:
    return Dossier(world)


@pytest.mark.django_db
@pytest.mark.parametrize("model", RETAINED, ids=name_of)
def test_every_model_with_a_term_is_destroyed_when_it_is_due_and_not_before(model: Any, world: World) -> None:
    world.incident(world.person("Alice", None, "reporter"))
    row = some_row(model)
    municipality = model.with_due.values_list(model.ledger_chain, flat=True).get(pk=row.pk)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        due = timezone.now() + datetime.timedelta(hours=1)
        make_due(row, due)
        clock.move_to(due - INSTANT)
        engine.destroy_due()
        assert base(model).filter(pk=row.pk).exists()
        assert not entries_of(row).exists()
        clock.move_to(due)
        outcome = engine.destroy_due()
    assert outcome.destroyed[model._meta.label] == 1
    assert not base(model).filter(pk=row.pk).exists()
    entry = entries_of(row).get()
    assert (entry.due_at, entry.done_at, entry.rule) == (due, due, row.retention_rule)
    assert (entry.counted_from, entry.policy) == (row.counted_from, row.retention_policy)
    assert entry.kind == LedgerEntry.Kind.DESTROYED
    assert entry.batch.chain_id == municipality
    assert_chains_hold()
    # Harmless to repeat.
    assert engine.destroy_due().destroyed.total() == 0
    assert entries_of(row).count() == 1


@pytest.mark.django_db
def test_all_that_belongs_to_an_incident_goes_with_it(dossier: Dossier) -> None:
    """R4 and R5: the perpetrator, named by this incident alone, is due at the same moment."""
    dossier.impose("warning_letter")
    for model in PARTS:
        some_row(model)
    assert all(base(model).exists() for model in PARTS)
    with time_machine.travel(dossier.incident.destroy_at, tick=False):
        engine.destroy_due()
    assert not Incident.with_due.exists()
    assert not Perpetrator.with_due.exists()
    assert [model for model in PARTS if base(model).exists()] == []
    assert entries_of(dossier.wim.perpetrator).get().rule == "R5"
    assert_chains_hold()


@pytest.mark.django_db
def test_a_perpetrator_stays_for_another_incident(dossier: Dossier) -> None:
    later = dossier.established()
    with time_machine.travel(timezone.now() + datetime.timedelta(days=40)):
        dossier.link(dossier.established(), dossier.wim.perpetrator)
    with time_machine.travel(max(dossier.incident.destroy_at, later.destroy_at), tick=False):
        engine.destroy_due()
    assert not Incident.with_due.filter(pk=dossier.incident.pk).exists()
    person = Perpetrator.with_due.get()
    assert person.involvements.count() == 1
    with time_machine.travel(person.destroy_at, tick=False):
        engine.destroy_due()
    assert not Perpetrator.with_due.exists()


@pytest.mark.django_db
def test_a_report_that_was_joined_does_not_keep_the_first(world: World) -> None:
    """Each goes on its own day (R4)."""
    alice, bob = world.person("Alice", None, "reporter"), world.person("Bob", None, "handler")
    night = end_of_day(timezone.localdate() - datetime.timedelta(days=3))
    first = world.incident(alice, occurred_at=night - datetime.timedelta(minutes=30))
    second = world.incident(alice, occurred_at=night + datetime.timedelta(minutes=30))
    assert first.destroy_at < second.destroy_at
    joining.join(bob, second, first)
    with time_machine.travel(first.destroy_at, tick=False) as clock:
        assert engine.destroy_due().failed.total() == 0
        assert Incident.with_due.get().pk == second.pk
        mine = client_of(alice)
        assert mine.get(reverse("my_report", args=[second.pk])).status_code == 200
        assert mine.get(reverse("my_reports")).status_code == 200
        clock.move_to(second.destroy_at)
        engine.destroy_due()
    assert not Incident.with_due.exists()


@pytest.mark.django_db
def test_a_hold_only_postpones_and_ends_by_itself(dossier: Dossier) -> None:
    incident = dossier.incident
    due = incident.destroy_at
    until = due + datetime.timedelta(days=30)
    Incident.with_due.filter(pk=incident.pk).update(held_until=until)
    with time_machine.travel(due, tick=False) as clock:
        engine.destroy_due()
        assert Incident.with_due.filter(pk=incident.pk).exists()
        # From the due moment nobody sees it on the ordinary pages.
        assert not Incident.objects.filter(pk=incident.pk).exists()
        clock.move_to(until - INSTANT)
        engine.destroy_due()
        assert Incident.with_due.filter(pk=incident.pk).exists()
        clock.move_to(until)
        engine.destroy_due()
    assert not Incident.with_due.filter(pk=incident.pk).exists()
    entry = entries_of(incident).get()
    # How late it was is in the ledger, never smoothed.
    assert (entry.due_at, entry.done_at) == (due, until)


@pytest.mark.django_db
def test_nothing_held_goes_by_decision_either(dossier: Dossier) -> None:
    """R8 and R5 go through the same gate."""
    person = Perpetrator.objects.get()
    Perpetrator.objects.update(held_until=timezone.now() + datetime.timedelta(days=1))
    with pytest.raises(gate.NotToBeDestroyed):
        engine.destroy_early([person], "R8")
    assert Perpetrator.objects.exists()
    Perpetrator.objects.update(held_until=None)
    engine.destroy_early([person], "R8")
    assert not Perpetrator.with_due.exists()
    entry = entries_of(person).get()
    assert (entry.kind, entry.rule) == (LedgerEntry.Kind.DESTROYED_EARLY, "R8")
    assert entry.done_at < entry.due_at


@pytest.mark.django_db
def test_one_that_fails_stops_nobody_stays_visible_and_is_tried_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice = world.person("Alice", None, "reporter")
    incidents = [world.incident(alice) for _number in range(7)]
    bad = incidents[3]
    monkeypatch.setattr(engine, "BATCH", 3)
    with that_will_not_go(bad), time_machine.travel(bad.destroy_at, tick=False):
        for attempts in (1, 2):
            outcome = engine.destroy_due()
            assert outcome.failed["incidents.Incident"] == 1
            assert set(Incident.with_due.values_list("pk", flat=True)) == {bad.pk}
            failure = DestructionFailure.objects.get()
            assert (failure.object_id, failure.attempts) == (str(bad.pk), attempts)
            assert (failure.error, failure.due_at) == ("IntegrityError", bad.destroy_at)
    assert not entries_of(bad).exists()
    with time_machine.travel(bad.destroy_at, tick=False):
        engine.destroy_due()
    assert not Incident.with_due.exists()
    assert not DestructionFailure.objects.exists()
    assert [entries_of(incident).count() for incident in incidents] == [1] * 7
    assert_chains_hold()


@pytest.mark.django_db
def test_after_a_weeks_stop_all_of_it_goes_and_how_late_is_written_down(world: World) -> None:
    incident = world.incident(world.person("Alice", None, "reporter"))
    week_later = incident.destroy_at + datetime.timedelta(days=7)
    with time_machine.travel(week_later, tick=False):
        engine.destroy_due()
    entry = entries_of(incident).get()
    assert entry.done_at - entry.due_at == datetime.timedelta(days=7)


@pytest.mark.django_db
def test_each_municipality_has_a_chain_of_its_own(world: World) -> None:
    here = world.incident(world.person("Alice", None, "reporter"))
    there = world.incident(world.person("Otto", world.other, "reporter"))
    with time_machine.travel(here.destroy_at, tick=False):
        engine.destroy_due()
    chains = {entries_of(row).get().batch.chain_id for row in (here, there)}
    assert chains == {world.waterrijk.pk, world.duinveen.pk}
    for chain in chains:
        of_chain = LedgerEntry.objects.filter(batch__chain=chain)
        assert of_chain.exists()
        assert not of_chain.exclude(batch__chain=chain).exists()
    assert assert_chains_hold() == LedgerEntry.objects.count()


@pytest.mark.django_db
def test_a_row_of_the_ledger_says_nothing_about_a_person(dossier: Dossier) -> None:
    incident = dossier.incident
    assert incident.narrative
    with time_machine.travel(incident.destroy_at, tick=False):
        engine.destroy_due()
    for entry in LedgerEntry.objects.all():
        text = " ".join(str(getattr(entry, field.attname)) for field in LedgerEntry._meta.concrete_fields)
        for word in ("Zwartewater", "Wim", "999990019", incident.reference):
            assert word not in text


@pytest.mark.django_db
def test_simulating_counts_what_really_goes_and_leaves_everything(dossier: Dossier) -> None:
    before = {model: base(model).count() for model in our_models()}
    out = StringIO()
    at = dossier.incident.destroy_at.isoformat()
    call_command("destroy_due", "--simulate", "--at", at, stdout=out)
    assert "incidents.Incident: 1\n" in out.getvalue()
    assert "incidents.Perpetrator: 1\n" in out.getvalue()
    assert "Rolled back" in out.getvalue()
    assert {model: base(model).count() for model in our_models()} == before
    assert Incident.objects.filter(pk=dossier.incident.pk).exists()


@pytest.mark.django_db
def test_by_hand(dossier: Dossier) -> None:
    out = StringIO()
    call_command("destroy_due", stdout=out)
    assert Incident.objects.exists()
    with pytest.raises(CommandError, match="--at goes with --simulate"):
        call_command("destroy_due", "--at", "2099-01-01T00:00")
    with pytest.raises(CommandError, match="does not exist"):
        call_command("destroy_due", "--simulate", "--at", "2026-03-29T02:30")
    with time_machine.travel(dossier.incident.destroy_at, tick=False):
        call_command("destroy_due", stdout=out)
    assert not Incident.with_due.exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_destroy_everything_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    alice = world.person("Alice", None, "reporter")
    incidents = [world.incident(alice) for _number in range(24)]
    monkeypatch.setattr(engine, "BATCH", 3)
    Incident.with_due.update(destroy_at=timezone.now() - datetime.timedelta(minutes=1))
    failures: list[int] = []
    ready = threading.Barrier(3)

    def work() -> None:
        ready.wait()
        failures.append(engine.destroy_due().failed.total())
        connection.close()

    workers = [threading.Thread(target=work) for _number in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failures == [0, 0, 0]
    assert not Incident.with_due.exists()
    assert [entries_of(incident).count() for incident in incidents] == [1] * 24
    assert_chains_hold()


@pytest.mark.django_db
def test_a_crash_in_the_middle_of_a_batch_leaves_all_or_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    incident = world.incident(world.person("Alice", None, "reporter"))

    class Killed(BaseException):
        pass

    def killed(*args: Any) -> None:
        raise Killed

    with time_machine.travel(incident.destroy_at, tick=False):
        with monkeypatch.context() as patch:
            patch.setattr(ledger, "append", killed)
            with pytest.raises(Killed), transaction.atomic():
                engine.destroy_due()
        assert Incident.with_due.exists()
        engine.destroy_due()
    assert not Incident.with_due.exists()
    assert entries_of(incident).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("model", [LedgerEntry, LedgerBatch])
def test_the_ledger_cannot_be_changed_not_even_by_hand(model: Any, world: World) -> None:
    incident = world.incident(world.person("Alice", None, "reporter"))
    with time_machine.travel(incident.destroy_at, tick=False):
        engine.destroy_due()
    assert model.objects.exists()
    table = model._meta.db_table
    statements = [f"UPDATE {table} SET hash = 'x'", f"DELETE FROM {table}"]
    if connection.vendor == "postgresql":
        statements.append(f"TRUNCATE {table} CASCADE")
    for statement in statements:
        connection.check_constraints()
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            connection.cursor().execute(statement)
    assert_chains_hold()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_decision_waits_for_who_has_the_record_locked(world: World) -> None:
    """R8, R5: what is destroyed by a decision is destroyed, also when somebody is at work on it just then."""
    incident = world.incident(world.person("Alice", None, "reporter"))
    locked, seen = threading.Event(), threading.Event()

    def work() -> None:
        with transaction.atomic():
            Incident.objects.select_for_update(of=("self",)).get(pk=incident.pk)
            locked.set()
            seen.wait(1)
        connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    locked.wait()
    engine.destroy_early([incident], "R8")
    seen.set()
    worker.join()
    assert not Incident.with_due.exists()
    assert entries_of(incident).count() == 1
    assert_chains_hold()


@pytest.mark.django_db
def test_nothing_that_was_sealed_or_indexed_is_left_anywhere(dossier: Dossier) -> None:
    """Not in its row and in no other: neither as it was encrypted nor as the fingerprint it was found by."""
    dossier.impose("contact_measure")
    handling.close(dossier.bob, dossier.incident, "founded", "Gesprek gevoerd met Zwartewater.")
    secrets = set(_sealed_of(Incident, Perpetrator, *PARTS))
    assert len(secrets) > 20
    assert secrets <= set(_everything())
    with time_machine.travel(dossier.incident.destroy_at, tick=False):
        engine.destroy_due()
    assert not secrets & set(_everything())


def _sealed_of(*tables: Any) -> Iterator[bytes]:
    for model in tables:
        columns = [f.attname for f in (*encrypted_fields(model), *blind_indexes(model))]
        for row in base(model).all():
            values = (row.__dict__[column] for column in columns)
            yield from (v.data if isinstance(v, Sealed) else v.encode() for v in values if v is not None)


def _everything() -> Iterator[bytes]:
    """Every value of every table, the framework's own too, as the database holds it."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                yield from (bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in row)
