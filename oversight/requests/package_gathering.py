# SPDX-License-Identifier: EUPL-1.2
"""Everything that is registered about the subjects of a request, read anew from the records each time: also what is due
and held for the request. Nothing is masked here yet."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from incidents.access import own
from incidents.erasing import rows_of
from incidents.holding import held_for, together_with
from incidents.models import Incident, Involvement, Perpetrator, Victim
from oversight.models import DataSubjectRequest, RequestSubject
from recordings.models import Recording
from recordings.requests import available
from retention.models import Request

from . import package_items as items
from .package_items import Part
from .package_looks import actors, looks_at, of_disclosures, of_looks
from .package_masking import Known, same_words
from .package_of_employee import of_employee
from .package_of_perpetrator import of_perpetrator
from .package_of_person import of_person, of_recording
from .package_rows import Rows
from .subjects import has_reported, is_who_asks, key_of, victim_of

Capacity = RequestSubject.Capacity
INCIDENT, PERPETRATOR = Incident._meta.label, Perpetrator._meta.label
RECORDING = Recording._meta.label


class Blocked(Enum):
    """Why there is no package."""

    OTHER_KIND = "other_kind"
    IDENTITY = "identity"
    NO_SUBJECTS = "no_subjects"
    DECIDED = "decided"
    # Who asks was aggressive towards this coordinator: another one makes it.
    OWN = "own"
    # This coordinator asks it themselves, reported it or had the call: the same.
    PARTY = "party"
    NOT_READABLE = "not_readable"
    # A record that was confirmed is no longer there.
    GONE = "gone"
    WHICH_VICTIM = "which_victim"


@dataclass
class Gathered:
    """All of it; `blocked` says why it may not be made, and then nothing is in it."""

    request: DataSubjectRequest
    blocked: Blocked | None = None
    parts: list[Part] = field(default_factory=list)
    known: Known = field(default_factory=Known)
    # Per table the ids of the records that it was made of.
    records: dict[str, list[str]] = field(default_factory=dict)
    # Names of others, by what decisions call them.
    names: dict[str, list[str]] = field(default_factory=dict)


@dataclass
class _Found:
    people: list[Perpetrator] = field(default_factory=list)
    # As whom the person stands in an incident: the perpetrator's number or None; the victim; the reporter's account.
    as_perpetrator: dict[uuid.UUID, uuid.UUID | None] = field(default_factory=dict)
    as_victim: dict[uuid.UUID, Victim] = field(default_factory=dict)
    as_reporter: dict[uuid.UUID, int] = field(default_factory=dict)
    recordings: list[Recording] = field(default_factory=list)
    blocked: Blocked | None = None


def gather(user: User, request: DataSubjectRequest) -> Gathered:
    """For the coordinator who handles it; a number of queries that does not grow with that of the records."""
    gathered = Gathered(request, blocked=_before(request))
    if gathered.blocked:
        return gathered
    found = _find(request)
    ids = [*found.as_perpetrator, *found.as_victim, *found.as_reporter]
    together = set(together_with(ids))
    incidents = list(
        Incident.with_due.filter(_there(), pk__in=together, municipality=request.municipality_id)
        .select_related("unit", "handler", "reporter", "municipality")
        .order_by("-occurred_at", "pk")
    )
    gathered.blocked = found.blocked or _unreadable(user, incidents) or _party(user, request, found)
    if gathered.blocked:
        return gathered
    rows = Rows(incidents)
    _with_joined(found, incidents)
    for person in found.people:
        gathered.parts.append(of_person(person))
    for incident in incidents:
        gathered.parts += _of_incident(incident, rows, found)
    gathered.parts += [of_recording(recording) for recording in found.recordings]
    references: dict[uuid.UUID, str] = {i.pk: f"Melding {i.reference}" for i in incidents}
    references |= {person.pk: "Gegevens van u als persoon" for person in found.people}
    references |= {recording.pk: f"Opname {recording.reference}" for recording in found.recordings}
    looks = looks_at(references)
    gathered.parts += [
        p
        for p in (of_looks(looks, references, request.municipality_id), of_disclosures(references))
        if p.sections
    ]
    gathered.records = {
        INCIDENT: [str(i.pk) for i in incidents],
        PERPETRATOR: [str(person.pk) for person in found.people],
        RECORDING: [str(recording.pk) for recording in found.recordings],
    }
    close = rows.people() | actors(looks) | {r.employee_id: r.employee for r in found.recordings}
    _names(gathered, found, rows, close)
    return gathered


def _before(request: DataSubjectRequest) -> Blocked | None:
    if request.kind != Request.ACCESS:
        return Blocked.OTHER_KIND
    if not request.is_open:
        return Blocked.DECIDED
    if request.identity_checked_at is None:
        return Blocked.IDENTITY
    return None if request.subjects.exists() else Blocked.NO_SUBJECTS


def _there() -> Q:
    """What is not due, and what is due and held: what is due and held by nothing is nobody's any more."""
    now = timezone.now()
    return Q(destroy_at__gt=now) | Q(held_until__gt=now)


