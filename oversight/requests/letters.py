# SPDX-License-Identifier: EUPL-1.2
"""Letters to who asks something about their own data: made from the municipality's texts, and kept nowhere.

They are about no incident. The decision is a besluit and says how to object (Awb 6:4); that it takes longer, or that
somebody must show who they are, is none.
"""

import datetime
import uuid

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.administering import Refused
from accounts.models import AccessLogEntry, User
from incidents.access import NotAllowed
from incidents.letters import facts
from incidents.letters.blocks import closing
from incidents.letters.kinds import OF_REQUEST, REMEDIES, Remedy
from incidents.letters.letter import (
    SALUTATION,
    WRITTEN,
    Letter,
    letterhead_of,
    wrong_in,
    wrong_remedy,
)
from incidents.letters.naming import named_in, names_of
from incidents.letters.placeholders import fill, left_open
from incidents.letters.standard import standard_text
from incidents.letters.versions import current, kept
from incidents.models import Incident, Involvement, LetterKind, LetterSent, LetterTemplate, Perpetrator
from oversight.models import DataSubjectRequest, Decision, RequestLetter, RequestSubject
from retention.terms import local_date

from . import clock, telling
from .registering import handling
from .subjects import key_of
from .words import ASKS, DECIDED, WHY

_TO_WRITE = "[wat u hebt besloten]"
_WHY = "[waarom]"
_WHAT = "[wat er is gevraagd]"


def kinds_for(request: DataSubjectRequest) -> list[LetterKind]:
    """The letters that may go now, the one that is asked for first; of each kind one goes."""
    sent = set(RequestLetter.objects.filter(request=request).values_list("kind", flat=True))
    return [kind for kind in _kinds(request) if kind not in sent]


def _kinds(request: DataSubjectRequest) -> list[LetterKind]:
    if request.decision:
        return [] if request.decision == Decision.WITHDRAWN else [LetterKind.DECISION]
    kinds = [LetterKind.REQUEST_EXTENSION] if request.extended_at else []
    if request.identity_checked_at is None:
        kinds.append(LetterKind.REQUEST_IDENTITY)
    return [*kinds, LetterKind.REQUEST_RECEIVED]


def compose(request: DataSubjectRequest, kind: str) -> Letter:
    """The letter of this kind, filled from the request. Raises letter.NoLetterhead."""
    municipality = request.municipality
    head, version = letterhead_of(municipality), current(municipality, kind)
    there = clock.contents_are_there(request)
    with translation.override("nl"):
        values = _values(request, kind)
        blocks = closing(head, municipality.name, REMEDIES[LetterKind(kind)], None, None)
    return Letter(
        kind=LetterKind(kind),
        municipality=municipality,
        head=head,
        reference=request.reference,
        version=version,
        closing=blocks,
        subject=" ".join(fill(version.subject, values).split()),
        text=fill(version.body, values),
        address=request.name if there else "",
        date=local_date(timezone.now()),
        recorded={"asked": request.asked, "reason": request.extension_reason} if there else {},
    )


def _values(request: DataSubjectRequest, kind: str) -> dict[str, str]:
    """A value for every place; where the contents went, what is to be written stands between brackets."""
    there = clock.contents_are_there(request)
    asked = f"{ASKS[request.kind]}."
    if there and request.asked:
        asked += f" Het gaat u om: {request.asked}"
    decided = DECIDED.get((request.kind, request.decision)) or DECIDED.get(("", request.decision), _TO_WRITE)
    why = (request.reasons or WHY.get(request.decision, _WHY)) if there else _WHY
    longer = kind == LetterKind.REQUEST_EXTENSION
    last_day = clock.extended_last_day(request.received_on) if longer else clock.last_day_of(request)
    return {
        "kenmerk": request.reference,
        "gemeente": request.municipality.name,
        "datum_verzoek": facts.day(request.received_on),
        "verzoek": asked if there else f"{ASKS[request.kind]}. {_WHAT}",
        "besluit": decided,
        "overwegingen": why,
        "antwoord_uiterlijk": facts.day(last_day),
        "reden_uitstel": request.extension_reason if there and longer else _WHY,
    }


def named_by(request: DataSubjectRequest, kind: LetterKind, text: str) -> list[str]:
    """The words of what was typed for a letter by which it names an employee of what the request is about, as the records
    are now."""
    subjects = list(request.subjects.select_related("hold"))
    own = [request.name] if _is_of_employee(subjects) and clock.contents_are_there(request) else []
    ordinary = _ordinary(kind, current(request.municipality, kind))
    return named_in(text, _names_of(subjects), ordinary, own)


def _names_of(subjects: list[RequestSubject]) -> list[str]:
    return [name for incident in _incidents_of(subjects) for name in names_of(incident)]


