#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Checks the ledger of destructions and its certificates, from their files and the public key alone.

    python verify_ledger.py --public-key KEY FOLDER_OR_FILE…

Needs Python 3.11 and `cryptography`, and nothing else of GIR: take this one file along. KEY is what
`manage.py ledger_key` printed when GIR was set up (base64), or a file that holds it; give it again for a later key.
A folder is the copy outside the database, or what `manage.py export_ledger` wrote from the database: there is one
file per batch, `<chain>/<number>.json`. Given two folders, it checks each and lays them side by side.
The JSON of a certificate (verklaring van vernietiging) is a file too: give it alone, or with the copy outside beside it.

Within a batch each row's hash covers the row and the hash before it; a batch's hash covers its rows and the batch
before it in its chain (a chain per municipality); its signature covers its hash. So nothing can be changed, taken out,
put in or put elsewhere by somebody without the private key, and what was done is named as closely as it can be seen.
A certificate holds batches that follow each other, what it says of them, and a signature over both; what it says is
counted again from its rows.
What it cannot see is what happened to batches of which no copy is among what it was given: the very last ones, taken
away everywhere at once. Hence it says up to which batch it looked; compare that with what was noted elsewhere.

Exit code: 0 nothing wrong, 1 something is, 2 it could not be asked like this.
"""

import argparse
import base64
import binascii
import datetime
import hashlib
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMAT = "gir-ledger-1"
GENESIS = "0" * 64
HEAD = {
    "format": str,
    "chain": int,
    "number": int,
    "id": str,
    "made_at": str,
    "rows": int,
    "rows_hash": str,
    "previous_hash": str,
    "hash": str,
    "key_id": str,
    "signature": str,
    "entries": list,
}
WORDS = ("kind", "what", "object_id", "rule", "policy", "counted_from", "due_at", "done_at")
ROW = {"position": int, "hash": str} | dict.fromkeys(WORDS, str)
CERTIFICATE_FORMAT = "gir-certificate-1"
# What a certificate says of the rows of one kind, table and rule; moments as in the rows, the first and the last.
TOTAL = {
    "kind": str,
    "what": str,
    "rule": str,
    "rows": int,
    "counted_from_first": str,
    "counted_from_last": str,
    "due_first": str,
    "due_last": str,
    "done_first": str,
    "done_last": str,
    # How late the latest was, and how many were later than TOO_LATE; what went before its moment was not late.
    "latest_seconds": float,
    "too_late": int,
}
# What was due and still there when the certificate was made: it cannot be seen from the rows.
FAILURE = {"what": str, "object_id": str, "due_at": str, "error": str, "attempts": int}
OVERDUE = {"what": str, "rows": int, "since": str}
LISTS: dict[str, dict[str, type]] = {"totals": TOTAL, "failures": FAILURE, "overdue": OVERDUE}
SAID = {
    "format": str,
    "municipality": str,
    "chain": int,
    # Days in Amsterdam, both included; and the same as moments, `until` not included.
    "from_day": str,
    "to_day": str,
    "since": str,
    "until": str,
    "made_at": str,
    # The batches, by number; last is first - 1 when there are none.
    "first": int,
    "last": int,
    # The head of the batch before the first.
    "previous_hash": str,
    "totals": list,
    "failures": list,
    "overdue": list,
    "key_id": str,
}
CERTIFICATE = SAID | {"batches": list, "hash": str, "signature": str}
TOO_LATE = datetime.timedelta(minutes=15)
# A batch of a certificate's period that was made less than this before it may have been committed after it.
STILL_BEING_MADE = datetime.timedelta(hours=1)
# More rows of one batch are counted and not named.
MOST_PER_BATCH = 20


class Unreadable(Exception):
    """A file that is not a batch as it was written."""


@dataclass
class Source:
    """A folder, a certificate, or the single files that were given: the batches in it by chain and number."""

    name: str
    batches: dict[tuple[int, int], dict[str, Any]] = field(default_factory=dict)
    # Numbers of which there is a file that cannot be read; their absence is not said once more.
    broken: set[tuple[int, int]] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    certificate: dict[str, Any] | None = None

    @property
    def chains(self) -> set[int]:
        return {chain for chain, _number in [*self.batches, *self.broken]}

    def numbers(self, chain: int) -> set[int]:
        return {number for of, number in [*self.batches, *self.broken] if of == chain}


@dataclass
class Report:
    """What is wrong, and what was looked at."""

    faults: list[str]
    seen: list[str]


def check(
    paths: Sequence[Path], keys: Sequence[bytes], chain: int | None = None, part: bool = False
) -> Report:
    """Check all of it, or one chain; a `part` need not begin at the first batch."""
    sources = read_all(paths, chain)
    faults, seen = [], []
    by_id = {key_id_of(key): Ed25519PublicKey.from_public_bytes(key) for key in keys}
    for source in sources:
        faults += source.faults
        if source.certificate:
            faults += [f"{source.name}: {said}" for said in check_certificate(source, by_id)]
            seen.append(certificate_in_words(source))
        elif not source.chains:
            faults.append(f"{source.name}: no batch is in it.")
        for at in sorted(source.batches):
            faults += [f"{source.name}: {said}" for said in check_batch(source.batches[at], by_id)]
        for number in sorted(source.chains):
            first = None if part or source.certificate else 1
            faults += [f"{source.name}: {said}" for said in check_chain(source, number, first)]
            seen.append(summary(source, number))
    for position, one in enumerate(sources):
        for other in sources[position + 1 :]:
            if one.certificate is None and other.certificate is None:
                faults += compare(one, other, part)
            faults += different_batches(one, other)
            for certificate, beside in ((one, other), (other, one)):
                if certificate.certificate and not beside.certificate:
                    more, noted = compare_certificate(certificate, beside, certificate.certificate, part)
                    faults, seen = faults + more, seen + noted
    return Report(faults, seen)


def read_all(paths: Sequence[Path], chain: int | None) -> list[Source]:
    """The folders and the certificates, each a source of its own, and all other single files as one."""
    sources = [read(str(path), sorted(path.rglob("*")), path, chain) for path in paths if path.is_dir()]
    files = []
    for path in paths:
        if not path.is_dir():
            certificate = read_certificate(path, chain)
            sources += [certificate] if certificate else []
            files += [] if certificate else [path]
    if files:
        sources.append(read("files", files, None, chain))
    return sources


def read(name: str, files: Iterable[Path], root: Path | None, chain: int | None) -> Source:
    source = Source(name)
    for path in files:
        inside = path.relative_to(root) if root else Path(path.name)
        if path.is_dir() or any(part.startswith(".") for part in inside.parts):
            continue
        folder = inside.parent.name
        if chain is not None and folder and folder != str(chain):
            continue
        try:
            batch = parse(path.read_bytes())
        except (OSError, Unreadable) as error:
            source.faults.append(f"{name}: {inside}: {error or 'cannot be read'}")
            if folder.isdecimal() and path.stem.isdecimal():
                source.broken.add((int(folder), int(path.stem)))
            continue
        at = (batch["chain"], batch["number"])
        if chain is not None and at[0] != chain and not folder:
            continue
        if path.name != f"{at[1]:08d}.json" or folder not in ("", str(at[0])):
            source.faults.append(f"{name}: {inside}: was put elsewhere, it holds batch {at[0]}/{at[1]}.")
        if at in source.batches:
            source.faults.append(f"{name}: {inside}: batch {at[0]}/{at[1]} is there twice.")
            continue
        source.batches[at] = batch
    return source


def read_certificate(path: Path, chain: int | None) -> Source | None:
    """The certificate in a file, with what is wrong with its form; None when it is something else, or was cut off."""
    try:
        found = decode(path.read_bytes())
    except (OSError, Unreadable):
        return None
    if not isinstance(found, dict) or found.get("format") != CERTIFICATE_FORMAT:
        return None
    source = Source(str(path))
    try:
        _has(found, CERTIFICATE, "the certificate")
        for name, wanted in LISTS.items():
            for row in found[name]:
                _has(row, wanted, f"one of its {name}")
        batches = [_as_batch(batch) for batch in found["batches"]]
    except Unreadable as error:
        source.faults.append(f"{path}: {error}")
        return source
    source.certificate = found
    if chain not in (None, found["chain"]):
        source.faults.append(f"{path}: is about chain {found['chain']}.")
    for batch in batches:
        at = (batch["chain"], batch["number"])
        if at in source.batches:
            source.faults.append(f"{path}: batch {at[0]}/{at[1]}: was inserted, it is there twice.")
        source.batches.setdefault(at, batch)
    return source


def parse(content: bytes) -> dict[str, Any]:
    """A batch from its file. Raises Unreadable unless it says what a batch says, each thing once, and no more."""
    return _as_batch(decode(content))


def decode(content: bytes) -> Any:
    try:
        return json.loads(content.decode(), object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise Unreadable("is nothing of the ledger, or was cut off.") from None


def _as_batch(batch: Any) -> dict[str, Any]:
    _has(batch, HEAD, "the batch")
    if batch["format"] != FORMAT:
        raise Unreadable("is of another format.")
    for row in batch["entries"]:
        _has(row, ROW, "a row")
    return dict(batch)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _value in pairs}) < len(pairs):
        raise ValueError("said twice")
    return dict(pairs)


def _has(found: Any, wanted: dict[str, type], what: str) -> None:
    if not isinstance(found, dict) or found.keys() != wanted.keys():
        raise Unreadable(f"{what} does not say what it should, or says more.")
    for name, kind in wanted.items():
        if type(found[name]) is not kind:
            raise Unreadable(f"{what} says something impossible for {name}.")


def check_batch(batch: dict[str, Any], keys: dict[str, Ed25519PublicKey]) -> list[str]:
    """What is wrong inside one batch."""
    where = f"batch {batch['chain']}/{batch['number']}"
    faults = check_rows(batch)
    if len(faults) > MOST_PER_BATCH:
        faults = [*faults[:MOST_PER_BATCH], f"and {len(faults) - MOST_PER_BATCH} more of its rows."]
    if len(batch["entries"]) != batch["rows"]:
        faults.append(f"it has {len(batch['entries'])} rows, and says {batch['rows']}.")
    last = batch["entries"][-1]["hash"] if batch["entries"] else ""
    if last != batch["rows_hash"]:
        faults.append("its last row is not the one that its head was made over.")
    if batch_hash(batch) != batch["hash"]:
        faults.append("its head was changed.")
    faults += check_signature(batch, signed_text(batch_hash(batch)), keys)
    return [f"{where}: {said}" for said in faults]


def check_signature(signed: dict[str, Any], text: bytes, keys: dict[str, Ed25519PublicKey]) -> list[str]:
    """What is wrong with the signature of a batch or a certificate."""
    key = keys.get(signed["key_id"])
    if key is None:
        return [f"it is signed with a key that was not given: {signed['key_id']!r}."]
    try:
        signature = bytes.fromhex(signed["signature"])
        key.verify(signature, text)
    except (InvalidSignature, ValueError):
        return ["its signature is not of this key over this head."]
    # The same in other letters would be a change too.
    return [] if signature.hex() == signed["signature"] else ["its signature is written otherwise."]


def check_rows(batch: dict[str, Any]) -> list[str]:
    """Which rows were changed, removed, inserted or re-ordered, by their positions and then by their hashes."""
    faults, by_position = [], dict[int, dict[str, Any]]()
    for row in batch["entries"]:
        position = row["position"]
        other = by_position.get(position)
        if other is None and 0 <= position < batch["rows"]:
            by_position[position] = row
            continue
        inserted = row
        # Of two at one position the one that fits after the row before it is the true one.
        if other and _fits(batch, row, by_position) and not _fits(batch, other, by_position):
            by_position[position], inserted = row, other
        faults.append(f"row {position} ({_named(inserted)}) was inserted.")
    kept = {id(row) for row in by_position.values()}
    order = [row["position"] for row in batch["entries"] if id(row) in kept]
    # By the gaps between those that are there: a number that was made up may be of any size.
    faults += [f"row {gap} was removed." for gap in _gaps(set(order), 0)]
    if order and max(order) + 1 < batch["rows"]:
        faults.append(f"the rows after {max(order)} were removed.")
    for found, expected in zip(order, sorted(order), strict=True):
        if found != expected:
            faults.append(f"row {found} was re-ordered: it stands where row {expected} belongs.")
    unfit = [
        p
        for p in sorted(by_position)
        if (p == 0 or p - 1 in by_position) and not _fits(batch, by_position[p], by_position)
    ]
    # What is not named is not looked into either: each takes many hashes.
    faults += [_what_happened(batch, by_position, position, unfit) for position in unfit[:MOST_PER_BATCH]]
    return faults + [_does_not_fit(by_position[position]) for position in unfit[MOST_PER_BATCH:]]


def _fits(batch: dict[str, Any], row: dict[str, Any], rows: dict[int, dict[str, Any]]) -> bool:
    """Whether a row's hash covers it and the row before it; also when only the hash of that one was changed."""
    position = row["position"]
    if position == 0:
        return bool(row["hash"] == row_hash(batch, "", 0, row))
    before = rows.get(position - 1)
    if before is None:
        return False
    if row["hash"] == row_hash(batch, before["hash"], position, row):
        return True
    earlier = rows[position - 2]["hash"] if position > 1 and position - 2 in rows else ""
    true_hash = row_hash(batch, earlier, position - 1, before)
    return bool(true_hash != before["hash"] and row["hash"] == row_hash(batch, true_hash, position, row))


