# SPDX-License-Identifier: EUPL-1.2
"""What a municipality takes along: everything of its own, in open formats, that only the receiver can open."""

import base64
import datetime
import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyrage
import pytest
import time_machine
from django.apps import apps
from django.utils import timezone

from accounts.models import AccessLogEntry, ChangeLogEntry
from incidents.models import Incident
from oversight.leaving import announcing, sealed, steps, tables, verify_export
from oversight.models import Departure, DepartureChunk, DepartureFile, TextRead, Unmasking
from oversight.models.departure import Package
from oversight.requests import deciding
from recordings.models import Recording
from retention import seal, verify_ledger
from retention.models import Retained, RetainedWith
from tests.incidents.case import client_of
from tests.recordings.exchange import sound_of
from tests.world import World, fresh

from . import asked
from .leaving import BSN, EMPLOYEE, OTHER_SECRET, PERPETRATOR, SECRET, Leaving, everything_in, rows

HOUR = datetime.timedelta(hours=1)
# Each test below looks at an export, and making one takes a second or two: they look at one and change nothing.
INCIDENTS, RECORDINGS = Package.INCIDENTS, Package.RECORDINGS


@pytest.fixture
def leaving(world: World) -> Iterator[Leaving]:
    """The morning after the last day, before anything goes on by itself; Waterrijk's approved call is still there."""
    made = Leaving(world)
    made.fill()
    made.agree()
    with made.after_the_last_day():
        yield made


def keep(row: Any, hours: float = 24 * 30) -> None:
    """Let it not be due."""
    type(row).with_due.filter(pk=row.pk).update(destroy_at=timezone.now() + datetime.timedelta(hours=hours))


def test_everything_of_the_municipality_goes_along_and_nothing_of_another(leaving: Leaving) -> None:
    keep(leaving.approved)
    leaving.sweep()
    steps.go_on()
    archive = leaving.opened(INCIDENTS)
    said = everything_in(archive).decode("utf-8", "replace")
    for word in (SECRET, PERPETRATOR, EMPLOYEE, BSN, "hank@waterrijk.example", "Burgerzaken", "Z/26/0815"):
        assert word in said, word
    # In the dictionary the name of a theme is that of another municipality.
    said = everything_in(archive, but="schema.json").decode("utf-8", "replace")
    for word in (OTHER_SECRET, "Dirk Duinstra", "duinveen", "Duinveen", "Otto"):
        assert word not in said, word
    [incident] = rows(archive, "incidents.Incident")
    assert SECRET in incident["narrative"]
    assert incident["unit_id"] == leaving.world.own.pk
    assert datetime.datetime.fromisoformat(incident["destroy_at"]) == leaving.case.destroy_at
    [perpetrator] = rows(archive, "incidents.Perpetrator")
    assert (perpetrator["name"], perpetrator["bsn"]) == (PERPETRATOR, BSN)
    [evidence] = rows(archive, "incidents.Evidence")
    assert archive.read(evidence["content"]) == SECRET.encode()
    assert {row["name"] for row in rows(archive, "accounts.User")} >= {"Ada", "Ben", "Hank", EMPLOYEE}
    assert rows(archive, "accounts.ChangeLogEntry")
    assert {row["action"] for row in rows(archive, "accounts.AccessLogEntry")} == {"read_incident"}
    assert rows(archive, "incidents.LetterTemplate") is not None
    assert rows(archive, "accounts.RetentionPolicy")[0]["number"] == 1
    assert any(name.startswith("reports/") for name in archive.namelist())
    assert any(name.startswith(f"ledger/{leaving.departure.number}/") for name in archive.namelist())


def test_what_opens_a_door_here_does_not_go_along(leaving: Leaving) -> None:
    keep(leaving.approved)
    hank = leaving.hank
    assert hank.password.startswith("pbkdf2") or "$" in hank.password
    steps.go_on()
    for package in Package:
        said = everything_in(leaving.opened(package))
        for secret in (
            hank.password,
            hank.session_salt,
            leaving.exchange.system.token_hash,
            leaving.exchange.token,
        ):
            assert secret
            assert str(secret).encode() not in said


