# SPDX-License-Identifier: EUPL-1.2
"""kill -9 of a worker in the middle of a batch, twenty times: nothing is half done, and the next one ends the work."""

from pathlib import Path

import pytest

from tests.retention.apart import database_apart, run


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_killed_twenty_times_leaves_nothing_half_done(tmp_path: Path) -> None:
    """On a file of SQLite, and on PostgreSQL in that pass."""
    with database_apart(tmp_path) as address:
        said = run("tests.retention.killed", address, tmp_path)
    assert b"left after each kill:" in said
    assert b"All is done." in said
