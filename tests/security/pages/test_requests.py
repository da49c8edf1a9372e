# SPDX-License-Identifier: EUPL-1.2
"""Requests that no browser sends: other methods, other kinds of content, the same name twice. Nothing breaks, and nothing is done."""

import pytest
from django.db import connection, reset_queries
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast
from tests.security.walker import form_of, plausible, taken_back, visits

METHODS = (
    "PUT",
    "PATCH",
    "DELETE",
    "OPTIONS",
    "TRACE",
    "CONNECT",
    "PROPFIND",
    "TRACK",
    "GEt",
    "post",
    "X" * 200,
)
BODIES = (
    ("application/json", b'{"name": "Kanarie", "action": "save", "__proto__": {"is_superuser": true}}'),
    (
        "application/xml",
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><x>&y;</x>',
    ),
    ("multipart/form-data", b"no boundary at all"),
    ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb'),
    ("application/x-www-form-urlencoded; charset=utf-7", b"name=+ADw-script+AD4-"),
    ("application/x-www-form-urlencoded; charset=nonsense", b"name=Kanarie"),
    ("application/x-www-form-urlencoded", b"name=%ff%fe%00&action=%C0%AF&=&&&%"),
    ("", b"name=Kanarie"),
)
# Whom is spoken to, how long they are there, and that they looked: written by any request.
MAY_BE_WRITTEN = ("accounts_browsersession", "accounts_accesslogentry", "SAVEPOINT")


def changes(queries: list[dict[str, str]]) -> list[str]:
    """What was written, apart from the session and the log of looks."""
    return [
        query["sql"][:90]
        for query in queries
        if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))
        and not any(table in query["sql"][:60] for table in MAY_BE_WRITTEN)
    ]


@pytest.mark.django_db
def test_no_other_method_does_anything(cast: Cast, plain_404: None) -> None:
    wrong = list[str]()
    for visit in visits(cast):
        for method in METHODS:
            reset_queries()
            with taken_back(), CaptureQueriesContext(connection) as captured:
                response = visit.client.generic(
                    method, visit.url, b"action=save&_method=DELETE", "application/x-www-form-urlencoded"
                )
            if response.status_code != 405:
                wrong.append(f"{method[:9]} {visit.page.name}: {response.status_code}")
            if done := changes(captured.captured_queries):
                wrong.append(f"{method[:9]} {visit.page.name}: {done}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.django_db
def test_a_method_said_in_a_header_or_a_field_is_no_method(cast: Cast, plain_404: None) -> None:
    """A form that only shows is not made to act: GET stays GET."""
    wrong = list[str]()
    for visit in visits(cast, posts=True):
        if not visit.page.get:
            continue
        said = {"X-HTTP-Method-Override": "POST", "X-Method-Override": "POST", "X-HTTP-Method": "DELETE"}
        reset_queries()
        with CaptureQueriesContext(connection) as captured:
            response = visit.client.get(
                visit.url, {"_method": "POST", **(visit.page.post or {})}, headers=said
            )
        if response.status_code >= 500 or changes(captured.captured_queries):
            wrong.append(f"{visit.page.name}: {response.status_code} {changes(captured.captured_queries)}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.django_db
def test_no_other_kind_of_content_breaks_or_does_anything(cast: Cast, plain_404: None) -> None:
    wrong = list[str]()
    for visit in visits(cast, posts=True):
        for kind, body in BODIES:
            with taken_back():
                response = visit.client.generic("POST", visit.url, body, kind)
            if response.status_code >= 500:
                wrong.append(f"{kind[:40]} {visit.page.name}: {response.status_code}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.django_db
def test_what_stands_in_the_address_fills_in_no_form(cast: Cast, plain_404: None) -> None:
    """A form is read from the body alone: a link cannot hold what somebody then sends unseen. And of a name that is
    sent twice one value counts, never both and never a fault."""
    wrong, tried = list[str](), 0
    for visit in visits(cast, posts=True):
        form = form_of(visit.client.get(visit.url)) if visit.page.get else None
        if form is None:
            continue
        typed = plausible(form)
        query = QueryDict(mutable=True)
        for name, value in typed.items():
            query.setlist(name, value if isinstance(value, list) else [value])
        with taken_back():
            empty = visit.client.post(visit.url, {})
        with taken_back():
            by_link = visit.client.post(f"{visit.url}?{query.urlencode()}", {})
        if (empty.status_code, by_link.status_code) not in ((200, 200), (302, 302), (400, 400), (404, 404)):
            wrong.append(f"{visit.page.name}: {empty.status_code} became {by_link.status_code}")
        twice = {name: [*(v if isinstance(v, list) else [v]), "%00", "9" * 30] for name, v in typed.items()}
        with taken_back():
            if visit.client.post(visit.url, twice).status_code >= 500:
                wrong.append(f"{visit.page.name}: twice")
        tried += 1
    assert tried > 50
    assert not wrong, "\n".join(wrong)
