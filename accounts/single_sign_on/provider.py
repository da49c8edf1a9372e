# SPDX-License-Identifier: EUPL-1.2
"""A municipality's identity provider as django-allauth knows one: made from our own table for one request."""

import secrets
import time
from functools import cached_property
from typing import Any

from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accounts.models import IdentityProvider

from .discovery import Discovery, discovered_lately

SCOPES = ("openid", "profile", "email")


class _OAuth2Adapter(OpenIDConnectOAuth2Adapter):
    @cached_property
    def discovery(self) -> Discovery:
        return discovered_lately(self.get_provider().row.issuer)

    @property
    def authorize_url(self) -> str:
        return self.discovery.authorization

    @property
    def access_token_url(self) -> str:
        return self.discovery.token

    @property
    def basic_auth(self) -> bool:
        return self.discovery.basic_auth

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return callback_url(request, app.provider_id)


def callback_url(request: HttpRequest, provider_id: Any) -> str:
    """Where the provider sends the browser back to; it must know this address by heart."""
    return request.build_absolute_uri(reverse("sign_on_arrive", args=[provider_id]))


class MunicipalProvider(OpenIDConnectProvider):
    """The provider of one municipality; `row` is what its administrators wrote down."""

    oauth2_adapter_class = _OAuth2Adapter
    supports_token_authentication = False

    def __init__(self, request: HttpRequest, row: IdentityProvider) -> None:
        super().__init__(request, app=app_of(row))
        self.row = row

    def get_scope(self) -> list[str]:
        # Asking for a scope that a provider does not know is harmless (OpenID Connect Core 1.0, 3.1.2.1).
        return [*SCOPES, *(["offline_access"] if self.row.offline_access else []), "groups"]

    def begin(self, request: HttpRequest, next_url: str | None, *, anew: bool = False) -> HttpResponse:
        """Send the browser to the provider, with a state, a nonce and a PKCE challenge that this session remembers;
        `anew`: it must ask there who somebody is, and its answer must say that it did.

        Raises Unreachable, NotUsable.
        """
        nonce = secrets.token_urlsafe(32)
        auth_params = {"nonce": nonce, "response_mode": "query"}
        if anew:
            auth_params |= {"prompt": "login", "max_age": "60"}
        since = int(time.time()) if anew else None
        return self.redirect(request, "login", next_url, auth_params=auth_params, nonce=nonce, since=since)


def app_of(row: IdentityProvider) -> SocialApp:
    """The row as django-allauth's own model, which is never saved."""
    return SocialApp(
        provider=MunicipalProvider.id,
        provider_id=str(row.pk),
        name="",
        client_id=row.client_id,
        secret=row.client_secret,
        settings={"server_url": row.issuer, "oauth_pkce_enabled": True},
    )


def active_provider(provider_id: Any) -> IdentityProvider | None:
    """The provider of that id, where it is switched on."""
    rows = IdentityProvider.objects.select_related("municipality").prefetch_related("domains")
    return rows.filter(pk=provider_id, is_active=True).first()


def provider_for(email: str) -> IdentityProvider | None:
    """The provider, switched on, that has the domain of this address; whether there is such a person is not asked."""
    from accounts.models.identity_provider import domain_of

    name = domain_of(email)
    rows = IdentityProvider.objects.prefetch_related("domains")
    return rows.filter(domains__name=name, is_active=True).first() if name else None
