# SPDX-License-Identifier: EUPL-1.2
"""What each kind of request does to one record when it is granted, over both sides."""

import datetime
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import User
from incidents import erasing, holding, rectifying, restricting
from incidents.models import Incident, Perpetrator, Victim
from incidents.rectifying import Corrections
from oversight.models import DataSubjectRequest, Effect, RequestSubject
from recordings import requests as recording_requests
from retention.models import Request
from retention.terms import Due, request_due

from .finding import RECORDING
from .subjects import key_of, record_of, victim_of

Act = Callable[[User, RequestSubject, Effect], None]
Capacity = RequestSubject.Capacity
TERM = ("destroy_at", "counted_from", "retention_rule", "retention_policy")


def act_of(kind: str) -> Act:
    """What a granted request of this kind does; nothing for access."""
    return {
        Request.ERASURE: _erase,
        Request.OBJECTION: _erase,
        Request.RESTRICTION: _restrict,
        Request.RECTIFICATION: _rectify,
    }.get(Request(kind), _nothing)


def touched_by(subject: RequestSubject) -> list[Incident | Perpetrator]:
    """The records of which something changes when this is carried out: of somebody, every incident that names them. A call
    has nothing that could stay behind."""
    record = record_of(subject)
    return [] if record is None else [record, *erasing.incidents_of(record)]


def _nothing(actor: User, subject: RequestSubject, effect: Effect) -> None:
    """Access changes nothing about a record."""


def _erase(actor: User, subject: RequestSubject, effect: Effect) -> None:
    if subject.what == RECORDING:
        recording_requests.erase_call(actor, UUID(subject.object_id))
        return
    record: Any = record_of(subject)
    if record is None:
        # Gone by its own term.
        return
    if effect.choice == Effect.Choice.WHOLE:
        erasing.erase_whole(actor, record)
    elif isinstance(record, Perpetrator):
        erasing.erase_perpetrator(actor, record)
    elif subject.capacity == Capacity.PERPETRATOR:
        erasing.erase_reported(actor, record)
    elif (victim := victim_of(subject)) is not None:
        erasing.erase_victim(actor, victim)


def _restrict(actor: User, subject: RequestSubject, effect: Effect) -> None:
    record: Incident | Perpetrator | None = record_of(subject)
    if record is not None and not record.is_due:
        restricting.restrict(actor, record)


def keep_until_lifted(request: DataSubjectRequest) -> None:
    """A restriction is completed when it is lifted: until then the request stays, as long as what it restricts, and then
    its year begins (R7). Otherwise nobody could lift it."""
    records = [record_of(subject) for subject in request.subjects.all()]
    last = max((record.destroy_at for record in records if record is not None), default=None)
    if last is not None and last > request.destroy_at:
        request.set_term(Due("R7", request.counted_from, request.retention_policy, last))
        request.save(update_fields=TERM)


def shorten_restrictions(now: datetime.datetime) -> None:
    """Swept by beat: where what a request restricts goes earlier than was foreseen, the request stays no longer than the
    rest of it, and of nothing it is completed now (R7). Never later than it was. Harmless to repeat."""
    longer = DataSubjectRequest.objects.filter(
        kind=Request.RESTRICTION, decided_at__isnull=False, destroy_at__gt=request_due(now).at
    )
    for pk in longer.values_list("pk", flat=True):
        with transaction.atomic():
            row = longer.select_for_update(of=("self",)).filter(pk=pk).first()
            if row is None:
                continue
            last = max((record.destroy_at for record in _still_restricted(row)), default=now)
            completed = request_due(now)
            due = (
                completed if last <= completed.at else Due("R7", row.counted_from, row.retention_policy, last)
            )
            if due.at < row.destroy_at:
                row.set_term(due)
                row.save(update_fields=TERM)


