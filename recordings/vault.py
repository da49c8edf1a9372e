# SPDX-License-Identifier: EUPL-1.2
"""The vault: every recording encrypted under a data key of its own, in chunks, so that a part can be played.

A chunk is 64 KiB of sound sealed with AES-256-GCM, bound to the recording's id, the chunk's number and whether it is
the last. So a file that is cut short, changed, put in another order, or made of another recording's chunks does not
open. A data key seals one file, once; that is why the number of the chunk can be its nonce. No sound leaves this
module but to who may hear it: what the store gets, and keeps half-way, is ciphertext.
"""

import io
import os
import secrets
import uuid
from collections.abc import Iterator
from typing import Any, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .models import Recording, RecordingKey
from .stores import StoreUnavailable, store

CHUNK = 64 * 1024
TAG = 16
SEALED_CHUNK = CHUNK + TAG
KEY_BYTES = 32
# How many chunks are fetched at once, at most: one megabyte.
READ_AHEAD = 16


class Damaged(Exception):
    """A file is missing, or is not as it was written."""


class KeyGone(Exception):
    """There is no key (any more): the recording counts as destroyed."""


class Source(Protocol):
    """Where sound comes from: `read` answers with at most `size` bytes, and with none at the end."""

    def read(self, size: int, /) -> bytes: ...


def new_key() -> bytes:
    return os.urandom(KEY_BYTES)


def new_name() -> str:
    """A name for a file, that says nothing."""
    name = secrets.token_hex(16)
    return f"{name[:2]}/{name[2:]}"


def write(name: str, key: bytes, recording_id: uuid.UUID, source: Source) -> int:
    """Seal everything that `source` gives, as it comes, into a new file; how many bytes that was.

    Raises StoreUnavailable, and whatever reading the source raises; there is no file then.
    """
    sealing = Sealing(source, key, recording_id)
    try:
        saved = store().save(name, sealing)
    except StoreUnavailable:
        if sealing.broken is not None:
            raise sealing.broken from None
        raise
    if saved != name:
        raise StoreUnavailable("The store gave the file another name.")
    return sealing.size


def remove(name: str) -> None:
    """Remove a file; harmless when it is not there. Raises StoreUnavailable."""
    store().delete(name)


def open_recording(recording: Recording) -> "Opened":
    """The sound of a recording, to read or to seek in. Raises KeyGone; reading raises Damaged and StoreUnavailable."""
    key = RecordingKey.with_due.filter(recording=recording.pk).first()
    if key is None:
        raise KeyGone(str(recording.pk))
    return Opened(recording.file, key.data_key, recording.pk, recording.size)


def pieces(recording: Recording, start: int, end: int) -> Iterator[bytes]:
    """The bytes from `start` up to and not including `end`, decrypting no more than what holds them.

    Ends where the recording becomes due, whoever is still listening. Raises what `open_recording` raises, at once.
    """
    opened = open_recording(recording)
    return _pieces(recording, opened, start, min(end, opened.size))


