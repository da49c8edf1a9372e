# SPDX-License-Identifier: EUPL-1.2
"""A sanction as people read it: how it stands, from when to when, who sees it until which day, and its letter."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from retention.terms import local_date

from .letters.kinds import imposing
from .models import Incident, Involvement, Sanction, SanctionReview
from .moments import last_day, moment_in_words
from .refusals import in_words
from .sanction_rules import wrong_with_the_incident

State = Sanction.State
FEWEST_MONTHS = 12


def day(date: datetime.date) -> str:
    """A day with its year: what holds for a year or more is not "morgen"."""
    return date_format(date, "j F Y")


def lower(text: Any) -> str:
    """A label inside a sentence."""
    words = str(text)
    return words[:1].lower() + words[1:]


@dataclass(frozen=True)
class Shown:
    """One sanction on the incident's page. `prolonged_by` is the decision that goes on where this one ends."""

    row: Sanction
    involvement: Involvement
    reviews: Sequence[SanctionReview] = field(default_factory=list)
    prolonged_by: Sanction | None = None
    # Who may allow a proposal, by name; as a sentence would have it.
    may_allow: str = ""

    @property
    def _standing(self) -> tuple[str, str, str]:
        """How it stands in words, the tone of the badge and its drawing."""
        row, today = self.row, local_date(timezone.now())
        if row.state == State.PROPOSED:
            return _("Wacht op een toezichthouder"), "wait", "clock"
        if row.state == State.REFUSED:
            return _("Niet toegestaan"), "neutral", "close"
        if row.state == State.WITHDRAWN:
            return _("Voorstel ingetrokken"), "neutral", "close"
        if row.is_annulled:
            return _("Ongedaan gemaakt"), "neutral", "close"
        if not row.is_lasting:
            return _("Opgelegd"), "good", "check"
        if row.lifted_on:
            return _("Opgeheven"), "neutral", "check"
        if row.planned_end < today:
            return _("Afgelopen"), "neutral", "check"
        if row.starts_on > today:
            return _("Gaat in op %(day)s") % {"day": day(row.starts_on)}, "brand", "calendar"
        return _("Geldt nu"), "danger", "shield"

    @property
    def state(self) -> str:
        return self._standing[0]

    @property
    def tone(self) -> str:
        return self._standing[1]

    @property
    def icon(self) -> str:
        return self._standing[2]

    @property
    def period(self) -> str:
        """From when to when; of what does not last, the day on which it was given."""
        row = self.row
        if not row.is_lasting:
            return day(row.decided_on)
        words = _("%(first)s tot en met %(last)s") % {
            "first": day(row.starts_on),
            "last": day(row.planned_end),
        }
        if row.lifted_on and not row.is_annulled:
            words = _("%(first)s tot en met %(last)s (opgeheven; was tot en met %(planned)s)") % {
                "first": day(min(row.starts_on, row.last_day)),
                "last": day(row.last_day),
                "planned": day(row.planned_end),
            }
        return words

    @property
    def visible_until(self) -> datetime.datetime | None:
        """The moment at which a registry reader stops seeing it: its own (R3), and never later than the incident's."""
        row, whole = self.row, self.involvement.visible_until
        if not row.is_imposed or row.is_annulled or whole is None or row.visible_until is None:
            return None
        return min(row.visible_until, whole, self.involvement.incident.destroy_at)

    @property
    def registry(self) -> str:
        """Until which day registry readers see it, and by which rule."""
        until = self.visible_until
        if until is None:
            return _("Nu niet: de feiten zijn niet vastgesteld.") if self.stands else ""
        words = {"day": day(last_day(until))}
        if until <= timezone.now():
            return _("Niet meer. Zichtbaar tot en met %(day)s.") % words
        if until < self.row.visible_until:  # type: ignore[operator]
            return _("Tot en met %(day)s: eerder dan R3, want het incident gaat dan uit beeld.") % words
        words["months"] = months(self.row.months)
        if self.row.is_lasting:
            return _("Tot en met %(day)s: %(months)s na het einde (R3).") % words
        return _("Tot en met %(day)s: %(months)s na de dag zelf (R3).") % words

    @property
    def letter(self) -> str:
        row = self.row
        if row.letter_sent_at:
            return _("Verstuurd %(when)s") % {"when": moment_in_words(row.letter_sent_at)}
        if row.letter_due_at is None:
            return ""
        when = moment_in_words(row.letter_due_at)
        if row.is_letter_overdue:
            return _("Te laat: had uiterlijk %(when)s weg gemoeten") % {"when": when}
        return _("Nog niet verstuurd: moet uiterlijk %(when)s weg") % {"when": when}

    @property
    def letter_kind(self) -> str:
        """Which letter tells of it."""
        return imposing(self.row).value

    @property
    def review(self) -> str:
        row = self.row
        if row.review_on is None or not row.is_running:
            return ""
        return (
            _("Had uiterlijk %(day)s gemoeten") if row.is_review_overdue else _("Uiterlijk op %(day)s")
        ) % {"day": day(row.review_on)}

    @property
    def stands(self) -> bool:
        """Whether it was imposed and not undone."""
        return self.row.is_imposed and not self.row.is_annulled

    @property
    def can_prolong(self) -> bool:
        return self.row.is_running and self.prolonged_by is None

    @property
    def can_shorten(self) -> bool:
        until = self.visible_until
        return until is not None and until > timezone.now() and self.row.months > FEWEST_MONTHS


def months(number: int) -> str:
    return ngettext("%(n)s maand", "%(n)s maanden", number) % {"n": number}


def shown(
    involvement: Involvement, sanctions: Sequence[Sanction], supervisors: Sequence[User] = ()
) -> list[Shown]:
    """These sanctions of one involvement, in the order in which they come. Any of the supervisors but its author may
    allow a proposal."""
    follow = {
        s.prolongs_id: s
        for s in sanctions
        if s.prolongs_id
        and s.state in (State.IMPOSED, State.PROPOSED)
        and not s.is_annulled
        and not s.lifted_on
    }
    found = []
    for s in sanctions:
        names = [u.name for u in supervisors if u.pk != s.author_id] if s.state == State.PROPOSED else []
        found.append(Shown(s, involvement, list(s.reviews.all()), follow.get(s.pk), ", ".join(names)))
    return found


def why_not(incident: Incident, involvement: Involvement) -> str:
    """Why nothing can be imposed on this person for this incident, in words; "" when something can."""
    problem = wrong_with_the_incident(incident, involvement).get("", "")
    return str(in_words("", problem)) if problem else ""