def _find(request: DataSubjectRequest) -> _Found:
    found, subjects = _Found(), list(request.subjects.select_related("hold"))
    ids: dict[str, set[str]] = defaultdict(set)
    for subject in subjects:
        ids[subject.what].add(key_of(subject))
    of = request.municipality_id
    people = {
        str(p.pk): p for p in Perpetrator.with_due.filter(_there(), pk__in=ids[PERPETRATOR], municipality=of)
    }
    incidents = {
        str(i.pk): i for i in Incident.with_due.filter(_there(), pk__in=ids[INCIDENT], municipality=of)
    }
    calls = {str(r.pk): r for r in available().filter(pk__in=ids[RECORDING], municipality=of)}
    for subject in subjects:
        known: dict[str, Any] = {
            PERPETRATOR: people,
            INCIDENT: incidents,
            RECORDING: calls,
        }.get(subject.what, {})
        row = known.get(key_of(subject))
        if row is None:
            found.blocked = Blocked.GONE
        elif isinstance(row, Perpetrator):
            # Two of them may have turned out to be one.
            if row not in found.people:
                found.people.append(row)
        elif isinstance(row, Recording):
            found.recordings.append(row)
        else:
            _in_incident(found, request, row, subject)
    named = Involvement.with_due.filter(perpetrator__in=found.people).values_list(
        "incident_id", "perpetrator_id"
    )
    found.as_perpetrator |= dict(named)
    return found


def _in_incident(found: _Found, request: DataSubjectRequest, row: Incident, subject: RequestSubject) -> None:
    """An incident itself was confirmed: as its victim, as who reported it, or as who is named in it alone."""
    if subject.capacity == Capacity.REPORTER:
        found.as_reporter[row.pk] = row.reporter_id
    elif subject.capacity == Capacity.VICTIM and subject.part:
        # The search said which of several it is; they may stand in a report that this one was joined with since.
        theirs = rows_of(victim) if (victim := victim_of(subject)) else []
        found.as_victim |= {one.incident_id: one for one in theirs}
        if not theirs:
            found.blocked = Blocked.GONE
    elif subject.capacity == Capacity.VICTIM:
        # A name says which of several it is, where only one is called so.
        victims = list(Victim.with_due.filter(incident=row).select_related("unit", "user"))
        same = [v for v in victims if same_words(v.name) == same_words(request.name)]
        if len(one := same if len(same) == 1 else victims) != 1:
            found.blocked = Blocked.WHICH_VICTIM
        else:
            found.as_victim[row.pk] = one[0]
    else:
        found.as_perpetrator.setdefault(row.pk, None)


