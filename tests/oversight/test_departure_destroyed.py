# SPDX-License-Identifier: EUPL-1.2
"""After it nothing of the municipality is anywhere but the ledger and the certificate, and of another nothing moved."""

import base64
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.files.storage import storages
from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone

from accounts.models import BrowserSession, ChangeLogEntry, Logo, Municipality, User
from incidents.models import Incident
from oversight.leaving import destroying, steps, tables
from oversight.models import AnonymousReport, Departure
from protection.fields import encrypted_fields
from recordings.models import Recording
from retention import copies, engine, gate, seal, verify_ledger
from retention.destroying import destroying as raw_destroying
from retention.models import FileRemoval, LedgerBatch, LedgerEntry
from tests.incidents.case import client_of, text_of
from tests.world import PASSWORD, World

from .leaving import BSN, EMPLOYEE, OTHER_SECRET, PAGE, PERPETRATOR, SECRET, Leaving, visitor


@pytest.fixture
def leaving(world: World) -> Iterator[Leaving]:
    """Received, on the morning after the last day: a second administrator has only to say yes."""
    made = Leaving(world)
    made.fill()
    same = Logo.objects.create(digest="cd" * 32, png=b"png", width=24, height=24)
    own = Logo.objects.create(digest="ab" * 32, png=b"png", width=24, height=24)
    Municipality.objects.filter(pk=world.waterrijk.pk).update(logo=own)
    Municipality.objects.filter(pk=world.duinveen.pk).update(logo=same)
    visitor().login(email=made.hank.email, password=PASSWORD)
    made.agree()
    with made.after_the_last_day():
        for recording in (made.approved, made.flagged):
            later = timezone.now() + 5 * (timezone.now() - made.departure.announced_at)
            Recording.with_due.filter(pk=recording.pk).update(destroy_at=later)
        steps.go_on()
        made.receive()
        yield made


def _plain(row: Any) -> tuple[Any, ...]:
    return tuple(bytes(value) if isinstance(value, memoryview) else value for value in row)


def dump() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, as the database has it."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = sorted((_plain(row) for row in cursor.fetchall()), key=repr)
    return found


def rows_of_other(number: int) -> dict[str, list[Any]]:
    """What the database has of another municipality, table by table, as it is stored."""
    found: dict[str, list[Any]] = {}
    for model in tables.to_destroy():
        keys = list(tables.rows_of(model, number).values_list("pk", flat=True))
        key: Any = model._meta.pk
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            at = [column[0] for column in cursor.description].index(key.column)
            wanted = {key.get_db_prep_value(k, connection) for k in keys}
            found[model._meta.label] = sorted(
                repr(_plain(row))
                for row in cursor.fetchall()
                if key.get_db_prep_value(key.to_python(row[at]), connection) in wanted
            )
    return found


def everywhere() -> str:
    """Every table and every file, as text."""
    parts = [repr(dump())]
    for alias in ("recordings", "ledger"):
        place = storages[alias]
        for name in _names(place, ""):
            with place.open(name) as file:
                parts.append(name + file.read().decode("latin-1"))
    return "\n".join(parts)


def _names(place: Any, folder: str) -> Iterator[str]:
    folders, names = place.listdir(folder or ".")
    yield from (f"{folder}{name}" for name in names)
    for inner in folders:
        yield from _names(place, f"{folder}{inner}/")


