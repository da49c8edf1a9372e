# SPDX-License-Identifier: EUPL-1.2
"""The demo: what must be in it to be seen, and that every row is as the domain functions would have made it."""

import datetime
import re
from collections import Counter
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.levels import Level
from accounts.models import (
    AccessLogEntry,
    GroupGrant,
    Membership,
    Municipality,
    OrganisationalUnit,
    PendingChange,
    User,
    UserGrant,
)
from accounts.policy import scope_of
from accounts.second_factor import SHOWN_IN_DEMO
from gir.demo.fill import fill
from gir.demo.stories import STORIES
from gir.demo.town import PASSWORD
from incidents import models as m
from incidents.access import refresh_sight
from incidents.aftercare import plan_aftercare
from incidents.due import refresh_due
from incidents.models.handling import OfIncident
from incidents.reporting import gravest
from notices.models import OutboxMessage
from retention.models import Retained
from retention.terms import draft_due, housekeeping_due, incident_due, local_date
from tests.signing_in import code_of

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TOWNS = ("waterrijk", "duinveen")
ROLES = {
    "melder": {"reporter"},
    "afhandelaar": {"reporter", "handler"},
    "toezichthouder": {"reporter", "supervisor"},
    "raadpleger": {"registry_reader"},
    "beheerder": {"administrator"},
    "beheerder2": {"administrator", "reporter"},
    "kcc": {"reporter"},
    "hoofd": {"reporter", "head", "handler"},
    "coordinator": {"reporter", "coordinator", "supervisor", "handler"},
}


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: object) -> Iterator[None]:
    """Filled once for this module, and taken back after it."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        fill(NOW)
        yield
        transaction.set_rollback(True)


def everything(model: type) -> list:
    return list(model.with_due.all())


def test_two_municipalities_marked_as_demo_with_units_three_levels_deep(demo: None) -> None:
    assert set(Municipality.objects.values_list("slug", "theme", "is_demo")) == {
        ("waterrijk", "waterrijk", True),
        ("duinveen", "duinveen", True),
    }
    for town in TOWNS:
        units = OrganisationalUnit.objects.with_tree_fields().filter(municipality__slug=town)
        assert max(unit.tree_depth for unit in units) >= 3
    assert Municipality.objects.values("emergency_number").distinct().count() == 2
    assert OrganisationalUnit.objects.exclude(closed_on=None).exists()


@pytest.mark.parametrize("town", TOWNS)
@pytest.mark.parametrize("role", ROLES)
def test_there_is_somebody_for_every_level_who_can_sign_in(demo: None, town: str, role: str) -> None:
    user = User.objects.get(email=f"{role}@{town}.example")
    scope = scope_of(user)
    assert {level.value for level in Level if scope.holds(level)} == ROLES[role]
    assert user.check_password(PASSWORD)
    if role in ("kcc", "hoofd"):
        assert user.extension
    with transaction.atomic():
        client = Client()
        response = client.post(
            reverse("account_login"), {"login": user.email, "password": PASSWORD}, follow=True
        )
        if user.email == SHOWN_IN_DEMO:
            # The one who shows what a second factor is.
            assert not response.wsgi_request.user.is_authenticated
            response = client.post(reverse("mfa_authenticate"), {"code": code_of(user)}, follow=True)
        assert response.status_code == 200
        assert response.wsgi_request.user == user
        transaction.set_rollback(True)


def test_who_stands_in_who_left_what_ended_and_what_waits(demo: None) -> None:
    today = local_date(NOW)
    assert User.objects.filter(is_active=False).exclude(deactivated_at=None).count() >= 2
    for rows in (
        UserGrant.objects.filter(first_day__lte=today, last_day__gt=today),
        UserGrant.objects.filter(first_day__gt=today),
        UserGrant.objects.filter(last_day__lt=today),
        PendingChange.objects.filter(decided_at=None),
        GroupGrant.objects.filter(permission__codename="handler"),
    ):
        towns = set()
        for row in rows:
            town = getattr(row, "municipality", None) or row.content_object.municipality
            towns.add(town.slug)
        assert towns == set(TOWNS)
    assert not Membership.objects.filter(user__is_active=False).exists()


def test_nothing_crosses_from_one_municipality_to_the_other(demo: None) -> None:
    """LEI 10, in what is written as well."""
    for grant in UserGrant.objects.select_related("user", "content_object"):
        assert grant.user.municipality_id == grant.content_object.municipality_id
    for incident in m.Incident.with_due.select_related("unit", "reporter", "handler"):
        people = {incident.unit, incident.reporter, incident.handler or incident.reporter}
        people |= {v.unit for v in m.Victim.with_due.filter(incident=incident).select_related("unit")}
        assert {p.municipality_id for p in people} == {incident.municipality_id}


def test_three_hundred_incidents_over_four_years_all_different(demo: None) -> None:
    incidents = list(m.Incident.objects.all())
    assert len(incidents) >= 300
    assert len({i.narrative for i in incidents}) == len(incidents)
    assert len(STORIES) >= 60
    years = {local_date(i.occurred_at).year for i in incidents}
    assert set(range(NOW.year - 3, NOW.year + 1)) <= years
    for town in TOWNS:
        mine = [i for i in incidents if i.municipality.slug == town]
        assert len({i.unit_id for i in mine}) >= 12
        assert {i.severity for i in mine} == {1, 2, 3, 4}
        assert len({i.channel for i in mine}) >= 9
    assert not [i.reference for i in incidents if re.search(r"[\[\]{}|]|  ", i.narrative + i.conclusion)]


@pytest.mark.parametrize("town", TOWNS)
def test_every_state_is_there(demo: None, town: str) -> None:
    incidents = m.Incident.objects.filter(municipality__slug=town)
    for status in m.Status:
        assert incidents.filter(status=status).exists(), status
    for outcome in m.Outcome:
        assert incidents.filter(outcome=outcome).exists(), outcome
    for row_kind, values in (
        (m.Contribution, m.Contribution.Kind.values),
        (m.Measure, m.Measure.Kind.values),
        (m.Aftercare, ["first_care", "first", "second", "last"]),
    ):
        assert set(values) <= set(
            row_kind.objects.filter(incident__in=incidents).values_list("kind", flat=True)
        )
    police = m.PoliceReport.objects.filter(incident__in=incidents).values_list("state", flat=True)
    assert set(police) == set(m.PoliceReport.State.values)
    media = m.Evidence.objects.filter(incident__in=incidents).values_list("media_type", flat=True)
    assert {"image/png", "application/pdf"} <= set(media)

    def any_victim(**facts: object) -> bool:
        return m.Victim.objects.filter(incident__in=incidents, **facts).exists()

    assert any_victim(user=None)
    assert any_victim(user__isnull=False, confirmed_at=None)
    assert any_victim(absent_over_three_days=True)
    grave = incidents.filter(victims__injury_level__in=m.NOTIFIABLE_INJURIES)
    assert grave.filter(inspectorate_notified_on=None).exists()
    assert grave.exclude(inspectorate_notified_on=None).exists()
    units_of_victims = Counter(
        m.Victim.objects.filter(incident__in=incidents).values_list("incident", "unit").distinct()
    )
    assert max(Counter(incident for incident, _unit in units_of_victims).values()) >= 2
    assert m.Damage.objects.filter(incident__in=incidents, recovered__gt=0).exists()
    assert m.DateCorrection.objects.filter(incident__in=incidents, outcome="").exists()
    assert m.DateCorrection.objects.filter(incident__in=incidents, outcome="allowed").exists()
    for action in ("reopened", "moved", "reassigned", "reminded", "joined"):
        assert m.TimelineEntry.objects.filter(incident__in=incidents, action=action).exists(), action
    assert incidents.filter(status="new", next_due_at__lte=NOW).exists()
    assert incidents.filter(status="new", next_due_at__gt=NOW).exists()
    contacts = m.Aftercare.objects.filter(incident__in=incidents, done_at=None)
    assert contacts.filter(declined=True).exists()
    assert contacts.filter(declined=False, due_at__lte=NOW).exclude(incident__handler=None).exists()
    nearly_gone = incidents.filter(destroy_at__lte=NOW + datetime.timedelta(days=7))
    assert nearly_gone.exists()


@pytest.mark.parametrize("town", TOWNS)
def test_the_people_of_the_readme_have_something_to_look_at(demo: None, town: str) -> None:
    def person(role: str) -> User:
        return User.objects.get(email=f"{role}@{town}.example")

    for role in ("melder", "kcc"):
        own = m.Incident.objects.of_victim_or_reporter(person(role))
        assert {i.status for i in own} >= {"new", "in_progress", "closed"}
    assert m.Draft.objects.filter(author=person("melder")).count() == 2
    for role in ("afhandelaar", "toezichthouder", "hoofd", "coordinator"):
        seen = m.Incident.objects.visible_to(person(role))
        assert {"new", "in_progress", "closed"} <= {i.status for i in seen}, role
    for role in ("raadpleger", "beheerder", "beheerder2"):
        assert not m.Incident.objects.visible_to(person(role)).exists()


def test_every_term_is_stored_as_the_rules_say_and_none_is_over(demo: None) -> None:
    """R4, R6, R7: stored with what it was counted from and the policy; nothing in the demo is due."""
    for incident in everything(m.Incident):
        assert_term(incident, incident_due(incident.occurred_on))
        assert local_date(incident.occurred_at) == incident.occurred_on
        assert incident.occurred_at <= incident.reported_at <= NOW
    for draft in everything(m.Draft):
        assert_term(draft, draft_due(draft.first_saved_at))
    for message in everything(OutboxMessage):
        assert_term(message, housekeeping_due(message.created_at))
    for entry in everything(AccessLogEntry):
        assert entry.retention_rule == "R6"
        assert entry.destroy_at > NOW


def assert_term(row: Retained, due: object) -> None:
    assert (row.destroy_at, row.counted_from) == (due.at, due.counted_from)  # type: ignore[attr-defined]
    assert (row.retention_rule, row.retention_policy) == (due.rule, due.policy)  # type: ignore[attr-defined]
    assert row.destroy_at > NOW


def test_what_is_derived_is_what_the_domain_derives(demo: None) -> None:
    """The sight of units and the next due moment are refreshed by the domain functions, and nothing changes."""

    def sights() -> set:
        fields = [f.attname for f in m.Sight._meta.concrete_fields if not f.primary_key]
        return set(m.Sight.with_due.values_list(*fields))

    written = sights()
    # All that is open, and some of what is closed.
    incidents = everything(m.Incident)
    for incident in [i for i in incidents if i.status != "closed"] + incidents[::5]:
        due = incident.next_due_at
        refresh_due(incident)
        assert incident.next_due_at == due, incident.reference
        refresh_sight(incident)
        kinds = list(m.IncidentKind.with_due.filter(incident=incident).values_list("kind", flat=True))
        assert incident.gravest_kind == gravest(kinds)
    assert sights() == written


def test_aftercare_is_planned_by_the_norms(demo: None) -> None:
    planned = {m.Aftercare.Kind.FIRST, m.Aftercare.Kind.SECOND, m.Aftercare.Kind.LAST}
    victims = m.Victim.with_due.select_related("incident__municipality")
    for victim in [*victims[:40], *victims.filter(position__gt=0)[:20]]:
        ours = m.Aftercare.with_due.filter(victim=victim, kind__in=planned)
        written = dict(ours.values_list("kind", "due_at"))
        with transaction.atomic():
            ours.delete()
            plan_aftercare(victim, victim.incident.reporter)
            assert dict(ours.values_list("kind", "due_at")) == written
            transaction.set_rollback(True)


def test_references_run_through_the_year_in_order_of_reporting(demo: None) -> None:
    for town in TOWNS:
        by_year: dict[int, list[str]] = {}
        rows = m.Incident.with_due.filter(municipality__slug=town).order_by("reported_at", "reference")
        for incident in rows:
            by_year.setdefault(local_date(incident.reported_at).year, []).append(incident.reference)
        for year, references in by_year.items():
            assert references == [f"{year}-{n:06d}" for n in range(1, len(references) + 1)]
        counters = m.ReferenceCounter.objects.filter(municipality__slug=town)
        assert {c.year: c.last for c in counters} == {y: len(r) for y, r in by_year.items()}


def test_what_was_done_fits_together(demo: None) -> None:
    """Nobody handles their own incident, closing needs facts and confirmation, and nothing lies in the future."""
    for incident in m.Incident.with_due.select_related("reporter", "handler"):
        victims = list(m.Victim.with_due.filter(incident=incident))
        users = {v.user_id for v in victims} - {None}
        assert incident.handler_id not in users
        entries = list(m.TimelineEntry.with_due.filter(incident=incident))
        assert entries[0].action == "reported"
        assert all(incident.reported_at <= e.at <= NOW for e in entries), incident.reference
        actors = {
            e.actor_id for e in entries if e.action in ("taken", "facts", "measure", "police", "closed")
        }
        assert not actors & users
        if incident.status == m.Status.CLOSED:
            assert incident.facts_established_at
            assert incident.first_reaction_at
            assert incident.closed_at
            assert incident.outcome
            assert incident.conclusion
            assert not [v for v in victims if v.user_id and not v.confirmed_at]
        elif incident.status == m.Status.NEW:
            assert incident.handler_id is None
        elif incident.status == m.Status.JOINED:
            assert incident.joined_into
            assert not victims
            assert incident.next_due_at is None
        elif incident.status == m.Status.WAITING:
            assert incident.waiting_for
        if incident.first_reaction_at:
            assert incident.reported_at <= incident.first_reaction_at <= NOW
    for contact in everything(m.Aftercare):
        assert contact.done_at is None or contact.done_at <= NOW
    for model in apps.get_models():
        if issubclass(model, OfIncident):
            assert not model.with_due.filter(created_at__gt=NOW).exists()


def test_a_closed_unit_has_history_and_nothing_open(demo: None) -> None:
    closed = m.Incident.with_due.filter(unit__closed_on__isnull=False)
    assert closed.exists()
    assert not closed.exclude(status="closed").exists()
    assert not closed.exclude(next_due_at=None).exists()


def test_only_a_handful_of_mails_wait(demo: None) -> None:
    assert OutboxMessage.objects.exclude(sent_at=None).exists()
    assert 0 < OutboxMessage.objects.filter(sent_at=None).count() <= 10
    assert not OutboxMessage.objects.filter(recipient__is_active=False).exists()
