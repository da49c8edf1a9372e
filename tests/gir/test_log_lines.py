# SPDX-License-Identifier: EUPL-1.2
"""What a request and a task leave in the log: their number, and nothing that anybody typed."""

import io
import json
import logging
import re
from collections.abc import Iterator

import pytest
from celery import signals
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path, reverse
from structlog.contextvars import clear_contextvars, get_contextvars

from gir.logs import FORMATTERS, chosen_format
from notices.models import OutboxMessage
from notices.outbox import send_due_messages
from tests.world import World

NAME, BSN, MAIL, PHONE = "Jan Schreeuwers", "999990019", "jan@schreeuwers.example", "0612345678"
SECRETS = (NAME, "Schreeuwers", BSN, MAIL, PHONE, "06 12345678")
OWN = re.compile(r"[0-9a-f]{16}")
log = logging.getLogger("gir.test")


def falls_over(request: HttpRequest, word: str = "") -> HttpResponse:
    # Everything of a person, in everything that a log could take it from.
    typed = f"{request.POST.get('naam')} {request.GET.get('naam')} {word}"
    assert NAME in typed
    log.error("It fails", extra={"naam": typed, "username": NAME, "bsn": BSN, "data": dict(request.POST)})
    log.warning("Refused by the server: %s, %s or %s", MAIL, PHONE, BSN)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO nowhere_" + BSN + " VALUES (%s)", [typed])
    return HttpResponse()


def carries_on(request: HttpRequest) -> HttpResponse:
    log.warning("Line %s", 12)
    return HttpResponse(get_contextvars()["request_id"])


handler500 = "gir.views.server_error"
urlpatterns = [
    path("valt-om/", falls_over),
    path("valt-om/<str:word>/", falls_over),
    path("gaat-door/", carries_on),
]


