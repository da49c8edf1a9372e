# SPDX-License-Identifier: EUPL-1.2
"""Watching: remind, reassign, move, and consent to a later date; a supervisor handles nothing."""

import datetime
from typing import Any

import pytest
from django.utils import timezone

from incidents import correcting, handling, watching
from incidents.access import NotAllowed
from incidents.models import DateCorrection, Incident
from incidents.reporting import VictimFacts
from notices.models import OutboxMessage
from tests.incidents.case import Case, filled_in, text_of
from tests.world import World, fresh


@pytest.fixture
def case(world: World) -> Case:
    return Case(world, occurred_at=timezone.now() - datetime.timedelta(days=5))


def test_remind_with_a_fixed_text(case: Case) -> None:
    handling.take_up(case.bob, case.incident)
    assert case.post(case.sonja, "incident_remind", {"text": "KANARIE"}).status_code == 302
    mail = OutboxMessage.objects.get(kind="reminder")
    assert (mail.recipient, mail.reference) == (case.bob, case.incident.reference)
    for person in (case.bob, case.alice, case.eve):
        assert case.post(person, "incident_remind").status_code == 404


def test_reassign_to_somebody_who_may_handle_it(case: Case, world: World) -> None:
    page = text_of(case.get(case.sonja, "incident_reassign"))
    assert "Bob" in page
    assert "Ed" in page
    # Not a victim, nobody of another unit or municipality, and no id that is none.
    vic = world.person("Vic", None, "handler")
    handling.add_another_victim(case.bob, case.incident, VictimFacts.of(vic))
    carol = world.person("Carol", world.sibling, "handler")
    for key in (vic.pk, carol.pk, case.eve.pk, case.alice.pk, "0", "-1", "x", "9" * 40, ""):
        response = case.post(case.sonja, "incident_reassign", {"handler": key})
        assert response.status_code == 200
        assert response.context["form"].errors["handler"]
    assert case.again().handler is None
    assert case.post(case.sonja, "incident_reassign", {"handler": case.ed.pk}).status_code == 302
    assert case.again().handler == case.ed
    assert OutboxMessage.objects.filter(kind="reassigned", recipient=case.ed).exists()


class TestMoving:
    def test_shows_beforehand_who_gains_and_who_loses_sight(self, case: Case, world: World) -> None:
        world.person("Carol", world.sibling, "handler")
        world.person("Ria", world.parent, "handler")
        world.person("Sam", world.sibling, "supervisor")
        data = {"unit": world.sibling.pk}
        response = case.post(case.sonja, "incident_move", data)
        page = case.get(case.sonja, "incident_move")
        assert response.status_code == 302
        from tests.incidents.case import client_of

        page = client_of(case.sonja).get(response["Location"])
        assert [p.name for p in page.context["gains"]] == ["Carol", "Sam"]
        assert [p.name for p in page.context["loses"]] == ["Bob", "Ed"]
        assert "Carol" in text_of(page)
        assert case.again().unit == world.own
        assert case.post(case.sonja, "incident_move", data | {"confirmed": "1"}).status_code == 302
        assert case.again().unit == world.sibling
        # What was shown is what happened.
        for name, status in (("Bob", 404), ("Ed", 404), ("Carol", 200), ("Sam", 200), ("Ria", 200)):
            person = type(case.bob).objects.get(name=name)
            assert case.get(person).status_code == status, name

    def test_who_sees_it_through_another_victim_keeps_reading(self, case: Case, world: World) -> None:
        carol = world.person("Carol", world.sibling, "handler")
        handling.add_another_victim(
            case.bob, case.incident, VictimFacts.of(world.person("Dirk", world.sibling))
        )
        gains, loses = watching.change_of_sight(case.incident, world.child)
        assert carol not in gains + loses
        gains, loses = watching.change_of_sight(case.incident, world.sibling)
        assert carol not in gains + loses
        watching.move(case.sonja, case.incident, world.sibling)
        assert Incident.objects.visible_to(fresh(carol)).exists()

    @pytest.mark.parametrize("place", ["other", "root"])
    def test_only_to_a_unit_that_one_supervises_too(self, case: Case, world: World, place: str) -> None:
        unit = getattr(world, place)
        response = case.post(case.sonja, "incident_move", {"unit": unit.pk, "confirmed": "1"})
        assert response.status_code == 200
        assert response.context["form"].errors["unit"]
        assert unit.name not in text_of(response).split("</header>")[1].split("<footer")[0]
        assert case.again().unit == world.own

    @pytest.mark.parametrize("key", ["", "x", "0", "-5", "9" * 40, "1 OR 1=1"])
    def test_a_unit_that_is_none(self, case: Case, key: str) -> None:
        response = case.post(case.sonja, "incident_move", {"unit": key, "confirmed": "1"})
        assert response.status_code == 200
        assert response.context["form"].errors["unit"]

    def test_handlers_and_outsiders_do_not(self, case: Case, world: World) -> None:
        for person in (case.bob, case.alice, case.eve):
            data = {"unit": world.sibling.pk, "confirmed": "1"}
            assert case.post(person, "incident_move", data).status_code == 404
        assert case.again().unit == world.own


