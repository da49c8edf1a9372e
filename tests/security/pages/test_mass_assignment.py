# SPDX-License-Identifier: EUPL-1.2
"""What a form does not ask for cannot be set by it: every form of every page is sent with the names of every column of
every table beside its own fields, and nothing of it lands. Nor can a choice be made that is another municipality's."""

import datetime
import uuid
from collections import defaultdict
from typing import Any

import pytest
from django import forms
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from accounts.models import Municipality, OrganisationalUnit, User
from incidents.models import Draft, Incident
from protection.fields import EncryptedField
from tests.cast import Cast
from tests.protection.rows import our_models
from tests.security.walker import form_of, plausible, taken_back, visits

pytestmark = pytest.mark.django_db
TEXT = "KANARIE"
DAY = datetime.date(2087, 6, 5)
NUMBER = 8_705_061
KEY = uuid.UUID("c0ffee00-c0ff-4eec-8ffe-ec0ffeec0ffe")
# What a program would send that knows this framework.
PRIVILEGED = {
    **dict.fromkeys(("is_superuser", "is_staff", "is_active", "is_demo", "admin"), "on"),
    **dict.fromkeys(
        ("role", "level", "levels", "groups", "user_permissions", "permissions"), "administrator"
    ),
    **dict.fromkeys(("password", "new_password"), TEXT),
    **dict.fromkeys(("id", "pk", "user_id", "_state"), str(KEY)),
}


def canaries(elsewhere: dict[type[models.Model], Any]) -> dict[str, str]:
    """For the name of every column a value that no form would hold: of a reference, a row of another municipality."""
    sent = dict(PRIVILEGED)
    for model in our_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey):
                target = elsewhere.get(field.related_model)
                value = str(target if target is not None else KEY)
            elif isinstance(field, models.DateTimeField):
                value = f"{DAY:%Y-%m-%d} 04:03:02"
            elif isinstance(field, models.DateField):
                value = f"{DAY:%Y-%m-%d}"
            elif isinstance(field, models.UUIDField):
                value = str(KEY)
            elif isinstance(field, (models.IntegerField, models.DecimalField, models.FloatField)):
                value = str(NUMBER)
            elif isinstance(field, models.BooleanField):
                value = "on"
            else:
                value = TEXT
            sent.setdefault(field.name, value)
            sent.setdefault(field.attname, value)
    return sent


def written(queries: list[dict[str, str]]) -> list[type[models.Model]]:
    """The models in whose tables these statements wrote."""
    changing = [query["sql"] for query in queries if query["sql"].startswith(("INSERT", "UPDATE"))]
    return [
        model for model in our_models() if any(f'"{model._meta.db_table}"' in sql[:120] for sql in changing)
    ]


def landed(where: list[type[models.Model]]) -> list[str]:
    """Where a canary is in the tables of these models."""
    found = []
    for model in where:
        fields = model._meta.concrete_fields
        for row in model._base_manager.all():
            for field in fields:
                value = getattr(row, field.attname)
                if isinstance(value, datetime.datetime):
                    value = value.date()
                is_text = isinstance(value, (str, dict, list)) and TEXT in str(value)
                if is_text or value in (DAY, NUMBER, KEY):
                    found.append(f"{model._meta.label}.{field.name}")
    return found


def crossing(where: list[type[models.Model]]) -> list[str]:
    """Rows that belong to one municipality and point at something of another."""
    units = dict(OrganisationalUnit.objects.values_list("pk", "municipality_id"))
    people = dict(User.objects.values_list("pk", "municipality_id"))
    owner_of = {OrganisationalUnit: units, User: people, Municipality: {pk: pk for pk in set(units.values())}}
    found = []
    for model in where:
        references = [
            field
            for field in model._meta.concrete_fields
            if isinstance(field, models.ForeignKey) and field.related_model in owner_of
        ]
        if len(references) < 2:
            continue
        names = [field.attname for field in references]
        for values in model._base_manager.values_list("pk", *names):
            pairs = zip(references, values[1:], strict=True)
            owners = {owner_of[field.related_model].get(value) for field, value in pairs if value is not None}
            if len(owners - {None}) > 1:
                found.append(f"{model._meta.label} {values[0]}")
    return found


def powers() -> tuple[Any, ...]:
    """Who is active, who runs the installation, who belongs where, which password opens what."""
    fields = ("pk", "is_superuser", "municipality_id", "unit_id", "password", "is_active")
    return tuple(User.objects.order_by("pk").values_list(*fields))


