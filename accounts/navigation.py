# SPDX-License-Identifier: EUPL-1.2
"""The main menu: which entries a person sees follows from the levels they hold."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .levels import Level
from .policy import scope_of

# (label, url name, needs one of these levels; none means everybody who is signed in)
MENU: list[tuple[Any, str, frozenset[Level]]] = [
    (_("Start"), "home", frozenset()),
    (_("Melding doen"), "report", frozenset({Level.REPORTER})),
    (_("Mijn meldingen"), "my_reports", frozenset()),
    (_("Werkvoorraad"), "work_list", frozenset({Level.HANDLER, Level.SUPERVISOR})),
    (_("Toezicht"), "watch", frozenset({Level.SUPERVISOR})),
    (_("Beheer"), "administration", frozenset({Level.ADMINISTRATOR})),
]


def entries(request: HttpRequest) -> list[dict[str, Any]]:
    """The entries of this person's menu, the deepest one that contains the current page marked."""
    scope = scope_of(request.user)
    shown = [
        {"label": label, "url": reverse(name), "current": False}
        for label, name, levels in MENU
        if not levels or any(scope.holds(level) for level in levels)
    ]
    containing = [e for e in shown if request.path.startswith(e["url"]) and e["url"] != "/"]
    for entry in containing or [e for e in shown if e["url"] == request.path]:
        entry["current"] = True
    return shown
