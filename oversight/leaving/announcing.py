# SPDX-License-Identifier: EUPL-1.2
"""Announcing that the municipality leaves, agreeing to it as a second administrator, and calling it off.

Each is an act of one administrator of the whole municipality, under the lock of administration. All raise NotAllowed
for anybody else, and a subclass of Refused where a rule says no.
"""

import datetime

from dateutil.relativedelta import relativedelta
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.administering import Administration, NotAllowed, Refused, changing, root_administrators
from accounts.levels import Level
from accounts.models import User
from accounts.policy import today
from notices.outbox import queue_mail
from oversight.models import Departure

from .sealed import NotAKey, read_key

# So that the receiver can be ready, and nobody announces what a later college would have to decide.
FEWEST_DAYS, MOST_MONTHS = 7, 24


class Underway(Refused):
    message = _("Het vertrek is al aangekondigd.")


class OtherStep(Refused):
    message = _("Dit kan nu niet meer. Bekijk hoe ver het vertrek is.")


class NeedsAnother(Refused):
    message = _("Dit doet een andere beheerder van de gemeente dan wie de vorige stap deed.")


class TooSoon(Refused):
    message = _("Kies een dag die ten minste een week en ten hoogste twee jaar vooruit ligt.")


class NoKey(Refused):
    message = _("Dit is geen openbare sleutel van age. Zo'n sleutel begint met age1 en heeft 62 tekens.")


def running_of(municipality_id: int) -> Departure | None:
    """The departure that was announced and not called off, if there is one."""
    return Departure.objects.filter(municipality=municipality_id, called_off_at=None).first()


def locked(admin: Administration) -> Departure:
    """The running departure, as it is now. Raises NotAllowed without one, and for an administrator of a part."""
    admin.need_whole()
    rows = Departure.objects.select_for_update(of=("self",))
    found = rows.filter(municipality=admin.municipality_id, called_off_at=None).first()
    if found is None:
        raise NotAllowed
    return found


def announce(
    actor: User, last_day: datetime.date, decision: str, receiver: str, receiver_key: str
) -> Departure:
    """Announce it: nothing changes yet, and the other administrators are asked to agree.

    `last_day` is the last local day on which something new is registered; `decision` the reference of the college's
    decision (that the data are kept no longer here is a shorter term, and is recorded). Raises Underway, TooSoon, NoKey.
    """
    with changing(actor) as admin:
        admin.need_whole()
        if running_of(admin.municipality_id) is not None:
            raise Underway
        if (
            not today() + datetime.timedelta(days=FEWEST_DAYS)
            <= last_day
            <= today() + relativedelta(months=MOST_MONTHS)
        ):
            raise TooSoon(field="last_day")
        try:
            key = read_key(receiver_key)
        except NotAKey as error:
            raise NoKey(field="receiver_key") from error
        departure = Departure.objects.create(
            municipality_id=admin.municipality_id,
            number=admin.municipality_id,
            name=admin.root.municipality.name,
            last_day=last_day,
            decision=decision,
            receiver=receiver,
            receiver_key=key,
            announced_by=admin.actor,
        )
        for other in root_administrators(admin.root):
            if other != admin.actor:
                _tell(other, "departure_announced", departure)
        return departure


def confirm(actor: User) -> Departure:
    """Agree, as a second administrator: it goes on by itself after the last day. Coordinators are told.

    Raises NeedsAnother for who announced it; OtherStep when it was agreed to, or its last day is over.
    """
    with changing(actor) as admin:
        departure = locked(admin)
        if departure.announced_by_id == admin.actor.pk:
            raise NeedsAnother
        if departure.state != Departure.State.ANNOUNCED or departure.last_day < today():
            raise OtherStep
        departure.confirmed_by, departure.confirmed_at = admin.actor, timezone.now()
        departure.save()
        for person in _told(admin):
            _tell(person, "departure_confirmed", departure)
        return departure


def call_off(actor: User) -> Departure:
    """Call it off, alone, until the last day is over. Raises OtherStep after that: something may have ended already."""
    with changing(actor) as admin:
        departure = locked(admin)
        if not may_be_called_off(departure):
            raise OtherStep
        was_told = departure.confirmed_at is not None
        departure.called_off_by, departure.called_off_at = admin.actor, timezone.now()
        departure.save()
        for person in _told(admin) if was_told else root_administrators(admin.root):
            _tell(person, "departure_called_off", departure)
        return departure


def may_be_called_off(departure: Departure) -> bool:
    """Until the last day is over, and for an announcement that nobody agreed to by then after it too."""
    state = departure.state
    before = state == Departure.State.CONFIRMED and departure.last_day >= today()
    return state == Departure.State.ANNOUNCED or before


def _told(admin: Administration) -> list[User]:
    """The coordinators and the administrators of the whole municipality."""
    found = policy.holders(admin.root, [Level.COORDINATOR, Level.ADMINISTRATOR])
    return list({holding.user.pk: holding.user for holding in found}.values())


def _tell(person: User, kind: str, departure: Departure) -> None:
    administers = policy.scope_of(person).holds_on_root(Level.ADMINISTRATOR)
    path = reverse("departure") if administers else departure.public_path
    queue_mail(person, kind, path=path, reference=f"{departure.last_day:%d-%m-%Y}", about=departure.pk)
