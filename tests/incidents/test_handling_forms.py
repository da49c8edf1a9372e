# SPDX-License-Identifier: EUPL-1.2
"""What a handler does through the small forms, and the words they come back with."""

import datetime
import uuid
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.utils import timezone

from incidents import handling, joining
from incidents.models import Aftercare, Contribution, Damage, Incident, Measure, PoliceReport, Status, Victim
from incidents.reporting import VictimFacts, contribute
from notices.models import OutboxMessage
from tests.incidents.case import Case, client_of, filled_in, text_of, today
from tests.world import World


@pytest.fixture
def case(world: World) -> Case:
    return Case(world)


def dutch(day: datetime.date) -> str:
    return day.strftime("%d-%m-%Y")


def test_take_up_wait_and_go_on(case: Case) -> None:
    due = case.incident.destroy_at
    response = case.post(case.bob, "incident_take_up")
    assert response["Location"] == case.url()
    assert (case.again().status, case.incident.handler) == (Status.IN_PROGRESS, case.bob)
    assert case.incident.first_reaction_at
    data = case.form(case.bob, "incident_wait") | {"waiting_for": "Gesprek op 3 december"}
    assert case.post(case.bob, "incident_wait", data).status_code == 302
    assert case.again().status == Status.WAITING
    assert "Gesprek op 3 december" in text_of(case.get(case.bob))
    assert case.post(case.bob, "incident_resume").status_code == 302
    assert case.again().status == Status.IN_PROGRESS
    assert case.incident.destroy_at == due


def test_a_colleague_takes_over(case: Case) -> None:
    handling.take_up(case.bob, case.incident)
    assert "Neem over" in text_of(case.get(case.ed))
    assert "Neem over" not in text_of(case.get(case.bob))
    case.post(case.ed, "incident_take_up")
    assert case.again().handler == case.ed


def test_the_facts(case: Case) -> None:
    data = case.form(case.bob, "incident_facts")
    assert data["narrative"] == case.incident.narrative
    assert sorted(data["kinds"]) == ["threat", "verbal"]
    changed = data | {
        "channel": "telephone",
        "place": "  Toestel   1234 ",
        "kinds": ["discrimination", "threat"],
        "gravest_kind": "discrimination",
        "severity": "3",
        "narrative": "Zo ging het echt.\r\nTweede regel.",
        "aggressor_name": "P. Verzonnen",
        "witness_count": "2",
    }
    response = case.post(case.bob, "incident_facts", changed)
    assert response["Location"].endswith("#feiten")
    row = case.again()
    assert (row.channel, row.place, row.severity, row.witness_count) == ("telephone", "Toestel 1234", 3, 2)
    assert row.narrative == "Zo ging het echt.\nTweede regel."
    assert {kind.kind for kind in row.kinds.all()} == {"discrimination", "threat"}
    assert row.facts_established_at
    # What the reporter wrote can still be read beside it.
    assert "hij riep dat hij mij zou opwachten" in text_of(case.get(case.bob))


def test_facts_are_established_even_when_nothing_had_to_change(case: Case) -> None:
    assert case.post(case.bob, "incident_facts", case.form(case.bob, "incident_facts")).status_code == 302
    assert case.again().facts_established_at


def test_the_gravest_is_one_of_the_kinds(case: Case) -> None:
    data = case.form(case.bob, "incident_facts") | {"kinds": ["verbal"], "gravest_kind": "threat"}
    response = case.post(case.bob, "incident_facts", data)
    assert "gravest_kind" in response.context["form"].errors
    assert case.again().facts_established_at is None


def test_an_earlier_date_holds_at_once_and_shortens_the_term(case: Case) -> None:
    """R4 when the date was wrong."""
    before = case.incident.destroy_at
    earlier = timezone.localdate() - datetime.timedelta(days=4)
    data = case.form(case.bob, "incident_date") | {
        "date": dutch(earlier),
        "time": "9u15",
        "reason": "Verkeerde dag",
    }
    assert case.post(case.bob, "incident_date", data).status_code == 302
    assert case.again().occurred_on == earlier
    assert timezone.localtime(case.incident.occurred_at).strftime("%H:%M") == "09:15"
    assert case.incident.destroy_at < before
    assert "Verkeerde dag" in text_of(case.get(case.bob))


