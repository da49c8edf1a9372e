# SPDX-License-Identifier: EUPL-1.2
from .counts import DailyCount
from .destroyed import DestroyedCall
from .disclosure import Answer, CallerRequest, Disclosure, Ground
from .recording import Direction, Recording, RecordingKey, RecordingQuerySet, State
from .refused import RefusedCall
from .review import Outcome, Review
from .store_owner import StoreOwner
from .telephony import TelephonySystem

__all__ = [
    "Answer",
    "CallerRequest",
    "DailyCount",
    "DestroyedCall",
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
    "StoreOwner",
    "TelephonySystem",
]
