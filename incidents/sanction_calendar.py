# SPDX-License-Identifier: EUPL-1.2
"""The calendar of sanctions: what waits, what is late, what ends or must be reviewed, what leaves the registry.

It holds the sanctions of incidents that its reader may open (`visible_to`), the soonest first, a limited number of
each; four queries, whatever their number.
"""

import calendar
import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from retention.terms import end_of_day, local_date

from .models import LASTING, Incident, Sanction, Status
from .moments import last_day, moment_in_words
from .sanction_words import day

# Of each sort of thing to do; a list of more is no list that anybody goes through.
MOST = 50
LEAVES_WITHIN = relativedelta(months=1)


class Group(models.TextChoices):
    """When it is up; in the order of the page."""

    WAITING = "waiting", gettext_lazy("Wacht op een toezichthouder")
    LATE = "late", gettext_lazy("Te laat")
    WEEK = "week", gettext_lazy("Deze week")
    MONTH = "month", gettext_lazy("Deze maand")
    LATER = "later", gettext_lazy("Later")
    LEAVING = "leaving", gettext_lazy("Gaat binnenkort uit het register")


class Sort(Enum):
    """What is to be done, as far as it is counted apart."""

    LETTER = auto()
    REVIEW = auto()
    OTHER = auto()


@dataclass(frozen=True)
class Entry:
    """One thing that is up: what about which sanction, and when."""

    sanction: Sanction
    on: datetime.date
    what: str
    when: str
    tone: str = "neutral"
    icon: str = "calendar"
    sort: Sort = Sort.OTHER

    @property
    def who(self) -> str:
        """The perpetrator's name, or what is known instead."""
        person = self.sanction.involvement.perpetrator
        return person.name or person.description


@dataclass
class Calendar:
    """The entries per group; `cut` when there were more than are shown."""

    groups: dict[Group, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    cut: bool = False

    def in_order(self) -> list[tuple[Group, list[Entry]]]:
        return [(group, sorted(self.groups[group], key=_place)) for group in Group if self.groups[group]]


def _place(entry: Entry) -> tuple[datetime.date, str]:
    return entry.on, str(entry.sanction.pk)


def calendar_of(user: Any, *, only_to_do: bool = False) -> Calendar:
    """The calendar of this handler or supervisor. `only_to_do`: up to the end of this month, without what leaves the
    registry by itself; the groups until then hold the same."""
    made, today, now = Calendar(), local_date(timezone.now()), timezone.now()
    for sanction in _some(made, _seen_by(user).filter(state=Sanction.State.PROPOSED).order_by("created_at")):
        asked = local_date(sanction.created_at)
        when = _("Voorgesteld op %(day)s") % {"day": day(asked)}
        made.groups[Group.WAITING].append(
            Entry(sanction, asked, _("Beslissen over het voorstel"), when, "wait", "clock")
        )
    for sanction in _some(made, letters(user)):
        _letter(made, sanction, today)
    up = running(user)
    if only_to_do:
        last = _end_of_month(today)
        up = up.filter(Q(review_on__lte=last) | Q(planned_end__lte=last))
    for sanction in _some(made, up):
        _ends(made, sanction, today)
    if only_to_do:
        return made
    going = _standing(user).filter(
        visible_until__gt=now, visible_until__lte=end_of_day(today + LEAVES_WITHIN)
    )
    for sanction in _some(made, going.order_by("visible_until", "pk")):
        gone = last_day(sanction.visible_until or now)
        when = _("Nog zichtbaar tot en met %(day)s") % {"day": day(gone)}
        made.groups[Group.LEAVING].append(Entry(sanction, gone, _("Gaat uit het register"), when, icon="eye"))
    return made


def _seen_by(user: Any) -> QuerySet[Sanction]:
    """The sanctions for incidents that this person may open."""
    # The municipality follows from what is visible; said here, it is where the search begins.
    incidents = (
        Incident.objects.visible_to(user)
        .filter(municipality=user.municipality_id)
        .exclude(status=Status.JOINED)
    )
    found: QuerySet[Sanction] = Sanction.objects.filter(incident__in=incidents).select_related(
        "incident", "involvement__perpetrator"
    )
    return found


def _standing(user: Any) -> QuerySet[Sanction]:
    return _seen_by(user).filter(state=Sanction.State.IMPOSED, annulled_at=None)


def letters(user: Any) -> QuerySet[Sanction]:
    """Whose letter was not sent yet, the longest waiting first."""
    return _standing(user).filter(letter_sent_at=None).order_by("imposed_at", "pk")


def running(user: Any) -> QuerySet[Sanction]:
    """What applies now or soon: those to be reviewed or to end first come first. One that goes on by a new decision
    does not end: that decision is listed."""
    goes_on = Sanction.objects.filter(
        prolongs=OuterRef("pk"), state=Sanction.State.IMPOSED, annulled_at=None, lifted_on=None
    )
    return (
        _standing(user)
        .filter(~Exists(goes_on))
        .filter(kind__in=LASTING, lifted_on=None, planned_end__gte=local_date(timezone.now()))
        .annotate(up=models.functions.Coalesce("review_on", "planned_end"))
        .order_by("up", "pk")
    )


def _some(made: Calendar, found: QuerySet[Sanction]) -> Iterable[Sanction]:
    rows = list(found[: MOST + 1])
    made.cut = made.cut or len(rows) > MOST
    return rows[:MOST]


def _letter(made: Calendar, sanction: Sanction, today: datetime.date) -> None:
    due = sanction.letter_due_at
    if due is None:
        return
    late = sanction.is_letter_overdue
    when = (_("Had uiterlijk %(when)s gemoeten") if late else _("Uiterlijk %(when)s")) % {
        "when": moment_in_words(due)
    }
    entry = Entry(
        sanction,
        local_date(due),
        _("Brief versturen"),
        when,
        "danger" if late else "wait",
        "document",
        sort=Sort.LETTER,
    )
    made.groups[Group.LATE if late else _group(local_date(due), today)].append(entry)


def _ends(made: Calendar, sanction: Sanction, today: datetime.date) -> None:
    """When a running sanction must be looked at, and when it ends."""
    if sanction.review_on:
        late = sanction.is_review_overdue
        when = (_("Had uiterlijk %(day)s gemoeten") if late else _("Uiterlijk op %(day)s")) % {
            "day": day(sanction.review_on)
        }
        entry = Entry(
            sanction,
            sanction.review_on,
            _("Opnieuw bekijken"),
            when,
            "danger" if late else "info",
            "refresh",
            sort=Sort.REVIEW,
        )
        made.groups[Group.LATE if late else _group(sanction.review_on, today)].append(entry)
    when = _("Laatste dag: %(day)s") % {"day": day(sanction.planned_end)}
    entry = Entry(sanction, sanction.planned_end, _("Eindigt"), when, "brand", "calendar")
    made.groups[_group(sanction.planned_end, today)].append(entry)


def _group(on: datetime.date, today: datetime.date) -> Group:
    """This week ends on Sunday, this month on its last day."""
    if on <= today + datetime.timedelta(days=6 - today.weekday()):
        return Group.WEEK
    return Group.MONTH if on <= _end_of_month(today) else Group.LATER


def _end_of_month(day: datetime.date) -> datetime.date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
