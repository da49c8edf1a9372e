# SPDX-License-Identifier: EUPL-1.2
"""The mails of this room. That destruction is late, nobody can put off."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.levels import Level
from accounts.mail_kinds import administers_the_whole
from accounts.policy import scope_of
from notices.kinds import Kind, Topic

from .reports.access import may_read_reports
from .requests import telling


def _coordinates(person: Any) -> bool:
    return scope_of(person).holds_on_root(Level.COORDINATOR)


DESTRUCTION = Topic(
    "destruction",
    _("Vernietiging"),
    _("Iets is niet op tijd vernietigd."),
    fixed=True,
    concerns=administers_the_whole,
)

EVALUATION = Topic(
    "evaluation",
    _("Jaarlijkse evaluatie"),
    _("De evaluatie kan beginnen, of de datum van een actie is voorbij."),
    concerns=_coordinates,
)

REQUESTS = Topic(
    "requests",
    _("Verzoeken van personen"),
    _("Een verzoek over persoonsgegevens kwam binnen, of moet worden beantwoord."),
    fixed=True,
    concerns=_coordinates,
)

REPORTS = Topic(
    "reports",
    _("Rapportages"),
    _("Er is een nieuwe rapportage, en u hebt om bericht gevraagd."),
    concerns=may_read_reports,
)

DEPARTURE = Topic(
    "departure",
    _("Vertrek van de gemeente"),
    _("De gemeente stopt met deze registratie."),
    fixed=True,
    concerns=lambda person: administers_the_whole(person) or _coordinates(person),
)

KINDS = (
    Kind("departure_announced", _("Het vertrek van de gemeente is aangekondigd"), DEPARTURE),
    Kind("departure_confirmed", _("De gemeente stopt met deze registratie"), DEPARTURE),
    Kind("departure_called_off", _("De gemeente stopt toch niet"), DEPARTURE),
    Kind("departure_exported", _("De export van de gemeente is klaar"), DEPARTURE),
    Kind("destruction_late", _("Vernietiging te laat"), DESTRUCTION),
    Kind("destruction_silent", _("Vernietiging stond stil"), DESTRUCTION),
    Kind("evaluation_due", _("De jaarlijkse evaluatie kan beginnen"), EVALUATION),
    Kind("evaluation_action", _("De datum van een actie is voorbij"), EVALUATION),
    Kind("request_registered", _("Er is een verzoek vastgelegd"), REQUESTS, in_sight=telling.in_sight),
    Kind("request_due", _("Een verzoek moet worden beantwoord"), REQUESTS, in_sight=telling.waiting_in_sight),
    Kind("request_late", _("Een verzoek is te laat"), REQUESTS, in_sight=telling.waiting_in_sight),
    Kind(
        "request_letter_waits",
        _("Een besluit is nog niet verstuurd"),
        REQUESTS,
        in_sight=telling.waiting_in_sight,
    ),
    Kind(
        "caller_request_waits", _("Een beller wacht op antwoord"), REQUESTS, in_sight=telling.caller_in_sight
    ),
    Kind("new_anonymous_report", _("Er is een nieuwe rapportage"), REPORTS),
)
