# SPDX-License-Identifier: EUPL-1.2
"""One's own messages of thirty days: what is destroyed or out of sight is not there, and nobody sees another's."""

import datetime
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from incidents import handling
from incidents.models import Incident
from notices import inbox
from notices.models import Choice, OutboxMessage
from notices.outbox import queue_mail
from retention import engine
from tests.incidents.case import Case, client_of, text_of
from tests.world import World

pytestmark = pytest.mark.django_db
LIST = "/berichten/"
DAY = datetime.timedelta(days=1)


@pytest.fixture
def case(world: World) -> Case:
    return Case(world)


def of(person: Any) -> OutboxMessage:
    return OutboxMessage.objects.filter(recipient=person).get()


def test_a_message_is_new_until_it_is_opened(case: Case) -> None:
    client = client_of(case.bob)
    page = text_of(client.get(LIST))
    assert case.incident.reference in page
    assert "Nieuwe melding" in page
    assert inbox.unread(case.bob) == 1
    assert '<span class="gir-count">1</span>' in text_of(client.get("/"))
    response = client.get(reverse("message", args=[of(case.bob).pk]))
    assert response.headers["Location"] == case.url()
    assert inbox.unread(case.bob) == 0
    assert '<span class="gir-count">' not in text_of(client.get("/"))
    first = of(case.bob).read_at
    client.get(reverse("message", args=[of(case.bob).pk]))
    assert of(case.bob).read_at == first


def test_nobody_sees_or_opens_the_message_of_another(case: Case) -> None:
    message = of(case.bob)
    for other in (case.alice, case.ed, case.eve, case.sonja):
        if other != case.ed:
            assert case.incident.reference not in text_of(client_of(other).get(LIST))
        for name in ("message", "message_file"):
            assert client_of(other).get(reverse(name, args=[message.pk])).status_code == 404
    client_of(case.ed).post(reverse("messages_read"))
    assert of(case.bob).read_at is None
    assert of(case.ed).read_at is not None


def test_what_is_destroyed_is_gone(case: Case) -> None:
    message = of(case.bob)
    engine.destroy_early([case.incident], "R8")
    assert case.incident.reference not in text_of(client_of(case.bob).get(LIST))
    assert client_of(case.bob).get(reverse("message", args=[message.pk])).status_code == 404


@pytest.mark.parametrize("how", ["victim", "level", "due"])
def test_what_is_out_of_sight_is_not_told_of(case: Case, how: str) -> None:
    """Bob turns out to be a victim, loses his level, or the term of the incident is over and the worker stands still."""
    message = of(case.bob)
    assert case.incident.reference in text_of(client_of(case.bob).get(LIST))
    if how == "victim":
        handling.add_another_victim(case.ed, case.incident, handling.VictimFacts.of(case.bob))
    elif how == "level":
        case.bob.usergrant_set.all().update(last_day=timezone.localdate() - DAY)
    else:
        Incident.with_due.filter(pk=case.incident.pk).update(destroy_at=timezone.now())
    page = text_of(client_of(case.bob).get(LIST))
    assert "Nieuwe melding" not in page
    assert client_of(case.bob).get(reverse("message", args=[message.pk])).status_code == 404
    # It waits for nobody: as a victim he was told of his own report.
    assert OutboxMessage.objects.get(pk=message.pk).read_at is not None


def test_keys_are_not_listed(world: World) -> None:
    bob = world.person("Bob", None, "handler")
    queue_mail(bob, "password_reset", path="/geheim/")
    assert "Geen berichten" in text_of(client_of(bob).get(LIST))


def test_thirty_days(world: World) -> None:
    bob = world.person("Bob", None, "handler")
    now = timezone.now()
    queue_mail(bob, "reminder", reference="2026-000001")
    for moment, there in (
        (now + 30 * DAY - datetime.timedelta(seconds=1), True),
        (now + 30 * DAY + datetime.timedelta(seconds=1), False),
    ):
        with time_machine.travel(moment, tick=False):
            assert ("2026-000001" in text_of(client_of(bob).get(LIST))) == there


def test_a_page_of_fifty_costs_what_one_message_costs(world: World) -> None:
    bob, alice = world.person("Bob", None, "handler"), world.person("Alice", None, "reporter")

    def queries() -> int:
        client = client_of(bob)
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get(LIST).status_code == 200
        return len(found)

    first = world.incident(alice)
    one = queries()
    for number in range(60):
        queue_mail(bob, "reminder", reference=f"2026-9{number:05}", about=first.pk)
    assert queries() == one
    page = text_of(client_of(bob).get(LIST))
    assert "Oudere" in page
    assert first.reference in text_of(client_of(bob).get(f"{LIST}?pagina=2"))
    for odd in ("0", "-1", "x", "²", "99999999999999999999"):
        assert client_of(bob).get(LIST, {"pagina": odd}).status_code == 200


def test_choosing(world: World) -> None:
    bob, alice = world.person("Bob", None, "handler"), world.person("Alice", None, "reporter")
    url = reverse("message_ways")
    page = text_of(client_of(bob).get(url))
    assert "Wat te laat is" in page
    shown = client_of(bob).get(url).context["form"]
    ways = {name: field.initial for name, field in shown.fields.items()}
    assert ways["work"] == "at_once"
    assert ways["left_registry"] == "digest"
    response = client_of(bob).post(url, ways | {"work": "page", "late": "digest"})
    assert response.status_code == 302
    assert dict(Choice.objects.filter(person=bob).values_list("topic", "way")) == ways | {
        "work": "page",
        "late": "digest",
    }
    assert not Choice.objects.filter(person=alice).exists()
    assert "Wat te laat is" not in text_of(client_of(alice).get(url))
    # Nonsense is refused with a message, and nothing changes.
    refused = client_of(bob).post(url, ways | {"work": "post"})
    assert refused.status_code == 200
    assert "Fout" in text_of(refused)
    assert Choice.objects.get(person=bob, topic="work").way == "page"
