# SPDX-License-Identifier: EUPL-1.2
"""The work list and the watch page as they are asked for: what they cost, who gets them, what they never show."""

import datetime
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from incidents import finder, handling, listing
from incidents.models import Incident
from tests.world import World

WORK, WATCH = "/werkvoorraad/", "/toezicht/"


@pytest.fixture
def alice(world: World) -> User:
    return world.person("Alice", None, "reporter")


@pytest.fixture
def bob(world: World) -> User:
    return world.person("Bob", None, "handler")


def signed_in(user: User) -> Client:
    """Somebody who is at work already: the first request of a session writes when they came."""
    client = Client()
    client.force_login(user)
    client.get(reverse("stay_signed_in"))
    assert client.get("/stijlgids/").status_code == 200
    return client


def references(html: str) -> list[str]:
    return re.findall(r'gir-rowlink" href="/incidenten/[^"]+">([^<]+)<', html)


def text(response: Any) -> str:
    return response.content.decode()


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


@pytest.mark.parametrize("units", [1, 60])
@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("filters", ["", "?tab=all&kind=threat&severity=2&channel=counter&since=01-01-2020"])
def test_the_work_list_asks_nine_times(
    world: World, alice: User, units: int, rows: int, filters: str
) -> None:
    """Session, person with municipality, grants, tree, handlers to choose from, incidents, victims,
    letters that are due, counts."""
    for number in range(units - 1):
        world.unit(f"Team {number}", world.child)
    handler = world.person("Handler", world.child, "handler")
    world.person("Other handler", world.child, "handler")
    victim = world.person("Vera", world.child)
    for _ in range(rows):
        incident = world.incident(alice, victim)
    handling.take_up(handler, incident)
    client = signed_in(handler)
    assert len(references(text(client.get(WORK + filters)))) == rows
    assert queries(client, WORK + filters) == 9


@pytest.mark.parametrize("units", [1, 60])
@pytest.mark.parametrize("rows", [1, 3])
def test_the_watch_asks_eight_times(world: World, alice: User, units: int, rows: int) -> None:
    """Session, person with municipality, grants, tree, progress, incidents, victims, letters that are due."""
    for number in range(units - 1):
        world.unit(f"Team {number}", world.child)
    supervisor = world.person("Sonja", world.child, "supervisor")
    victim = world.person("Vera", world.child)
    for _ in range(rows):
        world.incident(alice, victim)
    Incident.objects.update(next_due_at=timezone.now())
    client = signed_in(supervisor)
    assert len(set(references(text(client.get(WATCH))))) == rows
    assert queries(client, WATCH) == 8


def test_who_has_no_list_gets_not_found(world: World, alice: User, bob: User) -> None:
    administrator = world.person("Ad", world.root, "administrator")
    sonja = world.person("Sonja", world.root, "supervisor")
    expected = {alice: (404, 404), administrator: (404, 404), bob: (200, 404), sonja: (200, 200)}
    for person, answers in expected.items():
        client = signed_in(person)
        assert (client.get(WORK).status_code, client.get(WATCH).status_code) == answers, person
    assert Client().get(WORK)["Location"].startswith("/account/")


def test_a_list_names_the_victim_and_never_the_aggressor(world: World, bob: User) -> None:
    """Planted where it may be read, and looked for where it may not."""
    vera = world.person("Vera Victim", None, "reporter")
    incident = world.incident(
        vera, aggressor_name="Kobus Kanarie", aggressor_description="Kanariegeel jasje", place="Kanariehof"
    )
    world.grant(bob, "supervisor", world.own)
    Incident.objects.update(next_due_at=timezone.now())
    client = signed_in(bob)
    assert "Kobus Kanarie" in text(client.get(f"/incidenten/{incident.pk}/"))
    for path in (WORK, f"{WORK}?tab=all", WATCH):
        page = text(client.get(path))
        assert "Vera Victim" in page
        assert "anarie" not in page
        assert "Zwartewaterallee" not in page
        title = page[page.index("<title>") : page.index("</title>")]
        assert "Vera" not in title


