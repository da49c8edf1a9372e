# SPDX-License-Identifier: EUPL-1.2
"""Who somebody is, confirmed in the middle of a form: by their password, by a code, or by a passkey."""

from typing import Any, cast

from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.core import ratelimit
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm
from allauth.mfa.webauthn.internal import auth as webauthn
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.forms_sign_in import ERROR_MESSAGES
from accounts.forms_sign_in import ReauthenticateForm as PasswordForm
from accounts.models import User

from .second_factor import CodeField, ReauthenticateForm

# Before the names of its fields: no form that asks for a confirmation has such names.
PREFIX = "step-up"


class ConfirmForm(forms.Form):
    """One of the ways that this person has; which one is theirs to choose."""

    # None is needed if another is given, and "not required" would be said of each.
    all_optional = True

    password = forms.CharField(
        label=_("Uw wachtwoord"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = CodeField(label=_("Of een code uit uw app, of een herstelcode"), required=False)
    credential = forms.JSONField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, request: HttpRequest) -> None:
        super().__init__(data, prefix=PREFIX)
        self.request = request
        self.user = cast(User, request.user)
        kinds = set(Authenticator.objects.filter(user=self.user).values_list("type", flat=True))
        if not self.user.has_usable_password():
            del self.fields["password"]
        if not kinds & {Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES}:
            del self.fields["code"]
        elif "password" not in self.fields:
            self.fields["code"].label = _("Een code uit uw app, of een herstelcode")
        if Authenticator.Type.WEBAUTHN not in kinds:
            del self.fields["credential"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.errors:
            return given
        if not ratelimit.consume(self.request, action="reauthenticate", user=self.user):
            raise forms.ValidationError(ERROR_MESSAGES["rate_limited"])
        if given.get("credential"):
            self._by(ReauthenticateWebAuthnForm, "credential", self.data[self.add_prefix("credential")])
        elif given.get("code"):
            self._by(ReauthenticateForm, "code", given["code"])
        elif "password" in self.fields:
            if self._holds(PasswordForm, "password", given.get("password", "")):
                reauthenticate_by_password(self.request)
        else:
            self.add_error("code" if "code" in self.fields else None, _("Vul dit in."))
        return given

    def _by(self, form: Any, name: str, value: Any) -> None:
        if checked := self._holds(form, name, value):
            checked.save()

    def _holds(self, form: Any, name: str, value: Any) -> Any:
        """The form of django-allauth that checked it; None when it was wrong, which is said at the field here."""
        checked = form(user=self.user, data={name: value})
        if checked.is_valid():
            return checked
        for error in checked.errors.get(name, []):
            self.add_error(None if name == "credential" else name, error)
        return None

    def passkey_question(self) -> dict[str, Any] | None:
        """What the browser puts to a passkey; None for who has none. Asked anew each time that the page is made."""
        if "credential" not in self.fields:
            return None
        return {"request_options": webauthn.begin_authentication(self.user)}
