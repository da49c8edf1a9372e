# SPDX-License-Identifier: EUPL-1.2
"""Where the files of recordings lie: a storage of its own, `recordings` in the settings, with its own credentials.

What lies there is ciphertext. Beside what Django asks of a storage, a store reads a part of a file. A file of a
destroyed recording, and one that no recording names, is removed by retention (files.py, stray_files.py).
"""

import datetime
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol, cast

from django.core.files.storage import storages
from django.utils.deconstruct import deconstructible

from retention.storages import WholeFiles

ALIAS = "recordings"


class StoreUnavailable(Exception):
    """The store does not answer, or has no room: nothing was stored, and it can be tried again."""


class Store(Protocol):
    """What the vault asks of a store. Every method raises StoreUnavailable."""

    def save(self, name: str, content: Any) -> str: ...

    def read(self, name: str, start: int, length: int) -> bytes:
        """The bytes from `start`, fewer at the end of the file. Raises FileNotFoundError too."""
        ...

    def delete(self, name: str) -> None:
        """Harmless when it is not there."""
        ...

    def drop_unfinished(self, moment: datetime.datetime) -> int:
        """Drop what writing left that began before this moment and never ended, and that no list of files shows; how
        many."""
        ...


def store() -> Store:
    """The store of this installation."""
    return cast(Store, storages[ALIAS])


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
    """A folder. A file is there wholly or not at all; half of one is a hidden `.part`."""

    def _save(self, name: str, content: Any) -> str:
        with _reaching():
            return super()._save(name, content)

    def read(self, name: str, start: int, length: int) -> bytes:
        """A part of a file. Raises StoreUnavailable, FileNotFoundError."""
        with _reaching(), open(self.path(name), "rb", buffering=0) as file:
            return os.pread(file.fileno(), length, start)

    def delete(self, name: str) -> None:
        """Harmless when it is not there. Raises StoreUnavailable."""
        with _reaching():
            super().delete(name)

    def drop_unfinished(self, moment: datetime.datetime) -> int:
        """Half a file is a file here, which the search for stray files finds."""
        return 0
