# SPDX-License-Identifier: EUPL-1.2
"""Appointments to ask an employee how they are: told to who gives it and to the employee, with a file for their
calendar that moves and cancels the same entry. It holds the reference, the moment and a link, and no name."""

import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from accounts.models import User
from notices.composing import link_to
from notices.kinds import Attachment, NothingToSay
from notices.models import OutboxMessage

from .models import Aftercare, Incident
from .telling import tell
from .timeline import report_path

MADE, CANCELLED = "appointment", "appointment_cancelled"
LENGTH = datetime.timedelta(minutes=30)
# A calendar takes the entry with the highest number: seconds since then.
COUNTED_FROM = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)


def appointment_of(contact: Aftercare) -> datetime.datetime | None:
    """When it is planned; None when it is not, or when that is over."""
    moment = contact.appointment_at
    return moment if contact.is_open and moment is not None and moment > timezone.now() else None


def tell_of_change(
    actor: User, incident: Incident, contact: Aftercare, before: datetime.datetime | None
) -> None:
    """Tell of an appointment that was made or moved, or that does not take place any more; nothing when it is as it
    was (`before`, by appointment_of)."""
    now = appointment_of(contact)
    if now == before:
        return
    _tell(actor, incident, contact, MADE if now else CANCELLED)


def tell_cancelled(actor: User, incident: Incident, contact: Aftercare) -> None:
    """Tell that a planned contact is taken away; call it before that is done."""
    if appointment_of(contact):
        _tell(actor, incident, contact, CANCELLED)


def tell_new_handler(handler: User, incident: Incident) -> None:
    """Tell who takes the incident over of the appointments that are still to come."""
    for contact in Aftercare.objects.filter(incident=incident):
        known = OutboxMessage.objects.filter(kind=MADE, detail=contact.pk, recipient=handler)
        if appointment_of(contact) and not known.exists():
            tell(handler, MADE, incident, detail=contact.pk)


def _tell(actor: User, incident: Incident, contact: Aftercare, kind: str) -> None:
    """The actor, the employee, and who was told of it before: it stands in their calendars."""
    victim = contact.victim.user
    knew = OutboxMessage.objects.filter(kind=MADE, detail=contact.pk).values("recipient")
    people = [actor, *([victim] if victim else []), *User.objects.filter(pk__in=knew)]
    for person in dict.fromkeys(people):
        path = report_path(incident) if person == victim else ""
        tell(person, kind, incident, path, detail=contact.pk)


def calendar_file(message: OutboxMessage) -> Attachment:
    """The file for the calendar (RFC 5545), of the appointment as it stands now, in the active language.

    Raises NothingToSay when what the message says is not so any more: a later message tells that.
    """
    contact = Aftercare.objects.filter(pk=message.detail).first()
    planned = appointment_of(contact) if contact else None
    if bool(planned) != (message.kind == MADE):
        raise NothingToSay
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    event = Event()
    event.add("uid", f"{message.detail}@{host}")
    event.add("dtstamp", message.created_at.astimezone(datetime.UTC))
    event.add("sequence", int((message.created_at - COUNTED_FROM).total_seconds()))
    event.add("summary", _("Nazorggesprek %(reference)s") % {"reference": message.reference})
    event.add("url", link_to(message.path))
    event.add("class", "PRIVATE")
    moment = planned or (contact.appointment_at if contact else None)
    if moment:
        event.add("dtstart", moment.astimezone(datetime.UTC))
        event.add("dtend", (moment + LENGTH).astimezone(datetime.UTC))
    event.add("status", "CONFIRMED" if planned else "CANCELLED")
    method = "PUBLISH" if planned else "CANCEL"
    calendar = Calendar()
    calendar.add("prodid", "-//GIR//nazorg//NL")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(event)
    return Attachment("afspraak.ics", calendar.to_ical(), f"text/calendar; method={method}; charset=utf-8")
