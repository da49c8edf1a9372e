# SPDX-License-Identifier: EUPL-1.2
"""The database itself refuses to change or take away a row of the ledger; whoever owns the tables could drop these
triggers, which the chain of hashes and its copy elsewhere are there to show."""

from typing import Any

TABLES = ("retention_ledgerentry", "retention_ledgerbatch")
MESSAGE = "The ledger of destructions is append-only."

_POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION retention_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation';
END
$$
"""
_POSTGRESQL = """
CREATE TRIGGER {table}_rows BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION retention_append_only();
CREATE TRIGGER {table}_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION retention_append_only();
"""


def protect(connection: Any) -> None:
    """Make the triggers, on PostgreSQL or SQLite."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL_FUNCTION)
            for table in TABLES:
                cursor.execute(_POSTGRESQL.format(table=table))
            return
        for table in TABLES:
            for verb in ("UPDATE", "DELETE"):
                cursor.execute(
                    f"CREATE TRIGGER {table}_{verb.lower()} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
                )


def unprotect(connection: Any) -> None:
    """Drop the triggers again: for a migration backwards, and for tests that empty the tables."""
    with connection.cursor() as cursor:
        for table in TABLES:
            if connection.vendor == "postgresql":
                for what in ("rows", "truncate"):
                    cursor.execute(f"DROP TRIGGER IF EXISTS {table}_{what} ON {table}")
            else:
                for what in ("update", "delete"):
                    cursor.execute(f"DROP TRIGGER IF EXISTS {table}_{what}")
