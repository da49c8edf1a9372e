import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = [("accounts", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="Parcel",
            fields=[
                ("destroy_at", models.DateTimeField(db_index=True, editable=False)),
                ("counted_from", models.DateTimeField(editable=False)),
                ("retention_rule", models.CharField(editable=False, max_length=4)),
                ("retention_policy", models.CharField(editable=False, max_length=20)),
                ("held_until", models.DateTimeField(editable=False, null=True)),
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("file_name", models.CharField(blank=True, max_length=60)),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.municipality",
                    ),
                ),
            ],
            options={"abstract": False},
        ),
    ]
