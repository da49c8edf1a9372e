# SPDX-License-Identifier: EUPL-1.2
"""The register (LEI 8; AVG 12): what is written down of a request, who asks, and who decides; never more than needed."""

import datetime
import uuid
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.administering import Refused
from accounts.in_use import Stopped
from accounts.models import User
from accounts.policy import today
from incidents.access import NotAllowed
from incidents.models import Incident, LetterKind
from incidents.perpetrators import join_perpetrators
from notices.models import OutboxMessage
from oversight.models import DataSubjectRequest, Decision, RequestSubject
from oversight.requests import deciding, effects_choosing, registering, subjects, telling
from oversight.requests.access import requests_for
from retention.holds import place_hold
from retention.models import Hold
from retention.terms import hold_ends
from tests.incidents.case import client_of
from tests.incidents.sanctioned import Dossier
from tests.oversight import asked
from tests.recordings.exchange import Exchange
from tests.world import World, fresh

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
A_BSN = "999990019"


@pytest.fixture
def cora(world: World) -> User:
    return asked.coordinator(world, "Cora", "supervisor")


@pytest.fixture
def cor(world: World) -> User:
    return asked.coordinator(world, "Cor")


class TestReceived:
    def test_numbered_within_the_municipality_and_the_year_of_receipt(self, world: World, cora: User) -> None:
        eve = world.person("Eve", world.other_root, "coordinator")
        rows = [asked.ask(cora), asked.ask(cora), asked.ask(eve)]
        year = today().year
        assert [row.reference for row in rows] == [f"V{year}-1", f"V{year}-2", f"V{year}-1"]

    def test_sent_twice_it_is_written_once(self, cora: User) -> None:
        token = uuid.uuid4()
        facts: Any = {
            "kind": "access",
            "received_on": today(),
            "came_by": "desk",
            "name": asked.NAME,
            "asked": "",
        }
        for _time in range(2):
            registering.register(fresh(cora), token, **facts)
        assert DataSubjectRequest.objects.count() == 1

    @pytest.mark.parametrize("field", ["name", "asked"])
    @pytest.mark.parametrize("written", [A_BSN, "9999.90.019", "BSN 999 990 019"])
    def test_a_bsn_is_refused_wherever_it_stands(self, cora: User, field: str, written: str) -> None:
        with pytest.raises(registering.HoldsABsn) as refused:
            asked.ask(cora, **{field: f"Karel {written}"})
        assert refused.value.field == field
        assert not DataSubjectRequest.objects.exists()

    def test_one_that_waited_while_the_municipality_closed_is_refused(self, world: World, cora: User) -> None:
        """Written down it would be destroyed unanswered: nobody but administrators comes in any more (AVG 12.3)."""
        actor = fresh(cora)
        assert actor.municipality is not None
        # Read before, as a request is that waits for the lock.
        assert actor.municipality.closed_at is None
        type(actor.municipality).objects.filter(pk=actor.municipality_id).update(closed_at=timezone.now())
        facts: Any = {"kind": "access", "received_on": today(), "came_by": "desk", "name": "K", "asked": ""}
        with pytest.raises(Stopped):
            registering.register(actor, uuid.uuid4(), **facts)
        assert not DataSubjectRequest.objects.exists()

    def test_what_a_caller_asks_is_answered_elsewhere(self, cora: User) -> None:
        with pytest.raises(NotAllowed):
            asked.ask(cora, "caller")

    def test_the_other_coordinators_hear_of_it_and_nobody_else(
        self, world: World, cora: User, cor: User
    ) -> None:
        world.person("Eve", world.other_root, "coordinator")
        world.person("Hank", None, "handler")
        row = asked.ask(cora)
        mails = OutboxMessage.objects.filter(kind="request_registered")
        assert [mail.recipient for mail in mails] == [cor]
        assert (mails[0].reference, mails[0].about) == (row.reference, row.pk)

    def test_words_and_names_are_sealed(self, cora: User) -> None:
        asked.identified(cora)
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, asked, identity_check FROM oversight_datasubjectrequest")
            stored = b"".join(bytes(value) for value in cursor.fetchone())
        for secret in (asked.NAME, asked.WORDS, asked.HOW):
            assert secret.encode() not in stored


