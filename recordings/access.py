# SPDX-License-Identifier: EUPL-1.2
"""Who may see and play which recording (GRO 6, 8; RULES: "recordings role"): querysets on the access policy.

The employee who had the call; a head, of flagged calls of their units; the coordinator, of what was approved. Nobody
else, and no administrator or superuser whatever else they are. What was announced and has no sound yet, and what has
lost its key, exists for nobody.
"""

import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q

from accounts.levels import Level
from accounts.models import User
from accounts.policy import scope_of

from . import sitting
from .models import Recording, RecordingKey, RecordingQuerySet, State

# A head sees a call from the flag on; a refusal ends that.
FOR_THE_HEAD = (State.FLAGGED, State.APPROVED)


class NotAllowed(Exception):
    """The domain refuses; a view answers 404."""


def visible_to(recordings: RecordingQuerySet, user: Any) -> RecordingQuerySet:
    """The recordings that exist for this person."""
    return _of(recordings, user, _own(user) | _for_head(user) | _for_coordinator(user))


def playable_by(recordings: RecordingQuerySet, user: Any, session_mark: str = "") -> RecordingQuerySet:
    """The recordings that this person may listen to; as head only while a sitting runs that they opened in this
    session, by writing down who is present (begin_review)."""
    sits = Exists(sitting.running(user, session_mark).filter(recording=OuterRef("pk")))
    return _of(recordings, user, _own(user) | (_for_head(user) & Q(sits)) | _for_coordinator(user))


def of_employee(recordings: RecordingQuerySet, user: Any) -> RecordingQuerySet:
    """The calls that this person had."""
    return _of(recordings, user, _own(user))


def for_head(recordings: RecordingQuerySet, user: Any) -> RecordingQuerySet:
    """The flagged calls, also the approved ones, of the units of this head; never their own."""
    return _of(recordings, user, _for_head(user))


def assessable_by(recordings: RecordingQuerySet, user: Any) -> RecordingQuerySet:
    """The flagged calls that wait for this head's decision."""
    return _of(recordings, user, _for_head(user) & Q(state=State.FLAGGED))


def approved_for(recordings: RecordingQuerySet, user: Any) -> RecordingQuerySet:
    """The approved recordings of the municipality, for its coordinator."""
    return _of(recordings, user, _for_coordinator(user))


def reported_by(recordings: RecordingQuerySet, user: Any) -> RecordingQuerySet:
    """The calls of which this person may say that they reported what happened: their own, and as coordinator those that
    were approved."""
    return _of(recordings, user, _own(user) | _for_coordinator(user))


def flagged_countdowns(user: Any) -> list[datetime.datetime]:
    """For the coordinator: until when each flagged call of the municipality can still be approved, the most urgent
    first; which calls these are stays unsaid."""
    if not coordinates(user):
        return []
    flagged = with_sound(Recording.objects.filter(municipality=user.municipality_id, state=State.FLAGGED))
    return list(flagged.order_by("destroy_at").values_list("destroy_at", flat=True))


def comes_in(user: Any) -> bool:
    """Whether there can be a recording at all for this person. Who gives keys opens no doors: an administrator reads
    none, and an operator neither."""
    return (
        isinstance(user, User)
        and user.is_active
        and user.municipality_id is not None
        and not user.is_superuser
        and not scope_of(user).holds(Level.ADMINISTRATOR)
    )


def is_head(user: Any) -> bool:
    """Whether this person assesses flagged calls, of any unit."""
    return comes_in(user) and scope_of(user).holds(Level.HEAD)


def coordinates(user: Any) -> bool:
    """Whether this person is coordinator, of their whole municipality."""
    return comes_in(user) and scope_of(user).holds_on_root(Level.COORDINATOR)


def _of(recordings: RecordingQuerySet, user: Any, condition: Q) -> RecordingQuerySet:
    if not comes_in(user):
        return recordings.none()
    return with_sound(recordings.filter(condition, municipality=user.municipality_id))


def with_sound(recordings: RecordingQuerySet) -> RecordingQuerySet:
    """Without what was only announced, and what has lost its key."""
    has_key = Exists(RecordingKey.with_due.filter(recording=OuterRef("pk")))
    return recordings.filter(has_key).exclude(state=State.ANNOUNCED)


def _pk(user: Any) -> Any:
    return user.pk if isinstance(user, User) else None


def _own(user: Any) -> Q:
    return Q(employee=_pk(user))


def _for_head(user: Any) -> Q:
    return Q(unit__in=scope_of(user).units_with(Level.HEAD), state__in=FOR_THE_HEAD) & ~_own(user)


def _for_coordinator(user: Any) -> Q:
    # Granted on the root only.
    everywhere = scope_of(user).holds_on_root(Level.COORDINATOR)
    return Q(state=State.APPROVED) if everywhere else Q(pk__in=[])
