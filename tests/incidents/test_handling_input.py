# SPDX-License-Identifier: EUPL-1.2
"""Bad input in every form of a case: a clear message or "not found", never an error page, never half a record."""

import datetime
import uuid
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from incidents import handling
from incidents.models import Aftercare, Damage, Evidence, Measure
from incidents.reporting import VictimFacts, contribute
from tests.incidents.case import Case, add_evidence, client_of, filled_in, text_of
from tests.world import World

TEXTS = {
    "empty": "",
    "blank": " \t\n ",
    "over-long": "x" * 20_000,
    "control": "a\x00b\x07c\x1b[31m\x7f\x85",
    "emoji": "👩🏽‍🚒💥🇳🇱",
    "right to left": "\u202egnp.exe שלום \u2066x\u2069",
    "html": "<script>alert('x')</script><img src=x onerror=alert(1)>\"'&",
    "formula": "=cmd|' /C calc'!A0",
    "template": "{{ settings.SECRET_KEY }} {% load x %} %(who)s %s",
}


@pytest.fixture
def case(world: World) -> Case:
    case = Case(world)
    handling.add_another_victim(case.bob, case.incident, VictimFacts(unit=world.own, name="Noor"))
    handling.take_measure(case.bob, case.incident, "prevention", "Balie", timezone.localdate(), uuid.uuid4())
    damage = {"owner": "employee", "description": "Bril", "amount": None, "recovered": None}
    handling.record_damage(case.bob, case.incident, uuid.uuid4(), damage)
    contribute(case.incident, case.alice, "addition", "Nog iets", uuid.uuid4())
    add_evidence(case.bob, case.incident)
    return case


FORMS = [
    "incident_wait",
    "incident_close",
    "incident_reopen",
    "incident_facts",
    "incident_date",
    "incident_add_victim",
    "incident_victim",
    "incident_remove_victim",
    "incident_add_contact",
    "incident_contact",
    "incident_inspectorate",
    "incident_add_measure",
    "incident_measure",
    "incident_police",
    "incident_add_damage",
    "incident_damage",
    "incident_add_evidence",
]


def where_of(case: Case, name: str) -> dict[str, Any]:
    """The ids in the path of a form."""
    victim = case.incident.victims.get(user=None)
    rows = {
        "incident_victim": {"victim_id": victim.pk},
        "incident_remove_victim": {"victim_id": victim.pk},
        "incident_add_contact": {"victim_id": victim.pk},
        "incident_contact": {"contact_id": Aftercare.objects.filter(victim=victim).first().pk},
        "incident_measure": {"measure_id": Measure.objects.get().pk},
        "incident_damage": {"damage_id": Damage.objects.get().pk},
    }
    return rows.get(name, {})


def rows_of_everything() -> dict[str, int]:
    """How many rows each table of the room holds."""
    return {m._meta.label: m._base_manager.count() for m in apps.get_app_config("incidents").get_models()}


# These ask for a text only, so that odd text is a text; every other form refuses it at a field.
ONLY_TEXT = ("incident_wait", "incident_reopen", "incident_remove_victim")


def send(case: Case, name: str, kind: str) -> Any:
    """This text in every field of the form at once, choices and hidden fields included."""
    where = where_of(case, name)
    client = client_of(case.bob)
    page = client.get(case.url(name, **where))
    data = {field.html_name: TEXTS[kind] for field in page.context["form"]} | {"shown": TEXTS[kind]}
    if "file" in data:
        data["file"] = SimpleUploadedFile(f"{kind}.png", TEXTS[kind].encode("utf-8", "replace"))
    response = client.post(case.url(name, **where), data)
    assert "<script>alert(" not in response.content.decode()
    return response


@pytest.mark.parametrize("name", [name for name in FORMS if name not in ONLY_TEXT])
def test_odd_text_everywhere_is_told_at_the_fields_and_stores_nothing(case: Case, name: str) -> None:
    before = rows_of_everything()
    for kind in TEXTS:
        response = send(case, name, kind)
        assert response.status_code == 200, kind
        assert response.context["form"].errors or response.context["form"].conflicts, kind
        assert rows_of_everything() == before, kind


@pytest.mark.parametrize("kind", TEXTS)
def test_odd_text_in_the_forms_that_ask_for_a_text_only(case: Case, kind: str) -> None:
    for name in ONLY_TEXT:
        assert send(case, name, kind).status_code in (200, 302), name


@pytest.mark.parametrize("kind", [k for k in TEXTS if k not in ("empty", "blank", "over-long")])
def test_odd_text_where_text_belongs_is_kept_as_text(case: Case, kind: str) -> None:
    data = case.form(case.bob, "incident_facts") | {
        "narrative": "Begin " + TEXTS[kind],
        "place": TEXTS[kind],
        "aggressor_name": TEXTS[kind],
        "aggressor_description": TEXTS[kind],
    }
    response = case.post(case.bob, "incident_facts", data)
    # A zero character is refused or dropped, never stored; the rest is people's own text.
    assert response.status_code == 302
    stored = case.again().narrative
    assert not any(ord(c) < 32 and c not in "\n\t" for c in stored)
    assert not set("\u202e\u2066\u2069") & set(stored)
    page = case.get(case.bob).content.decode()
    assert "<script>alert(" not in page
    assert "<img src=x" not in page
    if kind in ("emoji", "formula", "template", "html"):
        assert TEXTS[kind] in text_of(case.get(case.bob))


