# SPDX-License-Identifier: EUPL-1.2
"""What there is in another unit or municipality cannot be told from what is nowhere: the very same bytes (LEI 10;
DESIGN: outside what one may see 404, never 403). How long it takes is measured by bench/enumeration.py."""

import re
import uuid
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from accounts.models import User
from incidents.reporting import save_draft
from notices.models import OutboxMessage
from recordings import disclosing
from recordings.models import Ground
from tests.cast import Cast
from tests.pages import PAGES
from tests.recordings.test_disclosing import SAID
from tests.security.walker import patterns, taken_back

pytestmark = pytest.mark.django_db
LEVELS = ("reporter", "handler", "supervisor", "registry_reader", "coordinator", "head")
# Not the id of a row: what everybody may ask for, or what is known by its contents.
NO_ID = {
    "departure_id": "the page of a departure, for whoever has its address",
    "slug": "the public page of a municipality, which everybody reads",
    "digest": "a picture or a style sheet is known by what is in it",
    "main": "a colour",
    "accent": "a colour",
    "uidb36": "with its key, the link of a mail; tests/accounts/test_sessions.py",
    "key": "of the link of a mail",
    "extension": "of a file: csv or xlsx",
    "kind": "a kind of letter, measure or sanction, from a list",
    "number": "a version of a text of one's own municipality",
    "year": "a year of one's own municipality",
    "period": "a period of one's own municipality",
    "language": "given by the URL itself",
}
OUTSIDERS = ("every level in another municipality", "every level in a unit below")


def with_ids() -> dict[str, dict[str, Any]]:
    """Every URL with the id of a row in it: its name, and the converters of its parts."""
    return {name: parts for name, parts in patterns() if parts.keys() - NO_ID.keys()}


@pytest.fixture
def there(cast: Cast) -> dict[str, dict[str, Any]]:
    """For each of those URLs, arguments that are somebody's in Waterrijk."""
    draft = save_draft(cast.rita, {"narrative": "Half af."}, uuid.uuid4())
    assert draft
    message = OutboxMessage.objects.filter(recipient=cast.wim).first()
    assert message
    disclosure = {
        "disclosure_id": disclosing.disclose(cast.exchange.coen, cast.approved, Ground.POLICE, **SAID).pk
    }
    known = {page.name: page.arguments(cast) for page in PAGES}
    package = {"request_id": cast.access_request.pk}
    factor = Authenticator.objects.filter(user=cast.clerk).first()
    assert factor
    return known | {
        "registry_found": {"lookup_id": uuid.uuid4()},
        "registry_person": {"lookup_id": uuid.uuid4(), "perpetrator_id": cast.perpetrator.pk},
        "report_draft": {"draft_id": draft.pk},
        "report_draft_delete": {"draft_id": draft.pk},
        "message_file": {"message_id": message.pk},
        "hold_record": {"hold_id": cast.hold.pk},
        "caller_request_disclose": {"request_id": cast.caller_request.pk},
        "disclosure": disclosure,
        "disclosure_package": disclosure,
        "disclosure_release": disclosure,
        "staff_list_check": {"pk": uuid.uuid4()},
        "request_lift": {"request_id": cast.asked.pk, "subject_id": cast.asked_about.pk},
        "access_package_file": package | {"package_id": uuid.uuid4()},
        "access_package_unmask": package | {"what": f"user.{cast.vera.pk}"},
        "access_package_unmask_words": package | {"what": f"incident.{cast.case.pk}.narrative", "place": 0},
        **dict.fromkeys(("mfa_edit_webauthn", "mfa_remove_webauthn"), {"pk": factor.pk}),
        **dict.fromkeys(
            ("sign_on", "sign_on_leave", "sign_on_arrive", "sign_on_left"),
            {"pk": cast.mapping.provider_id},
        ),
    }


