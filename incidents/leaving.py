# SPDX-License-Identifier: EUPL-1.2
"""Going out of the registry (R3): written in the ledger, and told to the handler.

The registry's query has hidden it already, to the instant; this writes down that it did, whenever it runs.
"""

import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from retention import ledger
from retention.models import LedgerEntry
from retention.terms import start_of_day

from .models import Involvement, Sanction
from .telling import tell

BATCH = 200


def note_who_left() -> int:
    """Write down each sanction, and each incident of a perpetrator, that has gone out of view since the last time.

    Answers how many. Harmless to repeat, and safe on several workers at once.
    """
    noted = 0
    for model in (Sanction, Involvement):
        while done := _note_some(model):
            noted += done
    return noted


def _note_some(model: Any) -> int:
    now = timezone.now()
    skip = connection.features.has_select_for_update_skip_locked
    with transaction.atomic():
        rows = list(
            model.objects.select_for_update(of=("self",), skip_locked=skip)
            .filter(visible_until__lte=now, left_registry_at=None)
            .select_related("incident__handler")
            .order_by("pk")[:BATCH]
        )
        for row in rows:
            row.left_registry_at = now
            row.save(update_fields=["left_registry_at"])
        incidents = {row.incident.pk: row.incident for row in rows if model is Involvement}
        for incident in incidents.values():
            if incident.handler is not None:
                tell(incident.handler, "left_registry", incident)
        ledger.append([_line(row, now) for row in rows], now)
    return len(rows)


def _line(row: Any, now: datetime.datetime) -> ledger.Line:
    counted_on: Any = row.counted_from if isinstance(row, Sanction) else row.incident.occurred_on
    return ledger.Line(
        chain=row.incident.municipality_id,
        kind=LedgerEntry.Kind.OUT_OF_VIEW,
        what=row._meta.label,
        object_id=str(row.pk),
        rule="R3",
        policy=f"P{row.months}M",
        counted_from=start_of_day(counted_on),
        due_at=row.visible_until,
        done_at=now,
    )
