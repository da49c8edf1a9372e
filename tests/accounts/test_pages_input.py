# SPDX-License-Identifier: EUPL-1.2
"""The pages of the administrator: bad input gives a clear answer, never a 500, never half a record."""

import itertools
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts import units
from accounts.models import (
    Group,
    Municipality,
    OrganisationalUnit,
    User,
)
from tests.accounts.stage import ASK, BOSS, NAMES, Stage, as_
from tests.world import World, fresh

NASTY = {
    "empty": "",
    "spaces": "   ",
    "over-long": "x" * 5000,
    "control characters": "a\x00\x07\x1b[31m\r\nb",
    "emoji": "😀👩‍👩‍👧",
    "right-to-left": "مرحبا \u202eevil",
    "HTML": '"><script>alert(1)</script>',
    "formula": "=HYPERLINK(1)",
    "half a character": "\udce9",
    "impossible date": "31-02-2026",
    "far date": "01-01-9999",
    "number": "99999999999999999999",
    "negative": "-1",
    "list": "['a']",
    "template": "{{ 7|add:7 }}{% now 'Y' %}",
}


def forms(stage: Stage) -> Iterator[tuple[str, dict[str, Any]]]:
    world = stage.world
    person = {
        "name": "Zoë",
        "email": "zoe@waterrijk.example",
        "unit": world.own.pk,
        "function": "f",
        "employment": "employee",
        "personnel_id": "1",
        "extension": "2",
        "language": "nl",
    }
    yield "add_unit", {"name": "N", "emergency_number": "112"}
    yield "rename_unit", {"name": "N", "emergency_number": "112"}
    yield "move_unit", {"parent": world.sibling.pk, "requested_by": BOSS, "seen": "x", "action": "move"}
    yield "close_unit", {"action": "x"}
    yield "grant_on_unit", {"who": "alice", "person": stage.alice.pk, "level": "handler", **ASK}
    yield "grant_to_person", {"level": "handler", "unit": world.own.pk, **ASK}
    yield "grant_to_group", {"level": "handler", "unit": world.own.pk, **ASK}
    yield "user_grant", {**ASK, "action": "days"}
    yield "group_grant", {**ASK, "action": "days"}
    yield "membership", {**ASK, "action": "days"}
    yield "add_member", {"who": "suus", "person": "", **ASK}
    yield "add_group", {"title": "T"}
    yield "rename_group", {"title": "T"}
    yield "people", {"search": "a", "unit": "", "level": "", "status": ""}
    yield "invite_person", person
    yield "change_person", person
    yield "pending_change", {"action": "approve"}
    yield "municipality_settings", {"name": "W", "theme": "waterrijk", "idle_minutes": "15"}
    yield (
        "appearance",
        {"theme": "waterrijk", "main_colour": "#1d5480", "accent_colour": "", "action": "save"},
    )
    yield (
        "appearance_words",
        {"perpetrator_one": "agressor", "perpetrator_many": "agressors", "action": "save"},
    )
    yield (
        "write_house_rules",
        {"text": "R", "text_en": "R", "known_on": "1-1-2026", "after": "0", "action": "save"},
    )
    yield "add_location", {"name": "N", "address": "A", "emergency_number": "112"}
    yield "location", {"name": "N", "address": "A", "emergency_number": "112", "shown": "x"}
    yield "staff_list_check", {"action": "import", "fingerprint": "x", "leaving": "1", "invite": "on"}


def nasty(kind: str) -> str:
    return NASTY[kind].encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def nothing_half_or_harmful(stage: Stage, client: Client) -> None:
    for name in ("units", "people", "levels", "groups", "person", "unit", "group", "user_grant"):
        text = client.get(stage.url(name)).content.decode()
        assert "<script>alert" not in text, name
        assert "\u202e" not in text, name
    for model, field in (
        (User, "name"),
        (OrganisationalUnit, "name"),
        (Group, "title"),
        (Municipality, "name"),
    ):
        for stored in model.objects.values_list(field, flat=True):
            assert stored.strip(), model
            assert not re.search(r"[\x00-\x1f]", stored), model


@pytest.mark.parametrize("kind", list(NASTY))
def test_bad_input_in_every_field_at_once(stage: Stage, kind: str) -> None:
    """A page with a message, a done deed, or not found; never a 500, never half a record."""
    client = as_(stage.ada)
    for name, data in forms(stage):
        answer = client.post(stage.url(name), dict.fromkeys(data, nasty(kind)))
        assert answer.status_code in (200, 302, 404), name
        assert "<script>alert" not in answer.content.decode(), name
    nothing_half_or_harmful(stage, client)


def test_bad_input_in_one_field_among_good_ones(stage: Stage) -> None:
    client, kinds = as_(stage.ada), itertools.cycle(NASTY)
    for name, data in forms(stage):
        for field in data:
            for kind in itertools.islice(kinds, 4):
                answer = client.post(stage.url(name), {**data, field: nasty(kind)})
                assert answer.status_code in (200, 302, 404), (name, field, kind)
                assert "<script>alert" not in answer.content.decode(), (name, field, kind)
    nothing_half_or_harmful(stage, client)


def test_a_form_without_its_secret_does_nothing(stage: Stage) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(stage.ada)
    answer = client.post(reverse("deactivate_person", args=[stage.alice.pk]))
    assert answer.status_code == 403
    assert fresh(stage.alice).is_active


def test_no_other_method(stage: Stage) -> None:
    client = as_(stage.ada)
    for name in NAMES:
        for method in ("put", "delete", "patch"):
            assert getattr(client, method)(stage.url(name)).status_code == 405, name
    outsider = as_(stage.world.person("Buiten"))
    for name in NAMES:
        # The same for whoever asks, whatever there is.
        assert outsider.delete(stage.url(name)).status_code == 405, name


def test_the_tree_survives_a_deep_organisation(stage: Stage, world: World) -> None:
    unit = world.own
    for number in range(12):
        unit = units.add_unit(stage.ada, unit, f"Laag {number}")
    for name in ("units", "levels", "administration"):
        assert "Laag 11" in as_(stage.ada).get(reverse(name)).content.decode() or name == "administration"
