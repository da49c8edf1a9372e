# SPDX-License-Identifier: EUPL-1.2
"""Restriction granted (AVG 18): hidden from registry readers from that moment, never the safety line of a sanction that
runs; handlers see a mark; lifted after the person was told (AVG 18.3)."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from incidents import matching
from incidents.access import NotAllowed
from incidents.guidelines import earlier_sanctions
from incidents.looking_up import Query, look_up
from incidents.models import Incident, Perpetrator, Purpose
from incidents.perpetrators import PersonFacts, join_perpetrators
from incidents.registry import in_view, matchable_by, readable_by
from incidents.registry_cards import cards_of
from incidents.sanctioning import lift
from oversight.models import DataSubjectRequest, Effect
from oversight.requests import effects_acts, effects_choosing, effects_shown, subjects
from retention.terms import local_date, request_due
from tests.incidents.sanctioned import BSNS
from tests.oversight.requested import NAME, Desk
from tests.world import World, fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(world: World) -> Desk:
    desk = Desk(world)
    desk.dossier.established()
    return desk


def restrict(desk: Desk, name: str = NAME, capacity: str = "perpetrator") -> Any:
    request = desk.request("restriction")
    subject = desk.confirm(request, name, capacity)
    desk.choose(subject, "person")
    desk.decide(request)
    return subject


def seen(desk: Desk) -> list[Perpetrator]:
    return list(readable_by(fresh(desk.dossier.rita)))


def looked_up(desk: Desk, **by: Any) -> int:
    query = Query(Purpose.COUNTER, **(by or {"name": NAME}))
    return len(look_up(fresh(desk.dossier.rita), query).hits)


def test_hidden_from_every_way_into_the_registry(desk: Desk) -> None:
    person = desk.dossier.wim.perpetrator
    desk.dossier.impose("warning_letter")
    assert seen(desk) == [person]
    assert looked_up(desk) == looked_up(desk, bsn=BSNS[0]) == 1
    restrict(desk)
    assert seen(desk) == []
    assert looked_up(desk) == looked_up(desk, bsn=BSNS[0]) == 0
    assert not in_view(person).exists()


def test_never_the_safety_line_of_a_sanction_that_runs(desk: Desk, client: Client) -> None:
    """RULES "Holds": people must be warned today."""
    desk.dossier.impose("contact_measure", conditions="Alleen schriftelijk.")
    desk.dossier.name(desk.dossier.established(), "Piet Anders")
    person = Perpetrator.objects.get(pk=desk.dossier.wim.perpetrator_id)
    person.description = "Met een opvallende Kanariepet."
    person.save()
    client.force_login(desk.dossier.rita)
    page = {"name": NAME, "purpose": "counter"}
    before = client.post(reverse("registry"), page).content.decode()
    assert "Kanariepet" in before
    assert "Wat er bekend is" in before
    restrict(desk)
    assert looked_up(desk) == 1
    after = client.post(reverse("registry"), page).content.decode()
    assert "afspraak over contact" in after
    assert "Alleen schriftelijk." in after
    for hidden in ("Kanariepet", "Persoonsgegevens", "Wat er bekend is"):
        assert hidden not in after
    (card,) = cards_of([person])
    assert card.running
    assert (card.shown, card.measures, card.kinds, card.last_on) == ([], [], [], None)


def test_when_the_sanction_is_over_nothing_is_shown(desk: Desk) -> None:
    sanction = desk.dossier.impose("contact_measure")
    restrict(desk)
    assert looked_up(desk) == 1
    lift(desk.dossier.bob, sanction, "Voorbij.")
    assert looked_up(desk) == 0


def test_handlers_elsewhere_are_not_shown_them_and_own_handlers_see_a_mark(
    desk: Desk, client: Client
) -> None:
    sanction = desk.dossier.impose("warning_letter")
    elsewhere = desk.world.person("Eva", desk.world.sibling, "handler")
    person = Perpetrator.objects.get(pk=desk.dossier.wim.perpetrator_id)
    facts = PersonFacts(name=NAME, bsn=BSNS[0])
    assert matching.possible_matches(fresh(elsewhere), facts)
    assert list(earlier_sanctions(fresh(elsewhere), person)) == [sanction]
    restrict(desk)
    person.refresh_from_db()
    assert not matchable_by(fresh(elsewhere)).exists()
    assert matching.possible_matches(fresh(elsewhere), facts) == []
    assert not earlier_sanctions(fresh(elsewhere), person).exists()
    assert matching.possible_matches(fresh(desk.dossier.bob), facts)
    client.force_login(desk.dossier.bob)
    for page in (
        reverse("incident", args=[desk.dossier.incident.pk]),
        reverse("perpetrator", args=[person.pk]),
    ):
        assert "Beperkt na een verzoek" in client.get(page).content.decode()


def test_of_an_incident_only_that_incident(desk: Desk) -> None:
    """A victim's restriction hides their incident; another incident of the same person stays in view."""
    first, person = desk.dossier.incident, desk.dossier.wim.perpetrator
    second = desk.dossier.established()
    desk.dossier.link(second, person)
    assert in_view(person).count() == 2
    request = desk.request("restriction")
    for one in desk.find(request, "Alice").candidates:
        if one.capacity == "victim" and one.object_id == first.pk:
            desk.choose(subjects.confirm(fresh(desk.cora), request, one), "person")
    desk.decide(request)
    assert [row.incident for row in in_view(person)] == [second]
    assert seen(desk) == [person]
    Incident.objects.filter(pk=second.pk).update(restricted_since=timezone.now())
    assert seen(desk) == []