def test_recordings_never_stand_with_incidents(leaving: Leaving) -> None:
    """GRO 7; of somebody else's calls only approved ones are heard by others (GRO 6), and go along."""
    keep(leaving.approved)
    keep(leaving.flagged)
    keep(leaving.unflagged)
    of_both_sides(leaving)
    steps.go_on()
    incidents, recordings = leaving.opened(INCIDENTS), leaving.opened(RECORDINGS)
    assert not [name for name in incidents.namelist() if "recordings." in name]
    assert not [name for name in recordings.namelist() if "incidents." in name]
    said = everything_in(incidents) + b""
    for recording in (leaving.approved, leaving.flagged, leaving.unflagged):
        assert str(recording.pk).encode() not in said.replace(_ledger_of(incidents), b"")
    [row] = rows(recordings, "recordings.Recording")
    assert (row["id"], row["caller_number"]) == (str(leaving.approved.pk), leaving.approved.caller_number)
    sounds = [name for name in recordings.namelist() if name.startswith("files/")]
    assert [Path(name).stem for name in sounds] == [str(leaving.approved.pk)]
    assert recordings.read(sounds[0]) == sound_of(leaving.approved)
    said = everything_in(recordings)
    assert SECRET.encode() in said  # the reason for which it was flagged
    for other in (leaving.flagged, leaving.unflagged):
        mentioned = [n for n in recordings.namelist() if str(other.pk).encode() in recordings.read(n)]
        # That there was such a call stands in the logs about it alone.
        assert set(mentioned) <= {
            "tables/accounts.ChangeLogEntry.jsonl",
            "tables/accounts.AccessLogEntry.jsonl",
        }


def of_both_sides(leaving: Leaving) -> None:
    """Somebody asked what is held about them; of the call something was decided and read too."""
    coen, what = leaving.exchange.coen, f"recording.{leaving.approved.pk}.flag_reason"
    request = asked.ask(coen)
    Unmasking.objects.create(request=request, what=what, reason="Mag mee.", decided_by=coen)
    TextRead.objects.create(request=request, what=what, seen="x", read_by=coen)
    deciding.decide(fresh(coen), request, "withdrawn")


def _ledger_of(archive: zipfile.ZipFile) -> bytes:
    return b"\n".join(archive.read(name) for name in archive.namelist() if name.startswith("ledger/"))


@pytest.mark.parametrize("hours", [-1, 0.5])
def test_what_is_due_or_will_be_within_the_hour_is_not_exported(leaving: Leaving, hours: float) -> None:
    """With all that belongs to it, files too: a term is a maximum."""
    keep(leaving.approved, hours)
    keep(leaving.case, hours)
    steps.go_on()
    incidents = leaving.opened(INCIDENTS)
    assert rows(incidents, "accounts.User")
    for label in ("Incident", "Victim", "Measure", "Evidence", "Involvement", "TimelineEntry"):
        assert rows(incidents, f"incidents.{label}") == [], label
    assert SECRET.encode() not in everything_in(incidents)
    assert not [name for name in incidents.namelist() if name.startswith("files/incidents")]
    recordings = leaving.opened(RECORDINGS)
    assert rows(recordings, "recordings.Recording") == []
    assert not [name for name in recordings.namelist() if name.startswith("files/")]


def test_nothing_of_it_lies_here_in_the_clear(leaving: Leaving) -> None:
    keep(leaving.approved)
    steps.go_on()
    stored = b"".join(bytes(data) for data in DepartureChunk.objects.values_list("data", flat=True))
    assert len(stored) == sum(DepartureFile.objects.values_list("size", flat=True))
    assert stored.startswith(b"age-encryption.org/v1")
    for word in (SECRET, PERPETRATOR, "incidents.Incident"):
        assert word.encode() not in stored
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(leaving.download(INCIDENTS), [pyrage.x25519.Identity.generate()])


def test_every_table_says_whether_it_goes_along(db: None) -> None:
    """Fails when somebody adds a model and does not say in leaving/tables.py what becomes of it."""
    # The shelf is a table of the tests themselves.
    there = {
        m._meta.label for m in apps.get_models(include_auto_created=True) if m._meta.app_label != "shelf"
    }
    assert there == set(tables.FATES)
    for label, fate in tables.FATES.items():
        model = apps.get_model(label)
        if isinstance(fate, tables.Remains):
            assert fate.why
            assert not issubclass(model, Retained | RetainedWith), f"{label} has a term, and would stay"
            continue
        # Asks the database: a path that leads nowhere is an error.
        assert not tables.rows_of(model, 0).exists()
        if isinstance(fate, tables.Stays):
            assert fate.why
            continue
        kept = {f.name for f in model._meta.concrete_fields}
        assert set(fate.without) <= kept, label
        assert not fate.file or fate.file in kept


