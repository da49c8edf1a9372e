# SPDX-License-Identifier: EUPL-1.2
"""Employees are told of the registration and accept secrecy before anything else (LEI 3.1, 7); every URL is tried in
tests/test_permissions.py."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils.http import urlencode

from accounts import employee_notice
from accounts.employee_notice import VERSION, accept_notice, must_accept
from accounts.models import ChangeLogEntry, User
from incidents.models import Draft
from tests.incidents.case import client_of, text_of
from tests.world import World, fresh

NOTICE = "/voor-medewerkers/"


@pytest.fixture
def noor(world: World) -> User:
    """A reporter who never accepted anything."""
    return world.person("Noor", None, "reporter", notice_version=0, notice_accepted_at=None)


def test_one_tap_leads_on_to_where_one_was_going(world: World, noor: User) -> None:
    client = client_of(noor)
    there = client.get("/mijn-meldingen/")
    assert there.url == f"{NOTICE}?{urlencode({'next': '/mijn-meldingen/'})}"
    assert client.post(NOTICE, {"version": VERSION, "next": "/mijn-meldingen/"}).url == "/mijn-meldingen/"
    assert client.get("/mijn-meldingen/").status_code == 200


def test_who_is_upset_gets_to_the_report_form_at_once(noor: User) -> None:
    client = client_of(noor)
    assert "Akkoord, en nu iets melden" in text_of(client.get(NOTICE))
    assert client.post(NOTICE, {"version": VERSION, "then": "report"}).url == reverse("report")


def test_numbers_to_call_stand_on_it_and_no_menu(world: World, noor: User) -> None:
    world.parent.emergency_number = "088 999 0001"
    world.parent.save()
    page = text_of(client_of(noor).get(NOTICE))
    assert "tel:112" in page
    # Of the nearest unit above, as everywhere.
    assert "088 999 0001" in page
    assert "Gemeente Waterrijk" in page
    assert "Hoofdmenu" not in page
    assert "Hoofdmenu" in text_of(client_of(world.person("Bea", None, "reporter")).get(NOTICE))


def test_which_version_and_when_is_kept_and_the_first_moment_stays(noor: User) -> None:
    client = client_of(noor)
    client.post(NOTICE, {"version": VERSION})
    first = fresh(noor)
    assert first.notice_version == VERSION
    assert first.notice_accepted_at is not None
    client.post(NOTICE, {"version": VERSION})
    assert fresh(noor).notice_accepted_at == first.notice_accepted_at
    kind = ContentType.objects.get_for_model(User)
    rows = ChangeLogEntry.objects.filter(content_type=kind, object_pk=str(noor.pk), actor=noor)
    (row,) = [row for row in rows if "notice_version" in (row.changes or {})]
    assert row.action == ChangeLogEntry.Action.UPDATE


@pytest.mark.parametrize("version", ["", "0", str(VERSION + 1), "een", "-1"])
def test_only_the_version_in_force_is_accepted(noor: User, version: str) -> None:
    client = client_of(noor)
    assert client.post(NOTICE, {"version": version}).status_code == 200
    assert must_accept(fresh(noor))
    assert client.get("/").url == NOTICE


def test_another_version_asks_everybody_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    bea = world.person("Bea")
    assert not must_accept(bea)
    monkeypatch.setattr(employee_notice, "VERSION", VERSION + 1)
    assert must_accept(bea)
    assert not accept_notice(bea, VERSION)
    assert accept_notice(bea, VERSION + 1)
    assert not must_accept(fresh(bea))


def test_what_was_being_typed_is_kept(noor: User) -> None:
    """Somebody was typing when the version came into force."""
    client = client_of(noor)
    answer = client.post(reverse("report"), {"narrative": "Geheim Zwartewaterallee", "action": "send"})
    draft = Draft.objects.get(author=noor)
    assert draft.data["narrative"] == ["Geheim Zwartewaterallee"]
    path = reverse("report_draft", args=[draft.pk])
    assert answer.url == f"{NOTICE}?{urlencode({'next': path})}"
    assert client.post(NOTICE, {"version": VERSION, "next": path}).url == path


@pytest.mark.parametrize("onward", ["https://elders.example/", "//elders.example", "javascript:alert(1)"])
def test_it_leads_nowhere_else(noor: User, onward: str) -> None:
    client = client_of(noor)
    assert 'name="next" value="/"' in text_of(client.get(f"{NOTICE}?{urlencode({'next': onward})}"))
    assert client.post(NOTICE, {"version": VERSION, "next": onward}).url == "/"


def test_signing_out_and_the_other_language_stay_possible(noor: User) -> None:
    client = client_of(noor)
    assert client.post(reverse("set_language"), {"language": "en", "next": NOTICE}).url == NOTICE
    assert fresh(noor).language == "en"
    client.post(reverse("account_logout"))
    assert "/account/inloggen/" in client.get("/").url


def test_an_operator_of_nobody_s_municipality_is_not_asked(db: None) -> None:
    operator = User.objects.create_superuser("root@installatie.example", name="Operator")
    assert not must_accept(operator)
    assert client_of(operator).get(NOTICE).status_code == 404


def test_administrators_see_of_whom_it_is_waited(world: World, noor: User) -> None:
    whole = client_of(world.person("Ada", world.root, "administrator"))
    world.person("Gerda Weg", notice_version=0, is_active=False)
    world.person("Omar Elders", world.sibling, notice_version=0)
    assert "2 mensen gingen nog niet akkoord" in text_of(whole.get(reverse("administration")))
    page = text_of(whole.get(f"{reverse('people')}?account=niet-akkoord"))
    assert "Noor" in page
    assert "Omar Elders" in page
    assert "Gerda Weg" not in page
    # Of a part: of one's own units only.
    part = client_of(world.person("Bo", world.own, "administrator"))
    assert "1 mens ging nog niet akkoord" in text_of(part.get(reverse("administration")))
    assert "Omar Elders" not in text_of(part.get(f"{reverse('people')}?account=niet-akkoord"))


def test_whether_one_accepted_costs_no_query(world: World, noor: User, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert must_accept(noor)
