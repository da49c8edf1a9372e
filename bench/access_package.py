# SPDX-License-Identifier: EUPL-1.2
"""What an access package of many incidents costs: its pages, and making it.

    python -m bench.access_package                     200 incidents, 1,000 looks, 2,000 employees
    python -m bench.access_package --incidents 20

It needs a PostgreSQL on which it may make a database (gir_bench_access, thrown away afterwards): `--server` or
GIR_BENCH_SERVER, by default the local socket. Measure on a quiet machine. Times in seconds.
"""

import argparse
import os
import random
import time
import uuid
from collections.abc import Callable
from typing import Any

from bench import database

NAME = "gir_bench_access"
EMPLOYEES, LOOKS_EACH = 2000, 5
STORY = (
    "De bezoeker kwam aan de balie en werd boos toen een bewijsstuk ontbrak. {victim} legde uit wat er nodig was. Hij "
    "sloeg met zijn vuist op de balie en riep dat hij {victim} zou opwachten. {colleague} kwam erbij en vroeg hem te "
    "vertrekken. Buiten schopte hij tegen een fiets en riep hij nog een keer wat hij zou doen. "
)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--incidents", type=int, default=200)
    parser.add_argument("--server", default=os.environ.get("GIR_BENCH_SERVER", database.DEFAULT_SERVER))
    parser.add_argument("--keep", action="store_true", help="keep the database afterwards")
    options = parser.parse_args()
    database.configure(options.server, NAME)
    with database.throw_away(options.server, NAME, options.keep):
        from django.test import Client

        from oversight.models import TextRead
        from oversight.requests import package_keeping
        from oversight.requests.package import package_of

        coordinator, request = _timed("filled", lambda: _fill(options.incidents))
        package = _timed("gathered and masked", lambda: package_of(coordinator, request))
        print(f"{sum(part.texts for part in package.parts)} texts in {len(package.parts)} parts")
        client = Client(SERVER_NAME="localhost")
        client.force_login(coordinator)
        path = f"/verzoeken/{request.pk}/pakket/"
        for what, url in (("overview", path), ("part", f"{path}deel/{package.parts[1].part.key}/")):
            answer = _timed(f"page: {what}", lambda url=url: client.get(url))  # type: ignore[misc]
            print(f"  {answer.status_code}, {len(answer.content):,} bytes")
        TextRead.objects.bulk_create(
            TextRead(request=request, what=s.item.what, seen=s.seen, read_by=coordinator)
            for part in package.parts
            for s in part.items
            if s.must_be_read
        )
        made, _passphrase = _timed("made", lambda: package_keeping.make(coordinator, request))
        print(f"  {made.file.size:,} bytes")
        _timed("taken", lambda: package_keeping.take(coordinator, request, made))


def _timed(what: str, act: Callable[[], Any]) -> Any:
    started, busy = time.perf_counter(), time.process_time()
    found = act()
    print(f"{what:22} {time.perf_counter() - started:8.2f}  (processor {time.process_time() - busy:.2f})")
    return found


def _fill(incidents: int) -> Any:
    from django.utils import timezone

    from accounts.models import AccessLogEntry, User
    from incidents.models import Involvement
    from incidents.perpetrators import PersonFacts, link_perpetrator, name_perpetrator
    from tests.oversight.access_asked import ask, confirm
    from tests.world import World

    world, chance = World(), random.Random(7)  # noqa: S311
    first = ("Anna", "Bas", "Carla", "Daan", "Esra", "Farid", "Greet", "Hans", "Ilse", "Joost")
    last = (
        "Krekelbosch",
        "Vlinderslag",
        "Notenkraker",
        "Reigershoofd",
        "Otterspoor",
        "Dassenburcht",
        "Merelveld",
    )
    coordinator = world.person("Cora", world.root, "coordinator", "handler", "supervisor")
    about = {"municipality": world.waterrijk, "unit": world.own, "notice_version": 1}
    people = User.objects.bulk_create(
        User(
            email=f"p{n}@waterrijk.example", name=f"{chance.choice(first)} {chance.choice(last)}{n}", **about
        )
        for n in range(EMPLOYEES)
    )
    reporter = world.person("Rita", world.own, "reporter")
    perpetrator = None
    for _number in range(incidents):
        victim, colleague = chance.sample(people, 2)
        story = STORY.format(victim=victim.name, colleague=colleague.name) * 3
        incident = world.incident(reporter, victim_facts={}, victim=victim, narrative=story, place="Hal")
        if perpetrator is None:
            facts = PersonFacts(name="Wim Zwartewater", bsn="999990019", description="Grijze jas")
            perpetrator = name_perpetrator(coordinator, incident, facts, uuid.uuid4()).perpetrator
        else:
            link_perpetrator(coordinator, incident, perpetrator, uuid.uuid4())
        incident.measures.create(
            author=coordinator,
            kind="perpetrator",
            text=f"Gesprek met {victim.name}.",
            taken_on=timezone.localdate(),
        )
        for actor in chance.sample(people, LOOKS_EACH):
            AccessLogEntry.record(
                actor, AccessLogEntry.Action.READ_INCIDENT, incident.pk, incident.destroy_at
            )
    assert perpetrator is not None
    assert Involvement.objects.count() == incidents
    request = ask(coordinator, "Wim Zwartewater")
    confirm(coordinator, request, perpetrator, "perpetrator")
    return User.objects.get(pk=coordinator.pk), request


if __name__ == "__main__":
    main()
