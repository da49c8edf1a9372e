# SPDX-License-Identifier: EUPL-1.2
"""A list is taken over as the dry run showed it, or not at all; a second time it takes nothing (R3, R4, LEI 10)."""

import datetime
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, connection

from accounts.models import ChangeLogEntry, User
from incidents import handling
from incidents.access import NotAllowed
from incidents.models import (
    Aftercare,
    Incident,
    Perpetrator,
    ReferenceCounter,
    Status,
    TakeOverLayout,
    TakeOverReading,
    TimelineEntry,
    Victim,
)
from incidents.taking_over.columns import fingerprint
from incidents.taking_over.planning import Fate, Plan, make_plan
from incidents.taking_over.taking import NothingToTake, PlanChanged, ReadingGone, reading_of, take_over
from notices.models import OutboxMessage
from retention.terms import AMSTERDAM, incident_due
from tests.world import World, fresh

from .lists import as_csv, dry_run, read

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 22, 12, 0, tzinfo=AMSTERDAM)


@pytest.fixture
def rob(world: World) -> User:
    return world.person("Rob Root", world.root, "handler")


@pytest.fixture
def vera(world: World) -> User:
    return world.person("Vera Vos", personnel_id="4711")


def taken(actor: User, *rows: dict[str, Any], closed: bool = True) -> Plan:
    reading = read(actor, as_csv(*rows), closed=closed)
    return take_over(actor, reading.pk, make_plan(actor, reading).fingerprint)


def only(plan: Plan) -> Any:
    (row,) = plan.rows
    return row


# ---------- who ----------


@pytest.mark.parametrize(
    "level", ["administrator", "supervisor", "reporter", "registry_reader", "coordinator"]
)
def test_only_a_handler_of_the_whole_municipality_brings_a_list(world: World, level: str) -> None:
    with pytest.raises(NotAllowed):
        read(world.person("Iemand", world.root, level), as_csv({}))
    with pytest.raises(NotAllowed):
        read(world.person("Deel", world.own, "handler"), as_csv({}))
    assert not TakeOverReading.with_due.exists()


def test_a_list_is_its_authors_alone_and_for_an_hour(world: World, rob: User) -> None:
    reading = read(rob, as_csv({}))
    with pytest.raises(ReadingGone):
        reading_of(world.person("Rik", world.root, "handler"), reading.pk)
    assert reading.destroy_at - reading.read_at == datetime.timedelta(hours=1)
    TakeOverReading.with_due.update(destroy_at=reading.read_at)
    with pytest.raises(ReadingGone):
        reading_of(rob, reading.pk)


# ---------- what becomes of a row ----------


def test_an_incident_as_the_list_has_it(world: World, rob: User, vera: User) -> None:
    taken(rob, {"victim": "4711", "severity": "Ernstig"})
    incident = Incident.objects.get()
    assert (incident.occurred_on, incident.time_known) == (datetime.date(2025, 2, 3), True)
    assert incident.occurred_at.astimezone(AMSTERDAM).time() == datetime.time(14, 30)
    assert (incident.severity, incident.gravest_kind, incident.channel) == (3, "threat", "counter")
    assert (incident.unit, incident.status, incident.taken_over) == (world.own, Status.CLOSED, True)
    assert (incident.destroy_at, incident.retention_rule) == (incident_due(incident.occurred_on).at, "R4")
    victim = incident.victims.get()
    assert (victim.user, victim.name, victim.function) == (vera, "Vera Vos", "medewerker")
    entry = TimelineEntry.objects.get(incident=incident)
    assert (entry.action, entry.actor) == ("taken_over", rob)
    assert "17" in entry.reason
    assert ChangeLogEntry.objects.filter(object_pk=str(incident.pk)).exists()
    assert list(Incident.objects.visible_to(fresh(rob))) == [incident]


def test_nobody_is_mailed_nothing_is_planned_and_nobody_is_in_the_registry(rob: User, vera: User) -> None:
    """A perpetrator enters the registry when a handler has confirmed the facts (R3)."""
    taken(rob, {"victim": "4711"}, {"number": 18, "victim": "Wim", "date": "4-2-2025"}, closed=False)
    for incident in Incident.objects.all():
        assert incident.aggressor_name == "K. Kras"
        assert incident.facts_established_at is None
        assert incident.next_due_at is None
    assert not OutboxMessage.objects.exists()
    assert not Aftercare.objects.exists()
    assert not Perpetrator.with_due.exists()


