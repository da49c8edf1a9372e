# SPDX-License-Identifier: EUPL-1.2
"""The pages of the administrator: who gets them (RULES: outside what one may see, 404)."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts import policy
from accounts.models import (
    Membership,
    RightsReview,
    User,
    UserGrant,
)
from accounts.urls_administration import urlpatterns
from tests.accounts.stage import DAY, NAMES, WHOLE, Stage, as_
from tests.world import World, fresh


def test_an_administrator_gets_every_page(stage: Stage) -> None:
    client = as_(stage.ada)
    for name in NAMES:
        assert client.get(stage.url(name)).status_code == 200, name


def test_an_administrator_of_a_part_gets_the_pages_of_that_part(stage: Stage) -> None:
    client = as_(stage.suus)
    for name in NAMES:
        expected = 404 if name in WHOLE | {"pending_change"} else 200
        assert client.get(stage.url(name)).status_code == expected, name
        if expected == 404:
            assert client.post(stage.url(name), {}).status_code == 404, name


@pytest.mark.parametrize("who", ["supervisor", "elsewhere", "sibling", "over", "superuser"])
def test_for_everybody_else_there_are_no_such_pages(stage: Stage, world: World, who: str) -> None:
    """404, never 403, also for POST; an administrator of another unit or municipality is somebody else."""
    match who:
        case "supervisor":
            person = world.person("P", world.root, "supervisor", "handler", "reporter")
        case "elsewhere":
            person = world.person("P", world.other_root, "administrator")
        case "sibling":
            person = world.person("P", world.sibling, "administrator")
        case "over":
            person = world.person("P", world.root)
            world.grant(person, "administrator", world.root, last_day=policy.today() - DAY)
        case _:
            person = User.objects.create_superuser("op@installatie.example", "x", name="Operator")
    client = as_(person)
    # Their own administration, if they have one, shows these.
    own = {"administration", "units", "people", "levels", "invite_person"}
    if who == "elsewhere":
        own |= {
            "appearance",
            "appearance_logo",
            "appearance_words",
            "write_house_rules",
            "locations",
            "add_location",
        }
        own |= {
            "municipality_settings",
            "groups",
            "add_group",
            "staff_list",
            "rights_review",
            "identity_provider",
            "change_identity_provider",
        }
    for name in NAMES:
        mine = name in own and who in ("elsewhere", "sibling")
        assert client.get(stage.url(name)).status_code == (200 if mine else 404), name
        if not mine:
            assert client.post(stage.url(name), {"action": "withdraw"}).status_code == 404, name
    assert fresh(stage.alice).is_active


def test_a_visitor_and_who_is_deactivated_sign_in_first(stage: Stage) -> None:
    gone = as_(stage.ada)
    User.objects.filter(pk=stage.ada.pk).update(is_active=False)
    for client in (Client(), gone):
        for name in NAMES:
            for answer in (client.get(stage.url(name)), client.post(stage.url(name), {})):
                assert answer.status_code == 302
                assert answer.url.startswith(reverse("account_login"))


def test_nothing_of_another_municipality_or_of_a_number_that_is_nobodys(stage: Stage, world: World) -> None:
    """LEI 10: not by an id in a URL."""
    dora = world.person("Dora", world.other, "reporter")
    theirs = {
        "unit": world.other.pk,
        "person": dora.pk,
        "user": UserGrant.objects.get(user=dora).pk,
        "group": world.group("Van hen", dora, municipality=world.duinveen).pk,
        "membership": Membership.objects.get(user=dora).pk,
        "review": RightsReview.objects.create(municipality=world.duinveen, pk=4711).pk,
    }
    kinds = {"send_invitation": "person", "user_grant": "user", "membership": "membership"}
    kinds["earlier_rights_review"] = "review"
    client = as_(stage.ada)
    for pattern in urlpatterns:
        if "<id:pk>" not in str(pattern.pattern):
            continue
        name = str(pattern.name)
        kind = kinds.get(name) or next((k for k in ("unit", "person", "group") if k in name), "group")
        for pk in (theirs[kind], 0, 999_999, 2**31, 2**63, 10**40):
            url = reverse(name, args=[0]).replace("/0/", f"/{pk}/")
            for answer in (client.get(url), client.post(url, {})):
                assert answer.status_code == 404, (name, pk)
                assert "Dora" not in answer.content.decode()
