# SPDX-License-Identifier: EUPL-1.2
"""What every answer says to the browser: nothing inline, nothing lent, nothing kept, and cookies of this host only."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from tests.gir.test_checks import LEDGER_KEY, RING
from tests.world import PASSWORD, World

ROOT = Path(__file__).resolve().parents[2]
SIGN_IN = "/account/inloggen/"
FORGOTTEN = "/account/wachtwoord/vergeten/"
SITE = "gir.gemeente.example"
PROXY = "10.0.0.2"
IN_PRODUCTION = {
    "PATH": os.environ["PATH"],
    "GIR_MODE": "production",
    "GIR_SECRET_KEY": "k" * 60,
    "GIR_KEY_RING": RING,
    "GIR_LEDGER_KEY": LEDGER_KEY,
    "GIR_LEDGER_COPY": "/ledger",
    "GIR_RECORDINGS": "/recordings",
    "GIR_HOSTS": SITE,
    "GIR_SITE_URL": f"https://{SITE}",
    "GIR_PROXIES": PROXY,
    # Nothing answers there: this page asks neither for anything.
    "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
    "REDIS_URL": "redis://127.0.0.1:1/0",
}
ASK = """
import json, sys
from django.conf import settings
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
import django; django.setup()
from django.test import Client
client, said = Client(), []
for path, headers in json.load(sys.stdin):
    answer = client.get(path, **headers)
    said.append({
        "status": answer.status_code,
        "headers": dict(answer.headers),
        "cookies": [morsel.OutputString() for morsel in client.cookies.values()],
    })
