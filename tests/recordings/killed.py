# SPDX-License-Identifier: EUPL-1.2
"""A worker that takes calls from the watched folder, and later destroys them, and is killed all the time; and then
what is left of sound and words, everywhere.

`python -m tests.recordings.killed <folder>`, on the database that GIR_TEST_DATABASE_URL names. What it says is searched
by whoever started it, as a log is.
"""

import datetime
import itertools
import os
import random
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

CALLS, KILLS = 8, 14
# A call takes some thirty steps: a statement, or something that is done to a file.
FARTHEST = 60
FILE_STEPS = ("fsync", "link", "unlink")
CALLER, WHY, RECIPIENT = "0612348765", "Kanarie Bedreiging Zwartewaterallee", "Kanarie Agent Zwartewaterallee"


def main(folder: Path) -> None:
    import django

    django.setup()
    import time_machine
    from django.conf import settings
    from django.core.management import call_command
    from django.test.utils import setup_test_environment
    from django.utils import timezone

    from recordings import folder as inbox

    setup_test_environment()
    for name in ("store", "ledger", "tmp", "inbox"):
        (folder / name).mkdir()
    tempfile.tempdir = str(folder / "tmp")
    for alias, backend in (
        ("recordings", "recordings.stores.FolderStore"),
        ("ledger", "retention.storages.WholeFiles"),
    ):
        place = "store" if alias == "recordings" else alias
        settings.STORAGES[alias] = {"BACKEND": backend, "OPTIONS": {"location": folder / place}}
    settings.RECORDINGS_INBOX = str(folder / "inbox")
    inbox.QUIET = 0
    exchange, sounds = _fill(folder / "inbox")
    _kill_often(inbox.look, lambda: _what_is_gone_from_the_folder_is_stored(folder, sounds))
    inbox.look()
    with time_machine.travel(timezone.now() + datetime.timedelta(hours=1), tick=False):
        # A sidecar whose sound was taken waits for so long.
        inbox.look()
    assert list((folder / "inbox" / "Centrale").iterdir()) == []
    calls = _everything_is_stored(folder, sounds)
    _act(exchange, calls)
    sealed = _assert_there(folder, sounds)
    with time_machine.travel(max(call.destroy_at for call in calls), tick=False):
        _kill_often(_destroy, lambda: _no_record_without_key_and_no_key_without_record(len(calls)))
        _destroy()
    with time_machine.travel(_latest_moment(), tick=False):
        call_command("destroy_due")
    _assert_gone(folder, sounds, sealed)
    print("All is stored, and all is gone.")


def _fill(inbox: Path) -> tuple[Any, dict[str, bytes]]:
    """The files of some calls of Alice; in each file a noise of its own, which stands nowhere else."""
    import numpy

    from tests.recordings.exchange import Exchange
    from tests.recordings.speech import RATE, written
    from tests.recordings.test_folder import json_of
    from tests.world import World

    exchange, sounds = Exchange(World()), {}
    (inbox / "Centrale").mkdir()
    for number in range(CALLS):
        noise = numpy.random.default_rng(number).integers(-9000, 9000, 3 * RATE, "int16")
        facts = exchange.facts(external_id=f"KanarieGesprek{number}", caller_number=CALLER)
        sounds[facts.external_id] = written(noise, RATE, "WAV", "PCM_16")
        (inbox / "Centrale" / f"{number}.wav").write_bytes(sounds[facts.external_id])
        (inbox / "Centrale" / f"{number}.json").write_bytes(json_of(facts))
    return exchange, sounds


def _kill_often(work: Callable[[], Any], look: Callable[[], int]) -> None:
    """Have somebody do it who is killed somewhere, many times; look each time how far it came."""
    chance, progress = random.Random(7), list[int]()
    for _ in range(KILLS):
        _kill_at(chance.randrange(1, FARTHEST), work)
        progress.append(look())
    assert len(set(progress)) > 1, progress
    print("after each kill:", progress)


def _kill_at(step: int, work: Callable[[], Any]) -> None:
    from django.db import connection, connections

    connections.close_all()
    worker = os.fork()
    if not worker:
        counted = itertools.count(1)

        def killing(act: Callable[..., Any]) -> Callable[..., Any]:
            def step_or_die(*arguments: Any, **named: Any) -> Any:
                answer = act(*arguments, **named)
                if next(counted) == step:
                    os.kill(os.getpid(), signal.SIGKILL)
                return answer

            return step_or_die

        for name in FILE_STEPS:
            setattr(os, name, killing(getattr(os, name)))
        try:
            with connection.execute_wrapper(killing(lambda execute, *arguments: execute(*arguments))):
                work()
        finally:
            os._exit(0)
    os.waitpid(worker, 0)


def _stored() -> dict[str, Any]:
    from recordings.models import Recording, State

    return {row.external_id: row for row in Recording.objects.exclude(state=State.ANNOUNCED)}


