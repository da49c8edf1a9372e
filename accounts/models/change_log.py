# SPDX-License-Identifier: EUPL-1.2
"""The change log (R6): who changed which fields of which row when; identifiers and names of fields, never contents.

django-auditlog says that a row was saved and what differs; of that `retention.log_fate` lets through what may be kept.
"""

import datetime
import uuid
from collections.abc import Collection, Iterable, Sequence
from typing import Any, ClassVar

from auditlog.models import AbstractLogEntry, LogEntryManager
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F
from django.utils import timezone

from accounts import acting
from accounts.acting import Origin
from retention import append_only
from retention.log_fate import Logged, NotLogged, logged, logged_fields, what_is_kept
from retention.models import RecordedManager, Retained
from retention.terms import Due, administration_due

from .municipality import Municipality

ACTIONS = {name: getattr(AbstractLogEntry.Action, name.upper()) for name in ("create", "update", "delete")}
CHUNK = 500


class ChangeLogManager(LogEntryManager):
    """What django-auditlog writes with, and what is not due yet."""

    def get_queryset(self) -> models.QuerySet[Any]:
        return super().get_queryset().filter(destroy_at__gt=timezone.now())

    def log_create(self, instance: Any, force_log: bool = False, **kwargs: Any) -> Any:
        """One row of a model was made or changed."""
        model, fate = type(instance), logged(type(instance))
        if fate is None:
            return None
        action, changes = kwargs["action"], kwargs.get("changes") or {}
        found = _just_made(fate, instance) if action == ACTIONS["create"] else None
        if found is not None:
            rows = _entries_of(model, fate, action, changes, [found])
        else:
            rows = _entries(model, fate, action, [instance.pk], changes)
        return self.bulk_create(rows)[0] if rows else None

    def log_m2m_changes(self, *args: Any, **kwargs: Any) -> Any:
        raise NotImplementedError("A relation of many to many has a model of its own here, which is logged.")


class ChangeLogEntry(Retained, AbstractLogEntry):
    """One change to one row. It goes with the record that the row belongs to; what concerns the administration goes
    five years after the change (nothing is kept for longer)."""

    log_fate = NotLogged("is itself a log, which the database keeps from being changed")
    rules = ("R6", "R7")
    ledger_chain = "municipality_id"
    goes_with_others = True

    # What django-auditlog would keep beside these copies contents, or an address.
    object_id = object_repr = serialized_data = changes_text = additional_data = None
    remote_addr = remote_port = cid = actor_email = None

    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, db_index=False, related_name="+")
    object_pk = models.CharField(max_length=36)
    action = models.PositiveSmallIntegerField(choices=AbstractLogEntry.Action.choices)
    # By field: [what it was, what it became] where the model lists it, else null.
    changes = models.JSONField(default=dict)
    timestamp = models.DateTimeField(default=timezone.now)
    # An id and no more: who left long ago must not be kept for what they once changed (R7).
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    origin = models.CharField(max_length=10, choices=Origin.choices, default=acting.origin)
    # None: what an operator of the installation did to no municipality in particular.
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    # The incident or perpetrator that the row belonged to; None for the administration.
    record_id = models.UUIDField(null=True, db_index=True)

    objects: ClassVar[Any] = ChangeLogManager()
    with_due: ClassVar[Any] = RecordedManager()

    class Meta:
        ordering = ["-timestamp", "-pk"]
        indexes = [
            models.Index(fields=["municipality", "-timestamp", "-id"], name="change_log_newest"),
            models.Index(fields=["actor", "-timestamp", "-id"], name="change_log_of_person"),
            models.Index(fields=["object_pk"], name="change_log_of_row"),
        ]

    def __str__(self) -> str:
        return f"{self._meta.label} {self.pk}"


append_only.everything.append(append_only.log_table("accounts_changelogentry"))


def log_many(model: type[models.Model], action: str, keys: Sequence[Any], names: Collection[str]) -> None:
    """Log that rows were changed, made or deleted together (retention.models.recorded): the names alone."""
    fate = logged(model)
    if fate is None:
        return
    kept = set(names) & set(logged_fields(model, fate)) if action == "update" else set()
    if action == "update" and not kept:
        return
    for start in range(0, len(keys), CHUNK):
        rows = _entries(model, fate, ACTIONS[action], keys[start : start + CHUNK], kept)
        ChangeLogEntry.with_due.bulk_create(rows)


def _entries(
    model: type[models.Model],
    fate: Logged,
    action: int,
    keys: Sequence[Any],
    changes: dict[str, Any] | Collection[str],
) -> list[ChangeLogEntry]:
    """A row of the log for each of these rows, as they stand in the database now."""
    paths = {name: F(path) for name, path in _paths(fate).items()}
    rows = model._base_manager.filter(pk__in=keys).order_by("pk").values("pk", **paths)
    return _entries_of(model, fate, action, changes, rows)


def _entries_of(
    model: type[models.Model],
    fate: Logged,
    action: int,
    changes: dict[str, Any] | Collection[str],
    rows: Iterable[dict[str, Any]],
) -> list[ChangeLogEntry]:
    kind = ContentType.objects.get_for_model(model)
    kept, actor, origin, now = what_is_kept(fate, changes), acting.actor_id(), acting.origin(), timezone.now()
    made = []
    for found in rows:
        entry = ChangeLogEntry(
            content_type=kind,
            object_pk=str(found["pk"]),
            action=action,
            changes=kept,
            timestamp=now,
            actor_id=actor,
            origin=origin,
            municipality_id=found["of"],
            record_id=_uuid(found.get("record_key")),
        )
        entry.set_term(_due(found, now))
        entry.held_until = found.get("record_held")
        made.append(entry)
    return made


def _paths(fate: Logged) -> dict[str, str]:
    """What the log must know of a row, and where that stands."""
    paths = {"of": "pk" if fate.municipality == "self" else fate.municipality}
    if fate.record is not None:
        record = f"{fate.record}__" if fate.record else ""
        names = {"key": "pk", "due": "destroy_at", "counted": "counted_from"}
        names |= {"policy": "retention_policy", "held": "held_until"}
        paths |= {f"record_{name}": record + column for name, column in names.items()}
    return paths


def _just_made(fate: Logged, instance: models.Model) -> dict[str, Any] | None:
    """The same of a row that was written whole a moment ago; None where it stands with another row."""
    paths = _paths(fate)
    if any("__" in path for path in paths.values()):
        return None
    fields: dict[str, Any] = {name: _field(instance, path) for name, path in paths.items()}
    return {"pk": instance.pk} | {name: getattr(instance, field.attname) for name, field in fields.items()}


def _field(instance: models.Model, path: str) -> Any:
    return instance._meta.pk if path == "pk" else instance._meta.get_field(path)


def _due(found: dict[str, Any], now: datetime.datetime) -> Due:
    if "record_due" not in found:
        return administration_due(now)
    return Due("R6", found["record_counted"], found["record_policy"], found["record_due"])


def _uuid(key: Any) -> uuid.UUID | None:
    return key if key is None or isinstance(key, uuid.UUID) else uuid.UUID(str(key))
