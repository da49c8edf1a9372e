# SPDX-License-Identifier: EUPL-1.2
"""Whoever tampers with the ledger is found out, by a file that needs nothing of this system but the public key; and
nobody is accused of what did not happen."""

import base64
import copy
import json
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from retention import append_only, ledger, seal, verify_ledger
from retention.models import LedgerBatch, LedgerEntry

from . import sealed
from .sealed import ANOTHER_KEY, BATCHES, CHAINS, ROWS, Folder, faults

ANOTHER_ID = verify_ledger.key_id_of(ANOTHER_KEY.public_key().public_bytes_raw())


@pytest.fixture
def files(db: None, tmp_path: Path) -> Path:
    sealed.append()
    return sealed.export_to(tmp_path / "true")


@pytest.fixture
def tampered(files: Path, tmp_path: Path) -> Folder:
    return Folder(files, tmp_path / "tampered")


def test_nobody_is_accused_of_what_did_not_happen(files: Path, tmp_path: Path) -> None:
    other = sealed.export_to(tmp_path / "again")
    assert len(list(files.glob("*/*.json"))) == len(CHAINS) * BATCHES
    report = verify_ledger.check([files, other], [sealed.key()])
    assert report.faults == []
    assert len(report.seen) == 2 * len(CHAINS)
    # One municipality's by itself, also without the folder of its name, or as single files.
    assert faults(files, sealed.export_to(tmp_path / "one", chain=1), chain=1) == []
    assert faults(files / "1") == []
    assert faults(*sorted((files / "2").glob("*.json"))) == []
    # A part, when it is asked about as a part.
    assert faults(*sorted((files / "2").glob("*.json"))[2:4], part=True) == []
    # What a crash leaves behind is no file of the ledger.
    (files / "1" / ".00000001.json.x.part").write_text("{")
    assert faults(files, other) == []


def test_both_write_the_same_hashes(files: Path) -> None:
    """The verifier counts for itself."""
    for batch in LedgerBatch.objects.all():
        found = Folder.read(files / str(batch.chain_id) / f"{batch.number:08d}.json")
        assert verify_ledger.batch_hash(found) == ledger.batch_hash(batch) == batch.hash
        assert (found["key_id"], batch.key_id) == (seal.key_id(), seal.key_id())
        rows = LedgerEntry.objects.filter(batch=batch).order_by("position")
        assert [row["hash"] for row in found["entries"]] == [entry.hash for entry in rows]
        assert len(found["entries"]) == ROWS


# Tampering, by somebody who has the files; each answers nothing and changes something.


def pick(folder: Folder, chance: random.Random) -> tuple[Path, Any]:
    path = chance.choice(folder.files())
    return path, folder.read(path)


def another(value: Any, chance: random.Random) -> Any:
    """Another value that could stand there."""
    if isinstance(value, int):
        return chance.choice([value + 1, value - 1, value + 1000, float(value), str(value), None])
    place = chance.randrange(len(value)) if value else 0
    changed = value[:place] + chance.choice("0123456789abcdefR") + value[place + 1 :]
    return chance.choice([changed, changed, value + " ", value[:-1], "", None]) if value else "0"


def change_a_value(folder: Folder, chance: random.Random) -> None:
    path, batch = pick(folder, chance)
    place = chance.choice([batch, chance.choice(batch["entries"])])
    name = chance.choice([name for name in place if name != "entries"])
    before = place[name]
    while place[name] == before and type(place[name]) is type(before):
        place[name] = another(before, chance)
    folder.write(path, batch)


def delete_a_row(folder: Folder, chance: random.Random) -> None:
    path, batch = pick(folder, chance)
    del batch["entries"][chance.randrange(ROWS)]
    if chance.random() < 0.5:
        for position, row in enumerate(batch["entries"]):
            row["position"] = position
        batch["rows"] = len(batch["entries"])
    folder.write(path, batch)


def delete_a_batch(folder: Folder, chance: random.Random) -> None:
    chance.choice(folder.files()).unlink()


def insert_a_row(folder: Folder, chance: random.Random) -> None:
    path, batch = pick(folder, chance)
    row = copy.deepcopy(chance.choice(folder.read(chance.choice(folder.files()))["entries"]))
    place = chance.randrange(ROWS + 1)
    if chance.random() < 0.5:
        before = batch["entries"][place - 1]["hash"] if place else ""
        row["object_id"] = "0" * 36
        row["position"] = place
        row["hash"] = verify_ledger.row_hash(batch, before, place, row)
    batch["entries"].insert(place, row)
    folder.write(path, batch)


