# SPDX-License-Identifier: EUPL-1.2
"""The second factor: django-allauth's names for pages that are ours (views/second_factor.py)."""

from django.urls import path

from .views import second_factor

urlpatterns = [
    path("", second_factor.index, name="mfa_index"),
    path("inloggen/", second_factor.authenticate, name="mfa_authenticate"),
    path("bevestigen/", second_factor.reauthenticate, name="mfa_reauthenticate"),
    path("bevestigen/passkey/", second_factor.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("app/instellen/", second_factor.activate_totp, name="mfa_activate_totp"),
    path("app/verwijderen/", second_factor.deactivate_totp, name="mfa_deactivate_totp"),
    path("passkey/toevoegen/", second_factor.add_webauthn, name="mfa_add_webauthn"),
    path("passkey/<int:pk>/", second_factor.edit_webauthn, name="mfa_edit_webauthn"),
    path("passkey/<int:pk>/verwijderen/", second_factor.remove_webauthn, name="mfa_remove_webauthn"),
    path("herstelcodes/", second_factor.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("herstelcodes/nieuw/", second_factor.generate_recovery_codes, name="mfa_generate_recovery_codes"),
]
