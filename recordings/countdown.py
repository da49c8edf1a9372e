# SPDX-License-Identifier: EUPL-1.2
"""How long a recording still is there, in words; the browser keeps it current (static/js/countdown.js)."""

import datetime

from django.utils.translation import gettext as _

DAYS_FROM = datetime.timedelta(days=3)


def time_left(left: datetime.timedelta) -> str:
    """The time that is left, rounded down: nobody counts on a minute that is not there."""
    minutes = int(left.total_seconds() // 60)
    if left >= DAYS_FROM:
        return phrases()["days"] % {"days": left.days}
    if minutes >= 60:
        return phrases()["hours"] % {"hours": minutes // 60, "minutes": minutes % 60}
    if minutes >= 1:
        return phrases()["minutes"] % {"minutes": minutes}
    return phrases()["soon"] if left > datetime.timedelta() else phrases()["over"]


def phrases() -> dict[str, str]:
    """The words, by what they are for."""
    return {
        "days": _("nog %(days)s dagen"),
        "hours": _("nog %(hours)s uur en %(minutes)s min"),
        "minutes": _("nog %(minutes)s min"),
        "soon": _("nog minder dan een minuut"),
        "over": _("vernietigd"),
    }
