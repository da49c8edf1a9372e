# SPDX-License-Identifier: EUPL-1.2
"""Found by looking at the models, so that a new table cannot be forgotten: each has a term, lives with something that
has one, or stands below with the reason why not."""

import datetime
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from incidents.models import Incident
from protection.fields import encrypted_fields
from retention.models import Retained, RetainedWith
from tests.protection.rows import our_models, some_row
from tests.world import World

TERM = ("destroy_at", "counted_from", "retention_rule", "retention_policy")
LEDGER = "what remains of what was destroyed, without personal data (R6)"
# Who works there and who may do what: it is there as long as the municipality is (R7 for who left).
NO_TERM = {
    "accounts.Municipality": "the organisation",
    "accounts.OrganisationalUnit": "the organisation",
    "accounts.Logo": "the organisation's own picture",
    "accounts.Location": "a building of the municipality; no incident points at it",
    "accounts.HouseRules": "what the municipality asks of its visitors; about nobody",
    "accounts.StartOfUse": "what the municipality decided before it began; about nobody",
    "accounts.Group": "the organisation",
    "accounts.User": "deactivated; goes with the last incident that names them (R7, accounts/who_left.py)",
    "accounts.BrowserSession": "a session, removed when it is over (R7, accounts/housekeeping.py)",
    "accounts.UserGrant": "who may do what, and who asked for it",
    "accounts.GroupGrant": "who may do what, and who asked for it",
    "accounts.Membership": "who may do what, and who asked for it",
    "accounts.PendingChange": "who may do what, and who asked for it",
    "accounts.IdentityProvider": "where the municipality's people sign in; about nobody",
    "accounts.EmailDomain": "the organisation's own domains",
    "accounts.GroupMapping": "who may do what, by groups, and who asked for it",
    "accounts.LevelRefused": "who may do what: what a rule refused; gone when it is refused no more, or with the person",
    "accounts.SignOnSession": "removed when its session is over, twelve hours after its beginning at most (R7)",
    "accounts.RightsReview": "that the rights were gone through, and when",
    "accounts.RightsDecision": "who may do what, and who confirmed it",
    "accounts.RetentionPolicy": "what the municipality decided, and which administrator wrote it down",
    "oversight.Departure": "that the municipality left, by which decision and when; about nobody when it is done",
    "oversight.GoalSet": "what the municipality aims at; about nobody",
    "oversight.Evaluation": "how the municipality did in a year: anonymous figures and texts about the process (LEI 11)",
    "oversight.EvaluationAction": "what will be done, by which function; about nobody",
    "retention.LedgerChain": LEDGER,
    "retention.LedgerBatch": LEDGER,
    "retention.LedgerEntry": LEDGER,
    "retention.LedgerCopy": LEDGER,
    "retention.LedgerImport": LEDGER,
    "retention.DestructionFailure": "ids of what is due and could not go yet; gone when it goes",
    "retention.FileRemoval": "what the ledger will say of a file that must go; gone when the file is",
    "retention.MissingFile": "ids of what has lost its file; gone when the record is",
    "retention.Sweep": "when the engine last finished; about nobody",
    "retention.Alarm": "when destruction was late; about nobody",
    "incidents.TakeOverLayout": "fingerprints of the headings of a list",
    "notices.Choice": "how somebody wants to hear of something; goes with their account",
    "incidents.ReferenceCounter": "a number per year",
    "recordings.TelephonySystem": "a machine, and a hash of its token",
    "recordings.StoreOwner": "a random number; about nobody",
    "recordings.DailyCount": "numbers per day",
    "incidents.Letterhead": "the organisation",
    "incidents.LetterTemplate": "what the municipality writes; about nobody",
    "oversight.AnonymousReport": "numbers about nobody, that remain when the incidents are gone (LEI 3.7)",
    "oversight.ReportSubscription": "how often somebody wants a mail; goes with the person (R7)",
    "incidents.SanctionGuideline": "what the municipality thinks fit; about nobody",
}
RETAINED = [m for m in our_models() if issubclass(m, Retained)]
RETAINED_WITH = [m for m in our_models() if issubclass(m, RetainedWith)]


def name_of(model: Any) -> str:
    return model._meta.label


def row_of(model: type[models.Model], world: World) -> Any:
    """A row of the model, in a world with one incident in it."""
    if not Incident.with_due.exists():
        world.incident(world.person("Alice", None, "reporter"))
    return some_row(model)


def owner_of(model: Any) -> Any:
    """The model with a term that rows of this one go with, by the path that it names."""
    at = model
    for part in model.retained_with.split("__"):
        field = at._meta.get_field(part)
        assert isinstance(field, models.ForeignKey), (model, part)
        assert not field.null, f"{name_of(model)}.{part}: a row without an owner would stay"
        assert field.remote_field.on_delete is models.CASCADE, (model, part)
        at = field.related_model
    return at


