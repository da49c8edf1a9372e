# SPDX-License-Identifier: EUPL-1.2
"""The test runner behind `./run test`: the same tests, pass by pass, on everything that this machine has.

Arguments go to every pass of pytest (`./run test -k name tests/test_x.py`); an own `-m` is combined with that of
the pass. With GIR_REQUIRE_ALL=1 a thing that was not found is a failure, and the smoke tests run too. With
GIR_BOTH_WHOLE=1, and with arguments, PostgreSQL is asked every test that asks a database anything; otherwise those that
say what no other says (statements.py).
"""

import os
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from . import identity_provider, machine, object_store, statements

NO_TESTS = 5


@dataclass
class Pass:
    """One run of pytest."""

    name: str
    marks: str
    environment: dict[str, str] = field(default_factory=dict)
    # More than there are cores where a test waits for a server half of its time.
    processes: int = 1
    # Uses one core and waits a lot: goes on beside the others where everything is run.
    beside: bool = False
    # The marker that each of its tests carries: the other files are not even read, which takes each process seconds.
    only: str | None = None


def main(arguments: list[str]) -> int:
    everything = os.environ.get("GIR_REQUIRE_ALL") == "1"
    passes, missing = plan(everything, arguments)
    if everything and missing:
        print("Missing, and GIR_REQUIRE_ALL=1 asks for all:", *missing, sep="\n  ")
        return 1
    own_marks, arguments = take_marks(arguments)
    with tempfile.TemporaryDirectory() as shapes_seen, tempfile.TemporaryDirectory() as said:
        if not (arguments or own_marks or os.environ.get("GIR_BOTH_WHOLE") == "1"):
            listen(passes, said)
        # What one process found accessible, another need not look at again (tests/browser/conftest.py).
        os.environ["GIR_SHAPES_SEEN"] = shapes_seen
        return run_and_tell(passes, missing, own_marks, arguments, everything=everything)


def listen(passes: list[Pass], folder: str) -> None:
    """Have the first pass put down there what its tests say to the database, and the second leave out what it need not
    repeat."""
    for one in passes:
        if one.name in ("SQLite", "PostgreSQL"):
            one.environment = one.environment | {"GIR_STATEMENTS": folder}


def run_and_tell(
    passes: list[Pass], missing: list[str], own_marks: str, arguments: list[str], *, everything: bool
) -> int:
    """Run the passes and say at the end how it went; gives the exit code."""
    started, total, failed, ran = time.monotonic(), Counter[str](), [], []
    for one, counts, code, seconds in run_all(passes, own_marks, arguments, at_once=everything):
        if code == NO_TESTS:
            continue
        total += counts
        ran.append(f"{one.name}: {in_words(counts)} in {seconds:.0f} s")
        if code:
            failed.append(one.name)
        if code and {"-x", "--exitfirst"} & set(arguments):
            break
    drop_databases(passes)
    print("", *ran, sep="\n")
    if missing:
        print("Not run here:", *missing, sep="\n  ")
    if failed:
        print("Failed on:", ", ".join(failed))
    seconds = time.monotonic() - started
    print(f" {in_words(total)} in {seconds:.2f}s ".center(80, "="), flush=True)
    return 1 if failed or not ran else 0


def plan(everything: bool, arguments: list[str]) -> tuple[list[Pass], list[str]]:
    """The passes that this machine can run, and what it lacks for the others."""
    passes = [Pass("SQLite", "not (postgres or redis or browser or smoke or s3)", processes=2)]
    missing = []
    postgres, redis, chromium = machine.postgres_url(), machine.redis_url(), machine.chromium()
    on_postgres = {"GIR_TEST_DATABASE_URL": postgres or ""}
    if postgres:
        # What never asks the database says the same as in the pass before.
        marks = "(database or postgres) and not (redis or browser or smoke or s3 or one_engine)"
        passes.append(Pass("PostgreSQL", marks, on_postgres, processes=3))
    else:
        missing.append("PostgreSQL: no server answers on which databases may be made (GIR_TEST_DATABASE_URL)")
    if redis:
        passes.append(Pass("Redis", "redis", {"GIR_TEST_REDIS_URL": redis}, beside=True, only="redis"))
    else:
        missing.append("Redis: no server answers on 127.0.0.1:6379 (GIR_TEST_REDIS_URL)")
    if object_store.found():
        passes.append(Pass("S3 server", "s3 and not browser", beside=True, only="s3"))
    else:
        missing.append(
            "S3 server: OpenStack Swift's programs are not installed (swift-proxy and its three servers)"
        )
    if not identity_provider.found():
        missing.append("Identity provider: not installed (requirements-oidc.lock; ./run setup installs it)")
    if chromium:
        passes.append(Pass("Chromium", "browser", processes=3, only="browser"))
        if postgres:
            passes.append(
                Pass(
                    "Chromium on PostgreSQL",
                    "browser and critical",
                    on_postgres,
                    processes=2,
                    only="critical",
                )
            )
    else:
        missing.append("Chromium: no browser found (GIR_TEST_CHROMIUM)")
    if everything or any("smoke" in argument or "test_run" in argument for argument in arguments):
        passes.append(Pass("Smoke", "smoke", beside=True, only="smoke"))
    return passes, missing


