# SPDX-License-Identifier: EUPL-1.2
"""The overview of who administers: people, levels, the yearly review, and whether the workers do their work.

Nothing in it is about an incident, a perpetrator or a recording, not even a number of them: what should have been
destroyed and was not is told as a length of time.
"""

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import overview, policy, rights_review
from accounts.administering import Administration, root_administrators
from accounts.forms.people import INACTIVE, NEVER, NO_LEVEL
from accounts.four_eyes import undecided
from accounts.levels import Level
from accounts.listing import holds_level, holds_none, still_to_choose
from accounts.models import RightsReview
from incidents.moments import day_in_words, moment_in_words
from notices.standing import standing
from oversight.words import lateness_in_words
from retention import watchdog

# A mail leaves within seconds; one that waits so long tells that something is wrong.
MAIL_WAITS = datetime.timedelta(minutes=5)


@dataclass(frozen=True)
class Number:
    """A number of people, grants or proposals, with the list behind it."""

    key: str
    number: int
    label: str
    url: str = ""
    # Somebody should look at it when it is not 0.
    asks: bool = False


@dataclass(frozen=True)
class Sign:
    """How one part of the machinery does."""

    name: str
    well: bool
    text: str
    url: str = ""


@dataclass(frozen=True)
class Review:
    """How it stands with the yearly review of rights."""

    running: RightsReview | None = None
    progress: rights_review.Progress | None = None
    due_on: datetime.date | None = None

    @property
    def is_due(self) -> bool:
        return self.due_on is not None and self.due_on <= policy.today()

    def __str__(self) -> str:
        """Where it stands, in a sentence."""
        return _in_words(self)


@dataclass(frozen=True)
class Overview:
    """All that stands on the page; the last two parts for who administers the whole municipality."""

    people: list[Number]
    levels: list[Number]
    changes: list[Number]
    alone: bool = False
    review: Review | None = None
    signs: list[Sign] = field(default_factory=list)


def overview_of(admin: Administration) -> Overview:
    """The overview for this administrator; a constant number of queries."""
    people, levels = _people(admin)
    changes = _changes(admin)
    if not admin.is_whole:
        return Overview(people, levels, changes)
    return Overview(
        people,
        levels,
        changes,
        alone=len(root_administrators(admin.root)) < 2,
        review=_review(admin),
        signs=_signs(admin),
    )


def _people(admin: Administration) -> tuple[list[Number], list[Number]]:
    active = admin.people().filter(is_active=True)
    counts: dict[str, Any] = {level.value: Count("pk", filter=holds_level(level)) for level in Level}
    numbers = active.order_by().aggregate(all=Count("pk"), none=Count("pk", filter=holds_none()), **counts)
    page = reverse("people")
    people = [
        Number("active", numbers["all"], _("actief"), page),
        Number(
            "never",
            still_to_choose(active).count(),
            _("nooit ingelogd: nog geen wachtwoord gekozen"),
            f"{page}?account={NEVER}",
            asks=True,
        ),
        Number("none", numbers["none"], _("zonder niveau"), f"{page}?niveau={NO_LEVEL}"),
        Number(
            "inactive",
            admin.people().filter(is_active=False).count(),
            _("gedeactiveerd"),
            f"{page}?account={INACTIVE}",
        ),
    ]
    levels = [
        Number(level.value, numbers[level.value], str(level.label), f"{page}?niveau={level.value}")
        for level in Level
    ]
    return people, levels


def _changes(admin: Administration) -> list[Number]:
    page, today = reverse("administration"), policy.today()
    turning = overview.turning_soon(admin)
    ends = sum(1 for row in turning if row.last_day and row.last_day <= today + overview.SOON)
    begins = sum(1 for row in turning if row.first_day and row.first_day > today)
    waiting = undecided(admin).aggregate(own=Count("pk", filter=Q(proposed_by=admin.actor)), all=Count("pk"))
    return [
        Number(
            "to_decide",
            waiting["all"] - waiting["own"],
            _("voorstellen wachten op uw beslissing"),
            page,
            asks=True,
        ),
        Number("own", waiting["own"], _("voorstellen van u wachten op een andere beheerder"), page),
        Number("ends", ends, _("niveaus eindigen binnen 30 dagen"), page),
        Number("begins", begins, _("niveaus beginnen binnen 30 dagen"), page),
    ]


def _review(admin: Administration) -> Review:
    running = rights_review.open_review(admin.municipality_id)
    progress = rights_review.progress(admin, running) if running else None
    return Review(running, progress, rights_review.due_on(admin.municipality_id))


def _signs(admin: Administration) -> list[Sign]:
    now = timezone.now()
    return [_beat(now), _destruction(admin, now), _mail(admin, now)]


def _beat(now: datetime.datetime) -> Sign:
    swept = watchdog.swept_at()
    text = (
        _("Laatste ronde: %(when)s") % {"when": moment_in_words(swept)}
        if swept
        else _("Er is nog geen ronde geweest.")
    )
    well = swept is not None and not watchdog.is_silent_since(swept, now)
    return Sign(_("Planner en worker"), well, text, reverse("destruction"))


def _destruction(admin: Administration, now: datetime.datetime) -> Sign:
    """The oldest that is late, of this municipality."""
    since = min(
        (row.since for row in watchdog.overdue(now) if row.chain == admin.municipality_id), default=None
    )
    late = now - since if since else datetime.timedelta()
    text = (
        _("Het oudste wacht %(late)s") % {"late": lateness_in_words(late.total_seconds())}
        if since
        else _("Niets is te laat.")
    )
    return Sign(_("Vernietiging"), late <= watchdog.TOO_LATE, text, reverse("destruction"))


def _mail(admin: Administration, now: datetime.datetime) -> Sign:
    """The mails to this municipality's people."""
    mail = standing(admin.municipality_id)
    retried = sum(row.number for row in mail.retried)
    stuck = mail.oldest is not None and now - mail.oldest > MAIL_WAITS
    if mail.failed:
        text = _("%(n)s mails zijn niet aangekomen en worden niet meer geprobeerd.") % {"n": mail.failed}
    elif retried:
        text = _("%(n)s mails lukten nog niet en worden opnieuw geprobeerd.") % {"n": retried}
    elif mail.oldest is not None and stuck:
        text = _("De oudste mail wacht sinds %(when)s.") % {"when": moment_in_words(mail.oldest)}
    else:
        text = _("Er wacht geen mail.") if mail.oldest is None else _("Mails gaan nu weg.")
    return Sign(_("Mail"), not (mail.failed or retried or stuck), text, reverse("mail"))


def _in_words(review: Review) -> str:
    if review.running and review.progress:
        return _("Bezig: %(done)s van %(all)s niveaus bekeken.") % {
            "done": review.progress.decided,
            "all": review.progress.all,
        }
    if review.due_on is None:
        return _("Er zijn nog geen niveaus.")
    if review.is_due:
        return _("Moest uiterlijk %(day)s beginnen.") % {"day": day_in_words(review.due_on)}
    return _("De volgende is op %(day)s.") % {"day": day_in_words(review.due_on)}
