# SPDX-License-Identifier: EUPL-1.2
"""The months that each municipality had become version 1 of its retention policy, and the other way back."""

from typing import Any

from django.db import migrations

MONTHS = [f"months_severity_{severity}" for severity in (1, 2, 3, 4)]


def make_version_1(apps: Any, schema_editor: Any) -> None:
    policies = apps.get_model("accounts", "RetentionPolicy")
    for municipality in apps.get_model("accounts", "Municipality").objects.all():
        had = {name: getattr(municipality, name) for name in MONTHS}
        policies.objects.create(municipality=municipality, number=1, **had)


def give_back(apps: Any, schema_editor: Any) -> None:
    for municipality in apps.get_model("accounts", "Municipality").objects.all():
        policy = apps.get_model("accounts", "RetentionPolicy").objects.filter(municipality=municipality)
        for name, months in policy.order_by("-number").values(*MONTHS)[0].items():
            setattr(municipality, name, months)
        municipality.save()
    apps.get_model("accounts", "RetentionPolicy").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_retention_policy")]

    operations = [migrations.RunPython(make_version_1, give_back)]
