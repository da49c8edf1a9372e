# SPDX-License-Identifier: EUPL-1.2
"""The demo's perpetrators, sanctions and look-ups: all there to be seen, and as the domain would have made them."""

import datetime
from collections import Counter
from typing import Any

import pytest
import time_machine
from django.db import models, transaction
from stdnum.nl import bsn

from accounts.levels import Level
from accounts.models import AccessLogEntry, User
from accounts.policy import scope_of
from incidents import models as m
from incidents.access import may_watch
from incidents.guidelines import suggestion
from incidents.registry import in_view, readable_by, refresh_registry
from incidents.sanction_rules import Decision, problems_of
from retention.terms import end_of_day, local_date, look_due
from tests.test_demo import NOW, TOWNS, demo  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
State = m.Sanction.State
TODAY = local_date(NOW)
DAY = datetime.timedelta(days=1)


def sanctions(town: str = "", **facts: Any) -> models.QuerySet[m.Sanction]:
    found = m.Sanction.objects.filter(**facts).select_related(
        "incident__municipality", "involvement__perpetrator", "author", "decided_by", "prolongs"
    )
    return found.filter(incident__municipality__slug=town) if town else found


def person(town: str, role: str) -> User:
    return User.objects.get(email=f"{role}@{town}.example")


@pytest.mark.parametrize(("town", "count"), [("waterrijk", 60), ("duinveen", 25)])
def test_so_many_perpetrators_of_every_sort(town: str, count: int) -> None:
    people = list(m.Perpetrator.objects.filter(municipality__slug=town))
    assert count <= len(people) <= count + 10
    in_registry = m.Perpetrator.objects.in_registry(people[0].municipality_id).count()
    assert count // 2 <= in_registry < len(people)
    assert len([p for p in people if not p.name and p.description]) >= 3
    assert not [p for p in people if not p.name and not p.description]
    assert {bool(p.date_of_birth) for p in people if p.name} == {True, False}
    assert {bool(p.bsn_verified_with) for p in people if p.bsn} == {True, False}
    named = m.Involvement.objects.filter(incident__municipality__slug=town).select_related(
        "incident", "perpetrator"
    )
    spelt: dict[Any, set[str]] = {}
    for involvement in named:
        spelt.setdefault(involvement.perpetrator_id, set()).add(involvement.incident.aggressor_name)
    assert len([names for names in spelt.values() if len(names) > 1]) >= 2
    again = Counter(involvement.perpetrator_id for involvement in named)
    assert len([n for n in again.values() if n > 1]) >= count // 5


def test_every_bsn_is_one_that_is_never_given_out() -> None:
    """The test range, and it passes the 11-proef (LEI 3.5)."""
    for town in TOWNS:
        numbers = [p.bsn for p in m.Perpetrator.objects.filter(municipality__slug=town) if p.bsn]
        assert len(set(numbers)) == len(numbers) >= 4
        assert all(bsn.is_valid(number) and number.startswith("999") for number in numbers)
    for perpetrator in m.Perpetrator.objects.exclude(bsn_verified_with=""):
        assert perpetrator.bsn
        assert perpetrator.bsn_verified_by
        assert perpetrator.bsn_verified_on


@pytest.mark.parametrize("town", TOWNS)
def test_every_kind_of_sanction_in_every_state(town: str) -> None:
    imposed = list(sanctions(town, state=State.IMPOSED))
    assert {s.kind for s in imposed} == set(m.SanctionKind.values)
    assert set(sanctions(town).values_list("state", flat=True)) == set(State.values)
    standing = [s for s in imposed if not s.is_annulled]
    running = [s for s in standing if s.is_running]
    assert {s.kind for s in running} == set(m.LASTING)
    assert [s for s in standing if s.is_lasting and s.planned_end < TODAY and not s.lifted_on]
    assert [s for s in imposed if s.lifted_on]
    assert [s for s in imposed if s.is_annulled]
    assert [s for s in running if s.prolongs]
    assert [s for s in standing if s.months < s.incident.municipality.months_for_severity(s.severity)]
    assert [s for s in running if s.planned_end <= TODAY + 7 * DAY]
    assert [s for s in running if s.review_on and TODAY <= s.review_on <= TODAY + 7 * DAY]
    assert [s for s in running if s.is_review_overdue]
    assert [s for s in standing if s.needs_letter and not s.is_letter_overdue]
    assert [s for s in standing if s.is_letter_overdue]
    assert [s for s in standing if s.visible_until and s.visible_until <= NOW]
    reviews = m.SanctionReview.objects.filter(sanction__in=imposed)
    assert set(reviews.values_list("outcome", flat=True)) == set(m.SanctionReview.Outcome.values)
    assert {s.heard for s in imposed} == set(m.Heard.values)
    days = [s.decided_on for s in imposed]
    assert max(days) >= TODAY - 2 * DAY
    assert min(days) <= TODAY - 3 * 365 * DAY


