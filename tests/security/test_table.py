# SPDX-License-Identifier: EUPL-1.2
"""docs/security.md says nothing of a test that is not there, and leaves no item of levels 1 and 2 out."""

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text()
STATES = {"met", "in part", "not met", "operator", "does not apply"}
# How many items of each section of ASVS 5.0.0 are of level 1 or 2, by their last numbers.
LEVELS = """
1.1:1-2 1.2:1-9 1.3:1-11 1.4:1-3 1.5:1-2
2.1:1-3 2.2:1-3 2.3:1-4 2.4:1
3.2:1-2 3.3:1-4 3.4:1-6 3.5:1-5 3.7:1-2
4.1:1-3 4.2:1 4.3:1-2 4.4:1-4
5.1:1 5.2:1-3 5.3:1-2 5.4:1-3
6.1:1-3 6.2:1-12 6.3:1-4 6.4:1-4 6.5:1-5 6.6:1-3 6.8:1-4
7.1:1-3 7.2:1-4 7.3:1-2 7.4:1-5 7.5:1-2 7.6:1-2
8.1:1-2 8.2:1-3 8.3:1 8.4:1
9.1:1-3 9.2:1-4
10.1:1-2 10.2:1-2 10.3:1-4 10.4:1-11 10.5:1-5 10.6:1-2 10.7:1-3
11.1:1-2 11.2:1-3 11.3:1-3 11.4:1-4 11.5:1 11.6:1
12.1:1-3 12.2:1-2 12.3:1-4
13.1:1 13.2:1-5 13.3:1-2 13.4:1-5
14.1:1-2 14.2:1-4 14.3:1-3
15.1:1-3 15.2:1-3 15.3:1-7
16.1:1 16.2:1-5 16.3:1-4 16.4:1-3 16.5:1-3
17.1:1 17.2:1-4 17.3:1-2
"""


def rows() -> list[tuple[str, str, str, str]]:
    found = re.findall(r"^\| ([\d., –]+) \| ([a-z ]+) \| (.*?) \|(?: (.*?))? ?\|$", PAGE, re.MULTILINE)
    return [(items, state, how, tests) for items, state, how, tests in found]


def numbers(items: str) -> list[str]:
    found = []
    for part in items.split(", "):
        first, _dash, last = part.partition("–")
        section, number = first.rsplit(".", 1)
        until = int(last.rsplit(".", 1)[1]) if last else int(number)
        found += [f"{section}.{one}" for one in range(int(number), until + 1)]
    return found


def asked() -> set[str]:
    found = set()
    for part in LEVELS.split():
        section, _colon, span = part.partition(":")
        first, _dash, last = span.partition("-")
        found |= {f"{section}.{number}" for number in range(int(first), int(last or first) + 1)}
    return found


def test_every_item_has_one_row() -> None:
    counted = Counter(number for items, *_rest in rows() for number in numbers(items))
    assert counted.keys() ^ asked() == set()
    assert [number for number, times in counted.items() if times > 1] == []
    assert len(counted) > 240


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`([\w/.-]+\.(?:py|toml|md))`", PAGE))))
def test_what_it_names_is_there(path: str) -> None:
    assert (ROOT / path).is_file()


def test_a_link_leads_to_a_heading() -> None:
    for page, anchor in re.findall(r"\]\(([\w-]+\.md)(?:#([\w-]+))?\)", PAGE):
        text = (ROOT / "docs" / page).read_text()
        headings = {
            re.sub(r"[^\w -]", "", heading.lower()).strip().replace(" ", "-").replace("--", "-")
            for heading in re.findall(r"^#+ (.*)$", text, re.MULTILINE)
        }
        assert not anchor or anchor in headings, (page, anchor)


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_a_row_says_how_it_stands_and_what_holds_it(row: tuple[str, str, str, str]) -> None:
    _items, state, how, tests = row
    assert state in STATES
    assert how.strip()
    if state == "met":
        assert "tests/" in tests
    if state == "at merge":
        assert not tests
