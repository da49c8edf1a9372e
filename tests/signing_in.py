# SPDX-License-Identifier: EUPL-1.2
"""How the session of a test came to be: who is signed in by `client.force_login` gave a password and a second factor,
just now, as a person at the door would have. A test of the door itself says otherwise with `signed_in_by`."""

import time
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client

from accounts import second_factor


def signed_in_by(client: Client, *methods: str, at: float | None = None) -> None:
    """Make the session of this client one that was opened in these ways (`password`, `mfa`, `socialaccount`) at that
    moment, seconds since 1970; now when it is left out."""
    session = client.session
    moment = time.time() if at is None else at
    session["account_authentication_methods"] = [{"method": method, "at": moment} for method in methods]
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session.save()


def confirmed_long_ago(client: Client, seconds: float = 301) -> None:
    """As it is when somebody signed in, or confirmed who they are, so long ago."""
    signed_in_by(client, "password", "mfa", at=time.time() - seconds)


def confirmed_again(client: Client) -> None:
    """As it is when somebody confirms who they are now: for a test that moved the clock."""
    signed_in_by(client, "password", "mfa")


def with_second_factor(login: Any) -> Any:
    """Client._login that leaves a session with a second factor."""

    def inner(self: Client, *args: Any, **kwargs: Any) -> None:
        login(self, *args, **kwargs)
        signed_in_by(self, "password", "mfa")

    return inner


def with_app(person: Any) -> Authenticator:
    """This person has an app that gives codes, and recovery codes."""
    RecoveryCodes.activate(person)
    return TOTP.activate(person, generate_totp_secret()).instance


def code_of(person: Any, periods: int = 0) -> str:
    """What the app of this person shows now, or so many half minutes later."""
    app = Authenticator.objects.get(user=person, type=Authenticator.Type.TOTP)
    return format_hotp_value(
        hotp_value(second_factor.unseal(app.data["secret"]), int(time.time()) // 30 + periods)
    )


def recovery_codes_of(person: Any) -> list[str]:
    """The recovery codes that this person did not use yet."""
    return (
        Authenticator.objects.get(user=person, type=Authenticator.Type.RECOVERY_CODES)
        .wrap()
        .get_unused_codes()
    )


def asked_at_the_form(client: Client, provider_id: Any) -> None:
    """This browser asked to sign in at that provider, as the form notes it (accounts.views.sign_on)."""
    session = client.session
    session["sign_on_asked"] = str(provider_id)
    session.save()
