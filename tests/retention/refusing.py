# SPDX-License-Identifier: EUPL-1.2
"""A row that the database will not let go, as after a fault that nobody thought of."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

_POSTGRESQL = """
CREATE FUNCTION refuse_to_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.id = '{key}' THEN
        RAISE EXCEPTION '{text}' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN OLD;
END
$$;
CREATE TRIGGER refuse_to_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_to_delete();
"""
_SQLITE = """
CREATE TRIGGER refuse_to_delete BEFORE DELETE ON {table} WHEN OLD.id = '{key}'
BEGIN SELECT RAISE(ABORT, '{text}'); END
"""


@contextmanager
def that_will_not_go(row: Any, text: str = "Zwartewaterallee") -> Iterator[None]:
    """Within it, deleting this row (by its id) is an IntegrityError whose text quotes what it should not."""
    table, on_postgresql = row._meta.db_table, connection.vendor == "postgresql"
    key = row.pk if on_postgresql else row.pk.hex
    _run((_POSTGRESQL if on_postgresql else _SQLITE).format(table=table, key=key, text=text))
    try:
        yield
    finally:
        _run(f"DROP TRIGGER refuse_to_delete{f' ON {table}' if on_postgresql else ''}")
        if on_postgresql:
            _run("DROP FUNCTION refuse_to_delete()")


def _run(statement: str) -> None:
    # What is still to be checked of this transaction would keep the table from being changed.
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute(statement)
