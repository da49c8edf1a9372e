# SPDX-License-Identifier: EUPL-1.2
"""The pages about one's own account. Each is a row here, which its card on "Mijn account" is made of."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class OwnPage:
    """A page about one's own account, and how its card reads."""

    label: Any
    url_name: str
    symbol: str
    text: Any


OWN_PAGES = [
    OwnPage(
        _("Waar u bent ingelogd"),
        "own_sessions",
        "computer",
        _("Op welke apparaten, sinds wanneer. Log er een uit, of allemaal."),
    ),
    OwnPage(_("Wachtwoord wijzigen"), "account_change_password", "lock", _("Kies een ander wachtwoord.")),
    OwnPage(
        _("Tweede factor"),
        "mfa_index",
        "shield",
        _("Een passkey of een app op uw telefoon, naast uw wachtwoord."),
    ),
    OwnPage(
        _("Wat u in uw mail krijgt"),
        "message_ways",
        "inbox",
        _("Kies waarover u meteen een mail wilt, en waarover niet."),
    ),
]
