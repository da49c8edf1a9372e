# SPDX-License-Identifier: EUPL-1.2
"""What is blacked out in the free texts of an access package: the names of others, where one works, how to reach them.

Recognising is strict and never complete: a person reads each text before it goes (package_deciding). Of those who have
to do with the incidents a name is known in any spelling, also run together or broken off; of all other staff by a
capital or as a whole name. A text is compared word by word, and each different word once.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from itertools import combinations

from rapidfuzz.distance import DamerauLevenshtein

from incidents.letters.naming import folded, parts_of, says_nothing
from incidents.names.folding import fold, plain
from incidents.names.sound import sounds
from protection.bsn_in_text import bsns_in

INSTEAD = "[afgeschermd]"
# What may stand between the halves of one name: a line that breaks, a hyphen, spaces between letters, a loose accent.
_BETWEEN = re.compile(r"[\s\-‐‑‒–—.'’_\u00ad\u0300-\u036f]{1,6}")
# Between two words that are both blacked out.
_GAP = re.compile(r"[\s\-‐‑–.,'’_\u00ad\u0300-\u036f]{0,4}")
_WORD = re.compile(r"[^\W\d_]+")
_INITIALS = re.compile(r"(?:\b[^\W\d_]{1,2}\.\s?)+$")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# A second surname that hangs on one that was recognised.
_HYPHENED = re.compile(r"[-‐‑][^\W\d_]+")
_NO_DATE = r"(?!\d{1,2}(?P<mark>[-./])\d{1,2}(?P=mark)(?:19|20)\d\d(?!\d))"
_TELEPHONE = re.compile(rf"(?<![\w-]){_NO_DATE}(?:\+|0)\d(?:[\s\-.()/]{{0,2}}\d){{7,13}}(?!\w)")
_NUMBERS = re.compile(r"\d(?:[ .\-\u00a0]?\d){7,}")
# Shorter is too many other words; from the second length on two slips of the pen are forgiven.
_FUZZY, _LONG, _JOINED = 5, 9, 5


class Reason(Enum):
    """Why words are blacked out."""

    NAME = "name"
    WORKPLACE = "workplace"
    CONTACT = "contact"
    ADDED = "added"
    # A BSN stands in nothing that leaves this system, whatever is decided (RULES).
    BSN = "bsn"


@dataclass(frozen=True)
class Mask:
    """From `start` up to `end` of the text as `tidied` gives it."""

    start: int
    end: int
    reason: Reason


@dataclass(frozen=True)
class Piece:
    """A piece of a text: as it stands there, or blacked out."""

    text: str
    mask: Mask | None = None


@dataclass
class Known:
    """All that must be recognised. `close` are the names of who has to do with the incidents, `staff` those of everybody
    else who works or worked here; `own` those of who asks; `places` and `added` are words in a row; `bsns` known ones."""

    close: frozenset[str] = frozenset()
    staff: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    added: frozenset[str] = frozenset()
    bsns: frozenset[str] = frozenset()


def tidied(text: str) -> str:
    """The text that is compared and given: accents with their letter, and nothing that cannot be seen."""
    seen = (c for c in unicodedata.normalize("NFC", text) if unicodedata.category(c) != "Cf" or c == "\u00ad")
    return "".join(seen)


def without(text: str, masks: Iterable[Mask]) -> str:
    """A tidied text with what is blacked out left out of it."""
    return "".join(INSTEAD if piece.mask else piece.text for piece in pieces(text, masks))


def pieces(text: str, masks: Iterable[Mask]) -> list[Piece]:
    """A tidied text in the order of reading."""
    found, at = [], 0
    for mask in masks:
        if mask.start > at:
            found.append(Piece(text[at : mask.start]))
        found.append(Piece(text[mask.start : mask.end], mask))
        at = mask.end
    return [*found, Piece(text[at:])] if at < len(text) else found


def same_words(text: str) -> str:
    """By what a decision on some words knows them again."""
    return " ".join(folded(word) for word in _WORD.findall(text)) or "".join(text.split())


class Masker:
    """Finds what must be blacked out; made once for a package."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self._close = parts_of(known.close)
        self._own = parts_of(known.own)
        self._staff = parts_of(known.staff) - self._own
        self._own_names = {tuple(_folded_words(name)) for name in known.own}
        self._is_close: dict[str, tuple[bool, bool]] = {}

    def masks_of(self, text: str, but: Iterable[str] = ()) -> list[Mask]:
        """What is blacked out of a tidied text, in order. `but` are words that were decided to go, as `same_words`
        gives them; a BSN never goes."""
        found = [*self._names(text), *self._patterns(text)]
        free = set(but)
        return [
            mask
            for mask in _merged(text, found)
            if mask.reason in (Reason.BSN, Reason.ADDED)
            or same_words(text[mask.start : mask.end]) not in free
        ]

    def _names(self, text: str) -> Iterable[Mask]:
        words = [(m.start(), m.end(), folded(m[0])) for m in _WORD.finditer(text)]
        theirs = self._own_places(words)
        for place, (start, end, word) in enumerate(words):
            if place not in theirs and self._is_name(text[start:end], word):
                tail = _HYPHENED.match(text, end)
                yield Mask(self._from(text, words, place), tail.end() if tail else end, Reason.NAME)
        yield from self._broken(text, words, theirs)

    def _own_places(self, words: list[tuple[int, int, str]]) -> set[int]:
        """The words that are the whole name of who asks: that is no other's, whoever is called the same."""
        found: set[int] = set()
        for name in self._own_names:
            length = len(name)
            if length < 2:
                continue
            for place in range(len(words) - length + 1):
                if words[place][2] == name[0] and tuple(w[2] for w in words[place : place + length]) == name:
                    found.update(range(place, place + length))
        return found

    def _is_name(self, shown: str, word: str) -> bool:
        if len(word) < 2 or says_nothing(word):
            return False
        has_capital = not shown[0].islower()
        if len(word) == 2 and not has_capital:
            # "bo" in a text is rarely Bo.
            return False
        if has_capital and (word in self._staff or (word.endswith("s") and word[:-1] in self._staff)):
            return True
        surely, perhaps = self._closeness(word)
        return surely or (perhaps and has_capital)

    def _closeness(self, word: str) -> tuple[bool, bool]:
        """Whether it is a name of somebody close; and whether it looks like one."""
        if word not in self._is_close:
            self._is_close[word] = self._compare(word)
        return self._is_close[word]

    def _compare(self, word: str) -> tuple[bool, bool]:
        bare = word[:-1] if word.endswith("s") and len(word) > 3 else word
        if word in self._close or bare in self._close:
            return True, True
        if word in self._own or len(bare) < _FUZZY:
            return False, False
        if any(sound in self._sounds for sound in _sounds_of(word) | _sounds_of(bare)):
            return True, True
        most = 1 if len(bare) < _LONG else 2
        near = any(
            abs(len(part) - len(bare)) <= most
            and DamerauLevenshtein.distance(part, bare, score_cutoff=most) <= most
            for part in self._comparable
        )
        return False, near

    @cached_property
    def _comparable(self) -> list[str]:
        return [part for part in self._close if len(part) >= _FUZZY]

    @cached_property
    def _sounds(self) -> set[str]:
        return {sound for part in self._comparable for sound in _sounds_of(part)}

    def _broken(self, text: str, words: list[tuple[int, int, str]], theirs: set[int]) -> Iterable[Mask]:
        """Names that are written in pieces: Zonne-⏎veld, Z o n n e v e l d, and whole names of staff in small letters."""
        whole, beginnings = self._in_pieces
        for first in range(len(words)):
            together = ""
            for last in range(first, len(words)):
                if last > first and not _BETWEEN.fullmatch(text[words[last - 1][1] : words[last][0]]):
                    break
                together += words[last][2]
                if together not in beginnings:
                    break
                if last > first and together in whole and not theirs.issuperset(range(first, last + 1)):
                    yield Mask(words[first][0], words[last][1], Reason.NAME)

    @cached_property
    def _in_pieces(self) -> tuple[set[str], set[str]]:
        whole = {part for part in self._close if len(part) >= _JOINED}
        for name in (*self.known.staff, *self.known.close):
            words = _folded_words(name)
            whole.update(
                joined
                for start, end in combinations(range(len(words) + 1), 2)
                if end - start > 1 and len(joined := "".join(words[start:end])) >= _JOINED
                and not all(says_nothing(word) for word in words[start:end])
            )  # fmt: skip
            if len(words) > 1:
                whole.add("".join([*words[1:], words[0]]))
        whole -= {"".join(name) for name in self._own_names}
        return whole, {joined[:length] for joined in whole for length in range(1, len(joined) + 1)}

    def _from(self, text: str, words: list[tuple[int, int, str]], place: int) -> int:
        """Where the name begins: with the initials and tussenvoegsels right before it."""
        start = words[place][0]
        for before in range(place - 1, -1, -1):
            left, right, word = words[before]
            if not (
                word in self._tussenvoegsels and text[right:start].isspace() and "\n" not in text[right:start]
            ):
                break
            start = left
        initials = _INITIALS.search(text[:start].rstrip(" "))
        return initials.start() if initials else start

    @cached_property
    def _tussenvoegsels(self) -> set[str]:
        names = (*self.known.close, *self.known.staff)
        return {word for name in names for word in _folded_words(name)[1:] if says_nothing(word)}

    def _patterns(self, text: str) -> Iterable[Mask]:
        for found in _MAIL.finditer(text):
            yield Mask(found.start(), found.end(), Reason.CONTACT)
        for found in _TELEPHONE.finditer(text):
            yield Mask(found.start(), found.end(), Reason.CONTACT)
        for found in _NUMBERS.finditer(text):
            if bsns_in(found[0], self.known.bsns):
                yield Mask(found.start(), found.end(), Reason.BSN)
        shown = _one_by_one(text)
        for pattern, reason in ((self._places, Reason.WORKPLACE), (self._added, Reason.ADDED)):
            if pattern is not None:
                for found in pattern.finditer(shown):
                    yield Mask(found.start(), found.end(), reason)

    @cached_property
    def _places(self) -> re.Pattern[str] | None:
        return _rows(self.known.places)

    @cached_property
    def _added(self) -> re.Pattern[str] | None:
        return _rows(self.known.added)


