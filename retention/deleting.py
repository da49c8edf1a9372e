# SPDX-License-Identifier: EUPL-1.2
"""Deleting rows with all that belongs to them, as Django's own delete would, without reading any of it.

Django reads every row that goes along, with texts of megabytes, and deletes one model at a time from lists of keys.
Here the database finds them itself: a statement for each relation, the farthest first. No signals are sent: the rules
of this project stand in functions. Which relations there are is asked of the models, so a new one cannot be forgotten.
The SQL is made of names of tables and columns only.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connection, models
from django.db.models.deletion import CASCADE, SET_NULL, ProtectedError


@dataclass(frozen=True)
class Statement:
    """SQL with one parameter, the keys; `refused` says what must stay when it finds something."""

    sql: str
    refused: str = ""


def delete_rows(model: type[models.Model], keys: Sequence[Any]) -> None:
    """Delete these rows and what goes with them; what only refers to them (SET_NULL) stays, and forgets them.

    Raises ProtectedError when something that is to stay needs one of them.
    """
    given = _as_parameter(model, keys)
    with connection.cursor() as cursor:
        for statement in _plan(model, connection.vendor):
            cursor.execute(statement.sql, [given])
            if statement.refused and cursor.fetchone():
                raise ProtectedError(statement.refused, set())


@lru_cache
def _plan(model: type[models.Model], vendor: str) -> tuple[Statement, ...]:
    """What is to be done, in this order; the same for every batch."""
    key = model._meta.pk
    if vendor == "postgresql":
        among = f"SELECT unnest(%s::{key.db_type(connection)}[])"
    else:
        among = "SELECT value FROM json_each(%s)"
    return (*_of_relations(model, among, (model,)), Statement(_delete(model, _where(key, among))))


def _of_relations(
    model: type[models.Model], among: str, way: tuple[type[models.Model], ...]
) -> Iterator[Statement]:
    """What is to be done to all that points at the rows of the model whose keys are `among`."""
    if model._meta.parents:
        raise NotImplementedError(f"{model._meta.label} is spread over two tables.")
    for relation in _relations(model):
        child: type[models.Model] = relation.related_model
        where = _where(relation.field, among)
        if relation.on_delete is CASCADE:
            if child in way:
                raise NotImplementedError(f"{child._meta.label} goes with rows of its own kind.")
            yield from _of_relations(child, _select(child, where), (*way, child))
            yield Statement(_delete(child, where))
        elif relation.on_delete is SET_NULL:
            column = _quoted(relation.field.column)
            table = _quoted(child._meta.db_table)
            yield Statement(f"UPDATE {table} SET {column} = NULL WHERE {where}")  # noqa: S608
        else:
            yield Statement(
                f"{_select(child, where)} LIMIT 1", f"{child._meta.label} needs {model._meta.label}."
            )


def _relations(model: type[models.Model]) -> Iterator[Any]:
    """The foreign keys that point at the model, those without a name on this side too."""
    fields: Iterable[Any] = model._meta.get_fields(include_hidden=True)
    for relation in fields:
        if relation.auto_created and not relation.concrete and (relation.one_to_one or relation.one_to_many):
            if not relation.field.target_field.primary_key:
                raise NotImplementedError(f"{relation.field} points at something else than the key.")
            yield relation


def _where(field: Any, among: str) -> str:
    return f"{_quoted(field.column)} IN ({among})"


def _select(model: type[models.Model], where: str) -> str:
    key: Any = model._meta.pk
    table, column = _quoted(model._meta.db_table), _quoted(key.column)
    return f"SELECT {column} FROM {table} WHERE {where}"  # noqa: S608


def _delete(model: type[models.Model], where: str) -> str:
    return f"DELETE FROM {_quoted(model._meta.db_table)} WHERE {where}"  # noqa: S608


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _as_parameter(model: type[models.Model], keys: Sequence[Any]) -> str:
    """The keys as one value: a thousand apart would cost more to write and to read than the rows themselves."""
    prepared = [model._meta.pk.get_db_prep_value(key, connection) for key in keys]
    if connection.vendor == "postgresql":
        return f"{{{','.join(str(key) for key in prepared)}}}"
    return json.dumps(prepared)
