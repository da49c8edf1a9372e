# SPDX-License-Identifier: EUPL-1.2
"""Two small municipalities with people in them; the outsider is always at hand.

Waterrijk: gemeente (root) > publiekszaken (parent) > burgerzaken (own) > balie (child); kcc is burgerzaken's sibling.
Duinveen: another municipality, with one unit under its root.
"""

import datetime
import uuid
from typing import Any

from django.contrib.auth.models import Permission
from django.utils import timezone

from accounts import employee_notice
from accounts.levels import Level
from accounts.models import Group, GroupGrant, Membership, Municipality, OrganisationalUnit, User, UserGrant
from incidents.models import Incident
from incidents.reporting import ReportFacts, VictimFacts, report_incident

PASSWORD = "correct-horse-battery-staple"


class World:
    """Made by the fixture `world`; everything in it is invented."""

    def __init__(self) -> None:
        self.waterrijk = Municipality.objects.create(
            name="Waterrijk",
            slug="waterrijk",
            theme="waterrijk",
            emergency_number="088 123 4500",
            in_use_since=timezone.now(),
        )
        self.root = self.unit("Gemeente Waterrijk", None)
        self.parent = self.unit("Publiekszaken", self.root)
        self.own = self.unit("Burgerzaken", self.parent)
        self.child = self.unit("Balie Noord", self.own)
        self.sibling = self.unit("Klant Contact Centrum", self.parent)
        self.duinveen = Municipality.objects.create(
            name="Duinveen", slug="duinveen", theme="duinveen", in_use_since=timezone.now()
        )
        self.other_root = self.unit("Gemeente Duinveen", None, self.duinveen)
        self.other = self.unit("Balie Duinveen", self.other_root, self.duinveen)

    def unit(
        self, name: str, parent: OrganisationalUnit | None, municipality: Municipality | None = None
    ) -> OrganisationalUnit:
        owner = municipality or self.waterrijk
        return OrganisationalUnit.objects.create(municipality=owner, name=name, parent=parent)

    def person(
        self, name: str, unit: OrganisationalUnit | None = None, *levels: Level | str, **fields: Any
    ) -> User:
        """Somebody of the unit (own by default), with these levels on that unit, who accepted the notice."""
        unit = unit or self.own
        accepted = {"notice_version": employee_notice.VERSION, "notice_accepted_at": timezone.now()}
        about = {"function": "medewerker", "municipality": unit.municipality, "unit": unit}
        fields = accepted | about | fields
        email = f"{name.lower().replace(' ', '.')}@{unit.municipality.slug}.example"
        user = User.objects.create_user(email, PASSWORD, name=name, **fields)
        for level in levels:
            self.grant(user, level, unit)
        return user

    @staticmethod
    def permission(level: Level | str) -> Permission:
        return Permission.objects.get(codename=Level.named(level).value, content_type__app_label="accounts")

    def grant(self, user: User, level: Level | str, unit: OrganisationalUnit, **dates: Any) -> UserGrant:
        user.__dict__.pop("_scope", None)
        return UserGrant.objects.create(
            user=user,
            permission=self.permission(level),
            content_object=unit,
            requested_by="Test",
            **dates,
        )

    def group(self, title: str, *members: User, municipality: Municipality | None = None) -> Group:
        group = Group.objects.create(municipality=municipality or self.waterrijk, title=title)
        for member in members:
            member.__dict__.pop("_scope", None)
            Membership.objects.create(user=member, group=group, requested_by="Test")
        return group

    def group_grant(
        self, group: Group, level: Level | str, unit: OrganisationalUnit, **dates: Any
    ) -> GroupGrant:
        return GroupGrant.objects.create(
            group=group,
            permission=self.permission(level),
            content_object=unit,
            requested_by="Test",
            **dates,
        )

    def incident(self, reporter: User, victim: User | None = None, **facts: Any) -> Incident:
        """A report by `reporter`, for themselves unless a victim is given, of an hour ago."""
        return report_incident(reporter, self.facts(victim or reporter, **facts))

    def facts(self, victim: User, **facts: Any) -> ReportFacts:
        """What such a report says."""
        victim_facts = facts.pop("victim_facts", {})
        facts = {
            "occurred_at": timezone.now() - datetime.timedelta(hours=1),
            "channel": "counter",
            "kinds": ["verbal", "threat"],
            "severity": 2,
            "narrative": "Toelichting Zwartewaterallee: hij riep dat hij mij zou opwachten.",
            "submission": uuid.uuid4(),
        } | facts
        return ReportFacts(victim=VictimFacts.of(victim, **victim_facts), **facts)


def fresh(user: User) -> User:
    """The same person as a new request would load them."""
    return User.objects.select_related("municipality", "unit").get(pk=user.pk)
