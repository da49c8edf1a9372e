# SPDX-License-Identifier: EUPL-1.2
"""R3 and R5: until when somebody is in the registry, and when a perpetrator is destroyed."""

import datetime
import uuid
from collections.abc import Iterator

import pytest
import time_machine

from incidents import handling, joining
from incidents.access import NotAllowed
from incidents.models import Involvement, Perpetrator, Sanction
from incidents.perpetrators import unlink_perpetrator
from incidents.registry import matchable_by, readable_by
from incidents.registry_cards import cards_of
from incidents.sanctioning import annul, lift, shorten
from retention.terms import end_of_day, sanction_due, start_of_day, unsanctioned_due
from tests.incidents.sanctioned import Dossier
from tests.world import World

pytestmark = pytest.mark.django_db
D = datetime.date
INSTANT = datetime.timedelta(microseconds=1)


def noon(day: datetime.date) -> datetime.datetime:
    return start_of_day(day) + datetime.timedelta(hours=12)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(noon(D(2026, 8, 31)), tick=False) as clock:
        yield clock


@pytest.fixture
def dossier(world: World, clock: time_machine.Traveller) -> Dossier:
    world.waterrijk.bans_need_supervisor = False
    world.waterrijk.save()
    return Dossier(world, severity=3)


@pytest.mark.parametrize(
    ("ended_on", "months", "last_day"),
    [
        (D(2026, 8, 31), 18, D(2028, 2, 29)),
        (D(2024, 2, 29), 12, D(2025, 2, 28)),
        (D(2026, 10, 24), 12, D(2027, 10, 24)),
        (D(2026, 3, 28), 24, D(2028, 3, 28)),
    ],
)
def test_the_examples_of_the_rules(ended_on: datetime.date, months: int, last_day: datetime.date) -> None:
    due = sanction_due(ended_on, months)
    assert due.at == end_of_day(last_day)
    assert (due.rule, due.policy, due.counted_from) == ("R3", f"P{months}M", start_of_day(ended_on))
    assert unsanctioned_due(ended_on, months).at == due.at


@pytest.mark.parametrize("months", [0, 11, 25])
def test_never_below_12_or_above_24_months(months: int) -> None:
    with pytest.raises(ValueError, match="12 to 24"):
        sanction_due(D(2026, 1, 1), months)


def test_a_warning_is_visible_18_months_and_not_an_instant_longer(
    dossier: Dossier, clock: time_machine.Traveller
) -> None:
    """31 August 2026 + 18 months: to the end of 29 February 2028, with nothing running."""
    sanction = dossier.impose("warning_letter")
    person = dossier.wim.perpetrator
    end = end_of_day(D(2028, 2, 29))
    assert sanction.visible_until == end
    clock.move_to(end - INSTANT)
    assert dossier.readable() == {person.pk}
    assert dossier.shown_of(person) == ({dossier.incident.pk}, {sanction.pk})
    clock.move_to(end)
    assert dossier.readable() == set()
    assert dossier.shown_of(person) == (set(), set())
    # Who handles the incident still sees the person, until R4.
    assert Perpetrator.objects.filter(pk=person.pk).exists()


@pytest.mark.parametrize("day", [D(2026, 3, 29), D(2026, 10, 25)])
def test_in_the_nights_when_the_clock_changes(
    dossier: Dossier, clock: time_machine.Traveller, day: datetime.date
) -> None:
    """A term that ends on such a day ends at the local midnight after it, whatever its length in hours."""
    clock.move_to(noon(day))
    again = dossier.established(severity=1)
    involvement = dossier.name(again, "Ans")
    end = end_of_day(day.replace(year=day.year + 1))
    assert Involvement.objects.get(pk=involvement.pk).visible_until == end


def test_without_a_sanction_the_months_count_from_the_incident(
    dossier: Dossier, clock: time_machine.Traveller
) -> None:
    person = dossier.wim.perpetrator
    end = end_of_day(D(2028, 2, 29))
    assert dossier.readable() == {person.pk}
    clock.move_to(end - INSTANT)
    assert dossier.readable() == {person.pk}
    clock.move_to(end)
    assert dossier.readable() == set()


