# SPDX-License-Identifier: EUPL-1.2
"""The ledger is signed, and goes to a place outside the database: each batch, once, whole, and never over another."""

import base64
import os
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from gir.celery import app
from retention import copies, seal, tasks, verify_ledger
from retention.models import LedgerBatch, LedgerCopy
from retention.storages import WholeFiles
from tests.upgrading import database_of_before, models_at
from tests.world import World

from . import sealed
from .sealed import BATCHES, CHAINS, NOW


class Killed(BaseException):
    """As if the process were gone at this point."""


def killed(*args: Any, **kwargs: Any) -> None:
    raise Killed


@pytest.fixture
def outside(db: None, tmp_path: Path, settings: Any) -> Path:
    place = tmp_path / "outside"
    settings.STORAGES = settings.STORAGES | {
        "ledger": {"BACKEND": "retention.storages.WholeFiles", "OPTIONS": {"location": place}}
    }
    return place


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.glob("*/*.json"))}


# Signing


def test_every_head_is_signed_with_the_key_of_the_environment(db: None) -> None:
    sealed.append()
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(seal.public_key()))
    assert LedgerBatch.objects.count() == len(CHAINS) * BATCHES
    for batch in LedgerBatch.objects.all():
        public.verify(bytes.fromhex(batch.signature), verify_ledger.signed_text(batch.hash))
        with pytest.raises(InvalidSignature):
            public.verify(bytes.fromhex(batch.signature), verify_ledger.signed_text(batch.previous_hash))
        assert batch.key_id == seal.key_id()


