# SPDX-License-Identifier: EUPL-1.2
"""The application administrator writes down the identity provider and the map of its groups.

Who decides where people sign in, decides who they are; and who maps a group, gives levels. So switching a provider on
waits for a second administrator, and what was agreed to cannot be changed while it is on. So does a line of the map
that gives the level of administrator, or that may give its maker something (RULES: "Who may do what"). Each function
needs the level on the whole municipality, and raises NotAllowed without it.
"""

import re
from dataclasses import dataclass
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import Permission
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts import grants, policy
from accounts.administering import (
    Administration,
    NotAllowed,
    Refused,
    administration_of,
    administrators_remain,
    changing,
)
from accounts.four_eyes import propose
from accounts.levels import ROOT_ONLY, Level
from accounts.models import (
    EmailDomain,
    Group,
    GroupGrant,
    GroupMapping,
    IdentityProvider,
    OrganisationalUnit,
    PendingChange,
    SignOnSession,
    User,
)

from . import group_levels
from .discovery import Discovery, tested
from .fetching import may_talk_to

DOMAIN = re.compile(r"(?=.{4,190}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
Kind = PendingChange.Kind


class SwitchedOn(Refused):
    message = _("Het inloggen met het werkaccount staat aan. Schakel het eerst uit.")


class ChangedSince(Refused):
    message = _(
        "De gegevens zijn gewijzigd nadat dit voorstel is gedaan. Weiger het, en laat het opnieuw voorstellen."
    )


@dataclass(frozen=True)
class ProviderFacts:
    """What an administrator writes down; `client_secret` is empty to keep the one that is there."""

    issuer: str
    client_id: str
    domains: tuple[str, ...]
    groups_claim: str = "groups"
    offline_access: bool = False
    passwords: str = IdentityProvider.Passwords.ADMINISTRATORS
    client_secret: str = ""


def provider_of(municipality_id: int) -> IdentityProvider | None:
    """The identity provider of a municipality, on or off."""
    rows = IdentityProvider.objects.prefetch_related("domains")
    return rows.filter(municipality=municipality_id).first()


def write_provider(actor: User, facts: ProviderFacts) -> IdentityProvider:
    """Write the provider down, or change it. What decides who comes in changes only while it is off; another issuer
    knows nobody that the one before knew. Raises NotAllowed, Refused (by field), SwitchedOn."""
    with changing(actor) as admin:
        admin.need_whole()
        row = provider_of(admin.municipality_id) or IdentityProvider(municipality_id=admin.municipality_id)
        before = None if row._state.adding else row.fingerprint
        _check(admin, row, facts)
        other_issuer = before is not None and row.issuer != facts.issuer
        for name in ("issuer", "client_id", "groups_claim", "offline_access", "passwords"):
            setattr(row, name, getattr(facts, name))
        row.client_secret = facts.client_secret or row.client_secret
        row.save()
        stored = {domain.name: domain for domain in EmailDomain.objects.filter(provider=row)}
        for name in set(facts.domains) - set(stored):
            EmailDomain.objects.create(provider=row, name=name)
        for name in set(stored) - set(facts.domains):
            stored[name].delete()
        fresh = IdentityProvider.objects.get(pk=row.pk)
        if fresh.is_active and fresh.fingerprint != before:
            raise SwitchedOn
        if other_issuer:
            SocialAccount.objects.filter(provider=str(row.pk)).delete()
        return fresh


def _check(admin: Administration, row: IdentityProvider, facts: ProviderFacts) -> None:
    if not may_talk_to(facts.issuer) or "?" in facts.issuer:
        raise Refused(_("Vul een adres in dat met https:// begint."), field="issuer")
    if not (facts.client_secret or row.client_secret):
        raise Refused(_("Vul het client secret in."), field="client_secret")
    if not facts.domains:
        raise Refused(_("Vul minstens één domein in."), field="domains")
    for name in facts.domains:
        if not DOMAIN.fullmatch(name):
            raise Refused(_("%(name)s is geen domein.") % {"name": name[:80]}, field="domains")
        # The same sentence whoever has it: another municipality's people are nobody's business (LEI 10).
        of_others = User.objects.filter(email__iendswith=f"@{name}").exclude(
            municipality=admin.municipality_id
        )
        if EmailDomain.objects.filter(name=name).exclude(provider=row.pk).exists() or of_others.exists():
            raise Refused(
                _("Het domein %(name)s kan niet worden gebruikt.") % {"name": name}, field="domains"
            )


def test_provider(actor: User) -> Discovery:
    """Read what the provider says of itself, outside any transaction. Raises NotAllowed, NotUsable."""
    row = _written(actor)
    found = tested(row.issuer)
    if row.end_session_endpoint != found.end_session:
        row.end_session_endpoint = found.end_session
        row.save(update_fields=["end_session_endpoint"])
    return found


def _written(actor: User) -> IdentityProvider:
    admin = administration_of(actor)
    admin.need_whole()
    row = provider_of(admin.municipality_id)
    if row is None:
        raise NotAllowed
    return row


def propose_on(actor: User) -> PendingChange:
    """Ask a second administrator to switch the provider on, as it is written down now, once it was seen to answer.

    Raises NotAllowed, NotUsable, SwitchedOn.
    """
    test_provider(actor)
    with changing(actor) as admin:
        row = _written(admin.actor)
        if row.is_active:
            raise SwitchedOn
        parameters = {"provider": str(row.pk), "as": row.fingerprint}
        for earlier in PendingChange.objects.filter(
            municipality_id=admin.municipality_id, kind=Kind.IDENTITY_PROVIDER, decided_at=None
        ):
            earlier.delete()
        return propose(admin, Kind.IDENTITY_PROVIDER, parameters, "")


def perform_on(admin: Administration, parameters: dict[str, Any], requested_by: str) -> IdentityProvider:
    """Switch on what was agreed to. Inside a transaction that holds the lock. Raises ChangedSince."""
    admin.need_whole()
    row = provider_of(admin.municipality_id)
    if row is None or str(row.pk) != parameters["provider"]:
        raise NotAllowed
    if row.fingerprint != parameters["as"]:
        raise ChangedSince
    row.is_active = True
    row.save(update_fields=["is_active"])
    return row


def switch_off(actor: User) -> None:
    """Nobody signs in there any more; the sessions that began there end, and what its groups gave. Raises
    NotAllowed, LastAdministrator."""
    with changing(actor) as admin:
        row = _written(admin.actor)
        with administrators_remain(admin):
            admin.changed_rights.extend(group_levels.let_go(row))
        row.is_active = False
        row.save(update_fields=["is_active"])
        SignOnSession.objects.filter(provider=row).delete()


def add_mapping(
    actor: User, value: str, level: Level | str, unit: OrganisationalUnit, *, requested_by: str
) -> GroupMapping | PendingChange:
    """Who is in this group at the provider gets this level on this unit, from their next sign-in or question on.

    Raises NotAllowed, UnitClosed, RootOnly, NobodyAsked, Refused (it is there already).
    """
    named = Level.named(level)
    with changing(actor) as admin:
        row = _written(admin.actor)
        place = admin.open_unit(unit)
        if named in ROOT_ONLY and not place.is_root:
            raise grants.RootOnly(field="level")
        if not requested_by.strip():
            raise grants.NobodyAsked(field="requested_by")
        about = {"provider": row, "value": value, "level": named.value, "unit": place}
        if GroupMapping.objects.filter(**about).exists():
            raise Refused(_("Deze regel staat er al."), field="value")
        mapping = GroupMapping.objects.create(**about, requested_by=requested_by.strip())
        parameters = {"mapping": mapping.pk}
        if _waits(admin, mapping):
            return propose(admin, Kind.GROUP_MAPPING, parameters, mapping.requested_by)
        return perform_mapping(admin, parameters, mapping.requested_by)


def _waits(admin: Administration, mapping: GroupMapping) -> bool:
    """Whether a line gives keys, or may give its maker what they do not hold.

    In which groups they are is known of who signed in at the provider, for as long as that session lasts; of who came by
    password, or while the provider is off, nobody knows.
    """
    if mapping.level == Level.ADMINISTRATOR:
        return True
    signed_in = list(SignOnSession.objects.running().filter(user=admin.actor, provider=mapping.provider))
    if not signed_in:
        return True
    mine = {group for row in signed_in for group in row.groups}
    return mapping.value in mine and not policy.may(admin.actor, mapping.level, mapping.unit_id)


def perform_mapping(admin: Administration, parameters: dict[str, Any], requested_by: str) -> GroupMapping:
    """Let a line of the map count. Inside a transaction that holds the lock. Raises NotAllowed, UnitClosed."""
    admin.need_whole()
    lines = GroupMapping.objects.filter(provider__municipality=admin.municipality_id)
    mapping = lines.select_related("unit").filter(pk=parameters["mapping"], is_in_force=False).first()
    if mapping is None:
        raise NotAllowed
    unit = admin.open_unit(mapping.unit_id)
    group = Group(municipality_id=admin.municipality_id, title=_free_title(admin, mapping))
    group.save()
    grant = GroupGrant.objects.create(
        group=group,
        content_object=unit,
        permission=Permission.objects.get(codename=mapping.level, content_type__app_label="accounts"),
        requested_by=requested_by,
        granted_by=admin.actor,
    )
    admin.note_granted(grant)
    mapping.group, mapping.is_in_force = group, True
    mapping.save()
    return mapping


def _free_title(admin: Administration, mapping: GroupMapping) -> str:
    title = f"{mapping.value[:40]} – {Level.named(mapping.level).label}, {mapping.unit.name}"[:95]
    taken = set(admin.groups().filter(title__istartswith=title).values_list("title", flat=True))
    numbered = (f"{title} {number}" if number > 1 else title for number in range(1, len(taken) + 2))
    return next(name for name in numbered if name.casefold() not in {t.casefold() for t in taken})


def remove_mapping(actor: User, pk: int) -> None:
    """The line counts no more: who held the level by it alone, holds it no longer. Its group stays, empty and as any
    other. Raises NotAllowed, LastAdministrator."""
    with changing(actor) as admin:
        row = _written(admin.actor)
        mapping = GroupMapping.objects.filter(provider=row, pk=pk).first()
        if mapping is None:
            raise NotAllowed
        take_away(admin, mapping)


def take_away(admin: Administration, mapping: GroupMapping) -> None:
    """Inside a transaction that holds the lock; raises what remove_mapping raises."""
    with administrators_remain(admin):
        admin.changed_rights.extend(group_levels.let_go(mapping.provider, mapping))
        for grant in GroupGrant.objects.filter(policy.not_over(), group=mapping.group_id):
            grants.end(admin, grant)
    PendingChange.objects.filter(
        Q(parameters={"mapping": mapping.pk}), kind=Kind.GROUP_MAPPING, decided_at=None
    ).delete()
    mapping.delete()
