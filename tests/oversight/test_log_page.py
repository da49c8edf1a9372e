# SPDX-License-Identifier: EUPL-1.2
"""An administrator of the whole municipality reads who did or looked at what: never contents, and never unseen (R6)."""

import datetime
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import AccessLogEntry, ChangeLogEntry
from incidents import handling
from incidents.looking_up import MOST_PER_HOUR, Query, TooMany, look_up
from incidents.models import Incident, Purpose, RegistryLookup
from oversight import log
from oversight.field_words import DUTCH, field_in_words
from oversight.log import Asked, Place
from oversight.log_words import LOOKED_AT, LOOKS, ROWS, LogKind
from retention.log_fate import logged, logged_fields
from tests.incidents.case import client_of, text_of
from tests.incidents.sanctioned import Dossier
from tests.protection.rows import base, our_models
from tests.world import World, fresh

pytestmark = pytest.mark.django_db
PAGE = "/beheer/logboek/"
SECRET = "Wim Zwartewater"


@pytest.fixture
def case(world: World) -> Dossier:
    """An incident that was handled, read, searched and of which the BSN was shown."""
    made = Dossier(world)
    made.ada = world.person("Ada", world.root, "administrator")  # type: ignore[attr-defined]
    browser = client_of(made.bob)
    assert SECRET in text_of(browser.get(reverse("incident", args=[made.incident.pk])))
    assert browser.post(f"/daders/{made.wim.perpetrator_id}/bsn/", {"reason": "police"}).status_code == 200
    answer = look_up(fresh(made.rita), Query(Purpose.VISIT, name=SECRET))
    assert len(answer.hits) == 1
    return made


def page_of(case: Any, query: str = "") -> str:
    response = client_of(case.ada).get(PAGE + query)
    assert response.status_code == 200
    return text_of(response)


def lines(case: Any, **asked: Any) -> list[log.Line]:
    return log.page_of(case.world.waterrijk.pk, Asked(**asked)).lines


def test_everything_that_can_be_logged_has_words() -> None:
    assert {model._meta.label for model in our_models() if logged(model)} == set(ROWS)
    assert set(LOOKS) == set(LOOKED_AT) == set(AccessLogEntry.Action)
    # And each is found under one of the kinds that can be asked for.
    asked_for = [action for actions in log.LOOK_KINDS.values() for action in actions]
    assert sorted(asked_for) == sorted(AccessLogEntry.Action)


def test_every_field_that_can_be_logged_has_dutch_words() -> None:
    """Also one that no form shows: an administrator reads no names of columns."""
    fields = [
        model._meta.get_field(name)
        for model in our_models()
        if (fate := logged(model))
        for name in logged_fields(model, fate)
    ]
    without = {f.name for f in fields if str(f.verbose_name) == f.name.replace("_", " ")}
    assert without == set(DUTCH)
    narrative = Incident._meta.get_field("narrative")
    assert field_in_words(narrative) == "toedracht"
    with translation.override("en"):
        assert field_in_words(narrative) == "narrative"


def test_both_logs_stand_in_one_list_without_contents(case: Any) -> None:
    page = page_of(case)
    for words in ("BSN getoond", "Ingezien", "Gevonden in het register", "1 gevonden", "Gemaakt"):
        assert words in page, words
    assert case.incident.reference in page
    for secret in (SECRET, "Zwartewater", "999990019", "Toelichting", "opwachten"):
        assert secret not in page
    # Of a record not even the values that the log holds.
    handling.take_up(case.bob, case.incident)
    newest = lines(case, number=case.incident.reference)
    assert any("status" in line.fields for line in newest)
    assert not any("→" in name for line in newest for name in line.fields)


def test_of_the_administration_the_values_are_shown(case: Any) -> None:
    case.world.waterrijk.theme = "duinveen"
    case.world.waterrijk.save()
    (line,) = [one for one in lines(case, kind=LogKind.CHANGED) if one.what == ROWS["accounts.Municipality"]]
    assert line.fields == ["huisstijl (Waterrijk → Duinveen)"]


def test_it_is_searched_by_person_period_kind_and_number(case: Any) -> None:
    looked = lines(case, person=case.bob.pk)
    assert looked
    assert {line.who for line in looked} == {case.bob}
    (bsn,) = lines(case, kind=LogKind.BSN)
    assert (bsn.who, bsn.number, str(bsn.result)) == (case.bob, str(case.wim.perpetrator_id), "getoond")
    of_person = lines(case, number=str(case.wim.perpetrator_id))
    assert {str(line.did) for line in of_person} >= {"Gemaakt", "BSN getoond", "Gevonden in het register"}
    of_incident = lines(case, number=case.incident.reference.lower())
    assert {str(line.what) for line in of_incident} >= {"Melding", "Slachtoffer", "Dader van een melding"}
    assert lines(case, number="2020-999999") == []
    today = timezone.localdate()
    day = datetime.timedelta(days=1)
    assert lines(case, since=today, until=today)
    assert lines(case, until=today - day) == lines(case, since=today + day) == []
    assert [line.who for line in lines(case, kind=LogKind.LOOKUP)] == [case.rita]


