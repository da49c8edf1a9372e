# SPDX-License-Identifier: EUPL-1.2
"""The logs cannot be edited: the database refuses an update of anything but the term, and lets nobody delete but the
engine (R6)."""

import datetime
import sqlite3
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError
from django.utils import timezone

from accounts.models import AccessLogEntry, ChangeLogEntry
from incidents.models import Incident, Purpose, RegistryLookup
from oversight.models import AnonymousReport
from retention import append_only, destroying
from retention.engine import destroy_due
from retention.models import LedgerBatch, LedgerEntry, Retained
from tests.protection.rows import base
from tests.retention import sealed
from tests.world import World

LOGS = [ChangeLogEntry, AccessLogEntry, RegistryLookup]
REFUSED = "cannot be edited"


def name_of(model: Any) -> str:
    return model._meta.label


@pytest.fixture
def filled(world: World) -> dict[Any, Any]:
    """One row of each log; that of the change log is about an incident."""
    alice, bob = world.person("Alice", None, "reporter"), world.person("Bob", None, "handler")
    rita = world.person("Rita", world.root, "registry_reader")
    incident = world.incident(alice)
    look = AccessLogEntry.record(bob, AccessLogEntry.Action.READ_INCIDENT, incident.pk, incident.destroy_at)
    lookup = RegistryLookup(municipality=world.waterrijk, reader=rita, purpose=Purpose.VISIT, by_name=True)
    lookup.save()
    change = base(ChangeLogEntry).filter(record_id=incident.pk).order_by("pk").first()
    return {ChangeLogEntry: change, AccessLogEntry: look, RegistryLookup: lookup}


def another(field: Any, row: Any, world: World) -> Any:
    """A value that this field does not have."""
    was = getattr(row, field.attname)
    if field.primary_key or field.is_relation:
        return uuid.uuid4() if isinstance(was, uuid.UUID) else (was or 0) + 1000
    if isinstance(was, bool):
        return not was
    if isinstance(was, int):
        return was + 1
    if isinstance(was, datetime.datetime):
        return was + datetime.timedelta(seconds=1)
    if isinstance(was, dict):
        return {"name": None, "another": None}
    if isinstance(was, uuid.UUID) or field.get_internal_type() == "UUIDField":
        return uuid.uuid4()
    return "other"


@pytest.mark.django_db
@pytest.mark.parametrize("model", LOGS, ids=name_of)
def test_every_column_but_those_of_the_term_stays_as_it_is(model: Any, filled: Any, world: World) -> None:
    """A new column is protected too, or this fails."""
    row = filled[model]
    kept = [f for f in model._meta.concrete_fields if f.attname not in Retained.TERM and f.attname != "found"]
    assert len(kept) >= 8
    for field in kept:
        with pytest.raises(IntegrityError, match=REFUSED), transaction.atomic():
            base(model).filter(pk=row.pk).update(**{field.attname: another(field, row, world)})
    later = row.destroy_at + datetime.timedelta(days=1)
    assert base(model).filter(pk=row.pk).update(destroy_at=later, held_until=later) == 1
    # A row that is saved again as it is, is let through.
    base(model).get(pk=row.pk).save()


@pytest.mark.django_db
@pytest.mark.parametrize("model", LOGS, ids=name_of)
def test_nobody_deletes_but_the_engine(model: Any, filled: Any) -> None:
    row = filled[model]
    with pytest.raises(IntegrityError, match=REFUSED), transaction.atomic():
        base(model).filter(pk=row.pk).delete()
    with pytest.raises(IntegrityError, match=REFUSED), transaction.atomic():
        base(model).get(pk=row.pk).delete()
    with pytest.raises(IntegrityError, match=REFUSED), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {model._meta.db_table}")
    assert base(model).filter(pk=row.pk).exists()
    base(model).filter(pk=row.pk).update(destroy_at=timezone.now())
    destroy_due()
    assert not base(model).filter(pk=row.pk).exists()
    # And nobody after it, in the same transaction.
    assert not destroying.is_destroying()
    rest = base(model).first()
    if rest is not None:
        with pytest.raises(IntegrityError, match=REFUSED), transaction.atomic():
            base(model).filter(pk=rest.pk).delete()


