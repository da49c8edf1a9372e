# SPDX-License-Identifier: EUPL-1.2
"""The change log holds identifiers and names of fields, never contents (R6); known holes of django-auditlog are closed:
it copies a row's text, logs no bulk change, loses who acted outside, and believes an address that anybody can set."""

import ast
import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ImproperlyConfigured
from django.db import models, transaction
from django.db.models.signals import post_delete
from django.test import Client
from django.urls import reverse

from accounts import acting
from accounts.acting import Origin
from accounts.models import AccessLogEntry, ChangeLogEntry, Municipality, User, UserGrant
from incidents import handling
from incidents.correcting import remove_victim
from incidents.models import Aftercare, Incident, IncidentKind, RegistryLookup, Sanction, Sight, Victim
from incidents.reporting import VictimFacts
from protection.fields import encrypted_fields
from retention.engine import destroy_due, destroy_early
from retention.log_fate import Logged, NotLogged, fate_of, logged_fields
from retention.models import Recorded, RecordedQuerySet
from retention.terms import AMSTERDAM
from tests.incidents.case import client_of
from tests.incidents.sanctioned import Dossier
from tests.protection import dossier
from tests.protection.rows import base, our_models
from tests.world import World, fresh

ROOT = Path(__file__).parent.parent.parent
Action = ChangeLogEntry.Action
LOGGED = [model for model in our_models() if isinstance(fate_of(model), Logged)]
# Tables of libraries: nothing of anybody's work stands in them, or what writes them is logged itself.
OF_LIBRARIES = {
    "auth.Permission": "made by migrations",
    "auth.Group": "the other half of accounts.Group, which is logged",
    "contenttypes.ContentType": "made by migrations",
    "sessions.Session": "never filled: sessions have a table of their own",
    "account.EmailAddress": "repeats the address of accounts.User, which is logged",
    "mfa.Authenticator": "that it changed stands with accounts.User (second_factor_changed_at)",
    "account.EmailConfirmation": "not used: nobody signs up",
    "socialaccount.SocialApp": "not used: accounts.IdentityProvider is, and is logged",
    "socialaccount.SocialAccount": "by which name the identity provider knows somebody; made at their first sign-in",
    "socialaccount.SocialToken": "not used: accounts.SignOnSession is, and is gone with its session",
    "guardian.UserObjectPermission": "not used: accounts.UserGrant is, and is logged",
    "guardian.GroupObjectPermission": "not used: accounts.GroupGrant is, and is logged",
}


def rows_about(row: Any) -> list[ChangeLogEntry]:
    """What the log says of this row, the oldest first."""
    kind = ContentType.objects.get_for_model(type(row))
    return list(base(ChangeLogEntry).filter(content_type=kind, object_pk=str(row.pk)).order_by("pk"))


def everything_written() -> str:
    """Every column of every row of the three logs, as text."""
    rows = [row for model in (ChangeLogEntry, AccessLogEntry, RegistryLookup) for row in base(model).values()]
    return json.dumps(rows, default=str, ensure_ascii=False)


def name_of(model: Any) -> str:
    return model._meta.label


def test_every_model_says_what_becomes_of_its_changes() -> None:
    for model in our_models():
        fate = fate_of(model)
        assert isinstance(fate, Logged | NotLogged), f"{name_of(model)} declares no log_fate"
        assert isinstance(fate, Logged) or fate.why
    others = {name_of(m) for m in apps.get_models() if not m._meta.proxy} - {name_of(m) for m in our_models()}
    others -= {"shelf.Parcel"}
    assert others == set(OF_LIBRARIES)
    assert {Incident, Victim, Sanction, User, UserGrant, Municipality} <= set(LOGGED)


@pytest.mark.parametrize("model", LOGGED, ids=name_of)
def test_whatever_way_a_row_is_changed_it_is_noticed(model: Any) -> None:
    """By saving, deleting, and by every manager: no bulk change goes past the log."""
    assert issubclass(model, Recorded)
    assert model.save is not models.Model.save
    for manager in model._meta.managers:
        assert isinstance(manager.get_queryset(), RecordedQuerySet), (model, manager.name)
    assert issubclass(model._default_manager.get_queryset().__class__, RecordedQuerySet)
    # A signal at a deletion would make the engine read what it destroys, row by row.
    assert not post_delete.has_listeners(model)


