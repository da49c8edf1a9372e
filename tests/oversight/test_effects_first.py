# SPDX-License-Identifier: EUPL-1.2
"""From search to erasure, through the pages (R8, AVG 17)."""

import pytest
from django.test import Client
from django.urls import reverse

from incidents.models import Incident, Perpetrator
from oversight.models import RequestSubject
from retention.models import Hold, LedgerEntry
from tests.oversight.requested import NAME, Desk
from tests.world import World

pytestmark = pytest.mark.django_db


def test_a_perpetrator_is_found_confirmed_held_and_erased(world: World, client: Client) -> None:
    desk = Desk(world)
    request = desk.request()
    person = desk.dossier.wim.perpetrator
    client.force_login(desk.cora)
    page = reverse("request_search", args=[request.pk])
    answer = client.post(page, {"name": NAME})
    assert NAME in answer.content.decode()
    (key,) = [one.key for one in answer.context["answer"].candidates]
    assert not RequestSubject.objects.exists(), "nothing is confirmed by itself"
    answer = client.post(page, {"name": NAME, "confirm": key})
    assert answer.status_code == 200
    subject = RequestSubject.objects.get()
    assert subject.hold is not None
    assert subject.hold.is_running
    effect = reverse("request_effect", args=[request.pk, subject.pk])
    assert client.get(effect).status_code == 200
    answer = client.post(effect, {"choice": "person"})
    assert answer.status_code == 302, answer.context["form"].errors
    shown = client.get(reverse("request_effects", args=[request.pk])).content.decode()
    assert "Alleen wat over deze persoon gaat" in shown
    answer = client.post(
        reverse("request_decide", args=[request.pk]), {"decision": "granted", "reasons": "Terecht."}
    )
    assert answer.status_code == 302, answer.context["form"].errors
    assert not Perpetrator.with_due.filter(pk=person.pk).exists()
    assert Incident.objects.filter(pk=desk.dossier.incident.pk).exists()
    rows = LedgerEntry.objects.filter(what="incidents.Perpetrator", object_id=str(person.pk), rule="R8")
    kinds = LedgerEntry.Kind
    assert set(rows.values_list("kind", flat=True)) == {kinds.DESTROYED_EARLY, kinds.ERASED_IN_PART}
    assert Hold.objects.get().ending == Hold.Ending.GRANTED
    assert client.get(reverse("request_effects", args=[request.pk])).status_code == 200