@pytest.fixture(params=["plain", "json"])
def written(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """All that goes to the log, as this formatter writes it."""
    clear_contextvars()
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(FORMATTERS[request.param]())
    loggers = [logging.getLogger(name) for name in ("", "django")]
    for logger in loggers:
        logger.addHandler(handler)
    yield stream
    for logger in loggers:
        logger.removeHandler(handler)
    clear_contextvars()


@pytest.mark.django_db
@pytest.mark.urls(__name__)
@pytest.mark.parametrize("where", ["/valt-om/", f"/valt-om/{NAME}/"])
def test_a_request_that_fails_leaves_nothing_of_what_was_typed(written: io.StringIO, where: str) -> None:
    client = Client(raise_request_exception=False)
    answer = client.post(f"{where}?naam={NAME}&bsn={BSN}", {"naam": NAME, "bsn": BSN, "telefoon": PHONE})
    assert answer.status_code == 500
    text = written.getvalue()
    # The fault itself is there, and where it was.
    assert "OperationalError" in text or "ProgrammingError" in text
    assert "in falls_over" in text
    assert "It fails" in text
    assert "Internal Server Error: /valt-om/" in text
    assert [secret for secret in SECRETS if secret in text] == []
    # Each line, and the page that the person sees, has the same number.
    number = answer.headers["X-Request-ID"]
    assert OWN.fullmatch(number)
    assert number in answer.content.decode()
    lines = [line for line in text.splitlines() if "gir.test" in line or "django.request" in line]
    assert len(lines) == 3
    assert all(number in line for line in lines)


def test_a_message_loses_what_a_library_put_into_it(written: io.StringIO) -> None:
    log.error("Bounced: <%s> (%s)", MAIL, "+31 6 12345678")
    log.error("%s of 123456789 rows, number 4501, at 2026-11-22 09:30", BSN)
    try:
        raise ValueError(f"not {NAME}")
    except ValueError as error:
        log.exception("Could not read: " + str(error))  # noqa: G003
    text = written.getvalue()
    assert "Bounced: <…@…> (…)" in text
    assert "… of 123456789 rows, number 4501, at 2026-11-22 09:30" in text
    assert "Could not read: ValueError" in text
    assert [secret for secret in (*SECRETS, "12345678)") if secret in text] == []


def test_json_is_a_line_each_and_has_only_these_fields() -> None:
    try:
        raise ValueError(NAME)
    except ValueError:
        record = log.makeRecord(
            "gir.test", logging.ERROR, __file__, 1, "Twee\nregels", (), __import__("sys").exc_info(),
            extra={"status_code": 500, "naam": NAME, "request_id": NAME},
        )  # fmt: skip
    text = FORMATTERS["json"]().format(record)
    assert "\n" not in text
    line = json.loads(text)
    assert line.keys() == {"time", "level", "logger", "message", "status_code", "exception"}
    assert (line["message"], line["status_code"], line["level"]) == ("Twee\nregels", 500, "ERROR")
    assert line["time"].endswith("+00:00")
    assert NAME not in text


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "json"),
        ({"GIR_MODE": "demo"}, "plain"),
        ({"GIR_LOG": "plain"}, "plain"),
        ({"GIR_LOG": "?"}, "json"),
    ],
)
def test_production_writes_json(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], expected: str
) -> None:
    for name in ("GIR_MODE", "GIR_LOG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert chosen_format() == expected


# ---------- the number ----------


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    "given", ["0123456789abcdef0123456789abcdef", "6E1C8C2E-8F0F-4D7A-9E2B-0A1B2C3D4E5F"]
)
def test_the_number_of_a_proxy_is_taken_over_and_that_of_a_stranger_is_not(settings, given: str) -> None:
    settings.PROXIES = ["10.0.0.2"]
    told = {"HTTP_X_REQUEST_ID": given}
    assert Client(REMOTE_ADDR="10.0.0.2").get("/gaat-door/", **told).headers["X-Request-ID"] == given
    stranger = Client(REMOTE_ADDR="192.0.2.66").get("/gaat-door/", **told).headers["X-Request-ID"]
    assert OWN.fullmatch(stranger)
    assert stranger != given


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    "given", ["", NAME, BSN, "x" * 32, "0" * 65, "<b>0123456789abcdef</b>", "0123456789abcde"]
)
def test_what_does_not_look_like_a_number_is_not_taken_over(settings, given: str) -> None:
    settings.PROXIES = ["127.0.0.1"]
    answer = Client().get("/gaat-door/", HTTP_X_REQUEST_ID=given)
    assert OWN.fullmatch(answer.headers["X-Request-ID"])
    assert answer.content.decode() == answer.headers["X-Request-ID"]


@pytest.mark.urls(__name__)
def test_each_request_has_its_own_and_nothing_has_it_after() -> None:
    client = Client()
    numbers = {client.get("/gaat-door/").headers["X-Request-ID"] for _time in range(3)}
    assert len(numbers) == 3
    assert "request_id" not in get_contextvars()


def test_a_page_of_a_fault_names_it(db: None) -> None:
    answer = Client().get("/bestaat-niet/")
    assert answer.status_code == 404
    assert answer.headers["X-Request-ID"] in answer.content.decode()


# ---------- and the worker ----------


def test_a_task_has_its_number_in_each_of_its_lines(written: io.StringIO) -> None:
    from gir.celery import app

    @app.task(name="tests.says_something")
    def says_something() -> None:
        log.warning("Said by a task")

    try:
        done = says_something.apply()
    finally:
        app.tasks.pop("tests.says_something")
    (line,) = [line for line in written.getvalue().splitlines() if "Said by a task" in line]
    assert done.id in line
    assert signals.task_postrun.receivers
    assert "task_id" not in get_contextvars()


def test_a_mail_is_followed_from_the_request_to_the_worker(
    world: World, written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice = world.person("Alice")
    answer = Client().post(reverse("account_reset_password"), {"email": alice.email})
    mail = OutboxMessage.objects.get()
    monkeypatch.setattr("notices.sending.email_of", lambda message: 1 / 0)
    send_due_messages()
    (line,) = [line for line in written.getvalue().splitlines() if f"Mail {mail.pk} was not sent" in line]
    assert answer.headers["X-Request-ID"] in line
    assert alice.email not in written.getvalue()
    assert "request_id" not in get_contextvars()
