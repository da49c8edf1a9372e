# SPDX-License-Identifier: EUPL-1.2
"""How long it takes to make the anonymous reports of a year: its four quarters, and the year given these.

    python -m bench.reports                            200,000 incidents over five years, some 40,000 in the year
    python -m bench.reports --incidents 20000

It needs a PostgreSQL on which it may make a database (gir_bench_reports, thrown away afterwards): `--server` or
GIR_BENCH_SERVER, by default the local socket. A municipality of 600 units, of which those with ten people have a row.
"""

import argparse
import os
import time

from bench import database

NAME = "gir_bench_reports"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--incidents", type=int, default=200_000)
    parser.add_argument("--server", default=os.environ.get("GIR_BENCH_SERVER", database.DEFAULT_SERVER))
    options = parser.parse_args()
    database.configure(options.server, NAME)
    with database.throw_away(options.server, NAME):
        _measure(options.incidents)


def _measure(count: int) -> None:
    from django.utils import timezone

    from accounts.models import Municipality
    from bench import fill
    from oversight.reports.closing import _close
    from oversight.reports.periods import Period
    from retention.terms import local_date

    fill.fill(count)
    municipality = Municipality.objects.get(slug="groot-waterrijk")
    year = Period(local_date(timezone.now()).year - 1)
    for period in [*year.quarters, year]:
        wall, work = time.perf_counter(), time.process_time()
        _close(municipality, period, period.closes_at)
        wall, work = time.perf_counter() - wall, time.process_time() - work
        published = municipality.anonymous_reports.get(year=period.year, quarter=period.quarter).published
        assert published is not None
        hidden = sum(figure is None for figure in published.cells.values())
        print(
            f"{period.slug}: {published.cells['']} incidents, {len(published.places)} rows of units, "
            f"{len(published.cells)} cells of which {hidden} hidden; {wall:.1f} s, of this process {work:.1f} s",
            flush=True,
        )


if __name__ == "__main__":
    main()
