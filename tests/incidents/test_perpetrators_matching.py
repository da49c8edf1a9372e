# SPDX-License-Identifier: EUPL-1.2
"""Matching shows those visible under R3 or in the handler's own units, and no others; and cannot be used to look
around."""

import datetime
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import AccessLogEntry, User
from incidents import handling
from incidents.matching import MOST, Match, possible_matches
from incidents.models import Incident, Involvement, Perpetrator, TimelineEntry
from incidents.perpetrators import PersonFacts, name_perpetrator
from incidents.reporting import VictimFacts
from incidents.sanctioning import annul
from tests.incidents.case import client_of, text_of
from tests.incidents.sanctioned import BSNS, Dossier
from tests.incidents.test_perpetrators_pages import typed, url
from tests.world import World, fresh

BORN = datetime.date(1961, 5, 4)


@pytest.fixture
def dossier(world: World) -> Dossier:
    """Wim, born in 1961, with a BSN; in the registry by an incident of the unit `own`."""
    world.waterrijk.bans_need_supervisor = False
    world.waterrijk.save()
    dossier = Dossier(world)
    wim = Perpetrator.objects.get(pk=dossier.wim.perpetrator_id)
    wim.date_of_birth, wim.description = BORN, "Groot, snor."
    wim.save()
    return dossier


@pytest.fixture
def carol(dossier: Dossier) -> User:
    """A handler of another unit, who sees nothing of Wim's incident."""
    return dossier.world.person("Carol", dossier.world.sibling, "handler")


def hers(dossier: Dossier, **facts: Any) -> Incident:
    """An incident that Carol handles."""
    return dossier.world.incident(
        dossier.world.person(f"Kees{uuid.uuid4().hex[:4]}", dossier.world.sibling), **facts
    )


def found(user: User, **facts: Any) -> list[Match]:
    return possible_matches(fresh(user), PersonFacts(**({"description": "Iemand"} | facts)))


def out_of_view(dossier: Dossier) -> None:
    """R3: from now on no registry reader finds Wim; the handlers of his incident still do, until R4."""
    past = timezone.now() - datetime.timedelta(seconds=1)
    Involvement.objects.filter(pk=dossier.wim.pk).update(visible_until=past)
    Perpetrator.objects.filter(pk=dossier.wim.perpetrator_id).update(visible_until=past)


# ---------- what meets ----------


def test_the_same_bsn(dossier: Dossier, carol: User) -> None:
    (match,) = found(carol, bsn=BSNS[0])
    assert (match.perpetrator.pk, match.same_bsn, match.why) == (
        dossier.wim.perpetrator_id,
        True,
        ["hetzelfde BSN"],
    )
    assert not found(carol, bsn=BSNS[1])


def test_the_same_or_a_similar_name_and_the_date_of_birth(dossier: Dossier, carol: User) -> None:
    (match,) = found(carol, name="Wim Zwartewater")
    assert match.why == ["zelfde naam"]
    (match,) = found(carol, name="wim swartewater", date_of_birth=BORN)
    assert match.same_birth
    assert match.why[0] == "dezelfde geboortedatum"
    assert not found(carol, name="Piet Bakker", date_of_birth=BORN)


def test_nobody_for_a_date_of_birth_or_a_description(dossier: Dossier, carol: User) -> None:
    assert not found(carol, date_of_birth=BORN)
    assert not found(carol, description="Groot, snor.")


def test_a_surname_alone_shows_nobody_unless_the_date_of_birth_is_the_same(
    dossier: Dossier, carol: User
) -> None:
    """Otherwise "Jansen" would show everybody of that name."""
    assert not found(carol, name="Zwartewater")
    assert found(carol, name="Zwartewater", date_of_birth=BORN)


def test_with_two_bsns_it_is_not_one_person_unless_born_on_one_day(dossier: Dossier, carol: User) -> None:
    """Name and day of birth the same: a number may be mistyped, and the handler is told."""
    assert not found(carol, name="Wim Zwartewater", bsn=BSNS[1])
    (match,) = found(carol, name="Wim Zwartewater", date_of_birth=BORN, bsn=BSNS[1])
    assert match.why[-1] == "maar een ander BSN: kijk het nummer na"
    (match,) = found(carol, name="Wim Zwartewater", date_of_birth=BORN, bsn=BSNS[0])
    assert not match.other_bsn


