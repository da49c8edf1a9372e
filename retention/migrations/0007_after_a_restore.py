# SPDX-License-Identifier: EUPL-1.2
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from retention import roles


def take_from_everybody(apps: Any, schema_editor: Any) -> None:
    roles.take_from_everybody(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("retention", "0006_holds")]
    operations = [
        migrations.CreateModel(
            name="LedgerImport",
            fields=[
                (
                    "batch",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="retention.ledgerbatch",
                    ),
                ),
                ("destroyed_at", models.DateTimeField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AlterField(
            model_name="ledgerentry",
            name="kind",
            field=models.CharField(
                choices=[
                    ("destroyed", "Vernietigd"),
                    ("destroyed_early", "Eerder vernietigd"),
                    ("out_of_view", "Uit het zicht"),
                    ("file_removed", "Bestand verwijderd"),
                    ("granted", "Toegekend"),
                    ("withdrawn", "Ingetrokken"),
                ],
                max_length=16,
            ),
        ),
        migrations.RunPython(take_from_everybody, migrations.RunPython.noop),
    ]
