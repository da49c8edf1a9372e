# SPDX-License-Identifier: EUPL-1.2
"""The pages of recordings: what the employee, the head and the coordinator see and do there."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from recordings.models import Recording, State

from .exchange import Exchange

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def of(name: str, recording: Recording) -> str:
    return reverse(name, kwargs={"recording_id": recording.pk})


def test_the_employee_sees_plays_and_flags_their_call(exchange: Exchange) -> None:
    call = exchange.stored()
    alice = signed_in(exchange.alice)
    mine = alice.get("/opnames/").content.decode()
    assert of("call", call) in mine
    assert "nog 47 uur en 58 min" in mine
    page = alice.get(of("call", call)).content.decode()
    assert "Niemand anders dan u kan dit gesprek horen." in page
    assert of("call_sound", call) in page
    refused = alice.post(of("call_flag", call), {"why": "  "}).content.decode()
    assert "Vul in één regel in waarom." in refused
    long = "Hij zou mij opwachten. " * 20
    kept = alice.post(of("call_flag", call), {"why": long}).content.decode()
    assert "Dit is te lang" in kept
    assert long.strip() in kept
    for _click in range(2):
        response = alice.post(of("call_flag", call), {"why": "Hij zou mij opwachten"}, follow=True)
        assert response.status_code == 200
    call.refresh_from_db()
    assert (call.state, call.flag_reason) == (State.FLAGGED, "Hij zou mij opwachten")
    page = response.content.decode()
    assert "U hebt dit gesprek gemarkeerd" in page
    assert "Hans" in page