def test_enters_when_the_facts_are_established_not_when_a_report_names_somebody(dossier: Dossier) -> None:
    incident = dossier.world.incident(dossier.alice, aggressor_name="Karel de Grote")
    involvement = dossier.name(incident, "Karel de Grote")
    assert involvement.perpetrator_id not in dossier.readable()
    dossier.establish(incident)
    assert involvement.perpetrator_id in dossier.readable()


def test_a_ban_counts_from_its_end_and_a_lifted_one_from_that_day(
    dossier: Dossier, clock: time_machine.Traveller
) -> None:
    ban = dossier.impose("premises_ban", planned_end=D(2026, 11, 30))
    assert ban.visible_until == end_of_day(D(2028, 5, 30))
    clock.move_to(noon(D(2026, 10, 1)))
    lift(dossier.bob, ban, "Gesprek gevoerd")
    assert ban.counted_from == D(2026, 10, 1)
    assert ban.visible_until == end_of_day(D(2028, 4, 1))
    assert not ban.is_running


def test_an_annulled_sanction_is_invisible_at_once(dossier: Dossier) -> None:
    sanction = dossier.impose("warning_letter")
    assert dossier.readable()
    annul(dossier.bob, sanction, "Verkeerde persoon")
    assert dossier.readable() == set()
    assert dossier.shown_of(dossier.wim.perpetrator) == (set(), set())


def test_an_unfounded_incident_leaves_at_once_and_returns_only_with_facts(dossier: Dossier) -> None:
    sanction = dossier.impose("warning_letter")
    assert dossier.readable()
    handling.close(dossier.bob, dossier.incident, "unfounded", "Het was een misverstand.")
    assert dossier.readable() == set()
    sanction.refresh_from_db()
    assert sanction.is_annulled
    handling.reopen(dossier.bob, dossier.incident, "Toch wel")
    assert dossier.readable() == set()
    dossier.establish(dossier.incident)
    # What was annulled stays annulled; nothing shows this incident.
    assert dossier.readable() == set()


def test_unfounded_without_a_sanction(dossier: Dossier) -> None:
    handling.close(dossier.bob, dossier.incident, "unfounded", "Het was een misverstand.")
    assert dossier.readable() == set()
    handling.reopen(dossier.bob, dossier.incident, "Toch wel")
    assert dossier.readable() == set()
    dossier.establish(dossier.incident)
    assert dossier.readable() == {dossier.wim.perpetrator_id}


def test_lowering_the_severity_shortens_and_raising_it_changes_nothing(dossier: Dossier) -> None:
    sanction = dossier.impose("warning_letter")
    dossier.establish(dossier.incident, severity=4)
    sanction.refresh_from_db()
    assert (sanction.months, sanction.visible_until) == (18, end_of_day(D(2028, 2, 29)))
    dossier.establish(dossier.incident, severity=1)
    sanction.refresh_from_db()
    assert (sanction.months, sanction.visible_until) == (12, end_of_day(D(2027, 8, 31)))
    dossier.establish(dossier.incident, severity=3)
    sanction.refresh_from_db()
    assert (sanction.months, sanction.visible_until) == (12, end_of_day(D(2027, 8, 31)))
    assert Perpetrator.objects.get().visible_until == end_of_day(D(2027, 8, 31))


def test_the_same_without_a_sanction(dossier: Dossier) -> None:
    person = Perpetrator.objects.get()
    assert person.visible_until == end_of_day(D(2028, 2, 29))
    for severity, last_day in ((4, D(2028, 2, 29)), (2, D(2027, 8, 31)), (4, D(2027, 8, 31))):
        dossier.establish(dossier.incident, severity=severity)
        person.refresh_from_db()
        assert person.visible_until == end_of_day(last_day)


def test_a_person_may_shorten_never_below_12_and_never_lengthen(dossier: Dossier) -> None:
    sanction = dossier.impose("warning_letter")
    for months in (11, 19, 24):
        with pytest.raises(ValueError, match="do not shorten"):
            shorten(dossier.bob, sanction, months)
    shorten(dossier.bob, sanction, 12)
    assert sanction.visible_until == end_of_day(D(2027, 8, 31))
    with pytest.raises(ValueError, match="do not shorten"):
        shorten(dossier.bob, sanction, 18)