def test_nothing_is_left_but_the_ledger_and_the_departure(leaving: Leaving) -> None:
    world, number = leaving.world, leaving.world.waterrijk.pk
    before, other = everywhere(), rows_of_other(world.duinveen.pk)
    plain = (EMPLOYEE, "hank@waterrijk.example", "Burgerzaken", "Centrale", "reminder", "ab" * 32)
    ids = [
        str(leaving.case.pk),
        leaving.case.pk.hex,
        leaving.case.reference,
        leaving.hank.password,
        leaving.key,
    ]
    files = [Recording.with_due.get(pk=r.pk).file for r in (leaving.approved, leaving.flagged)]
    for word in (*plain, *files):
        assert word in before, word
    assert any(word in before for word in ids[:2])
    assert BrowserSession.objects.count() > 2
    sealed = _sealed_values()
    assert len(sealed) > 20
    assert all(value in before for value in sealed)
    assert sum(map(len, other.values())) > 40

    leaving.destroy()
    steps.go_on()

    assert leaving.departure.state == Departure.State.DESTROYED
    after = everywhere()
    for word in (*plain, *files, SECRET, PERPETRATOR, BSN, leaving.hank.password):
        assert word not in after, word
    kept = set(_sealed_values())
    assert [value for value in sealed if value in after and value not in kept] == []
    assert kept
    for model in tables.to_destroy():
        assert not tables.rows_of(model, number).exists(), model
    assert not Municipality.objects.filter(pk=number).exists()
    assert not Logo.objects.filter(pk="ab" * 32).exists()
    assert not FileRemoval.objects.exists()
    # Of Duinveen not a byte moved.
    assert rows_of_other(world.duinveen.pk) == other
    assert client_of(leaving.otto).get(f"/incidenten/{leaving.elsewhere.pk}/").status_code == 200
    # Every session of Waterrijk is gone; the outsider's works.
    mine = set(User.objects.values_list("pk", flat=True))
    assert all(
        int(s.get_decoded()["_auth_user_id"]) in mine for s in BrowserSession.objects.all() if s.get_decoded()
    )


def _sealed_values() -> list[str]:
    """What stands in the database for what was typed, as a dump shows it."""
    found = []
    for model in apps.get_models():
        for field in encrypted_fields(model):
            for value in model._base_manager.values_list(field.attname, flat=True):
                if value is not None:
                    found.append(repr(bytes(value.data))[2:-1])
    return [value for value in found if len(value) > 20]


def test_the_ledger_says_of_each_record_that_it_went_and_why(leaving: Leaving) -> None:
    number = leaving.world.waterrijk.pk
    incidents = set(Incident.with_due.filter(municipality=number).values_list("pk", flat=True))
    people = set(User.objects.filter(municipality=number).values_list("pk", flat=True))
    assert incidents
    leaving.destroy()
    steps.go_on()
    entries = LedgerEntry.objects.filter(batch__chain=number, rule="LEFT", kind__in=LedgerEntry.GONE)
    said = {
        label: set(entries.filter(what=label).values_list("object_id", flat=True))
        for label in entries.values_list("what", flat=True)
    }
    assert said["incidents.Incident"] == {str(key) for key in incidents}
    assert said["accounts.User"] == {str(key) for key in people}
    assert said["accounts.Municipality"] == {str(number)}
    assert str(leaving.approved.pk) in said["recordings.Recording"]
    assert set(entries.values_list("kind", flat=True)) == {"destroyed_early"}
    for entry in entries:
        assert SECRET not in f"{entry.object_id}{entry.policy}"
    removed = LedgerEntry.objects.filter(batch__chain=number, kind="file_removed")
    assert str(leaving.approved.pk) in set(removed.values_list("object_id", flat=True))


def test_the_certificate_is_for_whoever_has_the_address_and_verifies(
    leaving: Leaving, tmp_path: Path
) -> None:
    path = leaving.destroy()
    assert "Alles wordt nu vernietigd" in text_of(visitor().get(path))
    steps.go_on()
    assert "Alles is vernietigd op" in text_of(visitor().get(path))
    response = visitor().get(f"{path}verklaring/")
    content = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    archive = zipfile.ZipFile(io.BytesIO(content))
    names = {Path(name).suffix: name for name in archive.namelist()}
    assert archive.read(names[".pdf"]).startswith(b"%PDF")
    (tmp_path / "verklaring.json").write_bytes(archive.read(names[".json"]))
    said = json.loads(archive.read(names[".json"]))
    assert (said["municipality"], said["chain"]) == ("Waterrijk", leaving.departure.number)
    assert {"incidents.Incident", "accounts.Municipality"} <= {total["what"] for total in said["totals"]}
    for word in (SECRET, PERPETRATOR, EMPLOYEE, "Hank", "Ada"):
        assert word.encode() not in archive.read(names[".json"])
    copies.copy_what_is_new()
    place, outside = storages["ledger"], tmp_path / "ledger"
    for batch in LedgerBatch.objects.filter(chain=leaving.departure.number):
        target = outside / copies.name_of(batch)
        target.parent.mkdir(parents=True, exist_ok=True)
        with place.open(copies.name_of(batch)) as file:
            target.write_bytes(file.read())
    report = verify_ledger.check(
        [tmp_path / "verklaring.json", outside], [base64.b64decode(seal.public_key())], None, False
    )
    assert report.faults == []


