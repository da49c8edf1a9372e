# SPDX-License-Identifier: EUPL-1.2
"""Rows whose changes are logged, also those that no `save` sees: many at once, and what is deleted (R6).

django-auditlog hears a row being saved. It does not hear `update`, `bulk_create` or what the database is told
directly; and what it writes at a deletion would slow the engine down and copy what must go. So that is done here.
"""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from django.db import models, transaction

from retention.destroying import is_destroying
from retention.log_fate import logged

# Who writes the log: a function (model, action, keys, names of fields). The room that has the log puts itself here.
Writer = Callable[[type[models.Model], str, Sequence[Any], Collection[str]], None]
writers: list[Writer] = []
# Who must know that the term of records has moved: a function (model, keys).
followers: list[Callable[[type[models.Model], Sequence[Any]], None]] = []
TERM = frozenset({"destroy_at", "held_until"})


def _write(model: type[models.Model], action: str, keys: Sequence[Any], names: Collection[str] = ()) -> None:
    for writer in writers:
        writer(model, action, keys, names)


def _write_deleted(model: type[models.Model], keys: Sequence[Any]) -> None:
    """Also what the database will take along."""
    if not keys:
        return
    for relation in model._meta.related_objects:
        child, path = relation.related_model, f"{relation.field.name}__in"
        if relation.on_delete is models.CASCADE and logged(child) is not None:
            _write_deleted(
                child, list(child._base_manager.filter(**{path: keys}).values_list("pk", flat=True))
            )
    _write(model, "delete", keys)


class RecordedQuerySet(models.QuerySet[Any]):
    """As Django's, with a row in the change log for each row that is changed, made or deleted."""

    def update(self, **values: Any) -> int:
        fate = logged(self.model)
        if fate is None:
            return super().update(**values)
        with transaction.atomic(using=self.db, savepoint=False):
            # Before: what is updated may no longer fit the query that found it.
            keys = list(self.order_by().values_list("pk", flat=True))
            count = super().update(**values)
            _write(self.model, "update", keys, {self.model._meta.get_field(name).name for name in values})
            if fate.record == "" and TERM & values.keys():
                follow_term(self.model, keys)
        return count

    update.alters_data = True  # type: ignore[attr-defined]

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> list[Any]:
        if logged(self.model) is None:
            return super().bulk_create(objs, *args, **kwargs)
        with transaction.atomic(using=self.db, savepoint=False):
            made = super().bulk_create(objs, *args, **kwargs)
            _write(self.model, "create", [row.pk for row in made])
        return made

    bulk_create.alters_data = True  # type: ignore[attr-defined]

    def delete(self) -> tuple[int, dict[str, int]]:
        if logged(self.model) is None or is_destroying():
            return super().delete()
        with transaction.atomic(using=self.db, savepoint=False):
            _write_deleted(self.model, list(self.order_by().values_list("pk", flat=True)))
            return super().delete()

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]


class RecordedManager(models.Manager.from_queryset(RecordedQuerySet)):  # type: ignore[misc]
    """Everything, as Django's manager."""


def follow_term(model: type[models.Model], keys: Sequence[Any]) -> None:
    """The moment at which these records go has changed: what goes by it moves too."""
    for follower in followers:
        follower(model, keys)


class Recorded(models.Model):
    """A row that is saved and deleted together with what the change log says of it, or not at all."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic(savepoint=False):
            super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        if logged(type(self)) is None or is_destroying():
            return super().delete(*args, **kwargs)
        with transaction.atomic(savepoint=False):
            _write_deleted(type(self), [self.pk])
            return super().delete(*args, **kwargs)