def _what_happened(
    batch: dict[str, Any], rows: dict[int, dict[str, Any]], position: int, unfit: list[int]
) -> str:
    """Of a row that does not fit: whether it was at another position before, or was changed."""
    row = rows[position]
    near = [p for p in unfit if abs(p - position) < MOST_PER_BATCH] + [position + 1, position - 1]
    before = {rows[p]["hash"] for q in near for p in (q, q - 1) if p in rows} | {""}
    for other in near:
        if other != position and any(row["hash"] == row_hash(batch, hash_, other, row) for hash_ in before):
            return f"row {other} ({_named(row)}) was re-ordered or renumbered: it says that it is row {position}."
    return _does_not_fit(row)


def _does_not_fit(row: dict[str, Any]) -> str:
    return f"row {row['position']} ({_named(row)}) was changed, or does not belong after the row before it."


def _named(row: dict[str, Any]) -> str:
    return f"{row['what']} {row['object_id']}"


def check_chain(source: Source, chain: int, first: int | None) -> list[str]:
    """Which batches are missing, from `first` or from where it begins; and whether each goes on from the one before."""
    numbers = source.numbers(chain)
    gaps = _gaps(numbers, min(numbers) if first is None else first)
    faults = [f"batch {chain}/{n}: is missing." for n in gaps]
    for number in sorted(numbers):
        batch, before = source.batches.get((chain, number)), source.batches.get((chain, number - 1))
        if batch is None:
            continue
        if number < 1:
            faults.append(f"batch {chain}/{number}: was inserted, batches count from 1.")
        elif number == 1 and batch["previous_hash"] != GENESIS:
            faults.append(f"batch {chain}/1: does not begin its chain.")
        elif before is not None and batch["previous_hash"] != before["hash"]:
            faults.append(f"batch {chain}/{number}: does not go on from batch {number - 1} as that is here.")
    return faults


