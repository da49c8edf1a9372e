# SPDX-License-Identifier: EUPL-1.2
"""The test runner behind `./run test`: the same tests, pass by pass, on everything that this machine has.

Arguments go to every pass of pytest (`./run test -k name tests/test_x.py`); an own `-m` is combined with that of
the pass. With GIR_REQUIRE_ALL=1 a thing that was not found is a failure, and the smoke tests run too.
"""

import os
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from . import machine, object_store

NO_TESTS = 5


@dataclass
class Pass:
    """One run of pytest."""

    name: str
    marks: str
    environment: dict[str, str] = field(default_factory=dict)
    # More than there are cores where a test waits for a server half of its time.
    processes: int = 1


def main(arguments: list[str]) -> int:
    everything = os.environ.get("GIR_REQUIRE_ALL") == "1"
    passes, missing = plan(everything, arguments)
    if everything and missing:
        print("Missing, and GIR_REQUIRE_ALL=1 asks for all:", *missing, sep="\n  ")
        return 1
    own_marks, arguments = take_marks(arguments)
    started, total, failed, ran = time.monotonic(), Counter[str](), [], []
    for one in passes:
        began = time.monotonic()
        counts, code = run(one, own_marks, arguments)
        if code == NO_TESTS:
            continue
        total += counts
        ran.append(f"{one.name}: {in_words(counts)} in {time.monotonic() - began:.0f} s")
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
        marks = "(database or postgres) and not (redis or browser or smoke or s3)"
        passes.append(Pass("PostgreSQL", marks, on_postgres, processes=3))
    else:
        missing.append("PostgreSQL: no server answers on which databases may be made (GIR_TEST_DATABASE_URL)")
    if redis:
        passes.append(Pass("Redis", "redis", {"GIR_TEST_REDIS_URL": redis}))
    else:
        missing.append("Redis: no server answers on 127.0.0.1:6379 (GIR_TEST_REDIS_URL)")
    if object_store.found():
        passes.append(Pass("S3 server", "s3 and not browser"))
    else:
        missing.append(
            "S3 server: OpenStack Swift's programs are not installed (swift-proxy and its three servers)"
        )
    if chromium:
        passes.append(Pass("Chromium", "browser", processes=3))
        if postgres:
            passes.append(Pass("Chromium on PostgreSQL", "browser and critical", on_postgres, processes=2))
    else:
        missing.append("Chromium: no browser found (GIR_TEST_CHROMIUM)")
    if everything or any("smoke" in argument or "test_run" in argument for argument in arguments):
        passes.append(Pass("Smoke", "smoke"))
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


def run(one: Pass, own_marks: str, arguments: list[str]) -> tuple[Counter[str], int]:
    """Run one pass; gives what pytest counted and its exit code."""
    print(f"\n— {one.name} —", flush=True)
    marks = f"({own_marks}) and ({one.marks})" if own_marks else one.marks
    # Starting processes costs seconds, which a run of a few tests does not earn back.
    several = one.processes > 1 and not arguments
    parallel = ["-n", str(one.processes), "--dist", "worksteal"] if several else []
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-m", marks, f"--junitxml={report}", *parallel, *arguments]
        code = subprocess.run(command, env=os.environ | one.environment).returncode
        return count(report), code


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
