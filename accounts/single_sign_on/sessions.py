# SPDX-License-Identifier: EUPL-1.2
"""A session that began at the provider asks there again, as long as it lasts: whether it still stands, and in which
groups its person is.

It asks when the access token is over, which the provider says, but at least every hour and at most every minute. A
refusal ends the session. A provider that does not answer is asked again after a minute, and ends the session when it
has been silent for an hour (GRACE) after the access token was over: so a fault there locks nobody out at once, and
keeps nobody's rights for ever.
"""

import datetime
import enum
import logging
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_out
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from accounts.administering import lock
from accounts.models import IdentityProvider, SignOnSession, User

from .discovery import NotUsable, discover
from .fetching import Unreachable
from .group_levels import follow
from .tokens import Grant, NotBelieved, Refused, Told, refreshed

log = logging.getLogger(__name__)

# In the session: the id of its SignOnSession, and nothing that opens anything.
KEY = "sign_on"
GRACE = datetime.timedelta(hours=1)
RETRY_AFTER = datetime.timedelta(minutes=1)


class Ended(enum.Enum):
    """Why a session that began at the provider is over."""

    REFUSED = "refused"
    SILENT = "silent"


class SwitchedOff(Exception):
    """Nobody signs in at this provider any more."""


def begin(request: HttpRequest, person: User, provider: IdentityProvider, grant: Grant, told: Told) -> None:
    """Keep what this session needs to ask the provider again, in the place of what it kept before, and let the levels
    follow. Before it is signed in. Raises SwitchedOff, and leaves the session as it was."""
    now = timezone.now()
    with transaction.atomic():
        # Otherwise an administrator who switches it off now would not see this session, and not end it.
        lock(provider.municipality_id)
        if not IdentityProvider.objects.filter(pk=provider.pk, is_active=True).exists():
            raise SwitchedOff
        row = SignOnSession.objects.create(
            user=person,
            provider=provider,
            subject=told.subject,
            refresh_token=grant.refresh_token,
            groups=list(told.groups),
            started_at=now,
            valid_until=grant.valid_until,
            ask_at=grant.valid_until,
            ends_at=now + datetime.timedelta(seconds=settings.SESSION_COOKIE_AGE),
        )
        follow(person, provider, told.groups)
    end(request.session)
    request.session[KEY] = str(row.pk)


def provider_of_session(request: HttpRequest) -> IdentityProvider | None:
    """At which provider this session began; None for one that began with a password."""
    row = (
        SignOnSession.objects.running().filter(pk=request.session.get(KEY)).select_related("provider").first()
    )
    return row.provider if row else None


def address_to_show_anew(request: HttpRequest, onward: str) -> str | None:
    """Where somebody whose session began at a provider shows there once more who they are (prompt=login), and which
    leads to the path `onward` then; None for who came by password."""
    provider = provider_of_session(request)
    if provider is None:
        return None
    return f"{reverse('sign_on_leave', args=[provider.pk])}?{urlencode({'anew': '1', 'next': onward})}"


def end(session: Any) -> None:
    """Forget what was kept of this session."""
    key = session.pop(KEY, None)
    if key:
        SignOnSession.objects.filter(pk=key).delete()


@receiver(user_logged_out)
def signed_out(request: HttpRequest, **kwargs: Any) -> None:
    """However it came: by themselves, idle, too long, at the provider's word."""
    # A signal, because django-allauth signs people out too, and by its own ways: nothing else hears of every one.
    end(request.session)


def ask_again(person: User, key: str) -> Ended | None:
    """What a request must know of the session that it belongs to: None when it goes on.

    One query while there is nothing to ask. When it is time, one of several requests at once asks; the others go on
    with what is known.
    """
    row = (
        SignOnSession.objects.running()
        .select_related("provider")
        .filter(pk=key, user=person, provider__is_active=True)
        .first()
    )
    if row is None:
        return Ended.REFUSED
    now = timezone.now()
    if now < row.ask_at:
        return None
    mine = SignOnSession.objects.filter(pk=row.pk, ask_at=row.ask_at)
    if not mine.update(ask_at=now + RETRY_AFTER):
        return None
    ended = _ask(row, person)
    if ended is not None:
        # Over for every request to come as well: one that only asks leaves the browser's session as it is.
        SignOnSession.objects.filter(pk=row.pk).delete()
    return ended


def _ask(row: SignOnSession, person: User) -> Ended | None:
    if not row.refresh_token:
        return Ended.REFUSED
    try:
        discovery = discover(row.provider.issuer)
        grant, told = refreshed(row.provider, discovery, row.refresh_token, row.subject)
    except Refused:
        log.info("the identity provider ended a session")
        return Ended.REFUSED
    except (Unreachable, NotUsable, NotBelieved) as error:
        log.warning("the identity provider gives no answer: %s", type(error).__name__)
        return Ended.SILENT if timezone.now() >= row.valid_until + GRACE else None
    row.refresh_token, row.groups = grant.refresh_token, list(told.groups)
    row.valid_until = row.ask_at = grant.valid_until
    with transaction.atomic():
        # The provider took its time: what was switched off or ended meanwhile is not brought back.
        if SignOnSession.objects.select_for_update().filter(pk=row.pk).first() is None:
            return Ended.REFUSED
        row.save(update_fields=["refresh_token", "groups", "valid_until", "ask_at"])
    follow(person, row.provider, told.groups)
    return None


def remove_what_is_over() -> int:
    """Delete what was kept of sessions that are over; answers how many. Harmless to repeat."""
    return SignOnSession.objects.filter(ends_at__lte=timezone.now()).delete()[0]
