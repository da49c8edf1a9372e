# SPDX-License-Identifier: EUPL-1.2
"""What a coordinator decides about a package: what is blacked out beside what was recognised, that a text was read, and
one by one what goes along that does not by itself."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import AccessLogEntry, User
from accounts.text import tidy
from incidents.access import NotAllowed
from oversight.models import AddedMask, DataSubjectRequest, TextRead, Unmasking
from retention.models import Retained

from . import clock
from .access import locked
from .package import Package, package_of
from .package_masking import Mask, Reason, same_words

Action = AccessLogEntry.Action
REASON_MAX, WORDS_MAX = 500, 200
# What a decision can let go of a text; a BSN never, and what was added by taking that back.
DECIDABLE = {Reason.NAME, Reason.WORKPLACE, Reason.CONTACT}


class NoReason(ValueError):
    """A decision without a reason, or with one that is too long."""


def opened(user: User, request: DataSubjectRequest) -> Package:
    """The package for who may work on it now. Raises NotAllowed."""
    package = package_of(user, request)
    if package.blocked is not None:
        raise NotAllowed
    return package


@transaction.atomic
def add_mask(user: User, request: DataSubjectRequest, words: str) -> AddedMask | None:
    """Black these words out in every text of the package. The same words twice are one; None for no words.

    Raises NotAllowed.
    """
    row = locked(user, request)
    text = tidy(words)[:WORDS_MAX]
    if not text:
        return None
    package = opened(user, row)
    known = next((a for a in package.added if same_words(a.words) == same_words(text)), None)
    return known or AddedMask.objects.create(request=row, words=text, added_by=user)


@transaction.atomic
def confirm_read(user: User, request: DataSubjectRequest, part_key: str, seen: Iterable[str]) -> int:
    """These texts of a part (by the digest of what was on the page) were read as they go: how many of them still go so.

    Raises NotAllowed.
    """
    row = locked(user, request)
    part, wanted, count = opened(user, row).part(part_key), set(seen), 0
    if part is None:
        raise NotAllowed
    for shown in part.items:
        if shown.must_be_read and shown.seen in wanted:
            _read(user, row, shown.item.what, shown.seen)
            count += 1
    return count


def _read(user: User, request: DataSubjectRequest, what: str, seen: str) -> None:
    known = TextRead.objects.filter(request=request, what=what).first() or TextRead(
        request=request, what=what
    )
    known.seen, known.read_by, known.read_at = seen, user, timezone.now()
    known.forgotten_at = None
    known.save()


@transaction.atomic
def unmask(user: User, request: DataSubjectRequest, what: str, reason: str, words: str = "") -> Unmasking:
    """Decide that one thing goes along: a record's field, somebody's name, words of a text, or words that were added.

    The same decision twice is one. Raises NotAllowed for what is not held back, and NoReason.
    """
    row = locked(user, request)
    why = tidy(reason)
    if not why or len(why) > REASON_MAX:
        raise NoReason
    package = opened(user, row)
    for known in package.unmaskings:
        if known.what == what and same_words(known.word) == same_words(words):
            return known
    if not _is_held_back(package, what, words):
        raise NotAllowed
    made = Unmasking.objects.create(request=row, what=what, word=words, reason=why, decided_by=user)
    note(user, Action.UNMASKED_FOR_REQUEST, row)
    return made


def _is_held_back(package: Package, what: str, words: str) -> bool:
    if any(added.what == what for added in package.added):
        return not words
    found = package.find(what)
    if found is None:
        return False
    _part, shown = found
    if not words:
        return shown.may_be_unmasked
    return any(
        piece.mask and piece.mask.reason in DECIDABLE and same_words(piece.text) == same_words(words)
        for piece in shown.pieces
    )


def decidable(mask: Mask | None) -> bool:
    """Whether somebody may decide that these words of a text go along."""
    return mask is not None and mask.reason in DECIDABLE


def note(user: User, action: AccessLogEntry.Action, record: Any) -> None:
    """In the access log (R6), with the term of the record."""
    due = record.destroy_at
    if isinstance(record, Retained) and record.held_until is not None:
        due = max(due, record.held_until)
    AccessLogEntry.record(user, action, record.pk, due)


def forget_contents(request: DataSubjectRequest) -> None:
    """The contents of the request are gone, and with them goes every word of what was decided about its package (R7)."""
    now = timezone.now()
    for model in (Unmasking, AddedMask, TextRead):
        for row in model.with_due.filter(request=request, forgotten_at=None):
            if clock.typed_goes_at(request, row.typed_at) > now:
                continue
            for name in model.CONTENTS:
                setattr(row, name, "")
            row.forgotten_at = timezone.now()
            row.save()
