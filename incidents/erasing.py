# SPDX-License-Identifier: EUPL-1.2
"""Erasure after a decision on a request (R8, AVG 17): whole incidents, or what is about one person.

What has a term of its own goes through the engine, with a row in the ledger. An incident belongs to its victims too, so
of what is about one person only that goes: a perpetrator with all that hangs on them (sanctions, letters, measures, the
number of the police report, evidence, the words that a reporter had for them), a victim with their injury and aftercare.
The holds were ended before; what another request still holds is refused by the engine's gate.
"""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from retention import ledger
from retention.engine import destroy_early
from retention.log_fate import names_only
from retention.models import LedgerEntry

from . import holding
from .access import NotAllowed, refresh_sight
from .appointments import tell_cancelled
from .due import refresh_due
from .letters.naming import named_in
from .models import (
    Aftercare,
    Contribution,
    Draft,
    Evidence,
    Incident,
    Involvement,
    Measure,
    Perpetrator,
    PoliceReport,
    Sanction,
    Status,
    TakenOver,
    TimelineEntry,
    Victim,
)
from .naming_texts import Whom, take_names_out, to_rewrite
from .registry import refresh_perpetrators, refresh_registry
from .second_reports import without
from .telling import tell
from .timeline import note

RULE = "R8"
# What a report says of its victim, and what it says when that is erased.
OF_A_VICTIM = {"help_wanted": [], "injury_level": "", "physical_injury": "", "mental_injury": ""}


class StillNamed(Exception):
    """A handler must write texts anew first; `where` says which, by the reference of the incident."""

    def __init__(self, where: dict[str, list[str]]) -> None:
        super().__init__(", ".join(where))
        self.where = where


def known_as(perpetrator: Perpetrator) -> Whom:
    """By what a perpetrator may be named in a text."""
    return Whom(tuple(filter(None, [perpetrator.name])), perpetrator.bsn)


def incidents_of(record: Incident | Perpetrator) -> list[Incident]:
    """The incidents that a record stands for, with the reports that belong to the same event, by their numbers; also
    what is due and was held."""
    ids: set[uuid.UUID] = {record.pk} if isinstance(record, Incident) else set()
    if isinstance(record, Perpetrator):
        ids |= set(Involvement.with_due.filter(perpetrator=record).values_list("incident_id", flat=True))
    return list(Incident.with_due.filter(pk__in=holding.together_with(ids)).order_by("pk"))


def where_named(record: Incident | Perpetrator, whom: Whom) -> dict[str, list[str]]:
    """Per incident, by its reference, what a handler must write anew before the person can be erased from it."""
    found = {
        incident.reference: to_rewrite(incident, whom, _going(incident, record))
        for incident in incidents_of(record)
        # What is due goes whole, now that nothing holds it.
        if not incident.is_due
    }
    return {reference: places for reference, places in found.items() if places}


def _going(incident: Incident, record: Incident | Perpetrator) -> set[uuid.UUID]:
    """The measures of an incident that go with a perpetrator."""
    if isinstance(record, Incident):
        return set()
    return set(_measures_towards(incident, record).values_list("pk", flat=True))


def _measures_towards(row: Incident, person: Perpetrator) -> QuerySet[Measure]:
    """Those towards this person and nobody else of the incident."""
    others = Involvement.with_due.filter(incident=row).exclude(perpetrator=person)
    towards = Q(involvement__perpetrator=person)
    if not others.exists():
        towards |= Q(involvement=None)
    rows: QuerySet[Measure] = Measure.with_due.filter(towards, incident=row, kind=Measure.Kind.PERPETRATOR)
    return rows


@transaction.atomic
def erase_whole(actor: User, record: Incident | Perpetrator) -> None:
    """Destroy the incidents that this stands for, with all that belongs to them (R8).

    Others whom they name go with them when nothing else names them (R5). Raises NotAllowed, gate.NotToBeDestroyed.
    """
    rows = locked_for_decision(actor, record)
    people = set(Involvement.with_due.filter(incident__in=rows).values_list("perpetrator_id", flat=True))
    if isinstance(record, Perpetrator):
        people.discard(record.pk)
        destroy_early([record], RULE)
    destroy_early(rows, RULE)
    refresh_perpetrators(people)
    holding.derive_of_perpetrators(people)


