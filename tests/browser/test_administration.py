# SPDX-License-Identifier: EUPL-1.2
"""The pages of the administrator in a real browser, on a phone and at a desk: axe finds nothing, the keyboard suffices."""

import datetime

import pytest

from accounts import policy
from accounts.models import OrganisationalUnit, PendingChange, User, UserGrant
from tests.accounts.stage import NAMES, Stage
from tests.browser.conftest import DESK, PHONE
from tests.world import World, fresh

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_every_page_of_the_administrator(town: World, visitor, size: dict[str, int]) -> None:
    stage = Stage(town)
    here = visitor(size).sign_in(stage.ada.email)
    for name in NAMES:
        here.goto(stage.url(name))
    # And as they look when something is wrong.
    for name in ("add_unit", "invite_person", "grant_on_unit", "grant_to_person", "add_member", "staff_list"):
        here.goto(stage.url(name))
        here.follow(here.page.locator("main form button[type=submit]").first)
    here.goto(stage.url("people") + "?niveau=handler&account=alle")
    here.goto(stage.url("levels") + f"?niveau=handler&onderdeel={town.child.pk}")


def test_a_stand_in_by_keyboard_alone(town: World, visitor) -> None:
    stage = Stage(town)
    town.person("Karin Jansen")
    desk = visitor(DESK).sign_in(stage.ada.email)
    page = desk.page
    desk.goto(stage.url("unit"))

    def tab_to(selector: str) -> None:
        for _step in range(80):
            page.keyboard.press("Tab")
            if page.evaluate("s => document.activeElement.matches(s)", selector):
                return
        raise AssertionError(f"Tab does not reach {selector}")

    def enter() -> None:
        with page.expect_navigation():
            page.keyboard.press("Enter")
        desk.look()

    tab_to("a[href$='/niveau/']")
    enter()
    tab_to("[name=who]")
    page.keyboard.type("jansen")
    tab_to("[name=level]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    tab_to("[name=last_day]")
    last = policy.today() + datetime.timedelta(days=14)
    page.keyboard.type(last.strftime("%d-%m-%Y"))
    tab_to("[name=requested_by]")
    page.keyboard.type("Teamleider")
    enter()
    # Only resembles a name: the summary has the focus, and the question follows.
    tab_to("[name=person]")
    page.keyboard.press("Space")
    tab_to("main form button[type=submit]")
    enter()
    grant = UserGrant.objects.get(user__name="Karin Jansen")
    assert (grant.level, grant.last_day) == ("handler", last)


def test_search_move_and_approve(town: World, visitor) -> None:
    stage = Stage(town)
    desk = visitor(DESK).sign_in(stage.ada.email)
    page = desk.page
    desk.goto(stage.url("people"))
    page.get_by_label("Zoek op naam").fill("alice")
    desk.follow(page.get_by_role("button", name="Zoek", exact=True))
    assert "alice" not in page.url.lower()
    desk.follow(page.get_by_role("link", name="Alice"))
    # Back to what was found, without a question about sending it again.
    page.go_back()
    desk.look()
    assert page.get_by_role("link", name="Alice").is_visible()

    desk.goto(stage.url("move_unit"))
    page.get_by_label("Komt onder").select_option(str(town.sibling.pk))
    desk.follow(page.get_by_role("button", name="Bekijk wat er verandert"))
    assert page.get_by_text("Vallen af").is_visible()
    assert page.get_by_text("Suus").first.is_visible()
    desk.follow(page.get_by_role("button", name="Verplaatsen", exact=True))
    assert OrganisationalUnit.objects.get(pk=town.child.pk).parent_id == town.sibling.pk

    desk.goto("/beheer/")
    desk.follow(page.get_by_role("link", name="Bekijken").first)
    desk.follow(page.get_by_role("button", name="Goedkeuren"))
    assert PendingChange.objects.get().outcome == "approved"
    assert policy.may(fresh(stage.ben), "reporter", town.own)


def test_a_list_of_staff_from_a_file(town: World, visitor) -> None:
    stage = Stage(town)
    town.person("Vertrokken", town.own, personnel_id="55")
    desk = visitor(PHONE).sign_in(stage.ada.email)
    page = desk.page
    desk.goto(stage.url("staff_list"))
    text = "personeelsnummer;naam;e-mail;afdeling\n7;Carla;carla@x.example;Burgerzaken\n"
    page.set_input_files(
        "[name=file]", {"name": "lijst.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    desk.follow(page.get_by_role("button", name="Lijst bekijken"))
    page.get_by_label("Vertrokken").check()
    desk.follow(page.get_by_role("button", name="Overnemen"))
    assert User.objects.filter(name="Carla").exists()
    assert not User.objects.get(name="Vertrokken").is_active
