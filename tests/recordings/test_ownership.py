# SPDX-License-Identifier: EUPL-1.2
"""Two installations on one store: the second does not start, and removes nothing of the first."""

import datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.utils import timezone

from gir import checks
from notices.models import OutboxMessage
from recordings import ownership, tasks
from recordings.models import StoreOwner
from retention import stray_files

from .exchange import Exchange, sound_of
from .speech import speech
from .test_destruction import folder, left

__all__ = ["folder"]
pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


@pytest.fixture(autouse=True)
def one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who starts closes its connections; a test has all in one."""
    monkeypatch.setattr(connections, "close_all", lambda: None)


def another_installation() -> None:
    """From now on this database is another than the one that marked the store."""
    StoreOwner.objects.all().delete()
    assert StoreOwner.objects.get_or_create(pk=StoreOwner.ONLY)[1]


def test_the_first_use_marks_a_store_and_its_own_installation_starts_again(folder: Path) -> None:
    assert left(folder) == []
    for _turn in range(2):
        checks.refuse_to_start()
    assert [path.name for path in left(folder)] == [ownership.MARKER]
    assert ownership.may_sweep()


def test_the_store_of_another_is_refused_and_nothing_in_it_is_touched(
    exchange: Exchange, folder: Path
) -> None:
    checks.refuse_to_start()
    anna = exchange.world.person("Anna", exchange.world.root, "administrator")
    call = exchange.stored()
    another_installation()
    with pytest.raises(ImproperlyConfigured, match="belongs to another installation"):
        checks.refuse_to_start()
    unknown = left(folder)
    # Whoever is wrong here has no record of that file.
    type(call).with_due.all().delete()
    with time_machine.travel(timezone.now() + 3 * HOUR, tick=False):
        for _turn in range(2):
            stray_files.sweep()
            tasks.sweep_recordings()
    assert left(folder) == unknown
    told = OutboxMessage.objects.filter(kind="recordings_store")
    assert [mail.recipient for mail in told] == [anna]


def test_our_own_store_is_swept_and_keeps_its_mark(exchange: Exchange, folder: Path) -> None:
    call = exchange.stored()
    stray_files.sweep()
    type(call).with_due.all().delete()
    with time_machine.travel(timezone.now() + 3 * HOUR, tick=False):
        stray_files.sweep()
    assert [path.name for path in left(folder)] == [ownership.MARKER]


def test_the_same_database_put_back_elsewhere_finds_its_own_store(exchange: Exchange, folder: Path) -> None:
    """What a back-up of the database holds is the number; the machine has no part in it."""
    ownership.claim()
    call = exchange.stored()
    number = StoreOwner.objects.get().number
    StoreOwner.objects.all().delete()
    StoreOwner.objects.create(pk=StoreOwner.ONLY, number=number)
    checks.refuse_to_start()
    assert ownership.may_sweep()
    assert sound_of(call) == speech()


def test_with_another_empty_store_it_starts_as_well(folder: Path, settings: Any, tmp_path: Path) -> None:
    ownership.claim()
    place = settings.STORAGES["recordings"] | {"OPTIONS": {"location": tmp_path / "new"}}
    settings.STORAGES = settings.STORAGES | {"recordings": place}
    checks.refuse_to_start()
    assert (tmp_path / "new" / ownership.MARKER).is_file()


def test_a_store_that_is_away_keeps_nobody_from_starting(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*args: Any) -> Any:
        raise ConnectionRefusedError

    monkeypatch.setattr("os.pread", away)
    (folder / ownership.MARKER).write_bytes(b"x")
    checks.refuse_to_start()
