# SPDX-License-Identifier: EUPL-1.2
"""Going through everybody's levels once a year: each is confirmed or taken away, by an administrator of the whole
municipality (LEI 1.i, 4.6).

What must be gone through is read from the rights as they are: one that is given while the review runs is in it, and
one that is given again is decided on again. So a review can be laid down and taken up, and by several at once.
Nobody confirms their own level of administrator, direct or by joining a group that has it: another one does.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import Min, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notices.outbox import queue_mail
from retention.terms import local_date

from . import grants, policy
from .administering import Administration, NotAllowed, Refused, changing, lock, root_administrators
from .levels import Level
from .models import (
    GroupGrant,
    GroupMapping,
    Membership,
    OrganisationalUnit,
    RightsDecision,
    RightsReview,
    User,
    UserGrant,
)
from .single_sign_on.setting_up import remove_mapping

EVERY = relativedelta(years=1)
REMIND_AFTER = datetime.timedelta(days=30)

Kind = RightsDecision.Kind
Outcome = RightsDecision.Outcome
Row = UserGrant | GroupGrant | Membership
KINDS = (Kind.USER_GRANT.value, Kind.MEMBERSHIP.value, Kind.GROUP_GRANT.value)


class OwnLevel(Refused):
    message = _("Uw eigen beheerderniveau bevestigt een andere beheerder.")


class NotFinished(Refused):
    message = _("Nog niet alle niveaus zijn bekeken. De controle kan nog niet worden afgerond.")


@dataclass(frozen=True)
class Right:
    """A grant or a membership that must be gone through. `own`: the reader's own level of administrator."""

    kind: str
    row: Any
    own: bool = False

    @property
    def key(self) -> str:
        """As it is called in a form."""
        return f"{self.kind}-{self.row.pk}"

    @property
    def level(self) -> Level | None:
        return None if self.kind == Kind.MEMBERSHIP else self.row.level


@dataclass(frozen=True)
class Progress:
    """How far a review is."""

    left: int
    decided: int

    @property
    def all(self) -> int:
        return self.left + self.decided


def open_review(municipality_id: int) -> RightsReview | None:
    """The review that runs, if one does."""
    return RightsReview.objects.filter(municipality_id=municipality_id, completed_at=None).first()


def due_on(municipality_id: int) -> datetime.date | None:
    """The local date on which the next review is due: a year after the last one, or after the first level that was
    given; None where nobody has a level yet."""
    done = RightsReview.objects.filter(municipality_id=municipality_id, completed_at__isnull=False)
    last = done.order_by("-completed_at").values_list("completed_at", flat=True).first()
    if last is None:
        rows = UserGrant.objects.filter(content_object__municipality_id=municipality_id)
        last = rows.aggregate(first=Min("granted_at"))["first"]
    return local_date(last) + EVERY if last else None


def start_review(actor: User) -> RightsReview:
    """Begin a review, or answer the one that runs. Raises NotAllowed."""
    with changing(actor) as admin:
        admin.need_whole()
        running = open_review(admin.municipality_id)
        if running is not None:
            return running
        return RightsReview.objects.create(municipality_id=admin.municipality_id, started_by=admin.actor)


def still_to_do(admin: Administration, review: RightsReview) -> list[Right]:
    """What nobody decided on in this review yet, people by name and then the groups. Five queries."""
    decided = set(review.decisions.values_list("kind", "right_id", "granted_at"))
    left = [
        right for right in _rights(admin) if (right.kind, right.row.pk, right.row.granted_at) not in decided
    ]
    return sorted(left, key=_place)


def progress(admin: Administration, review: RightsReview) -> Progress:
    """How many rights are left, and how many decisions were taken."""
    return Progress(len(still_to_do(admin, review)), review.decisions.count())


def decide_right(actor: User, review: RightsReview, kind: str, pk: int, outcome: str) -> bool:
    """Confirm a right or take it away; False when it was decided on already, or is not there any more.

    Raises NotAllowed (also when the review is over), OwnLevel, and what taking away raises (LastAdministrator).
    """
    with changing(actor) as admin:
        admin.need_whole()
        running = open_review(admin.municipality_id)
        if running is None or running.pk != review.pk:
            raise NotAllowed
        right = next(_rights(admin, Kind(kind).value, pk), None)
        if right is None or _is_decided(running, right):
            return False
        if Outcome(outcome) == Outcome.CONFIRMED:
            if right.own:
                raise OwnLevel
        else:
            _take_away(actor, right.row)
        _write_down(admin, running, right, outcome)
    return True


