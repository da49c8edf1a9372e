# SPDX-License-Identifier: EUPL-1.2
"""The pages of who handles requests in a real browser, on a phone: axe finds nothing, nothing is wider than it."""

import datetime

import pytest
from django.utils import timezone

from incidents.models import Incident, Perpetrator
from retention.models import Request
from tests.browser.conftest import PHONE
from tests.incidents.held import place_on
from tests.incidents.sanctioned import Dossier
from tests.world import World

pytestmark = pytest.mark.browser


def test_from_request_to_reading_what_is_held(town: World, visitor) -> None:
    dossier = Dossier(town)
    dossier.impose("warning_letter")
    # A title with more references than fit on a line of a phone.
    for _number in range(4):
        dossier.link(dossier.established(), dossier.wim.perpetrator)
    cora = town.person("Cora", town.root, "coordinator", "supervisor")
    here = visitor(PHONE).sign_in(cora.email)
    page = here.page
    here.goto("/vasthouden/")
    place_on(cora, dossier.incident, dossier.wim.perpetrator, Request.ACCESS, timezone.localdate())
    here.goto("/vasthouden/").look("holds-list")
    due = timezone.now() - datetime.timedelta(minutes=1)
    Incident.with_due.update(destroy_at=due)
    Perpetrator.with_due.update(destroy_at=due)
    here.goto("/vasthouden/")
    here.follow(page.get_by_role("link", name="Dader in"), "holds-one")
    here.follow(page.get_by_role("link", name="Lees wat bewaard blijft"), "holds-record")
    assert "Zwartewaterallee" in page.content()