def _pieces(recording: Recording, opened: "Opened", start: int, end: int) -> Iterator[bytes]:
    ahead = 1
    while start < end and not recording.is_due:
        stop = min(end, (start // CHUNK + ahead) * CHUNK)
        yield opened.read_range(start, stop)
        # The first bytes come soon, the rest in fewer turns.
        start, ahead = stop, READ_AHEAD


class Sealing:
    """Reads like a file, and what it gives is the ciphertext of `source`: never more than two chunks in memory.

    `size` counts the bytes of the source; `broken` is what reading the source raised, if anything.
    """

    closed = False

    def __init__(self, source: Source, key: bytes, recording_id: uuid.UUID) -> None:
        self._source, self._cipher, self._recording_id = source, AESGCM(key), recording_id
        self._sealed, self._number = b"", 0
        self._next: bytes | None = None
        self._ended = False
        self.size = 0
        self.broken: Exception | None = None

    def read(self, size: int = -1) -> bytes:
        """Exactly as many bytes as asked for, except at the end."""
        parts, length = [self._sealed], len(self._sealed)
        while (size < 0 or length < size) and not self._ended:
            parts.append(self._seal_next())
            length += len(parts[-1])
        data = b"".join(parts)
        if size < 0:
            size = length
        self._sealed = data[size:]
        return data[:size]

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        while data := self.read(SEALED_CHUNK):
            yield data

    def seekable(self) -> bool:
        return False

    def close(self) -> None:
        """As a file; there is nothing to close."""

    def _seal_next(self) -> bytes:
        """The next chunk; one is read ahead, to know whether it is the last."""
        plain = self._take() if self._next is None else self._next
        self._next = self._take() if len(plain) == CHUNK else b""
        self._ended = not self._next
        sealed = self._cipher.encrypt(
            nonce_of(self._number), plain, binding_of(self._recording_id, self._number, self._ended)
        )
        self.size += len(plain)
        self._number += 1
        return sealed

    def _take(self) -> bytes:
        try:
            return read_fully(self._source, CHUNK)
        except Exception as error:
            self.broken = error
            raise


def read_fully(source: Source, size: int) -> bytes:
    """As many bytes as asked for, however small the pieces they come in; fewer only at the end."""
    parts, missing = [], size
    while missing and (part := source.read(missing)):
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def nonce_of(number: int) -> bytes:
    return number.to_bytes(12, "big")


def binding_of(recording_id: uuid.UUID, number: int, is_last: bool) -> bytes:
    return recording_id.bytes + number.to_bytes(8, "big") + (b"\x01" if is_last else b"\x00")


class Opened(io.RawIOBase):
    """The plain bytes of one file, read as from a file in memory; only what is asked for is fetched and decrypted.

    `size` is how many bytes the sound has. Reading raises Damaged and StoreUnavailable.
    """

    def __init__(self, name: str, key: bytes, recording_id: uuid.UUID, size: int) -> None:
        super().__init__()
        try:
            self._cipher = AESGCM(key)
        except ValueError as error:
            raise Damaged("This is no data key.") from error
        self._name, self._recording_id, self.size = name, recording_id, size
        self._chunks = max(1, -(-size // CHUNK))
        self._at = 0
        # The chunks that were decrypted last, from the number that the first of them has.
        self._first, self._plain = 0, list[bytes]()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        begin = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}[whence]
        self._at = max(0, begin + offset)
        return self._at

    def readinto(self, buffer: Any) -> int:
        """As of a file; reads ahead, for who reads on from here."""
        if self._at >= self.size:
            return 0
        chunk = self._chunk(self._at // CHUNK, READ_AHEAD)
        part = chunk[self._at % CHUNK :][: len(buffer)]
        buffer[: len(part)] = part
        self._at += len(part)
        return len(part)

    def read_range(self, start: int, end: int) -> bytes:
        """The bytes from `start` up to and not including `end`, of which there are fewer at the end of the file."""
        end, parts = min(end, self.size), []
        while start < end:
            chunk = self._chunk(start // CHUNK, (end - 1) // CHUNK - start // CHUNK + 1)
            parts.append(chunk[start % CHUNK : start % CHUNK + end - start])
            start += len(parts[-1])
        return b"".join(parts)

    def _chunk(self, number: int, wanted: int) -> bytes:
        """One chunk; when it must be fetched, with as many after it as are wanted."""
        if not self._first <= number < self._first + len(self._plain):
            self._first, self._plain = number, self._fetch(number, min(wanted, READ_AHEAD))
        return self._plain[number - self._first]

    def _fetch(self, first: int, count: int) -> list[bytes]:
        count = min(count, self._chunks - first)
        try:
            sealed = store().read(self._name, first * SEALED_CHUNK, count * SEALED_CHUNK)
        except FileNotFoundError as error:
            raise Damaged("The file is not there.") from error
        return [
            self._open(first + offset, sealed[offset * SEALED_CHUNK : (offset + 1) * SEALED_CHUNK])
            for offset in range(count)
        ]

    def _open(self, number: int, sealed: bytes) -> bytes:
        is_last = number == self._chunks - 1
        # What was added behind the last chunk is not looked at; what is missing of any is.
        length = (self.size - number * CHUNK if is_last else CHUNK) + TAG
        if len(sealed) < length:
            raise Damaged("The file is cut short.")
        try:
            return self._cipher.decrypt(
                nonce_of(number), sealed[:length], binding_of(self._recording_id, number, is_last)
            )
        except InvalidTag as error:
            raise Damaged("The file is not as it was written.") from error