@transaction.atomic
def erase_perpetrator(actor: User, perpetrator: Perpetrator) -> None:
    """Take a perpetrator out of every incident that names them, and destroy them (R8).

    Raises NotAllowed, StillNamed, gate.NotToBeDestroyed.
    """
    rows, whom = locked_for_decision(actor, perpetrator), known_as(perpetrator)
    if where := where_named(perpetrator, whom):
        raise StillNamed(where)
    left, staying = _left(rows), who_stays(rows, [perpetrator.pk])
    for row in left:
        take_aggressor_out(actor, row, whom, perpetrator, alone=not staying[row.pk])
    forget_half_typed(left)
    if left:
        _note_in_ledger([(perpetrator, perpetrator), *((row, row) for row in left)])
    destroy_early([perpetrator], RULE)
    for row in left:
        # No letter about a sanction that is gone is due any more.
        refresh_due(row)
        row.save()
        refresh_registry(row)


@transaction.atomic
def erase_reported(actor: User, incident: Incident) -> None:
    """Take out of an incident the person whom a report named as the aggressor, and whom nobody linked (R8).

    Raises NotAllowed, StillNamed.
    """
    rows = locked_for_decision(actor, incident)
    whom = reported_as(incident)
    if where := where_named(incident, whom):
        raise StillNamed(where)
    left, staying = _left(rows), who_stays(rows, [])
    for row in left:
        take_aggressor_out(actor, row, whom, None, alone=not staying[row.pk])
    forget_half_typed(left)
    _note_in_ledger((row, row) for row in left)


def _left(rows: Iterable[Incident]) -> list[Incident]:
    """Without what is due: that goes whole, now that nothing holds it."""
    return [row for row in rows if not row.is_due]


def who_stays(rows: Iterable[Incident], going: Iterable[Any]) -> dict[uuid.UUID, list[str]]:
    """Per report, by its number, the names of the perpetrators of its event when those with the numbers `going` are
    gone; a perpetrator without a name counts too."""
    found, gone = {}, set(going)
    for row in rows:
        people = Perpetrator.with_due.filter(involvements__incident__in=holding.together_with([row.pk]))
        found[row.pk] = [person.name for person in people.exclude(pk__in=gone).distinct()]
    return found


def forget_half_typed(rows: Iterable[Incident]) -> None:
    """What is half typed about these reports may hold the same words. Raises gate.NotToBeDestroyed."""
    destroy_early(Draft.with_due.filter(incident__in=list(rows)), RULE)


def reported_as(incident: Incident) -> Whom:
    """By what the reports of one event named the aggressor."""
    return reported_in(incidents_of(incident))


def reported_in(rows: Iterable[Incident], but: Sequence[str] = ()) -> Whom:
    """By what these reports named the aggressor, without names that are somebody else's (`but`)."""
    names = [row.aggressor_name for row in rows if not named_in(row.aggressor_name, but)]
    return Whom(tuple(dict.fromkeys(filter(None, names))))


def take_aggressor_out(
    actor: User | None,
    row: Incident,
    whom: Whom,
    person: Perpetrator | None,
    *,
    alone: bool,
    every: bool = False,
) -> None:
    """Take an aggressor out of one report, which is locked; `person` where somebody linked them, `alone` where the event
    names nobody else. `every`: out of what a handler could write anew too."""
    for name in ("aggressor_name", "aggressor_description"):
        if alone or named_in(getattr(row, name), whom.names):
            _forget(row, name)
    if person is not None:
        _let_go_of_what_hangs_on(row, person)
    # The number is that of a case against this person, whoever else it is against; that there is one stays the victim's.
    for report in PoliceReport.with_due.filter(incident=row):
        report.number = ""
        report.save(update_fields=["number"])
    Evidence.with_due.filter(incident=row).delete()
    _finish(actor, row, whom, every=every)