def _still_restricted(request: DataSubjectRequest) -> list[Incident | Perpetrator]:
    """What a granted request restricts and nobody lifted, as far as it is there."""
    running = Effect.objects.filter(subject__request=request, lifted_at=None).exclude(carried_out_at=None)
    records = [record_of(effect.subject) for effect in running.select_related("subject__hold")]
    return [record for record in records if record is not None]


def lift_restriction(actor: User, subject: RequestSubject) -> None:
    """Registry readers see it again, unless another request restricts it too. Raises NotAllowed."""
    found: Any = record_of(subject)
    if found is None:
        return
    # Or of two that are lifted at once each sees the other run, and it stays hidden for ever.
    erasing.locked_for_decision(actor, found)
    record = type(found).with_due.select_for_update(of=("self",)).filter(pk=found.pk).first()
    if record is not None and not record.is_due and not _is_restricted_by_another(subject):
        restricting.lift(actor, record)


def _is_restricted_by_another(subject: RequestSubject) -> bool:
    running = (
        Effect.objects.filter(
            subject__request__kind=Request.RESTRICTION,
            subject__request__municipality=subject.request.municipality_id,
            subject__what=subject.what,
            lifted_at=None,
        )
        .exclude(carried_out_at=None)
        .exclude(subject=subject)
        .select_related("subject__hold")
    )
    mine = key_of(subject)
    alike = {mine}
    if subject.what == Incident._meta.label:
        alike = {str(pk) for pk in holding.together_with([UUID(mine)])}
    return any(key_of(effect.subject) in alike for effect in running)


def _rectify(actor: User, subject: RequestSubject, effect: Effect) -> None:
    record, new = record_of(subject), corrections_of(effect)
    if record is None or record.is_due:
        return
    if isinstance(record, Perpetrator):
        rectifying.rectify_perpetrator(actor, record, new)
    else:
        rectifying.rectify_incident(actor, record, new, victim_of(subject))


def where_named(subject: RequestSubject, effect: Effect | None, kind: str) -> dict[str, list[str]]:
    """Per incident, by its reference, which texts a handler must write anew before this can be carried out."""
    record = record_of(subject)
    if record is None or effect is None or effect.choice == Effect.Choice.NOTHING:
        return {}
    victim = victim_of(subject)
    if kind == Request.RECTIFICATION and effect.corrections:
        return _where_wrong(record, victim, corrections_of(effect))
    if kind in (Request.ERASURE, Request.OBJECTION) and effect.choice == Effect.Choice.PERSON:
        whom = (
            erasing.known_as(record)
            if isinstance(record, Perpetrator)
            else erasing.victim_as(victim)
            if victim is not None
            else erasing.reported_as(record)
        )
        return erasing.where_named(record, whom)
    return {}


def _where_wrong(record: Any, victim: Victim | None, new: Corrections) -> dict[str, list[str]]:
    if isinstance(record, Perpetrator):
        whom = rectifying.old_names(record, new)
        return rectifying.where_wrong(erasing.incidents_of(record), whom)
    if victim is None:
        return {}
    # The report may have been joined with another one since, and the victim moved there.
    return rectifying.where_wrong(erasing.incidents_of(record), rectifying.old_names_of_victim(victim, new))


def as_stored(new: Corrections) -> dict[str, Any]:
    """Corrections as they wait, sealed, for the decision: what stays is left out."""
    found = {name: value for name, value in vars(new).items() if value not in (None, "", ())}
    for name in ("date_of_birth", "occurred_at"):
        if name in found:
            found[name] = found[name].isoformat()
    return {name: list(value) if isinstance(value, tuple) else value for name, value in found.items()}


def corrections_of(effect: Effect) -> Corrections:
    """The same, read again."""
    found = dict(effect.corrections or {})
    if "date_of_birth" in found:
        found["date_of_birth"] = datetime.date.fromisoformat(found["date_of_birth"])
    if "occurred_at" in found:
        found["occurred_at"] = datetime.datetime.fromisoformat(found["occurred_at"])
    kept: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in found.items()
    }
    return Corrections(**kept)
