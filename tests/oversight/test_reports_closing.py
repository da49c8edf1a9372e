# SPDX-License-Identifier: EUPL-1.2
"""Reports are made once per closed period, and then frozen (RULES: "Reports are anonymous")."""

import datetime
import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from dateutil.relativedelta import relativedelta
from django.db import Error, connection, transaction
from django.utils import timezone

from incidents.models import (
    Aftercare,
    Damage,
    Incident,
    Measure,
    Outcome,
    PoliceReport,
    Status,
)
from incidents.sanctioning import annul
from oversight.models import AnonymousReport, CountedIncident
from oversight.reports.closing import close_periods
from oversight.reports.facts import facts_of
from oversight.reports.periods import Period
from retention.engine import destroy_due
from retention.terms import end_of_day, local_date, start_of_day
from tests.incidents.sanctioned import Dossier
from tests.oversight.reported import Reported
from tests.world import World

DAY = datetime.timedelta(days=1)
SECOND = datetime.timedelta(seconds=1)


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(start_of_day(datetime.date(2026, 1, 20)), tick=False) as clock:
        yield clock


@pytest.fixture
def reported(world: World, clock: Any) -> Reported:
    return Reported(world)


def slugs() -> list[str]:
    return sorted(report.period.slug for report in AnonymousReport.objects.all())


def written() -> str:
    """Everything that is published, byte by byte."""
    rows = AnonymousReport.objects.order_by("pk").values_list("year", "quarter", "frozen_at", "content")
    return json.dumps(list(rows), default=str)


def report(slug: str) -> dict[str, Any]:
    period = Period.named(slug)
    assert period is not None
    content = AnonymousReport.objects.get(year=period.year, quarter=period.quarter).content
    assert content is not None
    return content["cells"]


def test_periods_of_the_local_calendar() -> None:
    assert Period.named("2026-k3") == Period(2026, 3)
    assert Period.named("2026-k5") is None
    assert Period.named("2026-k3 ") is None
    assert Period(2026, 1).first_day == datetime.date(2026, 1, 1)
    assert Period(2026, 1).last_day == datetime.date(2026, 3, 31)
    assert Period(2026).last_day == datetime.date(2026, 12, 31)
    assert Period(2026, 1).before == Period(2025, 4)
    assert Period(2026).before == Period(2025)
    assert Period.quarter_of(datetime.date(2026, 9, 30)) == Period(2026, 3)
    # Fourteen days after it is over, at a local midnight: in summer 22:00 in UTC.
    assert Period(2026, 2).closes_at == datetime.datetime(2026, 7, 14, 22, tzinfo=datetime.UTC)
    assert Period(2025, 4).closes_at == Period(2025).closes_at == start_of_day(datetime.date(2026, 1, 15))


@pytest.mark.django_db
def test_a_quarter_ends_at_the_local_midnight_and_the_year_with_it(reported: Reported) -> None:
    last, first = datetime.date(2024, 12, 31), datetime.date(2025, 1, 1)
    for _number in range(6):
        reported.happen(last, at=datetime.time(23, 59))
    for _number in range(9):
        # 23:00 of the day before, in UTC.
        reported.happen(first, at=datetime.time(0, 0))
    close_periods()
    assert report("2024-k4")[""] == 6
    assert report("2025-k1")[""] == 9
    assert report("2025")[""] == 9


@pytest.mark.django_db
def test_a_report_is_made_two_weeks_after_its_period_and_once(reported: Reported, clock: Any) -> None:
    reported.happen(datetime.date(2025, 11, 3))
    due = Period(2025, 4).closes_at
    assert close_periods(due - SECOND) == 0
    assert slugs() == []
    assert close_periods(due) == 1
    assert close_periods(due) == 0
    # Of 2025 there are no four quarters: no report of that year.
    assert slugs() == ["2025-k4"]


@pytest.mark.django_db
def test_after_a_long_standstill_every_missing_period_is_made(reported: Reported) -> None:
    reported.happen(datetime.date(2024, 2, 3))
    assert close_periods() == 10
    assert slugs() == [
        *("2024", "2024-k1", "2024-k2", "2024-k3", "2024-k4"),
        *("2025", "2025-k1", "2025-k2", "2025-k3", "2025-k4"),
    ]


@pytest.mark.django_db
def test_what_r4_began_to_destroy_is_not_counted_and_says_so(reported: Reported, clock: Any) -> None:
    for day in ((2021, 1, 2), (2021, 3, 30), (2021, 4, 1)):
        reported.happen(datetime.date(*day))
    clock.move_to(start_of_day(datetime.date(2026, 2, 10)))
    assert Incident.objects.count() == 2
    close_periods()
    assert AnonymousReport.objects.get(year=2021, quarter=1).content is None
    # Its year would be short of that quarter.
    assert AnonymousReport.objects.get(year=2021, quarter=0).content is None
    assert AnonymousReport.objects.get(year=2021, quarter=2).content is not None


