# SPDX-License-Identifier: EUPL-1.2
"""Which browsers a person signed in with before: told by the browser itself, in a signed cookie, and kept nowhere else.

A browser that knows somebody has limits of its own on guessing their password (accounts.guessing), so that whoever
fails on purpose on a colleague's address cannot shut that colleague out; and signing in from one that does not is
mailed to them. The cookie opens nothing: it stands beside a password, never for one.

Of each person it holds a random number and a keyed mark of number and address. The mark says nobody's name, is another
one in every browser, and cannot be made for somebody else.
"""

import datetime
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

LASTS = datetime.timedelta(days=180)
# A desk that several people share: whoever was not here for longest is forgotten first.
MOST_PEOPLE = 8
SALT = "accounts.known_devices"
PENDING = "_known_device"


@dataclass(frozen=True)
class Known:
    """That a browser knows a person: under which random number, and whether they signed in there. Who chose a password
    by a mailed link may try there as who is known, and has not signed in yet."""

    number: str
    mark: str
    signed_in: bool


def known_here(request: HttpRequest, address: str) -> Known | None:
    """What this browser knows of the person with this e-mail address, in whatever capitals."""
    return next((known for known in _read(request) if _is_of(known, address)), None)


def remember(request: HttpRequest, address: str, *, signed_in: bool, anew: bool = False) -> None:
    """Have the answer to this request make the browser know this person. `anew`: under another number, so that what
    was guessed here before does not count any more."""
    others, known = [], None
    for entry in _read(request):
        if _is_of(entry, address):
            known = entry
        else:
            others.append(entry)
    number = known.number if known and not anew else secrets.token_urlsafe(9)
    was_in = known is not None and known.signed_in
    entry = Known(number, _mark(number, address), signed_in or was_in)
    setattr(request, PENDING, [entry, *others][:MOST_PEOPLE])


class KnownDeviceMiddleware:
    """Writes the cookie of whoever was remembered during the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        pending: list[Known] | None = getattr(request, PENDING, None)
        if pending is not None:
            rows = [[known.number, known.mark, int(known.signed_in)] for known in pending]
            response.set_cookie(
                settings.KNOWN_DEVICE_COOKIE_NAME,
                signing.dumps(rows, salt=SALT),
                max_age=LASTS,
                path="/",
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response


def _read(request: HttpRequest) -> list[Known]:
    if (pending := getattr(request, PENDING, None)) is not None:
        return list(pending)
    cookie = request.COOKIES.get(settings.KNOWN_DEVICE_COOKIE_NAME, "")
    try:
        rows: Any = signing.loads(cookie, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return []
    return [Known(number, mark, bool(signed_in)) for number, mark, signed_in in rows]


def _is_of(known: Known, address: str) -> bool:
    return constant_time_compare(known.mark, _mark(known.number, address))


def _mark(number: str, address: str) -> str:
    return salted_hmac(SALT, f"{number}:{address.strip().casefold()}", algorithm="sha256").hexdigest()[:32]
