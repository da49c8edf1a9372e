# SPDX-License-Identifier: EUPL-1.2
"""The forms of django-allauth in the words of this system (ACCOUNT_FORMS): they address people with "u", and a label
is not repeated inside its field, where it disappears as soon as one types.
"""

import time
from typing import Any

from allauth.account import forms as allauth
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PASSWORD_ADVICE = _("Minstens 12 tekens. Een zin die alleen u kent, is sterk en goed te onthouden.")

# For AccountAdapter.error_messages: errors that a person who signs in can meet.
ERROR_MESSAGES = {
    "account_inactive": _("Dit account is gesloten."),
    "email_password_mismatch": _("Dit e-mailadres of dit wachtwoord klopt niet."),
    "invalid_login": _("Dit e-mailadres of dit wachtwoord klopt niet."),
    "enter_current_password": _("Dit is niet uw huidige wachtwoord."),
    "incorrect_password": _("Dit wachtwoord klopt niet."),
    "invalid_password_reset": _("Deze link werkt niet meer. Vraag een nieuwe."),
    "too_many_login_attempts": _("Te vaak geprobeerd. Wacht een paar minuten en probeer het dan opnieuw."),
    "rate_limited": _("Te vaak geprobeerd. Wacht een paar minuten en probeer het dan opnieuw."),
}


class _Plain:
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.widget.attrs.pop("placeholder", None)
            if name == "password1":
                field.label = _("Nieuw wachtwoord")
                field.help_text = PASSWORD_ADVICE
            elif name == "password2":
                field.label = _("Nieuw wachtwoord, nog een keer")

    def add_error(self, field: str | None, error: Any) -> None:
        # allauth adds one text of its own to this field: that the two differ.
        if field == "password2" and isinstance(error, (str, Promise)):
            error = _("Dit is niet hetzelfde als hierboven.")
        super().add_error(field, error)  # type: ignore[misc]


class LoginForm(_Plain, allauth.LoginForm):
    """E-mail address and password."""


class ChangePasswordForm(_Plain, allauth.ChangePasswordForm):
    """The present password, and twice the new one."""


class ResetPasswordForm(_Plain, allauth.ResetPasswordForm):
    """The address to which the link goes."""

    def save(self, request: Any, **kwargs: Any) -> str:
        """Writes the mail for an address that has an account. For one that has none this takes as long
        (settings.PASSWORD_RESET_SECONDS): a clock must not tell which it was. Returns the address."""
        began = time.monotonic()
        address = super().save(request, **kwargs)
        time.sleep(max(0.0, settings.PASSWORD_RESET_SECONDS - (time.monotonic() - began)))
        return address


class ResetPasswordKeyForm(_Plain, allauth.ResetPasswordKeyForm):
    """Twice the new password, for who came by the link."""


class ReauthenticateForm(_Plain, allauth.ReauthenticateForm):
    """The password once more."""
