# SPDX-License-Identifier: EUPL-1.2
"""The yearly review of rights: one town is half-way through it, in the other one it is due."""

import datetime

from accounts.models import GroupGrant, Membership, RightsDecision, RightsReview, User, UserGrant

from .organisation import Settled

Kind, Outcome = RightsDecision.Kind, RightsDecision.Outcome
# How many days ago each was completed, and the one that runs was begun.
COMPLETED = {"waterrijk": 374, "duinveen": 371}
BEGUN = {"waterrijk": 9}
HOUR = datetime.timedelta(hours=1)


def review_rights(settled: Settled, now: datetime.datetime) -> None:
    """Last year's review of a town, and what was decided so far in the one that runs."""
    last = now - datetime.timedelta(days=COMPLETED[settled.town.slug])
    first, second = (settled.user(settled.role(role)) for role in ("beheerder", "beheerder2"))
    review = RightsReview.objects.create(
        municipality=settled.municipality,
        started_at=last - datetime.timedelta(days=6),
        started_by=first,
        completed_at=last,
        completed_by=first,
    )
    rows = _given_before(settled, review.started_at)
    RightsDecision.objects.bulk_create(
        _decision(review, row, last - HOUR * place / 8, second if place % 3 else first)
        for place, row in enumerate(rows)
    )
    if settled.town.slug in BEGUN:
        begun = now - datetime.timedelta(days=BEGUN[settled.town.slug])
        review = RightsReview.objects.create(
            municipality=settled.municipality, started_at=begun, started_by=second
        )
        # By name, as the page has them; nobody confirmed their own.
        done = [row for row in rows if not isinstance(row, GroupGrant) and row.user not in (first, second)]
        done = sorted(done, key=lambda row: row.user.name.casefold())[: len(done) // 2]
        RightsDecision.objects.bulk_create(
            _decision(review, row, begun + HOUR * (1 + place / 12), second) for place, row in enumerate(done)
        )


def _given_before(settled: Settled, moment: datetime.datetime) -> list[UserGrant | GroupGrant | Membership]:
    there = {"granted_at__lt": moment, "last_day": None}
    ours = {"content_object__municipality": settled.municipality}
    return [
        *UserGrant.objects.filter(**there, **ours, user__is_active=True).select_related("user", "permission"),
        *Membership.objects.filter(**there, user__municipality=settled.municipality).select_related("user"),
        *GroupGrant.objects.filter(**there, **ours).select_related("permission"),
    ]


def _decision(
    review: RightsReview,
    row: UserGrant | GroupGrant | Membership,
    at: datetime.datetime,
    by: User,
) -> RightsDecision:
    kind = {UserGrant: Kind.USER_GRANT, Membership: Kind.MEMBERSHIP, GroupGrant: Kind.GROUP_GRANT}[type(row)]
    return RightsDecision(
        review=review,
        kind=kind,
        right_id=row.pk,
        granted_at=row.granted_at,
        user_id=None if isinstance(row, GroupGrant) else row.user_id,
        group_id=None if isinstance(row, UserGrant) else row.group_id,
        level="" if isinstance(row, Membership) else row.level,
        unit_id=None if isinstance(row, Membership) else row.content_object_id,
        outcome=Outcome.CONFIRMED,
        decided_by=by,
        decided_at=at,
    )
