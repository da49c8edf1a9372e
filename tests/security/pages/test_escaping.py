# SPDX-License-Identifier: EUPL-1.2
"""What people typed stays text: a payload in every free text of every table is on every page, and never as mark-up; and
no line of the log holds it."""

import io
import logging
from contextlib import suppress
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.test import Client
from django.urls import get_resolver

from accounts.models import Membership, Municipality, User
from gir.logs import JsonFormatter
from protection.fields import EncryptedTextField
from tests.cast import Cast
from tests.protection.rows import our_models
from tests.security.walker import form_of, taken_back, visits

pytestmark = pytest.mark.django_db
PAYLOAD = "<img src=x onerror=alert(1)>'\"</script></textarea>{{7*7}}${7*7}javascript:alert(1)"
SHORT = "<b x>'\">"
MARKS = ("<img src=x", "<b x>", "</textarea>{{")
# As a page must show it.
ESCAPED = ("&lt;img src=x onerror", "&lt;b x&gt;")
# Text that is code: chosen from a list, or made by the program, and not typed by anybody.
BY_PROGRAM = {
    "accounts.User": {"password", "email", "language", "extension", "personnel_id"},
    "accounts.Municipality": {"slug", "theme", "main_colour", "accent_colour", "works_council_reference"},
    "incidents.Incident": {"reference"},
    "recordings.Recording": {"media_type", "file_name"},
}
# Their rows are sealed for ever, or are written by the program alone.
NOT_TYPED = {"retention", "notices", "protection"}


def free_texts(model: type[models.Model]) -> list[models.Field]:
    """The columns in which somebody may type what they like."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, (models.CharField, models.TextField, EncryptedTextField))
        and not field.choices
        and not field.primary_key
        and not field.unique
        and field.name not in BY_PROGRAM.get(model._meta.label, set())
        and not field.name.startswith(
            ("retention_", "codename", "digest", "media_type", "file_name", "kind", "hash")
        )
    ]


# Of another record, which nobody types.
NUMBERS = ("what", "object_id")


def plant(cast: Cast) -> int:
    """The payload in every free text of every row; how many were planted."""
    planted = 0
    for model in our_models():
        fields = free_texts(model)
        if not fields or model._meta.app_label in NOT_TYPED or model in (Membership,):
            continue
        for row in model._base_manager.all():
            changed = [field for field in fields if field.name not in NUMBERS and getattr(row, field.attname)]
            for field in changed:
                room = field.max_length if isinstance(field, models.CharField) else None
                text = PAYLOAD if not room or room >= len(PAYLOAD) else SHORT
                if room and room < len(text):
                    continue
                setattr(row, field.attname, text)
            if changed:
                # What nobody can change, nobody typed there.
                with suppress(IntegrityError), transaction.atomic():
                    models.Model.save(row, update_fields=[field.attname for field in changed])
                    planted += len(changed)
    return planted


@pytest.fixture
def planted(cast: Cast, db: None) -> Any:
    """The cast of whom everything that may be typed is the payload; taken back afterwards."""
    with taken_back():
        assert plant(cast) > 60
        for row in (User._base_manager.get(pk=cast.vera.pk), Municipality.objects.get(pk=cast.waterrijk.pk)):
            assert MARKS[0] in row.name
        yield cast


@pytest.fixture
def logged() -> Any:
    """Everything that a log would hold from here on, as production writes it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    names = [None, "django", "django.request", "django.server"]
    for name in names:
        logging.getLogger(name).addHandler(handler)
    yield stream
    for name in names:
        logging.getLogger(name).removeHandler(handler)


def test_what_was_typed_is_text_on_every_page_and_in_no_line_of_the_log(
    planted: Cast, logged: io.StringIO
) -> None:
    shown, wrong = 0, list[str]()
    for visit in visits(planted):
        if not visit.page.get:
            continue
        response = visit.client.get(visit.url)
        if not response.headers.get("Content-Type", "").startswith("text/html"):
            continue
        page = response.content.decode()
        shown += any(mark in page for mark in ESCAPED)
        wrong += [f"{visit.page.name}: {mark}" for mark in MARKS if mark in page]
        if 'href="javascript' in page or 'action="javascript' in page:
            wrong.append(f"{visit.page.name}: a link that is a program")
        if response.status_code >= 500:
            wrong.append(f"{visit.page.name}: {response.status_code}")
    assert not wrong, "\n".join(wrong)
    assert shown > 50
    for mark in ("onerror", "<b x>", "7*7"):
        assert mark not in logged.getvalue()


def test_a_form_that_is_refused_shows_it_as_text_and_logs_nothing(cast: Cast, logged: io.StringIO) -> None:
    """What was typed is kept in the form: in the value of a field, in a text area, in the words of an error."""
    shown, wrong = 0, list[str]()
    for visit in visits(cast, posts=True):
        form = form_of(visit.client.get(visit.url)) if visit.page.get else None
        if form is None:
            continue
        response = visit.client.post(visit.url, {bound.html_name: PAYLOAD for bound in form})
        if response.status_code >= 500:
            wrong.append(f"{visit.page.name}: {response.status_code}")
        page = response.content.decode(errors="replace")
        shown += ESCAPED[0] in page
        wrong += [f"{visit.page.name}: {mark}" for mark in MARKS if mark in page]
    assert not wrong, "\n".join(wrong)
    assert shown > 25
    for mark in ("onerror", "<b x>", "7*7"):
        assert mark not in logged.getvalue()


def test_a_fault_shows_nothing_of_what_it_was_about(
    cast: Cast, logged: io.StringIO, monkeypatch: Any
) -> None:
    """The page of a fault and its line in the log: no word of the exception, nothing typed, no place in the code."""

    def fault(request: Any) -> Any:
        raise ValueError(f"{PAYLOAD} {request.user.email} 999990019")

    assert settings.DEBUG is False
    client = Client(raise_request_exception=False)
    client.force_login(cast.rita)
    pattern = next(p for p in _leaves(get_resolver()) if p.name == "home")
    monkeypatch.setattr(pattern, "callback", fault)
    response = client.get("/", {"naam": "Zwartewaterallee"})
    assert response.status_code == 500
    for secret in (
        "onerror",
        "7*7",
        cast.rita.email,
        "999990019",
        "Traceback",
        "ValueError",
        "/work/",
        ".py",
    ):
        assert secret not in response.content.decode()
    lines = logged.getvalue()
    assert "ValueError" in lines
    for secret in ("onerror", cast.rita.email, "999990019", "Zwartewaterallee"):
        assert secret not in lines


def _leaves(resolver: Any) -> Any:
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _leaves(pattern)
        else:
            yield pattern
