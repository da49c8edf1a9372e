# SPDX-License-Identifier: EUPL-1.2
"""Holds: a request postpones the destruction of a record, and does nothing else (RULES: "Holds").

`held_until` of a record is derived from the holds that run, and is a moment: a hold ends by itself, without anything
having to run. What hangs together with a record is held with it: each model says how (`derive_held_until`).
"""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import models, transaction
from django.db.models import F, Max, Q, QuerySet
from django.utils import timezone

from .models import Hold, Retained
from .models.ledger import INSTALLATION
from .terms import hold_ends, local_date


class NotToBeHeld(Exception):
    """The record is gone or due, or the request came in the future or too long ago to postpone anything."""


def running() -> QuerySet[Hold]:
    """The holds that run now."""
    return Hold.objects.filter(ended_at=None, until__gt=timezone.now())


def of(record: Retained) -> QuerySet[Hold]:
    """Every hold on this record itself that is still kept, the last one first."""
    return Hold.objects.filter(what=record._meta.label, object_id=str(record.pk)).order_by("-placed_at", "pk")


def running_on(model: type[Retained], ids: Iterable[Any]) -> QuerySet[Hold]:
    """The holds that run on these records themselves."""
    return running().filter(what=model._meta.label, object_id__in=[str(key) for key in ids])


def last_of(holds: QuerySet[Hold]) -> datetime.datetime | None:
    """The moment at which the last of these ends; None when there is none."""
    return holds.aggregate(last=Max("until"))["last"]


@transaction.atomic
def place_hold(actor: Any, record: Retained, request: str, received_on: datetime.date) -> Hold:
    """Postpone the destruction of a record, to the end of the day three months after the request was received.

    `received_on` is the local day of receipt. Another hold on the same record runs beside it. Raises NotToBeHeld: for
    a record that is due a request comes too late, so that one hold after another never keeps it.
    """
    row = _locked(record)
    now = timezone.now()
    if row is None or row.is_due or received_on > local_date(now) or hold_ends(received_on) <= now:
        raise NotToBeHeld
    hold = Hold(
        what=row._meta.label,
        object_id=str(row.pk),
        municipality=row.ledger_number or INSTALLATION,
        request=request,
        received_on=received_on,
        placed_by=actor,
        placed_at=now,
    )
    hold.save()
    row.derive_held_until()
    return hold


@transaction.atomic
def end_hold(actor: Any, hold: Hold, ending: str) -> None:
    """The decision: what is due goes with the next sweep (or at once, when it was granted: R8); the rest resumes its
    term. Twice is once; one that ended by itself stays as it ended."""
    row: Any = Hold.objects.select_for_update(of=("self",)).filter(pk=hold.pk).first()
    if row is None or not row.is_running:
        return
    row.end(actor, ending)
    row.save()
    record = record_of(row)
    if record is not None:
        record.derive_held_until()


def record_of(hold: Hold) -> Any:
    """The record that is held, also when it is due, locked for this transaction; None when it is gone."""
    from django.apps import apps

    model: Any = apps.get_model(hold.what)
    return _locked(model(pk=model._meta.pk.to_python(hold.object_id)))


def set_held_until(model: type[Retained], ids: Iterable[Any], until: datetime.datetime | None) -> None:
    """Write down until when these are held. What was held until later, and is by nothing any more, was held until
    now: from this moment on, and not from its due moment, its destruction can be late. What is due and was held by
    nothing is past being held, also along with another record."""
    rows, now = model.with_due.filter(pk__in=list(ids)), timezone.now()
    if until is None:
        rows.filter(held_until__gt=now).update(held_until=now)
    else:
        may_be_held = Q(destroy_at__gt=now) | Q(held_until__gt=now)
        rows.filter(may_be_held).exclude(held_until=until).update(held_until=until)


def _locked(record: Retained) -> Any:
    model = type(record)
    chain = model.ledger_chain
    number = F(chain) if chain else models.Value(None, models.BigIntegerField())
    rows = model.with_due.select_for_update(of=("self",)).annotate(ledger_number=number)
    return rows.filter(pk=record.pk).first()
