# SPDX-License-Identifier: EUPL-1.2
"""What a look-up in the perpetrator registry costs, and whether another municipality can be seen in it.

    python -m bench.registry_lookup                              20,000 perpetrators; then 200 × 1,000 beside them
    python -m bench.registry_lookup --perpetrators 2000 --beside 5 --requests 10

It needs a PostgreSQL on which it may make a database (gir_bench_registry, thrown away afterwards): `--server` or
GIR_BENCH_SERVER, by default the local socket. Measure on a quiet machine.

One municipality of 2,000 employees has N perpetrators in view, each with an incident, a third of them with a sanction.
A look-up is the whole request of somebody signed in, as the page sends it: session, rights, the log of the look-up,
decrypting what names are compared by, comparing, the cards, the log of who was shown. Times are medians in
milliseconds (and the 95th percentile, and of the processor's time of this process), with the number of queries. The aim
is a median under 150, and the same with two hundred municipalities beside it.
"""

import argparse
import datetime
import os
import random
import statistics
import time
import uuid
from collections.abc import Iterator
from typing import Any

from bench import database

NAME = "gir_bench_registry"
EMPLOYEES = 2000
BESIDE = 1000
BSN = "999990019"
BORN = datetime.date(1980, 3, 12)
RARE = "Ottoline Wolkentrekker"
# What is asked. The rare name is borne by one person, whose BSN and date of birth these are.
ASKED: dict[str, dict[str, str]] = {
    "common surname": {"name": "Jansen"},
    "common, with first name": {"name": "Jan de Vries"},
    "common, date of birth": {"name": "Jan de Vries", "date_of_birth": f"{BORN:%d-%m-%Y}"},
    "rare": {"name": "Wolkentrekker"},
    "rare, with first name": {"name": RARE},
    "nobody": {"name": "Qxzvbn"},
    "BSN": {"bsn": BSN},
    "date of birth": {"date_of_birth": f"{BORN:%d-%m-%Y}"},
}


def main() -> None:
    options = _options()
    database.configure(options.server, NAME)
    with database.throw_away(options.server, NAME, options.keep):
        started = time.perf_counter()
        reader = _municipality("Groot Waterrijk", options.perpetrators, EMPLOYEES)
        _settle()
        print(f"{options.perpetrators:,} perpetrators filled in {time.perf_counter() - started:.0f} s")
        alone = _measure(reader, options.requests)
        started = time.perf_counter()
        for number in range(options.beside):
            _municipality(f"Klein {number}", BESIDE, 10)
        _settle()
        filled = time.perf_counter() - started
        print(f"\n{options.beside} municipalities of {BESIDE:,} beside it, filled in {filled:.0f} s")
        crowded = _measure(reader, options.requests)
    print(f"\nmedian in ms   {'':12} {'alone':>8} {'beside':>8} {'queries':>8} {'beside':>8}")
    for what, (median, queries) in alone.items():
        print(f"{what:27} {median:8.1f} {crowded[what][0]:8.1f} {queries:8} {crowded[what][1]:8}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--perpetrators", type=int, default=20_000)
    parser.add_argument("--beside", type=int, default=200, help="how many municipalities")
    parser.add_argument("--requests", type=int, default=25, help="how often each look-up is made")
    parser.add_argument("--server", default=os.environ.get("GIR_BENCH_SERVER", database.DEFAULT_SERVER))
    parser.add_argument("--keep", action="store_true", help="leave the database")
    return parser.parse_args()


