# SPDX-License-Identifier: EUPL-1.2
import uuid
from typing import Any

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from django.http import HttpRequest
from requests import Session

from .fetching import ProviderSession
from .provider import MunicipalProvider, active_provider, app_of


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Providers are those of our own table that are switched on, each by its own id; nobody signs up, connects or is
    matched here: `arriving` says who somebody is."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[SocialApp]:
        row = active_provider(provider) if _is_id(provider) else None
        return [app_of(row)] if row and client_id in (None, row.client_id) else []

    def get_provider(self, request: HttpRequest, provider: Any, client_id: Any = None) -> MunicipalProvider:
        row = active_provider(provider) if _is_id(provider) else None
        if row is None or client_id not in (None, row.client_id):
            raise SocialApp.DoesNotExist
        return MunicipalProvider(request, row)

    def can_authenticate_by_email(self, login: Any, email: str) -> bool:
        return False

    def get_requests_session(self) -> Session:
        return ProviderSession()

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """None of django-allauth's own."""


def _is_id(value: Any) -> bool:
    try:
        uuid.UUID(str(value))
    except ValueError:
        return False
    return True
