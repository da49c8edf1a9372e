# SPDX-License-Identifier: EUPL-1.2
"""LEI 6: what was disclosed of either side stands in one list, for the coordinator of that municipality alone: to whom,
of what, the ground, why it is compatible with the purpose, by whom and when."""

import datetime
import uuid
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from incidents.models import Disclosure, Incident
from oversight import disclosed
from oversight.disclosed import Asked, Place, page_of
from recordings import disclosing
from recordings.models import Disclosure as Copy
from recordings.models import Ground, Recording
from retention.engine import destroy_due
from tests.incidents.case import client_of, text_of
from tests.recordings.exchange import Exchange
from tests.recordings.test_disclosing import SAID
from tests.upgrading import database_of_before, upgrade
from tests.world import World, fresh

PAGE = "/verstrekkingen/"
DAY = datetime.timedelta(days=1)
QUERIES = 8


class Town(World):
    """An incident of which the police got something, and a call of which a copy was taken."""

    def __init__(self) -> None:
        super().__init__()
        self.exchange = Exchange(self)
        self.coen = self.exchange.coen
        self.bob = self.person("Bob", None, "handler")
        self.case = self.incident(self.person("Rita", None, "reporter"), self.bob)
        self.number = 0

    def to_the_police(self, at: datetime.datetime | None = None, **said: Any) -> Disclosure:
        """As incidents.disclosing writes it down."""
        self.number += 1
        at = at or timezone.now()
        row: Disclosure = Disclosure.objects.create(
            **{
                "municipality": self.waterrijk,
                "about": self.case.pk,
                "asked_by": self.bob,
                "asked_at": at,
                "completed_at": at,
                "ground": "report",
                "recipient": f"Brigadier Uil {self.number}",
                "reference": f"PL-{self.number}",
                "identity_check": "Teruggebeld.",
                "compatibility": "Het beschermt onze medewerkers.",
                "parts": ["suspect"],
            }
            | said
        )
        return row

    def copy(self, call: Recording | None = None, *, taken: bool = True, **said: str) -> Copy:
        row = disclosing.disclose(self.coen, call or self.exchange.approved(), Ground.POLICE, **(SAID | said))
        if taken:
            disclosing.choose_passphrase(self.coen, row)
            assert list(disclosing.take_package(self.coen, row))
        row.refresh_from_db()
        return row


@pytest.fixture
def town(db: None) -> Town:
    return Town()


def rows_of(person: User, **asked: Any) -> list[Any]:
    return [line.row for line in page_of(fresh(person), Asked(**asked)).lines]


def test_it_says_everything_that_lei_6_asks(town: Town) -> None:
    call = town.exchange.approved()
    town.to_the_police(), town.copy(call)
    page = text_of(client_of(town.coen).get(PAGE))
    for words in (
        *("Brigadier Uil 1", "PL-1", "Teruggebeld.", "Het beschermt onze medewerkers.", "De verdachte"),
        *(SAID.values()),
        *("Aangifte door de gemeente", "Aangifte: een kopie voor de politie", "Bob", "Coen"),
        *(town.case.reference, call.reference, "Gegevens van een melding", "Kopie van een opname"),
        f"{timezone.localdate().day} ",
    ):
        assert words in page, words
    for secret in ("Toelichting", "Zwartewaterallee", "opwachten", "06-12345678", "Alice"):
        assert secret not in page


def test_what_is_asked_for_and_not_given_is_no_disclosure(town: Town) -> None:
    waiting = town.copy(taken=False)
    assert rows_of(town.coen) == []
    # It still has a page, and a place where it is found.
    page = text_of(client_of(town.coen).get(reverse("caller_requests")))
    assert reverse("disclosure", args=[waiting.pk]) in page
    disclosing.choose_passphrase(town.coen, waiting)
    list(disclosing.take_package(town.coen, waiting))
    assert rows_of(town.coen) == [waiting]
    page = text_of(client_of(town.coen).get(reverse("caller_requests")))
    assert reverse("disclosure", args=[waiting.pk]) not in page


