# SPDX-License-Identifier: EUPL-1.2
"""Letters about a request: from the municipality's texts, with the right remedy, kept nowhere; and what goes with them."""

import datetime
import uuid
from dataclasses import replace
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from accounts.models import AccessLogEntry, User
from accounts.policy import today
from incidents.access import NotAllowed
from incidents.letters.letter import make
from incidents.models import LetterKind
from notices.models import OutboxMessage
from notices.outbox import send_due_messages
from oversight.models import DataSubjectRequest, Decision
from oversight.requests import clock, deciding, letters, registering, telling
from recordings.requests import register_request
from retention.models import Request
from tests.incidents.case import client_of, filled_in, text_of
from tests.incidents.lettered import make_letterhead, read
from tests.incidents.sanctioned import Dossier
from tests.oversight import asked
from tests.protection.rows import base, our_models
from tests.recordings.exchange import Exchange
from tests.world import World, fresh

pytestmark = pytest.mark.django_db
ADDRESS = "De heer K. Kraaienest\nKanarieplein 7\n1234 KN Vogelstad"
REASON = "Dit zou de rechten van een ander schaden: nachtegaal."
WEIGHED = "De veiligheid aan de balie: leeuwerik."


@pytest.fixture
def cora(world: World) -> User:
    make_letterhead(world.waterrijk)
    return asked.coordinator(world, "Cora", "supervisor")


def path(name: str, row: DataSubjectRequest, **more: Any) -> str:
    return reverse(name, kwargs={"request_id": row.pk, **more})


def letter_text(row: DataSubjectRequest, kind: str) -> str:
    _reader, text = read(make(letters.compose(row, kind)))
    return text


def decided(cora: User, decision: str = "refused", kind: str = "access") -> DataSubjectRequest:
    row = asked.identified(cora, kind)
    deciding.decide(cora, row, decision, REASON, WEIGHED if kind == "objection" else "")
    row.refresh_from_db()
    return row


class TestWhatTheySay:
    def test_a_decision_is_a_besluit_with_objection_in_six_weeks(self, cora: User) -> None:
        text = letter_text(decided(cora), LetterKind.DECISION)
        for words in (
            "bezwaar maken, binnen zes weken",
            "voorzieningenrechter",
            "nachtegaal",
            "eendenvijver",
        ):
            assert words in text
        assert "geen overzicht van uw gegevens" in text

    @pytest.mark.parametrize(
        "kind", [LetterKind.REQUEST_RECEIVED, LetterKind.REQUEST_IDENTITY, LetterKind.REQUEST_EXTENSION]
    )
    def test_what_is_no_besluit_offers_no_objection(self, cora: User, kind: str) -> None:
        row = asked.ask(cora, "objection")
        registering.extend(cora, row, "Er is veel te zoeken: merel.")
        row.refresh_from_db()
        made = letters.compose(row, kind)
        assert letters.wrong_with(replace(made, address=ADDRESS), row) == {}
        text = letter_text(row, kind)
        assert "zes weken" not in text
        assert "klacht indienen bij de gemeente" in text
        assert row.reference in text
        wrong = letters.wrong_with(replace(made, text=f"{made.text}\n\nU kunt bezwaar maken."), row)
        assert set(wrong) == {"text"}

    @time_machine.travel("2026-01-31T10:00Z", tick=False)
    def test_an_extension_says_why_and_until_when(self, cora: User) -> None:
        row = asked.ask(cora)
        assert "28 februari 2026" in letter_text(row, LetterKind.REQUEST_RECEIVED)
        registering.extend(cora, row, "Er is veel te zoeken: merel.")
        row.refresh_from_db()
        text = letter_text(row, LetterKind.REQUEST_EXTENSION)
        assert "28 april 2026" in text
        assert "merel" in text

    @pytest.mark.parametrize("kind", registering.KINDS)
    @pytest.mark.parametrize("decision", [d for d in Decision if d != Decision.WITHDRAWN])
    def test_every_decision_on_every_kind_has_its_words(
        self, cora: User, kind: Request, decision: Decision
    ) -> None:
        row = asked.ask(cora, kind)
        row.decision, row.reasons, row.name = decision, REASON, asked.NAME
        made = letters.compose(row, LetterKind.DECISION)
        assert "[" not in made.text
        assert letters.wrong_with(replace(made, address=ADDRESS), row) == {}

    def test_an_employee_is_not_named_nor_a_bsn(self, world: World, cora: User) -> None:
        """Against the incidents that it is about, also by way of who is named in them."""
        dossier = Dossier(world)
        victim = world.person("Vera Vogelzang")
        incident = world.incident(dossier.alice, victim)
        row = asked.identified(cora)
        named = letters.compose(row, LetterKind.REQUEST_RECEIVED)
        named = replace(named, address=ADDRESS, text=f"{named.text}\n\nHet ging om Vera Vogelzang.")
        assert letters.wrong_with(named, row) == {}
        asked.about(cora, row, incident)
        assert "Vogelzang" in str(letters.wrong_with(named, row)["text"])
        bsn = replace(named, text="Uw nummer is 999990019.")
        assert set(letters.wrong_with(bsn, row)) == {"text"}

    def test_to_an_employee_about_themselves_their_own_name_is_no_secret(
        self, world: World, cora: User
    ) -> None:
        alice, vera = world.person("Alice Alk", None, "reporter"), world.person("Vera Vogelzang")
        row = asked.identified(cora, name="Vera Vogelzang")
        asked.about(cora, row, world.incident(alice, vera))
        made = letters.compose(row, LetterKind.REQUEST_RECEIVED)
        mine = replace(made, address=ADDRESS, text=f"{made.text}\n\nBeste Vera Vogelzang.")
        assert letters.wrong_with(mine, row) == {}
        theirs = replace(mine, text=f"{made.text}\n\nAlice Alk meldde het.")
        assert set(letters.wrong_with(theirs, row)) == {"text"}


