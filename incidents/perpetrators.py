# SPDX-License-Identifier: EUPL-1.2
"""Who was it: from what a report says to a person whom a handler confirmed (LEI 3.5)."""

import dataclasses
import datetime
import uuid
from dataclasses import dataclass

from django.db import models, transaction
from django.utils import timezone

from accounts.models import AccessLogEntry, User
from retention.engine import destroy_early
from retention.terms import local_date

from .access import NotAllowed, handled_by
from .handling import handling, of_this
from .holding import move_holds
from .models import (
    Document,
    Incident,
    Involvement,
    LetterSent,
    Measure,
    Perpetrator,
    RevealReason,
    Sanction,
    Status,
    TimelineEntry,
)
from .registry import matchable_by, refresh_perpetrators, refresh_registry
from .timeline import note

Action = TimelineEntry.Action


class StillSanctioned(Exception):
    """A sanction against this person runs or waits for this incident: it is annulled or withdrawn first."""


@dataclass(frozen=True)
class PersonFacts:
    """What is known of a perpetrator. Every part may be missing, not all (a name or a description is needed)."""

    name: str = ""
    description: str = ""
    date_of_birth: datetime.date | None = None
    bsn: str = ""
    bsn_verified_with: str = ""

    def __post_init__(self) -> None:
        if not self.name.strip() and not self.description.strip():
            raise ValueError("A perpetrator has a name or a description (LEI 3.5).")
        if self.bsn_verified_with and (not self.bsn or self.bsn_verified_with not in Document.values):
            raise ValueError("What a BSN was checked with is one of the known documents.")


def facts_of(perpetrator: Perpetrator) -> PersonFacts:
    """What is known of a perpetrator now."""
    return PersonFacts(**{f.name: getattr(perpetrator, f.name) for f in dataclasses.fields(PersonFacts)})


def name_perpetrator(actor: User, incident: Incident, facts: PersonFacts, token: uuid.UUID) -> Involvement:
    """Write down who it was, as a person who is not known yet. The same token twice makes one. Raises NotAllowed."""
    with handling(actor, incident) as row:
        if known := of_this(row, Involvement, token):
            return known
        perpetrator = Perpetrator(municipality=row.municipality)
        _set_facts(perpetrator, facts, actor)
        perpetrator.set_last_incident(row.counted_from, row.destroy_at)
        perpetrator.save()
        return _involve(row, perpetrator, actor, token)


def link_perpetrator(
    actor: User,
    incident: Incident,
    perpetrator: Perpetrator,
    token: uuid.UUID,
    facts: PersonFacts | None = None,
) -> Involvement:
    """Write down that it was somebody who is known already. The same token, or the same person, twice links once.

    Of `facts`, what was typed about them, only what was not known yet is added. Raises NotAllowed for somebody whom this handler may not be shown (`registry.matchable_by`).
    """
    with handling(actor, incident) as row:
        if known := of_this(row, Involvement, token):
            return known
        locked = matchable_by(actor).select_for_update(of=("self",)).filter(pk=perpetrator.pk).first()
        if locked is None:
            raise NotAllowed
        already = Involvement.objects.filter(incident=row, perpetrator=locked).first()
        involvement = already or _involve(row, locked, actor, token)
        if facts is not None and _add_what_was_unknown(locked, facts, actor):
            locked.save()
            note(row, actor, Action.PERPETRATOR_CHANGED, perpetrator=str(locked.pk))
        return involvement


def _involve(row: Incident, perpetrator: Perpetrator, actor: User, token: uuid.UUID) -> Involvement:
    keep_measures_apart(row)
    involvement = Involvement.objects.create(
        pk=token, incident=row, author=actor, perpetrator=perpetrator, months=_months_before(row)
    )
    note(row, actor, Action.PERPETRATOR_NAMED, perpetrator=str(perpetrator.pk))
    return involvement


def _months_before(row: Incident) -> int | None:
    """The months that were confirmed for this incident with somebody who was taken away from it since: naming a person
    anew lengthens nothing (R3)."""
    removed = TimelineEntry.objects.filter(incident=row, action=Action.PERPETRATOR_REMOVED)
    confirmed = [entry.detail["months"] for entry in removed if entry.detail.get("months")]
    return min(confirmed, default=None)


