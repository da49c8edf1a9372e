# SPDX-License-Identifier: EUPL-1.2
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import TransactionTestCase

from retention import append_only
from tests import object_store
from tests.world import World


@pytest.fixture(autouse=True, scope="session")
def the_ledger_may_be_emptied() -> Iterator[None]:
    """A test outside a transaction empties every table when it is over, which the ledger refuses to anybody else."""
    teardown = TransactionTestCase._fixture_teardown

    def without_triggers(self: Any) -> None:
        append_only.unprotect(connection)
        teardown(self)
        append_only.protect(connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", without_triggers)
        yield


@pytest.fixture
def world(db: None) -> World:
    return World()


@pytest.fixture(scope="session")
def s3() -> Iterator[object_store.ObjectStore]:
    """A real S3-compatible server; for tests with the marker of that name."""
    with object_store.running() as store:
        yield store
