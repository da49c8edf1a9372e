# SPDX-License-Identifier: EUPL-1.2
"""Nothing that somebody sends along leads off this site: no `next`, whatever page takes one, and no Host header."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import NoReverseMatch, reverse

from accounts import employee_notice
from notices.models import OutboxMessage
from notices.sending import send_due_messages
from tests.security.walker import patterns, taken_back
from tests.world import PASSWORD, World

pytestmark = pytest.mark.django_db
EVIL = [
    "https://elders.example/",
    "//elders.example/",
    "///elders.example/",
    "/\\elders.example/",
    "\\\\elders.example/",
    "/\t/elders.example/",
    "\thttps://elders.example/",
    " //elders.example/",
    "https:elders.example",
    "https:/elders.example",
    "http:///elders.example",
    "https://testserver@elders.example/",
    "https://testserver.elders.example/",
    "https://elders.example#testserver",
    "//elders.example\\@testserver/",
    "%2f%2felders.example/",
    "/%2f/elders.example/",
    "javascript:alert(document.domain)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "/\r\nLocation: https://elders.example/",
    "https://elders.example\x00.testserver/",
    "http://[::2]/",
    "//elders。example/",
]
# By what name other software takes an address to go on to.
NAMES = (
    "next",
    "url",
    "redirect",
    "redirect_to",
    "return",
    "returnTo",
    "goto",
    "onward",
    "continue",
    "terug",
    "then",
)
HERE = "/mijn-meldingen/?kanarie=1"


def leads_to(location: str) -> str:
    """The host to which a browser goes from a page of this site (by the URL standard: any number of slashes, either way,
    begins a host); "" for this one, "program" for what is no address."""
    typed = re.sub(r"[\t\r\n]", "", location.strip(" \x00")).replace("\\", "/")
    scheme, colon, rest = typed.partition(":")
    if colon and re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*", scheme):
        if scheme.lower() not in ("http", "https"):
            return "program"
        # Without slashes, the scheme of this very page is followed by a path.
        if scheme.lower() == "http" and not rest.startswith("/"):
            return ""
    elif typed.startswith("//"):
        rest = typed
    else:
        return ""
    host = re.split(r"[/?#]", rest.lstrip("/"), maxsplit=1)[0].rpartition("@")[2]
    return "" if host == "testserver" else host


def off_site(response: object) -> list[str]:
    """Where an answer would lead, by a header, a link, a form or a hidden field, that is not here."""
    headers = response.headers  # type: ignore[attr-defined]
    found = [
        headers[name] for name in ("Location", "HX-Redirect", "HX-Location", "Refresh") if name in headers
    ]
    if headers.get("Content-Type", "").startswith("text/html"):
        page = response.content.decode()  # type: ignore[attr-defined]
        found += re.findall(r'(?:href|action|src|formaction|hx-[a-z]+)="([^"]*)"', page)
    return [
        place
        for place in found
        if (host := leads_to(place.replace("&amp;", "&")))
        and ("elders" in place or host == "program")
        and not place.startswith(("tel:", "mailto:", "data:image/"))
    ]


def plain_urls() -> list[tuple[str, str]]:
    """Every URL that needs no id."""
    found = []
    for name, _parts in patterns():
        try:
            found.append((name, reverse(name)))
        except NoReverseMatch:
            continue
    return found


def everybody(world: World) -> list[Client]:
    """A visitor; somebody with every level; an administrator; somebody who has not accepted the notice."""
    levels = ("reporter", "handler", "supervisor", "registry_reader", "coordinator", "head")
    people = [
        world.person("Alles", world.root, *levels),
        world.person("Ada", world.root, "administrator"),
        world.person("Noor", world.root, "reporter", notice_version=0),
    ]
    clients = [Client()]
    for person in people:
        client = Client()
        client.force_login(person)
        clients.append(client)
    return clients


def test_a_page_that_takes_an_address_is_one_of_these(world: World) -> None:
    """By asking each with one of this site: a new one that takes it is tried below too."""
    takers = set[str]()
    for client in everybody(world):
        for name, url in plain_urls():
            for method in ("get", "post"):
                with taken_back(client):
                    response = getattr(client, method)(
                        f"{url}?next={HERE}", {"next": HERE} if method == "post" else {}
                    )
                page = response.content.decode() if hasattr(response, "content") else ""
                went = response.headers.get("Location", "") == HERE
                if went or re.search(r'name="next" value="/mijn-meldingen/\?kanarie=1"', page):
                    takers.add(name)
    assert takers == TAKERS


# That a form holds such an address leads nowhere yet: it is judged when the form is sent, and that is tried too.
TAKERS = {
    "account_change_password",
    "account_login",
    "account_logout",
    "account_reauthenticate",
    "account_reset_password",
    "employee_notice",
    "mfa_authenticate",
    "set_language",
}


def test_no_page_leads_elsewhere_whatever_the_name_it_is_sent_by(world: World) -> None:
    wrong, asked = list[str](), 0
    for client in everybody(world)[:3]:
        for name, url in plain_urls():
            for evil in EVIL[:1] if name not in TAKERS else EVIL:
                sent = dict.fromkeys(NAMES, evil)
                for method in ("get", "post"):
                    with taken_back(client):
                        response = getattr(client, method)(
                            url, sent, headers={"Referer": "https://elders.example/"}
                        )
                    asked += 1
                    wrong += [f"{method} {name} {evil!r}: {place}" for place in off_site(response)]
    assert not wrong, "\n".join(wrong)
    assert asked > 400


@pytest.mark.parametrize("evil", EVIL)
def test_signing_in_leads_nowhere_else(world: World, evil: str) -> None:
    ann = world.person("Ann", None, "reporter")
    response = Client().post("/account/inloggen/", {"login": ann.email, "password": PASSWORD, "next": evil})
    assert response.status_code == 302
    assert off_site(response) == []
    assert leads_to(response.headers["Location"]) == ""


@pytest.mark.parametrize("evil", EVIL)
def test_accepting_the_notice_leads_nowhere_else(world: World, evil: str) -> None:
    client = Client()
    client.force_login(world.person("Noor", notice_version=0))
    response = client.post("/voor-medewerkers/", {"version": employee_notice.VERSION, "next": evil})
    assert response.status_code == 302
    assert leads_to(response.headers["Location"]) == ""


def test_the_program_sees_where_a_browser_goes() -> None:
    assert [place for place in EVIL if leads_to(place) == ""] == [
        "%2f%2felders.example/",
        "/%2f/elders.example/",
        "/\r\nLocation: https://elders.example/",
    ]
    assert leads_to("/\\elders.example/") == "elders.example"
    assert leads_to("//elders.example") == "elders.example"
    assert leads_to("java\tscript:x") == "program"
    assert leads_to("/mijn-meldingen/") == leads_to("?na=1") == ""


# The Host header

OTHER_NAMES = ("X-Forwarded-Host", "X-Host", "X-Original-Host", "X-HTTP-Host-Override", "X-Forwarded-Server")
LIES = [
    {"Host": "elders.example"},
    dict.fromkeys(OTHER_NAMES, "elders.example") | {"Forwarded": "host=elders.example"},
]


@pytest.fixture(params=LIES, ids=["the host itself", "what a proxy says"])
def lie(request: pytest.FixtureRequest, settings: object) -> dict[str, str]:
    # The worst that a configuration can be: every host is let in, and a proxy is believed.
    settings.ALLOWED_HOSTS = ["*"]  # type: ignore[attr-defined]
    settings.PROXIES = ["127.0.0.1"]  # type: ignore[attr-defined]
    settings.SITE_URL = "https://gir.waterrijk.example"  # type: ignore[attr-defined]
    return dict(request.param)


def test_a_mail_never_follows_the_host_header(world: World, lie: dict[str, str], mailoutbox: list) -> None:
    ann = world.person("Ann", None, "reporter")
    client = Client()
    client.post("/account/wachtwoord/vergeten/", {"email": ann.email}, headers=lie)
    client.force_login(world.person("Ada", world.root, "administrator"))
    client.post(
        reverse("invite_person"),
        {"name": "Nina", "email": "nina@waterrijk.example", "function": "", "unit": world.own.pk},
        headers=lie,
    )
    assert OutboxMessage.objects.filter(kind__in=("password_reset", "invitation")).exists()
    send_due_messages()
    assert mailoutbox
    for mail in mailoutbox:
        assert "https://gir.waterrijk.example/" in mail.body
        assert "elders.example" not in mail.body + mail.subject


def test_no_page_names_another_host(world: World, lie: dict[str, str]) -> None:
    wrong = list[str]()
    for client in everybody(world)[:2]:
        for name, url in plain_urls():
            response = client.get(url, headers=lie | {"Origin": "https://elders.example"})
            body = response.content.decode(errors="replace") if not response.streaming else ""
            kind = response.headers.get("Content-Type", "")
            if kind.startswith("text/") and kind.partition("charset=")[2].lower() != "utf-8":
                wrong.append(f"{name}: {kind}")
            if any(header.startswith("Access-Control") for header in response.headers):
                wrong.append(f"{name}: lets other sites read it")
            said = body + "".join(f"{key}: {value}\n" for key, value in response.headers.items())
            if "elders.example" in said:
                wrong.append(f"{name}: {said[max(said.index('elders.example') - 60, 0) :][:100]}")
    assert not wrong, "\n".join(wrong)


def test_a_host_that_nobody_named_is_no_host(world: World) -> None:
    assert "*" not in settings.ALLOWED_HOSTS
    assert Client().get("/account/inloggen/", headers={"Host": "elders.example"}).status_code == 400
