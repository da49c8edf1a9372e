# SPDX-License-Identifier: EUPL-1.2
"""Who somebody is that a provider vouches for: known by the provider's own name for them (`sub`), else by their address
within the municipality, else new here and without any level."""

from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from accounts.models import IdentityProvider, User
from accounts.text import tidy

from .tokens import Told


class NotLetIn(Exception):
    """The provider knows them, and this system does not let them in. The text is for the log: which rule it was."""


def person_for(provider: IdentityProvider, told: Told) -> User:
    """The person of the provider's municipality; an account is made for who has none.

    An address counts only when it is of one of the municipality's domains. Raises NotLetIn: such an address is
    missing; the account is inactive (it is not revived), of another municipality (LEI 10) or already tied to somebody
    else at this provider (an address that was given to a new colleague opens nothing of the old one's).
    """
    try:
        validate_email(told.email)
    except ValidationError as error:
        raise NotLetIn("no address") from error
    if len(told.email) > 254 or not provider.covers(told.email):
        raise NotLetIn("address of another domain")
    for last_try in (False, True):
        try:
            with transaction.atomic():
                return _found(provider, told)
        except IntegrityError:
            # Somebody came in by two windows at once: the other one has made the account by now.
            if last_try:
                raise
    raise AssertionError("unreachable")


def _found(provider: IdentityProvider, told: Told) -> User:
    tied = {"provider": str(provider.pk), "uid": told.subject}
    account = SocialAccount.objects.select_related("user").filter(**tied).first()
    if account is not None:
        return _checked(provider, account.user)
    person = User.objects.filter(email__iexact=told.email).first()
    if person is None:
        person = _new(provider, told)
    _checked(provider, person)
    if SocialAccount.objects.filter(user=person, provider=str(provider.pk)).exists():
        raise NotLetIn("tied to somebody else at the provider")
    SocialAccount.objects.create(user=person, extra_data={}, **tied)
    return person


def _checked(provider: IdentityProvider, person: User) -> User:
    if person.municipality_id != provider.municipality_id:
        raise NotLetIn("not of this municipality")
    if not person.is_active:
        raise NotLetIn("inactive")
    return person


def _new(provider: IdentityProvider, told: Told) -> User:
    name = (tidy(told.name).strip() or told.email.partition("@")[0])[:150]
    return User.objects.create_user(told.email, name=name, municipality_id=provider.municipality_id)
