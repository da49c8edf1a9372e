# SPDX-License-Identifier: EUPL-1.2
"""The people of a municipality: invited, kept up to date, and signed out at once when they leave.

Each function is one act of an application administrator and refuses with NotAllowed whoever is not one of theirs.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notices.outbox import queue_mail

from . import policy
from .administering import (
    Administration,
    NotAllowed,
    Refused,
    administrators_remain,
    changing,
    check_keys_and_doors,
    root_administrators,
)
from .models import OrganisationalUnit, User
from .single_sign_on.passwords import may_use_password

# Rooms above register here what a person still has in hand: words for the screen, or nothing. They may tell no more
# than that: an administrator reads and counts no incidents.
OpenWork = Callable[[User], Any]
open_work_of: list[OpenWork] = []


class EmailTaken(Refused):
    # The same sentence whoever has the address: another municipality's people are nobody's business (LEI 10).
    message = _("Dit e-mailadres kan niet worden gebruikt. Kies een ander.")


class PersonnelIdTaken(Refused):
    message = _("Dit personeelsnummer is al van iemand anders.")


class ExtensionTaken(Refused):
    message = _("Dit toestel is al van iemand anders.")


class RightsElsewhere(Refused):
    """With another address one could take over what this person holds beyond one's own units."""

    message = _(
        "Deze persoon heeft ook niveaus buiten uw onderdelen. Alleen een beheerder van de hele gemeente kan het "
        "e-mailadres wijzigen."
    )


class NotYourself(Refused):
    message = _("U kunt uzelf niet deactiveren. Vraag een andere applicatiebeheerder.")


@dataclass(frozen=True)
class PersonFacts:
    """What is kept of a person."""

    name: str
    email: str
    unit: OrganisationalUnit | None = None
    function: str = ""
    employment: str = User.Employment.EMPLOYEE
    personnel_id: str = ""
    extension: str = ""
    language: str = "nl"

    @classmethod
    def of(cls, person: User) -> "PersonFacts":
        return cls(**{field.name: getattr(person, field.name) for field in fields(cls)})


def invite_person(actor: User, facts: PersonFacts) -> User:
    """A new person, who gets a link to choose a password. They hold no level.

    Raises NotAllowed, UnitClosed, EmailTaken, PersonnelIdTaken, ExtensionTaken.
    """
    with changing(actor) as admin:
        person = add_person(admin, facts)
        send_link(person)
        return person


def add_person(admin: Administration, facts: PersonFacts) -> User:
    """A new person without a password. Inside a transaction that holds the lock; raises what invite_person raises."""
    if facts.unit is None:
        admin.need_whole()
    else:
        admin.open_unit(facts.unit)
    check_free(admin, facts)
    return User.objects.create_user(
        municipality_id=admin.municipality_id,
        extension_since=timezone.now() if facts.extension else None,
        **{f.name: getattr(facts, f.name) for f in fields(facts)},
    )


def check_free(admin: Administration, facts: PersonFacts, but: User | None = None) -> None:
    """Raises EmailTaken, PersonnelIdTaken or ExtensionTaken for what can be one person's only."""
    others = User.objects.exclude(pk=but.pk) if but else User.objects.all()
    if others.filter(email__iexact=facts.email).exists():
        raise EmailTaken(field="email")
    others = others.filter(municipality_id=admin.municipality_id)
    if facts.personnel_id and others.filter(personnel_id=facts.personnel_id).exists():
        raise PersonnelIdTaken(field="personnel_id")
    active = but is None or but.is_active
    if active and facts.extension and others.filter(extension=facts.extension, is_active=True).exists():
        raise ExtensionTaken(field="extension")


def send_invitation(actor: User, person: User) -> None:
    """A new link to choose a password, for somebody who never did; the links before it stop working when it is used.

    Raises NotAllowed, PersonInactive.
    """
    with changing(actor) as admin:
        row = admin.active_person(person)
        if row.has_usable_password():
            raise NotAllowed
        send_link(row)


def send_link(person: User) -> None:
    """The mail with which somebody chooses their password, or reads where they sign in without one. Inside a
    transaction."""
    if may_use_password(person):
        queue_mail(person, "invitation", path=password_path(person))
    else:
        queue_mail(person, "work_account", path=reverse("account_login"))


def password_path(person: User) -> str:
    """Where this person can choose a password, once."""
    uid, key = user_pk_to_url_str(person), default_token_generator.make_token(person)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": key})