def _gaps(numbers: set[int], first: int) -> list[str]:
    """The missing numbers, as `3` or `3 to 7`."""
    gaps, expected = [], first
    for number in sorted(number for number in numbers if number >= first):
        if number > expected:
            gaps.append(f"{expected} to {number - 1}" if number - 1 > expected else str(expected))
        expected = number + 1
    return gaps


def compare(one: Source, other: Source, part: bool) -> list[str]:
    """Which batches two folders do not both have: each may add up by itself."""
    faults = []
    for chain in sorted(one.chains | other.chains):
        for here, there in ((one, other), (other, one)):
            lacking = there.numbers(chain) - here.numbers(chain)
            if part and here.numbers(chain):
                low, high = min(here.numbers(chain)), max(here.numbers(chain))
                lacking = {number for number in lacking if low < number < high}
            faults += [
                f"{here.name}: batch {chain}/{number}: is missing, and stands in {there.name}."
                for number in sorted(lacking)
            ]
    return faults


def different_batches(one: Source, other: Source) -> list[str]:
    """Where two sources say otherwise of the same batch."""
    faults = []
    for at in sorted(one.batches.keys() & other.batches.keys()):
        if one.batches[at] != other.batches[at]:
            said = _difference(one.batches[at], other.batches[at])
            faults.append(f"{one.name} and {other.name}: batch {at[0]}/{at[1]}: differ in {said}.")
    return faults


