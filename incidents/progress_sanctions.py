# SPDX-License-Identifier: EUPL-1.2
"""The part of a case towards the perpetrators: how far it is, and what is to be done next about sanctions."""

from collections.abc import Iterator

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from retention.terms import local_date

from .case_parts import ACT, Next, page_of
from .casefile import CaseFile
from .models import Sanction
from .moments import due_in_words


def act(case: CaseFile) -> tuple[str, str] | None:
    """How it stands towards the perpetrators: first what is late, then what waits, then what was done; None when
    there is nothing to say of sanctions."""
    shown = all_sanctions(case)
    if any(sanction.is_letter_overdue for sanction in shown):
        return "late", _("Brief te laat")
    if any(sanction.is_review_overdue for sanction in shown):
        return "late", _("Sanctie opnieuw bekijken")
    if any(sanction.needs_letter for sanction in shown):
        return "", _("Brief nog niet verstuurd")
    if any(sanction.state == Sanction.State.PROPOSED for sanction in shown):
        return "", _("Voorstel wacht op een toezichthouder")
    if number := sum(sanction.is_imposed and not sanction.is_annulled for sanction in shown):
        return "done", ngettext("%(n)s sanctie", "%(n)s sancties", number) % {"n": number}
    return None


def proposals(case: CaseFile) -> Iterator[Next]:
    for sanction in case.to_decide:
        yield Next(
            _("Beslis over een voorgestelde sanctie"),
            _("%(kind)s, voorgesteld door %(name)s.")
            % {"kind": sanction.get_kind_display(), "name": sanction.author.name},
            page_of(case, "sanction_decide", sanction_id=sanction.pk),
            _("Bekijk het voorstel"),
            step=ACT,
        )


def letters(case: CaseFile, *, late: bool) -> Iterator[Next]:
    """The letters that must still be sent: who was sanctioned reads why within 24 hours."""
    for sanction in all_sanctions(case):
        if sanction.letter_due_at is not None and sanction.is_letter_overdue == late:
            yield Next(
                _("Verstuur de brief over de sanctie"),
                _("%(kind)s: %(due)s.")
                % {"kind": sanction.get_kind_display(), "due": due_in_words(sanction.letter_due_at)},
                page_of(case, "sanction_letter", sanction_id=sanction.pk),
                _("Leg vast dat de brief weg is"),
                late=late,
                step=ACT,
            )


def reviews(case: CaseFile) -> Iterator[Next]:
    """The sanctions that must be looked at again by today, or should have been."""
    today = local_date(timezone.now())
    for sanction in all_sanctions(case):
        if sanction.is_running and sanction.review_on and sanction.review_on <= today:
            yield Next(
                _("Bekijk of de sanctie nog nodig is"),
                _("%(kind)s, tot en met %(day)s.")
                % {"kind": sanction.get_kind_display(), "day": date_format(sanction.planned_end, "j F Y")},
                page_of(case, "sanction_review", sanction_id=sanction.pk),
                _("Bekijk opnieuw"),
                late=sanction.is_review_overdue,
                step=ACT,
            )


def all_sanctions(case: CaseFile) -> list[Sanction]:
    return [sanction for person in case.people for sanction in person.sanctions]


def should_name_somebody(case: CaseFile) -> bool:
    """Whether the report says who it was, and no handler wrote down a perpetrator yet. Never a duty: often nobody
    knows, and a case can be closed without."""
    incident = case.incident
    said = bool(incident.aggressor_name or incident.aggressor_description)
    return incident.is_open and incident.facts_established_at is not None and said and not case.people