@pytest.mark.parametrize(
    ("date", "words"),
    [
        ("22-11-2199", "niet gebeurd zijn na de melding"),
        ("01-01-2015", "langer dan vijf jaar geleden"),
        ("31-02-2026", "dag-maand-jaar"),
        ("01-01-0001", "Kijk het jaartal na"),
        ("31-12-9999", "Kijk het jaartal na"),
        ("vorige week", "dag-maand-jaar"),
        ("٢٢-١١-٢٠٢٦", "dag-maand-jaar"),
    ],
)
def test_a_date_that_cannot_be(case: Case, date: str, words: str) -> None:
    data = case.form(case.bob, "incident_date") | {"date": date, "reason": "Vergissing"}
    response = case.post(case.bob, "incident_date", data)
    assert response.status_code == 200
    assert words in " ".join(response.context["form"].errors["date"])
    assert "Vergissing" in text_of(response)
    assert not case.incident.datecorrections.exists()


def test_a_time_that_the_spring_night_skips(case: Case) -> None:
    data = case.form(case.bob, "incident_date") | {"date": "29-03-2026", "time": "02:30", "reason": "x"}
    response = case.post(case.bob, "incident_date", data)
    assert "klok" in " ".join(response.context["form"].errors["time"])


def test_confirmed_with_the_victim(world: World) -> None:
    """A victim who was reported for: the handler confirms the report with them."""
    case = Case(world)
    vera = world.person("Vera")
    case.incident = world.incident(case.alice, vera)
    victim = case.incident.victims.get()
    page = text_of(case.get(case.bob))
    assert "Nog niet doorgenomen" in page
    assert case.post(case.bob, "incident_confirm", {}, victim_id=victim.pk)["Location"].endswith("#zorg")
    victim.refresh_from_db()
    assert victim.confirmed_at
    assert "Melding doorgenomen" in text_of(case.get(case.bob))


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ("done", "Gesproken: vandaag om"),
        ("declined", "Niet gewenst door het slachtoffer"),
        ("appointment", "Afspraak:"),
    ],
)
def test_an_aftercare_contact(case: Case, what: str, expected: str) -> None:
    contact = Aftercare.objects.filter(incident=case.incident).first()
    where = {"contact_id": contact.pk}
    data = case.form(case.bob, "incident_contact", **where)
    # What is usual stands there already: spoken, today, now.
    assert data["what"] == "done"
    assert data["date"] == dutch(today())
    data |= {"what": what, "note": "Alice slaapt weer goed."}
    if what == "appointment":
        data |= {"date": dutch(today() + datetime.timedelta(days=2)), "time": "10:00"}
    assert case.post(case.bob, "incident_contact", data, **where).status_code == 302
    page = text_of(case.get(case.bob))
    assert expected in page
    assert "Alice slaapt weer goed." in page
    contact.refresh_from_db()
    assert contact.is_open is (what == "appointment")
    assert contact.due_at


def test_a_contact_can_be_put_right(case: Case) -> None:
    contact = Aftercare.objects.filter(incident=case.incident).first()
    handling.give_aftercare(case.bob, contact, timezone.now(), "Verkeerd")
    where = {"contact_id": contact.pk}
    data = case.form(case.bob, "incident_contact", **where)
    assert data["note"] == "Verkeerd"
    case.post(case.bob, "incident_contact", data | {"what": "declined", "note": "Goed"}, **where)
    contact.refresh_from_db()
    assert (contact.declined, contact.done_at, contact.note) == (True, None, "Goed")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"date": "", "time": "10:00"}, "date"),
        ({"time": ""}, "time"),
        ({"date": "01-01-2199"}, "date"),
        ({"date": "01-01-1900"}, "date"),
        ({"what": "unheard-of"}, "what"),
        ({"what": ""}, "what"),
    ],
)
def test_a_contact_with_a_mistake(case: Case, change: dict[str, str], field: str) -> None:
    contact = Aftercare.objects.filter(incident=case.incident).first()
    where = {"contact_id": contact.pk}
    data = case.form(case.bob, "incident_contact", **where) | {"note": "Blijft staan"} | change
    response = case.post(case.bob, "incident_contact", data, **where)
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert "Blijft staan" in text_of(response)
    contact.refresh_from_db()
    assert contact.is_open