class TestALaterDate:
    """R4: a later date needs a supervisor's consent, and is never after the day of the report."""

    def ask(self, case: Case, who: Any = None, **answers: Any) -> Any:
        later = timezone.localtime(case.incident.occurred_at) + datetime.timedelta(days=2)
        data = case.form(who or case.bob, "incident_date") | {
            "date": later.strftime("%d-%m-%Y"),
            "time": "10:00",
            "reason": "De melder vergiste zich in de week",
        }
        return case.post(who or case.bob, "incident_date", data | answers)

    def decide(self, case: Case, who: Any, decision: str) -> Any:
        correction = DateCorrection.objects.filter(incident=case.incident).last()
        data = {"decision": decision, "correction": str(correction.pk)}
        return case.post(who, "incident_date_consent", data)

    def test_waits_for_a_supervisor_and_changes_nothing_until_then(self, case: Case) -> None:
        before = case.incident.occurred_on, case.incident.destroy_at
        assert self.ask(case).status_code == 302
        assert (case.again().occurred_on, case.incident.destroy_at) == before
        assert OutboxMessage.objects.filter(kind="date_proposed", recipient=case.sonja).exists()
        page = text_of(case.get(case.sonja, "incident_date_consent"))
        assert "De melder vergiste zich in de week" in page
        assert "Bob" in page
        assert "wacht op een toezichthouder" in text_of(case.get(case.bob))

    def test_allowed_by_another_person_it_counts_the_term_anew(self, case: Case) -> None:
        before = case.incident.destroy_at
        self.ask(case)
        assert self.decide(case, case.sonja, "allow").status_code == 302
        assert case.again().destroy_at == before + datetime.timedelta(days=2)
        assert "Sonja stond toe dat de datum" in text_of(case.get(case.bob))
        assert OutboxMessage.objects.filter(kind="date_decided", recipient=case.bob).exists()
        assert case.get(case.sonja, "incident_date_consent").status_code == 404

    def test_refused_it_stays_as_it_was(self, case: Case) -> None:
        before = case.incident.destroy_at
        self.ask(case)
        assert self.decide(case, case.sonja, "refuse").status_code == 302
        assert case.again().destroy_at == before
        assert "Sonja stond niet toe" in text_of(case.get(case.bob))

    def test_never_by_who_asked_nor_by_who_does_not_watch(self, case: Case, world: World) -> None:
        double = world.person("Dub", None, "handler", "supervisor")
        self.ask(case, double)
        correction = DateCorrection.objects.get()
        for person in (
            double,
            case.bob,
            case.alice,
            case.eve,
            world.person("Sib", world.sibling, "supervisor"),
        ):
            assert case.get(person, "incident_date_consent").status_code == 404
            assert self.decide(case, person, "allow").status_code == 404
        with pytest.raises(NotAllowed):
            correcting.decide_later_date(double, correction, allowed=True)
        assert case.again().occurred_on == timezone.localtime(case.incident.occurred_at).date()
        assert self.decide(case, case.sonja, "allow").status_code == 302

    def test_never_after_the_report(self, case: Case) -> None:
        tomorrow = timezone.localdate() + datetime.timedelta(days=1)
        response = self.ask(case, date=tomorrow.strftime("%d-%m-%Y"))
        assert response.status_code == 200
        assert response.context["form"].errors["date"]
        assert not DateCorrection.objects.exists()

    def test_a_new_request_takes_the_place_of_the_old_one(self, case: Case) -> None:
        self.ask(case)
        old = DateCorrection.objects.get()
        self.ask(case, reason="Toch een dag later")
        assert DateCorrection.objects.filter(outcome="").count() == 1
        # Consent to what was shown is no consent to what came after it.
        response = case.post(
            case.sonja, "incident_date_consent", {"decision": "allow", "correction": str(old.pk)}
        )
        assert response.status_code == 200
        assert "Toch een dag later" in text_of(response)
        assert DateCorrection.objects.filter(outcome="").count() == 1

    def test_taken_back(self, case: Case) -> None:
        self.ask(case)
        assert case.post(case.bob, "incident_date_withdraw").status_code == 302
        assert not DateCorrection.objects.filter(outcome="").exists()
        assert case.get(case.sonja, "incident_date_consent").status_code == 404

    @pytest.mark.parametrize("decision", ["", "maybe", "ALLOW"])
    def test_an_answer_that_is_none_decides_nothing(self, case: Case, decision: str) -> None:
        self.ask(case)
        assert self.decide(case, case.sonja, decision).status_code == 200
        assert DateCorrection.objects.filter(outcome="").count() == 1

    def test_a_second_click_asks_once(self, case: Case) -> None:
        page = case.get(case.bob, "incident_date")
        later = timezone.localtime(case.incident.occurred_at) + datetime.timedelta(days=2)
        data = filled_in(page) | {"date": later.strftime("%d-%m-%Y"), "reason": "Vergissing"}
        for _ in range(2):
            assert case.post(case.bob, "incident_date", data).status_code == 302
        assert DateCorrection.objects.count() == 1
