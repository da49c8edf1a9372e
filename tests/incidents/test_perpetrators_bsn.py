# SPDX-License-Identifier: EUPL-1.2
"""A BSN as people type it; refused where it is none."""

import pytest

from protection.bsn import NotABsn, read_bsn


@pytest.mark.parametrize(
    "typed", ["999990019", "9999.90.019", "9999 90 019", " 999-990-019 ", "9999\u00a090\u00a0019"]
)
def test_spaces_and_dots_are_allowed(typed: str) -> None:
    assert read_bsn(typed) == "999990019"


def test_eight_digits_lack_their_leading_zero() -> None:
    assert read_bsn("12345672") == read_bsn("012345672") == "012345672"


@pytest.mark.parametrize("typed", ["", "  ", "."])
def test_nothing_is_nothing(typed: str) -> None:
    assert read_bsn(typed) == ""


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("000000000", "check"),
        ("00000000", "check"),
        ("123456789", "check"),
        ("1234567", "length"),
        ("19", "length"),
        ("9999900190", "length"),
        ("99999001X", "digits"),
        ("\u0669\u0669\u0669\u0669\u0669\u0660\u0660\u0661\u0669", "digits"),
    ],
)
def test_what_is_no_bsn_is_refused(typed: str, code: str) -> None:
    with pytest.raises(NotABsn) as refused:
        read_bsn(typed)
    assert refused.value.code == code
    # The message of an error may end up in a log.
    assert typed not in str(refused.value)


def test_one_digit_wrong_never_passes() -> None:
    """The 11-proef catches every single mistake; no other person is found by it."""
    right = "999990019"
    for place in range(9):
        for digit in "0123456789":
            wrong = right[:place] + digit + right[place + 1 :]
            if wrong != right:
                with pytest.raises(NotABsn):
                    read_bsn(wrong)
