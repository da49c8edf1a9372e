# SPDX-License-Identifier: EUPL-1.2
"""A mail about an incident: its reference and a link, and nothing else; it goes with the incident."""

import uuid
from typing import Any

from notices.outbox import queue_mail

from .models import Incident
from .timeline import incident_path


def tell(
    person: Any, kind: str, incident: Incident, path: str = "", *, detail: uuid.UUID | None = None
) -> None:
    """Tell this person something about an incident, which they read at `path`: the page of who handles it, unless
    another is given. `detail` is the part of it that this is about."""
    queue_mail(
        person,
        kind,
        reference=incident.reference,
        path=path or incident_path(incident),
        about=incident.pk,
        detail=detail,
    )
