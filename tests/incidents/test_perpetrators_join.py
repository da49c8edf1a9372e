# SPDX-License-Identifier: EUPL-1.2
"""Two perpetrators that turn out to be one are joined; each incident and sanction keeps its own term."""

import datetime
import uuid
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import AccessLogEntry, User
from incidents import handling
from incidents.access import NotAllowed
from incidents.models import Incident, Involvement, Measure, Perpetrator, Sanction, TimelineEntry
from incidents.perpetrators import PersonFacts, join_perpetrators, name_perpetrator
from tests.incidents.case import client_of, text_of
from tests.incidents.sanctioned import BSNS, Dossier
from tests.incidents.test_perpetrators_person import D, carol, dossier, hers, url
from tests.world import fresh

__all__ = ["carol", "dossier"]


def test_two_that_are_one_are_joined_and_each_keeps_its_own_term(dossier: Dossier) -> None:
    """The page offers who may be the same; what stays is chosen; what it lacks comes from the other."""
    dossier.impose("contact_measure")
    again = dossier.established(occurred_at=timezone.now() - datetime.timedelta(days=40))
    double = dossier.name(again, "Wim Swartewater", description="Groot")
    warning = dossier.impose("oral_warning", double, decided_on=timezone.localdate())
    terms = dict(Involvement.objects.values_list("incident_id", "visible_until"))
    client = client_of(dossier.bob)
    where = url(dossier.wim.perpetrator_id, "perpetrator_join")
    assert "Wim Swartewater" in text_of(client.get(where))
    assert (
        AccessLogEntry.objects.filter(action="read_perpetrator", object_id=double.perpetrator_id).count() == 1
    )
    answer = client.post(where, {"keep_this": str(double.perpetrator_id)})
    assert answer["Location"] == url(dossier.wim.perpetrator_id)
    (wim,) = Perpetrator.with_due.all()
    assert (wim.pk, wim.name, wim.description, wim.bsn) == (
        dossier.wim.perpetrator_id,
        "Wim Zwartewater",
        "Groot",
        BSNS[0],
    )
    assert dict(Involvement.objects.values_list("incident_id", "visible_until")) == terms
    assert Sanction.objects.get(pk=warning.pk).involvement.perpetrator == wim
    assert wim.visible_until == max(terms.values())
    assert wim.destroy_at == dossier.incident.destroy_at
    # A second click finds nobody to join, and breaks nothing.
    assert client.post(where, {"keep_this": str(double.perpetrator_id)}).status_code == 404
    for incident in (dossier.incident, again):
        assert TimelineEntry.objects.filter(incident=incident, action="perpetrators_joined").count() == 1


def test_the_other_can_stay(dossier: Dossier, carol: User) -> None:
    """Also when the other stands in an incident that this handler does not see, and in view."""
    theirs = hers(dossier, carol)
    double = _named(carol, theirs, "Wim Zwartewater", date_of_birth=D(1961, 5, 4))
    where = url(dossier.wim.perpetrator_id, "perpetrator_join")
    answer = client_of(dossier.bob).post(where, {"keep_other": str(double)})
    assert answer["Location"] == url(double)
    (wim,) = Perpetrator.with_due.all()
    assert (wim.pk, wim.bsn) == (double, BSNS[0])
    assert set(Involvement.objects.values_list("incident_id", flat=True)) == {dossier.incident.pk, theirs.pk}
    assert TimelineEntry.objects.filter(incident=theirs, action="perpetrators_joined").exists()


def _named(handler: User, incident: Incident, name: str, **facts: Any) -> uuid.UUID:
    facts = PersonFacts(name=name, **facts)
    return name_perpetrator(fresh(handler), incident, facts, uuid.uuid4()).perpetrator_id


def test_in_the_same_incident_sanctions_and_measures_move_along(dossier: Dossier) -> None:
    double = dossier.name(dossier.incident, "Wim Swartewater")
    sanction = dossier.impose("oral_warning", double)
    measure = handling.take_measure(
        dossier.bob,
        dossier.incident,
        "perpetrator",
        "Gesprek",
        timezone.localdate(),
        uuid.uuid4(),
        double.pk,
    )
    join_perpetrators(dossier.bob, dossier.incident, dossier.wim.perpetrator, double.perpetrator)
    (left,) = Involvement.objects.all()
    assert left.pk == dossier.wim.pk
    assert Sanction.objects.get(pk=sanction.pk).involvement == left
    assert Measure.objects.get(pk=measure.pk).involvement == left
    assert left.visible_until == Sanction.objects.get(pk=sanction.pk).visible_until


def test_who_may_not_be_shown_cannot_be_joined(dossier: Dossier, carol: User) -> None:
    theirs = hers(dossier, carol)
    double = _named(carol, theirs, "Wim Zwartewater")
    past = timezone.now() - datetime.timedelta(seconds=1)
    Involvement.objects.filter(incident=theirs).update(visible_until=past)
    Perpetrator.objects.filter(pk=double).update(visible_until=past)
    where = url(dossier.wim.perpetrator_id, "perpetrator_join")
    assert "Geen dubbele gevonden" in text_of(client_of(dossier.bob).get(where))
    for key in (double, dossier.wim.perpetrator_id, uuid.uuid4(), "geen nummer"):
        for keep in ("keep_this", "keep_other"):
            assert client_of(dossier.bob).post(where, {keep: str(key)}).status_code == 404
    assert Perpetrator.objects.count() == 2


def test_joining_needs_an_incident_of_one_of_the_two(dossier: Dossier, carol: User) -> None:
    double = dossier.name(dossier.established(), "Wim Swartewater").perpetrator
    with pytest.raises(NotAllowed):
        join_perpetrators(dossier.bob, dossier.established(), dossier.wim.perpetrator, double)
    with pytest.raises(NotAllowed):
        join_perpetrators(fresh(carol), hers(dossier, carol), dossier.wim.perpetrator, double)


def test_another_municipality_joins_nobody(dossier: Dossier) -> None:
    """LEI 10."""
    world = dossier.world
    els = world.person("Els", world.other_root, "handler")
    there = world.incident(world.person("Otto", world.other, "reporter"))
    theirs = _named(els, there, "Wim Zwartewater", bsn=BSNS[0])
    where = url(theirs, "perpetrator_join")
    assert "Geen dubbele gevonden" in text_of(client_of(els).get(where))
    for keep in ("keep_this", "keep_other"):
        assert client_of(els).post(where, {keep: str(dossier.wim.perpetrator_id)}).status_code == 404
    assert Perpetrator.objects.count() == 2
