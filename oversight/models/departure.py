# SPDX-License-Identifier: EUPL-1.2
"""That a municipality leaves, and the sealed export that it takes along."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Municipality
from retention.log_fate import NotLogged
from retention.models import Retained, RetainedWith
from retention.terms import departure_file_due


def _somebody() -> Any:
    """Whoever took a step: known as long as they are, and gone with the municipality."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )


def _moment() -> Any:
    return models.DateTimeField(null=True, editable=False)


class Departure(models.Model):
    """One departure, from its announcement on. When all is destroyed it is what remains, beside the ledger: which
    municipality it was, by whose decision it left, and when each step was taken; about nobody.

    Each step is a moment, so that what was done is known after every crash (oversight.leaving.steps).
    """

    log_fate = NotLogged("says itself who took each step, and when; about nobody when it is done")

    class State(models.TextChoices):
        ANNOUNCED = "announced", _("Aangekondigd, wacht op een tweede beheerder")
        CONFIRMED = "confirmed", _("Het vertrek is zeker")
        STOPPED = "stopped", _("Er komt niets meer bij")
        CLOSED = "closed", _("Gesloten, de export wordt gemaakt")
        EXPORTED = "exported", _("De export is klaar")
        RECEIVED = "received", _("De ontvanger heeft alles")
        DESTROYING = "destroying", _("Wordt vernietigd")
        DESTROYED = "destroyed", _("Vernietigd")
        CALLED_OFF = "called_off", _("Ingetrokken")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey(
        Municipality, on_delete=models.SET_NULL, null=True, related_name="departures"
    )
    # Of the municipality: the number of its chain in the ledger, and its name. They outlive its row.
    number = models.PositiveBigIntegerField(editable=False)
    name = models.CharField(max_length=100, editable=False)
    # The last local day on which something new is registered.
    last_day = models.DateField(_("laatste dag"))
    decision = models.CharField(_("kenmerk van het besluit van het college"), max_length=120)
    receiver = models.CharField(_("ontvangende organisatie"), max_length=100)
    # As the program age writes it: age1…
    receiver_key = models.CharField(_("openbare sleutel van de ontvanger"), max_length=80)
    announced_by, announced_at = _somebody(), models.DateTimeField(default=timezone.now, editable=False)
    confirmed_by, confirmed_at = _somebody(), _moment()
    called_off_by, called_off_at = _somebody(), _moment()
    stopped_at, closed_at, exported_at = _moment(), _moment(), _moment()
    received_by, received_at = _somebody(), _moment()
    destruction_confirmed_by, destruction_confirmed_at = _somebody(), _moment()
    destroyed_at = _moment()
    # Until when one worker has it; a killed one is waited for no longer.
    working_until = _moment()
    # How often making the export failed since it was last made, and the class of the last error.
    failures = models.PositiveIntegerField(default=0, editable=False)
    failure = models.CharField(max_length=80, blank=True, editable=False)

    class Meta:
        ordering = ["-announced_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["number"],
                condition=Q(called_off_at=None, destroyed_at=None),
                name="one_departure_at_a_time",
            ),
            models.CheckConstraint(
                name="destroyed_after_two_people_saw_it",
                condition=Q(destroyed_at=None)
                | Q(received_at__isnull=False, destruction_confirmed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def state(self) -> "Departure.State":
        """How far it is: the last step that was taken."""
        steps = [
            (self.called_off_at, self.State.CALLED_OFF),
            (self.destroyed_at, self.State.DESTROYED),
            (self.destruction_confirmed_at, self.State.DESTROYING),
            (self.received_at, self.State.RECEIVED),
            (self.exported_at, self.State.EXPORTED),
            (self.closed_at, self.State.CLOSED),
            (self.stopped_at, self.State.STOPPED),
            (self.confirmed_at, self.State.CONFIRMED),
        ]
        return next((state for moment, state in steps if moment), self.State.ANNOUNCED)

    @property
    def public_path(self) -> str:
        """Where everybody who has this address reads how far it is, and finds the certificate when it is done."""
        return reverse("departure_status", args=[self.pk])


class Package(models.TextChoices):
    """Recordings never stand with incidents (GRO 7): not in an export either."""

    INCIDENTS = "incidents", _("Meldingen, daders en inrichting")
    RECORDINGS = "recordings", _("Gespreksopnamen")


class DepartureFile(Retained):
    """One package of the export, sealed to the receiver's key; whole when `finished_at` is set, and not before."""

    log_fate = NotLogged("sealed to somebody else; written once by the worker, gone in fourteen days")
    rules = ("R7",)
    ledger_chain = "departure__number"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    departure = models.ForeignKey(Departure, on_delete=models.CASCADE, related_name="files")
    package = models.CharField(max_length=10, choices=Package.choices)
    begun_at = models.DateTimeField(default=timezone.now, editable=False)
    finished_at = _moment()
    # In bytes.
    size = models.PositiveBigIntegerField(default=0, editable=False)
    # Of the file as it is downloaded.
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    # A hash of the digest of its manifest, which stands inside: only who opened it can name that.
    proof = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        ordering = ["package"]
        constraints = [
            models.UniqueConstraint(fields=["departure", "package"], name="one_file_per_package"),
            models.CheckConstraint(
                name="whole_with_digests", condition=Q(finished_at=None) | Q(size__gt=0, proof__gt="")
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding:
            self.set_term(departure_file_due(self.begun_at))
        super().save(*args, **kwargs)


class DepartureChunk(RetainedWith):
    """A piece of a package. In the database, so that the web server reads what the worker wrote wherever either runs,
    and so that it goes by the engine with the file that it is of."""

    log_fate = NotLogged("a piece of a sealed file")
    retained_with = "file"

    id = models.BigAutoField(primary_key=True)
    file = models.ForeignKey(DepartureFile, on_delete=models.CASCADE, related_name="chunks")
    number = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        ordering = ["file", "number"]
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="one_chunk_per_number")]

    def __str__(self) -> str:
        return f"{self.file_id} {self.number}"
