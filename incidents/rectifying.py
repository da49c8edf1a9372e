# SPDX-License-Identifier: EUPL-1.2
"""Rectification after a decision on a request (AVG 16): the new value comes, the old one goes, and the log keeps that it
changed, by the name of the field alone.

The rules of handling hold: a name or a description there must be, a later date needs a supervisor (R4) and is not put
right here. Whoever handles the incident is told, by its reference.
"""

import dataclasses
import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from retention.engine import destroy_early
from retention.log_fate import names_only
from retention.terms import local_date

from .access import NotAllowed
from .due import refresh_due
from .erasing import RULE, StillNamed, locked_for_decision, rows_of, tell_handler
from .handling import NeedsSupervisor
from .models import Contribution, Draft, Incident, IncidentKind, Perpetrator, Status, TimelineEntry, Victim
from .naming_texts import Whom, take_names_out, to_rewrite
from .perpetrators import PersonFacts, facts_of, put_right
from .registry import refresh_registry
from .reporting import check_date
from .second_reports import with_value
from .timeline import note

Action = TimelineEntry.Action


@dataclass(frozen=True, repr=False)
class Corrections:
    """What is put right; None for what stays. Of an incident's date the moment; `kinds` with the gravest first."""

    name: str | None = None
    function: str | None = None
    description: str | None = None
    date_of_birth: datetime.date | None = None
    bsn: str | None = None
    # Of these the old value goes and nothing takes its place.
    without: tuple[str, ...] = ()
    place: str | None = None
    occurred_at: datetime.datetime | None = None
    kinds: tuple[str, ...] | None = None
    # What the person says beside the account of what happened.
    statement: str = ""


def new_facts(perpetrator: Perpetrator, new: Corrections) -> PersonFacts:
    """What is known of a perpetrator after this. Raises ValueError when neither a name nor a description is left."""
    changes: dict[str, Any] = {
        name: getattr(new, name)
        for name in ("name", "description", "date_of_birth", "bsn")
        if getattr(new, name) is not None
    }
    changes |= {name: None if name == "date_of_birth" else "" for name in new.without}
    if "bsn" in changes:
        # Another number was checked by nobody yet.
        changes["bsn_verified_with"] = ""
    return dataclasses.replace(facts_of(perpetrator), **changes)


def old_names(perpetrator: Perpetrator, new: Corrections) -> Whom:
    """By what the texts may still name this person wrongly."""
    facts = new_facts(perpetrator, new)
    names = (perpetrator.name,) if perpetrator.name and perpetrator.name != facts.name else ()
    bsn = perpetrator.bsn if perpetrator.bsn != facts.bsn else ""
    return Whom(names, bsn, (facts.name,) if facts.name else ())


def old_names_of_victim(victim: Victim, new: Corrections) -> Whom:
    """The same of a victim, in each report of the event."""
    if new.name is None:
        return Whom(())
    names = dict.fromkeys(row.name for row in rows_of(victim) if row.name not in ("", new.name))
    return Whom(tuple(names), right=(new.name,)) if names else Whom(())


def where_wrong(incidents: Sequence[Incident], whom: Whom) -> dict[str, list[str]]:
    """Per incident, by its reference, the texts that a handler must write anew before the name is put right."""
    found = {row.reference: to_rewrite(row, whom) for row in incidents if not row.is_due}
    return {reference: places for reference, places in found.items() if places}


@transaction.atomic
def rectify_perpetrator(actor: User, perpetrator: Perpetrator, new: Corrections) -> None:
    """Put right what is known of a perpetrator. Raises NotAllowed, StillNamed, ValueError."""
    rows = locked_for_decision(actor, perpetrator)
    current = Perpetrator.objects.select_for_update(of=("self",)).filter(pk=perpetrator.pk).first()
    if current is None:
        raise NotAllowed
    whom = old_names(current, new)
    if where := where_wrong(rows, whom):
        raise StillNamed(where)
    before = current.name
    put_right(current, new_facts(current, new), actor)
    current.save()
    for row in rows:
        if row.is_due:
            continue
        if whom.names and whom.stands_in(row.aggressor_name, []):
            _replace(row, "aggressor_name", current.name if row.aggressor_name == before else "")
        if whom.names and whom.stands_in(row.aggressor_description, []):
            _replace(row, "aggressor_description", "")
        _finish(actor, row, whom)


