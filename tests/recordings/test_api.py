# SPDX-License-Identifier: EUPL-1.2
"""The API of the telephony: what it answers, and who it answers."""

import datetime
import json
import uuid
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from recordings import acts
from recordings.models import DailyCount, Recording, RecordingKey, RefusedCall, State
from recordings.telephony import add_telephony_system, revoke

from .caller import Caller
from .exchange import Exchange, sound_of
from .speech import speech

pytestmark = pytest.mark.django_db


@pytest.fixture
def caller(exchange: Exchange, intake: None) -> Caller:
    return Caller(exchange.token)


def test_a_call_comes_in_and_the_same_again_changes_nothing(caller: Caller, exchange: Exchange) -> None:
    said = caller.call()
    first, again = caller.announce(said), caller.announce(said)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    row = Recording.objects.get()
    assert first.json() == {
        "id": str(row.pk),
        "destroy_at": row.destroy_at.isoformat().replace("+00:00", "Z"),
    }
    assert row.destroy_at - row.ended_at == datetime.timedelta(hours=48)
    assert (row.employee, row.unit) == (exchange.alice, exchange.kcc)
    first, again = caller.deliver(row.pk), caller.deliver(row.pk)
    assert (first.status_code, again.status_code) == (201, 200), first.content
    row.refresh_from_db()
    assert row.state == State.STORED
    assert sound_of(row) == speech(3.0)


def test_the_telephony_does_not_learn_what_was_approved(caller: Caller, exchange: Exchange) -> None:
    """For everybody but the employee, the head and the coordinator a recording is "not found" (GRO 6)."""
    said = caller.call()
    first = caller.announce(said)
    row = Recording.objects.get()
    caller.deliver(row.pk)
    acts.flag(exchange.alice, row, "Bedreiging")
    row = acts.decide(exchange.hans, row, approve=True, reason="Ernstig", with_employee=True)
    assert row.destroy_at > row.decide_before
    assert caller.announce(said).json() == caller.deliver(row.pk).json() == first.json()
    with time_machine.travel(row.decide_before, tick=False):
        assert Recording.objects.get() == row
        assert caller.announce(said).status_code == 422
        assert caller.deliver(row.pk).status_code == 404


def test_other_data_and_other_sound_are_a_conflict(caller: Caller) -> None:
    said = caller.call()
    pk = caller.announce(said).json()["id"]
    assert caller.announce(said | {"direction": "outbound"}).status_code == 409
    assert caller.deliver(pk).status_code == 201
    assert caller.deliver(pk, speech(3.0, "alaw")).status_code == 409
    assert sound_of(Recording.objects.get()) == speech(3.0)


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"ended_at": None}, "no_end"),
    ({"ended_at": "2026-11-29 10:00"}, "implausible_end"),
    ({"ended_at": "2026-11-29T10:00:00"}, "implausible_end"),
    ({"ended_at": 1_764_000_000}, "implausible_end"),
    ({"started_at": "0001-01-01T00:00:00+14:00"}, "implausible_end"),
    ({"started_at": "2000-01-01T00:00:00Z"}, "implausible_end"),
    ({"started_at": "2124-01-01T00:00:00Z", "ended_at": "2124-01-01T00:01:00Z"}, "future_end"),
    ({"started_at": "2024-01-01T00:00:00Z", "ended_at": "2024-01-01T00:01:00Z"}, "too_late"),
    ({"employee": "nobody"}, "unknown_employee"),
    ({"employee": "10\x0001"}, "fields"),
    ({"employee": 1001}, "fields"),
    ({"unit": "Elders"}, "unknown_unit"),
    ({"direction": "sideways"}, "fields"),
    ({"caller_number": "0" * 50}, "fields"),
    ({"pauses": [{"from": 2, "to": 1}]}, "pauses"),
    ({"pauses": [{"from": float("nan"), "to": 1}]}, "fields"),
    ({"pauses": [{"from": 10**400, "to": 1}]}, "fields"),
    ({"pauses": [{"from": 0, "to": 1}] * 501}, "fields"),
    ({"external_id": " "}, "external_id"),
    ({"external_id": "x" * 201}, "fields"),
    ({"transcript": "Zwartewaterallee"}, "fields"),
]


@pytest.mark.parametrize(("changes", "code"), REFUSED)
def test_what_cannot_be_is_refused_with_the_reason_and_counted(
    caller: Caller, changes: dict[str, Any], code: str
) -> None:
    response = caller.announce(**changes)
    assert (response.status_code, response.json()["code"]) == (422, code), response.content
    assert response.json()["detail"]
    assert "Zwartewaterallee" not in response.content.decode()
    assert not Recording.with_due.exists()
    assert RefusedCall.objects.get().code == code
    assert DailyCount.objects.get().refused == 1


def test_a_fault_names_the_field_and_nothing_that_was_sent(caller: Caller) -> None:
    said = caller.call(
        caller_number="Zwartewaterallee " * 9, Zwartewaterallee="1", pauses=[{"from": "Z", "to": 1}]
    )
    text = caller.announce(said).content.decode()
    assert {one["field"] for one in json.loads(text)["fields"]} == {"caller_number", "", "pauses.0.from"}
    assert "Zwartewaterallee" not in text


