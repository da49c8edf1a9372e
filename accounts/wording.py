# SPDX-License-Identifier: EUPL-1.2
"""What the levels are, in a sentence each, for who grants them (RULES: "Who may do what")."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from .levels import Level

EXPLAINED: dict[Level, Any] = {
    Level.ADMINISTRATOR: _("Richt de onderdelen, mensen en niveaus in. Ziet zelf geen enkele melding."),
    Level.REPORTER: _("Doet een melding, voor zichzelf of voor een collega, en volgt de eigen meldingen."),
    Level.HANDLER: _("Ziet de meldingen van het onderdeel helemaal en handelt ze af."),
    Level.SUPERVISOR: _(
        "Ziet de meldingen van het onderdeel helemaal en bewaakt de voortgang. Handelt niet af."
    ),
    Level.REGISTRY_READER: _("Zoekt daders op die zichtbaar zijn. Alleen voor de hele gemeente."),
    Level.HEAD: _("Beoordeelt gemarkeerde telefoongesprekken van het onderdeel."),
    Level.COORDINATOR: _(
        "Beluistert goedgekeurde opnamen en behandelt verzoeken. Alleen voor de hele gemeente."
    ),
}
# Who of these sees what happened in an incident of the unit.
SEES_INCIDENTS = (Level.HANDLER, Level.SUPERVISOR)
SHORT: dict[Level, Any] = {
    Level.ADMINISTRATOR: _("Beheer"),
    Level.REPORTER: _("Melder"),
    Level.HANDLER: _("Afhandelaar"),
    Level.SUPERVISOR: _("Toezicht"),
    Level.REGISTRY_READER: _("Raadpleger"),
    Level.HEAD: _("Hoofd KCC"),
    Level.COORDINATOR: _("Coördinator"),
}
