# SPDX-License-Identifier: EUPL-1.2
"""The words of a name as typed, and what each may be: first name, initial, tussenvoegsel, surname.

"Berg, Jan van den" says which is which; "Jan Berg" and "Wang Xiaoming" do not, so a name has several readings, the
likeliest first.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from .folding import fold, listed, plain
from .known import is_given_name, is_known, is_surname
from .sound import strict

MOST_WORDS = 14
LONGEST_WORD = 40


class Role(StrEnum):
    """What a word is; one letter, as a key holds it."""

    # First name or surname, who can tell; then as the lists of known names have it: a first name, a surname, both.
    NAME = "n"
    FIRST = "f"
    LAST = "l"
    BOTH = "b"
    # As a comma tells.
    SURNAME = "s"
    GIVEN = "g"
    INITIAL = "i"
    SHORTENED = "a"  # Joh.
    PARTICLE = "p"
    EITHER = "q"  # the Le of Le Roy, and of Le Thi Hoa


@dataclass(frozen=True, slots=True)
class Word:
    role: str
    text: str
    # A hyphen ties it to the word before.
    tied: bool = False

    @property
    def is_given_name(self) -> bool:
        return self.role in (Role.FIRST, Role.BOTH)

    @property
    def is_surname(self) -> bool:
        """Whether it is known as a surname and not as a first name too."""
        return self.role == Role.LAST


class Part(NamedTuple):
    """A surname, or one half of a double one, with its tussenvoegsels."""

    text: str
    particles: tuple[str, ...]
    # As it stands, with its tussenvoegsels written to it, and without what seems to be written to it.
    spellings: tuple[str, ...]


def part(text: str, particles: tuple[str, ...] = ()) -> Part:
    found = (text, "".join(particles) + text) if particles else (text,)
    bare = without_particle(text)
    return Part(text, particles, (*found, bare) if bare else found)


@dataclass(frozen=True, slots=True)
class Reading:
    given: tuple[Word, ...]
    surname: tuple[Part, ...]
    # Not how such a name is usually read: counts only with a first name that agrees.
    doubtful: bool = False
    swapped: bool = False
    # Takes every word for a surname, though no hyphen says so.
    all_surname: bool = False


NAMES = frozenset((Role.NAME, Role.FIRST, Role.LAST, Role.BOTH))
_PARTICLES = frozenset(
    listed(
        "van de den der des het ter ten te op aan bij onder over uit voor tot von zu zum zur vom af v d vd vdr "
        "el al ait ben bin bint ibn ould les las los da das do dos du di del della dei la le lo thi"
    )
)
_EITHER = frozenset(("le", "lo", "do", "du"))
_TITLES = frozenset(
    listed(
        "dhr hr mevr mw mevrouw meneer mijnheer mej mejuffrouw mr mrs ms miss drs dr ir ing prof ds fam familie herr frau "
        "mme mlle monsieur madame sir bsc msc phd llm llb"
    )
)
_SUFFIXES = frozenset(listed("jr jnr junior sr snr senior ii iii iv"))
_FORMERLY = re.compile(
    r"(?<=\s)(e/v|e\.v\.|geb\.|geboren|gehuwd met|gescheiden van|weduwe van|wed\.|genaamd|alias|a\.k\.a\.)(?=\s)"
)
_WORD = re.compile(r"('?)([^\W_]+)('?)(\.?)")
_VAN_DEN = re.compile(r"\b(v\.\s?d\.?|v\s+d\.?(?=\s)|[vV]/[dD]\.?)(?=\s?[^\W\d_]{2})")
_WRITTEN_TO_IT = frozenset(listed("vanden vander vande vd van den der de ter ten el al ben ait"))


def without_particle(word: str) -> str:
    """What remains of Vandenberg, Devries or Elamrani; empty where nothing was written to it."""
    for end in (6, 5, 4, 3, 2):
        head, rest = word[:end], word[end:]
        if len(rest) < 3 or head not in _WRITTEN_TO_IT:
            continue
        an_arabic_name = head == "el" and len(rest) >= 5 and not is_known(strict(word))
        if end > 4 or an_arabic_name or is_surname(rest):
            return rest
    return ""


def words_of(name: str) -> list[Word]:
    """The words of a name, in the order typed, without titles; what stands before a comma is the surname."""
    text = plain(name)
    text = _FORMERLY.sub("-", text)
    text = _VAN_DEN.sub("van de ", text)
    text = re.sub(r"(?<=[^\W_]{2})'(?=[^\W_]{2})", "", text)
    sections = [words for section in re.split(r"[,;]", text) if (words := list(_words_of_section(section)))]
    if not sections:
        return []
    first, later = sections[0], [word for section in sections[1:] for word in section]
    if not later:
        return _without_comma(first)
    if not any(word.role == Role.NAME for word in first) or all(word.role == Role.PARTICLE for word in later):
        return _without_comma(first + later)
    before, behind = Role.SURNAME, Role.GIVEN
    if len(first) == len(later) == 1 and (_looked_up(first[0]).role, _looked_up(later[0]).role) == (
        Role.FIRST,
        Role.LAST,
    ):
        # "Jan, Jansen": a comma, and not what it is for.
        before, behind = behind, before
    marked = [_marked(word, before) for word in first] + [_marked(word, behind) for word in later]
    return marked[:MOST_WORDS]


def _marked(word: Word, role: Role) -> Word:
    return replace(word, role=role) if word.role == Role.NAME else word


def _words_of_section(section: str) -> Iterator[Word]:
    found = list(_WORD.finditer(section))
    shouted = section.isupper()
    words: list[Word] = []
    end = 0
    for place, match in enumerate(found):
        before, raw, after, dot = match.groups()
        text = fold(raw)[:LONGEST_WORD]
        tied = "-" in section[end : match.start()]
        end = match.end()
        if not text:
            continue
        last = place == len(found) - 1
        if text in _TITLES or (words and text in _SUFFIXES) or (text == "heer" and _de_heer(words, last)):
            continue
        if len(raw) == 1 and raw.isascii() and not raw.isdigit():
            # 's-Gravesande, in 't Veld, d'Angelo; a small v or d is van or de.
            article = (
                before and text in "ts" or after and not last or (text in "ts" and words and raw.islower())
            )
            shortened = raw in ("v", "d") and not last and not section.islower()
            yielded = Word(Role.PARTICLE if article or shortened else Role.INITIAL, text, tied)
        elif text in _PARTICLES:
            yielded = Word(Role.PARTICLE, text, tied)
        elif not shouted and raw.isupper() and len(raw) < 4 and raw.isascii() and not is_surname(text):
            words += [Word(Role.INITIAL, letter, tied) for letter in text]
            continue
        elif dot and len(raw) < 5 and not last:
            yielded = Word(Role.SHORTENED, text, tied)
        else:
            yielded = Word(Role.NAME, text, tied)
        words.append(yielded)
    return iter(words)


def _de_heer(words: list[Word], last: bool) -> bool:
    """The heer of "de heer Jansen", with its article; not the one of "Jan de Heer"."""
    if last or any(word.text != "de" for word in words):
        return False
    words.clear()
    return True


def _without_comma(words: list[Word]) -> list[Word]:
    """Decide on words that are a tussenvoegsel or a name by where they stand."""
    words = words[:MOST_WORDS]
    names = [place for place, word in enumerate(words) if word.role == Role.NAME]
    if not names:
        return _made_into_a_name(words)
    for place, word in enumerate(words):
        if word.role != Role.PARTICLE:
            continue
        following = words[place + 1] if place + 1 < len(words) else None
        if word.text == "ben" and place == 0 and following and following.role == Role.NAME:
            if not is_given_name(following.text):
                words[place] = Word(Role.NAME, word.text, word.tied)
        elif word.text == "ben" and following is None:
            words[place] = Word(Role.NAME, word.text, word.tied)
        elif word.text in _EITHER and (place == 0 or following is None):
            words[place] = Word(Role.EITHER, word.text, word.tied)
    return [_looked_up(word) for word in words]


def _looked_up(word: Word) -> Word:
    if word.role != Role.NAME:
        return word
    known = {(True, False): Role.FIRST, (False, True): Role.LAST, (True, True): Role.BOTH}
    role = known.get((is_given_name(word.text), is_surname(word.text)), Role.NAME)
    return replace(word, role=role)


def _made_into_a_name(words: list[Word]) -> list[Word]:
    """Nothing but tussenvoegsels or initials: the last one is the name, or all the initials are."""
    if not words:
        return []
    if words[-1].role == Role.PARTICLE:
        return [*words[:-1], Word(Role.NAME, words[-1].text)]
    return [Word(Role.NAME, "".join(word.text for word in words)[:LONGEST_WORD])]


def readings(words: list[Word]) -> list[Reading]:
    """The ways to read a name, the likeliest first."""
    if any(word.role == Role.SURNAME for word in words):
        return [_as_marked(words)]
    found = list(_readings(_settled(words, Role.PARTICLE)))
    if any(word.role == Role.EITHER for word in words):
        found += [
            replace(reading, doubtful=reading.doubtful or words[-1].role != Role.EITHER)
            for reading in _readings(_settled(words, Role.LAST))
        ]
    return found


def _settled(words: list[Word], role: Role) -> list[Word]:
    return [replace(word, role=role) if word.role == Role.EITHER else word for word in words]


def _as_marked(words: list[Word]) -> Reading:
    particles = tuple(word.text for word in words if word.role == Role.PARTICLE)
    surnames = [word for word in words if word.role == Role.SURNAME]
    if len(surnames) == 1:
        parts: tuple[Part, ...] = (part(surnames[0].text, particles),)
    else:
        parts = tuple(
            part(group.name.text, group.particles)
            for group in _groups([word for word in words if word.role in (Role.SURNAME, Role.PARTICLE)])
        )
    given = tuple(word for word in words if word.role in (Role.GIVEN, Role.INITIAL, Role.SHORTENED))
    return Reading(given, parts)


@dataclass(slots=True)
class _Group:
    """A word with the tussenvoegsels before it, and whether a hyphen ties it to the one before."""

    name: Word
    particles: tuple[str, ...]
    tied: bool


def _groups(words: Iterable[Word]) -> list[_Group]:
    found: list[_Group] = []
    waiting: list[Word] = []
    for word in words:
        if word.role == Role.PARTICLE:
            waiting.append(word)
            continue
        tied = bool(found) and (waiting[0] if waiting else word).tied
        found.append(_Group(word, tuple(w.text for w in waiting), tied))
        waiting = []
    if waiting and found:
        # "Vries de", "Berg Jan van den": they belong to the first surname-like word.
        found[0].particles += tuple(w.text for w in waiting)
    return found


def _readings(words: list[Word]) -> Iterator[Reading]:
    groups = _groups(words)
    behind = bool(words) and words[-1].role == Role.PARTICLE
    names = [place for place, group in enumerate(groups) if group.name.role in NAMES]
    # Words that hyphens tie together stay together.
    blocks: list[list[int]] = []
    for place in names:
        if blocks and groups[place].tied and blocks[-1][-1] == place - 1:
            blocks[-1].append(place)
        else:
            blocks.append([place])

    def reading(surname: list[list[int]], doubtful: bool = False, swapped: bool = False) -> Reading:
        taken = [place for block in surname for place in block]
        return Reading(
            tuple(group.name for place, group in enumerate(groups) if place not in taken),
            tuple(part(groups[place].name.text, groups[place].particles) for place in taken),
            doubtful,
            swapped,
            all_surname=len(surname) == len(blocks) > 1,
        )

    if not blocks:
        return
    if len(blocks) == 1:
        yield reading(blocks)
        return
    first = groups[blocks[0][0]].name
    last = groups[blocks[-1][0]].name
    led = next((i for i, block in enumerate(blocks) if groups[block[0]].particles), None)
    # Jan Jansen: known for what they are, and read no other way.
    plainly = first.role == Role.FIRST and last.is_surname
    first_is_surname = first.is_surname or (not first.is_given_name and last.is_given_name)
    if behind:
        yield reading(blocks[:1])
        yield reading(blocks[-1:], doubtful=True)
    elif led == 0:
        yield reading(blocks[:1])
        yield reading(blocks, doubtful=last.is_given_name)
    elif led is not None:
        yield reading(blocks[led:])
        if not plainly:
            yield reading(blocks[:1], doubtful=not first_is_surname, swapped=True)
        if led > 1 or not plainly:
            yield reading(blocks[led - 1 :], doubtful=groups[blocks[led - 1][0]].name.is_given_name)
    else:
        yield reading(blocks[-1:])
        if not plainly:
            yield reading(blocks[:1], doubtful=not first_is_surname, swapped=True)
        if len(blocks) > 2:
            yield reading(blocks[-2:], doubtful=groups[blocks[-2][0]].name.is_given_name)
        elif len(names) == len(groups) and not plainly:
            yield reading(blocks, doubtful=not first.is_surname)
