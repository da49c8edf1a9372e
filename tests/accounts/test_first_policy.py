# SPDX-License-Identifier: EUPL-1.2
"""What a municipality had decided before policies had versions is its version 1."""

import pytest

from tests.upgrading import database_of_before, models_at

BEFORE = ("accounts", "0005_retention_policy")
AFTER = ("accounts", "0006_first_retention_policy")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_months_that_it_had_are_version_1() -> None:
    with database_of_before(BEFORE) as apps:
        old = apps.get_model("accounts", "Municipality")
        old.objects.create(name="Duinveen", slug="duinveen", months_severity_2=15, months_severity_3=20)
        old.objects.create(name="Waterrijk", slug="waterrijk")
        policies = models_at(AFTER).get_model("accounts", "RetentionPolicy").objects
        months = [f"months_severity_{severity}" for severity in (1, 2, 3, 4)]
        assert set(policies.values_list("municipality__slug", "number", *months)) == {
            ("duinveen", 1, 12, 15, 20, 24),
            ("waterrijk", 1, 12, 12, 18, 24),
        }
        # And the other way back.
        models_at(BEFORE)
        assert set(old.objects.values_list("slug", "months_severity_3")) == {
            ("duinveen", 20),
            ("waterrijk", 18),
        }
