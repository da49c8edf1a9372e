# SPDX-License-Identifier: EUPL-1.2
"""A real Chromium before the real pages: phone (360 px) and desk (1280 px), axe on every page that is visited."""

import os
import tempfile
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from tests import machine
from tests.signing_in import signed_in_by
from tests.world import PASSWORD, World

AXE = settings.BASE_DIR / "node_modules" / "axe-core" / "axe.min.js"
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# A page without what tells one record from another: texts, numbers, addresses, what was filled in. Two pages of one shape
# in a window of one size and in the same colours are as accessible, so axe looks at the first, of all processes and both
# engines together (tests/run.py).
SHAPE = """() => innerWidth + [...document.styleSheets].map(sheet => new URL(sheet.href).pathname).join() + document.documentElement.outerHTML
    .replace(/\\s(value|href|src|action|content|datetime|srcset|title)="[^"]*"/g, ' $1')
    .replace(/>[^<]*[^<\\s][^<]*</g, '>text<')
    .replace(/[A-Za-z0-9]{64}|[0-9a-f-]{8,}|[0-9]+/g, '0')"""
OWN_SHAPES = tempfile.TemporaryDirectory()
SHAPES_SEEN = Path(os.environ.get("GIR_SHAPES_SEEN") or OWN_SHAPES.name)
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=machine.chromium(), args=SWITCHES)
        yield browser
        browser.close()


class Visitor:
    """Somebody before a browser. Every page they look at is checked: no violation, no console error, no sideways
    scrolling."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.problems: list[str] = []
        # What the browser itself says of an answer that a test provokes.
        self.expected: str | None = None
        page.on("console", lambda m: self.problems.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e: self.problems.append(str(e)))

    def goto(self, path: str) -> "Visitor":
        self.page.goto(self.address + path)
        return self.look()

    def sign_in(self, email: str, password: str = PASSWORD) -> "Visitor":
        """By the form; the second factor of this session is given for them (tests/signing_in.py), or every test would
        set one up. What that is like is in test_second_factor.py."""
        self.sign_in_by_password(email, password)
        cookies = {cookie["name"]: cookie["value"] for cookie in self.page.context.cookies()}
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = cookies[settings.SESSION_COOKIE_NAME]
        signed_in_by(client, "password", "mfa")
        if "/tweede-factor/" in self.page.url:
            onward = parse_qs(urlsplit(self.page.url).query).get("next", ["/"])
            self.page.goto(self.address + onward[0])
        return self.look()

    def sign_in_by_password(self, email: str, password: str = PASSWORD) -> "Visitor":
        self.goto("/account/inloggen/")
        self.page.get_by_label("E-mailadres").fill(email)
        self.page.get_by_label("Wachtwoord", exact=True).fill(password)
        self.page.get_by_role("button", name="Inloggen").click()
        self.page.wait_for_url(lambda url: "/account/inloggen/" not in url)
        return self

    def follow(self, target: Locator, picture: str = "") -> "Visitor":
        """Click what leads to another page, and look at that page when it is there."""
        with self.page.expect_navigation():
            target.click()
        return self.look(picture)

    def look(self, picture: str = "") -> "Visitor":
        """Check the page as it stands now; with GIR_PICTURES set, keep a picture of it."""
        shape = SHAPES_SEEN / sha256(self.page.evaluate(SHAPE).encode()).hexdigest()
        if not shape.exists():
            self._accessible()
            shape.touch()
        wider = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wider <= 0, f"{self.page.url} is {wider} px wider than the window"
        problems = [one for one in self.problems if self.expected is None or self.expected not in one]
        assert not problems, (self.page.url, problems)
        folder = os.environ.get("GIR_PICTURES")
        if folder and picture:
            self.page.screenshot(path=f"{folder}/{picture}.png", full_page=True)
        return self

    def _accessible(self) -> None:
        if not self.page.evaluate("typeof axe !== 'undefined'"):
            # The policy of the page forbids foreign scripts; the debugger's evaluation is not the page's.
            self.page.evaluate(Path(AXE).read_text())
        # Every rule runs; the details of what is in order are left out, which takes half the time.
        options = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
        found = self.page.evaluate("options => axe.run(document, options)", options)["violations"]
        assert not found, [
            (
                self.page.url,
                v["id"],
                [n["html"][:160] + " | " + n["failureSummary"][:200] for n in v["nodes"]],
            )
            for v in found
        ]


@pytest.fixture
def visitor(chromium: Browser, live_server: object) -> Iterator[Callable[..., Visitor]]:
    """Makes visitors, each with a browser of their own: `visitor(PHONE)`."""
    contexts = []

    def new(viewport: dict[str, int] = DESK, **options: object) -> Visitor:
        context = chromium.new_context(viewport=viewport, locale="en-US", reduced_motion="reduce", **options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        return Visitor(context.new_page(), live_server.url)

    yield new
    for context in contexts:
        context.close()


@pytest.fixture
def town(transactional_db: None) -> World:
    """The world, committed, so that the server's thread sees it."""
    return World()
