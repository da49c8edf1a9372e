# SPDX-License-Identifier: EUPL-1.2
"""Which tests PostgreSQL is asked as well (statements.py): no statement and no refusal is asked of one engine only."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import statements
from tests.statements import Recorder, Said, superfluous

SAID = st.dictionaries(
    st.text("abcdefgh", min_size=1, max_size=2),
    st.builds(Said, st.sets(st.sampled_from("abcdefghij"), max_size=6), st.integers(0, 50)),
)


@given(SAID)
def test_everything_that_is_said_is_said_by_a_test_that_stays(said: dict[str, Said]) -> None:
    left = superfluous(said)
    everything, stays = set(), set()
    for test, one in said.items():
        everything |= one.statements
        stays |= set() if test in left else one.statements
    assert left <= said.keys()
    assert stays == everything


def test_what_others_say_is_left_out_and_what_nobody_else_says_is_not() -> None:
    said = {"both": Said({"a", "b"}, 2), "first": Said({"a"}, 1), "own": Said({"c"}, 900)}
    assert superfluous(said) == {"first"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SELECT a FROM b WHERE c IN (%s, %s, %s)", "SELECT a FROM b WHERE c IN (%s, %s)"),
        ("INSERT INTO a VALUES (%s), (%s)", "INSERT INTO a VALUES (%s), (%s), (%s)"),
        ('SAVEPOINT "s140_x3"', 'SAVEPOINT "s99_x12"'),
    ],
)
def test_how_many_values_there_are_makes_no_other_statement(one: str, other: str) -> None:
    assert statements.shape(one) == statements.shape(other)


def test_another_column_sort_of_value_or_refusal_makes_another_statement(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path)

    def refuse(*_: Any) -> None:
        raise sqlite3.IntegrityError

    def new(execute: Any, sql: str, *values: Any) -> int:
        before = len(recorder.now.statements)
        recorder._hear(execute, sql, values, False, {})
        return len(recorder.now.statements) - before

    def accept(*_: Any) -> None:
        pass

    assert new(accept, "SELECT a WHERE b = %s", "x") > 0
    for sql, value in (
        ("SELECT c WHERE b = %s", "x"),
        ("SELECT a WHERE b = %s", 1),
        ("SELECT a WHERE b = %s", 2**31),
        ("SELECT a WHERE b = %s", "x" * 300),
        ("SELECT a WHERE b = %s", "\0"),
        ("SELECT a WHERE b = %s", "é"),
    ):
        assert new(accept, sql, value) > 0
    with pytest.raises(sqlite3.IntegrityError):
        new(refuse, "SELECT a WHERE b = %s", "x")
    assert any("IntegrityError" in statement for statement in recorder.now.statements)
    assert new(accept, "SELECT a WHERE b = %s", "y") == 0
    assert recorder.now.times == 9


def test_what_the_processes_of_one_pass_wrote_is_decided_on_for_the_next(tmp_path: Path) -> None:
    (tmp_path / "1.json").write_text(json.dumps({"one": [["a"], 1]}))
    (tmp_path / "2.json").write_text(json.dumps({"two": [["a", "b"], 1]}))
    assert statements.left_out(tmp_path) == set()
    statements.decide(tmp_path)
    assert statements.left_out(tmp_path) == {"one"}
