# SPDX-License-Identifier: EUPL-1.2
"""The copy of the ledger outside the database: one file per batch, with its rows, which nothing here ever overwrites.

A file says all that is needed to check it (verify_ledger.py); an export writes the very same bytes from the database,
so that the two can be laid side by side.
"""

import datetime
import json
import logging
from collections.abc import Iterable
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.db.models import Q, QuerySet
from django.utils import timezone

from .models import LedgerBatch, LedgerCopy, LedgerEntry
from .verify_ledger import FORMAT

logger = logging.getLogger(__name__)
# What a failure is called when another file stands where the copy should.
DIFFERENT = "different file"
NOT_YET = "not yet"


def outside() -> Storage:
    """The place outside the database: the storage `ledger` of the settings."""
    return storages["ledger"]


def not_copied() -> QuerySet[LedgerBatch]:
    """The batches that the place outside does not hold yet, oldest first."""
    return LedgerBatch.objects.filter(Q(copy=None) | Q(copy__copied_at=None)).order_by("chain", "number")


def copy_what_is_new() -> int:
    """Copy every batch that was committed and is not outside yet; answers how many could not be.

    Harmless to repeat, after a crash or by two workers at once: a copy that is there already is the same, byte by byte.
    One that fails does not stop the rest, is listed with the kind of its error, and is tried again.
    """
    place, failed = outside(), 0
    for batch in list(not_copied()):
        failure = _copy(place, batch)
        failed += bool(failure)
        copy, _new = LedgerCopy.objects.get_or_create(batch=batch, defaults={"failure": NOT_YET})
        if failure:
            # Not when another worker could, meanwhile.
            LedgerCopy.objects.filter(pk=copy.pk, copied_at=None).update(failure=failure)
        else:
            LedgerCopy.objects.filter(pk=copy.pk).update(copied_at=timezone.now(), failure="")
    return failed


def _copy(place: Storage, batch: LedgerBatch) -> str:
    """Copy one batch; answers what went wrong, if anything."""
    name = name_of(batch)
    try:
        if write(place, name, document(batch)):
            return ""
        failure = DIFFERENT
    except Exception as error:
        # Whatever the place outside answers: the next batch and the next sweep go on.
        failure = type(error).__name__[:80]
    logger.error("The copy of batch %s of the ledger failed: %s.", name, failure)
    return failure


def write(place: Storage, name: str, content: bytes) -> bool:
    """Write a file, or find the same one there; answers False, and changes nothing, when there is another one."""
    if not place.exists(name):
        try:
            saved = place.save(name, ContentFile(content))
        except FileExistsError:
            saved = name
        if saved != name:
            # Another worker was first, and this place gives a second file another name.
            place.delete(saved)
    with place.open(name) as file:
        return bool(file.read() == content)


def export(batches: Iterable[LedgerBatch], place: Storage) -> tuple[int, list[str]]:
    """Write batches as the database has them now; how many, and the names where another file stood already."""
    count, different = 0, []
    for batch in batches:
        count += 1
        if not write(place, name_of(batch), document(batch)):
            different.append(name_of(batch))
    return count, different


def name_of(batch: LedgerBatch) -> str:
    return name_for(batch.chain_id, batch.number)


def name_for(chain: int, number: int) -> str:
    return f"{chain}/{number:08d}.json"


def document(batch: LedgerBatch) -> bytes:
    """A batch with its rows, always the same bytes; a line per row, for people who compare two files."""
    head = {
        "format": FORMAT,
        "chain": batch.chain_id,
        "number": batch.number,
        "id": str(batch.pk),
        "made_at": moment(batch.made_at),
        "rows": batch.rows,
        "rows_hash": batch.rows_hash,
        "previous_hash": batch.previous_hash,
        "hash": batch.hash,
        "key_id": batch.key_id,
        "signature": batch.signature,
    }
    entries = LedgerEntry.objects.filter(batch=batch).order_by("position")
    rows = ",\n".join(json.dumps(_row(entry)) for entry in entries)
    return f'{json.dumps(head)[:-1]}, "entries": [\n{rows}\n]}}\n'.encode()


def _row(entry: LedgerEntry) -> dict[str, Any]:
    return {
        "position": entry.position,
        "kind": entry.kind,
        "what": entry.what,
        "object_id": entry.object_id,
        "rule": entry.rule,
        "policy": entry.policy,
        "counted_from": moment(entry.counted_from),
        "due_at": moment(entry.due_at),
        "done_at": moment(entry.done_at),
        "hash": entry.hash,
    }


def moment(at: datetime.datetime) -> str:
    """A moment as it is hashed."""
    return at.astimezone(datetime.UTC).isoformat()
