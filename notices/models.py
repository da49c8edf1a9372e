# SPDX-License-Identifier: EUPL-1.2
import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from protection.fields import EncryptedTextField
from retention.log_fate import NotLogged
from retention.models import Recorded, RecordedManager, Retained, TellsOf
from retention.terms import housekeeping_due

from .kinds import Way


class OutboxMessage(TellsOf, Retained):
    """A mail that must go out, written in the transaction of what it tells about, and gone with it.

    It holds no personal data in the clear: whom it is for, which text, a reference and a path. A path may carry a token
    (a link to choose a password) and is therefore encrypted. Text and address are put together at the moment of sending.

    The page of messages shows the same row, from `not_before` on and whatever way it goes.
    """

    log_fate = NotLogged("a mail on its way: ids and a reference, gone in thirty days")

    ledger_chain = "recipient__municipality_id"
    rules = ("R7",)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    # As the recipient had chosen when it was written.
    way = models.CharField(max_length=8, choices=Way.choices, default=Way.AT_ONCE, editable=False)
    # What may be told this person once only, by a name of ids and dates; "" for what may be told again.
    once = models.CharField(max_length=80, blank=True, editable=False)
    reference = models.CharField(max_length=20, blank=True)
    # The part of the record that it tells of: an appointment.
    detail = models.UUIDField(null=True, editable=False)
    path = EncryptedTextField()
    # Where it goes when that is not their address (any more); None for where they are reached when it is sent.
    address = EncryptedTextField(null=True, default=None, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    not_before = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, editable=False)
    # Whoever sends it has it until then; after a failure: not to be tried before.
    retry_at = models.DateTimeField(null=True, editable=False)
    given_up_at = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=80, blank=True)
    # Of the request that wrote it, "" for none: the worker's lines about it carry the same number.
    request_id = models.CharField(max_length=64, blank=True, editable=False)
    # The daily mail that names it.
    digest = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="gathered")
    read_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "once"], condition=~models.Q(once=""), name="told_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["not_before"],
                condition=models.Q(sent_at=None, given_up_at=None, way="at_once"),
                name="outbox_waiting",
            ),
            models.Index(
                fields=["recipient", "not_before"],
                condition=models.Q(digest=None, way="digest"),
                name="outbox_to_gather",
            ),
            models.Index(
                fields=["recipient", "not_before"], condition=models.Q(read_at=None), name="outbox_unread"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding:
            self.set_term(housekeeping_due(self.created_at))
        super().save(*args, **kwargs)


class Choice(Recorded):
    """The way that somebody chose for a topic; who chose nothing has no row."""

    log_fate = NotLogged("how somebody wants to hear of something; about nobody else")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    topic = models.CharField(max_length=40)
    way = models.CharField(max_length=8, choices=Way.choices)

    objects: ClassVar[Any] = RecordedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "topic"], name="one_choice_per_topic"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.topic}"
