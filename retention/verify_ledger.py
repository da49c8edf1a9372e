#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Checks the ledger of destructions, from its files and the public key alone.

    python verify_ledger.py --public-key KEY FOLDER_OR_FILE…

Needs Python 3.11 and `cryptography`, and nothing else of GIR: take this one file along. KEY is what
`manage.py ledger_key` printed when GIR was set up (base64), or a file that holds it; give it again for a later key.
A folder is the copy outside the database, or what `manage.py export_ledger` wrote from the database: there is one
file per batch, `<chain>/<number>.json`. Given two folders, it checks each and lays them side by side.

Within a batch each row's hash covers the row and the hash before it; a batch's hash covers its rows and the batch
before it in its chain (a chain per municipality); its signature covers its hash. So nothing can be changed, taken out,
put in or put elsewhere by somebody without the private key, and what was done is named as closely as it can be seen.
What it cannot see is what happened to batches of which no copy is among what it was given: the very last ones, taken
away everywhere at once. Hence it says up to which batch it looked; compare that with what was noted elsewhere.

Exit code: 0 nothing wrong, 1 something is, 2 it could not be asked like this.
"""

import argparse
import base64
import binascii
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
# More rows of one batch are counted and not named.
MOST_PER_BATCH = 20


class Unreadable(Exception):
    """A file that is not a batch as it was written."""


@dataclass
class Source:
    """A folder, or the single files that were given: the batches in it by chain and number."""

    name: str
    batches: dict[tuple[int, int], dict[str, Any]] = field(default_factory=dict)
    # Numbers of which there is a file that cannot be read; their absence is not said once more.
    broken: set[tuple[int, int]] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)

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
        if not source.chains:
            faults.append(f"{source.name}: no batch is in it.")
        for at in sorted(source.batches):
            faults += [f"{source.name}: {said}" for said in check_batch(source.batches[at], by_id)]
        for number in sorted(source.chains):
            faults += [f"{source.name}: {said}" for said in check_chain(source, number, part)]
            seen.append(summary(source, number))
    for position, one in enumerate(sources):
        for other in sources[position + 1 :]:
            faults += compare(one, other, part)
    return Report(faults, seen)


def read_all(paths: Sequence[Path], chain: int | None) -> list[Source]:
    """The folders, each a source of its own, and all single files as one."""
    sources = [read(str(path), sorted(path.rglob("*")), path, chain) for path in paths if path.is_dir()]
    files = [path for path in paths if not path.is_dir()]
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


def parse(content: bytes) -> dict[str, Any]:
    """A batch from its file. Raises Unreadable unless it says what a batch says, each thing once, and no more."""
    try:
        batch = json.loads(content.decode(), object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise Unreadable("is no batch of the ledger, or was cut off.") from None
    _has(batch, HEAD, "the batch")
    if batch["format"] != FORMAT:
        raise Unreadable("is of another format.")
    for row in batch["entries"]:
        _has(row, ROW, "a row")
    return batch


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
    key = keys.get(batch["key_id"])
    if key is None:
        faults.append(f"it is signed with a key that was not given: {batch['key_id']!r}.")
    elif not is_signed(batch, key):
        faults.append("its signature is not of this key over this head.")
    return [f"{where}: {said}" for said in faults]


def is_signed(batch: dict[str, Any], key: Ed25519PublicKey) -> bool:
    try:
        signature = bytes.fromhex(batch["signature"])
        key.verify(signature, signed_text(batch_hash(batch)))
    except (InvalidSignature, ValueError):
        return False
    # The same in other letters would be a change too.
    return signature.hex() == batch["signature"]


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
    for position in sorted(set(range(min(batch["rows"], max(order, default=-1) + 1))) - set(order)):
        faults.append(f"row {position} was removed.")
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
    return faults + [_what_happened(batch, by_position, position, unfit) for position in unfit]


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
    return f"row {position} ({_named(row)}) was changed, or does not belong after the row before it."


def _named(row: dict[str, Any]) -> str:
    return f"{row['what']} {row['object_id']}"


def check_chain(source: Source, chain: int, part: bool) -> list[str]:
    """Which batches are missing, and whether each goes on from the one before."""
    numbers = source.numbers(chain)
    first = min(numbers) if part else 1
    faults = [f"batch {chain}/{n}: is missing." for n in _gaps(numbers, first)]
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
    """Where two sources differ: each may add up by itself."""
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


def _digest(parts: list[Any]) -> str:
    text = json.dumps(parts, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def signed_text(hash_of_batch: str) -> bytes:
    """What is signed: with its purpose before it, so that a signature for something else never fits."""
    return f"{FORMAT}:{hash_of_batch}".encode()


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


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Check the ledger of destructions.")
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
        print(said)
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
