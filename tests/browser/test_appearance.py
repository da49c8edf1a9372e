# SPDX-License-Identifier: EUPL-1.2
"""A municipality with its own colours, logo and word in a real browser: seen before it is saved, and readable (axe)."""

import io

import pytest
from PIL import Image

from accounts import house_rules, locations
from accounts.models import Municipality
from tests.browser.conftest import DESK, PHONE
from tests.world import World

pytestmark = pytest.mark.browser


def png() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (600, 200), "#803050").save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_own_colours_logo_word_and_rules(town: World, visitor, size: dict[str, int]) -> None:
    ada = town.person("Ada", town.root, "administrator")
    rita = town.person("Rita", None, "reporter")
    hank = town.person("Hank", None, "handler")
    incident = town.incident(rita)
    locations.add_location(ada, {"name": "Stadhuis", "address": "", "emergency_number": "088 1"})
    locations.add_location(ada, {"name": "Zwembad", "address": "", "emergency_number": "088 2"})
    house_rules.write_house_rules(ada, house_rules.STANDARD, "", None, 0)
    here = visitor(size).sign_in(ada.email)
    page = here.page

    def header() -> str:
        return page.evaluate("getComputedStyle(document.querySelector('.gir-header')).backgroundColor")

    before = header()
    here.goto("/beheer/uiterlijk/")
    # The lightest that would do is not there yet: the message is at the field, and Enter saves nothing.
    page.get_by_label("Eigen hoofdkleur").fill("#e06000")
    with page.expect_navigation():
        page.get_by_label("Eigen hoofdkleur").press("Enter")
    here.look()
    assert page.get_by_text("Niet iedereen kan deze kleur lezen").first.is_visible()
    here.follow(page.get_by_role("button", name="Neem #"), f"colours-{size['width']}")
    assert page.get_by_text("Er is nog niets bewaard").is_visible()
    assert header() != before
    assert not Municipality.objects.get(slug="waterrijk").main_colour
    here.follow(page.get_by_role("button", name="Bewaren", exact=True))
    assert header() != before

    page.set_input_files("[name=logo]", {"name": "logo.png", "mimeType": "image/png", "buffer": png()})
    here.follow(page.get_by_role("button", name="Logo bewaren"), f"logo-{size['width']}")
    drawn = page.locator(".gir-brand__logo")
    assert drawn.evaluate("image => image.complete && image.naturalWidth") == 600

    here.goto("/beheer/uiterlijk/woorden/")
    page.get_by_label("Eén persoon", exact=False).first.fill("agressor")
    page.get_by_label("Meer personen", exact=False).first.fill("agressors")
    here.follow(page.get_by_role("button", name="Bewaren", exact=True))

    assert Municipality.objects.get(slug="waterrijk").perpetrator_many == "agressors"

    # As somebody else of the municipality sees it, in its colours.
    there = visitor(size).sign_in(rita.email)
    for path in ("/", "/melden/", "/huisregels/"):
        there.goto(path)
    # The number at the place that is named, by itself.
    there.goto("/melden/")
    call = there.page.get_by_role("link", name="088 1", exact=True)
    assert not call.is_visible()
    there.page.get_by_label("Waar precies?").fill("stadhuis, balie 3")
    assert call.is_visible()
    assert call.get_attribute("href") == "tel:0881"
    assert not there.page.get_by_role("link", name="088 2", exact=True).is_visible()
    there.look(f"place-{size['width']}")
    there = visitor(size).sign_in(hank.email).goto(f"/incidenten/{incident.pk}/")
    text = there.page.locator("body").inner_text()
    assert "agressor" in text
    assert "dader" not in text
