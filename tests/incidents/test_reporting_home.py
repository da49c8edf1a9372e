# SPDX-License-Identifier: EUPL-1.2
"""The start page and one's own list: for everybody the one thing they came for, at a constant price."""

import datetime
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from incidents import handling
from incidents.models import Incident
from incidents.reporting import save_draft
from incidents.waiting import waiting_for
from tests.incidents.filled import of
from tests.world import World, fresh

MY_REPORTS = "/mijn-meldingen/"


def queries_of(person: User, path: str) -> int:
    browser = of(person)
    browser.get(path)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert browser.get(path).status_code == 200
    return len(captured)


def test_a_reporter_finds_the_big_button_and_what_is_theirs(world: World) -> None:
    alice = world.person("Alice", None, "reporter")
    world.incident(alice)
    save_draft(alice, {"narrative": ["Half"]}, uuid.uuid4())
    body = of(alice).get("/").content.decode()
    assert 'href="/melden/">Melding doen</a>' in body
    assert Incident.objects.get().reference in body
    assert "Concept van" in body
    assert "Half" not in body
    assert 'href="tel:112"' in body
    assert "Wat op u wacht" not in body
    assert 'href="/beheer/"' not in body


def test_a_handler_finds_what_waits(world: World) -> None:
    alice, hank = world.person("Alice", None, "reporter"), world.person("Hank", None, "handler")
    for _ in range(3):
        world.incident(alice)
    handling.take_up(hank, Incident.objects.first())
    body = of(hank).get("/").content.decode()
    assert "nieuwe meldingen" in body
    assert 'gir-waiting__number">2<' in body
    assert "bij u in behandeling" in body
    assert "te laat" not in body
    assert 'class="gir-choice__title"><a href="/melden/"' not in body


def test_the_figures_are_of_what_may_be_opened_and_of_nothing_else(world: World) -> None:
    """RULES: exact counts cover only what the viewer may open."""
    alice = world.person("Alice", None, "reporter")
    hank = world.person("Hank", None, "handler", "reporter")
    carol = world.person("Carol", world.sibling, "handler")
    sonja = world.person("Sonja", world.parent, "supervisor")
    dora = world.person("Dora", world.other_root, "handler", "supervisor")
    world.incident(alice)
    late = world.incident(alice, occurred_at=timezone.now() - datetime.timedelta(days=9))
    world.incident(hank)
    Incident.objects.filter(pk=late.pk).update(next_due_at=timezone.now() - datetime.timedelta(hours=1))
    shown = {
        name: waiting_for(fresh(p))
        for name, p in (("hank", hank), ("carol", carol), ("sonja", sonja), ("dora", dora))
    }
    assert (shown["hank"].new, shown["hank"].overdue, shown["hank"].mine) == (2, 1, 0)
    assert (shown["sonja"].new, shown["sonja"].overdue) == (3, 1)
    assert not shown["carol"]
    assert not shown["dora"]
    assert not waiting_for(fresh(alice))


def test_aftercare_that_is_late_counts_after_closing(world: World) -> None:
    alice, hank = world.person("Alice", None, "reporter"), world.person("Hank", None, "handler")
    incident = world.incident(alice)
    handling.establish_facts(hank, incident, {"gravest_kind": "threat"}, ["threat"])
    handling.close(hank, incident, "founded", "Klaar.")
    assert not waiting_for(hank)
    Incident.objects.filter(pk=incident.pk).update(next_due_at=timezone.now())
    assert waiting_for(hank).overdue == 1


@pytest.mark.parametrize(
    ("level", "at_root", "text"),
    [
        ("administrator", True, "Meldingen ziet u niet."),
        ("registry_reader", True, "Register van daders"),
        ("head", False, "Gesprekken beoordelen"),
        ("coordinator", True, "Goedgekeurde gesprekken"),
        ("supervisor", False, "Naar het toezicht"),
        ("handler", False, "Er wacht nu niets"),
        (None, False, "Hier staat nog niets voor u"),
    ],
)
def test_everybody_finds_something_that_is_theirs(
    world: World, level: str | None, at_root: bool, text: str
) -> None:
    person = world.person("Eve", world.root if at_root else world.own, *([level] if level else []))
    response = of(person).get("/")
    assert response.status_code == 200
    assert text in response.content.decode()
    assert 'class="gir-choice__title"><a href="/melden/"' not in response.content.decode()


def test_an_operator_reads_nothing_and_breaks_nothing(world: World) -> None:
    root = User.objects.create_superuser("root@installatie.example", name="Operator")
    incident = world.incident(world.person("Alice", None, "reporter"))
    for path in ("/", MY_REPORTS):
        response = of(root).get(path)
        assert response.status_code == 200
        assert incident.reference not in response.content.decode()


def test_a_visitor_signs_in_first(world: World) -> None:
    for path in ("/", MY_REPORTS, "/melden/"):
        response = of(None).get(path)
        assert response.status_code == 302
        assert response.url.startswith("/account/inloggen/")


@pytest.mark.parametrize("path", ["/", MY_REPORTS])
def test_one_report_costs_as_many_queries_as_three(world: World, path: str) -> None:
    alice = world.person("Alice", None, "reporter", "handler")
    rita = world.person("Rita", None, "reporter")
    world.incident(alice)
    save_draft(alice, {"narrative": ["Half"]}, uuid.uuid4())
    one = queries_of(alice, path)
    for _ in range(2):
        world.incident(alice)
        world.incident(rita, alice)
        world.incident(alice, rita)
        save_draft(alice, {"narrative": ["Half"]}, uuid.uuid4())
    assert queries_of(alice, path) == one <= 8


def test_the_report_form_costs_the_same_with_many_units(world: World) -> None:
    alice = world.person("Alice", None, "reporter")
    few = queries_of(alice, "/melden/")
    for number in range(60):
        world.unit(f"Team {number}", world.sibling)
    assert queries_of(alice, "/melden/") == few <= 8
