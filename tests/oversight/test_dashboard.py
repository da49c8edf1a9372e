# SPDX-License-Identifier: EUPL-1.2
"""The overview: each number equals the length of the list behind it, and counts what its reader may open, no more."""

import datetime
import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.levels import Level
from accounts.models import User
from incidents import handling, listing
from incidents.joining import join
from incidents.lateness import Late
from incidents.listing import Filters, Tab
from incidents.models import Aftercare, Incident, Sanction
from incidents.reporting import VictimFacts
from incidents.sanction_calendar import Group
from oversight import going
from oversight.dashboard.attention import Figure, needs_somebody
from oversight.dashboard.measures import Standing, measures_of
from oversight.dashboard.seen import Period
from oversight.dashboard.trends import Trends, trends_of
from retention.terms import end_of_day, start_of_day
from tests.incidents.case import client_of, text_of
from tests.incidents.held import place_on
from tests.incidents.sanctioned import Dossier
from tests.recordings.exchange import Exchange
from tests.world import World, fresh

pytestmark = pytest.mark.django_db
PAGE = "/overzicht/"
# A Wednesday, with a Sunday and the end of the month still to come.
TODAY = datetime.date(2026, 9, 16)
DAY, HOUR = datetime.timedelta(days=1), datetime.timedelta(hours=1)
NOON = start_of_day(TODAY) + 12 * HOUR
PLACES = ("own", "parent", "root", "child", "sibling", "other")


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def figures(user: User) -> dict[str, Figure]:
    return {figure.key: figure for figure in needs_somebody(fresh(user))}


def numbers(user: User) -> dict[str, int]:
    return {key: figure.number for key, figure in figures(user).items()}


def trends(user: User) -> Trends:
    return trends_of(fresh(user), Period.until_today())


def standings(user: User) -> dict[str, Standing]:
    person = fresh(user)
    return {one.key: one for one in measures_of(person, trends_of(person, Period.until_today()))}


def rows_behind(user: User, url: str) -> int:
    """How many incidents or entries the page at this address lists."""
    path, _hash, anchor = url.partition("#")
    page = text_of(client_of(user).get(path))
    if anchor:
        page = page.partition(f'id="{anchor}"')[2].partition("</section>")[0]
    return page.count('class="gir-rowlink"')


class Life(Dossier):
    """Incidents in several months, late with this and that, with sanctions; in `own` and in the units around it."""

    def __init__(self, world: World) -> None:
        super().__init__(world, severity=3)
        self.late_reaction = self.reported(47 * HOUR)
        self.late_aftercare = self.reported(50 * HOUR)
        handling.take_up(self.bob, self.late_aftercare)
        self.in_time = self.reported(2 * HOUR)
        handling.take_up(self.bob, self.in_time)
        self.of_may = self.reported(120 * DAY)
        self.of_last_year = self.reported(370 * DAY)
        self.too_long_ago = self.reported(500 * DAY)
        for incident in (self.of_may, self.of_last_year, self.too_long_ago):
            handling.take_up(self.bob, incident)
            Aftercare.objects.filter(incident=incident).update(declined=True)
            Incident.objects.filter(pk=incident.pk).update(next_due_at=None)

    def reported(self, ago: datetime.timedelta, unit: Any = None) -> Incident:
        """An incident that happened an hour before it was reported, so long ago."""
        with time_machine.travel(NOON - ago, tick=False):
            victim = self.world.person(f"Slachtoffer {uuid.uuid4().hex[:6]}", unit) if unit else None
            reporter = self.alice if unit is None else victim
            return self.world.incident(reporter, victim)


@pytest.fixture
def life(world: World, clock: Any) -> Life:
    return Life(world)


def test_each_number_of_the_work_list_is_the_length_of_its_list(life: Life) -> None:
    found = figures(life.bob)
    assert found["late_reaction"].number == 1
    assert found["late_aftercare"].number == 2
    for key in ("late_reaction", "late_aftercare"):
        assert rows_behind(life.bob, found[key].url) == found[key].number
    # One that is late with both counts with both: nobody took it up, nor asked how they are.
    late = f"{reverse('work_list')}?tab={Tab.OVERDUE}"
    assert rows_behind(life.bob, late) == 2
    handling.take_up(life.bob, life.late_reaction)
    assert numbers(life.bob)["late_reaction"] == 0


def test_a_reaction_is_late_after_the_norm_of_the_municipality(life: Life) -> None:
    assert numbers(life.bob)["late_reaction"] == 1
    life.world.waterrijk.first_reaction_hours = 48
    life.world.waterrijk.save()
    assert numbers(life.bob)["late_reaction"] == 0