def test_several_victims_are_the_first_and_how_many_more(world: World, alice: User, bob: User) -> None:
    incident = world.incident(alice)
    for name in ("Dirk", "Wim"):
        handling.add_another_victim(bob, incident, handling.VictimFacts.of(world.person(name)))
    page = text(signed_in(bob).get(WORK))
    assert "Alice" in page
    assert "en 2 anderen" in page
    assert "Dirk" not in page


def test_what_must_be_done_by_when(world: World, alice: User, bob: User) -> None:
    """Until a first reaction that, and then aftercare; late in so many words."""
    incident = world.incident(alice)
    client = signed_in(bob)
    page = text(client.get(WORK))
    assert "Eerste reactie<" in page
    assert "uiterlijk morgen om" in page
    Incident.objects.update(next_due_at=timezone.now() - datetime.timedelta(minutes=1))
    page = text(client.get(f"{WORK}?tab=overdue"))
    assert "Eerste reactie<" in page
    assert "te laat sinds" in page
    handling.take_up(bob, incident)
    page = text(client.get(f"{WORK}?tab=mine"))
    assert "Nazorg<" in page
    assert "Bob" in page


def test_aftercare_that_is_late_shows_after_closing(world: World, alice: User, bob: User) -> None:
    incident = world.incident(alice)
    handling.take_up(bob, incident)
    Incident.objects.update(status="closed", next_due_at=timezone.now())
    page = text(signed_in(bob).get(f"{WORK}?tab=overdue"))
    assert references(page) == [incident.reference]
    assert "Nazorg<" in page
    assert "Gesloten" in page


def test_a_filter_narrows_down_and_can_be_taken_away(world: World, alice: User, bob: User) -> None:
    light = world.incident(alice, severity=1)
    grave = world.incident(alice, severity=4, channel="telephone")
    client = signed_in(bob)
    page = text(client.get(f"{WORK}?severity=4&channel=telephone"))
    assert references(page) == [grave.reference]
    assert "Ernst: Zeer ernstig" in page
    assert "Kanaal: Telefoon" in page
    without = re.findall(r'class="gir-chip" href="([^"]+)"', page)
    assert [a.replace("&amp;", "&") for a in without] == [
        "?tab=open&channel=telephone",
        "?tab=open&severity=4",
    ]
    assert references(text(client.get(WORK))) == [grave.reference, light.reference]


@pytest.mark.parametrize(
    "filters",
    [
        "since=32-01-2026",
        "since=%00&until=%F0%9F%98%80",
        "since=01-02-2026&until=01-01-2026",
        "since=01-01-9999",
        "unit=999999",
        "unit=1;drop",
        "status=joined",
        "status=%27%20OR%201=1",
        "kind=verbal,threat",
        "severity=5",
        "severity=-1",
        "channel=%E2%80%AE",
        "handler=999999",
        "handler==1%2B1",
        "kind=" + "x" * 3000,
    ],
)
def test_a_filter_that_says_nothing_is_named_and_the_list_stays(
    world: World, alice: User, bob: User, filters: str
) -> None:
    incident = world.incident(alice)
    response = signed_in(bob).get(f"{WORK}?{filters}")
    assert response.status_code == 200
    page = text(response)
    assert "utrecht-form-field--invalid" in page
    assert "data-error-summary" in page
    assert references(page) == [incident.reference]


def test_a_unit_that_one_does_not_see_is_no_filter(world: World, alice: User, bob: User) -> None:
    """Not in the list to choose from, and no different from one that does not exist."""
    world.incident(alice)
    client = signed_in(bob)
    page = text(client.get(WORK))
    assert world.child.name in page
    for unit in (world.sibling, world.other):
        assert unit.name not in page
        pages = [text(client.get(f"{WORK}?unit={number}")) for number in (unit.pk, 987654)]
        hidden, unknown = (re.sub(r"\d+", "", page.split("<main")[1]) for page in pages)
        assert hidden == unknown


@pytest.mark.parametrize("tab", ["", "nonsense", "new'--", "%00", "closed%F0%9F%98%80"])
def test_a_tab_that_does_not_exist_is_the_open_ones(world: World, alice: User, bob: User, tab: str) -> None:
    incident = world.incident(alice)
    page = text(signed_in(bob).get(f"{WORK}?tab={tab}"))
    assert references(page) == [incident.reference]
    assert re.search(r'aria-current="page">Alle open', page)