@pytest.mark.parametrize("text", ["", "demo-1:", "AAAA", "geheime sleutel", "=" * 44])
def test_what_is_no_key_is_refused_and_not_quoted(text: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        seal.parse(text)
    assert str(refusal.value) == "GIR_LEDGER_KEY is not base64 of 32 bytes."


def test_the_public_key_is_printed_and_a_private_one_is_made(settings: Any) -> None:
    out = StringIO()
    call_command("ledger_key", stdout=out)
    assert out.getvalue().strip() == seal.public_key()
    assert settings.LEDGER_KEY.partition(":")[2] not in out.getvalue()
    made = []
    for _time in range(2):
        out = StringIO()
        call_command("ledger_key", "--new", stdout=out)
        made.append(out.getvalue().strip())
        seal.parse(made[-1])
    assert made[0] != made[1]
    before = seal.public_key()
    settings.LEDGER_KEY = f" {made[0]}\n"
    assert seal.public_key() != before


# Copying


def test_each_batch_of_each_chain_goes_outside_with_its_rows(outside: Path, tmp_path: Path) -> None:
    sealed.append()
    assert copies.copy_what_is_new() == 0
    found = contents(outside)
    assert list(found) == [
        f"{chain}/{number:08d}.json" for chain in CHAINS for number in range(1, BATCHES + 1)
    ]
    assert found == contents(sealed.export_to(tmp_path / "export"))
    assert LedgerCopy.objects.filter(copied_at__isnull=False, failure="").count() == len(CHAINS) * BATCHES
    assert not copies.not_copied().exists()
    assert sealed.faults(outside, tmp_path / "export") == []
    # Harmless to repeat; and what is new is added.
    moments = list(LedgerCopy.objects.order_by("pk").values_list("copied_at", flat=True))
    assert copies.copy_what_is_new() == 0
    assert list(LedgerCopy.objects.order_by("pk").values_list("copied_at", flat=True)) == moments
    sealed.append(1)
    assert copies.copy_what_is_new() == 0
    assert contents(outside).items() > found.items()


def test_no_file_can_be_written_over_by_accident(outside: Path) -> None:
    sealed.append(1)
    copies.copy_what_is_new()
    for path in outside.glob("*/*"):
        assert path.stat().st_mode & 0o777 == 0o440
        with pytest.raises(FileExistsError):
            WholeFiles(location=outside)._save(str(path.relative_to(outside)), copies.ContentFile(b"x"))
        assert not path.name.endswith(".part")
    assert sealed.faults(outside) == []


def test_what_the_workers_destroy_is_copied_at_once(world: World, outside: Path) -> None:
    """And beat sweeps every minute after what could not be, or went by decision (R8)."""
    incident = world.incident(world.person("Alice", None, "reporter"))
    with time_machine.travel(incident.destroy_at, tick=False):
        tasks.destroy_due()
    assert str(incident.pk).encode() in b"".join(contents(outside).values())
    assert sealed.faults(outside) == []
    sealed.append(1)
    assert copies.not_copied().exists()
    tasks.copy_the_ledger()
    assert not copies.not_copied().exists()
    sweep = app.conf.beat_schedule["copy the ledger"]
    assert (sweep["task"], sweep["schedule"]) == (tasks.copy_the_ledger.name, 60)


def test_what_was_rolled_back_is_not_outside(outside: Path) -> None:
    with transaction.atomic():
        sealed.append(1)
        transaction.set_rollback(True)
    copies.copy_what_is_new()
    assert contents(outside) == {}
    sealed.append(1)
    copies.copy_what_is_new()
    assert len(contents(outside)) == len(CHAINS)


@pytest.mark.parametrize(
    ("where", "what"),
    [
        (copies, "document"),
        (os, "fsync"),
        (os, "link"),
        (os, "unlink"),
        (LedgerCopy.objects, "get_or_create"),
    ],
    ids=["before the file", "while writing", "before it has its name", "before tidying up", "before the row"],
)
def test_after_a_crash_between_commit_and_copy_the_next_sweep_copies_it(
    outside: Path, monkeypatch: pytest.MonkeyPatch, where: Any, what: str
) -> None:
    sealed.append()
    with monkeypatch.context() as patch:
        patch.setattr(where, what, killed)
        with pytest.raises(Killed):
            copies.copy_what_is_new()
    # Whole or not at all.
    assert all(content.endswith(b"]}\n") for content in contents(outside).values())
    assert copies.not_copied().count() == len(CHAINS) * BATCHES
    assert copies.copy_what_is_new() == 0
    assert len(contents(outside)) == len(CHAINS) * BATCHES
    assert sealed.faults(outside) == []


def test_a_place_that_does_not_answer_is_tried_again(outside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sealed.append(2)

    def full(*args: Any) -> None:
        raise OSError("No space left on Zwartewaterallee")

    with monkeypatch.context() as patch:
        patch.setattr(WholeFiles, "_save", full)
        assert copies.copy_what_is_new() == 4
    assert set(LedgerCopy.objects.values_list("failure", "copied_at")) == {("OSError", None)}
    assert copies.not_copied().count() == 4
    assert copies.copy_what_is_new() == 0
    assert set(LedgerCopy.objects.values_list("failure", flat=True)) == {""}
    assert len(contents(outside)) == 4


def test_another_file_is_never_written_over_and_is_listed(outside: Path) -> None:
    sealed.append(2)
    other = outside / "1" / "00000001.json"
    other.parent.mkdir(parents=True)
    other.write_text("another history")
    for _time in range(2):
        assert copies.copy_what_is_new() == 1
        assert other.read_text() == "another history"
        stuck = LedgerCopy.objects.get(copied_at=None)
        assert (stuck.batch.chain_id, stuck.batch.number, stuck.failure) == (1, 1, copies.DIFFERENT)
    # It stops nothing else; and goes when somebody looked into it.
    assert len(contents(outside)) == 4
    other.unlink()
    assert copies.copy_what_is_new() == 0
    assert sealed.faults(outside) == []


def test_two_workers_at_once_are_no_fault(outside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sealed.append(1)
    copies.copy_what_is_new()
    monkeypatch.setattr(WholeFiles, "exists", lambda *args: False)
    batch = LedgerBatch.objects.get(chain=1)
    assert copies.write(copies.outside(), copies.name_of(batch), copies.document(batch))
    assert not copies.write(copies.outside(), copies.name_of(batch), b"another")
    assert sealed.faults(outside) == []


def test_a_copy_without_a_moment_has_a_reason(db: None) -> None:
    sealed.append(1)
    batch = LedgerBatch.objects.get(chain=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerCopy.objects.create(batch=batch)
    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerCopy.objects.create(batch=batch, copied_at=NOW, failure="OSError")


# Exporting


def test_one_municipality_is_exported_to_be_checked_beside_the_copy(
    world: World, outside: Path, tmp_path: Path
) -> None:
    here = world.incident(world.person("Alice", None, "reporter"))
    there = world.incident(world.person("Otto", world.other, "reporter"))
    with time_machine.travel(max(here.destroy_at, there.destroy_at), tick=False):
        call_command("destroy_due", stdout=StringIO())
        folder, out = tmp_path / "export", StringIO()
        call_command("export_ledger", "--municipality", "waterrijk", "--to", str(folder), stdout=out)
    content = b"".join(contents(folder).values())
    assert str(here.pk).encode() in content
    assert str(there.pk).encode() not in content
    chain = world.waterrijk.pk
    assert f"--public-key {seal.public_key()} --chain {chain} {folder}" in out.getvalue()
    assert sealed.faults(outside, folder, chain=chain) == []
    # A second time it finds its own files; another file there is left alone, and said.
    call_command("export_ledger", "--municipality", "waterrijk", "--to", str(folder), stdout=out)
    name = next(iter(contents(folder)))
    (folder / name).unlink()
    (folder / name).write_text("another")
    with pytest.raises(CommandError, match=name):
        call_command("export_ledger", "--municipality", "waterrijk", "--to", str(folder), stdout=out)
    assert (folder / name).read_text() == "another"
    with pytest.raises(CommandError, match="no municipality nergens"):
        call_command("export_ledger", "--municipality", "nergens", "--to", str(folder), stdout=out)


def test_a_period_is_exported_as_a_part(
    world: World, outside: Path, tmp_path: Path, monkeypatch: Any
) -> None:
    """Days in Amsterdam, the last one whole."""
    from accounts.management.commands import export_ledger

    monkeypatch.setattr(export_ledger, "_chain", lambda slug: 1)
    for day in ("21T22:59:59Z", "21T23:00:00Z", "22T22:59:59Z", "22T23:00:00Z"):
        at = NOW.fromisoformat(f"2026-11-{day}")
        sealed.ledger.append([sealed.line(1, at)], at)
    folder = tmp_path / "export"
    days = ("--since", "2026-11-22", "--until", "2026-11-22")
    call_command("export_ledger", "--municipality", "x", "--to", str(folder), *days, stdout=StringIO())
    assert list(contents(folder)) == ["1/00000002.json", "1/00000003.json"]
    assert sealed.faults(outside, folder, chain=1, part=True) == []
    assert sealed.faults(folder) == [f"{folder}: batch 1/1: is missing."]


# Migrating


@pytest.mark.django_db(transaction=True)
def test_what_stood_in_the_ledger_before_is_signed_and_protected_again() -> None:
    with database_of_before(("retention", "0002_append_only")):
        sealed_hash = "a" * 64
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO retention_ledgerchain (number, batches, head) VALUES (7, 1, %s)", [sealed_hash]
            )
            cursor.execute(
                "INSERT INTO retention_ledgerbatch (id, chain_id, number, made_at, rows, rows_hash, previous_hash, hash)"
                " VALUES (%s, 7, 1, %s, 0, '', %s, %s)",
                ["0" * 31 + "1", NOW, "0" * 64, sealed_hash],
            )
        models_at(("retention", "0003_seals"))
        batch = LedgerBatch.objects.get(chain=7)
        assert (batch.signature, batch.key_id) == (seal.sign(sealed_hash), seal.key_id())
        for statement in (
            "UPDATE retention_ledgerbatch SET key_id = 'x'",
            "DELETE FROM retention_ledgerbatch",
        ):
            with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
                connection.cursor().execute(statement)
