# SPDX-License-Identifier: EUPL-1.2
"""Making a letter is written down; that it was sent is recorded: when, how, by whom, by which text.

`Sanction.letter_sent_at` is derived: when the letter that tells of the sanction first went. The registry marks by it,
and the deadline of 24 hours.
"""

import datetime
import uuid

from django.utils import timezone

from accounts.models import AccessLogEntry, User
from incidents.access import NotAllowed
from incidents.handling import handling, of_this
from incidents.models import Incident, Involvement, LetterSent, LetterTemplate, Sanction, TimelineEntry
from incidents.timeline import note
from retention.terms import local_date

from .kinds import OF_INVOLVEMENT, imposing, kinds_for
from .versions import kept


class Implausible(ValueError):
    """A moment at which no such letter can have been sent: `future`, or `before` what it is about."""


def note_made(actor: User, incident: Incident) -> None:
    """Write down that somebody made a letter about this incident (R6), before it is handed over."""
    AccessLogEntry.record(actor, AccessLogEntry.Action.MADE_LETTER, incident.pk, incident.destroy_at)


def record_sent(
    actor: User,
    involvement: Involvement,
    kind: str,
    number: int,
    sent_at: datetime.datetime,
    how: str,
    token: uuid.UUID,
    sanction: Sanction | None = None,
) -> LetterSent:
    """Record that a letter of this kind went, made from version `number` of its text. The same token twice records one.

    Raises Implausible, NotAllowed.
    """
    with handling(actor, involvement.incident) as row:
        if known := of_this(row, LetterSent, token):
            found: LetterSent = known
            return found
        named = Involvement.objects.filter(pk=involvement.pk, incident=row).first()
        if named is None:
            raise NotAllowed
        about = _about(row, named, kind, sanction)
        check_moment(row, about, kind, sent_at)
        letter = LetterSent(
            pk=token,
            incident=row,
            author=actor,
            involvement=named,
            sanction=about,
            kind=kind,
            template=_version(row, kind, number),
            sent_at=sent_at,
            how=LetterSent.How(how),
        )
        letter.save(force_insert=True)
        derive(about)
        _note(row, actor, letter)
        return letter


def correct_sent(
    actor: User, letter: LetterSent, sent_at: datetime.datetime, how: str, number: int | None
) -> None:
    """Put right when and how a letter went, and by which version. Raises Implausible, NotAllowed."""
    with handling(actor, letter.incident) as row:
        current = LetterSent.objects.filter(pk=letter.pk, incident=row).select_related("sanction").first()
        if current is None:
            raise NotAllowed
        check_moment(row, current.sanction, current.kind, sent_at)
        current.sent_at, current.how = sent_at, LetterSent.How(how)
        if number is not None:
            current.template = _version(row, current.kind, number)
        current.save()
        derive(current.sanction)
        _note(row, actor, current)


def check_moment(row: Incident, sanction: Sanction | None, kind: str, sent_at: datetime.datetime) -> None:
    """Raises Implausible."""
    if sent_at > timezone.now():
        raise Implausible("future")
    if local_date(sent_at) < earliest(row, sanction, kind):
        raise Implausible("before")


def earliest(row: Incident, sanction: Sanction | None, kind: str) -> datetime.date:
    """The first local day on which a letter of this kind can have gone."""
    if sanction is None:
        return row.occurred_on
    if kind == "lifting" and sanction.lifted_on:
        return sanction.lifted_on
    if kind == "annulment" and sanction.annulled_at:
        return local_date(sanction.annulled_at)
    return sanction.decided_on


def derive(sanction: Sanction | None) -> None:
    """Set when the letter that tells of this sanction first went, and who recorded it."""
    if sanction is None:
        return
    first = sanction.letters.filter(kind=imposing(sanction)).order_by("sent_at", "created_at").first()
    sanction.letter_sent_at = first.sent_at if first else None
    sanction.letter_sent_by = first.author if first else None
    sanction.save()


def _about(row: Incident, involvement: Involvement, kind: str, sanction: Sanction | None) -> Sanction | None:
    """The sanction, locked; None for a letter about none. Raises NotAllowed where no such letter goes."""
    if sanction is None:
        if kind not in OF_INVOLVEMENT or row.facts_established_at is None:
            raise NotAllowed
        return None
    current = (
        Sanction.objects.select_for_update(of=("self",))
        .filter(pk=sanction.pk, incident=row, involvement=involvement)
        .first()
    )
    if current is None or kind not in kinds_for(current):
        raise NotAllowed
    return current


def _version(row: Incident, kind: str, number: int) -> LetterTemplate:
    version = kept(row.municipality, kind, number)
    if version is None:
        raise NotAllowed
    return version


def _note(row: Incident, actor: User, letter: LetterSent) -> None:
    about = (
        {"sanction": str(letter.sanction_id), "kind": letter.sanction.kind, "letter": letter.kind}
        if letter.sanction
        else {"kind": letter.kind}
    )
    note(row, actor, TimelineEntry.Action.LETTER_SENT, **about)
