# SPDX-License-Identifier: EUPL-1.2
"""What needs somebody now, the most urgent first: each a number that equals the length of the list behind it.

About incidents: of the reader's work list, calendar of sanctions and list of what goes. About recordings: what the
access to recordings tells this reader (of flagged calls a coordinator knows the count and the countdown; of unflagged
ones nobody knows anything here). About requests of persons and holds: of who handles these.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.levels import Level
from accounts.models import User
from accounts.policy import scope_of
from incidents import finder, holding
from incidents.access import sights_of
from incidents.lateness import Late, late_counts
from incidents.listing import Tab, reach_of
from incidents.moments import day_in_words, last_day
from incidents.sanction_calendar import MOST, Calendar, Entry, Group, Sort, calendar_of
from incidents.still_running import days_ahead
from oversight import going
from oversight.requests import listing
from recordings import access
from recordings.models import Recording
from retention.terms import local_date


@dataclass(frozen=True)
class Figure:
    """A number with what it counts, how urgent that is, and the list behind it."""

    key: str
    number: int
    label: str
    # "late": somebody should have acted; "soon": act now, and it is in time; "calm": to know.
    tone: str
    icon: str
    # What it says when the number is 0.
    good: str
    url: str = ""
    note: str = ""
    # Until when something can still be decided on.
    countdown: datetime.datetime | None = None
    # The number is this one or more.
    at_least: bool = False


def needs_somebody(user: User) -> list[Figure]:
    """The figures for this reader; those that are 0 too. Ten queries for who has every level, beside access."""
    scope = scope_of(user)
    figures: list[Figure] = []
    if scope.holds(Level.HANDLER) or scope.holds(Level.SUPERVISOR):
        figures += [*_late(user), *_sanctions(calendar_of(user, only_to_do=True)), _goes(user)]
    figures += [*_recordings(user), *_requests(user), *_holds(user)]
    order = ("late", "soon", "calm")
    return sorted(figures, key=lambda figure: order.index(figure.tone))


def _late(user: User) -> Iterator[Figure]:
    counts = late_counts(user, reach_of(user))
    # Letters are counted with the sanctions.
    words = {
        Late.REACTION: (
            _("eerste reactie te laat"),
            "bell",
            _("elke medewerker kreeg op tijd een eerste reactie"),
        ),
        Late.AFTERCARE: (_("nazorg te laat"), "hand-heart", _("alle nazorg is op tijd")),
    }
    for what, (label, icon, good) in words.items():
        yield _capped(
            f"late_{what}",
            counts[what],
            finder.COUNT_AT_MOST - 1,
            label=label,
            tone="late",
            icon=icon,
            good=good,
            url=f"{reverse('work_list')}?tab={Tab.OVERDUE}&late={what}",
        )


def _sanctions(calendar: Calendar) -> Iterator[Figure]:
    page = reverse("sanctions")
    words = {
        Group.LATE: (_("sancties te laat"), "late", "alert", _("geen sanctie is te laat")),
        Group.WAITING: (
            _("sancties wachten op een toezichthouder"),
            "soon",
            "clock",
            _("geen sanctie wacht op toestemming"),
        ),
        Group.WEEK: (
            _("sancties vragen deze week iets"),
            "soon",
            "calendar",
            _("deze week vraagt geen sanctie iets"),
        ),
        Group.MONTH: (
            _("sancties vragen later deze maand iets"),
            "calm",
            "calendar",
            _("later deze maand vraagt geen sanctie iets"),
        ),
    }
    for group, (label, tone, icon, good) in words.items():
        entries = calendar.groups[group]
        yield Figure(
            f"sanctions_{group}",
            len(entries),
            label,
            tone,
            icon,
            good,
            url=f"{page}#group-{group}",
            note="" if group == Group.WAITING else _what_of(entries),
            at_least=calendar.cut and len(entries) >= MOST,
        )


def _what_of(entries: list[Entry]) -> str:
    """What must be done about these, in numbers."""
    letters = sum(entry.sort == Sort.LETTER for entry in entries)
    reviews = sum(entry.sort == Sort.REVIEW for entry in entries)
    ends = len(entries) - letters - reviews
    parts = [
        (letters, ngettext("%(n)s brief", "%(n)s brieven", letters)),
        (reviews, ngettext("%(n)s herbeoordeling", "%(n)s herbeoordelingen", reviews)),
        (ends, ngettext("%(n)s eindigt", "%(n)s eindigen", ends)),
    ]
    return ", ".join(words % {"n": number} for number, words in parts if number)


def _goes(user: User) -> Figure:
    until = days_ahead(local_date(timezone.now()), going.SOON)
    # No more than the list shows are counted.
    rows = sights_of(user).filter(destroy_at__lte=until).values("incident").distinct()[: going.MOST + 1]
    return _capped(
        "going",
        rows.count(),
        going.MOST,
        label=_("meldingen worden binnen 30 dagen vernietigd"),
        tone="calm",
        icon="trash",
        good=_("binnen 30 dagen wordt geen melding vernietigd"),
        url=f"{reverse('going')}?dagen={going.SOON}",
    )


def _recordings(user: User) -> Iterator[Figure]:
    if access.coordinates(user):
        moments = access.flagged_countdowns(user)
        yield Figure(
            "flagged",
            len(moments),
            ngettext("gesprek wacht op een hoofd", "gesprekken wachten op een hoofd", len(moments)),
            "soon",
            "phone",
            _("geen gesprek wacht op een besluit"),
            url=reverse("approved_calls"),
            countdown=min(moments, default=None),
        )
    if access.is_head(user):
        waiting = access.assessable_by(Recording.objects.all(), user).aggregate(
            number=Count("pk"), first=Min("destroy_at")
        )
        yield Figure(
            "to_assess",
            waiting["number"],
            ngettext("gesprek wacht op uw besluit", "gesprekken wachten op uw besluit", waiting["number"]),
            "soon",
            "phone",
            _("geen gesprek wacht op uw besluit"),
            url=reverse("flagged_calls"),
            countdown=waiting["first"],
        )


def _requests(user: User) -> Iterator[Figure]:
    if not holding.coordinates(user):
        return
    clocks = listing.clocks_of(user)
    late, soon = sum(one.is_late for one in clocks), sum(one.is_soon for one in clocks)
    first = min((one.last_day for one in clocks if not one.is_late), default=None)
    note = _("De eerste moet uiterlijk %(day)s") % {"day": day_in_words(first)} if first else ""
    if late:
        note = ngettext("%(n)s is te laat", "%(n)s zijn te laat", late) % {"n": late}
    yield Figure(
        "requests",
        len(clocks),
        ngettext("verzoek wacht op een antwoord", "verzoeken wachten op een antwoord", len(clocks)),
        "late" if late else "soon" if soon else "calm",
        "document",
        _("geen verzoek van een persoon staat open"),
        url=reverse("data_subject_requests"),
        note=note,
    )


def _holds(user: User) -> Iterator[Figure]:
    if not holding.coordinates(user):
        return
    running = holding.holds_for(user).order_by().aggregate(number=Count("pk"), first=Min("until"))
    number, first = running["number"], running["first"]
    note = _("De eerste eindigt %(day)s") % {"day": day_in_words(last_day(first))} if first else ""
    soon = first is not None and first <= days_ahead(local_date(timezone.now()), going.SOON)
    yield Figure(
        "holds",
        number,
        ngettext("verzoek houdt vernietiging tegen", "verzoeken houden vernietiging tegen", number),
        "soon" if soon else "calm",
        "lock",
        _("er is geen vernietiging uitgesteld"),
        url=reverse("holds"),
        note=note,
    )


def _capped(key: str, number: int, most: int, **more: Any) -> Figure:
    """The number, or when it is beyond what the list counts or shows: that, and more."""
    return Figure(key, min(number, most), at_least=number > most, **more)
