# SPDX-License-Identifier: EUPL-1.2
"""Telephony systems and their tokens: made, used, revoked."""

import datetime
import hashlib
import secrets

from django.db import transaction
from django.utils import timezone

from accounts.models import Municipality

from .models import TelephonySystem

NAME_MAX = 60
# Written down at most this often: a busy system must not write one row for every call.
USE_IS_NOTED_EVERY = datetime.timedelta(minutes=1)


class NameTaken(ValueError):
    """A telephony system of this municipality that may deliver has this name."""


@transaction.atomic
def add_telephony_system(municipality: Municipality, name: str) -> tuple[TelephonySystem, str]:
    """A telephony system that may deliver calls of this municipality, and its token, which is shown this once.

    Asked for twice there is one: a token that nobody saw would deliver for ever. Raises NameTaken.
    """
    Municipality.objects.select_for_update(of=("self",)).get(pk=municipality.pk)
    there = TelephonySystem.objects.filter(municipality=municipality, revoked_at=None)
    if there.filter(name__iexact=name.strip()).exists():
        raise NameTaken
    # Digits and letters alone: what begins with a hyphen is taken for an option on a command line.
    token = secrets.token_hex(32)
    system = TelephonySystem.objects.create(
        municipality=municipality, name=name.strip(), token_hash=_hash_of(token)
    )
    return system, token


def revoke(system: TelephonySystem) -> None:
    """Its token is refused from now on; what it delivered stays until its term."""
    TelephonySystem.objects.filter(pk=system.pk, revoked_at=None).update(revoked_at=timezone.now())
    system.refresh_from_db()


def system_of_token(token: str) -> TelephonySystem | None:
    """The system that this token belongs to, unless it was revoked; that it was used is written down."""
    system = (
        TelephonySystem.objects.select_related("municipality")
        .filter(token_hash=_hash_of(token), revoked_at=None)
        .first()
    )
    if system is not None:
        _note_use(system)
    return system


def _note_use(system: TelephonySystem) -> None:
    now = timezone.now()
    if system.last_used_at is None or system.last_used_at <= now - USE_IS_NOTED_EVERY:
        TelephonySystem.objects.filter(pk=system.pk).update(last_used_at=now)


def _hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
