# SPDX-License-Identifier: EUPL-1.2
"""A worker that is killed in the middle of its work, twenty times, and one that is not, after that.

`python -m tests.retention.killed <folder>`, on the database that GIR_TEST_DATABASE_URL names. It fills that, forks a
worker that destroys and is killed at a statement somewhere, looks whether nothing is half done, and at last lets one
finish.
"""

import datetime
import itertools
import os
import random
import signal
import sys
from collections import Counter
from pathlib import Path
from typing import Any

KILLS = 20
DUE, NOT_DUE = 200, 10
# In a run without a kill there are a few thousand statements.
FARTHEST = 130


def main(folder: Path) -> None:
    import django

    django.setup()
    from django.conf import settings

    shelf = {"BACKEND": "retention.storages.WholeFiles", "OPTIONS": {"location": folder / "shelf"}}
    settings.STORAGES["shelf"] = shelf
    due, kept = _fill()
    chance = random.Random(4)
    progress = [len(due)]
    for _kill in range(KILLS):
        _kill_at(chance.randrange(1, FARTHEST), before=chance.random() < 0.5)
        _nothing_is_half_done(due, kept, folder)
        progress.append(_still_there(due))
    assert len(set(progress)) > KILLS // 3, progress
    assert progress[-1] > 0, progress
    print("left after each kill:", progress)
    _work()
    _everything_is_done(due, kept, folder)


def _fill() -> tuple[list[Any], list[Any]]:
    """Records that are due and records that are not, each with what belongs to it; a parcel has a file."""
    from django.utils import timezone

    from tests.retention.test_files import parcel
    from tests.world import World

    world = World()
    alice = world.person("Alice", None, "reporter")
    rows: list[Any] = []
    for number in range(DUE + NOT_DUE):
        rows.append(world.incident(alice) if number % 5 == 0 else parcel(world, f"{number}.bin"))
    due, kept = rows[:DUE], rows[DUE:]
    for row in due:
        type(row).with_due.filter(pk=row.pk).update(destroy_at=timezone.now() - datetime.timedelta(minutes=1))
    return due, kept


def _kill_at(statement: int, before: bool) -> None:
    """Have a worker destroy that is killed just before or just after so many statements."""
    from django.db import connections

    connections.close_all()
    worker = os.fork()
    if not worker:
        try:
            _destroy_until(statement, before)
        finally:
            os._exit(1)
    _pid, status = os.waitpid(worker, 0)
    assert os.WIFSIGNALED(status), "The worker was ready before it could be killed."
    assert os.WTERMSIG(status) == signal.SIGKILL


def _destroy_until(statement: int, before: bool) -> None:
    from django.db import connection

    counted = itertools.count(1)

    def kill(execute: Any, *arguments: Any) -> Any:
        here = next(counted) == statement
        if here and before:
            os.kill(os.getpid(), signal.SIGKILL)
        answer = execute(*arguments)
        if here:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    with connection.execute_wrapper(kill):
        _work()


def _work() -> None:
    """What the worker does at its turns, in small batches."""
    from retention import engine, files

    engine.BATCH = files.BATCH = 3
    files.remove_files()
    assert engine.destroy_due().failed.total() == 0
    files.remove_files()


def _still_there(rows: list[Any]) -> int:
    there = {model: set(model.with_due.values_list("pk", flat=True)) for model in {type(row) for row in rows}}
    return sum(row.pk in there[type(row)] for row in rows)


def _kinds() -> Counter[tuple[str, str, str]]:
    from retention.models import LedgerEntry

    return Counter(LedgerEntry.objects.values_list("what", "object_id", "kind"))


def _nothing_is_half_done(due: list[Any], kept: list[Any], folder: Path) -> None:
    """What is in the ledger is gone, what is not is there with its file; nothing early; the chains hold."""
    from incidents.models import Incident
    from retention.models import FileRemoval
    from tests.retention.test_engine import assert_chains_hold
    from tests.shelf.models import Parcel

    kinds = _kinds()
    assert set(kinds.values()) <= {1}
    assert assert_chains_hold() == kinds.total()
    there = set(Incident.with_due.values_list("pk", flat=True)) | set(
        Parcel.with_due.values_list("pk", flat=True)
    )
    waiting = set(FileRemoval.objects.values_list("name", flat=True))
    for row in due:
        named = (row._meta.label, str(row.pk))
        gone = row.pk not in there
        assert kinds[(*named, "destroyed")] == gone
        name = getattr(row, "file_name", "")
        if name and not gone:
            assert (folder / "shelf" / name).exists()
        if name and gone:
            # Still to go, or gone and written down: never forgotten.
            assert (name in waiting) != bool(kinds[(*named, "file_removed")])
    assert _still_there(kept) == len(kept)


def _everything_is_done(due: list[Any], kept: list[Any], folder: Path) -> None:
    from incidents.models import Incident, Victim
    from retention.models import DestructionFailure, FileRemoval
    from tests.retention.test_files import left
    from tests.shelf.models import Parcel

    _nothing_is_half_done(due, kept, folder)
    assert _still_there(due) == 0
    with_file = [row for row in due if isinstance(row, Parcel)]
    kinds = _kinds()
    assert sum(kind == "destroyed" for _w, _i, kind in kinds.elements()) == len(due)
    assert sum(kind == "file_removed" for _w, _i, kind in kinds.elements()) == len(with_file)
    assert left(folder / "shelf") == {row.file_name for row in kept if isinstance(row, Parcel)}
    incidents = {row.pk for row in kept if isinstance(row, Incident)}
    assert set(Victim.with_due.values_list("incident_id", flat=True)) == incidents
    assert not FileRemoval.objects.exists()
    assert not DestructionFailure.objects.exists()
    print("All is done.")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
