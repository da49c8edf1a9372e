# SPDX-License-Identifier: EUPL-1.2
"""One line of text, as people type it and as exports hold it."""

import unicodedata

# They turn the reading direction of what stands around them, so that a name shows something else than it is.
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def unprintable(text: str) -> bool:
    """Whether one line of text holds something that is no text: a control character, a line break, half a
    character, or a mark that turns the reading direction. Every script and emoji is text."""
    return any(_harms(c) for c in text)


def tidy(text: str) -> str:
    """The text as one line, without what is no text."""
    spaced = "".join(" " if c.isspace() else c for c in unicodedata.normalize("NFC", text))
    return " ".join("".join(c for c in spaced if not _harms(c)).split())


def _harms(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") or character in TURNING
