# SPDX-License-Identifier: EUPL-1.2
"""Looking somebody up in the registry: who is found, in what order, and what is kept of it (R3, R6)."""

import datetime
import uuid
from typing import Any

import pytest
import time_machine
from django.core import serializers
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import AccessLogEntry
from incidents import handling, looking_up
from incidents.access import NotAllowed
from incidents.looking_up import Answer, Query, TooMany, look_up
from incidents.models import Perpetrator, Purpose, RegistryLookup, Sanction
from incidents.names import MatchReason
from incidents.perpetrators import PersonFacts, name_perpetrator
from incidents.sanctioning import annul, lift
from retention.terms import end_of_day, look_due, start_of_day
from tests.incidents.sanctioned import BSNS, Dossier
from tests.world import World, fresh

pytestmark = pytest.mark.django_db
D = datetime.date
BORN = D(1980, 3, 12)
INSTANT = datetime.timedelta(microseconds=1)


@pytest.fixture
def dossier(world: World) -> Dossier:
    world.waterrijk.bans_need_supervisor = False
    world.waterrijk.save()
    return Dossier(world)


def search(dossier: Dossier, **asked: Any) -> Answer:
    return look_up(fresh(dossier.rita), Query(**{"purpose": Purpose.VISIT} | asked))


def found(dossier: Dossier, **asked: Any) -> list[str]:
    return [hit.perpetrator.name for hit in search(dossier, **asked).hits]


def named(dossier: Dossier, name: str = "", **facts: Any) -> Perpetrator:
    return dossier.name(dossier.incident, name, **facts).perpetrator


# Who is found, and in what order.


def test_a_name_is_found_as_it_sounds_and_says_why(dossier: Dossier) -> None:
    named(dossier, "Piet Janssen")
    answer = search(dossier, name="Jansen")
    assert [hit.perpetrator.name for hit in answer.hits] == ["Piet Janssen"]
    assert MatchReason.SURNAME in answer.hits[0].name_reasons
    assert found(dossier, name="Hansen") == []


def test_a_bsn_and_a_date_of_birth_are_found_exactly(dossier: Dossier) -> None:
    named(dossier, "Ans Bakker", bsn=BSNS[1], date_of_birth=BORN)
    assert found(dossier, bsn=BSNS[1]) == ["Ans Bakker"]
    assert found(dossier, date_of_birth=BORN) == ["Ans Bakker"]
    assert found(dossier, bsn=BSNS[2]) == found(dossier, date_of_birth=D(1980, 12, 3)) == []


def test_the_best_match_stands_first(dossier: Dossier) -> None:
    """BSN beats all; then name with date of birth; then a name of whom no date of birth is known; then a name with
    another date of birth, and that is said."""
    named(dossier, "Jan de Vries", date_of_birth=D(1955, 5, 5))
    named(dossier, "Jan de Vries (2)", bsn=BSNS[1], date_of_birth=D(1944, 4, 4))
    unknown = named(dossier, "Jan de Vries")
    both = named(dossier, "Jan Vries", date_of_birth=BORN)
    hits = search(dossier, name="Jan de Vries", date_of_birth=BORN, bsn=BSNS[1]).hits
    assert [hit.perpetrator.bsn for hit in hits] == [BSNS[1], "", "", ""]
    assert [hit.perpetrator.pk for hit in hits[1:3]] == [both.pk, unknown.pk]
    assert [sorted(hit.differs) for hit in hits] == [["date_of_birth"], [], [], ["date_of_birth"]]
    assert [hit.same_date_of_birth for hit in hits] == [False, True, False, False]


