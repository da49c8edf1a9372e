# SPDX-License-Identifier: EUPL-1.2
"""How the database stands to the copy of its ledger, without any restore: what opens, what does not, and at what cost."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import storages
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gir import checks, lookout
from retention import copies, outside
from retention.models import LedgerBatch
from retention.outside import Standing
from retention.storages import WholeFiles

from . import sealed

READS: list[str] = []


class Counting(WholeFiles):
    """Tells which files are read."""

    def _open(self, name: str, mode: str = "rb") -> Any:
        READS.append(name)
        return super()._open(name, mode)


@pytest.fixture
def place(db: None, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "outside"
    settings.STORAGES = settings.STORAGES | {
        "ledger": {"BACKEND": f"{__name__}.Counting", "OPTIONS": {"location": place}}
    }
    monkeypatch.setattr(connections, "close_all", lambda: None)
    READS.clear()
    return place


@pytest.fixture
def filled(place: Path) -> Path:
    sealed.append()
    copies.copy_what_is_new()
    for path in place.glob("*/*.json"):
        path.chmod(0o600)
    return place


def test_a_new_installation_opens(place: Path) -> None:
    """With nothing in the ledger, and no folder yet; with an empty one; and before its first batch was copied."""
    for make in (lambda: None, place.mkdir, sealed.append):
        make()
        assert outside.standing() is Standing.SOUND
        checks.refuse_to_start()


def test_a_demo_thrown_away_opens_again(filled: Path) -> None:
    assert outside.standing() is Standing.SOUND
    shutil.rmtree(filled)
    with pytest.raises(ImproperlyConfigured):
        checks.refuse_to_start()
    # Its database is thrown away too: both stand in the same folder.
    connection.cursor().execute("DELETE FROM retention_ledgercopy")
    assert outside.standing() is Standing.SOUND


def test_it_costs_a_list_and_one_file_per_chain(filled: Path) -> None:
    READS.clear()
    with CaptureQueriesContext(connection) as few:
        assert outside.standing() is Standing.SOUND
    last = f"{sealed.BATCHES:08d}.json"
    assert [f"{chain}/{last}" for chain in sealed.CHAINS] == READS
    sealed.append(5)
    copies.copy_what_is_new()
    READS.clear()
    with CaptureQueriesContext(connection) as more:
        assert outside.standing() is Standing.SOUND
    assert len(READS) == len(sealed.CHAINS)
    assert len(more) == len(few) == 3 + len(sealed.CHAINS)


def test_what_is_not_outside_yet_is_no_reason(filled: Path) -> None:
    sealed.append(2)
    assert copies.not_copied().exists()
    assert outside.standing() is Standing.SOUND
    # Copied, and killed before that was written down.
    for batch in copies.not_copied():
        copies.write(copies.outside(), copies.name_of(batch), copies.document(batch))
    assert outside.standing() is Standing.SOUND


@pytest.mark.parametrize("chain", [1, 3])
def test_a_batch_that_only_the_copy_knows_closes_it(filled: Path, chain: int) -> None:
    """In a chain that the database knows, and in one of a municipality that it does not have any more."""
    target = filled / str(chain) / f"{sealed.BATCHES + 3:08d}.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text("whatever it holds")
    assert outside.standing() is Standing.BEHIND
    with pytest.raises(ImproperlyConfigured, match="replay_destructions"):
        checks.refuse_to_start()
    with pytest.raises(outside.Closed):
        outside.refuse_when_closed()


@pytest.mark.parametrize("content", ["another", "", "[]"])
def test_another_history_closes_it(filled: Path, content: str) -> None:
    last = filled / "1" / f"{sealed.BATCHES:08d}.json"
    if content == "another":
        content = last.read_text().replace(
            LedgerBatch.objects.get(chain=1, number=sealed.BATCHES).hash, "0" * 64
        )
    last.write_text(content)
    assert outside.standing() is Standing.DIFFERENT
    with pytest.raises(ImproperlyConfigured, match="another history"):
        checks.refuse_to_start()


@pytest.mark.parametrize("what", ["all", "a chain", "the last file"])
def test_a_copy_that_lacks_what_was_written_there_lets_nothing_begin(filled: Path, what: str) -> None:
    last = filled / "1" / f"{sealed.BATCHES:08d}.json"
    {"all": lambda: shutil.rmtree(filled), "a chain": lambda: shutil.rmtree(last.parent)}.get(
        what, last.unlink
    )()
    assert outside.standing() is Standing.UNREADABLE
    with pytest.raises(ImproperlyConfigured, match="cannot be read"):
        checks.refuse_to_start()
    # Yet who works is not sent away, and what is due is destroyed: a network may falter.
    outside.refuse_when_closed()
    lookout.look()
    assert not lookout.is_closed()
    # What the database still has can be laid back.
    copies.export(LedgerBatch.objects.all(), storages["ledger"])
    checks.refuse_to_start()


def test_a_running_server_closes_every_page_and_opens_again(filled: Path) -> None:
    ahead = filled / "1" / f"{sealed.BATCHES + 1:08d}.json"
    assert Client().get("/account/inloggen/").status_code == 200
    ahead.write_text("{}")
    lookout.look()
    try:
        for path in ("/account/inloggen/", "/", "/nergens/"):
            page = Client().get(path)
            assert (page.status_code, page["Cache-Control"]) == (503, "no-store")
            assert "Dit systeem wordt hersteld" in page.content.decode()
            assert "default-src 'none'" in page["Content-Security-Policy"]
        assert Client().get("/gezondheid/").json()["ledger"] == "behind"
    finally:
        ahead.unlink()
        lookout.look()
    assert Client().get("/account/inloggen/").status_code == 200
