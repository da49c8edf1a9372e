# SPDX-License-Identifier: EUPL-1.2
"""Everything of a municipality that left is destroyed: in batches, harmless to repeat, taken up where it was killed.

Records with a term go through the engine, each with its row in the ledger; then what has no term: people, each with a
row, and the rest with the municipality itself. What remains is the ledger, and the row of the departure.
"""

import datetime
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db import models, transaction
from django.db.models import ProtectedError, RestrictedError
from django.utils import timezone

from accounts.models import BrowserSession, Logo, Municipality, OrganisationalUnit, User
from oversight.models import Departure
from retention import engine, files, gate, ledger, traces
from retention.destroying import destroying
from retention.models import FileRemoval, LedgerEntry, Retained, RetainedWith

from .tables import rows_of, to_destroy

# By decision of the college, when a municipality leaves (RULES: it may always decide on a shorter term).
RULE = "LEFT"
POLICY = "departure"
BATCH = 200


# What others need, after all others.
LAST: Sequence[Any] = (User, OrganisationalUnit, Municipality)


class NotDoneYet(Exception):
    """Something keeps what should go; the next turn tries again."""


def destroy_all(departure: Departure, sign_of_life: Callable[[], None]) -> None:
    """Destroy everything of the municipality of a confirmed departure, and say so when it is gone, files included.

    Raises NotDoneYet for what stays in the way, gate.NotToBeDestroyed for what is held, and what `sign_of_life` raises.
    """
    if departure.destruction_confirmed_at is None:
        raise gate.NotToBeDestroyed(str(departure))
    confirmed_at = departure.destruction_confirmed_at
    _empty(
        departure.number,
        sign_of_life,
        lambda model, rows: _destroy(model, rows, departure.number, confirmed_at),
    )
    files.remove_files()
    if FileRemoval.objects.filter(chain=departure.number).exists():
        raise NotDoneYet("files")
    traces.wipe()
    Departure.objects.filter(pk=departure.pk, destroyed_at=None).update(destroyed_at=timezone.now())


def destroy_again(entries: Sequence[LedgerEntry]) -> int:
    """After a restore: of the municipalities that these rows of the ledger say have left, destroy what an older
    back-up brought back; how many. In the caller's transaction; the ledger gets no row, it says so already."""
    left = [e for e in entries if e.what == Municipality._meta.label and e.kind in LedgerEntry.GONE]
    for entry in left:
        number = int(entry.object_id)
        _empty(number, lambda: None, _destroy_again)
        Departure.objects.filter(
            number=number, called_off_at=None, destruction_confirmed_at__isnull=False
        ).update(destroyed_at=entry.done_at)
    return len(left)


def _empty(
    number: int, sign_of_life: Callable[[], None], destroy: Callable[[type[models.Model], list[Any]], None]
) -> None:
    """Go through all tables until nothing is left. What another table still needs waits for the next round."""
    _end_sessions(number)
    tables = _in_order()
    while True:
        moved, kept = False, list[str]()
        for model in tables:
            for batch in _batches(model, number):
                sign_of_life()
                try:
                    with transaction.atomic():
                        destroy(model, batch)
                except (ProtectedError, RestrictedError):
                    kept.append(model._meta.label)
                    break
                moved = True
        if not kept and not moved:
            return
        if not moved:
            raise NotDoneYet(", ".join(kept))


def _in_order() -> list[type[models.Model]]:
    """What has a term first, the logs after what they are about; what goes with something else needs no turn. The
    municipality itself is the last."""
    tables = [model for model in to_destroy() if not issubclass(model, RetainedWith)]

    def place(model: Any) -> tuple[int, str]:
        if issubclass(model, Retained):
            return (1 if model.goes_with_others else 0, model._meta.label)
        return (LAST.index(model) + 3 if model in LAST else 2, model._meta.label)

    return sorted((model for model in tables if model is not Logo), key=place)


def _batches(model: type[models.Model], number: int) -> Iterator[list[Any]]:
    """The keys of what is there, a batch at a time, until nothing is; a batch that stays is not asked for again."""
    done = set[Any]()
    while True:
        rows = rows_of(model, number).exclude(pk__in=done).order_by("pk")
        keys = list(rows.values_list("pk", flat=True)[:BATCH])
        if not keys:
            return
        done = set(keys)
        yield keys


def _destroy(model: Any, keys: list[Any], number: int, confirmed_at: datetime.datetime) -> None:
    if issubclass(model, Retained):
        engine.destroy_early([model(pk=key) for key in keys], RULE)
        return
    _delete(model, keys)
    if model in (User, Municipality):
        now = timezone.now()
        ledger.append((_line(model, key, number, confirmed_at, now) for key in keys), now)


def _destroy_again(model: Any, keys: list[Any]) -> None:
    if issubclass(model, Retained):
        engine.destroy_again(model, [str(key) for key in keys])
    else:
        _delete(model, keys)


def _delete(model: Any, keys: list[Any]) -> None:
    """What has no term, as Django deletes it: it refuses while something with a term still names it."""
    gate.check_along(model, keys, timezone.now())
    logos = list(rows_of(Logo, keys[0]).values_list("pk", flat=True)) if model is Municipality else []
    with destroying():
        model._base_manager.filter(pk__in=keys).delete()
        # Another municipality may have the very same picture.
        shown = Municipality.objects.exclude(logo=None).values("logo")
        Logo.objects.filter(pk__in=logos).exclude(pk__in=shown).delete()


def _line(
    model: Any, key: Any, number: int, confirmed_at: datetime.datetime, now: datetime.datetime
) -> ledger.Line:
    return ledger.Line(
        chain=number,
        kind=LedgerEntry.Kind.DESTROYED_EARLY,
        what=model._meta.label,
        object_id=str(key),
        rule=RULE,
        policy=POLICY,
        counted_from=confirmed_at,
        due_at=confirmed_at,
        done_at=now,
    )


def _end_sessions(number: int) -> None:
    """Nobody goes on working while what they see goes."""
    with destroying():
        BrowserSession.objects.filter(user__municipality=number).delete()