def test_spoken_in_the_future_is_an_appointment(case: Case) -> None:
    contact = Aftercare.objects.filter(incident=case.incident).first()
    where = {"contact_id": contact.pk}
    data = case.form(case.bob, "incident_contact", **where) | {
        "date": dutch(today() + datetime.timedelta(days=1)),
        "time": "10:00",
    }
    response = case.post(case.bob, "incident_contact", data, **where)
    assert "afspraak" in " ".join(response.context["form"].errors["date"])


def test_first_care_and_an_extra_contact(case: Case) -> None:
    victim = case.incident.victims.get()
    where = {"victim_id": victim.pk}
    data = case.form(case.bob, "incident_add_contact", **where)
    assert data["kind"] == "first_care"
    assert case.post(case.bob, "incident_add_contact", data | {"note": "Koffie"}, **where).status_code == 302
    assert Aftercare.objects.get(kind="first_care").done_at
    data = case.form(case.bob, "incident_add_contact", **where)
    assert data["kind"] == "extra"
    later = {"what": "appointment", "date": dutch(today() + datetime.timedelta(days=3)), "time": "11.00"}
    assert case.post(case.bob, "incident_add_contact", data | later, **where).status_code == 302
    extra = Aftercare.objects.get(kind="extra")
    assert extra.is_open
    assert extra.appointment_at == extra.due_at


def test_injury_and_absence(case: Case) -> None:
    victim = case.incident.victims.get()
    where = {"victim_id": victim.pk}
    data = case.form(case.bob, "incident_victim", **where)
    assert (data["injury_level"], data["absence"]) == ("unknown", "unknown")
    # The name of a colleague with an account is not typed.
    assert "name" not in data
    change = {"injury_level": "doctor", "physical_injury": "Snee", "absence": "no", "name": "Iemand anders"}
    assert case.post(case.bob, "incident_victim", data | change, **where).status_code == 302
    victim.refresh_from_db()
    assert (victim.injury_level, victim.physical_injury) == ("doctor", "Snee")
    assert victim.absent_over_three_days is False
    assert victim.name == "Alice"
    again = case.form(case.bob, "incident_victim", **where) | {
        "injury_level": "unknown",
        "absence": "unknown",
    }
    case.post(case.bob, "incident_victim", again, **where)
    victim.refresh_from_db()
    assert (victim.injury_level, victim.absent_over_three_days) == ("", None)