def _let_go_of_what_hangs_on(row: Incident, person: Perpetrator) -> None:
    """What is written down of this incident about this person and no other; sanctions and letters go with the person."""
    _measures_towards(row, person).delete()
    sanctions = {
        str(pk)
        for pk in Sanction.with_due.filter(incident=row, involvement__perpetrator=person).values_list(
            "pk", flat=True
        )
    }
    about = [
        entry.pk
        for entry in TimelineEntry.with_due.filter(incident=row)
        if entry.detail.get("perpetrator") == str(person.pk) or entry.detail.get("sanction") in sanctions
    ]
    TimelineEntry.with_due.filter(pk__in=about).delete()


def _forget(row: Incident, name: str) -> None:
    """Empty a text of the report, and what was kept of it as it was sent."""
    setattr(row, name, "")
    if row.as_reported and name in row.as_reported:
        row.as_reported = row.as_reported | {name: ""}


@transaction.atomic
def erase_victim(actor: User, victim: Victim) -> None:
    """Take a victim's data out of their incident, and out of every report of the same event (R8). Of the only victim an
    empty place stays: without one there is no incident, and what the others did stays theirs. Raises NotAllowed,
    StillNamed.
    """
    incident = Incident.with_due.get(pk=victim.incident_id)
    rows, whom = locked_for_decision(actor, incident), victim_as(victim)
    if where := where_named(incident, whom):
        raise StillNamed(where)
    theirs, left = rows_of(victim), _left(rows)
    terms = {row.pk: row for row in left}
    erased = [(one, terms[one.incident_id]) for one in theirs if one.incident_id in terms]
    # As they are now: of somebody who is taken away nothing is left to say whose row it was.
    lines = _lines([*erased, *((row, row) for row in left)])
    take_victim_out(actor, left, whom, theirs)
    forget_half_typed(left)
    ledger.append(lines, timezone.now())


def take_victim_out(
    actor: User | None, rows: list[Incident], whom: Whom, theirs: Sequence[Victim], *, every: bool = False
) -> None:
    """Take a victim out of the reports of one event, which are locked; `theirs`: the victim in each. `every`: the names,
    out of what a handler could write anew too."""
    reports = _second_reports_about(rows, theirs)
    for report in reports:
        report.text = without(report.text, OF_A_VICTIM)
        report.save(update_fields=["text"])
    reporters = {report.author_id for report in reports}
    for row in rows:
        if row.status == Status.JOINED and row.as_reported and row.reporter_id in reporters:
            # The victim moved away, and what was sent about them stayed.
            row.as_reported = _without_victim(row.as_reported)
    by_incident = {one.incident_id: one for one in theirs}
    for row in rows:
        _take_victim_out(actor, row, whom, by_incident.get(row.pk), every=every)


def _second_reports_about(rows: list[Incident], theirs: Sequence[Victim]) -> list[Contribution]:
    """Those about this victim; of which it is not known, those of an event with no other victim, and those that the
    victim wrote."""
    keys = [one.pk for one in theirs]
    about = Q(victim__in=keys)
    if not Victim.with_due.filter(incident__in=rows).exclude(pk__in=keys).exists():
        about |= Q(victim=None)
    about |= Q(victim=None, author__in=[one.user_id for one in theirs if one.user_id is not None])
    kind = Contribution.Kind.REPORT
    return list(Contribution.with_due.filter(about, incident__in=rows, kind=kind))


def _note_in_ledger(erased: Iterable[tuple[Incident | Perpetrator | Victim, Incident | Perpetrator]]) -> None:
    ledger.append(_lines(erased), timezone.now())


def _lines(
    erased: Iterable[tuple[Incident | Perpetrator | Victim, Incident | Perpetrator]],
) -> list[ledger.Line]:
    """What the ledger says of records of which something was erased and that stay, or go by a line of their own: each
    with the term that it has, or the incident that it belongs to."""
    now = timezone.now()
    return [
        ledger.Line(
            chain=term.municipality_id,
            kind=LedgerEntry.Kind.ERASED_IN_PART,
            what=record._meta.label,
            object_id=str(record.pk),
            rule=RULE,
            policy=term.retention_policy,
            counted_from=term.counted_from,
            due_at=term.destroy_at,
            done_at=now,
        )
        for record, term in erased
    ]


