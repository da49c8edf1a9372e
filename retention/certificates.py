# SPDX-License-Identifier: EUPL-1.2
"""The certificate of destruction (verklaring van vernietiging) of one municipality over a period, as data: what its
chain of the ledger says together, every batch with its rows, and a signature over the whole.

It is made from the ledger alone and changes nothing: made again, it says the same, but for what is still there and the
moment at which it was made. verify_ledger.py knows the format, and counts all of it again.
"""

import datetime
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, F, Max, Min, Q, QuerySet
from django.db.models.functions import TruncMonth

from . import copies, seal, verify_ledger, watchdog
from .copies import moment
from .models import LedgerBatch, LedgerEntry
from .models.ledger import GENESIS
from .terms import AMSTERDAM, end_of_day, start_of_day

TOO_LATE = verify_ledger.TOO_LATE


class NoSuchPeriod(ValueError):
    """A period that ends before it begins, or in the future."""


@dataclass(frozen=True)
class Certificate:
    """What was destroyed of one municipality, from the start of `from_day` to the end of `to_day` in Amsterdam."""

    # The number of the municipality's chain, and its name.
    chain: int
    municipality: str
    from_day: datetime.date
    to_day: datetime.date
    made_at: datetime.datetime
    # The batches, by number; last is first - 1 when nothing was destroyed.
    first: int
    last: int
    # The head of the batch before the first.
    previous_hash: str
    failures: list[dict[str, Any]]
    overdue: list[dict[str, Any]]

    @property
    def batches(self) -> QuerySet[LedgerBatch]:
        """Its batches, oldest first: they follow each other without a gap."""
        return LedgerBatch.objects.filter(
            chain=self.chain, number__gte=self.first, number__lte=self.last
        ).order_by("number")

    @property
    def entries(self) -> QuerySet[LedgerEntry]:
        return LedgerEntry.objects.filter(
            batch__chain=self.chain, batch__number__gte=self.first, batch__number__lte=self.last
        ).order_by()

    @cached_property
    def totals(self) -> list[dict[str, Any]]:
        """What its rows say together, per kind, table and rule."""
        rows = _together(self.entries.values("kind", "what", "rule")).order_by("kind", "what", "rule")
        return [_total(row) for row in rows]

    @cached_property
    def months(self) -> list[dict[str, Any]]:
        """The same per month in which it was done, for who reads; with the first day of the month."""
        by_month = self.entries.annotate(month=TruncMonth("done_at", tzinfo=AMSTERDAM))
        rows = _together(by_month.values("month", "kind", "what", "rule"))
        return [
            {"month": row["month"], **_total(row)} for row in rows.order_by("month", "kind", "what", "rule")
        ]

    @cached_property
    def said(self) -> dict[str, Any]:
        """All that it says beside its batches, as verify_ledger.SAID has it."""
        return {
            "format": verify_ledger.CERTIFICATE_FORMAT,
            "municipality": self.municipality,
            "chain": self.chain,
            "from_day": self.from_day.isoformat(),
            "to_day": self.to_day.isoformat(),
            "since": moment(start_of_day(self.from_day)),
            "until": moment(end_of_day(self.to_day)),
            "made_at": moment(self.made_at),
            "first": self.first,
            "last": self.last,
            "previous_hash": self.previous_hash,
            "totals": self.totals,
            "failures": self.failures,
            "overdue": self.overdue,
            "key_id": seal.key_id(),
        }

    @cached_property
    def hash(self) -> str:
        """Over everything that it says, and the heads of its batches."""
        heads = list(self.batches.values("hash", "key_id", "signature"))
        return verify_ledger.certificate_hash(self.said | {"batches": heads})

    def as_json(self) -> Iterator[bytes]:
        """The file that verify_ledger.py checks, batch by batch: it may be larger than memory."""
        yield f'{json.dumps(self.said, ensure_ascii=False)[:-1]}, "batches": [\n'.encode()
        for place, batch in enumerate(self.batches.iterator()):
            yield (b"," if place else b"") + copies.document(batch)
        signed = {"hash": self.hash, "signature": seal.sign_certificate(self.hash)}
        yield f"], {json.dumps(signed)[1:]}\n".encode()


def certify(
    chain: int, municipality: str, from_day: datetime.date, to_day: datetime.date, now: datetime.datetime
) -> Certificate:
    """Make the certificate of a municipality over days that have begun, both included. Raises NoSuchPeriod."""
    if from_day > to_day or start_of_day(to_day) > now:
        raise NoSuchPeriod
    first, last = numbers_of(chain, from_day, to_day)
    before = LedgerBatch.objects.filter(chain=chain, number=first - 1).first()
    return Certificate(
        chain=chain,
        municipality=municipality,
        from_day=from_day,
        to_day=to_day,
        made_at=now,
        first=first,
        last=last,
        previous_hash=before.hash if before else GENESIS,
        failures=[_failure(failing) for failing in watchdog.failures(now) if failing.chain == chain],
        overdue=[_overdue(row) for row in watchdog.overdue(now) if row.chain == chain],
    )


def numbers_of(chain: int, from_day: datetime.date, to_day: datetime.date) -> tuple[int, int]:
    """The first and the last batch that a chain got on these days; without any the last is the one before the first.

    Two workers that commit around midnight may leave one of the next day between them: it is among these, so that they
    follow each other.
    """
    of_chain = LedgerBatch.objects.filter(chain=chain)
    made = of_chain.filter(made_at__gte=start_of_day(from_day), made_at__lt=end_of_day(to_day))
    found = made.aggregate(first=Min("number"), last=Max("number"))
    if found["first"] is not None:
        return found["first"], found["last"]
    earlier = of_chain.filter(made_at__lt=start_of_day(from_day)).aggregate(last=Max("number"))["last"] or 0
    return earlier + 1, earlier


def _together(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.annotate(
        rows=Count("pk"),
        counted_from_first=Min("counted_from"),
        counted_from_last=Max("counted_from"),
        due_first=Min("due_at"),
        due_last=Max("due_at"),
        done_first=Min("done_at"),
        done_last=Max("done_at"),
        latest=Max(F("done_at") - F("due_at")),
        too_late=Count("pk", filter=Q(done_at__gt=F("due_at") + TOO_LATE)),
    )


def _total(row: dict[str, Any]) -> dict[str, Any]:
    """A row of the database as verify_ledger.TOTAL has it."""
    latest = max(row["latest"], datetime.timedelta()).total_seconds()
    total = {**row, "latest_seconds": latest}
    return {
        name: moment(total[name]) if isinstance(total[name], datetime.datetime) else total[name]
        for name in verify_ledger.TOTAL
    }


def _failure(failing: watchdog.Failing) -> dict[str, Any]:
    row = failing.row
    return {
        "what": row.what,
        "object_id": row.object_id,
        "due_at": moment(row.due_at),
        "error": row.error,
        "attempts": row.attempts,
    }


def _overdue(row: watchdog.Overdue) -> dict[str, Any]:
    return {"what": row.what, "rows": row.number, "since": moment(row.since)}
