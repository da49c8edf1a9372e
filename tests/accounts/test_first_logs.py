# SPDX-License-Identifier: EUPL-1.2
"""What was looked at before the logs were protected is still there after an upgrade, and protected like the rest."""

import datetime
import uuid

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts.models import AccessLogEntry
from incidents.models import RegistryLookup
from tests.upgrading import database_of_before, upgrade

BEFORE = [("accounts", "0003_engine"), ("incidents", "0003_engine")]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_looks_of_before_the_upgrade_are_kept_and_protected() -> None:
    with database_of_before(*BEFORE) as old:
        municipality = old.get_model("accounts", "Municipality").objects.create(
            name="Duinveen", slug="duinveen"
        )
        rita = old.get_model("accounts", "User").objects.create(
            email="rita@duinveen.example", name="Rita", municipality=municipality
        )
        now, record, file = timezone.now(), uuid.uuid4(), uuid.uuid4()
        term = {
            "destroy_at": now + datetime.timedelta(days=365),
            "counted_from": now,
            "retention_rule": "R6",
            "retention_policy": "P12M",
        }
        for action, key in (("read_incident", record), ("read_evidence", file)):
            old.get_model("accounts", "AccessLogEntry").objects.create(
                municipality=municipality, actor=rita, action=action, object_id=key, at=now, **term
            )
        old.get_model("incidents", "RegistryLookup").objects.create(
            municipality=municipality, reader=rita, purpose="visit", at=now, **term
        )
        upgrade()
        looks = AccessLogEntry.objects.values_list("action", "object_id", "record_id", "origin", "actor_id")
        assert set(looks) == {
            ("read_incident", record, record, "web", rita.pk),
            ("read_evidence", file, None, "web", rita.pk),
        }
        assert RegistryLookup.objects.get().origin == "web"
        for model in (AccessLogEntry, RegistryLookup):
            for change in (lambda rows: rows.update(origin="worker"), lambda rows: rows.delete()):
                with pytest.raises(DatabaseError, match="log cannot be edited"), transaction.atomic():
                    change(model.with_due.all())
