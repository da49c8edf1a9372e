# SPDX-License-Identifier: EUPL-1.2
"""The main menu: one line of a desk's screen, and nothing that somebody may open is missing."""

import re

from django.test import Client

from accounts.levels import Level
from accounts.navigation import ONE_LINE
from tests.world import World

EVERYWHERE = (Level.REPORTER, Level.HANDLER, Level.SUPERVISOR, Level.COORDINATOR)
SELDOM = [
    "/register/gebruik/",
    "/verzoeken/",
    "/vasthouden/",
    "/opnames/verzoeken/",
    "/verstrekkingen/",
    "/bewaartermijnen/",
    "/evaluatie/",
]


def menu(user, path="/"):
    """The menu as it stands on this page: what is in the line, and what is under "Meer"."""
    client = Client()
    client.force_login(user)
    page = client.get(path).content.decode()
    nav = page[page.index('<nav class="gir-nav"') : page.index('<div class="gir-account">')]
    line, _, more = nav.partition("<details")
    return line, more


def places(part):
    return re.findall(r'href="([^"]+)"', part)


def test_what_one_seldom_opens_is_under_more_when_the_line_is_full(world: World) -> None:
    line, more = menu(world.person("Cora", world.root, *EVERYWHERE))
    assert len(places(line)) <= ONE_LINE
    assert places(more) == SELDOM
    assert "aria-current" not in more


def test_more_says_that_the_page_is_one_of_its_own(world: World) -> None:
    line, more = menu(world.person("Cora", world.root, *EVERYWHERE), "/evaluatie/")
    assert "aria-current" not in line
    assert '<summary aria-current="true">' in more
    assert '<a href="/evaluatie/" aria-current="page">' in more


def test_who_has_few_entries_finds_them_all_in_the_line(world: World) -> None:
    """A handler of the whole municipality reads the evaluations and is no coordinator."""
    line, more = menu(world.person("Hans", world.root, Level.REPORTER, Level.HANDLER))
    assert "/evaluatie/" in places(line)
    assert not more


def test_each_page_of_recordings_on_the_start_page_is_its_own(world: World) -> None:
    client = Client()
    client.force_login(world.person("Cora", world.root, "coordinator"))
    page = client.get("/").content.decode()
    section = page[page.index('id="calls-title"') :]
    section = section[: section.index("</section>")]
    assert places(section) == ["/opnames/goedgekeurd/", "/opnames/verzoeken/"]