def test_a_name_is_sent_as_a_form_and_stands_in_no_address(case: Any) -> None:
    browser = client_of(case.ada)
    response = browser.post(PAGE, {"person": "bob", "kind": LogKind.READ.value})
    assert response.status_code == 302
    assert response.headers["Location"] == f"{PAGE}?soort=ingezien&persoon={case.bob.pk}"
    assert "Bob" in text_of(browser.get(response.headers["Location"]))
    for wrong, words in (
        ({"person": "Niemand"}, "Zo heet niemand"),
        ({"person": "i"}, "Meer mensen heten zo"),
    ):
        response = browser.post(PAGE, wrong)
        assert response.status_code == 400
        assert words in text_of(response)
    # From a person's page it is one step.
    person = text_of(browser.get(reverse("person", args=[case.bob.pk])))
    assert f"{PAGE}?persoon={case.bob.pk}" in person


def test_looking_in_the_log_is_logged(case: Any) -> None:
    page_of(case, f"?persoon={case.bob.pk}")
    look = AccessLogEntry.objects.get(action="read_log")
    assert (look.actor, look.person, look.object_id, look.origin) == (case.ada, case.bob, None, "web")
    day = look.at.astimezone().date()
    assert look.destroy_at.astimezone().date() > day + datetime.timedelta(days=364)
    (line,) = lines(case, kind=LogKind.LOG)
    assert (line.who, line.what) == (case.ada, "Bob")


def test_nothing_of_another_municipality_is_found(case: Any) -> None:
    olga = case.world.person("Olga", case.world.other_root, "administrator")
    browser = client_of(olga)
    for query in (f"?persoon={case.bob.pk}", ""):
        assert "Bob" not in text_of(browser.get(PAGE + query))
    for number in (case.incident.reference, str(case.incident.pk), str(case.wim.perpetrator_id)):
        assert lines(case, number=number)
        assert log.page_of(case.world.duinveen.pk, Asked(number=number)).lines == []
        assert "Niets gevonden" in text_of(browser.get(f"{PAGE}?nummer={number}"))
    assert browser.post(PAGE, {"person": "Bob"}).status_code == 400
    assert AccessLogEntry.objects.filter(actor=olga, person=case.bob).count() == 0


def test_a_refused_search_is_logged_as_such(case: Any) -> None:
    for _number in range(MOST_PER_HOUR - 1):
        RegistryLookup(
            municipality=case.world.waterrijk, reader=case.rita, purpose=Purpose.VISIT, by_name=True
        ).save()
    with pytest.raises(TooMany):
        look_up(fresh(case.rita), Query(Purpose.VISIT, name=SECRET))
    refused = AccessLogEntry.objects.get(result="refused")
    assert (refused.actor, refused.action) == (case.rita, "searched_registry")


def test_pages_go_on_where_the_one_before_ended(case: Any, monkeypatch: Any) -> None:
    """Also where many lines are of one moment, in three tables."""
    monkeypatch.setattr(log, "PAGE", 7)
    municipality, now = case.world.waterrijk, timezone.now()
    kind = ContentType.objects.get_for_model(type(case.incident))
    term = {"destroy_at": now + datetime.timedelta(days=9), "counted_from": now}
    term |= {"retention_rule": "R6", "retention_policy": "P12M"}
    for number in range(9):
        base(ChangeLogEntry).create(
            content_type=kind,
            object_pk=f"{number}",
            action=1,
            municipality=municipality,
            timestamp=now,
            **term,
        )
        base(AccessLogEntry).create(
            municipality=municipality, actor=case.bob, action="read_incident", at=now, **term
        )
        base(RegistryLookup).create(
            municipality=municipality, reader=case.rita, purpose=Purpose.VISIT, at=now, **term
        )
    seen: list[Any] = []
    after: Place | None = None
    while True:
        page = log.page_of(municipality.pk, Asked(), after)
        assert len(page.lines) <= 7
        seen += [(line.at, str(line.what), line.number, str(line.did)) for line in page.lines]
        if page.after is None:
            break
        after = Place.read(str(page.after))
        assert after == page.after
    in_all = sum(
        model.objects.filter(municipality=municipality).count()
        for model in (ChangeLogEntry, AccessLogEntry, RegistryLookup)
    )
    assert len(seen) == in_all > 27
    assert [at for at, *_rest in seen] == sorted((at for at, *_rest in seen), reverse=True)
    at = "2026-01-01T00:00:00+01:00"
    ends = "9999-12-31T23:59:59-23:59~0~1", "0001-01-01T00:00:00+23:59~0~1"
    for nonsense in ("", "x", "2026~0~1", f"{at}~9~1", f"{at}~-1~1", f"{at}~2~1", f"{at}~0~{10**30}", *ends):
        assert Place.read(nonsense) is None


@pytest.mark.parametrize("day", ["01-01-0001", "31-12-9999"])
def test_a_day_at_the_end_of_the_calendar_is_refused_at_its_field(case: Any, day: str) -> None:
    for address in (f"{PAGE}?van={day}&tot={day}", f"/beheer/vernietiging/register/?since={day}&until={day}"):
        response = client_of(case.ada).get(address)
        assert response.status_code == 200
        assert "Zorg ervoor dat deze waarde" in text_of(response)
    certificate = client_of(case.ada).get(f"/beheer/vernietiging/verklaring/?since={day}&until={day}")
    assert certificate.headers["Content-Type"].startswith("text/html")


def test_a_page_costs_as_many_queries_however_much_it_shows(case: Any) -> None:
    browser = client_of(case.ada)
    browser.get(PAGE)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(PAGE).status_code == 200
        return len(queries)

    before, shown = cost(), len(lines(case))
    for _number in range(5):
        case.world.incident(case.alice)
    assert len(lines(case)) > shown or shown == log.PAGE
    assert cost() == before
