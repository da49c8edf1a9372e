# SPDX-License-Identifier: EUPL-1.2
"""What makes the tests cheaper without changing what they say: measured."""

import gc
from typing import Any, ClassVar

from django.contrib.staticfiles.storage import StaticFilesStorage
from whitenoise.middleware import WhiteNoiseMiddleware


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
