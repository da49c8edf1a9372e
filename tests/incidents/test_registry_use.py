# SPDX-License-Identifier: EUPL-1.2
"""How the registry is used: figures for the administrator, people for the coordinator; never whom they looked up."""

import datetime
import uuid
from typing import Any

import pytest
import time_machine
from django.db.models.functions import TruncMonth, TruncWeek

from accounts.models import User
from incidents.models import RegistryLookup
from incidents.registry_use import (
    PEAK_PER_DAY,
    PEAK_PER_HOUR,
    Period,
    figures,
    months,
    peak_days,
    people,
    weeks,
)
from retention.terms import look_due, start_of_day
from tests.incidents.case import client_of, text_of
from tests.incidents.sanctioned import Dossier
from tests.world import World

pytestmark = pytest.mark.django_db
D = datetime.date
URL = "/register/gebruik/"
MINUTE, HOUR = datetime.timedelta(minutes=1), datetime.timedelta(hours=1)
NOW = datetime.datetime(2026, 11, 22, 11, tzinfo=datetime.UTC)
NOVEMBER = Period(D(2026, 11, 1), D(2026, 12, 1))


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def rita(world: World) -> User:
    return world.person("Rita Bloem", world.root, "registry_reader")


def looked(reader: User, at: datetime.datetime, **facts: Any) -> RegistryLookup:
    facts = {"purpose": "visit", "by_name": True, "found": [str(uuid.uuid4())]} | facts
    lookup = RegistryLookup(municipality=reader.municipality, reader=reader, at=at, **facts)
    lookup.save(force_insert=True)
    return lookup


def often(reader: User, number: int, every: datetime.timedelta, until: datetime.datetime = NOW) -> None:
    for back in range(number):
        looked(reader, until - back * every)


# What is a peak.


@pytest.mark.parametrize(
    ("number", "every", "peak"),
    [
        (PEAK_PER_HOUR, MINUTE, False),
        (PEAK_PER_HOUR + 1, MINUTE, True),
        # The eleventh comes exactly an hour after the first: no more than ten within any hour.
        (PEAK_PER_HOUR + 1, 6 * MINUTE, False),
        (PEAK_PER_HOUR + 1, 6 * MINUTE - datetime.timedelta(microseconds=1), True),
    ],
)
def test_more_than_ten_within_any_hour(
    rita: User, number: int, every: datetime.timedelta, peak: bool
) -> None:
    often(rita, number, every)
    expected = {(rita.pk, D(2026, 11, 22))} if peak else set()
    assert peak_days(rita.municipality_id, NOVEMBER) == expected


@pytest.mark.parametrize(("number", "peak"), [(PEAK_PER_DAY, False), (PEAK_PER_DAY + 1, True)])
def test_more_than_thirty_on_a_local_day(rita: User, number: int, peak: bool) -> None:
    """Spread so thin that no hour has more than ten; the day is Amsterdam's."""
    start = start_of_day(D(2026, 11, 20))
    for number_ in range(number):
        looked(rita, start + number_ * 10 * MINUTE)
    assert bool(peak_days(rita.municipality_id, NOVEMBER)) is peak


def test_two_people_together_are_no_peak_and_one_hour_may_span_midnight(world: World, rita: User) -> None:
    other = world.person("Nel", world.root, "registry_reader")
    often(rita, 6, MINUTE)
    often(other, 6, MINUTE)
    assert not peak_days(rita.municipality_id, NOVEMBER)
    midnight = start_of_day(D(2026, 11, 20))
    often(rita, 6, MINUTE, midnight - MINUTE)
    often(rita, 5, MINUTE, midnight + 5 * MINUTE)
    assert peak_days(rita.municipality_id, NOVEMBER) == {(rita.pk, D(2026, 11, 20))}


def test_an_hour_that_began_in_the_month_before_counts_in_the_month_of_its_eleventh(rita: User) -> None:
    midnight = start_of_day(D(2026, 11, 1))
    often(rita, 8, MINUTE, midnight - MINUTE)
    often(rita, 3, MINUTE, midnight + 3 * MINUTE)
    assert peak_days(rita.municipality_id, NOVEMBER) == {(rita.pk, D(2026, 11, 1))}
    assert not peak_days(rita.municipality_id, Period.month_of(D(2026, 10, 5)))


# Figures.


def test_figures_per_month_and_week(world: World, rita: User) -> None:
    looked(rita, NOW, is_own_name=True)
    looked(rita, NOW - datetime.timedelta(days=8), found=[], is_colleague=True)
    looked(rita, start_of_day(D(2026, 11, 1)) - MINUTE, found=[])
    often(rita, PEAK_PER_HOUR + 1, MINUTE, start_of_day(D(2026, 9, 3)) + HOUR)
    looked(world.person("Rick", world.other_root, "registry_reader"), NOW)
    per_month = figures(rita.municipality_id, months(), TruncMonth)
    shown = [(u.lookups, u.misses, u.own_name, u.colleague, u.peaks) for u in per_month[:4]]
    assert shown == [(2, 1, 1, 1, 0), (1, 1, 0, 0, 0), (11, 0, 0, 0, 1), (0, 0, 0, 0, 0)]
    per_week = figures(rita.municipality_id, weeks(), TruncWeek)
    assert [use.lookups for use in per_week] == [1, 1, 0, 1, 0, 0, 0, 0]
    assert weeks()[0] == Period(D(2026, 11, 16), D(2026, 11, 23))
    assert len(per_month) == 12