def test_each_goes_on_its_own_day_and_an_expired_one_does_not_come_back(
    dossier: Dossier, clock: time_machine.Traveller
) -> None:
    person = dossier.wim.perpetrator
    first = dossier.impose("warning_letter")
    clock.move_to(noon(D(2027, 12, 1)))
    again = dossier.established(severity=1)
    involvement = dossier.link(again, person)
    second = dossier.impose("warning_letter", involvement)
    assert dossier.shown_of(person) == ({dossier.incident.pk, again.pk}, {first.pk, second.pk})
    clock.move_to(end_of_day(D(2028, 2, 29)))
    assert dossier.readable() == {person.pk}
    assert dossier.shown_of(person) == ({again.pk}, {second.pk})
    # A change to the first incident derives its terms again, and brings nothing back.
    dossier.establish(dossier.incident, severity=4)
    assert dossier.shown_of(person) == ({again.pk}, {second.pk})
    clock.move_to(end_of_day(D(2028, 12, 1)))
    assert dossier.readable() == set()


def test_several_sanctions_of_one_incident(dossier: Dossier, clock: time_machine.Traveller) -> None:
    """The warning goes on its own day; the incident stays in view with the ban."""
    person = dossier.wim.perpetrator
    warning = dossier.impose("warning_letter")
    ban = dossier.impose("premises_ban", planned_end=D(2026, 10, 31))
    assert dossier.shown_of(person)[1] == {warning.pk, ban.pk}
    clock.move_to(end_of_day(D(2028, 2, 29)))
    assert dossier.shown_of(person) == ({dossier.incident.pk}, {ban.pk})
    clock.move_to(end_of_day(D(2028, 4, 30)))
    assert dossier.shown_of(person) == (set(), set())


def test_prolonged_by_a_new_one_with_its_own_term(dossier: Dossier, clock: time_machine.Traveller) -> None:
    ban = dossier.impose("premises_ban", planned_end=D(2026, 10, 31))
    clock.move_to(noon(D(2026, 10, 31)))
    longer = dossier.impose("premises_ban", prolongs=ban, planned_end=D(2027, 1, 31))
    ban.refresh_from_db()
    assert ban.visible_until == end_of_day(D(2028, 4, 30))
    assert longer.visible_until == end_of_day(D(2028, 7, 31))
    clock.move_to(end_of_day(D(2028, 4, 30)))
    assert dossier.shown_of(dossier.wim.perpetrator)[1] == {longer.pk}


def test_never_longer_than_the_incident(dossier: Dossier, clock: time_machine.Traveller) -> None:
    """R4: a sanction that still runs does not stop the incident's end, and the perpetrator's with it (R5)."""
    person = dossier.wim.perpetrator
    dossier.impose("premises_ban", planned_end=D(2031, 8, 31), review_on=D(2026, 12, 1))
    end = end_of_day(D(2031, 8, 31))
    clock.move_to(end - INSTANT)
    assert dossier.readable() == {person.pk}
    assert Perpetrator.objects.get().destroy_at == end
    clock.move_to(end)
    assert Perpetrator.with_due.filter(pk=person.pk).exists()
    assert not Perpetrator.objects.exists()
    assert dossier.readable() == set()
    assert not Sanction.objects.exists()


def test_a_perpetrator_goes_with_the_last_incident(dossier: Dossier, clock: time_machine.Traveller) -> None:
    """R5; and one who is named by no incident any more goes at once."""
    clock.move_to(noon(D(2027, 2, 1)))
    again = dossier.established()
    person = dossier.wim.perpetrator
    involvement = dossier.link(again, person)
    person.refresh_from_db()
    assert (person.destroy_at, person.retention_rule) == (end_of_day(D(2032, 2, 1)), "R5")
    unlink_perpetrator(dossier.bob, involvement, "Iemand anders")
    person.refresh_from_db()
    assert person.destroy_at == end_of_day(D(2031, 8, 31))
    unlink_perpetrator(dossier.bob, dossier.wim, "Iemand anders")
    assert not Perpetrator.with_due.exists()


