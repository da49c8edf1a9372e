# SPDX-License-Identifier: EUPL-1.2
"""What a municipality looks like and says in its own words, beside what stands in its own row."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from retention.log_fate import Logged, NotLogged
from retention.models import Recorded, RecordedManager


class Logo(models.Model):
    """A logo, drawn anew by accounts.logos; named by what is in it, so that its address can be kept for ever.

    Municipalities point at it. Whoever knows its address may see it: a logo is no secret, and no number leads to one.
    """

    log_fate = NotLogged("never changes; the municipality's own row says that it chose another one")

    # SHA-256 of the PNG, in hexadecimal.
    digest = models.CharField(max_length=64, primary_key=True)
    png = models.BinaryField()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.digest[:12]


class Location(Recorded):
    """A building or counter of the municipality, which the report form suggests as the place.

    No incident points at it: the place of an incident is a text of its own, so that closing a location or calling it
    something else changes nothing of what was reported.
    """

    log_fate = Logged("municipality", values=("closed_on",))

    objects = RecordedManager()

    municipality = models.ForeignKey(
        "accounts.Municipality", on_delete=models.PROTECT, related_name="locations"
    )
    name = models.CharField(_("naam"), max_length=100)
    address = models.CharField(_("adres"), max_length=150, blank=True)
    emergency_number = models.CharField(_("noodnummer"), max_length=20, blank=True)
    closed_on = models.DateField(_("gesloten op"), null=True, editable=False)

    class Meta:
        ordering = ["name", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class HouseRules(Recorded):
    """One version of the house rules; the highest number is in force. A version is never changed (LEI 3.2)."""

    log_fate = Logged("municipality", values=("known_on",))

    objects = RecordedManager()

    municipality = models.ForeignKey(
        "accounts.Municipality", on_delete=models.PROTECT, related_name="house_rules"
    )
    # 1, 2, 3, … within the municipality.
    number = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    text = models.TextField(_("huisregels"), max_length=10_000)
    # Empty: who reads in English gets the Dutch text, marked as Dutch.
    text_en = models.TextField(_("huisregels in het Engels"), max_length=10_000, blank=True)
    # The local date on which they were made known to the public; none while they are not.
    known_on = models.DateField(_("bekendgemaakt op"), null=True, blank=True)

    class Meta:
        ordering = ["municipality", "-number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["municipality", "number"], name="house_rules_numbered_once")
        ]

    def __str__(self) -> str:
        return f"{self.municipality_id}/{self.number}"
