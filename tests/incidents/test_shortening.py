# SPDX-License-Identifier: EUPL-1.2
"""R3: a change of the months may shorten what runs, and never lengthens it."""

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidents.leaving import note_who_left
from incidents.models import Incident, Involvement, Perpetrator, Sanction
from incidents.sanctioning import annul
from incidents.shortening import foresee, shorten_running, shorten_what_is_longer
from incidents.tasks import shorten_what_is_longer as swept
from retention.models import LedgerEntry
from retention.terms import end_of_day, sanction_due, start_of_day
from tests.incidents.sanctioned import Dossier
from tests.world import World

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 8, 31)
STANDARD = {1: 12, 2: 12, 3: 18, 4: 24}
SHORTEST = dict.fromkeys(STANDARD, 12)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(start_of_day(TODAY) + datetime.timedelta(hours=12), tick=False) as clock:
        yield clock


@pytest.fixture
def dossier(world: World, clock: Any) -> Dossier:
    world.waterrijk.bans_need_supervisor = False
    world.waterrijk.save()
    return Dossier(world, severity=3)


def visible() -> dict[Any, datetime.datetime | None]:
    """Until when everything is visible, by model and id."""
    return {
        (model, pk): until
        for model in (Sanction, Involvement, Perpetrator)
        for pk, until in model.with_due.values_list("pk", "visible_until")
    }


def shorten(dossier: Dossier, months: Mapping[int, int]) -> int:
    return len(shorten_running(dossier.world.waterrijk.pk, months))


def test_a_running_sanction_and_its_perpetrator_go_earlier(dossier: Dossier) -> None:
    ban = dossier.impose("premises_ban", planned_end=TODAY + datetime.timedelta(days=30))
    assert ban.visible_until == sanction_due(ban.planned_end, 18).at
    assert shorten(dossier, {**STANDARD, 3: 14}) == 3
    ban.refresh_from_db()
    until = sanction_due(ban.planned_end, 14).at
    assert (ban.months, ban.visible_until, ban.planned_end) == (
        14,
        until,
        TODAY + datetime.timedelta(days=30),
    )
    assert Involvement.objects.get(pk=dossier.wim.pk).visible_until == until
    assert Perpetrator.objects.get().visible_until == until


def test_without_a_sanction_the_incident_goes_earlier(dossier: Dossier) -> None:
    assert Involvement.objects.get().months == 18
    shorten(dossier, {**STANDARD, 3: 13})
    involvement = Involvement.objects.get()
    assert (involvement.months, involvement.visible_until) == (13, end_of_day(datetime.date(2027, 9, 30)))


def test_exactly_those_with_more_months(dossier: Dossier) -> None:
    """Another severity, fewer months by decision, and what is annulled stay as they are."""
    by_decision = dossier.impose("warning_letter", months=13)
    other = dossier.established(severity=4)
    very_serious = dossier.impose("premises_ban", dossier.name(other, "Karel"))
    third = dossier.established(severity=3)
    annulled = dossier.impose("order_talk", dossier.name(third, "Ans"))
    annul(dossier.bob, annulled, "Verkeerde persoon")
    longer = dossier.impose("order_talk", dossier.name(dossier.established(severity=3), "Piet"))
    before = visible()
    shorten(dossier, {**STANDARD, 3: 15})
    after = visible()
    changed = {key for key, until in after.items() if until != before[key]}
    assert changed == {
        (Sanction, longer.pk),
        (Involvement, longer.involvement_id),
        (Perpetrator, longer.involvement.perpetrator_id),
    }
    for sanction in (by_decision, very_serious, annulled):
        assert after[Sanction, sanction.pk] == before[Sanction, sanction.pk] is not None


def test_what_is_out_of_view_stays_as_it_was_written_down(dossier: Dossier, clock: Any) -> None:
    gone = dossier.impose("warning_letter")
    clock.move_to(end_of_day(datetime.date(2028, 2, 29)))
    note_who_left()
    kept = visible()
    assert shorten(dossier, SHORTEST) == 0
    assert visible() == kept
    gone.refresh_from_db()
    assert gone.months == 18


def test_nor_is_one_that_is_out_of_view_changed_beside_one_that_runs(dossier: Dossier, clock: Any) -> None:
    gone = dossier.impose("warning_letter", months=16)
    days = {"planned_end": datetime.date(2028, 7, 31), "review_on": datetime.date(2026, 11, 1)}
    runs = dossier.impose("contact_measure", **days)
    clock.move_to(end_of_day(datetime.date(2028, 1, 10)))
    assert dossier.shown_of(dossier.wim.perpetrator)[1] == {runs.pk}
    shorten(dossier, SHORTEST)
    assert list(Sanction.objects.order_by("months").values_list("pk", "months")) == [
        (runs.pk, 12),
        (gone.pk, 16),
    ]