def test_who_took_it_over_did_not_report_it_and_the_victim_follows_it(rob: User, vera: User) -> None:
    taken(rob, {"victim": "vera.vos@waterrijk.example"})
    assert not Incident.objects.of_victim_or_reporter(fresh(rob)).exists()
    assert Incident.objects.of_victim_or_reporter(fresh(vera)).count() == 1


def test_a_handler_goes_on_with_one_that_was_not_handled(rob: User, vera: User) -> None:
    taken(rob, {"victim": "4711"}, closed=False)
    incident, rob = Incident.objects.get(), fresh(rob)
    handling.take_up(rob, incident)
    handling.establish_facts(rob, incident, {}, ["threat"])
    handling.close(rob, incident, "founded", "Gesproken.")
    assert Incident.objects.get().status == Status.CLOSED


def test_a_day_without_a_time_is_told_as_such_until_a_handler_gives_one(rob: User) -> None:
    taken(rob, {"time": "onbekend"})
    incident = Incident.objects.get()
    assert not incident.time_known
    handling.correct_date(fresh(rob), incident, incident.occurred_at.replace(hour=8), "Nagevraagd.")
    assert Incident.objects.get().time_known


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "no date": ({"date": ""}, "Datum"),
    "no date but words": ({"date": "vorige week"}, "Datum"),
    "in the future": ({"date": "23-11-2026"}, "Datum"),
    "later today": ({"date": "22-11-2026", "time": "12:01"}, "Tijd"),
    "no time": ({"time": "middag"}, "Tijd"),
    "a time that was skipped": ({"date": "30-03-2025", "time": "02:30"}, "Tijd"),
    "no unit": ({"unit": ""}, "onderdeel"),
    "an unknown unit": ({"unit": "Sociaal domein"}, "onderdeel"),
    "another municipality's unit": ({"unit": "Balie Duinveen"}, "onderdeel"),
    "no victim": ({"victim": "-"}, "Slachtoffer"),
    "an unknown number": ({"victim": "123456"}, "Slachtoffer"),
    "an unknown address": ({"victim": "x@y.example"}, "Slachtoffer"),
    "the one who brings it": ({"victim": "rob.root@waterrijk.example"}, "Slachtoffer"),
    "the one who brings it, by name": ({"victim": "rob ROOT"}, "Slachtoffer"),
    "another municipality's person": ({"victim": "dora@duinveen.example"}, "Slachtoffer"),
    "no account": ({"narrative": " "}, "Toedracht"),
    "too long an account": ({"narrative": "a" * 10_001}, "Toedracht"),
    "an unknown kind": ({"kinds": "bedreiging; boos"}, "Soort"),
    "an unknown channel": ({"channel": "postduif"}, "Kanaal"),
    "an unknown severity": ({"severity": "5"}, "Ernst"),
    "a BSN": ({"aggressor": "K. Kras 999990020"}, "dader"),
    "a BSN in the account": ({"narrative": "BSN 9999.90.020, zei hij."}, "Toedracht"),
    "too long a name": ({"victim": "a" * 151}, "Slachtoffer"),
}


@pytest.mark.parametrize(("row", "column"), REFUSED.values(), ids=REFUSED.keys())
def test_a_refusal_says_at_which_row_and_column(
    world: World, rob: User, row: dict[str, Any], column: str
) -> None:
    world.person("Dora", world.other)
    with time_machine.travel(NOW, tick=False):
        plan = dry_run(rob, as_csv({"number": 1}, row | {"number": 2}))
    assert [r.fate for r in plan.rows] == [Fate.TAKEN, Fate.REFUSED]
    refused = plan.rows[1]
    assert (refused.number, refused.facts) == (3, None)
    assert column in refused.column
    assert refused.reason


@pytest.mark.parametrize(
    "heading",
    ["Slachtoffer", "Functie", "Plaats", "Dader", "Signalement", "Afhandeling", "Nummer", "Toedracht"],
)
def test_a_bsn_is_taken_over_in_no_column(world: World, rob: User, heading: str) -> None:
    cells = {"Datum": "03-02-2025", "Afdeling": "Burgerzaken", "Slachtoffer": "Sam", "Toedracht": "Riep."}

    def fate(text: str) -> Any:
        row = cells | {heading: f"{cells.get(heading, '')} {text}".strip()}
        return only(dry_run(rob, "\n".join((";".join(row), ";".join(row.values()))).encode()))

    with time_machine.travel(NOW, tick=False):
        assert fate("kast 999990021").fate == Fate.TAKEN
        refused = fate("kast 999990020")
    assert (refused.fate, refused.facts) == (Fate.REFUSED, None)
    assert "BSN" in refused.reason