@pytest.mark.parametrize("model", LOGGED, ids=name_of)
def test_no_value_of_personal_data_can_be_logged(model: Any) -> None:
    fate: Any = fate_of(model)
    names = {field.name for field in encrypted_fields(model)}
    assert not names & set(fate.values)
    for name in names | {
        f.name for f in model._meta.concrete_fields if type(f) is models.CharField and not f.choices
    }:
        with pytest.raises(ImproperlyConfigured, match="only the name"):
            logged_fields(model, Logged(fate.municipality, values=(name,)))


def test_the_ways_past_the_managers_are_these_and_no_others() -> None:
    """What is told to the database directly is seen by no log: it stands here, with the reason."""
    known = {
        "accounts/models/change_log.py": "reads",
        "accounts/single_sign_on/fetching.py": "the bytes of an answer, and no database",
        "gir/demo/dossier.py": "invented content of a demo",
        "incidents/finder.py": "reads",
        "incidents/listing.py": "reads",
        "protection/fields.py": "reads",
        "protection/rotation.py": "the same contents under another key",
        "protection/blind_index.py": "the same contents under another key",
        "retention/destroying.py": "a setting of the transaction",
        "retention/append_only.py": "triggers",
        "retention/models/recorded.py": "reads",
        "accounts/who_left.py": "reads",
        "retention/gate.py": "reads",
        "retention/deleting.py": "the engine, which takes the log along",
        "retention/telling.py": "mails, which are not logged",
        "retention/ledger.py": "adds to the ledger",
        "oversight/leaving/tables.py": "reads",
        "oversight/leaving/destroying.py": "all of a municipality goes, its log too; as the engine",
        "retention/traces.py": "empties the journal of SQLite",
        "retention/roles.py": "who may do what in the database",
        "retention/management/commands/database_grants.py": "who may do what in the database",
    }
    past = {"_base_manager", "_raw_delete", "_update", "cursor", "raw", "execute"}
    found = set()
    for room in ("accounts", "incidents", "oversight", "notices", "retention", "protection", "gir"):
        for path in (ROOT / room).rglob("*.py"):
            if "migrations" in path.parts:
                continue
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Attribute) and node.attr in past:
                    found.add(str(path.relative_to(ROOT)))
    assert "accounts/models/change_log.py" in found
    assert found - set(known) == set()


@pytest.mark.django_db
def test_a_change_holds_the_names_and_of_listed_fields_the_values(world: World) -> None:
    case = Dossier(world)
    with acting.acting(lambda: case.bob.pk, Origin.WEB):
        handling.take_up(case.bob, case.incident)
        incident = Incident.objects.get(pk=case.incident.pk)
        incident.narrative, incident.occurred_on = "Zwartewaterallee 12", datetime.date(2020, 1, 2)
        incident.save()
    last = rows_about(incident)[-1]
    old = case.incident.occurred_on.isoformat()
    assert last.changes == {"narrative": None, "occurred_on": [old, "2020-01-02"]}
    assert (last.actor_id, last.origin, last.action) == (case.bob.pk, "web", Action.UPDATE)
    assert (last.record_id, last.municipality) == (incident.pk, world.waterrijk)
    assert last.destroy_at == incident.destroy_at
    assert rows_about(incident)[0].action == Action.CREATE


@pytest.mark.django_db
def test_what_nobody_opened_is_not_opened_to_be_logged(world: World) -> None:
    """A save neither needs what it does not touch, nor seals it anew."""
    case = Dossier(world)

    def sealed() -> Any:
        return vars(base(Incident).get(pk=case.incident.pk))["narrative"].data

    before = sealed()
    incident = base(Incident).get(pk=case.incident.pk)
    incident.place = "Zwartewaterallee"
    incident.save()
    assert rows_about(incident)[-1].changes == {"place": None}
    assert sealed() == before


@pytest.mark.django_db
def test_what_belongs_to_an_incident_carries_its_id_and_its_term(world: World) -> None:
    case = Dossier(world)
    sanction = case.impose("contact_measure")
    person = case.wim.perpetrator
    for row, record in ((sanction, case.incident), (case.wim, case.incident), (person, person)):
        entries = rows_about(row)
        assert entries, row
        assert {entry.record_id for entry in entries} == {record.pk}
        assert {entry.destroy_at for entry in entries} == {type(record).with_due.get(pk=record.pk).destroy_at}


@pytest.mark.django_db
def test_a_change_of_the_administration_is_kept_for_five_years(world: World) -> None:
    grant = world.grant(world.person("Ada"), "administrator", world.root)
    (entry,) = rows_about(grant)
    day = entry.timestamp.astimezone(AMSTERDAM).date()
    assert entry.record_id is None
    assert entry.destroy_at.astimezone(AMSTERDAM).date().year == day.year + 5
    assert (entry.retention_rule, entry.retention_policy) == ("R6", "P5Y")
    assert entry.changes["user"] == [None, grant.user_id]
    assert entry.changes["requested_by"] is None