def keep_measures_apart(row: Incident) -> None:
    """What was agreed with all who are named stays towards them when others are named: a registry reader would read it
    with those too (RULES: measures towards this perpetrator)."""
    named = list(Involvement.objects.filter(incident=row))
    towards_all = Measure.objects.filter(incident=row, kind=Measure.Kind.PERPETRATOR, involvement=None)
    for measure in towards_all if named else ():
        first, *others = named
        Measure.objects.filter(pk=measure.pk).update(involvement=first)
        for other in others:
            # Encrypted for its own row: saved again under another key.
            Measure(
                incident=row,
                author_id=measure.author_id,
                created_at=measure.created_at,
                kind=measure.kind,
                text=measure.text,
                taken_on=measure.taken_on,
                involvement=other,
            ).save()


def change_perpetrator(actor: User, incident: Incident, perpetrator: Perpetrator, facts: PersonFacts) -> None:
    """Put right what is known of a perpetrator of this incident. Raises NotAllowed."""
    with handling(actor, incident) as row:
        current = (
            Perpetrator.objects.select_for_update(of=("self",))
            .filter(pk=perpetrator.pk, involvements__incident=row)
            .first()
        )
        if current is None:
            raise NotAllowed
        _set_facts(current, facts, actor)
        current.save()
        note(row, actor, Action.PERPETRATOR_CHANGED, perpetrator=str(current.pk))


def _set_facts(perpetrator: Perpetrator, facts: PersonFacts, actor: User) -> None:
    verified_before = (perpetrator.bsn, perpetrator.bsn_verified_with)
    perpetrator.name, perpetrator.description = facts.name, facts.description
    perpetrator.date_of_birth, perpetrator.bsn = facts.date_of_birth, facts.bsn
    perpetrator.bsn_verified_with = facts.bsn_verified_with
    if not facts.bsn_verified_with:
        perpetrator.bsn_verified_by, perpetrator.bsn_verified_on = None, None
    elif verified_before != (facts.bsn, facts.bsn_verified_with):
        perpetrator.bsn_verified_by = actor
        perpetrator.bsn_verified_on = local_date(timezone.now())


def put_right(perpetrator: Perpetrator, facts: PersonFacts, actor: User) -> None:
    """As `change_perpetrator`, for a caller who holds the locks and saves: a decision on a request for rectification."""
    _set_facts(perpetrator, facts, actor)


def _add_what_was_unknown(perpetrator: Perpetrator, facts: PersonFacts, actor: User) -> bool:
    """Fill in what is empty; answers whether anything was."""
    added = PersonFacts(
        name=perpetrator.name or facts.name,
        description=perpetrator.description or facts.description,
        date_of_birth=perpetrator.date_of_birth or facts.date_of_birth,
        bsn=perpetrator.bsn or facts.bsn,
        bsn_verified_with=perpetrator.bsn_verified_with
        or (facts.bsn_verified_with if perpetrator.bsn in ("", facts.bsn) else ""),
    )
    if added == facts_of(perpetrator):
        return False
    _set_facts(perpetrator, added, actor)
    return True


def standing_sanctions(involvement: Involvement) -> models.QuerySet[Sanction]:
    """What keeps a person linked to an incident: imposed and not annulled, or waiting for a supervisor."""
    imposed = models.Q(state=Sanction.State.IMPOSED, annulled_at=None)
    waits = models.Q(state=Sanction.State.PROPOSED)
    return Sanction.objects.filter(imposed | waits, involvement=involvement)


def unlink_perpetrator(actor: User, involvement: Involvement, reason: str) -> None:
    """Undo that this person was the perpetrator of this incident; who is named by no incident any more, goes at once.

    What was annulled, refused or withdrawn against the wrong person goes too; and, when there are others, the measures
    towards this person alone. Raises StillSanctioned, NotAllowed.
    """
    with handling(actor, involvement.incident) as row:
        current = of_this(row, Involvement, involvement.pk)
        if current is None:
            return
        if standing_sanctions(current).exists():
            raise StillSanctioned
        perpetrator_id = current.perpetrator_id
        measures = Measure.objects.filter(involvement=current)
        if Involvement.objects.filter(incident=row).exclude(pk=current.pk).exists():
            # Not towards everybody: a registry reader would read it with the others of this incident.
            measures.delete()
        else:
            measures.update(involvement=None)
        current.delete()
        note(row, actor, Action.PERPETRATOR_REMOVED, reason, months=current.months)
        refresh_perpetrators([perpetrator_id])