def _difference(one: dict[str, Any], other: dict[str, Any]) -> str:
    names = [name for name in HEAD if name != "entries" and one[name] != other[name]]
    rows = [{row["position"]: row for row in batch["entries"]} for batch in (one, other)]
    changed = [p for p in sorted(rows[0].keys() | rows[1].keys()) if rows[0].get(p) != rows[1].get(p)]
    shown = [f"row {position}" for position in changed[:MOST_PER_BATCH]]
    more = [f"{len(changed) - len(shown)} more rows"] if len(changed) > len(shown) else []
    return ", ".join([*names, *shown, *more]) or "the order of their rows"


def check_certificate(source: Source, keys: dict[str, Ed25519PublicKey]) -> list[str]:
    """What is wrong with a certificate beside its batches: which are not there or do not belong, and what it says."""
    said: dict[str, Any] = source.certificate or {}
    chain, first, last = said["chain"], said["first"], said["last"]
    numbers = source.numbers(chain)
    # Of those between two that are there check_chain tells.
    gaps = [f"{first} to {last}"] if first <= last and not numbers else []
    if numbers and min(numbers) > first:
        gaps.append(f"{first} to {min(numbers) - 1}")
    if numbers and max(numbers) < last:
        gaps.append(f"{max(numbers) + 1} to {last}")
    faults = [f"batches {chain}/{gap}: were removed." for gap in gaps]
    for of, number in sorted(source.batches):
        if of != chain or not first <= number <= last:
            faults.append(
                f"batch {of}/{number}: was inserted, it says that it is about {first} to {last} of {chain}."
            )
    order = list(source.batches)
    for found, expected in zip(order, sorted(order), strict=True):
        if found != expected:
            faults.append(
                f"batch {found[0]}/{found[1]}: was re-ordered, it stands where {expected[1]} belongs."
            )
    begin = source.batches.get((chain, first))
    if begin is not None and begin["previous_hash"] != said["previous_hash"]:
        faults.append(f"batch {chain}/{first}: does not go on from where it says that it begins.")
    faults += check_totals(source, said)
    if certificate_hash(said) != said["hash"]:
        faults.append("what it says, or which batches it is about, was changed after it was made.")
    return faults + check_signature(said, signed_text(certificate_hash(said), CERTIFICATE_FORMAT), keys)


