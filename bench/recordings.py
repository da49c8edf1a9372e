# SPDX-License-Identifier: EUPL-1.2
"""How fast calls come in, a seek is answered and recordings are destroyed, on the folder store.

    python -m bench.recordings                     200 calls, 5,000 recordings
    python -m bench.recordings --calls 20 --recordings 500 --hours 0.2

It needs a PostgreSQL on which it may make a database (gir_bench_recordings, thrown away afterwards): `--server` or
GIR_BENCH_SERVER, by default the local socket. `--folder` is where the store and the copies lie. Measure on a quiet
machine.

Intake is all of it: announced, sealed as it is read, read back and judged, and counted, each call with its two
transactions. Beside it the same files are copied, plainly, and as safely as the store writes them (to the disk before
the next). The aims: intake at half the speed of a plain copy, a seek's first byte under 50 ms in a two-hour call, 200
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
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench import database

NAME = "gir_bench_recordings"
ROUNDS, SEEKS, MINUTE = 5, 200, 60
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
            _seek_and_memory(exchange, options.hours)
            _destroy(exchange, options.recordings)


def _intake(exchange: Any, folder: Path, calls: int) -> None:
    from recordings.intake import register_call, store_audio
    from tests.recordings.speech import speech

    sound = speech(float(MINUTE))
    per_round = max(1, calls // ROUNDS)
    sources = [folder / f"{number}.wav" for number in range(per_round)]
    for source in sources:
        source.write_bytes(sound)
    seconds: dict[str, list[float]] = {"intake": [], "plain copy": [], "copy to the disk": []}
    for turn in range(ROUNDS):
        copies = folder / f"copies-{turn}"
        copies.mkdir()
        with _timed(seconds["plain copy"]):
            for source in sources:
                shutil.copyfile(source, copies / source.name)
        with _timed(seconds["copy to the disk"]):
            for source in sources:
                _copy_safely(source, copies / f"{source.name}.safe")
        shutil.rmtree(copies)
        facts = [exchange.facts(seconds=float(MINUTE)) for _ in sources]
        with _timed(seconds["intake"]):
            for source, fact in zip(sources, facts, strict=True):
                recording, _new = register_call(exchange.system, fact)
                with source.open("rb") as stream:
                    store_audio(recording, stream)
    print(f"Intake of calls of {MINUTE} s ({len(sound) / MEGABYTE:.1f} MB), {ROUNDS} rounds of {per_round}:")
    rates = {what: per_round / statistics.median(taken) for what, taken in seconds.items()}
    for what, rate in rates.items():
        print(f"  {what:<18}{rate:8.1f} a second, {rate * len(sound) / MEGABYTE:8.1f} MB/s")
    for what in ("plain copy", "copy to the disk"):
        print(f"  intake is {rates['intake'] / rates[what]:.2f} of a {what} (aim {AIM_SHARE})")


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
    """A wave file of so many seconds, ready to be read; never in memory as a whole."""
    from recordings.audio import wave_header
    from tests.recordings.speech import RATE, samples

    frames, minute = int(seconds * RATE), samples(float(MINUTE)).astype("<i2").tobytes()
    file.write(wave_header(RATE, 1, frames))
    left = frames * 2
    while left:
        left -= file.write(minute[:left])
    file.seek(0)


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
