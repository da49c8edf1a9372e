# SPDX-License-Identifier: EUPL-1.2
"""What every employee is told of the registration before anything else (LEI 3.1), and the secrecy that they accept
(LEI 7). The text of a version stands in templates/accounts/notice/<version>.html and is never changed: another text is
a new version, which everybody is asked to accept again."""

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from .models import User

if TYPE_CHECKING:
    from django.db.models import QuerySet

# The version in force. What a person accepted is an earlier one, or this.
VERSION = 1


def must_accept(user: Any) -> bool:
    """Whether this person sees the notice and nothing else. It asks no table: the answer came with the person.

    An operator of the installation belongs to no municipality and reads nothing, so there is nothing to keep secret.
    """
    return user.municipality_id is not None and user.notice_version < VERSION


def accept_notice(user: User, version: int) -> bool:
    """Write down that this person accepts this version, now; False for another version than the one in force.

    Twice is once: the first moment stays.
    """
    if version != VERSION:
        return False
    with transaction.atomic():
        row = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
        if row.notice_version < VERSION:
            row.notice_version, row.notice_accepted_at = VERSION, timezone.now()
            row.save(update_fields=["notice_version", "notice_accepted_at"])
    user.notice_version, user.notice_accepted_at = row.notice_version, row.notice_accepted_at
    return True


def still_to_accept(people: "QuerySet[User]") -> "QuerySet[User]":
    """Those of these people who may sign in and have not accepted the version in force."""
    return people.filter(is_active=True, notice_version__lt=VERSION)