def test_a_look_up_is_forgotten_after_twelve_months(rita: User, clock: time_machine.Traveller) -> None:
    lookup = looked(rita, NOW)
    clock.move_to(look_due(NOW, NOW).at - datetime.timedelta(microseconds=1))
    assert RegistryLookup.objects.filter(pk=lookup.pk).exists()
    clock.move_to(look_due(NOW, NOW).at)
    assert not RegistryLookup.objects.filter(pk=lookup.pk).exists()
    assert not any(use.lookups for use in figures(rita.municipality_id, months(), TruncMonth))


def test_whoever_is_worth_a_question_stands_first(world: World, rita: User) -> None:
    busy = world.person("Bas", world.root, "registry_reader")
    curious = world.person("Cor", world.root, "registry_reader")
    often(busy, 5, HOUR)
    looked(curious, NOW, is_own_name=True)
    looked(rita, NOW)
    found = people(rita.municipality_id, NOVEMBER)
    assert [(p.reader.name, p.use.lookups, p.use.signals) for p in found] == [
        ("Cor", 1, 1),
        ("Bas", 5, 0),
        ("Rita Bloem", 1, 0),
    ]


# The pages.


def test_an_administrator_sees_figures_and_no_person(world: World, rita: User) -> None:
    often(rita, 3, HOUR)
    root = world.person("Ada", world.root, "administrator")
    page = text_of(client_of(root).get(URL))
    assert '<td data-label="Gezocht" class="gir-table__number">3</td>' in page
    assert "Rita Bloem" not in page
    assert client_of(root).get(f"{URL}{rita.pk}/").status_code == 404
    part = world.person("Ad", world.parent, "administrator")
    assert client_of(part).get(URL).status_code == 404


def test_a_coordinator_sees_who_and_what_for_and_never_whom(world: World) -> None:
    """Neither what was typed (kept nowhere) nor a perpetrator's name."""
    dossier = Dossier(world, severity=3)
    dossier.rita.name = "Rita Bloem"
    dossier.rita.save()
    client = client_of(dossier.rita)
    found = client.post("/register/", {"name": "Zwartewater", "purpose": "call_back"})
    assert "Wim Zwartewater" in text_of(found)
    client.post("/register/", {"name": "Rita Bloem", "date_of_birth": "12-03-1980", "purpose": "counter"})
    carla = world.person("Carla", world.root, "coordinator")
    pages = [text_of(client_of(carla).get(url)) for url in (URL, f"{URL}{dossier.rita.pk}/?maand=2026-11")]
    assert all("Rita Bloem" in page for page in pages)
    for shown in (
        "Ik ga bellen of word gebeld",
        "Deze persoon staat aan de balie",
        "22 november",
        "eigen naam",
    ):
        assert shown in pages[1]
    for page in pages:
        for secret in ("Zwartewater", "Wim", "12-03-1980", str(dossier.wim.perpetrator_id)):
            assert secret not in page
    assert "Niet gezocht in deze maand" in text_of(
        client_of(carla).get(f"{URL}{dossier.rita.pk}/?maand=2026-10")
    )


def test_a_coordinator_sees_nobody_of_another_municipality(world: World, rita: User) -> None:
    looked(rita, NOW)
    carla = world.person("Carla", world.root, "coordinator")
    assert "Rita Bloem" in text_of(client_of(carla).get(URL))
    elsewhere = client_of(world.person("Kees", world.other_root, "coordinator"))
    assert "Rita Bloem" not in text_of(elsewhere.get(URL))
    assert elsewhere.get(f"{URL}{rita.pk}/").status_code == 404


@pytest.mark.parametrize("level", ["handler", "supervisor", "registry_reader", "reporter", "head", None])
def test_for_everybody_else_it_is_not_there(world: World, rita: User, level: str | None) -> None:
    client = client_of(world.person("Nel", world.root, *([level] if level else [])))
    assert client.get(URL).status_code == 404
    assert client.get(f"{URL}{rita.pk}/").status_code == 404


@pytest.mark.parametrize("wanted", ["2026-13", "x", "2020-01", "", "2026-11-22"])
def test_a_month_that_makes_no_sense_is_this_month(world: World, rita: User, wanted: str) -> None:
    looked(rita, NOW)
    carla = client_of(world.person("Carla", world.root, "coordinator"))
    assert "Rita Bloem" in text_of(carla.get(URL, {"maand": wanted}))


@pytest.mark.parametrize("readers", [1, 3])
def test_the_number_of_queries_does_not_grow(
    world: World, django_assert_num_queries: Any, readers: int
) -> None:
    for number in range(readers):
        often(world.person(f"Lezer {number}", world.root, "registry_reader"), 12, MINUTE)
    client = client_of(world.person("Carla", world.root, "coordinator"))
    client.get(URL)
    with django_assert_num_queries(QUERIES):
        client.get(URL)


# Session, person, grants, tree; counts and two kinds of peaks for months, weeks and people; the people.
QUERIES = 14
