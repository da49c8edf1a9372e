# SPDX-License-Identifier: EUPL-1.2
"""A folder in which a file is there wholly or not at all, and never changes."""

import os
import tempfile
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible


@deconstructible(path="retention.storages.WholeFiles")
class WholeFiles(FileSystemStorage):
    """Files are written under a hidden name and then linked to their own, which fails when that is taken.

    After a crash a hidden `.part` may be left behind; nothing reads it.
    """

    def _save(self, name: str, content: "File[Any]") -> str:
        """Write the file. Raises FileExistsError when there is one of that name, whatever it holds."""
        target = Path(self.path(name))
        is_new_folder = not target.parent.is_dir()
        target.parent.mkdir(parents=True, exist_ok=True)
        descriptor, part = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(part, 0o440)
            os.link(part, target)
        finally:
            os.unlink(part)
        _sync_folder(target.parent)
        if is_new_folder:
            _sync_folder(target.parent.parent)
        return name

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The name itself: a second file beside the first would be no copy."""
        return name


def _sync_folder(folder: Path) -> None:
    """The name of a file, or of a folder, is on the disk only when the folder that it is in is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
