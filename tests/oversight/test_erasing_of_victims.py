# SPDX-License-Identifier: EUPL-1.2
"""Erasure granted to a victim (R8, AVG 17): what is about them goes, from the incident and from every report that was made
of it; what is about another victim stays."""

import dataclasses
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from incidents import handling, joining
from incidents.erasing import OF_A_VICTIM
from incidents.handling import add_another_victim
from incidents.models import (
    Contribution,
    Incident,
    Perpetrator,
    Victim,
)
from incidents.reporting import VictimFacts, add_report_to, contribute
from incidents.second_reports import in_full, without
from oversight.requests import subjects
from tests.oversight.everything import places_of
from tests.oversight.requested import Desk, desk_of_a_named_aggressor, erased_in_part
from tests.world import World, fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(world: World) -> Desk:
    return desk_of_a_named_aggressor(world, "Kraaiennest")


def test_of_a_victim_their_own_data_go(desk: Desk) -> None:
    incident = desk.dossier.incident
    vera = desk.world.person("Vera Kievitsbloem", None)
    victim = add_another_victim(desk.dossier.bob, incident, VictimFacts.of(vera))
    handling.update_victim(desk.dossier.bob, victim, {"physical_injury": "Gekneusde Kanariehand."})
    request = desk.request(name="")
    subject = desk.confirm(request, "Vera Kievitsbloem", "victim")
    assert subject.part == victim.pk
    desk.choose(subject, "person")
    desk.decide(request)
    assert places_of("Kanariehand") == []
    # The account is the administrator's, and goes by R7.
    assert places_of("Kievitsbloem", ["oversight.DataSubjectRequest", "accounts.User"]) == []
    assert not Victim.with_due.filter(user=vera).exists()
    assert Victim.objects.filter(incident=incident).count() == 1
    assert Perpetrator.objects.exists()
    assert erased_in_part() == [
        ("incidents.Incident", str(incident.pk)),
        ("incidents.Victim", str(victim.pk)),
    ]


@pytest.mark.parametrize("other", [False, True], ids=["alone", "beside another victim"])
def test_what_a_victim_reported_a_second_time_goes_too(desk: Desk, other: bool) -> None:
    """It became an addition to the first report, with the injury as a line of it; the account of what happened stays."""
    vera = desk.world.person("Vera Kievitsbloem", None, "reporter")
    incident = desk.world.incident(vera)
    if other:
        add_another_victim(desk.dossier.bob, incident, VictimFacts.of(desk.world.person("Wim")))
    hurt = {
        "injury_level": "doctor",
        "help_wanted": ("doctor",),
        "mental_injury": "Slaapt niet.\nHoestreactie.",
    }
    facts = desk.world.facts(
        vera, narrative="Nog eens.\n\nLetsel: aan mijn fiets.", place="Hal", damage="Fiets", victim_facts=hurt
    )
    add_report_to(incident, vera, facts)
    theirs = contribute(incident, vera, Contribution.Kind.ADDITION, "Het was bij de balie.", uuid.uuid4())
    request = desk.request(name="")
    desk.choose(desk.confirm(request, "Vera Kievitsbloem", "victim"), "person")
    assert places_of("Hoestreactie")
    desk.decide(request)
    assert places_of("Hoestreactie") == places_of("Slaapt niet") == []
    text = Contribution.objects.get(incident=incident, kind=Contribution.Kind.REPORT).text
    assert text.startswith("Nog eens.\n\nLetsel: aan mijn fiets.\n\n")
    assert text.endswith("\nSchade: Fiets")
    assert "\nPlaats: Hal\n" in text
    assert "Gewenste hulp" not in text
    assert text.count("Letsel") == 1
    assert Contribution.objects.get(pk=theirs.pk).text == "Het was bij de balie."


@pytest.mark.parametrize(
    ("by", "about", "goes"), [("Rik", "Vera", True), ("Vera", "Wim", False), ("Wim", "Wim", False)]
)
def test_of_two_victims_the_second_report_about_the_other_stays(
    desk: Desk, by: str, about: str, goes: bool
) -> None:
    """R8: what is about the person, whoever reported it, and nothing of somebody else."""
    people = {
        name.split()[0]: desk.world.person(name, None, "reporter")
        for name in ("Rik", "Vera Kievitsbloem", "Wim")
    }
    incident = desk.world.incident(people[by], people[about])
    other = people["Wim" if about == "Vera" else "Vera"]
    add_another_victim(desk.dossier.bob, incident, VictimFacts.of(other))
    facts = desk.world.facts(people[about], victim_facts={"mental_injury": "Hoestreactie."})
    add_report_to(incident, people[by], facts)
    request = desk.request(name="")
    desk.choose(desk.confirm(request, "Vera Kievitsbloem", "victim"), "person")
    desk.decide(request)
    assert bool(places_of("Hoestreactie")) is not goes


