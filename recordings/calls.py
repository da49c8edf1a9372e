# SPDX-License-Identifier: EUPL-1.2
"""What the telephony says about a call, and whether that can be: whose it was, and when it ended."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone

from accounts.models import Municipality, OrganisationalUnit, User
from retention.terms import recording_due

from .models import Direction
from .refusals import Refused

LONGEST_CALL = datetime.timedelta(hours=6)
EXTERNAL_ID_MAX = 200
NUMBER_MAX = 40
PAUSES_MAX = 500
# A mark may lie a little past the end: clocks and seconds are rounded.
PAUSE_MARGIN_SECONDS = 5.0


@dataclass(frozen=True)
class CallFacts:
    """One call, as the telephony gives it.

    Moments are aware. `employee` is a personnel id, an extension or an e-mail address; `unit` the name or number of a
    unit, "" for the employee's own; `pauses` are from and to, in seconds from the start of the call, of what must be
    silenced before it is stored.
    """

    external_id: str
    started_at: datetime.datetime | None
    ended_at: datetime.datetime | None
    employee: str
    unit: str = ""
    direction: str = Direction.INBOUND.value
    caller_number: str = ""
    pauses: Sequence[tuple[float, float]] = ()

    def written(self) -> dict[str, Any]:
        """Everything that was said, to compare with what is said later. After `check`."""
        return {
            "started_at": _utc(self.started_at),
            "ended_at": _utc(self.ended_at),
            "employee": self.employee.strip(),
            "unit": self.unit.strip(),
            "direction": self.direction,
            "caller_number": self.caller_number.strip(),
            "pauses": [[float(start), float(end)] for start, end in self.pauses],
        }

    def check(self) -> tuple[datetime.datetime, datetime.datetime]:
        """When it began and ended. Raises Refused for what cannot be, and for what is too late (R1)."""
        if not self.external_id.strip() or len(self.external_id) > EXTERNAL_ID_MAX:
            raise Refused("external_id")
        began, ended = self._plausible_times()
        if recording_due(ended).at <= timezone.now():
            raise Refused("too_late")
        if self.direction not in Direction.values:
            raise Refused("direction")
        if len(self.caller_number) > NUMBER_MAX:
            raise Refused("caller_number")
        self._check_pauses((ended - began).total_seconds())
        return began, ended

    def _plausible_times(self) -> tuple[datetime.datetime, datetime.datetime]:
        began, ended = self.started_at, self.ended_at
        if began is None or ended is None:
            raise Refused("no_end")
        if timezone.is_naive(began) or timezone.is_naive(ended):
            raise Refused("implausible_end")
        # In UTC: a difference between two local times forgets the change of the clock.
        began, ended = began.astimezone(datetime.UTC), ended.astimezone(datetime.UTC)
        if not datetime.timedelta() < ended - began <= LONGEST_CALL:
            raise Refused("implausible_end")
        if ended > timezone.now():
            raise Refused("future_end")
        return began, ended

    def _check_pauses(self, length: float) -> None:
        if len(self.pauses) > PAUSES_MAX:
            raise Refused("pauses")
        for start, end in self.pauses:
            if not 0 <= start < end <= length + PAUSE_MARGIN_SECONDS:
                raise Refused("pauses")


def _utc(moment: datetime.datetime | None) -> str:
    return moment.astimezone(datetime.UTC).isoformat() if moment else ""


def employee_of(municipality: Municipality, said: str, ended_at: datetime.datetime) -> User:
    """Who had the call: the person of this personnel id or e-mail address, or who held this extension when it ended.

    Nobody inherits a call: who got an extension later is not its holder, and nor is who left before. Raises Refused,
    also when two people could be meant.
    """
    said = said.strip()
    if not said:
        raise Refused("unknown_employee")
    held_it = Q(extension=said) & (Q(extension_since=None) | Q(extension_since__lte=ended_at))
    meant = Q(personnel_id=said) | Q(email__iexact=said) | held_it
    worked_here = Q(is_active=True) | Q(deactivated_at__gt=ended_at)
    people = User.objects.select_related("unit").filter(meant, worked_here, municipality=municipality)
    found = list(people[:2])
    if len(found) != 1:
        raise Refused("unknown_employee")
    return found[0]


def unit_of(employee: User, said: str) -> OrganisationalUnit:
    """The unit of this name or number in the employee's municipality, or else their own. Raises Refused."""
    said, own = said.strip(), employee.unit
    if not said:
        if own is None or own.closed_on is not None or own.municipality_id != employee.municipality_id:
            raise Refused("unknown_unit")
        return own
    units = OrganisationalUnit.objects.filter(municipality=employee.municipality_id, closed_on=None)
    if said.isdecimal() and len(said) < 10:
        units = units.filter(Q(pk=int(said)) | Q(name__iexact=said))
    else:
        units = units.filter(name__iexact=said)
    found = list(units[:2])
    if len(found) != 1:
        raise Refused("unknown_unit")
    return found[0]