def _settle() -> None:
    """Have PostgreSQL look at what it holds, as it does by itself after a while."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _municipality(name: str, count: int, employees: int) -> Any:
    """A municipality with so many perpetrators in view; its registry reader."""
    from django.contrib.auth.models import Permission
    from django.utils.text import slugify

    from accounts.employee_notice import VERSION
    from accounts.levels import Level
    from accounts.models import Municipality, OrganisationalUnit, User, UserGrant
    from bench.fill import CHUNK, copy_in
    from bench.names import _names
    from incidents.models import Incident, IncidentKind, Involvement, Measure, Perpetrator, Sanction

    chance = random.Random(name)
    municipality = Municipality.objects.create(name=name, slug=slugify(name), emergency_number="088 123 4500")
    root = OrganisationalUnit.objects.create(municipality=municipality, name=name)
    staff = [
        User(email=f"p{n}@{municipality.slug}.example", name=person, municipality=municipality, unit=root)
        for n, person in enumerate(_names(employees))
    ]
    staff = User.objects.bulk_create(staff)
    reader = User.objects.create(
        email=f"reader@{municipality.slug}.example",
        name="Rita Bloem",
        municipality=municipality,
        unit=root,
        notice_version=VERSION,
    )
    permission = Permission.objects.get(codename=Level.REGISTRY_READER.value)
    UserGrant.objects.create(user=reader, permission=permission, content_object=root, requested_by="bench")
    rows: list[Any] = []
    for number, person in enumerate([RARE, *_names(count - 1)]):
        rows += _one(number, person, municipality, root, chance.choice(staff), chance)
        if len(rows) >= CHUNK or number == count - 1:
            for model in (Incident, IncidentKind, Perpetrator, Involvement, Sanction, Measure):
                copy_in(model, [row for row in rows if type(row) is model])
            rows = []
    return reader


def _one(
    number: int, name: str, municipality: Any, unit: Any, handler: Any, chance: random.Random
) -> Iterator[Any]:
    """A perpetrator in view, with the incident that they are in view by."""
    from django.utils import timezone

    from incidents.models import Incident, IncidentKind, Involvement, Measure, Perpetrator
    from incidents.names import name_key
    from retention.terms import local_date, unsanctioned_due

    now = timezone.now()
    occurred_at = now - datetime.timedelta(days=chance.randrange(1, 300))
    facts = {"author": handler, "created_at": occurred_at}
    incident = Incident(
        municipality=municipality,
        unit=unit,
        reference=f"{local_date(occurred_at).year}-{number:06d}",
        submission=uuid.uuid4(),
        reporter=handler,
        reported_at=occurred_at,
        channel="counter",
        place="Balie 4",
        gravest_kind="threat",
        severity=2,
        narrative="De bezoeker sloeg met zijn vuist op de balie en riep dat hij wist waar de medewerker woonde.",
        status="in_progress",
        handler=handler,
        facts_established_at=occurred_at,
    )
    incident.set_date(occurred_at, local_date(occurred_at))
    born = datetime.date(1940, 1, 1) + datetime.timedelta(days=chance.randrange(25_000))
    person = Perpetrator(
        municipality=municipality,
        name=name,
        name_key=name_key(name),
        description="Ongeveer veertig jaar, kort donker haar.",
        date_of_birth=born if number else BORN,
        bsn="" if number else BSN,
        visible_until=unsanctioned_due(incident.occurred_on, 12).at,
    )
    person.set_last_incident(incident.counted_from, incident.destroy_at)
    involvement = Involvement(
        incident=incident, perpetrator=person, months=12, visible_until=person.visible_until, **facts
    )
    yield incident
    yield from (IncidentKind(incident=incident, kind=kind) for kind in ("threat", "verbal"))
    yield person
    yield involvement
    if number % 3 == 0:
        yield _ban(incident, involvement, person, facts, chance)
        text = "Alleen met twee mensen ontvangen."
        yield Measure(
            incident=incident,
            kind="perpetrator",
            involvement=involvement,
            text=text,
            taken_on=incident.occurred_on,
            **facts,
        )


def _ban(incident: Any, involvement: Any, person: Any, facts: dict[str, Any], chance: random.Random) -> Any:
    """A sanction that may run still; the person stays in view with it."""
    from incidents.models import Sanction
    from retention.terms import sanction_due

    end = incident.occurred_on + datetime.timedelta(days=chance.randrange(30, 360))
    until = sanction_due(end, 12).at
    person.visible_until = involvement.visible_until = until
    return Sanction(
        incident=incident,
        involvement=involvement,
        kind="premises_ban",
        state="imposed",
        behaviour="Sloeg met zijn vuist op de balie.",
        norm="Wij bedreigen elkaar niet.",
        heard="heard",
        conditions="Stadhuis en wijkkantoor.",
        basic_services="Per brief.",
        decided_on=incident.occurred_on,
        starts_on=incident.occurred_on,
        planned_end=end,
        imposed_at=incident.occurred_at,
        letter_sent_at=incident.occurred_at,
        severity=2,
        months=12,
        counted_from=end,
        visible_until=until,
        **facts,
    )


def _measure(reader: Any, requests: int) -> dict[str, tuple[float, int]]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from incidents import looking_up
    from incidents.models import RegistryLookup
    from tests.signing_in import signed_in_by

    # Nobody may do in an hour what a measurement does in a minute.
    looking_up.MOST_PER_HOUR = 1_000_000
    client = Client(HTTP_HOST="localhost")
    client.force_login(reader)
    signed_in_by(client, "password", "mfa")

    def ask(typed: dict[str, str]) -> None:
        status = client.post("/register/", {**typed, "purpose": "counter"}).status_code
        if status != 200:
            raise SystemExit(f"The look-up was answered with {status}.")

    print(f"{'look-up':27} {'shown':>6} {'queries':>8} {'median':>8} {'p95':>8} {'cpu':>8}")
    found = {}
    for what, typed in ASKED.items():
        ask(typed)
        shown = len(RegistryLookup.objects.latest("at").found)
        with CaptureQueriesContext(connection) as captured:
            ask(typed)
        # Counted now: the next request throws the list away.
        queries = len(captured)
        timings, burnt = [], []
        for _ in range(requests):
            started, work = time.perf_counter(), time.process_time()
            ask(typed)
            timings.append((time.perf_counter() - started) * 1000)
            burnt.append((time.process_time() - work) * 1000)
        median, p95 = statistics.median(timings), statistics.quantiles(timings, n=20)[-1]
        found[what] = median, queries
        cpu = statistics.median(burnt)
        print(f"{what:27} {shown:6} {queries:8} {median:8.1f} {p95:8.1f} {cpu:8.1f}", flush=True)
    return found


if __name__ == "__main__":
    main()