class TestKept:
    def test_what_is_typed_is_in_the_letter_and_in_no_table(self, cora: User) -> None:
        row = decided(cora)
        browser, url = client_of(cora), path("request_letter", row, kind="decision")
        data = filled_in(browser.get(url)) | {"address": ADDRESS}
        data["text"] += "\n\nZelf geschreven: koolmees."
        answer = browser.post(url, data)
        assert answer["Content-Type"] == "application/pdf"
        assert "no-store" in answer["Cache-Control"]
        _reader, text = read(answer.content)
        assert "Kanarieplein 7" in text
        assert "koolmees" in text
        for model in our_models():
            for stored in base(model).all() if hasattr(model, "pk") else []:
                values = " ".join(str(getattr(stored, f.attname, "")) for f in model._meta.concrete_fields)
                assert "Kanarieplein" not in values
                assert "koolmees" not in values
        entry = AccessLogEntry.objects.get(action="made_letter")
        assert (entry.actor, entry.object_id) == (cora, row.pk)

    def test_sent_the_clock_is_over_and_the_contents_are_gone(self, cora: User) -> None:
        row = decided(cora)
        assert (row.name, row.asked, row.identity_check) == (asked.NAME, asked.WORDS, asked.HOW)
        assert row.reasons == REASON
        assert not clock.clock(row).is_over
        asked.sent(cora, row)
        assert {name: getattr(row, name) for name in row.CONTENTS} == dict.fromkeys(row.CONTENTS, "")
        assert clock.clock(row).is_over
        assert row.letter_sent_on == today()
        page = text_of(client_of(cora).get(path("data_subject_request", row)))
        for secret in (asked.NAME, asked.WORDS, asked.HOW, REASON):
            assert secret not in page
        # The row stays a year (R7).
        assert row.destroy_at > row.decided_at  # type: ignore[operator]

    def test_recorded_once_and_only_what_can_have_gone(self, cora: User) -> None:
        row = decided(cora)
        for day in (-1, 1):
            with pytest.raises(letters.NotThen):
                asked.sent(cora, row, on=today() + datetime.timedelta(days=day))
        with pytest.raises(NotAllowed):
            asked.sent(cora, row, LetterKind.REQUEST_EXTENSION)
        with pytest.raises(NotAllowed):
            asked.sent(cora, row, LetterKind.BAN)
        for _time in range(2):
            letters.record_sent(cora, row, LetterKind.DECISION, today(), "post", 1, uuid.uuid4())
        (letter,) = row.letters.all()
        assert (letter.kind, letter.how, letter.template.number) == ("decision", "post", 1)

    def test_two_weeks_after_the_decision_they_go_without_a_letter(self, cora: User) -> None:
        with time_machine.travel("2026-03-20T10:00Z", tick=False) as traveller:
            row = decided(cora)
            url = path("data_subject_request", row)
            # The clock goes forward in between: the last day is the 3rd of April, to its local end.
            traveller.move_to("2026-04-03T21:59:59Z")
            assert telling.clear_contents() == 0
            assert asked.NAME in text_of(client_of(cora).get(url))
            traveller.move_to("2026-04-03T22:00:00Z")
            # Also when no worker comes by.
            for secret in (asked.NAME, asked.WORDS, asked.HOW, REASON):
                assert secret not in text_of(client_of(cora).get(url))
            row.refresh_from_db()
            assert row.name == asked.NAME
            assert telling.clear_contents() == 1
            assert telling.clear_contents() == 0
            row.refresh_from_db()
            assert {name: getattr(row, name) for name in row.CONTENTS} == dict.fromkeys(row.CONTENTS, "")
            # The letter can still go, and the clock runs until it does.
            assert not clock.is_answered(row)
            assert "[waarom]" in letters.compose(row, LetterKind.DECISION).text
            asked.sent(cora, row)
            assert clock.is_answered(row)


