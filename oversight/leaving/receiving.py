# SPDX-License-Identifier: EUPL-1.2
"""After the export: the receiver has everything, and a second administrator has all of it destroyed here.

All raise NotAllowed for who does not administer the whole municipality, and a subclass of Refused where a rule says no.
"""

import re
from collections.abc import Mapping

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.administering import Refused, changing
from accounts.models import User
from oversight.models import Departure, DepartureFile
from oversight.models.departure import Package

from .announcing import NeedsAnother, OtherStep, locked
from .sealed import proof_of

State = Departure.State


class WrongCode(Refused):
    message = _(
        "Deze code hoort niet bij dit pakket. De ontvanger leest hem af nadat hij het pakket heeft geopend en "
        "gecontroleerd."
    )


class Gone(Refused):
    message = _("De export is er niet meer: hij blijft 14 dagen. Laat hem opnieuw maken.")


def whole_files(departure: Departure) -> list[DepartureFile]:
    """The packages that can be downloaded: whole, and not due (R7: fourteen days)."""
    return list(DepartureFile.objects.filter(departure=departure, finished_at__isnull=False))


def confirm_receipt(actor: User, codes: Mapping[Package, str]) -> Departure:
    """The receiver has everything: of each package the code that stands inside, and nowhere here.

    Raises WrongCode with the package as its field, Gone when the files are, OtherStep.
    """
    with changing(actor) as admin:
        departure = locked(admin)
        if departure.state != State.EXPORTED:
            raise OtherStep
        files = {Package(file.package): file for file in whole_files(departure)}
        if set(files) != set(Package):
            raise Gone
        for package, file in files.items():
            code = re.sub(r"\s", "", codes.get(package, "")).lower()
            if proof_of(code) != file.proof:
                raise WrongCode(field=package.value)
        departure.received_by, departure.received_at = admin.actor, timezone.now()
        departure.save()
        return departure


def confirm_destruction(actor: User) -> Departure:
    """Have everything destroyed, as another administrator than who confirmed the receipt. There is no way back.

    Raises NeedsAnother, OtherStep.
    """
    with changing(actor) as admin:
        departure = locked(admin)
        if departure.state != State.RECEIVED:
            raise OtherStep
        if departure.received_by_id == admin.actor.pk:
            raise NeedsAnother
        departure.destruction_confirmed_by = admin.actor
        departure.destruction_confirmed_at = timezone.now()
        departure.save()
        return departure


def make_again(actor: User) -> Departure:
    """Have the export made anew, because it is gone or was not fetched; a receipt of the former one counts no more.

    Raises OtherStep once the destruction was confirmed, or before there was an export.
    """
    with changing(actor) as admin:
        departure = locked(admin)
        if departure.state not in (State.EXPORTED, State.RECEIVED):
            raise OtherStep
        departure.exported_at = departure.received_at = departure.received_by = None
        departure.save()
        return departure
