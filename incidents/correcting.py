# SPDX-License-Identifier: EUPL-1.2
"""Putting right what was wrong: a later date with a supervisor's consent (R4), and a victim who was none."""

import datetime
import uuid

from django.db.models import QuerySet
from django.utils import timezone

from accounts.levels import Level
from accounts.models import User
from accounts.policy import people_with
from retention.terms import local_date

from .access import NotAllowed, refresh_sight
from .appointments import tell_cancelled
from .handling import handling, of_this
from .models import DateCorrection, Incident, TimelineEntry, Victim
from .reporting import check_date
from .telling import tell
from .timeline import note
from .watching import watching

Action = TimelineEntry.Action


def who_may_consent(incident: Incident, author: User | None = None) -> QuerySet[User]:
    """The supervisors of the unit who may allow what `author` asks: anybody but the author and the victims."""
    victims = incident.victims.exclude(user=None).values("user")
    people = people_with(Level.SUPERVISOR, incident.unit).exclude(pk__in=victims)
    return people.exclude(pk=author.pk) if author else people


def ask_for_later_date(
    actor: User, incident: Incident, occurred_at: datetime.datetime, reason: str, token: uuid.UUID
) -> DateCorrection:
    """Ask the supervisors of the unit to allow a later date; it takes the place of an earlier, open request.

    Nothing about the incident changes yet. Raises DateRefused; ValueError for a date that is not later.
    """
    with handling(actor, incident) as row:
        if known := of_this(row, DateCorrection, token):
            return known
        check_date(occurred_at, min(row.reported_at, timezone.now()))
        if local_date(occurred_at) <= row.occurred_on:
            raise ValueError("Only a later date needs consent.")
        open_correction(row).update(
            outcome=DateCorrection.Outcome.REPLACED, decided_by=actor, decided_at=timezone.now()
        )
        request = DateCorrection.objects.create(
            pk=token, incident=row, author=actor, occurred_at=occurred_at, reason=reason
        )
        new = local_date(occurred_at).isoformat()
        note(row, actor, Action.DATE_PROPOSED, reason, old=row.occurred_on.isoformat(), new=new)
        for supervisor in who_may_consent(row, actor):
            tell(supervisor, "date_proposed", row)
        return request


def open_correction(incident: Incident) -> QuerySet[DateCorrection]:
    """The request for a later date that waits for a supervisor; at most one."""
    return DateCorrection.objects.filter(incident=incident, outcome="")


def withdraw_later_date(actor: User, correction: DateCorrection) -> None:
    """Take a request for a later date back."""
    with handling(actor, correction.incident) as row:
        withdrawn = open_correction(row).filter(pk=correction.pk)
        if withdrawn.update(
            outcome=DateCorrection.Outcome.REPLACED, decided_by=actor, decided_at=timezone.now()
        ):
            note(row, actor, Action.DATE_WITHDRAWN)


def decide_later_date(actor: User, correction: DateCorrection, *, allowed: bool) -> None:
    """A supervisor of the unit, not the one who asked, allows a later date (the term is counted anew) or refuses it.

    Raises NotAllowed; DateRefused when the date cannot be used (any more).
    """
    with watching(actor, correction.incident) as row:
        current = open_correction(row).filter(pk=correction.pk).select_related("author").first()
        if current is None:
            return
        if current.author_id == actor.pk:
            raise NotAllowed
        current.decided_by, current.decided_at = actor, timezone.now()
        new, old = local_date(current.occurred_at), row.occurred_on
        if allowed:
            check_date(current.occurred_at, min(row.reported_at, timezone.now()))
            row.set_date(current.occurred_at, new)
            row.time_known = True
        current.outcome = DateCorrection.Outcome.ALLOWED if allowed else DateCorrection.Outcome.REFUSED
        current.save()
        action = Action.DATE_CORRECTED if allowed else Action.DATE_REFUSED
        note(row, actor, action, old=old.isoformat(), new=new.isoformat(), asked_by=current.author_id)
        tell(current.author, "date_decided", row)


def remove_victim(actor: User, victim: Victim, reason: str) -> None:
    """Take away somebody who was named as a victim by mistake, with their aftercare; they lose sight at once.

    Raises NotAllowed for the only victim: without one there is no incident.
    """
    with handling(actor, victim.incident) as row:
        current = of_this(row, Victim, victim.pk)
        if current is None:
            return
        if row.victims.count() < 2:
            raise NotAllowed
        for contact in current.aftercare.select_related("victim__user"):
            tell_cancelled(actor, row, contact)
        current.delete()
        refresh_sight(row)
        note(row, actor, Action.VICTIM_REMOVED, reason)
