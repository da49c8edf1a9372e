# SPDX-License-Identifier: EUPL-1.2
"""The second administrator says yes or no to a change that widens the rights of the first."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notices.outbox import queue_mail

from .administering import Administration, NotAllowed, Refused, administration_of, changing
from .four_eyes import undecided
from .grants import perform_grant, perform_membership
from .models import PendingChange, User
from .single_sign_on.setting_up import perform_mapping, perform_on
from .units import perform_move

PERFORM = {
    PendingChange.Kind.USER_GRANT: perform_grant,
    PendingChange.Kind.GROUP_GRANT: perform_grant,
    PendingChange.Kind.MEMBERSHIP: perform_membership,
    PendingChange.Kind.MOVE_UNIT: perform_move,
    PendingChange.Kind.GROUP_MAPPING: perform_mapping,
    PendingChange.Kind.IDENTITY_PROVIDER: perform_on,
}


class NoLongerPossible(Refused):
    message = _(
        "Dit voorstel kan niet meer worden uitgevoerd: wie het deed, mag dit nu zelf niet meer. U kunt het weigeren."
    )


def decide(actor: User, change: PendingChange, *, approve: bool) -> PendingChange:
    """Approve a change, which is then made with every rule checked as of now, or refuse it. The proposer is told.

    Raises NotAllowed for the proposer and for anybody who does not administer the whole municipality, and what the
    change itself raises.
    """
    with changing(actor) as admin:
        admin.need_whole()
        row = undecided(admin).filter(pk=change.pk).exclude(proposed_by=actor).first()
        if row is None:
            raise NotAllowed
        if approve:
            _perform(admin, row)
        row.outcome = PendingChange.Outcome.APPROVED if approve else PendingChange.Outcome.REFUSED
        row.decided_by, row.decided_at = admin.actor, timezone.now()
        row.save()
        queue_mail(row.proposed_by, "change_decided", path=reverse("pending_change", args=[row.pk]))
        return row


def _perform(admin: Administration, change: PendingChange) -> None:
    """In the name of who proposed it: who leaves, or loses the level, has nothing approved any more."""
    try:
        proposer = administration_of(change.proposed_by)
        PERFORM[PendingChange.Kind(change.kind)](proposer, change.parameters, change.requested_by)
        admin.changed_rights.extend(proposer.changed_rights)
    except NotAllowed as error:
        raise NoLongerPossible from error
