# SPDX-License-Identifier: EUPL-1.2
"""Starting the logs, and keeping their rows as long as R6 says: the change log goes with its record, the access log at
the later of the record's destruction and twelve months after the look."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from auditlog import registry
from auditlog.receivers import log_update
from django.apps import apps
from django.db import models
from django.db.models.signals import pre_save
from django.utils import timezone

from protection.fields import Sealed, encrypted_fields
from retention import destroying
from retention.log_fate import logged, logged_fields
from retention.models import Retained, recorded
from retention.terms import look_due

from .models import AccessLogEntry, ChangeLogEntry
from .models.change_log import log_many


def start() -> None:
    """Let every model that declares it be logged, when the project has started.

    Deleting is not django-auditlog's: its signal would make the engine read every row that it destroys.
    """
    registry.auditlog = registry.AuditlogModelRegistry(
        update=False, delete=False, access=False, m2m=False, custom={pre_save: log_what_was_touched}
    )
    for model in apps.get_models():
        if (fate := logged(model)) is not None:
            registry.auditlog.register(model, include_fields=logged_fields(model, fate))
    recorded.writers[:] = [log_many]
    recorded.followers[:] = [follow_record]
    destroying.companions.append(go_with_record)


def log_what_was_touched(sender: type[models.Model], instance: models.Model, **kwargs: Any) -> None:
    """As django-auditlog's own receiver, without the sealed fields that nobody opened since they were read: these are
    as they were, and opening them only to compare would seal them anew at every save."""
    names = kwargs.get("update_fields") or [field.name for field in sender._meta.concrete_fields]
    sealed = {f.name for f in encrypted_fields(sender) if isinstance(vars(instance).get(f.attname), Sealed)}
    if touched := frozenset(names) - sealed:
        log_update(sender, instance, **{**kwargs, "update_fields": touched})


def follow_record(model: type[models.Model], keys: Sequence[Any]) -> None:
    """The term of these records has moved, or a hold began or ended: so do the rows of the logs about them."""
    terms: dict[Any, list[Any]] = defaultdict(list)
    records: Any = model
    for key, *term in records.with_due.filter(pk__in=keys).values_list(
        "pk", "destroy_at", "counted_from", "retention_policy", "held_until"
    ):
        terms[tuple(term)].append(key)
    for (due, counted_from, policy, held_until), of_term in terms.items():
        ChangeLogEntry.with_due.filter(record_id__in=of_term).update(
            destroy_at=due, counted_from=counted_from, retention_policy=policy, held_until=held_until
        )
        _recount_looks(of_term, due)


def go_with_record(model: type[models.Model], keys: Sequence[Any]) -> None:
    """These records are destroyed now, at their term or by a decision before it (R8): what was changed about them goes
    too, and who looked at them is kept for twelve months after the look, not until a term that no longer comes."""
    if not issubclass(model, Retained) or logged(model) is None:
        return
    ChangeLogEntry.with_due.filter(record_id__in=keys).delete()
    _recount_looks(keys, timezone.now())


def _recount_looks(keys: Sequence[Any], record_due_at: Any) -> None:
    moved: dict[Any, list[int]] = defaultdict(list)
    looks = AccessLogEntry.with_due.filter(record_id__in=keys, destroy_at__gt=timezone.now())
    for key, at, due in looks.values_list("pk", "at", "destroy_at"):
        if (new := look_due(at, record_due_at).at) != due:
            moved[new].append(key)
    for due, looked in moved.items():
        AccessLogEntry.with_due.filter(pk__in=looked).update(destroy_at=due)