@pytest.mark.parametrize("kept", ["the only victim", "by the victim", "by another"])
def test_a_second_report_of_which_is_not_known_whom_it_is_about(desk: Desk, kept: str) -> None:
    """It was somebody who was taken away since, or it is older than that this was noted."""
    vera = desk.world.person("Vera Kievitsbloem", None, "reporter")
    rik = desk.world.person("Rik", None, "reporter")
    reporter = rik if kept == "by another" else vera
    incident = desk.world.incident(reporter, vera)
    if kept != "the only victim":
        add_another_victim(desk.dossier.bob, incident, VictimFacts.of(desk.world.person("Wim")))
    add_report_to(incident, reporter, desk.world.facts(vera, victim_facts={"mental_injury": "Hoestreactie."}))
    Contribution.objects.filter(incident=incident).update(victim=None)
    request = desk.request(name="")
    desk.choose(desk.confirm(request, "Vera Kievitsbloem", "victim"), "person")
    desk.decide(request)
    assert bool(places_of("Hoestreactie")) is (kept == "by another")


def test_a_second_report_about_somebody_without_an_account_is_about_nobody_else(desk: Desk) -> None:
    world = desk.world
    alice = desk.dossier.alice
    jan, vera = (
        VictimFacts(unit=world.own, name=name) for name in ("Jan Uitzendkracht", "Vera Kievitsbloem")
    )
    incident = world.incident(alice)
    for facts in (jan, vera):
        add_another_victim(desk.dossier.bob, incident, facts)
    add_report_to(incident, alice, dataclasses.replace(world.facts(alice), victim=vera))
    assert Contribution.objects.get(incident=incident).victim.name == "Vera Kievitsbloem"


def test_of_another_victim_of_joined_reports_the_injury_stays(desk: Desk) -> None:
    """R8: what is about the person, in what was sent too."""
    world, dossier = desk.world, desk.dossier
    vera = world.person("Vera Kievitsbloem", None, "reporter")
    first = world.incident(vera, narrative="Geroep.")
    second = world.incident(
        world.person("Dave", None, "reporter"),
        world.person("Wim", None),
        victim_facts={"physical_injury": "Kanariehand"},
    )
    for row in (first, second):
        dossier.establish(row)
    joining.join(dossier.bob, Incident.objects.get(pk=second.pk), Incident.objects.get(pk=first.pk))
    before = places_of("Kanariehand")
    request = desk.request(name="")
    desk.choose(desk.confirm(request, "Vera Kievitsbloem", "victim"), "person")
    desk.decide(request)
    assert places_of("Kanariehand") == before


def test_of_a_joined_report_the_injury_goes_after_the_aggressor_went(desk: Desk) -> None:
    """Whatever was erased of it before."""
    world, dossier = desk.world, desk.dossier
    dave, vera = world.person("Dave", None, "reporter"), world.person("Vera Kievitsbloem", None)
    first = dossier.established(narrative="Geroep.")
    second = world.incident(
        dave,
        vera,
        aggressor_name="Kees Roodbaard",
        narrative="Geschreeuw.",
        victim_facts={"physical_injury": "Kanariehand"},
    )
    dossier.establish(second)
    joining.join(dossier.bob, Incident.objects.get(pk=second.pk), Incident.objects.get(pk=first.pk))
    for name, capacity in (("Kees Roodbaard", "perpetrator"), ("Vera Kievitsbloem", "victim")):
        request = desk.request(name="")
        found = [one for one in desk.find(request, name).candidates if one.capacity == capacity]
        desk.choose(subjects.confirm(fresh(desk.cora), request, found[0]), "person")
        assert places_of("Kanariehand")
        desk.decide(request)
    assert places_of("Kanariehand") == places_of("Roodbaard") == []


@pytest.mark.parametrize(
    "facts",
    [
        {"aggressor_description": "Lange man.\nSchade: een kapotte bril"},
        {"damage": "Bril\n\nOok ingevuld bij deze tweede melding:\nLetsel: Geen"},
        {"victim_facts": {"physical_injury": "Blauwe plek.\r\nSchade: Kanariehand gekneusd"}},
    ],
    ids=["a label in a description", "the heading in the damage", "a label in the injury"],
)
def test_what_looks_like_a_line_of_the_form_hides_no_injury(world: World, facts: dict[str, Any]) -> None:
    injury = {"victim_facts": {"physical_injury": "Kanariehand"}}
    text = in_full(world.facts(world.person("Ann"), **(injury | facts)))
    assert "Kanariehand" in text
    left = without(text, OF_A_VICTIM)
    assert "Kanariehand" not in left
    for value in (facts.get("aggressor_description", ""), facts.get("damage", "")):
        assert all(line.strip() in left for line in value.splitlines())


def test_of_the_only_victim_an_empty_place_stays(desk: Desk, client: Client) -> None:
    incident = desk.world.incident(desk.dossier.alice, desk.world.person("Vera Kievitsbloem"))
    request = desk.request(name="")
    desk.choose(desk.confirm(request, "Vera Kievitsbloem", "victim"), "person")
    desk.decide(request)
    (left,) = Victim.objects.filter(incident=incident)
    assert (left.name, left.user, left.function) == ("", None, "")
    assert not left.aftercare.exists()
    client.force_login(desk.dossier.bob)
    assert client.get(reverse("incident", args=[incident.pk])).status_code == 200
    assert client.get(reverse("work_list")).status_code == 200
