# SPDX-License-Identifier: EUPL-1.2
"""Levels through the groups of the provider: exactly what the administrator's map says of the groups that somebody is
in, and nothing that was given by hand is touched (LEI 1.i).

Each line of the map has a group here, which is granted its level and which nobody fills by hand; being in the
provider's group is being a member of it. So the access policy, the lists and the yearly review know no other kind of
right.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from accounts import policy, rights
from accounts.administering import lock, new_administrators_told
from accounts.grants import end_today, follows_provider
from accounts.levels import COMPATIBLE_WITH_ADMINISTRATOR, Level
from accounts.models import (
    GroupMapping,
    IdentityProvider,
    LevelRefused,
    Membership,
    OrganisationalUnit,
    User,
)
from retention import ledger

# A level that nobody confirmed by signing in for so long ends by itself, and comes back when they do.
COUNTS_FOR = datetime.timedelta(days=30)
RENEW_WITHIN = datetime.timedelta(days=15)


@dataclass(frozen=True)
class _Plan:
    """What must become otherwise."""

    give: list[GroupMapping] = field(default_factory=list)
    take: list[Membership] = field(default_factory=list)
    refuse: list[GroupMapping] = field(default_factory=list)
    forget: list[LevelRefused] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.give or self.take or self.refuse or self.forget)


def follow(person: User, provider: IdentityProvider, groups: Iterable[str]) -> bool:
    """Make somebody's levels follow the provider's groups; whether anything changed. Harmless to repeat. A provider that
    was switched off meanwhile gives nothing: what it gave has ended, and a password opens the door again.

    What would make an application administrator hold another level than reporter is refused, the wider one: the level
    of administrator, or for who was made administrator by hand the other one. It is written down for the administrator.
    """
    names = set(groups)
    if not _plan(person, provider, names):
        return False
    with transaction.atomic():
        lock(provider.municipality_id)
        if not IdentityProvider.objects.filter(pk=provider.pk, is_active=True).exists():
            policy.forget_scope(person)
            return False
        # Read again: an administrator may have changed the map, or this person's levels, meanwhile.
        plan = _plan(person, provider, names)
        root = OrganisationalUnit.objects.get(municipality=provider.municipality_id, parent=None)
        with new_administrators_told(root):
            lines = [_end(provider, row) for row in plan.take]
            lines += [_give(person, provider, mapping) for mapping in plan.give]
        for refusal in plan.forget:
            refusal.delete()
        for mapping in plan.refuse:
            LevelRefused.objects.create(mapping=mapping, user=person)
        ledger.append(lines, timezone.now())
    policy.forget_scope(person)
    return True


def let_go(provider: IdentityProvider, mapping: GroupMapping | None = None) -> list[ledger.Line]:
    """End every level that this provider's groups give, or one line of its map, for everybody; the lines for the
    ledger. Inside a transaction that holds the lock."""
    rows = Membership.objects.filter(policy.not_over(), group__group__mapping__provider=provider)
    if mapping is not None:
        rows = rows.filter(group__group__mapping=mapping)
    return [_end(provider, row) for row in rows]


def _plan(person: User, provider: IdentityProvider, names: set[str]) -> _Plan:
    in_force = GroupMapping.objects.filter(provider=provider, is_in_force=True)
    named = [mapping for mapping in in_force if mapping.value in names]
    refused = _against_the_rules(person, named)
    wanted = {mapping.group_id: mapping for mapping in named if mapping not in refused}
    mine = Membership.objects.filter(user=person, group__group__mapping__provider=provider)
    held = {row.group_id: row for row in mine.filter(policy.not_over())}
    ends_soon = policy.today() + RENEW_WITHIN
    known = list(LevelRefused.objects.filter(user=person, mapping__provider=provider))
    return _Plan(
        give=[
            mapping
            for group, mapping in wanted.items()
            if group not in held or (held[group].last_day or ends_soon) < ends_soon
        ],
        take=[row for group, row in held.items() if group not in wanted],
        refuse=[m for m in refused if m.pk not in {row.mapping_id for row in known}],
        forget=[row for row in known if row.mapping_id not in {m.pk for m in refused}],
    )


def _against_the_rules(person: User, named: list[GroupMapping]) -> list[GroupMapping]:
    """Of the lines that speak of this person, those that may not count: who gives keys, opens no doors."""
    by_hand = {
        holding.level
        for holding in policy.holdings_of(person)
        if holding.membership is None or not follows_provider(holding.membership.group_id)
    }
    all_levels = by_hand | {Level.named(mapping.level) for mapping in named}
    if Level.ADMINISTRATOR not in all_levels or all_levels <= COMPATIBLE_WITH_ADMINISTRATOR:
        return []
    if Level.ADMINISTRATOR in by_hand:
        return [m for m in named if Level.named(m.level) not in COMPATIBLE_WITH_ADMINISTRATOR]
    return [m for m in named if m.level == Level.ADMINISTRATOR]


def _give(person: User, provider: IdentityProvider, mapping: GroupMapping) -> ledger.Line:
    facts = {
        "first_day": None,
        "last_day": policy.today() + COUNTS_FOR,
        "requested_by": mapping.requested_by,
        "granted_by": None,
        "granted_at": timezone.now(),
    }
    row, _created = Membership.objects.update_or_create(
        user=person, group_id=mapping.group_id, defaults=facts
    )
    return rights.granted(provider.municipality_id, row)


def _end(provider: IdentityProvider, row: Membership) -> ledger.Line:
    line = rights.withdrawn(provider.municipality_id, row)
    end_today(row)
    return line
