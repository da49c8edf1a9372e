# SPDX-License-Identifier: EUPL-1.2
"""R6 and R7: the access log, drafts and the mail outbox, on what they store and what they hide."""

import datetime
import uuid

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from accounts.models import AccessLogEntry
from incidents.models import Draft
from incidents.reporting import drafts_of, report_drafts_of, save_draft
from notices.models import OutboxMessage
from notices.outbox import queue_mail, send_due_messages
from retention.terms import AMSTERDAM
from tests.incidents.case import client_of
from tests.world import World, fresh

SECOND = datetime.timedelta(seconds=1)
DAY = datetime.timedelta(days=1)
# Over the autumn night: seven days of 24 hours end an hour earlier by the clock.
START = datetime.datetime(2026, 10, 22, 12, 0, tzinfo=AMSTERDAM).astimezone(datetime.UTC)
DRAFT_DUE = datetime.datetime(2026, 10, 29, 11, 0, tzinfo=AMSTERDAM)

pytestmark = pytest.mark.django_db


def test_a_draft_goes_seven_days_after_its_first_save_however_often_it_is_saved(world: World) -> None:
    alice, key = world.person("Alice", None, "reporter"), uuid.uuid4()
    with time_machine.travel(START, tick=False) as clock:
        draft = save_draft(alice, {"narrative": ["Een"]}, key)
        assert draft is not None
        assert (draft.destroy_at, draft.retention_rule, draft.retention_policy) == (DRAFT_DUE, "R7", "P7D")
        assert draft.counted_from == START
        for days in (1, 3, 6.9):
            clock.move_to(START + days * DAY)
            later = save_draft(alice, {"narrative": [f"Na {days} dagen"]}, key)
            assert later is not None
            later.refresh_from_db()
            assert (later.first_saved_at, later.destroy_at) == (START, DRAFT_DUE)
        clock.move_to(DRAFT_DUE - SECOND)
        assert [d.data for d in drafts_of(alice)] == [{"narrative": ["Na 6.9 dagen"]}]
        assert save_draft(alice, {"narrative": ["Laatste"]}, key) is not None


def test_from_the_moment_on_a_draft_is_nowhere_and_is_not_written_again(world: World) -> None:
    """Saving on does not bring it back, nor start a new week under the same number."""
    alice, key = world.person("Alice", None, "reporter"), uuid.uuid4()
    with time_machine.travel(START, tick=False) as clock:
        save_draft(alice, {"narrative": ["Zwartewaterallee"]}, key)
        url = reverse("report_draft", args=[key])
        clock.move_to(DRAFT_DUE - SECOND)
        client = client_of(alice)
        assert "Zwartewaterallee" in client.get(url).content.decode()
        assert str(key) in client.get(reverse("my_reports")).content.decode()
        for moment in (DRAFT_DUE, DRAFT_DUE + SECOND):
            clock.move_to(moment)
            client = client_of(alice)
            assert client.get(url).status_code == 404
            assert str(key) not in client.get(reverse("my_reports")).content.decode()
            assert not drafts_of(fresh(alice)).exists()
            assert report_drafts_of(fresh(alice)) == []
            assert save_draft(alice, {"narrative": ["Weer"]}, key) is None
            assert client.post(reverse("report_draft_delete", args=[key])).status_code == 404
        assert Draft.with_due.get(pk=key).data == {"narrative": ["Zwartewaterallee"]}


def test_a_draft_is_for_its_author_only(world: World) -> None:
    alice, eve, key = (
        world.person("Alice", None, "reporter"),
        world.person("Eve", None, "reporter"),
        uuid.uuid4(),
    )
    save_draft(alice, {"narrative": ["Zwartewaterallee"]}, key)
    assert save_draft(eve, {"narrative": ["Van Eve"]}, key) is None
    assert client_of(eve).get(reverse("report_draft", args=[key])).status_code == 404
    assert not drafts_of(eve).exists()
    assert Draft.objects.get(pk=key).data == {"narrative": ["Zwartewaterallee"]}


