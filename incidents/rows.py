# SPDX-License-Identifier: EUPL-1.2
"""An incident as a line of a list: who it happened to and what must be done by when. Never the aggressor."""

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.tree import Tree
from retention.terms import AMSTERDAM

from .due import letters_due
from .models import Channel, Incident, Kind, Status, Victim
from .moments import day_in_words, last_day, moment_in_words
from .timeline import incident_path

# Shorter than on a form, where they explain themselves.
KINDS: dict[str, Any] = {
    Kind.VERBAL: gettext_lazy("Verbaal"),
    Kind.NON_VERBAL: gettext_lazy("Non-verbaal"),
    Kind.THREAT: gettext_lazy("Bedreiging"),
    Kind.INTIMIDATION: gettext_lazy("Intimidatie"),
    Kind.VIOLENCE_PERSON: gettext_lazy("Geweld tegen personen"),
    Kind.VIOLENCE_PROPERTY: gettext_lazy("Vernieling"),
    Kind.DISCRIMINATION: gettext_lazy("Discriminatie"),
    Kind.SEXUAL: gettext_lazy("Seksuele intimidatie"),
    Kind.ONLINE: gettext_lazy("Online agressie"),
    Kind.OTHER: gettext_lazy("Overig"),
}
NIL = uuid.UUID(int=0)
TONES: dict[str, tuple[str, str]] = {
    Status.NEW: ("brand", "bell"),
    Status.IN_PROGRESS: ("info", "clock"),
    Status.WAITING: ("wait", "clock"),
    Status.CLOSED: ("good", "check"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """What a list shows of an incident; texts are in the language of the reader."""

    url: str
    reference: str
    reported: str
    occurred: str
    victim: str
    others: str
    unit: str
    kind: str
    channel: str
    severity: int
    status: str
    tone: str
    icon: str
    handler: str
    # What must be done, by when, and whether that has passed.
    task: str
    due: str
    late: bool


def rows_of(incidents: Iterable[Any], tree: Tree) -> list[Row]:
    """The incidents of a page (listing.Page) as lines. `tree`: the municipality's units."""
    now = timezone.now()
    kinds, channels, statuses = (
        {value: str(label) for value, label in choices}
        for choices in (KINDS.items(), Channel.choices, Status.choices)
    )
    # One address serves for all: making each of them anew takes as long as the rest of the line.
    address, nobody = incident_path(Incident(pk=NIL)), str(NIL)
    found = []
    page = list(incidents)
    letters = letters_due(incident.pk for incident in page if incident.next_due_at is not None)
    for incident in page:
        victims: list[Victim] = incident.victims_in_order
        tone, icon = TONES[incident.status]
        late = incident.next_due_at is not None and incident.next_due_at <= now
        task, due = _to_do(incident, late, letters.get(incident.pk))
        found.append(
            Row(
                url=address.replace(nobody, str(incident.pk)),
                reference=incident.reference,
                reported=moment_in_words(incident.reported_at),
                occurred=moment_in_words(incident.occurred_at)
                if incident.time_known
                else day_in_words(incident.occurred_on),
                victim=victims[0].name if victims else "",
                others=_others(len(victims) - 1),
                unit=tree.name(incident.unit_id),
                kind=kinds[incident.gravest_kind],
                channel=channels[incident.channel],
                severity=incident.severity,
                status=statuses[incident.status],
                tone=tone,
                icon=icon,
                handler=incident.handler.name if incident.handler_id else "",
                task=task,
                due=due,
                late=late,
            )
        )
    return found


def _others(count: int) -> str:
    if count < 1:
        return ""
    return ngettext("en %(count)d ander", "en %(count)d anderen", count) % {"count": count}


def _to_do(incident: Incident, late: bool, letter_at: datetime.datetime | None) -> tuple[str, str]:
    """What must happen, and by when: the first reaction as long as there was none, then a letter or aftercare."""
    due_at = incident.next_due_at
    if due_at is None:
        return "", ""
    task = _("Eerste reactie") if incident.is_open and incident.first_reaction_at is None else _("Nazorg")
    if letter_at == due_at:
        task = _("Brief over een sanctie")
    local = due_at.astimezone(AMSTERDAM)
    if local.time() != datetime.time():
        when = moment_in_words(due_at)
    else:
        # The end of a day is named by that day, not by midnight; late since the day after it.
        when = day_in_words(local.date() if late else last_day(due_at))
    return task, (_("te laat sinds %(when)s") if late else _("uiterlijk %(when)s")) % {"when": when}
