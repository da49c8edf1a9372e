# SPDX-License-Identifier: EUPL-1.2
"""Administrators of Waterrijk with something of every kind to look at: for the tests of their pages."""

import datetime

from django.test import Client
from django.urls import reverse

from accounts import grants, locations, people
from accounts.models import (
    GroupMapping,
    IdentityProvider,
    Membership,
    User,
)
from accounts.rights_review import start_review
from accounts.staff_list import keep_reading
from accounts.urls_administration import urlpatterns
from tests.signing_in import with_app
from tests.world import World

BOSS = "De directeur"
DAY = datetime.timedelta(days=1)
ASK = {"requested_by": BOSS, "first_day": "", "last_day": ""}
# Only for who administers the whole municipality.
WHOLE = {
    "municipality_settings",
    "appearance",
    "appearance_logo",
    "appearance_words",
    "write_house_rules",
    "locations",
    "add_location",
    "location",
    "close_location",
    "rights_review",
    "earlier_rights_review",
    "groups",
    "add_group",
    "group",
    "rename_group",
    "add_member",
    "grant_to_group",
    "group_grant",
    "membership",
    "identity_provider",
    "change_identity_provider",
    "switch_off_identity_provider",
    "add_group_mapping",
    "remove_group_mapping",
    "staff_list",
    "staff_list_check",
}


class Stage:
    """Waterrijk with two administrators of the whole, one of a part, and something of every kind to look at."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.ada = world.person("Ada", world.root, "administrator")
        self.ben = world.person("Ben", world.root, "administrator")
        self.suus = world.person("Suus", world.own, "administrator")
        self.alice = world.person("Alice", world.child)
        self.grant = world.grant(self.alice, "handler", world.child)
        self.group = world.group("Baliechefs", self.alice)
        self.membership = Membership.objects.get(group=self.group)
        self.group_grant = world.group_grant(self.group, "reporter", world.own)
        self.change = grants.grant_level(self.ben, "reporter", world.root, user=self.ben, requested_by=BOSS)
        self.location = locations.add_location(
            self.ada, {"name": "Stadhuis", "address": "Markt 1", "emergency_number": "088 123 4511"}
        )
        self.nina = people.invite_person(
            self.ada, people.PersonFacts("Nina", "nina@waterrijk.example", world.child)
        )
        self.rights_review = start_review(self.ada)
        self.provider = IdentityProvider.objects.create(
            municipality=world.waterrijk,
            issuer="https://inloggen.example",
            client_id="gir",
            client_secret="x",
        )
        self.mapping = GroupMapping.objects.create(
            provider=self.provider, value="baliechefs", level="handler", unit=world.own, requested_by=BOSS
        )
        header = "personeelsnummer;naam;e-mail;afdeling"
        self.reading = keep_reading(self.ada, f"{header}\n7;C;c@x.example;Burgerzaken\n".encode())

        with_app(self.alice)

    def url(self, name: str) -> str:
        targets = {
            "location": self.location.pk,
            "close_location": self.location.pk,
            "unit": self.world.child.pk,
            "add_unit": self.world.child.pk,
            "rename_unit": self.world.child.pk,
            "move_unit": self.world.child.pk,
            "close_unit": self.world.child.pk,
            "grant_on_unit": self.world.child.pk,
            "person": self.alice.pk,
            "change_person": self.alice.pk,
            "sign_out_person": self.alice.pk,
            "deactivate_person": self.alice.pk,
            "reactivate_person": self.alice.pk,
            "grant_to_person": self.alice.pk,
            "reset_factors": self.alice.pk,
            "send_invitation": self.nina.pk,
            "user_grant": self.grant.pk,
            "group_grant": self.group_grant.pk,
            "membership": self.membership.pk,
            "remove_group_mapping": self.mapping.pk,
            "group": self.group.pk,
            "rename_group": self.group.pk,
            "add_member": self.group.pk,
            "grant_to_group": self.group.pk,
            "pending_change": self.change.pk,
            "staff_list_check": self.reading.pk,
            "earlier_rights_review": self.rights_review.pk,
        }
        return reverse(name, args=[targets[name]] if name in targets else [])


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


NAMES = [pattern.name for pattern in urlpatterns]
