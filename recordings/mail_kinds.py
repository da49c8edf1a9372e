# SPDX-License-Identifier: EUPL-1.2
"""The mails of this room. What must be decided before a recording is gone cannot be put off to tomorrow's mail."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.levels import Level
from accounts.mail_kinds import administers_the_whole
from accounts.policy import scope_of
from notices.kinds import Kind, Topic


def _has_calls(person: Any) -> bool:
    return bool(person.extension) or scope_of(person).holds(Level.HEAD)


def _hears_outcomes(person: Any) -> bool:
    return bool(person.extension) or scope_of(person).holds(Level.COORDINATOR)


DEADLINES = Topic(
    "recording_deadlines",
    _("Gesprekken met een termijn"),
    _("Een gesprek wacht op een beslissing, of ging omdat die uitbleef."),
    fixed=True,
    concerns=_has_calls,
)
STORE = Topic(
    "recordings_store",
    _("De opslag van gesprekken"),
    _("De opslag is van een andere installatie, en er wordt niets opgeruimd."),
    fixed=True,
    concerns=administers_the_whole,
)
OUTCOMES = Topic(
    "recording_outcomes",
    _("Beslissingen over gesprekken"),
    _("Een gesprek is goedgekeurd, afgewezen of vrijgegeven."),
    concerns=_hears_outcomes,
)

KINDS = (
    Kind("recording_flagged", _("Een gesprek wacht op uw beoordeling"), DEADLINES),
    Kind("recording_waits", _("Een gesprek wacht nog op u"), DEADLINES),
    Kind("recording_expired", _("Een gesprek is vernietigd zonder beslissing"), DEADLINES),
    Kind("recording_out_of_view", _("Over een gesprek is niet op tijd beslist"), DEADLINES),
    Kind("recording_to_release", _("Een beller vraagt om een opname"), DEADLINES),
    Kind("recordings_store", _("De opslag van gesprekken vraagt aandacht"), STORE),
    Kind("recording_decided", _("Over een gesprek is beslist"), OUTCOMES),
    Kind("recording_approved", _("Een opname is langer bewaard"), OUTCOMES),
    Kind("recording_released", _("Een opname is vrijgegeven voor de beller"), OUTCOMES),
)
