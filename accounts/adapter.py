# SPDX-License-Identifier: EUPL-1.2
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.urls import reverse

from notices.outbox import queue_mail

from . import guessing, known_devices
from .arriving import arriving
from .forms_sign_in import ERROR_MESSAGES
from .models import User
from .single_sign_on import sessions
from .single_sign_on.passwords import may_use_password
from .step_up import recent

# allauth's templates that leave as a mail of ours; any other mail of allauth's has no address to go to.
KINDS = {"account/email/password_reset_key": "password_reset"}


class AccountAdapter(DefaultAccountAdapter):
    """People are invited by the application administrator; mail leaves through the outbox."""

    error_messages = {**DefaultAccountAdapter.error_messages, **ERROR_MESSAGES}

    def is_open_for_signup(self, request: Any) -> bool:
        return False

    def get_logout_redirect_url(self, request: Any) -> str:
        """Who signed in at an identity provider reads that they are not signed out there."""
        provider = sessions.provider_of_session(request)
        return (
            reverse("sign_on_left", args=[provider.pk])
            if provider
            else super().get_logout_redirect_url(request)
        )

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        kind = KINDS.get(template_prefix)
        user = User.objects.filter(email__iexact=email, is_active=True).first()
        if kind and user and may_use_password(user) and guessing.may_mail_link(self.request, user):
            queue_mail(user, kind, path=urlsplit(context["password_reset_url"]).path)

    def pre_authenticate(self, request: Any, **credentials: Any) -> None:
        # Under this name the base takes it back when the password was right.
        self._login_failed_rl_usage = guessing.count_attempt(request, credentials.get("email", ""))
        if not self._login_failed_rl_usage:
            raise self.validation_error("too_many_login_attempts")

    def login(self, request: Any, user: Any) -> None:
        with arriving(request, user):
            super().login(request, user)

    def set_password(self, user: Any, password: str) -> None:
        """By the link of a mail, or with the present password; either way it is this person at this browser."""
        user.set_password(password)
        # Nothing else: what an administrator changed meanwhile (deactivated, other levels) stands.
        user.save(update_fields=["password"])
        known_devices.remember(self.request, user.email, signed_in=False, anew=True)

    def is_reauthentication_required(self, **kwargs: Any) -> bool:
        return not recent(self.request)
