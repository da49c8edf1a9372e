# SPDX-License-Identifier: EUPL-1.2
"""The package of a disclosure: a ZIP that opens with a passphrase (protection/aes_zip.py).

It is made while it is sent, a megabyte of sound at a time: no plain byte of it and no package ever lies on a disk.
"""

import hashlib
from collections.abc import Callable, Iterator

from pyzipper import WZ_AES, ZIP_STORED, AESZipFile

from protection.aes_zip import entry
from protection.aes_zip import new_passphrase as new_passphrase

from . import audio
from .models import Recording
from .vault import CHUNK, READ_AHEAD, Opened

SUFFIXES = {audio.WAVE: "wav", audio.MP3: "mp3", audio.OPUS: "ogg", audio.FLAC: "flac"}
NOTE, SUMS = "toelichting.txt", "sha256.txt"


def pack(
    recording: Recording, opened: Opened, note: str, passphrase: str, check: Callable[[], None]
) -> Iterator[bytes]:
    """The package: the sound, a note of what it is, and their checksums. `check` is asked before every megabyte and
    raises when it must stop. Raises what reading the vault raises; what was sent by then is no package."""
    name, digest, sent = f"opname.{SUFFIXES[recording.media_type]}", hashlib.sha256(), _Sent()
    with AESZipFile(sent, "w", compression=ZIP_STORED, encryption=WZ_AES) as package:
        package.setpassword(passphrase.encode())
        with package.open(entry(package, name), "w", force_zip64=True) as file:
            for start in range(0, opened.size, READ_AHEAD * CHUNK):
                check()
                part = opened.read_range(start, start + READ_AHEAD * CHUNK)
                digest.update(part)
                file.write(part)
                yield sent.taken()
        written = note.encode()
        sums = f"{digest.hexdigest()}  {name}\n{hashlib.sha256(written).hexdigest()}  {NOTE}\n"
        package.writestr(entry(package, NOTE), written)
        package.writestr(entry(package, SUMS), sums.encode())
    yield sent.taken()


class _Sent:
    """What a package is written to: kept until it is taken, and not seekable, as a connection is."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """As a file; nothing lies between."""

    def taken(self) -> bytes:
        parts, self._parts = self._parts, []
        return b"".join(parts)
