# SPDX-License-Identifier: EUPL-1.2
"""An administrator sees whether mail goes out: numbers of their own municipality, of nobody; and has it tried again."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from notices.models import OutboxMessage
from notices.outbox import queue_mail
from tests.incidents.case import client_of, text_of
from tests.world import World

pytestmark = pytest.mark.django_db
URL = "/beheer/mail/"
HOUR = datetime.timedelta(hours=1)


def failed(person: Any, failure: str, *, given_up: bool) -> OutboxMessage:
    message = queue_mail(person, "reported_for_you", reference="2026-000007", path="/x/")
    OutboxMessage.objects.filter(pk=message.pk).update(
        failure=failure,
        attempts=3,
        not_before=timezone.now() - 3 * HOUR,
        retry_at=None if given_up else timezone.now() + HOUR,
        given_up_at=timezone.now() if given_up else None,
    )
    return message


def test_numbers_of_the_own_municipality_and_of_nobody(world: World) -> None:
    ada = world.person("Ada", world.root, "administrator")
    assert "Mail gaat weg" in text_of(client_of(ada).get(URL))
    vera, zoe = world.person("Vera Victim"), world.person("Zoe", world.other)
    refused = failed(vera, "SMTPRecipientsRefused", given_up=True)
    failed(vera, "ConnectionRefusedError", given_up=False)
    failed(zoe, "SMTPDataError", given_up=True)
    page = text_of(client_of(ada).get(URL))
    assert "De mailserver weigert het adres" in page
    assert "ConnectionRefusedError" in page
    assert "SMTPDataError" not in page
    assert vera.email in OutboxMessage.objects.values_list("recipient__email", flat=True)
    for secret in ("Vera", "vera@", "2026-000007", "Een collega"):
        assert secret not in page
    client_of(ada).post(URL)
    again = OutboxMessage.objects.get(pk=refused.pk)
    assert (again.given_up_at, again.retry_at, again.attempts) == (None, None, 0)
    assert OutboxMessage.objects.filter(recipient=zoe).get().given_up_at is not None
    assert client_of(ada).post(URL).status_code == 302, "and a second click is harmless"


def test_a_monitor_sees_numbers(world: World, settings: Any) -> None:
    vera = world.person("Vera")
    before = Client().get("/gezondheid/").json()
    assert (before["mail_waiting"], before["mail_oldest_seconds"], before["mail_given_up"]) == (0, 0, 0)
    failed(vera, "SMTPRecipientsRefused", given_up=True)
    failed(vera, "ConnectionRefusedError", given_up=False)
    response = Client().get("/gezondheid/")
    after = response.json()
    assert (after["mail_waiting"], after["mail_given_up"]) == (1, 1)
    assert 3 * 3600 <= after["mail_oldest_seconds"] < 3 * 3600 + 60
    assert after["status"] == before["status"], "mail is told beside it"
    settings.METRICS_TOKEN = "a-token-of-thirty-two-characters"
    metrics = Client(headers={"Authorization": f"Bearer {settings.METRICS_TOKEN}"}).get("/metrics")
    lines = metrics.content.decode().splitlines()
    assert {"gir_mail_waiting 1.0", "gir_mail_given_up 1.0"} <= set(lines)
