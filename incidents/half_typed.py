# SPDX-License-Identifier: EUPL-1.2
"""What a handler was typing in a form of a case when the idle time was over: kept like a draft (R7), for its author
only, until the form is sent or thrown away, and never longer than its seven days."""

import uuid
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, QueryDict

from accounts.models import User

from .models import Draft, Incident
from .reporting import TYPED_AT, save_draft

# What the page sends along, and nobody typed.
NOT_TYPED = {"csrfmiddlewaretoken"}
MAX_CHARACTERS = 100_000


def keep(request: HttpRequest, incident: Incident) -> None:
    """Keep what this request posted, in place of what was kept of the same page before, whose seven days go on (R7);
    it goes with the incident that it is about (R4)."""
    typed = {name: values for name, values in request.POST.lists() if name not in NOT_TYPED}
    written = sum(len(value) for values in typed.values() for value in values)
    if written and written <= MAX_CHARACTERS:
        author: Any = request.user
        before = next(_of(author, request.path), None)
        data = {TYPED_AT: request.path, "typed": typed}
        save_draft(author, data, before.pk if before else uuid.uuid4(), incident)


def kept(author: User, path: str) -> QueryDict | None:
    """What this person was typing on this page; None when nothing is kept."""
    draft = next(_of(author, path), None)
    if draft is None:
        return None
    data = QueryDict(mutable=True)
    for name, values in draft.data["typed"].items():
        data.setlist(name, values)
    return data


def forget(author: User, path: str) -> None:
    """The form was sent: nothing is kept of it."""
    for draft in _of(author, path):
        draft.delete()


def _of(author: User, path: str) -> Iterator[Draft]:
    return (draft for draft in Draft.objects.filter(author=author) if draft.data.get(TYPED_AT) == path)
