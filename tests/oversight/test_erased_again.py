# SPDX-License-Identifier: EUPL-1.2
"""What a decision erased of a record that stays (R8, AVG 17) comes back with an older back-up, together with what a handler
had not yet written anew: after `replay_destructions` nothing of it is there again, and nothing else went."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from django.core.management import call_command
from django.db import connections
from django.utils import timezone

from gir import lookout
from incidents import correcting, handling, joining, perpetrators
from incidents.handling import add_another_victim
from incidents.models import Aftercare, Draft, Evidence, Incident, Perpetrator, TimelineEntry, Victim
from incidents.reporting import VictimFacts
from oversight.models import AccessPackageFile
from oversight.requests import subjects
from retention import outside, tasks
from retention.engine import destroy_early
from retention.models import LedgerEntry
from tests.world import World, fresh

from .access_asked import Asked
from .backup import Backup
from .everything import places_of
from .requested import Desk

pytestmark = pytest.mark.django_db(transaction=True)
# Of somebody linked, of somebody whom a report named, and of a victim; in words that stand nowhere else.
LINKED, REPORTED, VICTIM = "Kraaiennest", "Uilenspiegel", "Kievitsbloem"
HURT, KINDS = "Gekneusde Kanariehand", ["verbal", "threat"]
# The account is the administrator's, and goes by R7.
BUT = ["oversight.DataSubjectRequest", "accounts.User"]


class Town:
    """Three requests for erasure were granted after the back-up was made, of what stood there by then."""

    def __init__(self, world: World) -> None:
        self.desk = Desk(world, aggressor_name=f"Wim {LINKED}", narrative=f"{LINKED} riep iets.")
        self.bob, self.alice = self.desk.dossier.bob, self.desk.dossier.alice
        self.incident = self.desk.dossier.incident
        self.person: Perpetrator = self.desk.dossier.wim.perpetrator
        self.person.name = f"Wim {LINKED}"
        self.person.save()
        Evidence.objects.create(
            incident=self.incident, author=self.bob, media_type="image/png", size=3, content=b"png"
        )
        # A second event with another perpetrator, of which nothing may go.
        self.other = self.desk.dossier.name(self.desk.dossier.established(), "Karel Kras").perpetrator
        self.reported = world.incident(
            self.alice, aggressor_name=f"Kees {REPORTED}", narrative=f"Een man, {REPORTED}, schold."
        )
        self.vera = world.person(f"Vera {VICTIM}", None)
        victim = add_another_victim(self.bob, self.incident, VictimFacts.of(self.vera))
        handling.update_victim(self.bob, victim, {"physical_injury": f"{HURT} van {VICTIM}."})

    def decide(self) -> None:
        """As it goes: a handler writes anew what names them, and the coordinator decides."""
        handling.establish_facts(self.bob, self.incident, {"narrative": "Hij riep iets."}, KINDS)
        handling.establish_facts(self.bob, self.reported, {"narrative": "Een man schold."}, KINDS)
        victim = Victim.objects.get(user=self.vera)
        handling.update_victim(self.bob, victim, {"physical_injury": f"{HURT}."})
        for name, capacity in (
            (f"Wim {LINKED}", "perpetrator"),
            (f"Kees {REPORTED}", "perpetrator"),
            (f"Vera {VICTIM}", "victim"),
        ):
            request = self.desk.request(name="")
            self.desk.choose(self.desk.confirm(request, name, capacity), "person")
            self.desk.decide(request)

    def is_there(self) -> list[bool]:
        return [bool(places_of(word, BUT)) for word in (LINKED, REPORTED, VICTIM, HURT)]


@pytest.fixture
def outside_folder(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.STORAGES = settings.STORAGES | {
        "ledger": {
            "BACKEND": "retention.storages.WholeFiles",
            "OPTIONS": {"location": tmp_path / "outside"},
        }
    }
    # The database of these tests is in this process's memory.
    monkeypatch.setattr(connections, "close_all", lambda: None)


@pytest.fixture
def town(outside_folder: None, world: World) -> Iterator[Town]:
    yield Town(world)
    lookout._closed.clear()


def replayed() -> str:
    out = StringIO()
    call_command("replay_destructions", stdout=out)
    return out.getvalue()


def test_what_was_erased_of_what_stays_is_erased_again(town: Town) -> None:
    tasks.copy_the_ledger()
    backup = Backup()
    assert town.is_there() == [True] * 4
    town.decide()
    tasks.copy_the_ledger()
    assert town.is_there() == [False] * 4
    ledger = list(LedgerEntry.objects.order_by("batch", "position").values_list("hash", flat=True))
    backup.put_back()
    backup.throw_away()
    assert town.is_there() == [True] * 4
    assert Evidence.objects.exists()

    assert "3 erased in part again" in replayed()
    assert town.is_there() == [False] * 4
    assert outside.standing() is outside.Standing.SOUND
    found = list(LedgerEntry.objects.order_by("batch", "position").values_list("hash", flat=True))
    assert found == ledger, "each erasure keeps its one row"
    # What came back with the back-up was not written anew: only a person knows what is left of a sentence.
    row = Incident.objects.get(pk=town.incident.pk)
    assert (row.narrative, row.aggressor_name) == ("[…] riep iets.", "")
    assert Incident.objects.get(pk=town.reported.pk).narrative == "Een man, […], schold."
    assert not Evidence.objects.exists()
    assert TimelineEntry.objects.filter(action=TimelineEntry.Action.ERASED, actor=None).count() == 3
    # Of others nothing went.
    assert Victim.objects.get(incident=row).user == town.alice
    assert Perpetrator.objects.get().pk == town.other.pk


def test_somebody_whom_a_handler_linked_after_the_back_up_goes_from_the_report(town: Town) -> None:
    """The back-up knows them by the words of the report alone."""
    incident = town.desk.world.incident(
        town.alice, aggressor_name="Piet Notenkraker", narrative="Een man riep."
    )
    tasks.copy_the_ledger()
    backup = Backup()
    town.desk.dossier.establish(incident)
    town.desk.dossier.name(incident, "Piet Notenkraker")
    request = town.desk.request(name="")
    (found,) = [
        one
        for one in town.desk.find(request, "Piet Notenkraker").candidates
        if one.what == "incidents.Perpetrator"
    ]
    town.desk.choose(subjects.confirm(fresh(town.desk.cora), request, found), "person")
    town.desk.decide(request)
    tasks.copy_the_ledger()
    assert places_of("Notenkraker") == []
    backup.put_back()
    backup.throw_away()
    assert places_of("Notenkraker")
    replayed()
    assert places_of("Notenkraker") == []
    assert Incident.objects.get(pk=incident.pk).narrative == "Een man riep."
    assert town.is_there() == [True] * 4


def test_killed_half_way_what_must_be_looked_at_is_still_said(
    past: "Past", monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = past.dossier
    incident = dossier.established(aggressor_name="Karel Kras")
    dossier.name(incident, "Karel Kras")

    def act() -> None:
        dossier.name(now_of(incident), "Piet Notenkraker")
        past.erase_person("Piet Notenkraker")
        monkeypatch.setattr("retention.replay.destroy_again", dies)

    def dies(batch: Any) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        past.comes_back(act)
    monkeypatch.undo()
    monkeypatch.setattr(connections, "close_all", lambda: None)
    assert incident.reference in replayed()


class Past:
    """A back-up that was made before `act`, and put back after it."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.dossier = desk, desk.dossier
        self.dave = desk.world.person("Dave", None, "reporter")

    def erase(self, name: str, capacity: str = "perpetrator", what: str = "") -> None:
        """A decision about the first hit, in the capacity and of the kind of record that is asked for."""
        request = self.desk.request(name="")
        found = [
            one
            for one in self.desk.find(request, name).candidates
            if one.capacity == capacity and what in ("", one.what)
        ]
        self.desk.choose(subjects.confirm(fresh(self.desk.cora), request, found[0]), "person")
        self.desk.decide(request)

    def erase_person(self, name: str) -> None:
        self.erase(name, what="incidents.Perpetrator")

    def comes_back(self, act: Any) -> str:
        tasks.copy_the_ledger()
        backup = Backup()
        act()
        tasks.copy_the_ledger()
        self.then = self.texts()
        backup.put_back()
        backup.throw_away()
        said = replayed()
        assert outside.standing() is outside.Standing.SOUND
        return said

    @staticmethod
    def texts() -> dict[str, tuple[str, str, str]]:
        return {
            row.reference: (row.narrative, row.aggressor_name, (row.as_reported or {}).get("narrative", ""))
            for row in Incident.with_due.all()
        }

    def joined(self, second: Incident, first: Incident) -> None:
        joining.join(self.dossier.bob, now_of(second), now_of(first))


