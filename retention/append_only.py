# SPDX-License-Identifier: EUPL-1.2
"""The database itself refuses to change or take away a row of the ledger or of the logs.

Of a log the engine deletes what is due and moves the term, which is all that may change. Whoever owns the tables could
drop these triggers; for the ledger the chain of hashes and its copy elsewhere are there to show that.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .destroying import FUNCTION, SETTING

MESSAGE = "The ledger of destructions is append-only."
LOG_MESSAGE = "The log cannot be edited; only the engine that destroys deletes from it."


@dataclass(frozen=True)
class Protected:
    """A table whose rows stay as they are, but for some columns; `once`: such a column too, while it holds `[]`."""

    table: str
    message: str
    may_change: tuple[str, ...] = ()
    once: tuple[str, ...] = ()
    # Whether the engine deletes from it.
    engine_deletes: bool = False


LEDGER = tuple(Protected(table, MESSAGE) for table in ("retention_ledgerentry", "retention_ledgerbatch"))
# Those of the rooms above as well; a room puts its own here where it defines their models.
everything: list[Protected] = [*LEDGER]


def log_table(table: str, *, once: tuple[str, ...] = ()) -> Protected:
    """A log: its term may move with that of the record that it is about."""
    term = ("destroy_at", "counted_from", "retention_rule", "retention_policy", "held_until")
    return Protected(table, LOG_MESSAGE, may_change=term, once=once, engine_deletes=True)


_POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION retention_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', coalesce(TG_ARGV[0], '{MESSAGE}') USING ERRCODE = 'integrity_constraint_violation';
END
$$
"""
_VERBS = ("update", "delete")


def protect(connection: Any, tables: Sequence[Protected] = LEDGER) -> None:
    """Make the triggers, on PostgreSQL or SQLite."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL_FUNCTION)
        for protected in tables:
            for verb in _VERBS:
                cursor.execute(_trigger(connection, cursor, protected, verb))
            if connection.vendor == "postgresql":
                cursor.execute(
                    f"CREATE TRIGGER {protected.table}_truncate BEFORE TRUNCATE ON {protected.table} "
                    f"FOR EACH STATEMENT EXECUTE FUNCTION retention_append_only('{protected.message}')"
                )


def _trigger(connection: Any, cursor: Any, protected: Protected, verb: str) -> str:
    """The statement that makes the trigger against changing (`update`) or deleting a row."""
    table, postgresql = protected.table, connection.vendor == "postgresql"
    when = (
        _refused_update(connection, cursor, protected)
        if verb == "update"
        else _refused_delete(protected, postgresql)
    )
    head = f"CREATE TRIGGER {table}_{verb} BEFORE {verb.upper()} ON {table} FOR EACH ROW WHEN ({when})"
    if postgresql:
        return f"{head} EXECUTE FUNCTION retention_append_only('{protected.message}')"
    return f"{head} BEGIN SELECT RAISE(ABORT, '{protected.message}'); END"


def _refused_delete(protected: Protected, postgresql: bool) -> str:
    if not protected.engine_deletes:
        return "true" if postgresql else "1"
    return f"current_setting('{SETTING}', true) IS DISTINCT FROM 'on'" if postgresql else f"NOT {FUNCTION}()"


def _refused_update(connection: Any, cursor: Any, protected: Protected) -> str:
    """Every column that differs and may not: read from the table itself, so that a new one is never left out."""
    columns = [c.name for c in connection.introspection.get_table_description(cursor, protected.table)]
    differs = "IS DISTINCT FROM" if connection.vendor == "postgresql" else "IS NOT"
    empty = "OLD.{0}::text = '[]'" if connection.vendor == "postgresql" else "OLD.{0} = '[]'"
    parts = []
    for column in columns:
        if column not in protected.may_change:
            changed = f'NEW."{column}" {differs} OLD."{column}"'
            unless = (
                f" AND NOT {empty.format(chr(34) + column + chr(34))}" if column in protected.once else ""
            )
            parts.append(f"({changed}{unless})")
    # Of the ledger not even an update that changes nothing is let through.
    return (
        " OR ".join(parts) if protected.may_change else ("true" if connection.vendor == "postgresql" else "1")
    )


def unprotect(connection: Any, tables: Sequence[Protected] = LEDGER) -> None:
    """Drop the triggers again: for a migration backwards, and for tests that empty the tables."""
    with connection.cursor() as cursor:
        for protected in tables:
            for what in ("rows", "truncate", *_VERBS):
                on = f" ON {protected.table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {protected.table}_{what}{on}")
