# SPDX-License-Identifier: EUPL-1.2
"""The retention terms as calendar arithmetic: pure functions, no database, no clock.

Each answers with the due moment and with everything that explains it. A thing is hidden, and due, from the first
instant at which now >= its due moment. Local reasoning is in Europe/Amsterdam; "end of day D" is 00:00 of D+1.
"""

import datetime
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from .working_days import nth_working_day_after

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
EXTENSION_WORKING_DAYS = 10
HOUSEKEEPING_HOURS = 30 * 24


class NonexistentLocalTime(ValueError):
    """A local time that the clock skipped in the spring night."""


@dataclass(frozen=True)
class Due:
    """When something must go, and why.

    `counted_from` is the fact that nobody can move; `policy` the term as an ISO 8601 duration; both are stored with
    the record, in UTC.
    """

    rule: str
    counted_from: datetime.datetime
    policy: str
    at: datetime.datetime


def start_of_day(day: datetime.date) -> datetime.datetime:
    """00:00 in Amsterdam on `day`, as UTC."""
    return datetime.datetime.combine(day, datetime.time(), AMSTERDAM).astimezone(datetime.UTC)


def end_of_day(day: datetime.date) -> datetime.datetime:
    """The first instant after `day` in Amsterdam, as UTC."""
    return start_of_day(day + datetime.timedelta(days=1))


def from_local(day: datetime.date, time: datetime.time) -> datetime.datetime:
    """The instant, in UTC, of a local time given without an offset.

    In the autumn night, where the time happens twice, the earlier of the two. Raises NonexistentLocalTime for a time
    that the spring night skips.
    """
    local = datetime.datetime.combine(day, time.replace(tzinfo=None, fold=0), AMSTERDAM)
    instant = local.astimezone(datetime.UTC)
    if instant.astimezone(AMSTERDAM).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise NonexistentLocalTime(f"{local:%Y-%m-%d %H:%M} does not exist in Amsterdam.")
    return instant


def local_date(moment: datetime.datetime) -> datetime.date:
    """The calendar day in Amsterdam of an aware moment."""
    return moment.astimezone(AMSTERDAM).date()


def recording_due(ended_at: datetime.datetime) -> Due:
    """R1 (GRO art. 6): 48 real hours after the end of the call (aware), as the telephony gives it."""
    return Due("R1", ended_at.astimezone(datetime.UTC), "PT48H", _hours_later(ended_at, 48))


def extended_recording_due(approved_on: datetime.date) -> Due:
    """R2 (GRO art. 6): to the end of the tenth working day after the local day of the approval."""
    last_day = nth_working_day_after(approved_on, EXTENSION_WORKING_DAYS)
    return Due(
        "R2", start_of_day(approved_on), f"{EXTENSION_WORKING_DAYS} working days", end_of_day(last_day)
    )


def incident_due(occurred_on: datetime.date) -> Due:
    """R4 (LEI 5.2): five years after the date of the incident, to the end of that day."""
    last_day = occurred_on + relativedelta(years=5)
    return Due("R4", start_of_day(occurred_on), "P5Y", end_of_day(last_day))


def sanction_due(ended_on: datetime.date, months: int) -> Due:
    """R3 (LEI 5.1): `months` (12 to 24, by severity) after the local day on which the sanction ended, to the end of
    that day; from then on it is no longer in the registry. Raises ValueError for other months."""
    return _registry_due(ended_on, months)


def unsanctioned_due(occurred_on: datetime.date, months: int) -> Due:
    """R3 for a perpetrator without a sanction: `months` (12 to 24) counted from the date of the incident.

    Raises ValueError for other months.
    """
    return _registry_due(occurred_on, months)


def _registry_due(day: datetime.date, months: int) -> Due:
    if not 12 <= months <= 24:
        raise ValueError(f"R3 counts 12 to 24 months, not {months}.")
    return Due("R3", start_of_day(day), f"P{months}M", end_of_day(day + relativedelta(months=months)))


def draft_due(first_saved_at: datetime.datetime) -> Due:
    """R7: a draft, seven days of 24 hours after it was first saved; later saves change nothing."""
    return Due("R7", first_saved_at, "P7D", _hours_later(first_saved_at, 7 * 24))


def import_due(read_at: datetime.datetime) -> Due:
    """R7: an import file goes when it is read; what was read of it waits at most an hour for a yes or a no."""
    return Due("R7", read_at, "PT1H", _hours_later(read_at, 1))


def housekeeping_due(created_at: datetime.datetime) -> Due:
    """R7: mail outbox, sign-in attempts, task results: thirty days of 24 hours after they were made."""
    return Due("R7", created_at, "P30D", _hours_later(created_at, HOUSEKEEPING_HOURS))


def request_due(completed_at: datetime.datetime) -> Due:
    """R7: a request, a year after it was completed, to the end of that day."""
    a_year_on = end_of_day(local_date(completed_at) + relativedelta(months=12))
    return Due("R7", completed_at, "P12M", a_year_on)


def package_due(made_at: datetime.datetime) -> Due:
    """R7: what was made for somebody who asked what is held about them, fourteen days of 24 hours after it was made."""
    return Due("R7", made_at, "P14D", _hours_later(made_at, 14 * 24))


def hold_ends(received_on: datetime.date) -> datetime.datetime:
    """The moment by which a hold is over: three calendar months after the local day of receipt, at its end."""
    return end_of_day(received_on + relativedelta(months=3))


def departure_file_due(made_at: datetime.datetime) -> Due:
    """R7: the sealed export of a municipality that leaves, fourteen days of 24 hours after its making began; what it
    holds goes on to become due meanwhile, so it is not kept for longer than fetching it takes."""
    return Due("R7", made_at, "P14D", _hours_later(made_at, 14 * 24))


def look_due(looked_at: datetime.datetime, record_due_at: datetime.datetime) -> Due:
    """R6: a row of the access log, the later of the record's destruction and 12 months after the look."""
    a_year_on = end_of_day(local_date(looked_at) + relativedelta(months=12))
    return Due("R6", looked_at, "P12M", max(record_due_at, a_year_on))


def _hours_later(moment: datetime.datetime, hours: int) -> datetime.datetime:
    """Real hours: Python adds to a local time by the clock on the wall, which a change of the clock would stretch."""
    return moment.astimezone(datetime.UTC) + datetime.timedelta(hours=hours)


def administration_due(changed_at: datetime.datetime) -> Due:
    """R6: a change to what the administration keeps (levels, units, people, settings) is about no record; its row of
    the change log goes after five years, to the end of that day: nothing is kept for longer."""
    return Due("R6", changed_at, "P5Y", end_of_day(local_date(changed_at) + relativedelta(years=5)))
