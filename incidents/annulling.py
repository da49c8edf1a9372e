# SPDX-License-Identifier: EUPL-1.2
"""Undoing sanctions: those that should not have been imposed, and those of an incident found to be unfounded."""

from django.utils import timezone

from accounts.models import User

from .models import Incident, Sanction, TimelineEntry
from .timeline import note


def annul_row(row: Incident, current: Sanction, actor: User, reason: str) -> None:
    """As `annul`, for a caller who holds the incident's lock and saves the sanction."""
    current.annulled_at, current.end_reason = timezone.now(), reason
    note(
        row,
        actor,
        TimelineEntry.Action.SANCTION_ANNULLED,
        reason,
        sanction=str(current.pk),
        kind=current.kind,
    )


def drop_all(row: Incident, actor: User, reason: str) -> None:
    """Annul what was imposed for an incident and withdraw what was proposed: it was found to be unfounded."""
    for sanction in Sanction.objects.filter(incident=row, annulled_at=None):
        if sanction.state == Sanction.State.PROPOSED:
            sanction.state = Sanction.State.WITHDRAWN
        elif sanction.state == Sanction.State.IMPOSED:
            annul_row(row, sanction, actor, reason)
        sanction.save()
