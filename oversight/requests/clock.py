# SPDX-License-Identifier: EUPL-1.2
"""Until when a request must be answered (AVG 12.3), and until when what it says is kept.

The clock counts from the local day of receipt, and nothing stops it: no question who somebody is, no weekend (the
Algemene termijnenwet would lengthen), no decision whose letter has not gone. A longer term counts only where the person
was told of it within the first month.
"""

import datetime
from dataclasses import dataclass

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from oversight.models import DataSubjectRequest, Decision
from retention.terms import end_of_day, hold_ends, local_date

# Days ahead on which the coordinators are reminded; once late, every week.
REMIND_AT = (14, 7, 3)
# After a decision, until its letter must have gone: what was asked and why it was decided so is kept no longer.
LETTER_WITHIN = datetime.timedelta(days=14)
# How long somebody has to show who they are (Awb 4:5).
IDENTITY_WITHIN = datetime.timedelta(days=14)


def first_last_day(received_on: datetime.date) -> datetime.date:
    """The last local day of the month in which a request is answered, or told that it takes longer."""
    return received_on + relativedelta(months=1)


def extended_last_day(received_on: datetime.date) -> datetime.date:
    """The same with the two further months; never after the end of the holds."""
    return first_last_day(received_on) + relativedelta(months=2)


def in_first_month(request: DataSubjectRequest) -> bool:
    return end_of_day(first_last_day(request.received_on)) > timezone.now()


def is_extended(request: DataSubjectRequest) -> bool:
    """Whether the longer term counts: the letter about it went within the first month."""
    told = request.extension_told_on
    return told is not None and told <= first_last_day(request.received_on)


def last_day_of(request: DataSubjectRequest) -> datetime.date:
    """The last local day on which the answer is in time."""
    received = request.received_on
    return extended_last_day(received) if is_extended(request) else first_last_day(received)


def is_answered(request: DataSubjectRequest) -> bool:
    """Whether the clock is over: the letter with the decision went, or the person asked no more."""
    return request.letter_sent_on is not None or request.decision == Decision.WITHDRAWN


def contents_go_at(request: DataSubjectRequest) -> datetime.datetime:
    """The moment (UTC) at which name, words, check and reasons go at the latest: two weeks after the decision, to the end
    of that day; without one, with the holds, three months after receipt."""
    if request.decided_at is None:
        return hold_ends(request.received_on)
    return end_of_day(local_date(request.decided_at) + LETTER_WITHIN)


def last_day_of_contents(request: DataSubjectRequest) -> datetime.date:
    """The last local day on which the contents are there."""
    return local_date(contents_go_at(request) - datetime.timedelta(microseconds=1))


def contents_are_there(request: DataSubjectRequest) -> bool:
    """Whether the contents may still be seen: what is due is hidden, also when the worker stands still."""
    return request.contents_gone_at is None and contents_go_at(request) > timezone.now()


def typed_goes_at(request: DataSubjectRequest, typed_at: datetime.datetime) -> datetime.datetime:
    """The moment at which something typed about a request whose contents are gone goes. What was typed before goes with
    them; what is typed since is for a decision on that same day, however late (AVG 12.3), and kept no longer."""
    gone_at = request.contents_gone_at
    return end_of_day(local_date(typed_at)) if gone_at is not None and typed_at > gone_at else typed_at


@dataclass(frozen=True)
class Clock:
    """How the term of one request stands on a day."""

    last_day: datetime.date
    # Full days after today in which the answer is in time; below 0 it is late.
    days_left: int
    is_over: bool

    @property
    def is_late(self) -> bool:
        return not self.is_over and self.days_left < 0

    @property
    def is_soon(self) -> bool:
        return not self.is_over and 0 <= self.days_left <= REMIND_AT[0]

    @property
    def days_late(self) -> int:
        return max(-self.days_left, 0)

    @property
    def stage(self) -> str:
        """Which reminder it is time for, by name; "" for none. One that was missed is not made up for."""
        if self.is_over:
            return ""
        if self.is_late:
            return f"late-{(self.days_late - 1) // 7}"
        return next((str(days) for days in reversed(REMIND_AT) if self.days_left <= days), "")


def clock_of(last_day: datetime.date, is_over: bool) -> Clock:
    """The clock as it stands today in Amsterdam."""
    return Clock(last_day, (last_day - local_date(timezone.now())).days, is_over)


def clock(request: DataSubjectRequest) -> Clock:
    return clock_of(last_day_of(request), is_answered(request))
