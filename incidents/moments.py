# SPDX-License-Identifier: EUPL-1.2
"""Moments as people say them: today, yesterday, 28 November; in Amsterdam."""

import datetime
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from retention.terms import AMSTERDAM, local_date

INSTANT = datetime.timedelta(microseconds=1)


def day_in_words(day: datetime.date) -> str:
    """A calendar day: "vandaag", "gisteren", "morgen", or its date; with the year when that is another one."""
    return _spelled(day, local_date(timezone.now()), get_language())


@lru_cache(maxsize=4096)
def _spelled(day: datetime.date, today: datetime.date, language: str | None) -> str:
    # Kept, per language: a list spells the same few days a hundred times.
    near = {0: _("vandaag"), -1: _("gisteren"), 1: _("morgen")}
    if word := near.get((day - today).days):
        return word
    return date_format(day, "j F" if day.year == today.year else "j F Y")


def moment_in_words(moment: datetime.datetime) -> str:
    """A moment to the minute: "vandaag om 14:30"."""
    local = moment.astimezone(AMSTERDAM)
    return _("%(day)s om %(time)s") % {"day": day_in_words(local.date()), "time": f"{local:%H:%M}"}


def due_in_words(due_at: datetime.datetime) -> str:
    """By when something must happen, or should have: the end of a day is named by that day, not by midnight."""
    late = due_at <= timezone.now()
    local = due_at.astimezone(AMSTERDAM)
    ends_a_day = local.time() == datetime.time()
    when = day_in_words((local - INSTANT).date()) if ends_a_day else moment_in_words(due_at)
    return (_("had uiterlijk %(when)s gemoeten") if late else _("uiterlijk %(when)s")) % {"when": when}


def last_day(destroy_at: datetime.datetime) -> datetime.date:
    """The last calendar day on which something that is due at the end of a day still exists."""
    return local_date(destroy_at - INSTANT)
