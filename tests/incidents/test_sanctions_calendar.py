# SPDX-License-Identifier: EUPL-1.2
"""What is late, what ends, what must be looked at again: on the calendar, in the lists, and as the next step."""

import datetime
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents import handling
from incidents.models import Incident, Sanction
from incidents.reporting import VictimFacts
from incidents.sanction_calendar import Group, calendar_of
from incidents.sanctioning import allow_or_refuse, annul, letter_sent, lift
from retention.terms import end_of_day, start_of_day
from tests.incidents.case import client_of, text_of
from tests.incidents.sanction_pages import Pages
from tests.incidents.sanctioned import BSNS
from tests.world import World, fresh

pytestmark = pytest.mark.django_db
D = datetime.date
CALENDAR = "/sancties/"
INSTANT = datetime.timedelta(microseconds=1)


def noon(day: datetime.date) -> datetime.datetime:
    return start_of_day(day) + datetime.timedelta(hours=12)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    # A Monday.
    with time_machine.travel(noon(D(2026, 8, 31)), tick=False) as clock:
        yield clock


@pytest.fixture
def pages(world: World, clock: time_machine.Traveller) -> Pages:
    world.waterrijk.bans_need_supervisor = False
    world.waterrijk.save()
    return Pages(world, severity=3)


def groups_of(user: Any) -> dict[Group, list[tuple[str, Any]]]:
    """What stands on somebody's calendar: per group the sorts of things with their sanctions."""
    return {
        group: [(entry.what, entry.sanction.pk) for entry in entries]
        for group, entries in calendar_of(fresh(user)).in_order()
    }


def due_of(pages: Pages) -> datetime.datetime | None:
    return Incident.objects.get(pk=pages.incident.pk).next_due_at


class TestTheLetterMakesTheIncidentLate:
    @pytest.fixture
    def quiet(self, pages: Pages) -> Pages:
        """Nothing else is due: every contact took place."""
        for contact in pages.incident.aftercares.all():
            handling.give_aftercare(pages.bob, contact, noon(D(2026, 8, 31)))
        assert due_of(pages) is None
        return pages

    def test_24_hours_after_it_was_imposed(self, quiet: Pages, clock: time_machine.Traveller) -> None:
        sanction = quiet.impose("order_talk")
        assert due_of(quiet) == noon(D(2026, 9, 1))
        late = Incident.objects.filter(pk=quiet.incident.pk)
        clock.move_to(noon(D(2026, 9, 1)) - INSTANT)
        assert not late.get().is_overdue
        clock.move_to(noon(D(2026, 9, 1)))
        assert late.get().is_overdue
        letter_sent(quiet.bob, sanction, noon(D(2026, 9, 1)))
        assert due_of(quiet) is None

    def test_also_when_a_supervisor_allowed_it(self, quiet: Pages, clock: time_machine.Traveller) -> None:
        quiet.world.waterrijk.bans_need_supervisor = True
        quiet.world.waterrijk.save()
        ban = quiet.impose("premises_ban")
        assert due_of(quiet) is None
        clock.move_to(noon(D(2026, 9, 3)))
        allow_or_refuse(quiet.sonja, ban, "", allowed=True)
        assert due_of(quiet) == noon(D(2026, 9, 4))

    def test_an_annulled_one_needs_no_letter_a_lifted_one_does(self, quiet: Pages) -> None:
        first, second = quiet.impose("order_talk"), quiet.impose("premises_ban")
        annul(quiet.bob, first, "Verkeerde persoon")
        lift(quiet.bob, second, "Gesprek gevoerd")
        assert due_of(quiet) == noon(D(2026, 9, 1))
        annul(quiet.bob, second, "Verkeerde persoon")
        assert due_of(quiet) is None

    def test_closing_does_not_cancel_it(self, quiet: Pages) -> None:
        quiet.impose("order_talk")
        handling.close(quiet.bob, quiet.incident, "founded", "Afgerond.")
        assert due_of(quiet) == noon(D(2026, 9, 1))
        assert "Brief over een sanctie" in text_of(client_of(quiet.bob).get("/werkvoorraad/?tab=all"))

    def test_the_lists_say_that_it_is_the_letter(self, quiet: Pages, clock: time_machine.Traveller) -> None:
        assert "Brief over een sanctie" not in text_of(client_of(quiet.bob).get("/werkvoorraad/"))
        quiet.impose("order_talk")
        clock.move_to(noon(D(2026, 9, 1)))
        for user, path in ((quiet.bob, "/werkvoorraad/?tab=overdue"), (quiet.sonja, "/toezicht/")):
            assert "Brief over een sanctie" in text_of(client_of(user).get(path)), path