@pytest.mark.parametrize("town", TOWNS)
def test_one_whom_nobody_finds_since_today_and_one_who_is_found_until_tomorrow(town: str) -> None:
    """R3: to the end of the last day, and not an instant longer."""
    found = readable_by(person(town, "raadpleger"))
    gone = m.Perpetrator.objects.filter(municipality__slug=town, visible_until=end_of_day(TODAY - DAY))
    last = m.Perpetrator.objects.filter(municipality__slug=town, visible_until=end_of_day(TODAY + DAY))
    assert [p for p in gone if p.name]
    assert [p for p in last if p.name]
    for perpetrator in gone:
        assert not found.filter(pk=perpetrator.pk).exists()
        assert not in_view(perpetrator).exists()
    for perpetrator in last:
        assert found.filter(pk=perpetrator.pk).exists()


def test_every_term_is_what_the_registry_derives() -> None:
    """R3, R5: derived again by the domain, and nothing changes."""

    def terms() -> list[Any]:
        return [
            sorted(model.with_due.values_list("pk", *fields))
            for model, fields in (
                (m.Involvement, ["months", "visible_until"]),
                (m.Sanction, ["months", "counted_from", "visible_until"]),
                (m.Perpetrator, ["destroy_at", "counted_from", "retention_rule", "visible_until"]),
            )
        ]

    written = terms()
    incidents = m.Incident.with_due.filter(involvements__isnull=False).distinct()
    for incident in incidents.select_related("municipality"):
        with transaction.atomic():
            refresh_registry(incident)
    assert terms() == written


def test_every_decision_would_stand() -> None:
    """Each was decided by who handles it, and passes what the system asks at the moment of the decision."""
    for sanction in sanctions():
        with transaction.atomic(), time_machine.travel(sanction.created_at, tick=False):
            # As it stood: without this one, and what was imposed later.
            later = models.Q(imposed_at__gt=sanction.created_at) | models.Q(pk=sanction.pk)
            m.Sanction.with_due.filter(later).update(state=State.WITHDRAWN)
            # What was annulled later counted then.
            undone = m.Sanction.with_due.filter(annulled_at__gt=sanction.created_at)
            m.Involvement.with_due.filter(sanctions__in=undone).update(visible_until=NOW)
            undone.update(annulled_at=None)
            involvement, actor = sanction.involvement, User.objects.get(pk=sanction.author_id)
            incident = involvement.incident = sanction.incident
            incident.outcome = ""
            decision = Decision(
                kind=sanction.kind,
                behaviour=sanction.behaviour,
                norm=sanction.norm,
                heard=sanction.heard,
                heard_note=sanction.heard_note,
                decided_on=sanction.decided_on,
                starts_on=sanction.starts_on,
                planned_end=sanction.planned_end,
                review_on=first_review(sanction),
                conditions=sanction.conditions,
                basic_services=sanction.basic_services,
                deviation_reason=sanction.deviation_reason,
            )
            told = f"{incident.reference} {sanction.kind} {sanction.created_at}"
            assert problems_of(actor, involvement, decision, sanction.prolongs) == {}, told
            assert sanction.suggested_kind == suggestion(actor, incident, involvement), told
            transaction.set_rollback(True)


def first_review(sanction: m.Sanction) -> datetime.date | None:
    """The day that was set when it was imposed: that of the first review since, or the one that is still to come."""
    first = sanction.reviews.order_by("reviewed_on").exclude(outcome="prolonged").first()
    return first.reviewed_on if first else sanction.review_on


