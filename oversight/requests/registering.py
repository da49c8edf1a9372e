# SPDX-License-Identifier: EUPL-1.2
"""A request is received, who asks is established, and once it takes longer (AVG 12.2, 12.3, 12.6; LEI 8)."""

import datetime
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.administering import Refused, lock
from accounts.in_use import Stopped
from accounts.models import Municipality, User
from incidents.access import NotAllowed
from incidents.holding import coordinates
from oversight.models import Came, DataSubjectRequest
from protection.bsn_in_text import bsns_in
from retention.models import Request
from retention.terms import hold_ends, local_date

from . import clock, telling
from .access import locked, requests_for

# What a caller asks is answered in the room of recordings.
KINDS = [kind for kind in Request if kind != Request.CALLER]
_DATE = re.compile(r"\b(0?[1-9]|[12]\d|3[01])[-/.](0?[1-9]|1[0-2])[-/.]((19|20)\d\d|\d\d)\b")
_WORD = re.compile(r"[A-Za-z0-9]+")
_GAP = re.compile(r"[ .\-/]?")
# No number of a document is shorter, or has fewer digits.
_NUMBER_LENGTH, _NUMBER_DIGITS = 6, 3


class ComesLater(Refused):
    message = _("Deze dag moet nog komen.")


class TooLongAgo(Refused):
    message = _("Dat is langer dan drie maanden geleden. Zo'n verzoek houdt niets meer tegen.")


class HoldsABsn(Refused):
    message = _("Haal het BSN weg. Dat staat nooit bij een verzoek.")


class HoldsANumber(Refused):
    message = _(
        "Haal het nummer weg. Schrijf in woorden hoe u het vaststelde, zonder nummer van een paspoort, rijbewijs of "
        "ander bewijs."
    )


class AlreadyOver(Refused):
    message = _("Over dit verzoek is al besloten.")


class MonthIsOver(Refused):
    message = _("De eerste maand is voorbij. Verlengen kan dan niet meer.")


def refuse_bsn(field: str, text: str) -> None:
    """Raises HoldsABsn at this field."""
    if bsns_in(text):
        raise HoldsABsn(field=field)


def has_number(text: str) -> bool:
    """Whether words name a number of a document: letters and digits of which many are digits, also in groups. A date is
    none."""
    without_dates = _DATE.sub(";", text)
    run, end = "", 0
    for found in _WORD.finditer(without_dates):
        word = found[0]
        coded = word.isdigit() or (word.upper() == word) or any(c.isdigit() for c in word)
        joins = bool(run) and bool(_GAP.fullmatch(without_dates[end : found.start()]))
        run = (run + word if joins else word) if coded else ""
        end = found.end()
        for piece in (run, word):
            if len(piece) >= _NUMBER_LENGTH and sum(c.isdigit() for c in piece) >= _NUMBER_DIGITS:
                return True
    return False


@contextmanager
def handling(actor: User, request: DataSubjectRequest) -> Iterator[DataSubjectRequest]:
    """The request, locked, for a coordinator of its municipality. Raises NotAllowed."""
    with transaction.atomic():
        yield locked(actor, request)


@contextmanager
def undecided(actor: User, request: DataSubjectRequest) -> Iterator[DataSubjectRequest]:
    """The same, of one on which nobody decided yet. Raises NotAllowed, AlreadyOver."""
    with handling(actor, request) as row:
        if row.decision:
            raise AlreadyOver
        yield row


@transaction.atomic
def register(
    actor: User,
    token: uuid.UUID,
    *,
    kind: str,
    received_on: datetime.date,
    came_by: str,
    name: str,
    asked: str,
) -> DataSubjectRequest:
    """Write a request down; the same token twice writes one. The other coordinators hear of it.

    `received_on` is the local day of receipt. Raises NotAllowed, ComesLater, TooLongAgo, HoldsABsn, and in_use.Stopped
    where nobody would answer it any more.
    """
    if not coordinates(actor) or actor.municipality is None or Request(kind) not in KINDS:
        raise NotAllowed
    now = timezone.now()
    if received_on > local_date(now):
        raise ComesLater(field="received_on")
    if hold_ends(received_on) <= now:
        raise TooLongAgo(field="received_on")
    for field, text in (("name", name), ("asked", asked)):
        refuse_bsn(field, text)
    lock(actor.municipality.pk)
    if DataSubjectRequest.with_due.filter(pk=token).exists():
        known = requests_for(actor).filter(pk=token).first()
        if known is None:
            raise NotAllowed
        return known
    # Asked only now: the system closes a municipality that leaves under the same lock.
    if Municipality.objects.filter(pk=actor.municipality.pk, closed_at__isnull=False).exists():
        raise Stopped
    of_year = DataSubjectRequest.with_due.filter(municipality=actor.municipality, year=received_on.year)
    row = DataSubjectRequest(
        pk=token,
        municipality=actor.municipality,
        year=received_on.year,
        number=(of_year.aggregate(last=Max("number"))["last"] or 0) + 1,
        kind=kind,
        received_on=received_on,
        came_by=Came(came_by),
        registered_by=actor,
        name=name,
        asked=asked,
    )
    row.save(force_insert=True)
    telling.tell_registered(row)
    return row


def establish_identity(actor: User, request: DataSubjectRequest, how: str) -> None:
    """Write down how was seen who asks; a later check takes the place of the first. Where the contents of the request
    went, what is written goes with the words: that it was seen, when and by whom stays.

    Raises NotAllowed, AlreadyOver, HoldsABsn, HoldsANumber.
    """
    refuse_bsn("identity_check", how)
    if has_number(how):
        raise HoldsANumber(field="identity_check")
    with undecided(actor, request) as row:
        row.identity_check = how if clock.contents_are_there(row) else ""
        row.identity_checked_at, row.identity_checked_by = timezone.now(), actor
        row.save()


def extend(actor: User, request: DataSubjectRequest, reason: str) -> None:
    """Take two further months, once, within the first (AVG 12.3). It counts when the letter about it goes in that month.

    Raises NotAllowed, AlreadyOver, MonthIsOver, HoldsABsn.
    """
    refuse_bsn("extension_reason", reason)
    with undecided(actor, request) as row:
        if row.extended_at is not None:
            return
        if not clock.in_first_month(row):
            raise MonthIsOver
        row.extension_reason = reason
        row.extended_at, row.extended_by = timezone.now(), actor
        row.save()
