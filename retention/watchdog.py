# SPDX-License-Identifier: EUPL-1.2
"""The watchdog: what should have been destroyed and was not, how late that is, and whether the engine still runs.

Lateness is never smoothed: it is counted from the moment at which the record could go, which is when it was due or,
for one that was held, when its hold ended.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Case, Count, F, Min, Value, When
from django.db.models.fields import BigIntegerField
from django.utils import timezone

from . import gate
from .engine import models_with_a_term
from .models import DestructionFailure, FileRemoval, Retained, Sweep
from .models.ledger import INSTALLATION

# Beat sweeps every five minutes: two turns may be missed, the third may not.
TOO_LATE = datetime.timedelta(minutes=15)


@dataclass(frozen=True)
class Overdue:
    """Records of one table and one municipality that should be gone: since when the oldest, and how many."""

    chain: int
    what: str
    since: datetime.datetime
    number: int


@dataclass(frozen=True)
class Health:
    """How destruction goes in the whole installation, at one moment."""

    at: datetime.datetime
    overdue_since: datetime.datetime | None
    failures: int
    swept_at: datetime.datetime | None

    @property
    def oldest_overdue(self) -> datetime.timedelta:
        return self.at - self.overdue_since if self.overdue_since else datetime.timedelta()

    @property
    def is_silent(self) -> bool:
        """Whether beat has not been heard of for too long, or never."""
        return self.swept_at is None or is_silent_since(self.swept_at, self.at)

    @property
    def is_late(self) -> bool:
        return self.is_silent or self.oldest_overdue > TOO_LATE


def note_sweep() -> None:
    """Write down that the engine went through everything; for the task that beat gives, and nobody else: a run by
    hand says nothing about beat."""
    Sweep.objects.update_or_create(pk=Sweep.ONLY, defaults={"finished_at": timezone.now()})


def swept_at() -> datetime.datetime | None:
    """When the engine last finished at its own turn; None: never."""
    return Sweep.objects.filter(pk=Sweep.ONLY).values_list("finished_at", flat=True).first()


def is_silent_since(swept: datetime.datetime, now: datetime.datetime) -> bool:
    """Whether a sweep that finished then is too long ago."""
    return now - swept >= TOO_LATE


def health(now: datetime.datetime | None = None) -> Health:
    """How it goes: a query for each table with a term, and at most one more for each table with a failure."""
    at = now or timezone.now()
    found = overdue(at)
    return Health(
        at=at,
        overdue_since=min((row.since for row in found), default=None),
        failures=len(failures(at)),
        swept_at=swept_at(),
    )


def overdue(now: datetime.datetime) -> list[Overdue]:
    """What could be destroyed at this moment and is still there, per table and municipality."""
    found = []
    for model in models_with_a_term():
        rows = (
            _due(model, now).order_by().values("chain").annotate(since=Min("due_since"), number=Count("pk"))
        )
        found += [
            Overdue(r["chain"] or INSTALLATION, model._meta.label, r["since"], r["number"]) for r in rows
        ]
    # A file should go in the minute in which its record does.
    waiting = FileRemoval.objects.filter(queued_at__lte=now).order_by().values("chain")
    found += [
        Overdue(r["chain"], FileRemoval._meta.label, r["since"], r["number"])
        for r in waiting.annotate(since=Min("queued_at"), number=Count("pk"))
    ]
    return found


def _due(model: type[Retained], now: datetime.datetime) -> Any:
    """The rows that may go now, each with its municipality and with since when it could."""
    since = Case(When(held_until__gt=F("destroy_at"), then=F("held_until")), default=F("destroy_at"))
    chain = F(model.ledger_chain) if model.ledger_chain else Value(None, BigIntegerField())
    return model.with_due.filter(gate.due(now)).annotate(due_since=since, chain=chain)


@dataclass(frozen=True)
class Failing:
    """A record, or the file of one, that is still there because its destruction failed."""

    chain: int
    row: DestructionFailure | FileRemoval


def failures(now: datetime.datetime) -> list[Failing]:
    """What could not be destroyed, the longest due first; not what went in another way, or is held now."""
    by_table: dict[str, list[DestructionFailure]] = defaultdict(list)
    for row in DestructionFailure.objects.all():
        by_table[row.what].append(row)
    found = [failing for what, rows in by_table.items() for failing in _still_there(what, rows, now)]
    found += [Failing(removal.chain, removal) for removal in FileRemoval.objects.exclude(error="")]
    return sorted(found, key=lambda failing: (failing.row.due_at, failing.row.pk))


def _still_there(what: str, rows: Iterable[DestructionFailure], now: datetime.datetime) -> list[Failing]:
    model: Any = apps.get_model(what)
    by_id = {row.object_id: row for row in rows}
    there = _due(model, now).filter(pk__in=by_id).values_list("pk", "chain")
    return [Failing(chain or INSTALLATION, by_id[str(pk)]) for pk, chain in there]
