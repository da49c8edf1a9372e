# SPDX-License-Identifier: EUPL-1.2
"""Which tests PostgreSQL is asked as well, when everything is run: those that between them make the program say every
statement that any test makes it say to SQLite, and run into every refusal. A test that says nothing which another one
did not say already could only find the same there, and asking all of them twice takes a quarter of an hour.

What is about transactions and destruction is asked of both engines in any case. `./run test` with arguments, and with
GIR_BOTH_WHOLE=1, asks every test of both.
"""

import heapq
import json
import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.db.backends.signals import connection_created

# How many values there are in a list, and the number in the name of a savepoint, make no other statement.
REPEATED = re.compile(r"(%s|\(%s\))(?:, ?\1)+")
NUMBERS = re.compile(r"\d+")
# The terms and the engine that destroys: a difference between the engines there is a record kept too long.
ALWAYS = Path(__file__).parent / "retention"
LEFT_OUT = "left-out"


@dataclass
class Said:
    """What one test made the program say to the database: `statements`, without their values, in so many `times`."""

    statements: set[str] = field(default_factory=set)
    times: int = 0


class Recorder:
    """A plugin of pytest that writes down, in a file of each process in that folder, what each test said."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now = Said()
        self.said: dict[str, Said] = {}
        connection_created.connect(self._listen)

    def _listen(self, connection: Any, **kwargs: Any) -> None:
        if self._hear not in connection.execute_wrappers:
            connection.execute_wrappers.append(self._hear)

    def _hear(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        refusal = ""
        try:
            return execute(sql, params, many, context)
        except Exception as error:
            refusal = type(error).__name__
            raise
        finally:
            self.now.times += 1
            statement = f"{shape(str(sql))} {refusal}"
            self.now.statements |= {statement, *(f"{statement} {kind}" for kind in kinds(params, many))}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Any:
        self.now = Said()
        result = yield
        if goes_to_both(item) and not is_asked_anyhow(item):
            self.said[item.nodeid] = self.now
        return result

    def pytest_sessionfinish(self) -> None:
        rows = {test: [sorted(said.statements), said.times] for test, said in self.said.items()}
        (self.folder / f"{os.getpid()}.json").write_text(json.dumps(rows))


@cache
def shape(sql: str) -> str:
    """A statement without what differs from one time to the next."""
    return NUMBERS.sub("0", REPEATED.sub(r"\1", sql))


def kinds(params: Any, many: bool) -> set[str]:
    """The kinds of its values: each goes to each engine in a way of its own, and what is too long or too large for a column,
    and a character that not every engine stores, is refused by one of them only."""
    values: Iterable[Any] = params.values() if isinstance(params, Mapping) else params or ()
    if many:
        values = (value for row in values for value in row)
    return {kind(value) for value in values}


def kind(value: Any) -> str:
    name = type(value).__name__
    if isinstance(value, str):
        # Long ones by the power of two: the columns of text are of many lengths.
        return f"{name} {len(value).bit_length() if len(value) > 31 else ''}{'' if value.isascii() else 'é'}{chr(0) in value}"
    if isinstance(value, int):
        return f"{name} {value.bit_length() // 31}"
    return name


def goes_to_both(item: pytest.Item) -> bool:
    """Whether it asks the database something that an engine could answer otherwise (tests/conftest.py)."""
    return bool(item.get_closest_marker("database")) and not item.get_closest_marker("one_engine")


def is_asked_anyhow(item: pytest.Item) -> bool:
    """Whether both engines are asked this test whatever it says."""
    marker = item.get_closest_marker("django_db")
    in_transactions = (marker is not None and marker.kwargs.get("transaction")) or (
        "transactional_db" in getattr(item, "fixturenames", ())
    )
    return bool(in_transactions or ALWAYS in item.path.parents)


def superfluous(said: Mapping[str, Said]) -> set[str]:
    """The tests whose statements the others of them say too. The next one that stays is always the one with the most that
    is new for what it costs, so that the same tests say the same every time."""
    tests = sorted(said)
    heard: set[str] = set()
    stays: set[str] = set()

    def worth(test: str) -> float:
        return len(said[test].statements - heard) / (said[test].times + 20)

    waiting = [(-worth(test), test) for test in tests]
    heapq.heapify(waiting)
    while waiting:
        before, test = heapq.heappop(waiting)
        now = -worth(test)
        if now == 0:
            continue
        # What is new in a test only becomes less, so whoever is still ahead of the next one is ahead of all.
        if now > before and waiting and now > waiting[0][0]:
            heapq.heappush(waiting, (now, test))
            continue
        heard |= said[test].statements
        stays.add(test)
    return set(tests) - stays


def decide(folder: Path) -> None:
    """Put down for the next pass which tests it need not repeat, after what the processes of this pass wrote there."""
    said: dict[str, Said] = {}
    for file in sorted(folder.glob("*.json")):
        for test, (statements, times) in json.loads(file.read_text()).items():
            said[test] = Said(set(statements), times)
    (folder / LEFT_OUT).write_text("\n".join(sorted(superfluous(said))))


def left_out(folder: Path) -> set[str]:
    """The tests that this pass need not repeat."""
    decided = folder / LEFT_OUT
    return set(decided.read_text().splitlines()) if decided.exists() else set()
