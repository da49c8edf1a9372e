# SPDX-License-Identifier: EUPL-1.2
"""What tells of a record (a mail with its reference, a link to it) goes with the record.

Found by its base class: a new table cannot be forgotten. What is deleted here says nothing that the ledger does not
say of the record itself, and gets no line of its own.
"""

import uuid
from collections.abc import Sequence
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models

from .models import TellsOf


@cache
def _tables() -> list[Any]:
    return [model for model in apps.get_models() if issubclass(model, TellsOf)]


def delete_what_tells_of(model: type[models.Model], keys: Sequence[Any]) -> None:
    """Delete what tells of these rows, in the transaction in which they go."""
    # A row is known elsewhere by a number that no other table gives out.
    if isinstance(model._meta.pk, models.UUIDField):
        ids = [key if isinstance(key, uuid.UUID) else uuid.UUID(str(key)) for key in keys]
        for table in _tables():
            if table is not model:
                table._base_manager.filter(about__in=ids).delete()