class TestIdentity:
    @pytest.mark.parametrize(
        "how",
        [
            f"Paspoort bekeken, BSN {A_BSN}",
            "Paspoort NWA1B2C34",
            "paspoort nwa1b2c34",
            "Rijbewijs 5012345678",
            "Rijbewijs 50 1234 5678",
            "ID-kaart IX R4 B2 C34",
            "Document SPECI2014 gezien",
        ],
    )
    def test_no_number_of_a_person_or_a_document(self, cora: User, how: str) -> None:
        row = asked.ask(cora)
        with pytest.raises((registering.HoldsANumber, registering.HoldsABsn)):
            registering.establish_identity(cora, row, how)
        row.refresh_from_db()
        assert (row.identity_check, row.identity_checked_at) == ("", None)

    @pytest.mark.parametrize(
        "how",
        [
            asked.HOW,
            "Op 30-11-2026 om 14.30 uur aan balie 4, met een paspoort dat geldig is tot 2031.",
            "Teruggebeld op het nummer dat wij al hadden; 2 vragen goed beantwoord.",
            "Met DigiD ingelogd op onze site.",
        ],
    )
    def test_in_words_by_whom_and_when(self, cora: User, how: str) -> None:
        row = asked.ask(cora)
        registering.establish_identity(cora, row, how)
        row.refresh_from_db()
        assert (row.identity_check, row.identity_checked_by) == (how, cora)
        assert row.identity_checked_at is not None

    @pytest.mark.parametrize("decision", ["granted", "partly", "refused", "nothing_found"])
    def test_without_it_nothing_is_decided(self, cora: User, decision: str) -> None:
        row = asked.ask(cora)
        with pytest.raises(deciding.NoIdentity):
            deciding.decide(cora, row, decision, "Daarom.")
        assert deciding.choices_for(row) == [Decision.WITHDRAWN]

    def test_not_treated_only_two_weeks_after_the_question_was_sent(self, cora: User) -> None:
        """Awb 4:5: who asks had the time to say who they are."""
        row = asked.ask(cora)
        with pytest.raises(deciding.NotAskedYet):
            deciding.decide(cora, row, "not_treated", "Niet bekend wie dit is.")
        asked.sent(cora, row, LetterKind.REQUEST_IDENTITY)
        asked_on = row.identity_asked_on
        assert asked_on is not None
        row.identity_asked_on = asked_on - 14 * DAY
        row.save()
        with pytest.raises(deciding.NotAskedYet):
            deciding.decide(cora, row, "not_treated", "Niet bekend wie dit is.")
        row.identity_asked_on = asked_on - 15 * DAY
        row.save()
        deciding.decide(cora, row, "not_treated", "Niet bekend wie dit is.")
        row.refresh_from_db()
        assert row.decision == "not_treated"

    def test_who_is_known_is_treated(self, cora: User) -> None:
        row = asked.identified(cora)
        with pytest.raises(deciding.IdentityIsKnown):
            deciding.decide(cora, row, "not_treated", "Daarom.")

    def test_established_after_the_words_went_it_is_known_and_not_written_down(self, cora: User) -> None:
        """R7: three months after receipt nothing of the contents is kept, also not what is typed then."""
        row = asked.ask(cora)
        with time_machine.travel(hold_ends(row.received_on), tick=False):
            for sweep in (lambda: 0, telling.clear_contents):
                sweep()
                registering.establish_identity(fresh(cora), row, asked.HOW)
                row.refresh_from_db()
                assert (row.identity_check, row.identity_checked_by) == ("", cora)