print(json.dumps(said))
"""


def in_production(settings_module: str, *asked: tuple[str, dict[str, str]]) -> list[dict]:
    """What production answers to these requests, one after another in one browser."""
    environment = IN_PRODUCTION | {"DJANGO_SETTINGS_MODULE": settings_module}
    done = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=ROOT,
        env=environment,
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


THROUGH_PROXY = {
    "REMOTE_ADDR": PROXY,
    "HTTP_HOST": SITE,
    "HTTP_X_FORWARDED_PROTO": "https",
    "HTTP_X_FORWARDED_FOR": "192.0.2.7",
}


@pytest.fixture(scope="module")
def pages() -> dict[str, dict]:
    stranger = THROUGH_PROXY | {"REMOTE_ADDR": "192.0.2.66"}
    of_the_pages = in_production(
        "gir.settings",
        (FORGOTTEN, THROUGH_PROXY),
        (FORGOTTEN, stranger),
        ("/", THROUGH_PROXY | {"HTTP_HOST": "elders.example"}),
    )
    of_the_intake = in_production("gir.settings_intake", ("/api/openapi.json", THROUGH_PROXY))
    names = ("page", "a stranger who says https", "another host", "intake")
    return dict(zip(names, of_the_pages + of_the_intake, strict=True))


def test_these_are_real_pages(pages: dict[str, dict]) -> None:
    assert [page["status"] for page in pages.values()] == [200, 301, 400, 200]


def test_https_is_believed_of_the_proxy_only(pages: dict[str, dict]) -> None:
    assert pages["a stranger who says https"]["headers"]["Location"] == f"https://{SITE}{FORGOTTEN}"


@pytest.mark.parametrize("name", ["page", "intake"])
def test_browsers_come_back_over_https_for_a_year(pages: dict[str, dict], name: str) -> None:
    said = pages[name]["headers"]["Strict-Transport-Security"]
    assert said == "max-age=31536000; includeSubDomains; preload"


def test_cookies_are_of_this_host_and_of_https_only(pages: dict[str, dict]) -> None:
    assert pages["page"]["cookies"]
    for cookie in pages["page"]["cookies"]:
        assert cookie.startswith("__Host-")
        parts = {part.strip().lower() for part in cookie.split(";")}
        assert {"secure", "path=/", "httponly", "samesite=lax"} <= parts
        assert not any(part.startswith("domain") for part in parts)
    assert pages["intake"]["cookies"] == []


def test_every_cookie_has_such_a_name() -> None:
    code = (
        "from django.conf import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.LANGUAGE_COOKIE_NAME,"
        " s.KNOWN_DEVICE_COOKIE_NAME,"
        " s.SESSION_COOKIE_SECURE and s.CSRF_COOKIE_SECURE and s.LANGUAGE_COOKIE_SECURE,"
        " {s.SESSION_COOKIE_DOMAIN, s.CSRF_COOKIE_DOMAIN, s.LANGUAGE_COOKIE_DOMAIN},"
        " {s.SESSION_COOKIE_PATH, s.CSRF_COOKIE_PATH, s.LANGUAGE_COOKIE_PATH}, s.PASSWORD_RESET_SECONDS)"
    )
    environment = IN_PRODUCTION | {"DJANGO_SETTINGS_MODULE": "gir.settings"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [
        "__Host-sessionid", "__Host-csrftoken", "__Host-language", "__Host-device", "True", "{None}", "{'/'}",
        # Far longer than writing a mail in the outbox takes, so that a clock does not tell whether one was written.
        "0.5",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["page", "another host", "intake"])
def test_every_answer_carries_them(pages: dict[str, dict], name: str) -> None:
    said = pages[name]["headers"]
    assert said["X-Content-Type-Options"] == "nosniff"
    assert said["Referrer-Policy"] == "no-referrer"
    assert said["Cross-Origin-Opener-Policy"] == "same-origin"
    assert said["Cross-Origin-Resource-Policy"] == "same-origin"
    # Only what opens a passkey is this site's own; the player needs nothing.
    lent = dict(part.strip().split("=") for part in said["Permissions-Policy"].split(","))
    assert {feature for feature, whom in lent.items() if whom != "()"} == {
        "publickey-credentials-create",
        "publickey-credentials-get",
    }
    assert {"camera", "microphone", "geolocation", "display-capture"} <= lent.keys()
    policy = {
        words[0]: set(words[1:])
        for words in (part.split() for part in said["Content-Security-Policy"].split(";"))
    }
    assert policy["default-src"] == {"'none'"}
    assert policy["frame-ancestors"] == {"'none'"}
    assert policy["base-uri"] == {"'none'"}
    # A data: picture is the tick of a checkbox; it can run nothing.
    assert policy.pop("img-src") == {"'self'", "data:"}
    assert set().union(*policy.values()) == {"'none'", "'self'"}


@pytest.mark.django_db
def test_a_picture_carries_them_too() -> None:
    answer = Client().get("/static/img/emblem-standaard.svg")
    answer.close()
    assert answer.status_code == 200
    for name in ("Cross-Origin-Resource-Policy", "Permissions-Policy", "X-Content-Type-Options"):
        assert answer.headers[name]


# ---------- forms under no-referrer ----------


def post_over_https(world: World, **headers: str) -> int:
    """How a form that a browser sends with these headers is answered."""
    client = Client(enforce_csrf_checks=True)
    client.get(SIGN_IN, secure=True)
    token = client.cookies["csrftoken"].value
    data = {"login": world.person("Alice").email, "password": PASSWORD, "csrfmiddlewaretoken": token}
    return client.post(SIGN_IN, data, secure=True, **headers).status_code


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"HTTP_ORIGIN": "https://testserver", "HTTP_REFERER": f"https://testserver{SIGN_IN}"}, 302),
        ({"HTTP_REFERER": f"https://testserver{SIGN_IN}"}, 302),
        # What a page under `no-referrer` makes browsers send, ours and somebody else's.
        ({"HTTP_ORIGIN": "null", "HTTP_SEC_FETCH_SITE": "same-origin"}, 302),
        ({"HTTP_SEC_FETCH_SITE": "same-origin"}, 302),
        ({"HTTP_ORIGIN": "null", "HTTP_SEC_FETCH_SITE": "cross-site"}, 403),
        # A neighbouring host name, and an address that was typed or kept.
        ({"HTTP_ORIGIN": "null", "HTTP_SEC_FETCH_SITE": "same-site"}, 403),
        ({"HTTP_ORIGIN": "null", "HTTP_SEC_FETCH_SITE": "none"}, 403),
        ({"HTTP_ORIGIN": "null"}, 403),
        ({}, 403),
        # What says another site is another site's, whatever else is said.
        ({"HTTP_ORIGIN": "https://elders.example", "HTTP_SEC_FETCH_SITE": "same-origin"}, 403),
        ({"HTTP_ORIGIN": "https://elders.example"}, 403),
        ({"HTTP_REFERER": "https://elders.example/"}, 403),
    ],
)
def test_a_form_over_https_tells_where_it_stood(world: World, sent: dict[str, str], status: int) -> None:
    assert post_over_https(world, **sent) == status


def test_the_token_is_asked_of_our_own_forms_too(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.get(SIGN_IN, secure=True)
    headers = {"HTTP_ORIGIN": "null", "HTTP_SEC_FETCH_SITE": "same-origin"}
    data = {"login": world.person("Alice").email, "password": PASSWORD}
    assert client.post(SIGN_IN, data, secure=True, **headers).status_code == 403


def test_the_address_of_a_button_says_how_to_go_on() -> None:
    response = Client().get(reverse("set_language"))
    assert response.status_code == 405
    assert "Dit adres hoort bij een knop" in response.content.decode()
