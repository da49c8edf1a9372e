# SPDX-License-Identifier: EUPL-1.2
"""Which names meet a name: every reading of one beside every reading of the other.

Two names meet when their surnames do and their first names do not contradict it. What one name has and the other has
not (a second first name, half of a double surname, any first name at all) contradicts nothing; what both have and is
different does.
"""

from collections.abc import Iterable

from .likeness import Likeness
from .parts import Part, Reading, Role, Word
from .reasons import PENALTIES, MatchReason

Reasons = frozenset[MatchReason]
_SHORT = (Role.INITIAL, Role.SHORTENED)


def compare(one: list[Reading], other: list[Reading], likeness: Likeness) -> tuple[float, Reasons] | None:
    """The best that any two readings give: a score of 0 to 100 and the reasons; None where the names do not meet."""
    best: tuple[float, Reasons] | None = None
    for mine in one:
        for theirs in other:
            reasons = _agree(mine, theirs, likeness)
            if reasons is None:
                continue
            score = score_of(reasons)
            if best is None or score > best[0]:
                best = score, reasons
    return best


def score_of(reasons: Iterable[MatchReason]) -> float:
    return 100.0 - sum(PENALTIES[reason] for reason in reasons)


def _agree(mine: Reading, theirs: Reading, likeness: Likeness) -> Reasons | None:
    surname = _surnames(mine.surname, theirs.surname, likeness)
    if surname is None:
        return None
    given = _given_names(mine.given, theirs.given, likeness)
    if given is None:
        return None
    if (mine.doubtful or theirs.doubtful) and (not given or given & {MatchReason.SURNAME, MatchReason.INITIAL}):
        return None
    guessed = (mine.all_surname and theirs.given) or (theirs.all_surname and mine.given)
    if guessed and MatchReason.DOUBLE in surname:
        # What was left over may as well have been a first name, and another one.
        return None
    reasons = surname | given
    if mine.swapped != theirs.swapped and MatchReason.SURNAME not in given:
        reasons |= {MatchReason.SWAPPED}
    return reasons - {MatchReason.SAME} or frozenset({MatchReason.SAME})


def _surnames(mine: tuple[Part, ...], theirs: tuple[Part, ...], likeness: Likeness) -> Reasons | None:
    if len(mine) == len(theirs) == 1:
        return _parts(mine[0], theirs[0], likeness)
    found: set[MatchReason] = set()
    left = list(theirs)
    unmatched = 0
    for part in mine:
        agreed = [(reasons, one) for one in left if (reasons := _parts(part, one, likeness)) is not None]
        if not agreed:
            unmatched += 1
            continue
        reasons, one = max(agreed, key=lambda pair: score_of(pair[0]))
        found |= reasons
        left.remove(one)
    if unmatched == len(mine) or (unmatched and left):
        return _written_together(mine, theirs, likeness)
    if unmatched or left:
        found.add(MatchReason.DOUBLE)
    return frozenset(found)


def _written_together(mine: tuple[Part, ...], theirs: tuple[Part, ...], likeness: Likeness) -> Reasons | None:
    if len(mine) == len(theirs):
        return None
    one, other = ("".join(part.text for part in parts) for parts in (mine, theirs))
    alike = likeness.between(one, other)
    return None if alike in (None, MatchReason.SLIP) else frozenset({MatchReason.SPELLING})


def _parts(mine: Part, theirs: Part, likeness: Likeness) -> Reasons | None:
    alike = likeness.between(mine.text, theirs.text)
    if alike is not None:
        same = mine.particles == theirs.particles
        return frozenset({alike} if same else {alike, MatchReason.PARTICLE})
    for one in likeness.spellings(mine):
        for other in likeness.spellings(theirs):
            if one is not mine.text and other is not theirs.text:
                continue
            alike = likeness.between(one, other)
            if alike not in (None, MatchReason.SLIP):
                return frozenset({alike, MatchReason.PARTICLE})
    return None


def _given_names(mine: tuple[Word, ...], theirs: tuple[Word, ...], likeness: Likeness) -> Reasons | None:
    if not mine and not theirs:
        return frozenset()
    if not mine or not theirs:
        return frozenset({MatchReason.SURNAME})
    found: set[MatchReason] = set()
    left = list(theirs)
    unmatched: list[Word] = []
    for place, word in enumerate(mine):
        for one in left:
            alike = _given_name(word, one, likeness)
            if alike is None:
                continue
            if alike is MatchReason.INITIAL and (place == 0) != (one is theirs[0]):
                # The first initial stands for the first name: P. is not Jan Pieter.
                continue
            found.add(alike)
            left.remove(one)
            break
        else:
            unmatched.append(word)
    if len(unmatched) == len(mine) or (unmatched and left):
        return _given_together(mine, theirs, likeness)
    if unmatched or left:
        found.add(MatchReason.GIVEN)
    return frozenset(found)


def _given_together(mine: tuple[Word, ...], theirs: tuple[Word, ...], likeness: Likeness) -> Reasons | None:
    """Xiao Ming beside Xiaoming."""
    if len(mine) == len(theirs) or any(word.role in _SHORT for word in (*mine, *theirs)):
        return None
    one, other = ("".join(word.text for word in words) for words in (mine, theirs))
    alike = likeness.between(one, other)
    return None if alike in (None, MatchReason.SLIP) else frozenset({MatchReason.SPELLING})


def _given_name(mine: Word, theirs: Word, likeness: Likeness) -> MatchReason | None:
    if mine.role not in _SHORT and theirs.role not in _SHORT:
        return likeness.between(mine.text, theirs.text)
    if mine.text == theirs.text:
        return MatchReason.SAME if mine.role == theirs.role else MatchReason.INITIAL
    if mine.text.startswith(theirs.text) and theirs.role in _SHORT:
        return MatchReason.INITIAL
    if theirs.text.startswith(mine.text) and mine.role in _SHORT:
        return MatchReason.INITIAL
    return None
