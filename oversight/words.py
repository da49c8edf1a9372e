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
    "incidents.Sanction": _("Sancties"),
    "incidents.Draft": _("Niet verstuurde meldingen (concepten)"),
    "incidents.RegistryLookup": _("Zoekvragen in het register"),
    "recordings.Recording": _("Gespreksopnamen"),
    "recordings.RefusedCall": _("Geweigerde gesprekken (nummer en reden)"),
    "accounts.AccessLogEntry": _("Regels van het inzagelogboek"),
    "accounts.StaffListReading": _("Ingelezen personeelslijsten"),
    "notices.OutboxMessage": _("Verzonden mails"),
    "retention.FileRemoval": _("Bestanden van wat al vernietigd is"),
}


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