def complete_review(actor: User, review: RightsReview) -> None:
    """The review is done: everything was decided on. Twice is once. Raises NotAllowed, NotFinished."""
    with changing(actor) as admin:
        admin.need_whole()
        row = RightsReview.objects.filter(pk=review.pk, municipality_id=admin.municipality_id).first()
        if row is None:
            raise NotAllowed
        if row.completed_at is not None:
            return
        if still_to_do(admin, row):
            raise NotFinished
        row.completed_at, row.completed_by = timezone.now(), admin.actor
        row.save()


def remind_of_reviews(now: datetime.datetime | None = None) -> int:
    """Begin each review that is due, and tell the administrators; and again, every thirty days, as long as it runs.

    Answers how many mails were queued. Harmless to repeat, and safe on several workers at once.
    """
    moment = now or timezone.now()
    roots = OrganisationalUnit.objects.filter(parent=None, closed_on=None).order_by("municipality_id")
    return sum(_remind(root, moment) for root in roots)


@transaction.atomic
def _remind(root: OrganisationalUnit, now: datetime.datetime) -> int:
    lock(root.municipality_id)
    review = open_review(root.municipality_id)
    if review is None:
        due = due_on(root.municipality_id)
        if due is None or due > local_date(now):
            return 0
        review = RightsReview(municipality_id=root.municipality_id, started_at=now)
    elif (review.reminded_at or review.started_at) > now - REMIND_AFTER:
        return 0
    review.reminded_at = now
    review.save()
    people = root_administrators(root)
    for administrator in people:
        queue_mail(administrator, "rights_review", path=reverse("rights_review"))
    return len(people)


def _rows(admin: Administration, kind: str) -> Any:
    """What counts or will count, of active people and of groups, on units that are open."""
    on_unit = Q(content_object__municipality_id=admin.municipality_id, content_object__closed_on=None)
    if kind == Kind.USER_GRANT:
        rows = UserGrant.objects.filter(policy.not_over(), on_unit, user__is_active=True)
        return rows.select_related("user__unit", "permission", "content_object")
    if kind == Kind.GROUP_GRANT:
        rows = GroupGrant.objects.filter(policy.not_over(), on_unit)
        return rows.select_related("permission", "content_object", "group__group")
    # Who is in a group that follows the identity provider is decided there; that the group gives a level, here.
    rows = Membership.objects.filter(
        policy.not_over(),
        user__is_active=True,
        group__group__municipality_id=admin.municipality_id,
        group__group__mapping=None,
    )
    return rows.select_related("user__unit", "group__group")


def _rights(admin: Administration, kind: str = "", pk: int | None = None) -> Iterator[Right]:
    """All that must be gone through; or one of it. What a group has is not somebody's own: whose it is, the membership
    says."""
    with_keys = GroupGrant.objects.filter(policy.not_over(), permission__codename=Level.ADMINISTRATOR)
    keys = set(with_keys.filter(content_object__in=admin.units).values_list("group_id", flat=True))
    for one in [kind] if kind else KINDS:
        rows = _rows(admin, one)
        for row in rows if pk is None else rows.filter(pk=pk):
            own = one != Kind.GROUP_GRANT and row.user_id == admin.actor.pk
            gives_keys = row.group_id in keys if one == Kind.MEMBERSHIP else row.level == Level.ADMINISTRATOR
            yield Right(one, row, own and gives_keys)


def _is_decided(review: RightsReview, right: Right) -> bool:
    about = {"kind": right.kind, "right_id": right.row.pk, "granted_at": right.row.granted_at}
    return review.decisions.filter(**about).exists()


def _place(right: Right) -> tuple[bool, str, int, bool, int]:
    """By person; of one person the levels before the groups. Groups come after all people."""
    row = right.row
    if right.kind == Kind.GROUP_GRANT:
        return True, row.group.group.title.casefold(), row.group_id, False, row.pk
    return False, row.user.name.casefold(), row.user_id, right.kind == Kind.MEMBERSHIP, row.pk


def _take_away(actor: User, row: Row) -> None:
    if isinstance(row, Membership):
        grants.remove_member(actor, row)
    elif isinstance(row, GroupGrant) and (mapping := GroupMapping.objects.filter(group=row.group_id).first()):
        remove_mapping(actor, mapping.pk)
    else:
        grants.withdraw_grant(actor, row)


def _write_down(admin: Administration, review: RightsReview, right: Right, outcome: str) -> None:
    row = right.row
    RightsDecision.objects.create(
        review=review,
        kind=right.kind,
        right_id=row.pk,
        granted_at=row.granted_at,
        user=None if right.kind == Kind.GROUP_GRANT else row.user,
        group=None if right.kind == Kind.USER_GRANT else row.group,
        level=right.level or "",
        unit=None if right.kind == Kind.MEMBERSHIP else row.content_object,
        outcome=outcome,
        decided_by=admin.actor,
    )
