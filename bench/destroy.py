# SPDX-License-Identifier: EUPL-1.2
"""How fast the engine destroys incidents, beside a plain delete in SQL of the same rows.

    python -m bench.destroy                                    200,000 due incidents
    python -m bench.destroy --incidents 20000 --workers 2

It needs a PostgreSQL on which it may make two databases (gir_bench_destroy and a copy of it, thrown away afterwards):
`--server` or GIR_BENCH_SERVER, by default the local socket. Measure on a quiet machine.

All incidents of a large municipality are due. Each has its kinds, victims and sights, two entries in the timeline and an
aftercare appointment, as a real one has, really encrypted. The engine does what the worker does: lock, look again,
delete everything that belongs to them, a row in the ledger for each, chained and signed, all in one transaction per
batch. The plain delete takes the same rows of the copy in chunks, with the children's tables written out by hand, and
writes nothing. The aim: 5,000 incidents a second, no transaction over 300 ms, and memory that stays flat.
"""

import argparse
import datetime
import itertools
import multiprocessing
import os
import random
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from bench import database

NAME, COPY = "gir_bench_destroy", "gir_bench_destroy_copy"
AIM_PER_SECOND, AIM_TRANSACTION = 5000, 0.300
PLAIN_CHUNK = 1000
# What a hand would write: every table that belongs to an incident, the farthest first.
PLAIN = (
    "DELETE FROM oversight_countedincident WHERE incident_id = ANY(%s)",
    "DELETE FROM incidents_sanctionreview WHERE incident_id = ANY(%s)",
    "DELETE FROM incidents_sanction WHERE incident_id = ANY(%s)",
    "DELETE FROM incidents_measure WHERE incident_id = ANY(%s)",
    "DELETE FROM incidents_involvement WHERE incident_id = ANY(%s)",
    "DELETE FROM incidents_aftercare WHERE incident_id = ANY(%s)",
    "DELETE FROM incidents_victim WHERE incident_id = ANY(%s)",
    "DELETE FROM incidents_incidentkind WHERE incident_id = ANY(%s)",
    "DELETE FROM incidents_sight WHERE incident_id = ANY(%s)",
    "DELETE FROM incidents_timelineentry WHERE incident_id = ANY(%s)",
    "DELETE FROM incidents_contribution WHERE incident_id = ANY(%s)",
    "DELETE FROM incidents_policereport WHERE incident_id = ANY(%s)",
    "DELETE FROM incidents_damage WHERE incident_id = ANY(%s)",
    "DELETE FROM incidents_datecorrection WHERE incident_id = ANY(%s)",
    "DELETE FROM incidents_evidence WHERE incident_id = ANY(%s)",
    "UPDATE incidents_incident SET joined_into_id = NULL WHERE joined_into_id = ANY(%s)",
    "DELETE FROM incidents_incident WHERE id = ANY(%s)",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--incidents", type=int, default=200_000)
    parser.add_argument(
        "--server", default=os.environ.get("GIR_BENCH_SERVER", database.DEFAULT_SERVER), help="a database URL"
    )
    parser.add_argument("--workers", type=int, default=1, help="how many processes destroy at once")
    options = parser.parse_args()
    database.configure(options.server, NAME)
    with database.throw_away(options.server, NAME):
        started = time.perf_counter()
        _fill(options.incidents)
        rows = _rows_of_incidents()
        print(
            f"{options.incidents:,} incidents and {rows - options.incidents:,} rows that belong to them, filled in "
            f"{time.perf_counter() - started:.0f} s",
            flush=True,
        )
        with _copied(options.server):
            plain = _plain(options.server)
            engine = _engine(options.workers)
    _tell(options, engine, plain)


@dataclass
class Measured:
    """What a way of destroying cost: seconds per transaction, and the memory of this process in MB along the way."""

    transactions: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    seconds: float = 0
    ledger_rows: int = 0

    def note(self, seconds: float) -> None:
        self.transactions.append(seconds)
        self.memory.append(_memory())


def _memory() -> float:
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1024 / 1024


def _fill(count: int) -> None:
    from django.db import connection
    from django.utils import timezone

    from bench import fill
    from incidents.models import Incident, Sight

    chance = random.Random(1)
    municipality, units, weights = fill._large_municipality(chance)
    people, handlers = fill._people(municipality, units, chance)
    fill._incidents(municipality, units, weights, people, handlers, count, chance)
    _add_timeline_and_aftercare(people[0])
    # After a long stop: everything is due, since some time in the last day.
    due = timezone.now() - datetime.timedelta(days=1)
    Incident.with_due.update(destroy_at=due)
    Sight.with_due.update(destroy_at=due)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE incidents_incident SET destroy_at = destroy_at + random() * interval '1 day'")
        cursor.execute("VACUUM ANALYZE")


def _add_timeline_and_aftercare(author: Any) -> None:
    from bench.fill import CHUNK, copy_in
    from incidents.models import Aftercare, TimelineEntry, Victim

    victims = Victim.with_due.filter(position=0).values_list("pk", "incident_id").iterator()
    while some := list(itertools.islice(victims, CHUNK)):
        copy_in(
            TimelineEntry,
            [
                TimelineEntry(incident_id=incident, actor=author, action=action, detail={})
                for _victim, incident in some
                for action in ("reported", "closed")
            ],
        )
        copy_in(
            Aftercare,
            [
                Aftercare(
                    incident_id=i, victim_id=v, author=author, kind="first", note="Gebeld; het gaat goed."
                )
                for v, i in some
            ],
        )


def _rows_of_incidents() -> int:
    from incidents.models import Aftercare, Incident, IncidentKind, Sight, TimelineEntry, Victim

    models: Any = (Incident, IncidentKind, Sight, Victim, TimelineEntry, Aftercare)
    return sum(model.with_due.count() for model in models)


class _copied:
    """A second database with the same rows, for as long as it is needed."""

    def __init__(self, server: str) -> None:
        self.server = server

    def __enter__(self) -> None:
        from django.db import connection

        connection.close()
        drop, make = f"DROP DATABASE IF EXISTS {COPY}", f"CREATE DATABASE {COPY} TEMPLATE {NAME}"
        database._on_server(self.server, drop, make)

    def __exit__(self, *error: Any) -> None:
        database._on_server(self.server, f"DROP DATABASE IF EXISTS {COPY}")


def _plain(server: str) -> Measured:
    """Delete in chunks, by hand: the least that there is to do."""
    import psycopg2

    connection = psycopg2.connect(urlsplit(server)._replace(path=f"/{COPY}").geturl())
    measured, began = Measured(), time.perf_counter()
    with connection.cursor() as cursor:
        while True:
            started = time.perf_counter()
            cursor.execute(
                "SELECT array_agg(id) FROM (SELECT id FROM incidents_incident WHERE destroy_at <= now() "
                "ORDER BY destroy_at LIMIT %s) AS due",
                [PLAIN_CHUNK],
            )
            (keys,) = cursor.fetchone()
            if not keys:
                break
            for statement in PLAIN:
                cursor.execute(statement.replace("%s", "%s::uuid[]"), [keys])
            connection.commit()
            measured.note(time.perf_counter() - started)
    connection.close()
    measured.seconds = time.perf_counter() - began
    return measured


def _engine(workers: int) -> Measured:
    """Let so many processes destroy at once, as workers do."""
    from django.db import connection

    from retention.models import LedgerEntry

    connection.close()
    began = time.perf_counter()
    with multiprocessing.get_context("fork").Pool(workers) as pool:
        measured = pool.map(_work, range(workers), chunksize=1)
    whole = Measured(
        [seconds for one in measured for seconds in one.transactions],
        max((one.memory for one in measured), key=len),
        time.perf_counter() - began,
        LedgerEntry.objects.count(),
    )
    if _rows_of_incidents():
        raise SystemExit("Not everything went.")
    return whole


def _work(_number: int) -> Measured:
    from retention import engine

    measured, destroy = Measured(), engine._destroy

    def timed(*arguments: Any, **named: Any) -> int:
        started = time.perf_counter()
        gone = destroy(*arguments, **named)
        if gone:
            measured.note(time.perf_counter() - started)
        return gone

    engine._destroy = timed
    if engine.destroy_due().failed.total():
        raise SystemExit("Not everything could go.")
    return measured


def _tell(options: Any, engine: Measured, plain: Measured) -> None:
    count = options.incidents
    if engine.ledger_rows != count:
        raise SystemExit(f"The ledger has {engine.ledger_rows} rows, not {count}.")
    print(
        f"\n{'':22} {'per second':>10} {'seconds':>8} {'transactions':>13} {'median ms':>10} {'longest ms':>11}"
    )
    for what, measured in (("engine, with ledger", engine), ("plain SQL, no ledger", plain)):
        took = [seconds * 1000 for seconds in measured.transactions]
        print(
            f"{what:22} {count / measured.seconds:10,.0f} {measured.seconds:8.1f} {len(took):13,} "
            f"{statistics.median(took):10.0f} {max(took):11.0f}"
        )
    tenths = [engine.memory[at] for at in _spread(len(engine.memory), 10)]
    print(f"memory of the engine's process, MB: {' '.join(f'{mb:.0f}' for mb in tenths)}")
    per_second, longest = count / engine.seconds, max(engine.transactions)
    print(f"at least {AIM_PER_SECOND:,} a second: {_yes(per_second >= AIM_PER_SECOND)}")
    print(f"no transaction over {AIM_TRANSACTION * 1000:.0f} ms: {_yes(longest <= AIM_TRANSACTION)}")
    print(f"memory flat (10 MB at most from the second tenth on): {_yes(max(tenths[1:]) - tenths[1] <= 10)}")


def _spread(length: int, number: int) -> Iterator[int]:
    """Places spread over a list, its first and its last among them."""
    return (at * (length - 1) // (number - 1) for at in range(number))


def _yes(holds: bool) -> str:
    return "yes" if holds else "NO"


if __name__ == "__main__":
    main()
