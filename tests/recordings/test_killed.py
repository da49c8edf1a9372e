# SPDX-License-Identifier: EUPL-1.2
"""kill -9 at every step of intake and destruction; and after that nothing of any call is anywhere."""

from pathlib import Path

import pytest

from tests.protection.test_dump import found
from tests.retention.apart import database_apart, run

from .killed import CALLER, RECIPIENT


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_killed_all_the_time_loses_nothing_and_leaves_nothing(tmp_path: Path) -> None:
    """On a file of SQLite, and on PostgreSQL in that pass; what it logs is searched as well."""
    with database_apart(tmp_path) as address:
        said = run("tests.recordings.killed", address, tmp_path)
    assert b"All is stored, and all is gone." in said
    assert b"was refused" not in said
    for word in (CALLER, RECIPIENT, "KanarieGesprek", "Zwartewaterallee"):
        assert found(said, word) == []