DATES = [
    "31-02-2026",
    "00-00-0000",
    "29-02-2027",
    "1-1-1",
    "99999999",
    "2026-13-01",
    "morgen",
    "٠١-٠١-٢٠٢٦",
    "01-01-9999",
]


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("incident_date", "date"),
        ("incident_contact", "date"),
        ("incident_add_contact", "date"),
        ("incident_inspectorate", "on"),
        ("incident_add_measure", "taken_on"),
        ("incident_police", "made_on"),
    ],
)
def test_dates_that_cannot_be(case: Case, name: str, field: str) -> None:
    where = where_of(case, name)
    data = case.form(case.bob, name, **where)
    data |= {"text": "Tekst", "reason": "Reden", "note": "Blijft staan", "state": "made"}
    before = rows_of_everything()
    for date in DATES:
        response = case.post(case.bob, name, data | {field: date}, **where)
        assert response.status_code == 200, date
        assert response.context["form"].errors[field], date
    assert rows_of_everything() == before


def test_ids_of_another_incident_in_the_path_are_not_found(case: Case, world: World) -> None:
    """Of another incident of the unit, of another unit, of another municipality: the same 404."""
    mine = case.incident
    own = {
        "incident_victim": ("victim_id", mine.victims.first().pk),
        "incident_confirm": ("victim_id", mine.victims.first().pk),
        "incident_add_contact": ("victim_id", mine.victims.first().pk),
        "incident_remove_victim": ("victim_id", mine.victims.first().pk),
        "incident_contact": ("contact_id", Aftercare.objects.filter(incident=mine).first().pk),
        "incident_measure": ("measure_id", Measure.objects.get().pk),
        "incident_damage": ("damage_id", Damage.objects.get().pk),
        "incident_seen": ("contribution_id", mine.contributions.get().pk),
        "incident_remove_evidence": ("evidence_id", Evidence.objects.get().pk),
    }
    case.incident = world.incident(case.alice)
    before = rows_of_everything()
    for name, (key, value) in own.items():
        for wrong in (value, uuid.uuid4()):
            assert case.post(case.bob, name, {"reason": "x"}, **{key: wrong}).status_code == 404, name
            if name not in ("incident_confirm", "incident_seen"):
                assert case.get(case.bob, name, **{key: wrong}).status_code == 404, name
    assert rows_of_everything() == before


def test_an_incident_that_is_none_is_not_found(case: Case) -> None:
    client = client_of(case.bob)
    for path in (f"/incidenten/{uuid.uuid4()}/", "/incidenten/1/", "/incidenten/../", "/incidenten/%00/"):
        assert client.get(path).status_code == 404


def test_choices_that_are_not_offered(case: Case) -> None:
    for name, field in (
        ("incident_facts", "channel"),
        ("incident_facts", "severity"),
        ("incident_facts", "kinds"),
        ("incident_facts", "gravest_kind"),
        ("incident_police", "state"),
        ("incident_add_damage", "owner"),
        ("incident_close", "outcome"),
        ("incident_add_contact", "kind"),
        ("incident_add_contact", "what"),
    ):
        where = where_of(case, name)
        for wrong in ("onzin", "-1", "5", ["a", "b"], "first", "declined"):
            data = case.form(case.bob, name, **where) | {field: wrong, "description": "x", "conclusion": "x"}
            response = case.post(case.bob, name, data, **where)
            assert response.status_code == 200, (name, field, wrong)
            assert field in response.context["form"].errors, (name, field, wrong)


def test_methods_that_are_not_used(case: Case) -> None:
    client = client_of(case.bob)
    assert client.get(case.url("incident_take_up")).status_code == 405
    assert client.post(case.url()).status_code == 405
    assert client.delete(case.url("incident_facts")).status_code == 405
    outsider = client_of(case.eve)
    for name in ("incident", "incident_take_up", "incident_facts"):
        for method in (outsider.get, outsider.post):
            assert method(case.url(name)).status_code == 404
        # The same for whoever asks, whatever there is.
        assert outsider.delete(case.url(name)).status_code == 405


def test_a_post_without_a_token_of_the_site_is_refused(case: Case) -> None:
    from django.test import Client

    from tests.world import fresh

    client = Client(enforce_csrf_checks=True)
    client.force_login(fresh(case.bob))
    assert client.post(case.url("incident_take_up")).status_code == 403
    assert case.again().handler is None


def test_what_was_typed_is_kept_when_something_is_missing(case: Case) -> None:
    data = case.form(case.bob, "incident_facts") | {
        "narrative": "",
        "place": "Balie KANARIE",
        "severity": "4",
    }
    response = case.post(case.bob, "incident_facts", data)
    assert response.status_code == 200
    again = filled_in(response)
    assert again["place"] == "Balie KANARIE"
    assert again["severity"] == "4"
    assert "data-error-summary" in text_of(response)


def test_what_was_typed_wrongly_is_in_no_log(case: Case, caplog: pytest.LogCaptureFixture) -> None:
    secret = "KANARIE-in-het-formulier"
    data = case.form(case.bob, "incident_facts") | {"narrative": secret, "severity": "99"}
    response = case.post(case.bob, "incident_facts", data)
    assert secret in text_of(response)
    assert secret not in caplog.text


def test_a_date_of_today_is_fine(case: Case) -> None:
    day = (timezone.localdate() - datetime.timedelta(days=1)).strftime("%d-%m-%Y")
    data = case.form(case.bob, "incident_add_measure") | {"text": "Tekst", "taken_on": day}
    assert case.post(case.bob, "incident_add_measure", data).status_code == 302
