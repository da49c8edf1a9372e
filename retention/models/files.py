# SPDX-License-Identifier: EUPL-1.2
"""Files of records that are gone, and records whose file is gone. Names of files are meaningless numbers."""

from django.db import models
from django.utils import timezone

from retention.log_fate import NotLogged


class FileRemoval(models.Model):
    """A file that must go, because its record was destroyed in the same transaction; the row goes when the file is gone.

    It holds what the ledger will say of it then.
    """

    log_fate = NotLogged("what is left to do; the ledger says it when it is done")

    # The alias in settings.STORAGES.
    storage = models.CharField(max_length=40)
    name = models.CharField(max_length=255)
    chain = models.PositiveBigIntegerField()
    what = models.CharField(max_length=60)
    object_id = models.CharField(max_length=36)
    rule = models.CharField(max_length=4, blank=True)
    policy = models.CharField(max_length=20)
    counted_from = models.DateTimeField()
    due_at = models.DateTimeField()
    # When the record went; the file should go in the same minute.
    queued_at = models.DateTimeField()
    not_before = models.DateTimeField(db_index=True)
    attempts = models.PositiveIntegerField(default=0)
    # The class of the last error; its text may quote what it is about.
    error = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["not_before", "pk"]
        constraints = [models.UniqueConstraint(fields=["storage", "name"], name="one_removal_per_file")]

    def __str__(self) -> str:
        return f"{self.what} {self.object_id}"


class MissingFile(models.Model):
    """A record that is to stay and whose file is not where it should be; listed until it is there or the record goes."""

    log_fate = NotLogged("what is wrong now")

    chain = models.PositiveBigIntegerField()
    what = models.CharField(max_length=60)
    object_id = models.CharField(max_length=36)
    found_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["found_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["what", "object_id"], name="one_missing_file_per_record")
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.object_id}"