def test_each_number_of_the_sanctions_is_the_length_of_its_group(life: Life, clock: Any) -> None:
    warning = life.impose("warning_letter")
    this_week, this_month, later = (
        life.impose("contact_measure", planned_end=TODAY + n * DAY) for n in (3, 12, 60)
    )
    late = life.impose("contact_measure", planned_end=TODAY + 100 * DAY, review_on=TODAY + 50 * DAY)
    Sanction.objects.exclude(pk=warning.pk).update(letter_sent_at=NOON)
    Sanction.objects.filter(pk=late.pk).update(review_on=TODAY - DAY)
    Sanction.objects.filter(pk=warning.pk).update(imposed_at=NOON - 25 * HOUR)
    found = figures(life.bob)
    expected = {Group.LATE: 2, Group.WAITING: 0, Group.WEEK: 1, Group.MONTH: 1}
    for group, number in expected.items():
        figure = found[f"sanctions_{group}"]
        assert figure.number == number == rows_behind(life.bob, figure.url), group
    assert found["sanctions_late"].note == "1 brief, 1 herbeoordeling"
    assert {this_week.planned_end, this_month.planned_end, later.planned_end} == {
        TODAY + n * DAY for n in (3, 12, 60)
    }
    # The letter makes its incident late too.
    Incident.objects.filter(pk=life.incident.pk).update(next_due_at=NOON - HOUR)
    late_letters = Filters(late=Late.LETTER)
    assert listing.work_counts(fresh(life.bob), late_letters)[Tab.OVERDUE] == 1
    assert rows_behind(life.bob, "/werkvoorraad/?tab=overdue&late=letter") == 1


def test_a_proposed_ban_waits_for_a_supervisor(life: Life) -> None:
    life.impose("premises_ban")
    Sanction.objects.update(state=Sanction.State.PROPOSED, imposed_at=None)
    for person in (life.bob, life.sonja):
        figure = figures(person)["sanctions_waiting"]
        assert figure.number == 1 == rows_behind(person, figure.url)


def test_what_goes_within_thirty_days_is_the_length_of_that_list(life: Life) -> None:
    for incident, days in ((life.of_may, 0), (life.of_last_year, 30), (life.in_time, 31)):
        Incident.with_due.filter(pk=incident.pk).update(destroy_at=end_of_day(TODAY + days * DAY))
    figure = figures(life.bob)["going"]
    assert figure.number == 2 == rows_behind(life.bob, figure.url)
    # The page itself looks further ahead.
    assert rows_behind(life.bob, reverse("going")) == 3


