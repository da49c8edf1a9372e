# SPDX-License-Identifier: EUPL-1.2
"""What of an incident is given to the police, written down as a disclosure (LEI 6).

A disclosure says to whom, on what ground, how we knew them, why it is compatible with the purpose, and which parts went;
never what they said. It stays a year (R7), longer than the incident if need be.
"""

import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import AccessLogEntry, User
from accounts.text import tidy

from .handling import handling
from .holding import coordinates
from .models import Disclosure, DisclosureGround, Incident, TimelineEntry
from .police_package import Wanted, make_package
from .timeline import note

# What must be written down, in letters at most.
NEEDED = {"recipient": 200, "reference": 100, "identity_check": 300, "compatibility": 500}


@dataclass(frozen=True)
class Said:
    """To whom a package goes and why."""

    ground: str
    recipient: str
    reference: str
    identity_check: str
    compatibility: str


def give_to_police(actor: User, incident: Incident, wanted: Wanted, said: Said, token: uuid.UUID) -> bytes:
    """The package, and a disclosure that it was given: in one transaction, so that none is without the other. The same
    token with the same answers writes down one disclosure.

    Raises ValueError for what is not filled in, NotAllowed, NotThis and NoLetterhead.
    """
    values: dict[str, Any] = {name: tidy(getattr(said, name)) for name in NEEDED}
    for name, most in NEEDED.items():
        if not values[name] or len(values[name]) > most:
            raise ValueError(name)
    values |= {"ground": DisclosureGround(said.ground).value, "parts": sorted(wanted.parts)}
    with handling(actor, incident) as row:
        now = timezone.now()
        content = make_package(row, wanted, values["recipient"], values["reference"], now)
        known = Disclosure.with_due.filter(pk=token).first()
        if known is None or not _same(known, row, values):
            Disclosure.objects.create(
                pk=token if known is None else uuid.uuid4(),
                municipality=row.municipality,
                about=row.pk,
                asked_by=actor,
                asked_at=now,
                completed_at=now,
                **values,
            )
            note(row, actor, TimelineEntry.Action.DISCLOSED)
        AccessLogEntry.record(actor, AccessLogEntry.Action.GAVE_TO_POLICE, row.pk, row.destroy_at)
    return content


def _same(known: Disclosure, row: Incident, values: dict[str, Any]) -> bool:
    return known.about == row.pk and all(getattr(known, name) == value for name, value in values.items())


def disclosures_of(incident: Incident) -> QuerySet[Disclosure]:
    """What was given of this incident, the newest first; for who may see it in full."""
    found: QuerySet[Disclosure] = Disclosure.objects.filter(about=incident.pk).select_related("asked_by")
    return found


def disclosures_for(user: Any) -> QuerySet[Disclosure]:
    """What was given of incidents of the municipality, for its coordinators; the newest first."""
    rows: QuerySet[Disclosure] = Disclosure.objects.filter(municipality=user.municipality_id)
    return rows.select_related("asked_by") if coordinates(user) else rows.none()