def test_what_is_another_municipalitys_reads_as_what_does_not_exist(world: World, rob: User) -> None:
    """LEI 10: not in an error message either."""
    world.person("Dora", world.other, personnel_id="88")
    rows = [{"victim": "88"}, {"victim": "89"}, {"unit": "Balie Duinveen"}, {"unit": "Balie Nergens"}]
    first, second, third, fourth = (row.reason for row in dry_run(rob, as_csv(*rows)).rows)
    assert (first, third) == (second, fourth)


def test_a_name_is_somebody_with_an_account_only_in_that_very_unit(world: World, rob: User) -> None:
    """A namesake elsewhere must not come to read it."""
    here = world.person("Jan Jansen")
    world.person("Wim Wit", world.sibling)
    names = ["jan  JANSEN", "Wim Wit", "Stagiair Sam"]
    rows = [{"victim": name, "number": place} for place, name in enumerate(names)]
    users = [row.facts.victim.user for row in dry_run(rob, as_csv(*rows)).rows if row.facts]
    assert users == [here, None, None]


def test_units_by_path_and_in_two_places(world: World, rob: User) -> None:
    world.unit("Balie Noord", world.sibling)
    rows = [{"unit": "Balie Noord"}, {"unit": "burgerzaken > balie noord"}]
    twice, by_path = dry_run(rob, as_csv(*rows)).rows
    assert twice.fate == Fate.REFUSED
    assert by_path.facts is not None
    assert by_path.facts.victim.unit == world.child


# ---------- R4 ----------


@pytest.mark.parametrize(
    ("now", "fate"),
    [
        (datetime.datetime(2026, 11, 22, 23, 59, 59, tzinfo=AMSTERDAM), Fate.TAKEN),
        (datetime.datetime(2026, 11, 23, 0, 0, tzinfo=AMSTERDAM), Fate.PAST),
    ],
)
def test_five_years_to_the_end_of_the_day(rob: User, now: datetime.datetime, fate: Fate) -> None:
    with time_machine.travel(now, tick=False):
        assert only(dry_run(rob, as_csv({"date": "22-11-2021"}))).fate == fate


@pytest.mark.parametrize("day", ["21-11-2021", "1-1-1999", "01-01-0001"])
def test_what_is_past_its_term_is_not_even_kept_for_the_dry_run(rob: User, day: str) -> None:
    reading = read(rob, as_csv({"date": day, "narrative": "Zwartewaterallee"}, {"narrative": "Rietveldlaan"}))
    assert "Rietveldlaan" in str(reading.contents)
    assert "Zwartewaterallee" not in str(reading.contents)


def test_columns_that_are_not_used_are_dropped(rob: User) -> None:
    reading = read(
        rob, b"Datum;Afdeling;Medewerker;Omschrijving;Kleur\n3-2-2025;Burgerzaken;Sam;Tekst;paars\n"
    )
    assert reading.contents["unused"] == ["Kleur"]
    assert "paars" not in str(reading.contents)


# ---------- there already ----------


def test_the_same_list_again_takes_nothing_whatever_was_corrected_since(rob: User) -> None:
    rows = [
        {"number": "", "victim": "Wim"},
        {"number": 18, "date": "4-2-2025"},
        {"number": 19, "narrative": "Meer."},
    ]
    taken(rob, *rows)
    for incident in Incident.objects.all():
        handling.establish_facts(
            fresh(rob), incident, {"narrative": "Nagevraagd en opgeschreven."}, ["threat"]
        )
    again = dry_run(rob, as_csv(*rows))
    assert again.counts == {"taken": 0, "refused": 0, "known": 3, "past": 0}
    assert all("melding 20" in row.reason for row in again.rows)
    reading = TakeOverReading.objects.get()
    with pytest.raises(NothingToTake):
        take_over(rob, reading.pk, again.fingerprint)
    assert Incident.objects.count() == 3


