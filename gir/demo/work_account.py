# SPDX-License-Identifier: EUPL-1.2
"""One town has written its identity provider down and not switched it on: a visitor can look, and signs in as before."""

from accounts.models import EmailDomain, IdentityProvider

from .organisation import Settled

TOWNS = {"waterrijk"}


def write_work_account(settled: Settled) -> None:
    """The provider of a town, which is off; nobody has such an address (RFC 2606)."""
    if settled.town.slug not in TOWNS:
        return
    provider = IdentityProvider.objects.create(
        municipality=settled.municipality,
        issuer=f"https://inloggen.{settled.town.slug}.example/realms/gemeente",
        client_id="gir",
        client_secret="only-in-the-demo",  # noqa: S106
    )
    EmailDomain.objects.create(provider=provider, name=f"{settled.town.slug}.example")
