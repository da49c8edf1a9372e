# SPDX-License-Identifier: EUPL-1.2
"""Files go right after their records, whatever the store answers; and store and records are held to each other."""

import datetime
import os
import threading
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, storages
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from retention import engine, files, stray_files, watchdog
from retention.models import FileRemoval, LedgerEntry, MissingFile
from tests.incidents.case import client_of, text_of
from tests.shelf.models import Parcel
from tests.world import World

from .test_engine import assert_chains_hold, entries_of, make_due

SHELF = {"BACKEND": "retention.storages.WholeFiles"}
MINUTE, HOUR = datetime.timedelta(minutes=1), datetime.timedelta(hours=1)
SECRET = b"Zwartewaterallee"


class NotNow(FileSystemStorage):
    """A store that answers with an error, as one that is away or full does; until `error` is taken away."""

    error: OSError | None = OSError(28, "No space left on device: Zwartewaterallee")

    def delete(self, name: str) -> None:
        if self.error:
            raise self.error
        super().delete(name)


@pytest.fixture
def shelf(settings: Any, tmp_path: Path) -> Path:
    use(settings, tmp_path)
    return tmp_path


def use(settings: Any, folder: Path, backend: str = SHELF["BACKEND"]) -> None:
    shelf = {"BACKEND": backend, "OPTIONS": {"location": folder}}
    settings.STORAGES = settings.STORAGES | {"shelf": shelf}


def parcel(world: World, name: str = "2026/a.bin", **fields: Any) -> Parcel:
    """A record, and its file as long as there is a name for it."""
    if name:
        storages["shelf"].save(name, ContentFile(SECRET))
    return Parcel.objects.create(municipality=world.waterrijk, file_name=name, **fields)


