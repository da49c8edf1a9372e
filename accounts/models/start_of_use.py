# SPDX-License-Identifier: EUPL-1.2
"""What an administrator wrote down of how the municipality came to use the registration (LEI 3.1, 12)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from retention.log_fate import Logged
from retention.models import Recorded, RecordedManager

from .municipality import Municipality


class StartOfUse(Recorded):
    """The facts that a municipality needs before it registers anything; local dates. Since when it is in use stands
    with the municipality, which every page reads."""

    log_fate = Logged(
        "municipality",
        values=(
            "employees_told_on",
            "works_council_on",
            "protocol_adopted_on",
            "terms_checked_on",
            "before_this_check",
        ),
    )

    objects = RecordedManager()

    municipality = models.OneToOneField(Municipality, on_delete=models.PROTECT, related_name="start_of_use")
    employees_told_on = models.DateField(_("medewerkers ingelicht op"), null=True, blank=True)
    works_council_on = models.DateField(_("instemming van de ondernemingsraad op"), null=True, blank=True)
    works_council_reference = models.CharField(_("kenmerk van de instemming"), max_length=120, blank=True)
    protocol_adopted_on = models.DateField(_("protocol vastgesteld op"), null=True, blank=True)
    terms_checked_on = models.DateField(_("bewaartermijnen bekeken op"), null=True, blank=True)
    # In use when there was no such check yet: what is missing is shown, and takes nothing away.
    before_this_check = models.BooleanField(_("in gebruik vóór deze controle"), default=False, editable=False)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.municipality_id)
