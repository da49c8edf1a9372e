# SPDX-License-Identifier: EUPL-1.2
"""What a page of the work list costs, and whether that grows with the number of incidents.

    python -m bench.list_page                                  10,000 and 200,000 incidents
    python -m bench.list_page --incidents 10000 --requests 100
    python -m bench.list_page --incidents 200000 --keep        keeps the database for the next time; --reuse takes it

It needs a PostgreSQL on which it may make a database (gir_bench_list_<N>, thrown away afterwards): `--server` or
GIR_BENCH_SERVER, by default the local socket. Measure on a quiet machine.

Side by side, in the same run and in turns, so that whatever else the machine does weighs on all three:

page     the whole request through every middleware, signed in: session, person, grants, tree, incidents, victims,
         counts, choices of the filters, decryption, template
static   the same template with the same rows from memory: no query, nothing to decrypt
raw      what that page shows, read by its SQL through psycopg2 alone: incidents with handlers, victims, counts, names
         of units and of handlers

Times are medians in milliseconds (and the 95th percentile of the page); the aim is a ratio page / (static + raw) of at
most 2, at every size.
"""

import argparse
import os
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

from bench import database

SIZES = (10_000, 200_000)
Timings = dict[str, list[float]]


def main() -> None:
    options = _options()
    measured = {}
    for count in options.incidents or SIZES:
        # A process of its own per database: Django's settings are read once.
        measured[count] = _in_a_process(_run, options, count)
    if len(measured) > 1:
        _growth(measured)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument(
        "--incidents", type=int, action="append", help="how many; may be given more than once"
    )
    parser.add_argument("--requests", type=int, default=50, help="how often each page is asked for")
    parser.add_argument("--server", default=os.environ.get("GIR_BENCH_SERVER", database.DEFAULT_SERVER))
    parser.add_argument("--keep", action="store_true", help="leave the database")
    parser.add_argument("--reuse", action="store_true", help="measure on a database that was kept")
    return parser.parse_args()


def _in_a_process(work: Callable[..., Any], *arguments: Any) -> Any:
    import multiprocessing

    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(work, arguments)


def _run(options: argparse.Namespace, count: int) -> dict[tuple[str, str], float]:
    name = f"gir_bench_list_{count}"
    database.configure(options.server, name)
    from django.conf import settings

    from bench.fill import fill

    settings.ROOT_URLCONF = "bench.static_page"

    if options.reuse:
        return _measure_all(options, count)
    with database.throw_away(options.server, name, options.keep):
        started = time.perf_counter()
        fill(count)
        print(f"\n{count:,} incidents filled in {time.perf_counter() - started:.0f} s")
        return _measure_all(options, count)


def _measure_all(options: argparse.Namespace, count: int) -> dict[tuple[str, str], float]:
    from bench.fill import viewers

    print(f"\n{count:,} incidents, {options.requests} requests each, load {os.getloadavg()[0]:.1f}")
    print(
        f"{'reader':16} {'page':26} {'rows':>4} {'queries':>7} {'page':>7} {'p95':>7} {'static':>7} {'raw':>7} ratio"
    )
    found = {}
    for who, user in viewers().items():
        for what, query in _pages(user):
            timings, rows, queries = _measure(user, query, options.requests)
            page, static, raw = (statistics.median(timings[k]) for k in ("page", "static", "raw"))
            p95 = statistics.quantiles(timings["page"], n=20)[-1]
            found[who, what] = page
            print(
                f"{who:16} {what:26} {rows:4} {queries:7} {page:7.1f} {p95:7.1f} {static:7.1f} {raw:7.1f} "
                f"{page / (static + raw):5.2f}",
                flush=True,
            )
    return found


