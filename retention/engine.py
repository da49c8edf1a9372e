# SPDX-License-Identifier: EUPL-1.2
"""The engine that destroys: everything that is due now, wherever a model declares a term.

It asks what is due now, never what became due since the last time; so a week's stop, a crash or a restored back-up
costs nothing but lateness, which the ledger shows. It works in small batches: lock, look again, delete, write the
ledger, commit; files follow after that (retention.files). A record that fails does not stop the others: it stays hidden, is listed, and is tried again.
"""

import datetime
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.models import F
from django.utils import timezone

from . import files, gate, ledger
from .deleting import delete_rows
from .models import DestructionFailure, LedgerEntry, Retained
from .models.ledger import INSTALLATION

# The most records of one transaction, and how many the first takes.
BATCH, FIRST_BATCH = 1000, 100
# How many seconds a transaction should take at most: others wait for what it has locked.
AIM = 0.15


@dataclass
class Pace:
    """How many records the next transaction takes: as many as went in time before, on this machine and this table."""

    records: int = field(default_factory=lambda: min(FIRST_BATCH, BATCH))

    def note(self, records: int, seconds: float) -> None:
        """A transaction of so many records took so long."""
        if seconds > AIM:
            self.records = max(1, int(records * AIM / seconds))
        elif seconds < AIM / 2 and records >= self.records:
            self.records = min(BATCH, self.records * 2)


@dataclass
class Outcome:
    """How many records went, per model, and how many could not."""

    destroyed: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)


def models_with_a_term() -> list[type[Retained]]:
    """Every table with a term of its own, found by its base class: a new one cannot be forgotten."""
    return [model for model in apps.get_models() if issubclass(model, Retained) and not model._meta.proxy]


def destroy_due(now: datetime.datetime | None = None) -> Outcome:
    """Destroy everything that is due; `now` is given by simulations only.

    Harmless to repeat, and safe on several workers at once: on PostgreSQL each takes what no other has locked.
    """
    outcome = Outcome()
    for model in models_with_a_term():
        _destroy_due_of(model, now, outcome)
    return outcome


def _destroy_due_of(model: type[Retained], now: datetime.datetime | None, outcome: Outcome) -> None:
    label, stuck, pace = model._meta.label, list[Any](), Pace()
    while True:
        known, started = len(stuck), time.monotonic()
        try:
            gone = _destroy(model, now, pace.records, but=stuck)
            pace.note(gone, time.monotonic() - started)
        except Exception:
            # One bad record: find it by taking them one by one, and keep it from stopping the others.
            gone = 0
            for key in _due_keys(model, now, pace.records, stuck):
                gone += _destroy_alone(model, key, now, stuck)
        outcome.destroyed[label] += gone
        if not gone and len(stuck) == known:
            # Nothing is left, or another worker has it.
            break
    outcome.failed[label] += len(stuck)


def _destroy(
    model: type[Retained],
    now: datetime.datetime | None,
    most: int,
    *,
    but: Sequence[Any] = (),
    only: Any = None,
) -> int:
    """One batch in one transaction, of what is due the longest and no other worker has; answers how many went."""
    with transaction.atomic():
        at = now or timezone.now()
        due = _locked(model).filter(gate.due(at)).exclude(pk__in=but)
        if only is not None:
            due = due.filter(pk=only)
        rows = list(due.order_by("destroy_at", "pk")[:most])
        _delete(model, rows, at, LedgerEntry.Kind.DESTROYED)
        failures = DestructionFailure.objects.filter(what=model._meta.label)
        failures.filter(object_id__in=[str(row.pk) for row in rows]).delete()
    return len(rows)


def _due_keys(
    model: type[Retained], now: datetime.datetime | None, most: int, but: Sequence[Any]
) -> list[Any]:
    due = model.with_due.filter(gate.due(now or timezone.now())).exclude(pk__in=but)
    return list(due.order_by("destroy_at", "pk").values_list("pk", flat=True)[:most])


def _destroy_alone(model: type[Retained], key: Any, now: datetime.datetime | None, stuck: list[Any]) -> int:
    try:
        return _destroy(model, now, 1, only=key)
    except Exception as error:
        stuck.append(key)
        row = model.with_due.filter(pk=key).first()
        if row is not None:
            _note_failure(row, error)
        return 0


def _note_failure(row: Retained, error: Exception) -> None:
    """Keep that it failed, with the class of the error: its text may quote what it is about."""
    failure, new = DestructionFailure.objects.get_or_create(
        what=row._meta.label,
        object_id=str(row.pk),
        defaults={"due_at": row.destroy_at, "error": type(error).__name__},
    )
    if not new:
        DestructionFailure.objects.filter(pk=failure.pk).update(
            attempts=F("attempts") + 1, last_at=timezone.now(), error=type(error).__name__
        )


def destroy_early(rows: Iterable[Retained], rule: str) -> None:
    """Destroy before the term, in the caller's transaction: by a decision (R8), or because nothing names it (R5).

    Raises gate.NotToBeDestroyed for a record that is held.
    """
    by_model: dict[type[Retained], list[Any]] = {}
    for row in rows:
        by_model.setdefault(type(row), []).append(row.pk)
    now = timezone.now()
    with transaction.atomic():
        for model, keys in by_model.items():
            # Wait for who has one of them locked: skipped, it would survive the decision, and nothing would say so.
            locked = list(_locked(model, skip=False).filter(pk__in=keys).order_by("pk"))
            for row in locked:
                gate.check(row, now, early=True)
                row.retention_rule = rule
            _delete(model, locked, now, LedgerEntry.Kind.DESTROYED_EARLY)


def _locked(model: type[Retained], *, skip: bool = True) -> models.QuerySet[Any]:
    """Rows of the model, each locked for this transaction; what another worker has, is left to it (`skip`)."""
    features = connections[DEFAULT_DB_ALIAS].features
    chain = model.ledger_chain
    rows = model.with_due.select_for_update(
        of=("self",), skip_locked=skip and features.has_select_for_update_skip_locked
    ).annotate(ledger_number=F(chain) if chain else models.Value(None, models.BigIntegerField()))
    # Only what the ledger keeps is read: no name, and no text of megabytes.
    file_name = [model.file_name_field] if model.file_storage else []
    return rows.only("pk", *Retained.TERM, *file_name)


def _delete(model: type[Retained], rows: Sequence[Any], now: datetime.datetime, kind: str) -> None:
    if not rows:
        return
    for row in rows:
        gate.check(row, now, early=kind == LedgerEntry.Kind.DESTROYED_EARLY)
    keys = [row.pk for row in rows]
    files.queue(model, rows, now)
    delete_rows(model, keys)
    ledger.append(
        (
            ledger.Line(
                chain=row.ledger_number or INSTALLATION,
                kind=kind,
                what=model._meta.label,
                object_id=str(row.pk),
                rule=row.retention_rule,
                policy=row.retention_policy,
                counted_from=row.counted_from,
                due_at=row.destroy_at,
                done_at=now,
            )
            for row in rows
        ),
        now,
    )
