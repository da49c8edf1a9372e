# SPDX-License-Identifier: EUPL-1.2
"""What a municipality thinks fit: a sanction per severity and number of earlier sanctions in 24 months."""

from collections.abc import Mapping
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.levels import Level
from accounts.models import Municipality, User
from accounts.policy import scope_of
from retention.terms import local_date

from .access import NotAllowed
from .models import (
    BANS,
    NO_WARNING_NEEDED,
    Incident,
    Involvement,
    Perpetrator,
    Sanction,
    SanctionGuideline,
    SanctionKind,
    Severity,
)
from .restricting import known_sanctions

EARLIER = relativedelta(months=24)
MOST_COUNTED = 2

# (severity, earlier sanctions) where the municipality has not said otherwise: a warning first, where one would do.
DEFAULTS: Mapping[tuple[int, int], SanctionKind] = {
    (Severity.LIGHT, 0): SanctionKind.ORAL_WARNING,
    (Severity.LIGHT, 1): SanctionKind.WARNING_LETTER,
    (Severity.LIGHT, 2): SanctionKind.ORDER_TALK,
    (Severity.MODERATE, 0): SanctionKind.WARNING_LETTER,
    (Severity.MODERATE, 1): SanctionKind.ORDER_TALK,
    (Severity.MODERATE, 2): SanctionKind.CONTACT_MEASURE,
    (Severity.SERIOUS, 0): SanctionKind.ORDER_TALK,
    (Severity.SERIOUS, 1): SanctionKind.CONTACT_MEASURE,
    (Severity.SERIOUS, 2): SanctionKind.PREMISES_BAN,
    (Severity.VERY_SERIOUS, 0): SanctionKind.PREMISES_BAN,
    (Severity.VERY_SERIOUS, 1): SanctionKind.PREMISES_BAN,
    (Severity.VERY_SERIOUS, 2): SanctionKind.PREMISES_BAN,
}


def matrix(municipality: Municipality) -> dict[tuple[int, int], SanctionKind]:
    """The kind of sanction per severity and number of earlier sanctions (0, 1, 2 or more)."""
    chosen = SanctionGuideline.objects.filter(municipality=municipality)
    return dict(DEFAULTS) | {(g.severity, g.earlier): SanctionKind(g.kind) for g in chosen}


def bans_without_warning(kinds: Mapping[tuple[int, int], str]) -> list[tuple[int, int]]:
    """The situations in which these suggest a ban that would be refused: a warning comes first where one would do."""
    return [
        (severity, earlier)
        for (severity, earlier), kind in kinds.items()
        if kind in BANS and severity < NO_WARNING_NEEDED and not earlier
    ]


def set_matrix(actor: User, municipality: Municipality, kinds: Mapping[tuple[int, int], str]) -> None:
    """Write down what the municipality thinks fit. Raises NotAllowed for who does not administer it as a whole,
    ValueError for what would be refused."""
    scope = scope_of(actor)
    if actor.municipality_id != municipality.pk or not scope.holds_on_root(Level.ADMINISTRATOR):
        raise NotAllowed
    if unknown := kinds.keys() - DEFAULTS.keys():
        raise ValueError(f"Not a situation: {sorted(unknown)}")
    if refused := bans_without_warning(kinds):
        raise ValueError(f"A warning comes first: {sorted(refused)}")
    with transaction.atomic():
        for (severity, earlier), kind in kinds.items():
            SanctionGuideline.objects.update_or_create(
                municipality=municipality,
                severity=severity,
                earlier=earlier,
                defaults={"kind": SanctionKind(kind)},
            )


def earlier_sanctions(
    user: Any, perpetrator: Perpetrator, but: Involvement | None = None
) -> QuerySet[Sanction]:
    """The sanctions of the last 24 months of this person that this handler may know of: those in view (R3), and those
    of their own units. `but` leaves out those of one incident."""
    since = local_date(timezone.now()) - EARLIER
    known = known_sanctions() | Q(incident__in=Incident.objects.visible_to(user))
    found = Sanction.objects.filter(
        known,
        involvement__perpetrator=perpetrator,
        state=Sanction.State.IMPOSED,
        annulled_at=None,
        decided_on__gt=since,
    )
    if but is not None:
        found = found.exclude(involvement=but)
    return found.order_by("-decided_on", "pk")


def suggestion(user: Any, incident: Incident, involvement: Involvement) -> SanctionKind:
    """What the municipality thinks fit for this incident and this person."""
    earlier = min(earlier_sanctions(user, involvement.perpetrator, but=involvement).count(), MOST_COUNTED)
    return matrix(incident.municipality)[(incident.severity, earlier)]
