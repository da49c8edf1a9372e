# SPDX-License-Identifier: EUPL-1.2
"""What was erased in part (R8) and what left the registry (R3), after an older back-up of the database was put back
(retention.replay)."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import F, Max, Q

from retention.models import LedgerEntry

from . import erasing, holding
from .due import refresh_due
from .models import Incident, Involvement, Perpetrator, Sanction, Victim
from .naming_texts import Whom
from .registry import refresh_perpetrators, refresh_registry

BATCH = 200
TABLES = {model._meta.label: model for model in (Sanction, Involvement)}


def erase_again(entries: Iterable[LedgerEntry]) -> tuple[int, list[str]]:
    """Erase again what one decision erased of records that stay (R8): `entries` are those of its batch. Answers of how
    many reports, and which must be looked at by hand, because the back-up does not know who it was. In the caller's
    transaction, before anybody is destroyed again.

    What a handler wrote anew before the decision came back too, so names are taken out of every text; and what is due is
    held again by what held it then, so that is no reason to leave it.
    """
    named: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        if entry.kind == LedgerEntry.Kind.ERASED_IN_PART:
            named[entry.what].append(entry.object_id)
    there = Incident.with_due.filter(pk__in=named[Incident._meta.label]).values_list("pk", flat=True)
    # Reports that were joined by then may stand apart in the back-up, and the other way round.
    event = holding.together_with(there)
    rows = list(Incident.with_due.select_for_update(of=("self",)).filter(pk__in=event).order_by("pk"))
    if not rows:
        return 0, []
    if named[Victim._meta.label]:
        known = _take_victim_out(rows, named[Victim._meta.label])
    else:
        known = _take_aggressor_out(rows, named[Perpetrator._meta.label])
    return len(rows), [] if known else [str(row.pk) for row in rows]


def _take_victim_out(rows: list[Incident], keys: list[str]) -> bool:
    victims = list(Victim.with_due.filter(pk__in=keys))
    theirs = {one.pk: one for victim in victims for one in erasing.rows_of(victim)}
    names = [name for victim in victims for name in erasing.victim_as(victim).names]
    whom = Whom(tuple(dict.fromkeys(names)))
    if victims:
        erasing.take_victim_out(None, rows, whom, list(theirs.values()), every=True)
    return bool(victims)


def _take_aggressor_out(rows: list[Incident], keys: list[str]) -> bool:
    """Whom the decision was about, with those who are gone since and may have turned out to be the same; or whom the
    reports named, where nobody was linked yet."""
    involved = Involvement.with_due.filter(incident__in=rows).values_list("perpetrator_id", flat=True)
    gone = LedgerEntry.objects.filter(
        what=Perpetrator._meta.label,
        kind__in=LedgerEntry.GONE,
        object_id__in=[str(pk) for pk in involved] if keys else [],
    )
    ids = {*keys, *gone.values_list("object_id", flat=True)}
    people = list(Perpetrator.with_due.filter(pk__in=ids).order_by("pk"))
    staying = erasing.who_stays(rows, [person.pk for person in people])
    for person in people:
        whom = erasing.known_as(person)
        for row in rows:
            erasing.take_aggressor_out(None, row, whom, person, alone=not staying[row.pk], every=True)
    whom = Whom(())
    if not people:
        names = [name for people in staying.values() for name in people]
        whom = erasing.reported_in(rows, names)
        for row in rows:
            erasing.take_aggressor_out(None, row, whom, None, alone=not staying[row.pk], every=True)
    # Whose the words are that are left, where the back-up names others, only a person can say.
    left = any(staying[row.pk] and (row.aggressor_name or row.aggressor_description) for row in rows)
    return bool(people or whom.names) and not left


def named(keys: Iterable[str]) -> list[str]:
    """Reports by their municipality's number and their reference, for who looks at them by hand."""
    rows = Incident.with_due.filter(pk__in=list(keys)).order_by("municipality", "reference")
    return [f"municipality {row.municipality_id}: {row.reference}" for row in rows]


def refresh_erased(entries: Iterable[LedgerEntry]) -> None:
    """Derive anew what these reports wait for and how they show, when whom they named is destroyed again; and let go of
    what is half typed about them and was sent or thrown away before the decision. Raises gate.NotToBeDestroyed."""
    keys = [entry.object_id for entry in entries if entry.what == Incident._meta.label]
    rows = list(Incident.with_due.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))
    erasing.forget_half_typed(rows)
    for row in rows:
        refresh_due(row)
        row.save()
        refresh_registry(row)


def leave_again(entries: Iterable[LedgerEntry]) -> int:
    """Put out of view again what the ledger says went out of view (R3); answers how many. In the caller's transaction.

    The ledger says it already, so no row is added; `incidents.leaving` takes it for noted.
    """
    by_table: dict[str, dict[str, LedgerEntry]] = defaultdict(dict)
    for entry in entries:
        if entry.kind == LedgerEntry.Kind.OUT_OF_VIEW:
            by_table[entry.what][entry.object_id] = entry
    left, touched = 0, set[Any]()
    for label in by_table.keys() & TABLES.keys():
        model, named = TABLES[label], by_table[label]
        rows: Any = model.with_due.select_for_update().filter(pk__in=named, left_registry_at=None)
        if model is Sanction:
            # One that is still a proposal in the back-up was never in view; it is decided on anew.
            rows = rows.filter(state=Sanction.State.IMPOSED)
        for row in rows:
            entry = named[str(row.pk)]
            row.visible_until = min(row.visible_until or entry.due_at, entry.due_at)
            row.left_registry_at = entry.done_at
            row.save(update_fields=["visible_until", "left_registry_at"])
            touched.add(row.incident_id)
            left += 1
    # What is seen by a sanction that was annulled since is not seen any more either.
    for incident in Incident.with_due.select_for_update().filter(pk__in=touched).order_by("pk"):
        refresh_registry(incident)
    return left


def refresh_perpetrators_left_behind() -> int:
    """Derive anew until when perpetrators are visible and kept (R3, R5), where an incident of theirs was destroyed or
    left the registry; answers how many. Harmless to repeat."""
    perpetrators = Perpetrator.with_due.annotate(
        last=Max("involvements__incident__destroy_at"), seen=Max("involvements__visible_until")
    )
    outlives = Q(last=None) | Q(last__lt=F("destroy_at"))
    seen_longer = Q(visible_until__isnull=False) & (Q(seen=None) | Q(seen__lt=F("visible_until")))
    keys = list(perpetrators.filter(outlives | seen_longer).values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        refresh_perpetrators(keys[start : start + BATCH])
    return len(keys)
