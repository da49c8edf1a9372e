# SPDX-License-Identifier: EUPL-1.2
"""A row of any model of the project, made by looking at its fields; so that a new model cannot be forgotten."""

import datetime
import uuid
from typing import Any

from django.apps import apps
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone

from protection.fields import EncryptedBytesField, EncryptedDateField, EncryptedField, EncryptedJSONField
from retention.models import Retained
from retention.terms import housekeeping_due

OURS = ("protection", "notices", "retention", "accounts", "incidents", "recordings", "oversight")
CANARY_DAY = datetime.date(1971, 3, 9)


def our_models() -> list[type[models.Model]]:
    """Every model of the project's own rooms that has a table."""
    return [m for m in apps.get_models() if m._meta.app_label in OURS and not m._meta.proxy]


def base(model: type[models.Model]) -> Any:
    """All rows, also what is due and hidden."""
    return model._base_manager


def canary(field: models.Field) -> str:
    """A word that stands nowhere else, for this field."""
    return f"Kanarie{field.model.__name__}{field.name.title().replace('_', '')}Zwartewaterallee"


def canary_value(field: EncryptedField) -> Any:
    """The canary in the shape that this field holds."""
    word = canary(field)
    if isinstance(field, EncryptedDateField):
        return CANARY_DAY
    if isinstance(field, EncryptedJSONField):
        return {"woord": word, "lijst": [word]}
    if isinstance(field, EncryptedBytesField):
        return word.encode()
    return f"Ervoor {word} erna."


def some_row(model: type[models.Model]) -> Any:
    """A row that is there, or a new one: with the first row of what it points at, and the first of its choices."""
    found = base(model).first()
    if found is not None:
        return found
    row = model()
    if isinstance(row, Retained):
        row.set_term(housekeeping_due(timezone.now()))
    for field in model._meta.concrete_fields:
        if field.primary_key or field.null or field.has_default() or getattr(row, field.attname):
            continue
        if isinstance(field, EncryptedField):
            setattr(row, field.attname, canary_value(field))
        elif isinstance(field, models.ForeignKey):
            setattr(row, field.name, some_row(field.related_model))
        else:
            setattr(row, field.attname, _something(field))
    row.save()
    return row


def _something(field: models.Field) -> Any:
    if field.choices:
        return next(value for value, _label in field.flatchoices)
    if isinstance(field, models.UUIDField):
        return uuid.uuid4()
    if isinstance(field, models.DateTimeField):
        return timezone.now()
    if isinstance(field, models.DateField):
        return timezone.localdate()
    if isinstance(field, models.IntegerField | models.DecimalField):
        return max(1, *(v.limit_value for v in field.validators if isinstance(v, MinValueValidator)), 1)
    if isinstance(field, models.BinaryField):
        return b"x"
    if isinstance(field, models.BooleanField):
        return False
    if isinstance(field, models.JSONField):
        return {}
    return "x"
