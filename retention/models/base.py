# SPDX-License-Identifier: EUPL-1.2
"""The base classes of everything that must disappear.

A row that has a term of its own stores when it is due, from what that was counted and under which policy, and cannot
be saved without. A row that lives and dies with another one says with which. In both cases the default manager hides
what is due: a worker that stands still never shows a thing too long (RULES: "Access stops at the due moment").
"""

from typing import Any, ClassVar, cast

from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.utils import timezone

from retention.terms import Due


class RetainedManager(models.Manager):
    """Only what is not due yet."""

    def get_queryset(self) -> models.QuerySet:
        return super().get_queryset().filter(destroy_at__gt=timezone.now())


class Retained(models.Model):
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

    objects = RetainedManager()
    with_due = models.Manager()

    class Meta:
        abstract = True

    def set_term(self, due: Due) -> None:
        """Write a term down with what it was counted from and the policy used."""
        self.destroy_at, self.counted_from = due.at, due.counted_from
        self.retention_rule, self.retention_policy = due.rule, due.policy

    @property
    def is_due(self) -> bool:
        return self.destroy_at <= timezone.now()

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not (self.destroy_at and self.counted_from and self.retention_rule and self.retention_policy):
            raise ValueError(f"{self._meta.label}: a row without a retention term is not saved.")
        super().save(*args, **kwargs)


class RetainedWithManager(models.Manager):
    """Only what belongs to a row that is not due yet."""

    def get_queryset(self) -> models.QuerySet:
        owner = cast(type[RetainedWith], self.model).retained_with
        return super().get_queryset().filter(**{f"{owner}__destroy_at__gt": timezone.now()})


class RetainedWith(models.Model):
    """A row that goes with the row that `retained_with` names: the path of a foreign key to a Retained model."""

    retained_with: ClassVar[str]

    objects = RetainedWithManager()
    with_due = models.Manager()

    class Meta:
        abstract = True

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        meta = cls.__dict__.get("Meta")
        if not getattr(meta, "abstract", False) and not getattr(cls, "retained_with", ""):
            raise ImproperlyConfigured(f"{cls.__name__} must name what it is retained with.")