class TestAnotherVictim:
    def add(self, case: Case, **answers: Any) -> Any:
        data = case.form(case.bob, "incident_add_victim") | answers
        return case.post(case.bob, "incident_add_victim", data)

    def test_a_colleague_by_name_or_address_is_told(self, case: Case, world: World) -> None:
        dirk = world.person("Dirk Postma", world.sibling)
        for text in ("dirk postma", "Dirk.Postma@waterrijk.example"):
            Victim.objects.filter(user=dirk).delete()
            assert self.add(case, colleague=text, help_wanted=["manager"]).status_code == 302
            victim = Victim.objects.get(user=dirk)
            assert (victim.name, victim.unit, victim.help_wanted) == (
                "Dirk Postma",
                world.sibling,
                ["manager"],
            )
        assert OutboxMessage.objects.filter(kind="reported_for_you", recipient=dirk).exists()

    def test_namesakes_are_chosen_between(self, case: Case, world: World) -> None:
        world.person("Dirk Postma", world.sibling)
        other = world.person("Dirk Posthuma", world.own, function="boa")
        response = self.add(case, colleague="Dirk Post")
        assert "boa" in text_of(response)
        data = filled_in(response) | {"colleague_choice": str(other.pk)}
        assert case.post(case.bob, "incident_add_victim", data).status_code == 302
        assert Victim.objects.filter(user=other).exists()

    def test_somebody_without_an_account(self, case: Case, world: World) -> None:
        answers = {"victim_name": "Noor", "victim_function": "stagiair", "victim_unit": world.child.pk}
        assert self.add(case, no_account="on", **answers).status_code == 302
        victim = Victim.objects.get(user=None)
        assert (victim.name, victim.unit) == ("Noor", world.child)
        data = case.form(case.bob, "incident_victim", victim_id=victim.pk) | {"name": "Noor Bakker"}
        case.post(case.bob, "incident_victim", data, victim_id=victim.pk)
        victim.refresh_from_db()
        assert victim.name == "Noor Bakker"

    def test_nobody_of_another_municipality(self, case: Case, world: World) -> None:
        """LEI 10: nothing about a person crosses."""
        zoe = world.person("Zoe Duin", world.other)
        for text in ("Zoe Duin", zoe.email):
            response = self.add(case, colleague=text)
            assert response.status_code == 200
            assert "kennen niemand" in " ".join(response.context["form"].errors["colleague"])
        answers = {"victim_name": "Noor", "victim_function": "x", "victim_unit": world.other.pk}
        response = self.add(case, no_account="on", **answers)
        assert "victim_unit" in response.context["form"].errors
        assert "Duinveen" not in text_of(response)
        response = self.add(case, colleague="Dirk", colleague_choice=str(zoe.pk))
        assert response.status_code == 200
        assert Victim.objects.count() == 1

    def test_nobody_twice_and_never_oneself(self, case: Case) -> None:
        response = self.add(case, colleague="Alice")
        assert "staat al bij" in " ".join(response.context["form"].errors["colleague"])
        response = self.add(case, colleague="Bob")
        assert "uzelf" in " ".join(response.context["form"].errors["colleague"])
        assert self.add(case, colleague="Bob", for_whom="self").status_code == 200
        assert Victim.objects.count() == 1

    def test_removed_when_named_by_mistake(self, case: Case, world: World) -> None:
        dirk = world.person("Dirk", world.sibling)
        carol = world.person("Carol", world.sibling, "handler")
        self.add(case, colleague="Dirk")
        assert case.get(carol).status_code == 200
        victim = Victim.objects.get(user=dirk)
        where = {"victim_id": victim.pk}
        assert case.post(case.bob, "incident_remove_victim", {}, **where).status_code == 200
        assert (
            case.post(case.bob, "incident_remove_victim", {"reason": "Naamgenoot"}, **where).status_code
            == 302
        )
        assert not Victim.with_due.filter(user=dirk).exists()
        assert not Aftercare.with_due.filter(victim=victim.pk).exists()
        assert case.get(carol).status_code == 404
        assert not Incident.objects.of_victim_or_reporter(dirk).exists()

    def test_the_only_victim_stays(self, case: Case) -> None:
        victim = case.incident.victims.get()
        assert (
            case.post(case.bob, "incident_remove_victim", {"reason": "x"}, victim_id=victim.pk).status_code
            == 404
        )


def test_measures_of_both_kinds_are_added_and_put_right(case: Case) -> None:
    for name, kind, anchor in (
        ("incident_add_measure", "perpetrator", "#dader"),
        ("incident_add_prevention", "prevention", "#preventie"),
    ):
        data = case.form(case.bob, name) | {"text": f"Maatregel {kind}"}
        assert data["taken_on"] == dutch(today())
        assert case.post(case.bob, name, data)["Location"].endswith(anchor)
        measure = Measure.objects.get(kind=kind)
        where = {"measure_id": measure.pk}
        data = case.form(case.bob, "incident_measure", **where) | {"text": "Anders"}
        assert case.post(case.bob, "incident_measure", data, **where)["Location"].endswith(anchor)
        measure.refresh_from_db()
        assert measure.text == "Anders"


def test_the_police_report(case: Case) -> None:
    data = case.form(case.bob, "incident_police")
    # By the employer unless somebody decides otherwise, with one line why.
    assert data["by_employer"] == "on"
    assert "huisadres van de medewerker niet in het dossier" in text_of(case.get(case.bob, "incident_police"))
    response = case.post(case.bob, "incident_police", data | {"state": "made"})
    assert "made_on" in response.context["form"].errors
    made = {"state": "made", "made_on": dutch(today()), "number": "PL0900-1", "under_number": "on"}
    assert case.post(case.bob, "incident_police", data | made)["Location"].endswith("#aangifte")
    report = PoliceReport.objects.get()
    assert (report.state, report.number, report.under_number, report.by_employer) == (
        "made",
        "PL0900-1",
        True,
        True,
    )
    data = case.form(case.bob, "incident_police")
    del data["by_employer"]
    case.post(case.bob, "incident_police", data)
    report.refresh_from_db()
    assert report.by_employer is False
    assert PoliceReport.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("1.250,50", "1250.50"), ("1250,5", "1250.50"), ("€ 80", "80.00"), ("12,-", "12.00"), ("", None)],
)
def test_damage_in_dutch_amounts(case: Case, typed: str, amount: str | None) -> None:
    data = case.form(case.bob, "incident_add_damage") | {"description": "Ruit", "amount": typed}
    assert case.post(case.bob, "incident_add_damage", data).status_code == 302
    assert Damage.objects.get().amount == (Decimal(amount) if amount else None)


