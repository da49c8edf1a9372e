# SPDX-License-Identifier: EUPL-1.2
"""What the telephony says about a call, and what it hears: the shapes of the API."""

import datetime
import re
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema

from .calls import EXTERNAL_ID_MAX, NUMBER_MAX, PAUSES_MAX, CallFacts
from .models import Recording

RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)")
EXAMPLE = "2026-11-30T09:12:40+01:00"


def _moment(said: Any) -> datetime.datetime:
    """A moment as RFC 3339 writes it, offset included; in UTC, so that no later arithmetic can overflow."""
    wrong = ValueError(f"A moment with its offset is needed, such as {EXAMPLE}.")
    if not isinstance(said, str) or not RFC3339.fullmatch(said):
        raise wrong
    try:
        return datetime.datetime.fromisoformat(said).astimezone(datetime.UTC)
    except (ValueError, OverflowError):
        raise wrong from None


Moment = Annotated[
    datetime.datetime,
    BeforeValidator(_moment),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": [EXAMPLE]}),
]
# No control characters: no telephony has them, and a database does not take all of them.
PLAIN = r"^[^\x00-\x1f]*$"
STRICT = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


class Pause(Schema):
    """Something that must be silenced before the sound is stored, in seconds from the start of the call."""

    model_config = STRICT
    start: float = Field(alias="from", ge=0)
    end: float = Field(alias="to", ge=0)


class Call(Schema):
    """One call, when it has ended."""

    model_config = STRICT
    external_id: Annotated[
        str,
        StringConstraints(min_length=1, max_length=EXTERNAL_ID_MAX, pattern=PLAIN),
        Field(description="The call's own number with the telephony, by which it can be delivered again."),
    ]
    started_at: Moment
    ended_at: Annotated[Moment, Field(description="From here its 48 hours count.")]
    employee: Annotated[
        str,
        StringConstraints(min_length=1, max_length=254, pattern=PLAIN),
        Field(description="Who had it: a personnel id, an e-mail address, or an extension."),
    ]
    direction: Literal["inbound", "outbound"]
    unit: Annotated[
        Annotated[str, StringConstraints(max_length=200, pattern=PLAIN)] | None,
        Field(description="Name or number of the unit; the employee's own when left out."),
    ] = None
    caller_number: Annotated[str, StringConstraints(max_length=NUMBER_MAX, pattern=PLAIN)] | None = None
    pauses: Annotated[list[Pause], Field(max_length=PAUSES_MAX)] = []

    def facts(self) -> CallFacts:
        return CallFacts(
            external_id=self.external_id,
            started_at=self.started_at,
            ended_at=self.ended_at,
            employee=self.employee,
            unit=self.unit or "",
            direction=self.direction,
            caller_number=self.caller_number or "",
            pauses=[(pause.start, pause.end) for pause in self.pauses],
        )


class Known(Schema):
    """A call that is known here."""

    id: UUID
    destroy_at: datetime.datetime = Field(description="When it is destroyed, unless it is approved.")

    @classmethod
    def of(cls, recording: Recording) -> "Known":
        # Whether it was approved is not the telephony's to know.
        return cls(id=recording.pk, destroy_at=min(recording.destroy_at, recording.decide_before))
