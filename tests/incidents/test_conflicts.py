# SPDX-License-Identifier: EUPL-1.2
"""Two people saving at once: the second sees what changed, and loses nothing typed."""

import datetime
import uuid
from typing import Any

import pytest
from django.utils import timezone

from incidents import handling
from incidents.conflicts import canonical
from incidents.models import Aftercare, Damage, Measure, PoliceReport, TimelineEntry, Victim
from tests.incidents.case import Case, client_of, filled_in, text_of, today
from tests.world import World

HIS = "Het verhaal zoals Bob het vaststelt."
HERS = "Het verhaal zoals Ed het vaststelt."


@pytest.fixture
def case(world: World) -> Case:
    return Case(world)


def test_the_second_sees_what_changed_and_loses_nothing_typed(case: Case) -> None:
    first, second = case.form(case.bob, "incident_facts"), case.form(case.ed, "incident_facts")
    assert case.post(case.bob, "incident_facts", first | {"narrative": HIS}).status_code == 302
    response = case.post(case.ed, "incident_facts", second | {"narrative": HERS, "place": "Balie 9"})
    page = text_of(response)
    assert response.status_code == 200
    # What was typed, what is stored now, by whom.
    assert HERS in page
    assert "Balie 9" in page
    assert HIS in page
    assert "Door Bob" in page
    assert case.again().narrative == HIS
    assert case.incident.place == ""
    assert response.context["form"].conflicts.keys() == {"narrative"}


def test_saving_again_goes_through(case: Case) -> None:
    first, second = case.form(case.bob, "incident_facts"), case.form(case.ed, "incident_facts")
    case.post(case.bob, "incident_facts", first | {"narrative": HIS})
    response = case.post(case.ed, "incident_facts", second | {"narrative": HERS})
    assert case.post(case.ed, "incident_facts", filled_in(response)).status_code == 302
    assert case.again().narrative == HERS


def test_a_third_change_between_the_two_savings_is_seen_too(case: Case) -> None:
    forms = {who: case.form(who, "incident_facts") for who in (case.bob, case.ed)}
    case.post(case.bob, "incident_facts", forms[case.bob] | {"narrative": HIS})
    response = case.post(case.ed, "incident_facts", forms[case.ed] | {"narrative": HERS})
    case.post(
        case.bob, "incident_facts", case.form(case.bob, "incident_facts") | {"narrative": "Toch anders."}
    )
    again = case.post(case.ed, "incident_facts", filled_in(response))
    assert again.status_code == 200
    assert "Toch anders." in text_of(again)
    assert case.again().narrative == "Toch anders."


def test_a_field_that_was_not_touched_takes_over_the_new_value(case: Case) -> None:
    """Saving again must not undo what somebody else changed in a field that this person never touched."""
    first, second = case.form(case.bob, "incident_facts"), case.form(case.ed, "incident_facts")
    case.post(case.bob, "incident_facts", first | {"severity": "4", "kinds": ["threat"], "channel": "chat"})
    response = case.post(case.ed, "incident_facts", second | {"narrative": HERS})
    assert response.status_code == 200
    assert "Intussen veranderd in:" in text_of(response)
    case.post(case.ed, "incident_facts", filled_in(response))
    assert case.again().narrative == HERS
    assert (case.incident.severity, case.incident.channel) == (4, "chat")
    assert [k.kind for k in case.incident.kinds.all()] == ["threat"]


def test_two_who_change_different_forms_do_not_meet(case: Case) -> None:
    victim = case.incident.victims.get()
    facts = case.form(case.bob, "incident_facts")
    person = case.form(case.ed, "incident_victim", victim_id=victim.pk)
    assert case.post(case.bob, "incident_facts", facts | {"narrative": HIS}).status_code == 302
    changed = person | {"absence": "yes", "injury_level": "first_aid"}
    assert case.post(case.ed, "incident_victim", changed, victim_id=victim.pk).status_code == 302
    victim.refresh_from_db()
    assert victim.absent_over_three_days is True
    assert case.again().narrative == HIS


def test_two_who_say_the_same_agree(case: Case) -> None:
    data = case.form(case.bob, "incident_facts") | {"narrative": HIS}
    assert case.post(case.bob, "incident_facts", data).status_code == 302
    assert case.post(case.ed, "incident_facts", data).status_code == 302
    assert TimelineEntry.objects.filter(action="facts").count() == 1


@pytest.mark.parametrize("shown", ["", "narrative:0", "x" * 9000, "narrative", "é:ß", "severity:zz place:yy"])
def test_a_fingerprint_that_was_tampered_with_overwrites_nothing_unseen(case: Case, shown: str) -> None:
    data = case.form(case.bob, "incident_facts") | {"narrative": HERS, "shown": shown}
    response = case.post(case.bob, "incident_facts", data)
    assert response.status_code == 200
    assert case.again().narrative != HERS
    assert case.incident.narrative in text_of(response)


