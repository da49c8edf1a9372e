# SPDX-License-Identifier: EUPL-1.2
"""The forms of django-allauth about the second factor (MFA_FORMS), in the words of this system."""

from typing import Any

from allauth.core import context
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm as AllauthAuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as AllauthReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, generate_totp_secret
from allauth.mfa.utils import decrypt, encrypt
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from .fields import LineField

NAME_LENGTH = 60


class CodeField(forms.CharField):
    """A code of six digits, or a recovery code of eight. What people type between them goes here, all of it: a code that
    is written otherwise is no other code (use_up)."""

    def __init__(self, **kwargs: Any) -> None:
        attributes = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
        kwargs.setdefault("label", _("Code"))
        kwargs.setdefault("max_length", 20)
        kwargs.setdefault("error_messages", {"required": _("Vul de code in.")})
        super().__init__(widget=forms.TextInput(attrs=attributes), **kwargs)

    def to_python(self, value: Any) -> str:
        return "".join(one for one in super().to_python(value) or "" if one.isascii() and one.isalnum())


def use_up(user: Any, code: str) -> None:
    """A code is good once: with the tolerance for slow typing it lives longer than django-allauth remembers it.

    Raises ValidationError for a code that this person used before.
    """
    seconds = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
    if not cache.add(f"accounts.second_factor.used:{user.pk}:{code}", "1", timeout=seconds):
        raise get_adapter().validation_error("incorrect_code")


class _UsedOnce:
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        app = Authenticator.objects.filter(user=self.user, type=Authenticator.Type.TOTP)  # type: ignore[attr-defined]
        if not app.exists():
            self.fields["code"].label = _("Herstelcode")  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        use_up(self.user, code)  # type: ignore[attr-defined]
        return code

    def save(self) -> None:
        super().save()  # type: ignore[misc]
        authenticator = self.authenticator  # type: ignore[attr-defined]
        if authenticator.type == Authenticator.Type.RECOVERY_CODES:
            from accounts.second_factor import tell

            tell(authenticator.user, "recovery_code_used")


class AuthenticateForm(_UsedOnce, AllauthAuthenticateForm):
    """The code with which one signs in."""

    code = CodeField(label=_("Code uit uw app, of een herstelcode"))


class ReauthenticateForm(_UsedOnce, AllauthReauthenticateForm):
    """The code with which one confirms who one is."""

    code = CodeField(label=_("Code uit uw app, of een herstelcode"))


class ActivateAppForm(ActivateTOTPForm):
    """The first code of an app, which proves that it works.

    The secret that the app was given waits in the session encrypted: it opens a door as soon as it is set up.
    """

    code = CodeField(label=_("Code uit de app"), help_text=_("Zes cijfers."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.user = kwargs.pop("user")
        forms.Form.__init__(self, *args, **kwargs)
        session = context.request.session
        waiting = session.get(SECRET_SESSION_KEY) if self.is_bound else None
        self.secret = decrypt(waiting) if waiting else generate_totp_secret()
        if not waiting:
            session[SECRET_SESSION_KEY] = encrypt(self.secret)

    def clean_code(self) -> str:
        code = super().clean_code()
        use_up(self.user, code)
        return code


class AddPasskeyForm(AddWebAuthnForm):
    """The name of a new passkey, and what the browser made."""

    name = LineField(
        label=_("Naam van deze passkey"),
        max_length=NAME_LENGTH,
        required=False,
        help_text=_("Bijvoorbeeld waar hij op staat: laptop, telefoon, sleutelbos."),
    )
    credential = forms.JSONField(
        widget=forms.HiddenInput,
        error_messages={"required": _("Druk op de knop, en doe daarna wat uw browser vraagt.")},
    )


class RenamePasskeyForm(EditWebAuthnForm):
    """Another name for a passkey."""

    name = LineField(label=_("Naam van deze passkey"), max_length=NAME_LENGTH)
