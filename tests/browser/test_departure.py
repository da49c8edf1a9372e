# SPDX-License-Identifier: EUPL-1.2
"""A municipality leaves, in a real browser, on a phone and at a desk: every state of the page, and what others see."""

import datetime

import pytest
from django.utils import timezone

from accounts.models import Municipality
from oversight.leaving import steps
from oversight.models import Departure
from tests.browser.conftest import DESK, PHONE
from tests.oversight.leaving import PAGE, Leaving
from tests.world import World

pytestmark = pytest.mark.browser


def last_day_is_over() -> None:
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    Departure.objects.update(last_day=yesterday)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_whole_way(town: World, visitor, size: dict[str, int]) -> None:
    leaving, name = Leaving(town), f"departure-{size['width']}"
    hank = town.person("Hank", None, "handler")
    town.person("Coen", town.root, "coordinator")
    ada, ben = visitor(size).sign_in(leaving.ada.email), visitor(size).sign_in(leaving.ben.email)

    def press(who, action: str, picture: str = "") -> None:
        who.follow(who.page.locator(f"button[name=action][value={action}]"), picture)

    ada.goto(PAGE).look(f"{name}-1-announce")
    press(ada, "announce", f"{name}-2-errors")
    for field, typed in leaving.announcement().items():
        if field != "action":
            ada.page.locator(f"[name={field}]").fill(typed)
    press(ada, "announce", f"{name}-3-announced")
    ben.goto(PAGE).look(f"{name}-4-agree")
    press(ben, "confirm", f"{name}-5-agreed")
    visitor(size).goto(leaving.departure.public_path).look(f"{name}-6-public")

    closed = visitor(size).sign_in(hank.email)
    last_day_is_over()
    steps.go_on()
    assert leaving.departure.state == Departure.State.EXPORTED
    closed.page.goto(f"{closed.address}/werkvoorraad/")
    # That the page is "not found" is what the browser tells of.
    assert all("404" in problem for problem in closed.problems)
    closed.problems.clear()
    closed.look(f"{name}-7-closed")
    ada.goto(PAGE).look(f"{name}-8-exported")
    with ada.page.expect_download() as download:
        ada.page.locator("a[download]").first.click()
    assert download.value.suggested_filename == "export-waterrijk-incidents.zip.age"
    for package, code in leaving.codes().items():
        ada.page.locator(f"[name={package}]").fill(code)
    press(ada, "received", f"{name}-9-received")
    ben.goto(PAGE).look(f"{name}-10-destroy")
    press(ben, "destroy", f"{name}-10b-unsure")
    ben.page.locator("[name=sure]").check()
    press(ben, "destroy", f"{name}-11-destroying")
    steps.go_on()
    assert not Municipality.objects.filter(slug="waterrijk").exists()
    end = visitor(size).goto(leaving.departure.public_path)
    end.look(f"{name}-12-destroyed")
    with end.page.expect_download() as download:
        end.page.locator("a[download]").click()
    assert download.value.suggested_filename == "verklaring-van-vernietiging-waterrijk-vertrek.zip"