def test_a_mail_stays_thirty_days_and_one_that_is_due_is_not_sent_any_more(world: World) -> None:
    bob = world.person("Bob", None, "handler")
    with time_machine.travel(START, tick=False) as clock:
        message = queue_mail(bob, "new_report", reference="2026-000001")
        assert message is not None
        due = START + 30 * DAY
        assert (message.destroy_at, message.retention_rule, message.retention_policy) == (due, "R7", "P30D")
        clock.move_to(due - SECOND)
        assert OutboxMessage.objects.get() == message
        clock.move_to(due)
        assert not OutboxMessage.objects.exists()
        assert send_due_messages() == 0
        assert mail.outbox == []
        assert OutboxMessage.with_due.get().sent_at is None


def test_sending_a_mail_does_not_lengthen_its_term(world: World) -> None:
    bob = world.person("Bob", None, "handler")
    with time_machine.travel(START, tick=False) as clock:
        queue_mail(bob, "new_report", reference="2026-000001")
        clock.move_to(START + 20 * DAY)
        assert send_due_messages() == 1
        message = OutboxMessage.objects.get()
        assert message.sent_at is not None
        assert message.destroy_at == START + 30 * DAY


def test_a_look_is_kept_until_the_record_goes_or_twelve_months_whichever_is_later(world: World) -> None:
    alice, bob = world.person("Alice", None, "reporter"), world.person("Bob", None, "handler")
    with time_machine.travel(START, tick=False) as clock:
        incident = world.incident(alice)
        client_of(bob).get(reverse("incident", args=[incident.pk]))
        early = AccessLogEntry.objects.get(object_id=incident.pk)
        assert early.destroy_at == incident.destroy_at
        assert (early.retention_rule, early.retention_policy) == ("R6", "P12M")
        # Four and a half years later: twelve months after this look is later than the end of the record.
        looked_at = datetime.datetime(2031, 4, 30, 23, 30, tzinfo=AMSTERDAM)
        clock.move_to(looked_at)
        client_of(bob).get(reverse("incident", args=[incident.pk]))
        late = AccessLogEntry.objects.get(object_id=incident.pk, at=looked_at)
        until = datetime.datetime(2032, 5, 1, 0, 0, tzinfo=AMSTERDAM)
        assert late.destroy_at == until > incident.destroy_at
        clock.move_to(incident.destroy_at)
        assert list(AccessLogEntry.objects.all()) == [late]
        clock.move_to(until - SECOND)
        assert list(AccessLogEntry.objects.all()) == [late]
        clock.move_to(until)
        assert not AccessLogEntry.objects.exists()
        assert AccessLogEntry.with_due.count() == 2


def test_a_look_on_a_leap_day_is_kept_until_the_end_of_february(world: World) -> None:
    bob = world.person("Bob", None, "handler")
    with time_machine.travel(datetime.datetime(2028, 2, 29, 12, 0, tzinfo=AMSTERDAM), tick=False) as clock:
        soon = datetime.datetime(2028, 3, 1, tzinfo=AMSTERDAM)
        entry = AccessLogEntry.record(bob, AccessLogEntry.Action.READ_INCIDENT, uuid.uuid4(), soon)
        assert entry.destroy_at == datetime.datetime(2029, 3, 1, 0, 0, tzinfo=AMSTERDAM)
        clock.move_to(datetime.datetime(2029, 2, 28, 23, 59, 59, tzinfo=AMSTERDAM))
        assert AccessLogEntry.objects.exists()


def test_the_access_log_holds_identifiers_only() -> None:
    """R6: ids and field names, never contents."""
    names = {f.name for f in AccessLogEntry._meta.concrete_fields}
    term = {"destroy_at", "counted_from", "retention_rule", "retention_policy", "held_until"}
    who_and_what = {"id", "municipality", "actor", "action", "object_id", "record_id", "person"}
    assert names - term == who_and_what | {"at", "result", "origin"}
