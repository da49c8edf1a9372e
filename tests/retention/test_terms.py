# SPDX-License-Identifier: EUPL-1.2
"""The arithmetic of the terms, held to the examples of RULES.md and to a slow count, day by day, written apart."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retention.terms import (
    NonexistentLocalTime,
    draft_due,
    end_of_day,
    from_local,
    housekeeping_due,
    import_due,
    incident_due,
    local_date,
    look_due,
    start_of_day,
)

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
DAY = datetime.timedelta(days=1)
FIRST, LAST = datetime.date(2020, 1, 1), datetime.date(2040, 12, 31)
days = st.dates(FIRST, LAST)
moments = st.builds(lambda day, time: datetime.datetime.combine(day, time, datetime.UTC), days, st.times())


def local(text: str, fold: int = 0) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM, fold=fold)


def slowly_later(day: datetime.date, years: int = 0, months: int = 0) -> datetime.date:
    """So many calendar months on, found by walking one day at a time; a day that does not exist becomes the last day
    of its month."""
    month = day.month + months - 1
    target = (day.year + years + month // 12, month % 12 + 1)
    at = day
    while True:
        at += DAY
        if (at.year, at.month) == target and (at.day == day.day or (at + DAY).month != at.month):
            return at


def slow_end(day: datetime.date) -> datetime.datetime:
    """The first quarter of an hour that is no longer this day in Amsterdam, found by walking."""
    at = datetime.datetime(day.year, day.month, day.day, 12, tzinfo=datetime.UTC)
    while at.astimezone(AMSTERDAM).date() == day:
        at += datetime.timedelta(minutes=15)
    return at


@pytest.mark.parametrize(
    ("occurred", "last_day"),
    [
        ("2024-02-29", "2029-02-28"),
        ("2021-11-22", "2026-11-22"),
        ("2023-02-28", "2028-02-28"),
        ("2023-03-01", "2028-03-01"),
        ("2020-02-29", "2025-02-28"),
        ("2021-12-31", "2026-12-31"),
        ("2022-01-01", "2027-01-01"),
        # The days on which the clock changes: 23 and 25 hours.
        ("2021-03-28", "2026-03-28"),
        ("2021-03-29", "2026-03-29"),
        ("2021-10-25", "2026-10-25"),
        ("2021-10-31", "2026-10-31"),
    ],
)
def test_r4_five_years_to_the_end_of_that_day(occurred: str, last_day: str) -> None:
    due = incident_due(datetime.date.fromisoformat(occurred))
    after = datetime.date.fromisoformat(last_day) + DAY
    assert due.at == local(f"{after.isoformat()} 00:00")
    assert (due.at - datetime.timedelta(seconds=1)).astimezone(AMSTERDAM).date().isoformat() == last_day
    assert (due.rule, due.policy) == ("R4", "P5Y")
    assert due.counted_from == local(f"{occurred} 00:00")


@given(day=days)
def test_r4_is_the_slow_count(day: datetime.date) -> None:
    assert incident_due(day).at == slow_end(slowly_later(day, years=5))


@given(day=days)
def test_r4_never_runs_longer_than_five_years_and_a_day(day: datetime.date) -> None:
    """A term is a maximum: later than the same day five years on, nobody can still see it."""
    due = incident_due(day)
    assert due.at <= slow_end(slowly_later(day, years=5))
    assert incident_due(day + DAY).at >= due.at


@given(looked_at=moments, record_due_at=moments)
def test_r6_the_later_of_the_record_and_twelve_months_after_the_look(
    looked_at: datetime.datetime, record_due_at: datetime.datetime
) -> None:
    due = look_due(looked_at, record_due_at)
    a_year_on = slow_end(slowly_later(looked_at.astimezone(AMSTERDAM).date(), months=12))
    assert due.at == max(record_due_at, a_year_on)
    assert (due.rule, due.policy, due.counted_from) == ("R6", "P12M", looked_at)


@given(moment=moments)
def test_r7_seven_and_thirty_days_are_days_of_24_hours(moment: datetime.datetime) -> None:
    """A change of the clock does not stretch them."""
    assert (draft_due(moment).at - moment).total_seconds() == 7 * 24 * 3600
    assert (housekeeping_due(moment).at - moment).total_seconds() == 30 * 24 * 3600
    assert (import_due(moment).at - moment).total_seconds() == 3600
    assert {draft_due(moment).rule, housekeeping_due(moment).rule, import_due(moment).rule} == {"R7"}


def test_r7_a_draft_over_a_clock_change() -> None:
    assert draft_due(local("2026-10-22 12:00")).at == local("2026-10-29 11:00")
    assert draft_due(local("2026-03-26 12:00")).at == local("2026-04-02 13:00")


@given(day=days)
def test_a_day_is_from_its_first_instant_to_the_first_of_the_next(day: datetime.date) -> None:
    assert end_of_day(day) == slow_end(day)
    assert start_of_day(day) == slow_end(day - DAY)
    assert local_date(start_of_day(day)) == day
    assert local_date(end_of_day(day)) == day + DAY
    instant = datetime.timedelta(microseconds=1)
    assert local_date(end_of_day(day) - instant) == day
    assert local_date(start_of_day(day) - instant) == day - DAY


def test_the_days_of_a_clock_change_have_23_and_25_hours() -> None:
    for text, hours in (("2026-03-29", 23), ("2026-10-25", 25), ("2026-10-26", 24)):
        day = datetime.date.fromisoformat(text)
        assert (end_of_day(day) - start_of_day(day)).total_seconds() == hours * 3600


def test_a_time_without_an_offset_is_the_earlier_of_two_in_the_autumn_night() -> None:
    day = datetime.date(2026, 10, 25)
    for minute in (0, 30, 59):
        instant = from_local(day, datetime.time(2, minute))
        assert instant == datetime.datetime(2026, 10, 25, 0, minute, tzinfo=datetime.UTC)
        assert from_local(day, datetime.time(2, minute, fold=1)) == instant
    assert from_local(day, datetime.time(3, 0)) == datetime.datetime(2026, 10, 25, 2, 0, tzinfo=datetime.UTC)


@pytest.mark.parametrize("time", ["02:00", "02:30", "02:59:59"])
def test_a_time_that_the_spring_night_skips_is_refused(time: str) -> None:
    with pytest.raises(NonexistentLocalTime):
        from_local(datetime.date(2026, 3, 29), datetime.time.fromisoformat(time))


def test_the_hours_beside_the_spring_gap_are_there() -> None:
    day = datetime.date(2026, 3, 29)
    before = from_local(day, datetime.time(1, 59, 59))
    after = from_local(day, datetime.time(3, 0))
    assert after - before == datetime.timedelta(seconds=1)


@given(day=days, time=st.times())
def test_a_local_time_comes_back_as_it_was_or_did_not_exist(day: datetime.date, time: datetime.time) -> None:
    wanted = datetime.datetime.combine(day, time)
    try:
        instant = from_local(day, time)
    except NonexistentLocalTime:
        # Only in the hour that the last Sunday of March skips.
        assert (day.month, day.weekday(), time.hour) == (3, 6, 2)
        assert day.day >= 25
        return
    assert instant.astimezone(AMSTERDAM).replace(tzinfo=None, fold=0) == wanted.replace(fold=0)
    an_hour_before = (instant - datetime.timedelta(hours=1)).astimezone(AMSTERDAM).replace(tzinfo=None)
    assert an_hour_before != wanted, "the earlier of the two was asked for"


def test_the_slow_count_itself() -> None:
    """It is the judge here, so it is held to what RULES.md says of months."""
    assert slowly_later(datetime.date(2026, 8, 31), months=18) == datetime.date(2028, 2, 29)
    assert slowly_later(datetime.date(2024, 2, 29), months=12) == datetime.date(2025, 2, 28)
    assert slowly_later(datetime.date(2021, 11, 22), years=5) == datetime.date(2026, 11, 22)