@pytest.mark.parametrize("cursor", ["", "x", "1-", "9" * 400, "1-" + "g" * 32, "%00", "-5-" + "0" * 32])
@pytest.mark.parametrize("side", ["after", "before"])
def test_a_tampered_cursor_is_the_first_page(
    world: World, alice: User, bob: User, cursor: str, side: str
) -> None:
    incident = world.incident(alice)
    client = signed_in(bob)
    response = client.get(f"{WORK}?{side}={cursor}")
    assert response.status_code == 200
    assert references(text(response)) == [incident.reference]


def test_a_cursor_beyond_the_list_leads_to_the_beginning(world: World, alice: User, bob: User) -> None:
    world.incident(alice)
    world.grant(bob, "supervisor", world.own)
    client = signed_in(bob)
    key = "0" * 32
    # Before everything, and after everything that a calendar holds.
    for cursor in (f"0-{key}", f"{'9' * 17}-{key}"):
        for side in ("after", "before"):
            for path in (f"{WORK}?severity=2&", f"{WATCH}?"):
                response = client.get(f"{path}{side}={cursor}", follow=True)
                assert response.status_code == 200


def test_one_walks_to_the_end_and_back(
    world: World, alice: User, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "PAGE_SIZE", 2)
    expected = [world.incident(alice).reference for _ in range(5)][::-1]
    client = signed_in(bob)
    path, found = f"{WORK}?tab=new&severity=2", []
    while True:
        page = text(client.get(path))
        found.append(references(page))
        older = re.search(r'rel="next" href="([^"]+)"', page)
        if older is None:
            break
        path = WORK + older[1].replace("&amp;", "&")
    assert found == [expected[:2], expected[2:4], expected[4:]]
    newer = re.search(r'rel="prev" href="([^"]+)"', page)
    assert newer
    assert references(text(client.get(WORK + newer[1].replace("&amp;", "&"), follow=True))) == expected[2:4]


def test_more_than_a_thousand_is_said_so(
    world: World, alice: User, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finder, "COUNT_AT_MOST", 2)
    monkeypatch.setattr("incidents.views.lists.COUNT_CAP", 1)
    world.incident(alice)
    client = signed_in(bob)
    assert "1.000+" not in text(client.get(WORK))
    world.incident(alice)
    page = text(client.get(WORK))
    assert "1.000+" in page
    assert "Meer dan" in page


@pytest.mark.parametrize("tab", listing.Tab.values)
def test_an_empty_tab_says_something_helpful(world: World, bob: User, tab: str) -> None:
    page = text(signed_in(bob).get(f"{WORK}?tab={tab}"))
    assert "gir-empty" in page
    assert "<table" not in page
    assert "Niets gevonden" in text(signed_in(bob).get(f"{WORK}?tab={tab}&severity=4"))


def test_the_watch_says_with_whom_it_is(world: World, alice: User, bob: User) -> None:
    sonja = world.person("Sonja", world.parent, "supervisor")
    mine, nobodys = world.incident(alice), world.incident(alice)
    handling.take_up(bob, mine)
    client = signed_in(sonja)
    assert references(text(client.get(WATCH)).split('id="overdue"')[1]) == []
    Incident.objects.update(next_due_at=timezone.now())
    page = text(client.get(WATCH))
    progress, overdue = page.split('id="overdue"')
    assert references(overdue) == [mine.reference, nobodys.reference]
    assert "Bob" in overdue
    assert "nog niemand" in overdue
    assert f"?tab=open&amp;unit={world.own.pk}" in progress
    assert world.sibling.name not in progress


def test_one_does_not_watch_over_what_happened_to_oneself(world: World, alice: User) -> None:
    sonja = world.person("Sonja", world.own, "supervisor", "reporter")
    world.incident(sonja)
    Incident.objects.update(next_due_at=timezone.now())
    page = text(signed_in(sonja).get(WATCH))
    assert references(page) == []
    assert "Niets open" in page
