# SPDX-License-Identifier: EUPL-1.2
"""Four eyes: where the municipality wants them, a ban waits for a supervisor who did not propose it."""

import datetime

import pytest
from django.utils import timezone

from incidents import handling
from incidents.models import Incident, Sanction
from notices.composing import email_of
from notices.models import OutboxMessage
from retention.terms import local_date
from tests.incidents.case import client_of, text_of
from tests.incidents.sanction_pages import BAN, GROUNDS, Pages, errors_of, message_of
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(world: World) -> Pages:
    assert world.waterrijk.bans_need_supervisor
    return Pages(world, severity=3)


def propose(pages: Pages, kind: str = "premises_ban") -> Sanction:
    end = local_date(timezone.now()) + datetime.timedelta(days=30)
    response = pages.impose_by_page(
        kind, planned_end=end.strftime("%d-%m-%Y"), deviation_reason="Hij kwam terug.", **BAN
    )
    assert "Voorgesteld" in message_of(response)
    return Sanction.objects.get(kind=kind)


def decide(pages: Pages, proposal: Sanction, decision: str, reason: str = "", user: object = None) -> object:
    return pages.post(user or pages.sonja, "sanction_decide", proposal, decision=decision, reason=reason)


@pytest.mark.parametrize("kind", ["premises_ban", "contact_ban", "suspension"])
def test_a_ban_is_a_proposal_until_a_supervisor_allows_it(pages: Pages, kind: str) -> None:
    page = text_of(pages.get(pages.bob, "sanction_impose", kind))
    assert "Een toezichthouder beslist" in page
    assert "Sonja" in page
    proposal = propose(pages, kind)
    assert not proposal.is_imposed
    assert pages.shown_of(pages.wim.perpetrator)[1] == set()
    assert "Wacht op een toezichthouder" in pages.page()
    response = decide(pages, proposal, "allow")
    assert "binnen 24 uur" in message_of(response)
    assert pages.shown_of(pages.wim.perpetrator)[1] == {proposal.pk}
    assert "Toegestaan door Sonja" in pages.page()


@pytest.mark.parametrize("kind", ["warning_letter", "contact_measure"])
def test_what_is_no_ban_needs_nobody_else(pages: Pages, kind: str) -> None:
    assert "Een toezichthouder beslist" not in text_of(pages.get(pages.bob, "sanction_impose", kind))
    end = (local_date(timezone.now()) + datetime.timedelta(days=30)).strftime("%d-%m-%Y")
    pages.impose_by_page(
        kind, planned_end=end, deviation_reason="Past beter.", conditions="Alleen per brief."
    )
    assert Sanction.objects.get().is_imposed


def test_where_the_municipality_does_not_want_it_a_ban_is_imposed_at_once(pages: Pages) -> None:
    pages.world.waterrijk.bans_need_supervisor = False
    pages.world.waterrijk.save()
    end = (local_date(timezone.now()) + datetime.timedelta(days=30)).strftime("%d-%m-%Y")
    pages.impose_by_page("premises_ban", planned_end=end, deviation_reason="Past beter.", **BAN)
    assert Sanction.objects.get().is_imposed


def test_refused_with_a_reason_that_the_proposer_reads(pages: Pages) -> None:
    proposal = propose(pages)
    assert "reason" in errors_of(decide(pages, proposal, "refuse"))
    assert "decision" in errors_of(decide(pages, proposal, ""))
    assert "niets opgelegd" in message_of(decide(pages, proposal, "refuse", "Te zwaar voor een eerste keer."))
    proposal.refresh_from_db()
    assert proposal.state == Sanction.State.REFUSED
    page = pages.page()
    assert "Te zwaar voor een eerste keer." in page
    assert "Niet toegestaan" in page
    assert pages.shown_of(pages.wim.perpetrator)[1] == set()


def test_never_by_who_proposed_it_nor_by_who_does_not_watch(pages: Pages, world: World) -> None:
    both = world.person("Dub", None, "handler", "supervisor")
    end = (local_date(timezone.now()) + datetime.timedelta(days=30)).strftime("%d-%m-%Y")
    pages.post(
        both,
        "sanction_impose",
        "premises_ban",
        **(GROUNDS | BAN | {"planned_end": end, "deviation_reason": "Past beter."}),
    )
    proposal = Sanction.objects.get()
    assert proposal.author == both
    eve = world.person("Eve", world.other, "handler", "supervisor")
    sib = world.person("Sib", world.sibling, "supervisor")
    address = pages.address("sanction_decide", proposal)
    for person in (both, pages.bob, pages.alice, pages.rita, eve, sib):
        assert client_of(person).get(address).status_code == 404, person
        assert client_of(person).post(address, {"decision": "allow"}).status_code == 404, person
        if person in (both, pages.bob):
            assert address not in pages.page(person)
    proposal.refresh_from_db()
    assert proposal.state == Sanction.State.PROPOSED
    assert address in pages.page(pages.sonja)
    assert "Opgelegd" in message_of(decide(pages, proposal, "allow"))


