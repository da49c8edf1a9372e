# SPDX-License-Identifier: EUPL-1.2
"""Who handles the requests of persons: the coordinator of the municipality, and nobody else (RULES)."""

from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from incidents.access import NotAllowed
from incidents.holding import coordinates
from oversight.models import DataSubjectRequest


def locked(actor: User, request: DataSubjectRequest) -> DataSubjectRequest:
    """The request, locked for the caller's transaction, for who handles it. Raises NotAllowed."""
    row = requests_for(actor).select_for_update(of=("self",)).filter(pk=request.pk).first()
    if row is None:
        raise NotAllowed
    return row


def requests_for(user: Any) -> QuerySet[DataSubjectRequest]:
    """The requests of the municipality, for its coordinators; the newest first."""
    rows: QuerySet[DataSubjectRequest] = DataSubjectRequest.objects.filter(municipality=user.municipality_id)
    return rows if coordinates(user) else rows.none()
