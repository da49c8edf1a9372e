# SPDX-License-Identifier: EUPL-1.2
"""What must be there to be seen in a demo, whatever chance makes of the rest."""

import datetime
from collections.abc import Callable

from dateutil.relativedelta import relativedelta

from retention.terms import local_date

from .moments import at_hour
from .plans import Plan, Planner
from .stories import Story

Moment = datetime.datetime


def _told(teller: str) -> Callable[[Story], bool]:
    return lambda s: s.teller == teller


def _evidence(kind: str) -> Callable[[Story], bool]:
    return lambda s: s.evidence == kind and s.teller == "own"


def _channel(channel: str) -> Callable[[Story], bool]:
    return lambda s: s.channel == channel and s.teller == "own"


def _hurt(level: str) -> Callable[[Story], bool]:
    return lambda s: level in s.injury.split() and s.teller == "own"


def _several(story: Story) -> bool:
    return bool(story.others) and story.teller == "own"


def showcase(planner: Planner, now: Moment) -> list[Plan]:
    """The plans of one town, in every state; the first ones are those of the people that the README names."""
    special = planner.special
    boa = next(k for k in ("boa", "strand") if k in planner.settled.kinds)
    plans = [
        # New: just in, a while ago, too late, too late and reminded.
        special("balie", 0.08, "new", victim="melder"),
        special("kcc", 0.3, "new", victim="kcc"),
        special("balie", 0.5, "new unconfirmed", fits=_told("colleague")),
        special(boa, 0.2, "new"),
        special("inkomen", 0.7, "new"),
        special("wijkteam", 2.4, "new"),
        special("balie", 3.2, "new reminded"),
        special("milieustraat", 4.1, "new reminded"),
        special("wijkteam", 0.6, "new", fits=_told("guest")),
        # In progress, with what the handler still has to do.
        special("balie", 5, "in_progress untouched"),
        special("balie", 9, "in_progress objection unseen", victim="melder"),
        special("kcc", 11, "in_progress correction addition unseen", victim="kcc"),
        special("balie", 8, "in_progress unconfirmed", fits=_told("colleague")),
        special("inkomen", 12, "in_progress several police:planned", fits=_several),
        special("kcc", 10, "in_progress evidence police:notified", fits=_evidence("message")),
        special("belastingen", 13, "in_progress evidence police:made", fits=_evidence("mail")),
        special("balie", 16, "in_progress overdue declined", fits=_channel("counter")),
        special("balie", 20, "in_progress later_date", fits=_channel("counter"), told_after_days=4),
        special("vergunningen", 15, "waiting evidence", fits=_evidence("letter")),
        special(
            boa,
            14,
            "in_progress grave several absent inspectorate_open police:planned",
            fits=_hurt("hospital"),
        ),
        special(boa, 40, "waiting grave absent police:made several", fits=_hurt("hospital")),
        special("kcc", 18, "waiting reassigned", victim="kcc"),
        special("balie", 17, "in_progress moved", fits=_channel("counter")),
        special("groen", 21, "in_progress late", fits=_told("guest")),
        special("jeugd", 25, "waiting police:not_wanted several", fits=_several),
        # Closed, opened again.
        special("balie", 30, "closed", victim="melder"),
        special("kcc", 45, "closed unfounded", victim="kcc"),
        special("balie", 55, "closed unfounded", fits=lambda s: s.doubtful),
        special("balie", 60, "reopened addition", victim="melder"),
        special("inkomen", 80, "reopened police:made"),
        special("balie", 90, "closed later_date", fits=_channel("counter"), told_after_days=3),
        special("balie", 120, "closed police:made", fits=lambda s: bool(s.damage) and s.teller == "own"),
        special("kcc", 200, "closed", victim="kcc"),
        special("balie", 260, "closed correction", victim="melder"),
    ]
    plans += _nearly_gone(planner, now)
    old = special("kcc", 150, "closed police:made", fits=_channel("telephone"))
    plans += [old, planner.second_report(old, 65, joined=True)]
    first = special("balie", 6.5, "in_progress police:made", victim="melder", fits=_channel("counter"))
    plans += [first, planner.second_report(first, 35, joined=True)]
    fresh = special("balie", 1.2, "new", fits=_channel("counter"))
    plans += [fresh, planner.second_report(fresh, 50, joined=False)]
    return plans


def _nearly_gone(planner: Planner, now: Moment) -> list[Plan]:
    """Five years ago but for a few days: R4 takes them while one looks."""
    plans = []
    for kind, left in (("balie", 2), ("kcc", 5)):
        day = local_date(now) - relativedelta(years=5) + datetime.timedelta(days=left)
        moment = at_hour(day, 11, 20)
        age = (now - moment).days - 0.1
        plans.append(planner.special(kind, age, "closed", occurred_at=moment))
    return plans
