# SPDX-License-Identifier: EUPL-1.2
"""The administrator's page about telephony: a token is shown once and can be taken back; calls are only counted."""

import re
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from recordings.models import TelephonySystem
from recordings.telephony import add_telephony_system, system_of_token
from tests.world import World

from .exchange import Exchange

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(world: World, client: Client) -> Client:
    client.force_login(world.person("Ada", world.root, "administrator"))
    return client


def test_a_token_is_made_shown_once_and_revoked(world: World, administrator: Client) -> None:
    made = administrator.post(reverse("telephony"), {"name": "Stadhuis"})
    token = re.search(r"<code>([\w-]{40,})</code>", made.content.decode())
    assert token
    # Or now and then one would be taken for an option of a command.
    assert token[1].isalnum()
    assert made.headers["Cache-Control"] == "no-store, private"
    system = system_of_token(token[1])
    assert system == TelephonySystem.objects.get(municipality=world.waterrijk, name="Stadhuis")
    again = administrator.get(reverse("telephony")).content.decode()
    assert "Stadhuis" in again
    assert token[1] not in again
    revoke = reverse("telephony_revoke", kwargs={"pk": system.pk})
    assert administrator.get(revoke).status_code == 200
    assert system_of_token(token[1]) == system
    administrator.post(revoke)
    assert system_of_token(token[1]) is None
    assert administrator.post(revoke).status_code == 404


def test_sent_twice_there_is_one_token(world: World, administrator: Client) -> None:
    """A second one that nobody looked at would deliver for ever; the same name is free again after a revocation."""
    for name in ("Stadhuis", "stadhuis "):
        page = administrator.post(reverse("telephony"), {"name": name}).content.decode()
    assert "Er is al een centrale met deze naam." in page
    assert 'value="stadhuis "' in page or 'value="stadhuis"' in page
    system = TelephonySystem.objects.get()
    administrator.post(reverse("telephony_revoke", kwargs={"pk": system.pk}))
    administrator.post(reverse("telephony"), {"name": "Stadhuis"})
    assert TelephonySystem.objects.count() == 2


def test_a_name_is_needed(administrator: Client) -> None:
    assert administrator.post(reverse("telephony"), {"name": " "}).status_code == 200
    assert not TelephonySystem.objects.exists()


def test_calls_are_numbers_here_and_another_municipality_is_not(
    administrator: Client, exchange: Exchange, django_assert_max_num_queries: Any
) -> None:
    exchange.stored()
    other, _token = add_telephony_system(exchange.world.duinveen, "Centrale Duinveen")
    with django_assert_max_num_queries(20):
        text = administrator.get(reverse("telephony")).content.decode()
    assert re.search(r'data-label="Ontvangen"[^>]*>1<', text)
    assert "Duinveen" not in text
    assert "Alice" not in text
    assert administrator.post(reverse("telephony_revoke", kwargs={"pk": other.pk})).status_code == 404


def test_a_token_is_made_by_command_and_printed_once(world: World, capsys: Any) -> None:
    call_command("telephony_token", municipality="waterrijk", name="Stadhuis")
    token = capsys.readouterr().out.strip()
    assert system_of_token(token) == TelephonySystem.objects.get()
    for municipality, name in (("nergens", "Stadhuis"), ("waterrijk", " "), ("waterrijk", "x" * 61)):
        with pytest.raises(CommandError):
            call_command("telephony_token", municipality=municipality, name=name)
