# SPDX-License-Identifier: EUPL-1.2
"""Who begins to listen, confirmed who they are within five minutes (accounts/step_up.py). Then that call plays in that
session for as long as a sitting to it would last (sitting.end_of): the player asks for it in many parts, and nobody is
asked half-way.
"""

import time
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from accounts.step_up import recent

from .models import Recording
from .sitting import end_of

# In the session: until when which call plays, in seconds since 1970.
BEGUN = "recordings.begun"


def may_begin(request: HttpRequest, recording_id: UUID) -> bool:
    """Whether this session may ask for the sound of this call now; what else they need, others say."""
    return recent(request) or _begun(request).get(recording_id.hex, 0) > time.time()


def note_begun(request: HttpRequest, recording: Recording) -> None:
    """They get a part of it: from now on it is one listening, counted anew when they confirmed who they are since."""
    begun = _begun(request)
    until = end_of(recording, timezone.now()).timestamp()
    if recent(request) and until - begun.get(recording.pk.hex, 0) > settings.ACCOUNT_REAUTHENTICATION_TIMEOUT:
        begun[recording.pk.hex] = until
        request.session[BEGUN] = begun


def _begun(request: HttpRequest) -> dict[str, float]:
    """What runs still."""
    now = time.time()
    return {key: until for key, until in request.session.get(BEGUN, {}).items() if until > now}
