# SPDX-License-Identifier: EUPL-1.2
"""An appointment to ask an employee how they are: told to both, with a file for the calendar that moves and cancels the
same entry and names nobody."""

import datetime
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from incidents import handling, watching
from incidents.correcting import remove_victim
from incidents.models import Aftercare, Incident
from notices.models import OutboxMessage
from notices.outbox import send_due_messages
from tests.incidents.case import Case, client_of, text_of
from tests.world import World

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 3, 27, 14, 30, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)
# After the clock went forward: 10:00 in Amsterdam.
PLANNED = datetime.datetime(2026, 3, 30, 8, tzinfo=datetime.UTC)
NAMES = ("Alice", "Bob", "Zwartewater", "Burgerzaken", "waterrijk.example")


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def case(world: World, clock: Any) -> Case:
    case = Case(world)
    OutboxMessage.objects.all().delete()
    return case


def contact(case: Case) -> Aftercare:
    return Aftercare.objects.get(incident=case.incident, kind="second")


def came() -> list[tuple[str, Any, Any]]:
    """Of every mail that goes out now: to whom, what its file says to do, and the entry."""
    mail.outbox.clear()
    send_due_messages()
    found = []
    for letter in mail.outbox:
        if not letter.attachments:
            continue
        ((name, content, media_type),) = letter.attachments
        assert name == "afspraak.ics"
        text = content.decode() if isinstance(content, bytes) else content
        assert not [word for word in NAMES if word in text]
        calendar = Calendar.from_ical(text)
        (event,) = calendar.walk("VEVENT")
        assert media_type.startswith("text/calendar")
        found.append((letter.to[0].partition("@")[0], str(calendar["METHOD"]), event))
    return sorted(found, key=lambda row: row[0])


def test_both_get_it_in_their_calendar(case: Case) -> None:
    handling.make_appointment(
        case.bob, case.incident.aftercares.get(kind="second"), PLANNED, "Bij de koffie."
    )
    (alice, _method, hers), (bob, method, his) = came()
    assert (alice, bob, method) == ("alice", "bob", "PUBLISH")
    for event in (hers, his):
        assert event["SUMMARY"] == f"Nazorggesprek {case.incident.reference}"
        assert event["DTSTART"].dt == PLANNED
        assert event["DTEND"].dt - event["DTSTART"].dt == HOUR / 2
        assert event["CLASS"] == "PRIVATE"
        assert {"DESCRIPTION", "LOCATION", "ATTENDEE", "ORGANIZER"}.isdisjoint(event)
    site = settings.SITE_URL.rstrip("/")
    assert his["URL"] == site + case.url()
    assert hers["URL"] == site + reverse("my_report", kwargs={"incident_id": case.incident.pk})
    assert his["UID"] == hers["UID"]


def test_the_same_entry_moves_and_is_cancelled(case: Case, clock: Any) -> None:
    handling.make_appointment(case.bob, contact(case), PLANNED)
    first = came()
    clock.shift(HOUR)
    # Ed moves it: Bob, who has it in his calendar, hears so too.
    handling.make_appointment(case.ed, contact(case), PLANNED + DAY)
    moved = came()
    assert [name for name, _m, _e in moved] == ["alice", "bob", "ed"]
    clock.shift(HOUR)
    handling.give_aftercare(case.bob, contact(case), None, declined=True)
    cancelled = came()
    assert [name for name, _m, _e in cancelled] == ["alice", "bob", "ed"]
    assert {method for _n, method, _e in cancelled} == {"CANCEL"}
    assert {str(event["STATUS"]) for _n, _m, event in cancelled} == {"CANCELLED"}
    assert moved[0][2]["DTSTART"].dt == PLANNED + DAY
    assert len({str(row[2]["UID"]) for row in [*first, *moved, *cancelled]}) == 1
    numbers = [rows[0][2]["SEQUENCE"] for rows in (first, moved, cancelled)]
    assert numbers == sorted(set(numbers)), "each is newer than the one before"


