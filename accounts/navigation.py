# SPDX-License-Identifier: EUPL-1.2
"""The main menu: which entries a person sees follows from the levels they hold."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .in_use import has_stopped
from .levels import ROOT_ONLY, Level
from .policy import scope_of

# (label, url name, needs one of these levels; none means everybody who is signed in)
MENU: list[tuple[Any, str, frozenset[Level]]] = [
    (_("Start"), "home", frozenset()),
    (
        _("Overzicht"),
        "dashboard",
        frozenset({Level.HANDLER, Level.SUPERVISOR, Level.COORDINATOR, Level.ADMINISTRATOR}),
    ),
    (_("Melding doen"), "report", frozenset({Level.REPORTER})),
    (_("Mijn meldingen"), "my_reports", frozenset()),
    (_("Mijn gesprekken"), "my_calls", frozenset()),
    (_("Berichten"), "messages", frozenset()),
    (_("Beoordelen"), "flagged_calls", frozenset({Level.HEAD})),
    (_("Werkvoorraad"), "work_list", frozenset({Level.HANDLER, Level.SUPERVISOR})),
    (_("Sancties"), "sanctions", frozenset({Level.HANDLER, Level.SUPERVISOR})),
    (_("Toezicht"), "watch", frozenset({Level.SUPERVISOR})),
    (_("Rapportages"), "anonymous_reports", frozenset({Level.HANDLER, Level.SUPERVISOR, Level.COORDINATOR})),
    (_("Opnamen"), "approved_calls", frozenset({Level.COORDINATOR})),
    (_("Register"), "registry", frozenset({Level.REGISTRY_READER})),
    (_("Gebruik register"), "registry_use", frozenset({Level.ADMINISTRATOR, Level.COORDINATOR})),
    (_("Verzoeken"), "data_subject_requests", frozenset({Level.COORDINATOR})),
    (_("Uitgestelde vernietiging"), "holds", frozenset({Level.COORDINATOR})),
    (_("Bellers"), "caller_requests", frozenset({Level.COORDINATOR})),
    (_("Verstrekkingen"), "disclosures", frozenset({Level.COORDINATOR})),
    # Administrators come to it by their own page about the terms.
    (_("Bewaartermijnen"), "terms", frozenset({Level.COORDINATOR})),
    (_("Evaluatie"), "evaluations", frozenset({Level.COORDINATOR, Level.HANDLER, Level.SUPERVISOR})),
    (_("Beheer"), "administration", frozenset({Level.ADMINISTRATOR})),
]
# Pages about the whole municipality: the level counts where it is held on the root.
WHOLE = frozenset(
    {
        "registry",
        "registry_use",
        "approved_calls",
        "data_subject_requests",
        "holds",
        "caller_requests",
        "disclosures",
        "terms",
        "evaluations",
    }
)
# A menu of more entries than this would take two lines of a desk's screen: what one seldom opens is then put together
# under "Meer". Who has fewer finds everything at once.
ONE_LINE = 10
SELDOM = frozenset(
    {
        "registry_use",
        "data_subject_requests",
        "holds",
        "caller_requests",
        "disclosures",
        "terms",
        "evaluations",
    }
)
# What lies below these addresses is not always theirs: the start page, and a call, which may be somebody else's.
ALONE = ("/", "/opnames/")
# The number of unread messages in the menu goes no further.
MOST_COUNTED = 99
# Pages of recordings: for who gives keys or runs the installation there are none, whatever else they are.
CALLS = ("my_calls", "flagged_calls", "approved_calls", "caller_requests")

# How much waits for somebody on a page, by its name; the rooms add theirs when the project starts.
waiting: dict[str, Callable[[Any], int]] = {}


def has_entry(user: Any, name: str) -> bool:
    """Whether this person's menu has this page. One's own calls are there for who has a telephone extension."""
    scope = scope_of(user)
    levels = next(levels for _label, known, levels in MENU if known == name)
    if name in CALLS and (user.is_superuser or scope.holds(Level.ADMINISTRATOR)):
        return False
    if name == "report" and has_stopped(user):
        return False
    if name == "my_calls":
        return bool(user.extension)
    whole = ROOT_ONLY if name not in WHOLE else levels
    return not levels or any(
        scope.holds_on_root(level) if level in whole else scope.holds(level) for level in levels
    )


def calls_of(user: Any) -> dict[str, int]:
    """The pages of recordings that this person has, each with how much waits for them there."""
    return {name: waiting[name](user) if name in waiting else 0 for name in CALLS if has_entry(user, name)}


def _count(user: Any, name: str) -> str:
    """What waits there, as the menu says it."""
    # As it was when the person was read (backends.py); on the way in nobody was yet.
    number = getattr(user, "unread_messages", 0) if name == "messages" else 0
    return f"{MOST_COUNTED}+" if number > MOST_COUNTED else str(number or "")


def entries(request: HttpRequest) -> dict[str, Any]:
    """The entries of this person's menu, the deepest one that contains the current page marked: those of the line, and
    those under "Meer", which says whether the current page is one of them."""
    names = [name for _label, name, _levels in MENU if has_entry(request.user, name)]
    folded = SELDOM if len(names) > ONE_LINE else frozenset()
    shown: dict[str, dict[str, Any]] = {
        name: {"label": label, "url": reverse(name), "current": False, "count": _count(request.user, name)}
        for label, name, _levels in MENU
        if name in names
    }
    containing = [e for e in shown.values() if request.path.startswith(e["url"]) and e["url"] not in ALONE]
    containing = containing or [e for e in shown.values() if e["url"] == request.path]
    if containing:
        max(containing, key=lambda entry: len(entry["url"]))["current"] = True
    seldom = [entry for name, entry in shown.items() if name in folded]
    return {
        "line": [entry for name, entry in shown.items() if name not in folded],
        "more": seldom,
        "in_more": any(entry["current"] for entry in seldom),
    }
