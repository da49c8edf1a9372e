# SPDX-License-Identifier: EUPL-1.2
"""Letters: the municipality's letterhead and its own words, and that a letter was sent. The letter itself is kept
nowhere; it is made again from the record."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Municipality
from retention.log_fate import Logged, NotLogged, of_incident
from retention.models import Recorded, RecordedManager

from .handling import OfIncident
from .perpetrator import Involvement
from .sanction import Sanction


class LetterKind(models.TextChoices):
    """What a letter is about; each has its own text."""

    REGISTERED = "registered", _("U staat geregistreerd")
    TALK_INVITATION = "talk_invitation", _("Uitnodiging voor een gesprek")
    WARNING = "warning", _("Waarschuwing")
    TALK = "talk", _("Bevestiging van een gesprek")
    BAN = "ban", _("Toegangsverbod")
    CONTACT = "contact", _("Contactmaatregel of contactverbod")
    SUSPENSION = "suspension", _("Opschorting van dienstverlening")
    DAMAGE = "damage", _("Schadeverhaal")
    PROLONGING = "prolonging", _("Verlenging")
    LIFTING = "lifting", _("Opheffing")
    ANNULMENT = "annulment", _("Ongedaan gemaakt")
    # About no incident: to who asks something about their own data.
    REQUEST_RECEIVED = "request_received", _("Ontvangst van een verzoek")
    REQUEST_IDENTITY = "request_identity", _("Vraag wie het verzoek doet")
    REQUEST_EXTENSION = "request_extension", _("Langere termijn voor een verzoek")
    DECISION = "decision", _("Besluit op een verzoek")


class Letterhead(Recorded):
    """Who writes: what stands around every letter of a municipality."""

    log_fate = Logged("municipality")

    municipality = models.OneToOneField(Municipality, on_delete=models.CASCADE, related_name="letterhead")
    return_address = models.CharField(_("retouradres"), max_length=200)
    place = models.CharField(_("plaats"), max_length=80)
    telephone = models.CharField(_("telefoonnummer"), max_length=40)
    website = models.CharField(_("website voor inwoners"), max_length=100)
    complaints = models.CharField(_("waar men een klacht indient"), max_length=200)
    # The functionaris gegevensbescherming.
    privacy_contact = models.CharField(_("functionaris gegevensbescherming"), max_length=200)
    on_behalf_of = models.CharField(_("namens wie"), max_length=120)
    signatory = models.CharField(_("functie van wie ondertekent"), max_length=120)

    objects: ClassVar[Any] = RecordedManager()

    def __str__(self) -> str:
        return str(self.municipality_id)


class LetterTemplate(models.Model):
    """One version of a municipality's words for a kind of letter; the highest number is in force.

    A version is never changed: a change is a new one, and the older ones stay readable.
    """

    log_fate = NotLogged("a version stays as it was made, with who made it and when")

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="letter_templates")
    kind = models.CharField(max_length=20, choices=LetterKind.choices)
    # 1, 2, 3, … within the municipality and kind.
    number = models.PositiveIntegerField()
    made_at = models.DateTimeField(default=timezone.now)
    # None for the standard text, and when the person is destroyed (R7).
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    # The text that comes with the system, and not one of the municipality's own.
    is_standard = models.BooleanField(default=False)
    subject = models.CharField(max_length=200)
    body = models.TextField()

    class Meta:
        ordering = ["municipality", "kind", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "kind", "number"], name="letter_template_numbered_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.municipality_id}/{self.kind}/{self.number}"


class LetterSent(OfIncident):
    """That a letter went to a perpetrator: when, how, by whom (`author`), and by which version of the text."""

    log_fate = of_incident(values=("author", "involvement", "sanction", "kind", "template", "sent_at", "how"))

    class How(models.TextChoices):
        """Never by e-mail: there is no knowing who reads it."""

        POST = "post", _("Per post")
        REGISTERED = "registered", _("Aangetekend")
        HANDED_OVER = "handed_over", _("Persoonlijk overhandigd")

    involvement = models.ForeignKey(Involvement, on_delete=models.CASCADE, related_name="letters")
    # None: the letter is about no sanction.
    sanction = models.ForeignKey(Sanction, on_delete=models.CASCADE, null=True, related_name="letters")
    kind = models.CharField(max_length=20, choices=LetterKind.choices)
    # None: sent before the texts were kept here.
    template = models.ForeignKey(LetterTemplate, on_delete=models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField()
    how = models.CharField(max_length=12, choices=How.choices)

    class Meta(OfIncident.Meta):
        ordering = ["sent_at", "created_at", "pk"]