def test_the_supervisor_reads_the_grounds_and_is_led_there(pages: Pages) -> None:
    proposal = propose(pages)
    page = pages.page(pages.sonja)
    assert "Beslis over een voorgestelde sanctie" in page
    assert "Trek het voorstel in" not in page
    page = text_of(pages.get(pages.sonja, "sanction_decide", proposal))
    for words in (GROUNDS["behaviour"], GROUNDS["norm"], BAN["basic_services"], "Hij kwam terug.", "Bob"):
        assert words in page
    assert pages.incident.narrative in page


def test_withdrawn_by_a_handler(pages: Pages) -> None:
    proposal = propose(pages)
    response = pages.send(pages.bob, "sanction_withdraw", proposal, {})
    assert "ingetrokken" in message_of(response)
    response = client_of(pages.sonja).get(pages.address("sanction_decide", proposal), follow=True)
    assert "Dit voorstel is ingetrokken" in message_of(response)
    proposal.refresh_from_db()
    assert proposal.state == Sanction.State.WITHDRAWN


def test_decided_once_by_the_first(pages: Pages, world: World) -> None:
    """Two supervisors with the page open: the second reads what the first decided."""
    ria = world.person("Ria", world.root, "supervisor")
    proposal = propose(pages)
    data = pages.form(ria, "sanction_decide", proposal) | {"decision": "refuse", "reason": "Te zwaar."}
    decide(pages, proposal, "allow")
    response = pages.send(ria, "sanction_decide", proposal, data)
    assert "Er is nu niets veranderd" in message_of(response)
    proposal.refresh_from_db()
    assert proposal.is_imposed


def test_what_cannot_be_imposed_any_more_is_not_allowed(pages: Pages) -> None:
    proposal = propose(pages)
    data = pages.form(pages.sonja, "sanction_decide", proposal) | {"decision": "allow"}
    Incident.objects.filter(pk=pages.incident.pk).update(facts_established_at=None)
    response = pages.send(pages.sonja, "sanction_decide", proposal, data)
    assert "Stel eerst de feiten vast" in errors_of(response)[""]
    proposal.refresh_from_db()
    assert proposal.state == Sanction.State.PROPOSED


def test_a_prolongation_is_not_allowed_when_the_old_one_ended(pages: Pages, world: World) -> None:
    world.waterrijk.bans_need_supervisor = False
    world.waterrijk.save()
    today = local_date(timezone.now())
    ban = pages.impose("premises_ban", planned_end=today + datetime.timedelta(days=20))
    world.waterrijk.bans_need_supervisor = True
    world.waterrijk.save()
    longer = pages.impose("premises_ban", prolongs=ban, planned_end=today + datetime.timedelta(days=40))
    pages.post(pages.bob, "sanction_lift", ban, reason="Gesprek gevoerd")
    response = decide(pages, longer, "allow")
    assert "al voorbij" in errors_of(response)[""]
    longer.refresh_from_db()
    assert longer.state == Sanction.State.PROPOSED


def test_mails_carry_a_reference_and_a_link_only(pages: Pages) -> None:
    proposal = propose(pages)
    decide(pages, proposal, "refuse", "Te zwaar voor Zwartewater.")
    assert "Te zwaar voor Zwartewater." in pages.page()
    asked, told = (OutboxMessage.objects.get(kind=f"sanction_{what}") for what in ("proposed", "decided"))
    assert (asked.recipient, told.recipient) == (pages.sonja, pages.bob)
    for message in (asked, told):
        mail = email_of(message)
        text = mail.subject + mail.body
        assert pages.incident.reference in text
        assert f"/incidenten/{pages.incident.pk}/" in text
        for secret in ("Zwartewater", "Wim", "Alice", "oegangsverbod", "Te zwaar", "opwachten"):
            assert secret not in text


def test_a_ban_is_not_allowed_any_more_when_it_turned_out_to_be_less_serious(pages: Pages) -> None:
    """A warning comes first where one would do: also when that shows while the proposal waits."""
    proposal = propose(pages)
    pages.establish(pages.incident, severity=1)
    response = decide(pages, proposal, "allow")
    assert "waarschuwing" in str(errors_of(response))
    assert not Sanction.objects.get().is_imposed
    decide(pages, proposal, "refuse", "Eerst een waarschuwing.")
    assert Sanction.objects.get().state == Sanction.State.REFUSED


def test_a_ban_is_not_allowed_past_the_term_of_an_incident_whose_date_was_corrected(pages: Pages) -> None:
    """R4: prolonged past the incident only on a new one."""
    proposal = propose(pages)
    Sanction.objects.update(planned_end=local_date(pages.incident.destroy_at - datetime.timedelta(hours=2)))
    earlier = pages.incident.occurred_at - datetime.timedelta(days=10)
    handling.correct_date(pages.bob, pages.incident, earlier, "Verkeerde dag")
    assert errors_of(decide(pages, proposal, "allow"))
    assert not Sanction.objects.get().is_imposed
