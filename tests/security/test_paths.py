# SPDX-License-Identifier: EUPL-1.2
"""An address with a trick in it finds nothing that has no page, and leads nowhere else."""

from typing import Any

import pytest
from django.test import Client

from tests.world import World

TRICKS = [
    "/../manage.py",
    "/static/../manage.py",
    "/static/..%2f..%2fmanage.py",
    "/static/%2e%2e/%2e%2e/etc/passwd",
    "/static/....//....//etc/passwd",
    "/static/..\\..\\manage.py",
    "/static//etc/passwd",
    "/.git/config",
    "/.env",
    "/.demo/gir.sqlite3",
    "/manage.py",
    "/gir/settings.py",
    "/beheer/..;/beheer/mensen/",
    "/beheer;x=y/",
    "/beheer/%2e/",
    "/beheer%00/",
    "/beheer/mensen/１/",  # noqa: RUF001
    "/beheer/mensen/-1/",
    "/beheer/mensen/1e3/",
    "/beheer/mensen/0x1/",
    "/beheer/mensen/99999999999999999999999999/",
    "/incidenten/00000000-0000-0000-0000-000000000000/../../beheer/",
    "/incidenten/{00000000-0000-0000-0000-000000000000}/",
    "/incidenten/%2e%2e/",
    "/INCIDENTEN/",
    "//elders.example/",
    "//elders.example/%2f..",
    "/\\elders.example",
    "/%5celders.example/",
    "/%0d%0aSet-Cookie:x=y/",
    "/register/gebruik/%F0%9F%94%AA/",
    "/" + "a" * 5000,
    "/?" + "a=1&" * 2000,
    "/admin/",
    "/api/",
    "/__debug__/",
]


@pytest.mark.django_db
@pytest.mark.parametrize("path", TRICKS)
def test_a_trick_in_the_address_finds_nothing(world: World, path: str) -> None:
    client = Client()
    client.force_login(world.person("Ada", world.root, "administrator"))
    asked, _mark, query = path.partition("?")
    # As a server hands it on: bytes, one to a letter.
    response: Any = client.get("/", PATH_INFO=asked.encode().decode("latin-1"), QUERY_STRING=query)
    assert response.status_code in (200, 301, 302, 400, 404)
    said = b"".join(response) if response.streaming else response.content
    for secret in (b"DJANGO_SETTINGS_MODULE", b"root:x:0:0", b"[core]", b"SECRET_KEY", b"SQLite format"):
        assert secret not in said
    if response.status_code == 200:
        assert path.startswith(("/?", "/beheer/%2e", "/static//")) is (response.status_code == 200)
    location = response.headers.get("Location", "")
    assert not location.startswith(("//", "http", "/\\"))
    assert "x" not in response.cookies
