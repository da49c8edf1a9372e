# SPDX-License-Identifier: EUPL-1.2
"""A back-up is really put back: nothing opens before all that was destroyed since is destroyed again, and each
destruction keeps its one row in the ledger."""

import datetime
import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction
from django.test import Client
from django.utils import timezone

from accounts import grants, people
from accounts.models import BrowserSession, Membership, UserGrant
from gir import checks, lookout
from incidents.leaving import note_who_left
from incidents.models import Incident, Perpetrator, Victim
from incidents.registry import readable_by
from incidents.sanctioning import annul
from incidents.tasks import note_who_left_the_registry, warn_of_what_outlives
from oversight.restoring import replay_destructions
from retention import engine, outside, replay, tasks
from retention.models import LedgerBatch, LedgerChain, LedgerEntry, LedgerImport
from retention.terms import start_of_day
from tests.incidents.sanctioned import Dossier
from tests.retention import sealed
from tests.world import PASSWORD, World, fresh

from .backup import Backup

pytestmark = pytest.mark.django_db(transaction=True)
DAY = datetime.timedelta(days=1)
# To put a back-up back costs seconds on PostgreSQL; what differs between the two is in the first test.
on_sqlite = pytest.mark.skipif(connection.vendor == "postgresql", reason="once is enough")
NOON = start_of_day(datetime.date(2026, 8, 31)) + datetime.timedelta(hours=12)
GONE = LedgerEntry.GONE


class Killed(BaseException):
    """As if the process were gone at this point."""


class Restored:
    """Waterrijk on two days: a back-up was made on the first, and put back after the second."""

    def __init__(self, world: World, place: Path) -> None:
        self.world, self.place = world, place
        self.clock: Any = time_machine.travel(NOON, tick=False)
        self.travel = self.clock.start()
        self.ada = world.person("Ada", world.root, "administrator")
        world.person("Ben", world.root, "administrator")
        self.dossier = Dossier(world)
        self.sanction = self.dossier.impose()
        alice = self.dossier.alice
        self.due, self.by_decision, self.stays = (world.incident(alice, alice) for _number in range(3))
        Incident.with_due.filter(pk=self.due.pk).update(destroy_at=NOON + DAY)
        self.lost = self.dossier.name(self.dossier.established(), "Karel Kras").perpetrator
        self.grant = world.grant(world.person("Ed", world.own), "handler", world.own)
        self.shorter = world.grant(world.person("Fay", world.own), "handler", world.own)
        self.group = world.group("Team", self.grant.user)
        self.leaver = world.person("Gus", world.own, "supervisor")
        engine.destroy_early([world.incident(alice, alice)], "R8")
        tasks.destroy_due()
        self.client = Client()
        assert self.client.login(email="gus@waterrijk.example", password=PASSWORD)
        self.backup = Backup()
        self.travel.shift(2 * DAY)
        self._what_happened_since()
        self.entries = list(LedgerEntry.objects.order_by("batch", "position").values_list("hash", flat=True))
        self.files = {path: path.read_bytes() for path in place.glob("*/*.json")}
        self.backup.put_back()

    def _what_happened_since(self) -> None:
        assert tasks.destroy_due() is None
        engine.destroy_early([self.by_decision, self.lost], "R8")
        annul(self.dossier.bob, self.sanction, "Verkeerde persoon.")
        assert note_who_left() == 1
        grants.withdraw_grant(self.ada, self.grant)
        today = timezone.localdate()
        asked = {"requested_by": "Test", "first_day": None, "last_day": today + DAY}
        grants.change_days(self.ada, self.shorter, **asked)
        grants.remove_member(self.ada, Membership.objects.get(group=self.group))
        people.deactivate_person(self.ada, self.leaver)
        self.missing = grants.grant_level(
            self.ada, "reporter", self.world.root, user=self.shorter.user, requested_by="Test"
        )
        tasks.copy_the_ledger()

    def end(self) -> None:
        self.backup.throw_away()
        self.clock.stop()

    @property
    def wim(self) -> Perpetrator:
        return self.dossier.wim.perpetrator

    @property
    def named(self) -> list[tuple[Any, Any]]:
        return [(Incident, self.due.pk), (Incident, self.by_decision.pk), (Perpetrator, self.lost.pk)]

    def home(self) -> Any:
        """The first page, for a browser that was signed in on the first day; as if no hour had passed."""
        with time_machine.travel(NOON, tick=False):
            return self.client.get("/")

    def assert_back(self) -> None:
        """What was destroyed is there again."""
        for model, pk in self.named:
            assert model.with_due.filter(pk=pk).exists()
        assert Victim.with_due.filter(incident=self.by_decision).exists()
        assert UserGrant.objects.get(pk=self.grant.pk).last_day is None
        assert fresh(self.leaver).is_active
        assert self.wim in readable_by(fresh(self.dossier.rita))
        assert self.home().status_code == 200

    def assert_as_it_was(self) -> None:
        """All that the ledger names is gone, each with its one row, and nothing else."""
        for model, pk in self.named:
            assert not model.with_due.filter(pk=pk).exists()
            rows = LedgerEntry.objects.filter(what=model._meta.label, object_id=str(pk), kind__in=GONE)
            assert rows.count() == 1
        assert not Victim.with_due.filter(incident__in=[self.due.pk, self.by_decision.pk]).exists()
        assert Incident.with_due.filter(pk=self.stays.pk).exists()
        # Out of view, and not destroyed: handlers see it until R4.
        assert Perpetrator.with_due.filter(pk=self.wim.pk).exists()
        assert self.wim not in readable_by(fresh(self.dossier.rita))
        found = list(LedgerEntry.objects.order_by("batch", "position").values_list("hash", flat=True))
        assert found == self.entries
        assert {path: path.read_bytes() for path in self.place.glob("*/*.json")} == self.files