@pytest.mark.django_db
@pytest.mark.parametrize(("day", "made"), [((2026, 3, 30), True), ((2026, 3, 31), False)])
def test_a_quarter_is_counted_until_r4_begins_with_it(
    reported: Reported, clock: Any, day: tuple[int, int, int], made: bool
) -> None:
    """What happened on 1 April 2021 may have been joined with a report of the day before, and goes with that: at the end
    of 31 March 2026. A day earlier would do no harm; a day later would."""
    reported.happen(datetime.date(2021, 4, 20))
    clock.move_to(end_of_day(datetime.date(*day)))
    close_periods()
    assert (AnonymousReport.objects.get(year=2021, quarter=2).content is not None) is made


@pytest.mark.django_db
def test_each_event_counts_once_and_what_was_no_aggression_does_not(reported: Reported) -> None:
    kept = [reported.happen(datetime.date(2025, 5, 5)) for _number in range(7)]
    reported.happen(datetime.date(2025, 5, 5), status=Status.JOINED, joined_into=kept[0])
    reported.happen(datetime.date(2025, 5, 5), status=Status.CLOSED, outcome=Outcome.UNFOUNDED)
    close_periods()
    assert report("2025-k2")[""] == 7


@pytest.mark.django_db
def test_a_frozen_report_stays_byte_for_byte(reported: Reported, clock: Any) -> None:
    incidents = reported.fill(2025)
    close_periods()
    before = written()
    assert report("2025")[""] == 96
    # Corrected, moved, found unfounded, reported late; and another tree with other people.
    Incident.objects.filter(pk=incidents[0].pk).update(severity=4, gravest_kind="sexual")
    Incident.objects.filter(pk=incidents[1].pk).update(unit=reported.world.sibling)
    Incident.objects.filter(pk=incidents[2].pk).update(outcome=Outcome.UNFOUNDED)
    reported.happen(datetime.date(2025, 6, 6))
    reported.world.child.name = "Een andere naam"
    reported.world.child.save()
    close_periods()
    assert written() == before
    # And destroyed, all of them.
    clock.move_to(start_of_day(datetime.date(2031, 2, 1)))
    destroy_due()
    assert not Incident.with_due.filter(occurred_on__year=2025).exists()
    close_periods()
    assert written().startswith(before.removesuffix("]"))


@pytest.mark.django_db
def test_the_database_refuses_to_change_a_report(reported: Reported) -> None:
    reported.happen(datetime.date(2025, 11, 3))
    close_periods()
    row = AnonymousReport.objects.get(year=2025, quarter=4)
    for act in (
        lambda: AnonymousReport.objects.update(content={"places": [], "cells": {}}),
        lambda: AnonymousReport.objects.all().delete(),
        row.delete,
        row.save,
    ):
        with pytest.raises(Error), transaction.atomic():
            act()
    assert AnonymousReport.objects.get(pk=row.pk).content is not None


@pytest.mark.django_db
def test_a_year_is_the_sum_of_what_its_quarters_counted(reported: Reported, clock: Any) -> None:
    """A year that was counted afresh would differ by what was reported late: one incident, found by subtraction."""
    incidents = reported.fill(2025)
    close_periods(Period(2025, 3).closes_at)
    assert CountedIncident.objects.count() == 72
    late = reported.happen(datetime.date(2025, 2, 2))
    Incident.objects.filter(pk=incidents[0].pk).update(severity=4)
    close_periods()
    quarters = [report(f"2025-k{number}") for number in (1, 2, 3, 4)]
    year = report("2025")
    assert year[""] == sum(quarter[""] for quarter in quarters) == 96
    shown = 0
    for name, count in year.items():
        parts = [quarter.get(name) for quarter in quarters]
        if count is not None and None not in parts and not name.startswith("unit="):
            assert count == sum(parts), name
            shown += 1
    assert shown > 10
    # What was kept to make the sum is gone with it.
    assert not CountedIncident.with_due.exists()
    assert Incident.objects.filter(pk=late.pk).exists()


@pytest.mark.django_db
def test_what_is_hidden_is_kept_nowhere(reported: Reported) -> None:
    reported.fill(2025)
    close_periods()
    for slug in ("2025-k1", "2025"):
        cells = report(slug)
        assert None in cells.values()
        assert not any(count is not None and 0 < count < 5 for count in cells.values())


