# SPDX-License-Identifier: EUPL-1.2
"""Whether a letter names an employee to whom it happened, or who reported it (RULES: a letter never names the victim).

Strict, and without a way around it: every part of their names counts, also where somebody else is called the same. The
one exception is the perpetrator's own name above the letter, which is theirs.
"""

import re
import unicodedata
from collections.abc import Iterable
from itertools import combinations
from typing import Any

from incidents.models import Incident, Victim
from incidents.names.folding import fold, plain

# They say nothing of anybody, and stand in every text.
_PARTICLES = frozenset(
    [
        *(
            "van",
            "von",
            "vom",
            "de",
            "den",
            "der",
            "des",
            "het",
            "te",
            "ten",
            "ter",
            "op",
            "aan",
            "bij",
            "in",
            "uit",
        ),
        *(
            "voor",
            "tot",
            "el",
            "al",
            "la",
            "le",
            "les",
            "du",
            "da",
            "di",
            "dos",
            "ben",
            "bin",
            "en",
            "of",
            "dhr",
            "mw",
        ),
    ]
)
_SHORT = 2
_WORD = re.compile(r"[^\W\d_]+")
_INVISIBLE = ("Cf",)


def names_of(incident: Incident) -> list[str]:
    """The names of the victims and reporters of an incident and of what was joined into it."""
    together = _with_what_was_joined(incident)
    victims = Victim.with_due.filter(incident__in=together).select_related("user")
    reports = Incident.with_due.filter(pk__in=together).select_related("reporter")
    found = [name for v in victims for name in (v.name, v.user.name if v.user else "")]
    found += [report.reporter.name for report in reports]
    return [name for name in dict.fromkeys(found) if name]


def _with_what_was_joined(incident: Incident) -> set[Any]:
    """The ids of the incident and of the reports that were joined into it, also by way of another one."""
    found: set[Any] = set()
    new = {incident.pk}
    while new:
        found |= new
        new = set(Incident.with_due.filter(joined_into__in=new).values_list("pk", flat=True)) - found
    return found


def named_in(text: str, names: Iterable[str], ordinary: str = "", own: Iterable[str] = ()) -> list[str]:
    """The words of a text that are a part of one of these names, as they stand there.

    `ordinary` is what the system and the municipality wrote: a word that stands there just so is no name here ("mei" in
    a date, for somebody called Mei). `own` are names of the person who is written to.
    """
    parts = parts_of(names) - parts_of(own)
    known = set(_words(ordinary))
    found = [word for word in _words(text) if word not in known and _is_part(word, parts)]
    return list(dict.fromkeys(found))


def parts_of(names: Iterable[str]) -> set[str]:
    """Each word of these names as it is compared, and what is written as one: vandervelde."""
    parts: set[str] = set()
    for name in names:
        words = [_folded(word) for word in _words(name)]
        parts.update(word for word in words if len(word) >= _SHORT and word not in _PARTICLES)
        for start, end in combinations(range(len(words) + 1), 2):
            joined = "".join(words[start:end])
            if end - start > 1 and len(joined) > 4:
                parts.add(joined)
    return parts


def folded(word: str) -> str:
    """One word of a text as parts of names are compared."""
    return _folded(word)


def says_nothing(word: str) -> bool:
    """Whether a folded word is a part of many names and of nobody's alone: van, de, el."""
    return word in _PARTICLES


def _is_part(word: str, parts: set[str]) -> bool:
    folded = _folded(word)
    if len(folded) <= _SHORT and not word[:1].isupper():
        # "bo" in a text is rarely Bo.
        return False
    return folded in parts or (folded.endswith("s") and len(folded) > 3 and folded[:-1] in parts)


def _words(text: str) -> list[str]:
    shown = "".join(c for c in text if unicodedata.category(c) not in _INVISIBLE)
    return _WORD.findall(unicodedata.normalize("NFC", shown))


def _folded(word: str) -> str:
    return fold(plain(word)).replace("'", "")
