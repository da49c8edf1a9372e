# SPDX-License-Identifier: EUPL-1.2
"""Choosing, before the decision, what a granted request does to each record; and what must be done before it can be."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from incidents import erasing, holding, rectifying
from incidents.access import NotAllowed
from incidents.models import Disclosure as IncidentDisclosure
from incidents.models import Incident, Perpetrator
from incidents.rectifying import Corrections
from oversight.models import DataSubjectRequest, Decision, Effect, RequestSubject
from recordings import requests as recording_requests
from recordings.models import Disclosure as RecordingDisclosure
from retention import holds
from retention.models import Hold, Request
from retention.terms import local_date, request_due

from .access import locked
from .effects_acts import TERM, as_stored, lift_restriction, where_named
from .finding import RECORDING, NotNow
from .subjects import is_own, record_of

Choice, Recipients, Capacity = Effect.Choice, Effect.Recipients, RequestSubject.Capacity
CHANGING = (Request.ERASURE, Request.OBJECTION, Request.RESTRICTION, Request.RECTIFICATION)


class NotReady(Exception):
    """Something must be done before this decision can be carried out; `problems` says what, in words."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(", ".join(problems))
        self.problems = list(problems)


class NothingRight(ValueError):
    """A perpetrator must keep a name or a description (LEI 3.5)."""


def changes_something(request: DataSubjectRequest) -> bool:
    """Whether a granted request of this kind changes anything about a record; access does not."""
    return request.kind in CHANGING


def choices_for(subject: RequestSubject, kind: str) -> list[tuple[str, Any]]:
    """What can be chosen for this record: what the law and the record allow."""
    no = (Choice.NOTHING.value, Choice.NOTHING.label)
    if subject.what == RECORDING:
        whole: tuple[str, Any] = (Choice.WHOLE.value, gettext_lazy("De opname wordt vernietigd"))
        # A recording stands in no registry, is there for days, and nobody puts words into it.
        return [whole, no] if kind in (Request.ERASURE, Request.OBJECTION) else [no]
    if kind == Request.RESTRICTION:
        return [(Choice.PERSON.value, gettext_lazy("Verberg dit in het register")), no]
    if kind == Request.RECTIFICATION:
        return [(Choice.PERSON.value, gettext_lazy("Corrigeer zoals hieronder staat")), no]
    whole = (Choice.WHOLE.value, gettext_lazy("De hele melding, met alles wat erbij hoort"))
    if subject.capacity == Capacity.REPORTER:
        # Who reported is an account, which goes with the last incident that names it (R7).
        return [whole, no]
    if subject.capacity == Capacity.PERPETRATOR:
        # Every incident that names them goes, and there may be many (erasing.py).
        record = record_of(subject)
        count = len(erasing.incidents_of(record)) if record else 0
        words = gettext_lazy("Elke melding met deze persoon (%(count)s), met alles wat erbij hoort")
        whole = (Choice.WHOLE.value, words % {"count": count})
    return [(Choice.PERSON.value, Choice.PERSON.label), whole, no]


@dataclass(frozen=True, repr=False)
class Recipient:
    """To whom something of a record was disclosed, and when."""

    name: str
    on: datetime.date


def recipients_of(subject: RequestSubject) -> list[Recipient]:
    """To whom this record was disclosed (LEI 6), of which the person and these must be told (AVG 19)."""
    if subject.what == RECORDING:
        given: Any = RecordingDisclosure.objects.filter(about=subject.object_id)
        given = given.filter(state=RecordingDisclosure.State.GIVEN)
    else:
        record = record_of(subject)
        ids = [row.pk for row in erasing.incidents_of(record)] if record else [subject.object_id]
        given = IncidentDisclosure.objects.filter(about__in=ids)
    rows = given.exclude(completed_at=None).order_by("completed_at", "pk")
    return [Recipient(row.recipient, local_date(row.completed_at)) for row in rows]


@transaction.atomic
def choose(
    actor: User,
    subject: RequestSubject,
    choice: str,
    recipients: str = "",
    corrections: Corrections | None = None,
) -> Effect:
    """Write down what a granted decision does to this record. Again replaces it, until the decision.

    Raises NotAllowed, also for an incident in which the actor is a victim; NotNow after the decision; ValueError for
    what cannot be chosen; NothingRight when a rectification would leave neither a name nor a description.
    """
    row = locked(actor, subject.request)
    if not row.is_open:
        raise NotNow
    if is_own(actor, subject):
        raise NotAllowed
    if choice not in dict(choices_for(subject, row.kind)):
        raise ValueError(f"{choice} cannot be chosen here.")
    record = record_of(subject)
    if corrections is not None and isinstance(record, Perpetrator):
        try:
            rectifying.new_facts(record, corrections)
        except ValueError as error:
            raise NothingRight from error
    effect = Effect.objects.filter(subject=subject).first() or Effect(subject=subject)
    effect.choice, effect.recipients = choice, recipients
    wanted = choice != Choice.NOTHING and corrections is not None
    effect.corrections = as_stored(corrections) if wanted and corrections else None
    effect.chosen_by, effect.chosen_at = actor, timezone.now()
    effect.save()
    return effect


