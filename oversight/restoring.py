# SPDX-License-Identifier: EUPL-1.2
"""Bringing an older back-up of the database up to date with what the ledger outside says was done since.

In this order: everybody is signed out; what the ledger says is brought back; what it names is erased, destroyed and hidden
again; the registry follows; no right is wider than it was. Until the last of it is done nothing opens
(retention.outside). Every step may be repeated, so that it goes on where it was killed.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from accounts import after_restore as accounts
from incidents import after_restore as incidents
from retention import replay
from retention.models import LedgerEntry, LedgerImport

from .leaving import destroying as leaving
from .requests import package_keeping


@dataclass
class Done:
    """What was done."""

    signed_out: int = 0
    brought_back: int = 0
    destroyed: Counter[str] = field(default_factory=Counter)
    erased_in_part: int = 0
    # Reports of which the back-up does not know whom a decision took out of them: municipality and reference.
    by_hand: list[str] = field(default_factory=list)
    out_of_view: int = 0
    rights: list[accounts.Changed] = field(default_factory=list)
    # Of batches that could not be done again: which, and the class of the error.
    failed: list[str] = field(default_factory=list)


def replay_destructions(older_keys: Sequence[bytes] = ()) -> Done:
    """Do again what only the ledger outside knows. Raises replay.NotTrusted, before anything is brought back, for
    files that do not add up. A batch that fails does not stop the others; nothing opens until it succeeds."""
    found = replay.verify(older_keys)
    done = Done(signed_out=accounts.end_all_sessions())
    done.brought_back = replay.bring_back(found, older_keys)
    # First all of that: afterwards nobody is there any more to say by what name they stand in a text.
    _each(replay.unfinished(), _erase_again, done)
    if not done.failed:
        _each(replay.unfinished(), _destroy_again, done)
    if not done.failed:
        _each(LedgerImport.objects.filter(done_at=None).select_related("batch"), _refresh, done)
    if not done.failed:
        _finish(done)
    return done


def _each(rows: Iterable[LedgerImport], act: Callable[[LedgerImport, Done], None], done: Done) -> None:
    for row in rows:
        try:
            with transaction.atomic():
                act(row, done)
        except Exception as error:
            done.failed.append(f"batch {row.batch}: {type(error).__name__}")


def _erase_again(row: LedgerImport, done: Done) -> None:
    if row.erased_at is None:
        erased, by_hand = incidents.erase_again(_in_part(row))
        LedgerImport.objects.filter(pk=row.pk).update(erased_at=timezone.now(), by_hand=by_hand)
        done.erased_in_part += erased


def _destroy_again(row: LedgerImport, done: Done) -> None:
    destroyed = replay.destroy_again(row.batch)
    destroyed["accounts.Municipality"] += leaving.destroy_again(replay.entries(row.batch, *LedgerEntry.GONE))
    left = incidents.leave_again(replay.entries(row.batch, LedgerEntry.Kind.OUT_OF_VIEW))
    LedgerImport.objects.filter(pk=row.pk).update(destroyed_at=timezone.now())
    done.destroyed += +destroyed
    done.out_of_view += left


def _refresh(row: LedgerImport, done: Done) -> None:
    incidents.refresh_erased(_in_part(row))


def _in_part(row: LedgerImport) -> list[LedgerEntry]:
    return replay.entries(row.batch, LedgerEntry.Kind.ERASED_IN_PART)


def _finish(done: Done) -> None:
    """All rights at once: what was withdrawn and given again later is not withdrawn."""
    with transaction.atomic():
        incidents.refresh_perpetrators_left_behind()
        imports = LedgerImport.objects.filter(done_at=None)
        if imports.exists():
            # What was taken came back, and what was emptied is full again.
            package_keeping.empty_all()
        done.by_hand = incidents.named([key for row in imports for key in row.by_hand])
        rights = LedgerEntry.objects.filter(kind__in=LedgerEntry.RIGHTS, batch__in=imports.values("batch"))
        order = rights.select_related("batch").order_by("batch__chain", "batch__number", "position")
        done.rights = accounts.follow(order)
        imports.update(done_at=timezone.now())
