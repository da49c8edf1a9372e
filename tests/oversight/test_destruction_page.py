# SPDX-License-Identifier: EUPL-1.2
"""What an administrator sees of destruction: numbers from the chain of their own municipality, never a record."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from incidents.leaving import note_who_left
from incidents.models import Incident
from oversight import destructions
from oversight.words import TABLES, lateness_in_words
from retention import engine
from retention.models import LedgerEntry
from retention.tasks import destroy_due
from retention.terms import end_of_day, start_of_day
from tests.incidents.case import client_of, text_of
from tests.incidents.sanctioned import Dossier
from tests.protection.rows import our_models
from tests.retention.refusing import that_will_not_go
from tests.world import World

pytestmark = pytest.mark.django_db
PAGE = "/beheer/vernietiging/"
NOON = start_of_day(datetime.date(2026, 8, 31)) + datetime.timedelta(hours=12)
SECOND = datetime.timedelta(seconds=1)


@pytest.fixture
def clock() -> Iterator[Any]:
    # A Monday.
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def ada(world: World, clock: Any) -> Any:
    return world.person("Ada", world.root, "administrator")


def due_at(incident: Incident, moment: datetime.datetime) -> None:
    Incident.with_due.filter(pk=incident.pk).update(destroy_at=moment)


def page_of(user: Any) -> str:
    response = client_of(user).get(PAGE)
    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]
    return text_of(response)


def gone_of(municipality: Any) -> dict[str, tuple[int, int, int, float]]:
    return {
        str(row.words): (row.destroyed, row.early, row.out_of_view, row.latest)
        for row in destructions.gone_lately(municipality.pk)
    }


def test_every_table_that_the_ledger_names_has_words() -> None:
    named = {model._meta.label for model in engine.models_with_a_term() if model in our_models()}
    others = {
        "incidents.Sanction",
        "incidents.Involvement",
        "incidents.Victim",
        "retention.FileRemoval",
        "accounts.User",
        "accounts.Municipality",
    }
    assert named | others == set(TABLES)


def test_what_went_lately_and_how_late_it_was(world: World, ada: Any, clock: Any) -> None:
    alice = world.person("Alice", None, "reporter")
    for late in (0, 90):
        due_at(world.incident(alice), NOON - late * SECOND)
    destroy_due()
    incidents = str(TABLES["incidents.Incident"])
    assert gone_of(world.waterrijk)[incidents] == (2, 0, 0, 90)
    page = page_of(ada)
    assert incidents in page
    assert "1 minuut 30 seconden" in page
    clock.shift(datetime.timedelta(days=31))
    assert gone_of(world.waterrijk) == {}
    assert "er was niets aan de beurt" in page_of(ada)


def test_by_decision_and_out_of_view_stand_apart(world: World, clock: Any) -> None:
    """R8 and R3."""
    dossier = Dossier(world, severity=3)
    with time_machine.travel(end_of_day(datetime.date(2028, 2, 29)), tick=False):
        assert note_who_left() == 1
        engine.destroy_early([dossier.wim.perpetrator], "R8")
        found = gone_of(world.waterrijk)
    assert found[str(TABLES["incidents.Involvement"])][:3] == (0, 0, 1)
    assert found[str(TABLES["incidents.Perpetrator"])][:3] == (0, 1, 0)


def test_of_the_own_municipality_only(world: World, ada: Any, clock: Any) -> None:
    """LEI 10: nothing crosses, not even a number."""
    theirs = world.incident(world.person("Otto", world.other, "reporter"))
    stays = world.incident(world.person("Oda", world.other, "reporter"))
    due_at(theirs, NOON)
    destroy_due()
    due_at(stays, timezone.now() - datetime.timedelta(minutes=16))
    dina = world.person("Dina", world.other_root, "administrator")
    assert LedgerEntry.objects.filter(batch__chain=world.duinveen.pk).exists()
    words = str(TABLES["incidents.Incident"])
    assert words in page_of(dina)
    assert "Had weg moeten zijn" in page_of(dina)
    assert words not in page_of(ada)
    assert "Had weg moeten zijn" not in page_of(ada)
    assert destructions.ahead(world.waterrijk.pk) == []


def test_what_could_not_go_stands_with_its_number_and_the_class_of_the_error(
    world: World, ada: Any, clock: Any
) -> None:
    incident = world.incident(world.person("Alice", None, "reporter"))
    due_at(incident, NOON)
    with that_will_not_go(incident, incident.narrative):
        destroy_due()
        clock.shift(datetime.timedelta(minutes=5))
        destroy_due()
    dina = world.person("Dina", world.other_root, "administrator")
    page = page_of(ada)
    for part in (
        str(incident.pk),
        "IntegrityError",
        "31 augustus 2026",
        "5 minuten 0 seconden",
        "Kon niet worden vernietigd",
    ):
        assert part in page
    assert "Zwartewater" in incident.narrative
    for secret in ("Zwartewater", incident.reference, "Alice"):
        assert secret not in page
    assert str(incident.pk) not in page_of(dina)
    destroy_due()
    assert "Kon niet worden vernietigd" not in page_of(ada)


def test_what_goes_per_week_of_its_last_day(world: World, ada: Any, clock: Any) -> None:
    alice = world.person("Alice", None, "reporter")
    sunday, monday = datetime.date(2026, 9, 20), datetime.date(2026, 9, 21)
    far = datetime.date(2026, 11, 29)
    assert far - datetime.date(2026, 8, 31) == destructions.AHEAD
    for last in (sunday, sunday, monday, far, far + datetime.timedelta(days=1)):
        due_at(world.incident(alice), end_of_day(last))
    words = str(TABLES["incidents.Incident"])
    per_week = next(sort.weeks for sort in destructions.ahead(world.waterrijk.pk) if str(sort.words) == words)
    assert per_week == [
        (datetime.date(2026, 9, 14), 2),
        (monday, 1),
        (datetime.date(2026, 11, 23), 1),
    ]
    page = page_of(ada)
    assert "14 september 2026" in page
    assert "23 november 2026" in page
    assert "30 november 2026" not in page


def test_who_leaves_the_registry_is_counted_too(world: World, ada: Any, clock: Any) -> None:
    """R3: out of view within ninety days."""
    Dossier(world, severity=3)
    with time_machine.travel(start_of_day(datetime.date(2028, 2, 1)), tick=False):
        sorts = {str(sort.words): sort.weeks for sort in destructions.ahead(world.waterrijk.pk)}
    assert sorts["Daders die uit het register gaan"] == [(datetime.date(2028, 2, 28), 1)]


def test_whether_the_worker_is_well(world: World, ada: Any, clock: Any) -> None:
    assert "Er is nog nooit vernietigd" in page_of(ada)
    destroy_due()
    assert "Alles gaat op tijd" in page_of(ada)
    clock.shift(datetime.timedelta(minutes=4))
    due_at(world.incident(world.person("Alice", None, "reporter")), timezone.now())
    # What is due this moment waits for its turn, and nobody is late.
    page = page_of(ada)
    assert "Alles gaat op tijd" in page
    assert "gaat met de volgende ronde" in page
    assert "Had weg moeten zijn" not in page
    destroy_due()
    clock.shift(datetime.timedelta(minutes=14))
    assert "Alles gaat op tijd" in page_of(ada)
    clock.shift(datetime.timedelta(minutes=1))
    page = page_of(ada)
    assert "Het vernietigen staat stil" in page
    assert "Alles gaat op tijd" not in page


def test_who_administers_a_part_or_handles_does_not_find_it(world: World) -> None:
    for person in (
        world.person("Suus", world.own, "administrator"),
        world.person("Bob", world.root, "handler", "supervisor"),
        world.person("Rita", world.root, "registry_reader"),
    ):
        assert client_of(person).get(PAGE).status_code == 404


def test_it_stands_among_the_pages_of_administration(ada: Any) -> None:
    assert PAGE in text_of(client_of(ada).get("/beheer/"))


def test_asks_as_often_for_three_as_for_one(world: World, ada: Any, clock: Any) -> None:
    alice = world.person("Alice", None, "reporter")

    def queries(rows: int) -> int:
        for _row in range(rows):
            due_at(world.incident(alice), timezone.now())
            due_at(world.incident(alice), timezone.now() + datetime.timedelta(days=10))
        client = client_of(ada)
        client.get(PAGE)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(PAGE).status_code == 200
        destroy_due()
        return len(captured)

    assert queries(1) == queries(3)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 seconden"),
        (0.4, "1 seconde"),
        (59, "59 seconden"),
        (60, "1 minuut 0 seconden"),
        (3599, "59 minuten 59 seconden"),
        (3600, "1 uur 0 minuten"),
        (90000, "1 dag 1 uur"),
    ],
)
def test_lateness_is_never_smoothed_away(seconds: float, words: str) -> None:
    assert lateness_in_words(seconds) == words
