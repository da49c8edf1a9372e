# SPDX-License-Identifier: EUPL-1.2
"""What invented people ask the demo's coordinator about their own data: one that must go soon, one with a longer term,
one that is new and one that is answered."""

import datetime
import uuid

from incidents.letters.versions import current
from incidents.models import LetterKind
from oversight.models import DataSubjectRequest
from oversight.requests import deciding, letters, registering
from retention.models import Request
from retention.terms import local_date

from .organisation import Settled


def ask_about_themselves(settled: Settled, now: datetime.datetime) -> None:
    """Four requests, of whom the days of receipt lie before today."""
    coordinator, today = settled.user(settled.role("coordinator")), local_date(now)

    def received(days: int, kind: Request, came_by: str, name: str, asked: str = "") -> DataSubjectRequest:
        return registering.register(
            coordinator,
            uuid.uuid4(),
            kind=kind,
            received_on=today - datetime.timedelta(days=days),
            came_by=came_by,
            name=name,
            asked=asked,
        )

    soon = received(
        25, Request.ACCESS, "post", "Marinus Voorhoeve", "Wat er staat over het gesprek aan de balie."
    )
    registering.establish_identity(coordinator, soon, "Aan de balie, met een geldig legitimatiebewijs.")
    longer = received(
        20,
        Request.OBJECTION,
        "officer",
        "Ilse Kwakkelstein",
        "Het pandverbod: zij verhuist en moet langskomen.",
    )
    registering.establish_identity(
        coordinator, longer, "Teruggebeld op het nummer dat bij de gemeente al bekend was."
    )
    number = current(settled.municipality, LetterKind.REQUEST_EXTENSION).number
    registering.extend(coordinator, longer, "Wij vragen eerst de afdelingen die erbij betrokken zijn.")
    letters.record_sent(
        coordinator, longer, LetterKind.REQUEST_EXTENSION, today, "post", number, uuid.uuid4()
    )
    received(2, Request.RECTIFICATION, "email", "Donatus Berkelaar", "Hij was die dag niet in het stadhuis.")
    gone = received(12, Request.ERASURE, "telephone", "Saartje Verbruggen", "Alles van vorig jaar.")
    deciding.decide(coordinator, gone, "withdrawn")