def _take_victim_out(
    actor: User | None, row: Incident, whom: Whom, victim: Victim | None, *, every: bool
) -> None:
    if victim is not None:
        # The log would keep whose account it was.
        with names_only():
            _empty(actor, row, victim)
        for mark in TakenOver.with_due.filter(incident=row):
            # The name of a victim is in it, sealed and as a fingerprint.
            mark.by_victim = ""
            mark.save()
        if row.as_reported:
            row.as_reported = _without_victim(row.as_reported)
    _finish(actor, row, whom, every=every)
    if victim is not None:
        refresh_sight(row)


def _without_victim(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if name not in OF_A_VICTIM}


def _empty(actor: User | None, row: Incident, victim: Victim) -> None:
    # Done again after a restore, everybody was told already.
    if actor is not None:
        for contact in victim.aftercare.select_related("victim__user"):
            tell_cancelled(actor, row, contact)
    Aftercare.with_due.filter(victim=victim).delete()
    if Victim.with_due.filter(incident=row).count() > 1:
        victim.delete()
        return
    victim.user = None
    victim.name = victim.function = victim.physical_injury = victim.mental_injury = ""
    victim.help_wanted, victim.injury_level = [], ""
    victim.absent_over_three_days = None
    victim.save()


def rows_of(victim: Victim) -> list[Victim]:
    """This victim in each report of the event: an account that is in both stays in both when they are joined. Without an
    account, this row alone."""
    same = Q(pk=victim.pk)
    if victim.user_id is not None:
        same |= Q(user=victim.user_id, incident__in=holding.together_with([victim.incident_id]))
    rows = Victim.with_due.filter(same).select_related("user", "unit")
    return list(rows.order_by("incident", "position", "pk"))


def victim_as(victim: Victim) -> Whom:
    """By what a victim may be named in a text of any report of the event."""
    names = [name for one in rows_of(victim) for name in (one.name, one.user.name if one.user else "")]
    return Whom(tuple(dict.fromkeys(filter(None, names))))


def _finish(actor: User | None, row: Incident, whom: Whom, *, every: bool) -> None:
    take_names_out(row, whom, every=every)
    refresh_due(row)
    row.save()
    note(row, actor, TimelineEntry.Action.ERASED)
    if actor is not None:
        tell_handler(row)


def tell_handler(row: Incident) -> None:
    """Tell who handles an incident that something in it was changed after a decision on a request."""
    if row.handler is not None:
        tell(row.handler, "request_carried_out", row)


def locked_for_decision(actor: User, record: Incident | Perpetrator) -> list[Incident]:
    """The incidents of a record, locked, incidents before perpetrators as everywhere. Raises NotAllowed for who does not
    handle requests, for another municipality and for who is a victim there."""
    rows = list(
        Incident.with_due.select_for_update(of=("self",))
        .filter(pk__in=[incident.pk for incident in incidents_of(record)])
        .order_by("pk")
    )
    if not may_decide(actor, record, rows):
        raise NotAllowed
    return rows


def own_incidents(actor: Any) -> set[uuid.UUID]:
    """The ids of the incidents in which this person is a victim, with the reports of the same event: another coordinator
    decides on these."""
    mine = Victim.with_due.filter(user=actor).values_list("incident_id", flat=True)
    return set(holding.together_with(mine))


def may_decide(actor: Any, record: Incident | Perpetrator, rows: Iterable[Incident]) -> bool:
    """Whether this coordinator may carry out a decision on these: of their municipality, and not their own."""
    if not handles_requests_of(actor, record):
        return False
    return not Victim.with_due.filter(incident__in=list(rows), user=actor).exists()


def handles_requests_of(actor: Any, record: Incident | Perpetrator) -> bool:
    """Whether this person handles the requests of the municipality of this record."""
    return holding.coordinates(actor) and record.municipality_id == actor.municipality_id
