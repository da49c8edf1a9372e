# SPDX-License-Identifier: EUPL-1.2
"""Which names meet a name: every reading of one beside every reading of the other.

Two names meet when their surnames do and their first names do not contradict it. What one name has and the other has
not (a second first name, half of a double surname, any first name at all) contradicts nothing; what both have and is
different does.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from .likeness import Likeness
from .parts import Part, Reading, Role, Word
from .reasons import PENALTIES, MatchReason

Reasons = frozenset[MatchReason]
_SHORT = (Role.INITIAL, Role.SHORTENED)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Why surnames, or first names, agree; and whether either side has something that the other has not."""

    reasons: Reasons
    mine_left: bool = False
    theirs_left: bool = False


def compare(one: list[Reading], other: list[Reading], likeness: Likeness) -> tuple[float, Reasons] | None:
    """The best that any two readings give: a score of 0 to 100 and the reasons; None where the names do not meet."""
    best: tuple[float, Reasons] | None = None
    for mine in one:
        for theirs in other:
            if mine.doubtful and theirs.doubtful:
                continue
            reasons = _agree(mine, theirs, likeness)
            if reasons is None:
                continue
            score = score_of(reasons)
            if best is None or score > best[0]:
                best = score, reasons
            if score == 100:
                return best
    return best


def score_of(reasons: Iterable[MatchReason]) -> float:
    return 100.0 - sum(PENALTIES[reason] for reason in reasons)


def _agree(mine: Reading, theirs: Reading, likeness: Likeness) -> Reasons | None:
    surname = _surnames(mine.surname, theirs.surname, likeness)
    if surname is None:
        return None
    given = _given_names(mine.given, theirs.given, likeness)
    if given is None or _contradict(surname, given, mine, theirs):
        return None
    reasons = surname.reasons | given.reasons
    if mine.swapped != theirs.swapped and MatchReason.SURNAME not in given.reasons:
        reasons |= {MatchReason.SWAPPED}
    return reasons - {MatchReason.SAME} or frozenset({MatchReason.SAME})


def _contradict(surname: Agreement, given: Agreement, mine: Reading, theirs: Reading) -> bool:
    """Whether surname and first names each agree, but not together."""
    if (surname.mine_left and given.theirs_left) or (surname.theirs_left and given.mine_left):
        # Jan Jansen Bakker and Jan Pietersen Bakker: each has what the other has not.
        return True
    if MatchReason.TOGETHER not in surname.reasons and (mine.doubtful or theirs.doubtful):
        return not given.reasons or bool(given.reasons & {MatchReason.SURNAME, MatchReason.INITIAL})
    # What was left over of a guessed surname may as well have been a first name, and another one.
    guessed = (mine.all_surname and theirs.given) or (theirs.all_surname and mine.given)
    return bool(guessed) and MatchReason.DOUBLE in surname.reasons


def _surnames(mine: tuple[Part, ...], theirs: tuple[Part, ...], likeness: Likeness) -> Agreement | None:
    if len(mine) == len(theirs) == 1:
        reasons = _parts(mine[0], theirs[0], likeness)
        return None if reasons is None else Agreement(reasons)
    found: set[MatchReason] = set()
    left = list(theirs)
    unmatched = 0
    for part in mine:
        agreed = [(reasons, one) for one in left if (reasons := _parts(part, one, likeness)) is not None]
        if not agreed:
            unmatched += 1
            continue
        best, one = max(agreed, key=lambda pair: score_of(pair[0]))
        found |= best
        left.remove(one)
    if unmatched == len(mine) or (unmatched and left):
        return _written_together([part.text for part in mine], [part.text for part in theirs], likeness)
    if unmatched or left:
        found.add(MatchReason.DOUBLE)
    return Agreement(frozenset(found), bool(unmatched), bool(left))


def _written_together(mine: list[str], theirs: list[str], likeness: Likeness) -> Agreement | None:
    """Baldew Singh beside Baldewsingh, Xiao Ming beside Xiaoming."""
    if len(mine) == len(theirs):
        return None
    alike = likeness.between("".join(mine), "".join(theirs))
    if alike is None or alike is MatchReason.SLIP:
        return None
    return Agreement(frozenset({alike, MatchReason.TOGETHER}))


def _parts(mine: Part, theirs: Part, likeness: Likeness) -> Reasons | None:
    alike = likeness.between(mine.text, theirs.text)
    if alike is not None:
        same = mine.particles == theirs.particles
        return frozenset({alike} if same else {alike, MatchReason.PARTICLE})
    if len(mine.spellings) == len(theirs.spellings) == 1:
        return None
    for one in mine.spellings:
        for other in theirs.spellings:
            if one is not mine.text and other is not theirs.text:
                continue
            alike = likeness.between(one, other)
            if alike not in (None, MatchReason.SLIP):
                return frozenset({alike, MatchReason.PARTICLE})
    return None


def _given_names(mine: tuple[Word, ...], theirs: tuple[Word, ...], likeness: Likeness) -> Agreement | None:
    if not mine and not theirs:
        return Agreement(frozenset())
    if not mine or not theirs:
        return Agreement(frozenset({MatchReason.SURNAME}))
    found: set[MatchReason] = set()
    left = list(theirs)
    unmatched = 0
    for place, word in enumerate(mine):
        for one in left:
            if (word.role in _SHORT or one.role in _SHORT) and (place == 0) != (one is theirs[0]):
                # The first initial stands for the first name: P. is not Jan Pieter.
                continue
            alike = _given_name(word, one, likeness)
            if alike is not None:
                found.add(alike)
                left.remove(one)
                break
        else:
            unmatched += 1
    if unmatched == len(mine) or (unmatched and left):
        if any(word.role in _SHORT for word in (*mine, *theirs)):
            return None
        return _written_together([word.text for word in mine], [word.text for word in theirs], likeness)
    if unmatched or left:
        found.add(MatchReason.GIVEN)
    return Agreement(frozenset(found), bool(unmatched), bool(left))


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