@pytest.mark.parametrize("missing", ["compatible", "compatibility"])
def test_no_copy_without_an_answer_whether_it_is_compatible_with_the_purpose(
    town: Town, missing: str
) -> None:
    """LEI 6: a question that must be answered, on the recordings' side too."""
    url = reverse("recording_disclose", kwargs={"recording_id": town.exchange.approved().pk})
    whole = SAID | {"ground": "police", "compatible": "yes"}
    client = client_of(town.coen)
    page = text_of(client.post(url, whole | {missing: ""}))
    assert "Past dit bij het doel van de registratie?" in page
    assert SAID["recipient"] in page
    assert "artikel 6" in text_of(client.post(url, whole | {"compatible": "no"}))
    assert not Copy.objects.exists()
    assert client.post(url, whole).status_code == 302
    assert Copy.objects.get().compatibility == SAID["compatibility"]


def test_nobody_else_reads_them(town: Town) -> None:
    town.to_the_police(), town.copy()
    elsewhere = town.person("Cees", town.other_root, "coordinator", "handler")
    page = text_of(client_of(elsewhere).get(PAGE))
    assert "Er is niets verstrekt" in page
    for words in ("Brigadier", SAID["recipient"]):
        assert words not in page
    for person in (
        town.person("Nel"),
        town.person("Ada", town.root, "administrator"),
        town.person("Cor", town.own, "coordinator"),
        town.person("Sam", town.root, "supervisor", "handler", "registry_reader", "head"),
        User.objects.create_superuser("root@installatie.example", "x", name="Operator"),
    ):
        assert client_of(person).get(PAGE).status_code == 404, person.name
        assert rows_of(person) == []
    inactive = town.person("Ina", town.root, "coordinator", is_active=False)
    for client in (client_of(inactive), Client()):
        assert "/account/inloggen/" in client.get(PAGE).headers["Location"]


@pytest.mark.parametrize("more", [{"is_superuser": True}, {}])
def test_who_has_no_part_in_recordings_reads_of_incidents_only(town: Town, more: dict[str, Any]) -> None:
    """RULES: an administrator and an operator find no recording, whatever else they are."""
    given, copy = town.to_the_police(), town.copy()
    levels = ("coordinator",) if more else ("coordinator", "administrator")
    assert rows_of(town.person("Ada", town.root, *levels, **more)) == [given]
    assert rows_of(town.coen) == [copy, given]


def test_it_is_narrowed_down_by_side_and_period(town: Town) -> None:
    copy = town.copy()
    old = town.to_the_police(timezone.now() - 40 * DAY)
    new = town.to_the_police(timezone.now() - 3 * DAY)
    today = timezone.localdate()
    assert rows_of(town.coen) == [copy, new, old]
    assert rows_of(town.coen, side="meldingen") == [new, old]
    assert rows_of(town.coen, side="opnamen") == [copy]
    assert rows_of(town.coen, since=today - 3 * DAY) == [copy, new]
    assert rows_of(town.coen, until=today - 3 * DAY) == [new, old]
    assert rows_of(town.coen, since=today - 3 * DAY, until=today - 3 * DAY) == [new]
    client = client_of(town.coen)
    page = text_of(client.get(PAGE, {"side": "meldingen", "until": f"{today - 30 * DAY:%d-%m-%Y}"}))
    assert "PL-1" in page
    assert "PL-2" not in page
    page = text_of(client.get(PAGE, {"side": "anders", "since": "geen dag"}))
    assert "Kies uit deze lijst" in page
    assert "PL-2" in page
    page = text_of(client.get(PAGE, {"since": "02-01-2026", "until": "01-01-2026"}))
    assert "niet vóór de eerste datum" in page
    assert "geen verstrekking die bij deze filters past" in text_of(client.get(PAGE, {"until": "01-01-2020"}))