class TestTheNextStep:
    def next_of(self, pages: Pages, user: Any = None) -> str:
        response = client_of(user or pages.bob).get(pages.address("incident"))
        found = response.context["next"]
        return f"{found.title} ({found.step}{', late' if found.late else ''})" if found else ""

    def note_of(self, pages: Pages) -> str:
        part = client_of(pages.bob).get(pages.address("incident")).context["part"]["dader"]
        return f"{part.state}: {part.note}"

    @pytest.fixture
    def quiet(self, pages: Pages) -> Pages:
        handling.take_up(pages.bob, pages.incident)
        for contact in pages.incident.aftercares.all():
            handling.give_aftercare(pages.bob, contact, noon(D(2026, 8, 31)))
        return pages

    def test_the_letter_and_then_the_review(self, quiet: Pages, clock: time_machine.Traveller) -> None:
        assert "afgesloten" in self.next_of(quiet)
        ban = quiet.impose("premises_ban", planned_end=D(2027, 5, 31), review_on=D(2026, 11, 1))
        assert self.next_of(quiet) == "Verstuur de brief over de sanctie (dader)"
        assert self.note_of(quiet) == "now: Brief nog niet verstuurd"
        clock.move_to(noon(D(2026, 9, 1)))
        assert self.next_of(quiet) == "Verstuur de brief over de sanctie (dader, late)"
        assert self.note_of(quiet) == "late: Brief te laat"
        letter_sent(quiet.bob, ban, noon(D(2026, 9, 1)))
        assert self.note_of(quiet) == "done: 1 sanctie"
        assert "afgesloten" in self.next_of(quiet)
        clock.move_to(noon(D(2026, 11, 1)))
        assert self.next_of(quiet) == "Bekijk of de sanctie nog nodig is (dader)"
        clock.move_to(noon(D(2026, 11, 2)))
        assert self.next_of(quiet) == "Bekijk of de sanctie nog nodig is (dader, late)"
        assert self.note_of(quiet) == "late: Sanctie opnieuw bekijken"

    def test_the_letter_of_a_closed_incident(self, quiet: Pages) -> None:
        quiet.impose("order_talk")
        handling.close(quiet.bob, quiet.incident, "founded", "Afgerond.")
        assert self.next_of(quiet) == "Verstuur de brief over de sanctie (dader)"

    def test_a_proposal_waits_for_this_supervisor_and_not_for_its_author(self, quiet: Pages) -> None:
        quiet.world.waterrijk.bans_need_supervisor = True
        quiet.world.waterrijk.save()
        quiet.impose("premises_ban")
        assert self.next_of(quiet, quiet.sonja) == "Beslis over een voorgestelde sanctie (dader)"
        assert "voorgestelde" not in self.next_of(quiet)
        assert self.note_of(quiet) == ": Voorstel wacht op een toezichthouder"

    def test_who_it_was_when_the_report_says_so_and_it_is_never_late(self, pages: Pages) -> None:
        unknown, named = (
            pages.established(severity=2, aggressor_name=name, aggressor_description="")
            for name in ("", "Karel")
        )
        for incident, expected in ((unknown, False), (named, True)):
            handling.take_up(pages.bob, incident)
            for contact in incident.aftercares.all():
                handling.give_aftercare(pages.bob, contact, noon(D(2026, 8, 31)))
            found = client_of(pages.bob).get(f"/incidenten/{incident.pk}/").context["next"]
            assert ("wie de dader was" in found.title) == expected
            assert not found.late
        pages.name(named, "Karel Kras")
        found = client_of(pages.bob).get(f"/incidenten/{named.pk}/").context["next"]
        assert "wie de dader was" not in found.title


