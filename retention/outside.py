# SPDX-License-Identifier: EUPL-1.2
"""How the database stands to the copy of its ledger outside: whether an older back-up of it was put back.

Such a database holds again what was destroyed since. The copy outside knows, for it was not put back with it. So
nothing opens while the copy is ahead; `manage.py replay_destructions` then does again what it names (replay.py).

The question is cheap: it lists names from the last batch that is known to be outside, and reads one file per chain.
"""

import enum
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.files.storage import Storage
from django.db import DatabaseError
from django.db.models import Max

from . import copies
from .models import LedgerBatch, LedgerChain, LedgerImport
from .verify_ledger import Unreadable, parse

_BATCH = re.compile(r"([0-9]{8,})\.json")


class Standing(enum.StrEnum):
    """What may be said of the database beside the copy outside."""

    SOUND = "sound"
    # The copy knows batches that the database does not.
    BEHIND = "behind"
    # They hold another batch under the same number.
    DIFFERENT = "different"
    # Batches were brought back, and what they name was not done again yet.
    UNFINISHED = "unfinished"
    # The copy cannot be read, or lacks what was written there.
    UNREADABLE = "unreadable"

    @property
    def is_closed(self) -> bool:
        """Whether nobody may work in it. A place that does not answer for a while is no reason to send people away;
        it is a reason not to begin."""
        return self in (Standing.BEHIND, Standing.DIFFERENT, Standing.UNFINISHED)


class CannotBeRead(Exception):
    """The place outside does not answer; its name is the class of what it raised."""


class Closed(Exception):
    """An older back-up of the database was put back; nothing may be written in its ledger yet."""


def refuse_when_closed() -> None:
    """For what writes in the ledger by itself. Raises Closed."""
    found = standing()
    if found.is_closed:
        raise Closed(
            f"The database is {found} beside the copy of its ledger: see manage.py replay_destructions."
        )


@dataclass(frozen=True)
class Chain:
    """One chain, as the names of the files outside say."""

    number: int
    # The last batch that both have, 0 for none; and the ones that only the place outside has.
    common: int
    newer: list[int]


def standing() -> Standing:
    """How it stands now. Never raises for what the place outside does; a DatabaseError is the caller's."""
    if LedgerImport.objects.filter(done_at=None).exists():
        return Standing.UNFINISHED
    place = copies.outside()
    try:
        with reading():
            found = compare(place)
            if any(chain.newer for chain in found):
                return Standing.BEHIND
            same = all(_is_same(place, chain) for chain in found if chain.common)
    except CannotBeRead:
        # Then it is not known that nothing was destroyed since.
        return Standing.UNREADABLE
    return Standing.SOUND if same else Standing.DIFFERENT


@contextmanager
def reading() -> Iterator[None]:
    """Whatever a place outside raises, a folder or a service, as CannotBeRead; a DatabaseError stays one."""
    try:
        yield
    except DatabaseError:
        raise
    except Exception as error:
        raise CannotBeRead(type(error).__name__) from error


def compare(place: Storage) -> list[Chain]:
    """What both have of each chain, and what the place outside has more. Raises what the place raises."""
    known = _copied()
    # The names first and the database after them: what is added meanwhile is then never taken for a lead.
    names = {
        number: numbers_after(place, number, known.get(number, 0)) for number in chains(place) | known.keys()
    }
    heads = dict(LedgerChain.objects.values_list("number", "batches"))
    found = []
    for number in sorted(names):
        head = heads.get(number, 0)
        common = max((name for name in names[number] if name <= head), default=known.get(number, 0))
        found.append(Chain(number, common, [name for name in names[number] if name > head]))
    return found


def _copied() -> dict[int, int]:
    """The last batch per chain of which the database knows that it is outside."""
    copied = LedgerBatch.objects.filter(copy__copied_at__isnull=False).order_by()
    return dict(copied.values("chain").annotate(last=Max("number")).values_list("chain", "last"))


def _is_same(place: Storage, chain: Chain) -> bool:
    """Whether the last head that both have is the same; as each covers what is before it, one says it of all."""
    try:
        found = read(place, chain.number, chain.common)
    except Unreadable:
        return False
    return is_ours(found)


def is_ours(batch: dict[str, Any]) -> bool:
    """Whether the database has this batch, with this head."""
    return LedgerBatch.objects.filter(
        chain=batch["chain"], number=batch["number"], hash=batch["hash"]
    ).exists()


def chains(place: Storage) -> set[int]:
    """The chains that have a folder outside; none in a place that is still to be made."""
    try:
        folders, _files = place.listdir("")
    except FileNotFoundError:
        return set()
    return {int(name) for name in folders if name.isdecimal()}


def numbers_after(place: Any, chain: int, number: int) -> list[int]:
    """The numbers of the batches of a chain after this one, as the names of the files say, in order."""
    after = copies.name_for(chain, number)
    if hasattr(place, "names_after"):
        names = place.names_after(str(chain), after.rpartition("/")[2])
    else:
        try:
            names = place.listdir(str(chain))[1]
        except FileNotFoundError:
            names = []
    found = (int(match[1]) for name in names if (match := _BATCH.fullmatch(name)))
    return sorted(of_chain for of_chain in found if of_chain > number)


def read(place: Storage, chain: int, number: int) -> dict[str, Any]:
    """A batch from its file, unchecked. Raises Unreadable for what is no batch, or not the one of that name."""
    with place.open(copies.name_for(chain, number)) as file:
        batch = parse(file.read())
    if (batch["chain"], batch["number"]) != (chain, number):
        raise Unreadable("holds another batch than its name says.")
    return batch