def test_the_likeliest_first_and_never_more_than_one_compares(dossier: Dossier, carol: User) -> None:
    for number in range(7):
        dossier.name(dossier.established(), "Wim Zwartewater", description=f"Nummer {number}")
    by_name = dossier.name(dossier.established(), "Wim Zwartewater", date_of_birth=BORN).perpetrator
    matches = found(carol, name="Wim Zwartewater", date_of_birth=BORN, bsn=BSNS[0])
    assert len(matches) == MOST
    assert [m.perpetrator for m in matches[:2]] == [dossier.wim.perpetrator, by_name]


def test_a_constant_number_of_queries(dossier: Dossier, carol: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            found(carol, name="Wim Zwartewater", date_of_birth=BORN, bsn=BSNS[0])
        return len(captured)

    one = queries()
    for _number in range(4):
        incident = dossier.established()
        dossier.impose("oral_warning", dossier.name(incident, "Wim Zwartewater", date_of_birth=BORN))
    assert len(found(carol, name="Wim Zwartewater", date_of_birth=BORN, bsn=BSNS[0])) == MOST
    assert queries() == one


# ---------- and what does not ----------


def test_out_of_view_only_handlers_of_the_own_units_are_shown_it(dossier: Dossier, carol: User) -> None:
    everything = {"name": "Wim Zwartewater", "date_of_birth": BORN, "bsn": BSNS[0]}
    assert found(carol, **everything)
    assert found(dossier.bob, **everything)
    out_of_view(dossier)
    assert not found(carol, **everything)
    assert found(dossier.bob, **everything)


def test_not_established_and_unfounded_show_nobody_elsewhere(dossier: Dossier, carol: User) -> None:
    incident = dossier.world.incident(dossier.alice)
    dossier.name(incident, "Nog Onbevestigd")
    assert found(dossier.bob, name="Nog Onbevestigd")
    assert not found(carol, name="Nog Onbevestigd")
    assert found(carol, name="Wim Zwartewater")
    handling.close(dossier.bob, dossier.incident, "unfounded", "Misverstand")
    assert not found(carol, name="Wim Zwartewater")


def test_another_municipality_is_shown_nobody(dossier: Dossier) -> None:
    """LEI 10: nothing about a person crosses, by no route."""
    els = dossier.world.person("Els", dossier.world.other_root, "handler")
    assert not found(els, name="Wim Zwartewater", date_of_birth=BORN, bsn=BSNS[0])


@pytest.mark.parametrize("level", ["supervisor", "registry_reader", "reporter", "administrator"])
def test_who_does_not_handle_matches_nobody(dossier: Dossier, level: str) -> None:
    person = dossier.world.person("Olaf", dossier.world.root, level)
    assert not found(person, name="Wim Zwartewater", bsn=BSNS[0])


def test_a_victim_who_is_a_handler_is_shown_the_registry_only(dossier: Dossier, carol: User) -> None:
    """Never their own incident: when it is out of view, who hurt them is nobody to them."""
    handling.add_another_victim(dossier.bob, dossier.incident, VictimFacts.of(carol))
    dossier.world.grant(carol, "handler", dossier.world.own)
    assert found(carol, bsn=BSNS[0])
    out_of_view(dossier)
    assert not found(carol, bsn=BSNS[0])


def test_what_is_due_is_nobody(dossier: Dossier, carol: User) -> None:
    """R4, R5: access stops at the due moment even when the destruction is late."""
    assert found(dossier.bob, bsn=BSNS[0])
    now = timezone.now()
    Incident.objects.filter(pk=dossier.incident.pk).update(destroy_at=now)
    Perpetrator.objects.filter(pk=dossier.wim.perpetrator_id).update(destroy_at=now)
    assert not found(dossier.bob, bsn=BSNS[0])
    assert not found(carol, bsn=BSNS[0])


def test_only_sanctions_in_view_or_of_the_own_units(dossier: Dossier, carol: User) -> None:
    shown = dossier.impose("contact_measure")
    wrong = dossier.impose("oral_warning")
    annul(dossier.bob, wrong, "Vergissing")
    elsewhere = hers(dossier)
    handling.establish_facts(carol, elsewhere, {}, ["verbal", "threat"])
    (match,) = found(carol, bsn=BSNS[0])
    assert match.sanctions == [shown]
    assert match.sanctions[0].is_running


# ---------- the page ----------


def compare(dossier: Dossier, carol: User, **facts: Any) -> tuple[Incident, dict[str, Any], Any]:
    """What Carol reads after she typed this for an incident of hers."""
    incident = hers(dossier)
    data = typed(**facts)
    return incident, data, client_of(carol).post(url(incident), data)


def test_side_by_side_and_every_match_that_is_shown_is_kept(dossier: Dossier, carol: User) -> None:
    dossier.impose("contact_measure")
    incident, _data, answer = compare(dossier, carol, name="Wim Swartewater", date_of_birth="04-05-1961")
    page = text_of(answer)
    for words in (
        "Is het een van deze mensen?",
        "Wim Swartewater",
        "Wim Zwartewater",
        "04-05-1961",
        "Groot, snor.",
        "dezelfde geboortedatum",
        "Contactmaatregel",
        "loopt tot en met",
        "Dit is dezelfde persoon",
        "Nee, dit is iemand anders",
    ):
        assert words in page, words
    # The BSN that nobody typed is shown masked.
    assert BSNS[0] not in page
    assert not Involvement.objects.filter(incident=incident).exists()
    looks = AccessLogEntry.objects.filter(action="read_perpetrator")
    assert [(look.actor, look.object_id) for look in looks] == [(carol, dossier.wim.perpetrator_id)]
    # Nothing of the incident that it came from.
    for word in (dossier.incident.reference, "Burgerzaken", "Alice", "opwachten"):
        assert word not in page


def test_the_same_bsn_is_said_and_not_shown(dossier: Dossier, carol: User) -> None:
    _incident, _data, answer = compare(dossier, carol, description="Rode jas", bsn="9999.90.019")
    page = text_of(answer)
    assert "hetzelfde BSN" in page
    assert "Wim Zwartewater" in page
    visible = page.replace('value="9999.90.019"', "")
    assert "999990019" not in visible
    assert "9999.90.019" not in visible


def test_it_is_the_same_person(dossier: Dossier, carol: User) -> None:
    facts = {"name": "Wim Swartewater", "date_of_birth": "04-05-1961", "description": "Nu met baard"}
    incident, data, _page = compare(dossier, carol, **facts)
    wim = dossier.wim.perpetrator
    for _click in range(2):
        answer = client_of(carol).post(url(incident), data | {"same": str(wim.pk)})
        assert answer.status_code == 302
    assert Involvement.objects.get(incident=incident).perpetrator == wim
    wim.refresh_from_db()
    # What is known stays.
    assert (wim.name, wim.description) == ("Wim Zwartewater", "Groot, snor.")
    assert Perpetrator.objects.count() == 1


def test_linking_adds_only_what_was_not_known(dossier: Dossier, carol: User) -> None:
    ans = dossier.name(dossier.established(), "Ans Anders").perpetrator
    facts = {
        "name": "Ans Anders",
        "bsn": BSNS[1],
        "bsn_verified_with": "passport",
        "date_of_birth": "01-02-1990",
    }
    incident, data, _page = compare(dossier, carol, **facts)
    assert client_of(carol).post(url(incident), data | {"same": str(ans.pk)}).status_code == 302
    ans = Perpetrator.objects.get(pk=ans.pk)
    assert (ans.bsn, ans.bsn_verified_by, ans.date_of_birth) == (BSNS[1], carol, datetime.date(1990, 2, 1))
    assert TimelineEntry.objects.filter(incident=incident, action="perpetrator_changed").count() == 1


def test_it_is_somebody_else(dossier: Dossier, carol: User) -> None:
    incident, data, _page = compare(dossier, carol, name="Wim Zwartewater")
    for _click in range(2):
        assert client_of(carol).post(url(incident), data | {"new": "1"}).status_code == 302
    other = Involvement.objects.get(incident=incident).perpetrator
    assert other != dossier.wim.perpetrator
    assert Perpetrator.objects.count() == 2


def test_back_to_what_was_typed(dossier: Dossier, carol: User) -> None:
    incident, data, _page = compare(dossier, carol, name="Wim Zwartewater", bsn="9999 90 019")
    answer = client_of(carol).post(url(incident), data | {"back": "1"})
    page = text_of(answer)
    assert "Leg vast wie het was" in page
    assert 'value="9999 90 019"' in page
    assert not Involvement.objects.filter(incident=incident).exists()


def test_a_bsn_with_one_digit_wrong_finds_nothing_and_says_nothing(dossier: Dossier, carol: User) -> None:
    incident, _data, answer = compare(dossier, carol, description="Iemand", bsn="999990018")
    page = text_of(answer)
    assert "Dit is geen geldig BSN" in page
    assert "Wim" not in page
    assert not AccessLogEntry.objects.filter(action="read_perpetrator").exists()
    assert not Involvement.objects.filter(incident=incident).exists()


def test_a_bsn_known_but_not_matchable_is_answered_as_an_unknown_one(dossier: Dossier, carol: User) -> None:
    """Not even that it exists: the answer, and what is written, are the same."""
    out_of_view(dossier)
    answers = []
    for bsn in (BSNS[0], BSNS[1]):
        before = AccessLogEntry.objects.filter(action="read_perpetrator").count()
        incident, _data, answer = compare(dossier, carol, name="Wim Zwartewater", bsn=bsn)
        entries = TimelineEntry.objects.filter(incident=incident).values_list("action", flat=True)
        looks = AccessLogEntry.objects.filter(action="read_perpetrator").count() - before
        place = answer["Location"].replace(str(incident.pk), "")
        answers.append((answer.status_code, place, sorted(entries), looks))
    assert answers[0] == answers[1]
    assert answers[0][0] == 302


def test_linking_somebody_who_may_not_be_shown_is_not_found(dossier: Dossier, carol: User) -> None:
    wim = str(dossier.wim.perpetrator_id)
    incident, data, _page = compare(dossier, carol, name="Wim Zwartewater")
    out_of_view(dossier)
    for key in (wim, str(uuid.uuid4()), "geen nummer"):
        assert client_of(carol).post(url(incident), data | {"same": key}).status_code == 404
    els = dossier.world.person("Els", dossier.world.other_root, "handler")
    there = dossier.world.incident(dossier.world.person("Otto", dossier.world.other, "reporter"))
    assert client_of(els).post(url(there), typed(name="Wim") | {"same": wim}).status_code == 404
    assert Involvement.objects.count() == 1


def test_matching_needs_an_incident_that_one_handles(dossier: Dossier, carol: User) -> None:
    for person in (carol, dossier.sonja, dossier.rita):
        answer = client_of(person).post(url(dossier.incident), typed(name="Wim Zwartewater"))
        assert answer.status_code == 404
        assert "Zwartewater" not in text_of(answer)
    assert not AccessLogEntry.objects.filter(action="read_perpetrator").exists()


def test_a_colleague_named_the_same_person_meanwhile(dossier: Dossier) -> None:
    """Two handlers at once: the second is shown what the first wrote, and that it stands here already."""
    incident = dossier.established()
    ed = dossier.world.person("Ed", None, "handler")
    data = typed(name="Ans Anders")
    name_perpetrator(ed, incident, PersonFacts(name="Ans Anders"), uuid.uuid4())
    page = text_of(client_of(dossier.bob).post(url(incident), data))
    assert "staat al bij deze melding" in page
    ans = Involvement.objects.get(incident=incident).perpetrator
    assert client_of(dossier.bob).post(url(incident), data | {"same": str(ans.pk)}).status_code == 302
    assert Involvement.objects.filter(incident=incident).count() == 1
