# SPDX-License-Identifier: EUPL-1.2
"""The answer that a browser brings back from the provider (OpenID Connect Core 1.0, 3.1.2.5), and signing in by it."""

import logging
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.socialaccount.helpers import complete_social_login
from allauth.socialaccount.internal import statekit
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.models import IdentityProvider, User

from . import sessions
from .arriving import NotLetIn, person_for
from .discovery import Discovery, NotUsable, discover
from .fetching import Answered, Unreachable
from .provider import MunicipalProvider, callback_url
from .tokens import LEEWAY_SECONDS, Grant, NotBelieved, Told, ask_token, checked_id_token, grant_of, told

log = logging.getLogger(__name__)


class Failed(Exception):
    """Nobody is signed in. `reason` is for the page: cancelled, silent, stranger or unsound; the text for the log."""

    def __init__(self, reason: str, what: str) -> None:
        super().__init__(what)
        self.reason = reason


def sign_in(request: HttpRequest, provider: IdentityProvider) -> HttpResponse:
    """Sign in whom the provider vouches for. An answer counts once, in the browser that went there. Raises Failed."""
    state = _state(request, provider)
    try:
        grant, who = _exchanged(request, provider, state)
        person = person_for(provider, who)
    except (Unreachable, NotUsable) as error:
        raise Failed("silent", f"no answer ({type(error).__name__})") from error
    except Answered as error:
        raise Failed("unsound", f"the code is refused ({error.status})") from error
    except NotBelieved as error:
        raise Failed("unsound", f"not believed ({error})") from error
    except NotLetIn as error:
        raise Failed("stranger", f"not let in ({error})") from error
    shown_anew = request.user == person and state.get("since") is not None
    if request.user.is_authenticated and not shown_anew:
        get_adapter(request).logout(request)
    try:
        sessions.begin(request, person, provider, grant, who)
    except sessions.SwitchedOff as error:
        raise Failed("unsound", "switched off meanwhile") from error
    if shown_anew:
        return _shown_anew(request, person, provider, who, state)
    login = SocialLogin(
        account=SocialAccount(provider=str(provider.pk), uid=who.subject, extra_data={}),
        provider=MunicipalProvider(request, provider),
    )
    # django-allauth finds the person by that account, and notes in the session how they signed in.
    login.state = {"process": "login", "next": state.get("next")}
    return complete_social_login(request, login)


def _shown_anew(
    request: HttpRequest, person: User, provider: IdentityProvider, who: Told, state: dict[str, Any]
) -> HttpResponse:
    """The session goes on, and with it what its other pages hold; it knows that they showed who they are."""
    record_authentication(
        request, person, method="socialaccount", provider=str(provider.pk), uid=who.subject, anew=True
    )
    return redirect(state.get("next") or reverse("home"))


def _state(request: HttpRequest, provider: IdentityProvider) -> dict[str, Any]:
    state_id = request.GET.get("state", "")
    state = statekit.unstash_state(request, provider_id=str(provider.pk), state_id=state_id)
    if state is None:
        raise Failed("unsound", "unknown state")
    error = request.GET.get("error")
    if error:
        raise Failed("cancelled" if error == "access_denied" else "unsound", "the provider says no")
    return state


def _exchanged(request: HttpRequest, provider: IdentityProvider, state: dict[str, Any]) -> tuple[Grant, Told]:
    discovery = discover(provider.issuer)
    _check_who_answers(request, discovery)
    form = {
        "grant_type": "authorization_code",
        "code": request.GET.get("code", ""),
        "redirect_uri": callback_url(request, provider.pk),
        "code_verifier": state["pkce_code_verifier"],
    }
    answer = ask_token(provider, discovery, form)
    claims = checked_id_token(answer.get("id_token"), provider, discovery, nonce=state["nonce"])
    since = state.get("since")
    if since is not None and not _is_since(claims.get("auth_time"), since):
        raise NotBelieved("not signed in anew")
    return grant_of(answer), told(provider, discovery, claims, str(answer.get("access_token", "")))


def _is_since(moment: Any, since: int) -> bool:
    return isinstance(moment, int | float) and moment >= since - LEEWAY_SECONDS


def _check_who_answers(request: HttpRequest, discovery: Discovery) -> None:
    named = request.GET.get("iss")
    if (named is None and discovery.names_itself) or named not in (None, discovery.issuer):
        raise NotBelieved("another issuer answers")
