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

from .models import Incident, Involvement, Sanction
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
    gone = model.objects.filter(visible_until__lte=now, left_registry_at=None)
    with transaction.atomic():
        # Incidents first, as everywhere: who handles one may hold the ledger and come to its rows after that, and would
        # then wait in a circle. One that somebody has locked waits for the next sweep.
        locked = list(
            Incident.objects.select_for_update(of=("self",), skip_locked=skip)
            .filter(pk__in=gone.values("incident"))
            .order_by("pk")
            .values_list("pk", flat=True)[:BATCH]
        )
        rows = list(
            gone.select_for_update(of=("self",))
            .filter(incident__in=locked)
            .select_related("incident__handler")
            .order_by("pk")
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