def _what_is_gone_from_the_folder_is_stored(folder: Path, sounds: dict[str, bytes]) -> int:
    """Nothing is acknowledged that cannot be played, and no plain byte is in the store."""
    from recordings.models import RecordingKey
    from tests.recordings.exchange import sound_of

    stored = _stored()
    for external_id, row in stored.items():
        assert sound_of(row) == sounds[external_id]
    assert RecordingKey.with_due.count() == len(stored)
    waiting = {path.stem for path in (folder / "inbox" / "Centrale").glob("*.wav")}
    assert {external_id for external_id in sounds if external_id[-1] not in waiting} <= stored.keys()
    for path in (folder / "store").rglob("*"):
        assert not path.is_file() or not any(
            _pieces_in(sound, path.read_bytes()) for sound in sounds.values()
        )
    return len(stored)


def _everything_is_stored(folder: Path, sounds: dict[str, bytes]) -> list[Any]:
    from django.utils import timezone

    from retention import stray_files

    _what_is_gone_from_the_folder_is_stored(folder, sounds)
    calls = list(_stored().values())
    assert len(calls) == len(sounds)
    two_hours_ago = (timezone.now() - datetime.timedelta(hours=2)).timestamp()
    files = _files(folder / "store")
    for path in files:
        os.utime(path, (two_hours_ago, two_hours_ago))
    stray_files.sweep()
    names = {path.relative_to(folder / "store").as_posix() for path in files if path.exists()}
    assert names == {call.file for call in calls}
    print("half writes of the killed:", len(files) - len(names))
    return calls


def _files(folder: Path) -> list[Path]:
    """All files in it, but for the mark that says whose store it is."""
    from recordings.ownership import MARKER

    return [path for path in folder.rglob("*") if path.is_file() and path.name != MARKER]


def _act(exchange: Any, calls: list[Any]) -> None:
    """What people do with them leaves words: why it is flagged, who gets a copy."""
    from django.utils import timezone

    from recordings import acts, disclosing, requests
    from recordings.models import Ground
    from retention.terms import local_date

    acts.flag(exchange.alice, calls[0], WHY)
    acts.decide(exchange.hans, calls[0], approve=True, reason=WHY, with_employee=False, alone_reason=WHY)
    said: dict[str, Any] = {
        "recipient": RECIPIENT,
        "reference": RECIPIENT,
        "identity_check": RECIPIENT,
        "compatibility": WHY,
    }
    disclosure = disclosing.disclose(exchange.coen, calls[0], Ground.POLICE, **said)
    disclosing.choose_passphrase(exchange.coen, disclosure)
    assert list(disclosing.take_package(exchange.coen, disclosure))
    requests.register_request(exchange.coen, local_date(timezone.now()), calls[1].started_at, CALLER)


def _destroy() -> None:
    from retention import engine, files

    engine.BATCH = files.BATCH = 1
    engine.destroy_due()
    files.remove_files()


def _no_record_without_key_and_no_key_without_record(most: int) -> int:
    from recordings.models import Recording, RecordingKey

    left = set(Recording.with_due.values_list("pk", flat=True))
    assert set(RecordingKey.with_due.values_list("recording", flat=True)) == left
    return most - len(left)


def _latest_moment() -> Any:
    from retention.engine import models_with_a_term

    return max(
        row.held_until or row.destroy_at
        for model in models_with_a_term()
        for row in model.with_due.order_by("-destroy_at")[:100]
    )


def _words(sounds: dict[str, bytes]) -> list[str]:
    return [*sounds, CALLER, "Zwartewaterallee"]


def _pieces_in(sound: bytes, everything: bytes) -> bool:
    return any(sound[start : start + 24] in everything for start in range(1000, len(sound) - 24, 9973))


def _assert_there(folder: Path, sounds: dict[str, bytes]) -> list[bytes]:
    """Control: what is sealed is found, and sound is found where it is in the clear; answers what is sealed."""
    from tests.retention.leftovers import _everything, _is_in, _sealed

    everything, sealed = _everything(folder), list(_sealed())
    assert len(sealed) > 20
    assert all(_is_in(value, everything) for value in sealed)
    for sound in sounds.values():
        assert _pieces_in(sound, everything + sound)
        assert not _pieces_in(sound, everything)
    return sealed


def _assert_gone(folder: Path, sounds: dict[str, bytes], sealed: list[bytes]) -> None:
    from recordings.models import Recording, RecordingKey
    from retention.models import DestructionFailure, FileRemoval, LedgerEntry
    from tests.protection.test_dump import found
    from tests.retention.leftovers import _everything, _is_in

    assert not Recording.with_due.exists()
    assert not RecordingKey.with_due.exists()
    assert not FileRemoval.objects.exists()
    assert not DestructionFailure.objects.exists()
    assert LedgerEntry.objects.filter(what=Recording._meta.label, kind="destroyed").count() == len(sounds)
    for name in ("store", "tmp", "inbox"):
        assert _files(folder / name) == []
    everything = _everything(folder)
    assert found(everything, "waterrijk.example"), "accounts stay"
    assert [word for word in _words(sounds) if found(everything, word)] == []
    assert [value for value in sealed if _is_in(value, everything)] == []
    assert not any(_pieces_in(sound, everything) for sound in sounds.values())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
