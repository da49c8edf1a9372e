# SPDX-License-Identifier: EUPL-1.2
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models

from retention.log_fate import NotLogged


class BrowserSession(AbstractBaseSession):
    """A session of Django's, with whose it is, so that a person sees where they are signed in and can end it.

    What is kept about it is in the session's own row and so goes with it (R7: within thirty days; here at most a day
    after signing in). Of the machine it holds the kind in a word or two (accounts.devices), neither its address nor
    what its browser says of itself.
    """

    log_fate = NotLogged("being signed in; gone with the session, and in no log (R7)")

    # Nobody's until somebody signs in.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        editable=False,
        related_name="browser_sessions",
    )
    signed_in_at = models.DateTimeField(null=True, editable=False)
    active_at = models.DateTimeField(null=True, editable=False)
    device = models.CharField(max_length=30, blank=True, editable=False)

    objects: ClassVar[Any] = BaseSessionManager()

    def __str__(self) -> str:
        # The key opens a door.
        return f"session of {self.user_id}"

    @classmethod
    def get_session_store_class(cls) -> Any:
        from accounts.session_store import SessionStore

        return SessionStore