def now_of(row: Incident) -> Incident:
    return Incident.objects.get(pk=row.pk)


@pytest.fixture
def past(outside_folder: None, world: World) -> Iterator[Past]:
    yield Past(Desk(world))
    lookout._closed.clear()


def test_whom_a_handler_named_goes_from_a_report_that_was_joined(past: Past) -> None:
    dossier = past.dossier
    first = dossier.established(narrative="Een man riep.")
    second = past.desk.world.incident(past.dave, narrative="Notenkraker schreeuwde.")
    dossier.name(first, "Piet Notenkraker")
    past.joined(second, first)
    past.comes_back(lambda: past.erase_person("Piet Notenkraker"))
    assert places_of("Notenkraker", BUT) == []
    assert past.texts() == past.then


def test_and_from_one_that_they_were_linked_to_later(past: Past) -> None:
    dossier = past.dossier
    one, two = (dossier.established(narrative=text) for text in ("Een man riep.", "Notenkraker schreeuwde."))
    person = dossier.name(one, "Piet Notenkraker").perpetrator

    def act() -> None:
        dossier.link(two, person)
        dossier.establish(two, narrative="Een man schreeuwde.")
        past.erase_person("Piet Notenkraker")

    past.comes_back(act)
    assert places_of("Notenkraker", BUT) == []


