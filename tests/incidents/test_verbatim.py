# SPDX-License-Identifier: EUPL-1.2
"""A conversation word for word is no account of what happened (GRO 7): every form of an incident warns of it, once."""

import datetime
import importlib
import pkgutil
import uuid
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import incidents.forms
from incidents.forms.texts import LineField, TextField
from incidents.models import Contribution, Evidence, Incident
from incidents.verbatim import looks_verbatim
from tests.recordings.speech import speech
from tests.world import World

from .case import Case, text_of

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
    assert 'name="narrative_verbatim_seen" value="on"' in page
    assert not Incident.objects.exists()
    client.post(reverse("report"), answers | {"narrative_verbatim_seen": "on"})
    incident = Incident.objects.get()
    assert incident.narrative == CONVERSATION.strip()
    # What is added later is warned of in the same way.
    url = reverse("my_report", args=[incident.pk])
    addition = {"draft": str(uuid.uuid4()), "kind": "addition", "text": CONVERSATION}
    page = client.post(url, addition).content.decode()
    assert "woord voor woord" in page
    assert page.count("Zwartewaterallee") > 1
    assert 'name="text_verbatim_seen" value="on"' in page
    assert not Contribution.objects.exists()
    client.post(url, addition | {"text_verbatim_seen": "on"})
    assert Contribution.objects.get().text == CONVERSATION.strip()


def forms_of_incidents() -> list[type[forms.BaseForm]]:
    rooms = [
        importlib.import_module(m.name)
        for m in pkgutil.iter_modules(incidents.forms.__path__, "incidents.forms.")
    ]
    found = {
        kind
        for room in rooms
        for kind in vars(room).values()
        if isinstance(kind, type) and issubclass(kind, forms.BaseForm) and kind.__module__ == room.__name__
    }
    return sorted(found, key=lambda kind: kind.__qualname__)


def test_every_form_of_an_incident_takes_its_texts_with_the_field_that_warns() -> None:
    """So that a new form cannot forget it."""
    texts = {
        (kind.__name__, name): field
        for kind in forms_of_incidents()
        for name, field in kind.base_fields.items()
        if isinstance(field.widget, forms.Textarea)
    }
    assert {
        ("ReportForm", "narrative"),
        ("FactsForm", "narrative"),
        ("CloseForm", "conclusion"),
    } <= texts.keys()
    assert len(texts) > 15
    # One line holds no conversation.
    assert [key for key, field in texts.items() if not isinstance(field, TextField | LineField)] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "field", "more"),
    [
        ("incident_facts", "narrative", {"gravest_kind": "threat"}),
        ("incident_close", "conclusion", {"outcome": "founded"}),
        ("incident_date", "reason", {}),
        ("incident_police", "note", {}),
    ],
)
def test_a_handler_is_warned_once_and_keeps_what_was_typed(
    world: World, name: str, field: str, more: dict[str, str]
) -> None:
    case = Case(world)
    answers = case.form(case.bob, name) | more | {field: CONVERSATION}
    page = text_of(case.post(case.bob, name, answers))
    assert "woord voor woord" in page
    assert "Zwartewaterallee" in page
    assert f'name="{field}_verbatim_seen" value="on"' in page
    again = text_of(case.post(case.bob, name, answers | {f"{field}_verbatim_seen": "on"}))
    assert "woord voor woord" not in again


@pytest.mark.django_db
def test_what_a_handler_established_all_the_same_is_stored(world: World) -> None:
    case = Case(world)
    answers = case.form(case.bob, "incident_facts") | {"gravest_kind": "threat", "narrative": CONVERSATION}
    case.post(case.bob, "incident_facts", answers)
    assert case.again().facts_established_at is None
    case.post(case.bob, "incident_facts", answers | {"narrative_verbatim_seen": "on"})
    assert case.again().narrative == CONVERSATION.strip()


@pytest.mark.django_db
def test_a_call_called_a_picture_is_refused_for_what_is_in_it(world: World) -> None:
    case = Case(world)
    answers = case.form(case.bob, "incident_add_evidence")
    call = SimpleUploadedFile("IMG_0001.png", speech(), "image/png")
    page = text_of(case.post(case.bob, "incident_add_evidence", answers | {"file": call, "caption": "Foto"}))
    assert "Geluid en video mogen niet bij een melding." in page
    assert not Evidence.objects.exists()


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
