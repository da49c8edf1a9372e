# SPDX-License-Identifier: EUPL-1.2
"""Every recordings role, and everybody else × where they are × every state, through the URLs, the sound included."""

from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.levels import Level
from accounts.models import User
from recordings.models import Recording
from tests.world import PASSWORD

from .exchange import Exchange
from .test_pages import of, signed_in

pytestmark = pytest.mark.django_db

STATES = ("stored", "flagged", "approved", "refused", "due")
# Seen from the unit of the calls: itself, one above, the municipality, another unit, another municipality.
PLACES = ("sibling", "parent", "root", "own", "other")
ABOVE = ("sibling", "parent", "root")
OTHERS = (Level.REPORTER, Level.HANDLER, Level.SUPERVISOR)
LISTS = ("/opnames/", "/opnames/beoordelen/", "/opnames/goedgekeurd/")


@pytest.fixture
def calls(exchange: Exchange) -> dict[str, Recording]:
    """A call of Alice in each state; of the due one, the worker has destroyed nothing yet."""
    found = {state: getattr(exchange, state)() for state in STATES[:-1]}
    found["due"] = exchange.approved()
    Recording.objects.filter(pk=found["due"].pk).update(destroy_at=timezone.now())
    return found


@pytest.fixture(autouse=True)
def plain_404(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gir.urls.handler404", lambda request, exception: HttpResponse(status=404))


def answers(client: Client, name: str, calls: dict[str, Recording]) -> set[str]:
    """The states in which this page is there; for whom it is not, it is "not found"."""
    got = {state: client.get(of(name, call)).status_code for state, call in calls.items()}
    assert set(got.values()) <= {200, 404}
    return {state for state, status in got.items() if status == 200}


def listed(client: Client, path: str, calls: dict[str, Recording]) -> set[str] | None:
    """The states of the calls that this list leads to; None where there is no such list."""
    response = client.get(path)
    if response.status_code == 404:
        return None
    page = response.content.decode()
    return {state for state, call in calls.items() if of("call", call) in page}


def test_the_employee(exchange: Exchange, calls: dict[str, Recording]) -> None:
    alice = signed_in(exchange.alice)
    theirs = set(STATES) - {"due"}
    assert answers(alice, "call", calls) == answers(alice, "call_sound", calls) == theirs
    assert [listed(alice, path, calls) for path in LISTS] == [theirs, None, None]


def everybody_else(exchange: Exchange) -> Iterator[tuple[User, set[str], set[str], set[str] | None]]:
    """Who, the pages they see, the sounds they hear, and what the list of the flagged holds for them."""
    world = exchange.world
    for place in PLACES:
        unit = getattr(world, place)
        head = {"flagged", "approved"} if place in ABOVE else set()
        yield world.person(f"Hé {place}", unit, Level.HEAD), head, set(), head
        approved = {"approved"} if place == "root" else set()
        yield world.person(f"Co {place}", unit, Level.COORDINATOR), approved, approved, None
        # Any other level; and who gives keys, whatever else they hold.
        yield world.person(f"Al {place}", unit, *OTHERS), set(), set(), None
    for place in ("sibling", "root"):
        keys = (Level.ADMINISTRATOR, Level.HEAD, Level.COORDINATOR)
        yield world.person(f"Be {place}", getattr(world, place), *keys), set(), set(), None
    operator = User.objects.create_superuser("root@installatie.example", PASSWORD, name="Operator")
    yield operator, set(), set(), None


def test_everybody_else(exchange: Exchange, calls: dict[str, Recording]) -> None:
    for person, pages, sounds, assessed in everybody_else(exchange):
        client = signed_in(person)
        assert answers(client, "call", calls) == pages, person
        assert answers(client, "call_sound", calls) == sounds, person
        assert not listed(client, LISTS[0], calls), person
        assert listed(client, LISTS[1], calls) == assessed, person
        assert (listed(client, LISTS[2], calls) or set()) == sounds, person


def test_nobody_does_what_is_not_theirs(exchange: Exchange, calls: dict[str, Recording]) -> None:
    """Whatever is sent, and whoever sends it: nothing changes."""
    before = list(Recording.with_due.order_by("pk").values("pk", "state", "registered_at"))
    allowed = {
        ("call_flag", exchange.alice): set(STATES) - {"due"},
        ("call_review", exchange.hans): {"flagged", "approved"},
        ("call_decide", exchange.hans): {"flagged", "approved"},
        ("call_register", exchange.coen): {"approved"},
        ("call_register", exchange.alice): set(STATES) - {"due"},
    }
    sent = {"why": "x", "presence": "together", "outcome": "approved", "reason": "x"}
    eve = exchange.world.person("Eve", exchange.kcc, *OTHERS)
    for person in (exchange.alice, exchange.hans, exchange.coen, eve):
        client = signed_in(person)
        for name in ("call_flag", "call_review", "call_decide", "call_register"):
            for state, call in calls.items():
                if state not in allowed.get((name, person), set()):
                    assert client.post(of(name, call), sent).status_code == 404, (name, person, state)
    assert list(Recording.with_due.order_by("pk").values("pk", "state", "registered_at")) == before
