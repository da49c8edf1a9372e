# SPDX-License-Identifier: EUPL-1.2
"""The register of requests before a browser: from what came in to the letter that answers it, at a desk and on a phone."""

from collections.abc import Callable

import pytest

from incidents.models import LetterKind
from oversight.models import DataSubjectRequest
from oversight.requests import registering
from tests.incidents.lettered import make_letterhead
from tests.oversight import asked
from tests.world import World

from .conftest import DESK, PHONE, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_from_receipt_to_answer(
    town: World, visitor: Callable[..., Visitor], viewport: dict[str, int]
) -> None:
    make_letterhead(town.waterrijk)
    cora = asked.coordinator(town, "Cora", "supervisor")
    late = asked.identified(cora, "objection", name="Ilse Kwakkelstein")
    registering.extend(cora, late, "Er is veel te zoeken.")
    size = "phone" if viewport == PHONE else "desk"
    me = visitor(viewport).sign_in(cora.email)
    me.goto("/verzoeken/").look(f"requests-list-{size}")
    page = me.page
    me.follow(page.get_by_role("link", name="Leg een verzoek vast", exact=True), f"requests-new-{size}")
    page.get_by_label("Inzage").check()
    page.get_by_label("Op welke dag kwam het verzoek binnen?").fill("01-01-2020")
    page.get_by_label("Aan de balie").check()
    page.get_by_label("Naam van wie het vraagt").fill("Karel 999990019")
    me.follow(page.get_by_role("button", name="Leg vast"), f"requests-new-wrong-{size}")
    page.get_by_label("Op welke dag kwam het verzoek binnen?").fill(f"{late.received_on:%d-%m-%Y}")
    me.follow(page.get_by_role("button", name="Leg vast"), f"requests-new-bsn-{size}")
    assert page.get_by_text("Haal het BSN weg").count()
    page.get_by_label("Naam van wie het vraagt").fill("Karel Kraaienest")
    me.follow(page.get_by_role("button", name="Leg vast"), f"requests-page-new-{size}")
    me.follow(page.get_by_role("link", name="Leg vast hoe u dit vaststelde"), f"requests-identity-{size}")
    page.get_by_label("Hoe hebt u vastgesteld wie dit is?").fill(asked.HOW)
    me.follow(page.get_by_role("button", name="Leg vast"), f"requests-page-known-{size}")
    me.follow(page.get_by_role("link", name="Besluit op dit verzoek"), f"requests-decide-{size}")
    page.get_by_label("Niets gevonden").check()
    me.follow(page.get_by_role("button", name="Leg het besluit vast"), f"requests-page-decided-{size}")
    me.follow(page.get_by_role("link", name="Maak de brief"), f"requests-letter-{size}")
    page.get_by_label("Naam en adres").fill("Karel Kraaienest\nKanarieplein 7\n1234 KN Vogelstad")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Maak de pdf").click()
    row = DataSubjectRequest.objects.get(kind="access")
    assert waiting.value.suggested_filename == f"brief-{row.reference}.pdf"
    me.follow(page.get_by_role("link", name="De brief is verstuurd"), f"requests-sent-{size}")
    me.follow(page.get_by_role("button", name="Leg vast"), f"requests-page-answered-{size}")
    row.refresh_from_db()
    assert (row.decision, row.name, row.letter_sent_on is not None) == ("nothing_found", "", True)
    assert row.letters.get().kind == LetterKind.DECISION
    me.goto(f"/verzoeken/{late.pk}/").look(f"requests-page-objection-{size}")
    me.goto("/verzoeken/?stand=klaar").look(f"requests-done-{size}")
