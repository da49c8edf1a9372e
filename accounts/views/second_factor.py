# SPDX-License-Identifier: EUPL-1.2
"""The pages of the second factor: django-allauth's views, behind our step-up, with what must hold here besides."""

from typing import Any, cast

from allauth.account.adapter import get_adapter as account_adapter
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import views as base
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy

from accounts import second_factor
from accounts.models import User
from accounts.step_up import recently_authenticated


class _Changes:
    """Nobody changes their factors in two windows at a time; and the mail about it is written together with it."""

    told: str
    request: HttpRequest

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with transaction.atomic():
            second_factor.locked(cast(User, request.user))
            return super().post(request, *args, **kwargs)  # type: ignore[misc]

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)  # type: ignore[misc]
        second_factor.tell(cast(User, self.request.user), self.told)
        return response


class _SetsUp(_Changes):
    """What somebody just set up, this session has."""

    kind: str
    told = "factor_added"

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        made = (
            Authenticator.objects.filter(user_id=self.request.user.pk, type=self.kind).order_by("pk").last()
        )
        if made is not None:
            second_factor.set_up(self.request, made)
        return response


class IndexView(base.IndexView):
    """What one has, and what one can do with it."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["must_have"] = second_factor.must_have(self.request.user)
        context["missing"] = second_factor.missing(self.request)
        context["has_one"] = second_factor.has_one(self.request.user)
        return context


class ActivateAppView(_SetsUp, totp.ActivateTOTPView):
    kind = Authenticator.Type.TOTP


class DeactivateAppView(_Changes, totp.DeactivateTOTPView):
    told = "factor_removed"


class AddPasskeyView(_SetsUp, webauthn.AddWebAuthnView):
    kind = Authenticator.Type.WEBAUTHN


class RemovePasskeyView(_Changes, webauthn.RemoveWebAuthnView):
    told = "factor_removed"
    success_url = reverse_lazy("mfa_index")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["is_last"] = not get_adapter().can_delete_authenticator(self.object)
        return context

    def form_valid(self, form: Any) -> HttpResponse:
        adapter = get_adapter()
        if not adapter.can_delete_authenticator(self.get_object()):
            message = adapter.error_messages["cannot_delete_authenticator"]
            account_adapter().add_message(self.request, messages.ERROR, message=message)
            return redirect("mfa_index")
        return super().form_valid(form)


class RenamePasskeyView(webauthn.EditWebAuthnView):
    success_url = reverse_lazy("mfa_index")


class RecoveryCodesView(recovery_codes.ViewRecoveryCodesView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        onward = self.request.session.pop(second_factor.ONWARD, reverse("home"))
        return super().get_context_data(**kwargs) | {"onward": onward}


class NewRecoveryCodesView(_Changes, recovery_codes.GenerateRecoveryCodesView):
    told = "recovery_codes_made"


class AuthenticateView(base.AuthenticateView):
    """The second step of signing in: nobody is signed in before it."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.stage.login.user
        kinds = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
        return super().get_context_data(**kwargs) | {
            "has_passkey": Authenticator.Type.WEBAUTHN in kinds,
            "has_app": Authenticator.Type.TOTP in kinds,
            "demo_code": second_factor.demo_code(user),
        }


class ReauthenticateView(base.ReauthenticateView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"demo_code": second_factor.demo_code(self.request.user)}


class ReauthenticatePasskeyView(webauthn.ReauthenticateWebAuthnView):
    def form_invalid(self, form: Any) -> HttpResponse:
        """Once more, and then to where they were going."""
        for message in form.errors.get("credential", []):
            account_adapter().add_message(self.request, messages.ERROR, message=message)
        return redirect(self.passthrough_next_url(self.request.path))


index = IndexView.as_view()
authenticate = AuthenticateView.as_view()
reauthenticate = ReauthenticateView.as_view()
reauthenticate_webauthn = ReauthenticatePasskeyView.as_view()
activate_totp = login_required(recently_authenticated(ActivateAppView.as_view()))
deactivate_totp = login_required(recently_authenticated(DeactivateAppView.as_view()))
add_webauthn = login_required(recently_authenticated(AddPasskeyView.as_view()))
edit_webauthn = login_required(recently_authenticated(RenamePasskeyView.as_view()))
remove_webauthn = login_required(recently_authenticated(RemovePasskeyView.as_view()))
view_recovery_codes = login_required(recently_authenticated(RecoveryCodesView.as_view()))
generate_recovery_codes = login_required(recently_authenticated(NewRecoveryCodesView.as_view()))