def missing(actor: User, request: DataSubjectRequest, decision: str) -> list[str]:
    """What must be done before this decision can be carried out, in words; nothing for one that grants nothing."""
    if decision not in (Decision.GRANTED, Decision.PARTLY) or not changes_something(request):
        return []
    subjects = list(request.subjects.select_related("hold", "effect"))
    found: list[str] = []
    for number, subject in enumerate(subjects, 1):
        effect = getattr(subject, "effect", None)
        said = {"number": number}
        if effect is None and not is_gone(actor, subject):
            found.append(_("Kies bij onderdeel %(number)s wat er gebeurt.") % said)
        elif effect is not None and effect.carried_out_at is None and effect.grants:
            found += [text % said for text in _missing_of(subject, effect, request)]
    granted = [s.effect.grants for s in subjects if getattr(s, "effect", None) is not None]
    if decision == Decision.GRANTED and not all(granted):
        found.append(_("Niet alles wordt toegewezen: kies een gedeeltelijke toewijzing."))
    if decision == Decision.PARTLY and subjects and not any(granted):
        found.append(_("Er wordt niets toegewezen: kies een afwijzing."))
    return found


def is_gone(actor: User, subject: RequestSubject) -> bool:
    """Whether the record was destroyed by its own term: nothing is left to decide on."""
    if subject.what == RECORDING:
        return not recording_requests.calls_by_id(actor, [subject.object_id])
    return record_of(subject) is None


def _missing_of(subject: RequestSubject, effect: Effect, request: DataSubjectRequest) -> list[str]:
    found = []
    if recipients_of(subject) and not effect.recipients:
        found.append(_("Geef bij onderdeel %(number)s aan of de ontvangers zijn ingelicht."))
    if request.kind == Request.RECTIFICATION and not effect.corrections:
        found.append(_("Vul bij onderdeel %(number)s in wat er gecorrigeerd wordt."))
    if where_named(subject, effect, request.kind):
        found.append(_("Bij onderdeel %(number)s staat de naam nog in een tekst."))
    if request.kind in (Request.ERASURE, Request.OBJECTION) and is_held_by_another(subject):
        found.append(_("Bij onderdeel %(number)s loopt nog een ander verzoek."))
    return found


def is_held_by_another(subject: RequestSubject) -> bool:
    """Whether another request holds what this one would erase."""
    ours = RequestSubject.objects.filter(request=subject.request_id).exclude(hold=None).values("hold")
    return others_hold(subject).exclude(pk__in=ours).exists()


def others_hold(subject: RequestSubject) -> Any:
    """Every hold that keeps this record from being destroyed."""
    record = record_of(subject)
    if record is None:
        return holds.running().filter(what=subject.what, object_id=subject.object_id)
    incidents = [row.pk for row in erasing.incidents_of(record)]
    people = [record.pk] if isinstance(record, Perpetrator) else []
    running: Any = holding.running_on_all(incidents, people)
    if isinstance(record, Incident):
        return running
    return running | Hold.objects.filter(pk__in=holds.running_on(Perpetrator, people))


@transaction.atomic
def lift(actor: User, subject: RequestSubject, told_on: datetime.date) -> None:
    """End a restriction; the person was told on `told_on`, before (AVG 18.3). Twice is once.

    Raises NotAllowed; ValueError for a day that is still to come or before the decision.
    """
    row = locked(actor, subject.request)
    effect = Effect.objects.filter(subject=subject).exclude(carried_out_at=None).first()
    if effect is None or row.decided_at is None or row.kind != Request.RESTRICTION:
        raise NotAllowed
    if is_own(actor, subject):
        raise NotAllowed
    if effect.lifted_at is not None:
        return
    if told_on > local_date(timezone.now()) or told_on < local_date(row.decided_at):
        raise ValueError("Told before it is lifted, and after it was decided.")
    lift_restriction(actor, subject)
    effect.told_on, effect.lifted_at, effect.lifted_by = told_on, timezone.now(), actor
    effect.save()
    running = Effect.objects.filter(subject__request=row, lifted_at=None).exclude(carried_out_at=None)
    if not running.exists():
        row.set_term(request_due(effect.lifted_at))
        row.save(update_fields=TERM)
