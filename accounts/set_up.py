# SPDX-License-Identifier: EUPL-1.2
"""A new municipality with its root unit and two administrators (widening one's own rights takes a second one), and
what it decides for itself later."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import Permission
from django.db import transaction
from django.utils import timezone

from notices.outbox import queue_mail
from retention import ledger

from . import rights
from .administering import changing
from .appearance import check_shown
from .levels import Level
from .models import Municipality, OrganisationalUnit, User, UserGrant
from .people import password_path


class TooFewAdministrators(ValueError):
    """A municipality starts with two different administrators at least."""


def set_up_municipality(name: str, slug: str, administrators: Sequence[tuple[str, str]]) -> Municipality:
    """Make a municipality with administrators (name, e-mail) of the whole of it, who each get an invitation.

    Raises TooFewAdministrators, and IntegrityError for a slug or an address that exists.
    """
    if len({email.strip().lower() for _name, email in administrators}) < max(2, len(administrators)):
        raise TooFewAdministrators
    with transaction.atomic():
        municipality = Municipality.objects.create(name=name, slug=slug)
        root = OrganisationalUnit.objects.create(municipality=municipality, name=f"Gemeente {name}")
        level = Permission.objects.get(codename=Level.ADMINISTRATOR.value, content_type__app_label="accounts")
        given = []
        for person_name, email in administrators:
            person = User.objects.create_user(
                email.strip(), name=person_name.strip(), municipality=municipality, unit=root
            )
            grant = UserGrant.objects.create(
                user=person, permission=level, content_object=root, requested_by="Inrichting van de gemeente"
            )
            given.append(rights.granted(municipality.pk, grant))
            queue_mail(person, "invitation", path=password_path(person))
        ledger.append(given, timezone.now())
    return municipality


def change_settings(actor: User, values: dict[str, Any], shown: str | None = None) -> Municipality:
    """Write down what the municipality decided: name, numbers, norms.

    `shown` is what the administrator had before them (`appearance.shown_of`), None where nobody looked. Raises NotAllowed
    for who does not administer the whole, ChangedMeanwhile, ValidationError for a value outside its limits.
    """
    with changing(actor) as admin:
        admin.need_whole()
        municipality = Municipality.objects.get(pk=admin.municipality_id)
        if shown is not None:
            check_shown(municipality, tuple(values), shown)
        for name, value in values.items():
            setattr(municipality, name, value)
        municipality.full_clean()
        municipality.save()
        return municipality
