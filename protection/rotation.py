# SPDX-License-Identifier: EUPL-1.2
"""Bringing everything under the primary key, while the system is in use."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models, transaction

from .blind_index import blind_indexes
from .fields import EncryptedBytesField, Sealed, encrypted_fields, models_with_encrypted_fields
from .keyring import CannotDecrypt

BATCH = 200
# A file of ten megabytes each: few at a time fit in memory.
BATCH_OF_FILES = 4


@dataclass
class Rotated:
    """How many rows of a model were sealed again, and the keys of those that do not open and were left alone."""

    changed: int = 0
    stuck: list[Any] = field(default_factory=list)


def rotate_model(model: type[models.Model]) -> Rotated:
    """Seal every row of `model` again that another key than the primary one sealed, and renew its blind indexes.

    Each batch is a transaction of its own that locks its rows, so that a person who saves one of them at that moment
    waits for milliseconds and nothing of theirs is overwritten. A row that does not open does not stop the others.
    """
    done = Rotated()
    for keys in _batches(model):
        with transaction.atomic():
            for row in model._base_manager.select_for_update(of=("self",)).filter(pk__in=keys):
                try:
                    done.changed += _rotate(row)
                except CannotDecrypt:
                    done.stuck.append(row.pk)
    return done


# What libraries keep for us under the key ring, in tables without a field of ours: the rooms above add how each is brought
# under the primary key, by the name of its table.
elsewhere: dict[str, Callable[[], Rotated]] = {}


def rotate_all() -> dict[str, Rotated]:
    """Rotate every model; what was done, per model."""
    done = {m._meta.label: rotate_model(m) for m in models_with_encrypted_fields(apps.get_models)}
    return done | {name: rotate() for name, rotate in elsewhere.items()}


def _rotate(row: models.Model) -> int:
    stale = [f for f in encrypted_fields(type(row)) if _is_stale(row, f.attname)]
    renewed: dict[str, Any] = {i.name: i.compute(row) for i in blind_indexes(type(row)) if i.is_stale(row)}
    renewed |= {f.name: f.seal(getattr(row, f.attname), row) for f in stale}
    return type(row)._base_manager.filter(pk=row.pk).update(**renewed) if renewed else 0


def _is_stale(row: models.Model, attname: str) -> bool:
    value = row.__dict__.get(attname)
    return isinstance(value, Sealed) and not value.is_current


def _batches(model: type[models.Model]) -> Iterator[list]:
    files = any(isinstance(f, EncryptedBytesField) for f in encrypted_fields(model))
    size = BATCH_OF_FILES if files else BATCH
    last = None
    while True:
        rows = model._base_manager.order_by("pk")
        if last is not None:
            rows = rows.filter(pk__gt=last)
        keys = list(rows.values_list("pk", flat=True)[:size])
        if not keys:
            return
        yield keys
        last = keys[-1]
