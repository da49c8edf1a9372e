# SPDX-License-Identifier: EUPL-1.2
"""No cell of 1 to 4 incidents is shown, nor can one be found by subtracting others (LEI 3.7; RULES: "Reports are
anonymous"): attacked by a program that has all tables of a year and its quarters, for random towns and incidents."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oversight.reports.axes import AXES, FLAT
from oversight.reports.cells import Counted, all_cells, cell, counts_of, lines_of
from oversight.reports.exact import Line, determined, ranges
from oversight.reports.freezing import Published, freeze_quarter, freeze_year
from oversight.reports.places import Place, places_of, same_all_year
from tests.oversight.attacker import Asked, Attacker

CATEGORIES = {name: list(AXES[name].categories) for name in FLAT}


@dataclass
class Year:
    """A town through a year: per quarter its tree, its people and what happened."""

    trees: list[dict[int, tuple[str, int | None]]]
    people: list[dict[int, int]]
    incidents: list[list[Counted]]

    def freeze(self, *, secondary: bool = True) -> tuple[list[Published], Published]:
        """The four quarters and the year."""
        quarters = [
            freeze_quarter(incidents, places_of(tree, people), secondary=secondary)
            for tree, people, incidents in zip(self.trees, self.people, self.incidents, strict=True)
        ]
        rows = places_of(self.trees[-1], self.people[-1], same_all_year([q.places for q in quarters]))
        return quarters, freeze_year(self.incidents, quarters, rows, secondary=secondary)


def asked_of(name: str, places: Sequence[Place]) -> Asked:
    """What a cell counts, in the attacker's words."""
    units, codes = None, []
    for part in filter(None, name.split("|")):
        axis, _, code = part.partition("=")
        if axis == "unit":
            units = next(place.units for place in places if place.cell == part)
        else:
            codes.append((axis, code))
    return units, tuple(sorted(codes))


def attack(year: Year, quarters: Sequence[Published], whole: Published) -> Iterator[tuple[str, int]]:
    """The cells of 1 to 4, and what there is of rows that may not be seen, that the attacker finds."""
    attacker = Attacker(dict(enumerate(year.trees)), CATEGORIES)
    papers = [([number], quarter) for number, quarter in enumerate(quarters)] + [([0, 1, 2, 3], whole)]
    for periods, paper in papers:
        for name, count in paper.cells.items():
            if count is not None:
                assert not 0 < count < 5
                attacker.read(periods, asked_of(name, paper.places), count)
    attacker.think()
    for periods, paper in papers:
        counts = counts_of([i for number in periods for i in year.incidents[number]], paper.places)
        veiled = paper.veiled
        for name in all_cells(paper.places):
            if 0 < counts[name] < 5 or (name in veiled and counts[name]):
                found = attacker.find(periods, asked_of(name, paper.places))
                if found is not None:
                    assert found == counts[name], "the attacker reckons wrong"
                    yield name, found
        # Units too small to have a row of their own, each by itself and whatever is under it.
        rows = {place.units for place in paper.places if not place.veiled}
        for unit in year.trees[-1]:
            number = sum(1 for p in periods for i in year.incidents[p] if i.unit == unit)
            if number and frozenset({unit}) not in rows and (number < 5 or _is_small(year, unit)):
                found = attacker.find(periods, (frozenset({unit}), ()))
                if found is not None:
                    yield f"unit {unit} alone", found


def _is_small(year: Year, unit: int) -> bool:
    """Whether fewer than ten people work in a unit under which there are no others, the whole year."""
    has_children = any(parent == unit for tree in year.trees for _name, parent in tree.values())
    return not has_children and all(people.get(unit, 0) < 10 for people in year.people)


