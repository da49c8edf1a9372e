# SPDX-License-Identifier: EUPL-1.2
"""With what an incident is late: the first reaction, aftercare, or the letter about a sanction.

The one moment that is kept per incident (`due.py`) says that it is late; what with is asked of what is late only, which
is little.
"""

import datetime
from typing import Any

from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User

from . import finder
from .finder import Clause
from .models import OPEN_STATUSES, Aftercare, Incident, Sanction
from .models.sanction import LETTER_WITHIN


class Late(models.TextChoices):
    REACTION = "reaction", _("Eerste reactie")
    AFTERCARE = "aftercare", _("Nazorg")
    LETTER = "letter", _("Brief")


def late_with(user: User, what: str) -> Clause:
    """The rows of Sight whose incident is late with this, by the norms of this person's municipality."""
    return finder.both(finder.is_overdue(timezone.now()), _of(user, Late(what)))


def late_counts(user: User, reach: finder.Reach) -> dict[Late, int]:
    """How many incidents within this reach are late with what; above finder.COUNT_AT_MOST it counts no further. One
    that is late with two things counts with both. One query."""
    clauses = [_of(user, what) for what in Late]
    # Of what is late, so that nothing else is looked into.
    *numbers, _closed = finder.count(reach, clauses, finder.is_overdue(timezone.now()))
    return dict(zip(Late, numbers, strict=True))


def _of(user: User, what: Late) -> Clause:
    now = timezone.now()
    match what:
        case Late.REACTION:
            hours = user.municipality.first_reaction_hours if user.municipality else 0
            return _has(
                Incident,
                "x.id = s.incident_id AND x.first_reaction_at IS NULL AND x.reported_at <= %s "
                f"AND x.status IN ({', '.join(['%s'] * len(OPEN_STATUSES))})",
                _moment(now - datetime.timedelta(hours=hours)),
                *map(str, OPEN_STATUSES),
            )
        case Late.AFTERCARE:
            return _has(
                Aftercare,
                "x.incident_id = s.incident_id AND x.done_at IS NULL AND NOT x.declined AND x.due_at <= %s",
                _moment(now),
            )
        case Late.LETTER:
            return _has(
                Sanction,
                "x.incident_id = s.incident_id AND x.state = %s AND x.annulled_at IS NULL "
                "AND x.letter_sent_at IS NULL AND x.imposed_at <= %s",
                str(Sanction.State.IMPOSED),
                _moment(now - LETTER_WITHIN),
            )


def _has(model: type[models.Model], where: str, *params: Any) -> Clause:
    # Put together from the constants above; every value is a parameter.
    return Clause(f"EXISTS (SELECT 1 FROM {model._meta.db_table} x WHERE {where})", params)  # noqa: S608


def _moment(at: datetime.datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(at)
