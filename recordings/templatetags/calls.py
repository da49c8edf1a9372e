# SPDX-License-Identifier: EUPL-1.2
"""Template tags of the pages of recordings: `{% load calls %}`."""

import datetime
from typing import Any

from django import template
from django.utils import timezone

from recordings.countdown import phrases, time_left
from recordings.picture import HEIGHT, bars

register = template.Library()
# So little time left is said in red.
URGENT = datetime.timedelta(hours=6)


@register.inclusion_tag("recordings/_countdown.html")
def countdown(due: datetime.datetime) -> dict[str, Any]:
    """How long until this moment, in words."""
    left = due - timezone.now()
    return {"due": due, "words": time_left(left), "phrases": phrases(), "urgent": left <= URGENT}


@register.inclusion_tag("recordings/_wave.html")
def wave(peaks: bytes) -> dict[str, Any]:
    """The picture of a sound."""
    return {"path": bars(peaks), "width": len(peaks), "height": HEIGHT}


@register.filter
def clock(seconds: float) -> str:
    """A length as a player shows it: 4:07, or 1:02:33."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
