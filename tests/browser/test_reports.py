# SPDX-License-Identifier: EUPL-1.2
"""Anonymous reports before a real browser: what there is, one of them with its charts and tables, and a file."""

import datetime
from typing import Any

import pytest

from oversight.models import ReportSubscription
from oversight.reports.closing import close_periods
from oversight.reports.periods import Period
from tests.browser.conftest import DESK, PHONE, Visitor
from tests.oversight.reported import Reported
from tests.world import World

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_a_report_is_found_read_and_taken_along(town: World, visitor: Any, viewport: dict[str, int]) -> None:
    reported = Reported(town)
    last = datetime.date.today().year - 1  # noqa: DTZ011
    reported.fill(last, per_quarter=14)
    close_periods(Period(last).closes_at)
    coen = town.person("Coen", town.root, "coordinator")
    place = "phone" if viewport == PHONE else "desk"
    reader: Visitor = visitor(viewport)
    reader.sign_in(coen.email).goto("/rapportages/").look(f"reports-{place}")
    reader.page.get_by_label("Elk kwartaal").check()
    reader.follow(reader.page.get_by_role("button", name="Bewaren"))
    assert ReportSubscription.objects.get(person=coen).frequency == "quarterly"
    reader.follow(reader.page.get_by_role("link", name=f"Jaar {last}"))
    for folded in reader.page.locator("summary", has_text="Dezelfde cijfers als tabel").all():
        folded.click()
    reader.look(f"report-{place}")
    assert reader.page.get_by_role("heading", name="Onderdeel naar ernst").is_visible()
    with reader.page.expect_download() as loading:
        reader.page.get_by_role("link", name="Download als PDF").click()
    assert loading.value.suggested_filename == f"rapportage-agressie-waterrijk-{last}.pdf"
