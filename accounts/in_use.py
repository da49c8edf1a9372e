# SPDX-License-Identifier: EUPL-1.2
"""Nothing of anybody is registered before the municipality is in use: its employees were told (LEI 3.1) and the works
council agreed (LEI 12). What is set up before that is no registration, and works."""

from django.utils.translation import gettext_lazy as _

from .administering import Refused
from .models import Municipality


class NotInUse(Refused):
    message = _("Uw gemeente gebruikt deze registratie nog niet. Er is niets bewaard.")


def check_in_use(municipality: Municipality | None) -> None:
    """Raises NotInUse for a municipality that is still being set up, and for nobody's."""
    if municipality is None or not municipality.is_in_use:
        raise NotInUse
