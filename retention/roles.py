# SPDX-License-Identifier: EUPL-1.2
"""Two users of the database: the owner, who makes the tables, and the one that the program runs as.

On PostgreSQL the owner could drop the triggers of the ledger (append_only.py). The running program needs no such
right, so it gets a role that may add to the ledger and can change nothing in it. SQLite knows no users.
"""

from collections.abc import Iterator
from typing import Any

from .append_only import LEDGER

# What the program adds to and never changes.
ADDED_TO = tuple(protected.table for protected in LEDGER)
# Only the owner migrates.
_READ_ONLY = ("django_migrations",)


class UnfitRole(Exception):
    """The role is not there, or could do everything anyway."""


def take_from_everybody(connection: Any) -> None:
    """What nobody was given is taken from everybody, should a database give it by default."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for table in ADDED_TO:
                cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE, TRIGGER, REFERENCES ON {table} FROM PUBLIC")


def statements(connection: Any, role: str) -> Iterator[str]:
    """The SQL, for the owner, that gives a role what the running program needs and takes everything else.

    Run it again after each migration: a new table is nobody's but the owner's.
    """
    quote = connection.ops.quote_name
    named = quote(role)
    yield f"REVOKE CREATE ON SCHEMA public FROM PUBLIC, {named}"
    yield f"GRANT USAGE ON SCHEMA public TO {named}"
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {named}"
    yield f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {named}"
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {named}"
    for table in _tables(connection):
        yield f"GRANT {_rights(table)} ON {quote(table)} TO {named}"


def _tables(connection: Any) -> list[str]:
    with connection.cursor() as cursor:
        return sorted(connection.introspection.table_names(cursor))


def _rights(table: str) -> str:
    if table in _READ_ONLY:
        return "SELECT"
    return "SELECT, INSERT" if table in ADDED_TO else "SELECT, INSERT, UPDATE, DELETE"


def check(connection: Any, role: str) -> None:
    """Raises UnfitRole for a role that does not exist, owns the ledger or belongs to its owner, or is a superuser."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.rolsuper OR r.rolbypassrls OR pg_has_role(r.oid, t.relowner, 'MEMBER') "
            "FROM pg_roles r, pg_class t WHERE r.rolname = %s AND t.oid = %s::regclass",
            [role, ADDED_TO[0]],
        )
        row = cursor.fetchone()
    if row is None:
        raise UnfitRole(f"There is no role {role}; make it first: createuser --pwprompt {role}")
    if row[0]:
        raise UnfitRole(
            f"{role} is a superuser, or has the rights of the owner of the tables: it could change all."
        )
