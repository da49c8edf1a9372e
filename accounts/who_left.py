# SPDX-License-Identifier: EUPL-1.2
"""A deactivated person goes with the last record that names them (R7), with what they were granted and their account.

What names them is found by looking at the models: every protected relation from something with a term. Nobody goes
within thirty days of their deactivation: so long the mails to them are kept.
"""

import datetime
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction
from django.db.models import Exists, OuterRef, ProtectedError, QuerySet
from django.utils import timezone

from retention import gate, ledger
from retention.models import LedgerEntry, Retained, RetainedWith
from retention.models.ledger import INSTALLATION
from retention.terms import HOUSEKEEPING_HOURS, housekeeping_due

from .models import User

BATCH = 200


@cache
def naming() -> list[tuple[type[models.Model], str]]:
    """Every table with a term and the column in which it names a person who must stay as long."""
    return [
        (model, field.name)
        for model in apps.get_models()
        if issubclass(model, Retained | RetainedWith)
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
        and field.related_model is User
        and field.remote_field.on_delete is models.PROTECT
    ]


def who_left(now: datetime.datetime | None = None) -> QuerySet[User]:
    """The people who are to go: deactivated thirty days ago or more, and named by nothing that has a term."""
    rows = User.objects.filter(is_active=False, deactivated_at__isnull=False).filter(
        deactivated_at__lte=(now or timezone.now()) - datetime.timedelta(hours=HOUSEKEEPING_HOURS)
    )
    for model, column in naming():
        # Also by what is due and not gone yet.
        rows = rows.exclude(Exists(model._base_manager.filter(**{column: OuterRef("pk")})))
    return rows.order_by("deactivated_at", "pk")


def destroy_who_left() -> int:
    """Destroy the accounts of who left; answers how many. Harmless to repeat, safe on several workers at once.

    One that fails does not stop the others; what went wrong is raised when all had their turn.
    """
    destroyed, errors = 0, list[Exception]()
    released = dict[int, datetime.datetime | None]()
    for key in list(who_left().values_list("pk", flat=True)[:BATCH]):
        try:
            destroyed += _destroy(key, released)
        except ProtectedError:
            # Named by something new, this very moment.
            continue
        except Exception as error:
            errors.append(error)
    if errors:
        raise ExceptionGroup("Accounts of people who left could not be destroyed.", errors)
    return destroyed


@transaction.atomic
def _destroy(key: int, released: dict[int, datetime.datetime | None]) -> int:
    skip = connection.features.has_select_for_update_skip_locked
    locked = User.objects.select_for_update(of=("self",), skip_locked=skip).filter(pk=key)
    person: Any = locked.first()
    now = timezone.now()
    # Under the lock: meanwhile somebody may have let them in again, or named them.
    if person is None or not who_left(now).filter(pk=key).exists():
        return 0
    gate.check_along(User, [key], now)
    chain = person.municipality_id or INSTALLATION
    if chain not in released:
        released[chain] = _last_destruction(chain)
    person.delete()
    if _is_said(chain, key):
        # An older back-up brought them back (retention.replay): the ledger says once that they went.
        return 1
    term = housekeeping_due(person.deactivated_at)
    line = ledger.Line(
        chain=chain,
        kind=LedgerEntry.Kind.DESTROYED,
        what=User._meta.label,
        object_id=str(key),
        rule=term.rule,
        policy=term.policy,
        counted_from=term.counted_from,
        # From when on nothing can have named them: the last destruction here, unless their thirty days ended later.
        due_at=min(max(filter(None, (term.at, released[chain]))), now),
        done_at=now,
    )
    ledger.append([line], now)
    return 1


def _is_said(chain: int, key: int) -> bool:
    said = LedgerEntry.objects.filter(what=User._meta.label, object_id=str(key), kind__in=LedgerEntry.GONE)
    return said.filter(batch__chain=chain).exists()


def _last_destruction(chain: int) -> datetime.datetime | None:
    rows = LedgerEntry.objects.filter(batch__chain=chain, kind__in=LedgerEntry.GONE)
    return rows.order_by("-batch__number").values_list("done_at", flat=True).first()
