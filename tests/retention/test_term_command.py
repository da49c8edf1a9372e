# SPDX-License-Identifier: EUPL-1.2
"""`manage.py term`: anybody may check a term on the command line."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command


def term(*arguments: str) -> str:
    out = StringIO()
    call_command("term", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        ("recording --ended 2026-03-28T12:00", "2026-03-30T13:00:00+02:00"),
        ("recording --ended 2026-03-28T12:00+01:00", "2026-03-30T13:00:00+02:00"),
        ("recording --ended 2026-03-28T11:00Z", "2026-03-30T13:00:00+02:00"),
        ("recording --ended 2026-10-24T12:00", "2026-10-26T11:00:00+01:00"),
        # The earlier of the two in the autumn night.
        ("recording --ended 2026-10-25T02:30", "2026-10-27T01:30:00+01:00"),
        ("recording --approved 2026-04-16", "2026-05-02T00:00:00+02:00"),
        ("sanction --ended 2026-08-31 --months 18", "2028-03-01T00:00:00+01:00"),
        ("incident --date 2024-02-29", "2029-03-01T00:00:00+01:00"),
    ],
)
def test_one_line(asked: str, due: str) -> None:
    assert term(*asked.split()) == due + "\n"


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ("recording --ended 2026-03-29T02:30", "does not exist"),
        ("recording --ended gisteren", "not a time"),
        ("recording --approved 2026-02-30", "not a date"),
        ("recording --approved 2026-04-16 --ended 2026-04-16T12:00", "not allowed with"),
        ("recording", "required"),
        ("sanction --ended 2026-08-31 --months 11", "12 to 24"),
        ("sanction --ended 2026-08-31", "required"),
        ("incident --date 9998-01-01", "out of range"),
        ("perpetrator", "invalid choice"),
    ],
)
def test_what_cannot_be_is_refused_with_a_reason(asked: str, why: str) -> None:
    with pytest.raises(CommandError, match=why):
        term(*asked.split())


@pytest.mark.parametrize("asked", ["--explain sanction", "sanction --explain"])
def test_and_the_sentence(asked: str) -> None:
    line, sentence = term(*asked.split(), "--ended", "2026-08-31", "--months", "18").splitlines()
    assert line == "2028-03-01T00:00:00+01:00"
    for part in ("31 augustus 2026", "18 maanden", "29 februari 2028", "R3", "artikel 5.1"):
        assert part in sentence


def test_the_sentence_in_english() -> None:
    sentence = term("incident", "--date", "2024-02-29", "--explain", "--language", "en").splitlines()[1]
    assert "28 February 2029" in sentence
    assert "vernietigd" not in sentence
