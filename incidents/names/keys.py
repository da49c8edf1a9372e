# SPDX-License-Identifier: EUPL-1.2
"""The compact form of a name that is stored (encrypted) beside it, so that a search need not open the name.

    name_key("van der Berg, Jan")  ->  "1ppsg.van.der.berg.jan berg BERK VANDERBERK"

A version and a letter for the role of each word (`parts.Role`; a hyphen before it where one ties it to the word before),
the words; then what the name is found by: what may be its surname, and in capitals how that sounds, also with its
tussenvoegsel written to it or taken off.
"""

from .parts import Part, Role, Word, readings, words_of
from .sound import sounds

VERSION = "1"
_HEADS = frozenset(VERSION + role for role in Role)


def name_key(name: str) -> str:
    """What a name is compared by. Empty for a name without a letter."""
    words = words_of(name or "")
    if not words:
        return ""
    roles = "".join("-" * word.tied + word.role for word in words)
    return " ".join([".".join([VERSION + roles, *(word.text for word in words)]), *_found_by(words)])


def is_current(key: str) -> bool:
    """Whether this version of the rules made the key; one of another version must be computed anew from the name."""
    return not key or key.startswith(VERSION + "-") or key[:2] in _HEADS


def words_in(key: str) -> list[Word]:
    """The words that a key was made of."""
    head, *texts = key.partition(" ")[0].split(".")
    roles = head[len(VERSION) :]
    tied = [roles[place - 1 : place] == "-" for place, letter in enumerate(roles) if letter != "-"]
    return [
        Word(role, text, tie) for role, text, tie in zip(roles.replace("-", ""), texts, tied, strict=False)
    ]


def _found_by(words: list[Word]) -> list[str]:
    texts: list[str] = []
    for reading in readings(words):
        # A first word that is hardly a surname: who seeks it so, seeks the rest as well.
        if not (reading.doubtful and reading.swapped):
            texts += [part.text for part in reading.surname]
    sounding = list(texts)
    for reading in readings(words):
        if not reading.doubtful:
            sounding += [text for part in reading.surname for text in part.spellings]
        if not reading.doubtful or (reading.all_surname and not words[0].is_given_name):
            sounding += run_together(reading.surname)
    return list(dict.fromkeys([*texts, *(sound for text in sounding for sound in capitals(text))]))


def capitals(text: str) -> tuple[str, ...]:
    """How a word sounds, in the alphabet that keys hold sounds in; in a script that has no sounds here, itself."""
    if not text.isascii():
        return (text,)
    return tuple(sound.upper() for sound in dict.fromkeys(sounds(text)[1:]) if sound)


def run_together(parts: tuple[Part, ...]) -> list[str]:
    """Baldew Singh as Baldewsingh."""
    return ["".join(part.text for part in parts)] if len(parts) > 1 else []
