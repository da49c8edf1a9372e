# SPDX-License-Identifier: EUPL-1.2
"""The ledger and its certificate before a real browser."""

import json
from typing import Any

import pytest
from django.utils import timezone

from incidents.models import Incident
from retention.tasks import destroy_due
from tests.browser.conftest import DESK, PHONE, Visitor
from tests.world import World

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_read_the_ledger_and_take_a_certificate_along(
    town: World, visitor: Any, viewport: dict[str, int]
) -> None:
    ada = town.person("Ada", town.root, "administrator")
    gone = town.incident(town.person("Alice", None, "reporter"))
    Incident.with_due.filter(pk=gone.pk).update(destroy_at=timezone.now())
    destroy_due()

    place = "phone" if viewport == PHONE else "desk"
    administrator: Visitor = visitor(viewport)
    administrator.sign_in(ada.email).goto("/beheer/vernietiging/")
    page = administrator.page
    administrator.follow(page.get_by_role("link", name="Bekijk het register"), f"register-{place}")
    assert page.get_by_text(str(gone.pk)).is_visible()
    page.get_by_text("Filteren").click()
    page.get_by_label("Regel").select_option("R8")
    administrator.follow(page.get_by_role("button", name="Toon"), f"register-filtered-{place}")
    assert page.get_by_text("Niets gevonden").is_visible()
    administrator.follow(page.get_by_role("link", name="Vernietiging").first)
    administrator.follow(page.get_by_role("link", name="Maak een verklaring"), f"certificate-{place}")
    today = timezone.localdate().strftime("%d-%m-%Y")
    page.get_by_label("Vanaf").fill(today)
    page.get_by_label("Tot en met").fill(today)
    for button, extension in (("(ZIP)", "zip"), ("(PDF)", "pdf"), ("(JSON)", "json")):
        with page.expect_download() as download:
            page.get_by_role("button", name=button).click()
        assert download.value.suggested_filename.endswith(f".{extension}")
    assert json.loads(download.value.path().read_text())["chain"] == town.waterrijk.pk
    # Once more, with the same form: nothing is spent.
    with page.expect_download():
        page.get_by_role("button", name="(PDF)").click()
