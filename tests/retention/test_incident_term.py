# SPDX-License-Identifier: EUPL-1.2
"""R4: an incident and all that belongs to it, five years from its date, to the end of that day; and access stops at
that very moment, everywhere, though nothing has destroyed it yet."""

import datetime
import re
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from incidents import handling, joining, listing, waiting
from incidents.access import NotAllowed, handled_by, watched_by
from incidents.correcting import ask_for_later_date, decide_later_date
from incidents.models import Escalation, Incident, LateStep, Sight, Stage, TakenOver
from incidents.perpetrators import PersonFacts, name_perpetrator
from incidents.reporting import DateRefused, contribute, same_event
from incidents.sanction_rules import Decision
from incidents.sanctioning import decide_sanction, letter_sent, review
from retention.models import RetainedWith
from retention.terms import AMSTERDAM, from_local, local_date
from tests.incidents.case import add_evidence, client_of
from tests.world import World, fresh

SECOND = datetime.timedelta(seconds=1)
HOUR = datetime.timedelta(hours=1)
CANARY = "Zwartewaterallee"
Travel = Callable[[datetime.datetime], None]


def local(text: str, fold: int = 0) -> datetime.datetime:
    """A local time; the second of two with fold=1."""
    moment = datetime.datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM, fold=fold)
    return moment.astimezone(datetime.UTC)


# When it happened (local), and the first instant at which it is hidden.
CASES = {
    "leap day": (local("2024-02-29 14:00"), local("2029-03-01 00:00")),
    "example": (local("2021-11-22 09:30"), local("2026-11-23 00:00")),
    "first minute of its day": (local("2021-11-22 00:00"), local("2026-11-23 00:00")),
    "last minute of its day": (local("2021-11-22 23:59"), local("2026-11-23 00:00")),
    "after midnight here, before it in UTC": (local("2022-07-01 00:30"), local("2027-07-02 00:00")),
    "before the spring gap": (local("2022-03-27 01:59"), local("2027-03-28 00:00")),
    "after the spring gap": (local("2022-03-27 03:01"), local("2027-03-28 00:00")),
    "the autumn hour, first time": (local("2021-10-31 02:30"), local("2026-11-01 00:00")),
    "the autumn hour, second time": (local("2021-10-31 02:30", fold=1), local("2026-11-01 00:00")),
    "due on the day that has 23 hours": (local("2021-03-29 12:00"), local("2026-03-30 00:00")),
    "due on the day that has 25 hours": (local("2021-10-25 12:00"), local("2026-10-26 00:00")),
}


@pytest.fixture
def travel() -> Iterator[Travel]:
    """Go to a moment and stay there."""
    traveller = None

    def to(moment: datetime.datetime) -> None:
        nonlocal traveller
        if traveller:
            traveller.stop()
        traveller = time_machine.travel(moment, tick=False)
        traveller.start()

    yield to
    if traveller:
        traveller.stop()


