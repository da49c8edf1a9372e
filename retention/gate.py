# SPDX-License-Identifier: EUPL-1.2
"""The one gate that every destroying path goes through: nothing goes before its moment, or while it is held."""

import datetime
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from typing import Any

from django.db import models
from django.db.models import Q

from .models import LedgerEntry, Retained, RetainedWith


class NotToBeDestroyed(Exception):
    """The record is not due yet, or is held for a request."""


def due(now: datetime.datetime) -> Q:
    """The records that may be destroyed now: their moment has come, and no hold postpones it (RULES: "Holds")."""
    return Q(destroy_at__lte=now) & (Q(held_until=None) | Q(held_until__lte=now))


def check(row: Retained, now: datetime.datetime, *, early: bool = False) -> None:
    """The same of one record as it is now, under its lock; `early` is for a decision (R8) and for R5, which do not
    wait for the moment, though they do for a hold. Raises NotToBeDestroyed."""
    held = row.held_until is not None and row.held_until > now
    if held or (not early and row.destroy_at > now):
        raise NotToBeDestroyed(row._meta.label)


def check_along(model: type[models.Model], keys: Sequence[Any], now: datetime.datetime) -> None:
    """What goes along by a cascade must not be held either, nor belong to something that is held and stays.

    `keys` are those of the rows of `model` that go. Raises NotToBeDestroyed.
    """
    for child, path, owner in _going_along(model):
        held = Q(**{f"{path}__in": keys, f"{owner}held_until__gt": now})
        if child._base_manager.filter(held).exists():
            raise NotToBeDestroyed(child._meta.label)


@cache
def _going_along(model: type[models.Model]) -> list[tuple[type[models.Model], str, str]]:
    """What a row of this model takes along: the table, the path from there to it, and the path to what must not be
    held (itself, or what it belongs to)."""
    found, asked = [], {model}
    for child, path, owner in _cascades(model, "", frozenset({model})):
        # What belongs to a row of this very table belongs to the one that takes it along; and one question about the
        # same owner is enough: what hangs below follows.
        if owner and _owner(child) in asked:
            continue
        asked.add(_owner(child) if owner else child)
        found.append((child, path, owner))
    return found


def _owner(child: Any) -> Any:
    """The table with a term that rows of this one belong to."""
    for part in child.retained_with.split("__"):
        child = child._meta.get_field(part).related_model
    return child


def _cascades(
    model: type[models.Model], path: str, seen: frozenset[type[models.Model]]
) -> Iterator[tuple[type[models.Model], str, str]]:
    # Hidden ones too: a relation without a name back takes along just as much.
    relation: Any
    for relation in model._meta.get_fields(include_hidden=True):
        child: Any = relation.related_model
        cascades = getattr(relation, "on_delete", None) is models.CASCADE
        if not relation.auto_created or relation.concrete or not cascades or child in seen:
            continue
        name = relation.field.name
        along = f"{name}__{path}" if path else name
        if issubclass(child, Retained):
            yield child, along, ""
        elif issubclass(child, RetainedWith) and not f"{along}__".startswith(f"{child.retained_with}__"):
            # It belongs to something else than what takes it along.
            yield child, along, f"{child.retained_with}__"
        yield from _cascades(child, along, seen | {child})


def check_again(model: type[Retained], keys: Collection[str]) -> None:
    """For what came back with an older back-up: the ledger must name each as destroyed. It went through this gate
    then, so neither its moment nor a hold from before counts any more. Raises NotToBeDestroyed."""
    named = LedgerEntry.objects.filter(
        what=model._meta.label, object_id__in=keys, kind__in=LedgerEntry.GONE
    ).values_list("object_id", flat=True)
    if not set(keys) <= set(named):
        raise NotToBeDestroyed(model._meta.label)
