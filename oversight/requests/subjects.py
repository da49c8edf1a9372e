# SPDX-License-Identifier: EUPL-1.2
"""The records of which somebody confirmed that they are about who asks: one by one, held from then on, and taken back.

A confirmation places a hold (RULES: "Holds") and says nothing else about the record.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from incidents import erasing, holding
from incidents.access import NotAllowed
from incidents.models import Incident, Involvement, Perpetrator, Victim
from incidents.names.search import same_person_name
from oversight.models import DataSubjectRequest, RequestSubject
from recordings import requests as recording_requests
from recordings.access import NotAllowed as NotAllowedThere
from retention import holds
from retention.models import Hold
from retention.terms import local_date

from .access import locked
from .finding import RECORDING, Candidate, NotNow, may_search


@transaction.atomic
def confirm(actor: User, request: DataSubjectRequest, candidate: Candidate) -> RequestSubject:
    """This is the person who asks: what is found is held until the decision. Confirmed twice is confirmed once.

    Raises NotAllowed for what the actor may not find, NotNow, and holds.NotToBeHeld for what became due.
    """
    row = locked(actor, request)
    if not may_search(row):
        raise NotNow
    about = {"what": candidate.what, "object_id": str(candidate.object_id), "capacity": candidate.capacity}
    known = row.subjects.filter(**about).first()
    if known is not None:
        return known
    return RequestSubject.objects.create(
        request=row, confirmed_by=actor, part=candidate.part, hold=_hold(actor, row, candidate), **about
    )


def _hold(actor: User, request: DataSubjectRequest, candidate: Candidate) -> Hold | None:
    if candidate.what == RECORDING:
        try:
            return recording_requests.hold_call(actor, candidate.object_id, request.kind, request.received_on)
        except NotAllowedThere as error:
            raise NotAllowed from error
    model: Any = Perpetrator if candidate.what == Perpetrator._meta.label else Incident
    return holding.hold_for_request(actor, model(pk=candidate.object_id), request.kind, request.received_on)


@transaction.atomic
def withdraw(actor: User, subject: RequestSubject) -> None:
    """It is somebody else after all: the hold ends, and the record resumes its term. Raises NotAllowed, NotNow."""
    row = locked(actor, subject.request)
    if not row.is_open:
        raise NotNow
    current = row.subjects.select_related("hold").filter(pk=subject.pk).first()
    if current is None:
        return
    # Or they would be no party any more, and decide on what is left.
    if is_party(actor, row):
        raise NotAllowed
    hold = current.hold
    current.delete()
    if hold is not None:
        end_hold(actor, hold, Hold.Ending.WITHDRAWN)


def end_hold(actor: User, hold: Hold, ending: str) -> None:
    """The request that placed it is decided, or is not about this record: each side ends its own, in the order in which
    it locks. Raises NotAllowed."""
    if hold.what == RECORDING:
        holds.end_hold(actor, hold, ending)
    else:
        holding.end_by(actor, hold, ending)


def lock_records(subjects: Iterable[RequestSubject]) -> None:
    """Lock what these are about, all of it before any of it changes: one after the other, two decisions at once, or a
    decision and a handler, could wait for each other. Inside a transaction."""
    keys: dict[str, list[UUID]] = defaultdict(list)
    for subject in subjects:
        keys[subject.what].append(UUID(key_of(subject)))
    holding.lock_records(keys[Incident._meta.label], keys[Perpetrator._meta.label])


def record_of(subject: RequestSubject) -> Any:
    """The incident or perpetrator of a subject, also when it is due and held; None when it is gone, and for a call."""
    if subject.what == RECORDING:
        return None
    model: Any = Perpetrator if subject.what == Perpetrator._meta.label else Incident
    return model.with_due.filter(pk=key_of(subject)).first()


def victim_of(subject: RequestSubject) -> Victim | None:
    """Which victim of the incident a subject is."""
    return Victim.with_due.select_related("user").filter(pk=subject.part).first() if subject.part else None


def is_own(actor: User, subject: RequestSubject) -> bool:
    """Whether this is of an incident in which the actor is a victim, or a call that they had: another coordinator decides
    on it."""
    return subject.pk in _records(actor, [subject]).own


@dataclass(frozen=True, repr=False)
class _Records:
    """What subjects are about, by number: in as many questions for one of them as for many."""

    incidents: dict[UUID, Incident]
    people: dict[UUID, Perpetrator]
    # Per person the incidents that name them, the newest first.
    naming: dict[UUID, list[Incident]]
    # The numbers of the subjects that another coordinator decides on.
    own: set[UUID]

    def of(self, subject: RequestSubject) -> Incident | Perpetrator | None:
        key = UUID(key_of(subject))
        return self.people.get(key) if subject.what == Perpetrator._meta.label else self.incidents.get(key)


def _records(actor: User, subjects: Sequence[RequestSubject]) -> _Records:
    keys: dict[str, list[UUID]] = defaultdict(list)
    for subject in subjects:
        keys[subject.what].append(UUID(key_of(subject)))
    people = Perpetrator.with_due.in_bulk(keys[Perpetrator._meta.label])
    naming: dict[UUID, list[Incident]] = defaultdict(list)
    by = Involvement.with_due.filter(perpetrator__in=people).select_related("incident")
    for involvement in by.order_by("-incident__occurred_on", "-incident__reference"):
        naming[involvement.perpetrator_id].append(involvement.incident)
    found = _Records(Incident.with_due.in_bulk(keys[Incident._meta.label]), people, naming, set())
    mine = erasing.own_incidents(actor)
    for subject in subjects:
        if subject.what == RECORDING:
            is_theirs = recording_requests.is_own_call(actor, subject.object_id)
        else:
            record = found.of(subject)
            incidents = naming[record.pk] if isinstance(record, Perpetrator) else [record] if record else []
            is_theirs = record is not None and (
                not erasing.handles_requests_of(actor, record) or any(row.pk in mine for row in incidents)
            )
        if is_theirs:
            found.own.add(subject.pk)
    return found


def is_party(actor: User, request: DataSubjectRequest) -> bool:
    """Whether this coordinator is who asks (by name, however it is spelt: rather one too many), or a victim in, reporter
    of or employee in a record that the request is about."""
    if is_who_asks(actor, request):
        return True
    subjects = list(request.subjects.select_related("hold"))
    return bool(_records(actor, subjects).own) or _reported_one_of(actor, subjects)


def is_who_asks(actor: User, request: DataSubjectRequest) -> bool:
    """Whether this coordinator is called as who asks, as long as that name is kept."""
    return bool(request.name) and same_person_name(request.name, actor.name) is not None


def has_reported(actor: User, request: DataSubjectRequest) -> bool:
    """Whether this coordinator reported what the request is about."""
    return _reported_one_of(actor, request.subjects.select_related("hold"))


def _reported_one_of(actor: User, subjects: Iterable[RequestSubject]) -> bool:
    ids = {key_of(subject) for subject in subjects if subject.what != RECORDING}
    reported = Incident.with_due.filter(reporter=actor, taken_over=False)
    return reported.filter(Q(pk__in=ids) | Q(involvements__perpetrator__in=ids)).exists()


def key_of(subject: RequestSubject) -> str:
    """The number of the record. Of two who turned out to be one: the hold followed the one that stayed."""
    return subject.hold.object_id if subject.hold is not None else subject.object_id


@dataclass(frozen=True, repr=False)
class Confirmed:
    """A subject as a page shows it, to who handles the request."""

    subject: RequestSubject
    title: str
    day: datetime.date | None
    # The last day on which the hold postpones destruction; None where none does.
    held_to: datetime.date | None
    is_gone: bool = False
    is_due: bool = False
    is_own: bool = False
    # The hold by which what is due can be read (incidents.held_record).
    readable_by: UUID | None = None


def confirmed(actor: User, request: DataSubjectRequest) -> list[Confirmed]:
    """What was confirmed for a request, in that order; for who handles it."""
    rows = list(request.subjects.select_related("hold", "effect"))
    calls = recording_requests.calls_by_id(actor, [r.object_id for r in rows if r.what == RECORDING])
    records = _records(actor, rows)
    return [_confirmed(row, calls, records) for row in rows]


def _confirmed(
    row: RequestSubject, calls: dict[str, recording_requests.Call], records: _Records
) -> Confirmed:
    hold = row.hold if row.hold is not None and row.hold.is_running else None
    held_to = local_date(hold.until - datetime.timedelta(microseconds=1)) if hold else None
    if row.pk in records.own:
        return Confirmed(row, _("Een andere coördinator behandelt dit"), None, held_to, is_own=True)
    if row.what == RECORDING:
        call = calls.get(row.object_id)
        title = _("Gesprek") if call else _("Vernietigd")
        return Confirmed(row, title, local_date(call.started_at) if call else None, held_to, call is None)
    record = records.of(row)
    if record is None:
        return Confirmed(row, _("Vernietigd"), None, None, is_gone=True)
    incidents = [record] if isinstance(record, Incident) else records.naming[record.pk]
    title = ", ".join(incident.reference for incident in incidents)
    day = incidents[0].occurred_on if incidents else None
    is_due = any(found.is_due for found in [record, *incidents])
    return Confirmed(
        row, title, day, held_to, is_due=is_due, readable_by=hold.pk if hold and is_due else None
    )
