# SPDX-License-Identifier: EUPL-1.2
"""The telephony's side of the API, in this process: Django's test client on the intake's URLs."""

import datetime
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from .speech import speech


class Caller:
    """Delivers calls with one token."""

    def __init__(self, token: str | None) -> None:
        self.client = Client()
        self.headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        self.number = 0

    def call(self, **changes: Any) -> dict[str, Any]:
        """What is said of a call of Alice, of three seconds, that ended a minute ago; None leaves a field out."""
        self.number += 1
        ended = timezone.now().replace(microsecond=0) - datetime.timedelta(minutes=1)
        said = {
            "external_id": f"api-{self.number}",
            "started_at": (ended - datetime.timedelta(seconds=3)).isoformat(),
            "ended_at": ended.isoformat(),
            "employee": "1001",
            "direction": "inbound",
            "caller_number": "06-12345678",
        } | changes
        return {name: value for name, value in said.items() if value is not None}

    def announce(self, said: Any = None, **changes: Any) -> HttpResponse:
        return self.client.post(
            "/api/recordings",
            self.call(**changes) if said is None else said,
            content_type="application/json",
            headers=self.headers,
        )

    def announced(self, **changes: Any) -> str:
        """The id of a call that was announced."""
        response = self.announce(**changes)
        assert response.status_code == 201, response.content
        return response.json()["id"]

    def deliver(
        self, pk: Any, sound: bytes | None = None, kind: str = "audio/wav", **extra: Any
    ) -> HttpResponse:
        sound = speech(3.0) if sound is None else sound
        return self.client.generic(
            "PUT", f"/api/recordings/{pk}/audio", sound, content_type=kind, headers=self.headers, **extra
        )