class File:
    """An incident with one of everything, and those who see it: Alice reported it, Bob handles, Sonja supervises."""

    def __init__(self, occurred_at: datetime.datetime, travel: Travel) -> None:
        travel(occurred_at + HOUR)
        self.world = world = World()
        self.alice = world.person("Alice", None, "reporter")
        self.bob = world.person("Bob", None, "handler")
        self.sonja = world.person("Sonja", world.parent, "supervisor")
        self.dirk = world.person("Dirk", world.sibling)
        self.incident = incident = world.incident(self.alice, occurred_at=occurred_at, narrative=CANARY)
        handling.take_up(self.bob, incident)
        handling.add_another_victim(self.bob, incident, handling.VictimFacts.of(self.dirk))
        today = local_date(occurred_at)
        handling.take_measure(self.bob, incident, "prevention", CANARY, today, uuid.uuid4())
        police = {"state": "planned", "made_on": None, "number": "", "note": CANARY}
        handling.record_police_report(
            self.bob, incident, police | {"under_number": False, "by_employer": True}
        )
        damage = {"owner": "municipality", "description": CANARY, "amount": 10, "recovered": None}
        handling.record_damage(self.bob, incident, uuid.uuid4(), damage)
        contribute(incident, self.alice, "addition", CANARY, uuid.uuid4())
        self.sanction(today)
        told = {"step": LateStep.REVIEW, "subject": incident.pk, "stage": Stage.HANDLER}
        Escalation.with_due.create(incident=incident, counted_from=occurred_at, **told)
        TakenOver.with_due.create(incident=incident, municipality=world.waterrijk, by_account=CANARY)
        self.evidence = add_evidence(self.bob, incident)
        self.url = {
            name: reverse(name, kwargs={"incident_id": incident.pk}) for name in ("incident", "my_report")
        }

    def sanction(self, today: datetime.date) -> None:
        """Somebody is named and sanctioned, and it is reviewed."""
        handling.establish_facts(self.bob, self.incident, {"gravest_kind": "threat"}, ["threat"])
        person = name_perpetrator(self.bob, self.incident, PersonFacts(name=CANARY), uuid.uuid4())
        texts = ("behaviour", "norm", "heard_note", "deviation_reason")
        decision = Decision(
            kind="contact_measure",
            heard="declined",
            decided_on=today,
            planned_end=today + datetime.timedelta(days=30),
            **dict.fromkeys(texts, CANARY),
        )
        given = decide_sanction(self.bob, person, decision, uuid.uuid4())
        letter_sent(self.bob, given, timezone.now())
        review(self.bob, given, "continued", CANARY, uuid.uuid4())

    def in_the_database(self) -> dict[str, bool]:
        """Each way of finding it, and whether it does."""
        incidents, pk = Incident.objects.all(), self.incident.pk
        bob, sonja = fresh(self.bob), fresh(self.sonja)
        found = {
            "handler": Incident.objects.visible_to(bob).filter(pk=pk).exists(),
            "supervisor": Incident.objects.visible_to(sonja).filter(pk=pk).exists(),
            "handles": handled_by(incidents, bob).filter(pk=pk).exists(),
            "watches": watched_by(incidents, sonja).filter(pk=pk).exists(),
            "reporter": Incident.objects.of_victim_or_reporter(self.alice).filter(pk=pk).exists(),
            "victim": Incident.objects.of_victim_or_reporter(self.dirk).filter(pk=pk).exists(),
            "in the hands of": self.bob.handling.filter(pk=pk).exists(),
            "of the unit": self.world.own.incidents.filter(pk=pk).exists(),
            "work list": pk in {i.pk for i in listing.work_page(bob, listing.Tab.ALL, NO_FILTERS).incidents},
            "work list, open": bool(listing.work_page(bob, listing.Tab.OPEN, NO_FILTERS).incidents),
            "counts": sum(listing.work_counts(bob, NO_FILTERS).values()) > 0,
            "overdue for the supervisor": bool(listing.watched_overdue(sonja).incidents),
            "progress for the supervisor": bool(listing.watched_progress(sonja)),
            "counts at the start": bool(waiting.waiting_for(bob)),
        }
        for model in belongs_to_an_incident():
            found[model.__name__] = model.objects.filter(**{model.retained_with: pk}).exists()
        return found

    def on_the_pages(self) -> dict[str, bool]:
        """Each page that shows it, and whether it does."""
        bob, sonja, alice, dirk = (client_of(p) for p in (self.bob, self.sonja, self.alice, self.dirk))
        reference = self.incident.reference
        file = reverse("incident_evidence", args=[self.incident.pk, self.evidence.pk])
        return {
            "the handler's page": opens(bob, self.url["incident"]),
            "the supervisor's page": opens(sonja, self.url["incident"]),
            "the evidence": opens(bob, file),
            "the reporter's page": opens(alice, self.url["my_report"]),
            "the victim's page": opens(dirk, self.url["my_report"]),
            "after sending": opens(alice, reverse("report_sent", args=[self.incident.pk])),
            "the facts": opens(bob, reverse("incident_facts", args=[self.incident.pk])),
            "the work list": reference in text(bob, f"{reverse('work_list')}?tab=all"),
            "what is watched": reference in text(sonja, reverse("watch")),
            "the victim's list": reference in text(dirk, reverse("my_reports")),
            "the reporter's list": reference in text(alice, reverse("my_reports")),
            "the reporter's start": reference in text(alice, reverse("home")),
        }

    def refuses(self) -> None:
        """Nobody can do anything with it any more, or find out that it was there."""
        with pytest.raises(NotAllowed):
            handling.take_up(fresh(self.bob), self.incident)
        with pytest.raises(NotAllowed):
            contribute(self.incident, fresh(self.alice), "addition", "Nog iets.", uuid.uuid4())
        for person, name in ((self.bob, "incident_take_up"), (self.bob, "incident_close")):
            url = reverse(name, args=[self.incident.pk])
            assert client_of(person).post(url).status_code == 404
        bob = client_of(self.bob)
        here, nowhere = self.incident.pk, uuid.uuid4()
        assert not_found(bob, here) == not_found(bob, nowhere)


