# SPDX-License-Identifier: EUPL-1.2
"""The data dictionary of a package, made from the models: what each table and each field is, and what stayed behind."""

from collections.abc import Sequence
from typing import Any

from django.db import models

from accounts.models import Logo
from incidents.models import Evidence
from oversight.models.departure import Package
from oversight.words import table_in_words
from protection.blind_index import blind_indexes
from protection.fields import EncryptedBytesField, EncryptedDateField, EncryptedJSONField, EncryptedTextField

from .tables import DERIVED, Exported, Stays, fate_of, fields_of, tables_of, to_destroy

# How a value stands in a line of JSON; the first that fits.
TYPES: Sequence[tuple[Any, str]] = (
    (models.DateTimeField, "moment: ISO 8601, UTC"),
    ((models.DateField, EncryptedDateField), "date: ISO 8601, local (Europe/Amsterdam)"),
    (models.DecimalField, "decimal number, as text"),
    (models.BooleanField, "true or false"),
    ((models.JSONField, EncryptedJSONField), "JSON"),
    ((models.BinaryField, EncryptedBytesField), "path of a file in this package"),
    (models.UUIDField, "UUID, as text"),
    (models.FloatField, "number"),
    (models.IntegerField, "whole number"),
    ((models.CharField, models.TextField, EncryptedTextField), "text"),
)
# Endings of what is exported as a file, by media type.
ENDINGS = {
    "application/pdf": "pdf",
    "image/png": "png",
    "image/jpeg": "jpg",
    "audio/wav": "wav",
    "audio/x-wav": "wav",
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg",
    "audio/flac": "flac",
}


def schema_of(package: Package) -> dict[str, Any]:
    """The tables of a package with their fields; of those that stay behind why."""
    left = [(model._meta.label, fate_of(model)) for model in to_destroy()]
    return {
        "tables": [_table(model, fate) for model, fate in tables_of(package)],
        "not_exported": {label: fate.why for label, fate in sorted(left) if isinstance(fate, Stays)},
    }


def _table(model: type[models.Model], fate: Exported) -> dict[str, Any]:
    label = model._meta.label
    return {
        "table": label,
        "file": f"tables/{label}.jsonl",
        "dutch": str(table_in_words(label)),
        "meaning": (model.__doc__ or "").strip().split("\n\n")[0].replace("\n    ", " "),
        "fields": [_field(field) for field in fields_of(model, fate)],
        "left_out": dict(fate.without) | {field.name: DERIVED for field in blind_indexes(model)},
    }


def _field(field: Any) -> dict[str, Any]:
    target = field
    while target.is_relation:
        # The key of another row, which may itself be that of a third.
        target = target.target_field
    kind = next((name for of, name in TYPES if isinstance(target, of)), "")
    if not kind:
        raise LookupError(f"{field}: nobody said how this stands in JSON.")
    described: dict[str, Any] = {
        "name": field.attname,
        "dutch": str(field.verbose_name),
        "type": kind,
        "may_be_empty": bool(field.null),
    }
    if field.primary_key:
        described["key"] = True
    if field.is_relation:
        described["refers_to"] = field.related_model._meta.label
    if field.choices:
        described["values"] = {str(value): str(words) for value, words in field.flatchoices}
    return described


def ending_of(row: Any) -> str:
    """How the name of the file of this row ends. Raises LookupError for a kind that nobody knows here."""
    if isinstance(row, Logo):
        return "png"
    if isinstance(row, Evidence) and row.media_type not in ENDINGS:
        return "bin"
    return ENDINGS[row.media_type]