def test_who_takes_it_over_gets_what_is_still_to_come(case: Case, clock: Any) -> None:
    handling.make_appointment(case.bob, contact(case), PLANNED)
    first = came()
    watching.reassign(case.sonja, case.incident, case.ed)
    ((ed, method, event),) = came()
    assert (ed, method, event["DTSTART"].dt) == ("ed", "PUBLISH", PLANNED)
    assert event["UID"] == first[0][2]["UID"]
    # Back and forth, it is in both their calendars already.
    for handler in (case.bob, case.ed):
        watching.reassign(case.sonja, case.incident, handler)
    assert came() == []


def test_what_changes_nothing_tells_nothing(case: Case, clock: Any) -> None:
    handling.make_appointment(case.bob, contact(case), PLANNED)
    came()
    handling.make_appointment(case.bob, contact(case), PLANNED, "Met koffie.")
    assert came() == []
    # It took place: nothing to cancel.
    clock.move_to(PLANNED + HOUR)
    handling.give_aftercare(case.bob, contact(case), PLANNED)
    assert came() == []


def test_two_changes_before_the_mail_leaves(case: Case, clock: Any) -> None:
    """A mail says how it is when it goes: of two that wait none says what is not so any more."""
    handling.make_appointment(case.bob, contact(case), PLANNED)
    clock.shift(HOUR)
    handling.give_aftercare(case.bob, contact(case), timezone.now())
    assert {method for _n, method, _e in came()} == {"CANCEL"}


def test_an_extra_contact_that_is_planned(case: Case) -> None:
    victim = case.incident.victims.get()
    handling.schedule_aftercare(case.bob, victim, "extra", uuid.uuid4(), appointment_at=PLANNED)
    assert [name for name, _m, _e in came()] == ["alice", "bob"]
    handling.schedule_aftercare(case.bob, victim, "extra", uuid.uuid4(), done_at=timezone.now())
    assert came() == []


def test_who_was_no_victim_after_all_gets_it_out_of_their_calendar(case: Case, clock: Any) -> None:
    victim = handling.add_another_victim(
        case.bob, case.incident, handling.VictimFacts.of(case.world.person("Wim"))
    )
    handling.make_appointment(case.bob, victim.aftercare.get(kind="second"), PLANNED)
    came()
    clock.shift(HOUR)
    remove_victim(case.bob, victim, "Een vergissing.")
    rows = came()
    assert [(name, method) for name, method, _event in rows] == [("bob", "CANCEL"), ("wim", "CANCEL")]
    assert all("UID" in event for _n, _m, event in rows)


def test_the_file_can_be_fetched_by_who_got_it_and_as_long_as_it_is_so(case: Case, clock: Any) -> None:
    handling.make_appointment(case.bob, contact(case), PLANNED)
    message = OutboxMessage.objects.get(recipient=case.alice)
    url = reverse("message_file", args=[message.pk])
    assert "Zet in uw agenda" in text_of(client_of(case.alice).get("/berichten/"))
    response = client_of(case.alice).get(url)
    assert response.headers["Content-Type"].startswith("text/calendar")
    assert b"BEGIN:VEVENT" in response.content
    for other in (case.bob, case.eve):
        assert client_of(other).get(url).status_code == 404
    clock.move_to(PLANNED)
    assert client_of(case.alice).get(url).status_code == 404
    assert "Zet in uw agenda" not in text_of(client_of(case.alice).get("/berichten/"))


def test_nobody_reads_of_a_cancelled_contact_of_an_incident_whose_term_is_over(
    case: Case, clock: Any
) -> None:
    """RULES, holds: from its due moment on only who handles the request sees it, though it is not destroyed yet."""
    handling.make_appointment(case.bob, contact(case), PLANNED)
    came()
    clock.shift(HOUR)
    handling.give_aftercare(case.bob, contact(case), timezone.now())
    reference = case.incident.reference
    assert text_of(client_of(case.bob).get("/berichten/")).count(reference) > 1
    message = OutboxMessage.objects.get(recipient=case.bob, kind="appointment_cancelled")
    url = reverse("message_file", args=[message.pk])
    assert client_of(case.bob).get(url).status_code == 200
    over = timezone.now()
    Incident.with_due.filter(pk=case.incident.pk).update(destroy_at=over, held_until=over + 30 * DAY)
    assert reference not in text_of(client_of(case.bob).get("/berichten/"))
    assert client_of(case.bob).get(url).status_code == 404
    assert came() == []
