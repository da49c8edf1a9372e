# SPDX-License-Identifier: EUPL-1.2
"""The store fails, in every way and at every step: nothing is acknowledged that is not stored, nothing that is due can
be read, and nothing stays once the store is back."""

import errno
import importlib
import io
import itertools
import os
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import time_machine
from botocore.config import Config

from recordings import vault
from recordings.intake import store_audio
from recordings.models import Recording, RecordingKey, RefusedCall, State
from recordings.ownership import MARKER
from recordings.stores import StoreUnavailable
from recordings.stores_s3 import S3Store
from recordings.vault import KeyGone
from retention import engine, files, stray_files
from retention.models import FileRemoval, LedgerEntry

from .exchange import Exchange, sound_of
from .speech import speech

FAULTS = {
    "refused": ConnectionRefusedError(),
    "timed out": TimeoutError(),
    "full": OSError(errno.ENOSPC, "No space left on device"),
    "over its share": OSError(errno.EDQUOT, "Disk quota exceeded"),
    "read only": OSError(errno.EROFS, "Read-only file system"),
    "gone": OSError(errno.ESTALE, "Stale file handle"),
}
# Where the folder store touches the disk: while it writes a file, at its end, and when that is read back.
STEPS = {
    "at the first byte": ("tempfile.mkstemp", 1),
    "at the end of it": ("os.fsync", 1),
    "when its name is written": ("os.link", 1),
    "when the folder is written": ("os.fsync", 2),
    "when it is read back": ("os.pread", 1),
    "when it is written as a wave": ("os.link", 2),
}


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    here = settings.STORAGES["recordings"] | {"OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"recordings": here}
    return tmp_path


@contextmanager
def failing(what: str, error: OSError, turn: int = 1) -> Iterator[None]:
    """From its turn on it fails."""
    turns = itertools.count(1)
    module, name = what.split(".")
    real = getattr(importlib.import_module(module), name)

    def fails(*arguments: Any, **named: Any) -> Any:
        if next(turns) >= turn:
            raise error
        return real(*arguments, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(what, fails)
        yield


def left(folder: Path) -> list[str]:
    """The files of the store, but for the mark that says whose it is."""
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    return sorted(found - {MARKER})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("step", "fault"),
    [*((step, "full") for step in STEPS), *(("at the end of it", fault) for fault in FAULTS)],
)
def test_what_the_store_does_not_take_is_not_acknowledged(
    exchange: Exchange, folder: Path, step: str, fault: str
) -> None:
    recording, sound = exchange.announced(), speech(3.0, "adpcm")
    what, turn = STEPS[step]
    with failing(what, FAULTS[fault], turn), pytest.raises(StoreUnavailable):
        store_audio(recording, io.BytesIO(sound))
    recording.refresh_from_db()
    assert (recording.state, recording.file) == (State.ANNOUNCED, "")
    assert not RecordingKey.with_due.exists()
    assert not RefusedCall.objects.exists(), "it can be tried again"
    row, new = store_audio(recording, io.BytesIO(sound))
    assert new
    assert sound_of(row)
    for name in left(folder):
        os.utime(folder / name, (0, 0))
    stray_files.sweep()
    assert left(folder) == [row.file]


@pytest.mark.django_db
@pytest.mark.parametrize("fault", ["timed out", "gone"])
def test_a_store_that_is_away_is_read_from_later_and_nothing_breaks(
    exchange: Exchange, folder: Path, fault: str
) -> None:
    call = exchange.stored()
    with failing("os.pread", FAULTS[fault]), pytest.raises(StoreUnavailable):
        sound_of(call)
    assert sound_of(call) == speech()


@pytest.mark.django_db
@pytest.mark.parametrize("fault", ["refused", "timed out", "read only"])
def test_what_the_store_does_not_give_up_is_noise_until_it_does(
    exchange: Exchange, folder: Path, fault: str
) -> None:
    calls = [exchange.stored(), exchange.flagged()]
    with time_machine.travel(max(call.destroy_at for call in calls), tick=False) as clock:
        with failing("os.remove", FAULTS[fault]):
            for _turn in range(3):
                engine.destroy_due()
                files.remove_files()
                clock.shift(files.LONGEST_PAUSE)
        assert not Recording.with_due.exists()
        assert not RecordingKey.with_due.exists()
        assert left(folder) == sorted(call.file for call in calls)
        assert set(FileRemoval.objects.values_list("error", flat=True)) == {"StoreUnavailable"}
        assert not LedgerEntry.objects.filter(kind="file_removed").exists()
        for call in calls:
            with pytest.raises(KeyGone):
                vault.open_recording(call)
        clock.shift(files.LONGEST_PAUSE)
        assert files.remove_files() == len(calls)
    assert left(folder) == []
    assert LedgerEntry.objects.filter(kind="file_removed").count() == len(calls)


# An object store that answers, and not what it should.


ANSWERS = {
    "503": b"HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    "507": b"HTTP/1.1 507 Insufficient Storage\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    "403": b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    "no HTTP": b"530 Login incorrect\r\n",
    "hangs up": b"",
}


@pytest.fixture
def answering() -> Iterator[Callable[[str], S3Store]]:
    """A store whose server gives this answer to everything, or in "silent" none at all."""
    servers = []
    over = threading.Event()

    def store_with(what: str) -> S3Store:
        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                self.request.recv(65_536)
                if what == "silent":
                    over.wait(10)
                else:
                    self.request.sendall(ANSWERS[what])

        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        quick = Config(
            connect_timeout=0.2,
            read_timeout=0.2,
            retries={"total_max_attempts": 1},
            signature_version="s3v4",
            s3={"addressing_style": "path"},
        )
        return S3Store(
            bucket_name="gesprekken",
            access_key="id",
            secret_key="geheim",  # noqa: S106
            region_name="eu",
            endpoint_url=f"http://127.0.0.1:{server.server_address[1]}",
            client_config=quick,
        )

    yield store_with
    over.set()
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("what", [*ANSWERS, "silent"])
def test_an_object_store_that_answers_wrong_is_unavailable(
    answering: Callable[[str], S3Store], what: str
) -> None:
    store = answering(what)
    for act in (
        lambda: store.save("ab/c", vault.Sealing(io.BytesIO(b"geluid"), vault.new_key(), Recording().pk)),
        lambda: store.read("ab/c", 0, 10),
        lambda: store.delete("ab/c"),
    ):
        with pytest.raises(StoreUnavailable):
            act()