@st.composite
def years(draw: st.DrawFn) -> Year:
    """Up to seven units, some too small to be shown; in a quarter a unit may be moved, grow or shrink."""
    size = draw(st.integers(2, 7))
    tree: dict[int, tuple[str, int | None]] = {1: ("Gemeente", None)}
    for unit in range(2, size + 1):
        tree[unit] = (f"Onderdeel {unit}", draw(st.integers(1, unit - 1)))
    people = {unit: draw(st.sampled_from([0, 3, 9, 10, 25])) for unit in tree}
    few = {axis: CATEGORIES[axis][: draw(st.integers(2, 4))] for axis in FLAT}
    trees, staffs, incidents = [], [], []
    for _quarter in range(4):
        if draw(st.integers(0, 5)) == 0:
            people = people | {draw(st.integers(1, size)): draw(st.sampled_from([2, 30]))}
        if size > 3 and draw(st.integers(0, 7)) == 0:
            unit = draw(st.integers(3, size))
            tree = tree | {unit: (tree[unit][0], draw(st.integers(1, unit - 1)))}
        trees.append(tree)
        staffs.append(people)
        chance = random.Random(draw(st.integers(0, 10**6)))  # noqa: S311
        number = draw(st.integers(0, 60))
        incidents.append(
            [
                Counted(
                    chance.randint(1, size),
                    {
                        axis: codes[min(int(chance.expovariate(1.1)), len(codes) - 1)]
                        for axis, codes in few.items()
                    },
                )
                for _ in range(number)
            ]
        )
    return Year(trees, staffs, incidents)


@settings(max_examples=20)
@given(years())
def test_the_attacker_finds_no_small_cell(year: Year) -> None:
    quarters, whole = year.freeze()
    assert list(attack(year, quarters, whole)) == []


def _in_motion(seed: int) -> Year:
    """A town of up to ten units in which units move, come and grow between the quarters; some of these are quiet."""
    chance = random.Random(seed)  # noqa: S311
    size = chance.randint(2, 10)
    tree: dict[int, tuple[str, int | None]] = {1: ("Gemeente", None)}
    for unit in range(2, size + 1):
        tree[unit] = (f"Onderdeel {unit}", chance.randint(max(1, unit - 3), unit - 1))
    people = {unit: chance.choice([0, 3, 9, 10, 12, 25]) for unit in tree}
    few = {axis: CATEGORIES[axis][: chance.randint(2, 6)] for axis in FLAT}
    trees, staffs, incidents = [], [], []
    for _quarter in range(4):
        if chance.random() < 0.2:
            people = people | {chance.randint(1, size): chance.choice([0, 2, 9, 30])}
        if size > 3 and chance.random() < 0.2:
            unit = chance.randint(3, size)
            tree = tree | {unit: (tree[unit][0], chance.randint(1, unit - 1))}
        if chance.random() < 0.1:
            tree = tree | {len(tree) + 1: ("Nieuw", chance.randint(1, size))}
            people = people | {len(tree): chance.choice([5, 15])}
        trees.append(tree)
        staffs.append(people)
        slope = chance.choice([0.4, 0.8, 1.3])
        incidents.append(
            [
                Counted(
                    chance.choice(list(tree)),
                    {
                        axis: codes[min(int(chance.expovariate(slope)), len(codes) - 1)]
                        for axis, codes in few.items()
                    },
                )
                for _ in range(chance.choice([0, 3, 8, 20, 50, 120]))
            ]
        )
    return Year(trees, staffs, incidents)


@pytest.mark.parametrize("seed", [5022, 5023, 5029, 9003])
def test_the_attacker_finds_none_in_a_town_in_motion(seed: int) -> None:
    """In the first a zero of the year told that rows of its quarters were zero, of which the year's row was made."""
    year = _in_motion(seed)
    assert list(attack(year, *year.freeze())) == []


def test_the_attacker_finds_small_cells_when_only_they_are_hidden() -> None:
    """The same attacker, with the complementary suppression off: the test above can fail."""
    found = list(attack(PLAIN, *PLAIN.freeze(secondary=False)))
    assert len(found) > 20
    assert any(name.startswith("unit=") and "|" in name for name, _count in found)
    assert list(attack(PLAIN, *PLAIN.freeze())) == []