def _is_of_employee(subjects: list[RequestSubject]) -> bool:
    """To an employee about themselves their own name is no secret anywhere in the letter."""
    theirs = {RequestSubject.Capacity.VICTIM, RequestSubject.Capacity.REPORTER}
    return any(subject.capacity in theirs for subject in subjects)


def _ordinary(kind: LetterKind, version: LetterTemplate) -> str:
    """As in a letter about an incident: what the system wrote is no name, nor are the municipality's own small words."""
    small = [word for word in f"{version.subject} {version.body}".split() if word.islower()]
    said = (*ASKS.values(), *DECIDED.values(), *WHY.values())
    return "\n".join([*standard_text(kind), SALUTATION, *said, *small])


def wrong_with(letter: Letter, request: DataSubjectRequest) -> dict[str, list[str]]:
    """Why this letter may not be made, per field (WRITTEN), in sentences; empty when it may."""
    subjects = list(request.subjects.select_related("hold"))
    names = _names_of(subjects)
    known = [row.bsn for row in _people_of(subjects) if row.bsn]
    own = [request.name] if clock.contents_are_there(request) else []
    of_employee = _is_of_employee(subjects)
    found: dict[str, list[str]] = {}
    ordinary = _ordinary(letter.kind, letter.version)
    for name in WRITTEN:
        text = getattr(letter, name)
        whose = own if of_employee or name in ("salutation", "address") else []
        wrong = wrong_in(text, named_in(text, names, ordinary, whose), known)
        if name in ("subject", "text") and REMEDIES[letter.kind] != Remedy.OBJECTION:
            wrong += wrong_remedy(text, letter.recorded)
        if name == "text":
            template = "\n".join((letter.version.body, _TO_WRITE, _WHY, _WHAT))
            wrong += [
                _("Vul in wat hier nog open staat: %(what)s") % {"what": w} for w in left_open(text, template)
            ]
        if wrong:
            found[name] = wrong
    return found


def note_made(actor: User, request: DataSubjectRequest) -> None:
    """Write down that somebody made a letter about this request (R6), before it is handed over."""
    AccessLogEntry.record(actor, AccessLogEntry.Action.MADE_LETTER, request.pk, request.destroy_at)


class NotThen(Refused):
    """A day on which no such letter can have gone."""


def record_sent(
    actor: User,
    request: DataSubjectRequest,
    kind: str,
    sent_on: datetime.date,
    how: str,
    number: int,
    token: uuid.UUID,
) -> None:
    """Record that the letter of this kind went on a local day, by version `number` of its text; of each kind once.

    With the decision's letter the clock is over, and the contents go at once. Raises NotAllowed, NotThen.
    """
    if kind not in OF_REQUEST:
        raise NotAllowed
    with handling(actor, request) as row:
        if RequestLetter.objects.filter(request=row, kind=kind).exists():
            return
        if kind not in _kinds(row):
            raise NotAllowed
        _check_day(row, kind, sent_on)
        version = kept(row.municipality, kind, number)
        if version is None:
            raise NotAllowed
        RequestLetter(
            pk=token,
            request=row,
            kind=kind,
            template=version,
            sent_on=sent_on,
            how=LetterSent.How(how),
            recorded_by=actor,
        ).save(force_insert=True)
        match LetterKind(kind):
            case LetterKind.REQUEST_IDENTITY:
                row.identity_asked_on = sent_on
            case LetterKind.REQUEST_EXTENSION:
                row.extension_told_on = sent_on
            case LetterKind.DECISION:
                row.letter_sent_on = sent_on
                telling.forget(row)
        row.save()


def _check_day(row: DataSubjectRequest, kind: str, sent_on: datetime.date) -> None:
    earliest = row.received_on
    if kind == LetterKind.REQUEST_EXTENSION and row.extended_at:
        earliest = local_date(row.extended_at)
    if kind == LetterKind.DECISION and row.decided_at:
        earliest = local_date(row.decided_at)
    if sent_on > local_date(timezone.now()):
        raise NotThen(_("Deze dag moet nog komen. Leg het vast als de brief weg is."), "sent_on")
    if sent_on < earliest:
        raise NotThen(_("Dit is voor de dag waarop de brief kon gaan."), "sent_on")


def _people_of(subjects: list[RequestSubject]) -> list[Perpetrator]:
    label = Perpetrator._meta.label
    return list(Perpetrator.with_due.filter(pk__in=[key_of(s) for s in subjects if s.what == label]))


def _incidents_of(subjects: list[RequestSubject]) -> list[Incident]:
    """The incidents that the request is about, also by way of somebody whom they name."""
    label = Incident._meta.label
    named = Involvement.with_due.filter(perpetrator__in=_people_of(subjects)).values("incident")
    ids = [key_of(s) for s in subjects if s.what == label]
    return list(Incident.with_due.filter(pk__in=ids) | Incident.with_due.filter(pk__in=named))