def test_what_came_back_of_the_damage(case: Case) -> None:
    damage_id = uuid.uuid4()
    facts = {"owner": "municipality", "description": "Ruit", "amount": Decimal("100"), "recovered": None}
    handling.record_damage(case.bob, case.incident, damage_id, facts)
    where = {"damage_id": damage_id}
    data = case.form(case.bob, "incident_damage", **where)
    assert data["amount"] == "100,00"
    response = case.post(case.bob, "incident_damage", data | {"recovered": "100,01"}, **where)
    assert "recovered" in response.context["form"].errors
    assert case.post(case.bob, "incident_damage", data | {"recovered": "75"}, **where).status_code == 302
    assert Damage.objects.get().recovered == Decimal("75")


@pytest.mark.parametrize("typed", ["-1", "9999999999", "1e9", "NaN", "Infinity", "1,234", "veel", "1" * 5000])
def test_an_amount_that_is_none(case: Case, typed: str) -> None:
    data = case.form(case.bob, "incident_add_damage") | {"description": "Ruit", "amount": typed}
    response = case.post(case.bob, "incident_add_damage", data)
    assert response.status_code == 200
    assert response.context["form"].errors["amount"]
    assert not Damage.objects.exists()


def test_what_victim_and_reporter_added_is_read_and_marked(case: Case) -> None:
    for kind in ("addition", "correction", "objection"):
        contribute(case.incident, case.alice, kind, f"Dit is een {kind}", uuid.uuid4())
    page = text_of(case.get(case.bob))
    for words in ("Aanvulling van Alice", "Correctie van Alice", "Bezwaar van Alice", "Dit is een objection"):
        assert words in page
    assert "3 aanvullingen te lezen" in page
    # They stand beside the form in which the facts are put right, too.
    assert "Dit is een correction" in text_of(case.get(case.bob, "incident_facts"))
    for contribution in Contribution.objects.all():
        response = case.post(case.bob, "incident_seen", {}, contribution_id=contribution.pk)
        assert response["Location"].endswith("#feiten")
    assert "te lezen" not in text_of(case.get(case.bob))
    assert "Dit is een objection" in text_of(case.get(case.bob))


class TestClosing:
    def test_says_plainly_what_is_missing_with_links(self, world: World) -> None:
        case = Case(world)
        case.incident = world.incident(case.alice, world.person("Vera"))
        page = text_of(case.get(case.bob, "incident_close"))
        assert case.url("incident_facts") in page
        assert "Bespreek de melding met ieder voor wie een collega meldde" in page
        data = {"outcome": "founded", "conclusion": "Mijn lange toelichting", "shown": ""}
        response = case.post(case.bob, "incident_close", case.form(case.bob, "incident_close") | data | {})
        assert response.status_code == 200
        data["shown"] = filled_in(response)["shown"]
        response = case.post(case.bob, "incident_close", data)
        assert response.status_code == 200
        assert "Dit moet eerst nog" in text_of(response)
        assert "Mijn lange toelichting" in text_of(response)
        assert case.again().status == Status.NEW

    def test_with_a_conclusion_and_open_again_with_a_reason(self, case: Case) -> None:
        """Neither touches any term; aftercare goes on."""
        due = case.incident.destroy_at
        handling.establish_facts(case.bob, case.incident, {"gravest_kind": "threat"}, ["threat"])
        response = case.post(case.bob, "incident_close", case.form(case.bob, "incident_close"))
        assert set(response.context["form"].errors) == {"outcome", "conclusion"}
        data = case.form(case.bob, "incident_close") | {
            "outcome": "founded",
            "conclusion": "Gesprek gevoerd.",
        }
        assert case.post(case.bob, "incident_close", data)["Location"].endswith("#sluiten")
        page = text_of(case.get(case.bob))
        assert "Agressie vastgesteld" in page
        assert "Gesprek gevoerd." in page
        contact = Aftercare.objects.filter(incident=case.incident).last()
        data = case.form(case.bob, "incident_contact", contact_id=contact.pk)
        assert case.post(case.bob, "incident_contact", data, contact_id=contact.pk).status_code == 302
        assert case.post(case.bob, "incident_reopen", {"reason": " "}).status_code == 200
        assert case.post(case.bob, "incident_reopen", {"reason": "Nieuw bericht"}).status_code == 302
        assert case.again().status == Status.IN_PROGRESS
        assert case.incident.destroy_at == due
        assert "Nieuw bericht" in text_of(case.get(case.bob))


