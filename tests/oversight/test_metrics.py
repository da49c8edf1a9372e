# SPDX-License-Identifier: EUPL-1.2
"""What Prometheus reads of destruction, four numbers, and of how pages answer, by name; for who has the token. For
everybody else there is no such page."""

import datetime
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from gir import gunicorn
from incidents.models import Incident
from retention import copies, ledger
from retention.models import DestructionFailure
from retention.tasks import destroy_due
from tests.retention import sealed
from tests.test_permissions import url_names
from tests.world import World

pytestmark = pytest.mark.django_db
TOKEN = "a-token-of-thirty-two-characters"
NOON = datetime.datetime(2026, 8, 31, 10, tzinfo=datetime.UTC)


@pytest.fixture
def token(settings: Any) -> str:
    settings.METRICS_TOKEN = TOKEN
    # A place outside that no other test has filled.
    memory = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = {**settings.STORAGES, "ledger": memory}
    return TOKEN


def ask(authorization: str) -> Any:
    return Client(headers={"Authorization": authorization}).get("/metrics")


def numbers() -> dict[str, float]:
    response = ask(f"Bearer {TOKEN}")
    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["Content-Type"].startswith("text/plain; version=")
    families = text_string_to_metric_families(response.content.decode())
    samples = [sample for family in families for sample in family.samples]
    numbers = [sample for sample in samples if not sample.name.startswith("gir_request_seconds")]
    # Nothing has a label, so nothing in one is of anybody.
    assert all(sample.labels == {} for sample in numbers)
    # What is told of mail: tests/oversight/test_mail_page.py.
    return {s.name: s.value for s in numbers if not s.name.startswith("gir_mail_")}


def test_what_is_late_and_what_is_not_outside(world: World, token: str) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        assert numbers() == {
            "gir_destruction_oldest_overdue_seconds": 0,
            "gir_destruction_failures": 0,
            "gir_destruction_last_sweep_seconds": float("inf"),
            "gir_ledger_batches_not_outside": 0,
        }
        destroy_due()
        incident = world.incident(world.person("Alice", None, "reporter"))
        Incident.with_due.filter(pk=incident.pk).update(destroy_at=timezone.now())
        DestructionFailure.objects.create(
            what="incidents.Incident", object_id=str(incident.pk), due_at=NOON, error="RuntimeError"
        )
        ledger.append([sealed.line(1), sealed.line(2)], NOON)
        clock.shift(datetime.timedelta(minutes=20, milliseconds=500))
        assert numbers() == {
            "gir_destruction_oldest_overdue_seconds": 1200.5,
            "gir_destruction_failures": 1,
            "gir_destruction_last_sweep_seconds": 1200.5,
            "gir_ledger_batches_not_outside": 2,
        }
        assert copies.copy_what_is_new() == 0
        destroy_due()
        assert set(numbers().values()) == {0}


@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer", "Bearer ", f"Basic {TOKEN}", f"Bearer {TOKEN}x", f"bearer {TOKEN}", "Bearer é"],
)
def test_without_the_token_there_is_no_such_page(token: str, authorization: str) -> None:
    assert ask(f"Bearer {TOKEN}").status_code == 200
    assert ask(authorization).status_code == 404


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer ", f"Bearer {TOKEN}"])
def test_where_none_is_configured_nobody_has_it(settings: Any, authorization: str) -> None:
    assert settings.METRICS_TOKEN == ""
    assert ask(authorization).status_code == 404


def test_only_to_look_at(token: str) -> None:
    assert Client().post("/metrics").status_code == 405


# ---------- how pages answer ----------


def counts(text: str) -> dict[tuple[str, str, str], float]:
    """How many requests were answered, by page, method and kind of answer."""
    families = text_string_to_metric_families(text)
    samples = [sample for family in families for sample in family.samples]
    return {
        (s.labels["page"], s.labels["method"], s.labels["answer"]): s.value
        for s in samples
        if s.name == "gir_request_seconds_count"
    }


def test_what_pages_answered_is_told_by_their_names_and_nothing_else(world: World, token: str) -> None:
    client, incident = Client(), world.incident(world.person("Alice", None, "reporter"))
    client.force_login(incident.reporter)
    before = counts(ask(f"Bearer {TOKEN}").content.decode())
    address = reverse("incident", kwargs={"incident_id": incident.pk})
    for path in (address, "/Schreeuwers/?naam=Schreeuwers", address):
        client.get(path)
    client.generic("SCHREEUW", address)
    text = ask(f"Bearer {TOKEN}").content.decode()
    more = {
        key: value - before.get(key, 0) for key, value in counts(text).items() if value != before.get(key)
    }
    assert {page for page, _method, _answer in more} <= url_names() | {"none"}
    # The page of metrics itself, asked for once before.
    assert more.pop(("metrics", "GET", "2xx")) == 1
    assert more.pop(("none", "GET", "4xx")) == 1
    # Refused before anybody looked which page it is (MethodsMiddleware).
    assert more.pop(("none", "other", "4xx")) == 1
    assert {key[0] for key in more} == {"incident"}
    assert {key[1]: value for key, value in more.items()} == {"GET": 2}
    assert str(incident.pk) not in text
    assert "schreeuw" not in text.lower()
    families = [f for f in text_string_to_metric_families(text) if f.name == "gir_request_seconds"]
    labels = [sample.labels for family in families for sample in family.samples]
    assert {name for label in labels for name in label} == {"page", "method", "answer", "le"}


COUNT = """
import sys
from gir.gunicorn import count_as
count_as(int(sys.argv[1]))
from oversight import traffic
from prometheus_client import generate_latest
traffic.answered("home", "GET", 200, 0.2)
print(generate_latest(traffic.registry()).decode())
"""


def test_processes_count_together_also_one_that_took_the_place_of_another(tmp_path: Path) -> None:
    environment = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    told = [
        subprocess.run(
            [sys.executable, "-c", COUNT, number], env=environment, capture_output=True, text=True, check=True
        ).stdout
        for number in ("0", "1", "0")
    ]
    assert [counts(text) for text in told] == [{("home", "GET", "2xx"): n} for n in (1, 2, 3)]
    assert len(list(tmp_path.iterdir())) == 2


def test_a_worker_gets_the_lowest_number_that_is_free() -> None:
    workers = {pid: SimpleNamespace(number=number) for pid, number in ((11, 0), (12, 2))}
    new = SimpleNamespace()
    gunicorn.pre_fork(SimpleNamespace(WORKERS=workers), new)
    assert new.number == 1