def test_lifted_by_the_coordinator_after_telling(desk: Desk, client: Client) -> None:
    subject = restrict(desk)
    request = subject.request
    today = local_date(timezone.now())
    request.refresh_from_db()
    person = desk.dossier.wim.perpetrator
    assert request.destroy_at == Perpetrator.objects.get(pk=person.pk).destroy_at, (
        "completed when it is lifted"
    )
    client.force_login(desk.cora)
    page = reverse("request_lift", args=[request.pk, subject.pk])
    assert client.get(page).status_code == 200
    assert client.post(page, {"told_on": ""}).context["form"].errors
    tomorrow = today + datetime.timedelta(days=1)
    assert client.post(page, {"told_on": f"{tomorrow:%d-%m-%Y}"}).context["form"].errors
    assert seen(desk) == []
    assert client.post(page, {"told_on": f"{today:%d-%m-%Y}"}).status_code == 302
    assert seen(desk) == [desk.dossier.wim.perpetrator]
    request.refresh_from_db()
    assert request.destroy_at == request_due(Effect.objects.get().lifted_at).at
    effect = Effect.objects.get()
    assert (effect.told_on, effect.lifted_by) == (today, desk.cora)
    assert client.get(page).status_code == 404
    effects_choosing.lift(fresh(desk.cora), subject, today)


def test_joined_to_another_they_stay_hidden(desk: Desk) -> None:
    """A double is put together by a handler: what a decision hid is not shown anew, and can still be lifted."""
    twin = desk.dossier.name(desk.dossier.established(), "Wim Zwartewater", bsn=BSNS[0]).perpetrator
    person = desk.dossier.wim.perpetrator
    request = desk.request("restriction")
    (one,) = [c for c in desk.find(request).candidates if c.object_id == person.pk]
    subject = subjects.confirm(fresh(desk.cora), request, one)
    desk.choose(subject, "person")
    desk.decide(request)
    assert seen(desk) == [twin]
    join_perpetrators(fresh(desk.dossier.bob), desk.dossier.incident, twin, person)
    assert seen(desk) == []
    effects_choosing.lift(fresh(desk.cora), request.subjects.get(), local_date(timezone.now()))
    assert seen(desk) == [twin]


def test_of_two_restrictions_one_stays_when_the_other_is_lifted(desk: Desk) -> None:
    """AVG 18.3: a person hears before theirs is lifted, and here nobody told who asked second."""
    first, second = restrict(desk), restrict(desk)
    today = local_date(timezone.now())
    effects_choosing.lift(fresh(desk.cora), first, today)
    assert seen(desk) == []
    effects_choosing.lift(fresh(desk.cora), second, today)
    assert seen(desk) == [desk.dossier.wim.perpetrator]


def test_the_request_stays_no_longer_than_what_it_restricts(desk: Desk) -> None:
    """R7: a year after completion, which is when nothing of it is hidden any more; never later than it was."""
    subject = restrict(desk)
    person = Perpetrator.objects.get(pk=desk.dossier.wim.perpetrator_id)
    request = DataSubjectRequest.objects.get(pk=subject.request_id)
    assert request.destroy_at == person.destroy_at
    now = timezone.now()
    effects_acts.shorten_restrictions(now)
    request.refresh_from_db()
    assert request.destroy_at == person.destroy_at
    erasure = desk.request("erasure")
    desk.choose(desk.confirm(erasure), "person")
    desk.decide(erasure)
    assert not Perpetrator.with_due.filter(pk=person.pk).exists()
    later = now + datetime.timedelta(days=40)
    for at in (now, later):
        effects_acts.shorten_restrictions(at)
        request.refresh_from_db()
        assert request.destroy_at == request_due(now).at


def test_nobody_else_lifts(desk: Desk) -> None:
    subject = restrict(desk)
    with pytest.raises(NotAllowed):
        effects_choosing.lift(fresh(desk.dirk), subject, local_date(timezone.now()))
    with pytest.raises(NotAllowed):
        effects_choosing.lift(fresh(desk.dossier.bob), subject, local_date(timezone.now()))
    assert seen(desk) == []


def test_a_refused_restriction_hides_nothing(desk: Desk) -> None:
    request = desk.request("restriction")
    desk.choose(desk.confirm(request), "person")
    desk.decide(request, "refused")
    assert seen(desk) == [desk.dossier.wim.perpetrator]
    assert not effects_shown.lines(fresh(desk.cora), request)[0].may_lift


def test_the_request_itself_hides_nothing_before_the_decision(desk: Desk) -> None:
    """RULES "Holds": a request does nothing to a record before its due moment."""
    request = desk.request("restriction")
    desk.choose(desk.confirm(request), "person")
    assert seen(desk) == [desk.dossier.wim.perpetrator]
