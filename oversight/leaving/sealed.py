# SPDX-License-Identifier: EUPL-1.2
"""A package as one sealed file: a ZIP, encrypted while it is made with age (age-encryption.org) to the receiver's key.

Nothing of it lies anywhere in the clear: the ZIP is read by age as it comes into being, and what age gives is stored.
"""

import datetime
import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import pyrage
from django.db import transaction
from django.utils import timezone

from oversight.models.departure import Departure, DepartureChunk, DepartureFile, Package
from retention import copies, seal

from . import verify_export
from .contents import MARGIN, entries_of
from .tables import tables_of

CHUNK = 1024 * 1024
# Every file in the ZIP bears it: when a package was made stands in its manifest.
EPOCH = (1980, 1, 1, 0, 0, 0)


class NotAKey(ValueError):
    """Not a public key of age."""


class TooSlow(Exception):
    """Making it took longer than its margin: something in it may be due by now."""


def read_key(text: str) -> str:
    """A public key of age, without what stands around it. Raises NotAKey, also for a private one."""
    key = text.strip()
    try:
        pyrage.x25519.Recipient.from_str(key)
    except pyrage.RecipientError as error:
        raise NotAKey from error
    return key


def fingerprint(key: str) -> str:
    """By which two people compare a key: the beginning of its SHA-256, in groups of four."""
    digest = hashlib.sha256(key.encode()).hexdigest()[:32]
    return " ".join(digest[start : start + 4] for start in range(0, len(digest), 4))


def proof_of(confirmation_code: str) -> str:
    """What is stored of the code that only who opened the package can name."""
    return hashlib.sha256(f"gir-export-received:{confirmation_code}".encode()).hexdigest()


def make(file: DepartureFile, sign_of_life: Callable[[], None]) -> None:
    """Write the whole package of this row, and then say that it is whole. `sign_of_life` is called now and then, and
    raises when somebody else took over. Raises TooSlow, and whatever reading raises; it is not whole then."""
    horizon = file.begun_at + MARGIN
    made = _Zip(file.departure, Package(file.package), horizon)
    source, target = _Source(made.pieces()), _Target(file, sign_of_life)
    recipient = pyrage.x25519.Recipient.from_str(file.departure.receiver_key)
    try:
        pyrage.encrypt_io(source, target, [recipient])
    except Exception:
        # What age makes of it says less than what went wrong below it.
        if error := source.error or target.error:
            raise error from None
        raise
    target.finish()
    if timezone.now() > horizon:
        raise TooSlow
    with transaction.atomic():
        DepartureFile.with_due.filter(pk=file.pk).update(
            finished_at=timezone.now(),
            size=target.size,
            sha256=target.sha256.hexdigest(),
            proof=proof_of(made.confirmation_code),
        )


class _Zip:
    """The ZIP, piece by piece, with its manifest as the last file but one and the signature behind it."""

    def __init__(self, departure: Departure, package: Package, horizon: datetime.datetime) -> None:
        self.departure, self.package, self.horizon = departure, package, horizon
        self.confirmation_code = ""
        self._out = _Out()

    def pieces(self) -> Iterator[bytes]:
        files: list[dict[str, Any]] = []
        with zipfile.ZipFile(self._out, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
            for entry in entries_of(self.departure, self.package, self.horizon):
                digest, size, rows = hashlib.sha256(), 0, 0
                with archive.open(_info(entry.path), "w", force_zip64=True) as file:
                    for piece in entry.pieces():
                        file.write(piece)
                        digest.update(piece)
                        size, rows = size + len(piece), rows + 1
                        yield self._out.taken()
                described = {"path": entry.path, "sha256": digest.hexdigest(), "size": size}
                files.append(described | ({"rows": rows} if entry.path.endswith(".jsonl") else {}))
            manifest = json.dumps(self._manifest(files), ensure_ascii=False, indent=1).encode()
            self.confirmation_code = hashlib.sha256(manifest).hexdigest()
            archive.writestr(_info("manifest.json"), manifest)
            archive.writestr(_info("manifest.sig"), seal.sign_export(self.confirmation_code) + "\n")
        yield self._out.taken()

    def _manifest(self, files: list[dict[str, Any]]) -> dict[str, Any]:
        return {
            "format": verify_export.FORMAT,
            "package": self.package.value,
            "municipality": self.departure.name,
            "number": self.departure.number,
            "decision": self.departure.decision,
            "made_at": copies.moment(timezone.now()),
            "nothing_due_before": copies.moment(self.horizon),
            "receiver_key": self.departure.receiver_key,
            "key_id": seal.key_id(),
            "tables": [model._meta.label for model, _fate in tables_of(self.package)],
            "files": files,
        }


def _info(path: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(path, EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


class _Out:
    """What the ZIP is written to: kept until it is taken, and not seekable, as a connection is."""

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


class _Source:
    """The ZIP as age reads it: no further ahead than what it asks for."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._left = pieces, b""
        self.error: BaseException | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            while not self._left:
                self._left = next(self._pieces)
        except StopIteration:
            return b""
        except BaseException as error:
            self.error = error
            raise
        given, self._left = self._left[:size], self._left[size:]
        return given


class _Target:
    """Where age writes: into rows of a mebibyte."""

    def __init__(self, file: DepartureFile, sign_of_life: Callable[[], None]) -> None:
        self._file, self._sign_of_life = file, sign_of_life
        self._waiting, self._number = bytearray(), 0
        self.size, self.sha256 = 0, hashlib.sha256()
        self.error: BaseException | None = None

    def write(self, data: bytes) -> int:
        self._waiting += data
        try:
            while len(self._waiting) >= CHUNK:
                self._store(CHUNK)
        except BaseException as error:
            self.error = error
            raise
        return len(data)

    def flush(self) -> None:
        """What is less than a row waits for more."""

    def finish(self) -> None:
        if self._waiting:
            self._store(len(self._waiting))

    def _store(self, length: int) -> None:
        self._sign_of_life()
        data = bytes(self._waiting[:length])
        del self._waiting[:length]
        DepartureChunk.with_due.create(file=self._file, number=self._number, data=data)
        self._number, self.size = self._number + 1, self.size + length
        self.sha256.update(data)


def chunks_of(file: DepartureFile) -> Iterator[bytes]:
    """The file as it is downloaded, a row at a time."""
    numbers = DepartureChunk.objects.filter(file=file).order_by("number").values_list("number", flat=True)
    for number in list(numbers):
        yield bytes(DepartureChunk.objects.get(file=file, number=number).data)
