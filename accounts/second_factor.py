# SPDX-License-Identifier: EUPL-1.2
"""The second factor: a passkey, or codes from an app, with recovery codes for the day that these are not at hand.

Whoever holds another level than reporter has one when they sign in by password (second_factor_first.py holds that on
every page); the only ones let off are the demo's people. Made and checked by django-allauth, of which `FactorAdapter` is
the side of this system.
"""

import base64
import binascii
import time
from typing import Any, cast
from urllib.parse import urlsplit

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa import app_settings
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notices.outbox import queue_mail
from protection.keyring import CannotDecrypt, KeyRing, key_ring
from protection.rotation import Rotated

from .levels import Level
from .models import User
from .policy import scope_of

BINDING = b"accounts.second_factor"
# Who has one in the demo, so that a visitor sees what it is like; their code stands on the demo's own page.
SHOWN_IN_DEMO = "beheerder2@waterrijk.example"
# The ways of signing in that ask for no second factor here: one was given, or the provider of the sign-on asks for it.
STRONG = frozenset({"mfa", "socialaccount"})
# In the session of who must set one up: the page that they asked for before that.
ONWARD = "after_second_factor"


def must_have(user: Any) -> bool:
    """Whether this person may not go without a second factor when they sign in by password: they hold, today, another
    level than reporter. In the demo only they are let off, so that a visitor gets in."""
    if not isinstance(user, User) or (settings.DEMO and _is_let_off(user)):
        return False
    scope = scope_of(user)
    return any(scope.holds(level) for level in Level if level != Level.REPORTER)


def _is_let_off(user: User) -> bool:
    town = user.municipality
    return town is not None and town.is_demo and user.email != SHOWN_IN_DEMO


def missing(request: HttpRequest) -> bool:
    """Whether who is signed in must still give a second factor, or set one up, before they get any page."""
    records = get_authentication_records(request, request.user)
    return not any(record["method"] in STRONG for record in records) and must_have(request.user)


def has_one(user: Any) -> bool:
    """Whether a second factor is asked of this person when they sign in by password."""
    return _factors(user).exists()


def _factors(user: Any) -> Any:
    """Passkeys and app; recovery codes stand in for one, and are none."""
    return Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES)


def locked(user: User) -> User:
    """This person, whose factors nobody else changes until the transaction is over."""
    return User.objects.select_for_update().get(pk=user.pk)


def set_up(request: HttpRequest, authenticator: Authenticator) -> None:
    """They just proved that they have it, so this session is one with a second factor, and their other sessions, which
    came without it, end. It confirms nothing else (step_up.recent): that was asked before."""
    person = cast(User, request.user)
    person.end_sessions()
    person.save(update_fields=["session_salt"])
    update_session_auth_hash(request, person)
    record_authentication(
        request, authenticator.user, "mfa", id=authenticator.pk, type=authenticator.type, set_up=True
    )


def tell(person: User, kind: str) -> None:
    """A mail about a change of somebody's factors, and the moment of it on their account, which the change log shows."""
    person.second_factor_changed_at = timezone.now()
    person.save(update_fields=["second_factor_changed_at"])
    queue_mail(person, kind, path="/account/tweede-factor/")


@transaction.atomic
def take_away(person: User) -> int:
    """Everything that this person has as a second factor goes, and they are signed out everywhere; answers how many
    there were. At their next sign-in by password they set up another (second_factor_first.py)."""
    person = locked(person)
    count, _models = Authenticator.objects.filter(user=person).delete()
    person.end_sessions()
    person.save(update_fields=["session_salt"])
    tell(person, "factors_reset")
    return count


def seal_again() -> Rotated:
    """Bring every secret under the first key of the ring (protection.rotation). Harmless to repeat; a row that does not
    open does not stop the others."""
    done = Rotated()
    for pk in Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN).values_list("pk", flat=True):
        try:
            done.changed += _seal_again(pk)
        except CannotDecrypt:
            done.stuck.append(pk)
    return done


@transaction.atomic
def _seal_again(pk: int) -> int:
    row = Authenticator.objects.select_for_update().filter(pk=pk).first()
    stale = [] if row is None else [name for name in ("secret", "seed") if _is_stale(row.data.get(name))]
    if row is not None and stale:
        row.data |= {name: seal(unseal(row.data[name])) for name in stale}
        row.save(update_fields=["data"])
    return int(bool(stale))


def _is_stale(sealed: str | None) -> bool:
    return bool(sealed) and KeyRing.key_id_of(base64.b64decode(sealed or "")) != key_ring().primary_id


def seal(text: str) -> str:
    """A secret as it stands in the database (DESIGN decision 6)."""
    return base64.b64encode(key_ring().seal(text.encode(), BINDING)).decode()


def unseal(sealed: str) -> str:
    """The secret. Raises CannotDecrypt."""
    try:
        return key_ring().open(base64.b64decode(sealed, validate=True), BINDING).decode()
    except binascii.Error as error:
        raise CannotDecrypt("This is not a sealed value.") from error


class FactorAdapter(DefaultMFAAdapter):
    """Secrets under the key ring; nobody removes the last factor that they must have; our words."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _(
            "Dit is uw laatste tweede factor, en met uw niveau hebt u er een nodig. Stel eerst een andere in."
        ),
        "cannot_generate_recovery_codes": _(
            "Herstelcodes horen bij een tweede factor. Stel eerst een passkey of een app in."
        ),
        "incorrect_code": _("Deze code klopt niet of is al gebruikt."),
    }

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The site that a passkey is for: the address that it is known by, whatever name a request says it came to."""
        return {"id": urlsplit(settings.SITE_URL).hostname or "localhost", "name": "GIR"}

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return (
            not must_have(authenticator.user)
            or _factors(authenticator.user).exclude(pk=authenticator.pk).exists()
        )

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return str(_("Passkey %(number)s") % {"number": number})


def demo_code(user: Any) -> str:
    """The code that the app of this person of the demo would show now; "" for everybody else, and outside a demo."""
    if not settings.DEMO or not isinstance(user, User) or user.email != SHOWN_IN_DEMO:
        return ""
    app = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if app is None or user.municipality is None or not user.municipality.is_demo:
        return ""
    counter = int(time.time()) // app_settings.TOTP_PERIOD
    return format_hotp_value(hotp_value(unseal(app.data["secret"]), counter))