def insert_a_batch(folder: Folder, chance: random.Random) -> None:
    chain = chance.choice(CHAINS)
    batch = folder.read(folder.file(chain, chance.randint(1, BATCHES)))
    batch["number"] = BATCHES + 1
    batch["previous_hash"] = folder.read(folder.file(chain, BATCHES))["hash"]
    batch["hash"] = verify_ledger.batch_hash(batch)
    folder.write(folder.file(chain, BATCHES + 1), batch)


def swap_rows(folder: Folder, chance: random.Random) -> None:
    path, batch = pick(folder, chance)
    one, other = chance.sample(range(ROWS), 2)
    rows = batch["entries"]
    rows[one], rows[other] = rows[other], rows[one]
    if chance.random() < 0.5:
        rows[one]["position"], rows[other]["position"] = one, other
    folder.write(path, batch)


def swap_batches(folder: Folder, chance: random.Random) -> None:
    (one, first), (other, second) = ((path, folder.read(path)) for path in chance.sample(folder.files(), 2))
    if chance.random() < 0.5:
        for name in ("chain", "number"):
            first[name], second[name] = second[name], first[name]
    folder.write(one, second)
    folder.write(other, first)


def truncate(folder: Folder, chance: random.Random) -> None:
    path, batch = pick(folder, chance)
    how = chance.randrange(3)
    if how == 0:
        content = path.read_bytes()
        path.write_bytes(content[: chance.randrange(len(content) - 2)])
    elif how == 1:
        del batch["entries"][chance.randrange(ROWS) :]
        folder.write(path, batch)
    else:
        chain = chance.choice(CHAINS)
        for file in folder.files(chain)[chance.randrange(1, BATCHES) :]:
            file.unlink()


def sign_with_another_key(folder: Folder, chance: random.Random) -> None:
    """All of the chain adds up again: only who signed it is another."""
    path, batch = pick(folder, chance)
    chance.choice(batch["entries"])["done_at"] = "2026-11-22T12:00:00+00:00"
    folder.write(path, batch)
    folder.rehash(batch["chain"], ANOTHER_KEY, chance.choice([None, ANOTHER_ID]))


def forget_to_sign(folder: Folder, chance: random.Random) -> None:
    path, batch = pick(folder, chance)
    del batch["entries"][chance.randrange(ROWS)]
    folder.write(path, batch)
    folder.rehash(batch["chain"], None)


WAYS: list[Callable[[Folder, random.Random], None]] = [
    change_a_value,
    delete_a_row,
    delete_a_batch,
    insert_a_row,
    insert_a_batch,
    swap_rows,
    swap_batches,
    truncate,
    sign_with_another_key,
    forget_to_sign,
]


def test_two_hundred_ways_of_tampering_are_every_one_found(files: Path, tmp_path: Path) -> None:
    """Beside the other copy, which is what the copy outside the database is for."""
    alone = 0
    for number in range(200):
        chance = random.Random(number)
        way = WAYS[number % len(WAYS)]
        folder = Folder(files, tmp_path / "tampered")
        assert faults(folder.path) == []
        way(folder, chance)
        assert faults(files, folder.path) != [], (number, way.__name__)
        # The true copy is never what is wrong by itself.
        assert not any(said.startswith(f"{files}: batch") and "missing" not in said for said in faults(files))
        alone += bool(faults(folder.path))
        if way not in (delete_a_batch, truncate):
            assert faults(folder.path) != [], (number, way.__name__)
    assert alone > 180


def test_it_says_which_row_was_changed(tampered: Folder) -> None:
    for name in ("object_id", "due_at", "hash"):
        path = tampered.file(1, 3)
        kept = path.read_text()
        batch = tampered.read(path)
        was = batch["entries"][2][name]
        batch["entries"][2][name] = ("4" if was[0] == "3" else "3") + was[1:]
        named = f"row 2 (incidents.Incident {batch['entries'][2]['object_id']})"
        tampered.write(path, batch)
        (said,) = faults(tampered.path)
        assert f"batch 1/3: {named} was changed" in said
        path.write_text(kept)


def test_it_says_which_row_was_removed(tampered: Folder) -> None:
    path = tampered.file(2, 1)
    batch = tampered.read(path)
    del batch["entries"][4]
    tampered.write(path, batch)
    first, second = faults(tampered.path)
    assert first.endswith("batch 2/1: row 4 was removed.")
    assert second.endswith(f"it has {ROWS - 1} rows, and says {ROWS}.")


