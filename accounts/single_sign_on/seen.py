# SPDX-License-Identifier: EUPL-1.2
"""The map of groups as its administrator sees it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.models import GroupMapping, IdentityProvider, Membership, PendingChange, SignOnSession


@dataclass(frozen=True)
class Line:
    """A line of the map, how many people hold its level by it, and the proposal that it waits for."""

    mapping: GroupMapping
    people: int
    waits_for: PendingChange | None

    @property
    def level(self) -> Any:
        return self.mapping.get_level_display()


def map_of(provider: IdentityProvider) -> list[Line]:
    """All lines, by group and then as they were made. Three queries."""
    mappings = list(provider.mappings.select_related("unit", "group"))
    members = Membership.objects.filter(
        policy.in_force(), group__in=[m.group_id for m in mappings if m.group_id], user__is_active=True
    )
    people = dict(members.order_by().values_list("group").annotate(number=Count("pk")))
    waiting = PendingChange.objects.filter(
        municipality_id=provider.municipality_id, kind=PendingChange.Kind.GROUP_MAPPING, decided_at=None
    )
    proposals = {change.parameters["mapping"]: change for change in waiting}
    return [Line(m, people.get(m.group_id, 0), proposals.get(m.pk)) for m in mappings]


def signed_in_at(provider: IdentityProvider) -> int:
    """How many people are signed in now by this provider."""
    return SignOnSession.objects.running().filter(provider=provider).values("user").distinct().count()


def facts_of(change: PendingChange) -> list[tuple[Any, Any]]:
    """What a proposal of this kind is about, for the administrator who decides; nothing when it is gone."""
    if change.kind == PendingChange.Kind.GROUP_MAPPING:
        mapping = GroupMapping.objects.filter(pk=change.parameters["mapping"]).select_related("unit").first()
        if mapping is None:
            return []
        return [
            (_("Groep bij de inlogdienst"), mapping.value),
            (_("Niveau"), mapping.get_level_display()),
            (_("Onderdeel"), mapping.unit),
        ]
    provider = IdentityProvider.objects.prefetch_related("domains").filter(pk=change.parameters["provider"])
    row = provider.first()
    if row is None:
        return []
    return [
        (_("Inlogdienst"), row.issuer),
        (_("Client-ID"), row.client_id),
        (_("Domeinen"), ", ".join(row.domain_names)),
        (_("Claim met groepen"), row.groups_claim),
        (_("Nog met een wachtwoord"), row.get_passwords_display()),
    ]
