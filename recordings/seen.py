# SPDX-License-Identifier: EUPL-1.2
"""A call as one person sees it: what they are to it, what they may do with it, and what they may know of it."""

import datetime
from dataclasses import dataclass, field
from functools import cached_property

from accounts.levels import Level
from accounts.models import AccessLogEntry, User
from accounts.policy import people_with
from retention.terms import local_date

from . import access
from .listening import copies_of, listenings_of
from .models import Recording, Review, State
from .telling import heads_of


@dataclass
class Seen:
    """One person before one call that exists for them."""

    user: User
    recording: Recording
    is_own: bool
    is_head: bool
    is_coordinator: bool
    may_play: bool
    # Their last sitting to it, as head; it may be over.
    sitting: Review | None = field(default=None, repr=False)

    @property
    def may_flag(self) -> bool:
        return self.is_own and self.recording.state == State.STORED

    @property
    def may_decide(self) -> bool:
        return self.is_head and self.sitting is not None and self.recording.state == State.FLAGGED

    @property
    def last_day(self) -> datetime.date:
        """The last local date on which it is there, at least for a part of it."""
        return local_date(self.recording.destroy_at - datetime.timedelta(microseconds=1))

    @cached_property
    def reviews(self) -> list[Review]:
        """Who sat down to it and what they decided, for whose call it was."""
        return list(self.recording.reviews.select_related("head")) if self.is_own else []

    @cached_property
    def listenings(self) -> list[AccessLogEntry]:
        """Who listened to it, for whose call it was."""
        return list(listenings_of(self.recording)) if self.is_own else []

    @cached_property
    def copies(self) -> list[AccessLogEntry]:
        """Who took a copy of it, which can be listened to unseen, for whose call it was."""
        return list(copies_of(self.recording)) if self.is_own else []

    @cached_property
    def hearers(self) -> list[User]:
        """Who may hear it beside whose call it was, by name."""
        state, found = self.recording.state, list[User]()
        if state in access.FOR_THE_HEAD:
            found += heads_of(self.recording)
        if state == State.APPROVED:
            root = self.recording.municipality.units.get(parent=None)
            found += people_with(Level.COORDINATOR, root)
        others = {person.pk: person for person in found if person.pk != self.recording.employee_id}
        return [person for person in others.values() if access.comes_in(person)]


def seen_by(user: User, recording: Recording, session_mark: str = "") -> Seen:
    """The call as this person sees it in this session (sitting.py). It must be one that exists for them."""
    this = Recording.objects.filter(pk=recording.pk)
    is_head = access.for_head(this, user).exists()
    return Seen(
        user=user,
        recording=recording,
        is_own=recording.employee_id == user.pk,
        is_head=is_head,
        is_coordinator=access.approved_for(this, user).exists(),
        may_play=access.playable_by(this, user, session_mark).exists(),
        sitting=Review.objects.filter(recording=recording, head=user).last() if is_head else None,
    )
