# SPDX-License-Identifier: EUPL-1.2
"""A document as PDF/UA-1, by typst. All that it is about goes to typst as JSON, so that nothing in it is ever read as
mark-up; nothing is stored."""

import datetime
import json
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

FOLDER = settings.BASE_DIR / "templates" / "incidents" / "documents"
LONGEST_WORD = 60
# A place where a long word may go on to the next line; nothing to be seen.
BREAK = "\u200b"
# From here on come scripts and drawings that the fonts of typst do not have.
FONTS_END = 0x2E80
_BASIC = 0x250
# Whether there is a font for a sign costs a moment each; nobody writes more of these than that.
MOST_UNDRAWABLE = 100


class Undrawable(ValueError):
    """Characters for which there is no font: PDF/UA asks for one. `characters` are those."""

    def __init__(self, characters: str) -> None:
        super().__init__("No font")
        self.characters = characters


def compile_document(name: str, data: dict[str, Any], made_at: datetime.datetime) -> bytes:
    """The PDF of a template in templates/incidents/documents, with `data` as its JSON.

    Raises Undrawable.
    """
    words = _breakable(data)
    if missing := undrawable(_texts(words)):
        raise Undrawable(missing)
    # Text only: the logo goes as numbers.
    return typst.compile(
        Path(FOLDER / name),
        sys_inputs={"document": json.dumps(words, ensure_ascii=False)},
        # What is no font of the machine is the same on every machine.
        ignore_system_fonts=True,
        pdf_standards="ua-1",
        timestamp=int(made_at.timestamp()),
    )


def undrawable(texts: Iterable[str]) -> str:
    """The characters in these texts that no font has, each once. After MOST_UNDRAWABLE of them none is tried any more:
    a text of ten thousand different signs, made to keep us busy, is over soon."""
    found: list[str] = []
    for character in sorted({c for text in texts for c in text if ord(c) >= _BASIC}):
        if len(found) >= MOST_UNDRAWABLE or not _can_be_drawn(character):
            found.append(character)
    return "".join(found)


def printable(value: Any) -> Any:
    """The same, with a sign that cannot be printed (a drawn knife, say) as what it is called: it may be the threat."""
    if isinstance(value, str):
        for character in undrawable([value]):
            value = value.replace(character, f"[{unicodedata.name(character, 'teken').lower()}]")
        return value
    if isinstance(value, dict):
        return {name: printable(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [printable(inner) for inner in value]
    return value


@lru_cache(maxsize=20_000)
def _can_be_drawn(character: str) -> bool:
    if ord(character) >= FONTS_END:
        return False
    source = b'#set document(title: "x")\n#set text(lang: "nl", font: "Libertinus Serif")\n#sys.inputs.text'
    try:
        typst.compile(
            source,
            sys_inputs={"text": f"x{character}x"},
            ignore_system_fonts=True,
            pdf_standards="ua-1",
            timestamp=0,
        )
    except typst.TypstError:
        return False
    return True


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def _breakable(value: Any) -> Any:
    """The same, with places in very long words where a line may end."""
    if isinstance(value, str):
        return re.sub(rf"\S{{{LONGEST_WORD}}}(?=\S)", lambda found: found[0] + BREAK, value)
    if isinstance(value, dict):
        return {name: _breakable(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_breakable(inner) for inner in value]
    return value


def parts_of(text: str) -> list[dict[str, Any]]:
    """A text as parts: a line with "# " is a heading, lines with "- " are a list, an empty line ends a paragraph."""
    parts: list[dict[str, Any]] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        stripped = line.strip()
        last = parts[-1] if parts else None
        if not stripped:
            parts.append({"kind": "gap"})
        elif line.startswith("# "):
            parts.append({"kind": "heading", "lines": [stripped[2:].strip()]})
        elif line.startswith("- "):
            if last and last["kind"] == "list":
                last["lines"].append(stripped[2:].strip())
            else:
                parts.append({"kind": "list", "lines": [stripped[2:].strip()]})
        elif last and last["kind"] == "paragraph":
            last["lines"].append(stripped)
        else:
            parts.append({"kind": "paragraph", "lines": [stripped]})
    return [part for part in parts if part["kind"] != "gap"]
