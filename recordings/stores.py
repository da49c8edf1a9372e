# SPDX-License-Identifier: EUPL-1.2
"""Where the files of recordings lie: a storage of its own, `recordings` in the settings, with its own credentials.

What lies there is ciphertext. Beside what Django asks of a storage, a store reads a part of a file, and tells which
files were left behind.
"""

import datetime
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol, cast

from django.core.files.storage import storages
from django.utils import timezone
from django.utils.deconstruct import deconstructible

from retention.storages import WholeFiles


class StoreUnavailable(Exception):
    """The store does not answer, or has no room: nothing was stored, and it can be tried again."""


class Store(Protocol):
    """What the vault asks of a store. Every method raises StoreUnavailable; `read` and `size` FileNotFoundError too."""

    def save(self, name: str, content: Any) -> str: ...

    def read(self, name: str, start: int, length: int) -> bytes:
        """The bytes from `start`, fewer at the end of the file."""
        ...

    def size(self, name: str) -> int: ...

    def delete(self, name: str) -> None:
        """Harmless when it is not there."""
        ...

    def names_before(self, moment: datetime.datetime) -> Iterator[str]:
        """The files that were last written before this moment."""
        ...

    def drop_unfinished(self, moment: datetime.datetime) -> None:
        """Remove what was left of writing that stopped half-way before this moment."""
        ...


def store() -> Store:
    """The store of this installation."""
    return cast(Store, storages["recordings"])


@contextmanager
def _reaching() -> Iterator[None]:
    try:
        yield
    except (FileNotFoundError, StoreUnavailable):
        raise
    except OSError as error:
        # Its class is enough to mend it.
        raise StoreUnavailable(type(error).__name__) from error


@deconstructible(path="recordings.stores.FolderStore")
class FolderStore(WholeFiles):
    """A folder. A file is there wholly or not at all; half of one is a hidden `.part`, which is swept up."""

    def _save(self, name: str, content: Any) -> str:
        with _reaching():
            return super()._save(name, content)

    def read(self, name: str, start: int, length: int) -> bytes:
        with _reaching(), open(self.path(name), "rb", buffering=0) as file:
            return os.pread(file.fileno(), length, start)

    def delete(self, name: str) -> None:
        with _reaching():
            super().delete(name)

    def names_before(self, moment: datetime.datetime) -> Iterator[str]:
        for path in self._files(moment):
            if not path.name.startswith("."):
                yield path.relative_to(self.location).as_posix()

    def drop_unfinished(self, moment: datetime.datetime) -> None:
        for path in self._files(moment):
            if path.name.startswith(".") and path.suffix == ".part":
                path.unlink(missing_ok=True)

    def _files(self, moment: datetime.datetime) -> Iterator[Path]:
        with _reaching():
            for folder, _folders, names in os.walk(self.location):
                for name in names:
                    path = Path(folder, name)
                    try:
                        written = datetime.datetime.fromtimestamp(
                            path.stat().st_mtime, timezone.get_default_timezone()
                        )
                    except FileNotFoundError:
                        continue
                    if written < moment:
                        yield path
