# SPDX-License-Identifier: EUPL-1.2
"""Everything that every table holds, opened: to look for a value that must be nowhere any more."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db import models

# What who asks wrote themselves stands there, sealed, until the answer went out (register).
REQUEST_ITSELF = "oversight.DataSubjectRequest"


def values(but: Iterable[str] = (REQUEST_ITSELF,)) -> Iterator[tuple[str, str]]:
    """The place and the text of every value of every row, what is due included and what is sealed opened."""
    left_out = set(but)
    for model in apps.get_models():
        if model._meta.label in left_out or model._meta.proxy:
            continue
        rows: Any = model._base_manager.all()
        for row in rows:
            yield from _of(row)


def _of(row: models.Model) -> Iterator[tuple[str, str]]:
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if isinstance(value, bytes | memoryview):
            value = bytes(value).decode(errors="replace")
        yield f"{row._meta.label}.{field.name}", str(value)


def places_of(word: str, but: Iterable[str] = (REQUEST_ITSELF,)) -> list[str]:
    """Where a word stands, in capitals or not."""
    return sorted({place for place, text in values(but) if word.lower() in text.lower()})


def bytes_of(rows: Iterable[models.Model]) -> list[dict[str, str]]:
    """Rows as they are, but for until when they are held: to compare before and after."""
    found = []
    for row in rows:
        now: Any = type(row)._base_manager.get(pk=row.pk)
        fields = [f for f in now._meta.concrete_fields if f.name != "held_until"]
        found.append({f.attname: str(getattr(now, f.attname)) for f in fields})
    return found
