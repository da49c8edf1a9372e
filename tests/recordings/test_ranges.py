# SPDX-License-Identifier: EUPL-1.2
"""Which part of a sound a header asks for."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recordings.ranges import AT_ONCE, Unsatisfiable, asked_for


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("bytes=0-", (0, 1000)),
        ("bytes=0-0", (0, 1)),
        ("bytes=200-299", (200, 300)),
        ("bytes = 990 - 5000", (990, 1000)),
        ("bytes=-10", (990, 1000)),
        ("bytes=-5000", (0, 1000)),
        # All of it: nothing was asked, several parts, another unit, no range at all.
        ("", None),
        ("bytes=0-1,5-6", None),
        ("seconds=1-2", None),
        ("bytes=-", None),
        ("bytes=9-1", None),
        ("bytes=٣-٤", None),
    ],
)
def test_what_is_asked_for(header: str, part: tuple[int, int] | None) -> None:
    assert asked_for(header, 1000) == part


@pytest.mark.parametrize("header", ["bytes=1000-", "bytes=5000-6000", "bytes=-0"])
def test_what_is_not_there(header: str) -> None:
    with pytest.raises(Unsatisfiable):
        asked_for(header, 1000)


def test_who_asks_for_everything_from_somewhere_gets_a_part_at_once() -> None:
    assert asked_for("bytes=5-", 10 * AT_ONCE) == (5, 5 + AT_ONCE)
    assert asked_for(f"bytes=0-{5 * AT_ONCE}", 10 * AT_ONCE) == (0, 5 * AT_ONCE + 1)


@settings(max_examples=50)
@given(st.text(alphabet="bytes=-0123456789, ", max_size=30), st.integers(0, 10**9))
def test_whatever_is_asked_it_is_a_part_of_it_or_nothing(header: str, size: int) -> None:
    try:
        part = asked_for(header, size)
    except Unsatisfiable:
        return
    assert part is None or 0 <= part[0] < part[1] <= size
