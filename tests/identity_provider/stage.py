# SPDX-License-Identifier: EUPL-1.2
"""Waterrijk with its identity provider: the row here, and the client at the real server."""

import atexit
import contextlib
import functools
import re
import uuid
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests
from django.test import Client
from django.urls import reverse

from accounts.deciding import decide
from accounts.levels import Level
from accounts.models import (
    EmailDomain,
    GroupMapping,
    IdentityProvider,
    OrganisationalUnit,
    PendingChange,
    User,
)
from accounts.single_sign_on import setting_up
from tests.signing_in import asked_at_the_form
from tests.world import World, fresh

from . import PASSWORD, IdentityServer, running

SECRET = "geheim-van-de-client-Zwartewaterallee"


@functools.cache
def running_once() -> IdentityServer:
    """One server for all tests of this process: each test brings clients and people of its own."""
    stack = contextlib.ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(running())


class IdentityStage:
    """A municipality whose people sign in at the real server. Names get an ending of their own, since the server is
    shared by the tests."""

    def __init__(self, world: World, server: IdentityServer, site: str) -> None:
        self.world, self.server, self.site = world, server, site
        self.ending = uuid.uuid4().hex[:8]
        self.client_id = f"gir-{self.ending}"
        self.provider = IdentityProvider.objects.create(
            municipality=world.waterrijk,
            issuer=server.issuer,
            client_id=self.client_id,
            client_secret=SECRET,
            is_active=True,
        )
        EmailDomain.objects.create(provider=self.provider, name="waterrijk.example")
        self.server.client(self.client_id, SECRET, self.callback, left=(f"{site}/account/inloggen/",))

    @property
    def callback(self) -> str:
        return self.site + reverse("sign_on_arrive", args=[self.provider.pk])

    def named(self, name: str) -> str:
        return f"{name}{self.ending}"

    def email(self, name: str) -> str:
        return f"{name}.{self.ending}@waterrijk.example".lower()

    def employee(self, name: str, email: str = "") -> str:
        """Somebody with a work account; their address."""
        address = email or self.email(name)
        self.server.person(self.named(name), address)
        return address

    def group(self, title: str, *names: str) -> None:
        self.server.group(self.named(title), *map(self.named, names))

    def mapped(self, title: str, level: Level | str, unit: OrganisationalUnit) -> GroupMapping:
        """A line of the map that counts: made by an administrator who signed in by password, agreed to by a second."""
        change = setting_up.add_mapping(
            self.administrator(), self.named(title), level, unit, requested_by="De directeur"
        )
        assert isinstance(change, PendingChange), "nothing is known of its maker's groups"
        decide(self.administrator("Tweede"), change, approve=True)
        return GroupMapping.objects.get(pk=change.parameters["mapping"], is_in_force=True)

    def administrator(self, name: str = "Beheer") -> User:
        email = f"{name.lower()}@waterrijk.example"
        found = User.objects.filter(email=email).first()
        return fresh(found) if found else self.world.person(name, self.world.root, "administrator")

    # ---------- as a browser does, by the protocol ----------

    def leave(self, browser: Client, **query: str) -> str:
        """The address at the provider to which our site sends the browser."""
        asked_at_the_form(browser, self.provider.pk)
        response = browser.get(reverse("sign_on_leave", args=[self.provider.pk]), query)
        assert response.status_code == 302, response.content.decode()
        return response.headers["Location"]

    def answer(self, name: str, address: str) -> dict[str, str]:
        """Sign in at the real server as this person; what it sends the browser back with."""
        with requests.Session() as session:
            session.trust_env = False
            page = session.get(address, timeout=20)
            for _step in range(3):
                if not page.url.startswith(self.server.issuer):
                    break
                form = dict(re.findall(r'name="(csrf_token)"[^>]*value="([^"]+)"', page.text))
                field = "password" if 'name="password"' in page.text else "login"
                form[field] = PASSWORD if field == "password" else self.named(name).lower()
                page = session.post(page.url, form, timeout=20, allow_redirects=False)
                while page.is_redirect:
                    location = requests.compat.urljoin(page.url, page.headers["Location"])
                    if not location.startswith(self.server.issuer):
                        assert location.startswith(self.callback), location
                        return dict(parse_qsl(urlsplit(location).query))
                    page = session.get(location, timeout=20, allow_redirects=False)
            raise AssertionError(page.text[-3000:])

    def arrive(self, browser: Client, answer: dict[str, str]) -> Any:
        return browser.get(reverse("sign_on_arrive", args=[self.provider.pk]), answer)

    def sign_in(self, name: str, browser: Client | None = None) -> Client:
        """All of it; the browser that is then signed in."""
        browser = browser or Client()
        response = self.arrive(browser, self.answer(name, self.leave(browser)))
        assert response.status_code == 302, response.content.decode()
        return browser

    def time_passes(self, **changes: Any) -> None:
        """The access tokens of every session are over."""
        from django.utils import timezone

        from accounts.models import SignOnSession

        now = timezone.now()
        SignOnSession.objects.update(**({"ask_at": now, "valid_until": now} | changes))
