# SPDX-License-Identifier: EUPL-1.2
"""What a decision on a request does to one record that it is about: chosen before, carried out with the decision."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from protection.fields import EncryptedJSONField
from retention.log_fate import Logged
from retention.models import RetainedWith

from .request import RequestSubject


class Effect(RetainedWith):
    """The choice of who handles a request for one confirmed record; it goes with the request (R7).

    Of a rectification the new values stand here, sealed, from when they are typed to the decision, and no longer.
    """

    class Choice(models.TextChoices):
        """What becomes of the record when the request is granted."""

        NOTHING = "nothing", _("Niets: voor dit onderdeel wordt het verzoek afgewezen")
        PERSON = "person", _("Alleen wat over deze persoon gaat")
        WHOLE = "whole", _("Het geheel")

    class Recipients(models.TextChoices):
        """Whether those to whom the data were disclosed were told (AVG 19)."""

        TOLD = "told", _("Ja, zij zijn ingelicht")
        IMPOSSIBLE = "impossible", _("Nee, dat is onmogelijk of vraagt onevenredig veel inspanning")

    retained_with = "subject__request"
    log_fate = Logged(
        "subject__request__municipality",
        (
            "choice",
            "recipients",
            "chosen_by",
            "chosen_at",
            "carried_out_at",
            "told_on",
            "lifted_by",
            "lifted_at",
        ),
        record="subject__request",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.OneToOneField(RequestSubject, on_delete=models.CASCADE, related_name="effect")
    choice = models.CharField(max_length=8, choices=Choice.choices)
    # Empty where nothing was disclosed.
    recipients = models.CharField(max_length=10, choices=Recipients.choices, blank=True, default="")
    corrections = EncryptedJSONField(null=True, default=None)
    chosen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField(default=timezone.now, editable=False)
    carried_out_at = models.DateTimeField(null=True, editable=False)
    # Of a restriction: the local day on which the person was told that it would be lifted (AVG 18.3), and by whom it was.
    told_on = models.DateField(_("vooraf verteld op"), null=True, editable=False)
    lifted_at = models.DateTimeField(null=True, editable=False)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

    class Meta:
        ordering = ["subject", "pk"]
        constraints = [
            models.CheckConstraint(
                name="restriction_lifted_after_telling",
                condition=Q(lifted_at=None, lifted_by=None, told_on=None)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False, told_on__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def grants(self) -> bool:
        return self.choice != self.Choice.NOTHING