@transaction.atomic
def join_perpetrators(actor: User, incident: Incident, kept: Perpetrator, other: Perpetrator) -> None:
    """Two that turn out to be one person: what is known of `kept` stays, and what it lacks comes from `other`, whose
    incidents and sanctions become theirs; each keeps its own term.

    One of the two is a perpetrator of this incident, which the actor handles; the other is somebody whom they may be
    shown. Raises NotAllowed.
    """
    if kept.pk == other.pk:
        raise NotAllowed
    # Incidents before perpetrators, as everywhere, and this one among the others by its number: two who join at once from
    # two incidents wait for each other, and not in a circle.
    named_by = Involvement.with_due.filter(perpetrator__in=[kept.pk, other.pk]).values("incident")
    locked_incidents = list(
        Incident.with_due.select_for_update(of=("self",)).filter(pk__in=named_by).order_by("pk")
    )
    with handling(actor, incident) as row:
        others = [locked for locked in locked_incidents if locked.pk != row.pk]
        mine = matchable_by(actor).filter(pk__in=[kept.pk, other.pk]).values("pk")
        locked = {
            p.pk: p
            for p in Perpetrator.objects.select_for_update(of=("self",)).filter(pk__in=mine).order_by("pk")
        }
        named = Involvement.objects.filter(incident=row, perpetrator__in=[kept.pk, other.pk])
        if len(locked) != 2 or not named.exists():
            raise NotAllowed
        stays, goes = locked[kept.pk], locked[other.pk]
        _complete(stays, goes)
        stays.save()
        present = dict(Involvement.with_due.filter(perpetrator=stays).values_list("incident_id", "pk"))
        for involvement in Involvement.with_due.filter(perpetrator=goes):
            if same := present.get(involvement.incident_id):
                Sanction.with_due.filter(involvement=involvement).update(involvement=same)
                Measure.with_due.filter(involvement=involvement).update(involvement=same)
                LetterSent.with_due.filter(involvement=involvement).update(involvement=same)
                involvement.delete()
            else:
                Involvement.with_due.filter(pk=involvement.pk).update(perpetrator=stays)
        move_holds(goes, stays)
        destroy_early([goes], "R5")
        note(row, actor, Action.PERPETRATORS_JOINED, perpetrator=str(stays.pk))
        for other_incident in others:
            # Their handlers find another person than they wrote down, and read by whom.
            note(other_incident, actor, Action.PERPETRATORS_JOINED, perpetrator=str(stays.pk))
            refresh_registry(other_incident)
        refresh_perpetrators([stays.pk])


def _complete(stays: Perpetrator, goes: Perpetrator) -> None:
    # With the rest what a decision hid (AVG 18): joined to another it is not shown anew.
    for name in ("name", "description", "date_of_birth", "restricted_since"):
        if not getattr(stays, name):
            setattr(stays, name, getattr(goes, name))
    if not stays.bsn or (stays.bsn == goes.bsn and not stays.bsn_verified_with):
        for name in ("bsn", "bsn_verified_with", "bsn_verified_by_id", "bsn_verified_on"):
            setattr(stays, name, getattr(goes, name))


def reveal_bsn(actor: User, perpetrator: Perpetrator, reason: str) -> str:
    """The whole BSN, for a handler of an incident of this person, with a reason; the look and the reason are kept.

    Raises NotAllowed.
    """
    with transaction.atomic():
        row = (
            handled_by(Incident.objects.exclude(status=Status.JOINED), actor)
            .filter(involvements__perpetrator=perpetrator)
            .order_by("-occurred_at", "pk")
            .first()
        )
        if row is None or not perpetrator.bsn:
            raise NotAllowed
        AccessLogEntry.record(
            actor, AccessLogEntry.Action.REVEALED_BSN, perpetrator.pk, perpetrator.destroy_at
        )
        note(row, actor, Action.BSN_REVEALED, why=RevealReason(reason).value)
        return perpetrator.bsn
