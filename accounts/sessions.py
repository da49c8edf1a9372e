# SPDX-License-Identifier: EUPL-1.2
"""Being signed in: how long it lasts, what ends it, and where somebody is signed in now.

Three things end it from within, and are looked at with every request (accounts.middleware): nothing was done for the
municipality's idle time, twelve hours have passed since signing in, the person's levels were changed. A new password,
deactivation and a restored back-up end it at once and without a word: the session's fingerprint no longer fits
(`User.session_salt`).
"""

import datetime
import enum
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import HASH_SESSION_KEY
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac

from . import devices

# What a session holds of itself, in seconds since 1970 (UTC) where it is a moment.
SIGNED_IN_AT, ACTIVE_AT = "signed_in_at", "active_at"
DEVICE, LEVELS_VERSION = "device", "levels_version"
LONGEST = datetime.timedelta(hours=12)
DEFAULT_IDLE_MINUTES = 15


class Ending(enum.StrEnum):
    """Why somebody is signed out, as the address of the sign-in page says it (`?idle=1`)."""

    LEVELS = "levels"
    LIMIT = "limit"
    IDLE = "idle"


def begin(request: HttpRequest, user: Any) -> None:
    """Note what the end of this session is counted from, and on what kind of device it is."""
    now = int(time.time())
    request.session[SIGNED_IN_AT] = request.session[ACTIVE_AT] = now
    request.session[LEVELS_VERSION] = user.levels_version
    request.session[DEVICE] = devices.kind_of(request.headers.get("User-Agent", ""))


def idle_seconds(user: Any) -> int:
    """After how many seconds without activity this person is signed out; their municipality's choice."""
    minutes = user.municipality.idle_minutes if user.municipality else DEFAULT_IDLE_MINUTES
    return minutes * 60


def ending_of(user: Any, data: Mapping[str, Any], now: float) -> Ending | None:
    """What has ended this session of this person at `now` (seconds since 1970, UTC), or nothing yet."""
    if data.get(LEVELS_VERSION, user.levels_version) != user.levels_version:
        return Ending.LEVELS
    if now - data.get(SIGNED_IN_AT, now) >= LONGEST.total_seconds():
        return Ending.LIMIT
    if now - data.get(ACTIVE_AT, now) >= idle_seconds(user):
        return Ending.IDLE
    return None


def levels_changed(people: Collection[int]) -> None:
    """Sign these people out at their next request, because somebody gave them a level, changed or withdrew one.

    Not for a day on which a dated level begins or ends, nor for a unit that moves: the policy is asked with every request,
    a session holds no right, and nobody's levels are others than an administrator gave them.
    """
    from .models import User

    if people:
        User.objects.filter(pk__in=people).update(levels_version=F("levels_version") + 1)


# ---------- where somebody is signed in ----------


@dataclass(frozen=True)
class OwnSession:
    """One place where somebody is signed in. `handle` names it on the page: its key would open it."""

    handle: str
    is_this: bool
    device: str
    is_portable: bool
    signed_in_at: datetime.datetime
    active_at: datetime.datetime
    ends_at: datetime.datetime


def own_sessions(user: Any, this: str | None) -> list[OwnSession]:
    """Where this person is signed in now, this session (by its key) first, then the latest active one."""
    found = [
        OwnSession(
            handle=_handle(row.session_key),
            is_this=row.session_key == this,
            device=devices.in_words(row.device),
            is_portable=devices.is_portable(row.device),
            signed_in_at=row.signed_in_at,
            active_at=row.active_at,
            ends_at=row.signed_in_at + LONGEST,
        )
        for row in _open(user)
    ]
    return sorted(found, key=lambda session: (not session.is_this, -session.active_at.timestamp()))


@transaction.atomic
def end_one(user: Any, handle: str) -> bool:
    """End this session of this person; it gets nothing any more. False when they have none of this handle."""
    lock(user)
    keys = [row.session_key for row in _rows(user) if constant_time_compare(_handle(row.session_key), handle)]
    _end(user, keys)
    return bool(keys)


@transaction.atomic
def end_others(user: Any, this: str | None) -> int:
    """End every session of this person but the one with this key; answers how many were open."""
    lock(user)
    ended = len([row for row in _open(user) if row.session_key != this])
    _end(user, [row.session_key for row in _rows(user) if row.session_key != this])
    return ended


def lock(user: Any) -> None:
    """Inside a transaction: until it is over no session of this person ends, or gets another key."""
    from .models import User

    list(User.objects.select_for_update(of=("self",)).filter(pk=user.pk).values_list("pk"))


def _rows(user: Any) -> Any:
    from .models import BrowserSession

    return BrowserSession.objects.filter(user=user)


def _open(user: Any) -> list[Any]:
    """Those that would be let in: what a new password or other levels ended is there until its row is removed."""
    now, fingerprint = time.time(), user.get_session_auth_hash()
    return [
        row
        for row in _rows(user).exclude(signed_in_at=None)
        if (data := row.get_decoded())
        and constant_time_compare(data.get(HASH_SESSION_KEY, ""), fingerprint)
        and ending_of(user, data, now) is None
    ]


def _end(user: Any, keys: list[str]) -> None:
    from .single_sign_on.sessions import KEY

    rows = _rows(user).filter(session_key__in=keys)
    # The provider's token of a session goes with it.
    user.sign_ons.filter(pk__in=[key for row in rows if (key := row.get_decoded().get(KEY))]).delete()
    rows.delete()


def _handle(key: str) -> str:
    return salted_hmac("accounts.sessions", key, algorithm="sha256").hexdigest()[:32]