def test_what_is_out_of_view_by_it_leaves_at_once_and_stands_in_the_ledger(
    dossier: Dossier, clock: Any
) -> None:
    dossier.impose("warning_letter")
    clock.move_to(end_of_day(datetime.date(2027, 10, 15)))
    assert dossier.readable() == {dossier.wim.perpetrator_id}
    shorten(dossier, SHORTEST)
    assert dossier.readable() == set()
    assert note_who_left() == 2
    lines = LedgerEntry.objects.filter(kind=LedgerEntry.Kind.OUT_OF_VIEW)
    assert set(lines.values_list("rule", "policy")) == {("R3", "P12M")}


def test_raising_and_lowering_again_changes_nothing_the_second_time(dossier: Dossier) -> None:
    dossier.impose("warning_letter")
    assert shorten(dossier, {**STANDARD, 3: 14}) == 3
    shortened = visible()
    for months in (dict.fromkeys(STANDARD, 24), STANDARD, {**STANDARD, 3: 14}):
        assert shorten(dossier, months) == 0
        assert visible() == shortened


def test_another_municipality_is_untouched(dossier: Dossier) -> None:
    dossier.impose("warning_letter")
    before = visible()
    assert shorten_running(dossier.world.duinveen.pk, SHORTEST) == []
    assert visible() == before
    assert shorten(dossier, SHORTEST) == 3


def test_neither_destruction_nor_the_account_is_touched(dossier: Dossier) -> None:
    before = Incident.objects.values_list("destroy_at", "counted_from", "retention_policy").get()
    people = Perpetrator.objects.values_list("destroy_at", "counted_from", "retention_policy").get()
    dossier.impose("warning_letter")
    shorten(dossier, SHORTEST)
    assert Incident.objects.values_list("destroy_at", "counted_from", "retention_policy").get() == before
    assert Perpetrator.objects.values_list("destroy_at", "counted_from", "retention_policy").get() == people


def test_the_sweep_shortens_what_was_imposed_in_that_very_moment(dossier: Dossier) -> None:
    """Somebody read the months just before they were changed, and wrote just after."""
    dossier.impose("warning_letter")
    dossier.world.waterrijk.retention_policies.create(number=2, months_severity_3=12)
    assert Sanction.objects.get().months == 18
    swept()
    assert Sanction.objects.get().months == 12
    assert shorten_what_is_longer() == 0


@pytest.mark.parametrize("more", [0, 3])
def test_many_take_as_many_queries_as_few(
    dossier: Dossier, django_assert_num_queries: Any, more: int
) -> None:
    dossier.impose("warning_letter")
    for _number in range(more):
        dossier.impose("order_talk", dossier.name(dossier.established(severity=3), "Ans"))
    with django_assert_num_queries(21):
        assert shorten(dossier, SHORTEST) == 3 * (more + 1)


@given(
    before=st.fixed_dictionaries({s: st.integers(12, 24) for s in STANDARD}),
    after=st.fixed_dictionaries({s: st.integers(12, 24) for s in STANDARD}),
)
# Each example takes back what it did.
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_never_later_and_as_foreseen(four: dict[int, Sanction], before: Any, after: Any) -> None:
    """Whatever is decided, twice: nothing gets longer, only what had more months changes, and it was foreseen."""
    municipality = next(iter(four.values())).incident.municipality_id
    with transaction.atomic():
        for months in (before, after):
            was = visible()
            had = dict(Sanction.objects.values_list("pk", "months"))
            foreseen = foresee(municipality, months)
            assert visible() == was
            assert shorten_running(municipality, months) == foreseen
            now = visible()
            assert all(now[key] <= was[key] for key in was)
            assert len(foreseen) == sum(now[key] != was[key] for key in was)
            for severity, sanction in four.items():
                left = Sanction.objects.get(pk=sanction.pk).months
                assert left == min(had[sanction.pk], months[severity])
        transaction.set_rollback(True)


@pytest.fixture
def four(dossier: Dossier) -> dict[int, Sanction]:
    """A sanction for an incident of each severity."""
    return {
        severity: dossier.impose(
            "warning_letter", dossier.name(dossier.established(severity=severity), f"Persoon {severity}")
        )
        for severity in STANDARD
    }
