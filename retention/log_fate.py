# SPDX-License-Identifier: EUPL-1.2
"""What becomes of a change to a row in the change log (R6): each model says so itself, as `log_fate`.

The log holds identifiers and names of fields, never contents. A value is kept only where the model lists the field,
and only of a kind that holds no text of anybody: a choice from a list, a date, yes or no, or the id of another row.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import models

# Exactly these: what is derived from one of them may seal what it holds, and a date of birth is such a date.
PLAIN_VALUES = (models.BooleanField, models.DateField, models.DateTimeField)
CHOSEN_VALUES = (models.CharField, models.PositiveSmallIntegerField)


@dataclass(frozen=True)
class Logged:
    """Changes are logged: the fields of `values` with what they were and became, the others by their name alone.

    `record` is the path to the record with a term of its own that the row belongs to ("" for the row itself); None for
    what the administration keeps, whose log rows have their own term. `municipality` is the path to the municipality.
    """

    municipality: str
    values: tuple[str, ...] = ()
    # What follows from other fields or says nothing: a change of these alone leaves no row.
    ignored: tuple[str, ...] = ()
    record: str | None = None


@dataclass(frozen=True)
class NotLogged:
    """Changes are not logged, and why."""

    why: str


def of_incident(*, values: tuple[str, ...] = (), ignored: tuple[str, ...] = ()) -> Logged:
    """The fate of what belongs to an incident."""
    return Logged("incident__municipality", values, ignored, record="incident")


def fate_of(model: type[models.Model]) -> Logged | NotLogged | None:
    """What the model itself declares; what its base declared counts for the base alone."""
    return vars(model).get("log_fate")


def logged(model: type[models.Model]) -> Logged | None:
    fate = fate_of(model)
    return fate if isinstance(fate, Logged) else None


def logged_fields(model: type[models.Model], fate: Logged) -> list[str]:
    """The fields whose change is logged. Raises ImproperlyConfigured for a value that may not be kept."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    unknown = {*fate.values, *fate.ignored} - {field.name for field in fields}
    if unknown:
        raise ImproperlyConfigured(f"{model._meta.label} has no {', '.join(sorted(unknown))}.")
    for field in fields:
        if field.name in fate.values and not _may_be_kept(field):
            raise ImproperlyConfigured(f"{field}: of this only the name may be logged.")
    return [field.name for field in fields if field.name not in fate.ignored]


def _may_be_kept(field: Any) -> bool:
    chosen = type(field) in CHOSEN_VALUES and bool(field.choices)
    return chosen or type(field) in PLAIN_VALUES or isinstance(field, models.ForeignKey)


_names_only: ContextVar[bool] = ContextVar("names_only", default=False)


@contextmanager
def names_only() -> Iterator[None]:
    """What is saved meanwhile is logged by the names of its fields alone: the old value was wrong, and goes (AVG 16)."""
    token = _names_only.set(True)
    try:
        yield
    finally:
        _names_only.reset(token)


def what_is_kept(fate: Logged, changes: dict[str, Sequence[Any]] | Collection[str]) -> dict[str, Any]:
    """Of changes (names, or names with old and new value) what the log holds: the name, and the two values or null."""
    if not isinstance(changes, dict) or _names_only.get():
        return dict.fromkeys(sorted(changes))
    return {
        name: list(changes[name]) if name in fate.values and isinstance(changes[name], list | tuple) else None
        for name in sorted(changes)
    }