def _sounds_of(word: str) -> set[str]:
    """How a word sounds, for one that is long enough to tell names apart by it."""
    if not word.isascii() or len(word) < _FUZZY:
        return set()
    return {sound for sound in sounds(word)[:1] if len(sound) >= _FUZZY - 1}


def _folded_words(name: str) -> list[str]:
    return [folded(word) for word in _WORD.findall(tidied(name))]


def _one_by_one(text: str) -> str:
    """The text as it is compared, letter by letter, so that a place in it is the same place in the text."""
    return "".join((fold(plain(c)) or c)[:1] if c.isalpha() else c for c in text)


def _rows(phrases: Iterable[str]) -> re.Pattern[str] | None:
    """Any of these words in a row, however they are parted, broken off or written in capitals."""
    texts = sorted({_one_by_one(tidied(phrase)).strip() for phrase in phrases} - {""}, key=len, reverse=True)
    rows = [r"[\s\-\u00ad]*".join(re.escape(c) for c in "".join(text.split())) for text in texts]
    return re.compile(rf"(?<!\w)(?:{'|'.join(rows)})s?(?!\w)") if rows else None


def _merged(text: str, masks: Iterable[Mask]) -> list[Mask]:
    """In order, and as one where they touch: how many words a name has is nobody's business. The strictest reason is
    that of all."""
    found: list[Mask] = []
    for mask in sorted(masks, key=lambda m: (m.start, m.end)):
        last = found[-1] if found else None
        touch = last is not None and (
            mask.start <= last.end or bool(_GAP.fullmatch(text[last.end : mask.start]))
        )
        same = last is not None and (mask.reason == last.reason or mask.start < last.end)
        if last is not None and touch and same:
            strictest = max(last.reason, mask.reason, key=list(Reason).index)
            found[-1] = Mask(last.start, max(last.end, mask.end), strictest)
        else:
            found.append(mask)
    return found
