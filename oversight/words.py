# SPDX-License-Identifier: EUPL-1.2
"""What the tables of the ledger are called by who reads about them; none of the words says anything of a person."""

import math
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

TABLES: dict[str, Any] = {
    "incidents.Incident": _("Meldingen met alles wat erbij hoort"),
    "incidents.Perpetrator": _("Daders, met hun laatste melding"),
    "incidents.Involvement": _("Daders van een melding"),
    "incidents.Victim": _("Slachtoffers van een melding"),
    "incidents.Sanction": _("Sancties"),
    "incidents.Draft": _("Niet verstuurde meldingen (concepten)"),
    "incidents.TakeOverReading": _("Ingelezen lijsten met meldingen"),
    "incidents.RegistryLookup": _("Zoekvragen in het register"),
    "incidents.Disclosure": _("Verstrekkingen aan de politie, zonder inhoud"),
    "recordings.Recording": _("Gespreksopnamen"),
    "recordings.DestroyedCall": _("Vóór hun 48 uur vernietigde gesprekken (vingerafdruk van het nummer)"),
    "recordings.RefusedCall": _("Geweigerde gesprekken (nummer en reden)"),
    "recordings.CallerRequest": _("Verzoeken van bellers om een opname, zonder inhoud"),
    "recordings.Disclosure": _("Verstrekkingen van een opname, zonder de opname"),
    "accounts.AccessLogEntry": _("Regels van het inzagelogboek"),
    "accounts.ChangeLogEntry": _("Regels van het wijzigingslogboek"),
    "accounts.StaffListReading": _("Ingelezen personeelslijsten"),
    "accounts.User": _("Accounts"),
    "accounts.Municipality": _(
        "De gemeente met haar inrichting: onderdelen, rechten, beleid, brieven, rapportages"
    ),
    "oversight.DepartureFile": _("Verzegelde exports bij het vertrek van een gemeente"),
    "oversight.DataSubjectRequest": _("Verzoeken van betrokkenen, zonder inhoud"),
    "oversight.AccessPackageFile": _("Inzagepakketten die niet zijn opgehaald"),
    "retention.Hold": _("Uitgestelde vernietigingen"),
    "notices.OutboxMessage": _("Verstuurde mails"),
    "retention.FileRemoval": _("Bestanden van wat al vernietigd is"),
}

# On what ground something goes, by rule; the article stands in retention.explaining.
GROUNDS: dict[str, Any] = {
    "R1": _("Gespreksopnamen, 48 uur na het einde van het gesprek"),
    "R2": _("Gespreksopnamen die langer nodig zijn, tien werkdagen na de goedkeuring"),
    "R3": _("Uit het zicht van het register, 12 tot 24 maanden na het einde van de sanctie"),
    "R4": _("Meldingen met alles wat erbij hoort, vijf jaar na de datum van het incident"),
    "R5": _("Daders, met de laatste melding die hen noemt"),
    "R6": _("Logboeken over een melding of dader, met die melding of dader en na twaalf maanden"),
    "R7": _("Wat maar even nodig is: concepten, invoerbestanden, verstuurde mails, accounts van wie vertrok"),
    "R8": _("Wat een besluit op een verzoek of bezwaar liet vernietigen"),
    "LEFT": _("Alles van een gemeente die vertrok, na de overdracht, op besluit van het college"),
}


def ground_in_words(rule: str) -> Any:
    """The words for a rule; one that nobody knows any more stands as it is."""
    return GROUNDS.get(rule, rule)


def table_in_words(what: str) -> Any:
    """The words for a table; a name that the ledger still holds and nobody knows any more stands as it is."""
    return TABLES.get(what, what)


def lateness_in_words(seconds: float) -> str:
    """How late, in its two largest measures; what is late at all is never "0 seconds"."""
    minutes, left = divmod(math.ceil(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = [
        (days, ngettext("%(n)s dag", "%(n)s dagen", days)),
        (hours, ngettext("%(n)s uur", "%(n)s uur", hours)),
        (minutes, ngettext("%(n)s minuut", "%(n)s minuten", minutes)),
        (left, ngettext("%(n)s seconde", "%(n)s seconden", left)),
    ]
    largest = next((place for place, (number, _words) in enumerate(parts) if number), len(parts) - 1)
    return " ".join(words % {"n": number} for number, words in parts[largest : largest + 2])
