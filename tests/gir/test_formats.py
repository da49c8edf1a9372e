# SPDX-License-Identifier: EUPL-1.2
"""Dates as dd-mm-jjjj and a clock of 24 hours, in both languages."""

import datetime

import pytest
from django import forms
from django.utils import formats, translation

MOMENT = datetime.datetime(2026, 3, 9, 14, 5, tzinfo=datetime.UTC)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_dates_and_times_are_shown_the_dutch_way(language):
    with translation.override(language):
        assert formats.date_format(MOMENT.date()) == "09-03-2026"
        assert formats.date_format(MOMENT, "DATETIME_FORMAT") == "09-03-2026 14:05"
        assert formats.time_format(MOMENT.time()) == "14:05"


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("text", ["09-03-2026", "9-3-2026", "9/3/2026", "9.3.2026", "2026-03-09"])
def test_a_date_is_read_day_first_whatever_the_separator(language, text):
    with translation.override(language):
        assert forms.DateField().clean(text) == datetime.date(2026, 3, 9)


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("text", ["03-09-26", "31-02-2026", "03-31-2026", "maandag"])
def test_a_date_that_cannot_be_is_refused(language, text):
    with translation.override(language), pytest.raises(forms.ValidationError):
        forms.DateField().clean(text)


@pytest.mark.parametrize("text", ["14:05", "14.05", "14u05"])
def test_a_time_is_read_as_it_is_written(text):
    with translation.override("nl"):
        assert forms.TimeField().clean(text) == datetime.time(14, 5)


def test_a_decimal_has_a_comma_in_dutch():
    with translation.override("nl"):
        assert formats.localize(1234.5) in ("1234,5", "1.234,5")
        assert formats.sanitize_separators("1234,50") == "1234.50"
