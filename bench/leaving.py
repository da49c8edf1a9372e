# SPDX-License-Identifier: EUPL-1.2
"""What it costs when a municipality leaves: making its export, and destroying everything of it.

    .venv/bin/python -m bench.leaving [--incidents 20000] [--demo]

On a throw-away database on PostgreSQL (GIR_BENCH_SERVER); with --demo on the demo's own municipality Waterrijk, which
holds everything that a dossier can. Says what was written, how long it took and how much memory the process used at
most, beside what it used before.
"""

import argparse
import os
import resource
import time
from typing import Any

from bench import database

NAME = "gir_bench_leaving"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--incidents", type=int, default=20_000)
    parser.add_argument("--demo", action="store_true", help="the demo's municipality instead")
    parser.add_argument(
        "--server", default=os.environ.get("GIR_BENCH_SERVER", database.DEFAULT_SERVER), help="a database URL"
    )
    options = parser.parse_args()
    database.configure(options.server, NAME)
    with database.throw_away(options.server, NAME):
        started = time.perf_counter()
        slug = _fill(options)
        print(f"filled in {time.perf_counter() - started:.0f} s")
        _measure(slug)


def _fill(options: Any) -> str:
    if options.demo:
        from django.core.management import call_command

        call_command("demo")
        return "waterrijk"
    from bench.fill import fill

    fill(options.incidents)
    return "groot-waterrijk"


def _measure(slug: str) -> None:
    import pyrage
    from django.utils import timezone

    from accounts.models import Municipality
    from accounts.policy import today
    from incidents.models import Incident
    from oversight.leaving import destroying, steps
    from oversight.models import Departure, DepartureFile
    from retention.models import LedgerEntry

    municipality = Municipality.objects.get(slug=slug)
    incidents = Incident.objects.filter(municipality=municipality).count()
    now = timezone.now()
    Municipality.objects.filter(pk=municipality.pk).update(stopped_at=now, closed_at=now)
    departure = Departure.objects.create(
        municipality=municipality,
        number=municipality.pk,
        name=municipality.name,
        last_day=today(),
        decision="Z/1",
        receiver="Zelf",
        receiver_key=str(pyrage.x25519.Identity.generate().to_public()),
        confirmed_at=now,
        stopped_at=now,
        closed_at=now,
    )
    before = _megabytes()
    taken = _timed(steps.go_on)
    files = DepartureFile.objects.filter(departure=departure)
    sizes = ", ".join(f"{file.package} {file.size / 1e6:.1f} MB" for file in files)
    print(
        f"{incidents:,} incidents exported in {taken:.1f} s: {sizes}; {before:.0f} MB before, {_megabytes():.0f} MB at most"
    )
    other = Incident.objects.exclude(municipality=municipality).count()
    Departure.objects.update(received_at=now, destruction_confirmed_at=now)
    departure.refresh_from_db()
    rows = LedgerEntry.objects.count()
    taken = _timed(lambda: destroying.destroy_all(departure, lambda: None))
    said = LedgerEntry.objects.count() - rows
    print(
        f"everything destroyed in {taken:.1f} s, {said:,} rows in the ledger; {_megabytes():.0f} MB at most"
    )
    assert not Municipality.objects.filter(slug=slug).exists()
    assert Incident.objects.count() == other


def _timed(act: Any) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
