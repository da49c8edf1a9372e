# SPDX-License-Identifier: EUPL-1.2
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter

from notices.outbox import queue_mail

from .forms_sign_in import ERROR_MESSAGES
from .models import User

# allauth's templates that leave as a mail of ours; any other mail of allauth's has no address to go to.
KINDS = {"account/email/password_reset_key": "password_reset"}


class AccountAdapter(DefaultAccountAdapter):
    """People are invited by the application administrator; mail leaves through the outbox."""

    error_messages = {**DefaultAccountAdapter.error_messages, **ERROR_MESSAGES}

    def is_open_for_signup(self, request: Any) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        kind = KINDS.get(template_prefix)
        user = User.objects.filter(email__iexact=email, is_active=True).first()
        if kind and user:
            queue_mail(user, kind, path=urlsplit(context["password_reset_url"]).path)
