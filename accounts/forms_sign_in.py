# SPDX-License-Identifier: EUPL-1.2
"""The forms of django-allauth in the words of this system (ACCOUNT_FORMS): they address people with "u", and a label
is not repeated inside its field, where it disappears as soon as one types.
"""

import time
from typing import Any

from allauth.account import forms as allauth
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .single_sign_on.provider import provider_for

PASSWORD_ADVICE = _("Minstens 12 tekens. Een zin die alleen u kent, is sterk en goed te onthouden.")

NO_WORK_ACCOUNT = _(
    "Bij dit e-mailadres hoort geen werkaccount waarmee u hier inlogt. Gebruik uw wachtwoord."
)
ADDRESS_FIRST = _("Vul eerst uw e-mailadres in.")
# The same for everybody with such an address, whether they have an account or not.
WORK_ACCOUNT_FIRST = _("Uw gemeente logt in met het werkaccount. Kies de knop Inloggen met werkaccount.")

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
    """E-mail address and password; or the address alone, for who signs in at their municipality's provider."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wants_work_account = self.is_bound and "work_account" in self.data
        if self.wants_work_account:
            self.fields["login"].error_messages["required"] = ADDRESS_FIRST

    def clean(self) -> Any:
        if self.wants_work_account:
            # The next attempt is by password, so the field stays required; for this one it was not asked.
            self.errors.pop("password", None)
            # The view sends an address with a provider there, and comes here for the others only.
            if "login" not in self.errors:
                self.add_error("login", NO_WORK_ACCOUNT)
            return self.cleaned_data
        try:
            return super().clean()
        except ValidationError:
            provider = provider_for(self.cleaned_data.get("login", ""))
            if provider and provider.passwords != provider.Passwords.EVERYBODY:
                raise ValidationError(WORK_ACCOUNT_FIRST) from None
            raise


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