NO_FILTERS = listing.Filters()


def belongs_to_an_incident() -> list[Any]:
    """Every model whose rows go with an incident and of which this file has one."""
    found = [m for m in apps.get_models() if issubclass(m, RetainedWith) and m._meta.app_label == "incidents"]
    assert len(found) >= 11
    return [m for m in found if m.__name__ not in ("DateCorrection", "EndWarning")]


def opens(client: Any, url: str) -> bool:
    answer = client.get(url)
    assert answer.status_code in (200, 404), (url, answer.status_code)
    assert answer.status_code == 200 or CANARY not in answer.content.decode(errors="replace")
    return answer.status_code == 200


def not_found(client: Any, key: uuid.UUID) -> str:
    """The page for an incident that is not there, without what differs at every request."""
    answer = client.get(reverse("incident", args=[key]))
    assert answer.status_code == 404
    own = rf"\b\w{{64}}\b|{answer['X-Request-ID']}|{key}"
    return re.sub(own, "", answer.content.decode())


def text(client: Any, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    return answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("name", CASES)
def test_the_second_before_the_moment_and_the_second_after(name: str, travel: Travel) -> None:
    occurred_at, due = CASES[name]
    file = File(occurred_at, travel)
    stored = file.incident
    assert (stored.destroy_at, stored.retention_rule, stored.retention_policy) == (due, "R4", "P5Y")
    assert stored.counted_from == from_local(stored.occurred_on, datetime.time())
    travel(due - SECOND)
    before = file.in_the_database()
    assert before == dict.fromkeys(before, True)
    for moment in (due, due + SECOND):
        travel(moment)
        after = file.in_the_database()
        assert after == dict.fromkeys(after, False)
    # It is hidden, not gone: no worker destroys here.
    assert Incident.with_due.filter(pk=stored.pk).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["leap day", "example"])
def test_on_every_page_it_is_there_until_the_moment_and_then_nowhere(name: str, travel: Travel) -> None:
    occurred_at, due = CASES[name]
    file = File(occurred_at, travel)
    travel(due - SECOND)
    before = file.on_the_pages()
    assert before == dict.fromkeys(before, True)
    travel(due)
    after = file.on_the_pages()
    assert after == dict.fromkeys(after, False)
    file.refuses()


@pytest.mark.django_db
def test_it_is_visible_all_through_its_boundary_day(travel: Travel) -> None:
    file = File(local("2021-11-22 09:30"), travel)
    for hour in (0, 6, 12, 18, 23):
        travel(local(f"2026-11-22 {hour:02d}:59"))
        assert all(file.in_the_database().values())


@pytest.mark.django_db
def test_closing_and_reopening_never_touch_the_term(travel: Travel) -> None:
    file = File(local("2021-11-22 09:30"), travel)
    incident, due = file.incident, file.incident.destroy_at
    travel(local("2026-11-20 12:00"))
    handling.establish_facts(file.bob, incident, {"severity": 4, "gravest_kind": "threat"}, ["threat"])
    for victim in incident.victims.filter(confirmed_at=None):
        handling.confirm_with_victim(file.bob, victim)
    for reason in ("Eerste keer.", "Tweede keer."):
        handling.close(file.bob, incident, "founded", "Klaar.")
        assert incident.destroy_at == due
        handling.reopen(file.bob, incident, reason)
        assert (incident.status, incident.destroy_at) == ("in_progress", due)
    travel(due)
    assert not any(file.in_the_database().values())


