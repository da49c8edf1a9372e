# SPDX-License-Identifier: EUPL-1.2
"""What was half typed, and what was mailed, about an incident goes with it: by its term, by a decision (R8), and when
its date is corrected (R4)."""

import datetime
import uuid
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from incidents import handling
from incidents.models import Draft, Incident
from incidents.reporting import drafts_of, save_draft
from notices.models import OutboxMessage
from retention import engine
from tests.incidents.case import Case, client_of, text_of
from tests.world import World

pytestmark = pytest.mark.django_db
WORDS = "Zwartewaterallee: en toen"


@pytest.fixture
def case(world: World) -> Case:
    return Case(world)


def type_something(case: Case) -> None:
    """Bob half a form, Alice half an addition; and a report of something else."""
    typed = {"outcome": "", "conclusion": WORDS, "shown": ""}
    assert client_of(case.bob).post(f"{case.url('incident_close')}?bewaar", typed).status_code == 204
    url = reverse("my_report_autosave", kwargs={"incident_id": case.incident.pk})
    added = client_of(case.alice).post(url, {"text": WORDS, "draft": str(uuid.uuid4())})
    assert added.status_code == 200
    save_draft(case.alice, {"narrative": ["Iets anders"]}, uuid.uuid4())
    assert Draft.objects.filter(incident=case.incident).count() == 2
    assert WORDS in text_of(client_of(case.alice).get(reverse("my_report", args=[case.incident.pk])))


def by_decision(case: Case, clock: Any) -> None:
    engine.destroy_early([case.incident], "R8")


def by_its_term(case: Case, clock: Any) -> None:
    Incident.with_due.filter(pk=case.incident.pk).update(destroy_at=timezone.now())
    assert [draft.incident_id for draft in drafts_of(case.alice)] == [None]
    assert not drafts_of(case.bob).exists()
    engine.destroy_due()


def by_a_corrected_date(case: Case, clock: Any) -> None:
    earlier = timezone.now() - datetime.timedelta(days=5 * 365 - 10)
    handling.correct_date(case.bob, case.incident, earlier, "Verkeerd jaar.")
    clock.move_to(Incident.objects.get(pk=case.incident.pk).destroy_at)
    engine.destroy_due()


@pytest.mark.parametrize(
    "path", [by_decision, by_its_term, by_a_corrected_date], ids=lambda path: path.__name__
)
def test_drafts_and_mails_about_it_go_with_it(case: Case, path: Any) -> None:
    other = case.world.incident(case.alice)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        type_something(case)
        mails = OutboxMessage.objects.filter(about=case.incident.pk)
        assert {mail.reference for mail in mails} == {case.incident.reference}
        Incident.with_due.filter(pk=other.pk).update(
            destroy_at=timezone.now() + datetime.timedelta(days=9999)
        )
        path(case, clock)
    assert not Incident.with_due.filter(pk=case.incident.pk).exists()
    assert not Draft.with_due.exclude(incident=None).exists()
    left = OutboxMessage.with_due.values_list("reference", flat=True)
    assert case.incident.reference not in left
    if path is not by_a_corrected_date:
        assert other.reference in left
        assert Draft.with_due.count() == 1


def test_every_mail_about_an_incident_says_which(case: Case) -> None:
    """Mails with a reference of an incident and no id would outlive it."""
    handling.take_up(case.bob, case.incident)
    case.add_one_of_each()
    handling.establish_facts(case.bob, case.incident, {}, ["verbal", "threat"])
    references = set(Incident.objects.values_list("reference", flat=True))
    found = OutboxMessage.objects.filter(reference__in=references)
    assert found.count() > 3
    assert not found.filter(about=None).exists()
