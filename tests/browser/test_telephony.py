# SPDX-License-Identifier: EUPL-1.2
"""Telephony as its administrator arranges it, on a phone and at a desk: a token is made, shown once, and revoked."""

import pytest
from django.utils import timezone

from recordings.models import DailyCount, TelephonySystem
from tests.browser.conftest import DESK, PHONE
from tests.recordings.exchange import Exchange
from tests.world import World

pytestmark = pytest.mark.browser


def test_a_token_from_made_to_revoked(town: World, visitor) -> None:
    exchange = Exchange(town)
    DailyCount.objects.create(
        municipality=town.waterrijk, day=timezone.localdate(), received=1_204, refused=3
    )
    ada = town.person("Ada", town.root, "administrator")
    for size, name in ((PHONE, "telephone"), (DESK, "desk")):
        here = visitor(size).sign_in(ada.email)
        page, system = here.page, f"Telefooncentrale {name}"
        here.goto("/beheer/telefonie/")
        here.follow(page.get_by_role("button", name="Toegangsbewijs maken"), f"telephony-error-{name}")
        assert not TelephonySystem.objects.filter(name=system).exists()
        page.get_by_label("Naam van de centrale").fill(system)
        here.follow(page.get_by_role("button", name="Toegangsbewijs maken"), f"telephony-token-{name}")
        token = page.locator("main code").inner_text()
        assert len(token) > 40
        here.goto("/beheer/telefonie/").look(f"telephony-{name}")
        assert token not in page.content()
        here.follow(page.get_by_role("link", name=f"Intrekken {system}"), f"telephony-revoke-{name}")
        here.follow(page.get_by_role("button", name="Intrekken"), f"telephony-revoked-{name}")
        assert TelephonySystem.objects.get(name=system).is_revoked
    assert not TelephonySystem.objects.get(pk=exchange.system.pk).is_revoked
