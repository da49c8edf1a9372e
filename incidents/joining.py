# SPDX-License-Identifier: EUPL-1.2
"""A second report of the same event is recognised by the handler's side, and joined."""

import datetime

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from retention.terms import incident_due

from .access import NotAllowed, handled_by, refresh_sight
from .appointments import tell_cancelled
from .due import refresh_due
from .handling import handling, let_go_if_victim
from .models import (
    Aftercare,
    Contribution,
    Damage,
    Evidence,
    Incident,
    Involvement,
    LetterSent,
    Measure,
    Outcome,
    PoliceReport,
    Sanction,
    SanctionReview,
    Status,
    TimelineEntry,
    Victim,
)
from .perpetrators import keep_measures_apart, standing_sanctions
from .second_reports import reported_in_full
from .timeline import note

WINDOW = datetime.timedelta(hours=2)
# Around midnight two reports of one event may name two days.
NIGHT = datetime.timedelta(days=1)


class SanctionStands(Exception):
    """The report that stays was found to be unfounded, and a sanction stands on the other: it would vanish unseen."""


def possible_duplicates(actor: User, incident: Incident) -> QuerySet[Incident]:
    """Reports that this handler also handles and that look like the same event: within two hours, through the same
    channel."""
    return (
        handled_by(Incident.objects.all(), actor)
        .exclude(pk=incident.pk)
        .exclude(status=Status.JOINED)
        .filter(
            channel=incident.channel,
            occurred_at__range=(incident.occurred_at - WINDOW, incident.occurred_at + WINDOW),
        )
        .order_by("reported_at", "pk")
    )


@transaction.atomic
def join(actor: User, second: Incident, first: Incident) -> None:
    """Join the second report into the first: its victims, account and evidence move there.

    The second keeps its own row, with its reference and its own term (R4 counts from its own date), so that who
    reported it still finds it; it leads to the first. What moves is kept no longer than it would have been: the first
    goes by the earlier of the two terms. Raises NotAllowed unless the actor handles both, and for a second that
    happened days before the first, which is another event. Raises SanctionStands.
    """
    # Both by their numbers, so that who does something else with the two at once waits, and not in a circle.
    list(Incident.objects.select_for_update(of=("self",)).filter(pk__in=[first.pk, second.pk]).order_by("pk"))
    with handling(actor, first) as kept, handling(actor, second) as joined:
        if kept.occurred_on - joined.occurred_on > NIGHT:
            raise NotAllowed
        if kept.outcome == Outcome.UNFOUNDED and any(
            standing_sanctions(i).exists() for i in Involvement.objects.filter(incident=joined)
        ):
            raise SanctionStands
        if joined.destroy_at < kept.destroy_at:
            kept.set_term(incident_due(joined.occurred_on))
        Contribution.objects.create(
            incident=kept,
            author=joined.reporter,
            kind=Contribution.Kind.REPORT,
            text=_own_words(joined),
            # Who was reported; somebody who was added or taken away since is another.
            victim=joined.victims.filter(position=0).first(),
        )
        present = {victim.user_id: victim for victim in kept.victims.exclude(user=None)}
        position = kept.victims.count()
        for victim in joined.victims.all():
            if victim.user_id in present:
                _add_what_is_known(actor, present[victim.user_id], victim)
                continue
            Victim.objects.filter(pk=victim.pk).update(incident=kept, position=position)
            Aftercare.objects.filter(victim=victim).update(incident=kept)
            position += 1
        keep_measures_apart(kept)
        keep_measures_apart(joined)
        for model in (Contribution, Damage, Evidence, Measure, PoliceReport):
            model.objects.filter(incident=joined).update(incident=kept)
        _take_over_perpetrators(kept, joined)
        let_go_if_victim(kept)
        # What a decision hid stays hidden (AVG 18), by whichever of the two it is found.
        kept.restricted_since = kept.restricted_since or joined.restricted_since
        joined.status, joined.joined_into, joined.handler = Status.JOINED, kept, kept.handler
        note(kept, actor, TimelineEntry.Action.JOINED, other=str(joined.pk))
        note(joined, actor, TimelineEntry.Action.JOINED, other=str(kept.pk))
        refresh_sight(kept)
        refresh_sight(joined)
        refresh_due(joined)


def _take_over_perpetrators(kept: Incident, joined: Incident) -> None:
    """Whom the second report names is a perpetrator of the first, with the sanctions and measures given."""
    known = {i.perpetrator_id: i for i in Involvement.objects.filter(incident=kept)}
    for involvement in Involvement.objects.filter(incident=joined):
        same = known.get(involvement.perpetrator_id)
        Sanction.objects.filter(involvement=involvement).update(
            involvement=same or involvement, incident=kept
        )
        SanctionReview.objects.filter(sanction__involvement=same or involvement).update(incident=kept)
        LetterSent.objects.filter(involvement=involvement).update(
            involvement=same or involvement, incident=kept
        )
        if same is None:
            Involvement.objects.filter(pk=involvement.pk).update(incident=kept)
        else:
            Measure.objects.filter(involvement=involvement).update(involvement=same)
            involvement.delete()


def _add_what_is_known(actor: User, kept: Victim, same: Victim) -> None:
    """What the second report knew of a victim of both: injury where the first says nothing, and contacts that took
    place. Those that are still to come are planned in the first already."""
    for name in ("injury_level", "physical_injury", "mental_injury", "absent_over_three_days"):
        if getattr(kept, name) in ("", None):
            setattr(kept, name, getattr(same, name))
    kept.save()
    to_come = Aftercare.objects.filter(victim=same, done_at=None, declined=False)
    for contact in to_come.select_related("victim__user"):
        tell_cancelled(actor, kept.incident, contact)
    to_come.delete()
    Aftercare.objects.filter(victim=same).update(victim=kept, incident=kept.incident)


def _own_words(report: Incident) -> str:
    """What the reporter wrote; the account on the row may by now be what a handler made of it."""
    return reported_in_full(report.as_reported) if report.as_reported else report.narrative
