# SPDX-License-Identifier: EUPL-1.2
"""A database of before some migration, for tests of what an upgrade makes of the records in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests import speed


@contextmanager
def database_of_before(*targets: tuple[str, str]) -> Iterator[Any]:
    """The models as they were; the newest database is back afterwards. The test empties tables (`transactional_db`)."""
    try:
        yield models_at(*targets)
    finally:
        speed.made_anew()


def models_at(*targets: tuple[str, str]) -> Any:
    """Migrate to these migrations, either way; gives the registry of the models as they are there."""
    MigrationExecutor(connection).migrate(list(targets))
    return MigrationExecutor(connection).loader.project_state(list(targets)).apps


def upgrade() -> None:
    """Migrate to the newest."""
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