def _plain() -> Year:
    tree: dict[int, tuple[str, int | None]] = {
        1: ("Gemeente", None),
        2: ("Dienstverlening", 1),
        3: ("Sociaal Domein", 1),
        4: ("Balie", 2),
        5: ("Telefoon", 2),
        6: ("Bodes", 1),
    }
    people = {1: 4, 2: 12, 3: 40, 4: 15, 5: 11, 6: 5}
    chance = random.Random(7)  # noqa: S311
    quarters = [
        [
            Counted(
                chance.choice([1, 2, 3, 3, 3, 4, 4, 4, 5, 5, 6]),
                {
                    axis: chance.choices(CATEGORIES[axis][:3], [8, 3, 1])[0]
                    for axis in FLAT
                    if CATEGORIES[axis][2:]
                }
                | {axis: chance.choices(CATEGORIES[axis], [2, 7])[0] for axis in ("measure", "damage")},
            )
            for _ in range(60)
        ]
        for _quarter in range(4)
    ]
    return Year([tree] * 4, [people] * 4, quarters)


PLAIN = _plain()


def test_a_year_is_suppressed_given_its_quarters() -> None:
    """Each by itself the papers are sound; together they are only because the year knew of the quarters."""
    quarters, whole = PLAIN.freeze()
    places = whole.places
    alone = freeze_quarter([one for quarter in PLAIN.incidents for one in quarter], places)
    assert list(attack(PLAIN, quarters, whole)) == []
    assert list(attack(PLAIN, quarters, alone)) != []


def test_what_was_erased_since_is_not_found_as_the_difference_of_year_and_quarters() -> None:
    quarters, _whole = PLAIN.freeze()
    erased = PLAIN.incidents[0][1:]
    places = places_of(PLAIN.trees[0], PLAIN.people[0], same_all_year([q.places for q in quarters]))
    year = freeze_year([erased, *PLAIN.incidents[1:]], quarters, places)
    assert year.cells[""] == sum(quarter.cells[""] or 0 for quarter in quarters)
    shown = {name for name, count in year.cells.items() if count is not None}
    assert shown
    for name in shown:
        parts = [quarter.cells.get(name) for quarter in quarters]
        assert year.cells[name] == sum(part or 0 for part in parts)
        assert None not in parts


def test_a_small_total_is_not_broken_down() -> None:
    """Four incidents of four kinds: were the zeros shown, each kind that is not zero would be one."""
    rows = [
        Counted(1, {axis: CATEGORIES[axis][n % len(CATEGORIES[axis])] for axis in FLAT}) for n in range(4)
    ]
    paper = freeze_quarter(rows, places_of({1: ("Gemeente", None)}, {1: 100}))
    assert set(paper.cells.values()) == {None}


def test_nothing_at_all_is_told_as_zero() -> None:
    paper = freeze_quarter([], places_of({1: ("Gemeente", None)}, {1: 100}))
    assert set(paper.cells.values()) == {0}


def test_what_is_hidden_of_a_shown_total_is_five_at_least() -> None:
    """Three hidden incidents together stand for 1 to 4 too, and would follow from the total."""
    for name, kinds in (("a", [20, 2, 1, 6]), ("b", [20, 4, 0, 6]), ("c", [9, 3, 8, 7])):
        rows = [
            Counted(1, {axis: CATEGORIES[axis][0] for axis in FLAT} | {"kind": CATEGORIES["kind"][kind]})
            for kind, number in enumerate(kinds)
            for _ in range(number)
        ]
        paper = freeze_quarter(rows, places_of({1: ("Gemeente", None)}, {1: 100}))
        hidden = [
            count
            for code, count in zip(CATEGORIES["kind"], kinds, strict=False)
            if paper.cells[f"kind={code}"] is None
        ]
        assert sum(hidden) >= 5, name
        assert len(hidden) < len(kinds), name


