# SPDX-License-Identifier: EUPL-1.2
"""The overview in a browser, as a coordinator, a handler, a supervisor and an administrator, at the desk and on a phone."""

import datetime

import pytest
from django.utils import timezone

from accounts.models import RightsDecision, RightsReview
from incidents import handling
from incidents.models import Incident
from tests.browser.conftest import DESK, PHONE
from tests.world import World

pytestmark = pytest.mark.browser


def some_incidents(town: World) -> None:
    """One late, one in time, one of some months ago, and one in a unit beside it."""
    alice, bob = town.person("Alice de Wit", None, "reporter"), town.person("Bob Smit", None, "handler")
    late, in_time, earlier = (town.incident(alice) for _ in range(3))
    handling.take_up(bob, in_time)
    town.incident(town.person("Kees", town.sibling, "reporter"), severity=4)
    long_ago = timezone.now() - datetime.timedelta(days=3)
    Incident.objects.filter(pk=late.pk).update(reported_at=long_ago, next_due_at=long_ago)
    months_ago = timezone.localdate() - datetime.timedelta(days=95)
    Incident.objects.filter(pk=earlier.pk).update(occurred_on=months_ago, next_due_at=None)


def test_who_sees_incidents_walks_from_a_number_to_its_list(town: World, visitor) -> None:
    some_incidents(town)
    cora = town.person("Cora Blom", town.root, "coordinator", "supervisor", "handler")
    sonja = town.person("Sonja Bos", town.parent, "supervisor")
    desk = visitor(DESK).sign_in(cora.email)
    menu = desk.page.get_by_role("navigation", name="Hoofdmenu")
    desk.follow(menu.get_by_role("link", name="Overzicht"), "dashboard-coordinator")
    # Everything unfolds, and is still in order.
    for summary in desk.page.locator("details.gir-more > summary").all():
        summary.click()
    desk.look("dashboard-coordinator-unfolded")
    desk.follow(desk.page.get_by_role("link", name="eerste reactie te laat"))
    assert desk.page.get_by_role("rowheader").count() == 1
    desk.page.go_back()
    desk.follow(desk.page.get_by_role("link", name="Publiekszaken"))
    assert desk.page.get_by_role("rowheader").count() == 4
    for person, width, picture in ((sonja, PHONE, "supervisor-phone"), (cora, PHONE, "coordinator-phone")):
        look = visitor(width).sign_in(person.email)
        look.goto("/overzicht/").look(f"dashboard-{picture}")
        assert look.page.locator("[data-figure=late_reaction]").is_visible()
    handler = visitor(DESK).sign_in("bob.smit@waterrijk.example")
    handler.goto("/overzicht/").look("dashboard-handler")
    assert handler.page.locator("[data-figure=period]").inner_text() == "3 meldingen"
    visitor(PHONE).sign_in("bob.smit@waterrijk.example").goto("/overzicht/").look("dashboard-handler-phone")
    alone = town.person("Koos", town.root, "coordinator")
    visitor(PHONE).sign_in(alone.email).goto("/overzicht/").look("dashboard-coordinator-alone-phone")


def test_an_administrator_goes_through_the_levels(town: World, visitor) -> None:
    ada, ben = (town.person(name, town.root, "administrator") for name in ("Ada Vos", "Ben Mol"))
    carl = town.person("Carl Kok")
    grant = town.grant(carl, "handler", town.own)
    desk = visitor(DESK).sign_in(ada.email)
    desk.goto("/overzicht/").look("dashboard-administrator")
    desk.follow(desk.page.get_by_role("link", name="Naar de controle"), "rights-review-begin")
    desk.follow(desk.page.get_by_role("button", name="Begin de controle"), "rights-review")
    row = desk.page.get_by_role("group", name="Carl Kok: Afhandelaar, Burgerzaken")
    row.get_by_label("Intrekken").check()
    desk.page.get_by_role("group", name="Ben Mol").get_by_label("Blijft").check()
    assert desk.page.get_by_role("group", name="Ada Vos").get_by_role("radio").count() == 0
    desk.follow(desk.page.get_by_role("button", name="Leg vast wat ik koos"), "rights-review-own-left")
    grant.refresh_from_db()
    assert grant.last_day is not None
    # The other one, on a phone, takes it up where it was left, and ends it.
    phone = visitor(PHONE).sign_in(ben.email)
    phone.goto("/overzicht/").look("dashboard-administrator-phone")
    phone.follow(phone.page.get_by_role("link", name="Ga verder"), "rights-review-phone")
    phone.page.get_by_role("group", name="Ada Vos").get_by_label("Blijft").check()
    phone.follow(phone.page.get_by_role("button", name="Leg vast wat ik koos"))
    phone.follow(phone.page.get_by_role("button", name="Rond de controle af"))
    phone.follow(phone.page.get_by_role("link", name="Afgerond op"), "rights-review-earlier-phone")
    assert RightsReview.objects.get().completed_by == ben
    assert RightsDecision.objects.count() == 3
