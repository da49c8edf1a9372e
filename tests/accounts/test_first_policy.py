# SPDX-License-Identifier: EUPL-1.2
"""What a municipality had decided before policies had versions is its version 1."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from accounts.models import Municipality

BEFORE = [("accounts", "0005_retention_policy")]


@pytest.fixture
def before(transactional_db: None) -> Iterator[MigrationExecutor]:
    executor = MigrationExecutor(connection)
    newest = executor.loader.graph.leaf_nodes()
    executor.migrate(BEFORE)
    yield MigrationExecutor(connection)
    MigrationExecutor(connection).migrate(newest)


@pytest.mark.postgres
def test_the_months_that_it_had_are_version_1(before: MigrationExecutor) -> None:
    old = before.loader.project_state(BEFORE).apps.get_model("accounts", "Municipality")
    old.objects.create(name="Duinveen", slug="duinveen", months_severity_2=15, months_severity_3=20)
    old.objects.create(name="Waterrijk", slug="waterrijk")
    before.migrate(before.loader.graph.leaf_nodes())
    found = {
        municipality.slug: (municipality.retention_policy.number, dict(municipality.retention_policy.months))
        for municipality in Municipality.objects.all()
    }
    assert found == {
        "duinveen": (1, {1: 12, 2: 15, 3: 20, 4: 24}),
        "waterrijk": (1, {1: 12, 2: 12, 3: 18, 4: 24}),
    }
    # And the other way back.
    executor = MigrationExecutor(connection)
    executor.migrate(BEFORE)
    assert set(old.objects.values_list("slug", "months_severity_3")) == {("duinveen", 20), ("waterrijk", 18)}
    MigrationExecutor(connection).migrate(before.loader.graph.leaf_nodes())