def check_totals(source: Source, said: dict[str, Any]) -> list[str]:
    """Whether its numbers are those of its rows, and its batches of its period."""
    rows = [row for batch in source.batches.values() for row in batch["entries"]]
    try:
        counted = totals(rows)
        edges = [source.batches.get((said["chain"], said[name])) for name in ("first", "last")]
        outside = [batch for batch in edges if batch and not _in_period(batch, said)]
    except (ValueError, TypeError, OverflowError):
        return ["a moment in it cannot be read."]
    faults = [f"batch {batch['chain']}/{batch['number']}: is not of its period." for batch in outside]
    told: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for total in said["totals"]:
        told.setdefault(_total_of(total), []).append(total)
    for of in sorted(counted.keys() | told.keys()):
        if told.get(of) != [counted.get(of)]:
            faults.append(f"what it says of {' '.join(of)} is not what its rows say.")
    return faults


def _total_of(row: dict[str, Any]) -> tuple[str, str, str]:
    return row["kind"], row["what"], row["rule"]


def totals(rows: Iterable[dict[str, Any]]) -> dict[tuple[str, str, str], dict[str, Any]]:
    """What rows say together, per kind, table and rule. Raises ValueError where a moment cannot be read."""
    together: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for row in rows:
        together.setdefault(_total_of(row), []).append(row)
    return {of: _total(of, together[of]) for of in sorted(together)}


def _total(of: tuple[str, str, str], rows: list[dict[str, Any]]) -> dict[str, Any]:
    late = [_moment(row["done_at"]) - _moment(row["due_at"]) for row in rows]
    total: dict[str, Any] = {"kind": of[0], "what": of[1], "rule": of[2], "rows": len(rows)}
    for name, column in (("counted_from", "counted_from"), ("due", "due_at"), ("done", "done_at")):
        in_order = sorted((row[column] for row in rows), key=_moment)
        total |= {f"{name}_first": in_order[0], f"{name}_last": in_order[-1]}
    latest = max(max(late), datetime.timedelta()).total_seconds()
    return total | {"latest_seconds": latest, "too_late": sum(by > TOO_LATE for by in late)}


def _moment(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text)


def _in_period(batch: dict[str, Any], said: dict[str, Any]) -> bool:
    return _moment(said["since"]) <= _moment(batch["made_at"]) < _moment(said["until"])


def compare_certificate(
    certificate: Source, other: Source, said: dict[str, Any], part: bool
) -> tuple[list[str], list[str]]:
    """What the copy outside has otherwise than a certificate: what is wrong, and what could not be looked at."""
    chain, first, last = said["chain"], said["first"], said["last"]
    there, faults, noted = other.numbers(chain), list[str](), list[str]()
    newest = max(there, default=0)
    if last > newest and there:
        noted.append(
            f"{other.name}: ends at batch {chain}/{newest}: whether it goes on as {certificate.name} says,"
            " this cannot know."
        )
    elif not there and first <= last:
        faults.append(f"{other.name}: nothing of chain {chain} is there.")
    oldest = min(there, default=0) if part else 0
    faults += [
        f"{other.name}: batch {chain}/{number}: is missing, and stands in {certificate.name}."
        for number in sorted(certificate.numbers(chain) - there)
        if oldest < number < newest
    ]
    before = other.batches.get((chain, first - 1))
    if before is not None and before["hash"] != said["previous_hash"]:
        faults.append(
            f"{certificate.name}: does not go on from batch {chain}/{first - 1} as it is in {other.name}."
        )
    for number in sorted(there - certificate.numbers(chain)):
        batch = other.batches.get((chain, number))
        if batch is not None and _left_out(batch, said):
            faults.append(f"{certificate.name}: batch {chain}/{number}: is of its period, and is not in it.")
    return faults, noted