@pytest.fixture
def outsiders(cast: Cast) -> dict[str, User]:
    # Nobody holds all of these; an id must tell them nothing all the same.
    people = (
        cast.person("Oscar", cast.other_root, *LEVELS, "administrator"),
        cast.person("Nico", cast.child, *LEVELS[:3]),
    )
    return dict(zip(OUTSIDERS, people, strict=True))


def nowhere(arguments: dict[str, Any]) -> dict[str, Any]:
    """The same address with ids that nothing has."""
    return {
        key: value if key in NO_ID else uuid.uuid4() if isinstance(value, uuid.UUID) else 987_654_321
        for key, value in arguments.items()
    }


# Headers that follow the request and the second of the answer.
MOVES = ("X-Request-ID", "Content-Length", "Expires", "Last-Modified", "Date")
# What is another one for each request, wherever it comes from.
VARIES = (
    re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"'),
    re.compile(rb'"X-CSRFToken": "[^"]*"'),
    re.compile(rb"[0-9a-f]{16,32}"),
    re.compile(rb'data-ends="[^"]*"'),
)


def seen(client: Client, method: str, url: str) -> tuple[Any, ...]:
    """An answer as somebody who compares sees it, without what names the request and the address asked for."""
    with taken_back():
        response: Any = getattr(client, method)(url)
    body = b"".join(response) if response.streaming else response.content
    for way in (url, quote(url), quote(url, safe=""), quote_plus(url)):
        body = body.replace(way.encode(), b"(address)")
    for part in VARIES:
        body = part.sub(b"-", body)
    kept = {key: value for key, value in response.headers.items() if key not in MOVES}
    return (
        response.status_code,
        tuple(sorted((key, value.replace(url, "-")) for key, value in kept.items())),
        body,
    )


def differing(
    client: Client, asked: dict[str, dict[str, Any]], absent: dict[str, dict[str, Any]]
) -> list[str]:
    """Where an id of somebody answers otherwise than one of nobody."""
    wrong = []
    for name, arguments in asked.items():
        for method in ("get", "post"):
            first = seen(client, method, reverse(name, kwargs=arguments))
            second = seen(client, method, reverse(name, kwargs=absent[name]))
            if first != second:
                wrong.append(f"{method} {name}: {first[0]} and {second[0]}")
    return wrong


def test_every_url_with_an_id_is_in_this_program(there: dict[str, dict[str, Any]]) -> None:
    """A new one must be added, or is of PAGES already."""
    assert with_ids().keys() <= there.keys()
    assert len(with_ids()) > 90


@pytest.mark.parametrize("who", OUTSIDERS)
def test_an_id_of_others_answers_as_one_that_is_nowhere(
    there: dict[str, dict[str, Any]], outsiders: dict[str, User], who: str
) -> None:
    client = Client()
    client.force_login(outsiders[who])
    asked = {name: there[name] for name in with_ids()}
    wrong = differing(client, asked, {name: nowhere(arguments) for name, arguments in asked.items()})
    assert not wrong, "\n".join(wrong)


def test_a_part_of_another_case_answers_as_one_that_is_nowhere(
    cast: Cast, there: dict[str, dict[str, Any]]
) -> None:
    """Who handles one incident learns nothing by it of another: the id of a part of that other one is no id here."""
    mine = cast.incident(cast.person("Ro", cast.child, "reporter"))
    client = Client()
    client.force_login(cast.person("Hugo", cast.child, "handler"))
    assert seen(client, "get", reverse("incident", kwargs={"incident_id": mine.pk}))[0] == 200
    assert seen(client, "get", reverse("incident", kwargs={"incident_id": uuid.uuid4()}))[0] == 404
    asked = {
        name: there[name] | {"incident_id": mine.pk}
        for name, parts in with_ids().items()
        if "incident_id" in parts and len(parts.keys() - NO_ID.keys()) > 1
    }
    assert len(asked) > 20
    absent = {name: nowhere(arguments) | {"incident_id": mine.pk} for name, arguments in asked.items()}
    wrong = differing(client, asked, absent)
    assert not wrong, "\n".join(wrong)
