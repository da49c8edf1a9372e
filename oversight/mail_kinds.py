# SPDX-License-Identifier: EUPL-1.2
"""The mails of this room. That destruction is late, nobody can put off."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.levels import Level
from accounts.mail_kinds import administers_the_whole
from accounts.policy import scope_of
from notices.kinds import Kind, Topic

from .reports.access import may_read_reports


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

REPORTS = Topic(
    "reports",
    _("Rapportages"),
    _("Er is een nieuwe rapportage, en u hebt om bericht gevraagd."),
    concerns=may_read_reports,
)

KINDS = (
    Kind("destruction_late", _("Vernietiging te laat"), DESTRUCTION),
    Kind("destruction_silent", _("Vernietiging stond stil"), DESTRUCTION),
    Kind("evaluation_due", _("De jaarlijkse evaluatie kan beginnen"), EVALUATION),
    Kind("evaluation_action", _("De datum van een actie is voorbij"), EVALUATION),
    Kind("new_anonymous_report", _("Er is een nieuwe rapportage"), REPORTS),
)
