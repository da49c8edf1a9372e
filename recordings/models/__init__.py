# SPDX-License-Identifier: EUPL-1.2
from .counts import DailyCount
from .recording import Direction, Recording, RecordingKey, RecordingQuerySet, State
from .refused import RefusedCall
from .review import Outcome, Review
from .telephony import TelephonySystem

__all__ = [
    "DailyCount",
    "Direction",
    "Outcome",
    "Recording",
    "RecordingKey",
    "RecordingQuerySet",
    "RefusedCall",
    "Review",
    "State",
    "TelephonySystem",
]