@pytest.mark.django_db
def test_bulk_changes_are_logged_row_by_row(world: World) -> None:
    case = Dossier(world)
    second = world.incident(case.alice)
    keys = [case.incident.pk, second.pk]
    before = base(ChangeLogEntry).count()
    Incident.objects.filter(pk__in=keys).update(status="waiting", outcome="")
    new = base(ChangeLogEntry).order_by("pk")[before:]
    assert {entry.object_pk for entry in new} == {str(key) for key in keys}
    assert all(entry.changes == {"outcome": None, "status": None} for entry in new)
    Incident.objects.bulk_update([second], ["severity"])
    assert rows_about(second)[-1].changes == {"severity": None}
    made = IncidentKind.objects.bulk_create([IncidentKind(incident=second, kind="online")])
    assert rows_about(made[0])[-1].action == Action.CREATE
    kinds = list(IncidentKind.objects.filter(incident=second))
    IncidentKind.objects.filter(incident=second).delete()
    assert len(kinds) == 3
    assert all(rows_about(kind)[-1].action == Action.DELETE for kind in kinds)
    # Derived rows are not.
    before = base(ChangeLogEntry).count()
    Sight.objects.all().update(severity=1)
    assert base(ChangeLogEntry).count() == before


@pytest.mark.django_db
def test_a_deletion_copies_nothing_and_names_what_goes_along(world: World) -> None:
    case = Dossier(world)
    facts = VictimFacts(unit=world.own, name="Zwartewaterallee", function="Balie")
    victim = handling.add_another_victim(case.bob, case.incident, facts)
    contact = Aftercare.objects.filter(victim=victim).first()
    assert contact is not None
    remove_victim(case.bob, victim, "Was er niet bij")
    assert not Victim.objects.filter(pk=victim.pk).exists()
    for gone in (victim, contact):
        last = rows_about(gone)[-1]
        assert (last.action, last.changes, last.record_id) == (Action.DELETE, {}, case.incident.pk)


@pytest.mark.django_db
def test_who_acts_outside_acts_again_after_a_block_inside(world: World) -> None:
    alice, bob = world.person("Alice"), world.person("Bob")
    with acting.acting(lambda: alice.pk, Origin.WEB):
        with acting.acting(lambda: bob.pk, Origin.COMMAND):
            inside = world.unit("Binnen", world.own)
        after = world.unit("Erna", world.own)
    nobody = world.unit("Niemand", world.own)
    seen = [(e.actor_id, e.origin) for unit in (inside, after, nobody) for e in rows_about(unit)]
    assert seen == [(bob.pk, "command"), (alice.pk, "web"), (None, "command")]


@pytest.mark.django_db
def test_the_log_knows_who_signed_in_and_believes_no_header(world: World) -> None:
    ada = world.person("Ada", world.root, "administrator")
    alice = world.person("Alice")
    browser = Client(
        headers={
            "X-Forwarded-For": "203.0.113.7",
            "X-Forwarded-Port": "4711",
            "X-Correlation-Id": "verzonnen",
        }
    )
    browser.force_login(fresh(ada))
    page = reverse("change_person", kwargs={"pk": alice.pk})
    facts = {
        "name": "Alice Anders",
        "email": alice.email,
        "unit": world.own.pk,
        "employment": "hired",
        "language": "nl",
    }
    assert browser.post(page, facts).status_code == 302
    last = rows_about(alice)[-1]
    assert (last.actor_id, last.origin) == (ada.pk, "web")
    assert last.changes["name"] is None
    assert last.changes["employment"] == ["employee", "hired"]
    written = everything_written()
    for word in ("203.0.113.7", "4711", "verzonnen", "Alice Anders", alice.email):
        assert word not in written


@pytest.mark.django_db
def test_a_change_and_its_row_are_kept_together_or_not_at_all(world: World) -> None:
    before = base(ChangeLogEntry).count()
    with transaction.atomic():
        world.unit("Nieuw", world.own)
        assert base(ChangeLogEntry).count() == before + 1
        transaction.set_rollback(True)
    assert base(ChangeLogEntry).count() == before
    # A row that is refused leaves no word that it was changed.
    grant = world.grant(world.person("Ada"), "administrator", world.root)
    grant.first_day, grant.last_day = datetime.date(2026, 2, 2), datetime.date(2026, 1, 1)
    said = len(rows_about(grant))
    with pytest.raises(Exception, match="days_in_order"), transaction.atomic():
        grant.save()
    assert len(rows_about(grant)) == said


