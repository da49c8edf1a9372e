# SPDX-License-Identifier: EUPL-1.2
"""Finding a name among many keys: coarsely over all of them, then with care on the few that remain."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA

from .keys import VERSION, capitals, is_current, name_key, run_together, words_in
from .likeness import Likeness
from .matching import compare
from .parts import NAMES, Reading, Role, readings
from .reasons import MatchReason, NameMatch

# Longer words leave room for two slips, or one that changes the sound more than a letter.
_ROOM = 7
_SHORTEST = 4
_ORDER = {reason: place for place, reason in enumerate(MatchReason)}


def best_matches(
    query: str, keys: Mapping[Any, str] | Sequence[tuple[Any, str]], limit: int = 20
) -> list[NameMatch]:
    """The names that meet what was searched, best first; equal ones in the order of their keys' text."""
    sought = readings(words_in(key)) if (key := name_key(query)) else []
    pairs = list(keys.items() if isinstance(keys, Mapping) else keys)
    if not sought or limit < 1:
        return []
    likeness = Likeness()
    found = []
    for whose, key in _candidates(sought, pairs):
        match = compare(sought, readings(words_in(key)), likeness)
        if match is not None:
            found.append(_match(whose, *match))
    found.sort(key=lambda match: (-match.score, str(match.key)))
    return found[:limit]


def same_person_name(one: str, other: str) -> NameMatch | None:
    """Whether two names may be one person's; None where they may not."""
    return next(iter(best_matches(one, [(other, name_key(other))])), None)


def _match(whose: Any, score: float, reasons: Iterable[MatchReason]) -> NameMatch:
    told: list[MatchReason] = sorted(reasons, key=_ORDER.__getitem__)
    return NameMatch(whose, max(score, 1.0), tuple(told))


def _candidates(sought: list[Reading], pairs: list[tuple[Any, str]]) -> list[tuple[Any, str]]:
    """Those with what may be a surname near a name that is sought."""
    pairs, text = _current(pairs)
    names = {name for reading in sought for name in _names(reading)}
    forms = {form for name in names for form in (name, *capitals(name))}
    # A slip leaves the first letter alone, or changes places with it. One pattern over one text: twenty thousand small
    # lists of words cost five times as much.
    firsts = "|".join({re.escape(first) for form in forms for first in (form[0], form[1::-1])})
    words = [(match.start(), match.group(1)) for match in re.finditer(f" ((?:{firsts})[^ \n]*)", text)]
    near = _near(forms, {word for _, word in words})
    ends = list(accumulate([len(key) + 1 for _, key in pairs]))
    places = {bisect_right(ends, start) for start, word in words if word in near}
    return [pairs[place] for place in sorted(places)]


def _current(pairs: list[tuple[Any, str]]) -> tuple[list[tuple[Any, str]], str]:
    """Those with a name, and the text of all their keys; a key of before is all that there is to make a new one from."""
    pairs = [pair for pair in pairs if pair[1]]
    text = "\n".join([key for _, key in pairs])
    if ("\n" + text).count("\n" + VERSION) != len(pairs) or text.count("\n") >= max(len(pairs), 1):
        renewed = [(whose, key if is_current(key) else name_key(key)) for whose, key in pairs]
        pairs = [pair for pair in renewed if pair[1]]
        text = "\n".join([key for _, key in pairs])
    return pairs, text


def _names(reading: Reading) -> set[str]:
    found = {text for part in reading.surname for text in part.spellings}
    found.update(word.text for word in reading.given if word.role in NAMES or word.role == Role.GIVEN)
    return found.union(run_together(reading.surname))


def _near(forms: set[str], words: set[str]) -> set[str]:
    """Which of these words may be one of the forms that a name has, by its letters or by its sound."""
    beginning: dict[str, list[str]] = {}
    for word in words:
        beginning.setdefault(word[0], []).append(word)
    near = set(forms)
    for form in forms:
        if len(form) < _SHORTEST:
            continue
        room = 2 if len(form) >= _ROOM else 1
        for first in {form[0], form[1]}:
            likely = beginning.get(first, ())
            found = process.extract(form, likely, scorer=OSA.distance, score_cutoff=room, limit=None)
            near.update(word for word, _, _ in found)
    return near
