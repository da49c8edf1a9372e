# SPDX-License-Identifier: EUPL-1.2
"""What the tables of the ledger are called by who reads about them; none of the words says anything of a person."""

import math
from typing import Any

from django.utils.translation import gettext_lazy as _

TABLES: dict[str, Any] = {
    "incidents.Incident": _("Meldingen met alles wat erbij hoort"),
    "incidents.Perpetrator": _("Daders, met hun laatste melding"),
    "incidents.Involvement": _("Daders van een melding"),
    "incidents.Sanction": _("Sancties"),
    "incidents.Draft": _("Niet verstuurde meldingen (concepten)"),
    "incidents.RegistryLookup": _("Zoekvragen in het register"),
    "accounts.AccessLogEntry": _("Regels van het inzagelogboek"),
    "accounts.StaffListReading": _("Ingelezen personeelslijsten"),
    "notices.OutboxMessage": _("Verzonden mails"),
}


def table_in_words(what: str) -> Any:
    """The words for a table; a name that the ledger still holds and nobody knows any more stands as it is."""
    return TABLES.get(what, what)


def lateness_in_words(seconds: float) -> str:
    """How late, to the second below an hour; what is late at all is never "0 s"."""
    whole = math.ceil(seconds)
    days, rest = divmod(whole, 86400)
    hours, rest = divmod(rest, 3600)
    minutes, left = divmod(rest, 60)
    if days:
        return str(_("%(days)s d %(hours)s u")) % {"days": days, "hours": hours}
    if hours:
        return str(_("%(hours)s u %(minutes)s min")) % {"hours": hours, "minutes": minutes}
    if minutes:
        return str(_("%(minutes)s min %(seconds)s s")) % {"minutes": minutes, "seconds": left}
    return str(_("%(seconds)s s")) % {"seconds": left}
