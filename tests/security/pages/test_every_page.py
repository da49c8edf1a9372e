# SPDX-License-Identifier: EUPL-1.2
"""What every page has, whatever it is about: the way out, and fields for passwords that a manager of passwords fills in."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from gir.middleware import PUBLIC
from tests.cast import Cast
from tests.security.walker import visits

pytestmark = pytest.mark.django_db
# Of a visitor: where passwords are typed before anybody is signed in.
AT_THE_DOOR = ("account_login", "account_reset_password")


class Inputs(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[dict[str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "input":
            self.found.append(dict(attrs))


def pages(cast: Cast) -> Iterator[tuple[str, str]]:
    """The name and the HTML of every whole page that somebody who is signed in sees."""
    for visit in visits(cast):
        if not visit.page.get or visit.person is None or visit.url.startswith(PUBLIC):
            continue
        response = visit.client.get(visit.url)
        is_page = response.headers.get("Content-Type", "").startswith("text/html") and not response.streaming
        if response.status_code == 200 and is_page and b"<html" in response.content:
            yield visit.page.name, response.content.decode()


def test_the_way_out_is_in_the_head_of_every_page(cast: Cast) -> None:
    way_out = f'action="{reverse("account_logout")}"'
    without, seen = [], 0
    for name, html in pages(cast):
        seen += 1
        head = html[: html.index("<main")]
        if way_out not in head:
            without.append(name)
    assert seen > 100
    assert without == []


def test_passwords_are_typed_in_fields_that_a_manager_of_passwords_fills_in(cast: Cast) -> None:
    """Nothing keeps anybody from pasting, or from as many letters as they like."""
    shown = [*pages(cast), *((name, Client().get(reverse(name)).content.decode()) for name in AT_THE_DOOR)]
    found = 0
    for name, html in shown:
        for field in Inputs(html).found:
            if re.search(r"password\d?$", field.get("name") or ""):
                found += 1
                assert field.get("type") == "password", (name, field)
                assert field.get("autocomplete") in ("current-password", "new-password"), (name, field)
                assert not {"maxlength", "readonly", "onpaste"} & field.keys(), (name, field)
    assert found > 3
    scripts = Path(settings.BASE_DIR, "static", "js").glob("*.js")
    assert not [path.name for path in scripts if re.search(r"[\"']paste[\"']", path.read_text())]