def _unreadable(user: User, incidents: Iterable[Incident]) -> Blocked | None:
    """RULES: a coordinator reads incidents by their levels, and what is due and held as who handles the request."""
    ids = {incident.pk for incident in incidents}
    rows = Incident.with_due.filter(pk__in=ids)
    if rows.filter(own(user)).exists():
        return Blocked.OWN
    seen = set(Incident.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))
    seen |= set(held_for(user).filter(pk__in=ids).values_list("pk", flat=True))
    return Blocked.NOT_READABLE if ids - seen else None


def _party(user: User, request: DataSubjectRequest, found: _Found) -> Blocked | None:
    """As subjects.is_party, of what was read already: who may not decide, makes nothing for themselves before it."""
    had_a_call = any(recording.employee_id == user.pk for recording in found.recordings)
    is_party = had_a_call or is_who_asks(user, request) or has_reported(user, request)
    return Blocked.PARTY if is_party else None


def _with_joined(found: _Found, incidents: list[Incident]) -> None:
    """A report that was joined with another one is about the same, though it names nobody itself."""
    into = {incident.pk: incident.joined_into_id for incident in incidents}
    for _round in incidents:
        before = len(found.as_perpetrator)
        for pk, joined in into.items():
            if joined in found.as_perpetrator:
                found.as_perpetrator.setdefault(pk, found.as_perpetrator[joined])
            elif pk in found.as_perpetrator and joined:
                found.as_perpetrator.setdefault(joined, found.as_perpetrator[pk])
        if len(found.as_perpetrator) == before:
            break


def _of_incident(incident: Incident, rows: Rows, found: _Found) -> list[Part]:
    if incident.pk in found.as_perpetrator:
        return [of_perpetrator(incident, rows, found.as_perpetrator[incident.pk])]
    victim = found.as_victim.get(incident.pk)
    account = found.as_reporter.get(incident.pk) or (victim.user_id if victim else None)
    if victim is None and account is None:
        # Joined with a report of theirs, by somebody else: that is the other one's.
        return []
    return [of_employee(incident, rows, victim, account)]


def _names(gathered: Gathered, found: _Found, rows: Rows, close: dict[int, User]) -> None:
    """Whose names must be recognised. Who asks is known by the name in the request and in their own records."""
    request = gathered.request
    own_names = [request.name, *(p.name for p in found.people), *(v.name for v in found.as_victim.values())]
    own_accounts = {v.user_id for v in found.as_victim.values()} | set(found.as_reporter.values())
    names: dict[str, list[str]] = defaultdict(list)
    for pk, user in close.items():
        if pk in own_accounts:
            own_names.append(user.name)
        else:
            names[f"user.{pk}"].append(user.name)
    own_victims = {v.pk for v in found.as_victim.values()}
    for victim in rows.all(Victim):
        if victim.pk not in own_victims and victim.user_id not in own_accounts:
            names[items.key_of(victim.user or victim)].append(victim.name)
    mine = {person.pk for person in found.people}
    for involvement in rows.all(Involvement):
        if involvement.perpetrator_id not in mine:
            names[items.key_of(involvement.perpetrator)].append(involvement.perpetrator.name)
    for incident in rows.incidents:
        if incident.pk not in found.as_perpetrator and incident.aggressor_name:
            names[f"{items.key_of(incident)}.aggressor_name"].append(incident.aggressor_name)
    staff = User.objects.filter(municipality=request.municipality_id).exclude(pk__in=[*close, *own_accounts])
    units = {incident.unit.name for incident in rows.incidents} | {v.unit.name for v in rows.all(Victim)}
    gathered.names = {key: [name for name in found_names if name] for key, found_names in names.items()}
    gathered.known = Known(
        close=frozenset(name for all_of_one in gathered.names.values() for name in all_of_one),
        staff=frozenset(staff.values_list("name", flat=True)),
        own=frozenset(name for name in own_names if name),
        places=frozenset(units - {request.municipality.name}),
        bsns=frozenset(
            bsn
            for bsn in (
                *(p.bsn for p in found.people),
                *(i.perpetrator.bsn for i in rows.all(Involvement)),
            )
            if bsn
        ),
    )