def test_a_fingerprint_of_another_incident_counts_for_nothing(case: Case, world: World) -> None:
    other = world.incident(case.alice)
    mine = case.form(case.bob, "incident_facts")
    case.incident = other
    response = case.post(case.bob, "incident_facts", mine | {"narrative": HERS})
    assert response.status_code == 200


def test_an_error_of_another_kind_keeps_what_was_shown(case: Case) -> None:
    """A form that comes back for a mistake, is corrected and sent again, still sees the change in between."""
    data = case.form(case.ed, "incident_facts")
    response = case.post(case.ed, "incident_facts", data | {"narrative": HERS, "gravest_kind": "other"})
    assert "gravest_kind" in response.context["form"].errors
    case.post(case.bob, "incident_facts", case.form(case.bob, "incident_facts") | {"narrative": HIS})
    mended = filled_in(response) | {"gravest_kind": "threat"}
    again = case.post(case.ed, "incident_facts", mended)
    assert again.status_code == 200
    assert HIS in text_of(again)
    assert case.again().narrative == HIS


def test_a_contact_that_a_colleague_recorded_first(case: Case) -> None:
    contact = Aftercare.objects.filter(incident=case.incident).first()
    where = {"contact_id": contact.pk}
    first, second = (
        case.form(case.bob, "incident_contact", **where),
        case.form(case.ed, "incident_contact", **where),
    )
    case.post(case.bob, "incident_contact", first | {"note": "Het gaat wel."}, **where)
    response = case.post(
        case.ed, "incident_contact", second | {"what": "declined", "note": "Geen behoefte."}, **where
    )
    page = text_of(response)
    assert response.status_code == 200
    assert "Het gaat wel." in page
    assert "Geen behoefte." in page
    assert case.post(case.ed, "incident_contact", filled_in(response), **where).status_code == 302
    contact.refresh_from_db()
    assert contact.declined


def test_two_conclusions(case: Case) -> None:
    handling.establish_facts(case.bob, case.incident, {"gravest_kind": "threat"}, ["threat"])
    first, second = case.form(case.bob, "incident_close"), case.form(case.ed, "incident_close")
    his = {"outcome": "founded", "conclusion": "Gesprek gevoerd."}
    hers = {"outcome": "unfounded", "conclusion": "Misverstand."}
    assert case.post(case.bob, "incident_close", first | his).status_code == 302
    response = case.post(case.ed, "incident_close", second | hers)
    assert response.status_code == 200
    assert "Gesprek gevoerd." in text_of(response)
    assert "Misverstand." in text_of(response)
    assert case.again().outcome == "founded"
    case.post(case.ed, "incident_close", filled_in(response))
    assert case.again().outcome == "unfounded"


def test_reopened_or_closed_in_the_meantime_keeps_the_words(case: Case) -> None:
    handling.establish_facts(case.bob, case.incident, {"gravest_kind": "threat"}, ["threat"])
    waiting = case.form(case.ed, "incident_wait")
    handling.close(case.bob, case.incident, "founded", "Klaar.")
    response = case.post(case.ed, "incident_wait", waiting | {"waiting_for": "Gesprek volgende week"})
    assert response.status_code == 200
    assert "Gesprek volgende week" in text_of(response)
    handling.reopen(case.bob, case.incident, "Toch nog iets.")
    response = case.post(case.ed, "incident_reopen", {"reason": "Nieuw bericht ontvangen"})
    assert response.status_code == 200
    assert "Nieuw bericht ontvangen" in text_of(response)


NEW_ROWS: list[tuple[str, Any, dict[str, Any], dict[str, Any]]] = [
    ("incident_add_measure", Measure, {"text": "Gesprek", "taken_on": "01-03-2026"}, {}),
    ("incident_add_prevention", Measure, {"text": "Tweede balie", "taken_on": "01-03-2026"}, {}),
    (
        "incident_add_damage",
        Damage,
        {"owner": "municipality", "description": "Ruit", "amount": "1.250,50"},
        {},
    ),
    ("incident_add_contact", Aftercare, {"kind": "extra", "what": "done"}, {"victim_id": None}),
    (
        "incident_add_victim",
        Victim,
        {"no_account": "on", "victim_name": "Noor", "victim_function": "stagiair"},
        {},
    ),
]