class TestDecision:
    @pytest.fixture
    def dossier(self, world: World) -> Dossier:
        return Dossier(world)

    def test_the_holds_end_in_the_same_transaction(
        self, dossier: Dossier, cora: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        row = asked.identified(cora)
        asked.about(cora, row, dossier.incident)
        assert Hold.objects.get().is_running

        def fails(*args: Any) -> None:
            raise RuntimeError("half-way")

        with monkeypatch.context() as patched:
            patched.setattr("oversight.requests.effects.carry_out", fails)
            with pytest.raises(RuntimeError):
                deciding.decide(cora, row, "refused", "Daarom.")
        row.refresh_from_db()
        assert row.is_open
        assert Hold.objects.get().is_running
        deciding.decide(cora, row, "refused", "Daarom.")
        row.refresh_from_db()
        assert (row.decision, row.decided_by) == ("refused", cora)
        assert not Hold.objects.get().is_running

    def test_twice_is_once_and_the_second_coordinator_hears_who_was_first(
        self, cora: User, cor: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        row = asked.identified(cora)
        carried: list[Any] = []
        monkeypatch.setattr("oversight.requests.effects.carry_out", lambda *args: carried.append(args))
        deciding.decide(cora, row, "refused", "De eerste reden.")
        deciding.decide(cora, row, "refused", "Nog eens.")
        with pytest.raises(deciding.DecidedMeanwhile, match="Cora"):
            deciding.decide(cor, row, "nothing_found")
        row.refresh_from_db()
        assert (row.decision, row.reasons, row.decided_by) == ("refused", "De eerste reden.", cora)
        assert len(carried) == 1

    @pytest.mark.parametrize("decision", ["partly", "refused"])
    def test_reasons_are_needed(self, dossier: Dossier, cora: User, decision: str) -> None:
        row = asked.identified(cora)
        asked.about(cora, row, dossier.incident)
        with pytest.raises(Refused) as refused:
            deciding.decide(cora, row, decision, "  ")
        assert refused.value.field == "reasons"

    @pytest.mark.parametrize("decision", ["granted", "partly", "refused"])
    def test_an_objection_is_weighed(
        self, dossier: Dossier, cora: User, decision: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """AVG 21.1; whatever it does to the records."""
        monkeypatch.setattr("oversight.requests.effects.carry_out", lambda *args: None)
        row = asked.identified(cora, "objection")
        asked.about(cora, row, dossier.incident)
        with pytest.raises(Refused) as refused:
            deciding.decide(cora, row, decision, "Daarom.")
        assert refused.value.field == "weighing"
        deciding.decide(cora, row, decision, "Daarom.", "De veiligheid aan de balie weegt zwaarder.")
        row.refresh_from_db()
        assert row.reasons == "De veiligheid aan de balie weegt zwaarder.\n\nDaarom."

    def test_what_was_found_and_what_was_not(self, dossier: Dossier, cora: User) -> None:
        row = asked.identified(cora)
        for decision in ("granted", "partly"):
            with pytest.raises(deciding.NothingConfirmed):
                deciding.decide(cora, row, decision, "Daarom.")
        asked.about(cora, row, dossier.incident)
        with pytest.raises(deciding.SomethingConfirmed):
            deciding.decide(cora, row, "nothing_found")

    @pytest.mark.parametrize("decision", ["granted", "partly"])
    def test_access_is_granted_of_what_can_be_given(
        self, dossier: Dossier, cora: User, decision: str
    ) -> None:
        """AVG 15: afterwards no package is made, so that the letter would promise what nobody gets."""
        row = asked.identified(cora)
        asked.about(cora, row, dossier.incident)
        with pytest.raises(deciding.NoPackage) as refused:
            deciding.decide(cora, row, decision, "Daarom.")
        assert refused.value.field == "decision"
        page = client_of(cora).post(
            reverse("request_decide", args=[row.pk]), {"decision": decision, "reasons": "Daarom."}
        )
        assert "Maak eerst het inzagepakket" in str(page.context["form"].errors["decision"])
        asked.given(cora, row)
        deciding.decide(cora, row, decision, "Daarom.")
        row.refresh_from_db()
        assert row.decision == decision

    def test_a_late_decision_shows_nothing_of_what_was_due(self, cora: User) -> None:
        """R7: what is due stays hidden, though the worker did not come by before the decision."""
        row = asked.identified(cora)
        with time_machine.travel(hold_ends(row.received_on), tick=False):
            deciding.decide(fresh(cora), row, "nothing_found", "Er is niets.")
            page = client_of(cora).get(reverse("data_subject_request", args=[row.pk])).content.decode()
        for secret in (asked.NAME, asked.WORDS, asked.HOW):
            assert secret not in page
        row.refresh_from_db()
        assert (row.name, row.asked, row.identity_check, row.reasons) == ("", "", "", "Er is niets.")

    @pytest.mark.parametrize("field", ["reasons", "weighing"])
    def test_whose_name_stands_in_no_letter_stands_in_no_reasons(
        self, dossier: Dossier, cora: User, field: str
    ) -> None:
        """RULES: a letter never names the victim; of a whole that was erased nobody knows the name any more."""
        row = asked.identified(cora, "objection")
        subject = asked.about(cora, row, dossier.incident, dossier.wim.perpetrator)
        effects_choosing.choose(fresh(cora), subject, "whole")
        words = {"reasons": "Daarom.", "weighing": "Het weegt niet op."}
        named = words | {field: f"Wat {dossier.alice.name} meemaakte."}
        with pytest.raises(deciding.NamesSomebody, match=dossier.alice.name) as refused:
            deciding.decide(fresh(cora), row, "granted", **named)
        assert refused.value.field == field
        assert Incident.objects.filter(pk=dossier.incident.pk).exists()
        deciding.decide(fresh(cora), row, "granted", **words)
        assert not Incident.with_due.filter(pk=dossier.incident.pk).exists()

    def test_no_bsn_in_the_reasons(self, cora: User) -> None:
        row = asked.identified(cora)
        with pytest.raises(registering.HoldsABsn):
            deciding.decide(cora, row, "refused", f"Om {A_BSN}.")

    def test_withdrawn_needs_no_letter_so_nothing_is_kept_of_it(self, cora: User) -> None:
        row = asked.identified(cora)
        assert row.name == asked.NAME
        deciding.decide(cora, row, "withdrawn")
        row.refresh_from_db()
        assert {name: getattr(row, name) for name in row.CONTENTS} == dict.fromkeys(row.CONTENTS, "")
        assert row.contents_gone_at is not None

    @time_machine.travel("2026-06-16T10:00Z", tick=False)
    def test_a_year_from_the_decision(self, cora: User) -> None:
        """R7."""
        row = asked.identified(cora)
        deciding.decide(cora, row, "refused", "Daarom.")
        row.refresh_from_db()
        assert (row.retention_rule, row.counted_from) == ("R7", row.decided_at)
        assert row.destroy_at.isoformat() == "2027-06-16T22:00:00+00:00"


class TestWhoIsParty:
    """Nobody decides on what they are themselves a party to: another coordinator does."""

    @pytest.fixture
    def dossier(self, world: World) -> Dossier:
        return Dossier(world)

    def refuses(self, actor: User, row: DataSubjectRequest) -> bool:
        try:
            deciding.decide(fresh(actor), row, "refused", "Daarom.")
        except deciding.IsParty:
            return True
        return False

    @pytest.mark.parametrize("name", ["Cornelia Kievitsbloem", "C. Kievitsbloem", "cornelia kievietsbloem"])
    def test_who_asks(self, world: World, cora: User, name: str) -> None:
        cornelia = asked.coordinator(world, "Cornelia Kievitsbloem")
        row = asked.identified(cora, name=name)
        assert self.refuses(cornelia, row)
        assert not self.refuses(cora, row)

    def test_a_victim_in_what_it_is_about(self, dossier: Dossier, cora: User, cor: User) -> None:
        incident = dossier.world.incident(dossier.alice, cor)
        row = asked.identified(cora)
        assert not deciding.is_party(cor, row)
        asked.about(cora, row, incident)
        assert self.refuses(cor, row)
        assert not self.refuses(cora, row)

    def test_its_reporter_also_by_way_of_somebody_whom_it_names(
        self, dossier: Dossier, cora: User, cor: User
    ) -> None:
        dossier.world.grant(cor, "reporter", dossier.world.root)
        incident = dossier.world.incident(fresh(cor), dossier.alice)
        dossier.establish(incident)
        dossier.link(incident, dossier.wim.perpetrator)
        row = asked.identified(cora)
        asked.about(cora, row, dossier.incident, dossier.wim.perpetrator)
        assert self.refuses(cor, row)
        assert not self.refuses(cora, row)

    def test_whose_call_it_is(self, world: World, cora: User) -> None:
        exchange = Exchange(world)
        world.grant(exchange.alice, "coordinator", world.root)
        row = asked.identified(cora)
        RequestSubject.objects.create(
            request=row,
            what="recordings.Recording",
            object_id=str(exchange.stored().pk),
            capacity="caller",
            confirmed_by=cora,
        )
        assert self.refuses(exchange.alice, row)
        assert not self.refuses(cora, row)

    def test_they_take_nothing_back_and_choose_nothing_either(self, world: World, cora: User) -> None:
        """Or a call of theirs goes on its 48 hours while somebody asks for it, and then they are no party any more."""
        exchange = Exchange(world)
        world.grant(exchange.alice, "coordinator", world.root)
        row, call = asked.identified(cora, "erasure"), exchange.stored()
        hold = place_hold(cora, call, row.kind, row.received_on)
        subject = RequestSubject.objects.create(
            request=row,
            hold=hold,
            what="recordings.Recording",
            object_id=str(call.pk),
            capacity="caller",
            confirmed_by=cora,
        )
        alice = fresh(exchange.alice)
        (shown,) = subjects.confirmed(alice, row)
        assert (shown.is_own, shown.day) == (True, None)
        with pytest.raises(NotAllowed):
            subjects.withdraw(alice, subject)
        with pytest.raises(NotAllowed):
            effects_choosing.choose(alice, subject, "whole")
        hold.refresh_from_db()
        assert hold.is_running
        assert self.refuses(alice, row)
        subjects.withdraw(fresh(cora), subject)
        hold.refresh_from_db()
        assert not hold.is_running

    def test_a_reporter_takes_nothing_back(self, dossier: Dossier, cora: User, cor: User) -> None:
        dossier.world.grant(cor, "reporter", dossier.world.root)
        row = asked.identified(cora)
        subject = asked.about(cora, row, dossier.world.incident(fresh(cor), dossier.alice))
        with pytest.raises(NotAllowed):
            subjects.withdraw(fresh(cor), subject)

    def test_a_victim_after_two_persons_turned_out_to_be_one(self, dossier: Dossier, cora: User) -> None:
        cees = dossier.world.person("Cees")
        dossier.world.grant(cees, "coordinator", dossier.world.root)
        incident = dossier.world.incident(dossier.alice, cees)
        dossier.establish(incident)
        goes = dossier.name(incident, "Wim Zwartewater, de ander").perpetrator
        row = asked.identified(cora)
        asked.about(cora, row, incident, goes)
        join_perpetrators(fresh(dossier.bob), incident, dossier.wim.perpetrator, goes)
        assert self.refuses(cees, row)
        assert not self.refuses(cora, row)


def test_nobody_but_the_coordinators_of_the_municipality(world: World, cora: User) -> None:
    row = asked.identified(cora)
    crowd = [
        world.person("Adam", world.root, "administrator"),
        world.person("Hank", world.root, "handler", "supervisor", "registry_reader", "reporter"),
        world.person("Coos", world.own, "coordinator"),
        world.person("Eve", world.other_root, "coordinator"),
        world.person("Ina", world.root, "coordinator", is_active=False),
        User.objects.create_superuser("root@installatie.example", "geheim-geheim", name="Operator"),
    ]
    acts = (
        lambda who: asked.ask(who),
        lambda who: registering.establish_identity(who, row, asked.HOW),
        lambda who: registering.extend(who, row, "Daarom."),
        lambda who: deciding.decide(who, row, "withdrawn"),
        lambda who: asked.sent(who, row, LetterKind.REQUEST_RECEIVED),
    )
    before = DataSubjectRequest.objects.filter(~Q(pk=row.pk)).count()
    for person in crowd:
        assert not requests_for(fresh(person)).filter(pk=row.pk).exists()
        for act in acts:
            if person.name == "Eve" and act is acts[0]:
                continue
            with pytest.raises(NotAllowed):
                act(fresh(person))
    row.refresh_from_db()
    assert row.is_open
    assert not row.letters.exists()
    assert DataSubjectRequest.objects.filter(~Q(pk=row.pk)).count() == before
    assert requests_for(fresh(cora)).get() == row
