# SPDX-License-Identifier: EUPL-1.2
"""What makes the tests cheaper without changing what they say: measured."""

import gc
import hashlib
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, ClassVar

from django.contrib.staticfiles.storage import StaticFilesStorage
from whitenoise.middleware import WhiteNoiseMiddleware

ROOT = Path(__file__).resolve().parents[1]
# What a freshly migrated database follows from.
MAKES_A_DATABASE = (
    "*/migrations/*.py",
    "*/models/*.py",
    "*/models.py",
    "retention/*.py",
    "tests/shelf/*.py",
    "requirements*.lock",
)


class RememberedStaticFiles(StaticFilesStorage):
    """A page has twenty addresses of static files, each put together anew for every page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._urls: dict[str | None, str] = {}

    def url(self, name: str | None) -> str:
        if name not in self._urls:
            self._urls[name] = super().url(name)
        return self._urls[name]


class RememberedFiles(WhiteNoiseMiddleware):
    """Each test client makes its own middleware, which would look at every static file again: 20 ms."""

    found: ClassVar[dict[str, Any]] = {}

    def add_files(self, root: str, prefix: str | None = None) -> None:
        if not self.found:
            super().add_files(root, prefix)

    def add_files_from_finders(self) -> None:
        if not self.found:
            super().add_files_from_finders()
            self.found.update(self.files)
        self.files = self.found


def delete_instead_of_truncating(patch: Any) -> None:
    """PostgreSQL empties a table by making its files anew, and waits for the disk at each: after a test of a few rows
    deleting them takes less than half as long. Its foreign keys are looked at when all is deleted."""
    from django.db.backends.postgresql.operations import DatabaseOperations

    truncating = DatabaseOperations.sql_flush

    def sql_flush(self: Any, style: Any, tables: Any, *, reset_sequences: bool = False, **kwargs: Any) -> Any:
        if reset_sequences:
            return truncating(self, style, tables, reset_sequences=True, **kwargs)
        return [f"DELETE FROM {self.quote_name(table)}" for table in tables]

    patch.setattr(DatabaseOperations, "sql_flush", sql_flush)


def leave_the_program_to_itself() -> None:
    """What is there when the tests begin stays to the end: the garbage collector need not look at it every time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def migrate_once(patch: Any) -> None:
    """Each process of each pass has a database of its own, and making one takes ten seconds: the first one is kept (on SQLite
    in a file, on PostgreSQL beside the others), and the next are copies of it, until a migration or a model changes."""
    from django.core.management.commands.migrate import Command
    from django.db import connections

    migrating = Command.handle

    def handle(self: Any, *args: Any, **options: Any) -> Any:
        connection: Any = connections[options["database"]]
        making = options["run_syncdb"] and not options["app_label"]
        if not (making and (connection.vendor == "postgresql" or connection.is_in_memory_db())):
            return migrating(self, *args, **options)
        return _as_migrated(connection, lambda: migrating(self, *args, **options))

    patch.setattr(Command, "handle", handle)


def made_anew() -> None:
    """The database as it was before the first test, and in its newest form: after a test that migrated it."""
    from django.db import connection

    def unknown() -> None:
        raise AssertionError("no migrated database was kept")

    _as_migrated(connection, unknown)


def _as_migrated(connection: Any, migrate: Callable[[], Any]) -> None:
    fill = _on_postgresql if connection.vendor == "postgresql" else _on_sqlite
    fill(connection, migrate)


def _on_sqlite(connection: Any, migrate: Callable[[], Any]) -> None:
    connection.ensure_connection()
    kept = ROOT / ".pytest_cache" / "migrated" / f"{_fingerprint()}.sqlite3"
    if kept.exists():
        with closing(sqlite3.connect(kept)) as source:
            source.backup(connection.connection)
        return
    migrate()
    kept.parent.mkdir(parents=True, exist_ok=True)
    for older in kept.parent.glob("*.sqlite3"):
        older.unlink(missing_ok=True)
    draft = kept.with_suffix(f".{os.getpid()}")
    with closing(sqlite3.connect(draft)) as target:
        connection.connection.backup(target)
    draft.rename(kept)


def _on_postgresql(connection: Any, migrate: Callable[[], Any]) -> None:
    own = connection.settings_dict["NAME"]
    family = f"test_{os.environ['DATABASE_URL'].rpartition('/')[2]}_migrated_"
    kept = family + _fingerprint()
    connection.close()
    with connection._nodb_cursor() as cursor:
        # One process makes it while the others of its pass wait.
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [kept])
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [family])
        there = {name for (name,) in cursor.fetchall()}
        if kept in there:
            cursor.execute(f'DROP DATABASE "{own}"')
            cursor.execute(f'CREATE DATABASE "{own}" TEMPLATE "{kept}"')
        else:
            for older in there:
                cursor.execute(f'DROP DATABASE "{older}"')
            migrate()
            connection.close()
            cursor.execute(f'CREATE DATABASE "{kept}" TEMPLATE "{own}"')


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for path in sorted(path for pattern in MAKES_A_DATABASE for path in ROOT.glob(pattern)):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