def _pages(user: Any) -> Iterator[tuple[str, str]]:
    """The tabs; each filter on everything that there is; some together; and a page deep down."""
    import datetime

    from django.utils import timezone

    from accounts.policy import scope_of
    from incidents.finder import Cursor
    from incidents.listing import reach_of
    from incidents.models import Incident

    for tab in ("open", "new", "overdue", "closed", "all"):
        yield f"tab {tab}", f"tab={tab}"
    today = timezone.localdate()
    a_month = today - datetime.timedelta(days=730), today - datetime.timedelta(days=700)
    unit = min(reach_of(user).units - {scope_of(user).tree[1].pk} or reach_of(user).units)
    handler = Incident.objects.visible_to(user).exclude(handler=None).first().handler_id
    filters = {
        "last month": f"since={today - datetime.timedelta(days=30):%d-%m-%Y}",
        "a month two years ago": f"since={a_month[0]:%d-%m-%Y}&until={a_month[1]:%d-%m-%Y}",
        "unit": f"unit={unit}",
        "status": "status=waiting",
        "kind": "kind=threat",
        "severity": "severity=4",
        "channel": "channel=chat",
        "handler": f"handler={handler}",
    }
    for name, query in filters.items():
        yield f"all, {name}", f"tab=all&{query}"
    yield "all, kind+severity+channel", "tab=all&kind=sexual&severity=4&channel=chat"
    middle = timezone.now() - datetime.timedelta(days=900)
    near = Incident.objects.visible_to(user).filter(reported_at__lt=middle).order_by("-reported_at").first()
    yield "all, 900 days deep", f"tab=all&after={Cursor(near.reported_at, near.pk)}"


def _measure(user: Any, query: str, requests: int) -> tuple[Timings, int, int]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    ask = _asker(user, query)
    ask()
    with CaptureQueriesContext(connection) as captured:
        ask()
    statements = [query["sql"] for query in captured.captured_queries]
    context = _captured_context(user, query)
    static = _static(user, query, context)
    raw = _raw(statements)
    works = {"page": ask, "static": static, "raw": raw}
    timings: Timings = {name: [] for name in works}
    for work in works.values():
        work()
    for _ in range(requests):
        for name, work in works.items():
            started = time.perf_counter()
            work()
            timings[name].append((time.perf_counter() - started) * 1000)
    return timings, len(context["rows"]), len(statements)


def _asker(user: Any, query: str) -> Callable[[], None]:
    """A request of somebody signed in through the whole application, as the web server hands it over."""
    from django.conf import settings
    from django.test import Client

    from tests.signing_in import signed_in_by

    client = Client()
    client.force_login(user)
    signed_in_by(client, "password", "mfa")
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    return _request(f"/werkvoorraad/?{query}", f"{settings.SESSION_COOKIE_NAME}={cookie}")


def _request(address: str, cookie: str = "") -> Callable[[], None]:
    from django.core.handlers.wsgi import WSGIHandler
    from django.test import RequestFactory

    application = WSGIHandler()

    def ask() -> None:
        environ = RequestFactory().get(address, HTTP_HOST="localhost", HTTP_COOKIE=cookie).environ
        answers: list[str] = []
        response = application(environ, lambda status, headers: answers.append(status))
        b"".join(response)
        response.close()
        if not answers[0].startswith("200"):
            raise SystemExit(f"{address}: {answers[0]}")

    return ask


def _captured_context(user: Any, query: str) -> dict[str, Any]:
    """What the view hands to its template."""
    from unittest import mock

    from django.test import RequestFactory

    from incidents.views import lists

    request = RequestFactory().get(f"/werkvoorraad/?{query}")
    request.user = user
    with mock.patch.object(lists, "render") as render:
        lists.work_list(request)
    context: dict[str, Any] = render.call_args.args[2]
    return context


def _static(user: Any, query: str, context: dict[str, Any]) -> Callable[[], None]:
    """The same page through every middleware, with all that it shows at hand."""
    from bench import static_page

    static_page.at_hand.update(user=user, context=context)
    return _request(f"/statisch/?{query}")


def _raw(statements: list[str]) -> Callable[[], None]:
    """The statements of the page that read what it shows; not those that find out who asks, and what they may."""
    import psycopg2
    from django.db import connection

    bare = psycopg2.connect(**connection.get_connection_params())
    bare.autocommit = True
    shown = (
        "incidents_incident",
        "incidents_victim",
        "incidents_sight",
        "accounts_organisationalunit",
        "accounts_user",
    )
    who_asks = ("accounts_browsersession", '"accounts_user"."password"', '"accounts_usergrant"."first_day"')
    chosen = [s for s in statements if any(t in s for t in shown) and not any(w in s for w in who_asks)]

    def read() -> None:
        with bare.cursor() as cursor:
            for statement in chosen:
                cursor.execute(statement)
                cursor.fetchall()

    return read


def _growth(measured: dict[int, dict[tuple[str, str], float]]) -> None:
    sizes = sorted(measured)
    print(f"\npage in ms     {'':28} {''.join(f'{size:>12,}' for size in sizes)}")
    for key in measured[sizes[0]]:
        who, what = key
        print(f"{who:16} {what:26} {''.join(f'{measured[size][key]:12.1f}' for size in sizes)}")


if __name__ == "__main__":
    main()