def test_two_who_turned_out_to_be_one_go_both(past: Past) -> None:
    dossier = past.dossier
    one, two = (dossier.established(narrative=text) for text in ("Een man riep.", "Notenkraker schreeuwde."))
    stays, goes = (
        dossier.name(row, name).perpetrator for row, name in ((one, "Piet Notenkraker"), (two, "Vogelaar"))
    )

    def act() -> None:
        perpetrators.join_perpetrators(dossier.bob, now_of(one), stays, goes)
        dossier.establish(now_of(two), narrative="Een man schreeuwde.")
        past.erase_person("Piet Notenkraker")

    past.comes_back(act)
    assert places_of("Notenkraker", BUT) == places_of("Vogelaar", BUT) == []


def test_whose_words_are_left_is_for_a_person_to_say(past: Past) -> None:
    """The back-up still has somebody linked who was not the one, and cannot tell whom the reporter described."""
    dossier = past.dossier
    one = dossier.established(aggressor_description="Kale man met papegaaitatoeage", narrative="Geroep.")
    dossier.name(one, "Piet Notenkraker")
    wrong = dossier.link(one, dossier.name(dossier.established(), "Rik Rietzanger").perpetrator)

    def act() -> None:
        perpetrators.unlink_perpetrator(dossier.bob, wrong, "Vergissing")
        past.erase_person("Piet Notenkraker")
        assert places_of("papegaai", BUT) == []

    said = past.comes_back(act)
    assert places_of("Notenkraker", BUT) == []
    assert one.reference in said


def test_two_decisions_about_one_report_take_out_each_their_own(past: Past) -> None:
    dossier = past.dossier
    one = dossier.established(aggressor_name="Kees Uilenspiegel", narrative="Uilenspiegel riep.")
    dossier.name(one, "Piet Notenkraker")

    def act() -> None:
        dossier.establish(now_of(one), narrative="Een man riep.")
        past.erase("Kees Uilenspiegel", what="incidents.Incident")
        past.erase_person("Piet Notenkraker")

    past.comes_back(act)
    assert places_of("Notenkraker", BUT) == places_of("Uilenspiegel", BUT) == []


@pytest.mark.parametrize("joined", [False, True], ids=["one report", "joined"])
def test_of_another_perpetrator_of_the_event_nothing_goes(past: Past, joined: bool) -> None:
    """R8: neither with the decision nor again; and whom the back-up does not know is said."""
    dossier = past.dossier
    first = dossier.established(aggressor_name="" if joined else "Karel Kras", narrative="Kras schreeuwde.")
    second = past.desk.world.incident(past.dave, aggressor_name="Karel Kras", narrative="Kras schold.")
    dossier.name(first, "Karel Kras")
    if joined:
        past.joined(second, first)

    def act() -> None:
        dossier.name(now_of(first), "Piet Notenkraker")
        past.erase_person("Piet Notenkraker")

    before = past.texts()
    said = past.comes_back(act)
    assert past.then == before
    assert past.texts() == before
    assert f"municipality {first.municipality_id}: {first.reference}" in said


