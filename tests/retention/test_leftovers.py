# SPDX-License-Identifier: EUPL-1.2
"""After the destruction of a full dossier nothing of it is anywhere: in plain, or as it was encrypted or indexed."""

from pathlib import Path

import pytest
from django.db import connection

from retention import traces
from tests.protection.test_dump import assert_clean
from tests.retention.apart import database_apart, run


@pytest.mark.django_db(transaction=True)
def test_nothing_is_left_of_a_full_dossier(tmp_path: Path) -> None:
    """SQLite: the file with what lies beside it; PostgreSQL: a dump. And files, cache, mails and what was logged."""
    with database_apart(tmp_path) as address:
        said = run("tests.retention.leftovers", address, tmp_path)
    assert b"were there, and are gone." in said
    assert_clean(said)


@pytest.mark.django_db
def test_inside_a_transaction_nothing_is_wiped_and_nothing_breaks() -> None:
    assert traces.wipe() is (connection.vendor == "postgresql")