@pytest.mark.django_db
def test_no_log_holds_a_word_of_a_whole_dossier(db: None) -> None:
    """Reported, handled, sanctioned, revealed, taken back: with a word planted wherever one may type."""
    dossier.fill_and_look()
    labels = {
        f"{e.content_type.app_label}.{e.content_type.model}"
        for e in base(ChangeLogEntry).select_related("content_type")
    }
    assert len(labels) >= 15
    assert {
        "incidents.incident",
        "incidents.perpetrator",
        "incidents.sanction",
        "incidents.evidence",
    } <= labels
    fields = {name for entry in base(ChangeLogEntry).all() for name in entry.changes}
    assert {"narrative", "bsn", "behaviour", "conclusion", "file_name"} <= fields
    assert AccessLogEntry.objects.filter(action="revealed_bsn").exists()
    written = everything_written()
    assert "narrative" in written
    for word in (dossier.SECRET, dossier.ACCOUNT, "999990019", "1971-03-09", "Kanarie"):
        assert word not in written


@pytest.mark.django_db
def test_destroying_writes_no_row_and_takes_the_rows_along(world: World) -> None:
    case = Dossier(world)
    case.impose("contact_measure")
    other = world.incident(case.alice)
    person = case.wim.perpetrator
    about = [case.incident.pk, person.pk]
    assert base(ChangeLogEntry).filter(record_id__in=about).count() > 10
    kept = set(base(ChangeLogEntry).exclude(record_id__in=about).values_list("pk", flat=True))
    past = case.incident.occurred_at - datetime.timedelta(days=1)
    Incident.with_due.filter(pk=case.incident.pk).update(destroy_at=past)
    type(person).with_due.filter(pk=person.pk).update(destroy_at=past)
    # Due, and so hidden, before anything runs.
    assert base(ChangeLogEntry).filter(record_id__in=about).exists()
    assert not ChangeLogEntry.objects.filter(record_id__in=about).exists()
    outcome = destroy_due()
    assert outcome.destroyed["incidents.Incident"] == 1
    assert outcome.destroyed["accounts.ChangeLogEntry"] == 0
    assert set(base(ChangeLogEntry).values_list("pk", flat=True)) == kept
    assert base(ChangeLogEntry).filter(record_id=other.pk).exists()


@pytest.mark.django_db
def test_a_corrected_date_moves_the_rows_of_both_logs(world: World) -> None:
    alice, bob = world.person("Alice", None, "reporter"), world.person("Bob", None, "handler")
    incident = world.incident(alice)
    client_of(bob).get(reverse("incident", args=[incident.pk]))
    look = AccessLogEntry.objects.get(object_id=incident.pk)
    assert look.destroy_at == incident.destroy_at
    earlier = incident.occurred_at - datetime.timedelta(days=400)
    row = Incident.objects.get(pk=incident.pk)
    row.set_date(earlier, earlier.astimezone(AMSTERDAM).date())
    row.save()
    assert row.destroy_at < incident.destroy_at
    look.refresh_from_db()
    assert look.destroy_at == row.destroy_at
    about = base(ChangeLogEntry).filter(record_id=incident.pk)
    assert {entry.destroy_at for entry in about} == {row.destroy_at}
    held = row.destroy_at + datetime.timedelta(days=60)
    Incident.objects.filter(pk=row.pk).update(held_until=held)
    assert {entry.held_until for entry in about.all()} == {held}


@pytest.mark.django_db
def test_a_decision_to_destroy_shortens_a_look_to_its_twelve_months(world: World) -> None:
    """R8: the term of the record no longer comes."""
    alice, bob = world.person("Alice", None, "reporter"), world.person("Bob", None, "handler")
    incident, other = world.incident(alice), world.incident(alice)
    for row in (incident, other):
        client_of(bob).get(reverse("incident", args=[row.pk]))
    destroy_early([incident], "R8")
    look = AccessLogEntry.objects.get(object_id=incident.pk)
    day = look.at.astimezone(AMSTERDAM).date()
    assert look.destroy_at < incident.destroy_at
    assert look.destroy_at.astimezone(AMSTERDAM).date().year == day.year + 1
    assert AccessLogEntry.objects.get(object_id=other.pk).destroy_at == other.destroy_at
    assert not base(ChangeLogEntry).filter(record_id=incident.pk).exists()
