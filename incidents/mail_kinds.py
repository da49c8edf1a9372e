# SPDX-License-Identifier: EUPL-1.2
"""The mails of this room. Nobody is sent or shown one about an incident that they may not open (any more)."""

import uuid
from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.levels import Level
from accounts.policy import scope_of
from notices.kinds import Kind, Topic, Way

from .appointments import CANCELLED, MADE, calendar_file
from .models import Incident


def _reads(person: Any) -> bool:
    scope = scope_of(person)
    return scope.holds(Level.HANDLER) or scope.holds(Level.SUPERVISOR)


def _handles(person: Any) -> bool:
    return scope_of(person).holds(Level.HANDLER)


def _watches(person: Any) -> bool:
    return scope_of(person).holds(Level.SUPERVISOR)


def _open_to(person: Any, incidents: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these incidents that this person may open in full."""
    return set(Incident.objects.visible_to(person).filter(pk__in=incidents).values_list("pk", flat=True))


def _followed_by(person: Any, incidents: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these incidents that this person follows as victim or reporter."""
    mine = Incident.objects.of_victim_or_reporter(person).filter(pk__in=incidents)
    return set(mine.values_list("pk", flat=True))


def _open_or_followed(person: Any, incidents: Collection[uuid.UUID]) -> set[uuid.UUID]:
    return _open_to(person, incidents) | _followed_by(person, incidents)


def _not_due(person: Any, incidents: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these incidents of which the term is not over: from then on only who handles a request knows of them."""
    rows = Incident.objects.filter(pk__in=incidents, municipality=person.municipality_id)
    return set(rows.values_list("pk", flat=True))


OWN = Topic(
    "own_reports",
    _("Uw eigen meldingen"),
    _("Een collega meldde iets voor u, of uw melding is afgesloten."),
)
APPOINTMENTS = Topic(
    "appointments",
    _("Nazorggesprekken"),
    _("Een afspraak, met een bestand voor uw agenda; ook als die verandert of vervalt."),
)
NEW = Topic("new_reports", _("Nieuwe meldingen"), _("Een melding van uw onderdelen."), concerns=_reads)
WORK = Topic(
    "work",
    _("Uw werk aan meldingen"),
    _("U krijgt een melding, een herinnering of een aanvulling."),
    concerns=_reads,
)
LATE = Topic(
    "late",
    _("Wat te laat is"),
    _("Een eerste reactie, nazorg, een brief of een beoordeling van een sanctie bleef uit."),
    concerns=_reads,
)
CONSENT = Topic(
    "consent",
    _("Wat op uw toestemming wacht"),
    _("Een sanctie of een latere datum."),
    concerns=_watches,
)
DECIDED = Topic(
    "decided",
    _("Beslissingen van een toezichthouder"),
    _("Over een sanctie of een datum die u voorstelde."),
    concerns=_handles,
)
ENDING = Topic(
    "ending",
    _("Sancties die langer lopen dan hun melding"),
    _("Een melding wordt binnenkort vernietigd terwijl er nog een sanctie loopt."),
    concerns=_reads,
)
REGISTRY = Topic(
    "left_registry",
    _("Uit het register"),
    _("Een termijn is voorbij. U hoeft daar niets aan te doen."),
    way=Way.DIGEST,
    concerns=_handles,
)

KINDS = (
    Kind("reported_for_you", _("Een collega deed een melding voor u"), OWN, in_sight=_followed_by),
    Kind("report_closed", _("Een melding is afgesloten"), OWN, in_sight=_followed_by),
    Kind(
        MADE,
        _("Afspraak voor een nazorggesprek"),
        APPOINTMENTS,
        in_sight=_open_or_followed,
        attach=calendar_file,
    ),
    Kind(
        CANCELLED,
        _("Een nazorggesprek vervalt"),
        # Also to who was no victim after all: it stands in their calendar.
        APPOINTMENTS,
        in_sight=_not_due,
        attach=calendar_file,
    ),
    Kind("new_report", _("Nieuwe melding"), NEW, in_sight=_open_to),
    Kind("reassigned", _("Een melding is nu van u"), WORK, in_sight=_open_to),
    Kind("request_carried_out", _("Een verzoek is uitgevoerd"), WORK, in_sight=_open_to),
    Kind("reminder", _("Herinnering"), WORK, in_sight=_open_to),
    Kind("contribution", _("Aanvulling bij een melding"), WORK, in_sight=_open_to),
    Kind("late_first_reaction", _("Eerste reactie te laat"), LATE, in_sight=_open_to),
    Kind("late_aftercare", _("Nazorg te laat"), LATE, in_sight=_open_to),
    Kind("late_letter", _("Brief over een sanctie te laat"), LATE, in_sight=_open_to),
    Kind("late_review", _("Sanctie niet op tijd bekeken"), LATE, in_sight=_open_to),
    Kind("date_proposed", _("Beslis over een latere datum"), CONSENT, in_sight=_open_to),
    Kind("sanction_proposed", _("Beslis over een sanctie"), CONSENT, in_sight=_open_to),
    Kind("date_decided", _("Over een latere datum is beslist"), DECIDED, in_sight=_open_to),
    Kind("sanction_decided", _("Over een sanctie is beslist"), DECIDED, in_sight=_open_to),
    Kind("left_registry", _("Uit het register"), REGISTRY, in_sight=_open_to),
    Kind("sanction_outlived", _("Er loopt nog een sanctie bij vernietiging"), ENDING, in_sight=_open_to),
)
