# SPDX-License-Identifier: EUPL-1.2
"""Signing in with a work account in a real browser, at a real identity provider (issue: at the door): the first time,
a group added, a group removed, deactivated."""

import pytest
from allauth.socialaccount.models import SocialAccount

from accounts import policy
from accounts.models import GroupMapping, PendingChange, SignOnSession, User
from accounts.single_sign_on import setting_up
from tests.accounts.stage import Stage
from tests.browser.conftest import DESK, PHONE, Visitor
from tests.identity_provider import PASSWORD
from tests.identity_provider.stage import IdentityStage, running_once
from tests.world import World, fresh

pytestmark = [pytest.mark.browser, pytest.mark.oidc]


def work_account(here: Visitor, stage: IdentityStage, name: str, email: str, picture: str = "") -> None:
    """From the page to sign in to the provider, and back."""
    page = here.page
    here.goto("/account/inloggen/")
    page.get_by_label("E-mailadres").fill(email)
    here.look(f"sign-in-{picture}")
    page.get_by_role("button", name="Inloggen met werkaccount").click()
    page.wait_for_url(lambda url: url.startswith(stage.server.issuer))
    page.locator("input[name=login]").fill(stage.named(name).lower())
    page.locator("form [type=submit]").first.click()
    page.locator("input[name=password]").fill(PASSWORD)
    # What the provider's own page logs is not ours.
    here.problems.clear()
    page.locator("form [type=submit]").last.click()
    page.wait_for_url(lambda url: url.startswith(here.address))
    here.problems.clear()
    here.look()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_first_sign_in_a_group_added_and_removed_and_the_account_deactivated(
    town: World, visitor, live_server, size: dict[str, int]
) -> None:
    at_work = IdentityStage(town, running_once(), live_server.url)
    email = at_work.employee("Alice")
    at_work.mapped("Afhandelaars", "handler", town.own)
    here = visitor(size)
    page = here.page
    work_account(here, at_work, "Alice", email, str(size["width"]))
    alice = User.objects.get(email=email)
    # The first page is the notice to employees (LEI 3.1, 7); no level, so no work list.
    assert page.url.endswith("/voor-medewerkers/")
    here.follow(page.get_by_role("button", name="Akkoord").first)
    assert page.get_by_role("link", name="Werkvoorraad").count() == 0
    assert policy.scope_of(fresh(alice)).units == {}

    at_work.group("Afhandelaars", "Alice")
    at_work.time_passes()
    page.goto(here.address + "/werkvoorraad/")
    here.look()
    assert page.get_by_role("heading", level=1, name="Werkvoorraad").is_visible()
    assert policy.may(fresh(alice), "handler", town.own)

    at_work.group("Afhandelaars")
    at_work.time_passes()
    assert page.goto(here.address + "/werkvoorraad/").status == 404
    here.problems.clear()
    assert policy.scope_of(fresh(alice)).units == {}
    here.goto("/")

    at_work.server.deactivate(at_work.named("Alice"))
    at_work.time_passes()
    page.goto(here.address + "/")
    here.look(f"ended-{size['width']}")
    assert "/account/inloggen/" in page.url
    assert page.get_by_text("Uw werkaccount moet opnieuw worden gecontroleerd").is_visible()
    assert not SignOnSession.objects.exists()
    assert fresh(alice).is_active


def test_signing_out_here_and_there(town: World, visitor, live_server) -> None:
    at_work = IdentityStage(town, running_once(), live_server.url)
    email = at_work.employee("Bob")
    setting_up.test_provider(at_work.administrator())
    here = visitor(DESK)
    page = here.page
    work_account(here, at_work, "Bob", email)
    here.goto("/account/uitloggen/")
    here.follow(page.locator("main").get_by_role("button", name="Uitloggen"), "left")
    assert page.get_by_text("nog niet van uw werkaccount").is_visible()
    page.get_by_role("link", name="Ook uitloggen van het werkaccount").click()
    page.wait_for_url(lambda url: url.startswith(at_work.server.issuer))
    assert SocialAccount.objects.filter(user__email=email).exists()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_administrators_pages(town: World, visitor, live_server, size: dict[str, int]) -> None:
    stage = Stage(town)
    stage.provider.delete()
    width = size["width"]
    server = running_once()
    here = visitor(size).sign_in(stage.ada.email).goto("/beheer/werkaccount/")
    page = here.page
    here.look(f"provider-none-{width}")
    here.follow(page.get_by_role("link", name="Inlogdienst toevoegen"), f"provider-form-{width}")
    here.follow(page.get_by_role("button", name="Bewaren"), f"provider-form-wrong-{width}")
    page.get_by_label("Adres van de inlogdienst").fill(server.issuer)
    page.get_by_label("Client-ID").fill("gir-registratie-van-agressie-en-geweld")
    page.get_by_label("Client secret").fill("geheim")
    page.get_by_label("Domeinen van de").fill("waterrijk.example")
    here.follow(page.get_by_role("button", name="Bewaren"), f"provider-off-{width}")
    here.follow(page.get_by_role("button", name="Testen"), f"provider-tested-{width}")
    assert page.get_by_text("De inlogdienst antwoordt").is_visible()
    here.follow(page.get_by_role("button", name="Inschakelen voorstellen"), f"provider-waits-{width}")

    second = visitor(size).sign_in(stage.ben.email)
    change = PendingChange.objects.get(kind="identity_provider")
    second.goto(f"/beheer/voorstellen/{change.pk}/").look(f"provider-proposal-{width}")
    second.follow(second.page.get_by_role("button", name="Goedkeuren"))

    for value, level in (
        ("6f2c1b7e-0f6a-4a53-9a0e-5d1d0f7f4c11", "handler"),
        ("beheerders", "administrator"),
    ):
        here.goto("/beheer/werkaccount/groep/")
        page.get_by_label("Groep bij de inlogdienst").fill(value)
        page.locator(f"input[name=level][value={level}]").check()
        page.get_by_label("Op welk onderdeel?").select_option(label="Gemeente Waterrijk")
        page.get_by_label("Op verzoek van").fill("De directeur")
        here.look(f"mapping-form-{width}")
        here.follow(page.get_by_role("button", name="Toevoegen"), f"provider-on-{width}")
    assert page.get_by_text("wacht op een tweede beheerder").count() == 2
    change = PendingChange.objects.get(parameters={"mapping": GroupMapping.objects.get(level="handler").pk})
    second.goto(f"/beheer/voorstellen/{change.pk}/").look(f"mapping-proposal-{width}")
    second.follow(second.page.get_by_role("button", name="Goedkeuren"))
    here.goto("/beheer/werkaccount/gegevens/").look(f"provider-form-on-{width}")
    here.goto("/beheer/werkaccount/")
    here.follow(page.get_by_role("link", name="Weghalen").first, f"mapping-remove-{width}")
    here.goto("/beheer/groepen/")
    here.follow(page.get_by_role("link", name="6f2c1b7e").first, f"group-{width}")
    here.goto("/beheer/werkaccount/")
    here.follow(page.get_by_role("link", name="Uitschakelen"), f"provider-switch-off-{width}")
    here.follow(page.get_by_role("button", name="Uitschakelen"))
