# SPDX-License-Identifier: EUPL-1.2
"""The one gate that every destroying path goes through: nothing goes before its moment, or while it is held."""

import datetime
from collections.abc import Collection

from django.db.models import Q

from .models import LedgerEntry, Retained


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


def check_again(model: type[Retained], keys: Collection[str]) -> None:
    """For what came back with an older back-up: the ledger must name each as destroyed. It went through this gate
    then, so neither its moment nor a hold from before counts any more. Raises NotToBeDestroyed."""
    named = LedgerEntry.objects.filter(
        what=model._meta.label, object_id__in=keys, kind__in=LedgerEntry.GONE
    ).values_list("object_id", flat=True)
    if not set(keys) <= set(named):
        raise NotToBeDestroyed(model._meta.label)
