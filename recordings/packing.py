# SPDX-License-Identifier: EUPL-1.2
"""The package of a disclosure: a ZIP of WinZip's AES-256 kind, which 7-Zip, WinZip and Keka open with the passphrase.

It is made while it is sent, a megabyte of sound at a time: no plain byte of it and no package ever lies on a disk.
"""

import hashlib
import secrets
from collections.abc import Callable, Iterator
from typing import Any

from django.utils import timezone
from pyzipper import WZ_AES, ZIP_STORED, AESZipFile

from . import audio
from .models import Recording
from .vault import CHUNK, READ_AHEAD, Opened

# Read aloud without mistakes; 24 of these are 118 bits.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP = 6, 4
SUFFIXES = {audio.WAVE: "wav", audio.MP3: "mp3", audio.OPUS: "ogg", audio.FLAC: "flac"}
NOTE, SUMS = "toelichting.txt", "sha256.txt"


def new_passphrase() -> str:
    """Six groups of four letters and digits, parted by dashes."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))


def pack(
    recording: Recording, opened: Opened, note: str, passphrase: str, check: Callable[[], None]
) -> Iterator[bytes]:
    """The package: the sound, a note of what it is, and their checksums. `check` is asked before every megabyte and
    raises when it must stop. Raises what reading the vault raises; what was sent by then is no package."""
    name, digest, sent = f"opname.{SUFFIXES[recording.media_type]}", hashlib.sha256(), _Sent()
    with AESZipFile(sent, "w", compression=ZIP_STORED, encryption=WZ_AES) as package:
        package.setpassword(passphrase.encode())
        with package.open(_entry(package, name), "w", force_zip64=True) as file:
            for start in range(0, opened.size, READ_AHEAD * CHUNK):
                check()
                part = opened.read_range(start, start + READ_AHEAD * CHUNK)
                digest.update(part)
                file.write(part)
                yield sent.taken()
        written = note.encode()
        sums = f"{digest.hexdigest()}  {name}\n{hashlib.sha256(written).hexdigest()}  {NOTE}\n"
        package.writestr(_entry(package, NOTE), written)
        package.writestr(_entry(package, SUMS), sums.encode())
    yield sent.taken()


def _entry(package: AESZipFile, name: str) -> Any:
    # A name and a moment can be read without the passphrase: of the package, and not of the call.
    return package.zipinfo_cls(name, timezone.localtime().timetuple()[:6])


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
