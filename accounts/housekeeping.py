# SPDX-License-Identifier: EUPL-1.2
"""Sessions that are over are removed (R7: within thirty days; here at the next sweep). No line in the ledger: a
session is about nobody but who had it, and its key opens a door."""

from django.utils import timezone

from .models import BrowserSession
from .single_sign_on import sessions


def remove_expired_sessions() -> int:
    """Delete the sessions whose time is over; answers how many. Harmless to repeat."""
    sessions.remove_what_is_over()
    return BrowserSession.objects.filter(expire_date__lte=timezone.now()).delete()[0]
