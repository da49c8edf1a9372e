# SPDX-License-Identifier: EUPL-1.2
"""The registry, after an older back-up of the database was put back (retention.replay)."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import F, Max, Q

from retention.models import LedgerEntry

from .models import Incident, Involvement, Perpetrator, Sanction
from .registry import refresh_perpetrators, refresh_registry

BATCH = 200
TABLES = {model._meta.label: model for model in (Sanction, Involvement)}


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
