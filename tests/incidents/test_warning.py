# SPDX-License-Identifier: EUPL-1.2
"""R4: 180, 90 and 30 days before an incident goes while a sanction still runs, its handler and supervisors hear it."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from incidents import handling
from incidents.models import EndWarning, Incident, Sanction
from incidents.reporting import VictimFacts
from incidents.sanctioning import annul
from incidents.warning import KIND, warn_of_what_outlives
from notices.models import OutboxMessage
from notices.outbox import send_due_messages
from retention import engine
from retention.terms import end_of_day, start_of_day
from tests.incidents.sanctioned import Dossier
from tests.world import World

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 8, 31)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(start_of_day(TODAY) + datetime.timedelta(hours=12), tick=False) as clock:
        yield clock


@pytest.fixture
def dossier(world: World, clock: Any) -> Dossier:
    """A sanction that outlives its incident, which goes 181 days from now."""
    found = Dossier(world, severity=3)
    handling.take_up(found.bob, found.incident)
    sanction = found.impose("contact_measure")
    Sanction.objects.filter(pk=sanction.pk).update(planned_end=TODAY + 400 * DAY)
    Incident.with_due.filter(pk=found.incident.pk).update(destroy_at=end_of_day(TODAY + 181 * DAY))
    return found


def warned() -> list[str]:
    """Who was warned since the last time one asked."""
    found = OutboxMessage.objects.filter(kind=KIND)
    names = sorted(found.values_list("recipient__name", flat=True))
    found.delete()
    return names


def test_once_at_each_stage_and_not_before(dossier: Dossier, clock: Any) -> None:
    begin, heard = start_of_day(TODAY), []
    for day in range(183):
        clock.move_to(begin + day * DAY + datetime.timedelta(hours=12))
        if day in (0, 1, 2, 60, 90, 91, 92, 150, 151, 152, 181, 182):
            for _again in range(2):
                warn_of_what_outlives()
            if names := warned():
                heard.append((181 - day, names))
    assert heard == [(days, ["Bob", "Sonja"]) for days in (180, 90, 30)]
    assert sorted(EndWarning.with_due.values_list("stage", flat=True)) == [30, 90, 180]


def test_after_a_stop_the_nearest_stage_says_it_once(dossier: Dossier, clock: Any) -> None:
    clock.move_to(start_of_day(TODAY) + 100 * DAY)
    assert warn_of_what_outlives() == 1
    assert warned() == ["Bob", "Sonja"]
    assert EndWarning.objects.get().stage == 90
    assert warn_of_what_outlives() == 0


def test_what_was_taken_back_is_no_reason(dossier: Dossier, clock: Any) -> None:
    clock.move_to(start_of_day(TODAY) + 2 * DAY)
    annul(dossier.bob, Sanction.objects.get(), "Een vergissing.")
    assert warn_of_what_outlives() == 0
    assert warned() == []


def test_never_a_victim_and_where_nobody_handles_who_hears_of_it(dossier: Dossier, clock: Any) -> None:
    vic = dossier.world.person("Vic", None, "supervisor")
    dossier.world.person("Ed", None, "handler")
    handling.add_another_victim(dossier.bob, dossier.incident, VictimFacts.of(vic))
    dossier.world.person("Eva", dossier.world.sibling, "handler", "supervisor")
    Incident.with_due.update(handler=None)
    OutboxMessage.objects.all().delete()
    clock.move_to(start_of_day(TODAY) + 2 * DAY)
    warn_of_what_outlives()
    assert warned() == ["Bob", "Ed", "Sonja"]


def test_the_mail_says_a_number_and_a_link(dossier: Dossier, clock: Any) -> None:
    clock.move_to(start_of_day(TODAY) + 2 * DAY)
    warn_of_what_outlives()
    OutboxMessage.objects.exclude(kind=KIND).delete()
    send_due_messages()
    letters = [f"{letter.subject}\n{letter.body}" for letter in mail.outbox]
    assert len(letters) == 2
    for text in letters:
        assert dossier.incident.reference in text
        assert reverse("incident", args=[dossier.incident.pk]) in text
        for secret in ("Zwartewater", "Wim", "Alice", "Stadhuis"):
            assert secret not in text


def test_it_goes_with_the_incident(dossier: Dossier, clock: Any) -> None:
    clock.move_to(start_of_day(TODAY) + 2 * DAY)
    warn_of_what_outlives()
    assert EndWarning.objects.exists()
    engine.destroy_early([dossier.incident], "R8")
    assert not EndWarning.with_due.exists()
    assert not OutboxMessage.with_due.filter(kind=KIND).exists()
