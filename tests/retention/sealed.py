# SPDX-License-Identifier: EUPL-1.2
"""A ledger of two chains to tamper with, in the database and in files."""

import base64
import datetime
import json
import shutil
import uuid
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from retention import copies, ledger, seal, verify_ledger
from retention.models import LedgerBatch, LedgerEntry
from retention.storages import WholeFiles

CHAINS = (1, 2)
BATCHES = 5
ROWS = 6
NOW = datetime.datetime(2026, 11, 22, 12, 0, 0, 123456, tzinfo=datetime.UTC)
ANOTHER_KEY = Ed25519PrivateKey.from_private_bytes(b"x" * 32)


def key() -> bytes:
    return base64.b64decode(seal.public_key())


def line(chain: int, at: datetime.datetime = NOW) -> ledger.Line:
    years = datetime.timedelta(days=1826)
    return ledger.Line(
        chain=chain,
        kind=LedgerEntry.Kind.DESTROYED,
        what="incidents.Incident",
        object_id=str(uuid.uuid4()),
        rule="R4",
        policy="P5Y",
        counted_from=at - years,
        due_at=at,
        done_at=at + datetime.timedelta(seconds=1),
    )


def append(batches: int = BATCHES, rows: int = ROWS) -> None:
    """Batches in both chains, as the engine appends them."""
    for number in range(batches):
        at = NOW + datetime.timedelta(minutes=5 * number)
        ledger.append([line(chain, at) for chain in CHAINS for _row in range(rows)], at)


def export_to(folder: Path, chain: int | None = None) -> Path:
    """The ledger as the database has it now."""
    batches = LedgerBatch.objects.order_by("chain", "number")
    copies.export(batches if chain is None else batches.filter(chain=chain), WholeFiles(location=folder))
    return folder


def faults(*paths: Path, chain: int | None = None, part: bool = False) -> list[str]:
    return verify_ledger.check(paths, [key()], chain, part).faults


class Folder:
    """A copy of the files that somebody changes."""

    def __init__(self, source: Path, target: Path) -> None:
        shutil.rmtree(target, ignore_errors=True)
        self.path = Path(shutil.copytree(source, target))
        for path in self.files():
            path.chmod(0o600)

    def files(self, chain: int | None = None) -> list[Path]:
        return sorted(self.path.glob(f"{'*' if chain is None else chain}/*.json"))

    def file(self, chain: int, number: int) -> Path:
        return self.path / str(chain) / f"{number:08d}.json"

    @staticmethod
    def read(path: Path) -> Any:
        return json.loads(path.read_text())

    @staticmethod
    def write(path: Path, batch: Any) -> None:
        path.write_text(json.dumps(batch))

    def rehash(self, chain: int, signed_by: Ed25519PrivateKey | None, key_id: str | None = None) -> None:
        """Make the whole chain add up again, as somebody would who owns everything but the private key."""
        head = verify_ledger.GENESIS
        for path in self.files(chain):
            batch, last = self.read(path), ""
            for position, row in enumerate(batch["entries"]):
                row["position"] = position
                row["hash"] = last = verify_ledger.row_hash(batch, last, position, row)
            batch |= {"rows": len(batch["entries"]), "rows_hash": last, "previous_hash": head}
            batch["hash"] = head = verify_ledger.batch_hash(batch)
            if signed_by is not None:
                batch["signature"] = signed_by.sign(verify_ledger.signed_text(head)).hex()
            if key_id is not None:
                batch["key_id"] = key_id
            self.write(path, batch)
