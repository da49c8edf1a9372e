# SPDX-License-Identifier: EUPL-1.2
"""Which letters a sanction asks for, and which remedy each kind of letter names."""

from enum import StrEnum

from incidents.models import LetterKind, Sanction, SanctionKind

_IMPOSING = {
    SanctionKind.ORAL_WARNING: LetterKind.WARNING,
    SanctionKind.WARNING_LETTER: LetterKind.WARNING,
    SanctionKind.ORDER_TALK: LetterKind.TALK,
    SanctionKind.STOP_TALK: LetterKind.TALK,
    SanctionKind.PREMISES_BAN: LetterKind.BAN,
    SanctionKind.CONTACT_BAN: LetterKind.CONTACT,
    SanctionKind.CONTACT_MEASURE: LetterKind.CONTACT,
    SanctionKind.SUSPENSION: LetterKind.SUSPENSION,
    SanctionKind.DAMAGE_RECOVERY: LetterKind.DAMAGE,
}
# About what happened, without a sanction.
OF_INVOLVEMENT = (LetterKind.REGISTERED, LetterKind.TALK_INVITATION)


class Remedy(StrEnum):
    """What somebody can do who does not agree. Only a decision on a request is a besluit (Awb 1:3)."""

    COMPLAINT = "complaint"
    COMPLAINT_AND_COURT = "complaint_and_court"
    # Part of the service stops: a right that is touched by it has a decision of its own.
    SUSPENSION = "suspension"
    OBJECTION = "objection"


REMEDIES = {
    LetterKind.REGISTERED: Remedy.COMPLAINT,
    LetterKind.TALK_INVITATION: Remedy.COMPLAINT,
    LetterKind.WARNING: Remedy.COMPLAINT_AND_COURT,
    LetterKind.TALK: Remedy.COMPLAINT_AND_COURT,
    LetterKind.BAN: Remedy.COMPLAINT_AND_COURT,
    LetterKind.CONTACT: Remedy.COMPLAINT_AND_COURT,
    LetterKind.SUSPENSION: Remedy.SUSPENSION,
    LetterKind.DAMAGE: Remedy.COMPLAINT_AND_COURT,
    LetterKind.PROLONGING: Remedy.COMPLAINT_AND_COURT,
    LetterKind.LIFTING: Remedy.COMPLAINT,
    LetterKind.ANNULMENT: Remedy.COMPLAINT,
    # No besluit: the decision is still to come.
    LetterKind.REQUEST_RECEIVED: Remedy.COMPLAINT,
    LetterKind.REQUEST_IDENTITY: Remedy.COMPLAINT,
    LetterKind.REQUEST_EXTENSION: Remedy.COMPLAINT,
    LetterKind.DECISION: Remedy.OBJECTION,
}
# To who asks something about their own data; about no incident.
OF_REQUEST = (
    LetterKind.REQUEST_RECEIVED,
    LetterKind.REQUEST_IDENTITY,
    LetterKind.REQUEST_EXTENSION,
    LetterKind.DECISION,
)


def imposing(sanction: Sanction) -> LetterKind:
    """The letter that tells somebody of this sanction: it must go within 24 hours."""
    if sanction.prolongs_id is not None:
        return LetterKind.PROLONGING
    return _IMPOSING[SanctionKind(sanction.kind)]


def remedy_of(sanction: Sanction | None, kind: str) -> Remedy:
    """The remedy that a letter names: what goes on has that of what it prolongs."""
    if kind == LetterKind.PROLONGING and sanction and sanction.kind == SanctionKind.SUSPENSION:
        return Remedy.SUSPENSION
    return REMEDIES[LetterKind(kind)]


def kinds_for(sanction: Sanction) -> list[LetterKind]:
    """The letters that may go about this sanction as it stands now, the one that is asked for first; none for what is
    not imposed, or was undone before anybody was told."""
    if not sanction.is_imposed:
        return []
    if sanction.is_annulled:
        return [LetterKind.ANNULMENT] if sanction.letter_sent_at else []
    first = imposing(sanction)
    if sanction.lifted_on is None:
        return [first]
    return [LetterKind.LIFTING, first] if sanction.letter_sent_at else [first, LetterKind.LIFTING]
