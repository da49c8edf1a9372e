# SPDX-License-Identifier: EUPL-1.2
"""What a decision does to each record of a request, as the page shows it to who handles the request."""

from dataclasses import dataclass, field
from typing import Any

from accounts.models import User
from incidents import erasing, naming_texts
from oversight.models import DataSubjectRequest, Effect, RequestSubject
from retention.models import Request

from . import package_keeping
from .effects_acts import touched_by, where_named
from .effects_choosing import Recipient, choices_for, is_held_by_another, recipients_of
from .subjects import Confirmed, confirmed, record_of


@dataclass(repr=False)
class Line:
    """One record: what was chosen, and what a person must know or do."""

    number: int
    shown: Confirmed
    effect: Effect | None
    choice: Any = ""
    # To whom it was disclosed (AVG 19).
    recipients: list[Recipient] = field(default_factory=list)
    # Per incident the texts in which the name still is.
    named: dict[str, list[str]] = field(default_factory=dict)
    # Evidence that goes along, in words.
    evidence: list[str] = field(default_factory=list)
    is_held_by_another: bool = False
    # The requests of which a package with something of this waits: it goes with the decision.
    packages: list[DataSubjectRequest] = field(default_factory=list)

    @property
    def subject(self) -> RequestSubject:
        return self.shown.subject

    @property
    def may_lift(self) -> bool:
        """Whether a restriction runs that the reader can end."""
        ran = self.effect is not None and self.effect.carried_out_at is not None and self.effect.grants
        restricts = self.subject.request.kind == Request.RESTRICTION
        lifted = self.effect is not None and self.effect.lifted_at is not None
        return ran and restricts and not lifted and not self.shown.is_own and not self.shown.is_gone


def lines(actor: User, request: DataSubjectRequest) -> list[Line]:
    """Every record of a request, in the order in which they were confirmed."""
    return [_line(number, shown, request) for number, shown in enumerate(confirmed(actor, request), 1)]


def line(actor: User, request: DataSubjectRequest, subject: RequestSubject) -> Line:
    """One of these."""
    return next(found for found in lines(actor, request) if found.subject.pk == subject.pk)


def all_granted(request: DataSubjectRequest) -> bool:
    """Whether for no record anything else was chosen than to grant it."""
    return not Effect.objects.filter(subject__request=request, choice=Effect.Choice.NOTHING).exists()


def _line(number: int, shown: Confirmed, request: DataSubjectRequest) -> Line:
    subject = shown.subject
    effect: Effect | None = getattr(subject, "effect", None)
    found = Line(number, shown, effect)
    if effect is not None:
        found.choice = dict(choices_for(subject, request.kind)).get(
            effect.choice, effect.get_choice_display()
        )
    if shown.is_own or shown.is_gone:
        return found
    found.recipients = recipients_of(subject)
    if request.is_open:
        found.named = dict(sorted(where_named(subject, effect, request.kind).items()))
        erases = request.kind in (Request.ERASURE, Request.OBJECTION)
        found.is_held_by_another = erases and is_held_by_another(subject)
        if request.kind != Request.RESTRICTION and effect is not None and effect.grants:
            found.packages = package_keeping.waiting_of(request.municipality_id, touched_by(subject))
        if erases and effect is not None and effect.choice == Effect.Choice.PERSON:
            found.evidence = _evidence(subject)
    return found


def _evidence(subject: RequestSubject) -> list[str]:
    record = record_of(subject)
    if record is None or subject.capacity != RequestSubject.Capacity.PERPETRATOR:
        return []
    words = [naming_texts.evidence_in_words(row) for row in erasing.incidents_of(record)]
    return [text for text in words if text]
