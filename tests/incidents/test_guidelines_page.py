# SPDX-License-Identifier: EUPL-1.2
"""The table of what a municipality thinks fit: who edits it, what it refuses, and two administrators at once."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from incidents.access import NotAllowed
from incidents.forms.guidelines import NAMES, stored_in
from incidents.guidelines import matrix, set_matrix
from incidents.models import SanctionGuideline, SanctionKind
from tests.incidents.sanctioned import Dossier
from tests.world import World

pytestmark = pytest.mark.django_db
URL = "/beheer/sancties/"


@pytest.fixture
def ada(world: World) -> User:
    return world.person("Ada", world.root, "administrator")


def of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def typed(client: Client, **changes: str) -> dict[str, Any]:
    """The form as this person was shown it, with changes."""
    form = client.get(URL).context["form"]
    return {name: form.initial[name] for name in form.fields} | {"shown": form.shown} | changes


def test_the_administrator_sees_every_situation_and_no_person(world: World, ada: User) -> None:
    """RULES: an administrator reads no incident and no perpetrator."""
    dossier = Dossier(world, severity=3)
    dossier.impose("warning_letter")
    assert reverse("guidelines") == URL
    client = of(ada)
    html = client.get(URL).content.decode()
    assert html.count("<select") == len(NAMES) == 12
    assert "Ernstig" in html
    assert "twee of meer eerdere sancties" in html
    for secret in (dossier.wim.perpetrator.name, dossier.incident.reference, "Bob", str(dossier.incident.pk)):
        assert secret not in html
    assert URL in client.get(reverse("administration")).content.decode()


def test_what_is_chosen_is_what_a_handler_is_suggested(world: World, ada: User) -> None:
    dossier = Dossier(world, severity=3)
    assert dossier.suggested() == SanctionKind.ORDER_TALK
    client = of(ada)
    answer = client.post(URL, typed(client, kind_3_0="stop_talk"), follow=True)
    assert "De tabel is bewaard." in answer.content.decode()
    assert dossier.suggested() == SanctionKind.STOP_TALK
    # Only what differs is the municipality's own choice, and only this municipality's.
    chosen = SanctionGuideline.objects.get()
    assert (chosen.municipality, chosen.severity, chosen.earlier) == (world.waterrijk, 3, 0)
    assert matrix(world.duinveen)[3, 0] == SanctionKind.ORDER_TALK


def test_a_ban_where_a_warning_would_do_is_refused_with_a_reason(world: World, ada: User) -> None:
    client = of(ada)
    for name, kind in (("kind_1_0", "premises_ban"), ("kind_2_0", "suspension"), ("kind_2_0", "contact_ban")):
        answer = client.post(URL, typed(client, **{name: kind}, kind_4_2="contact_ban"))
        assert answer.status_code == 200
        assert list(answer.context["form"].errors) == [name]
        html = answer.content.decode()
        assert "bij deze ernst komt er vóór een verbod of opschorting een waarschuwing" in html
        # What was chosen elsewhere is kept.
        assert answer.context["form"]["kind_4_2"].value() == "contact_ban"
    assert not SanctionGuideline.objects.exists()
    with pytest.raises(ValueError, match="A warning comes first"):
        set_matrix(ada, world.waterrijk, {(1, 0): "premises_ban"})


@pytest.mark.parametrize("value", ["", "jail", "oral_warning\x00"])
def test_only_a_sanction_of_the_list(world: World, ada: User, value: str) -> None:
    client = of(ada)
    answer = client.post(URL, typed(client, kind_1_0=value))
    assert answer.status_code == 200
    assert "kind_1_0" in answer.context["form"].errors
    assert not SanctionGuideline.objects.exists()


def test_two_administrators_at_once(world: World, ada: User) -> None:
    """The second sees what the first stored, keeps what was typed, and undoes nothing by saving again."""
    first, second = of(ada), of(world.person("Ben", world.root, "administrator"))
    hers, his = (
        typed(first, kind_3_0="stop_talk", kind_1_1="stop_talk"),
        typed(second, kind_3_0="warning_letter"),
    )
    assert first.post(URL, hers).status_code == 302
    answer = second.post(URL, his)
    assert answer.status_code == 200
    html = answer.content.decode()
    assert "Iemand anders was u net voor" in html
    assert "Nu is bewaard:" in html
    assert "Intussen veranderd in:" in html
    assert stored_in(world.waterrijk)["kind_3_0"] == "stop_talk"
    form = answer.context["form"]
    again = {name: form[name].value() for name in form.fields} | {"shown": form.shown}
    assert again["kind_3_0"] == "warning_letter"
    assert second.post(URL, again).status_code == 302
    stored = stored_in(world.waterrijk)
    assert (stored["kind_3_0"], stored["kind_1_1"]) == ("warning_letter", "stop_talk")


def test_only_who_administers_the_whole(world: World, ada: User) -> None:
    """Outside what one may see: 404, also for a POST."""
    part = world.person("Suus", world.own, "administrator")
    elsewhere = world.person("Els", world.other_root, "administrator")
    for user in (part, world.person("Bob", world.root, "handler", "supervisor"), world.person("Niemand")):
        assert of(user).get(URL).status_code == 404
        assert of(user).post(URL, {"kind_1_0": "stop_talk"}).status_code == 404
        with pytest.raises(NotAllowed):
            set_matrix(user, world.waterrijk, {(1, 0): "stop_talk"})
    # Of her own municipality, not of this one.
    assert of(elsewhere).post(URL, typed(of(elsewhere), kind_1_0="stop_talk")).status_code == 302
    assert matrix(world.duinveen)[1, 0] == SanctionKind.STOP_TALK
    assert matrix(world.waterrijk)[1, 0] == SanctionKind.ORAL_WARNING
    with pytest.raises(NotAllowed):
        set_matrix(elsewhere, world.waterrijk, {(1, 0): "stop_talk"})
    # A part of the municipality has no such tab.
    assert URL not in of(part).get(reverse("administration")).content.decode()
