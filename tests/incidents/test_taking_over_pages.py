# SPDX-License-Identifier: EUPL-1.2
"""The pages of taking over a list: from the file to the work list, and nothing of it left behind."""

import logging
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from accounts.models import User
from incidents.models import Incident, TakeOverReading
from incidents.timeline import incident_path
from tests.world import World

from .case import client_of, filled_in, text_of
from .lists import as_csv, as_xlsx

pytestmark = pytest.mark.django_db
CANARY = "Zwartewaterallee"


@pytest.fixture
def rob(world: World) -> User:
    return world.person("Rob Root", world.root, "handler")


def bring(client: Client, data: bytes, name: str = "lijst.csv") -> Any:
    return client.post("/overnemen/", {"file": SimpleUploadedFile(name, data)}, follow=True)


def dry_run(client: Client, data: bytes) -> Any:
    columns = bring(client, data)
    return client.post(columns.wsgi_request.path, filled_in(columns), follow=True)


def say_yes(client: Client, page: Any) -> Any:
    return client.post(
        page.wsgi_request.path,
        {"fingerprint": page.context["plan"].fingerprint, "action": "take"},
        follow=True,
    )


def test_from_file_to_work_list(rob: User) -> None:
    client = client_of(rob)
    assert "/overnemen/" in text_of(client.get("/werkvoorraad/"))
    page = dry_run(client, as_xlsx({}, {"number": 18, "unit": "Nergens"}, {"number": 19, "date": "1-1-2001"}))
    shown = text_of(page)
    for words in (
        "Er is geen open onderdeel met deze naam.",
        "Te oud",
        "Stagiair Sam",
        "1 melding overnemen",
    ):
        assert words in shown
    done = say_yes(client, page)
    assert "1 melding is overgenomen" in text_of(done)
    case = text_of(client.get(incident_path(Incident.objects.get())))
    assert "nam de melding over uit een eerdere registratie" in case
    again = say_yes(client, page)
    assert "Deze lijst is er niet meer" in text_of(again)
    assert Incident.objects.count() == 1


def test_a_supervisor_finds_no_way_to_it(world: World) -> None:
    client = client_of(world.person("Sonja", world.root, "supervisor"))
    assert "/overnemen/" not in text_of(client.get("/werkvoorraad/"))


def test_another_handlers_list_does_not_show(world: World, rob: User) -> None:
    page = dry_run(client_of(rob), as_csv({}))
    other = client_of(world.person("Rik", world.root, "handler"))
    for path in (page.wsgi_request.path, page.wsgi_request.path + "kolommen/"):
        shown = other.get(path, follow=True)
        assert "Stagiair Sam" not in text_of(shown)
        assert "Deze lijst is er niet meer" in text_of(shown)
    other.post(page.wsgi_request.path, {"action": "cancel"})
    assert TakeOverReading.objects.count() == 1


def test_a_file_that_cannot_be_used_says_why_at_the_field(rob: User) -> None:
    page = bring(client_of(rob), b"PK\x03\x04 geen werkmap", "lijst.xlsx")
    assert "file" in page.context["form"].errors
    assert not TakeOverReading.with_due.exists()


def test_one_heading_for_two_things_is_refused_and_what_was_chosen_stays(rob: User) -> None:
    client = client_of(rob)
    columns = bring(client, as_csv({}))
    data = filled_in(columns) | {"place": "4", "state": "open"}
    page = client.post(columns.wsgi_request.path, data)
    assert list(page.context["form"].errors) == ["place"]
    assert page.context["form"]["state"].value() == "open"
    page = client.post(columns.wsgi_request.path, data | {"place": "", "date": ""})
    assert list(page.context["form"].errors) == ["date"]


def test_the_next_list_has_its_columns_chosen_already(rob: User) -> None:
    client = client_of(rob)
    text = b"Wanneer;Waar;Wie;Wat\n3-2-2025;Burgerzaken;Sam;Riep iets.\n"
    columns = bring(client, text)
    data = filled_in(columns) | {"date": "0", "unit": "1", "victim": "2", "narrative": "3", "channel": ""}
    client.post(columns.wsgi_request.path, data)
    form = bring(client, text).context["form"]
    assert [form[name].value() for name in ("date", "unit", "victim", "narrative")] == ["0", "1", "2", "3"]


def test_mark_up_and_formulas_in_a_cell_stay_text(rob: User) -> None:
    page = dry_run(client_of(rob), as_csv({"victim": "<b>Sam</b>", "number": "=1+1"}))
    assert b"<b>Sam</b>" not in page.content
    assert "<b>Sam</b>" in text_of(page)


def everything_stored() -> bytes:
    """Every value of every table, as the database holds it."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                found += [bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in row]
    return b"\n".join(found)


def test_nothing_of_a_list_is_anywhere_in_the_clear(
    rob: User, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before the yes and after it: not in a table, the session, a message, a log or a temporary folder."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    caplog.set_level(logging.DEBUG)
    secrets = {
        "narrative": f"{CANARY} riep hij.",
        "victim": f"Sam {CANARY}",
        "aggressor": CANARY,
        "number": CANARY,
    }
    client = client_of(rob)
    page = dry_run(client, as_xlsx(secrets, secrets | {"number": "2", "unit": CANARY}))
    assert CANARY in text_of(page)
    assert CANARY.encode() not in everything_stored()
    done = say_yes(client, page)
    assert CANARY in Incident.objects.get().narrative
    assert CANARY.encode() not in everything_stored()
    assert not TakeOverReading.with_due.exists()
    assert CANARY not in str(dict(client.session.items())) + client.cookies.output() + done.wsgi_request.path
    assert CANARY not in caplog.text
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
