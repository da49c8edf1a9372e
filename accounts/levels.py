# SPDX-License-Identifier: EUPL-1.2
"""The closed set of what a person can be granted on an organisational unit (LEI 1.i; GRO 6, 8)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class UnknownLevel(LookupError):
    """A level that does not exist was asked for: a mistake in the code, never an answer `no`."""


class Level(models.TextChoices):
    """The five authorisation levels and the two roles for recordings."""

    ADMINISTRATOR = "administrator", _("Applicatiebeheerder")
    REPORTER = "reporter", _("Melder")
    HANDLER = "handler", _("Afhandelaar")
    SUPERVISOR = "supervisor", _("Toezichthouder")
    REGISTRY_READER = "registry_reader", _("Raadpleger klantkenmerken")
    HEAD = "head", _("Hoofd KCC")
    COORDINATOR = "coordinator", _("Agressiecoördinator")

    @classmethod
    def named(cls, name: str) -> "Level":
        """The level of that name. Raises UnknownLevel."""
        try:
            return cls(name)
        except ValueError as error:
            raise UnknownLevel(name) from error


# These look at the whole municipality, and are granted on its root only.
ROOT_ONLY = frozenset({Level.REGISTRY_READER, Level.COORDINATOR})
# Who gives keys, opens no doors.
COMPATIBLE_WITH_ADMINISTRATOR = frozenset({Level.ADMINISTRATOR, Level.REPORTER})