@transaction.atomic
def rectify_incident(actor: User, incident: Incident, new: Corrections, victim: Victim | None = None) -> None:
    """Put right facts of an incident, and of the victim who asks, who may have moved to the report that this one was joined
    with; nothing where that is due. Raises NotAllowed, StillNamed, handling.NeedsSupervisor for a later date,
    reporting.DateRefused."""
    rows = locked_for_decision(actor, incident)
    theirs = rows_of(victim) if victim else []
    row = _where_it_stands(rows, incident, theirs)
    if row.is_due:
        return
    whom = old_names_of_victim(victim, new) if victim else Whom(())
    if where := where_wrong(rows, whom):
        raise StillNamed(where)
    for one in theirs:
        one.name = one.name if new.name is None else new.name
        one.function = one.function if new.function is None else new.function
        one.save()
    changed = set()
    if new.place is not None:
        changed |= _put_place_right(rows, _places_of(row, incident), new.place)
        _replace(row, "place", new.place)
    if new.kinds:
        _set_kinds(row, new.kinds)
    if new.occurred_at is not None:
        _set_date(row, new.occurred_at)
    if new.statement:
        Contribution.objects.create(
            incident=row, author=actor, kind=Contribution.Kind.CORRECTION, text=new.statement
        )
    if new.name is not None or new.function is not None:
        changed |= {one.incident_id for one in theirs}
    for other in rows:
        if other.pk == row.pk or (not other.is_due and (whom.names or other.pk in changed)):
            _finish(actor, other, whom)


def _where_it_stands(rows: Sequence[Incident], incident: Incident, theirs: Sequence[Victim]) -> Incident:
    """The report that is handled and read, of those in which the victim stands; the one that is asked about where no victim
    is known."""
    ids = [one.incident_id for one in theirs] or [incident.pk]
    found = [row for row in rows if row.pk in ids]
    return next((row for row in found if row.status != Status.JOINED), found[0])


def _places_of(*rows: Incident) -> set[str]:
    """What these say of where it happened, and said when they were sent."""
    return {place for row in rows for place in (row.place, (row.as_reported or {}).get("place")) if place}


def _put_place_right(rows: Sequence[Incident], wrong: set[str], new: str) -> set[uuid.UUID]:
    """The same wrong place in the reports of one event; gives the ids of those in which it stood."""
    changed = set()
    for row in rows:
        if not row.is_due and _places_of(row) & wrong:
            _replace(row, "place", new)
            changed.add(row.pk)
    for report in Contribution.with_due.filter(incident__in=rows, kind=Contribution.Kind.REPORT):
        before = report.text
        for place in wrong:
            report.text = with_value(report.text, "place", place, new)
        if report.text != before:
            report.save(update_fields=["text"])
    return changed


def _set_kinds(row: Incident, kinds: Sequence[str]) -> None:
    row.gravest_kind = kinds[0]
    IncidentKind.objects.filter(incident=row).exclude(kind__in=kinds).delete()
    for kind in kinds:
        IncidentKind.objects.get_or_create(incident=row, kind=kind)
    if row.as_reported and "kinds" in row.as_reported:
        row.as_reported = row.as_reported | {"kinds": list(kinds)}


def _set_date(row: Incident, occurred_at: datetime.datetime) -> None:
    check_date(occurred_at, min(row.reported_at, timezone.now()))
    new = local_date(occurred_at)
    if new > row.occurred_on:
        raise NeedsSupervisor
    if new == row.occurred_on:
        row.occurred_at = occurred_at
    else:
        row.set_date(occurred_at, new)
    row.time_known = True
    if row.as_reported and "occurred_at" in row.as_reported:
        row.as_reported = row.as_reported | {"occurred_at": occurred_at.isoformat()}


def _replace(row: Incident, name: str, value: str) -> None:
    """A fact, and what was kept of it as it was sent."""
    setattr(row, name, value)
    if row.as_reported and name in row.as_reported:
        row.as_reported = row.as_reported | {name: value}


def _finish(actor: User, row: Incident, whom: Whom) -> None:
    if whom.names or whom.bsn:
        take_names_out(row, whom)
    destroy_early(Draft.with_due.filter(incident=row), RULE)
    refresh_due(row)
    with names_only():
        row.save()
    note(row, actor, Action.RECTIFIED)
    refresh_registry(row)
    tell_handler(row)
