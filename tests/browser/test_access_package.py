# SPDX-License-Identifier: EUPL-1.2
"""An access package in a real browser, at a desk and on a phone: read, black out, let go, make, and take once."""

import re

import pytest

from oversight.models import AccessPackage, Unmasking
from tests.browser.conftest import DESK, PHONE
from tests.oversight.access_asked import Asked, opened
from tests.world import World

pytestmark = pytest.mark.browser


def test_from_reading_to_taking(town: World, visitor) -> None:
    asked = Asked(town)
    here = visitor(DESK).sign_in(asked.cora.email)
    page, base = here.page, f"/verzoeken/{asked.request.pk}/pakket/"
    here.goto(base).look("access-overview-desk")
    part = f"{base}deel/incident.{asked.incident.pk}/"
    here.goto(part).look("access-part-desk")
    page.get_by_label("Ook afschermen").fill("paarse sjaal\n--")
    here.follow(page.get_by_role("button", name="Bewaar"), "access-part-errors-desk")
    page.get_by_label("Ook afschermen").fill("paarse sjaal")
    here.follow(page.get_by_role("button", name="Bewaar"))
    here.follow(page.get_by_role("link", name="Geef “Notenkraker” vrij").first, "access-unmask-desk")
    here.follow(page.get_by_role("button", name="Geef vrij"), "access-unmask-errors-desk")
    page.get_by_label("Waarom gaat dit wel mee?").fill("De aanvrager sprak met hem.")
    here.follow(page.get_by_role("button", name="Geef vrij"))
    assert Unmasking.objects.get().word
    here.goto(f"{base}deel/looks/").look("access-looks-desk")
    here.goto(base)
    for address in [
        link.get_attribute("href") for link in page.locator("th a.gir-rowlink").all() if link.is_visible()
    ]:
        here.goto(address)
        for box in page.locator("input[name=seen]").all():
            box.check()
        if page.get_by_role("button", name="Bewaar").count():
            here.follow(page.get_by_role("button", name="Bewaar"))
    here.goto(base).look("access-ready-desk")
    here.follow(page.get_by_role("button", name="Maak het pakket"), "access-made-desk")
    found = re.search(r"[a-z0-9]{4}(-[a-z0-9]{4}){5}", page.inner_text("main"))
    assert found is not None
    with page.expect_download() as coming:
        page.get_by_role("button", name="Haal het pakket op").click()
    download = coming.value
    assert download.suggested_filename == f"{asked.request.reference}.zip"
    assert set(opened(download.path().read_bytes(), found[0])) == {"inzage.pdf", "inzage.json"}
    # The page is still there, with the passphrase and without the button: a second time would cost both.
    assert "Schrijf die over" in page.inner_text("main")
    assert not page.get_by_role("button", name="Haal het pakket op").count()
    assert found[0] in page.inner_text("main")
    here.look("access-taken-desk")
    assert AccessPackage.objects.get().taken_by == asked.cora

    phone = visitor(PHONE).sign_in(asked.cora.email)
    for path, name in (
        (base, "overview"),
        (part, "part"),
        (f"{base}deel/looks/", "looks"),
        (f"{base}vrijgeven/user.{asked.supervisor.pk}/", "unmask"),
    ):
        phone.goto(path).look(f"access-{name}-phone")
