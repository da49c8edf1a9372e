# SPDX-License-Identifier: EUPL-1.2
"""A municipality registers nothing before its people were told and the works council agreed (LEI 3.1, 12)."""

import datetime
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from accounts.administering import NotAllowed
from accounts.appearance import ChangedMeanwhile, shown_of
from accounts.house_rules import STANDARD, write_house_rules
from accounts.in_use import NotInUse
from accounts.models import ChangeLogEntry, HouseRules, Municipality, StartOfUse, User
from accounts.policy import today
from accounts.set_up import set_up_municipality
from incidents.models import Draft, Incident, Letterhead
from incidents.taking_over.taking import keep_reading
from oversight.start_of_use import (
    FACTS,
    InTheFuture,
    NotReady,
    StaysFilled,
    conditions,
    facts_of,
    take_into_use,
    write_facts,
)
from recordings.intake import register_call
from recordings.models import Recording
from recordings.refusals import Refused as CallRefused
from tests.incidents.case import client_of, text_of
from tests.incidents.lettered import make_letterhead
from tests.recordings.exchange import Exchange
from tests.world import World, fresh

DAY = datetime.timedelta(days=1)
PAGE = "/beheer/ingebruikname/"


def facts(**other: Any) -> dict[str, Any]:
    days = dict.fromkeys(FACTS, today() - 9 * DAY)
    return days | {"works_council_reference": "OR 2026/3"} | other


@pytest.fixture
def new(world: World) -> World:
    """Waterrijk while it is being set up."""
    world.waterrijk.in_use_since = None
    world.waterrijk.save()
    return world


@pytest.fixture
def ada(new: World) -> User:
    """One of its two administrators."""
    new.person("Ben", new.root, "administrator")
    return new.person("Ada", new.root, "administrator")


def shown(municipality: Municipality) -> str:
    return shown_of(facts_of(municipality.pk), FACTS)


def arrange_everything(world: World, ada: User) -> None:
    write_facts(ada, facts(), shown(world.waterrijk))
    write_house_rules(ada, STANDARD, "", today(), 0)
    make_letterhead(world.waterrijk)


def test_a_municipality_that_is_made_is_not_in_use(db: None) -> None:
    made = set_up_municipality("Meerstad", "meerstad", [("Ada", "a@m.example"), ("Ben", "b@m.example")])
    assert not Municipality.objects.get(pk=made.pk).is_in_use


def test_before_it_nothing_of_anybody_is_registered(new: World) -> None:
    rita = new.person("Rita", None, "reporter")
    client = client_of(rita)
    page = client.get(reverse("report"))
    assert page.status_code == 200
    assert "Melden kan hier nog niet" in text_of(page)
    assert "<textarea" not in text_of(page)
    assert "tel:112" in text_of(page)
    for action in ("send", "draft"):
        answer = client.post(reverse("report"), {"narrative": "Geheim", "action": action})
        assert answer.status_code == 409
    client.post(reverse("report_autosave"), {"narrative": "Geheim"})
    with pytest.raises(NotInUse):
        new.incident(rita)
    assert not Incident.objects.exists()
    assert not Draft.objects.exists()
    with pytest.raises(NotInUse):
        keep_reading(new.person("Hanna", new.root, "handler"), b"datum;melding")


def test_before_it_no_call_is_taken_in(new: World) -> None:
    exchange = Exchange(new)
    with pytest.raises(CallRefused) as refused:
        register_call(exchange.system, exchange.facts())
    assert refused.value.code == "not_in_use"
    assert not Recording.objects.exists()


def test_setting_up_works_before_it(new: World, ada: User) -> None:
    client = client_of(ada)
    for name in (
        "administration",
        "invite_person",
        "letterhead",
        "write_house_rules",
        "telephony",
        "staff_list",
    ):
        assert client.get(reverse(name)).status_code == 200, name
    assert "nog niet in gebruik" in text_of(client.get(reverse("administration")))


