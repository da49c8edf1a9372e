# SPDX-License-Identifier: EUPL-1.2
"""Messages before a real browser: read, chosen for, and how the administrator sees mail stand."""

import datetime
from typing import Any

import pytest
from django.utils import timezone

from incidents import handling
from notices.models import Choice, OutboxMessage
from tests.browser.conftest import DESK, PHONE, Visitor
from tests.incidents.case import Case
from tests.world import World

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_reading_choosing_and_how_mail_stands(town: World, visitor: Any, viewport: dict[str, int]) -> None:
    ada = town.person("Ada", town.root, "administrator")
    case = Case(town)
    contact = case.incident.aftercares.get(kind="second")
    handling.make_appointment(case.bob, contact, timezone.now() + datetime.timedelta(days=2))
    place = "phone" if viewport == PHONE else "desk"
    bob: Visitor = visitor(viewport)
    bob.sign_in(case.bob.email).goto("/berichten/").look(f"messages-{place}")
    page = bob.page
    assert page.get_by_role("link", name="Zet in uw agenda").is_visible()
    page.get_by_role("link", name="Nieuwe melding", exact=True).click()
    page.wait_for_url(f"**/incidenten/{case.incident.pk}/")
    assert OutboxMessage.objects.get(recipient=case.bob, kind="new_report").read_at
    bob.goto("/berichten/")
    page.get_by_role("link", name="Kies wat u in uw mail krijgt").click()
    bob.look(f"message-ways-{place}")
    page.get_by_role("group", name="Nieuwe meldingen").get_by_label("In de dagelijkse mail").check()
    page.get_by_role("button", name="Bewaren").click()
    page.get_by_text("Uw keuzes zijn bewaard.").wait_for()
    assert Choice.objects.get(person=case.bob, topic="new_reports").way == "digest"
    page.get_by_role("button", name="Markeer alles als gelezen").click()
    page.get_by_text("Markeer alles als gelezen").wait_for(state="detached")

    OutboxMessage.objects.filter(recipient=case.ed).update(
        given_up_at=timezone.now(), failure="SMTPRecipientsRefused"
    )
    administrator: Visitor = visitor(viewport)
    administrator.sign_in(ada.email).goto("/beheer/mail/").look(f"mail-{place}")
    administrator.page.get_by_role("button", name="Probeer opnieuw").click()
    administrator.page.get_by_text("Mail gaat weg").wait_for()


def test_a_choice_is_seen_with_the_colours_of_the_system(town: World, visitor) -> None:
    """With forced colours a browser draws no gradient, and the mark of a radio button was one."""
    alice = town.person("Alice de Wit", None, "reporter")
    desk = visitor(DESK, forced_colors="active").sign_in(alice.email).goto("/berichten/instellen/")
    chosen = desk.page.locator("input[type=radio]:checked").first
    assert chosen.evaluate("e => getComputedStyle(e).appearance") == "auto"
