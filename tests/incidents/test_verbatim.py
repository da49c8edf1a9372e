# SPDX-License-Identifier: EUPL-1.2
"""A conversation word for word is no account of what happened (GRO 7): the report form warns of it, once."""

import datetime
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from incidents.models import Contribution, Incident
from incidents.verbatim import looks_verbatim
from tests.world import World

CONVERSATION = "Medewerker: Goedemiddag.\nBeller: Ik kom u halen, Zwartewaterallee.\n" * 4


@pytest.mark.parametrize(
    "text",
    [
        CONVERSATION,
        "A: hallo\nB: hoi\nA: wat?\nB: niets\nA: nou\nB: dag",
        "[00:01] A: hallo\n[00:03] B: hoi\n" * 3,
        "Medewerker (00:01): hallo\nBeller (00:03): hoi\n" * 3,
        "00:01 hallo\n00:04 hoi\n00:09 wie?\n00:11 ik\n00:15 dag",
    ],
)
def test_many_turns_or_time_codes_look_verbatim(text: str) -> None:
    assert looks_verbatim(text)


@pytest.mark.parametrize(
    "text",
    [
        "Hij riep: ik weet je te vinden. Ik zei: rustig. Hij zei: nee!",
        "14:30 kwam hij binnen.\n14:40 begon hij te schreeuwen.\n14:50 kwam de beveiliging.",
        "Wie: een man\nWat: schelden\nWaar: balie\nWanneer: om 12 uur\nHoe: hard\nWaarom: boos\nSchade: geen",
        "",
    ],
)
def test_an_account_with_a_few_quotes_does_not(text: str) -> None:
    assert not looks_verbatim(text)


@pytest.mark.django_db
def test_the_form_warns_once_and_keeps_what_was_typed(world: World) -> None:
    rita = world.person("Rita", None, "reporter")
    client = Client()
    client.force_login(rita)
    moment = timezone.localtime(timezone.now() - datetime.timedelta(hours=1))
    answers: dict[str, Any] = {
        "draft": str(uuid.uuid4()),
        "for_whom": "self",
        "occurred_date": f"{moment:%d-%m-%Y}",
        "occurred_time": f"{moment:%H:%M}",
        "channel": "telephone",
        "kinds": ["threat"],
        "severity": "3",
        "narrative": CONVERSATION,
        "action": "send",
    }
    page = client.post(reverse("report"), answers).content.decode()
    assert "woord voor woord" in page
    assert "Zwartewaterallee" in page
    assert 'name="verbatim_seen" value="on"' in page
    assert not Incident.objects.exists()
    client.post(reverse("report"), answers | {"verbatim_seen": "on"})
    incident = Incident.objects.get()
    assert incident.narrative == CONVERSATION.strip()
    # What is added later is warned of in the same way.
    url = reverse("my_report", args=[incident.pk])
    addition = {"draft": str(uuid.uuid4()), "kind": "addition", "text": CONVERSATION}
    page = client.post(url, addition).content.decode()
    assert "woord voor woord" in page
    assert page.count("Zwartewaterallee") > 1
    assert 'name="verbatim_seen" value="on"' in page
    assert not Contribution.objects.exists()
    client.post(url, addition | {"verbatim_seen": "on"})
    assert Contribution.objects.get().text == CONVERSATION.strip()


@pytest.mark.django_db
def test_a_link_fills_in_the_moment_and_the_channel_when_they_can_be(world: World) -> None:
    client = Client()
    client.force_login(world.person("Rita", None, "reporter"))
    form = client.get(
        reverse("report"), {"dag": "21-11-2026", "tijd": "14:30", "kanaal": "telephone", "narrative": "Zwart"}
    ).context["form"]
    assert f"{form['occurred_date'].value():%d-%m-%Y}" == "21-11-2026"
    assert f"{form['occurred_time'].value():%H:%M}" == "14:30"
    assert form["channel"].value() == "telephone"
    assert form["narrative"].value() is None
    form = client.get(reverse("report"), {"dag": "<b>", "tijd": "99:99", "kanaal": "Zwart"}).context["form"]
    assert form["channel"].value() is None
    assert form["occurred_time"].value() is None
