# SPDX-License-Identifier: EUPL-1.2
"""A copy of a recording: for the police on a police report, or for the caller who asks for it.

An approved recording is given by the coordinator. One that is not is given to its caller alone, and in two hands: a
head who did not have the call releases it and gets the passphrase, the coordinator gets the package, and neither hears
it. Each package is made once, while it is sent, and only as long as the recording may be there.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.levels import Level
from accounts.models import AccessLogEntry, User
from accounts.policy import scope_of
from accounts.text import tidy
from notices.outbox import queue_mail
from protection.bsn_in_text import bsns_in

from . import access, packing, requests, telling, vault
from .access import NotAllowed
from .acts import Missing
from .models import Answer, CallerRequest, Disclosure, Ground, Recording, State

Action = AccessLogEntry.Action
# What must be written down, in letters at most.
NEEDED = {"recipient": 200, "reference": 100, "identity_check": 300, "compatibility": 500}
DISCLOSURES = "/opnames/verstrekkingen/"


class HoldsABsn(ValueError):
    """A BSN stands in what was written; `field` says in which text."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def disclosures_for(user: Any) -> QuerySet[Disclosure]:
    """The disclosures of the municipality, for its coordinators; the newest first."""
    rows = Disclosure.objects.filter(municipality=user.municipality_id).select_related(
        "asked_by", "decided_by"
    )
    return rows.order_by("-asked_at", "pk") if access.coordinates(user) else rows.none()


def waiting_for(user: Any) -> QuerySet[Disclosure]:
    """What this head may release, or has released and nobody took yet: of recordings of their units, of calls that
    they did not have, and not what they asked for themselves."""
    rows = Disclosure.objects.filter(ground=Ground.CALLER, municipality=user.municipality_id)
    if not access.comes_in(user):
        return rows.none()
    theirs = requests.available().filter(unit__in=scope_of(user).units_with(Level.HEAD))
    may = Q(state=Disclosure.State.ASKED) | Q(state=Disclosure.State.RELEASED, decided_by=user.pk)
    rows = rows.filter(may, about__in=theirs.exclude(employee=user.pk).values("pk"))
    return rows.exclude(asked_by=user.pk).order_by("asked_at", "pk")


@dataclass(frozen=True)
class Release:
    """What a head may decide on, or decided and nobody took yet."""

    disclosure: Disclosure
    recording: Recording

    @property
    def until(self) -> datetime.datetime:
        """The moment before which the copy can be given; the recording is gone then."""
        held = self.recording.held_until
        return max(self.recording.destroy_at, held) if held else self.recording.destroy_at

    @property
    def waits(self) -> bool:
        return self.disclosure.state == Disclosure.State.ASKED


def releases_of(user: Any) -> list[Release]:
    """What waits for this head and can still be given: what is not decided first, the most urgent of it on top."""
    rows = waiting_for(user).select_related("request", "asked_by")
    found = [Release(row, recording) for row in rows if (recording := recording_of(row)) is not None]
    return sorted(found, key=lambda release: (not release.waits, release.until, release.disclosure.asked_at))


def takeable_by(user: Any) -> QuerySet[Disclosure]:
    """The packages that this coordinator may take: not one whose passphrase they have as the head who released it."""
    return disclosures_for(user).filter(state=Disclosure.State.RELEASED).exclude(decided_by=user.pk)


def recording_of(disclosure: Disclosure) -> Recording | None:
    """The recording that it is about, while it may be given; None when that is over.

    From the due moment on a recording is there for the request that holds it alone (RULES: "Holds").
    """
    asked = disclosure.request
    is_held_for_it = asked is not None and asked.is_open
    rows = requests.available() if is_held_for_it else access.with_sound(Recording.objects.all())
    return rows.filter(pk=disclosure.about).first()


@transaction.atomic
def disclose(
    coordinator: User,
    recording: Recording,
    ground: str,
    *,
    recipient: str,
    reference: str,
    identity_check: str,
    compatibility: str,
    request: CallerRequest | None = None,
) -> Disclosure:
    """Write down that a copy is to be given, and why that is compatible with the purpose (LEI 6). One that is not
    approved waits for a head.

    For the police only an approved recording inside its term; for the caller, with their request, any that is found
    for it. Raises NotAllowed, Missing for what is not filled in, and HoldsABsn.
    """
    said = {
        "recipient": tidy(recipient),
        "reference": tidy(reference),
        "identity_check": tidy(identity_check),
        "compatibility": tidy(compatibility),
    }
    for field, most in NEEDED.items():
        if not said[field] or len(said[field]) > most:
            raise Missing(field)
        if bsns_in(said[field]):
            raise HoldsABsn(field)
    row = _locked(recording)
    approved = Recording.objects.approved_for(coordinator).filter(pk=row.pk).exists()
    if not _may_disclose(coordinator, row, Ground(ground), request, approved):
        raise NotAllowed
    released = row.state == State.APPROVED
    disclosure = Disclosure(
        municipality=row.municipality,
        about=row.pk,
        asked_by=coordinator,
        ground=ground,
        request=request,
        state=Disclosure.State.RELEASED if released else Disclosure.State.ASKED,
        **said,
    )
    disclosure.waits_until(row.held_until or row.destroy_at)
    disclosure.save()
    if not released:
        for head in telling.heads_of(row):
            path = f"{DISCLOSURES}{disclosure.pk}/vrijgeven/"
            queue_mail(head, "recording_to_release", reference=row.reference, path=path)
    return disclosure


