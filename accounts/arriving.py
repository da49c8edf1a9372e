# SPDX-License-Identifier: EUPL-1.2
"""What comes with signing in, by whatever way: the session begins, the browser is known from now on, and signing in
from one that was not is mailed to the person."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.http import HttpRequest
from django.urls import reverse

from notices.outbox import queue_mail

from . import known_devices, sessions
from .models import User


@contextmanager
def arriving(request: HttpRequest, user: User) -> Iterator[None]:
    """Inside, the person is signed in; this does the rest. The first time ever is no news to anybody: they come by
    their invitation, or by the single sign-on that made their account."""
    first_ever = user.last_login is None
    known = known_devices.known_here(request, user.email)
    yield
    sessions.begin(request, user)
    known_devices.remember(request, user.email, signed_in=True)
    if not first_ever and not (known and known.signed_in):
        queue_mail(user, "new_device", path=reverse("own_sessions"))
