# SPDX-License-Identifier: EUPL-1.2
"""Nothing of anybody is registered before the municipality is in use: its employees were told (LEI 3.1) and the works
council agreed (LEI 12). What is set up before that is no registration, and works."""

from django.utils.translation import gettext_lazy as _

from .administering import Refused
from .models import Municipality, User


class NotInUse(Refused):
    message = _("Uw gemeente gebruikt deze registratie nog niet. Er is niets bewaard.")


class Stopped(NotInUse):
    message = _("Uw gemeente gebruikt deze registratie niet meer. Er is niets bewaard.")


def has_stopped(user: User) -> bool:
    """Whether this person's municipality leaves, and takes in nothing any more."""
    return user.municipality is not None and user.municipality.stopped_at is not None


def check_in_use(municipality: Municipality | None) -> None:
    """Raises NotInUse for a municipality that is still being set up, and for nobody's; Stopped for one that left."""
    if municipality is not None and municipality.stopped_at is not None:
        raise Stopped
    if municipality is None or not municipality.is_in_use:
        raise NotInUse