def take_marks(arguments: list[str]) -> tuple[str, list[str]]:
    """The person's own `-m`, and the other arguments."""
    marks, rest, waiting = "", [], False
    for argument in arguments:
        if waiting:
            marks, waiting = argument, False
        elif argument == "-m":
            waiting = True
        elif argument.startswith("-m"):
            marks = argument[2:]
        else:
            rest.append(argument)
    return marks, rest


Done = tuple[Pass, Counter[str], int, float]


def run_all(passes: list[Pass], own_marks: str, arguments: list[str], *, at_once: bool) -> Iterator[Done]:
    """The passes one after the other; with `at_once` those that may in a second row beside the others. Each with what
    pytest counted, its exit code and the seconds that it took."""
    second = [one for one in passes if one.beside and at_once]
    with ThreadPoolExecutor(max_workers=1) as row:
        waiting = [row.submit(_timed, one, own_marks, arguments, quiet=True) for one in second]
        for one in passes:
            if one not in second:
                yield _timed(one, own_marks, arguments)
        yield from (future.result() for future in waiting)


def _timed(one: Pass, own_marks: str, arguments: list[str], *, quiet: bool = False) -> Done:
    began = time.monotonic()
    counts, code = run(one, own_marks, arguments, quiet=quiet)
    return one, counts, code, time.monotonic() - began


def run(one: Pass, own_marks: str, arguments: list[str], *, quiet: bool = False) -> tuple[Counter[str], int]:
    """Run one pass; gives what pytest counted and its exit code. A quiet one says all that it has to say at its end."""
    if not quiet:
        print(f"\n— {one.name} —", flush=True)
    marks = f"({own_marks}) and ({one.marks})" if own_marks else one.marks
    # Starting processes costs seconds, which a run of a few tests does not earn back.
    several = one.processes > 1 and not arguments
    parallel = ["-n", str(one.processes), "--dist", "worksteal"] if several else []
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        asked = arguments or ([] if one.only is None else files_with(one.only))
        command = [sys.executable, "-m", "pytest", "-m", marks, f"--junitxml={report}", *parallel, *asked]
        done = subprocess.run(
            command,
            env=os.environ | one.environment,
            stdout=subprocess.PIPE if quiet else None,
            stderr=subprocess.STDOUT if quiet else None,
        )
        if one.name == "SQLite" and "GIR_STATEMENTS" in one.environment:
            statements.decide(Path(one.environment["GIR_STATEMENTS"]))
        if quiet:
            print(f"\n— {one.name} —\n{done.stdout.decode(errors='replace')}", flush=True)
        return count(report), done.returncode


def files_with(marker: str) -> list[str]:
    """The test files in which something carries this marker."""
    files = Path(__file__).parent.rglob("test_*.py")
    return sorted(str(path) for path in files if f"mark.{marker}" in path.read_text())


def count(report: Path) -> Counter[str]:
    """What the report says, in pytest's words."""
    counts: Counter[str] = Counter()
    if report.exists():
        for suite in ElementTree.parse(report).iter("testsuite"):
            number = {name: int(suite.get(name, 0)) for name in ("tests", "failures", "errors", "skipped")}
            counts["failed"] += number["failures"]
            counts["errors"] += number["errors"]
            counts["skipped"] += number["skipped"]
            counts["passed"] += number["tests"] - number["failures"] - number["errors"] - number["skipped"]
    return counts


def in_words(counts: Counter[str]) -> str:
    words = [f"{counts[name]} {name}" for name in ("failed", "passed", "skipped", "errors") if counts[name]]
    return ", ".join(words) or "no tests ran"


def drop_databases(passes: list[Pass]) -> None:
    """What an interrupted pass left on the server; only databases that carry this process's own number."""
    url = next((u for one in passes if (u := one.environment.get("GIR_TEST_DATABASE_URL"))), "")
    own = f"gir_{os.getpid()}"
    if not url.endswith(f"/{own}"):
        return
    import psycopg2
    from psycopg2 import sql

    connection = psycopg2.connect(url.removesuffix(own) + "postgres", connect_timeout=3)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [f"test_{own}"])
            for (name,) in cursor.fetchall():
                cursor.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
