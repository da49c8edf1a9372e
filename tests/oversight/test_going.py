# SPDX-License-Identifier: EUPL-1.2
"""What goes soon of one's own units (R4), and which sanction would still run on that day."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents import handling
from incidents.models import Incident, Sanction
from incidents.reporting import VictimFacts
from incidents.sanctioning import annul
from oversight import going
from retention.terms import end_of_day, start_of_day
from tests.incidents.case import client_of, text_of
from tests.incidents.sanctioned import Dossier
from tests.world import World, fresh

pytestmark = pytest.mark.django_db
PAGE = "/vernietiging/"
TODAY = datetime.date(2026, 8, 31)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(start_of_day(TODAY) + datetime.timedelta(hours=12), tick=False) as clock:
        yield clock


@pytest.fixture
def dossier(world: World, clock: Any) -> Dossier:
    return Dossier(world, severity=3)


def goes_in(incident: Incident, days: int) -> None:
    Incident.with_due.filter(pk=incident.pk).update(destroy_at=end_of_day(TODAY + days * DAY))


def still_runs(dossier: Dossier, days: int) -> Sanction:
    """A contact measure whose last day is that many days from now."""
    sanction = dossier.impose("contact_measure")
    Sanction.objects.filter(pk=sanction.pk).update(planned_end=TODAY + days * DAY)
    return sanction


def shown_to(user: Any) -> tuple[list[tuple[str, int | None]], list[str]]:
    calendar = going.going_soon(fresh(user))
    return (
        [(row.incident.reference, row.within) for row in calendar.warned],
        [row.incident.reference for row in calendar.others],
    )


def test_ninety_days_ahead_by_reference_and_day(dossier: Dossier) -> None:
    reference = dossier.incident.reference
    goes_in(dossier.incident, 91)
    assert shown_to(dossier.bob) == ([], [])
    assert "Er gaat niets" in text_of(client_of(dossier.bob).get(PAGE))
    goes_in(dossier.incident, 90)
    assert shown_to(dossier.bob) == ([], [reference])
    page = text_of(client_of(dossier.bob).get(PAGE))
    assert reference in page
    assert "29 november 2026" in page
    assert "Zwartewater" in dossier.incident.narrative
    for secret in ("Zwartewater", "Wim", "Alice"):
        assert secret not in page


@pytest.mark.parametrize(
    ("days", "within"), [(0, 30), (30, 30), (31, 90), (90, 90), (91, 180), (180, 180), (181, None)]
)
def test_a_sanction_that_still_runs_is_warned_about(dossier: Dossier, days: int, within: int | None) -> None:
    """R4: warn 180, 90 and 30 days ahead."""
    still_runs(dossier, days)
    goes_in(dossier.incident, days)
    warned, others = shown_to(dossier.bob)
    assert warned == ([(dossier.incident.reference, within)] if within else [])
    assert others == []
    if within:
        assert f"binnen {within} dagen" in text_of(client_of(dossier.bob).get(PAGE))


def test_one_that_ends_before_is_no_reason_to_warn(dossier: Dossier) -> None:
    still_runs(dossier, 29)
    goes_in(dossier.incident, 30)
    assert shown_to(dossier.bob) == ([], [dossier.incident.reference])


def test_nor_is_one_that_was_taken_back(dossier: Dossier) -> None:
    sanction = still_runs(dossier, 30)
    goes_in(dossier.incident, 30)
    assert shown_to(dossier.bob)[0]
    annul(dossier.bob, Sanction.objects.get(pk=sanction.pk), "Een vergissing.")
    assert shown_to(dossier.bob) == ([], [dossier.incident.reference])


def test_what_is_due_is_hidden_here_too(dossier: Dossier) -> None:
    still_runs(dossier, 0)
    goes_in(dossier.incident, -1)
    assert Incident.with_due.exists()
    assert shown_to(dossier.bob) == ([], [])


def test_only_of_incidents_that_one_may_open(dossier: Dossier) -> None:
    world = dossier.world
    goes_in(dossier.incident, 10)
    vic = world.person("Vic", None, "handler", "supervisor")
    handling.add_another_victim(dossier.bob, dossier.incident, VictimFacts.of(vic))
    people = {
        "own": world.person("Ed", None, "handler"),
        "parent": world.person("Ria", world.parent, "supervisor"),
        "child": world.person("Kim", world.child, "handler"),
        "other": world.person("Eve", world.other, "handler", "supervisor"),
        "victim": vic,
    }
    for place, person in people.items():
        sees = place in ("own", "parent")
        assert (dossier.incident.reference in text_of(client_of(person).get(PAGE))) == sees, place
    for person in (dossier.alice, dossier.rita, world.person("Ada", world.root, "administrator")):
        assert client_of(person).get(PAGE).status_code == 404


def test_the_start_page_shows_the_way(dossier: Dossier) -> None:
    assert f'href="{PAGE}"' in text_of(client_of(dossier.bob).get("/"))
    assert f'href="{PAGE}"' not in text_of(client_of(dossier.alice).get("/"))


@pytest.mark.parametrize("rows", [1, 3])
def test_asks_seven_times(dossier: Dossier, rows: int) -> None:
    """Session, person, grants, tree; the incidents, their sanctions."""
    for _row in range(rows):
        incident = dossier.established(severity=3)
        dossier.impose("contact_measure", dossier.name(incident, "Ans"))
        goes_in(incident, 10)
    client = client_of(dossier.bob)
    client.get(PAGE)
    with CaptureQueriesContext(connection) as captured:
        page = text_of(client.get(PAGE))
    assert page.count("binnen 30 dagen") == rows
    assert len(captured) == 7


def test_a_long_list_is_cut_and_says_so(dossier: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(going, "MOST", 1)
    for incident in (dossier.incident, dossier.established()):
        goes_in(incident, 10)
    assert "Hier staan de eerste" in text_of(client_of(dossier.bob).get(PAGE))
