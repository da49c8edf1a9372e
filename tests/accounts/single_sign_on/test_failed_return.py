# SPDX-License-Identifier: EUPL-1.2
"""An answer of the provider that fails takes nothing from who is signed in: their session goes on asking it."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import EmailDomain, IdentityProvider, SignOnSession
from accounts.single_sign_on import sessions
from tests.signing_in import signed_in_by
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("answer", [{"error": "access_denied"}, {"code": "x", "state": "y"}, {}])
def test_a_session_of_the_provider_stays_one(world: World, answer: dict[str, str]) -> None:
    IdentityProvider.objects.all().delete()
    provider = IdentityProvider.objects.create(
        municipality=world.waterrijk, issuer="https://idp.example", client_id="gir", is_active=True
    )
    EmailDomain.objects.create(provider=provider, name="waterrijk.example")
    alice, later = world.person("Alice", world.root, "handler"), timezone.now() + datetime.timedelta(hours=1)
    row = SignOnSession.objects.create(
        user=alice, provider=provider, valid_until=later, ask_at=later, ends_at=later
    )
    browser = Client()
    browser.force_login(alice)
    session = browser.session
    session[sessions.KEY] = str(row.pk)
    session.save()
    signed_in_by(browser, "socialaccount")
    failed = browser.get(reverse("sign_on_arrive", args=[provider.pk]), answer)
    assert failed.status_code == 403
    assert browser.session[sessions.KEY] == str(row.pk)
    # At the provider they were deactivated: the next request finds that out.
    row.delete()
    assert "ended=refused" in browser.get("/mijn-account/").headers["Location"]
