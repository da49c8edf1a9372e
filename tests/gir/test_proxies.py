# SPDX-License-Identifier: EUPL-1.2
"""Only the proxies that are configured are believed about whom they speak for."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from gunicorn.config import Config

from gir import gunicorn, gunicorn_intake, proxies
from gir.middleware import BelievedProxyMiddleware

PROXY, INNER, STRANGER, CLIENT = "10.0.0.2", "10.0.0.3", "192.0.2.66", "192.0.2.7"
BELIEVED = ["10.0.0.2", " 10.0.0.3/32", "2001:db8::/64", ""]


def seen(peer: str, **sent: str) -> HttpRequest:
    """The request as everything behind the middleware sees it."""
    found: list[HttpRequest] = []

    def keep(request: HttpRequest) -> HttpResponse:
        found.append(request)
        return HttpResponse()

    BelievedProxyMiddleware(keep)(RequestFactory().get("/", REMOTE_ADDR=peer, **sent))
    return found[0]


@pytest.fixture(autouse=True)
def _behind_proxies(settings) -> None:
    settings.PROXIES = BELIEVED
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")


@pytest.mark.parametrize(
    ("peer", "chain", "client"),
    [
        (PROXY, CLIENT, CLIENT),
        (PROXY, f"{CLIENT}, {INNER}", CLIENT),
        # What the client itself wrote stands further to the left.
        (PROXY, f"203.0.113.1, {CLIENT}", CLIENT),
        (PROXY, f"{PROXY}, {CLIENT}", CLIENT),
        (PROXY, f"127.0.0.1,{CLIENT},{INNER}", CLIENT),
        (PROXY, "2001:db8:1::9", "2001:db8:1::9"),
        (PROXY, f"{CLIENT}:5123", CLIENT),
        (PROXY, "[2001:db8:1::9]:5123", "2001:db8:1::9"),
        (f"::ffff:{PROXY}", CLIENT, CLIENT),
        ("2001:db8::5", CLIENT, CLIENT),
        (PROXY, "", PROXY),
        (PROXY, "unknown", PROXY),
        (PROXY, f"{CLIENT}, <b>", PROXY),
        (PROXY, f"x, {INNER}", INNER),
        # Who is no proxy speaks for nobody.
        (STRANGER, CLIENT, STRANGER),
        (STRANGER, f"{CLIENT}, {PROXY}", STRANGER),
        ("2001:db8:1::5", CLIENT, "2001:db8:1::5"),
        ("", CLIENT, ""),
    ],
)
def test_whose_address_it_is(peer: str, chain: str, client: str) -> None:
    request = seen(peer, HTTP_X_FORWARDED_FOR=chain)
    assert request.META["REMOTE_ADDR"] == client
    assert "HTTP_X_FORWARDED_FOR" not in request.META


@pytest.mark.parametrize(
    ("peer", "said", "secure"),
    [
        (PROXY, "https", True),
        (PROXY, "http", False),
        (PROXY, "", False),
        # The proxy added to what the client wrote.
        (PROXY, "https, http", False),
        (PROXY, "http, https", True),
        (STRANGER, "https", False),
    ],
)
def test_whether_it_came_over_https(peer: str, said: str, secure: bool) -> None:
    assert seen(peer, HTTP_X_FORWARDED_PROTO=said).is_secure() is secure


@pytest.mark.parametrize("peer", [PROXY, STRANGER])
def test_no_other_such_header_gets_past(peer: str) -> None:
    request = seen(
        peer, HTTP_X_FORWARDED_HOST="elders.example", HTTP_FORWARDED=f"for={CLIENT}", HTTP_X_REAL_IP=CLIENT
    )
    assert request.get_host() == "testserver"
    assert not [name for name in request.META if "FORWARDED" in name or "REAL_IP" in name]


def test_without_proxies_nobody_is_believed(settings) -> None:
    settings.PROXIES = []
    request = seen("127.0.0.1", HTTP_X_FORWARDED_FOR=CLIENT, HTTP_X_FORWARDED_PROTO="https")
    assert request.META["REMOTE_ADDR"] == "127.0.0.1"
    assert not request.is_secure()


@pytest.mark.parametrize("wrong", ["0.0.0.0/0", "::/0", "*", "proxy.example", "10.0.0.1/24"])
def test_everybody_or_a_name_is_refused(wrong: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="GIR_PROXIES"):
        proxies.networks([PROXY, wrong])


@pytest.mark.parametrize("module", [gunicorn, gunicorn_intake])
def test_the_server_before_it_believes_nobody(module) -> None:
    config = Config()
    config.set("forwarded_allow_ips", module.forwarded_allow_ips)
    assert config.forwarded_allow_ips == []
