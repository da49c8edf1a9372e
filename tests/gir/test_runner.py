# SPDX-License-Identifier: EUPL-1.2
"""The test runner says what it could not run, and fails on it when everything is asked for."""

from collections import Counter

import pytest

from tests import machine, object_store, run


@pytest.fixture
def bare(monkeypatch):
    """A machine with Python only."""
    for name in ("postgres_url", "redis_url", "chromium"):
        monkeypatch.setattr(machine, name, lambda: None)
    monkeypatch.setattr(object_store, "found", lambda: False)


def test_on_a_bare_machine_it_runs_what_it_can_and_names_the_rest(bare):
    passes, missing = run.plan(everything=False, arguments=[])
    assert [one.name for one in passes] == ["SQLite"]
    assert [line.split(":")[0] for line in missing] == ["PostgreSQL", "Redis", "S3 server", "Chromium"]


def test_asked_for_everything_a_missing_server_is_a_failure(bare, monkeypatch, capsys):
    monkeypatch.setenv("GIR_REQUIRE_ALL", "1")
    monkeypatch.setattr(run, "run", lambda *args: pytest.fail("it ran all the same"))
    assert run.main([]) == 1
    assert "Redis" in capsys.readouterr().out


def test_one_failing_pass_fails_the_whole_and_none_at_all_too(bare, monkeypatch):
    monkeypatch.delenv("GIR_REQUIRE_ALL", raising=False)
    answers = {0: Counter(passed=3), 1: Counter(passed=2, failed=1), run.NO_TESTS: Counter()}
    for code, outcome in ((0, 0), (1, 1), (run.NO_TESTS, 1)):
        monkeypatch.setattr(run, "run", lambda *args, quiet, code=code: (answers[code], code))
        assert run.main([]) == outcome


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["-m", "slow", "-k", "x"], ("slow", ["-k", "x"])),
        (["-mslow", "tests/a.py"], ("slow", ["tests/a.py"])),
        (["-x", "--maxfail=1"], ("", ["-x", "--maxfail=1"])),
    ],
)
def test_an_own_mark_is_taken_out_to_be_combined(arguments, expected):
    assert run.take_marks(arguments) == expected


def test_the_counts_are_those_of_pytest(tmp_path):
    report = tmp_path / "report.xml"
    report.write_text('<testsuites><testsuite tests="9" failures="2" errors="1" skipped="3"/></testsuites>')
    assert run.in_words(run.count(report)) == "2 failed, 3 passed, 3 skipped, 1 errors"
    assert run.in_words(run.count(tmp_path / "none.xml")) == "no tests ran"
