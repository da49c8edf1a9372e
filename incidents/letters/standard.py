# SPDX-License-Identifier: EUPL-1.2
"""The texts that come with the system, in Dutch: one file per kind, the subject on its first line."""

from functools import cache
from pathlib import Path

from incidents.models import LetterKind

FOLDER = Path(__file__).resolve().parent / "standard"


@cache
def standard_text(kind: str) -> tuple[str, str]:
    """Subject and body."""
    subject, body = (FOLDER / f"{LetterKind(kind).value}.txt").read_text().split("\n\n", 1)
    return subject.strip(), body.strip()
