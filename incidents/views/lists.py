# SPDX-License-Identifier: EUPL-1.2
"""The work list and the watch page: lists of incidents, a page at a time."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.levels import Level
from accounts.policy import scope_of
from accounts.requests import SignedInRequest
from accounts.tree import Tree
from incidents import listing
from incidents.finder import Cursor
from incidents.forms.lists import FilterForm
from incidents.listing import COUNT_CAP, Place, Tab
from incidents.moments import day_in_words
from incidents.rows import rows_of
from retention.terms import local_date

# How far in a unit of the tree is set, at most.
DEEPEST = 4
# What an empty tab says: a title and what it means for the reader.
EMPTY: dict[Tab, tuple[Any, Any]] = {
    Tab.NEW: (
        gettext_lazy("Geen nieuwe meldingen"),
        gettext_lazy("Alle meldingen van uw onderdelen zijn opgepakt."),
    ),
    Tab.MINE: (
        gettext_lazy("U hebt niets in behandeling"),
        gettext_lazy("Kijk bij Nieuw of er een melding is die u kunt oppakken."),
    ),
    Tab.WAITING: (
        gettext_lazy("Er wacht niets"),
        gettext_lazy("Hier staan meldingen die op iets of iemand wachten."),
    ),
    Tab.OVERDUE: (
        gettext_lazy("Niets is te laat"),
        gettext_lazy("Elke medewerker kreeg op tijd een reactie en nazorg."),
    ),
    Tab.OPEN: (
        gettext_lazy("Geen open meldingen"),
        gettext_lazy("Alle meldingen van uw onderdelen zijn afgesloten."),
    ),
    Tab.CLOSED: (
        gettext_lazy("Nog niets afgesloten"),
        gettext_lazy("Hier staan straks de meldingen die zijn afgesloten."),
    ),
    Tab.ALL: (
        gettext_lazy("Nog geen meldingen"),
        gettext_lazy("Voor uw onderdelen is nog niets gemeld."),
    ),
}


@login_required
@require_safe
def work_list(request: SignedInRequest) -> HttpResponse:
    """What a handler has to do, and what a supervisor sees of it: tabs, filters, a page."""
    user = request.user
    scope = scope_of(user)
    if not (scope.holds(Level.HANDLER) or scope.holds(Level.SUPERVISOR)):
        raise Http404
    tab = _tab(request)
    units = listing.in_tree_order(scope.tree, listing.reach_of(user).units)
    form = FilterForm(
        request.GET,
        tab=tab.value,
        units=[(pk, depth, scope.tree.name(pk)) for pk, depth in units],
        handlers=listing.possible_handlers(user),
    )
    filters = form.filters()
    page = listing.work_page(user, tab, filters, _place(request))
    chosen = form.chosen()
    kept = {name: form.data[name] for name in chosen}
    if page.begins_list:
        return redirect(request.path + _address(tab, kept))
    counts = listing.work_counts(user, filters)
    title, text = EMPTY[tab]
    if chosen:
        title, text = _("Niets gevonden"), _("Er is geen melding die bij deze filters past.")
    return render(
        request,
        "incidents/lists/work_list.html",
        {
            "form": form,
            "may_take_over": scope.holds_on_root(Level.HANDLER),
            "tabs": [
                {
                    "label": choice.label,
                    "url": _address(choice, kept),
                    "current": choice == tab,
                    "count": _capped(counts[choice]),
                    "late": choice == Tab.OVERDUE and counts[choice] > 0,
                }
                for choice in Tab
            ],
            "chips": [
                {"label": label, "url": _address(tab, {k: v for k, v in kept.items() if k != name})}
                for name, label in chosen.items()
            ],
            "clear_url": _address(tab, {}),
            "rows": rows_of(page.incidents, scope.tree),
            "count": counts[tab],
            "many": counts[tab] > COUNT_CAP,
            "empty_title": title,
            "empty_text": text,
            "newer": _beside(tab, kept, "before", page.previous),
            "older": _beside(tab, kept, "after", page.next),
        },
    )


@login_required
@require_safe
def watch(request: SignedInRequest) -> HttpResponse:
    """How far the units of a supervisor are, and what is overdue with whom."""
    user = request.user
    scope = scope_of(user)
    if not scope.holds(Level.SUPERVISOR):
        raise Http404
    page = listing.watched_overdue(user, _place(request))
    if page.begins_list:
        return redirect(request.path)
    return render(
        request,
        "incidents/lists/watch.html",
        {
            "progress": [_line(scope.tree, unit) for unit in listing.watched_progress(user)],
            "rows": rows_of(page.incidents, scope.tree),
            "newer": f"?before={page.previous}" if page.previous else "",
            "older": f"?after={page.next}" if page.next else "",
        },
    )


def _line(tree: Tree, progress: listing.UnitProgress) -> dict[str, Any]:
    above = tree.parent(progress.unit_id)
    return {
        "name": tree.name(progress.unit_id),
        "depth": min(progress.depth, DEEPEST),
        "under": tree.name(above) if above and progress.depth else "",
        "progress": progress,
        "oldest": day_in_words(local_date(progress.oldest)) if progress.oldest else "",
        "url": reverse("work_list") + _address(Tab.OPEN, {"unit": progress.unit_id}),
    }


def _tab(request: SignedInRequest) -> Tab:
    wanted = request.GET.get("tab", "")
    return Tab(wanted) if wanted in Tab.values else Tab.OPEN


def _place(request: SignedInRequest) -> Place | None:
    """Where in the list the address says to be; the beginning when it says nothing that makes sense."""
    for name, back in (("after", False), ("before", True)):
        cursor = Cursor.parse(request.GET.get(name, ""))
        if cursor is not None:
            return Place(cursor, back)
    return None


def _address(tab: Tab, kept: Mapping[str, Any], **more: Any) -> str:
    return "?" + urlencode({"tab": tab.value, **kept, **more})


def _beside(tab: Tab, kept: Mapping[str, Any], name: str, cursor: Cursor | None) -> str:
    return _address(tab, kept, **{name: cursor}) if cursor else ""


def _capped(count: int) -> str:
    return _("1.000+") if count > COUNT_CAP else str(count)
