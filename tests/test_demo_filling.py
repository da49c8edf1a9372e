# SPDX-License-Identifier: EUPL-1.2
"""Filling the demo: once, never in production, on any day, and every time the same. What is in it: test_demo.py."""

import datetime
import io

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import transaction

from accounts.models import Municipality, User
from gir.demo.duinveen import DUINVEEN
from gir.demo.fill import fill_town
from incidents import models as m
from retention.terms import AMSTERDAM, from_local
from tests.world import World

pytestmark = pytest.mark.django_db


def test_the_command_fills_once_and_then_adds_nothing(capsys: pytest.CaptureFixture) -> None:
    call_command("demo")
    count = m.Incident.with_due.count()
    assert count
    call_command("demo")
    assert capsys.readouterr().out.splitlines()[1:] == [
        "The database holds a municipality already; nothing was added."
    ]
    assert m.Incident.with_due.count() == count
    assert Municipality.objects.count() == 2


def test_nothing_is_added_to_a_municipality_that_is_no_demo(world: World) -> None:
    people = User.objects.count()
    call_command("demo", stdout=io.StringIO())
    assert User.objects.count() == people


def test_production_refuses_the_demo(settings: object) -> None:
    settings.MODE, settings.DEMO = "production", False  # type: ignore[attr-defined]
    with pytest.raises(CommandError, match="GIR_MODE=demo only"):
        call_command("demo", skip_checks=True)
    assert not Municipality.objects.exists()


@pytest.mark.parametrize(
    "moment",
    [
        datetime.datetime(2024, 2, 29, 0, 5, tzinfo=AMSTERDAM),
        datetime.datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=AMSTERDAM),
        datetime.datetime(2026, 12, 27, 23, 50, tzinfo=AMSTERDAM),
    ],
    ids=["leap day", "autumn night", "between the holidays"],
)
def test_it_fills_on_any_day(moment: datetime.datetime) -> None:
    """Whatever the day and hour: the states are there, and nothing lies after it."""
    with time_machine.travel(moment, tick=False):
        fill_town(DUINVEEN, moment, set())
    assert {i.status for i in m.Incident.with_due.all()} == set(m.Status.values)
    assert not m.TimelineEntry.with_due.filter(at__gt=moment).exists()
    assert not m.Incident.with_due.filter(destroy_at__lte=moment).exists()


def test_the_same_moment_gives_the_same_demo() -> None:
    moment = from_local(datetime.date(2026, 11, 22), datetime.time(12, 0))

    def told() -> list:
        with transaction.atomic():
            fill_town(DUINVEEN, moment, set())
            rows = m.Incident.with_due.order_by("reference")
            found = [(i.reference, i.status, i.narrative, i.aggressor_name, i.next_due_at) for i in rows]
            transaction.set_rollback(True)
        return found

    assert told() == told()
