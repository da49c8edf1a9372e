# SPDX-License-Identifier: EUPL-1.2
"""The role that the program runs as on PostgreSQL: it does its work, and cannot touch what the ledger holds."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction

from incidents.models import Incident
from retention import append_only, copies, engine, outside
from retention.models import LedgerEntry
from retention.roles import ADDED_TO
from tests.world import World

from . import sealed

postgres = pytest.mark.postgres


@pytest.fixture
def role(db: None) -> str:
    """A role that goes with the test's transaction."""
    name = f"gir_app_{secrets.token_hex(4)}"
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE ROLE "{name}"')
    return name


@contextmanager
def acting_as(role: str) -> Iterator[Any]:
    with connection.cursor() as cursor:
        cursor.execute(f'SET ROLE "{role}"')
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (role,)
        try:
            yield cursor
        finally:
            cursor.execute("RESET ROLE")


def refused(cursor: Any, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied|must be owner"), transaction.atomic():
        cursor.execute(statement)


@postgres
def test_the_role_does_its_work_and_destroys(role: str, world: World) -> None:
    call_command("database_grants", role=role, stdout=StringIO())
    with acting_as(role):
        incident = world.incident(world.person("Alice", None, "reporter"))
        with time_machine.travel(incident.destroy_at, tick=False):
            engine.destroy_due()
        assert not Incident.with_due.filter(pk=incident.pk).exists()
        assert LedgerEntry.objects.filter(object_id=str(incident.pk)).count() == 1
        assert copies.copy_what_is_new() == 0
        assert outside.standing() is outside.Standing.SOUND


@postgres
def test_the_role_can_bring_the_ledger_back_after_a_restore(role: str, world: World) -> None:
    sealed.append(2)
    copies.copy_what_is_new()
    hashes = list(LedgerEntry.objects.order_by("batch", "position").values_list("hash", flat=True))
    # As an older back-up would be.
    append_only.unprotect(connection)
    with connection.cursor() as cursor:
        for table in ("retention_ledgercopy", *ADDED_TO, "retention_ledgerchain"):
            cursor.execute(f"DELETE FROM {table}")
    append_only.protect(connection)
    call_command("database_grants", role=role, stdout=StringIO())
    with acting_as(role):
        assert outside.standing() is outside.Standing.BEHIND
        call_command("replay_destructions", stdout=StringIO())
        assert outside.standing() is outside.Standing.SOUND
    assert list(LedgerEntry.objects.order_by("batch", "position").values_list("hash", flat=True)) == hashes


@postgres
@pytest.mark.parametrize("table", ADDED_TO)
def test_it_can_change_nothing_in_the_ledger(role: str, table: str) -> None:
    sealed.append(1)
    call_command("database_grants", role=role, stdout=StringIO())
    with acting_as(role) as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone()[0] > 0
        for statement in (
            f"UPDATE {table} SET hash = hash",
            f"DELETE FROM {table}",
            f"TRUNCATE {table} CASCADE",
            f"ALTER TABLE {table} DISABLE TRIGGER ALL",
            f"DROP TRIGGER {table}_update ON {table}",
            f"DROP TABLE {table} CASCADE",
            "DROP FUNCTION retention_append_only() CASCADE",
            "CREATE OR REPLACE FUNCTION retention_append_only() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'",
            "CREATE TABLE another (number integer)",
            "SET session_replication_role = replica",
            "DELETE FROM django_migrations",
        ):
            refused(cursor, statement)
    assert not _has(role, table, "UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER")
    assert _has(role, "retention_ledgerchain", "UPDATE")


def _has(role: str, table: str, rights: str) -> bool:
    """Whether the role has any of these rights."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(%s, %s, %s)", [role, table, rights])
        return bool(cursor.fetchone()[0])


@postgres
def test_given_too_much_before_it_is_taken_back(role: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f'GRANT ALL ON ALL TABLES IN SCHEMA public TO "{role}"')
    assert _has(role, ADDED_TO[0], "UPDATE")
    out = StringIO()
    call_command("database_grants", "--print", role=role, stdout=out)
    assert f'GRANT SELECT, INSERT ON "{ADDED_TO[0]}" TO "{role}";' in out.getvalue()
    assert _has(role, ADDED_TO[0], "UPDATE")
    call_command("database_grants", role=role, stdout=StringIO())
    assert not _has(role, ADDED_TO[0], "UPDATE")
    assert not _has("public", ADDED_TO[0], "UPDATE, DELETE, TRUNCATE")


@postgres
def test_a_role_that_could_do_everything_is_refused(role: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        owner = cursor.fetchone()[0]
        cursor.execute(f'GRANT "{owner}" TO "{role}"')
    for unfit in (owner, role, "nobody_of_that_name"):
        with pytest.raises(CommandError):
            call_command("database_grants", role=unfit, stdout=StringIO())


@pytest.mark.skipif(connection.vendor == "postgresql", reason="about SQLite")
def test_sqlite_knows_no_roles(db: None) -> None:
    with pytest.raises(CommandError, match="SQLite"):
        call_command("database_grants", role="gir_app")
