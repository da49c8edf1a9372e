# SPDX-License-Identifier: EUPL-1.2
"""Talking to an identity provider, whose address somebody typed: https only, to public addresses or to hosts that the
operator named, without following redirects, for a few seconds and a limited number of bytes (OWASP: SSRF)."""

import time
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from requests_hardened import Config, HTTPSession

# To connect, and between two bytes of the answer.
TIMEOUT_SECONDS = (3.0, 5.0)
MOST_BYTES = 512 * 1024
# For the whole of an answer, however regularly a byte of it comes.
WHOLE_SECONDS = 8.0
LOOPBACK = ("localhost", "127.0.0.1", "::1")


class Unreachable(Exception):
    """The provider gives no answer that can be used, now."""


class Forbidden(Unreachable):
    """The address is not one that this system talks to."""


class Answered(Exception):
    """The provider answered, and says no: the status, and its error code where it gave one."""

    def __init__(self, status: int, error: str = "") -> None:
        super().__init__(f"{status} {error}")
        self.status, self.error = status, error


def may_talk_to(url: str) -> bool:
    """Whether an address has a shape that this system talks to: https, and http only to this machine outside
    production. Where it leads is judged when it is resolved."""
    parts = urlsplit(url)
    try:
        _ = parts.port
    except ValueError:
        return False
    if not parts.hostname or parts.username or parts.password or parts.fragment:
        return False
    return parts.scheme == "https" or (
        parts.scheme == "http" and not settings.PRODUCTION and parts.hostname in LOOPBACK
    )


class ProviderSession(HTTPSession):
    """A session of requests that goes to providers only; also what django-allauth talks by.

    The address is resolved once, judged, and connected to: a name cannot lead elsewhere the second time.
    """

    def __init__(self, url: str = "") -> None:
        host = urlsplit(url).hostname or ""
        known = host in settings.SSO_INTERNAL_HOSTS or (not settings.PRODUCTION and host in LOOPBACK)
        super().__init__(
            Config(
                ip_filter_enable=not known,
                ip_filter_allow_loopback_ips=False,
                never_redirect=True,
                default_timeout=TIMEOUT_SECONDS,
                user_agent_override="GIR",
            )
        )
        # No proxy of the environment, which would resolve the name itself, and no password from a .netrc.
        self.trust_env = False
        self.verify = settings.SSO_CERTIFICATES or True


def fetch(url: str, *, form: dict[str, str] | None = None, **options: Any) -> dict[str, Any]:
    """The JSON object that an address answers: to a GET, or to a POST of `form`.

    Raises Forbidden, Unreachable (no connection, too late, a redirect, a fault of the server, no JSON), Answered (any
    other status than 200, with the error code of OAuth 2.0).
    """
    if not may_talk_to(url):
        raise Forbidden(url)
    try:
        with (
            ProviderSession(url) as session,
            session.request("POST" if form else "GET", url, data=form, stream=True, **options) as response,
        ):
            body = _body(response.raw)
            status = response.status_code
    except (requests.RequestException, OSError, ValueError) as error:
        raise Unreachable(type(error).__name__) from error
    except Exception as error:
        # What urllib3 raises while the body is read is not translated by requests.
        if type(error).__module__.startswith("urllib3"):
            raise Unreachable(type(error).__name__) from error
        raise
    if body is None or status >= 500 or 300 <= status < 400 or status == 429:
        raise Unreachable(str(status))
    try:
        answer = requests.compat.json.loads(body)
    except ValueError as error:
        if status != 200:
            raise Answered(status) from error
        raise Unreachable("no JSON") from error
    if not isinstance(answer, dict):
        raise Unreachable("no JSON object")
    if status != 200:
        raise Answered(status, str(answer.get("error", ""))[:60])
    return answer


def _body(raw: Any) -> bytes | None:
    """All of an answer; None for one that is too long or takes too long."""
    until, body = time.monotonic() + WHOLE_SECONDS, b""
    while piece := raw.read1(64 * 1024, decode_content=True):
        body += piece
        if len(body) > MOST_BYTES or time.monotonic() > until:
            return None
    return body
