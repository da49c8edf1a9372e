# SPDX-License-Identifier: EUPL-1.2
"""What remains of what was destroyed: the ledger, without personal data; and what could not be destroyed yet.

One chain of hashes per municipality, so that a certificate needs nobody else's rows. A chain goes from batch to batch;
within a batch it goes from row to row. `retention.ledger` writes these tables, and nobody else.
"""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# The chain of what belongs to no municipality.
INSTALLATION = 0
HASH_DIGITS = 64
SIGNATURE_DIGITS = 128
KEY_ID_DIGITS = 16
GENESIS = "0" * HASH_DIGITS


class LedgerChain(models.Model):
    """The head of one municipality's chain; its row lock, taken last, keeps batches in order."""

    number = models.PositiveBigIntegerField(primary_key=True)
    batches = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=HASH_DIGITS, default=GENESIS)

    def __str__(self) -> str:
        return str(self.number)


class LedgerBatch(models.Model):
    """The rows that one transaction added to one chain."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    chain = models.ForeignKey(LedgerChain, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    rows = models.PositiveIntegerField()
    rows_hash = models.CharField(max_length=HASH_DIGITS)
    previous_hash = models.CharField(max_length=HASH_DIGITS)
    hash = models.CharField(max_length=HASH_DIGITS)
    # Over the hash (retention.seal), and by which key.
    signature = models.CharField(max_length=SIGNATURE_DIGITS)
    key_id = models.CharField(max_length=KEY_ID_DIGITS)

    class Meta:
        ordering = ["chain", "number"]
        constraints = [models.UniqueConstraint(fields=["chain", "number"], name="one_batch_per_number")]

    def __str__(self) -> str:
        return f"{self.chain_id}/{self.number}"


class LedgerCopy(models.Model):
    """Whether a batch stands outside the database too (retention.copies); the only table of these that changes."""

    batch = models.OneToOneField(LedgerBatch, on_delete=models.PROTECT, primary_key=True, related_name="copy")
    # None while it does not, for the reason that `failure` names: the class of an error, or that another file is there.
    copied_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(copied_at=None, failure__gt="")
                | models.Q(copied_at__isnull=False, failure=""),
                name="copied_or_a_reason_why_not",
            )
        ]

    def __str__(self) -> str:
        return str(self.batch_id)


class LedgerEntry(models.Model):
    """That one record was destroyed, or went out of view: ids, names of tables and moments only."""

    class Kind(models.TextChoices):
        DESTROYED = "destroyed", _("Vernietigd")
        # Before its term: by a decision (R8), or because nothing names it any more (R5).
        DESTROYED_EARLY = "destroyed_early", _("Eerder vernietigd")
        # Not destroyed yet: no longer shown to registry readers (R3).
        OUT_OF_VIEW = "out_of_view", _("Uit het zicht")
        # The file of a record that was destroyed, or one that no record named.
        FILE_REMOVED = "file_removed", _("Bestand verwijderd")

    batch = models.ForeignKey(LedgerBatch, on_delete=models.PROTECT, related_name="entries")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=16, choices=Kind.choices)
    # The table, as `incidents.Incident`, and the record's own meaningless number.
    what = models.CharField(max_length=60)
    object_id = models.CharField(max_length=36)
    rule = models.CharField(max_length=4)
    policy = models.CharField(max_length=20)
    counted_from = models.DateTimeField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField()
    hash = models.CharField(max_length=HASH_DIGITS)

    class Meta:
        ordering = ["batch", "position"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "position"], name="one_entry_per_position"),
        ]
        indexes = [models.Index(fields=["what", "object_id"])]

    def __str__(self) -> str:
        return f"{self.what} {self.object_id}"


class DestructionFailure(models.Model):
    """A record that was due and could not be destroyed: it stays hidden, stays here, and is tried again."""

    what = models.CharField(max_length=60)
    object_id = models.CharField(max_length=36)
    due_at = models.DateTimeField()
    # The class of the error; its text may quote what it is about.
    error = models.CharField(max_length=80)
    attempts = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["what", "object_id"], name="one_failure_per_record")]

    def __str__(self) -> str:
        return f"{self.what} {self.object_id}"
