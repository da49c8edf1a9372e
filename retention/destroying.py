# SPDX-License-Identifier: EUPL-1.2
"""While the engine destroys: the database lets it delete rows of the logs, and nobody else (retention.append_only).

On PostgreSQL it asks for a setting that lives as long as the transaction; on SQLite for a function that this process
alone answers, so that whoever opens the file with another program is refused too.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models

SETTING = "gir.destroying"
FUNCTION = "gir_destroying"
_destroying: ContextVar[bool] = ContextVar("destroying", default=False)

# What goes, or moves, with a record: called inside the transaction of every destroying path, just before the rows are
# deleted, with their model and their keys. The rooms add theirs when the project starts.
companions: list[Callable[[type[models.Model], Sequence[Any]], None]] = []


def is_destroying() -> bool:
    return _destroying.get()


@contextmanager
def destroying() -> Iterator[None]:
    """For the engine, inside its transaction."""
    if _destroying.get():
        yield
        return
    token = _destroying.set(True)
    try:
        _set("on")
        yield
        # After an error the transaction is rolled back, and the setting with it.
        _set("")
    finally:
        _destroying.reset(token)


def _set(value: str) -> None:
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, value])


def answer_sqlite(connection: Any, **kwargs: Any) -> None:
    """Receiver of `connection_created`."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(FUNCTION, 0, lambda: int(_destroying.get()))
