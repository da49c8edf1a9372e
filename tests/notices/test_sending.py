# SPDX-License-Identifier: EUPL-1.2
"""Mail over a real SMTP server: once, in the end, and never at the cost of the other mails."""

import datetime
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from accounts.models import User
from notices import sending, standing
from notices.models import OutboxMessage
from notices.outbox import queue_mail, send_due_messages
from tests.accounts.test_concurrency import at_once
from tests.notices.post_office import PostOffice, certificate, open_office
from tests.world import World, fresh

NOON = datetime.datetime(2026, 11, 24, 11, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def office(settings: Any) -> Iterator[PostOffice]:
    with open_office(settings) as office:
        yield office


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def people(world: World, clock: Any) -> list[User]:
    return [world.person(name) for name in ("Ans", "Bob", "Cor")]


def write(*people: User) -> list[OutboxMessage]:
    return [queue_mail(person, "reminder", reference="2026-000001", path="/x/") for person in people]


def again(message: OutboxMessage) -> OutboxMessage:
    return OutboxMessage.objects.get(pk=message.pk)


def test_what_arrives(office: PostOffice, people: list[User], settings: Any) -> None:
    settings.SITE_URL, settings.DEFAULT_FROM_EMAIL = "https://gir.example", "GIR <gir@gir.example>"
    messages = write(*people)
    assert send_due_messages() == 3
    assert office.greetings == 1, "one connection serves a whole turn"
    came = dict(zip(office.addresses, office.mails, strict=True))
    assert came.keys() == {person.email for person in people}
    for message, person in zip(messages, people, strict=True):
        mail = came[person.email]
        assert mail["To"] == person.email, "the address alone, without a name"
        assert mail["From"] == "GIR <gir@gir.example>"
        assert mail["Message-ID"] == f"<{message.pk}@gir.example>"
        assert mail["Auto-Submitted"] == "auto-generated"
        assert set(mail.keys()) == {
            "Content-Type",
            "MIME-Version",
            "Content-Transfer-Encoding",
            "Subject",
            "From",
            "To",
            "Date",
            "Message-ID",
            "Auto-Submitted",
        }
        assert "https://gir.example/x/" in mail.get_content()
    assert send_due_messages() == 0
    assert len(office.raw) == 3


def test_a_server_that_fails_once(office: PostOffice, people: list[User], clock: Any) -> None:
    office.answers = ["451 Not now"]
    write(*people)
    assert send_due_messages() == 2, "the others do not wait for it"
    first = OutboxMessage.objects.get(sent_at=None)
    assert (first.failure, first.attempts) == ("SMTPDataError", 1)
    clock.shift(2 * MINUTE - datetime.timedelta(seconds=1))
    assert send_due_messages() == 0
    clock.shift(datetime.timedelta(seconds=1))
    assert send_due_messages() == 1
    row = again(first)
    assert (row.sent_at, row.failure) == (timezone.now(), "")
    assert sorted(office.addresses) == sorted(person.email for person in people)


def test_a_refused_address_is_given_up_after_three_attempts(
    office: PostOffice, people: list[User], clock: Any, world: World
) -> None:
    office.refused = {people[0].email: "550 No such person here: Ans"}
    bad, *_others = write(*people)
    for _turn in range(10):
        send_due_messages()
        clock.shift(60 * MINUTE)
    row = again(bad)
    assert (row.sent_at, row.failure, row.attempts) == (None, "SMTPRecipientsRefused", 3)
    assert row.given_up_at is not None
    assert len(office.raw) == 2
    found = standing.standing(world.waterrijk.pk)
    assert (found.waiting, found.failed) == (0, 1)
    assert [(f.failure, f.number) for f in found.given_up] == [("SMTPRecipientsRefused", 1)]
    assert standing.standing(world.duinveen.pk).failed == 0
    office.refused = {}
    assert standing.try_again(world.duinveen.pk) == 0
    assert standing.try_again(world.waterrijk.pk) == 1
    assert send_due_messages() == 1
    assert office.addresses[-1] == people[0].email


def test_a_temporary_refusal_is_tried_for_five_days(
    office: PostOffice, people: list[User], clock: Any
) -> None:
    office.refused = {people[0].email: "450 Mailbox busy"}
    (message,) = write(people[0])
    while timezone.now() < NOON + 5 * DAY:
        send_due_messages()
        assert again(message).given_up_at is None
        clock.shift(60 * MINUTE)
    send_due_messages()
    assert again(message).given_up_at == timezone.now()


def test_a_server_that_is_down_for_a_day_loses_nothing(
    office: PostOffice, people: list[User], clock: Any, settings: Any, world: World
) -> None:
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    messages = write(*people)
    while timezone.now() < NOON + 25 * 60 * MINUTE:
        assert send_due_messages() == 0
        clock.shift(MINUTE)
    found = standing.standing(world.waterrijk.pk)
    assert (found.waiting, found.oldest, found.failed) == (3, NOON, 0)
    assert [f.failure for f in found.retried] == ["ConnectionRefusedError"]
    attempts = sorted(again(message).attempts for message in messages)
    assert attempts[:2] == [0, 0], "one asks for all of them"
    assert 20 < attempts[2] < 200, "again and again, and not each minute"
    settings.EMAIL_PORT = port
    clock.shift(sending.LONGEST_PAUSE_OF_ALL + MINUTE)
    assert send_due_messages() == 3
    assert len(office.raw) == 3


def test_a_server_that_does_not_answer_keeps_a_turn_no_longer_than_two_mails(
    office: PostOffice, people: list[User], clock: Any, settings: Any
) -> None:
    settings.EMAIL_TIMEOUT, office.hangs = 0.2, True
    messages = write(*people, *people)
    assert send_due_messages() == 0
    assert sorted(again(message).attempts for message in messages) == [0, 0, 0, 0, 1, 1]
    # What smtplib makes of an answer that does not come.
    assert {again(message).failure for message in messages} == {"SMTPServerDisconnected"}
    settings.EMAIL_TIMEOUT, office.hangs = 5, False
    clock.shift(10 * MINUTE)
    assert send_due_messages() == 6


def test_a_text_that_cannot_be_made_does_not_stop_the_others(
    office: PostOffice, people: list[User], clock: Any
) -> None:
    odd, *_others = write(*people)
    OutboxMessage.objects.filter(pk=odd.pk).update(kind="no such kind", not_before=NOON - MINUTE)
    assert send_due_messages() == 2
    assert again(odd).failure == "UnknownKind"


def test_who_left_gets_nothing_and_it_counts_as_no_failure(
    office: PostOffice, people: list[User], world: World
) -> None:
    write(people[0])
    User.objects.filter(pk=people[0].pk).update(is_active=False)
    assert send_due_messages() == 0
    assert standing.standing(world.waterrijk.pk).failed == 0
    assert office.raw == []


def test_no_header_can_be_put_in(office: PostOffice, people: list[User], clock: Any) -> None:
    """Neither through what stands in a subject, nor through an address."""
    bad, good = write(*people[:2])
    OutboxMessage.objects.filter(pk=good.pk).update(reference="1\r\nBcc: eve@x.nl")
    User.objects.filter(pk=people[0].pk).update(email="ans@x.nl\nBcc: eve@x.nl")
    assert send_due_messages() == 1
    assert again(bad).failure in ("BadHeaderError", "ValueError")
    (mail,) = office.mails
    assert mail["Bcc"] is None
    assert office.addresses == [people[1].email]


def test_a_worker_killed_after_sending_sends_the_same_mail_again(
    office: PostOffice, people: list[User], clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (message,) = write(people[0])

    def killed(*args: Any, **kwargs: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(sending, "_keep", killed)
        with pytest.raises(KeyboardInterrupt):
            send_due_messages()
    assert len(office.raw) == 1
    assert send_due_messages() == 0, "its claim still holds"
    clock.shift(sending.CLAIM)
    assert send_due_messages() == 1
    assert [mail["Message-ID"] for mail in office.mails] == [office.mails[0]["Message-ID"]] * 2
    assert str(message.pk) in office.mails[0]["Message-ID"]


def test_tls(settings: Any, people: list[User], clock: Any, tmp_path: Path, monkeypatch: Any) -> None:
    """A certificate that nobody signed is refused, and the mail waits; one that is trusted will do."""
    file = certificate(tmp_path)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file)
    with open_office(settings, context) as office:
        (message,) = write(people[0])
        assert send_due_messages() == 0
        assert again(message).failure == "SSLCertVerificationError"
        assert office.raw == []
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        standing.try_again(people[0].municipality_id)
        assert send_due_messages() == 1
        assert len(office.raw) == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_send_each_mail_once(settings: Any, transactional_db: None) -> None:
    world = World()
    people = [world.person(f"P{number}") for number in range(20)]
    with open_office(settings) as office:
        write(*people)
        outcomes = at_once(send_due_messages, send_due_messages, send_due_messages)
        assert sum(outcomes) == 20, outcomes  # type: ignore[arg-type]
        assert sorted(office.addresses) == sorted(person.email for person in people)
    assert connection.vendor == "postgresql"
    assert fresh(people[0]).is_active