def test_page_by_page_and_back_without_losing_one(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where both sides gave something at the very same moment."""
    monkeypatch.setattr(disclosed, "PAGE", 2)
    copies = [town.copy() for _ in range(2)]
    at = timezone.now()
    Copy.objects.update(completed_at=at)
    for back in (0, 0, 1):
        town.to_the_police(at - back * DAY)
    everything = {*(copy.pk for copy in copies), *Disclosure.objects.values_list("pk", flat=True)}
    coen, there, back_again = fresh(town.coen), [], []
    page = page_of(coen, Asked())
    assert page.newer is None
    while True:
        there.append([line.row.pk for line in page.lines])
        if page.older is None:
            break
        page = page_of(coen, Asked(), Place.read(str(page.older)))
    assert [len(keys) for keys in there] == [2, 2, 1]
    assert {key for keys in there for key in keys} == everything
    while page.newer:
        page = page_of(coen, Asked(), Place.read(str(page.newer), back=True))
        back_again.append([line.row.pk for line in page.lines])
    assert back_again == there[-2::-1]
    html = text_of(client_of(coen).get(PAGE, {"since": "01-01-2026"}))
    assert 'href="?since=01-01-2026&after=' in html


@pytest.mark.parametrize(
    "text",
    [
        "",
        "~~",
        "2026-01-01T00:00:00+00:00~geen~" + str(uuid.UUID(int=1)),
        "9999-12-31T23:59:59+00:00~opnamen~x",
    ],
)
def test_a_place_that_is_none_gives_the_first_page(town: Town, text: str) -> None:
    town.to_the_police()
    assert Place.read(text) is None
    assert Place.read(f"2026-01-01T00:00:00~opnamen~{uuid.UUID(int=1)}") is None
    assert Place.read(f"0001-01-01T00:00:00+00:00~opnamen~{uuid.UUID(int=1)}") is None
    for name in ("after", "before"):
        assert "PL-1" in text_of(client_of(town.coen).get(PAGE, {name: text}))


def test_what_it_was_about_may_be_destroyed_and_the_row_stays_its_year(town: Town) -> None:
    given, copy = town.to_the_police(), town.copy()
    assert [line.about for line in page_of(fresh(town.coen), Asked()).lines] == [
        Recording.objects.get().reference,
        town.case.reference,
    ]
    with time_machine.travel(timezone.now() + 30 * DAY, tick=False):
        destroy_due()
        Incident.with_due.filter(pk=town.case.pk).update(destroy_at=timezone.now())
        assert [line.about for line in page_of(fresh(town.coen), Asked()).lines] == ["", ""]
    with time_machine.travel(max(given.destroy_at, copy.destroy_at), tick=False):
        assert rows_of(town.coen) == []


def test_asks_as_often_for_three_as_for_one(town: Town) -> None:
    def queries() -> int:
        client = client_of(town.coen)
        client.get(PAGE)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(PAGE, {"since": "01-01-2026"}).status_code == 200
        return len(captured)

    town.to_the_police(), town.copy()
    assert queries() == QUERIES
    for _ in range(2):
        town.to_the_police(), town.copy()
    assert len(rows_of(town.coen)) == 6
    assert queries() == QUERIES


def test_the_menu_of_a_coordinator_leads_there(town: Town) -> None:
    assert f'href="{PAGE}"' in text_of(client_of(town.coen).get("/"))
    assert f'href="{PAGE}"' not in text_of(client_of(town.bob).get("/"))


BEFORE = ("recordings", "0003_sittings_and_owners")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_what_was_given_before_it_was_asked_the_list_says_so() -> None:
    with database_of_before(BEFORE) as apps:
        now = timezone.now()
        town = World()
        apps.get_model("recordings", "Disclosure")._base_manager.create(
            municipality_id=town.waterrijk.pk,
            about=uuid.uuid4(),
            asked_by_id=town.person("Coen", town.root, "coordinator").pk,
            recipient="Politie",
            ground="police",
            state="given",
            completed_at=now,
            destroy_at=now + DAY,
            counted_from=now,
            retention_rule="R7",
            retention_policy="P1Y",
        )
        upgrade()
        row = Copy.objects.get()
        assert row.recipient == "Politie"
        assert row.compatibility.startswith("Niet gevraagd")