def _left_out(batch: dict[str, Any], said: dict[str, Any]) -> bool:
    """Whether a batch that is not in a certificate should be."""
    try:
        was_there = _moment(batch["made_at"]) < _moment(said["made_at"]) - STILL_BEING_MADE
        return _in_period(batch, said) and (was_there or batch["number"] < said["first"])
    except (ValueError, TypeError, OverflowError):
        return False


def certificate_in_words(source: Source) -> str:
    said: dict[str, Any] = source.certificate or {}
    return (
        f"{source.name}: certificate of {said['municipality']}, {said['from_day']} to {said['to_day']}, made at"
        f" {said['made_at']}, batches {said['first']} to {said['last']} of chain {said['chain']}, hash {said['hash']}."
    )


def summary(source: Source, chain: int) -> str:
    numbers = source.numbers(chain)
    rows = sum(len(batch["entries"]) for (of, _number), batch in source.batches.items() if of == chain)
    last = source.batches.get((chain, max(numbers)))
    head = f", made at {last['made_at']}, head {last['hash']}" if last else ""
    return f"{source.name}: chain {chain}: {rows} rows, batches {min(numbers)} to {max(numbers)}{head}."


def row_hash(batch: dict[str, Any], previous: str, position: int, row: dict[str, Any]) -> str:
    # WORDS stand in the order in which they are hashed.
    return _digest([previous, batch["id"], position, batch["chain"], *(row[name] for name in WORDS)])


def batch_hash(batch: dict[str, Any]) -> str:
    names = ("previous_hash", "chain", "number", "id", "made_at", "rows", "rows_hash")
    return _digest([batch[name] for name in names])


def certificate_hash(said: dict[str, Any]) -> str:
    """Over everything that a certificate says; of its batches over their heads, which cover their rows."""
    parts = [
        [[row[column] for column in LISTS[name]] for row in said[name]] if name in LISTS else said[name]
        for name in SAID
    ]
    return _digest(
        [*parts, [[batch[name] for name in ("hash", "key_id", "signature")] for batch in said["batches"]]]
    )


def _digest(parts: list[Any]) -> str:
    text = json.dumps(parts, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def signed_text(hash_of_it: str, purpose: str = FORMAT) -> bytes:
    """What is signed: with its purpose before it, so that a signature for something else never fits."""
    return f"{purpose}:{hash_of_it}".encode()


def key_id_of(public_key: bytes) -> str:
    return hashlib.sha256(public_key).hexdigest()[:16]


def read_key(text: str) -> bytes:
    """A public key, from its text or the file that the text names."""
    encoded = Path(text).read_text().strip() if Path(text).is_file() else text.strip()
    try:
        key = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != 32:
        raise argparse.ArgumentTypeError("not base64 of 32 bytes, nor a file that holds that")
    return key


def printable(text: str) -> str:
    """The text without what would move, hide or colour what a terminal shows: a file may say anything."""
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Check the ledger of destructions, or a certificate.")
    parser.add_argument("--public-key", type=read_key, action="append", required=True, metavar="KEY")
    parser.add_argument("--chain", type=int, metavar="NUMBER", help="look at one municipality's chain only")
    parser.add_argument("--part", action="store_true", help="it need not begin at the first batch")
    parser.add_argument("paths", type=Path, nargs="+", metavar="FOLDER_OR_FILE")
    options = parser.parse_args(arguments)
    absent = [str(path) for path in options.paths if not path.exists()]
    if absent:
        parser.error(f"not there: {', '.join(absent)}")
    report = check(options.paths, options.public_key, options.chain, options.part)
    for said in [*report.faults, *report.seen]:
        print(printable(said))
    print(
        "What was changed after the last batch named here, or taken away behind it everywhere, this cannot know:"
        " compare its head with one that was kept elsewhere."
    )
    print(
        f"WRONG: {len(report.faults)} findings." if report.faults else "Nothing is wrong with what was given."
    )
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main())
