# SPDX-License-Identifier: EUPL-1.2
"""AVG 12.3: a month from receipt, once two more; by the calendar in Amsterdam, and nothing lengthens it."""

import datetime

import pytest
import time_machine

from incidents.models import LetterKind
from oversight.models import DataSubjectRequest
from oversight.requests import clock, registering
from retention.terms import end_of_day, hold_ends
from tests.oversight.asked import ask, coordinator, sent
from tests.world import World, fresh

D = datetime.date


@pytest.mark.parametrize(
    ("received", "month", "three"),
    [
        (D(2026, 1, 31), D(2026, 2, 28), D(2026, 4, 28)),
        (D(2028, 1, 31), D(2028, 2, 29), D(2028, 4, 29)),
        (D(2026, 3, 31), D(2026, 4, 30), D(2026, 6, 30)),
        (D(2026, 12, 15), D(2027, 1, 15), D(2027, 3, 15)),
        # The 5th of December is a Saturday, and the 5th of May a holiday: the Termijnenwet would lengthen.
        (D(2026, 11, 5), D(2026, 12, 5), D(2027, 2, 5)),
        (D(2026, 4, 5), D(2026, 5, 5), D(2026, 7, 5)),
    ],
)
def test_calendar_months_and_never_after_the_holds(received: D, month: D, three: D) -> None:
    assert clock.first_last_day(received) == month
    assert clock.extended_last_day(received) == three
    assert end_of_day(three) <= hold_ends(received)


@pytest.mark.parametrize(
    ("received", "last_moment", "over"),
    [
        # Midnight in Amsterdam is an hour earlier in UTC after the night in which the clock goes forward.
        (D(2026, 2, 28), "2026-03-28T22:59:59Z", "2026-03-28T23:00:00Z"),
        (D(2026, 3, 1), "2026-04-01T21:59:59Z", "2026-04-01T22:00:00Z"),
        # The 25th of October lasts twenty-five hours.
        (D(2026, 9, 25), "2026-10-25T22:59:59Z", "2026-10-25T23:00:00Z"),
        (D(2026, 9, 24), "2026-10-24T21:59:59Z", "2026-10-24T22:00:00Z"),
        (D(2025, 12, 31), "2026-01-31T22:59:59Z", "2026-01-31T23:00:00Z"),
    ],
)
def test_late_from_the_first_instant_after_the_last_local_day(
    received: D, last_moment: str, over: str
) -> None:
    last_day = clock.first_last_day(received)
    with time_machine.travel(last_moment, tick=False):
        stands = clock.clock_of(last_day, is_over=False)
        assert (stands.is_late, stands.days_left) == (False, 0)
    with time_machine.travel(over, tick=False):
        stands = clock.clock_of(last_day, is_over=False)
        assert (stands.is_late, stands.days_late) == (True, 1)


@pytest.mark.django_db
class TestExtension:
    def test_counts_only_once_the_person_was_told_in_the_first_month(self, world: World) -> None:
        cora = coordinator(world)
        with time_machine.travel("2026-01-31T10:00Z", tick=False) as traveller:
            row = ask(cora)
            registering.extend(cora, row, "Er is op veel plaatsen te zoeken.")
            row.refresh_from_db()
            assert clock.last_day_of(row) == D(2026, 2, 28)
            traveller.move_to("2026-02-28T22:30Z")
            sent(cora, row, LetterKind.REQUEST_EXTENSION)
            assert clock.last_day_of(row) == D(2026, 4, 28)

    def test_told_a_day_late_it_counts_for_nothing(self, world: World) -> None:
        cora = coordinator(world)
        with time_machine.travel("2026-01-31T10:00Z", tick=False) as traveller:
            row = ask(cora)
            registering.extend(cora, row, "Er is op veel plaatsen te zoeken.")
            traveller.move_to("2026-02-28T23:00Z")
            sent(cora, row, LetterKind.REQUEST_EXTENSION)
            assert row.extension_told_on == D(2026, 3, 1)
            assert clock.last_day_of(row) == D(2026, 2, 28)
            assert clock.clock(row).is_late

    def test_only_inside_the_first_month_and_once(self, world: World) -> None:
        cora, cor = coordinator(world), coordinator(world, "Cor")
        with time_machine.travel("2026-01-31T10:00Z", tick=False) as traveller:
            row, other = ask(cora), ask(cora)
            registering.extend(cora, row, "De eerste reden.")
            registering.extend(cor, row, "Een tweede reden.")
            row.refresh_from_db()
            assert (row.extension_reason, row.extended_by) == ("De eerste reden.", cora)
            traveller.move_to("2026-02-28T23:00Z")
            with pytest.raises(registering.MonthIsOver):
                registering.extend(cora, other, "Te laat.")

    def test_asking_who_it_is_stops_no_clock(self, world: World) -> None:
        """AVG 12.6 says nothing of a pause; the strict reading is that there is none."""
        cora = coordinator(world)
        row = ask(cora)
        before = clock.last_day_of(row)
        sent(cora, row, LetterKind.REQUEST_IDENTITY)
        assert row.identity_asked_on is not None
        assert clock.last_day_of(row) == before


@pytest.mark.django_db
def test_a_day_that_is_still_to_come_or_too_long_ago_is_refused(world: World) -> None:
    cora = coordinator(world)
    with time_machine.travel("2026-06-30T21:59Z", tick=False) as traveller:
        # Three months after 31 March is the last day of June, which has two minutes to go.
        assert ask(cora, received_on=D(2026, 3, 31)).pk
        traveller.move_to("2026-06-30T22:00Z")
        with pytest.raises(registering.TooLongAgo):
            ask(cora, received_on=D(2026, 3, 31))
        with pytest.raises(registering.ComesLater):
            ask(cora, received_on=D(2026, 7, 2))
        # In Amsterdam it is the first of July already.
        assert ask(fresh(cora), received_on=D(2026, 7, 1)).pk
    assert DataSubjectRequest.objects.count() == 2