def test_every_table_has_a_term_goes_with_one_or_has_a_reason() -> None:
    found = {name_of(m) for m in our_models()}
    with_term = {name_of(m) for m in [*RETAINED, *RETAINED_WITH]}
    assert found - with_term == set(NO_TERM)
    assert {"incidents.Incident", "incidents.Draft", "notices.OutboxMessage", "accounts.AccessLogEntry"} <= {
        name_of(m) for m in RETAINED
    }
    assert not set(RETAINED) & set(RETAINED_WITH)


def test_whatever_is_encrypted_has_a_term() -> None:
    """Personal data and no term: that would stay for ever."""
    others = {
        "accounts.IdentityProvider": "the secret of a machine; about nobody",
        "accounts.SignOnSession": "goes with its session, as sessions do (accounts/housekeeping.py)",
    }
    for model in our_models():
        if encrypted_fields(model) and name_of(model) not in others:
            assert issubclass(model, Retained | RetainedWith), model


def test_whatever_points_at_an_incident_goes_with_it() -> None:
    """A relation to personal data that no term covers makes this fail; also one over another table."""
    seen, queue = set(), [Incident]
    while queue:
        at = queue.pop()
        for relation in at._meta.related_objects:
            model = relation.related_model
            if relation.many_to_many or model in seen:
                continue
            seen.add(model)
            assert issubclass(model, Retained | RetainedWith), f"{name_of(model)} points at {name_of(at)}"
            queue.append(model)
    assert len(seen) >= 12
    for model in apps.get_models():
        for field in model._meta.get_fields():
            assert not (field.many_to_many and field.related_model is Incident), model


@pytest.mark.parametrize("model", RETAINED_WITH, ids=name_of)
def test_what_goes_with_something_goes_with_what_has_a_term(model: Any) -> None:
    assert issubclass(owner_of(model), Retained)


@pytest.mark.django_db
@pytest.mark.parametrize("model", RETAINED, ids=name_of)
def test_a_row_without_a_term_is_not_saved(model: Any, world: World) -> None:
    row = row_of(model, world)
    assert row.destroy_at
    assert all(getattr(row, name) for name in TERM)
    for name in TERM:
        kept = getattr(row, name)
        setattr(row, name, None if name in TERM[:2] else "")
        with pytest.raises(ValueError, match="retention term"), transaction.atomic():
            row.save()
        setattr(row, name, kept)
    row.save()


@pytest.mark.django_db
@pytest.mark.parametrize("model", RETAINED, ids=name_of)
@pytest.mark.parametrize("name", TERM[:2])
def test_the_database_refuses_it_too(model: Any, name: str, world: World) -> None:
    """Past `save`: by an update, or rows that are written together."""
    row = row_of(model, world)
    with pytest.raises(IntegrityError), transaction.atomic():
        model.with_due.filter(pk=row.pk).update(**{name: None})
    row.pk = None if model._meta.pk.auto_created else model._meta.pk.get_default()
    setattr(row, name, None)
    with pytest.raises(IntegrityError), transaction.atomic():
        model.with_due.bulk_create([row])


@pytest.mark.django_db
@pytest.mark.parametrize("model", RETAINED, ids=name_of)
def test_what_is_due_is_hidden_by_default(model: Any, world: World) -> None:
    """Access stops at the due moment, by the manager that everything uses unless it says otherwise."""
    row = row_of(model, world)
    assert model._default_manager.filter(pk=row.pk).exists()
    for moment, there in (
        (timezone.now() + datetime.timedelta(minutes=1), True),
        (timezone.now(), False),
        (timezone.now() - datetime.timedelta(days=400), False),
    ):
        model.with_due.filter(pk=row.pk).update(destroy_at=moment)
        assert model._default_manager.filter(pk=row.pk).exists() is there
        assert model.objects.filter(pk=row.pk).exists() is there
        assert model.with_due.filter(pk=row.pk).exists()
        assert model.with_due.get(pk=row.pk).is_due is not there


@pytest.mark.django_db
@pytest.mark.parametrize("model", RETAINED_WITH, ids=name_of)
def test_what_goes_with_something_is_hidden_with_it(model: Any, world: World) -> None:
    row = row_of(model, world)
    assert model._default_manager.filter(pk=row.pk).exists()
    owner: Any = row
    for part in model.retained_with.split("__"):
        owner = getattr(owner, part)
    type(owner).with_due.filter(pk=owner.pk).update(destroy_at=timezone.now())
    assert not model._default_manager.filter(pk=row.pk).exists()
    assert not model.objects.filter(pk=row.pk).exists()
    assert model.with_due.filter(pk=row.pk).exists()


def test_a_model_that_does_not_say_what_it_goes_with_cannot_be_made() -> None:
    with pytest.raises(ImproperlyConfigured, match="must name"):

        class Forgotten(RetainedWith):
            class Meta:
                app_label = "incidents"