def test_it_says_that_the_last_rows_were_removed(tampered: Folder) -> None:
    path = tampered.file(2, 1)
    batch = tampered.read(path)
    del batch["entries"][2:]
    tampered.write(path, batch)
    assert any(said.endswith("batch 2/1: the rows after 1 were removed.") for said in faults(tampered.path))


@pytest.mark.parametrize("place", [0, 3, 4])
def test_it_says_which_row_was_inserted(tampered: Folder, place: int) -> None:
    path = tampered.file(2, 1)
    batch = tampered.read(path)
    row = copy.deepcopy(batch["entries"][3])
    row["object_id"] = "invented"
    batch["entries"].insert(place, row)
    tampered.write(path, batch)
    found = [said for said in faults(tampered.path) if "row 3" in said or "inserted" in said]
    assert len(found) == 1
    assert found[0].endswith("row 3 (incidents.Incident invented) was inserted.")


def test_it_says_which_rows_were_put_in_another_order(tampered: Folder) -> None:
    path = tampered.file(1, 1)
    batch = tampered.read(path)
    rows = batch["entries"]
    rows[1], rows[4] = rows[4], rows[1]
    tampered.write(path, batch)
    assert [said.partition("batch 1/1: ")[2] for said in faults(tampered.path)] == [
        "row 4 was re-ordered: it stands where row 1 belongs.",
        "row 1 was re-ordered: it stands where row 4 belongs.",
    ]
    rows[1]["position"], rows[4]["position"] = 1, 4
    tampered.write(path, batch)
    said = "\n".join(faults(tampered.path))
    assert f"row 4 (incidents.Incident {rows[1]['object_id']}) was re-ordered or renumbered" in said
    assert f"row 1 (incidents.Incident {rows[4]['object_id']}) was re-ordered or renumbered" in said


def test_it_says_which_batch_is_missing(tampered: Folder, files: Path) -> None:
    for number in (1, 3):
        tampered.file(1, number).unlink()
    assert faults(tampered.path) == [
        f"{tampered.path}: batch 1/1: is missing.",
        f"{tampered.path}: batch 1/3: is missing.",
    ]
    assert f"{tampered.path}: batch 1/3: is missing, and stands in {files}." in faults(files, tampered.path)