def test_a_list_that_is_cut_says_so(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(going, "MOST", 1)
    Incident.with_due.update(destroy_at=end_of_day(TODAY + 5 * DAY))
    figure = figures(life.bob)["going"]
    assert (figure.number, figure.at_least) == (1, True)
    assert rows_behind(life.bob, figure.url) == 1


def test_months_and_period_lead_to_as_many_incidents(life: Life) -> None:
    page = text_of(client_of(life.bob).get(PAGE))
    found = trends(life.bob)
    assert found.total.all == 6
    assert [m.numbers.all for m in found.months] == [1, *[0] * 7, 1, 0, 0, 0, 4]
    assert found.months[0].first == datetime.date(2025, 9, 1)
    links = dict(re.findall(r'data-figure="month-(\d{4}-\d\d)"><th scope="row"><a href="([^"]+)"', page))
    assert len(links) == 13
    for month in found.months:
        assert rows_behind(life.bob, links[f"{month.first:%Y-%m}"]) == month.numbers.all
    period = re.search(r'<a href="([^"]+)" data-figure="period"', page)
    assert period
    assert rows_behind(life.bob, period[1]) == 6
    # It is there, and older than the page looks back.
    assert listing.work_counts(fresh(life.bob), Filters())[Tab.ALL] == 7


def test_a_joined_report_and_one_past_its_term_count_no_more(life: Life) -> None:
    join(life.bob, life.in_time, life.late_reaction)
    assert trends(life.bob).total.all == 5
    Incident.with_due.filter(pk=life.of_may.pk).update(destroy_at=NOON)
    assert trends(life.bob).total.all == 4
    assert listing.work_counts(fresh(life.bob), Filters(since=Period.until_today().first))[Tab.ALL] == 4


def test_per_unit_what_stands_under_the_readers_highest(life: Life) -> None:
    world = life.world
    life.reported(3 * HOUR, world.child)
    life.reported(3 * HOUR, world.sibling)
    ria = world.person("Ria", world.parent, "supervisor")
    found = trends(ria)
    assert {u.name: u.numbers.all for u in found.units} == {"Burgerzaken": 7, "Klant Contact Centrum": 1}
    page = text_of(client_of(ria).get(PAGE))
    for unit in found.units:
        link = re.search(rf'data-figure="unit-{unit.unit_id}"><th scope="row"><a href="([^"]+)"', page)
        assert link
        assert rows_behind(ria, link[1]) == unit.numbers.all
    # What belongs to the highest unit itself stands apart.
    life.reported(3 * HOUR, world.parent)
    assert trends(ria).other_units.all == 1
    assert trends(ria).total.all == 9


def test_a_guest_counts_once_and_apart(life: Life) -> None:
    """A handler of a later victim's unit may read it: it is in their numbers, and not in those of their units."""
    world = life.world
    handling.add_another_victim(
        life.bob, life.in_time, VictimFacts(unit=world.sibling, name="Wim de Wit", user=None)
    )
    olga = world.person("Olga", world.sibling, "handler")
    found = trends(olga)
    assert (found.total.all, found.of_guests.all, sum(u.numbers.all for u in found.units)) == (1, 1, 0)
    assert listing.work_counts(fresh(olga), Filters())[Tab.ALL] == 1
    assert standings(olga)["register"].whole == 1
    # Who watches there does not read it.
    assert trends(world.person("Stan", world.sibling, "supervisor")).total.all == 0
    # Who sees both units sees one incident.
    assert trends(world.person("Ria", world.parent, "handler")).total.all == 6


@pytest.mark.parametrize("level", [Level.HANDLER, Level.SUPERVISOR])
def test_nothing_of_a_sibling_unit_or_another_municipality_counts(life: Life, level: Level) -> None:
    world = life.world
    elsewhere = {"sibling": world.sibling, "other": world.other}
    for unit in elsewhere.values():
        for ago in (2 * HOUR, 60 * HOUR, 100 * DAY):
            life.reported(ago, unit)
    for place in PLACES:
        person = world.person(f"Sam {place}", getattr(world, place), level)
        mine = {"sibling": 3, "other": 3, "child": 0, "own": 6, "parent": 9, "root": 9}[place]
        found = trends(person)
        assert found.total.all == mine, place
        assert found.total.all == sum(m.numbers.all for m in found.months)
        since = Filters(since=found.period.first)
        assert listing.work_counts(fresh(person), since)[Tab.ALL] == mine
        assert standings(person)["report"].whole == mine
        for key in ("late_reaction", "late_aftercare", "going"):
            figure = figures(person)[key]
            assert figure.number == rows_behind(person, figure.url), (place, key)
    assert numbers(world.person("Eva", world.other, level))["late_reaction"] == 2


def test_a_victim_who_handles_does_not_see_their_own(life: Life) -> None:
    vic = life.world.person("Vic", None, "handler", "supervisor")
    before = numbers(vic)
    handling.add_another_victim(life.bob, life.late_aftercare, VictimFacts.of(vic))
    assert before["late_aftercare"] == 2
    assert numbers(vic)["late_aftercare"] == 1
    assert trends(vic).total.all == 5
    assert standings(vic)["care"].whole < standings(life.bob)["care"].whole


def test_the_eight_measures(life: Life) -> None:
    sanction = life.impose("contact_measure", planned_end=TODAY + 60 * DAY)
    handling.record_damage(
        life.bob,
        life.incident,
        uuid.uuid4(),
        {"owner": "municipality", "description": "Ruit", "amount": 400, "recovered": 100},
    )
    police = {"state": "made", "made_on": TODAY, "number": "", "note": ""}
    handling.record_police_report(
        life.bob, life.incident, police | {"under_number": False, "by_employer": True}
    )
    found = standings(life.bob)
    assert list(found) == ["norm", "report", "register", "train", "react", "police", "damage", "care"]
    assert (found["norm"].part, found["norm"].whole, found["norm"].percentage) == (0, 1, 0)
    Sanction.objects.filter(pk=sanction.pk).update(letter_sent_at=NOON)
    assert standings(life.bob)["norm"].percentage == 100
    assert (found["report"].part, found["report"].whole) == (6, 6)
    assert (found["register"].part, found["register"].whole) == (1, 6)
    # Nobody registers trainings here, so no number is made up.
    assert (found["train"].whole, found["train"].percentage) == (None, None)
    assert (found["react"].part, found["react"].whole) == (1, 1)
    assert (found["police"].part, found["police"].whole) == (1, 6)
    assert (found["damage"].part, found["damage"].whole, found["damage"].percentage) == (100, 400, 25)
    # Of last year and of May the employee wanted none; of two days ago nobody asked after a day.
    assert (found["care"].part, found["care"].whole) == (6, 8)
    page = text_of(client_of(life.bob).get(PAGE))
    assert "jaarlijkse evaluatie" in page
    for one in found.values():
        assert one.definition in page


def test_a_reaction_counts_within_forty_eight_hours(life: Life) -> None:
    sanction = life.impose("warning_letter")
    reported = life.incident.reported_at
    assert standings(life.bob)["react"].part == 1
    Sanction.objects.filter(pk=sanction.pk).update(imposed_at=reported + 48 * HOUR)
    assert standings(life.bob)["react"].part == 1
    Sanction.objects.filter(pk=sanction.pk).update(imposed_at=reported + 48 * HOUR + HOUR / 60)
    assert standings(life.bob)["react"].part == 0
    # Of a measure the day is known.
    two_days_on = (reported + 48 * HOUR).date()
    measure = handling.take_measure(
        life.bob, life.incident, "perpetrator", "Gesprek gevoerd.", two_days_on, uuid.uuid4()
    )
    assert standings(life.bob)["react"].part == 1
    measure.taken_on = two_days_on + DAY
    measure.save()
    assert standings(life.bob)["react"].part == 0


def test_a_coordinator_alone_sees_no_incident(world: World, clock: Any) -> None:
    """The level by itself reads none: counts of recordings, holds, and ways on."""
    exchange = Exchange(world)
    flagged = exchange.flagged()
    exchange.stored()
    incident = world.incident(world.person("Anja", None, "reporter"))
    cora = world.person("Cora", world.root, "coordinator")
    found = figures(cora)
    assert set(found) == {"flagged", "requests", "holds"}
    assert (found["flagged"].number, found["flagged"].countdown) == (1, flagged.destroy_at)
    response = client_of(cora).get(PAGE)
    page = text_of(response)
    assert "nog 47 uur" in page or "nog 48 uur" in page
    assert "measures" not in response.context
    assert reverse("work_list") not in page
    for secret in (incident.reference, str(flagged.pk), exchange.alice.name):
        assert secret not in page


def test_a_coordinator_who_reads_holds_and_counts_as_many(life: Life) -> None:
    cora = life.world.person("Cora", life.world.root, "coordinator", "supervisor")
    place_on(cora, life.incident, None, "access", TODAY)
    figure = figures(cora)["holds"]
    assert figure.number == 1
    assert figure.note == "De eerste eindigt 16 december"
    page = text_of(client_of(cora).get(figure.url))
    assert life.incident.reference in page
    assert trends(cora).total.all == 6


def test_a_head_who_handles_sees_what_waits_for_them(world: World, clock: Any) -> None:
    flagged = Exchange(world).flagged()
    head = world.person("Hein", world.sibling, "head", "handler")
    figure = figures(head)["to_assess"]
    assert (figure.number, figure.countdown) == (1, flagged.destroy_at)
    assert rows_behind(head, figure.url) == 1
    # A call of another unit is nobody's business here.
    assert numbers(world.person("Ko", world.own, "head", "handler"))["to_assess"] == 0
    assert "to_assess" not in figures(world.person("Bob", world.sibling, "handler"))


@pytest.mark.parametrize("level", [Level.REPORTER, Level.REGISTRY_READER, Level.HEAD, None])
def test_others_have_no_overview(world: World, level: Level | None) -> None:
    person = world.person("Nel", world.root, *([level] if level else []))
    client = client_of(person)
    assert client.get(PAGE).status_code == 404
    assert f'href="{PAGE}"' not in text_of(client.get("/"))


def queries(client: Client) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(PAGE).status_code == 200
    return len(captured)


@pytest.mark.parametrize(
    ("levels", "number"), [(("handler",), 21), (("supervisor",), 21), (("handler", "supervisor"), 21)]
)
def test_as_many_questions_for_one_unit_as_for_three(
    life: Life, levels: tuple[str, ...], number: int
) -> None:
    """Session, person, grants, tree; then those of the figures: none of them in a loop."""
    world = life.world
    one = world.person("Een", world.child, *levels)
    three = world.person("Drie", world.child, *levels)
    for unit in (world.own, world.sibling):
        for level in levels:
            world.grant(three, level, unit)
    for _ in range(3):
        life.reported(60 * HOUR, world.child)
    counts = set()
    for person in (one, three):
        client = client_of(person)
        client.get(PAGE)
        counts.add(queries(client))
    assert counts == {number}
