# SPDX-License-Identifier: EUPL-1.2
"""Around the moment of every term: the second before it is there, from the moment on it is hidden, due and goes, once.

The moments are written out by hand from RULES.md, in local time. What R3 hides and R4 takes of a real incident stands
in tests/incidents/test_registry_term.py and tests/retention/test_incident_term.py.
"""

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from accounts.models import Municipality
from retention import engine, files
from retention.terms import (
    Due,
    draft_due,
    extended_recording_due,
    housekeeping_due,
    import_due,
    incident_due,
    recording_due,
)
from tests.retention.test_engine import assert_chains_hold, entries_of
from tests.retention.test_files import kinds_of, left, use
from tests.retention.test_terms import local
from tests.shelf.models import Parcel

SECOND = datetime.timedelta(seconds=1)


def at(text: str, fold: int = 0) -> datetime.datetime:
    return local(text, fold)


def on(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


CASES: dict[str, tuple[Callable[[], Due], datetime.datetime]] = {
    "R1, an ordinary week": (lambda: recording_due(at("2026-11-10 09:00")), at("2026-11-12 09:00")),
    "R1, the clock goes forward": (lambda: recording_due(at("2026-03-28 12:00")), at("2026-03-30 13:00")),
    "R1, the clock goes back": (lambda: recording_due(at("2026-10-24 12:00")), at("2026-10-26 11:00")),
    "R1, into the hour that comes twice": (
        lambda: recording_due(at("2026-10-23 03:30")),
        at("2026-10-25 02:30", fold=1),
    ),
    "R1, into the hour that is skipped": (
        lambda: recording_due(at("2026-03-27 02:30")),
        at("2026-03-29 03:30"),
    ),
    "R1, leap day": (lambda: recording_due(at("2028-02-27 23:59")), at("2028-02-29 23:59")),
    "R1, the year's turn": (lambda: recording_due(at("2026-12-30 18:00")), at("2027-01-01 18:00")),
    "R2, Easter": (lambda: extended_recording_due(on("2026-03-26")), at("2026-04-14 00:00")),
    "R2, 5 May": (lambda: extended_recording_due(on("2026-04-30")), at("2026-05-19 00:00")),
    "R2, Koningsdag, 5 May and Hemelvaart": (
        lambda: extended_recording_due(on("2027-04-26")),
        at("2027-05-14 00:00"),
    ),
    "R2, the year's turn": (lambda: extended_recording_due(on("2026-12-21")), at("2027-01-07 00:00")),
    "R2, over a change of the clock": (
        lambda: extended_recording_due(on("2026-10-19")),
        at("2026-11-03 00:00"),
    ),
    "R4, the last of a month": (lambda: incident_due(on("2026-08-31")), at("2031-09-01 00:00")),
    "R4, leap day": (lambda: incident_due(on("2024-02-29")), at("2029-03-01 00:00")),
    "R4, the night before the clock goes forward": (
        lambda: incident_due(on("2021-03-28")),
        at("2026-03-29 00:00"),
    ),
    "R4, the night before the clock goes back": (
        lambda: incident_due(on("2021-10-24")),
        at("2026-10-25 00:00"),
    ),
    "R4, the day of 25 hours": (lambda: incident_due(on("2021-10-25")), at("2026-10-26 00:00")),
    "R4, the year's turn": (lambda: incident_due(on("2021-12-31")), at("2027-01-01 00:00")),
    "R7, a draft": (lambda: draft_due(at("2026-10-22 12:00")), at("2026-10-29 11:00")),
    "R7, a mail": (lambda: housekeeping_due(at("2026-03-01 12:00")), at("2026-03-31 13:00")),
    "R7, an import": (lambda: import_due(at("2026-10-25 02:30")), at("2026-10-25 02:30", fold=1)),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", CASES)
def test_the_second_before_the_moment_and_the_second_after(name: str, settings: Any, tmp_path: Path) -> None:
    use(settings, tmp_path)
    counted, moment = CASES[name]
    moment = moment.astimezone(datetime.UTC)
    with time_machine.travel(moment - SECOND, tick=False) as clock:
        row = stored(counted())
        again = stored(counted(), "again.bin")
        assert row.destroy_at == moment
        sweep()
        assert {row, again} == set(Parcel.objects.all())
        assert not row.is_due
        clock.move_to(moment)
        # Hidden by the clock alone, whether anything runs or not; then gone, and once only.
        assert row.is_due
        assert not Parcel.objects.exists()
        assert Parcel.with_due.count() == 2
        sweep()
        sweep()
        assert not Parcel.with_due.exists()
        assert left(tmp_path) == set()
        clock.move_to(moment + SECOND)
        # What was written too late is due at once, and never shown.
        late = stored(counted(), "late.bin")
        assert not Parcel.objects.exists()
        sweep()
        assert not Parcel.with_due.exists()
    for gone, done_at in ((row, moment), (again, moment), (late, moment + SECOND)):
        assert kinds_of(gone) == ["destroyed", "file_removed"]
        for entry in entries_of(gone):
            assert (entry.due_at, entry.done_at) == (moment, done_at)
    assert_chains_hold()


@pytest.mark.django_db
def test_after_a_weeks_stop_every_term_is_made_up_for_at_once(settings: Any, tmp_path: Path) -> None:
    use(settings, tmp_path)
    last = max(moment for _counted, moment in CASES.values())
    with time_machine.travel(last + datetime.timedelta(days=7), tick=False):
        rows = [
            stored(counted(), f"{number}.bin") for number, (counted, _moment) in enumerate(CASES.values())
        ]
        assert not Parcel.objects.exists()
        sweep()
    assert not Parcel.with_due.exists()
    assert left(tmp_path) == set()
    assert [kinds_of(row) for row in rows] == [["destroyed", "file_removed"]] * len(CASES)
    # How late each was is written down, and not smoothed.
    assert all(
        entry.done_at - entry.due_at >= datetime.timedelta(days=7)
        for row in rows
        for entry in entries_of(row)
    )


def stored(due: Due, name: str = "a.bin") -> Parcel:
    """A record with this term, and its file."""
    waterrijk, _new = Municipality.objects.get_or_create(slug="waterrijk", defaults={"name": "Waterrijk"})
    storages["shelf"].save(name, ContentFile(b"x"))
    row = Parcel(municipality=waterrijk, file_name=name)
    row.set_term(due)
    row.save()
    return row


def sweep() -> None:
    engine.destroy_due()
    files.remove_files()
