# SPDX-License-Identifier: EUPL-1.2
"""The package of what is registered about who asked for it (AVG 15): what was decided about it, each one that was made,
and the one that can be taken now."""

import datetime
import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Municipality
from protection.fields import EncryptedBytesField, EncryptedTextField
from retention.log_fate import Logged, NotLogged
from retention.models import RecordedManager, Retained, RetainedManager, RetainedWith
from retention.terms import package_due

from .request import DataSubjectRequest


class OfPackage(RetainedWith):
    """Base of what was decided about a package. It goes with the request; its words with those of the request."""

    retained_with = "request"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(DataSubjectRequest, on_delete=models.CASCADE, related_name="%(class)ss")
    # Since when its words are gone, as the contents of the request are (R7).
    forgotten_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def typed_at(self) -> datetime.datetime:
        """When its words were given, the last time."""
        raise NotImplementedError


class Unmasking(OfPackage):
    """The decision that one thing, which stays out of a package by itself, goes along: what, why, by whom and when."""

    CONTENTS: ClassVar[tuple[str, ...]] = ("word", "reason")
    log_fate = Logged(
        "request__municipality", ("decided_by", "decided_at"), ignored=("forgotten_at",), record="request"
    )

    # A record and its field (`incident.<id>.conclusion`) or a person (`user.<id>`), never what stands there.
    what = models.CharField(max_length=120, editable=False)
    # Of a text: the words that are no name there, or may be read. "" for the whole of what it is.
    word = EncryptedTextField(_("woorden"))
    reason = EncryptedTextField(_("reden"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["decided_at", "pk"]

    @property
    def typed_at(self) -> datetime.datetime:
        return self.decided_at


class AddedMask(OfPackage):
    """Words that the coordinator blacks out beside what was recognised, in every text of the package."""

    CONTENTS: ClassVar[tuple[str, ...]] = ("words",)
    log_fate = Logged(
        "request__municipality", ("added_by", "added_at"), ignored=("forgotten_at",), record="request"
    )

    words = EncryptedTextField(_("woorden"))
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["added_at", "pk"]

    @property
    def typed_at(self) -> datetime.datetime:
        return self.added_at

    @property
    def what(self) -> str:
        """How a decision refers to these words."""
        return f"addedmask.{self.pk}"


class TextRead(OfPackage):
    """That a coordinator read a free text as it will go, and found nothing in it that must not. Another text, or other
    masks, and it must be read again."""

    CONTENTS: ClassVar[tuple[str, ...]] = ("seen",)
    log_fate = Logged(
        "request__municipality", ("read_by", "read_at"), ignored=("forgotten_at",), record="request"
    )

    what = models.CharField(max_length=120, editable=False)
    # A digest of what they read; sealed, because a digest of a short text can be guessed.
    seen = EncryptedTextField(editable=False)
    read_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["read_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["request", "what"], name="text_read_once_per_request")]

    @property
    def typed_at(self) -> datetime.datetime:
        return self.read_at


class AccessPackage(RetainedWith):
    """That a package was made of the records as they were then, by whom, and who took it. It says nothing of them."""

    retained_with = "request"
    log_fate = Logged(
        "request__municipality", ("made_by", "made_at", "taken_by", "taken_at"), record="request"
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(DataSubjectRequest, on_delete=models.CASCADE, related_name="packages")
    # 1, 2, 3, … within the request.
    number = models.PositiveSmallIntegerField(editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    taken_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["request", "number"], name="access_package_numbered_once")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class FileManager(RetainedManager):
    """Without the file itself, which only the one who takes it needs."""

    def get_queryset(self) -> models.QuerySet:
        return super().get_queryset().defer("content")


class AccessPackageFile(Retained):
    """The file of a package, sealed under the passphrase that its recipient gets and once more under the key ring.

    Fourteen days (R7); empty from the moment it is taken, replaced by another one, or one of its records goes.
    """

    rules = ("R7",)
    ledger_chain = "municipality_id"
    log_fate = NotLogged("a file that goes in fourteen days; that it was made and taken is logged")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    package = models.OneToOneField(AccessPackage, on_delete=models.CASCADE, related_name="file")
    # Of what it was made: per table the ids.
    records = models.JSONField(default=dict, editable=False)
    size = models.PositiveIntegerField(default=0, editable=False, help_text="Bytes.")
    content = EncryptedBytesField(default=b"", editable=False)

    objects: ClassVar[Any] = FileManager()
    with_due: ClassVar[Any] = RecordedManager()

    def __str__(self) -> str:
        return str(self.pk)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding:
            self.set_term(package_due(self.package.made_at))
        super().save(*args, **kwargs)
