# SPDX-License-Identifier: EUPL-1.2
"""Imposing a sanction (RULES: R3, R4, "Sanctions"): what the form asks, what is refused and in which words."""

import ast
import uuid
from pathlib import Path
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.utils import timezone

from incidents import refusals
from incidents.models import LASTING, Incident, Sanction, SanctionKind
from incidents.moments import last_day
from retention.terms import local_date
from tests.incidents.case import client_of, text_of
from tests.incidents.sanction_pages import BAN, GROUNDS, Pages, errors_of, message_of
from tests.world import World

pytestmark = pytest.mark.django_db


def day(**later: Any) -> str:
    """A day as people type it, counted from today."""
    return (local_date(timezone.now()) + relativedelta(**later)).strftime("%d-%m-%Y")


@pytest.fixture
def pages(world: World) -> Pages:
    """A moderate incident, for which a warning letter is fit."""
    world.waterrijk.bans_need_supervisor = False
    world.waterrijk.save()
    return Pages(world, severity=2)


@pytest.fixture
def serious(world: World) -> Pages:
    """A serious one: a ban needs no warning before it."""
    world.waterrijk.bans_need_supervisor = False
    world.waterrijk.save()
    return Pages(world, severity=3)


class TestChoosing:
    def test_shows_what_the_municipality_thinks_fit_and_why(self, pages: Pages) -> None:
        page = text_of(pages.get(pages.bob, "sanction_choose"))
        assert "Waterrijk vindt hier passend: waarschuwingsbrief" in page
        assert "matig" in page
        assert "geen andere sanctie sinds" in page
        assert "Hij riep dat hij mij zou opwachten" in page or "hij riep dat hij mij zou opwachten" in page

    def test_earlier_sanctions_are_listed_and_weigh(self, pages: Pages) -> None:
        earlier = pages.established(severity=2)
        pages.impose("oral_warning", pages.link(earlier, pages.wim.perpetrator))
        page = text_of(pages.get(pages.bob, "sanction_choose"))
        assert "Waterrijk vindt hier passend: ordegesprek" in page
        assert "al 1 andere sanctie sinds" in page
        assert "Mondelinge waarschuwing, " in page

    def test_leads_to_the_form_of_that_kind(self, pages: Pages) -> None:
        response = client_of(pages.bob).get(pages.address("sanction_choose"), {"kind": "warning_letter"})
        assert response["Location"] == pages.address("sanction_impose", "warning_letter")

    @pytest.mark.parametrize("kind", ["premises_ban", "contact_ban", "suspension"])
    def test_a_ban_where_a_warning_would_do_is_refused_here(self, pages: Pages, kind: str) -> None:
        response = client_of(pages.bob).get(pages.address("sanction_choose"), {"kind": kind})
        assert response.status_code == 200
        assert "Geef eerst een waarschuwing" in response.context["form"].errors["kind"][0]

    @pytest.mark.parametrize("kind", ["", "x", "premises-ban", "1 OR 1=1"])
    def test_a_kind_that_is_none(self, pages: Pages, kind: str) -> None:
        response = client_of(pages.bob).get(pages.address("sanction_choose"), {"kind": kind})
        assert response.status_code == 200
        assert response.context["form"].errors["kind"]

    def test_not_before_the_facts_are_established(self, pages: Pages) -> None:
        Incident.objects.filter(pk=pages.incident.pk).update(facts_established_at=None)
        words = "Stel eerst de feiten vast"
        assert words in pages.page()
        assert pages.address("sanction_choose") not in pages.page()
        for name, about in (("sanction_choose", None), ("sanction_impose", "warning_letter")):
            page = text_of(pages.get(pages.bob, name, about))
            assert words in page
            assert 'name="behaviour"' not in page

    def test_not_when_it_was_no_aggression(self, pages: Pages) -> None:
        Incident.objects.filter(pk=pages.incident.pk).update(outcome="unfounded")
        assert "geen agressie was" in pages.page()

    def test_not_when_the_person_left_the_registry(self, pages: Pages) -> None:
        pages.wim.visible_until = timezone.now()
        pages.wim.save()
        assert "te lang geleden" in pages.page()
        assert "te lang geleden" in text_of(pages.get(pages.bob, "sanction_choose"))