@pytest.mark.parametrize(
    ("kind", "sound", "status", "code"),
    [
        ("video/mp4", None, 415, "media_type"),
        ("audio/wav", b"not sound", 422, "not_audio"),
        ("audio/wav", speech(30.0), 422, "wrong_length"),
    ],
)
def test_what_is_no_sound_of_this_call_is_refused(
    caller: Caller, kind: str, sound: bytes | None, status: int, code: str
) -> None:
    response = caller.deliver(caller.announced(), sound, kind)
    assert (response.status_code, response.json()["code"]) == (status, code), response.content
    assert not RecordingKey.with_due.exists()
    assert RefusedCall.objects.get().code == code


def test_a_file_that_is_too_large_is_refused_before_and_while_it_comes(caller: Caller, settings: Any) -> None:
    pk = caller.announced()
    settings.RECORDINGS_MAX_BYTES = 1000
    assert caller.deliver(pk).status_code == 413
    assert caller.announce("x" * 200_000).status_code == 413
    assert not RecordingKey.with_due.exists()


def test_a_body_of_unknown_length_is_refused(caller: Caller) -> None:
    pk = caller.announced()
    for length in ("", "-1", "1e3", "²"):
        assert caller.deliver(pk, CONTENT_LENGTH=length).status_code == 411
    assert caller.deliver(pk, HTTP_TRANSFER_ENCODING="chunked").status_code == 411
    assert caller.deliver(pk, CONTENT_LENGTH="0").json()["code"] == "not_audio"


def test_what_is_known_of_a_call_comes_as_json(caller: Caller) -> None:
    for kind, body, status in (
        ("text/plain", "{}", 415),
        ("application/json", "{", 400),
        ("application/json", "[" * 100_000, 400),
        ("application/json", "[]", 422),
        ("application/json", '{"external_id": "\\ud800"}', 422),
        ("application/json", "", 411),
    ):
        response = caller.client.post("/api/recordings", body, content_type=kind, headers=caller.headers)
        assert response.status_code == status, (body[:20], response.content)


class Others:
    """Tokens that open nothing of Waterrijk's exchange."""

    def __init__(self, exchange: Exchange) -> None:
        _same, self.beside = add_telephony_system(exchange.world.waterrijk, "Andere centrale")
        _other, self.elsewhere = add_telephony_system(exchange.world.duinveen, "Centrale Duinveen")
        stopped, self.revoked = add_telephony_system(exchange.world.waterrijk, "Oude centrale")
        revoke(stopped)


def test_who_may_do_what_with_which_token(caller: Caller, exchange: Exchange) -> None:
    others, pk = Others(exchange), caller.announced()
    matrix = {
        None: (401, 401, 401),
        "": (401, 401, 401),
        "wrong": (401, 401, 401),
        others.revoked: (401, 401, 401),
        # An employee of another municipality is unknown, and its call is not there: with sound or without.
        others.elsewhere: (422, 404, 404),
        others.beside: (201, 404, 404),
        exchange.token: (201, 201, 200),
    }
    for token, expected in matrix.items():
        other = Caller(token)
        answers = (
            other.announce(external_id="again").status_code,
            other.deliver(pk).status_code,
            other.deliver(pk).status_code,
        )
        assert answers == expected, (token, answers)
    assert Caller(exchange.token).deliver(uuid.uuid4()).status_code == 404
    unknown = Caller(others.elsewhere).deliver(uuid.uuid4())
    assert unknown.content == Caller(others.elsewhere).deliver(pk).content


def test_a_session_of_a_person_is_no_token(intake: None, exchange: Exchange) -> None:
    client = Client()
    client.force_login(exchange.hans)
    assert client.post("/api/recordings", {}, content_type="application/json").status_code == 401


def test_a_system_that_asks_too_often_must_wait(caller: Caller, settings: Any) -> None:
    cache.clear()
    settings.INTAKE_PER_MINUTE = 2
    said = caller.call()
    answers = [caller.announce(said) for _ in range(4)]
    # A minute of the clock may begin in between.
    assert answers[-1].status_code == 429 or answers[0].status_code == 201
    late = [answer for answer in answers if answer.status_code == 429]
    assert late
    assert 0 < int(late[0]["Retry-After"]) <= 60
    assert late[0].json()["code"] == "too_many"
    cache.clear()


def test_the_last_use_is_noted(caller: Caller, exchange: Exchange) -> None:
    caller.announced()
    exchange.system.refresh_from_db()
    assert exchange.system.last_used_at is not None
    assert timezone.now() - exchange.system.last_used_at < datetime.timedelta(minutes=1)


def test_pages_and_intake_do_not_serve_each_other(client: Client, intake: None, settings: Any) -> None:
    assert client.get("/api/openapi.json").status_code == 200
    for path in ("/", "/account/inloggen/", "/api/docs", "/api/", "/gezondheid/"):
        response = client.get(path)
        assert (response.status_code, response.json()["code"]) == (404, "not_found")
    settings.ROOT_URLCONF = "gir.urls"
    assert client.get("/api/openapi.json").status_code == 404