def test_of_those_who_match_alike_first_whom_a_sanction_runs_against(
    dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Among more people of one name than are shown nobody may miss the ban."""
    monkeypatch.setattr(looking_up, "SHOWN", 2)
    for _ in range(6):
        named(dossier, "Piet Smit")
    banned = dossier.name(dossier.incident, "Piet Smit")
    lifted = dossier.name(dossier.incident, "Piet Smit")
    dossier.establish(dossier.incident, severity=3)
    dossier.impose("premises_ban", banned)
    lift(dossier.bob, dossier.impose("contact_ban", lifted), "Het gesprek hielp.")
    hits = search(dossier, name="Smit").hits
    assert [hit.is_warned for hit in hits] == [True, False]
    assert hits[0].perpetrator.pk == banned.perpetrator_id
    for sanction in Sanction.objects.all():
        assert looking_up.running_sanctions().filter(pk=sanction.pk).exists() == sanction.is_running


def test_a_date_of_birth_with_another_name_is_shown_only_when_no_name_was_given(dossier: Dossier) -> None:
    named(dossier, "Ans Bakker", date_of_birth=BORN)
    assert found(dossier, date_of_birth=BORN) == ["Ans Bakker"]
    assert found(dossier, name="Piet Smit", date_of_birth=BORN) == []


def test_the_same_bsn_under_another_name_is_shown_and_says_so(dossier: Dossier) -> None:
    named(dossier, "Ans Bakker", bsn=BSNS[1])
    (hit,) = search(dossier, name="Piet Smit", bsn=BSNS[1]).hits
    assert hit.same_bsn
    assert hit.differs == {"name"}


def test_another_bsn_with_the_same_name_goes_down_and_says_so(dossier: Dossier) -> None:
    named(dossier, "Ans Bakker", bsn=BSNS[1])
    unknown = named(dossier, "Ans Bakker")
    hits = search(dossier, name="Ans Bakker", bsn=BSNS[2]).hits
    assert [hit.perpetrator.pk == unknown.pk for hit in hits] == [True, False]
    assert hits[1].differs == {"bsn"}


def test_a_description_alone_is_not_found_by_name(dossier: Dossier) -> None:
    person = named(dossier, description="Man van veertig met een blauwe jas, heet Karel")
    assert person.pk in dossier.readable()
    assert found(dossier, name="Karel") == found(dossier, name="Man") == []


def test_at_most_twenty_and_it_says_that_there_were_more(
    dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking_up, "SHOWN", 3)
    for number in range(3):
        named(dossier, "Piet Smit", date_of_birth=D(1980, 1, 1 + number))
    assert not search(dossier, name="Smit").is_cut
    named(dossier, "Piet Smit", date_of_birth=D(1980, 2, 2))
    answer = search(dossier, name="Smit")
    assert (len(answer.hits), len(answer.lookup.found), answer.is_cut) == (3, 3, True)


def test_who_was_born_that_day_is_not_lost_among_better_names(
    dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking_up, "CONSIDERED", 2)
    for _ in range(3):
        named(dossier, "Piet Smit")
    late = named(dossier, "Piet Smid", date_of_birth=BORN)
    assert search(dossier, name="Piet Smit", date_of_birth=BORN).hits[0].perpetrator.pk == late.pk


def test_never_a_list_without_a_query() -> None:
    with pytest.raises(ValueError, match="no list of everybody"):
        Query(Purpose.VISIT)


# Only what is in view (R3), of one's own municipality (LEI 10), for who may.


@pytest.mark.parametrize("day", [D(2026, 3, 29), D(2026, 10, 25), D(2024, 2, 29), D(2026, 8, 31)])
def test_what_is_past_its_day_is_not_found_though_nothing_runs(world: World, day: datetime.date) -> None:
    """R3, around the boundary and in the nights when the clock changes: the incident of `day`, 12 months."""
    with time_machine.travel(start_of_day(day) + datetime.timedelta(hours=12), tick=False) as clock:
        dossier = Dossier(world)
        named(dossier, "Ans Bakker", bsn=BSNS[1], date_of_birth=BORN)
        last_day = D(day.year + 1, day.month, 28 if day == D(2024, 2, 29) else day.day)
        clock.move_to(end_of_day(last_day) - INSTANT)
        asked: list[dict[str, Any]] = [{"name": "Bakker"}, {"bsn": BSNS[1]}, {"date_of_birth": BORN}]
        assert [found(dossier, **query) for query in asked] == [["Ans Bakker"]] * 3
        clock.move_to(end_of_day(last_day))
        assert [found(dossier, **query) for query in asked] == [[]] * 3
        # Not destroyed: its handlers still see it until R4.
        assert Perpetrator.objects.filter(bsn_index__isnull=False).count() == 2


def test_an_annulled_sanction_and_an_unconfirmed_report_find_nobody(dossier: Dossier) -> None:
    assert found(dossier, name="Zwartewater") == ["Wim Zwartewater"]
    sanction = dossier.impose("warning_letter")
    annul(dossier.bob, sanction, "Verkeerde persoon")
    assert found(dossier, name="Zwartewater") == found(dossier, bsn=BSNS[0]) == []
    report = dossier.world.incident(dossier.alice)
    dossier.name(report, "Karel de Grote")
    assert found(dossier, name="Karel de Grote") == []
    dossier.establish(report)
    assert found(dossier, name="Karel de Grote") == ["Karel de Grote"]


def test_nothing_of_another_municipality_is_found(dossier: Dossier) -> None:
    world = dossier.world
    other = world.incident(world.person("Eve", world.other, "reporter"))
    evert = world.person("Evert", world.other, "handler")
    handling.establish_facts(evert, other, {}, ["verbal", "threat"])
    facts = PersonFacts(name="Ans Bakker", bsn=BSNS[1], date_of_birth=BORN)
    name_perpetrator(evert, other, facts, uuid.uuid4())
    rick = world.person("Rick", world.other_root, "registry_reader")
    there = look_up(fresh(rick), Query(Purpose.COUNTER, name="Bakker"))
    assert len(there.hits) == 1
    assert found(dossier, name="Bakker") == found(dossier, bsn=BSNS[1]) == []
    assert found(dossier, date_of_birth=BORN) == []


@pytest.mark.parametrize("level", ["handler", "supervisor", "administrator", "reporter", "coordinator", None])
def test_who_is_no_registry_reader_finds_nobody(dossier: Dossier, level: str | None) -> None:
    person = dossier.world.person("Nel", dossier.world.root, *([level] if level else []))
    with pytest.raises(NotAllowed):
        look_up(fresh(person), Query(Purpose.VISIT, name="Zwartewater"))
    assert not RegistryLookup.objects.exists()


def test_a_dated_grant_opens_the_registry_on_its_days_only(dossier: Dossier) -> None:
    today = timezone.localdate()
    tomorrow, after = today + datetime.timedelta(days=1), today + datetime.timedelta(days=2)
    nel = dossier.world.person("Nel")
    dossier.world.grant(nel, "registry_reader", dossier.world.root, first_day=tomorrow, last_day=tomorrow)
    query = Query(Purpose.VISIT, name="Zwartewater")
    for day, may in ((today, False), (tomorrow, True), (after, False)):
        with time_machine.travel(start_of_day(day) + datetime.timedelta(hours=12), tick=False):
            if may:
                assert look_up(fresh(nel), query).hits
            else:
                with pytest.raises(NotAllowed):
                    look_up(fresh(nel), query)


def test_a_reader_of_a_part_is_no_reader(dossier: Dossier) -> None:
    """The level is granted on the root only; a grant elsewhere opens nothing."""
    nel = dossier.world.person("Nel", dossier.world.parent, "registry_reader")
    with pytest.raises(NotAllowed):
        look_up(fresh(nel), Query(Purpose.VISIT, name="Zwartewater"))


# What is kept of it (R6).


def test_every_look_up_is_kept_hit_or_miss_and_never_what_was_typed(dossier: Dossier) -> None:
    person = named(dossier, "Ans Bakker", bsn=BSNS[1], date_of_birth=BORN)
    search(dossier, name="Zeldzaamheid", date_of_birth=D(1977, 7, 7), bsn=BSNS[2], purpose=Purpose.COUNTER)
    search(dossier, name="Bakker")
    hit, miss = RegistryLookup.objects.all()
    assert (hit.found, hit.purpose, hit.by_name, hit.by_bsn) == ([str(person.pk)], "visit", True, False)
    assert (miss.found, miss.purpose) == ([], "counter")
    assert (miss.by_name, miss.by_date_of_birth, miss.by_bsn) == (True, True, True)
    written = serializers.serialize("json", [*RegistryLookup.objects.all(), *AccessLogEntry.objects.all()])
    assert str(person.pk) in written
    for secret in ("zeldzaam", "bakker", BSNS[1], BSNS[2], "1977", "1980"):
        assert secret not in written.lower()


def test_a_look_up_is_kept_for_twelve_months(dossier: Dossier) -> None:
    lookup = search(dossier, name="Zwartewater").lookup
    assert (lookup.retention_rule, lookup.destroy_at) == ("R6", look_due(lookup.at, lookup.at).at)


def test_every_person_shown_is_in_the_access_log_until_r6(dossier: Dossier) -> None:
    """The later of the record's destruction (the incident's, five years) and 12 months."""
    people = {dossier.wim.perpetrator_id, named(dossier, "Wim Zwartewater").pk}
    search(dossier, name="Zwartewater")
    entries = AccessLogEntry.objects.filter(action=AccessLogEntry.Action.FOUND_IN_REGISTRY)
    assert {entry.object_id for entry in entries} == people
    assert {entry.actor_id for entry in entries} == {dossier.rita.pk}
    assert {entry.destroy_at for entry in entries} == {dossier.incident.destroy_at}


@pytest.mark.parametrize(
    ("typed", "own", "colleague"),
    [
        ("Rita Bloemendaal", True, False),
        ("bloemendaal, rita", True, False),
        ("Bob Cornelissen", False, True),
        ("Bob Kornelisse", False, True),
        ("Cornelissen Bob", False, True),
        ("B. Cornelissen", False, False),
        ("Cornelissen", False, False),
        ("Daan Duinstra", False, False),
        ("Wim Zwartewater", False, False),
    ],
)
def test_own_name_and_colleagues_are_marked(dossier: Dossier, typed: str, own: bool, colleague: bool) -> None:
    dossier.rita.name = "Rita Bloemendaal"
    dossier.rita.save()
    dossier.world.person("Bob Cornelissen")
    dossier.world.person("Daan Duinstra", dossier.world.other)
    lookup = search(dossier, name=typed).lookup
    lookup.refresh_from_db()
    assert (lookup.is_own_name, lookup.is_colleague) == (own, colleague)


def test_more_than_anybody_needs_in_an_hour_is_refused_by_the_rows(
    dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking_up, "MOST_PER_HOUR", 3)
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        for minute in range(3):
            clock.move_to(start + datetime.timedelta(minutes=minute))
            search(dossier, name="Zwartewater")
        with pytest.raises(TooMany) as refused:
            search(dossier, name="Zwartewater")
        assert refused.value.until == start + datetime.timedelta(hours=1)
        assert RegistryLookup.objects.count() == 3
        clock.move_to(start + datetime.timedelta(hours=1))
        search(dossier, name="Zwartewater")
        with pytest.raises(TooMany):
            search(dossier, name="Zwartewater")
    # Somebody else's look-ups do not count.
    other = dossier.world.person("Nel", dossier.world.root, "registry_reader")
    assert look_up(fresh(other), Query(Purpose.VISIT, name="Zwartewater")).hits


def test_the_number_of_queries_does_not_grow_with_who_is_there(dossier: Dossier) -> None:
    """Neither the people here nor those of another municipality may show in the time."""

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            search(dossier, name="Zwartewater", date_of_birth=BORN)
        return len(captured)

    before = queries()
    for number in range(4):
        named(dossier, "Wim Zwartewater", date_of_birth=BORN)
        dossier.world.person(f"Nieuw {number}", dossier.world.other)
    assert queries() == before


def test_a_query_that_ends_up_in_a_log_shows_nothing_of_what_was_typed() -> None:
    query = Query(Purpose.VISIT, name="Zwartewater", bsn=BSNS[0])
    assert (query.name, query.bsn) == ("Zwartewater", BSNS[0])
    assert "Zwartewater" not in repr(query)
    assert BSNS[0] not in repr(query)
