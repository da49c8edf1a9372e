# SPDX-License-Identifier: EUPL-1.2
"""A hold on an incident, or on somebody whom it names, as a request of a person places it."""

import datetime

from accounts.models import User
from incidents.holding import hold_for_request
from incidents.models import Incident, Perpetrator
from retention.models import Hold


def place_on(
    actor: User, incident: Incident, perpetrator: Perpetrator | None, request: str, received_on: datetime.date
) -> Hold:
    """For a request that came in time."""
    hold = hold_for_request(actor, perpetrator or incident, request, received_on)
    assert hold is not None
    return hold