@pytest.mark.parametrize(("name", "model", "data", "where"), NEW_ROWS, ids=[row[0] for row in NEW_ROWS])
def test_a_double_click_adds_one(case: Case, name: str, model: Any, data: dict, where: dict) -> None:
    if "victim_id" in where:
        where = {"victim_id": case.incident.victims.get().pk}
    if name == "incident_add_victim":
        data = data | {"victim_unit": case.world.own.pk}
    before = model.objects.count()
    full = case.form(case.bob, name, **where) | data
    assert case.post(case.bob, name, full, **where).status_code == 302
    entries = TimelineEntry.objects.count()
    assert case.post(case.bob, name, full, **where).status_code == 302
    assert model.objects.count() == before + 1
    assert TimelineEntry.objects.count() == entries


@pytest.mark.parametrize(("name", "model", "data", "where"), NEW_ROWS, ids=[row[0] for row in NEW_ROWS])
def test_a_token_of_something_of_another_incident_is_not_found(
    case: Case, name: str, model: Any, data: dict, where: dict
) -> None:
    """A tampered hidden field answers 404 and leaves no half record."""
    mine = case.incident
    case.incident = case.world.incident(case.alice)
    case.add_one_of_each()
    theirs = model.objects.filter(incident=case.incident).first().pk
    case.incident = mine
    if "victim_id" in where:
        where = {"victim_id": mine.victims.get().pk}
    if name == "incident_add_victim":
        data = data | {"victim_unit": case.world.own.pk}
    full = case.form(case.bob, name, **where) | data | {"token": str(theirs)}
    before = (model.objects.count(), TimelineEntry.objects.count())
    assert case.post(case.bob, name, full, **where).status_code == 404
    assert (model.objects.count(), TimelineEntry.objects.count()) == before


def test_the_police_report_shows_whose_version_is_stored(case: Case) -> None:
    first, second = case.form(case.bob, "incident_police"), case.form(case.ed, "incident_police")
    made = {
        "state": "made",
        "made_on": today().strftime("%d-%m-%Y"),
        "number": "PL0900-1",
        "under_number": "on",
    }
    assert case.post(case.bob, "incident_police", first | made).status_code == 302
    response = case.post(case.ed, "incident_police", second | {"state": "not_wanted", "note": "Wil niet."})
    assert response.status_code == 200
    page = text_of(response)
    assert "Aangifte gedaan" in page
    assert "PL0900-1" in page
    assert "Wil niet." in page
    again = filled_in(response)
    # What Ed had not touched has Bob's values now: the number and the tick.
    assert again["number"] == "PL0900-1"
    assert again["under_number"] == "on"
    assert case.post(case.ed, "incident_police", again).status_code == 302
    assert PoliceReport.objects.get().state == "not_wanted"


def test_fingerprints_tell_nothing(case: Case) -> None:
    """Keyed and salted: the same value gives another fingerprint on another record, and none is a plain hash."""
    shown = case.form(case.bob, "incident_facts")["shown"]
    case.incident = case.world.incident(case.alice)
    other = case.form(case.bob, "incident_facts")["shown"]
    assert not {p.split(":")[1] for p in shown.split()} & {p.split(":")[1] for p in other.split()}
    assert case.incident.narrative not in shown


def test_equal_values_are_written_the_same() -> None:
    from decimal import Decimal

    assert canonical(None) == canonical("") == canonical([])
    assert canonical(Decimal("10")) == canonical(Decimal("10.00"))
    assert canonical(["b", "a"]) == canonical(("a", "b"))
    assert canonical(True) != canonical(False)
    assert canonical(datetime.time(9, 5, 30)) == "09:05"
    assert canonical(timezone.localdate()) == timezone.localdate().isoformat()


@pytest.mark.django_db(transaction=True)
def test_truly_at_once_one_wins_and_the_other_is_told() -> None:
    """Two threads save at the same moment, on the database's own locks."""
    import threading

    from django.db import connection, connections

    if connection.vendor == "sqlite":
        pytest.skip("SQLite in memory has one connection: the interleavings above say the same")
    case = Case(World())
    data = {who: case.form(who, "incident_facts") for who in (case.bob, case.ed)}
    texts = {case.bob: HIS, case.ed: HERS}
    barrier, answers = threading.Barrier(2), {}

    def save(who: Any) -> None:
        client = client_of(who)
        barrier.wait()
        answers[who] = client.post(
            case.url("incident_facts"), data[who] | {"narrative": texts[who]}
        ).status_code
        connections.close_all()

    threads = [threading.Thread(target=save, args=(who,)) for who in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers.values()) == [200, 302]
    winner = next(who for who, status in answers.items() if status == 302)
    assert case.again().narrative == texts[winner]


def test_a_token_that_is_no_token_is_an_error_at_the_form(case: Case) -> None:
    data = case.form(case.bob, "incident_add_measure") | {"text": "x", "token": "../../etc"}
    assert case.post(case.bob, "incident_add_measure", data).status_code == 200
    data["token"] = str(uuid.uuid4())
    assert case.post(case.bob, "incident_add_measure", data).status_code == 302