def test_a_unit_below_ten_people_shows_only_within_its_parent() -> None:
    tree: dict[int, tuple[str, int | None]] = {
        1: ("Gemeente", None),
        2: ("Groot", 1),
        3: ("Klein", 1),
        4: ("Kleiner", 3),
        5: ("Even groot", 1),
    }
    people = {2: 10, 3: 4, 4: 5, 5: 10}
    places = places_of(tree, people)
    assert [place.key for place in places] == ["", "2", "5", "1+"]
    assert places[-1].veiled
    codes = {axis: CATEGORIES[axis][0] for axis in FLAT}
    # Thirty incidents of the small one: no small number, and still not to be found as what is left.
    rows = [Counted(unit, codes) for unit, number in ((2, 20), (5, 25), (3, 30)) for _ in range(number)]
    paper = freeze_quarter(rows, places)
    assert paper.cells[""] == 75
    assert paper.cells["unit=2"] is None or paper.cells["unit=5"] is None
    assert "unit=1+" not in paper.cells
    # With one more person it has a row.
    assert "3" in [place.key for place in places_of(tree, people | {3: 5})]


def test_a_unit_that_was_not_the_same_all_year_has_no_row_in_the_year() -> None:
    tree: dict[int, tuple[str, int | None]] = {
        1: ("Gemeente", None),
        2: ("A", 1),
        3: ("B", 1),
        4: ("Onder", 2),
    }
    moved = tree | {4: ("Onder", 3)}
    people = {1: 20, 2: 20, 3: 20, 4: 20}
    quarters = [places_of(tree, people)] * 3 + [places_of(moved, people)]
    year = places_of(moved, people, same_all_year(quarters))
    assert [place.key for place in year] == ["", "2", "4", "1+"]
    # A without what was under it, as there was a row of it before; B has nothing like it.
    assert year[1].units == frozenset({2})
    # One that is new counts as it is: before, there was nothing to subtract.
    new = tree | {5: ("Nieuw", 1)}
    later = places_of(new, people | {5: 12})
    year = places_of(new, people | {5: 12}, same_all_year([*[places_of(tree, people)] * 3, later]))
    assert "5" in [place.key for place in year]


@pytest.mark.parametrize(
    ("hidden", "found"),
    [
        ({"a"}, {"a"}),
        ({"a", "b"}, set()),
        ({"a", "b", "x"}, {"x"}),
        ({"a", "b", "x", "y"}, set()),
        ({"p", "q", "r"}, {"p", "q", "r"}),
        ({"p", "q", "r", "m"}, set()),
    ],
)
def test_what_follows_from_sums(hidden: set[str], found: set[str]) -> None:
    lines = [
        Line("t", ("a", "b", "c")),
        Line("u", ("x", "y")),
        # Three cells, each two of which are summed: all follow, though no line has a single one.
        Line("v", ("p", "q")),
        Line("w", ("p", "r", "m")),
        Line("s", ("r", "q")),
    ]
    assert determined(lines, hidden) == found


def test_bounds_of_what_cannot_be_less_than_zero() -> None:
    lines = [Line("t", ("a", "b", "c")), Line("c", ("d", "e"))]
    bounds = ranges(lines, {"t": 7, "a": 0, "b": 2, "c": 0, "d": 1, "e": 0}, {"a", "c", "e"})
    assert bounds == {"a": (0, 4), "c": (1, 5), "e": (0, 4)}


def test_cells_of_one_name_stand_in_several_tables() -> None:
    assert cell("", "kind=verbal") == "kind=verbal"
    assert len(all_cells(places_of({1: ("Gemeente", None)}, {1: 100}))) == len(
        set(all_cells([Place("", "G", None, 0, frozenset({1}))]))
    )


def test_bounds_leave_a_small_cell_three_values_at_least() -> None:
    """For somebody who goes from sum to sum with the bounds that follow from counts not being negative."""
    for incidents in PLAIN.incidents:
        places = places_of(PLAIN.trees[0], PLAIN.people[0])
        counts, paper = counts_of(incidents, places), freeze_quarter(incidents, places)
        bounds = ranges(lines_of(places), counts, paper.hidden)
        small = [name for name in paper.hidden if 0 < counts[name] < 5]
        assert small
        for name in small:
            low, high = bounds[name]
            assert low <= counts[name] <= high
            assert high - low >= 2, name