def test_what_was_cut_off_at_the_end_is_seen_beside_the_other_copy_only(
    tampered: Folder, files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And it says so."""
    tampered.file(2, BATCHES).unlink()
    assert faults(tampered.path) == []
    assert faults(files, tampered.path) == [
        f"{tampered.path}: batch 2/{BATCHES}: is missing, and stands in {files}."
    ]
    shutil.rmtree(tampered.path / "2")
    assert len(faults(files, tampered.path)) == BATCHES
    assert faults(files, tampered.path, chain=1) == []
    assert verify_ledger.main(["--public-key", seal.public_key(), str(files)]) == 0
    said = capsys.readouterr().out
    last = LedgerBatch.objects.get(chain=1, number=BATCHES)
    assert f"batches 1 to {BATCHES}, made at {last.made_at.isoformat()}, head {last.hash}" in said
    assert "this cannot know" in said


def test_a_history_under_another_key_names_that_key(tampered: Folder) -> None:
    tampered.rehash(1, ANOTHER_KEY, ANOTHER_ID)
    found = faults(tampered.path)
    assert len(found) == BATCHES
    assert all(f"signed with a key that was not given: '{ANOTHER_ID}'" in said for said in found)
    # With both keys given it is a key that took over.
    keys = [sealed.key(), ANOTHER_KEY.public_key().public_bytes_raw()]
    assert verify_ledger.check([tampered.path], keys).faults == []


def test_the_ledger_goes_on_under_a_new_key(files: Path, tmp_path: Path, settings: Any) -> None:
    old = sealed.key()
    settings.LEDGER_KEY = seal.new_private_key()
    sealed.append(1)
    grown = sealed.export_to(tmp_path / "grown")
    assert verify_ledger.check([grown], [old, sealed.key()]).faults == []
    assert len(verify_ledger.check([grown], [old]).faults) == len(CHAINS)


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", "null", "\x00", "[" * 100_000, '{"format": "gir-ledger-1", "format": "gir-ledger-1"}'],
    ids=["empty", "list", "object", "null", "binary", "deep", "twice"],
)
def test_what_is_no_batch_is_said_and_does_not_stop_it(tampered: Folder, content: str) -> None:
    path = tampered.file(1, 2)
    path.write_text(content)
    (said,) = faults(tampered.path)
    assert said.startswith(f"{tampered.path}: 1/00000002.json: ")


def test_nothing_at_all_is_not_good(tmp_path: Path) -> None:
    assert faults(tmp_path) == [f"{tmp_path}: no batch is in it."]


def test_a_change_in_the_database_by_its_owner_is_found(files: Path, tmp_path: Path) -> None:
    """The owner of the tables can drop the triggers; and make the hashes fit, but no signature."""
    entry = LedgerEntry.objects.filter(batch__chain=1, batch__number=2).order_by("position")[3]
    append_only.unprotect(connection)
    LedgerEntry.objects.filter(pk=entry.pk).update(due_at=entry.done_at)
    found = faults(sealed.export_to(tmp_path / "changed"))
    assert len(found) == 1
    assert f"batch 1/2: row 3 (incidents.Incident {entry.object_id}) was changed" in found[0]
    found = faults(files, tmp_path / "changed")
    assert any(said.endswith("batch 1/2: differ in row 3.") for said in found)
    LedgerEntry.objects.filter(pk=entry.pk).delete()
    append_only.protect(connection)
    found = faults(sealed.export_to(tmp_path / "removed"))
    assert any(said.endswith("batch 1/2: row 3 was removed.") for said in found)


def test_it_runs_by_itself(tampered: Folder, files: Path, tmp_path: Path) -> None:
    """One file, taken to another place, without this project on its path and without Django."""
    program = tmp_path / "elsewhere" / "verify_ledger.py"
    program.parent.mkdir()
    shutil.copy(verify_ledger.__file__, program)
    key = tmp_path / "key"
    key.write_text(f"{seal.public_key()}\n")
    blocked = "import sys, runpy; sys.modules['django'] = None; sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name='__main__')"

    def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-I", "-c", blocked, str(program), *map(str, arguments)]
        return subprocess.run(command, cwd=program.parent, capture_output=True, text=True, timeout=60)

    done = run("--public-key", key, files)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Nothing is wrong with what was given." in done.stdout
    tampered.file(1, 1).unlink()
    done = run("--public-key", seal.public_key(), tampered.path)
    assert done.returncode == 1
    assert "batch 1/1: is missing." in done.stdout
    assert "WRONG: 1 findings." in done.stdout
    assert run("--public-key", base64.b64encode(b"short").decode(), files).returncode == 2
    assert run("--public-key", key, tmp_path / "nothing").returncode == 2
    assert run(files).returncode == 2


# Files that were made up to stop who checks, or to make them read something else.

UNTRUE = dict.fromkeys(verify_ledger.WORDS, "x") | {"hash": "x"}


def made_up(folder: Path, entries: list[dict[str, Any]], **head: Any) -> Path:
    batch = {name: "x" if kind is str else 1 for name, kind in verify_ledger.HEAD.items()}
    batch |= {"format": verify_ledger.FORMAT, "rows": len(entries), "entries": entries} | head
    path = folder / "00000001.json"
    path.write_text(json.dumps(batch))
    return path


@pytest.mark.parametrize(
    ("rows", "head"),
    [
        ([UNTRUE | {"position": 0}, UNTRUE | {"position": 10**40}], {"rows": 10**41}),
        ([UNTRUE | {"position": 10**11}], {"rows": 10**12}),
        ([UNTRUE | {"position": position} for position in range(20_000)], {}),
        ([UNTRUE | {"position": -(10**40)}], {"number": 10**40, "chain": -1}),
    ],
    ids=["far row", "only a far row", "many wrong rows", "below zero"],
)
def test_whatever_numbers_a_file_says_it_is_checked_in_a_moment(
    rows: list[dict[str, Any]], head: dict[str, Any], tmp_path: Path
) -> None:
    started = time.monotonic()
    found = faults_of_any(made_up(tmp_path, rows, **head))
    assert found
    assert time.monotonic() - started < 10


def test_what_a_file_says_does_not_reach_the_terminal_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lie = "\x1b[8m\nNothing is wrong with what was given.\n\ud800"
    path = made_up(tmp_path, [UNTRUE | {"position": 0, "what": lie}])
    key = base64.b64encode(ANOTHER_KEY.public_key().public_bytes_raw()).decode()
    assert verify_ledger.main(["--public-key", key, str(path)]) == 1
    said = capsys.readouterr().out
    assert "\\x1b[8m\\nNothing is wrong with what was given.\\n\\ud800" in said
    assert "\x1b" not in said
    assert "\nNothing is wrong" not in said


def faults_of_any(path: Path) -> list[str]:
    return verify_ledger.check([path], [ANOTHER_KEY.public_key().public_bytes_raw()]).faults
