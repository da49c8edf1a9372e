# SPDX-License-Identifier: EUPL-1.2
"""Finding the person who asks about their own data, over both sides: incidents and registry, and recordings.

What is typed is compared and forgotten; that somebody searched stands in the access log, whatever it finds, and so does
every record that was shown (R6). Nothing is confirmed here: a person does that, hit by hit (oversight.requests.subjects).
"""

import datetime
import uuid
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import AccessLogEntry, User
from incidents.access import NotAllowed
from incidents.person_search import Found, Sought, find_person
from oversight.models import DataSubjectRequest, RequestSubject
from recordings import requests as recording_requests
from retention.terms import local_date, look_due

from .access import requests_for

Action = AccessLogEntry.Action
Capacity = RequestSubject.Capacity
RECORDING = "recordings.Recording"
# More than anybody looks through; who finds more is asked to say more.
SHOWN = 50


class NotNow(NotAllowed):
    """Nobody searches for a request before the identity was established, or after the decision."""


@dataclass(frozen=True, repr=False)
class Asked:
    """Who is looked for: in incidents and registry, and of a call the moment and the number, together."""

    person: Sought = field(default_factory=Sought)
    number: str = ""
    called_at: datetime.datetime | None = None


@dataclass(frozen=True, repr=False)
class Candidate:
    """A record in which the person may stand: the least by which that is confirmed."""

    what: str
    object_id: uuid.UUID
    capacity: str
    part: uuid.UUID | None
    title: str
    day: datetime.date | None
    name: str = ""
    date_of_birth: datetime.date | None = None
    why: tuple[str, ...] = ()
    is_confirmed: bool = False

    @property
    def key(self) -> str:
        """By what a form names it."""
        return f"{self.what}~{self.object_id}~{self.capacity}~{self.part or ''}"

    @property
    def capacity_in_words(self) -> str:
        return str(Capacity(self.capacity).label)


@dataclass
class Answer:
    candidates: list[Candidate] = field(default_factory=list)
    # There is more in an incident in which who looks is a victim: another coordinator looks at that.
    has_own: bool = False
    is_cut: bool = False


def may_search(request: DataSubjectRequest) -> bool:
    """Whether the identity was established and nothing is decided yet."""
    return request.is_open and request.identity_checked_at is not None


def search(actor: User, request: DataSubjectRequest, asked: Asked) -> Answer:
    """Everything of the municipality in which this person may stand, the likeliest first. Raises NotAllowed, NotNow."""
    with transaction.atomic():
        if not requests_for(actor).filter(pk=request.pk).exists():
            raise NotAllowed
        request.refresh_from_db()
        if not may_search(request):
            raise NotNow
        AccessLogEntry.record_other(actor, Action.SOUGHT_PERSON)
    confirmed = set(request.subjects.values_list("what", "object_id", "capacity"))
    in_incidents = find_person(actor, asked.person)
    shown = in_incidents.found[:SHOWN]
    _keep_looks(actor, shown)
    answer = Answer(has_own=in_incidents.has_own, is_cut=len(in_incidents.found) > SHOWN)
    answer.candidates = [_of_found(found, confirmed) for found in shown]
    if asked.called_at is not None and asked.number:
        calls = recording_requests.find_calls(actor, asked.called_at, asked.number)
        answer.candidates += [_of_call(call, confirmed) for call in calls]
    return answer


def _keep_looks(actor: User, shown: list[Found]) -> None:
    entries = []
    for found in shown:
        entry = AccessLogEntry(
            actor=actor,
            municipality=actor.municipality,
            action=Action.FOUND_FOR_REQUEST,
            object_id=found.record.pk,
            record_id=found.record.pk,
        )
        entry.set_term(look_due(entry.at, found.record.destroy_at))
        entries.append(entry)
    AccessLogEntry.objects.bulk_create(entries)


def _of_found(found: Found, confirmed: set[tuple[str, str, str]]) -> Candidate:
    what = found.record._meta.label
    return Candidate(
        what,
        found.record.pk,
        found.capacity,
        found.part,
        ", ".join(incident.reference for incident in found.incidents),
        found.incidents[0].occurred_on if found.incidents else None,
        found.name,
        found.date_of_birth,
        tuple(found.why),
        (what, str(found.record.pk), found.capacity) in confirmed,
    )


def _of_call(call: recording_requests.Call, confirmed: set[tuple[str, str, str]]) -> Candidate:
    title = _("Gesprek van %(minutes)s min. en %(seconds)s sec.") % {
        "minutes": call.seconds // 60,
        "seconds": call.seconds % 60,
    }
    return Candidate(
        RECORDING,
        call.id,
        Capacity.CALLER,
        None,
        title,
        local_date(call.started_at),
        why=(_("hetzelfde nummer, rond deze tijd"),),
        is_confirmed=(RECORDING, str(call.id), Capacity.CALLER) in confirmed,
    )
