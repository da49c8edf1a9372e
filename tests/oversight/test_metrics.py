# SPDX-License-Identifier: EUPL-1.2
"""What Prometheus reads of destruction: four numbers, for who has the token; for everybody else there is no such page."""

import datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from incidents.models import Incident
from retention import copies, ledger
from retention.models import DestructionFailure
from retention.tasks import destroy_due
from tests.retention import sealed
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
    # Nothing has a label, so nothing in one is of anybody.
    assert all(sample.labels == {} for sample in samples)
    # What is told of mail: tests/oversight/test_mail_page.py.
    return {s.name: s.value for s in samples if not s.name.startswith("gir_mail_")}


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