def test_whatever_points_at_something_of_a_municipality_is_the_municipality_s(db: None) -> None:
    """A row that would be left behind, and with it what it points at."""
    for label, fate in tables.FATES.items():
        if not isinstance(fate, tables.Remains):
            continue
        for field in apps.get_model(label)._meta.concrete_fields:
            if field.is_relation:
                target = tables.FATES[field.related_model._meta.label]
                forgets = field.null and field.remote_field.on_delete.__name__ == "SET_NULL"
                assert isinstance(target, tables.Remains) or forgets, field


def test_the_schema_describes_every_field_of_every_row(leaving: Leaving) -> None:
    keep(leaving.approved)
    steps.go_on()
    for package in Package:
        archive = leaving.opened(package)
        schema = json.loads(archive.read("schema.json"))
        described = {
            table["table"]: {field["name"] for field in table["fields"]} for table in schema["tables"]
        }
        assert {model._meta.label for model, _fate in tables.tables_of(package)} == set(described)
        for label, names in described.items():
            for row in rows(archive, label):
                assert set(row) == names, label
        for table in schema["tables"]:
            assert table["meaning"], table["table"]
            assert all(field["type"] for field in table["fields"])


def check(content: bytes, key: str | None = None) -> list[str]:
    keys = [base64.b64decode(key or seal.public_key())]
    return verify_export.check(io.BytesIO(content), keys)[0]


def again(archive: zipfile.ZipFile, change: dict[str, bytes | None], extra: str = "") -> bytes:
    """The package with some files otherwise: None for one that is left out."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name in archive.namelist():
            content = change.get(name, archive.read(name))
            if content is not None:
                made.writestr(name, content)
        if extra:
            made.writestr(extra, b"x")
    return out.getvalue()


def test_the_receiver_s_program_finds_what_was_changed(leaving: Leaving) -> None:
    steps.go_on()
    archive = leaving.opened(INCIDENTS)
    whole = again(archive, {})
    assert check(whole) == []
    table = "tables/incidents.Incident.jsonl"
    manifest = archive.read("manifest.json")
    changed = archive.read(table).replace(SECRET.encode(), b"Zwartewaterlaan!")
    assert changed != archive.read(table)
    forged = manifest.replace(b"Z/26/0815", b"Z/26/0816")
    assert forged != manifest
    for change, extra, expected in [
        ({table: changed}, "", "is not as it was exported"),
        ({table: None}, "", "is missing"),
        ({}, "extra.txt", "is not in the manifest"),
        ({"manifest.json": forged}, "", "was not signed by this key"),
        ({"manifest.sig": b"00" * 64}, "", "was not signed by this key"),
        ({"manifest.sig": None}, "", "is not signed"),
        ({table: archive.read(table) * 2}, "", "rows, and 1 were exported"),
    ]:
        faults = check(again(archive, change, extra))
        assert any(expected in fault for fault in faults), (expected, faults)
    assert check(whole, base64.b64encode(os.urandom(32)).decode()) != []
    with pytest.raises(verify_export.Unreadable):
        check(whole[: len(whole) // 2])
    with pytest.raises(verify_export.Unreadable):
        check(again(archive, {"manifest.json": None}))


def test_the_program_opens_the_package_and_prints_the_code(
    leaving: Leaving, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    steps.go_on()
    codes = leaving.codes()
    package, identity = tmp_path / "export.zip.age", tmp_path / "key.txt"
    package.write_bytes(leaving.download(INCIDENTS))
    identity.write_text(f"# public key: {leaving.key}\n{leaving.identity}\n")
    key = ["--public-key", seal.public_key()]
    assert verify_export.main([*key, "--identity", str(identity), str(package)]) == 0
    said = capsys.readouterr().out
    assert f"Confirmation code: {codes['incidents']}" in said
    assert SECRET not in said
    assert verify_export.main([*key, str(package)]) == 1
    assert "it is sealed" in capsys.readouterr().out
    package.write_bytes(package.read_bytes()[:-100])
    assert verify_export.main([*key, "--identity", str(identity), str(package)]) == 1
    assert "cut short" in capsys.readouterr().out


def test_the_program_stands_alone_and_the_ledger_inside_verifies(leaving: Leaving, tmp_path: Path) -> None:
    """Run from what is in the package, by a Python without GIR."""
    leaving.sweep()
    steps.go_on()
    archive = leaving.opened(INCIDENTS)
    archive.extractall(tmp_path / "open")
    (tmp_path / "export.zip").write_bytes(again(archive, {}))
    environment = {"PATH": os.environ["PATH"]}
    for program, *arguments in (
        ("verify_export.py", str(tmp_path / "export.zip")),
        ("verify_ledger.py", str(tmp_path / "open" / "ledger")),
    ):
        done = subprocess.run(
            [sys.executable, tmp_path / "open" / program, "--public-key", seal.public_key(), *arguments],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env=environment,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert "Nothing is wrong" in done.stdout
    assert Path(str(verify_ledger.__file__)).read_bytes() == archive.read("verify_ledger.py")


def test_half_an_export_is_never_taken_for_whole(leaving: Leaving, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed in the middle: what was written is no package, and the next turn makes it from its beginning."""
    keep(leaving.approved)
    monkeypatch.setattr(sealed, "CHUNK", 4096)

    class Killed(BaseException):
        pass

    turns = []

    def dies(turn: steps.Turn) -> None:
        turns.append(turn)
        if len(turns) > 12:
            raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(steps.Turn, "sign_of_life", dies)
        with pytest.raises(Killed):
            steps.go_on()
    assert DepartureChunk.objects.count() > 5
    assert leaving.departure.exported_at is None
    half = set(DepartureFile.objects.filter(finished_at=None).values_list("pk", flat=True))
    assert half
    assert client_of(leaving.ada).get("/beheer/vertrek/incidents/").status_code == 404
    # Whoever was killed holds it no longer than its time.
    steps.go_on()
    assert leaving.departure.exported_at is None
    with time_machine.travel(timezone.now() + steps.LEASE, tick=True):
        steps.go_on()
        assert leaving.departure.exported_at is not None
        assert not half & set(DepartureFile.with_due.values_list("pk", flat=True))
        archive = leaving.opened(INCIDENTS)
        assert check(again(archive, {})) == []
        numbers = list(
            DepartureChunk.objects.filter(file__package="incidents").values_list("number", flat=True)
        )
        assert numbers == list(range(len(numbers)))


