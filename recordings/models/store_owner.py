# SPDX-License-Identifier: EUPL-1.2
import uuid

from django.db import models

from retention.log_fate import NotLogged


class StoreOwner(models.Model):
    """By what number the store of recordings knows this database as its own; one row, made once.

    It goes along in every back-up: the same database on another machine is the same owner.
    """

    log_fate = NotLogged("a random number, made once; about nobody")

    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY, editable=False)
    number = models.UUIDField(default=uuid.uuid4, editable=False)

    def __str__(self) -> str:
        return str(self.id)
