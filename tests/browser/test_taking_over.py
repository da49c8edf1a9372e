# SPDX-License-Identifier: EUPL-1.2
"""A list is taken over, and a year evaluated, before a real browser."""

from pathlib import Path
from typing import Any

import pytest

from incidents.models import Incident
from oversight import evaluating
from tests.browser.conftest import DESK, PHONE, Visitor
from tests.incidents.lists import as_xlsx
from tests.world import World

pytestmark = pytest.mark.browser
SIZES = pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])


@SIZES
def test_take_over_a_list(town: World, visitor: Any, viewport: dict[str, int], tmp_path: Path) -> None:
    rob = town.person("Rob Root", town.root, "handler")
    file = tmp_path / "lijst.xlsx"
    file.write_bytes(as_xlsx({}, {"number": 18, "unit": "Nergens"}, {"number": 19, "date": "1-1-2001"}, {}))
    place = "phone" if viewport == PHONE else "desk"
    handler: Visitor = visitor(viewport)
    handler.sign_in(rob.email).goto("/werkvoorraad/")
    page = handler.page
    handler.follow(page.get_by_role("link", name="Meldingen overnemen"), f"take-over-{place}")
    handler.follow(page.get_by_role("button", name="Lijst inlezen"), f"take-over-no-file-{place}")
    page.locator("input[type=file]").set_input_files(file)
    handler.follow(page.get_by_role("button", name="Lijst inlezen"), f"take-over-columns-{place}")
    assert page.get_by_label("Toedracht").input_value() == "4"
    handler.follow(page.get_by_role("button", name="Bekijk wat er gebeurt"), f"take-over-check-{place}")
    assert page.get_by_text("Er is geen open onderdeel met deze naam.").is_visible()
    assert page.get_by_text("Staat ook op rij 2.").is_visible()
    handler.follow(page.get_by_role("button", name="1 melding overnemen"), f"taken-over-{place}")
    assert page.get_by_text("1 melding is overgenomen").is_visible()
    handler.follow(
        page.get_by_role("link", name=Incident.objects.get().reference), f"taken-over-case-{place}"
    )
    assert page.get_by_text("Nummer in de eerdere registratie: 17.").is_visible()


@SIZES
def test_evaluate_a_year(town: World, visitor: Any, viewport: dict[str, int]) -> None:
    corrie = town.person("Corrie", town.root, "coordinator")
    year = evaluating.years(town.waterrijk)[0]
    place = "phone" if viewport == PHONE else "desk"
    coordinator: Visitor = visitor(viewport)
    coordinator.sign_in(corrie.email).goto("/evaluatie/")
    page = coordinator.page
    coordinator.look(f"evaluations-{place}")
    coordinator.follow(page.get_by_role("button", name="Begin"), f"evaluation-begun-{place}")
    coordinator.follow(page.get_by_role("link", name="Wijzig de doelen"), f"evaluation-goals-{place}")
    page.locator("#id_text_0").fill("Niets te laat")
    page.locator("#id_figure_0").select_option("late")
    coordinator.follow(page.get_by_role("button", name="Doelen bewaren"), f"evaluation-goal-refused-{place}")
    page.locator("#id_target_0").fill("0")
    coordinator.follow(page.get_by_role("button", name="Doelen bewaren"))
    coordinator.follow(page.get_by_role("link", name=str(year), exact=True))
    page.get_by_label("Wat gaat er gebeuren?").fill("Balie verbouwen")
    page.get_by_label("Wie zorgt ervoor?").fill("teamleider")
    page.get_by_label("Wanneer klaar?").fill("01-06-2030")
    page.locator("#id_conclusions").fill("Het gaat beter.")
    coordinator.follow(page.get_by_role("button", name="Bewaar en voeg actie toe"), f"evaluation-{place}")
    assert page.locator("#id_conclusions").input_value() == "Het gaat beter."
    coordinator.follow(page.get_by_role("button", name="Vaststellen"), f"evaluation-concluded-{place}")
    assert page.get_by_text("Bereikt", exact=True).is_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download als PDF").click()
    assert download.value.suggested_filename == f"evaluatie-agressie-waterrijk-{year}.pdf"