@pytest.mark.django_db
def test_by_what_an_incident_is_counted(reported: Reported) -> None:
    """One that has everything, and one that has nothing."""
    day = datetime.date(2025, 5, 5)
    full = reported.happen(day, at=datetime.time(23, 30), severity=3)
    bare = reported.happen(day, at=datetime.time(0, 30))
    author = reported.alice
    Measure.objects.create(incident=full, author=author, kind=Measure.Kind.PERPETRATOR, taken_on=day)
    Measure.objects.create(incident=bare, author=author, kind=Measure.Kind.PREVENTION, taken_on=day)
    Damage.objects.create(incident=full, author=author, owner="employee")
    for state in (PoliceReport.State.NOT_WANTED, PoliceReport.State.NOTIFIED, PoliceReport.State.MADE):
        PoliceReport.objects.create(incident=full, author=author, state=state)
    PoliceReport.objects.create(incident=bare, author=author, state=PoliceReport.State.NOT_WANTED)
    Incident.objects.filter(pk=full.pk).update(
        first_reaction_at=full.reported_at + datetime.timedelta(hours=25)
    )
    due = end_of_day(day + DAY)
    contact = {"incident": full, "author": author, "victim": full.victims.get(), "kind": Aftercare.Kind.FIRST}
    Aftercare.objects.create(**contact, due_at=due, done_at=due + SECOND)
    Aftercare.objects.create(**contact, due_at=due, declined=True)
    period = Period(2025, 2)
    found = dict(facts_of(reported.world.waterrijk, period, period.closes_at))
    assert found[full.pk].codes == {
        "kind": "verbal",
        "severity": "3",
        "channel": "counter",
        "time_of_day": "evening",
        "measure": "yes",
        "damage": "yes",
        "reaction": "late",
        "sanction": "none",
        "police": "made",
        "aftercare": "missed",
    }
    assert found[bare.pk].codes == {
        "kind": "verbal",
        "severity": "2",
        "channel": "counter",
        "time_of_day": "night",
        "measure": "no",
        "damage": "no",
        "reaction": "none",
        "sanction": "none",
        "police": "none",
        "aftercare": "none",
    }
    # What was handled elsewhere was not left without a reaction here.
    Incident.objects.filter(pk=bare.pk).update(taken_over=True)
    taken = dict(facts_of(reported.world.waterrijk, period, period.closes_at))[bare.pk]
    assert taken.codes["reaction"] == "taken_over"
    # In time when it was; open when it is not due yet.
    Aftercare.objects.filter(done_at=due + SECOND).update(done_at=due)
    assert dict(facts_of(reported.world.waterrijk, period, due))[full.pk].codes["aftercare"] == "kept"
    Aftercare.objects.filter(done_at=due).update(done_at=None)
    assert (
        dict(facts_of(reported.world.waterrijk, period, due - SECOND))[full.pk].codes["aftercare"]
        == "running"
    )


@pytest.mark.django_db
def test_the_gravest_sanction_counts_and_an_annulled_one_does_not(world: World) -> None:
    world.waterrijk.bans_need_supervisor = False
    world.waterrijk.save()
    dossier = Dossier(world, severity=3)
    period = Period.quarter_of(dossier.incident.occurred_on)

    def counted() -> str:
        now = period.closes_at + relativedelta(days=1)
        assert local_date(now) > dossier.incident.occurred_on
        return dict(facts_of(world.waterrijk, period, now))[dossier.incident.pk].codes["sanction"]

    assert counted() == "none"
    dossier.impose("warning_letter")
    assert counted() == "warning"
    measure = dossier.impose("contact_measure")
    assert counted() == "contact"
    annul(dossier.bob, measure, "Onjuist.")
    assert counted() == "warning"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_make_one_report() -> None:
    world = World()
    Reported(world).happen(datetime.date(2025, 11, 3))
    barrier, made = threading.Barrier(2), []

    def work() -> None:
        try:
            barrier.wait(timeout=10)
            made.append(close_periods(Period(2025, 4).closes_at))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _worker in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(made) == [0, 1]
    assert AnonymousReport.objects.count() == 1
    assert CountedIncident.objects.count() == 1


@pytest.mark.django_db
def test_what_is_brought_in_several_lists_is_counted_together(reported: Reported, clock: Any) -> None:
    """A list holds two thousand rows at most: a report that was frozen after the first would stay wrong for ever."""

    def take_over(number: int) -> None:
        # Past a quarter that closed before, and one that closes while the lists come in.
        for _number in range(number):
            for day in (datetime.date(2025, 2, 3), datetime.date(2025, 11, 3)):
                made = reported.happen(day)
                Incident.objects.filter(pk=made.pk).update(taken_over=True, reported_at=timezone.now())

    clock.move_to(start_of_day(datetime.date(2026, 1, 14)))
    take_over(6)
    close_periods()
    assert slugs() == []
    clock.move_to(start_of_day(datetime.date(2026, 1, 16)))
    close_periods()
    assert slugs() == ["2025-k4"], "what closed since is no earlier list's"
    take_over(5)
    clock.move_to(start_of_day(datetime.date(2026, 1, 29)))
    close_periods()
    assert slugs() == ["2025-k4"]
    clock.move_to(start_of_day(datetime.date(2026, 1, 30)) + SECOND)
    close_periods()
    assert slugs() == ["2025", "2025-k1", "2025-k2", "2025-k3", "2025-k4"]
    assert report("2025-k1")[""] == 11
