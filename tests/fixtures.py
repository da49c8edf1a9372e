# SPDX-License-Identifier: EUPL-1.2
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.storage import InMemoryStorage, storages
from django.db import connection
from django.test import Client, TransactionTestCase

from retention import append_only
from tests import object_store, signing_in, speed
from tests.world import World


@pytest.fixture(autouse=True, scope="session")
def the_ledger_may_be_emptied() -> Iterator[None]:
    """A test outside a transaction empties every table when it is over, which the ledger refuses to anybody else."""
    teardown = TransactionTestCase._fixture_teardown

    def without_triggers(self: Any) -> None:
        append_only.unprotect(connection, append_only.everything)
        teardown(self)
        append_only.protect(connection, append_only.everything)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", without_triggers)
        speed.delete_instead_of_truncating(patch)
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """What pytest-django asks for before it makes the database."""
    with pytest.MonkeyPatch.context() as patch:
        speed.migrate_once(patch)
        yield


@pytest.fixture(autouse=True)
def files_of_answers_are_closed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A server closes what it has sent; the client of the tests leaves a file open that nobody read to its end."""
    asking, opened = Client.request, list[Any]()

    def request(self: Client, **environment: Any) -> Any:
        response = asking(self, **environment)
        if response.streaming:
            opened.append(response)
        return response

    monkeypatch.setattr(Client, "request", request)
    yield
    for response in opened:
        for close in response._resource_closers:
            close()


@pytest.fixture(autouse=True)
def nothing_is_outside_yet() -> Iterator[None]:
    """A test that rolls back leaves nothing in the copy of the ledger either: that would be ahead of the next one's."""
    yield
    place = storages["ledger"]
    if isinstance(place, InMemoryStorage):
        for folder in place.listdir("")[0]:
            place.delete(folder)


@pytest.fixture(autouse=True, scope="session")
def who_is_signed_in_gave_a_second_factor() -> Iterator[None]:
    """Where the sessions of tests are made; see tests/signing_in.py."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Client, "_login", signing_in.with_second_factor(Client._login))
        yield


@pytest.fixture
def world(db: None) -> World:
    return World()


@pytest.fixture(scope="session")
def s3() -> Iterator[object_store.ObjectStore]:
    """A real S3-compatible server; for tests with the marker of that name."""
    with object_store.running() as store:
        yield store