def _may_disclose(
    coordinator: User, row: Recording, ground: Ground, request: CallerRequest | None, approved: bool
) -> bool:
    if not access.coordinates(coordinator) or row.municipality_id != coordinator.municipality_id:
        return False
    if ground == Ground.POLICE:
        return approved and request is None
    if request is None:
        return approved
    mine = requests.requests_for(coordinator).filter(pk=request.pk).first()
    return mine is not None and mine.is_open and mine.about == row.pk


@transaction.atomic
def release(head: User, disclosure: Disclosure, *, released: bool) -> str:
    """A head lets the caller have a recording that is not approved, unheard, or does not. Answers with the passphrase,
    which is shown this once and is the head's to tell the caller; "" when it is not released.

    Released again, there is another passphrase and the first opens nothing. Raises NotAllowed.
    """
    row, recording = _locked_disclosure(waiting_for(head), disclosure)
    row.decided_by = head
    if not released:
        row.complete(Disclosure.State.REFUSED)
        row.save()
        return ""
    if row.state == Disclosure.State.ASKED:
        row.state = Disclosure.State.RELEASED
        _note(head, recording, Action.RELEASED_RECORDING)
        path = f"{DISCLOSURES}{row.pk}/"
        queue_mail(row.asked_by, "recording_released", reference=recording.reference, path=path)
    row.passphrase = packing.new_passphrase()
    row.save()
    return row.passphrase


@transaction.atomic
def choose_passphrase(coordinator: User, disclosure: Disclosure) -> str:
    """The passphrase of an approved recording's package, shown this once; the one before it opens nothing. What a head
    released has the head's. Raises NotAllowed."""
    mine = disclosures_for(coordinator).filter(state=Disclosure.State.RELEASED, decided_by=None)
    row, _recording = _locked_disclosure(mine, disclosure)
    row.passphrase = packing.new_passphrase()
    row.save()
    return row.passphrase


def take_package(coordinator: User, disclosure: Disclosure) -> Iterator[bytes]:
    """The package, once; that it is taken is written down before its first byte. When its last byte is sent, the
    caller's request is answered and its hold is over.

    Raises NotAllowed at once. While it is sent, raises Damaged, StoreUnavailable, and NotAllowed when the recording
    goes; what was sent by then is no package.
    """
    with transaction.atomic():
        row, recording = _locked_disclosure(takeable_by(coordinator), disclosure)
        passphrase = row.passphrase
        if not passphrase:
            raise NotAllowed
        opened = vault.open_recording(recording)
        row.complete(Disclosure.State.GIVEN)
        row.save()
        _note(coordinator, recording, Action.DISCLOSED_RECORDING)
    package = packing.pack(recording, opened, note_of(row, recording), passphrase, lambda: _still(row))
    return _sent(coordinator, row, package)


def _sent(coordinator: User, row: Disclosure, package: Iterator[bytes]) -> Iterator[bytes]:
    yield from package
    if row.request is not None:
        requests.answer_request(coordinator, row.request, Answer.GIVEN)


def _still(disclosure: Disclosure) -> None:
    if recording_of(disclosure) is None:
        raise NotAllowed


def note_of(disclosure: Disclosure, recording: Recording) -> str:
    """What the package says of itself."""

    def moment(at: Any) -> str:
        return date_format(timezone.localtime(at), "j F Y, H:i:s")

    lines = [
        _("Opname van een telefoongesprek met %(name)s") % {"name": recording.municipality.name},
        "",
        _("Gesprek: van %(start)s tot %(end)s")
        % {"start": moment(recording.started_at), "end": moment(recording.ended_at)},
        _("Grond: %(ground)s") % {"ground": disclosure.get_ground_display()},
        _("Kenmerk: %(reference)s") % {"reference": disclosure.reference},
        _("Ontvanger: %(recipient)s") % {"recipient": disclosure.recipient},
        _("Verstrekt: %(at)s") % {"at": moment(timezone.now())},
        _("Nummer van de verstrekking: %(number)s") % {"number": disclosure.pk},
        "",
        _("Het geluid is zoals de gemeente het bewaart. In sha256.txt staat de controlesom."),
        _("De gemeente vernietigt haar opname op de dag die haar protocol voorschrijft."),
    ]
    if recording.pauses:
        lines.append(_("Delen waarin het gesprek was gepauzeerd, zijn stil."))
    return "\n".join([*lines, ""])


def _locked(recording: Recording) -> Recording:
    row: Recording | None = (
        requests.available().select_for_update(of=("self",)).filter(pk=recording.pk).first()
    )
    if row is None:
        raise NotAllowed
    return row


def _locked_disclosure(rows: QuerySet[Disclosure], disclosure: Disclosure) -> tuple[Disclosure, Recording]:
    """The recording before the disclosure, as everywhere. Raises NotAllowed."""
    recording = _locked(Recording(pk=disclosure.about))
    row = rows.select_for_update(of=("self",)).filter(pk=disclosure.pk).first()
    if row is None or recording_of(row) is None:
        raise NotAllowed
    return row, recording


def _note(actor: User, recording: Recording, action: AccessLogEntry.Action) -> None:
    AccessLogEntry.record(actor, action, recording.pk, recording.held_until or recording.destroy_at)
