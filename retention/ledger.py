# SPDX-License-Identifier: EUPL-1.2
"""Writing the ledger: in the transaction that destroys, as chains of hashes with signed heads (see models/ledger.py)."""

import datetime
import hashlib
import io
import json
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from . import seal
from .models import LedgerBatch, LedgerChain, LedgerEntry


@dataclass(frozen=True)
class Line:
    """What the ledger keeps of one destruction. `chain` is the number of the municipality."""

    chain: int
    kind: str
    what: str
    object_id: str
    rule: str
    policy: str
    counted_from: datetime.datetime
    due_at: datetime.datetime
    done_at: datetime.datetime


# What a row of the ledger holds of a line; its municipality is that of the chain.
COLUMNS = ("kind", "what", "object_id", "rule", "policy", "counted_from", "due_at", "done_at")


def append(lines: Iterable[Line], made_at: datetime.datetime) -> None:
    """Add lines to the chains of their municipalities, in the caller's transaction.

    The rows are written first and the chains locked last, in the order of their numbers, so that two workers wait for
    each other shortly and never in a circle.
    """
    by_chain: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        by_chain[line.chain].append(line)
    batches = {chain: _write_rows(of_chain) for chain, of_chain in by_chain.items()}
    for chain in sorted(batches):
        _link(chain, *batches[chain], made_at)


def _write_rows(lines: Sequence[Line]) -> tuple[uuid.UUID, int, str]:
    batch_id, previous, hashes = uuid.uuid4(), "", list[str]()
    for position, line in enumerate(lines):
        previous = entry_hash(previous, str(batch_id), position, line)
        hashes.append(previous)
    write = _copy_rows if connection.vendor == "postgresql" else _insert_rows
    write(batch_id, lines, hashes)
    return batch_id, len(hashes), previous


def _insert_rows(batch_id: uuid.UUID, lines: Sequence[Line], hashes: Sequence[str]) -> None:
    entries = (
        LedgerEntry(batch_id=batch_id, position=position, hash=hashes[position], **_columns(line))
        for position, line in enumerate(lines)
    )
    LedgerEntry.objects.bulk_create(entries, batch_size=1000)


def _copy_rows(batch_id: uuid.UUID, lines: Sequence[Line], hashes: Sequence[str]) -> None:
    """By COPY: an insert costs as much as destroying what the row is about."""
    text = io.StringIO()
    for position, line in enumerate(lines):
        values = (batch_id, position, hashes[position], *_columns(line).values())
        text.write("\t".join(map(_copied, values)) + "\n")
    text.seek(0)
    columns = ", ".join(["batch_id", "position", "hash", *COLUMNS])
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {LedgerEntry._meta.db_table} ({columns}) FROM STDIN", text)


def _columns(line: Line) -> dict[str, Any]:
    return {name: getattr(line, name) for name in COLUMNS}


def _copied(value: Any) -> str:
    """A value as COPY reads it; moments as ISO 8601 with their offset."""
    text = str(value)
    if "\\" in text or "\t" in text or "\n" in text or "\r" in text:
        raise ValueError("The ledger holds names of tables, numbers and moments only.")
    return text


def _link(number: int, batch_id: uuid.UUID, rows: int, rows_hash: str, made_at: datetime.datetime) -> None:
    LedgerChain.objects.get_or_create(number=number)
    chain = LedgerChain.objects.select_for_update().get(number=number)
    chain.batches += 1
    batch = LedgerBatch(
        id=batch_id,
        chain=chain,
        number=chain.batches,
        made_at=made_at,
        rows=rows,
        rows_hash=rows_hash,
        previous_hash=chain.head,
    )
    batch.hash = chain.head = batch_hash(batch)
    batch.signature, batch.key_id = seal.sign(batch.hash), seal.key_id()
    batch.save(force_insert=True)
    chain.save()


def entry_hash(previous: str, batch: str, position: int, line: Line) -> str:
    """The hash of a row, over the one before it in its batch and everything that the row says."""
    moments = [
        moment.astimezone(datetime.UTC).isoformat()
        for moment in (line.counted_from, line.due_at, line.done_at)
    ]
    words = [line.chain, line.kind, line.what, line.object_id, line.rule, line.policy]
    return _digest([previous, batch, position, *words, *moments])


def batch_hash(batch: LedgerBatch) -> str:
    """The hash of a batch, over the one before it in its chain and everything that the batch says."""
    made_at = batch.made_at.astimezone(datetime.UTC).isoformat()
    return _digest(
        [
            batch.previous_hash,
            batch.chain_id,
            batch.number,
            str(batch.id),
            made_at,
            batch.rows,
            batch.rows_hash,
        ]
    )


def _digest(parts: list[object]) -> str:
    text = json.dumps(parts, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def line_of(entry: LedgerEntry, chain: int) -> Line:
    """A row of the ledger as it was written, for checking its hash."""
    return Line(
        chain,
        entry.kind,
        entry.what,
        entry.object_id,
        entry.rule,
        entry.policy,
        entry.counted_from,
        entry.due_at,
        entry.done_at,
    )
