# SPDX-License-Identifier: EUPL-1.2
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from retention import append_only, seal


def unprotect(apps: Any, schema_editor: Any) -> None:
    append_only.unprotect(schema_editor.connection)


def protect(apps: Any, schema_editor: Any) -> None:
    append_only.protect(schema_editor.connection)


def sign(apps: Any, schema_editor: Any) -> None:
    """Batches from before are signed as they stand: from now on they cannot be changed unnoticed either."""
    for batch in apps.get_model("retention", "LedgerBatch").objects.only("pk", "hash").iterator():
        batch.signature, batch.key_id = seal.sign(batch.hash), seal.key_id()
        batch.save(update_fields=["signature", "key_id"])


class Migration(migrations.Migration):
    dependencies = [("retention", "0002_append_only")]
    operations = [
        # SQLite makes the table anew, and its triggers go with the old one.
        migrations.RunPython(unprotect, protect),
        migrations.AddField(
            model_name="ledgerbatch",
            name="key_id",
            field=models.CharField(default="", max_length=16),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="ledgerbatch",
            name="signature",
            field=models.CharField(default="", max_length=128),
            preserve_default=False,
        ),
        migrations.RunPython(sign, migrations.RunPython.noop),
        migrations.CreateModel(
            name="LedgerCopy",
            fields=[
                (
                    "batch",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="copy",
                        serialize=False,
                        to="retention.ledgerbatch",
                    ),
                ),
                ("copied_at", models.DateTimeField(null=True)),
                ("failure", models.CharField(blank=True, max_length=80)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("copied_at", None), ("failure__gt", "")),
                            models.Q(("copied_at__isnull", False), ("failure", "")),
                            _connector="OR",
                        ),
                        name="copied_or_a_reason_why_not",
                    )
                ],
            },
        ),
        migrations.RunPython(protect, unprotect),
    ]
