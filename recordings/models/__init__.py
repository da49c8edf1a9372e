# SPDX-License-Identifier: EUPL-1.2
from .counts import DailyCount
from .disclosure import Answer, CallerRequest, Disclosure, Ground
from .recording import Direction, Recording, RecordingKey, RecordingQuerySet, State
from .refused import RefusedCall
from .review import Outcome, Review
from .telephony import TelephonySystem

__all__ = [
    "Answer",
    "CallerRequest",
    "DailyCount",
    "Direction",
    "Disclosure",
    "Ground",
    "Outcome",
    "Recording",
    "RecordingKey",
    "RecordingQuerySet",
    "RefusedCall",
    "Review",
    "State",
    "TelephonySystem",
]
