# SPDX-License-Identifier: EUPL-1.2
"""A telephone number as people write it, and as a telephone dials it."""

import re

WRITTEN = re.compile(r"[0-9+()\- ]{3,20}")
DIALLED = re.compile(r"\+?[0-9]{3,15}")


def dialled(written: str) -> str:
    """The number as it is dialled: "+31 (0)88-123 45 00" is "+31881234500". "" for what nobody can call."""
    if not (written.isascii() and WRITTEN.fullmatch(written)):
        return ""
    # The nought in brackets is for who calls from within the country; after a + it is not dialled.
    shorter = re.sub(r"\(0\)", "" if written.lstrip().startswith("+") else "0", written)
    number = re.sub(r"[()\- ]", "", shorter)
    return number if DIALLED.fullmatch(number) else ""