class TestImposing:
    def test_a_warning_tells_its_maker_what_it_did(self, serious: Pages) -> None:
        response = serious.impose_by_page("order_talk")
        sanction = Sanction.objects.get()
        assert sanction.is_imposed
        told = message_of(response)
        last = last_day(sanction.visible_until)
        assert last == local_date(timezone.now()) + relativedelta(months=18)
        for words in (
            "Opgelegd: ordegesprek",
            f"{last.day} ",
            str(last.year),
            "18 maanden na",
            "R3",
            "binnen 24 uur",
        ):
            assert words in told
        assert "Zwartewater" not in told
        assert "Nog niet verstuurd" in serious.page()

    def test_a_ban_tells_until_when_it_applies(self, serious: Pages) -> None:
        end = local_date(timezone.now()) + relativedelta(days=60)
        response = serious.impose_by_page(
            "premises_ban", planned_end=end.strftime("%d-%m-%Y"), deviation_reason="Hij kwam terug.", **BAN
        )
        sanction = Sanction.objects.get()
        assert (sanction.planned_end, sanction.is_running) == (end, True)
        assert f"Dit geldt tot en met {end.day} " in message_of(response)
        page = serious.page()
        assert "Geldt nu" in page
        assert BAN["conditions"] in page

    @pytest.mark.parametrize("kind", SanctionKind.values)
    def test_the_form_asks_what_this_kind_needs(self, serious: Pages, kind: str) -> None:
        fields = serious.get(serious.bob, "sanction_impose", kind).context["form"].fields
        assert {"behaviour", "norm", "heard", "heard_note", "decided_on", "months"} <= fields.keys()
        assert ("planned_end" in fields) == ("review_on" in fields) == (kind in LASTING)
        assert ("basic_services" in fields) == (kind in ("premises_ban", "contact_ban", "suspension"))
        assert ("deviation_reason" in fields) == (kind != "order_talk")

    def test_fewer_months_may_never_below_12_or_above_the_municipality(self, serious: Pages) -> None:
        for months in ("11", "19", "24", "x"):
            assert "months" in errors_of(serious.impose_by_page("order_talk", months=months))
        assert not Sanction.objects.exists()
        serious.impose_by_page("order_talk", months="12")
        assert Sanction.objects.get().months == 12

    def test_a_second_click_imposes_once(self, serious: Pages) -> None:
        data = serious.form(serious.bob, "sanction_impose", "order_talk") | GROUNDS
        for _ in range(2):
            response = serious.send(serious.bob, "sanction_impose", "order_talk", data)
            assert "Opgelegd" in message_of(response)
        assert Sanction.objects.count() == 1

    def test_the_second_of_two_people_sees_what_the_first_did(self, serious: Pages, world: World) -> None:
        ed = world.person("Ed", None, "handler")
        data = serious.form(ed, "sanction_impose", "order_talk") | GROUNDS
        serious.impose_by_page("order_talk")
        response = serious.send(ed, "sanction_impose", "order_talk", data)
        page = text_of(response)
        assert "Iemand anders was u net voor" in page
        assert GROUNDS["behaviour"] in page
        assert Sanction.objects.count() == 1
        again = data | {"seen": response.context["seen"]}
        assert "Opgelegd" in message_of(serious.send(ed, "sanction_impose", "order_talk", again))
        assert Sanction.objects.count() == 2

    def test_no_other_kind_than_there_is(self, pages: Pages) -> None:
        assert pages.get(pages.bob, "sanction_impose", "galg").status_code == 404


