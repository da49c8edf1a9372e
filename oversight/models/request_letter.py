# SPDX-License-Identifier: EUPL-1.2
"""That a letter about a request went: which, when, how and by which version of the text. The letter itself is kept
nowhere."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from incidents.models import LetterKind, LetterSent, LetterTemplate
from retention.log_fate import Logged
from retention.models import RetainedWith

from .request import DataSubjectRequest


class RequestLetter(RetainedWith):
    """One letter to who asked; of each kind there is one."""

    retained_with = "request"
    log_fate = Logged("request__municipality", ("kind", "sent_on", "how", "recorded_by"), record="request")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(DataSubjectRequest, on_delete=models.CASCADE, related_name="letters")
    kind = models.CharField(max_length=20, choices=LetterKind.choices)
    template = models.ForeignKey(LetterTemplate, on_delete=models.PROTECT, related_name="+")
    # The local day.
    sent_on = models.DateField()
    how = models.CharField(max_length=12, choices=LetterSent.How.choices)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["sent_on", "recorded_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["request", "kind"], name="request_letter_of_each_kind_once")
        ]

    def __str__(self) -> str:
        return str(self.pk)
