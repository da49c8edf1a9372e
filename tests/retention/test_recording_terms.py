# SPDX-License-Identifier: EUPL-1.2
"""R1 and R2 (GRO art. 6): 48 real hours, and ten working days; with R3, held to a slow count written apart."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retention.terms import extended_recording_due, recording_due, sanction_due
from retention.working_days import is_working_day, nth_working_day_after
from tests.retention.test_terms import DAY, days, local, moments, slow_end, slowly_later

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@pytest.mark.parametrize(
    ("ended", "due"),
    [
        # The examples of RULES.md: the clock goes forward, and back.
        ("2026-03-28 12:00", "2026-03-30 13:00"),
        ("2026-10-24 12:00", "2026-10-26 11:00"),
        ("2026-11-22 09:30", "2026-11-24 09:30"),
        ("2026-12-31 23:59", "2027-01-02 23:59"),
        ("2028-02-28 00:00", "2028-03-01 00:00"),
    ],
)
def test_r1_48_real_hours_after_the_end_of_the_call(ended: str, due: str) -> None:
    answer = recording_due(local(ended))
    assert answer.at == local(due)
    assert answer.at - answer.counted_from == datetime.timedelta(hours=48)
    assert (answer.rule, answer.policy) == ("R1", "PT48H")


def test_r1_the_hour_that_comes_twice_is_two_moments() -> None:
    first, second = local("2026-10-25 02:30"), local("2026-10-25 02:30", fold=1)
    gap = recording_due(second).at - recording_due(first).at
    assert gap == datetime.timedelta(hours=1)


@pytest.mark.parametrize(
    ("approved", "last_day"),
    [
        # The examples of RULES.md.
        ("2026-04-30", "2026-05-18"),
        ("2026-04-16", "2026-05-01"),
        ("2026-12-21", "2027-01-06"),
        # Approved at the weekend, and on a holiday itself.
        ("2026-11-21", "2026-12-04"),
        ("2026-05-25", "2026-06-08"),
        # Koningsdag on the 26th, because the 27th is a Sunday.
        ("2031-04-25", "2031-05-12"),
    ],
)
def test_r2_to_the_end_of_the_tenth_working_day(approved: str, last_day: str) -> None:
    answer = extended_recording_due(datetime.date.fromisoformat(approved))
    after = datetime.date.fromisoformat(last_day) + DAY
    assert answer.at == local(f"{after.isoformat()} 00:00")
    assert answer.counted_from == local(f"{approved} 00:00")
    assert answer.rule == "R2"


def easter(year: int) -> datetime.date:
    """By the method of Gauss, good for 1900 to 2099."""
    a, b, c = year % 19, year % 4, year % 7
    d = (19 * a + 24) % 30
    e = (2 * b + 4 * c + 6 * d + 5) % 7
    day = datetime.date(year, 3, 22) + (d + e) * DAY
    if day == datetime.date(year, 4, 26) or (d == 28 and e == 6 and (11 * 24 + 11) % 30 < 19 and a > 10):
        day -= 7 * DAY
    return day


def is_holiday(day: datetime.date) -> bool:
    """The Algemene termijnenwet, art. 3.1 and 3.2, by hand."""
    kings_day = datetime.date(day.year, 4, 27)
    fixed = {(1, 1), (5, 5), (12, 25), (12, 26)}
    moving = {easter(day.year) + n * DAY for n in (-2, 0, 1, 39, 49, 50)}
    return (
        (day.month, day.day) in fixed
        or day in moving
        or day == (kings_day - DAY if kings_day.weekday() == 6 else kings_day)
    )


@pytest.mark.parametrize("year", range(2020, 2042))
def test_the_working_days_are_those_of_the_law(year: int) -> None:
    day = datetime.date(year, 1, 1)
    while day.year == year:
        assert is_working_day(day) == (day.weekday() < 5 and not is_holiday(day)), day
        day += DAY


@given(days)
def test_r2_as_a_slow_count_finds_it(approved: datetime.date) -> None:
    at, counted = approved, 0
    while counted < 10:
        at += DAY
        if at.weekday() not in (5, 6) and not is_holiday(at):
            counted += 1
    assert nth_working_day_after(approved, 10) == at
    assert extended_recording_due(approved).at == slow_end(at)


@given(moments)
def test_r1_as_a_slow_count_finds_it(ended: datetime.datetime) -> None:
    at = ended
    for _hour in range(48):
        at += datetime.timedelta(minutes=60)
    assert recording_due(ended.astimezone(AMSTERDAM)).at == at


@given(days, st.integers(12, 24))
def test_r3_as_a_slow_count_finds_it(ended: datetime.date, months: int) -> None:
    assert sanction_due(ended, months).at == slow_end(slowly_later(ended, months=months))