class TestTheCalendar:
    def test_groups_by_when_it_is_up(self, pages: Pages, clock: time_machine.Traveller) -> None:
        """Monday 31 August 2026: the week ends on Sunday 6 September, the month today."""
        talk = pages.impose("order_talk")
        week = pages.impose("contact_measure", planned_end=D(2026, 9, 6))
        later = pages.impose("premises_ban", planned_end=D(2027, 5, 31), review_on=D(2026, 9, 7))
        for sanction in (week, later):
            letter_sent(pages.bob, sanction, noon(D(2026, 8, 31)))
        assert groups_of(pages.bob) == {
            Group.WEEK: [("Brief versturen", talk.pk), ("Eindigt", week.pk)],
            Group.LATER: [("Opnieuw bekijken", later.pk), ("Eindigt", later.pk)],
        }
        clock.move_to(noon(D(2026, 9, 1)))
        assert groups_of(pages.bob) == {
            Group.LATE: [("Brief versturen", talk.pk)],
            Group.WEEK: [("Eindigt", week.pk)],
            Group.MONTH: [("Opnieuw bekijken", later.pk)],
            Group.LATER: [("Eindigt", later.pk)],
        }
        clock.move_to(noon(D(2026, 9, 8)))
        assert groups_of(pages.bob) == {
            Group.LATE: [("Brief versturen", talk.pk), ("Opnieuw bekijken", later.pk)],
            Group.LATER: [("Eindigt", later.pk)],
        }

    def test_what_was_lifted_or_undone_is_off_it(self, pages: Pages) -> None:
        ban, talk = pages.impose("premises_ban"), pages.impose("order_talk")
        assert groups_of(pages.bob)
        annul(pages.bob, talk, "Verkeerde persoon")
        lift(pages.bob, ban, "Gesprek gevoerd")
        assert groups_of(pages.bob) == {Group.WEEK: [("Brief versturen", ban.pk)]}
        letter_sent(pages.bob, ban, noon(D(2026, 8, 31)))
        assert groups_of(pages.bob) == {}
        assert "Geen lopende sancties" in text_of(client_of(pages.bob).get(CALENDAR))

    def test_what_leaves_the_registry_within_a_month(
        self, pages: Pages, clock: time_machine.Traveller
    ) -> None:
        """R3: 31 August 2026 + 18 months is 29 February 2028."""
        talk = pages.impose("order_talk")
        letter_sent(pages.bob, talk, noon(D(2026, 8, 31)))
        assert talk.visible_until == end_of_day(D(2028, 2, 29))
        clock.move_to(noon(D(2028, 1, 28)))
        assert groups_of(pages.bob) == {}
        clock.move_to(noon(D(2028, 1, 29)))
        assert groups_of(pages.bob) == {Group.LEAVING: [("Gaat uit het register", talk.pk)]}
        assert "Nog zichtbaar tot en met 29 februari 2028" in text_of(client_of(pages.bob).get(CALENDAR))
        clock.move_to(end_of_day(D(2028, 2, 29)))
        assert groups_of(pages.bob) == {}

    def test_what_goes_on_by_a_new_decision_does_not_end(self, pages: Pages) -> None:
        ban = pages.impose("premises_ban", planned_end=D(2026, 9, 30))
        longer = pages.impose("premises_ban", prolongs=ban, planned_end=D(2026, 10, 31))
        for sanction in (ban, longer):
            letter_sent(pages.bob, sanction, noon(D(2026, 8, 31)))
        assert groups_of(pages.bob) == {Group.LATER: [("Eindigt", longer.pk)]}
        annul(pages.bob, longer, "Niet gehoord")
        assert groups_of(pages.bob) == {Group.LATER: [("Eindigt", ban.pk)]}

    def test_proposals_wait_at_the_top(self, pages: Pages) -> None:
        pages.world.waterrijk.bans_need_supervisor = True
        pages.world.waterrijk.save()
        ban = pages.impose("premises_ban")
        for user in (pages.bob, pages.sonja):
            assert groups_of(user) == {Group.WAITING: [("Beslissen over het voorstel", ban.pk)]}

    def test_only_of_incidents_that_one_may_open(self, pages: Pages, world: World) -> None:
        """The same people as the incident's page: `visible_to`."""
        pages.impose("premises_ban")
        vic = world.person("Vic", None, "handler", "supervisor")
        assert groups_of(vic)
        handling.add_another_victim(pages.bob, pages.incident, VictimFacts.of(vic))
        people = {
            "own": world.person("Ed", None, "handler"),
            "parent": world.person("Ria", world.parent, "handler"),
            "child": world.person("Kim", world.child, "handler"),
            "sibling": world.person("Sib", world.sibling, "supervisor"),
            "other": world.person("Eve", world.other, "handler", "supervisor"),
            "victim": vic,
        }
        for place, person in people.items():
            page = text_of(client_of(person).get(CALENDAR))
            sees = place in ("own", "parent")
            assert bool(groups_of(person)) == sees, place
            assert (pages.incident.reference in page) == sees
            assert ("Wim Zwartewater" in page) == sees
            assert Incident.objects.visible_to(fresh(person)).filter(pk=pages.incident.pk).exists() == sees
        for person in (pages.alice, pages.rita):
            assert client_of(person).get(CALENDAR).status_code == 404

    def test_a_name_never_the_bsn_nor_the_grounds(self, pages: Pages) -> None:
        ban = pages.impose("premises_ban")
        assert pages.wim.perpetrator.bsn == BSNS[0]
        page = text_of(client_of(pages.bob).get(CALENDAR))
        assert "Wim Zwartewater" in page
        for secret in (BSNS[0], ban.behaviour, pages.incident.narrative, "Alice"):
            assert secret not in page

    @pytest.mark.parametrize("rows", [1, 3])
    def test_asks_eight_times(self, pages: Pages, rows: int) -> None:
        """Session, person, grants, tree; what waits, letters, what runs, what leaves."""
        for _ in range(rows):
            incident = pages.established(severity=3)
            pages.impose("premises_ban", pages.name(incident, "Ans"))
        client = client_of(pages.bob)
        client.get(CALENDAR)
        with CaptureQueriesContext(connection) as captured:
            page = text_of(client.get(CALENDAR))
        assert page.count("Eindigt,") == rows
        assert len(captured) == 8

    def test_a_long_list_is_cut_and_says_so(self, pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("incidents.sanction_calendar.MOST", 2)
        for _ in range(3):
            pages.impose("contact_measure")
        page = text_of(client_of(pages.bob).get(CALENDAR))
        assert "staan hier de eerste" in page
        assert page.count("Eindigt,") == 2


def test_the_page_of_an_incident_asks_as_often_for_three_sanctions_as_for_one(pages: Pages) -> None:
    def queries() -> int:
        client = client_of(pages.bob)
        client.get(pages.address("incident"))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(pages.address("incident")).status_code == 200
        return len(captured)

    pages.impose("contact_measure")
    one = queries()
    for _ in range(2):
        pages.impose("contact_measure", pages.name(pages.incident, f"Iemand {uuid.uuid4().hex[:4]}"))
    assert Sanction.objects.count() == 3
    assert queries() == one