def left(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def kinds_of(row: Any) -> list[str]:
    return list(entries_of(row).order_by("pk").values_list("kind", flat=True))


def grow_old(path: Path, age: datetime.timedelta = 2 * HOUR) -> None:
    then = timezone.now().timestamp() - age.total_seconds()
    os.utime(path, (then, then))


@pytest.mark.django_db
def test_a_file_goes_after_its_record_and_the_ledger_says_so_apart(world: World, shelf: Path) -> None:
    goes, stays, has_none = parcel(world), parcel(world, "b.bin"), parcel(world, "")
    assert left(shelf) == {"2026/a.bin", "b.bin"}
    for row in (goes, has_none):
        make_due(row)
    engine.destroy_due()
    # The record is gone, and says what must follow; nothing was removed in the transaction that may still fail.
    assert left(shelf) == {"2026/a.bin", "b.bin"}
    assert kinds_of(goes) == ["destroyed"]
    assert files.remove_files() == 1
    assert left(shelf) == {"b.bin"}
    assert kinds_of(goes) == ["destroyed", "file_removed"]
    assert kinds_of(has_none) == ["destroyed"]
    record, file = entries_of(goes).order_by("pk")
    same = ("what", "object_id", "rule", "policy", "counted_from", "due_at")
    assert [getattr(file, name) for name in same] == [getattr(record, name) for name in same]
    assert file.batch.chain_id == world.waterrijk.pk
    assert not FileRemoval.objects.exists()
    assert Parcel.objects.get() == stays
    assert_chains_hold()
    assert files.remove_files() == 0


@pytest.mark.django_db
def test_by_decision_it_goes_too(world: World, shelf: Path) -> None:
    """R8."""
    row = parcel(world)
    engine.destroy_early([row], "R8")
    files.remove_files()
    assert left(shelf) == set()
    assert list(entries_of(row).order_by("pk").values_list("kind", "rule")) == [
        ("destroyed_early", "R8"),
        ("file_removed", "R8"),
    ]


@pytest.mark.django_db
def test_simulating_leaves_every_file(world: World, shelf: Path) -> None:
    row = parcel(world)
    call_command("destroy_due", "--simulate", "--at", (row.destroy_at + HOUR).isoformat())
    assert Parcel.objects.filter(pk=row.pk).exists()
    assert left(shelf) == {"2026/a.bin"}
    assert not FileRemoval.objects.exists()
    with time_machine.travel(row.destroy_at):
        call_command("destroy_due")
    assert left(shelf) == set()


@pytest.mark.django_db
def test_a_file_that_is_gone_already_counts_as_removed(world: World, shelf: Path) -> None:
    row = parcel(world)
    make_due(row)
    engine.destroy_due()
    (shelf / "2026/a.bin").unlink()
    assert files.remove_files() == 1
    assert kinds_of(row) == ["destroyed", "file_removed"]


@pytest.mark.django_db
def test_a_store_that_fails_is_asked_again_with_growing_pauses_until_the_file_is_gone(
    world: World, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(settings, tmp_path, f"{__name__}.NotNow")
    row, ada = parcel(world, "a.bin"), world.person("Ada", world.root, "administrator")
    make_due(row)
    pauses, page = [], reverse("destruction")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        start = timezone.now()
        engine.destroy_due()
        for attempt in range(1, 10):
            assert files.remove_files() == 0
            waiting = FileRemoval.objects.get()
            # The class of the error: its text may quote what it is about.
            assert (waiting.error, waiting.attempts) == ("OSError", attempt)
            pauses.append(waiting.not_before - timezone.now())
            assert files.remove_files() == 0
            assert FileRemoval.objects.get().attempts == attempt
            clock.move_to(waiting.not_before)
        assert pauses[:3] == [MINUTE, 2 * MINUTE, 4 * MINUTE]
        assert pauses[-2:] == [HOUR, HOUR]
        # It is late from the moment its record went, it is counted, and it is on the list.
        assert watchdog.health().oldest_overdue == timezone.now() - start
        assert watchdog.health().failures == 1
        shown = text_of(client_of(ada).get(page))
        assert str(row.pk) in shown
        assert "OSError" in shown
        assert "Zwartewater" not in shown
        assert kinds_of(row) == ["destroyed"]
        assert left(tmp_path) == {"a.bin"}
        monkeypatch.setattr(NotNow, "error", None)
        assert files.remove_files() == 1
        assert (watchdog.health().failures, left(tmp_path)) == (0, set())
    assert kinds_of(row) == ["destroyed", "file_removed"]


@pytest.mark.django_db
def test_one_file_that_will_not_go_does_not_stop_the_rest(world: World, shelf: Path) -> None:
    bad, good = parcel(world, "bad"), parcel(world, "good")
    (shelf / "bad").unlink()
    # A folder that is not empty, where a file should be.
    (shelf / "bad" / "in").mkdir(parents=True)
    for row in (bad, good):
        make_due(row)
    engine.destroy_due()
    assert files.remove_files() == 1
    assert kinds_of(good) == ["destroyed", "file_removed"]
    assert FileRemoval.objects.get().object_id == str(bad.pk)


@pytest.mark.django_db
def test_destroyed_again_after_a_restored_back_up_one_removal_waits(world: World, shelf: Path) -> None:
    row = parcel(world)
    make_due(row)
    engine.destroy_due()
    Parcel.objects.create(pk=row.pk, municipality=world.waterrijk, file_name=row.file_name)
    make_due(row)
    engine.destroy_due()
    assert files.remove_files() == 1
    assert left(shelf) == set()


@pytest.mark.django_db
def test_a_file_that_no_record_names_goes_when_nobody_can_be_writing_it(world: World, shelf: Path) -> None:
    """Also what a half write left behind; and the ledger repeats no name that anybody may have chosen."""
    kept = parcel(world, "2026/kept.bin")
    for name in ("2026/stray Zwartewater.bin", ".2026.x1.part", "new.bin"):
        (shelf / name).write_bytes(SECRET)
    for name in ("2026/stray Zwartewater.bin", ".2026.x1.part", "2026/kept.bin"):
        grow_old(shelf / name)
    grow_old(shelf / "new.bin", HOUR - MINUTE)
    stray_files.sweep()
    assert left(shelf) == {"2026/kept.bin", "new.bin"}
    entries = LedgerEntry.objects.filter(kind=LedgerEntry.Kind.FILE_REMOVED)
    assert {(entry.what, entry.batch.chain_id) for entry in entries} == {("retention.FileRemoval", 0)}
    assert len({entry.object_id for entry in entries}) == len(entries) == 2
    assert not any("Zwarte" in str(vars(entry)) for entry in entries)
    assert_chains_hold()
    stray_files.sweep()
    assert entries.count() == 2
    assert not MissingFile.objects.exists()
    assert Parcel.objects.get() == kept


@pytest.mark.django_db
def test_what_is_behind_a_link_to_another_folder_stays(world: World, shelf: Path, settings: Any) -> None:
    elsewhere = shelf.parent / f"{shelf.name} elsewhere"
    elsewhere.mkdir()
    (elsewhere / "not ours.bin").write_bytes(SECRET)
    (shelf / "stray.bin").write_bytes(SECRET)
    (shelf / "link").symlink_to(elsewhere)
    (shelf / "round").symlink_to(shelf)
    for path in (elsewhere / "not ours.bin", shelf / "stray.bin"):
        grow_old(path)
    stray_files.sweep()
    assert (elsewhere / "not ours.bin").read_bytes() == SECRET
    assert not (shelf / "stray.bin").exists()
    assert not FileRemoval.objects.exists()


@pytest.mark.django_db
def test_a_file_of_what_is_due_and_hidden_is_no_stray(world: World, shelf: Path) -> None:
    """It has a record until the engine takes that, and goes with it: once."""
    row = parcel(world)
    grow_old(shelf / row.file_name)
    make_due(row)
    stray_files.sweep()
    assert left(shelf) == {"2026/a.bin"}
    engine.destroy_due()
    stray_files.sweep()
    assert left(shelf) == set()
    assert kinds_of(row) == ["destroyed", "file_removed"]
    assert LedgerEntry.objects.filter(kind=LedgerEntry.Kind.FILE_REMOVED).count() == 1


@pytest.mark.django_db
def test_a_record_without_its_file_is_listed_until_it_has_it_or_goes(world: World, shelf: Path) -> None:
    ada, dina = (
        world.person(n, u, "administrator") for n, u in (("Ada", world.root), ("Dina", world.other_root))
    )
    page = reverse("destruction")
    back, goes = parcel(world, "back"), parcel(world, "goes")
    parcel(world, "")
    stray_files.sweep()
    assert not MissingFile.objects.exists()
    for row in (back, goes):
        (shelf / row.file_name).unlink()
    for _turn in range(2):
        stray_files.sweep()
        assert {row.object_id for row in MissingFile.objects.all()} == {str(back.pk), str(goes.pk)}
    assert str(goes.pk) in text_of(client_of(ada).get(page))
    assert str(goes.pk) not in text_of(client_of(dina).get(page))
    (shelf / "back").write_bytes(SECRET)
    make_due(goes)
    engine.destroy_due()
    stray_files.sweep()
    assert not MissingFile.objects.exists()
    assert kinds_of(goes) == ["destroyed", "file_removed"]


@pytest.mark.django_db
def test_a_store_that_cannot_be_listed_takes_nothing_away(
    world: World, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = parcel(world)

    def away(*args: Any) -> Any:
        raise OSError("Zwartewaterallee")

    monkeypatch.setattr(FileSystemStorage, "listdir", away)
    stray_files.sweep()
    assert not MissingFile.objects.exists()
    assert left(shelf) == {row.file_name}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_say_it_once(world: World, shelf: Path) -> None:
    rows = [parcel(world, f"{number}.bin") for number in range(30)]
    Parcel.with_due.update(destroy_at=timezone.now())
    engine.destroy_due()
    removed: list[int] = []
    ready = threading.Barrier(3)

    def work() -> None:
        ready.wait()
        removed.append(files.remove_files())
        connection.close()

    workers = [threading.Thread(target=work) for _number in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(removed) == 30
    assert left(shelf) == set()
    assert [kinds_of(row) for row in rows] == [["destroyed", "file_removed"]] * 30
    assert_chains_hold()


def test_whoever_has_files_says_where_and_by_which_name(settings: Any) -> None:
    for model in engine.models_with_a_term():
        assert bool(model.file_storage) == bool(model.file_name_field)
        if model.file_storage:
            assert model.file_storage in settings.STORAGES
            assert model._meta.get_field(model.file_name_field).get_internal_type() == "CharField"
