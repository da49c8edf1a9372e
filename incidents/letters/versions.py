# SPDX-License-Identifier: EUPL-1.2
"""A municipality's own words for each kind of letter, by version: the newest is in force, the older stay readable."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.administering import Refused, changing
from accounts.models import Municipality, User
from incidents.models import Letterhead, LetterKind, LetterTemplate

from .standard import standard_text


class Overtaken(Refused):
    """Another administrator saved a version after this one was opened."""

    message = _(
        "Een andere beheerder heeft deze tekst intussen gewijzigd. Er is niets bewaard. Wat u schreef, staat er nog: kijk "
        "na wat nu geldt, en bewaar dan opnieuw."
    )


def versions(municipality: Municipality, kind: str) -> "QuerySet[LetterTemplate]":
    """The versions that were kept, the newest first."""
    return LetterTemplate.objects.filter(municipality=municipality, kind=LetterKind(kind)).order_by("-number")


def current(municipality: Municipality, kind: str) -> LetterTemplate:
    """The version in force; not kept yet (no pk) where it is the standard text, and nobody needed it before."""
    return _current(municipality, kind, versions(municipality, kind).first())


def current_of_each(municipality: Municipality) -> list[LetterTemplate]:
    """The version in force of every kind, in the order of the kinds; one query."""
    newest: dict[str, LetterTemplate] = {}
    for version in LetterTemplate.objects.filter(municipality=municipality).order_by("number"):
        newest[version.kind] = version
    return [_current(municipality, kind, newest.get(kind)) for kind in LetterKind]


def _current(municipality: Municipality, kind: str, newest: LetterTemplate | None) -> LetterTemplate:
    subject, body = standard_text(kind)
    if newest is not None and not (newest.is_standard and (newest.subject, newest.body) != (subject, body)):
        return newest
    number = newest.number + 1 if newest else 1
    return LetterTemplate(
        municipality=municipality, kind=kind, number=number, is_standard=True, subject=subject, body=body
    )


def kept(municipality: Municipality, kind: str, number: int) -> LetterTemplate | None:
    """A version by its number, kept: the standard text becomes a row when the first letter goes by it. None when there
    is no such version. Call it in a transaction."""
    found = versions(municipality, kind).filter(number=number).first()
    if found is None and (now := current(municipality, kind)).number == number:
        found, _made = LetterTemplate.objects.get_or_create(
            municipality=municipality,
            kind=now.kind,
            number=number,
            defaults={"is_standard": True, "subject": now.subject, "body": now.body},
        )
    return found


def save_version(actor: User, kind: str, subject: str, body: str, based_on: int) -> LetterTemplate:
    """Make these the words in force; what says the same already makes no new version. `based_on` is the number that the
    administrator saw. Raises NotAllowed for who does not administer the whole municipality, and Overtaken."""
    with changing(actor) as admin:
        admin.need_whole()
        municipality = Municipality.objects.get(pk=admin.municipality_id)
        now = current(municipality, kind)
        if (now.subject, now.body) == (subject, body):
            return now
        if now.number != based_on:
            raise Overtaken
        if now.pk is None:
            # So that what was in force before stays readable.
            kept(municipality, kind, now.number)
        return LetterTemplate.objects.create(
            municipality=municipality,
            kind=now.kind,
            number=now.number + 1,
            made_by=actor,
            subject=subject,
            body=body,
        )


def save_letterhead(actor: User, values: dict[str, str]) -> Letterhead:
    """Raises NotAllowed for who does not administer the whole municipality."""
    with changing(actor) as admin:
        admin.need_whole()
        head = Letterhead.objects.filter(municipality=admin.municipality_id).first()
        head = head or Letterhead(municipality_id=admin.municipality_id)
        for name, value in values.items():
            setattr(head, name, value)
        head.save()
        return head