def test_a_corrected_date_counts_anew(dossier: Dossier) -> None:
    person = dossier.wim.perpetrator
    handling.correct_date(dossier.bob, dossier.incident, noon(D(2026, 6, 30)), "Vergist")
    person.refresh_from_db()
    assert person.visible_until == end_of_day(D(2027, 12, 30))
    assert person.destroy_at == end_of_day(D(2031, 6, 30))


def test_joined_reports_keep_their_perpetrators_and_sanctions(dossier: Dossier) -> None:
    person = dossier.wim.perpetrator
    second = dossier.world.incident(dossier.alice)
    dossier.establish(second)
    involvement = dossier.link(second, person)
    other = dossier.name(second, "Ans Anders")
    sanction = dossier.impose("oral_warning", involvement)
    joining.join(dossier.bob, second, dossier.incident)
    sanction.refresh_from_db()
    assert (sanction.incident_id, sanction.involvement_id) == (dossier.incident.pk, dossier.wim.pk)
    assert Involvement.objects.get(pk=other.pk).incident_id == dossier.incident.pk
    assert not Involvement.with_due.filter(incident=second).exists()
    assert dossier.readable() == {person.pk, other.perpetrator_id}


def test_another_municipality_finds_nobody_and_links_nobody(dossier: Dossier) -> None:
    """LEI 10: not by search, and not by id."""
    world = dossier.world
    els = world.person("Els", world.other_root, "registry_reader", "handler")
    there = world.incident(world.person("Otto", world.other, "reporter"))
    assert dossier.readable() == {dossier.wim.perpetrator_id}
    assert not readable_by(els).exists()
    assert not matchable_by(els).exists()
    with pytest.raises(NotAllowed):
        dossier.link(there, dossier.wim.perpetrator, actor=els)


def test_naming_somebody_anew_lengthens_nothing(dossier: Dossier, clock: time_machine.Traveller) -> None:
    """R3: raising the severity changes nothing that was confirmed, also when the person is taken away and named again."""
    incident = dossier.established(severity=1)
    ans = dossier.name(incident, "Ans Anders")
    assert ans.perpetrator_id in dossier.readable()
    clock.move_to(noon(D(2027, 10, 1)))
    assert ans.perpetrator_id not in dossier.readable()
    dossier.establish(incident, severity=4)
    unlink_perpetrator(dossier.bob, Involvement.objects.get(pk=ans.pk), "Even opnieuw")
    again = dossier.name(incident, "Ans Anders")
    assert again.perpetrator_id not in dossier.readable()
    # A perpetrator whom nobody named before is confirmed now.
    assert Involvement.objects.get(pk=again.pk).months == 12


def test_a_ban_shows_on_when_its_report_is_joined_into_one_that_is_not_looked_into_yet(
    dossier: Dossier,
) -> None:
    """RULES: people must be warned; the ban was imposed on facts that a handler established."""
    ban = dossier.impose("premises_ban")
    first = dossier.world.incident(dossier.alice)
    joining.join(dossier.bob, dossier.incident, first)
    assert dossier.shown_of(dossier.wim.perpetrator) == ({first.pk}, {ban.pk})
    assert dossier.readable() == {dossier.wim.perpetrator_id}
    annul(dossier.bob, Sanction.objects.get(), "Toch niet")
    assert dossier.readable() == set()


def test_nobody_shows_unsanctioned_before_the_facts_of_the_joined_report_are_established(
    dossier: Dossier,
) -> None:
    first = dossier.world.incident(dossier.alice)
    joining.join(dossier.bob, dossier.incident, first)
    assert dossier.readable() == set()
    dossier.establish(first)
    assert dossier.readable() == {dossier.wim.perpetrator_id}


def test_what_was_agreed_with_one_is_not_shown_of_the_other_after_joining(dossier: Dossier) -> None:
    second = dossier.established(severity=3)
    ans = dossier.name(second, "Ans Anders")
    for incident, text in ((dossier.incident, "Met Wim"), (second, "Met Ans")):
        handling.take_measure(dossier.bob, incident, "perpetrator", text, D(2026, 8, 31), uuid.uuid4())
    joining.join(dossier.bob, second, dossier.incident)
    cards = cards_of([dossier.wim.perpetrator, ans.perpetrator])
    assert [[measure.text for measure in card.measures] for card in cards] == [["Met Wim"], ["Met Ans"]]