@pytest.mark.django_db
def test_a_corrected_date_recomputes_the_term_of_all_that_belongs_to_it(travel: Travel) -> None:
    """An earlier date shortens it at once; a later one lengthens it when a supervisor allows it, and never before."""
    file = File(local("2024-03-04 12:00"), travel)
    travel(local("2024-03-08 12:00"))
    incident = file.world.incident(file.alice, occurred_at=local("2024-03-04 12:00"))
    handling.correct_date(file.bob, incident, local("2024-02-29 12:00"), "Was eerder.")
    assert incident.destroy_at == local("2029-03-01 00:00")
    assert set(Sight.with_due.filter(incident=incident).values_list("destroy_at")) == {(incident.destroy_at,)}
    request = ask_for_later_date(file.bob, incident, local("2024-03-06 12:00"), "Toch later.", uuid.uuid4())
    incident.refresh_from_db()
    assert incident.destroy_at == local("2029-03-01 00:00")
    decide_later_date(file.sonja, request, allowed=True)
    incident.refresh_from_db()
    assert incident.destroy_at == local("2029-03-07 00:00")
    assert set(Sight.with_due.filter(incident=incident).values_list("destroy_at")) == {(incident.destroy_at,)}
    travel(local("2029-03-06 23:59"))
    assert Incident.objects.visible_to(fresh(file.bob)).filter(pk=incident.pk).exists()
    travel(local("2029-03-07 00:00"))
    assert not Incident.objects.visible_to(fresh(file.bob)).filter(pk=incident.pk).exists()


@pytest.mark.django_db
def test_a_report_whose_term_would_be_over_is_refused(travel: Travel) -> None:
    """The last day on which it can be reported is the boundary day itself."""
    travel(local("2026-11-22 23:59"))
    world = World()
    alice = world.person("Alice", None, "reporter")
    incident = world.incident(alice, occurred_at=local("2021-11-22 09:30"))
    assert incident.destroy_at == local("2026-11-23 00:00")
    travel(local("2026-11-23 00:00"))
    with pytest.raises(DateRefused):
        world.incident(alice, occurred_at=local("2021-11-22 09:30"))
    assert world.incident(alice, occurred_at=local("2021-11-23 00:00")).destroy_at > local("2026-11-23 00:00")


@pytest.mark.django_db
def test_what_is_due_is_not_recognised_as_the_same_event(travel: Travel) -> None:
    """Neither to its reporter nor to its handler: recognising it would tell that it was there."""
    travel(local("2021-11-22 23:50"))
    world = World()
    alice, bob = world.person("Alice", None, "reporter"), world.person("Bob", None, "handler")
    first = world.incident(alice, occurred_at=local("2021-11-22 23:30"))
    travel(local("2021-11-23 00:40"))
    second = world.incident(alice, occurred_at=local("2021-11-23 00:10"))
    facts = _facts_of(second)
    assert list(joining.possible_duplicates(bob, second)) == [first]
    assert same_event(alice, facts) == first
    travel(first.destroy_at)
    assert list(joining.possible_duplicates(fresh(bob), second)) == []
    assert same_event(fresh(alice), facts) is None


def _facts_of(incident: Incident) -> Any:
    from incidents.reporting import ReportFacts, VictimFacts

    return ReportFacts(
        occurred_at=incident.occurred_at,
        channel=incident.channel,
        kinds=["threat"],
        severity=2,
        narrative="",
        victim=VictimFacts.of(incident.reporter),
        submission=incident.submission,
    )


@pytest.mark.django_db
def test_a_joined_report_has_its_own_term(travel: Travel) -> None:
    """Two reports of one night, on both sides of midnight: each goes on its own day, and the rest still works."""
    travel(local("2021-11-23 01:00"))
    world = World()
    alice, dirk = world.person("Alice", None, "reporter"), world.person("Dirk", None, "reporter")
    bob = world.person("Bob", None, "handler")
    first = world.incident(alice, occurred_at=local("2021-11-22 23:30"))
    second = world.incident(dirk, occurred_at=local("2021-11-23 00:10"))
    joining.join(bob, second, first)
    assert first.destroy_at == local("2026-11-23 00:00")
    assert second.destroy_at == local("2026-11-24 00:00")
    travel(first.destroy_at)
    client = client_of(dirk)
    assert not opens(client, reverse("my_report", args=[first.pk]))
    # His own report is still his, and says nothing about what is gone.
    answer = client.get(reverse("my_report", args=[second.pk]), follow=True)
    assert answer.status_code in (200, 404)
    assert first.reference not in answer.content.decode()
    assert client.get(reverse("my_reports")).status_code == 200
    assert not Incident.objects.of_victim_or_reporter(fresh(alice)).exists()
    travel(second.destroy_at)
    assert not Incident.objects.of_victim_or_reporter(fresh(dirk)).exists()
