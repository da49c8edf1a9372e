# SPDX-License-Identifier: EUPL-1.2
"""Who may sign in by password where the municipality signs in at its own provider."""

from accounts.levels import Level
from accounts.models import IdentityProvider, User
from accounts.policy import scope_of

Passwords = IdentityProvider.Passwords


def may_use_password(person: User) -> bool:
    """Whether this person's password opens anything.

    Application administrators of the whole municipality always may, so that somebody can get in to mend it when the
    provider or what is written down about it fails; others as the municipality chose.
    """
    if person.municipality_id is None:
        return True
    provider = (
        IdentityProvider.objects.prefetch_related("domains")
        .filter(municipality=person.municipality_id, is_active=True)
        .first()
    )
    if provider is None or provider.passwords == Passwords.EVERYBODY:
        return True
    if provider.passwords == Passwords.OUTSIDERS and not provider.covers(person.email):
        return True
    return scope_of(person).holds_on_root(Level.ADMINISTRATOR)
