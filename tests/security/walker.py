# SPDX-License-Identifier: EUPL-1.2
"""Every URL of the project, with somebody who may use it: for programs that try something everywhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts.models import User
from tests.cast import ACTORS, Cast
from tests.pages import PAGES, Page

# What a browser would not send of a form: a token has a value already, a file is of another program.
NOT_TYPED = (forms.FileField,)


@dataclass(frozen=True)
class Visit:
    """A page, the person who may use it (None for a visitor) and a browser of theirs; gone when the visit ends."""

    page: Page
    url: str
    person: User | None
    client: Client


@contextmanager
def taken_back(client: Client | None = None) -> Iterator[None]:
    """What happens inside is undone, whatever it was; the browser is signed in again as it was."""
    point = transaction.savepoint()
    cookies = client.cookies.output(header="") if client else ""
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)
        if client is not None:
            client.cookies.clear()
            client.cookies.load(cookies)


def visits(cast: Cast, *, posts: bool = False) -> Iterator[Visit]:
    """Every page of the permission matrix as the first of its people who may use it; with `posts`, those with a form.

    Each visit is rolled back when the next one begins.
    """
    for page in PAGES:
        if posts and page.post is None:
            continue
        actor = next((one for one in ACTORS if one.signed_in and page.who(one)), None)
        if actor is None:
            continue
        with taken_back():
            person = cast.person_for(actor)
            client = Client(raise_request_exception=True)
            if person is not None:
                client.force_login(person)
            yield Visit(page, reverse(page.name, kwargs=page.arguments(cast)), person, client)


def patterns(
    resolver: URLResolver | None = None, above: dict[str, Any] | None = None
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every URL of the project by its name, with what is asked for in it: the name of a part, and its converter."""
    for pattern in (resolver or get_resolver()).url_patterns:
        parts = dict.fromkeys(getattr(pattern.pattern.regex, "groupindex", {})) | pattern.pattern.converters
        parts = (above or {}) | parts
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern, parts)
        elif isinstance(pattern, URLPattern):
            yield pattern.name or "", parts


def form_of(response: Any) -> forms.BaseForm | None:
    """The form that a page shows; None where it shows none of its own."""
    for context in response.context or ():
        for layer in getattr(context, "dicts", [context]):
            for value in layer.values():
                if isinstance(value, forms.BaseForm):
                    return value
    return None


def plausible(form: forms.BaseForm) -> dict[str, Any]:
    """What somebody would fill in: what stands there already, and for the rest something that could be meant."""
    typed: dict[str, Any] = {}
    for bound in form:
        if isinstance(bound.field, NOT_TYPED):
            continue
        value = bound.value()
        shown = bound.field.widget.format_value(value) if value not in (None, "", False) else None
        if isinstance(value, (list, tuple)) and value:
            typed[bound.html_name] = [str(one) for one in value]
        elif value is True:
            typed[bound.html_name] = "on"
        elif shown:
            typed[bound.html_name] = shown[0] if isinstance(shown, list) else shown
        else:
            typed[bound.html_name] = _something(bound.field)
    return typed


def _something(field: forms.Field) -> Any:
    today = timezone.localdate()
    if isinstance(field, forms.MultipleChoiceField):
        return [str(field.choices[-1][0])] if field.choices else []
    if isinstance(field, forms.ChoiceField):
        flat = [key for key, _label in field.choices if str(key)]
        return str(flat[0]) if flat else ""
    if isinstance(field, forms.DateField):
        return f"{today:%d-%m-%Y}"
    if isinstance(field, forms.TimeField):
        return "00:01"
    if isinstance(field, forms.BooleanField):
        return "on"
    if isinstance(field, forms.EmailField):
        return "nieuw@waterrijk.example"
    if isinstance(field, (forms.IntegerField, forms.DecimalField)):
        return "12"
    return "Iets dat iemand typt." if not getattr(field, "max_length", None) else "Iets"[: field.max_length]  # type: ignore[attr-defined]
