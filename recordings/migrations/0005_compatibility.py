from typing import Any

from django.db import migrations

import protection.fields

# LEI 6 asks it; of a copy that was asked for before the form did, nobody wrote it down.
NOT_ASKED = "Niet gevraagd: deze vraag stond toen nog niet in het formulier."


def say_so(apps: Any, schema_editor: Any) -> None:
    for row in apps.get_model("recordings", "Disclosure")._base_manager.filter(compatibility__isnull=True):
        row.compatibility = NOT_ASKED
        row.save(update_fields=["compatibility"])


def altered(**more: Any) -> migrations.AlterField:
    field = protection.fields.EncryptedTextField(verbose_name="waarom het past bij het doel", **more)
    return migrations.AlterField(model_name="disclosure", name="compatibility", field=field)


class Migration(migrations.Migration):

    dependencies = [
        ("recordings", "0003_sittings_and_owners"),
    ]

    operations = [
        migrations.AddField(
            model_name="disclosure",
            name="compatibility",
            field=protection.fields.EncryptedTextField(
                default=None, null=True, verbose_name="waarom het past bij het doel"
            ),
        ),
        migrations.RunPython(say_so, migrations.RunPython.noop),
        # The database knows no default: it could not seal one.
        migrations.SeparateDatabaseAndState([altered(default=None)], [altered()]),
    ]
