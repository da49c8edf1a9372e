# SPDX-License-Identifier: EUPL-1.2
"""The register as a list: what persons ask and what callers ask, what is late first, then what must go first."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from oversight.models import DataSubjectRequest
from recordings import requests as callers
from recordings.models import CallerRequest
from retention.models import Request

from . import clock
from .access import requests_for
from .clock import Clock
from .telling import WAITING

PAGE = 25


@dataclass
class Entry:
    """One request as the list shows it."""

    key: Any
    reference: str
    url: str
    kind: str
    received_on: datetime.date
    clock: Clock
    state: Any
    tone: str
    # Of who asked, as long as it is kept.
    name: str = ""

    @property
    def kind_label(self) -> Any:
        return Request(self.kind).label


@dataclass(frozen=True)
class Page:
    """A page of the list, and how many there are in all."""

    entries: list[Entry]
    number: int
    total: int
    late: int

    @property
    def has_more(self) -> bool:
        return self.number * PAGE < self.total


def page_of(user: Any, *, done: bool = False, kind: str = "", number: int = 1) -> Page:
    """What waits for an answer, or with `done` what was answered (the last one first), for a coordinator.

    A year of requests (R7) is put in order in memory, without their contents; names are read for one page.
    """
    found = [*_of_persons(user, done, kind), *_of_callers(user, done, kind)]
    if done:
        found.sort(key=lambda entry: (entry.received_on, entry.reference), reverse=True)
    else:
        found.sort(key=lambda entry: (entry.clock.last_day, entry.reference))
    late = sum(entry.clock.is_late for entry in found)
    last = max(1, -(-len(found) // PAGE))
    number = min(max(number, 1), last)
    shown = found[(number - 1) * PAGE : number * PAGE]
    named = DataSubjectRequest.objects.only("name", "decided_at", "received_on", "contents_gone_at").in_bulk(
        [entry.key for entry in shown if entry.kind != Request.CALLER]
    )
    for entry in shown:
        row = named.get(entry.key)
        if row is not None and clock.contents_are_there(row):
            entry.name = row.name
    return Page(shown, number, len(found), late)


def clocks_of(user: Any) -> list[Clock]:
    """The clocks of all that waits for an answer, for the coordinator's overview."""
    return [entry.clock for entry in [*_of_persons(user, False, ""), *_of_callers(user, False, "")]]


def _of_persons(user: Any, done: bool, kind: str) -> Iterator[Entry]:
    if kind == Request.CALLER:
        return
    rows = requests_for(user).defer(*DataSubjectRequest.CONTENTS)
    rows = rows.exclude(WAITING) if done else rows.filter(WAITING)
    for row in rows.filter(kind=kind) if kind else rows:
        state, tone = state_of(row)
        yield Entry(
            row.pk,
            row.reference,
            reverse("data_subject_request", kwargs={"request_id": row.pk}),
            row.kind,
            row.received_on,
            clock.clock(row),
            state,
            tone,
        )


def _of_callers(user: Any, done: bool, kind: str) -> Iterator[Entry]:
    if kind not in ("", Request.CALLER):
        return
    for row in callers.requests_for(user).order_by("received_on", "pk"):
        if row.is_open == done:
            continue
        yield Entry(
            row.pk,
            "",
            reverse("caller_request", kwargs={"request_id": row.pk}),
            Request.CALLER,
            row.received_on,
            clock.clock_of(clock.first_last_day(row.received_on), is_over=not row.is_open),
            _state_of_caller(row),
            "neutral" if done else "wait",
        )


def _state_of_caller(row: CallerRequest) -> Any:
    if row.answer:
        return row.get_answer_display()
    return _("Wacht op een antwoord") if row.is_open else _("Na drie maanden vanzelf afgelopen")


def state_of(row: DataSubjectRequest) -> tuple[Any, str]:
    """How far a request is, in words and with the tone of its badge."""
    if clock.is_answered(row):
        return row.get_decision_display(), "neutral"
    if row.decision:
        return _("Besloten, brief nog niet weg"), "wait"
    if row.identity_checked_at is None:
        return (_("Gevraagd wie dit is"), "wait") if row.identity_asked_on else (_("Nieuw"), "info")
    return _("In behandeling"), "info"
