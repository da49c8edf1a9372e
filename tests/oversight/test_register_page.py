# SPDX-License-Identifier: EUPL-1.2
"""The ledger as its administrator reads it: newest first, of the own municipality, numbers and moments only."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from oversight import register
from oversight.register import Filters, Place, place_of, register_page
from retention import ledger
from retention.models import LedgerEntry
from tests.incidents.case import client_of, text_of
from tests.world import World

pytestmark = pytest.mark.django_db
PAGE = "/beheer/vernietiging/register/"
NOON = datetime.datetime(2026, 8, 31, 10, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def ada(world: World) -> Any:
    return world.person("Ada", world.root, "administrator")


def line(chain: int, number: int, at: datetime.datetime, **more: Any) -> ledger.Line:
    facts = {"kind": LedgerEntry.Kind.DESTROYED, "what": "incidents.Incident", "rule": "R4"} | more
    return ledger.Line(
        chain=chain,
        object_id=f"nummer-{number:03d}",
        policy="P5Y",
        counted_from=at - 1826 * DAY,
        due_at=at - datetime.timedelta(seconds=90),
        done_at=at,
        **facts,
    )


@pytest.fixture
def filled(world: World) -> World:
    """Seven rows in three batches, a day each."""
    kinds: list[dict[str, Any]] = [
        {},
        {"kind": LedgerEntry.Kind.DESTROYED_EARLY, "what": "incidents.Perpetrator", "rule": "R5"},
        {"kind": LedgerEntry.Kind.OUT_OF_VIEW, "what": "incidents.Sanction", "rule": "R3"},
    ]
    for batch, numbers in enumerate(((0, 1, 2), (3, 4), (5, 6))):
        at = NOON + batch * DAY
        rows = [line(world.waterrijk.pk, number, at, **kinds[number % 3]) for number in numbers]
        ledger.append([*rows, line(world.duinveen.pk, 900 + batch, at)], at)
    return world


def shown(page: register.Page) -> list[int]:
    return [int(line.entry.object_id[-3:]) for line in page.lines]


def test_newest_first_page_by_page_and_back(filled: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register, "PAGE_SIZE", 3)
    chain = filled.waterrijk.pk
    first = register_page(chain, Filters())
    assert (shown(first), first.newer) == ([6, 5, 4], None)
    second = register_page(chain, Filters(), first.older)
    assert shown(second) == [3, 2, 1]
    last = register_page(chain, Filters(), second.older)
    assert (shown(last), last.older) == ([0], None)
    back = register_page(chain, Filters(), place_of(str(last.newer), back=True))
    assert shown(back) == [3, 2, 1]
    assert back.older is not None
    begin = register_page(chain, Filters(), place_of(str(back.newer), back=True))
    assert (shown(begin), begin.newer) == ([6, 5, 4], None)


@pytest.mark.parametrize(
    ("filters", "numbers"),
    [
        (Filters(rule="R4"), [6, 3, 0]),
        (Filters(kind="out_of_view"), [5, 2]),
        (Filters(what="incidents.Perpetrator"), [4, 1]),
        (Filters(since=NOON.date() + DAY), [6, 5, 4, 3]),
        (Filters(until=NOON.date()), [2, 1, 0]),
        (Filters(since=NOON.date() + DAY, until=NOON.date() + DAY, rule="R4"), [3]),
        (Filters(since=NOON.date() + 9 * DAY), []),
    ],
)
def test_narrowed_down(filled: World, filters: Filters, numbers: list[int]) -> None:
    assert shown(register_page(filled.waterrijk.pk, filters)) == numbers


def test_the_page_shows_numbers_and_moments_of_the_own_municipality(filled: World, ada: Any) -> None:
    page = text_of(client_of(ada).get(PAGE))
    for part in ("nummer-006", "nummer-000", "Eerder vernietigd", "Uit het zicht", "1 minuut 30 seconden"):
        assert part in page
    assert LedgerEntry.objects.filter(object_id="nummer-900").exists()
    assert "nummer-900" not in page
    response = client_of(ada).get(
        PAGE, {"rule": "R4", "since": "01-09-2026", "what": "", "until": "geen dag"}
    )
    page = text_of(response)
    assert "no-store" in response.headers["Cache-Control"]
    assert "nummer-003" in page
    assert "nummer-000" not in page
    assert "Vul een datum in" in page
    assert "geen regel die bij deze filters past" in text_of(client_of(ada).get(PAGE, {"rule": "R8"}))


def test_filters_stay_from_page_to_page(filled: World, ada: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register, "PAGE_SIZE", 2)
    page = text_of(client_of(ada).get(PAGE, {"rule": "R4"}))
    assert 'href="?rule=R4&after=2.0"' in page
    page = text_of(client_of(ada).get(PAGE, {"rule": "R4", "after": "2.0"}))
    assert "nummer-000" in page
    assert 'href="?rule=R4&before=1.0"' in page


@pytest.mark.parametrize("text", ["", "1", "1.", ".1", "a.b", "-1.2", "1.2.3", "²2.1", "9999999999.1"])
def test_a_place_that_is_none(filled: World, ada: Any, text: str) -> None:
    assert place_of(text) is None
    assert "nummer-006" in text_of(client_of(ada).get(PAGE, {"after": text}))
    assert place_of("12.5") == Place(12, 5)


def test_nothing_yet(ada: Any) -> None:
    assert "Er is nog niets vernietigd" in text_of(client_of(ada).get(PAGE))


def test_asks_as_often_for_three_as_for_one(world: World, ada: Any) -> None:
    def queries(rows: int) -> int:
        ledger.append([line(world.waterrijk.pk, number, NOON) for number in range(rows)], NOON)
        client = client_of(ada)
        client.get(PAGE)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(PAGE, {"since": "31-08-2026"}).status_code == 200
        return len(captured)

    assert queries(1) == queries(3)


def test_of_the_whole_municipality_only(world: World) -> None:
    for person in (
        world.person("Suus", world.own, "administrator"),
        world.person("Cas", world.root, "coordinator"),
        world.person("Bob", world.root, "handler", "supervisor"),
    ):
        assert client_of(person).get(PAGE).status_code == 404