def test_who_did_what_to_a_sanction() -> None:
    """Four eyes for a ban; a letter after the decision; nothing in the future; nobody about their own incident."""
    for sanction in sanctions():
        incident = sanction.incident
        victims = set(m.Victim.with_due.filter(incident=incident).values_list("user_id", flat=True))
        assert not {sanction.author_id, sanction.decided_by_id} & (victims - {None})
        if sanction.decided_by and sanction.is_ban:
            assert sanction.decided_by_id != sanction.author_id
            assert may_watch(sanction.decided_by, incident)
        elif sanction.is_imposed:
            assert sanction.decided_by_id == sanction.author_id
        moments = [sanction.created_at, sanction.imposed_at, sanction.letter_sent_at, sanction.annulled_at]
        established = incident.facts_established_at
        assert established
        assert all(established <= moment <= NOW for moment in moments if moment)
        if sanction.letter_sent_at:
            assert sanction.imposed_at
            assert sanction.letter_sent_at > sanction.imposed_at
        entries = m.TimelineEntry.objects.filter(incident=incident, detail__sanction=str(sanction.pk))
        actions = set(entries.values_list("action", flat=True))
        for action, happened in (
            ("sanction_imposed", sanction.is_imposed),
            ("sanction_proposed", sanction.is_ban),
            ("sanction_refused", sanction.state == State.REFUSED),
            ("sanction_withdrawn", sanction.state == State.WITHDRAWN),
            ("sanction_lifted", sanction.lifted_on is not None),
            ("sanction_annulled", sanction.is_annulled),
            ("letter_sent", sanction.letter_sent_at is not None),
            ("sanction_reviewed", sanction.reviews.exists()),
        ):
            assert (action in actions) == happened, f"{incident.reference} {action}"
    assert sanctions(annulled_at__isnull=False, incident__outcome="unfounded").exists()
    for incident in m.Incident.objects.filter(outcome="unfounded"):
        assert not m.Sanction.objects.filter(incident=incident, state="imposed", annulled_at=None).exists()


@pytest.mark.parametrize("town", TOWNS)
def test_there_is_something_to_do_for_the_people_of_the_readme(town: str) -> None:
    supervisor = person(town, "toezichthouder")
    waiting = [s for s in sanctions(town, state=State.PROPOSED) if s.is_ban]
    assert [s for s in waiting if may_watch(supervisor, s.incident) and s.author_id != supervisor.pk]
    for role in ("afhandelaar", "coordinator"):
        seen = m.Incident.objects.visible_to(person(town, role))
        assert sanctions(town, incident__in=seen, state=State.IMPOSED).count() >= 4
        # Somebody who is known, in an incident for which nobody said so yet.
        nobody_yet = [i for i in seen.filter(status="in_progress", involvements=None) if i.aggressor_name]
        assert nobody_yet
    spoken = m.Perpetrator.objects.in_registry(supervisor.municipality_id)
    assert len({p.name for p in spoken if p.name}) >= 15


@pytest.mark.parametrize("town", TOWNS)
def test_look_ups_hit_and_miss_in_bursts_and_of_people_known(town: str) -> None:
    """R6: without what was searched for; only those who read the registry, and only whom they could find."""
    lookups = list(m.RegistryLookup.objects.filter(municipality__slug=town).select_related("reader"))
    assert len(lookups) >= 50
    assert {lookup.purpose for lookup in lookups} == set(m.Purpose.values)
    assert {bool(lookup.found) for lookup in lookups} == {True, False}
    assert [x for x in lookups if x.is_own_name]
    assert [x for x in lookups if x.is_colleague]
    hours = Counter((x.reader_id, x.at.replace(minute=0, second=0, microsecond=0)) for x in lookups)
    assert max(hours.values()) >= 8
    for reader in {lookup.reader for lookup in lookups}:
        assert scope_of(reader).holds_on_root(Level.REGISTRY_READER)
    for lookup in lookups:
        due = look_due(lookup.at, lookup.at)
        assert (lookup.destroy_at, lookup.retention_rule) == (due.at, "R6")
        assert lookup.at <= NOW
        for found in lookup.found:
            perpetrator = m.Perpetrator.objects.get(pk=found)
            assert perpetrator.municipality_id == lookup.municipality_id
            assert perpetrator.created_at <= lookup.at < perpetrator.visible_until
            entries = AccessLogEntry.objects.filter(object_id=found, actor=lookup.reader, at=lookup.at)
            assert entries.filter(action=AccessLogEntry.Action.FOUND_IN_REGISTRY).exists()