SAME: dict[str, tuple[dict[str, Any], dict[str, Any], bool]] = {
    "the same number": ({}, {"narrative": "Anders.", "victim": "Ander"}, True),
    "another number": ({}, {"number": 18}, False),
    "the same number in another unit": ({}, {"unit": "Publiekszaken"}, False),
    "the same number on another day": ({}, {"date": "4-2-2025"}, False),
    "the same account without numbers": ({"number": ""}, {"number": "", "victim": "S. Sam"}, True),
    "the same victim without numbers": ({"number": ""}, {"number": "", "narrative": "Anders."}, True),
    "a number beside none": ({}, {"number": "", "victim": "S. Sam"}, True),
    "all else": ({"number": ""}, {"number": "", "narrative": "Anders.", "victim": "Ander"}, False),
}


@pytest.mark.parametrize(("first", "second", "same"), SAME.values(), ids=SAME.keys())
def test_duplicates_in_one_list_and_in_the_next(
    rob: User, first: dict[str, Any], second: dict[str, Any], same: bool
) -> None:
    wanted = Fate.KNOWN if same else Fate.TAKEN
    within = dry_run(rob, as_csv(first, second)).rows[1]
    assert within.fate == wanted
    assert not same or "rij 2" in within.reason
    taken(rob, first)
    assert only(dry_run(rob, as_csv(second))).fate == wanted


def test_what_was_reported_here_is_recognised_by_day_unit_and_victim(world: World, rob: User) -> None:
    alice = world.person("Alice", None, "reporter")
    incident = world.incident(alice)
    day = incident.occurred_on.strftime("%d-%m-%Y")
    row = only(dry_run(rob, as_csv({"date": day, "time": "", "victim": "Alice", "narrative": "Kort."})))
    assert row.fate == Fate.KNOWN
    assert incident.reference in row.reason


def test_nothing_is_recognised_across_municipalities(world: World, rob: User) -> None:
    world.unit("Burgerzaken", world.other_root, world.duinveen)
    taken(rob, {})
    assert only(dry_run(world.person("Dirk", world.other_root, "handler"), as_csv({}))).fate == Fate.TAKEN


# ---------- all or nothing ----------


def test_nothing_is_half_taken_over(rob: User) -> None:
    """The database fails at the last table, after all incidents and victims are written."""
    reading = read(rob, as_csv(*[{"number": n} for n in range(500)]))
    plan = make_plan(rob, reading)
    assert plan.counts["taken"] == 500
    written = []

    def fail(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith('INSERT INTO "incidents_takenover"'):
            written.append(Victim.objects.count())
            raise DatabaseError
        return execute(sql, *rest)

    with connection.execute_wrapper(fail), pytest.raises(DatabaseError):
        take_over(rob, reading.pk, plan.fingerprint)
    assert written == [500]
    assert not Incident.with_due.exists()
    assert not Victim.with_due.exists()
    assert not ReferenceCounter.objects.exists()
    take_over(rob, reading.pk, plan.fingerprint)
    assert Incident.objects.count() == 500


def test_a_second_click_takes_nothing(rob: User) -> None:
    reading = read(rob, as_csv({}))
    fingerprint = make_plan(rob, reading).fingerprint
    take_over(rob, reading.pk, fingerprint)
    with pytest.raises(ReadingGone):
        take_over(rob, reading.pk, fingerprint)
    assert Incident.objects.count() == 1
    assert not TakeOverReading.with_due.exists()


def test_what_changed_since_the_dry_run_is_shown_again_first(world: World, rob: User) -> None:
    reading = read(rob, as_csv({"victim": "Nieuwe Nel"}))
    fingerprint = make_plan(rob, reading).fingerprint
    world.person("Nieuwe Nel")
    with pytest.raises(PlanChanged):
        take_over(rob, reading.pk, fingerprint)
    assert not Incident.objects.exists()


def test_references_have_no_gap(world: World, rob: User) -> None:
    first = world.incident(world.person("Alice", None, "reporter"))
    taken(rob, {"number": 1}, {"number": 2})
    last = world.incident(world.person("Anna", None, "reporter"))
    numbers = [int(i.reference[-6:]) for i in Incident.objects.order_by("reference")]
    assert numbers == list(range(int(first.reference[-6:]), int(last.reference[-6:]) + 1))


def test_of_the_layout_fingerprints_are_kept(rob: User) -> None:
    read(rob, as_csv({}))
    layout = TakeOverLayout.objects.get()
    assert layout.headings["narrative"] == fingerprint("omschrijving")
    assert "Omschrijving" not in str(layout.headings)