class TestTold:
    def kinds(self, person: User) -> list[str]:
        return list(
            OutboxMessage.with_due.filter(recipient=person)
            .order_by("created_at")
            .values_list("kind", flat=True)
        )

    def test_fourteen_seven_and_three_days_ahead_and_every_week_after(self, world: World) -> None:
        cora, cor = asked.coordinator(world), asked.coordinator(world, "Cor")
        eve = world.person("Eve", world.other_root, "coordinator")
        hank = world.person("Hank", world.root, "handler", "administrator")
        told: list[int] = []
        start = datetime.datetime(2026, 9, 20, 10, tzinfo=datetime.UTC)
        with time_machine.travel(start, tick=False) as traveller:
            row = asked.ask(cora)
            OutboxMessage.objects.all().delete()
            # To the 20th of October, over the night in which the clock goes back.
            for day in range(52):
                traveller.move_to(start + day * datetime.timedelta(days=1))
                before = OutboxMessage.with_due.filter(recipient=cora).count()
                for _again in range(2):
                    telling.remind()
                told += [day] * (OutboxMessage.with_due.filter(recipient=cora).count() - before)
        # The 30th day is the last.
        assert told == [16, 23, 27, 31, 38, 45]
        assert self.kinds(cora).count("request_due") + self.kinds(cora).count("request_late") == len(told)
        assert OutboxMessage.with_due.filter(recipient=cor).count() == len(told)
        assert not OutboxMessage.with_due.filter(recipient__in=[eve, hank]).exists()
        assert {mail.reference for mail in OutboxMessage.with_due.all()} == {row.reference}

    def test_of_a_decision_whose_letter_waits(self, cora: User) -> None:
        with time_machine.travel("2026-03-02T10:00Z", tick=False) as traveller:
            row = decided(cora)
            traveller.move_to("2026-03-09T21:00Z")
            telling.remind()
            assert self.kinds(cora) == []
            traveller.move_to("2026-03-09T23:00Z")
            telling.remind()
            telling.remind()
            assert self.kinds(cora) == ["request_letter_waits"]
            asked.sent(cora, row)
            # What waits no more is not mailed, however long the mail lay there.
            assert send_due_messages() == 0

    def test_of_a_caller_who_waits(self, world: World, cora: User) -> None:
        with time_machine.travel("2026-03-02T10:00Z", tick=False) as traveller:
            exchange = Exchange(world)
            exchange.stored()
            request = register_request(fresh(cora), today(), exchange.facts().started_at, "06-12345678")
            assert request.is_open
            traveller.move_to("2026-03-30T10:00Z")
            telling.remind()
            assert self.kinds(cora) == ["caller_request_waits"]
