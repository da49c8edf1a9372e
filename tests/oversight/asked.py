# SPDX-License-Identifier: EUPL-1.2
"""Requests of persons in the world of the tests."""

import datetime
import uuid
from typing import Any

from accounts.models import User
from accounts.policy import today
from incidents.models import Incident, LetterKind, Perpetrator
from oversight.models import DataSubjectRequest, RequestSubject
from oversight.requests import letters, package_deciding, package_keeping, registering
from oversight.requests.package import package_of
from tests.incidents.held import place_on
from tests.world import World, fresh

NAME = "Karel Kraaienest"
WORDS = "Alles van het voorval bij de eendenvijver."
HOW = "Aan de balie met een geldig legitimatiebewijs."


def coordinator(world: World, name: str = "Cora", *levels: str) -> User:
    return world.person(name, world.root, "coordinator", *levels)


def ask(actor: User, kind: str = "access", **changes: Any) -> DataSubjectRequest:
    facts: dict[str, Any] = {
        "kind": kind,
        "received_on": today(),
        "came_by": "post",
        "name": NAME,
        "asked": WORDS,
    }
    return registering.register(fresh(actor), uuid.uuid4(), **facts | changes)


def identified(actor: User, kind: str = "access", **changes: Any) -> DataSubjectRequest:
    """A request of somebody who showed who they are."""
    row = ask(actor, kind, **changes)
    registering.establish_identity(fresh(actor), row, HOW)
    row.refresh_from_db()
    return row


def about(
    actor: User, row: DataSubjectRequest, incident: Incident, perpetrator: Perpetrator | None = None
) -> RequestSubject:
    """Confirm that a request is about this incident, or about somebody whom it names; the record is held for it."""
    hold = place_on(fresh(actor), incident, perpetrator, row.kind, row.received_on)
    return RequestSubject.objects.create(
        request=row,
        hold=hold,
        what=hold.what,
        object_id=hold.object_id,
        capacity="perpetrator" if perpetrator else "victim",
        confirmed_by=actor,
    )


def given(actor: User, row: DataSubjectRequest) -> None:
    """The package of an access request is read, made and taken."""
    person = fresh(actor)
    for part in package_of(person, row).parts:
        seen = [shown.seen for shown in part.items if shown.must_be_read]
        package_deciding.confirm_read(person, row, part.part.key, seen)
    made, _passphrase = package_keeping.make(person, row)
    package_keeping.take(person, row, made)


def sent(
    actor: User, row: DataSubjectRequest, kind: str = LetterKind.DECISION, on: datetime.date | None = None
) -> None:
    letters.record_sent(fresh(actor), row, kind, on or today(), "post", 1, uuid.uuid4())
    row.refresh_from_db()