@pytest.mark.django_db
def test_a_failure_while_destroying_does_not_leave_the_door_open(filled: Any, monkeypatch: Any) -> None:
    look = filled[AccessLogEntry]

    def fails(model: Any, keys: Any) -> None:
        raise RuntimeError("stand-in for what a companion may raise")

    base(AccessLogEntry).filter(pk=look.pk).update(destroy_at=timezone.now())
    monkeypatch.setattr(destroying, "companions", [])
    monkeypatch.setattr("retention.engine.companions", [fails])
    assert destroy_due().failed["accounts.AccessLogEntry"] == 1
    with pytest.raises(IntegrityError, match=REFUSED), transaction.atomic():
        base(AccessLogEntry).filter(pk=look.pk).delete()


@pytest.mark.django_db
def test_who_was_found_is_added_once(filled: Any) -> None:
    lookup = filled[RegistryLookup]
    lookup.found = [str(uuid.uuid4())]
    lookup.save(update_fields=["found"])
    lookup.found = []
    with pytest.raises(IntegrityError, match=REFUSED), transaction.atomic():
        lookup.save(update_fields=["found"])


@pytest.mark.django_db
def test_the_command_of_the_library_that_empties_the_log_is_refused(filled: Any) -> None:
    with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic():
        call_command("auditlogflush", yes=True)
    assert base(ChangeLogEntry).exists()


@pytest.mark.postgres
@pytest.mark.django_db
@pytest.mark.parametrize("model", LOGS, ids=name_of)
def test_a_log_is_not_emptied_at_once_either(model: Any, filled: Any) -> None:
    # What waits for the end of the transaction is checked now; PostgreSQL would refuse for that otherwise.
    connection.check_constraints()
    with pytest.raises(IntegrityError, match=REFUSED), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {model._meta.db_table} CASCADE")


def test_every_log_is_among_what_is_protected() -> None:
    """The ledger, the logs, and the anonymous reports, which are frozen."""
    assert {p.table for p in append_only.everything} == {
        "retention_ledgerentry",
        "retention_ledgerbatch",
        AnonymousReport._meta.db_table,
        *(model._meta.db_table for model in LOGS),
    }


def test_another_program_that_opens_the_file_cannot_delete(tmp_path: Path) -> None:
    """SQLite: the function that the triggers ask is answered by this program alone."""
    file = sqlite3.connect(tmp_path / "log.sqlite3")
    file.execute("CREATE TABLE some_log (id integer, held_until text)")
    file.execute("INSERT INTO some_log VALUES (1, NULL)")

    class Connection:
        vendor = "sqlite"

        class introspection:
            @staticmethod
            def get_table_description(cursor: Any, table: str) -> list[Any]:
                return [type("Column", (), {"name": "id"})]

        @staticmethod
        def cursor() -> Any:
            from contextlib import closing

            return closing(file.cursor())

    append_only.protect(Connection(), [append_only.log_table("some_log")])
    with pytest.raises(sqlite3.OperationalError, match="gir_destroying"):
        file.execute("DELETE FROM some_log")
    with pytest.raises(sqlite3.IntegrityError, match=REFUSED):
        file.execute("UPDATE some_log SET id = 2")
    file.execute("UPDATE some_log SET held_until = '2026'")
    assert file.execute("SELECT id FROM some_log").fetchall() == [(1,)]


@pytest.mark.django_db
def test_what_a_held_record_has_in_the_log_waits_with_it(world: World) -> None:
    """RULES: "Holds"; and when it ends, both go."""
    incident = world.incident(world.person("Alice", None, "reporter"))
    about = base(ChangeLogEntry).filter(record_id=incident.pk)
    now = timezone.now()
    Incident.with_due.filter(pk=incident.pk).update(
        destroy_at=now, held_until=now + datetime.timedelta(days=30)
    )
    assert about.exists()
    destroy_due()
    assert about.all().exists()
    assert Incident.with_due.filter(pk=incident.pk).exists()
    Incident.with_due.filter(pk=incident.pk).update(held_until=None)
    destroy_due()
    assert not about.all().exists()
    assert not Incident.with_due.filter(pk=incident.pk).exists()


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="what REPLACE is, only SQLite knows")
@pytest.mark.parametrize("model", [*LOGS, LedgerEntry, LedgerBatch], ids=name_of)
def test_a_row_is_not_replaced_by_another_either(filled: dict[Any, Any], model: Any) -> None:
    """INSERT OR REPLACE takes the row away first, which is a deletion too."""
    sealed.append(batches=1, rows=1)
    table = model._meta.db_table
    before = base(model).order_by("pk").values_list()[0]
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
    assert base(model).order_by("pk").values_list()[0] == before
