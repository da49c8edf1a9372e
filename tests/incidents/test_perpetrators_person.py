# SPDX-License-Identifier: EUPL-1.2
"""The page of a perpetrator: what the person would see, for who sees an incident that names them; the BSN with a
reason."""

import datetime
import uuid
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessLogEntry, User
from incidents import handling
from incidents.models import (
    Incident,
    Involvement,
    Perpetrator,
    RevealReason,
    TimelineEntry,
)
from incidents.perpetrators import link_perpetrator
from incidents.reporting import VictimFacts
from incidents.sanctioning import annul
from retention.terms import end_of_day
from tests.incidents.case import client_of, text_of
from tests.incidents.sanctioned import BSNS, Dossier
from tests.world import World, fresh

D = datetime.date


@pytest.fixture
def dossier(world: World) -> Dossier:
    world.waterrijk.bans_need_supervisor = False
    world.waterrijk.save()
    return Dossier(world)


@pytest.fixture
def carol(dossier: Dossier) -> User:
    """A handler of another unit."""
    return dossier.world.person("Carol", dossier.world.sibling, "handler")


def hers(dossier: Dossier, carol: User, perpetrator: Any = None) -> Incident:
    """An established incident that Carol handles, of this perpetrator."""
    kees = dossier.world.person(f"Kees {uuid.uuid4().hex[:4]}", dossier.world.sibling)
    incident = dossier.world.incident(kees, place="Balie 9", narrative="Gooide een stoel om.")
    handling.establish_facts(carol, incident, {}, ["verbal", "threat"])
    if perpetrator is not None:
        link_perpetrator(fresh(carol), incident, perpetrator, uuid.uuid4())
    return incident


def url(perpetrator: Any, name: str = "perpetrator") -> str:
    return reverse(name, kwargs={"perpetrator_id": perpetrator})


def page(user: User, dossier: Dossier, name: str = "perpetrator") -> Any:
    return client_of(user).get(url(dossier.wim.perpetrator_id, name))


def shown_day(day: datetime.date) -> str:
    from django.utils.formats import date_format

    return date_format(day, "j F Y")


# ---------- what is held ----------


def test_what_why_until_when_to_whom_and_when_it_goes(dossier: Dossier) -> None:
    """R3, R4, R5, R6: in one line each."""
    today = timezone.localdate()
    ban = dossier.impose("contact_measure")
    handling.take_measure(
        dossier.bob, dossier.incident, "perpetrator", "Gesprek gevoerd", today, uuid.uuid4()
    )
    lines = page(dossier.bob, dossier).context["file"]
    assert [line.what for line in lines.lines] == ["Naam", "BSN", "Wie deze gegevens bekeek"]
    (of_incident,) = lines.incidents
    assert of_incident.incident == dossier.incident
    assert [line.what for line in of_incident.lines] == ["Wat er is gebeurd", "Sanctie", "Maatregel"]
    answer = text_of(page(dossier.bob, dossier))
    last = ban.planned_end.replace(year=ban.planned_end.year + 1)
    for words in (
        "Wim Zwartewater",
        f"raadplegers tot en met {shown_day(last)} (R3)",
        f"Aan het eind van {shown_day(dossier.incident.occurred_on + relativedelta(years=5))} (R4)",
        "Met de laatste melding die deze persoon noemt",
        "Contactmaatregel",
        "Gesprek gevoerd",
        "(R6)",
        dossier.incident.reference,
    ):
        assert words in answer, words
    assert all(line.why and line.seen and line.goes for line in (*lines.lines, *of_incident.lines))


def test_annulled_refused_and_out_of_view_are_said(dossier: Dossier) -> None:
    warning = dossier.impose("oral_warning")
    annul(dossier.bob, warning, "Vergissing")
    answer = text_of(page(dossier.bob, dossier))
    assert "ongedaan gemaakt, niet meer in het register" in answer
    assert "raadplegers zien het niet." in answer


def test_only_registered_when_the_facts_are_established(dossier: Dossier) -> None:
    incident = dossier.world.incident(dossier.alice)
    named = dossier.name(incident, "Nog Onbevestigd")
    answer = text_of(client_of(dossier.bob).get(url(named.perpetrator_id)))
    assert "raadplegers zien het niet." in answer


def test_other_incidents_in_view_say_until_when_and_what_kind_and_nothing_else(
    dossier: Dossier, carol: User
) -> None:
    dossier.impose("contact_measure")
    incident = hers(dossier, carol, dossier.wim.perpetrator)
    handling.take_measure(
        carol, incident, "perpetrator", "Stoel laten betalen", timezone.localdate(), uuid.uuid4()
    )
    answer = text_of(page(dossier.bob, dossier))
    until = incident.occurred_on + relativedelta(years=1)
    assert f"Een andere melding, in beeld tot en met {shown_day(until)}" in answer
    for word in (
        incident.reference,
        str(incident.pk),
        "Klant Contact Centrum",
        "Balie 9",
        "stoel",
        "Stoel",
        "Kees",
    ):
        assert word not in answer, word
    answer = text_of(page(carol, dossier))
    assert incident.reference in answer
    assert "Een andere melding, in beeld tot en met" in answer
    assert "Contactmaatregel" in answer
    for word in (dossier.incident.reference, str(dossier.incident.pk), "Burgerzaken", "opwachten", "Alice"):
        assert word not in answer, word


