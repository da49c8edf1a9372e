# SPDX-License-Identifier: EUPL-1.2
"""From setting up to the first report in a real browser: the public page, coming into use, and the notice that an
employee accepts with one tap; readable on every page (axe)."""

import pytest

from accounts import house_rules
from accounts.models import Municipality, User
from accounts.policy import today
from tests.browser.conftest import DESK, PHONE
from tests.incidents.lettered import make_letterhead
from tests.world import World

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_from_setting_up_to_the_first_report(town: World, visitor, size: dict[str, int]) -> None:
    ada = town.person("Ada", town.root, "administrator")
    town.person("Ben", town.root, "administrator")
    noor = town.person("Noor", None, "reporter", notice_version=0)
    Municipality.objects.filter(pk=town.waterrijk.pk).update(in_use_since=None)
    make_letterhead(town.waterrijk)
    house_rules.write_house_rules(ada, house_rules.STANDARD, "", today(), 0)
    width = size["width"]

    here = visitor(size).sign_in(ada.email).goto("/beheer/ingebruikname/")
    page = here.page
    here.look(f"start-missing-{width}")
    here.follow(page.get_by_role("button", name="In gebruik nemen"), f"start-refused-{width}")
    assert page.get_by_text("Nog niet alles is geregeld").is_visible()
    for label in ("stelde het protocol vast", "stemde in op", "zijn ingelicht op", "zijn bekeken op"):
        page.get_by_label(label).fill("1-10-2025")
    page.get_by_label("Kenmerk van de instemming").fill("OR 2025/7")
    here.follow(page.get_by_role("button", name="Bewaren"))
    here.follow(page.get_by_role("button", name="In gebruik nemen"), f"start-{width}")
    assert page.get_by_text("In gebruik sinds").is_visible()

    there = visitor(size).goto("/openbaar/waterrijk/").look(f"public-{width}")
    assert there.page.get_by_text("OR 2025/7").count() == 0
    there.follow(there.page.get_by_role("link", name="EN", exact=True))
    assert there.page.evaluate("document.documentElement.lang") == "en"
    assert there.page.context.cookies() == []

    clerk = visitor(size).sign_in(noor.email)
    assert clerk.page.url.endswith("/voor-medewerkers/")
    assert clerk.page.get_by_role("link", name="Bel 112").is_visible()
    clerk.follow(clerk.page.get_by_role("button", name="Akkoord, en nu iets melden"), f"report-{width}")
    assert clerk.page.url.endswith("/melden/")
    assert User.objects.get(pk=noor.pk).notice_version == 1
