# SPDX-License-Identifier: EUPL-1.2
"""Somebody was confirmed as a victim in a report, and a handler joins that report with another one: what a request does, it
does to the victim wherever they stand now, and in every report of the event alike (AVG 15-17, R8)."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import ChangeLogEntry, User
from accounts.policy import today
from incidents import handling, joining
from incidents.models import Aftercare, Contribution, Incident, Victim
from incidents.rectifying import Corrections
from oversight.models import DataSubjectRequest
from oversight.requests import effects, effects_choosing, package_gathering, subjects
from oversight.requests.package_gathering import gather
from tests.oversight.everything import places_of
from tests.oversight.requested import Desk
from tests.world import World, fresh

pytestmark = pytest.mark.django_db
NAME, RIGHT = "Vera Kievitsbloem", "Vera Zonnehoed"
# The account is the administrator's, and goes by R7; the request and what it was sent say who asked.
KEPT_BY_OTHERS = ["oversight.DataSubjectRequest", "accounts.User"]


class Event:
    """Alice reported what befell her, Dave what befell Vera: Bob finds that it is one event, with Vera confirmed by then."""

    def __init__(self, world: World, kind: str, *, is_in_both: bool) -> None:
        self.desk = Desk(world)
        self.bob = self.desk.dossier.bob
        world.grant(self.desk.cora, "supervisor", world.root)
        self.vera = world.person(NAME, function="Kanariefluiter")
        dave = world.person("Dave", None, "reporter")
        self.first = world.incident(self.vera if is_in_both else self.desk.dossier.alice, narrative="Geroep.")
        hurt = {"injury_level": "doctor", "physical_injury": "Gekneusde Kanariehand."}
        self.second = world.incident(
            dave, self.vera, narrative="Geschreeuw.", place="Foutstraat 1", victim_facts=hurt
        )
        victim = self.second.victims.get()
        self.request = self.desk.request(kind, name="")
        (one,) = [
            found
            for found in self.desk.find(self.request, NAME).candidates
            if found.capacity == "victim" and found.object_id == self.second.pk
        ]
        self.subject = subjects.confirm(fresh(self.desk.cora), self.request, one)
        joining.join(self.bob, self.second, self.first)
        self.moved = Victim.objects.get(pk=victim.pk).incident_id == self.first.pk
        assert self.moved is not is_in_both

    def rows(self) -> list[Victim]:
        return list(Victim.objects.filter(incident__in=[self.first, self.second], user=self.vera))

    def choose(self, **more: Any) -> DataSubjectRequest:
        self.desk.choose(self.subject, "person", **more)
        return self.request


@pytest.fixture(params=[False, True], ids=["moved", "in both"])
def is_in_both(request: Any) -> bool:
    return bool(request.param)


def test_a_name_that_was_wrong_is_put_right_wherever_it_stands(world: World, is_in_both: bool) -> None:
    event = Event(world, "rectification", is_in_both=is_in_both)
    request = event.choose(corrections=Corrections(name=RIGHT, function="Tuinder", place="Balie 2"))
    assert places_of("Kievitsbloem", KEPT_BY_OTHERS)
    assert len(places_of("Foutstraat")) == 3
    event.desk.decide(request)
    assert [(row.name, row.function) for row in event.rows()] == [(RIGHT, "Tuinder")] * len(event.rows())
    assert len(event.rows()) == 1 + is_in_both
    assert places_of("Kievitsbloem", KEPT_BY_OTHERS) == []
    assert places_of("Kanariefluiter", KEPT_BY_OTHERS) == []
    # What else was put right stands where the event is handled and read; the old value, in no report of it.
    assert Incident.objects.get(pk=event.first.pk).place == "Balie 2"
    assert places_of("Foutstraat") == []
    assert "\nPlaats: Balie 2\n" in Contribution.objects.get(incident=event.first).text


def test_a_text_of_where_they_stand_now_is_written_anew_first(world: World, is_in_both: bool) -> None:
    event = Event(world, "rectification", is_in_both=is_in_both)
    kinds = ["verbal", "threat"]
    handling.establish_facts(event.bob, event.first, {"narrative": "Kievitsbloem werd bedreigd."}, kinds)
    request = event.choose(corrections=Corrections(name=RIGHT))
    client = Client()
    client.force_login(event.desk.cora)
    page = client.get(reverse("request_effects", args=[request.pk])).content.decode()
    assert "De naam staat nog in teksten" in page
    with pytest.raises(effects.NotReady):
        event.desk.decide(request)
    handling.establish_facts(event.bob, event.first, {"narrative": "Zij werd bedreigd."}, kinds)
    event.desk.decide(request)
    assert {row.name for row in event.rows()} == {RIGHT}


def test_what_is_registered_of_them_is_given(world: World, is_in_both: bool) -> None:
    """AVG 15: the person is known, whoever else was a victim of the event."""
    event = Event(world, "access", is_in_both=is_in_both)
    gathered = gather(fresh(event.desk.cora), event.request)
    assert gathered.blocked is None
    about = {part.record.pk for part in gathered.parts if part.code == "incident_of_employee"}
    assert about == {row.incident_id for row in event.rows()}
    assert event.first.pk in about
    assert any("Kanariehand" in str(item.value) for part in gathered.parts for item in part.items)


def test_of_whom_was_taken_away_meanwhile_nothing_is_there(world: World) -> None:
    event = Event(world, "access", is_in_both=False)
    Aftercare.objects.filter(victim__user=event.vera).delete()
    Victim.objects.get(user=event.vera).delete()
    gathered = gather(fresh(event.desk.cora), event.request)
    assert gathered.blocked == package_gathering.Blocked.GONE


def test_erased_they_are_gone_from_each_report_of_the_event(world: World, is_in_both: bool) -> None:
    """R8: at once, and all of it."""
    event = Event(world, "erasure", is_in_both=is_in_both)
    request = event.choose()
    assert places_of("Kievitsbloem", KEPT_BY_OTHERS)
    assert places_of("Kanariehand")
    event.desk.decide(request)
    assert places_of("Kievitsbloem", KEPT_BY_OTHERS) == []
    assert places_of("Kanariefluiter", KEPT_BY_OTHERS) == []
    assert places_of("Kanariehand") == []
    assert event.rows() == []
    assert not Aftercare.with_due.filter(victim__user=event.vera).exists()
    # What joining wrote down of the second report stays, without what was about them.
    (added,) = Contribution.objects.filter(incident=event.first, kind=Contribution.Kind.REPORT)
    assert added.text.startswith("Geschreeuw.")
    assert "Foutstraat 1" in added.text
    assert "Letsel" not in added.text


def test_the_log_does_not_say_who_was_erased(world: World) -> None:
    """R8: an empty place stays, and the log keeps that it changed by the names of the fields alone."""
    desk = Desk(world)
    vera: User = world.person(NAME)
    world.incident(desk.dossier.alice, vera)
    request = desk.request(name="")
    desk.choose(desk.confirm(request, NAME, "victim"), "person")
    last = ChangeLogEntry.objects.latest("pk").pk
    desk.decide(request)
    entries = ChangeLogEntry.objects.filter(pk__gt=last, content_type__model="victim")
    changes = [entry.changes for entry in entries if "user" in entry.changes]
    assert changes, "that it changed is kept"
    assert [changed["user"] for changed in changes] == [None] * len(changes)


def test_a_restriction_hides_whom_the_event_names_wherever_they_stand(world: World, is_in_both: bool) -> None:
    """AVG 18.1: whom Vera's report names stands in the other one since, and is hidden there too, until it is lifted."""
    event = Event(world, "restriction", is_in_both=is_in_both)
    event.choose()
    event.desk.decide(event.request)
    reports = Incident.objects.filter(pk__in=[event.first.pk, event.second.pk])
    assert not reports.filter(restricted_since=None).exists()
    effects_choosing.lift(fresh(event.desk.cora), event.subject, today())
    assert not reports.exclude(restricted_since=None).exists()
