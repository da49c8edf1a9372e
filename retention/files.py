# SPDX-License-Identifier: EUPL-1.2
"""Files of what was destroyed: queued in the transaction that destroys the record, removed after it, until they are gone.

A store knows no transactions. So a row says that a file must go, and stays until it is: after a crash, a store that is
away or a full disk the next sweep finds it. Then the ledger gets a row of its own kind about the file.
"""

import datetime
import logging
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.files.storage import storages
from django.db import transaction
from django.utils import timezone

from . import ledger
from .models import FileRemoval, LedgerEntry, MissingFile, Retained
from .models.ledger import INSTALLATION

logger = logging.getLogger(__name__)
BATCH = 100
FIRST_PAUSE, LONGEST_PAUSE = datetime.timedelta(minutes=1), datetime.timedelta(hours=1)
STILL_THERE = "still there"


def queue(model: type[Retained], rows: Iterable[Any], now: datetime.datetime) -> None:
    """Have the files of these records removed, once the caller's transaction has destroyed them."""
    if not model.file_storage:
        return
    removals = [
        FileRemoval(
            storage=model.file_storage,
            name=name,
            chain=row.ledger_number or INSTALLATION,
            what=model._meta.label,
            object_id=str(row.pk),
            rule=row.retention_rule,
            policy=row.retention_policy,
            counted_from=row.counted_from,
            due_at=row.destroy_at,
            queued_at=now,
            not_before=now,
        )
        for row in rows
        if (name := getattr(row, model.file_name_field))
    ]
    queue_removals(removals)
    missing = MissingFile.objects.filter(what=model._meta.label)
    missing.filter(object_id__in=[removal.object_id for removal in removals]).delete()


def queue_removals(removals: Sequence[FileRemoval]) -> None:
    """A file that waits already, waits once: after a restored back-up its record may be destroyed again."""
    FileRemoval.objects.bulk_create(removals, ignore_conflicts=True)


def remove_files() -> int:
    """Remove what is queued; answers how many files are gone.

    Not inside a transaction that may be rolled back: a file does not come back. Harmless to repeat, after a crash or by
    two workers at once: a file that is gone already counts as removed, and the ledger says it once.
    """
    removed = 0
    while waiting := list(FileRemoval.objects.filter(not_before__lte=timezone.now())[:BATCH]):
        removed += _write_down([row.pk for row in waiting if _is_removed(row)])
    return removed


def _is_removed(removal: FileRemoval) -> bool:
    """Remove one file; one that fails is tried again later, and does not stop the rest."""
    try:
        place = storages[removal.storage]
        place.delete(removal.name)
        error = STILL_THERE if place.exists(removal.name) else ""
    except FileNotFoundError:
        error = ""
    except Exception as problem:
        # Whatever the store answers.
        error = type(problem).__name__[:80]
    if error:
        _try_later(removal, error)
    return not error


def _try_later(removal: FileRemoval, error: str) -> None:
    pause = min(FIRST_PAUSE * 2 ** min(removal.attempts, 16), LONGEST_PAUSE)
    FileRemoval.objects.filter(pk=removal.pk).update(
        attempts=removal.attempts + 1, error=error, not_before=timezone.now() + pause
    )
    logger.error("The file of %s was not removed: %s.", removal, error)


@transaction.atomic
def _write_down(gone: Sequence[int]) -> int:
    """Say in the ledger that these files are gone; those of which another worker said so are no longer there."""
    rows = list(FileRemoval.objects.select_for_update().filter(pk__in=gone).order_by("pk"))
    FileRemoval.objects.filter(pk__in=[row.pk for row in rows]).delete()
    now = timezone.now()
    ledger.append((_line(row, now) for row in rows), now)
    return len(rows)


def _line(removal: FileRemoval, now: datetime.datetime) -> ledger.Line:
    return ledger.Line(
        chain=removal.chain,
        kind=LedgerEntry.Kind.FILE_REMOVED,
        what=removal.what,
        object_id=removal.object_id,
        rule=removal.rule,
        policy=removal.policy,
        counted_from=removal.counted_from,
        due_at=removal.due_at,
        done_at=now,
    )
