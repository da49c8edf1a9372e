# SPDX-License-Identifier: EUPL-1.2
"""That nothing in the settings of production lets somebody in without the second factor that their level asks for."""

from allauth.account.adapter import get_adapter
from django.conf import settings

FIRST = "accounts.second_factor_first.SecondFactorFirstMiddleware"
SIGNED_IN = "django.contrib.auth.middleware.AuthenticationMiddleware"
STAGE = "allauth.mfa.stages.AuthenticateStage"
# Of django-allauth: a code that always works, a browser that is trusted for weeks, passkeys of another site, a passkey
# alone at the door, a session that need not confirm.
LOOSE = (
    "MFA_TOTP_INSECURE_BYPASS_CODE",
    "MFA_TRUST_ENABLED",
    "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN",
    "MFA_PASSKEY_LOGIN_ENABLED",
    "ACCOUNT_LOGIN_BY_CODE_ENABLED",
)
LONGEST_CONFIRMATION = 300


def second_factor_is_off() -> bool:
    """Whether it is: the demo's people are let off, the middleware is not there or stands before it is known who
    signed in, the step at sign-in is left out, or one of django-allauth's ways around is open."""
    middleware = list(settings.MIDDLEWARE)
    in_place = FIRST in middleware and middleware.index(SIGNED_IN) < middleware.index(FIRST)
    return (
        settings.DEMO
        or not in_place
        or STAGE not in get_adapter().get_login_stages()
        or settings.MFA_ADAPTER != "accounts.second_factor.FactorAdapter"
        or not {"totp", "webauthn"} <= set(settings.MFA_SUPPORTED_TYPES)
        or settings.ACCOUNT_REAUTHENTICATION_TIMEOUT > LONGEST_CONFIRMATION
        or any(getattr(settings, name, False) for name in LOOSE)
    )
