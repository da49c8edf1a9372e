# SPDX-License-Identifier: EUPL-1.2
"""The pages of the administrator: who gets them (RULES: outside what one may see, 404)."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts import policy
from accounts.models import (
    GroupMapping,
    IdentityProvider,
    Location,
    Membership,
    PendingChange,
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


def of_duinveen(world: World) -> dict[str, int]:
    """By the address under which Waterrijk has its own: such a thing of the other municipality."""
    dora = world.person("Dora", world.other, "reporter")
    group = world.group("Van hen", dora, municipality=world.duinveen)
    provider = IdentityProvider.objects.create(
        municipality=world.duinveen, issuer="https://inloggen.example", client_id="gir", client_secret="x"
    )
    mapping = GroupMapping.objects.create(
        provider=provider, value="balie", level="handler", unit=world.other, requested_by="Test"
    )
    proposal = PendingChange.objects.create(
        municipality=world.duinveen,
        kind=PendingChange.Kind.USER_GRANT,
        parameters={"user": dora.pk, "level": "reporter", "unit": world.other.pk},
        requested_by="Test",
        proposed_by=dora,
    )
    return {
        "onderdelen": world.other.pk,
        "mensen": dora.pk,
        "niveaus/persoon": UserGrant.objects.get(user=dora).pk,
        "niveaus/groep": world.group_grant(group, "reporter", world.other).pk,
        "groepen": group.pk,
        "groepen/leden": Membership.objects.get(user=dora).pk,
        "controle": RightsReview.objects.create(municipality=world.duinveen).pk,
        "uiterlijk/locaties": Location.objects.create(municipality=world.duinveen, name="Stadhuis").pk,
        "voorstellen": proposal.pk,
        "werkaccount/groep": mapping.pk,
    }


def test_nothing_of_another_municipality_or_of_a_number_that_is_nobodys(stage: Stage, world: World) -> None:
    """LEI 10: not by an id in a URL, of each kind of thing that has one."""
    theirs = of_duinveen(world)
    client = as_(stage.ada)
    for pattern in urlpatterns:
        if "<id:pk>" not in str(pattern.pattern):
            continue
        name, (of, _, _) = str(pattern.name), str(pattern.pattern).partition("/<id:pk>")
        for pk in (theirs[of], 0, 999_999, 2**31, 2**63, 10**40):
            url = reverse(name, args=[0]).replace("/0/", f"/{pk}/")
            for answer in (client.get(url), client.post(url, {})):
                assert answer.status_code == 404, (name, pk)
                assert "Dora" not in answer.content.decode()
