# SPDX-License-Identifier: EUPL-1.2
"""After an older back-up of the database was put back: what the ledger outside names is done again.

First every file that the database lacks is verified, by its signature and its chain; one that does not fit, and nothing
is brought back. Then the batches are brought back exactly as they were, so that each destruction keeps its one row; and
then, batch by batch, what they name is destroyed again. Killed at any point, it goes on where it was.
"""

import base64
import datetime
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.apps import apps
from django.core.files.storage import Storage
from django.db import transaction
from django.utils import timezone

from . import copies, engine, outside, seal
from .models import LedgerBatch, LedgerChain, LedgerCopy, LedgerEntry, LedgerImport, Retained
from .verify_ledger import GENESIS, Unreadable, check_batch, key_id_of

Batch = dict[str, Any]
MOMENTS = ("counted_from", "due_at", "done_at")


class NotTrusted(Exception):
    """The copy outside does not add up, or does not go on from what the database holds; nothing was brought back."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = list(faults)
        super().__init__("; ".join(self.faults))


def verify(older_keys: Sequence[bytes] = ()) -> list[tuple[int, int]]:
    """The batches, by chain and number, that only the place outside has, in the order in which they are brought back.

    `older_keys` are public keys that signed before this installation's present one. Raises NotTrusted with everything
    that is wrong, and CannotBeRead.
    """
    place, faults, found = copies.outside(), list[str](), list[tuple[int, int]]()
    by_id = _keys_by_id(older_keys)
    with outside.reading():
        for chain in outside.compare(place):
            faults += _faults_of_common(place, chain, by_id)
            faults += _faults_of_newer(place, chain, by_id)
            found += [(chain.number, number) for number in chain.newer]
    if faults:
        raise NotTrusted(faults)
    return found


def _keys_by_id(older_keys: Sequence[bytes]) -> dict[str, Ed25519PublicKey]:
    keys = [base64.b64decode(seal.public_key()), *older_keys]
    return {key_id_of(key): Ed25519PublicKey.from_public_bytes(key) for key in keys}


def _faults_of_common(place: Storage, chain: outside.Chain, keys: dict[str, Ed25519PublicKey]) -> list[str]:
    if not chain.common:
        return []
    where = f"batch {chain.number}/{chain.common}"
    try:
        batch = outside.read(place, chain.number, chain.common)
    except (Unreadable, FileNotFoundError) as error:
        return [f"{where}: {error or 'cannot be read'}"]
    if not outside.is_ours(batch):
        return [f"{where}: is another one than the database has: what was put back ran on without this."]
    return check_batch(batch, keys)


def _faults_of_newer(place: Storage, chain: outside.Chain, keys: dict[str, Ed25519PublicKey]) -> list[str]:
    """What is wrong with the batches that are to be brought back, one read at a time."""
    faults = []
    row = LedgerChain.objects.filter(number=chain.number).first()
    last, head = (row.batches, row.head) if row else (0, GENESIS)
    for number in chain.newer:
        where = f"batch {chain.number}/{number}"
        try:
            batch = outside.read(place, chain.number, number)
        except (Unreadable, FileNotFoundError) as error:
            faults.append(f"{where}: {error or 'cannot be read'}")
            last, head = number, ""
            continue
        faults += check_batch(batch, keys)
        if number != last + 1:
            faults.append(f"{where}: what comes before it is missing.")
        elif head and batch["previous_hash"] != head:
            faults.append(f"{where}: does not go on from batch {last}.")
        last, head = number, batch["hash"]
    return faults


def bring_back(found: Sequence[tuple[int, int]], older_keys: Sequence[bytes] = ()) -> int:
    """Write verified batches in the ledger as they were; answers how many. A transaction for each.

    Raises NotTrusted for one that is not what it was when it was verified, and CannotBeRead.
    """
    place, brought, by_id = copies.outside(), 0, _keys_by_id(older_keys)
    for chain, number in found:
        with outside.reading():
            batch = outside.read(place, chain, number)
        # It was read anew, from a place that others write in too.
        if faults := check_batch(batch, by_id):
            raise NotTrusted(faults)
        brought += _bring_back(batch)
    return brought


def _bring_back(batch: Batch) -> bool:
    with transaction.atomic():
        LedgerChain.objects.get_or_create(number=batch["chain"])
        chain = LedgerChain.objects.select_for_update().get(number=batch["chain"])
        if batch["number"] <= chain.batches:
            # Another one who does the same was first.
            return False
        if (batch["number"], batch["previous_hash"]) != (chain.batches + 1, chain.head):
            raise NotTrusted(
                [f"batch {chain.number}/{batch['number']}: does not go on from {chain.batches}."]
            )
        names = ("id", "number", "rows", "rows_hash", "previous_hash", "hash", "key_id", "signature")
        row = LedgerBatch(
            chain=chain, made_at=_moment(batch["made_at"]), **{name: batch[name] for name in names}
        )
        row.save(force_insert=True)
        LedgerEntry.objects.bulk_create([_entry(row, entry) for entry in batch["entries"]], batch_size=1000)
        chain.batches, chain.head = batch["number"], batch["hash"]
        chain.save()
        LedgerCopy.objects.create(batch=row, copied_at=timezone.now())
        LedgerImport.objects.create(batch=row)
    return True


def _entry(batch: LedgerBatch, entry: Batch) -> LedgerEntry:
    return LedgerEntry(
        batch=batch, **{name: _moment(value) if name in MOMENTS else value for name, value in entry.items()}
    )


def _moment(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text)


def unfinished() -> Iterator[LedgerImport]:
    """The batches that were brought back and whose records were not destroyed again yet, as they were made."""
    rows = LedgerImport.objects.filter(destroyed_at=None).select_related("batch")
    yield from list(rows.order_by("batch__made_at", "batch__chain", "batch__number"))


def destroy_again(batch: LedgerBatch) -> Counter[str]:
    """Destroy what came back of what this batch names as destroyed, by decision (R8) too; how many, per table.

    In the caller's transaction. What goes with a record goes along; a record that is not there is no matter.
    """
    named: dict[str, list[str]] = defaultdict(list)
    for entry in entries(batch, *LedgerEntry.GONE):
        named[entry.what].append(entry.object_id)
    gone = Counter[str]()
    for label, keys in named.items():
        model = _model(label)
        if model is not None:
            gone[label] = engine.destroy_again(model, keys)
    return +gone


def entries(batch: LedgerBatch, *kinds: str) -> list[LedgerEntry]:
    """The rows of a batch that are of these kinds, in order."""
    return list(LedgerEntry.objects.filter(batch=batch, kind__in=kinds).order_by("position"))


def _model(label: str) -> type[Retained] | None:
    """The table by the name that the ledger gives it; None for one that a later version does not have any more."""
    try:
        model = apps.get_model(label)
    except LookupError:
        return None
    return model if issubclass(model, Retained) else None
