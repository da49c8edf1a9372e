# SPDX-License-Identifier: EUPL-1.2
"""Step-up: who they are once more, before what cannot be taken back or says most (a BSN, a disclosure, a grant, a
policy, a recording). Within five minutes (settings.ACCOUNT_REAUTHENTICATION_TIMEOUT) they are believed.

`recently_authenticated` is put on a view, and nothing else is needed. A page is shown after the confirmation. What is
sent too late is not done: the answer asks to confirm in place, holds everything that was typed (in the page and nowhere
else), and sends it again to the same address together with the confirmation.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import urlencode

from .forms.step_up import PREFIX, ConfirmForm
from .single_sign_on.sessions import address_to_show_anew

View = Callable[..., HttpResponseBase]
NOT_KEPT = ("csrfmiddlewaretoken",)


def recent(request: HttpRequest) -> bool:
    """Whether who is signed in showed who they are within the last five minutes, in this session: by signing in, or
    once more since. A factor that was only set up (`set_up`) confirms nobody; nor does an identity provider that was not
    told to ask again: whoever sits at somebody's open desk gets a yes from it without a word."""
    if not request.user.is_authenticated:
        return False
    records = get_authentication_records(request, request.user)
    at = max((record["at"] for record in records if _shows_who_it_is(record)), default=0.0)
    return 0 <= time.time() - at < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def _shows_who_it_is(record: dict[str, Any]) -> bool:
    return not record.get("set_up") and (record["method"] != "socialaccount" or bool(record.get("anew")))


def recently_authenticated(view: View) -> Callable[..., Any]:
    """For a view that asks for a confirmation of at most five minutes ago, of what it shows and of what it does.

    Everybody is asked alike, whether or not the thing exists for them: the view says "not found" afterwards. Visitors are
    left to the view.
    """

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not recent(request):
            asked = _ask_in_place(request) if request.method == "POST" else ask(request)
            if asked is not None:
                return asked
        return view(request, *args, **kwargs)

    return inner


def way_to_confirm(request: HttpRequest, onward: str) -> str | None:
    """The address of the page where this person confirms, and that leads to `onward` (a path) afterwards; None for who
    has nothing to confirm with."""
    target = address_to_show_anew(request, onward)
    if target is None:
        ways = get_adapter().get_reauthentication_methods(request.user)
        target = f"{ways[0]['url']}?{urlencode({REDIRECT_FIELD_NAME: onward})}" if ways else None
    return target


def ask(request: HttpRequest) -> HttpResponse:
    """To the page where one confirms, and from there to what was asked for."""
    target = way_to_confirm(request, request.get_full_path())
    if target is None:
        return render(request, "accounts/step_up.html", {"no_way": True}, status=403)
    if getattr(request, "htmx", None) or request.headers.get("Accept", "").startswith("application/json"):
        return HttpResponse(status=401, headers={"HX-Redirect": target})
    return redirect(target)


def _ask_in_place(request: HttpRequest) -> HttpResponse | None:
    """The page that asks, with all that was typed; None when it was answered well, and what was sent can be done."""
    answered = any(name.startswith(f"{PREFIX}-") for name in request.POST)
    form = ConfirmForm(request.POST if answered else None, request=request)
    typed = request.POST.copy()
    for name in [name for name in typed if name.startswith(f"{PREFIX}-")]:
        del typed[name]
    if answered and form.is_valid():
        # The view sees what was sent to it, and no password.
        request.POST = typed  # type: ignore[assignment]
        return None
    kept = [(name, value) for name, values in typed.lists() if name not in NOT_KEPT for value in values]
    elsewhere = address_to_show_anew(request, request.path)
    context = {
        "form": form,
        "kept": kept,
        "files": bool(request.FILES),
        "elsewhere": elsewhere,
        "no_way": not (form.fields or elsewhere),
        "action": request.get_full_path(),
    }
    response = render(request, "accounts/step_up.html", context, status=403)
    if getattr(request, "htmx", None):
        # htmx shows no answer that is a refusal; this one takes the place of the whole page.
        response.status_code = 200
        response.headers["HX-Retarget"] = "body"
        response.headers["HX-Reswap"] = "innerHTML"
    return response