@pytest.mark.parametrize("who", ["reported", "victim"])
def test_from_two_reports_that_were_joined_later(past: Past, who: str) -> None:
    """The back-up knows them as two events, of which one names the person in its text alone."""
    dossier, world = past.dossier, past.desk.world
    vera = world.person(f"Vera {VICTIM}", None)
    name = f"Kees {REPORTED}" if who == "reported" else f"Vera {VICTIM}"
    word = REPORTED if who == "reported" else VICTIM
    first = world.incident(dossier.alice, narrative=f"{word} stond erbij.")
    facts = {"aggressor_name": name} if who == "reported" else {}
    second = world.incident(past.dave, vera if who == "victim" else None, narrative="Iemand schold.", **facts)

    def act() -> None:
        dossier.establish(now_of(first))
        past.joined(second, first)
        dossier.establish(now_of(first), narrative="Iemand stond erbij.")
        past.erase(name, "perpetrator" if who == "reported" else "victim")

    past.comes_back(act)
    assert places_of(word, BUT) == []


def test_a_victim_whom_the_back_up_knows_otherwise_is_for_a_person_to_look_at(past: Past) -> None:
    dossier = past.dossier
    vera = past.desk.world.person(f"Vera {VICTIM}", None)
    incident = dossier.established()
    victim = add_another_victim(dossier.bob, incident, VictimFacts.of(vera))

    def act() -> None:
        correcting.remove_victim(dossier.bob, Victim.objects.get(pk=victim.pk), "Vergissing")
        add_another_victim(dossier.bob, now_of(incident), VictimFacts.of(vera))
        past.erase(f"Vera {VICTIM}", "victim")

    said = past.comes_back(act)
    assert "Look at these reports by hand" in said
    assert incident.reference in said
    assert places_of(VICTIM, BUT)


def test_what_is_due_and_held_again_is_erased_again(past: Past) -> None:
    vera = past.desk.world.person(f"Vera {VICTIM}", None)
    incident = past.desk.world.incident(past.dossier.alice, aggressor_name=f"Kees {REPORTED}")
    victim = add_another_victim(past.dossier.bob, incident, VictimFacts.of(vera))
    tasks.copy_the_ledger()
    backup = Backup()
    past.erase(f"Kees {REPORTED}")
    past.erase(f"Vera {VICTIM}", "victim")
    tasks.copy_the_ledger()
    backup.put_back()
    backup.throw_away()
    now = timezone.now()
    Incident.with_due.filter(pk=incident.pk).update(destroy_at=now, held_until=now + relativedelta(months=1))
    assert Aftercare.with_due.filter(victim=victim).exists()
    replayed()
    assert places_of(REPORTED, BUT) == places_of(VICTIM, BUT) == []
    assert not Victim.with_due.filter(pk=victim.pk).exists()
    assert not Aftercare.with_due.filter(victim=victim).exists()


def test_what_was_half_typed_about_them_goes_and_keeps_its_one_row(past: Past) -> None:
    dossier = past.dossier
    one = dossier.established(narrative="Een man riep.")
    dossier.name(one, "Piet Notenkraker")
    drafts = [
        Draft.objects.create(incident=one, author=author, data={"text": "Notenkraker"})
        for author in (dossier.bob, dossier.sonja)
    ]

    def act() -> None:
        # The other one was thrown away before the decision, which the ledger does not know.
        Draft.objects.filter(pk=drafts[1].pk).delete()
        past.erase_person("Piet Notenkraker")

    past.comes_back(act)
    assert places_of("Notenkraker", BUT) == []
    for draft in drafts:
        assert LedgerEntry.objects.filter(what="incidents.Draft", object_id=str(draft.pk)).count() == 1


def test_no_letter_about_who_is_gone_is_due(past: Past) -> None:
    dossier = past.dossier
    one = dossier.established(narrative="Een man riep.")
    dossier.impose("warning_letter", dossier.name(one, "Piet Notenkraker"))
    Aftercare.objects.all().delete()
    Incident.objects.filter(pk=one.pk).update(first_reaction_at=timezone.now())
    assert now_of(one).next_due_at is not None
    due: list[Any] = []

    def act() -> None:
        past.erase_person("Piet Notenkraker")
        due.append(now_of(one).next_due_at)

    past.comes_back(act)
    assert now_of(one).next_due_at == due[0]


def test_no_package_waits_after_a_restore(outside_folder: None, world: World) -> None:
    """What was taken since came back with the back-up, and so did what a decision emptied."""
    asked = Asked(world)
    asked.make()
    tasks.copy_the_ledger()
    backup = Backup()
    destroy_early([world.incident(asked.reporter)], "R8")
    tasks.copy_the_ledger()
    backup.put_back()
    backup.throw_away()
    assert AccessPackageFile.objects.get().size > 0
    replayed()
    assert AccessPackageFile.objects.get().size == 0
    # Run once more, to be sure: what was made since stays.
    asked.make()
    replayed()
    assert AccessPackageFile.objects.filter(size__gt=0).exists()
    lookout._closed.clear()
