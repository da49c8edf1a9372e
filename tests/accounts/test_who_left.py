# SPDX-License-Identifier: EUPL-1.2
"""R7: a deactivated person goes with the last record that names them; sessions and attempts to sign in go within
thirty days; and every table of the frameworks is known."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from allauth.account import app_settings
from allauth.account.models import EmailAddress
from allauth.core.internal.ratelimit import parse_rates
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts import guessing, housekeeping, who_left
from accounts.models import AccessLogEntry, BrowserSession, Membership, User, UserGrant
from accounts.people import deactivate_person, reactivate_person
from incidents import handling
from incidents.models import Draft, Incident
from notices.models import OutboxMessage
from notices.outbox import queue_mail
from retention import engine, ledger
from retention.models import LedgerEntry, Retained, RetainedWith
from tests.incidents.case import client_of
from tests.protection.rows import OURS, our_models
from tests.signing_in import with_app
from tests.world import World

INSTANT = datetime.timedelta(microseconds=1)
DAY = datetime.timedelta(days=1)
# Why the tables of the frameworks keep nothing about a person longer than R7 allows.
FRAMEWORKS = {
    "auth.Permission": "the names of the levels",
    "auth.Group": "the part of accounts.Group that Django keeps: a number",
    "auth.Group_permissions": "never filled: levels are granted on units",
    "contenttypes.ContentType": "the names of tables",
    "sessions.Session": "never filled: sessions have a table of their own",
    "guardian.UserObjectPermission": "never filled: grants have a table of their own",
    "guardian.GroupObjectPermission": "never filled: grants have a table of their own",
    "account.EmailAddress": "goes with the person",
    "socialaccount.SocialApp": "never filled: identity providers have a table of their own",
    "socialaccount.SocialAccount": "the identity provider's name for somebody; goes with the person",
    "socialaccount.SocialToken": "never filled: what is kept of a session is sealed in accounts.SignOnSession",
    "mfa.Authenticator": "goes with the person, or when they remove it; its secrets are sealed",
    "account.EmailConfirmation": "never filled; goes with the address",
    "auditlog.LogEntry": "the change log (R6)",
}


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        yield clock


def left(world: World, person: User) -> None:
    admin = User.objects.filter(name="Ada").first() or world.person("Ada", world.root, "administrator")
    deactivate_person(admin, person)
    person.refresh_from_db()


def entries(person_id: int) -> Any:
    return LedgerEntry.objects.filter(
        what="accounts.User", object_id=str(person_id), kind=LedgerEntry.Kind.DESTROYED
    )


@pytest.mark.django_db
def test_with_the_last_record_that_names_them_and_all_that_was_theirs(world: World, clock: Any) -> None:
    alice, bob = world.person("Alice", None, "reporter"), world.person("Bob", None, "handler")
    incident = world.incident(alice)
    handling.take_up(bob, incident)
    world.group("Team", bob)
    EmailAddress.objects.create(user=bob, email=bob.email)
    with_app(bob)
    assert Authenticator.objects.filter(user=bob).count() == 2
    key = bob.pk
    left(world, bob)
    counted = bob.deactivated_at
    clock.move_to(counted + 31 * DAY)
    assert who_left.destroy_who_left() == 0
    clock.move_to(incident.destroy_at)
    # Nothing of what is due is overlooked because it is hidden.
    assert who_left.destroy_who_left() == 0
    engine.destroy_due()
    assert who_left.destroy_who_left() == 1
    assert not User.objects.filter(pk=key).exists()
    assert not UserGrant.objects.filter(user_id=key).exists()
    assert not Membership.objects.filter(user_id=key).exists()
    assert not EmailAddress.objects.filter(user_id=key).exists()
    assert not Authenticator.objects.filter(user_id=key).exists()
    entry = entries(key).get()
    assert (entry.rule, entry.policy, entry.counted_from) == ("R7", "P30D", counted)
    assert (entry.due_at, entry.done_at) == (incident.destroy_at, incident.destroy_at)
    assert entry.batch.chain_id == world.waterrijk.pk
    # Who is active stays, named or not; and it is harmless to repeat.
    assert User.objects.filter(pk=alice.pk).exists()
    assert who_left.destroy_who_left() == 0


@pytest.mark.django_db
def test_not_within_thirty_days_and_late_is_written_down(world: World, clock: Any) -> None:
    bob, cor = world.person("Bob"), world.person("Cor")
    queue_mail(bob, "reminder")
    Draft(author=bob, data={}).save()
    left(world, bob)
    due = timezone.now() + 30 * DAY
    clock.move_to(due - INSTANT)
    assert OutboxMessage.with_due.exists()
    assert who_left.destroy_who_left() == 0
    clock.move_to(due + 7 * DAY)
    assert who_left.destroy_who_left() == 1
    assert not OutboxMessage.with_due.exists()
    entry = entries(bob.pk).get()
    assert (entry.due_at, entry.done_at) == (due, due + 7 * DAY)
    assert User.objects.filter(pk=cor.pk).exists()


@pytest.mark.django_db
def test_who_looked_is_named_as_long_as_the_log_of_it(world: World, clock: Any) -> None:
    bob, incident = world.person("Bob", None, "handler"), world.incident(world.person("Alice"))
    AccessLogEntry.record(bob, AccessLogEntry.Action.READ_INCIDENT, incident.pk, timezone.now())
    left(world, bob)
    log = AccessLogEntry.objects.get()
    clock.move_to(log.destroy_at - INSTANT)
    assert who_left.destroy_who_left() == 0
    clock.move_to(log.destroy_at)
    engine.destroy_due()
    assert who_left.destroy_who_left() == 1


@pytest.mark.django_db
def test_who_came_back_stays(world: World, clock: Any) -> None:
    bob = world.person("Bob")
    left(world, bob)
    reactivate_person(User.objects.get(name="Ada"), bob)
    clock.move_to(timezone.now() + 400 * DAY)
    assert who_left.destroy_who_left() == 0
    assert User.objects.filter(pk=bob.pk).exists()


@pytest.mark.django_db
def test_one_that_fails_does_not_stop_the_others(
    world: World, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [world.person(name) for name in ("Bob", "Cor", "Dirk")]
    keys = [person.pk for person in people]
    for person in people:
        left(world, person)
    clock.move_to(timezone.now() + 31 * DAY)
    append = ledger.append

    def refuse(lines: Any, now: datetime.datetime) -> None:
        if [line.object_id for line in lines] == [str(keys[1])]:
            raise RuntimeError
        append(lines, now)

    monkeypatch.setattr(ledger, "append", refuse)
    with pytest.raises(ExceptionGroup):
        who_left.destroy_who_left()
    assert list(User.objects.filter(pk__in=keys)) == [people[1]]
    monkeypatch.undo()
    assert who_left.destroy_who_left() == 1


def test_every_relation_to_a_person_goes_with_them_lets_go_or_keeps_them() -> None:
    """One that protects and has no term would keep somebody for ever."""
    assert len(who_left.naming()) > 15
    names = {(model._meta.label, column) for model, column in who_left.naming()}
    assert {("incidents.Victim", "user"), ("accounts.AccessLogEntry", "actor")} <= names
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey) and field.related_model is User:
                how = field.remote_field.on_delete
                if how is models.PROTECT:
                    assert issubclass(model, Retained | RetainedWith), (model, field.name)
                elif field.db_constraint:
                    assert how in (models.CASCADE, models.SET_NULL), (model, field.name)


@pytest.mark.django_db
def test_a_session_goes_when_it_is_over(world: World, clock: Any) -> None:
    client_of(world.person("Alice")).get("/")
    over = BrowserSession.objects.get().expire_date
    assert over - timezone.now() <= datetime.timedelta(hours=12)
    clock.move_to(over - INSTANT)
    assert housekeeping.remove_expired_sessions() == 0
    clock.move_to(over)
    assert housekeeping.remove_expired_sessions() == 1
    assert not BrowserSession.objects.exists()
    assert not LedgerEntry.objects.exists()


def test_attempts_to_sign_in_are_counted_for_an_hour_at_most_and_results_are_not_kept() -> None:
    rates = [*app_settings.RATE_LIMITS.values(), *guessing.RATES.values()]
    seconds = [rate.duration for each in rates for rate in parse_rates(each)]
    assert len(seconds) > 10
    assert max(seconds) <= 3600
    assert settings.CELERY_TASK_IGNORE_RESULT
    assert not getattr(settings, "CELERY_RESULT_BACKEND", None)


def test_every_table_of_the_frameworks_is_known() -> None:
    found = {m._meta.label for m in apps.get_models(include_auto_created=True) if not m._meta.proxy}
    found -= {m._meta.label for m in our_models()} | {"shelf.Parcel"}
    assert found - set(FRAMEWORKS) == set()
    assert {label for label in found if label.split(".")[0] in OURS} == set()


@pytest.mark.django_db
def test_what_is_never_filled_stays_empty(world: World) -> None:
    alice = world.person("Alice", None, "reporter")
    client_of(alice).get("/")
    world.incident(alice)
    assert Incident.objects.exists()
    for label, reason in FRAMEWORKS.items():
        if reason.startswith("never filled"):
            assert not apps.get_model(label).objects.exists(), label


@pytest.mark.django_db
def test_who_came_back_with_an_older_back_up_goes_again_and_the_ledger_says_it_once(
    world: World, clock: Any
) -> None:
    bob = world.person("Bob")
    left(world, bob)
    columns = {field.attname: getattr(bob, field.attname) for field in bob._meta.concrete_fields}
    clock.move_to(timezone.now() + 31 * DAY)
    assert who_left.destroy_who_left() == 1
    User.objects.bulk_create([User(**columns)])
    assert who_left.destroy_who_left() == 1
    assert not User.objects.filter(pk=bob.pk).exists()
    assert entries(bob.pk).count() == 1