@pytest.mark.parametrize(
    "missing", [*FACTS, "administrators", "house rules", "rules not made known", "letterhead"]
)
def test_it_waits_for_each_of_these(new: World, ada: User, missing: str) -> None:
    arrange_everything(new, ada)
    match missing:
        case "administrators":
            User.objects.filter(name="Ben").update(is_active=False)
        case "house rules":
            HouseRules.objects.all().delete()
        case "rules not made known":
            HouseRules.objects.update(known_on=today() + DAY)
        case "letterhead":
            Letterhead.objects.all().delete()
        case _:
            empty = "" if missing == "works_council_reference" else None
            write_facts(ada, facts(**{missing: empty}), shown(new.waterrijk))
    assert [c.is_met for c in conditions(new.waterrijk, new.root)].count(False) == 1
    with pytest.raises(NotReady):
        take_into_use(ada)
    answer = client_of(ada).post(PAGE, {"action": "start"})
    assert "Nog niet alles is geregeld" in text_of(answer)
    assert not Municipality.objects.get(pk=new.waterrijk.pk).is_in_use


def test_one_act_of_an_administrator_and_the_log_says_whose(new: World, ada: User) -> None:
    arrange_everything(new, ada)
    client = client_of(ada)
    assert client.get("/openbaar/waterrijk/").status_code == 404
    assert client.post(PAGE, {"action": "start"}).url == PAGE
    since = Municipality.objects.get(pk=new.waterrijk.pk).in_use_since
    assert since is not None
    client.post(PAGE, {"action": "start"})
    assert Municipality.objects.get(pk=new.waterrijk.pk).in_use_since == since
    kind = ContentType.objects.get_for_model(Municipality)
    rows = ChangeLogEntry.objects.filter(content_type=kind, object_pk=str(new.waterrijk.pk), actor=ada)
    assert [row for row in rows if "in_use_since" in (row.changes or {})]
    assert client.get("/openbaar/waterrijk/").status_code == 200
    assert new.incident(fresh(new.person("Rita", None, "reporter"))).pk


def test_others_do_not(new: World, ada: User) -> None:
    arrange_everything(new, ada)
    part = new.person("Piet", new.own, "administrator")
    for person in (part, new.person("Hanna", new.root, "handler")):
        with pytest.raises(NotAllowed):
            take_into_use(person)
        with pytest.raises(NotAllowed):
            write_facts(person, facts(), shown(new.waterrijk))


def test_what_is_typed_wrong_is_refused_and_kept(new: World, ada: User) -> None:
    client = client_of(ada)
    sent = {"shown": shown(new.waterrijk), "works_council_on": f"{today() + DAY:%d-%m-%Y}"}
    page = text_of(client.post(PAGE, sent | {"works_council_reference": "OR 7"}))
    assert "Deze dag is nog niet geweest" in page
    assert 'value="OR 7"' in page
    assert not StartOfUse.objects.exists()
    page = text_of(client.post(PAGE, {"shown": shown(new.waterrijk), "works_council_reference": "OR 7"}))
    assert "Vul ook de dag van de instemming in." in page
    with pytest.raises(InTheFuture):
        write_facts(ada, facts(employees_told_on=today() + DAY), shown(new.waterrijk))


def test_two_administrators_at_once_lose_nothing(new: World, ada: User) -> None:
    before = shown(new.waterrijk)
    write_facts(ada, facts(), before)
    with pytest.raises(ChangedMeanwhile):
        write_facts(ada, facts(works_council_reference="OR 9"), before)
    page = text_of(client_of(ada).post(PAGE, {"shown": before, "protocol_adopted_on": "01-02-2026"}))
    assert "Een andere beheerder was u net voor" in page
    assert StartOfUse.objects.get().works_council_reference == "OR 2026/3"


def test_in_use_a_fact_is_corrected_and_never_emptied(new: World, ada: User) -> None:
    arrange_everything(new, ada)
    take_into_use(ada)
    write_facts(ada, facts(works_council_reference="OR 2026/4"), shown(new.waterrijk))
    with pytest.raises(StaysFilled):
        write_facts(ada, facts(employees_told_on=None), shown(new.waterrijk))
    assert StartOfUse.objects.get().works_council_reference == "OR 2026/4"


def test_who_registered_before_there_was_this_check_goes_on(new: World, ada: User) -> None:
    migration = import_module("accounts.migrations.0014_notice_and_secrecy")
    duinveen_since = new.duinveen.in_use_since
    migration.already_in_use(apps, None)
    assert Municipality.objects.get(pk=new.waterrijk.pk).is_in_use
    assert StartOfUse.objects.get(municipality=new.waterrijk).before_this_check
    assert Municipality.objects.get(pk=new.duinveen.pk).in_use_since == duinveen_since
    assert "al vóór deze controle" in text_of(client_of(ada).get(PAGE))