def test_who_was_taken_for_dead_writes_no_more(leaving: Leaving) -> None:
    turn, other = steps.Turn(leaving.departure), steps.Turn(leaving.departure)
    assert turn.begin()
    assert not other.begin()
    with time_machine.travel(timezone.now() + steps.LEASE, tick=True):
        assert other.begin()
        with pytest.raises(steps.TakenOver):
            turn.sign_of_life()
        turn.end()
        assert not steps.Turn(leaving.departure).begin()


def test_one_that_fails_says_so_and_does_not_stop_another(
    leaving: Leaving, monkeypatch: pytest.MonkeyPatch
) -> None:
    dora = leaving.world.person("Dora", leaving.world.other_root, "administrator")
    dirk = leaving.world.person("Dirk", leaving.world.other_root, "administrator")
    soon = timezone.localdate() + datetime.timedelta(days=8)
    announcing.announce(dora, soon, "Z/9", "Zelf", leaving.key)
    announcing.confirm(dirk)
    make = sealed.make

    def fails(file: DepartureFile, sign_of_life: Any) -> None:
        if file.departure.number == leaving.world.waterrijk.pk:
            raise RuntimeError(SECRET)
        make(file, sign_of_life)

    monkeypatch.setattr(sealed, "make", fails)
    with time_machine.travel(timezone.now() + datetime.timedelta(days=9), tick=True):
        with pytest.raises(ExceptionGroup):
            steps.go_on()
        mine, theirs = (
            Departure.objects.get(number=m.pk) for m in (leaving.world.waterrijk, leaving.world.duinveen)
        )
        assert theirs.exported_at is not None
        assert (mine.exported_at, mine.failure, mine.failures) == (None, "RuntimeError", 1)


def test_a_reader_who_is_not_the_worker_changes_nothing(leaving: Leaving) -> None:
    """Making an export changes no record: neither a log row for each, nor a value that is sealed anew."""
    keep(leaving.approved)
    before = (
        ChangeLogEntry.with_due.exclude(content_type__model="municipality").count(),
        AccessLogEntry.with_due.count(),
        [row.data for row in Incident.with_due.order_by("pk").values_list("narrative", flat=True)],
        Recording.with_due.count(),
    )
    steps.go_on()
    assert (
        ChangeLogEntry.with_due.exclude(content_type__model="municipality").count(),
        AccessLogEntry.with_due.count(),
        [row.data for row in Incident.with_due.order_by("pk").values_list("narrative", flat=True)],
        Recording.with_due.count(),
    ) == before
