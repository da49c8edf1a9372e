# SPDX-License-Identifier: EUPL-1.2
"""Whose store it is: a file in the store names the database that uses it, from the first use on.

Two installations on one store by mistake would each take the other's files for strays, and remove them. Here the
second finds the first one's number: it does not start, and sweeps nothing. The number stands in the database and goes
along in its back-ups, so a database that was put back, on whatever machine, finds its own store.
"""

import datetime
import logging

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone

from accounts.administering import root_administrators
from accounts.models import OrganisationalUnit
from notices.models import OutboxMessage
from notices.outbox import queue_mail

from .models import StoreOwner
from .stores import ALIAS, StoreUnavailable, store

log = logging.getLogger(__name__)
MARKER = "installation"
KIND = "recordings_store"
TELL_AGAIN = datetime.timedelta(days=1)


class OfAnother(Exception):
    """The store belongs to another installation."""


def claim() -> None:
    """See that the store is ours, and mark it where nobody did. Raises OfAnother, StoreUnavailable."""
    ours = StoreOwner.objects.get_or_create(pk=StoreOwner.ONLY)[0].number.hex.encode()
    try:
        found = _marker()
    except FileNotFoundError:
        try:
            storages[ALIAS].save(MARKER, ContentFile(ours))
        except StoreUnavailable:
            # Also when another was first just now; then there is a marker to read.
            log.warning("The store of recordings was not marked.")
        found = _marker_now()
    if found != ours:
        raise OfAnother


def _marker() -> bytes:
    return store().read(MARKER, 0, 64)


def _marker_now() -> bytes:
    try:
        return _marker()
    except FileNotFoundError as error:
        raise StoreUnavailable("It was not marked.") from error


def may_sweep() -> bool:
    """Whether what no record names may be removed from the store; where it is another's, the administrators hear of
    it. Raises StoreUnavailable."""
    try:
        claim()
    except OfAnother:
        log.error("The store of recordings belongs to another installation: nothing in it was touched.")
        _tell_administrators()
        return False
    return True


def _tell_administrators() -> None:
    """A mail a day, as long as it lasts."""
    since = timezone.now() - TELL_AGAIN
    if OutboxMessage.objects.filter(kind=KIND, created_at__gt=since).exists():
        return
    for root in OrganisationalUnit.objects.filter(parent=None, closed_on=None):
        for administrator in root_administrators(root):
            queue_mail(administrator, KIND, path="/beheer/telefonie/")
