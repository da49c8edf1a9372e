# SPDX-License-Identifier: EUPL-1.2
"""An address that an administrator typed leads to no machine inside (OWASP: SSRF), and no answer holds the site up."""

import contextlib
import http.server
import json
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from accounts.single_sign_on import discovery, fetching


class Answers(http.server.BaseHTTPRequestHandler):
    """Answers as the path says, and counts who came."""

    visits: list[str] = []  # noqa: RUF012

    def do_GET(self) -> None:
        self.visits.append(self.path)
        status, body, headers = {
            "/json": (200, b'{"a": 1}', {}),
            "/large": (200, b'"' + b"x" * (fetching.MOST_BYTES + 10) + b'"', {}),
            "/list": (200, b"[]", {}),
            "/text": (200, b"hallo", {}),
            "/no": (400, b'{"error": "invalid_grant"}', {}),
            "/fault": (500, b"{}", {}),
            "/slow": (200, b"", {"Transfer-Encoding": "chunked"}),
            "/away": (302, b"{}", {"Location": "/json"}),
        }[self.path]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if self.path != "/slow":
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with contextlib.suppress(OSError):
            # A byte now and then, each well within the time between two of them.
            for _moment in range(100 if self.path == "/slow" else 0):
                self.wfile.write(b"1\r\nx\r\n")
                time.sleep(0.05)
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    Answers.visits.clear()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers) as one:
        threading.Thread(target=one.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{one.server_port}"
        one.shutdown()


def test_what_is_no_answer(server: str) -> None:
    assert fetching.fetch(f"{server}/json") == {"a": 1}
    for path in ("large", "list", "text", "fault", "away"):
        with pytest.raises(fetching.Unreachable):
            fetching.fetch(f"{server}/{path}")
    with pytest.raises(fetching.Answered) as error:
        fetching.fetch(f"{server}/no", form={"a": "b"})
    assert (error.value.status, error.value.error) == (400, "invalid_grant")
    # A redirect was answered, and not followed.
    assert Answers.visits.count("/away") == 1
    assert Answers.visits.count("/json") == 1


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "10.1.2.3",
        "192.168.1.1",
        "172.16.0.1",
        "169.254.169.254",
        "[fd00::1]",
        "0.0.0.0",
    ],
)
def test_no_address_inside_is_asked_in_production(host: str, settings: Any, monkeypatch: Any) -> None:
    settings.PRODUCTION = True
    asked = []
    monkeypatch.setattr(socket.socket, "connect", lambda *args: asked.append(args))
    with pytest.raises(fetching.Unreachable):
        fetching.fetch(f"https://{host}/json")
    assert not asked


def test_a_name_that_leads_inside_is_not_asked(settings: Any, monkeypatch: Any) -> None:
    settings.PRODUCTION = True
    inside = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.5", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **options: inside)
    asked: list[Any] = []

    def connect(self: Any, address: Any) -> None:
        asked.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket.socket, "connect", connect)
    with pytest.raises(fetching.Unreachable):
        fetching.fetch("https://inloggen.example/json")
    assert not asked
    # Unless the operator says that this one stands on their own network.
    settings.SSO_INTERNAL_HOSTS = ["inloggen.example"]
    with pytest.raises(fetching.Unreachable):
        fetching.fetch("https://inloggen.example/json")
    assert asked


def test_production_speaks_https_only(server: str, settings: Any) -> None:
    settings.PRODUCTION = True
    with pytest.raises(fetching.Forbidden):
        fetching.fetch(f"{server}/json")
    assert not Answers.visits


@pytest.mark.parametrize(
    "url", ["ftp://a.example", "https://a:b@a.example", "https://", "//a.example", "https://a#b"]
)
def test_what_is_no_address_of_a_provider(url: str) -> None:
    with pytest.raises(fetching.Forbidden):
        fetching.fetch(url)


def test_a_server_that_says_nothing_does_not_hold_the_site_up(monkeypatch: Any) -> None:
    monkeypatch.setattr(fetching, "TIMEOUT_SECONDS", (0.2, 0.2))
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(fetching.Unreachable):
        fetching.fetch(f"http://127.0.0.1:{silent.getsockname()[1]}/json")


def test_a_server_that_says_it_byte_by_byte_does_not_either(server: str, monkeypatch: Any) -> None:
    monkeypatch.setattr(fetching, "WHOLE_SECONDS", 0.3)
    began = time.monotonic()
    with pytest.raises(fetching.Unreachable):
        fetching.fetch(f"{server}/slow")
    assert time.monotonic() - began < 3


def test_no_proxy_of_the_environment_is_asked(server: str, monkeypatch: Any) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    assert fetching.fetch(f"{server}/json") == {"a": 1}


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({}, ""),
        ({"issuer": "https://anders.example"}, "noemt zichzelf anders"),
        ({"token_endpoint": "http://inloggen.example/token"}, "token_endpoint"),
        ({"authorization_endpoint": None}, "authorization_endpoint"),
        ({"jwks_uri": "javascript:alert(1)"}, "jwks_uri"),
        ({"response_types_supported": ["id_token"]}, "manier van inloggen"),
        ({"token_endpoint_auth_methods_supported": ["private_key_jwt"]}, "client secret"),
        ({"keys": []}, "sleutels"),
    ],
)
def test_the_discovery_document_is_judged_in_words(
    changes: dict[str, Any], word: str, monkeypatch: Any
) -> None:
    issuer = "https://inloggen.example"
    document = {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/a",
        "token_endpoint": f"{issuer}/t",
        "jwks_uri": f"{issuer}/k",
        "response_types_supported": ["code"],
        "token_endpoint_auth_methods_supported": ["client_secret_post"],
        "keys": [{"kty": "RSA"}],
    } | changes
    document = {name: value for name, value in document.items() if value is not None}
    monkeypatch.setattr(
        "accounts.single_sign_on.discovery.fetch", lambda url: json.loads(json.dumps(document))
    )
    if not word:
        assert discovery.tested(issuer).token == f"{issuer}/t"
        return
    with pytest.raises(discovery.NotUsable, match=word):
        discovery.tested(issuer)