@pytest.fixture
def place(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "outside"
    settings.STORAGES = settings.STORAGES | {
        "ledger": {"BACKEND": "retention.storages.WholeFiles", "OPTIONS": {"location": place}}
    }
    # The database of these tests is in this process's memory.
    monkeypatch.setattr(connections, "close_all", lambda: None)
    return place


@pytest.fixture
def restored(world: World, place: Path) -> Iterator[Restored]:
    found = Restored(world, place)
    yield found
    found.end()
    lookout._closed.clear()


def assert_refused(why: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=why):
        checks.refuse_to_start()


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("replay_destructions", *arguments, stdout=out)
    return out.getvalue()


def test_nothing_opens_before_it_was_replayed_and_then_all_is_as_it_was(
    restored: Restored, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    restored.assert_back()
    assert outside.standing() is outside.Standing.BEHIND
    assert_refused("knows of destructions that this database does not")
    before = LedgerBatch.objects.count()
    for task in (
        tasks.destroy_due,
        tasks.copy_the_ledger,
        note_who_left_the_registry,
        warn_of_what_outlives,
    ):
        with pytest.raises(outside.Closed):
            task()
    with pytest.raises(CommandError, match="replay_destructions"):
        call_command("destroy_due", stdout=StringIO())
    assert LedgerBatch.objects.count() == before
    # A server that ran while it was put back closes too, for everybody.
    assert restored.home().status_code == 200
    lookout.look()
    page = restored.home()
    assert (page.status_code, "Dit systeem wordt hersteld" in page.content.decode()) == (503, True)
    health = Client().get("/gezondheid/")
    assert (health.status_code, health.json()["ledger"]) == (503, "behind")

    said = run("--dry-run")
    assert "Rolled back" in said
    assert "3 records destroyed again" in said
    assert outside.standing() is outside.Standing.BEHIND
    assert LedgerBatch.objects.count() == before
    assert UserGrant.objects.get(pk=restored.grant.pk).last_day is None

    with monkeypatch.context() as patch:
        patch.setattr(replay, "destroy_again", _dies_at(replay.destroy_again, 2))
        with pytest.raises(Killed):
            run()
    assert outside.standing() is outside.Standing.UNFINISHED
    assert "rights that changed since: withdrawn again" in run()
    restored.assert_as_it_was()
    assert outside.standing() is outside.Standing.SOUND
    checks.refuse_to_start()
    lookout.look()
    assert not BrowserSession.objects.exists()
    assert restored.home().status_code == 302
    assert not LedgerImport.objects.filter(done_at=None).exists()
    assert sealed.faults(restored.place, sealed.export_to(tmp_path / "export")) == []
    # And it goes on from there.
    tasks.destroy_due()
    engine.destroy_early([restored.stays], "R8")
    tasks.copy_the_ledger()
    assert sealed.faults(restored.place) == []
    assert run().splitlines()[1] == "0 batches of the ledger brought back."


@on_sqlite
def test_no_right_is_wider_than_it_was_and_what_is_missing_is_named(restored: Restored) -> None:
    restored.assert_back()
    said = run()
    ed, fay = restored.grant.user, restored.shorter.user
    own, root = restored.world.own.pk, restored.world.root.pk
    by_outcome = {
        part.splitlines()[0].rpartition(": ")[2]: part
        for part in said.split(" rights that changed since")[1:]
    }
    again, missing = by_outcome["withdrawn again."], by_outcome["missing."]
    for named in (
        f"accounts.UserGrant {ed.pk}:handler:{own}",
        f"accounts.UserGrant {fay.pk}:handler:{own}",
        f"accounts.Membership {ed.pk}:{restored.group.pk}",
        f"accounts.User {restored.leaver.pk}",
    ):
        assert f"municipality {restored.world.waterrijk.pk}: {named}\n" in again
    assert f"accounts.UserGrant {fay.pk}:reporter:{root}\n" in missing
    assert not fresh(ed).has_perm("accounts.handler", restored.world.own)
    assert UserGrant.objects.get(pk=restored.shorter.pk).last_day == timezone.localdate() + DAY
    assert not fresh(restored.leaver).is_active
    assert not UserGrant.objects.filter(user=fay, content_object=restored.world.root).exists()
    # Who they are does not stand in the ledger.
    assert all(name not in path.read_text() for path in restored.files for name in ("Ed", "Fay", "Gus"))


@on_sqlite
def test_killed_anywhere_it_goes_on_where_it_was(restored: Restored, monkeypatch: pytest.MonkeyPatch) -> None:
    points = [(replay, "_bring_back", 2), (replay, "destroy_again", 1), (replay, "destroy_again", 2)]
    for module, name, turn in points:
        restored.backup.put_back()
        restored.assert_back()
        with monkeypatch.context() as patch:
            patch.setattr(module, name, _dies_at(getattr(module, name), turn))
            with pytest.raises(Killed):
                replay_destructions()
        assert outside.standing().is_closed
        assert_refused("replay_destructions")
        replay_destructions()
        restored.assert_as_it_was()
        assert outside.standing() is outside.Standing.SOUND


def _dies_at(real: Any, turn: int) -> Any:
    calls = []

    def dies(*arguments: Any) -> Any:
        calls.append(1)
        if len(calls) == turn:
            raise Killed
        return real(*arguments)

    return dies


@on_sqlite
def test_a_batch_that_fails_stops_no_other_and_keeps_it_closed(
    restored: Restored, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = engine.destroy_again

    def fails(model: Any, keys: Any) -> int:
        if model is Perpetrator:
            raise ValueError("Karel Kras")
        return real(model, keys)

    with monkeypatch.context() as patch:
        patch.setattr(engine, "destroy_again", fails)
        with pytest.raises(CommandError, match="ValueError") as refusal:
            run()
    assert "Karel" not in str(refusal.value)
    assert not Incident.with_due.filter(pk=restored.due.pk).exists()
    assert_refused("not destroyed again wholly yet")
    run()
    restored.assert_as_it_was()


@on_sqlite
def test_files_that_do_not_add_up_bring_nothing_back(restored: Restored) -> None:
    chain = restored.world.waterrijk.pk
    known = LedgerChain.objects.get(number=chain).batches
    new = sorted(path for path in restored.files if int(path.stem) > known and path.parent.name == str(chain))
    assert len(new) > 2
    for path in new:
        path.chmod(0o600)
    before = LedgerEntry.objects.count()

    def refused(expected: str) -> None:
        with pytest.raises(CommandError, match=expected) as refusal:
            run()
        assert "Nothing was brought back." in str(refusal.value)
        assert LedgerEntry.objects.count() == before
        restored.assert_back()
        for path in new:
            path.write_bytes(restored.files[path])

    batch = json.loads(new[0].read_text())
    batch["entries"][0]["object_id"] = str(restored.stays.pk)
    new[0].write_text(json.dumps(batch))
    refused("was changed")
    folder = sealed.Folder(restored.place, restored.place.parent / "forged")
    folder.rehash(chain, sealed.ANOTHER_KEY)
    new[1].write_bytes((folder.path / str(chain) / new[1].name).read_bytes())
    refused("signature is not of this key")
    new[1].unlink()
    refused("what comes before it is missing")
    new[1].write_bytes(restored.files[new[0]])
    refused("holds another batch")
    new[-1].write_bytes(restored.files[new[-1]][:-9])
    refused("cut off")
    run()
    restored.assert_as_it_was()


@on_sqlite
def test_a_back_up_that_ran_on_is_refused_and_put_back_once_more(restored: Restored) -> None:
    # As if somebody had started it with another place outside.
    chain = LedgerChain.objects.get(number=restored.world.waterrijk.pk)
    for number in range(len(restored.files)):
        with transaction.atomic():
            sealed.ledger.append([sealed.line(chain.number)], timezone.now())
        expected = "BEHIND" if number < len(restored.files) - 2 else "DIFFERENT"
        assert outside.standing() in (outside.Standing.BEHIND, outside.Standing.DIFFERENT), expected
    assert outside.standing() is outside.Standing.DIFFERENT
    assert_refused("another history")
    with pytest.raises(CommandError, match="ran on without this"):
        run()
    restored.backup.put_back()
    run()
    restored.assert_as_it_was()


@on_sqlite
def test_a_file_that_changes_after_it_was_verified_is_not_brought_back(restored: Restored) -> None:
    found = replay.verify()
    chain, number = found[0]
    path = restored.place / str(chain) / f"{number:08d}.json"
    path.chmod(0o600)
    batch = json.loads(path.read_text())
    batch["entries"][0]["object_id"] = str(restored.stays.pk)
    path.write_text(json.dumps(batch))
    before = LedgerEntry.objects.count()
    with pytest.raises(replay.NotTrusted, match="was changed"):
        replay.bring_back(found)
    assert LedgerEntry.objects.count() == before
    assert Incident.with_due.filter(pk=restored.stays.pk).exists()