def test_what_is_out_of_view_elsewhere_is_not_there_and_no_moment_gives_it_away(
    dossier: Dossier, carol: User
) -> None:
    """The answer is byte for byte what it was before another unit had an incident that is not in view."""

    def seen() -> str:
        answer = text_of(page(dossier.bob, dossier))
        return answer[answer.index("<main") : answer.index("</main>")]

    Involvement.objects.update(visible_until=timezone.now() - datetime.timedelta(days=400))
    Perpetrator.objects.update(visible_until=timezone.now() - datetime.timedelta(days=400))
    before = seen()
    kees = dossier.world.person("Kees", dossier.world.sibling)
    newer = dossier.world.incident(kees)
    Involvement.objects.create(
        incident=newer,
        author=carol,
        perpetrator=dossier.wim.perpetrator,
        months=12,
        visible_until=timezone.now() - datetime.timedelta(days=1),
    )
    last = end_of_day(D(2040, 1, 1))
    Incident.objects.filter(pk=newer.pk).update(destroy_at=last)
    Perpetrator.objects.update(destroy_at=last, visible_until=timezone.now() - datetime.timedelta(days=1))
    assert seen() == before


def test_supervisors_and_handlers_who_only_read_see_no_way_to_the_bsn(dossier: Dossier, carol: User) -> None:
    handling.add_another_victim(
        dossier.bob, dossier.incident, VictimFacts.of(dossier.world.person("Dirk", carol.unit))
    )
    assert "Bekijk het hele BSN" in text_of(page(dossier.bob, dossier))
    for reader in (dossier.sonja, carol):
        answer = text_of(page(reader, dossier))
        assert "Wim Zwartewater" in answer
        assert "Bekijk het hele BSN" not in answer
        assert "Staat deze persoon er dubbel in?" not in answer
        for name in ("perpetrator_bsn", "perpetrator_join"):
            assert page(reader, dossier, name).status_code == 404
            assert client_of(reader).post(url(dossier.wim.perpetrator_id, name)).status_code == 404


@pytest.mark.parametrize(
    ("place", "levels"),
    [
        ("sibling", ("handler", "supervisor")),
        ("child", ("handler", "supervisor")),
        ("own", ("reporter",)),
        ("root", ("registry_reader",)),
        ("root", ("administrator",)),
        ("other_root", ("handler", "supervisor", "registry_reader")),
    ],
)
def test_for_everybody_else_there_is_nobody(dossier: Dossier, place: str, levels: tuple[str, ...]) -> None:
    """The outsider, the other municipality (LEI 10): by no id in a URL."""
    olaf = dossier.world.person("Olaf", getattr(dossier.world, place), *levels)
    for name in ("perpetrator", "perpetrator_bsn", "perpetrator_join"):
        answer = page(olaf, dossier, name)
        assert answer.status_code == 404
        assert "Zwartewater" not in text_of(answer)
    assert not AccessLogEntry.objects.exists()


def test_the_victim_who_is_a_handler_does_not_see_who_did_it_to_them(dossier: Dossier, world: World) -> None:
    vic = world.person("Vic", None, "handler", "supervisor")
    assert page(vic, dossier).status_code == 200
    handling.add_another_victim(dossier.bob, dossier.incident, VictimFacts.of(vic))
    assert page(vic, dossier).status_code == 404
    assert page(vic, dossier, "perpetrator_bsn").status_code == 404


def test_every_look_is_kept_and_nothing_is_stored_by_a_browser(dossier: Dossier) -> None:
    answer = page(dossier.sonja, dossier)
    assert answer.headers["Cache-Control"] == "no-store, private"
    (look,) = AccessLogEntry.objects.filter(action="read_perpetrator")
    assert (look.actor, look.object_id) == (dossier.sonja, dossier.wim.perpetrator_id)
    title = text_of(answer).partition("<title>")[2].partition("</title>")[0]
    assert "Wim" not in title


def test_the_number_of_queries_does_not_grow(dossier: Dossier, carol: User) -> None:
    def queries(user: User) -> int:
        client = client_of(user)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url(dossier.wim.perpetrator_id)).status_code == 200
        return len(captured)

    def one_more() -> None:
        involvement = dossier.link(dossier.established(), dossier.wim.perpetrator)
        dossier.impose("oral_warning", involvement)
        handling.take_measure(
            dossier.bob, involvement.incident, "perpetrator", "Iets", timezone.localdate(), uuid.uuid4()
        )
        hers(dossier, carol, dossier.wim.perpetrator)

    one_more()
    few = queries(dossier.bob), queries(dossier.sonja)
    one_more()
    one_more()
    assert (queries(dossier.bob), queries(dossier.sonja)) == few
    assert max(few) <= 25


# ---------- the BSN ----------


def test_the_whole_bsn_with_a_reason_once(dossier: Dossier) -> None:
    client = client_of(dossier.bob)
    where = url(dossier.wim.perpetrator_id, "perpetrator_bsn")
    shown = "9999 90 019"
    for answer in (client.get(where), client.post(where, {}), client.post(where, {"reason": "zomaar"})):
        assert shown not in text_of(answer)
        assert BSNS[0] not in text_of(answer)
    assert not AccessLogEntry.objects.filter(action="revealed_bsn").exists()
    answer = client.post(where, {"reason": RevealReason.POLICE})
    assert shown in text_of(answer)
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert shown not in text_of(client.get(where))
    look = AccessLogEntry.objects.get(action="revealed_bsn")
    assert (look.actor, look.object_id) == (dossier.bob, dossier.wim.perpetrator_id)
    entry = TimelineEntry.objects.get(action="bsn_revealed")
    assert (entry.incident, entry.detail) == (dossier.incident, {"why": "police"})
    # It stands nowhere else.
    assert BSNS[0] not in str(dict(client.session))
    assert BSNS[0] not in str(list(TimelineEntry.objects.values()))


def test_without_a_bsn_there_is_no_such_page(dossier: Dossier) -> None:
    ans = dossier.name(dossier.incident, "Ans Anders").perpetrator
    assert client_of(dossier.bob).get(url(ans.pk, "perpetrator_bsn")).status_code == 404
