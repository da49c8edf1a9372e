# SPDX-License-Identifier: EUPL-1.2
"""Why a call is not accepted, in words for who looks after the telephony; and the other ways in which intake ends."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

REASONS: Mapping[str, Any] = {
    "not_in_use": _("Deze gemeente gebruikt de registratie nog niet. Er wordt niets opgeslagen."),
    "stopped": _("Deze gemeente gebruikt de registratie niet meer. Er wordt niets opgeslagen."),
    # The call.
    "external_id": _("Het gesprek heeft geen eigen nummer, of een nummer van meer dan 200 tekens."),
    "no_end": _("Het gesprek heeft geen einde, of geen begin. Zonder einde is er geen bewaartermijn."),
    "implausible_end": _(
        "Het einde van het gesprek ligt niet na het begin, ligt er meer dan zes uur na, of heeft geen tijdzone."
    ),
    "future_end": _("Het einde van het gesprek ligt in de toekomst. Staat de klok van de telefonie goed?"),
    "too_late": _("De 48 uur van dit gesprek zijn voorbij. Het wordt niet meer opgeslagen."),
    "destroyed": _(
        "Dit gesprek is hier al vernietigd, voor zijn 48 uur om waren. Het wordt niet opnieuw opgeslagen."
    ),
    "unknown_employee": _(
        "Deze medewerker is hier niet bekend, of had dit toestel niet toen het gesprek eindigde."
    ),
    "unknown_unit": _("Dit organisatieonderdeel is hier niet bekend, of de naam komt vaker voor."),
    "direction": _("De richting is “inbound” of “outbound”."),
    "caller_number": _("Het telefoonnummer is te lang."),
    "fields": _("De gegevens van het gesprek zijn niet volledig, of niet in de afgesproken vorm."),
    "pauses": _("De pauzes liggen niet binnen het gesprek, of het zijn er te veel."),
    # The sound.
    "media_type": _("Dit is geen soort geluid dat wordt aangenomen: wav, mp3, opus (ogg) of flac."),
    "not_audio": _(
        "In dit bestand zit geen geluid dat te lezen is. Aangenomen worden wav (PCM, A-law, mu-law, GSM, IMA-ADPCM), "
        "mp3, opus (ogg) en flac; geen kale .gsm of .g722."
    ),
    "shape": _("Het geluid heeft meer dan twee kanalen, of een vreemde bemonstering."),
    "wrong_length": _("Het geluid is langer of korter dan het gesprek."),
    "too_large": _("Dit bestand is te groot."),
    "incomplete": _("Er kwam minder binnen dan was aangekondigd."),
    # The watched folder.
    "sidecar": _(
        "De gegevens bij het geluid zijn niet te lezen: het is geen JSON of CSV zoals het hoort, of te groot."
    ),
    "no_sidecar": _("Bij dit bestand kwamen binnen een uur geen gegevens van een gesprek."),
    "no_sound": _("Bij deze gegevens kwam binnen een uur geen geluid."),
    "endless": _("Aan dit bestand werd zeven uur na elkaar geschreven. Zo lang duurt geen gesprek."),
    "conflict": _("Er is al een gesprek met dit nummer, met andere gegevens of ander geluid."),
}


class Refused(ValueError):
    """Not accepted, and nothing of it kept; `code` says why, `message` in words."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    @property
    def message(self) -> Any:
        return REASONS[self.code]


class Conflict(Exception):
    """A call of this number is here with other data, or with other sound."""