def test_who_was_of_it_is_nobody_here_any_more(leaving: Leaving) -> None:
    inside = client_of(leaving.ben)
    leaving.destroy()
    steps.go_on()
    response = inside.get(PAGE)
    assert response.status_code == 302
    assert "inloggen" in response.headers["Location"] or "account" in response.headers["Location"]
    assert visitor().get("/openbaar/waterrijk/").status_code == 404
    assert not visitor().login(email=leaving.ada.email, password=PASSWORD)


@pytest.mark.parametrize("after", [1, 7, 20, 40])
def test_killed_anywhere_it_goes_on_where_it_was(
    leaving: Leaving, after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Harmless twice: each record stands in the ledger once."""
    monkeypatch.setattr(destroying, "BATCH", 2)

    class Killed(BaseException):
        pass

    signs = []

    def dies(turn: steps.Turn) -> None:
        signs.append(turn)
        if len(signs) > after:
            raise Killed

    leaving.destroy()
    with monkeypatch.context() as patch:
        patch.setattr(steps.Turn, "sign_of_life", dies)
        with pytest.raises(Killed):
            steps.go_on()
    assert leaving.departure.state == Departure.State.DESTROYING
    assert Municipality.objects.filter(pk=leaving.departure.number).exists()
    Departure.objects.update(working_until=None)
    steps.go_on()
    steps.go_on()
    assert leaving.departure.state == Departure.State.DESTROYED
    gone = LedgerEntry.objects.filter(kind__in=LedgerEntry.GONE).values_list("what", "object_id")
    assert len(gone) == len(set(gone))


def test_nothing_goes_without_the_yes_of_a_second_administrator(leaving: Leaving) -> None:
    with pytest.raises(gate.NotToBeDestroyed):
        destroying.destroy_all(leaving.departure, lambda: None)
    assert Incident.with_due.filter(municipality=leaving.world.waterrijk).exists()


def test_nobody_else_may_delete_an_anonymous_report(leaving: Leaving) -> None:
    """The database lets the engine do it for this one reason, and refuses anybody else as before."""
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        AnonymousReport.objects.all().delete()
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        AnonymousReport.objects.update(year=2024)
    assert AnonymousReport.objects.count() == 1


def test_what_cannot_go_keeps_it_from_being_done(leaving: Leaving, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store that is away: the municipality did not leave until the last file did."""
    leaving.destroy()
    store = storages["recordings"]
    with monkeypatch.context() as patch:
        patch.setattr(type(store), "delete", lambda self, name: (_ for _ in ()).throw(OSError()))
        with pytest.raises(ExceptionGroup):
            steps.go_on()
    assert leaving.departure.state == Departure.State.DESTROYING
    assert FileRemoval.objects.exists()
    FileRemoval.objects.update(not_before=timezone.now())
    steps.go_on()
    assert leaving.departure.state == Departure.State.DESTROYED


def test_an_older_back_up_brings_nothing_of_it_back(leaving: Leaving) -> None:
    """What the ledger says of a municipality that left is done again, with no second row in the ledger."""
    number = leaving.departure.number
    engine.destroy_due()
    leaving.destroy()
    steps.go_on()
    entries = list(LedgerEntry.objects.filter(batch__chain=number))
    # As an older back-up would: the municipality with its root, a person, and a policy.
    back = Municipality(pk=number, name="Waterrijk", slug="waterrijk")
    back.save(force_insert=True)
    unit = leaving.world.unit("Gemeente Waterrijk", None, back)
    leaving.world.person("Ada", unit, "administrator")
    with raw_destroying():
        # What a test writes down now was in no back-up.
        ChangeLogEntry.with_due.filter(municipality=number).delete()
    count = LedgerEntry.objects.count()
    assert destroying.destroy_again(entries) == 1
    assert not Municipality.objects.filter(pk=number).exists()
    assert not User.objects.filter(municipality=number).exists()
    assert LedgerEntry.objects.count() == count
    assert Municipality.objects.filter(slug="duinveen").exists()


def test_there_is_something_of_every_kind_to_destroy(leaving: Leaving) -> None:
    """Else the tests above would hold for what nobody filled."""
    number = leaving.world.waterrijk.pk
    filled = {m._meta.label for m in tables.to_destroy() if tables.rows_of(m, number).exists()}
    assert len(filled) > 30, sorted(filled)
    assert OTHER_SECRET != SECRET
    assert issubclass(Departure, models.Model)
