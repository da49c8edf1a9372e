# SPDX-License-Identifier: EUPL-1.2
"""The report form as somebody fills it in, for tests that send it."""

import datetime
import uuid
from typing import Any

from django.test import Client
from django.utils import timezone

from accounts.models import User
from retention.terms import AMSTERDAM
from tests.signing_in import signed_in_by

REPORT, AUTOSAVE = "/melden/", "/melden/bewaren/"
NARRATIVE = "Toelichting Zwartewaterallee: hij riep dat hij mij zou opwachten."


def of(user: User | None, **options: Any) -> Client:
    """The browser of this person; of a visitor for None."""
    client = Client(**options)
    if user is not None:
        client.force_login(user)
        signed_in_by(client, "password", "mfa")
    return client


def quick(**changes: Any) -> dict[str, Any]:
    """The five answers of a quick report, of an hour ago; None takes an answer out."""
    moment = timezone.now().astimezone(AMSTERDAM) - datetime.timedelta(hours=1)
    answers = {
        "draft": str(uuid.uuid4()),
        "action": "send",
        "for_whom": "self",
        "occurred_date": moment.strftime("%d-%m-%Y"),
        "occurred_time": moment.strftime("%H:%M"),
        "channel": "counter",
        "kinds": ["verbal", "threat"],
        "severity": "2",
        "narrative": NARRATIVE,
    }
    return {name: value for name, value in (answers | changes).items() if value is not None}


def errors_of(response: Any) -> dict[str, list[str]]:
    """The messages per field of a form that came back."""
    assert response.status_code == 200, response.status_code
    form = response.context["form"]
    return {name: list(messages) for name, messages in form.errors.items()}
