# SPDX-License-Identifier: EUPL-1.2
"""How fast calls come in, a seek is answered and recordings are destroyed, on the folder store.

    python -m bench.recordings                     200 calls, 5,000 recordings
    python -m bench.recordings --calls 20 --recordings 500 --hours 0.2

It needs a PostgreSQL on which it may make a database (gir_bench_recordings, thrown away afterwards): `--server` or
GIR_BENCH_SERVER, by default the local socket. `--folder` is where the store and the copies lie. Measure on a quiet
machine.

Intake is all of it: announced, sealed as it is read, read back and judged, and counted, each call with its two
transactions; one by one, and several at once in the threads of one process, as the intake's has them. Beside it the same
files are copied, plainly, and as safely as the store writes them (to the disk before the next). Of a call of a minute
most of the time is what every call costs, however short; of one long call, what its bytes cost. The aims: intake at half the speed of a plain copy, a seek's first byte under 50 ms in a two-hour call, 200
recordings destroyed a second, and memory that stays flat whatever the length.
"""

import argparse
import io
import os
import random
import shutil
import statistics
import tempfile
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from bench import database

NAME = "gir_bench_recordings"
ROUNDS, SEEKS, MINUTE, AT_ONCE = 5, 200, 60, 4
COPY, SAFE_COPY = "plain copy", "copy to the disk"
MEGABYTE = 1024 * 1024
AIM_SHARE, AIM_FIRST_BYTE, AIM_DESTROYED = 0.5, 0.050, 200


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--calls", type=int, default=200, help="calls of a minute that come in")
    parser.add_argument("--recordings", type=int, default=5000, help="recordings that are destroyed")
    parser.add_argument("--hours", type=float, default=2.0, help="how long the long call is")
    parser.add_argument("--folder", default=None, help="where the store lies; a temporary folder by default")
    parser.add_argument(
        "--server", default=os.environ.get("GIR_BENCH_SERVER", database.DEFAULT_SERVER), help="a database URL"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gir-bench-", dir=options.folder) as name:
        os.environ["GIR_RECORDINGS"] = f"{name}/store"
        database.configure(options.server, NAME)
        with database.throw_away(options.server, NAME):
            from tests.recordings.exchange import Exchange
            from tests.world import World

            exchange = Exchange(World())
            _intake(exchange, Path(name), options.calls)
            _intake_of_one(exchange, Path(name), options.hours)
            _seek_and_memory(exchange, options.hours)
            _destroy(exchange, options.recordings)


def _intake(exchange: Any, folder: Path, calls: int) -> None:
    from tests.recordings.speech import speech

    sound = speech(float(MINUTE))
    per_round = max(1, calls // ROUNDS)
    sources = [folder / f"{number}.wav" for number in range(per_round)]
    for source in sources:
        source.write_bytes(sound)
    at_once = f"{AT_ONCE} at once"
    seconds: dict[str, list[float]] = {COPY: [], SAFE_COPY: [], "one by one": [], at_once: []}
    for _turn in range(ROUNDS):
        _copy(sources, seconds)
        with _timed(seconds["one by one"]):
            _take_in(exchange, [(source, exchange.facts(seconds=float(MINUTE))) for source in sources])
        calls_of_round = [(source, exchange.facts(seconds=float(MINUTE))) for source in sources]
        parts = [calls_of_round[first::AT_ONCE] for first in range(AT_ONCE)]
        with _timed(seconds[at_once]), ThreadPoolExecutor(AT_ONCE) as threads:
            list(threads.map(partial(_take_in_apart, exchange), parts))
    print(f"Intake of calls of {MINUTE} s ({len(sound) / MEGABYTE:.1f} MB), {ROUNDS} rounds of {per_round}:")
    _print_rates(seconds, per_round, len(sound))


def _intake_of_one(exchange: Any, folder: Path, hours: float) -> None:
    """What a byte costs, where what a call costs does not count."""
    source, length = folder / "long.wav", hours * 3600
    with source.open("wb") as file:
        _write_call(file, length)
    seconds: dict[str, list[float]] = {COPY: [], SAFE_COPY: [], "intake": []}
    for _turn in range(ROUNDS):
        _copy([source], seconds)
        with _timed(seconds["intake"]):
            _take_in(exchange, [(source, exchange.facts(seconds=length))])
    size = source.stat().st_size
    print(f"Intake of a call of {hours:g} hours ({size / MEGABYTE:.1f} MB), {ROUNDS} times:")
    _print_rates(seconds, 1, size)
    source.unlink()


def _take_in(exchange: Any, calls: list[tuple[Path, Any]]) -> None:
    from recordings.intake import register_call, store_audio

    for source, facts in calls:
        recording, _new = register_call(exchange.system, facts)
        with source.open("rb") as stream:
            store_audio(recording, stream)


def _take_in_apart(exchange: Any, calls: list[tuple[Path, Any]]) -> None:
    """In a thread of its own, which has a connection to the database of its own."""
    from django.db import connection

    try:
        _take_in(exchange, calls)
    finally:
        connection.close()


def _print_rates(seconds: dict[str, list[float]], files: int, size: int) -> None:
    """How long a file took in the middle one of the rounds, and what that is of the two ways to copy it."""
    each = {what: statistics.median(taken) / files for what, taken in seconds.items()}
    for what, took in each.items():
        line = f"  {what:<18}{took * 1000:9.2f} ms each, {size / MEGABYTE / took:8.1f} MB/s"
        if what not in (COPY, SAFE_COPY):
            line += f": {each[COPY] / took:.3f} of a {COPY} (aim {AIM_SHARE}), "
            line += f"{each[SAFE_COPY] / took:.3f} of a {SAFE_COPY}"
        print(line)


def _copy(sources: list[Path], seconds: dict[str, list[float]]) -> None:
    with tempfile.TemporaryDirectory(dir=sources[0].parent) as copies:
        with _timed(seconds[COPY]):
            for source in sources:
                shutil.copyfile(source, Path(copies, source.name))
        with _timed(seconds[SAFE_COPY]):
            for source in sources:
                _copy_safely(source, Path(copies, f"{source.name}.safe"))


def _copy_safely(source: Path, target: Path) -> None:
    with source.open("rb") as read, target.open("wb") as written:
        shutil.copyfileobj(read, written)
        written.flush()
        os.fsync(written.fileno())


def _seek_and_memory(exchange: Any, hours: float) -> None:
    from recordings import vault
    from recordings.intake import store_audio
    from recordings.models import Recording

    print("Memory at its highest while a call comes in, above what there was before:")
    for seconds in (60.0, 600.0, hours * 3600):
        recording = exchange.announced(seconds=seconds)
        with tempfile.TemporaryFile() as file:
            _write_call(file, seconds)
            file.seek(0)
            before = _highest_from_now()
            call, _new = store_audio(recording, file)
            print(f"  {seconds / 60:6.0f} minutes  {(_highest() - before) / MEGABYTE:6.1f} MB")
    dice, taken = random.Random(1), list[float]()
    for _ in range(SEEKS):
        start = dice.randrange(call.size)
        with _timed(taken):
            row = Recording.objects.get(pk=call.pk)
            next(vault.pieces(row, start, call.size))
    ordered = sorted(taken)
    print(
        f"First byte of {SEEKS} seeks in {hours:g} hours: median {statistics.median(taken) * 1000:.1f} ms, "
        f"95 of 100 within {ordered[int(0.95 * SEEKS)] * 1000:.1f} ms, longest {ordered[-1] * 1000:.1f} ms "
        f"(aim {AIM_FIRST_BYTE * 1000:.0f})"
    )


def _write_call(file: Any, seconds: float) -> None:
    """A wave file of so many seconds; never in memory as a whole."""
    from recordings.audio import wave_header
    from tests.recordings.speech import RATE, samples

    frames, minute = int(seconds * RATE), samples(float(MINUTE)).astype("<i2").tobytes()
    file.write(wave_header(RATE, 1, frames))
    left = frames * 2
    while left:
        left -= file.write(minute[:left])


def _destroy(exchange: Any, count: int) -> None:
    from django.utils import timezone

    from recordings.models import Recording
    from retention import engine, files

    _fill(exchange, count)
    Recording.objects.update(destroy_at=timezone.now())
    rows, before, engine_took, files_took = Recording.with_due.count(), _highest_from_now(), [0.0], [0.0]
    with _timed(engine_took):
        outcome = engine.destroy_due()
    with _timed(files_took):
        removed = files.remove_files()
    gone = outcome.destroyed[Recording._meta.label]
    print(f"Destroyed: {gone:,} of {rows:,} recordings with their keys, and {removed:,} files:")
    print(f"  records and keys  {gone / engine_took[-1]:8.0f} a second")
    print(f"  files             {removed / files_took[-1]:8.0f} a second")
    print(
        f"  together          {gone / (engine_took[-1] + files_took[-1]):8.0f} a second (aim {AIM_DESTROYED})"
    )
    print(f"  memory at its highest, above what there was before: {(_highest() - before) / MEGABYTE:.1f} MB")
    print(f"  left: {Recording.with_due.count()} records")


def _fill(exchange: Any, count: int) -> None:
    """Recordings as intake leaves them; each with a file of one chunk."""
    from recordings import vault
    from recordings.models import RecordingKey, State

    sound = os.urandom(vault.CHUNK // 2)
    for _ in range(count):
        row = exchange.announced()
        key, name = vault.new_key(), vault.new_name()
        row.size = vault.write(name, key, row.pk, io.BytesIO(sound))
        row.file, row.state = name, State.STORED
        row.save()
        RecordingKey.objects.create(recording=row, data_key=key, digest_key=key, digest=uuid.uuid4().hex)


@contextmanager
def _timed(taken: list[float]) -> Iterator[None]:
    started = time.perf_counter()
    yield
    taken.append(time.perf_counter() - started)


def _highest_from_now() -> int:
    """Start to measure anew; how many bytes this process has in memory."""
    Path("/proc/self/clear_refs").write_text("5")
    return _highest()


def _highest() -> int:
    """The most bytes that this process had in memory since it was last asked to start anew. Linux only."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in line)
    return int(line.split()[1]) * 1024


if __name__ == "__main__":
    main()
