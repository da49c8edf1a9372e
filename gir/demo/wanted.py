# SPDX-License-Identifier: EUPL-1.2
"""The sanctions that must be there to be seen, in every state. Days are counted back from the day of the demo."""

import datetime
from dataclasses import dataclass

from dateutil.relativedelta import relativedelta

from incidents.models import SanctionKind

K = SanctionKind


@dataclass(frozen=True)
class Wanted:
    """A sanction decided between `most` and `least` days ago, which lasts `lasts` days, and what became of it.

    `wish`: open (the incident is still handled), alone (nobody found out that this person did more), named, watched (by the
    supervisor that the README names), waiting, refused, withdrawn, unsent, lifted, annulled, shortened, prolonged,
    dropped (by a review); urgent, declined, unreachable (why not heard).
    """

    kind: SanctionKind
    most: float
    least: float
    lasts: int = 0
    wish: str = ""
    gravest: int = 1
    # The first review, so many days after the decision, or from now.
    review_in: int | None = None
    review_from_now: int | None = None
    ends_from_now: int | None = None
    # R3: out of view after the day that is so many days from now; the end follows from that.
    hidden_after: int | None = None

    @property
    def wishes(self) -> frozenset[str]:
        return frozenset(self.wish.split())


WANTED = [
    # In view until yesterday, and until tomorrow.
    Wanted(K.PREMISES_BAN, 1000, 380, wish="alone named", gravest=3, hidden_after=-1),
    Wanted(K.CONTACT_MEASURE, 1000, 380, wish="alone named", gravest=2, hidden_after=1),
    # What fits few incidents only.
    Wanted(K.PREMISES_BAN, 400, 85, 80, "prolonged", 3),
    Wanted(K.DAMAGE_RECOVERY, 1430, 5),
    # Waiting for the supervisor.
    Wanted(K.PREMISES_BAN, 8, 0.1, 90, "open waiting watched", 3),
    Wanted(K.CONTACT_BAN, 25, 0.1, 60, "open waiting", 3),
    # Letters: not sent yet, and too late.
    Wanted(K.WARNING_LETTER, 0.9, 0.05, wish="open unsent named"),
    Wanted(K.ORDER_TALK, 0.9, 0.05, wish="open unsent"),
    Wanted(K.WARNING_LETTER, 9, 1.5, wish="open unsent"),
    Wanted(K.PREMISES_BAN, 12, 1.5, 60, "open unsent named urgent", 3),
    # Running: new, about to end, reviewed before and again, to be reviewed, reviewed too late.
    Wanted(K.PREMISES_BAN, 40, 5, 88, "named", 3),
    Wanted(K.PREMISES_BAN, 80, 10, 89, "", 3),
    Wanted(K.CONTACT_BAN, 80, 8, wish="named", gravest=3, ends_from_now=4),
    Wanted(K.CONTACT_BAN, 300, 130, 420, "named", 3, review_in=85),
    Wanted(K.CONTACT_MEASURE, 110, 40, 240, "named", 1, review_from_now=3),
    Wanted(K.SUSPENSION, 200, 40, 300, "", 3, review_from_now=-6),
    Wanted(K.CONTACT_MEASURE, 80, 5, 84, "urgent", 2),
    # Over: by itself, lifted, after a review, annulled, shortened, prolonged long ago.
    Wanted(K.PREMISES_BAN, 700, 200, 80, "named declined", 3),
    Wanted(K.PREMISES_BAN, 600, 150, 120, "lifted named", 3, review_in=100),
    Wanted(K.CONTACT_MEASURE, 700, 200, 180, "dropped", 2, review_in=80),
    Wanted(K.CONTACT_BAN, 900, 220, 60, "unreachable", 3),
    Wanted(K.SUSPENSION, 800, 120, 45, "", 3),
    Wanted(K.WARNING_LETTER, 500, 40, wish="annulled alone"),
    Wanted(K.STOP_TALK, 900, 60, wish="shortened", gravest=3),
    # Not allowed, taken back.
    Wanted(K.PREMISES_BAN, 900, 6, 120, "refused", 3, review_in=60),
    Wanted(K.CONTACT_BAN, 900, 6, 60, "withdrawn", 3),
    # The rest of the kinds, and what nobody sees any more.
    Wanted(K.ORAL_WARNING, 200, 20, wish="named"),
    Wanted(K.STOP_TALK, 400, 20, wish="named"),
    Wanted(K.PREMISES_BAN, 1430, 1000, 80, "", 3),
    Wanted(K.WARNING_LETTER, 1430, 1100),
]


def end_that_hides_after(day: datetime.date, most_months: int) -> tuple[datetime.date, int]:
    """The end of a sanction and the months (12 to `most_months`) after which `day` is the last one in view."""
    for months in range(most_months, 11, -1):
        end = day - relativedelta(months=months)
        if end + relativedelta(months=months) == day:
            return end, months
    raise LookupError(f"No sanction goes out of view after {day}.")
