# SPDX-License-Identifier: EUPL-1.2
"""A term as a sentence that a person would say, with the rule and the article it comes from."""

import datetime
import re
from collections.abc import Mapping
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .models import Retained
from .terms import AMSTERDAM, Due, local_date

ARTICLES = {
    "R1": gettext_lazy("protocol gespreksopnamen, artikel 6"),
    "R2": gettext_lazy("protocol gespreksopnamen, artikel 6"),
    "R3": gettext_lazy("privacyprotocol, artikel 5.1"),
    "R4": gettext_lazy("privacyprotocol, artikel 5.2"),
    "R5": gettext_lazy("privacyprotocol, artikel 5.2"),
    "R6": gettext_lazy("privacyprotocol, artikel 5.2"),
    "R7": gettext_lazy("AVG, artikel 5 lid 1 onder e"),
    "R8": gettext_lazy("AVG, artikel 17 en 21"),
}
SENTENCES = {
    "R1": gettext_lazy(
        "Het gesprek eindigde op %(counted)s. De opname wordt 48 uur later vernietigd: op %(due)s (R1, %(article)s)."
    ),
    "R2": gettext_lazy(
        "De verlenging is goedgekeurd op %(counted_day)s. De opname wordt vernietigd aan het eind van de tiende "
        "werkdag daarna: %(last_day)s (R2, %(article)s)."
    ),
    "R3": gettext_lazy(
        "De sanctie eindigde op %(counted_day)s. Raadplegers zien haar nog %(months)s maanden, tot en met "
        "%(last_day)s (R3, %(article)s)."
    ),
    "R4": gettext_lazy(
        "Het incident was op %(counted_day)s. Het wordt vijf jaar later vernietigd, aan het eind van %(last_day)s "
        "(R4, %(article)s)."
    ),
}


def due_of(row: Retained) -> Due:
    """The term of a stored record, as it was written down with it."""
    return Due(row.retention_rule, row.counted_from, row.retention_policy, row.destroy_at)


def explain(due: Due, articles: Mapping[str, Any] = ARTICLES) -> str:
    """Why something goes when it goes, in the active language; times are local (Europe/Amsterdam).

    For R1 to R4, the rules of the two protocols; `articles` are those of the municipality's own.
    """
    months = re.fullmatch(r"P(\d+)M", due.policy)
    return str(SENTENCES[due.rule]) % {
        "article": articles[due.rule],
        "counted": _moment(due.counted_from),
        "counted_day": _day(local_date(due.counted_from)),
        "due": _moment(due.at),
        "last_day": _day(local_date(due.at - datetime.timedelta(microseconds=1))),
        "months": months[1] if months else "",
    }


def _day(day: datetime.date) -> str:
    return date_format(day, "j F Y")


def _moment(moment: datetime.datetime) -> str:
    local = moment.astimezone(AMSTERDAM)
    return _("%(day)s om %(time)s uur") % {"day": _day(local.date()), "time": f"{local:%H:%M}"}