def change_person(actor: User, person: User, facts: PersonFacts) -> User:
    """Other facts about a person. Another e-mail address ends their sessions and is told at the old one; of somebody who
    holds a level the other administrators are told too, because a link to choose a password can be asked to it.

    Raises NotAllowed, UnitClosed, EmailTaken, PersonnelIdTaken, ExtensionTaken, RightsElsewhere.
    """
    with changing(actor) as admin:
        row = admin.person(person)
        return write_facts(admin, row, facts)


def write_facts(admin: Administration, row: User, facts: PersonFacts) -> User:
    """Inside a transaction that holds the lock; raises what change_person raises."""
    if facts.unit is None and row.unit_id is not None:
        admin.need_whole()
    elif facts.unit is not None and facts.unit.pk != row.unit_id:
        admin.open_unit(facts.unit)
    check_free(admin, facts, but=row)
    old = row.email
    address_changes = old.casefold() != facts.email.casefold()
    if address_changes and any(h.unit.pk not in admin.units for h in policy.holdings_of(row)):
        raise RightsElsewhere(field="email")
    if row.extension != facts.extension:
        row.extension_since = timezone.now()
    for field in fields(facts):
        setattr(row, field.name, getattr(facts, field.name))
    row.email = User.objects.normalize_email(facts.email).lower()
    if address_changes and row.pk != admin.actor.pk:
        row.end_sessions()
    row.save()
    if address_changes:
        _follow_address(admin, row, old)
    return row


def _follow_address(admin: Administration, person: User, old: str) -> None:
    # Signing in and asking for a new password must stop working with the old address.
    EmailAddress.objects.filter(user=person).delete()
    if not person.is_active:
        return
    # Whoever is being made somebody else's account reads it where they still read their mail.
    queue_mail(person, "own_address_changed", address=old)
    if not person.has_usable_password():
        send_link(person)
    if policy.holdings_of(person):
        for other in root_administrators(admin.root):
            if other.pk not in (admin.actor.pk, person.pk):
                queue_mail(other, "address_changed", path=reverse("person", args=[person.pk]))


def sign_out_person(actor: User, person: User) -> None:
    """Every session of this person ends at once; what they hold stays, and they can sign in anew. For a telephone that was
    left somewhere. Raises NotAllowed (also for oneself: one has a list of one's own), PersonInactive.
    """
    with changing(actor) as admin:
        row = admin.active_person(person)
        if row.pk == admin.actor.pk:
            raise NotAllowed
        _end_sessions(row)
        row.signed_out_at = timezone.now()
        row.save()


def _end_sessions(row: User) -> None:
    row.end_sessions()
    # The provider's tokens of these sessions go with them.
    row.sign_ons.all().delete()


def deactivate_person(actor: User, person: User) -> None:
    """The person can no longer sign in, every session of theirs ends at once, and their grants count for nothing.

    What they handle stays theirs until a supervisor gives it to somebody else: show `open_work` first.
    Raises NotAllowed, NotYourself, LastAdministrator.
    """
    with changing(actor) as admin:
        deactivate(admin, admin.person(person))


def deactivate(admin: Administration, row: User) -> None:
    """Inside a transaction that holds the lock; raises what deactivate_person raises."""
    if row.pk == admin.actor.pk:
        raise NotYourself
    if not row.is_active:
        return
    with administrators_remain(admin):
        row.is_active = False
        row.deactivated_at = timezone.now()
        _end_sessions(row)
        row.save()
        admin.note_withdrawn(row)


def reactivate_person(actor: User, person: User) -> None:
    """The person can sign in again, and what they are granted counts again.

    Raises NotAllowed, KeysAndDoors, ExtensionTaken (somebody else has it by now), UnitClosed (another department
    first).
    """
    with changing(actor) as admin:
        row = admin.person(person)
        if row.is_active:
            return
        if row.unit_id is not None:
            admin.open_unit(row.unit_id)
        row.is_active, row.deactivated_at = True, None
        if row.extension:
            # It may have been somebody else's meanwhile, whose calls nobody inherits.
            row.extension_since = timezone.now()
        check_free(admin, PersonFacts.of(row), but=row)
        row.save()
        check_keys_and_doors(row)
        admin.note_granted(row)


def open_work(person: User) -> list[Any]:
    """What this person still has in hand, in words of the rooms above."""
    return [words for find in open_work_of if (words := find(person))]
