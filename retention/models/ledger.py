# SPDX-License-Identifier: EUPL-1.2
"""What remains of what was destroyed: the ledger, without personal data; and what could not be destroyed yet.

One chain of hashes per municipality, so that a certificate needs nobody else's rows. A chain goes from batch to batch;
within a batch it goes from row to row. `retention.ledger` writes these tables, and nobody else.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from retention.log_fate import NotLogged

# The chain of what belongs to no municipality.
INSTALLATION = 0
HASH_DIGITS = 64
SIGNATURE_DIGITS = 128
KEY_ID_DIGITS = 16
GENESIS = "0" * HASH_DIGITS


class LedgerChain(models.Model):
    """The head of one municipality's chain; its row lock, taken last, keeps batches in order."""

    log_fate = NotLogged("the ledger is what remains, and is append-only")

    number = models.PositiveBigIntegerField(primary_key=True)
    batches = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=HASH_DIGITS, default=GENESIS)

    def __str__(self) -> str:
        return str(self.number)


class LedgerBatch(models.Model):
    """The rows that one transaction added to one chain."""

    log_fate = NotLogged("the ledger is what remains, and is append-only")

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

    log_fate = NotLogged("whether a batch was copied; about nobody")

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


class LedgerImport(models.Model):
    """A batch that came back from the copy outside after a restore, and whether what it names was done again
    (retention.replay). As long as one was not, nothing opens."""

    log_fate = NotLogged("the ledger is what remains, and is append-only")

    batch = models.OneToOneField(LedgerBatch, on_delete=models.PROTECT, primary_key=True, related_name="+")
    # When what it says was erased of records that stay was erased again; and those of which somebody must look, because
    # the back-up does not know who it was, by their numbers.
    erased_at = models.DateTimeField(null=True)
    by_hand = models.JSONField(default=list)
    # When its records were destroyed, and hidden, again.
    destroyed_at = models.DateTimeField(null=True)
    # When the rights were brought up to date too.
    done_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.batch_id)


class LedgerEntry(models.Model):
    """That a record was destroyed, erased in part or went out of view, or that a right changed: ids, names of tables and
    moments."""

    log_fate = NotLogged("the ledger is what remains, and is append-only")

    class Kind(models.TextChoices):
        DESTROYED = "destroyed", _("Vernietigd")
        # Before its term: by a decision (R8), or because nothing names it any more (R5).
        DESTROYED_EARLY = "destroyed_early", _("Eerder vernietigd")
        # Of a record that stays, what was about one person (R8, AVG 17).
        ERASED_IN_PART = "erased_in_part", _("Deels gewist")
        # Not destroyed yet: no longer shown to registry readers (R3).
        OUT_OF_VIEW = "out_of_view", _("Uit het zicht")
        # The file of a record that was destroyed, or one that no record named.
        FILE_REMOVED = "file_removed", _("Bestand verwijderd")
        # About no record: what somebody may do since then, and what they may not do any more (accounts.rights).
        GRANTED = "granted", _("Toegekend")
        WITHDRAWN = "withdrawn", _("Ingetrokken")

    # The kinds after which a record is not there any more.
    GONE: ClassVar = (Kind.DESTROYED, Kind.DESTROYED_EARLY)
    # What goes before its term is not late; and what is out of view was so at the instant, whenever it is written down.
    NEVER_LATE: ClassVar = (Kind.DESTROYED_EARLY, Kind.ERASED_IN_PART, Kind.OUT_OF_VIEW)
    # The kinds that are about rights; who counts destructions leaves them out.
    RIGHTS: ClassVar = (Kind.GRANTED, Kind.WITHDRAWN)

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

    log_fate = NotLogged("written by the engine alone, and gone when the record is")

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