class TestJoining:
    def test_possible_duplicates_are_shown_and_joined_after_a_question(
        self, case: Case, world: World
    ) -> None:
        dirk = world.person("Dirk", None, "reporter")
        second = world.incident(dirk, narrative="Ik stond ernaast.")
        page = text_of(case.get(case.bob))
        assert "Mogelijk dezelfde gebeurtenis" in page
        assert second.reference in page
        where = {"other_id": second.pk}
        question = text_of(case.get(case.bob, "incident_join", **where))
        assert "Ik stond ernaast." in question
        assert "Dirk" in question
        assert case.post(case.bob, "incident_join", {}, **where)["Location"].startswith(case.url())
        second.refresh_from_db()
        assert second.status == Status.JOINED
        assert case.incident.victims.count() == 2

    def test_the_first_report_stays_wherever_one_starts(self, case: Case, world: World) -> None:
        second = world.incident(world.person("Dirk", None, "reporter"))
        first, case.incident = case.incident, second
        case.post(case.bob, "incident_join", {}, other_id=first.pk)
        second.refresh_from_db()
        assert second.joined_into == first
        assert case.post(case.bob, "incident_join", {}, other_id=first.pk).status_code == 404

    def test_never_with_what_one_does_not_handle(self, case: Case, world: World) -> None:
        elsewhere = world.incident(world.person("Dirk", world.sibling, "reporter"))
        abroad = world.incident(world.person("Zoe", world.other, "reporter"))
        for other in (elsewhere, abroad, case.incident):
            for method in (case.get, case.post):
                args = ({},) if method == case.post else ()
                assert method(case.bob, "incident_join", *args, other_id=other.pk).status_code == 404
        assert elsewhere.reference not in text_of(case.get(case.bob))
        assert not joining.possible_duplicates(case.bob, case.incident).exists()


def test_no_message_names_anybody(case: Case, world: World) -> None:
    """Messages stand in the session: no personal data."""
    client = client_of(case.bob)
    victim = case.incident.victims.get()
    person = case.form(case.bob, "incident_victim", victim_id=victim.pk) | {"physical_injury": "KANARIE"}
    response = client.post(case.url("incident_victim", victim_id=victim.pk), person)
    said = [str(message) for message in get_messages(response.wsgi_request)]
    assert said == ["De gegevens zijn bijgewerkt."]
    stored = str(dict(client.session))
    assert "Alice" not in stored
    assert "KANARIE" not in stored


def test_an_appointment_that_passed_is_late(case: Case) -> None:
    victim = case.incident.victims.get()
    moment = timezone.now() + datetime.timedelta(hours=2)
    handling.schedule_aftercare(case.bob, victim, "extra", uuid.uuid4(), appointment_at=moment)
    with time_machine.travel(moment + datetime.timedelta(minutes=5), tick=False):
        late = case.get(case.bob).context["case"].late_contacts
    assert [contact.row.kind for _employee, contact in late] == ["extra"]


def test_a_victim_added_by_the_domain_keeps_its_token(case: Case, world: World) -> None:
    token = uuid.uuid4()
    facts = VictimFacts(unit=world.own, name="Noor")
    first = handling.add_another_victim(case.bob, case.incident, facts, token)
    assert handling.add_another_victim(case.bob, case.incident, facts, token) == first
    assert first.pk == token
