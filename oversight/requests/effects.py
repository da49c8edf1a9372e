# SPDX-License-Identifier: EUPL-1.2
"""What a decision on a request does to the records that it is about (R8; AVG 16-19, 21; RULES: "Holds").

A decision is carried out in its own transaction, once: the holds end, and what was chosen per record happens. What is
refused changes nothing but that. `missing` says beforehand what a person must still do.
"""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from incidents.access import NotAllowed
from incidents.erasing import StillNamed
from incidents.handling import NeedsSupervisor
from incidents.reporting import DateRefused
from oversight.models import DataSubjectRequest, Decision, Effect, RequestSubject
from retention.gate import NotToBeDestroyed
from retention.models import Hold, Request

from . import package_keeping
from .effects_acts import act_of, keep_until_lifted, touched_by
from .effects_choosing import NotReady, changes_something, missing
from .subjects import end_hold, is_own, lock_records

__all__ = ["NotReady", "carry_out", "missing"]
LATER = gettext_lazy("Een latere datum vraagt een afhandelaar aan; een toezichthouder moet die toestaan.")
ENDINGS = {
    Decision.GRANTED: Hold.Ending.GRANTED,
    Decision.PARTLY: Hold.Ending.GRANTED,
    Decision.WITHDRAWN: Hold.Ending.WITHDRAWN,
}
GRANTING = (Decision.GRANTED, Decision.PARTLY)


def carry_out(actor: User, request: DataSubjectRequest) -> None:
    """In the transaction of the decision, which holds the lock on the request: every hold of it ends, so that what is due
    goes at once and the rest resumes its term; and what was granted is done. Twice is once.

    Raises NotReady, with what must be done first, and NotAllowed: then nothing was decided, and the caller's transaction
    is to be rolled back.
    """
    decision = Decision(request.decision)
    subjects = list(request.subjects.select_for_update(of=("self",)).select_related("hold").order_by("pk"))
    lock_records(subjects)
    effects = {effect.subject_id: effect for effect in _effects_of(request).select_for_update(of=("self",))}
    does = decision in GRANTING and changes_something(request)
    if does and (problems := missing(actor, request, decision)):
        raise NotReady(problems)
    if does and any(is_own(actor, subject) for subject in subjects):
        raise NotAllowed
    _end_holds(actor, subjects, effects, decision, does=does)
    if does:
        _act(actor, request, subjects, effects)
    if does and request.kind == Request.RESTRICTION:
        keep_until_lifted(request)
    for effect in _effects_of(request):
        # What was typed is in the record now, or was refused: here it goes.
        effect.corrections = None
        effect.save(update_fields=["corrections"])


def _effects_of(request: DataSubjectRequest) -> QuerySet[Effect]:
    rows: QuerySet[Effect] = Effect.objects.filter(subject__request=request)
    return rows


def _end_holds(
    actor: User,
    subjects: Sequence[RequestSubject],
    effects: dict[UUID, Effect],
    decision: Decision,
    *,
    does: bool,
) -> None:
    for subject in subjects:
        ending = ENDINGS.get(decision, Hold.Ending.REFUSED)
        if does and (subject.pk not in effects or not effects[subject.pk].grants):
            ending = Hold.Ending.REFUSED
        if subject.hold is not None:
            end_hold(actor, subject.hold, ending)


def _act(
    actor: User,
    request: DataSubjectRequest,
    subjects: Sequence[RequestSubject],
    effects: dict[UUID, Effect],
) -> None:
    for subject in subjects:
        effect = effects.get(subject.pk)
        if effect is None or not effect.grants or effect.carried_out_at is not None:
            continue
        # Before it: afterwards nothing says what hung on it.
        touched = touched_by(subject)
        try:
            act_of(request.kind)(actor, subject, effect)
        except StillNamed as error:
            raise NotReady([f"{where}: {', '.join(what)}" for where, what in error.where.items()]) from error
        except NotToBeDestroyed as error:
            raise NotReady([_("Er loopt nog een ander verzoek over dezelfde gegevens.")]) from error
        except (NeedsSupervisor, DateRefused) as error:
            raise NotReady([str(LATER)]) from error
        if request.kind != Request.RESTRICTION:
            package_keeping.empty_made_of(request.municipality_id, touched)
        effect.carried_out_at = timezone.now()
        effect.save(update_fields=["carried_out_at"])
