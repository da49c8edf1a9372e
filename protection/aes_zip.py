# SPDX-License-Identifier: EUPL-1.2
"""A file for somebody outside: a ZIP of WinZip's AES-256 kind, which 7-Zip, WinZip and Keka open with the passphrase."""

import io
import secrets
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from pyzipper import WZ_AES, ZIP_DEFLATED, AESZipFile

# Read aloud without mistakes; 24 of these are 118 bits.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP = 6, 4


def new_passphrase() -> str:
    """Six groups of four letters and digits, parted by dashes."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))


def entry(package: AESZipFile, name: str) -> Any:
    """An entry of this name. A name and a moment can be read without the passphrase: the moment is now."""
    return package.zipinfo_cls(name, timezone.localtime().timetuple()[:6])


def zipped(files: Mapping[str, bytes], passphrase: str) -> bytes:
    """A package of these files, by name; in memory only."""
    made = io.BytesIO()
    with AESZipFile(made, "w", compression=ZIP_DEFLATED, encryption=WZ_AES) as package:
        package.setpassword(passphrase.encode())
        for name, content in files.items():
            info = entry(package, name)
            info.compress_type = ZIP_DEFLATED
            package.writestr(info, content)
    return made.getvalue()