class TestRefused:
    """What ombudsmen have refused, and what R3 and R4 forbid; nothing is imposed and what was typed stands."""

    def refused(self, pages: Pages, kind: str, field: str, **answers: Any) -> str:
        answers = ({"planned_end": day(days=30)} | BAN if kind in LASTING else {}) | answers
        response = pages.impose_by_page(kind, **({"deviation_reason": "Past beter."} | answers))
        errors = errors_of(response)
        assert list(errors) == [field], errors
        assert not Sanction.objects.exists()
        assert answers.get("norm", GROUNDS["norm"]) in text_of(response)
        return errors[field]

    def test_without_concrete_behaviour(self, serious: Pages) -> None:
        assert "concreet gedrag" in self.refused(serious, "order_talk", "behaviour", behaviour="  ")

    def test_without_a_norm(self, serious: Pages) -> None:
        assert "welke grens" in self.refused(serious, "order_talk", "norm", norm="")

    def test_not_heard_without_saying_why(self, serious: Pages) -> None:
        for heard in ("declined", "urgent", "unreachable"):
            assert "waarom deze persoon niet is gehoord" in self.refused(
                serious, "order_talk", "heard_note", heard=heard
            )

    def test_indefinite(self, serious: Pages) -> None:
        assert "zonder einddatum buiten proportie" in self.refused(
            serious, "premises_ban", "planned_end", planned_end=""
        )

    def test_a_ban_without_basic_services(self, serious: Pages) -> None:
        assert "basisvoorzieningen" in self.refused(
            serious, "contact_ban", "basic_services", basic_services=""
        )

    def test_a_ban_without_saying_what_applies(self, serious: Pages) -> None:
        self.refused(serious, "premises_ban", "conditions", conditions="")

    def test_a_ban_where_a_warning_would_do(self, pages: Pages) -> None:
        """Said before anything is typed; and refused to whoever sends the form all the same."""
        page = text_of(pages.get(pages.bob, "sanction_impose", "premises_ban"))
        assert "Geef eerst een waarschuwing" in page
        assert 'name="behaviour"' not in page
        answers = GROUNDS | BAN | {"planned_end": day(days=30), "deviation_reason": "Past beter."}
        answers |= {"decided_on": day(), "token": str(uuid.uuid4())}
        response = pages.send(pages.bob, "sanction_impose", "premises_ban", answers)
        assert "Geef eerst een waarschuwing" in errors_of(response)[""]
        assert not Sanction.objects.exists()

    def test_a_ban_after_a_warning(self, pages: Pages) -> None:
        pages.impose_by_page()
        pages.impose_by_page(
            "contact_ban", planned_end=day(days=30), deviation_reason="Belde toch weer.", **BAN
        )
        assert Sanction.objects.filter(kind="contact_ban", state="imposed").exists()

    def test_longer_than_three_months_without_a_review(self, serious: Pages) -> None:
        assert "langer dan drie maanden" in self.refused(
            serious, "premises_ban", "review_on", planned_end=day(months=3, days=1)
        )
        serious.impose_by_page(
            "premises_ban", planned_end=day(months=3), deviation_reason="Past beter.", **BAN
        )
        assert Sanction.objects.get().review_on is None

    def test_a_review_after_the_end(self, serious: Pages) -> None:
        self.refused(serious, "premises_ban", "review_on", review_on=day(days=31))

    def test_past_the_incidents_own_term(self, serious: Pages) -> None:
        """R4: a sanction that still runs does not stop the destruction of its incident."""
        assert "na vijf jaar vernietigd" in self.refused(
            serious, "premises_ban", "planned_end", planned_end=day(years=5, days=1), review_on=day(days=60)
        )

    def test_ended_before_it_starts(self, serious: Pages) -> None:
        self.refused(serious, "premises_ban", "planned_end", planned_end=day(days=-1))

    def test_decided_before_the_incident_or_tomorrow(self, serious: Pages) -> None:
        assert "voor het incident" in self.refused(
            serious, "order_talk", "decided_on", decided_on=day(days=-9)
        )
        assert "moet nog komen" in self.refused(serious, "order_talk", "decided_on", decided_on=day(days=1))

    def test_deviating_without_a_reason(self, serious: Pages) -> None:
        assert "waarom u afwijkt" in self.refused(
            serious, "warning_letter", "deviation_reason", deviation_reason=""
        )

    def test_a_day_that_is_none(self, serious: Pages) -> None:
        self.refused(serious, "premises_ban", "planned_end", planned_end="nooit")

    def test_facts_reopened_in_the_meantime(self, serious: Pages) -> None:
        data = serious.form(serious.bob, "sanction_impose", "order_talk") | GROUNDS
        Incident.objects.filter(pk=serious.incident.pk).update(facts_established_at=None)
        response = serious.send(serious.bob, "sanction_impose", "order_talk", data)
        assert "Stel eerst de feiten vast" in errors_of(response)[""]
        assert not Sanction.objects.exists()


def test_every_problem_has_words() -> None:
    """What the domain can refuse is told in a sentence."""
    named = set()
    for name in ("sanction_rules", "sanctioning"):
        tree = ast.parse((Path(settings.BASE_DIR) / "incidents" / f"{name}.py").read_text())
        for node in ast.walk(tree):
            if isinstance(node, ast.Dict):
                named |= {
                    v.value for v in node.values if isinstance(v, ast.Constant) and isinstance(v.value, str)
                }
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
                found = (
                    [node.value, *ast.walk(node.value)] if isinstance(node.value, ast.IfExp) else [node.value]
                )
                named |= {v.value for v in found if isinstance(v, ast.Constant) and isinstance(v.value, str)}
    assert {"indefinite", "no_facts", "warning_first", "decided_later", "review_needed"} <= named
    assert named == set(refusals.WORDS)
    for problem in named:
        assert str(refusals.in_words("", problem)).endswith(".")
