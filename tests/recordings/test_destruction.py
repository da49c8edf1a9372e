# SPDX-License-Identifier: EUPL-1.2
"""Destroyed is destroyed: the key with the record, the file after it, and until then it is noise (R1, R2)."""

import datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from recordings import sweeping, vault
from recordings.models import Recording, RecordingKey, Review
from recordings.stores import FolderStore, store
from recordings.vault import KeyGone, Opened
from retention import engine, files
from retention.models import FileRemoval, LedgerEntry
from tests.protection.rows import base, our_models
from tests.retention.apart import database_apart, run

from .exchange import Exchange, sound_of
from .speech import speech

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    here = settings.STORAGES["recordings"] | {"OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"recordings": here}
    return tmp_path


def left(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_the_key_goes_with_the_record_and_the_file_after_it(exchange: Exchange, folder: Path) -> None:
    call = exchange.approved()
    key = call.key.data_key
    assert sound_of(call) == speech()
    with time_machine.travel(call.destroy_at, tick=False):
        engine.destroy_due()
        # The worker stops here, or the store is away: who had the key a moment ago has it no more.
        assert [path.relative_to(folder).as_posix() for path in left(folder)] == [call.file]
        assert not RecordingKey.with_due.exists()
        assert not Review.with_due.exists()
        with pytest.raises(KeyGone):
            vault.open_recording(call)
        assert Opened(call.file, key, call.pk, call.size).readall() == speech()
        assert files.remove_files() == 1
    assert left(folder) == []
    kinds = LedgerEntry.objects.filter(object_id=str(call.pk)).order_by("pk").values_list("kind", "rule")
    assert list(kinds) == [("destroyed", "R2"), ("file_removed", "R2")]


def test_nothing_of_the_call_is_left_in_any_table(exchange: Exchange, folder: Path) -> None:
    call = exchange.flagged()
    secrets = [
        call.key.data_key,
        call.key.digest_key,
        call.peaks,
        call.key.digest.encode(),
        call.file.encode(),
    ]
    before = in_every_table()
    for word in (call.external_id_index, call.caller_number_index, call.file, call.key.digest, call.pk.hex):
        assert word in before
    assert all(secrets)
    with time_machine.travel(call.destroy_at, tick=False):
        engine.destroy_due()
        files.remove_files()
    after = in_every_table()
    for word in (call.external_id_index, call.caller_number_index, call.file, call.key.digest):
        assert word not in after
    # Its number stands in the ledger and in the access log, which R6 keeps.
    tables = {model._meta.label for model in our_models() if call.pk.hex in of_table(model)}
    assert tables == {"retention.LedgerEntry", "accounts.AccessLogEntry"}


def of_table(model: Any) -> str:
    return " ".join(str(value) for row in base(model).values_list() for value in row).replace("-", "")


def in_every_table() -> str:
    rows = (str(value) for model in our_models() for row in base(model).values_list() for value in row)
    return " ".join(rows) + of_table(Recording)


def test_a_store_that_is_away_keeps_noise_and_no_recording(
    exchange: Exchange, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = exchange.stored()

    def away(self: Any, name: str) -> None:
        raise ConnectionRefusedError

    with time_machine.travel(call.destroy_at, tick=False) as clock:
        with monkeypatch.context() as patch:
            patch.setattr("django.core.files.storage.FileSystemStorage.delete", away)
            engine.destroy_due()
            assert files.remove_files() == 0
        assert FileRemoval.objects.get().error == "StoreUnavailable"
        assert not Recording.with_due.exists()
        assert not RecordingKey.with_due.exists()
        clock.shift(datetime.timedelta(hours=1))
        assert files.remove_files() == 1
    assert left(folder) == []


def test_a_recording_that_is_put_back_without_its_key_counts_as_destroyed(
    exchange: Exchange, folder: Path
) -> None:
    """A back-up leaves the table of keys out."""
    back, stays, announced = exchange.approved(), exchange.stored(), exchange.announced()
    RecordingKey.with_due.filter(recording=back).delete()
    assert sweeping.destroy_keyless() == 1
    files.remove_files()
    assert set(Recording.with_due.all()) == {stays, announced}
    assert [path.relative_to(folder).as_posix() for path in left(folder)] == [stays.file]
    entry = LedgerEntry.objects.get(object_id=str(back.pk), kind="destroyed_early")
    assert (entry.rule, entry.due_at) == ("R2", back.destroy_at)
    assert sweeping.destroy_keyless() == 0


def test_one_that_is_held_waits(exchange: Exchange, folder: Path) -> None:
    held = exchange.stored()
    Recording.objects.filter(pk=held.pk).update(held_until=timezone.now() + datetime.timedelta(days=60))
    RecordingKey.with_due.all().delete()
    assert sweeping.destroy_keyless() == 0
    assert Recording.objects.filter(pk=held.pk).exists()


def test_what_is_announced_and_never_got_sound_goes_as_well(exchange: Exchange, folder: Path) -> None:
    call = exchange.announced()
    with time_machine.travel(call.destroy_at, tick=False):
        engine.destroy_due()
    assert not Recording.with_due.exists()
    assert not FileRemoval.objects.exists()


def test_playing_ends_where_it_becomes_due(exchange: Exchange, folder: Path) -> None:
    """A call of a minute, played from a moment before to a moment after."""
    call = exchange.stored(speech(60.0), seconds=60)
    with time_machine.travel(call.destroy_at - datetime.timedelta(seconds=1), tick=False) as clock:
        parts = vault.pieces(call, 0, call.size)
        assert next(parts) == speech(60.0)[: vault.CHUNK]
        clock.shift(datetime.timedelta(seconds=1))
        assert list(parts) == []
    assert b"".join(vault.pieces(call, 100_000, 300_000)) == speech(60.0)[100_000:300_000]


def test_the_store_has_the_names_that_the_model_says() -> None:
    assert isinstance(store(), FolderStore)
    assert Recording.file_storage == "recordings"
    assert Recording._meta.get_field(Recording.file_name_field).max_length >= len(vault.new_name())


@pytest.mark.django_db(transaction=True)
def test_nothing_is_left_of_callers_requests_and_copies_when_their_year_is_over(tmp_path: Path) -> None:
    """R7: not of who asked, who received, on what ground, nor of the passphrase; in no file, dump, mail or log."""
    with database_apart(tmp_path) as address:
        said = run("tests.recordings.leftovers", address, tmp_path)
    assert b"were there, and are gone." in said
    for word in (b"Zwartewaterallee", b"98712354"):
        assert word not in said
