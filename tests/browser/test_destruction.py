# SPDX-License-Identifier: EUPL-1.2
"""Destruction before a real browser: the administrator's numbers, the handler's calendar, and why a case is here."""

import datetime
from typing import Any

import pytest
from django.utils import timezone

from incidents.models import Incident, Sanction
from retention.models import DestructionFailure
from retention.tasks import destroy_due
from retention.terms import end_of_day, local_date
from tests.browser.conftest import DESK, PHONE, Visitor
from tests.incidents.sanctioned import Dossier
from tests.world import World

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_numbers_calendar_and_reason(town: World, visitor: Any, viewport: dict[str, int]) -> None:
    town.waterrijk.bans_need_supervisor = False
    town.waterrijk.save()
    ada = town.person("Ada", town.root, "administrator")
    dossier = Dossier(town, severity=3)
    sanction = dossier.impose("contact_measure")
    today = local_date(timezone.now())
    gone, stuck, later = (town.incident(dossier.alice) for _number in range(3))
    Incident.with_due.filter(pk=gone.pk).update(destroy_at=timezone.now() - datetime.timedelta(minutes=2))
    destroy_due()
    Incident.with_due.filter(pk=stuck.pk).update(destroy_at=timezone.now() - datetime.timedelta(minutes=20))
    DestructionFailure.objects.create(
        what="incidents.Incident", object_id=str(stuck.pk), due_at=timezone.now(), error="RuntimeError"
    )
    for incident, days in ((dossier.incident, 20), (later, 60)):
        day = today + datetime.timedelta(days=days)
        Incident.with_due.filter(pk=incident.pk).update(destroy_at=end_of_day(day))
    Sanction.objects.filter(pk=sanction.pk).update(planned_end=today + datetime.timedelta(days=20))

    place = "phone" if viewport == PHONE else "desk"
    administrator: Visitor = visitor(viewport)
    administrator.sign_in(ada.email).goto("/beheer/vernietiging/").look(f"destruction-{place}")
    assert str(stuck.pk) in administrator.page.content()
    handler: Visitor = visitor(viewport)
    handler.sign_in(dossier.bob.email).goto("/vernietiging/").look(f"going-{place}")
    assert dossier.incident.reference in handler.page.content()
    handler.goto(f"/incidenten/{dossier.incident.pk}/")
    handler.page.get_by_text("Waarom staat dit hier nog?").click()
    handler.look(f"still-here-{place}")
    assert handler.page.get_by_text("Het wordt vijf jaar later vernietigd").is_visible()


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_a_change_of_the_terms_is_seen_and_then_made(
    town: World, visitor: Any, viewport: dict[str, int]
) -> None:
    ada = town.person("Ada", town.root, "administrator")
    Dossier(town, severity=3).impose("warning_letter")
    place = "phone" if viewport == PHONE else "desk"
    administrator: Visitor = visitor(viewport)
    administrator.sign_in(ada.email).goto("/beheer/bewaartermijnen/wijzigen/").look(f"policy-form-{place}")
    page = administrator.page
    page.get_by_label("Ernstig (maanden)", exact=True).fill("12")
    page.get_by_label("Waarom deze wijziging?").fill("Besluit van het college.")
    administrator.follow(page.get_by_role("button", name="Bekijk wat dit doet"), f"policy-seen-{place}")
    assert page.get_by_role("heading", name="Dit doet de wijziging").is_visible()
    administrator.follow(page.get_by_role("button", name="Bevestigen"), f"policy-{place}")
    assert page.get_by_text("De nieuwe bewaartermijnen gelden vanaf nu.").is_visible()
    assert Sanction.objects.get().months == 12
    administrator.goto("/bewaartermijnen/").look(f"terms-{place}")
    for number in range(4):
        page.get_by_text("Zelf nagaan").nth(number).click()
    administrator.look(f"terms-open-{place}")
    assert page.get_by_text("tests/retention/test_recording_terms.py").first.is_visible()
