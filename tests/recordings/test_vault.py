# SPDX-License-Identifier: EUPL-1.2
"""The vault: what was written is what is read, in whole or in part; anything that was done to a file shows."""

import io
import tracemalloc
import uuid
from pathlib import Path
from typing import Any

import pytest

from recordings import vault
from recordings.stores import StoreUnavailable, store
from recordings.vault import CHUNK, SEALED_CHUNK, Damaged, Opened

PHRASE = b"De onderkruiper weet waar ik woon. "
ID = uuid.uuid4()


def plain(size: int) -> bytes:
    """No two chunks of it are the same."""
    numbers = b"".join(number.to_bytes(4, "big") for number in range(size // 4 + 1))
    return numbers[:size]


def kept(data: bytes, recording_id: uuid.UUID = ID) -> tuple[str, bytes]:
    name, key = vault.new_name(), vault.new_key()
    assert vault.write(name, key, recording_id, io.BytesIO(data)) == len(data)
    return name, key


def path_of(name: str) -> Path:
    place: Any = store()
    return Path(place.path(name))


def change(name: str, data: bytes) -> None:
    path = path_of(name)
    path.chmod(0o600)
    path.write_bytes(data)


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 5])
def test_what_was_written_is_what_is_read(size: int) -> None:
    data = plain(size)
    name, key = kept(data)
    assert Opened(name, key, ID, size).readall() == data
    # A chunk's tag for each 64 KiB, one for nothing at all.
    assert path_of(name).stat().st_size == size + vault.TAG * max(1, -(-size // CHUNK))


def test_a_range_fetches_no_more_than_what_holds_it(monkeypatch: pytest.MonkeyPatch) -> None:
    data = plain(40 * CHUNK + 7)
    name, key = kept(data)
    fetched: list[int] = []
    place: Any = store()
    read = place.read

    def counting(name: str, start: int, length: int) -> bytes:
        fetched.append(length // SEALED_CHUNK)
        return read(name, start, length)

    monkeypatch.setattr(place, "read", counting)
    edges = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 17 * CHUNK, 39 * CHUNK + 3, len(data) - 1]
    for start in edges:
        assert Opened(name, key, ID, len(data)).read_range(start, start + 10) == data[start : start + 10]
    assert fetched == [1, 1, 2, 1, 1, 1, 1, 1]
    # Who reads on gets sixteen chunks at a time.
    fetched.clear()
    assert Opened(name, key, ID, len(data)).readall() == data
    assert fetched == [16, 16, 9]


def test_nothing_plain_is_on_the_disk_not_even_half_way() -> None:
    data = PHRASE * 10_000
    seen: list[bytes] = []
    folder = Path(path_of("x")).parent

    class Looking(io.BytesIO):
        def read(self, size: Any = -1, /) -> bytes:
            seen.extend(path.read_bytes() for path in folder.rglob(".*.part"))
            return super().read(size)

    name, key = vault.new_name(), vault.new_key()
    vault.write(name, key, ID, Looking(data))
    assert Opened(name, key, ID, len(data)).readall() == data
    assert any(seen)
    for written in [*seen, path_of(name).read_bytes()]:
        assert PHRASE[:12] not in written


def test_memory_stays_flat_however_long_it_is() -> None:
    class Endless:
        def __init__(self, size: int) -> None:
            self.left = size

        def read(self, size: int, /) -> bytes:
            # As a socket does, in odd pieces.
            given = min(size, self.left, 10_007)
            self.left -= given
            return bytes(given)

    peaks = []
    for megabytes in (2, 20):
        tracemalloc.start()
        name, key = vault.new_name(), vault.new_key()
        size = vault.write(name, key, ID, Endless(megabytes * 1024 * 1024))
        opened = Opened(name, key, ID, size)
        while opened.read(CHUNK):
            pass
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.2
    assert peaks[1] < 5 * 1024 * 1024


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def chunk(data: bytes, number: int) -> bytes:
    return data[number * SEALED_CHUNK : (number + 1) * SEALED_CHUNK]


TAMPERED = {
    "a bit of the sound": lambda d, other: flipped(d, 5),
    "a bit of a later chunk": lambda d, other: flipped(d, 2 * SEALED_CHUNK + 9),
    "a bit of the last tag": lambda d, other: flipped(d, len(d) - 1),
    "cut short by a byte": lambda d, other: d[:-1],
    "cut short by a chunk": lambda d, other: d[: 3 * SEALED_CHUNK],
    "cut short to its first chunk": lambda d, other: d[:SEALED_CHUNK],
    "empty": lambda d, other: b"",
    "two chunks swapped": lambda d, other: chunk(d, 1) + chunk(d, 0) + d[2 * SEALED_CHUNK :],
    "a chunk twice": lambda d, other: chunk(d, 0) + chunk(d, 0) + d[2 * SEALED_CHUNK :],
    "a chunk of another recording": lambda d, other: chunk(other, 0) + d[SEALED_CHUNK:],
    "all of another recording": lambda d, other: other,
}


@pytest.mark.parametrize("how", TAMPERED)
def test_whatever_was_done_to_a_file_shows(how: str) -> None:
    data = plain(3 * CHUNK + 100)
    name, key = kept(data)
    other, _key = kept(data, uuid.uuid4())
    assert Opened(name, key, ID, len(data)).readall() == data
    change(name, TAMPERED[how](path_of(name).read_bytes(), path_of(other).read_bytes()))
    with pytest.raises(Damaged):
        Opened(name, key, ID, len(data)).readall()


def test_a_chunk_opens_for_its_recording_alone_even_under_the_same_key() -> None:
    data, key, mine, yours = plain(CHUNK + 5), vault.new_key(), uuid.uuid4(), uuid.uuid4()
    for recording_id in (mine, yours):
        vault.write(recording_id.hex, key, recording_id, io.BytesIO(data))
    change(mine.hex, path_of(yours.hex).read_bytes())
    with pytest.raises(Damaged):
        Opened(mine.hex, key, mine, len(data)).read(1)


@pytest.mark.parametrize("size", [CHUNK, 2 * CHUNK, 2 * CHUNK + 99])
def test_it_ends_where_it_ended_whatever_the_database_says(size: int) -> None:
    """Truncated in file and in database both: the last chunk says that it is the last, and no other does."""
    data = plain(3 * CHUNK)
    name, key = kept(data)
    with pytest.raises(Damaged):
        Opened(name, key, ID, size).readall()


def test_a_file_that_is_not_there_or_another_key_opens_nothing() -> None:
    name, key = kept(b"geluid")
    for opened in (Opened("ab/no", key, ID, 6), Opened(name, vault.new_key(), ID, 6)):
        with pytest.raises(Damaged):
            opened.readall()
    with pytest.raises(Damaged):
        Opened(name, b"canary", ID, 6)


def test_a_source_that_breaks_leaves_no_file() -> None:
    class Broken:
        def __init__(self) -> None:
            self.count = 0

        def read(self, size: int, /) -> bytes:
            self.count += 1
            if self.count > 3:
                raise ConnectionResetError
            return bytes(size)

    name = vault.new_name()
    # It is the source that failed, and not the store.
    with pytest.raises(ConnectionResetError):
        vault.write(name, vault.new_key(), ID, Broken())
    assert not path_of(name).exists()
    assert not list(path_of(name).parent.glob(".*.part"))


def test_a_store_that_has_no_room_is_said_so() -> None:
    place: Any = store()
    blocked = Path(place.path("blocked"))
    blocked.write_bytes(b"a file where a folder should be")
    try:
        with pytest.raises(StoreUnavailable):
            vault.write("blocked/sound", vault.new_key(), ID, io.BytesIO(b"geluid"))
    finally:
        blocked.unlink()
