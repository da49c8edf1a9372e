# SPDX-License-Identifier: EUPL-1.2
"""What the overview costs, and whether that grows with the number of incidents.

    python -m bench.dashboard                                  10,000 and 200,000 incidents
    python -m bench.dashboard --incidents 200000 --keep        keeps the database for the next time; --reuse takes it

It needs a PostgreSQL on which it may make a database (gir_bench_dashboard_<N>, thrown away afterwards), as
bench.list_page. Measure on a quiet machine: the load is shown beside the figures.

page     the whole request through every middleware, signed in, as the web server hands it over: median, 95th
         percentile and quickest, in milliseconds; the aim is 300 at 200,000 incidents
queries  how many were asked
cpu      what the web server's process and the database's process worked for one request, in milliseconds: what other
         programs take of the machine is not in it. On Linux, with the database on this machine; else "-"
"""

import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import database
from bench.list_page import SIZES, _in_a_process, _options, _request

AIM = 300


def main() -> None:
    options = _options()
    for count in options.incidents or SIZES:
        # A process of its own per database: Django's settings are read once.
        _in_a_process(_run, options, count)


def _run(options: Any, count: int) -> None:
    name = f"gir_bench_dashboard_{count}"
    database.configure(options.server, name)
    from bench.fill import fill
    from bench.fill_handling import fill_handling

    if options.reuse:
        return _measure_all(options, count)
    with database.throw_away(options.server, name, options.keep):
        started = time.perf_counter()
        fill(count)
        fill_handling()
        print(f"\n{count:,} incidents filled in {time.perf_counter() - started:.0f} s")
        return _measure_all(options, count)


def _measure_all(options: Any, count: int) -> None:
    from bench.fill import viewers

    print(f"\n{count:,} incidents, {options.requests} requests each, load {os.getloadavg()[0]:.1f}")
    print(f"{'reader':16} {'queries':>7} {'page':>7} {'p95':>7} {'best':>7} {'cpu web':>8} {'cpu db':>7}")
    for who, user in viewers().items():
        ask = _asker(user)
        queries = _queries(ask)
        timings, web, db = [], [], []
        for _ in range(options.requests):
            started, at_web, at_db = time.perf_counter(), time.process_time(), _database_works()
            ask()
            timings.append((time.perf_counter() - started) * 1000)
            web.append((time.process_time() - at_web) * 1000)
            if at_db is not None:
                db.append((_database_works() or 0) - at_db)
        page, p95 = statistics.median(timings), statistics.quantiles(timings, n=20)[-1]
        print(
            f"{who:16} {queries:7} {page:7.0f} {p95:7.0f} {min(timings):7.0f} {statistics.median(web):8.0f} "
            f"{statistics.median(db) if db else float('nan'):7.0f}",
            flush=True,
        )
    print(f"load {os.getloadavg()[0]:.1f}; the aim is {AIM} ms at 200,000 incidents")


def _asker(user: Any) -> Callable[[], None]:
    from django.conf import settings
    from django.db import connection
    from django.test import Client

    from tests.signing_in import signed_in_by

    client = Client()
    client.force_login(user)
    signed_in_by(client, "password", "mfa")
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    # The workers that help the database with one question are processes of their own, which nobody would count.
    connection.cursor().execute("SET max_parallel_workers_per_gather = 0")
    ask = _request("/overzicht/", f"{settings.SESSION_COOKIE_NAME}={cookie}")
    ask()
    return ask


def _queries(ask: Callable[[], None]) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        ask()
    return len(captured)


def _database_works() -> float | None:
    """How long the process at the other side of the connection has worked, in milliseconds; None where nobody can
    know."""
    from django.db import connection

    raw: Any = connection.connection
    try:
        return int(Path(f"/proc/{raw.info.backend_pid}/schedstat").read_text().split()[0]) / 1e6
    except (OSError, AttributeError):
        return None


if __name__ == "__main__":
    main()
