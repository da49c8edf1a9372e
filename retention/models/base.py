# SPDX-License-Identifier: EUPL-1.2
"""The base classes of everything that must disappear.

A row that has a term of its own stores when it is due, from what that was counted and under which policy, and cannot
be saved without. A row that lives and dies with another one says with which. In both cases the default manager hides
what is due: a worker that stands still never shows a thing too long (RULES: "Access stops at the due moment").
"""

from typing import Any, ClassVar, cast

from django.core.exceptions import ImproperlyConfigured
from django.db import models, transaction
from django.utils import timezone

from retention.terms import Due

from .recorded import Recorded, RecordedManager, follow_term


class RetainedManager(RecordedManager):
    """Only what is not due yet."""

    def get_queryset(self) -> models.QuerySet:
        return super().get_queryset().filter(destroy_at__gt=timezone.now())


class HeldManager(RecordedManager):
    """Only what is due and still held: for those who handle the request, and nobody else (RULES: "Holds")."""

    def get_queryset(self) -> models.QuerySet:
        now = timezone.now()
        return super().get_queryset().filter(destroy_at__lte=now, held_until__gt=now)


class Retained(Recorded):
    """A row with a term of its own."""

    destroy_at = models.DateTimeField(editable=False, db_index=True)
    counted_from = models.DateTimeField(editable=False)
    retention_rule = models.CharField(max_length=4, editable=False)
    retention_policy = models.CharField(max_length=20, editable=False)
    # A request postpones the destruction, to the decision or for three months at most (RULES: "Holds").
    held_until = models.DateTimeField(null=True, editable=False)

    TERM: ClassVar = ("destroy_at", "counted_from", "retention_rule", "retention_policy", "held_until")
    # The path to the id of the municipality in whose ledger the destruction stands; "" for none.
    ledger_chain: ClassVar[str] = ""
    # A record with a file names the store (an alias of settings.STORAGES) and the text field that holds the file's name
    # in it: a meaningless number, given once. The file goes right after the record (retention.files).
    file_storage: ClassVar[str] = ""
    file_name_field: ClassVar[str] = ""
    # Rows that go with other records: the engine comes to these last, to what no record took along.
    goes_with_others: ClassVar[bool] = False
    _term_moved = False
    # The rules that may give a row its term; the page for the privacy officer is made from them.
    rules: ClassVar[tuple[str, ...]] = ()

    objects = RetainedManager()
    with_due = RecordedManager()
    held = HeldManager()

    class Meta:
        abstract = True

    def set_term(self, due: Due) -> None:
        """Write a term down with what it was counted from and the policy used."""
        if not self._state.adding and self.destroy_at != due.at:
            self._term_moved = True
        self.destroy_at, self.counted_from = due.at, due.counted_from
        self.retention_rule, self.retention_policy = due.rule, due.policy

    @property
    def is_due(self) -> bool:
        return self.destroy_at <= timezone.now()

    @property
    def is_held(self) -> bool:
        """Whether a request that runs postpones its destruction, now or from its due moment on."""
        return self.held_until is not None and self.held_until > timezone.now()

    def derive_held_until(self) -> None:
        """Derive again until when this record is held, from the holds on it; a model says what is held with it."""
        from retention import holds

        model = type(self)
        holds.set_held_until(model, [self.pk], holds.last_of(holds.running_on(model, [self.pk])))

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not (self.destroy_at and self.counted_from and self.retention_rule and self.retention_policy):
            raise ValueError(f"{self._meta.label}: a row without a retention term is not saved.")
        with transaction.atomic(savepoint=False):
            super().save(*args, **kwargs)
            if self._term_moved:
                self._term_moved = False
                follow_term(type(self), [self.pk])


class RetainedWithManager(RecordedManager):
    """Only what belongs to a row that is not due yet."""

    def get_queryset(self) -> models.QuerySet:
        owner = cast(type[RetainedWith], self.model).retained_with
        return super().get_queryset().filter(**{f"{owner}__destroy_at__gt": timezone.now()})


class RetainedWith(Recorded):
    """A row that goes with the row that `retained_with` names: the path of a foreign key to a Retained model."""

    retained_with: ClassVar[str]

    objects = RetainedWithManager()
    with_due = RecordedManager()

    class Meta:
        abstract = True

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        meta = cls.__dict__.get("Meta")
        if not getattr(meta, "abstract", False) and not getattr(cls, "retained_with", ""):
            raise ImproperlyConfigured(f"{cls.__name__} must name what it is retained with.")


class TellsOf(models.Model):
    """Base of a row that tells of a record of another room, which it knows by its id alone: it goes with that record,
    by whatever path that goes, and at the latest by its own term."""

    about = models.UUIDField(null=True, editable=False, db_index=True)

    class Meta:
        abstract = True
