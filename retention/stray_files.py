# SPDX-License-Identifier: EUPL-1.2
"""Where a store and its records do not agree: a file that no record names goes, a record without its file is listed.

Who stores a file writes it first and its record within the hour; so a younger file is left alone. Half writes that a
crash left behind are files that no record names.
"""

import datetime
import logging
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage, Storage, storages
from django.db.models import F, Value
from django.db.models.fields import BigIntegerField
from django.utils import timezone

from . import files
from .engine import models_with_a_term
from .models import FileRemoval, MissingFile, Retained
from .models.ledger import INSTALLATION

logger = logging.getLogger(__name__)
WRITING = datetime.timedelta(hours=1)
BATCH = 500


@dataclass(frozen=True)
class Guard:
    """Of a store that another installation may have been given too: whether it may be swept, and the name of the file
    that says whose it is."""

    may_sweep: Callable[[], bool]
    marker: str


# By the alias of the store; the rooms add theirs when the project starts.
guards: dict[str, Guard] = {}


def sweep() -> None:
    """Look through every store that a model declares, both ways. Harmless to repeat, and by two workers at once."""
    by_store: dict[str, list[type[Retained]]] = defaultdict(list)
    for model in models_with_a_term():
        if model.file_storage:
            by_store[model.file_storage].append(model)
    for alias, models in by_store.items():
        try:
            _look_through(alias, models)
        except Exception as error:
            # A store that is away does not keep the others from being looked through.
            logger.error("The store %s was not looked through: %s.", alias, type(error).__name__)
    files.remove_files()


def _look_through(alias: str, models: list[type[Retained]]) -> None:
    place, guard = storages[alias], guards.get(alias)
    if guard is not None and not guard.may_sweep():
        return
    present = set(_names_in(place)) - ({guard.marker} if guard else set())
    _queue_what_no_record_names(alias, place, present, models)
    for model in models:
        _list_what_has_no_file(model, place, present)


def _names_in(place: Storage, folder: str = "") -> Iterator[str]:
    """Every file of the store, hidden ones and those in folders too; a folder that is not there is empty."""
    try:
        folders, names = place.listdir(folder)
    except FileNotFoundError:
        return
    for name in names:
        yield f"{folder}/{name}" if folder else name
    for name in folders:
        if _leads_elsewhere(place, f"{folder}/{name}" if folder else name):
            # What is behind it belongs to something else than this store, and is not this store's to remove.
            logger.error("A folder of a store is a link to another place, and was not looked into.")
            continue
        yield from _names_in(place, f"{folder}/{name}" if folder else name)


def _leads_elsewhere(place: Storage, folder: str) -> bool:
    """Whether a folder is a link; only what is kept on a disk knows these."""
    return isinstance(place, FileSystemStorage) and Path(place.path(folder)).is_symlink()


def _queue_what_no_record_names(
    alias: str, place: Storage, present: set[str], models: list[type[Retained]]
) -> None:
    names, now = sorted(present), timezone.now()
    for start in range(0, len(names), BATCH):
        some = names[start : start + BATCH]
        known = set(FileRemoval.objects.filter(storage=alias, name__in=some).values_list("name", flat=True))
        for model in models:
            field = model.file_name_field
            known.update(model.with_due.filter(**{f"{field}__in": some}).values_list(field, flat=True))
        strays = [_removal(alias, place, name, now) for name in some if name not in known]
        files.queue_removals([removal for removal in strays if removal is not None])


def _removal(alias: str, place: Storage, name: str, now: datetime.datetime) -> FileRemoval | None:
    """The removal of a file that no record names; None for one that may be being written, or has gone meanwhile."""
    try:
        written_at = place.get_modified_time(name)
    except FileNotFoundError:
        return None
    if written_at > now - WRITING:
        return None
    return FileRemoval(
        storage=alias,
        name=name,
        chain=INSTALLATION,
        what=FileRemoval._meta.label,
        # No record gave this file its name, so it may be anything, and the ledger does not repeat it.
        object_id=str(uuid.uuid5(uuid.NAMESPACE_URL, f"{alias}/{name}")),
        # No rule lets it stay.
        rule="",
        policy="PT1H",
        counted_from=written_at,
        due_at=written_at + WRITING,
        queued_at=now,
        not_before=now,
    )


def _list_what_has_no_file(model: type[Retained], place: Storage, present: set[str]) -> None:
    label, field = model._meta.label, model.file_name_field
    chain: Any = F(model.ledger_chain) if model.ledger_chain else Value(None, BigIntegerField())
    rows = model.objects.exclude(**{field: ""}).annotate(of_chain=chain).values_list("pk", field, "of_chain")
    # What came after the store was listed is asked for once more.
    missing = {
        str(key): chain or INSTALLATION
        for key, name, chain in rows.iterator()
        if name not in present and not place.exists(name)
    }
    MissingFile.objects.filter(what=label).exclude(object_id__in=missing).delete()
    MissingFile.objects.bulk_create(
        [MissingFile(chain=chain, what=label, object_id=key) for key, chain in missing.items()],
        ignore_conflicts=True,
    )
