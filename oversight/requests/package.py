# SPDX-License-Identifier: EUPL-1.2
"""The package of an access request as it would go now (AVG 15): everything about the person, masked by default, with what
was decided to go and what a person must still read.

It is made anew from the records each time it is looked at. Nothing of it is kept but the decisions.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import translation

from accounts.models import User
from oversight.models import DataSubjectRequest

from .package_gathering import Gathered, gather
from .package_items import Item, Part, Treatment
from .package_masking import Known, Mask, Masker, Piece, pieces, same_words, tidied, without

BY_NAME = {Treatment.PERSON, Treatment.WITHHELD}


@dataclass(frozen=True)
class Shown:
    """An item as it goes, and as the coordinator judges it."""

    item: Item
    # What goes; None for what stays out.
    goes: str | None
    # Of a text: as it is, with what is blacked out.
    pieces: tuple[Piece, ...] = ()
    # Of a text: whether somebody read it as it goes now, and what they would have read.
    was_read: bool = False
    seen: str = ""

    @property
    def is_text(self) -> bool:
        return bool(self.seen)

    @property
    def must_be_read(self) -> bool:
        return self.is_text and not self.was_read

    @property
    def may_be_unmasked(self) -> bool:
        """Whether somebody can decide that it goes, whole or by name."""
        return (self.goes is None and self.item.treatment in BY_NAME) or self.is_person_unnamed

    @property
    def is_person_unnamed(self) -> bool:
        return self.item.treatment == Treatment.PERSON and self.goes == self.item.instead


@dataclass(frozen=True)
class ShownSection:
    code: str
    title: str
    items: list[Shown]


@dataclass(frozen=True)
class ShownPart:
    """A part with how far its reading is."""

    part: Part
    sections: list[ShownSection]

    @property
    def items(self) -> Iterator[Shown]:
        for section in self.sections:
            yield from section.items

    @property
    def texts(self) -> int:
        return sum(1 for shown in self.items if shown.is_text)

    @property
    def unread(self) -> int:
        return sum(1 for shown in self.items if shown.must_be_read)

    @property
    def held_back(self) -> int:
        return sum(1 for shown in self.items if shown.may_be_unmasked)


class Package:
    """What goes now, for the coordinator who handles the request."""

    def __init__(self, gathered: Gathered) -> None:
        self.request, self.blocked, self.records = gathered.request, gathered.blocked, gathered.records
        self._gathered = gathered
        self.unmaskings = list(self.request.unmaskings.select_related("decided_by"))
        self._words: dict[str, set[str]] = defaultdict(set)
        for row in self.unmaskings:
            self._words[row.what].add(same_words(row.word) if row.word else "")
        self.added = [
            row
            for row in self.request.addedmasks.select_related("added_by")
            if not self.is_unmasked(row.what)
        ]
        self._read = {row.what: row.seen for row in self.request.textreads.all()}
        self._masker = Masker(self._known())
        self.parts = [self._part(part) for part in gathered.parts]

    def is_unmasked(self, what: str) -> bool:
        """Whether it was decided that the whole of this goes along."""
        return "" in self._words[what]

    def part(self, key: str) -> ShownPart | None:
        return next((shown for shown in self.parts if shown.part.key == key), None)

    def find(self, what: str) -> tuple[ShownPart, Shown] | None:
        """The item of this name, with the part that it stands in: the first, where a person stands in several."""
        return next(((part, s) for part in self.parts for s in part.items if s.item.what == what), None)

    @property
    def unread(self) -> int:
        return sum(part.unread for part in self.parts)

    @property
    def can_be_made(self) -> bool:
        return self.blocked is None and self.unread == 0

    def _known(self) -> Known:
        known = self._gathered.known
        close = [
            name
            for what, names in self._gathered.names.items()
            if not self.is_unmasked(what)
            for name in names
        ]
        return Known(
            frozenset(close),
            known.staff,
            known.own,
            known.places,
            frozenset(row.words for row in self.added),
            known.bsns,
        )

    def _part(self, part: Part) -> ShownPart:
        return ShownPart(
            part,
            [ShownSection(s.code, s.title, [self._shown(item) for item in s.items]) for s in part.sections],
        )

    def _shown(self, item: Item) -> Shown:
        if item.treatment == Treatment.GIVEN:
            return Shown(item, item.value)
        if item.treatment == Treatment.NEVER:
            return Shown(item, None)
        goes_whole = self.is_unmasked(item.what)
        if item.treatment == Treatment.PERSON:
            return Shown(item, item.value if goes_whole else item.instead)
        if item.treatment == Treatment.WITHHELD and not goes_whole:
            return Shown(item, None)
        text, masks = self.masks_of(item)
        goes = without(text, masks)
        seen = hashlib.sha256(f"{item.what}\n{goes}".encode()).hexdigest()
        return Shown(item, goes, tuple(pieces(text, masks)), self._read.get(item.what) == seen, seen)

    def masks_of(self, item: Item) -> tuple[str, list[Mask]]:
        """A text as it is compared, and what is blacked out of it."""
        text = tidied(item.value)
        return text, self._masker.masks_of(text, self._words[item.what] - {""})


def package_of(user: User, request: DataSubjectRequest) -> Package:
    """The package as it would go now. In Dutch, whoever looks."""
    with translation.override("nl"):
        return Package(gather(user, request))
