# SPDX-License-Identifier: EUPL-1.2
"""Signing in at the municipality's own identity provider: out, back, and away again."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.utils import get_next_redirect_url
from allauth.account.views import LoginView, password_change
from allauth.core.ratelimit import respond_429
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from accounts import guessing
from accounts.models import IdentityProvider, User
from accounts.single_sign_on import coming_back, sessions
from accounts.single_sign_on.discovery import NotUsable
from accounts.single_sign_on.fetching import Unreachable
from accounts.single_sign_on.passwords import may_use_password
from accounts.single_sign_on.provider import MunicipalProvider, active_provider, provider_for

log = logging.getLogger(__name__)
View = Callable[[HttpRequest, Any], HttpResponse]


# In the session: at which provider somebody asked to sign in.
ASKED = "sign_on_asked"


class SignInView(LoginView):
    """E-mail address and password; an address of a domain with an identity provider goes there. That is told by the
    domain alone: no answer says whether there is such an account."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        provider = provider_for(request.POST.get("login", ""))
        if provider and ("work_account" in request.POST or not request.POST.get("password")):
            request.session[ASKED] = str(provider.pk)
            return redirect(_with_next(request, reverse("sign_on", args=[provider.pk])))
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        there_are = IdentityProvider.objects.filter(is_active=True).exists()
        return super().get_context_data(**kwargs) | {"work_accounts": there_are}


def change_password(request: HttpRequest) -> HttpResponseBase:
    """Another password; or, for who has none that opens anything, where theirs is changed."""
    person = request.user
    if isinstance(person, User) and not (person.has_usable_password() and may_use_password(person)):
        return render(request, "accounts/sign_on/no_password.html")
    return password_change(request)


def _with_next(request: HttpRequest, path: str) -> str:
    onward = get_next_redirect_url(request)
    return f"{path}?{urlencode({'next': onward})}" if onward else path


def _counted(action: str) -> Callable[[View], View]:
    """Too many from one network address are told so, before anything is asked of the provider (accounts.guessing)."""

    def of(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, pk: Any) -> HttpResponse:
            if not guessing.may_pass_by_provider(request, action):
                return respond_429(request)
            return view(request, pk)

        return inner

    return of


def _active(pk: Any) -> IdentityProvider:
    provider = active_provider(pk)
    if provider is None:
        raise Http404
    return provider


@require_GET
def sign_on(request: HttpRequest, pk: Any) -> HttpResponse:
    """A page of ours between the form and the provider: a browser does not let a form lead to another site here
    (form-action of the Content-Security-Policy), and this page is what it led to."""
    provider = _active(pk)
    onward = _with_next(request, reverse("sign_on_leave", args=[pk]))
    return render(request, "accounts/sign_on/onward.html", {"provider": provider, "onward": onward})


@_counted("sign_on_leave")
@require_GET
def sign_on_leave(request: HttpRequest, pk: Any) -> HttpResponse:
    """To the provider; with `anew`, to show there once more who one is, also when it still knows. Whoever did not ask for
    it at the form is led to that: a link of another site signs nobody in."""
    provider = MunicipalProvider(request, _active(pk))
    confirms = "anew" in request.GET and request.user.is_authenticated
    if not confirms and request.session.get(ASKED) != str(pk):
        return redirect(_with_next(request, reverse("account_login")))
    try:
        return provider.begin(request, get_next_redirect_url(request), anew="anew" in request.GET)
    except (Unreachable, NotUsable) as error:
        log.warning("the identity provider cannot be used: %s", type(error).__name__)
        return _failed(request, provider.row, "silent", 503)


@_counted("sign_on_arrive")
@require_GET
def sign_on_arrive(request: HttpRequest, pk: Any) -> HttpResponse:
    """Back from the provider, with a code in the address or with an error."""
    provider = _active(pk)
    try:
        answer = coming_back.sign_in(request, provider)
        request.session.pop(ASKED, None)
        return answer
    except coming_back.Failed as failure:
        log.warning("signing in at the identity provider failed: %s", failure.args[0])
        if not request.user.is_authenticated:
            # Of who is signed in it stays: a session that forgot its provider would never be asked about again.
            sessions.end(request.session)
        return _failed(request, provider, failure.reason, 503 if failure.reason == "silent" else 403)


def _failed(request: HttpRequest, provider: IdentityProvider, reason: str, status: int) -> HttpResponse:
    context = {"provider": provider, "reason": reason}
    return render(request, "accounts/sign_on/failed.html", context, status=status)


@require_GET
def sign_on_left(request: HttpRequest, pk: Any) -> HttpResponse:
    """Signed out here; and the way to sign out there too, where the provider has one."""
    provider = _active(pk)
    onward = ""
    if provider.end_session_endpoint:
        back = request.build_absolute_uri(reverse("account_login"))
        query = {"client_id": provider.client_id, "post_logout_redirect_uri": back}
        onward = f"{provider.end_session_endpoint}?{urlencode(query)}"
    return render(request, "accounts/sign_on/left.html", {"provider": provider, "onward": onward})