# A draft is the answers to the questions of another page, whatever they are: by their names, and by no others.
KEEPS_WHAT_IS_TYPED = {"report_autosave", "my_report_autosave"}
# What a page is for may change who is active or where somebody works.
MAY_CHANGE = {
    "change_person": {3},
    "deactivate_person": {5},
    "reactivate_person": {5},
}


@pytest.fixture
def elsewhere(cast: Cast) -> dict[type[models.Model], Any]:
    stranger = cast.person("Vreemd", cast.other, "handler")
    return {
        Municipality: cast.duinveen.pk,
        OrganisationalUnit: cast.other.pk,
        User: stranger.pk,
        Incident: cast.incident(cast.person("Ginds", cast.other, "reporter")).pk,
    }


def test_nothing_that_a_form_does_not_ask_for_lands(
    cast: Cast, elsewhere: dict[type[models.Model], Any]
) -> None:
    sent = canaries(elsewhere)
    assert len(sent) > 200
    assert landed(our_models()) == crossing(our_models()) == []
    wrong, taken = list[str](), list[str]()
    for visit in visits(cast, posts=True):
        before = powers()
        form = form_of(visit.client.get(visit.url)) if visit.page.get else None
        own = plausible(form) if form else {}
        typed = {**(visit.page.post or {}), **own}
        hostile = {
            name: value for name, value in sent.items() if name not in typed and not _asked(form, name)
        }
        with CaptureQueriesContext(connection) as captured:
            response = visit.client.post(visit.url, typed | hostile)
        touched = written(captured.captured_queries)
        if response.status_code >= 500:
            wrong.append(f"{visit.page.name}: {response.status_code}")
        if response.status_code in (302, 204) or "attachment" in response.headers.get(
            "Content-Disposition", ""
        ):
            taken.append(visit.page.name)
        drafts = {key for row in Draft.objects.all() for key in row.data}
        wrong += [f"{visit.page.name}: a draft keeps {key}" for key in drafts & PRIVILEGED.keys()]
        if visit.page.name in KEEPS_WHAT_IS_TYPED:
            touched.remove(Draft)
        wrong += [f"{visit.page.name}: {place}" for place in landed(touched) + crossing(touched)]
        allowed = MAY_CHANGE.get(visit.page.name, set())
        for old, new in zip(before, powers(), strict=False):
            changed = {place for place, pair in enumerate(zip(old, new, strict=True)) if pair[0] != pair[1]}
            if changed - allowed:
                wrong.append(f"{visit.page.name}: {old} became {new}")
    assert not wrong, "\n".join(wrong)
    # It is no proof where every form was refused.
    assert len(set(taken)) > 45, (len(set(taken)), sorted(set(taken)))


def _asked(form: Any, name: str) -> bool:
    return form is not None and any(form.add_prefix(field) == name for field in form.fields)


def test_no_choice_of_another_municipality_is_taken(
    cast: Cast, elsewhere: dict[type[models.Model], Any]
) -> None:
    """Every field that chooses one of several is sent with a row of another municipality, the others filled in well."""
    tried, wrong = defaultdict(int), list[str]()
    for visit in visits(cast, posts=True):
        form = form_of(visit.client.get(visit.url)) if visit.page.get else None
        if form is None:
            continue
        typed = {**(visit.page.post or {}), **plausible(form)}
        chosen = [
            form.add_prefix(name)
            for name, field in form.fields.items()
            if isinstance(field, forms.ChoiceField)
        ]
        for name in chosen:
            for key in elsewhere.values():
                with CaptureQueriesContext(connection) as captured:
                    visit.client.post(visit.url, typed | {name: str(key)})
                tried[visit.page.name] += 1
                if found := crossing(written(captured.captured_queries)):
                    wrong.append(f"{visit.page.name}: {found}")
    assert sum(tried.values()) > 100
    assert not wrong, "\n".join(wrong)


def test_the_program_would_notice(cast: Cast) -> None:
    """A canary that did land is found, also where it is encrypted; so is a row that crosses."""
    with taken_back():
        assert any(isinstance(field, EncryptedField) for field in type(cast.case)._meta.concrete_fields)
        cast.case.narrative = f"x {TEXT}"
        cast.case.save()
        assert "incidents.Incident.narrative" in landed([type(cast.case)])
    cast.case.refresh_from_db()
    with taken_back():
        User.objects.filter(pk=cast.vera.pk).update(unit=cast.other)
        assert crossing([User])
