# SPDX-License-Identifier: EUPL-1.2
"""Deleting rows with all that belongs to them, as Django's own delete would, without reading any of it.

Django reads every row that goes along, with texts of megabytes, and deletes one model at a time from lists of keys.
Here the database finds them itself: a statement for each relation, the farthest first. No signals are sent: the rules
of this project stand in functions. Which relations there are is asked of the models, so a new one cannot be forgotten.
"""

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.db.models.deletion import CASCADE, SET_NULL, ProtectedError


def delete_rows(rows: models.QuerySet[Any]) -> None:
    """Delete rows of one table and what goes with them; what only refers to them (SET_NULL) stays, and forgets them.

    Raises ProtectedError when something that is to stay needs one of them.
    """
    _delete(rows, ())


def _delete(rows: models.QuerySet[Any], on_the_way: tuple[type[models.Model], ...]) -> None:
    model = rows.model
    if model._meta.parents:
        raise NotImplementedError(f"{model._meta.label} is spread over two tables.")
    if model in on_the_way:
        raise NotImplementedError(f"{model._meta.label} goes with rows of its own kind.")
    for relation in _relations(model):
        # Everything, also what is due already: not what the default manager shows.
        related: models.QuerySet[Any] = relation.related_model._base_manager.filter(
            **{f"{relation.field.name}__in": rows}
        )
        if relation.on_delete is CASCADE:
            _delete(related, (*on_the_way, model))
        elif relation.on_delete is SET_NULL:
            related.update(**{relation.field.name: None})
        elif related.exists():
            raise ProtectedError(f"{relation.related_model._meta.label} needs {model._meta.label}.", set())
    # One statement, without reading: the same that Django uses for what nothing refers to.
    rows._raw_delete(rows.db)


def _relations(model: type[models.Model]) -> Iterator[Any]:
    """The foreign keys that point at the model, those without a name on this side too."""
    for relation in model._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and (relation.one_to_one or relation.one_to_many):
            yield relation
