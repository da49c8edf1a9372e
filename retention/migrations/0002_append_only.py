# SPDX-License-Identifier: EUPL-1.2
from typing import Any

from django.db import migrations

from retention import append_only


def protect(apps: Any, schema_editor: Any) -> None:
    append_only.protect(schema_editor.connection)


def unprotect(apps: Any, schema_editor: Any) -> None:
    append_only.unprotect(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("retention", "0001_engine")]
    operations = [migrations.RunPython(protect, unprotect)]
