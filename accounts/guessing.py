# SPDX-License-Identifier: EUPL-1.2
"""How often a password may be guessed, so that nobody is shut out by somebody else's guessing.

Each attempt counts in one of three places, by what the browser shows, never by whether the account exists:

* somebody who is signed in and types their password once more: with their account;
* a browser that knows the person (accounts.known_devices): with that browser alone. No failure elsewhere counts here;
* any other: with the network address, with the account and address together, and with the account over all addresses.
  The last is what bounds a guesser who has a thousand machines. It can be used up on purpose; a colleague at a device of
  their own does not notice, and one at a new device asks for a link by mail, which makes that device known.

An attempt counts before the password is looked at, so two at once are two, and is taken back when it was right. The
counts are in the cache, which in production is one over all processes (gir.E013), for an hour at most (R7).
"""

from typing import Any

from allauth.core.internal import ratelimit
from allauth.core.internal.ratelimit import RateLimitUsage
from django.http import HttpRequest

from . import known_devices

RATES = {
    "again": "5/300s/key",
    "known_device": "5/300s/key",
    "address": "10/60s/ip",
    "account_and_address": "5/300s/key",
    # Fifty an hour of what a password of twelve characters can be; beyond reach of anybody who merely forgot theirs.
    "account": "50/3600s/key",
    "mailed_link": "3/900s/key",
    # No password is guessed there, but each costs the provider a question, and a thread as long as it takes to answer.
    # Twice what a town hall of a thousand people behind one address needs when all begin in the same ten minutes.
    "sign_on_leave": "240/60s/ip",
    "sign_on_arrive": "240/60s/ip",
}


def count_attempt(request: HttpRequest, account: str) -> RateLimitUsage | None:
    """Count an attempt on the account with this e-mail address; None when there were too many and the password must
    not be looked at. Take it back with `rollback()` when the password was right."""
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return _count(request, "again", str(user.pk))
    account = account.strip().casefold()
    known = known_devices.known_here(request, account)
    if known is not None:
        return _count(request, "known_device", known.number)
    usage = []
    for action, key in (
        ("address", ""),
        ("account_and_address", f"{account} {ratelimit.get_ip(request)}"),
        # Last: what the two before it stop does not use it up.
        ("account", account),
    ):
        counted = _count(request, action, key)
        if counted is None:
            return None
        usage += counted.usage
    return RateLimitUsage(usage=usage)


def may_mail_link(request: HttpRequest, user: Any) -> bool:
    """Whether another link to choose a password is mailed to this person. Where not, those of the past quarter of an
    hour are in their mailbox and work: so whoever asks and asks in somebody's name keeps nothing from them."""
    return _count(request, "mailed_link", str(user.pk)) is not None


def may_pass_by_provider(request: HttpRequest, action: str) -> bool:
    """Whether this network address may go to an identity provider (`sign_on_leave`) or come back from one
    (`sign_on_arrive`) once more."""
    return _count(request, action, "") is not None


def _count(request: HttpRequest, action: str, key: str) -> RateLimitUsage | None:
    return ratelimit.consume(request, app="accounts", action=action, config=RATES, key=key, limit_get=True)
