# SPDX-License-Identifier: EUPL-1.2
"""The parts of a case in order, and what a next action is made of."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from .casefile import CaseFile

CARE, FACTS, ACT, POLICE, PREVENT, CLOSE = "zorg", "feiten", "dader", "aangifte", "preventie", "sluiten"
TITLES: dict[str, Any] = {
    CARE: gettext_lazy("Zorg voor de medewerker"),
    FACTS: gettext_lazy("Wat er is gebeurd"),
    ACT: gettext_lazy("Richting de dader"),
    POLICE: gettext_lazy("Aangifte en schade"),
    PREVENT: gettext_lazy("Voorkomen"),
    CLOSE: gettext_lazy("Afsluiten"),
}


@dataclass(frozen=True)
class Step:
    """A part of the case; `state` is done, now, late or nothing."""

    anchor: str
    number: int
    label: str
    state: str
    note: str

    @property
    def url(self) -> str:
        return f"#{self.anchor}"


@dataclass(frozen=True)
class Next:
    """The one obvious next action: a link, or (with `post`) a button that does it at once."""

    title: str
    text: str
    url: str
    label: str
    post: bool = False
    late: bool = False
    step: str = ""
    about: str = ""


def page_of(case: CaseFile, name: str, **more: Any) -> str:
    """The address of a page about this case."""
    return reverse(name, kwargs={"incident_id": case.incident.pk, **more})
