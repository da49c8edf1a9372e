# SPDX-License-Identifier: EUPL-1.2
"""How the eight measures of Veilige Publieke Taak are doing, in figures about what the reader may open.

Every figure is about the incidents of one period (`seen.Period`). What is asked of a table is asked in one query.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, DateTimeField, Exists, ExpressionWrapper, F, OuterRef, Q, Sum
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.navigation import has_entry
from incidents.models import (
    KIND_BITS,
    Aftercare,
    Damage,
    Incident,
    Involvement,
    Measure,
    PoliceReport,
    Sanction,
    TakenOver,
)
from retention.terms import AMSTERDAM, start_of_day

from .seen import Period, counted, guests, owned_incidents
from .trends import OFFENCES, Trends

REACTION_WITHIN = datetime.timedelta(hours=48)


@dataclass(frozen=True)
class Standing:
    """One of the eight measures: `part` of `whole`, both of what `of` says; `whole` is None where no figure exists."""

    key: str
    icon: str
    name: str
    definition: str
    # What was counted, after "31 van 36".
    of: str = ""
    part: int | Decimal = 0
    whole: int | Decimal | None = None
    note: str = ""
    # The page that the note speaks of, for who has it.
    link: str = ""
    # The numbers are euros.
    euros: bool = False

    @property
    def percentage(self) -> int | None:
        """Rounded down, so that only what is whole is 100; None where there is nothing to divide."""
        return int(self.part * 100 // self.whole) if self.whole else None


def measures_of(user: User, trends: Trends) -> list[Standing]:
    """The eight, in their order. Nine queries, one fewer for who sees the whole municipality."""
    return list(_measures(user, trends))


def _measures(user: User, trends: Trends) -> Iterator[Standing]:
    period, total = trends.period, trends.total
    seen = counted(user, period)
    incidents = seen.values("incident")
    handled = _handled(user, period)
    sanctions = _sanctions(incidents, period)
    # What was taken over from an earlier list was neither reported nor handled here.
    here = total.all - TakenOver.with_due.filter(incident__in=incidents).count()
    yield Standing(
        "norm",
        "hand-heart",
        _("Norm bekendmaken"),
        _(
            "Van de opgelegde sancties die niet ongedaan zijn gemaakt: van hoeveel de brief weg is, waarin de norm "
            "staat. Hoe de norm verder bekend is gemaakt (huisregels, website), staat in de jaarlijkse evaluatie."
        ),
        _("sancties met een brief waarin de norm staat"),
        sanctions["told"],
        sanctions["all"],
    )
    yield Standing(
        "report",
        "flag",
        _("Melden stimuleren"),
        _(
            "Van alle meldingen: hoeveel zijn gedaan op de dag van het incident of de dag erna. Meldingen die uit een "
            "eerdere registratie zijn overgenomen, tellen hier niet mee."
        ),
        _("meldingen uiterlijk de dag erna gedaan"),
        min(trends.prompt, here),
        here,
    )
    yield Standing(
        "register",
        "document",
        _("Registreren"),
        _(
            "Van alle meldingen die hier zijn gedaan: van hoeveel een afhandelaar de feiten heeft vastgesteld."
        ),
        _("meldingen met vastgestelde feiten"),
        handled["established"],
        here,
    )
    yield Standing(
        "train",
        "people",
        _("Trainen"),
        _(
            "Wie getraind is, staat niet in dit systeem: het kent geen opleidingen. De jaarlijkse evaluatie vraagt "
            "ernaar en bewaart het antwoord."
        ),
        note=_("Beantwoord in de jaarlijkse evaluatie"),
        link=reverse("evaluations") if has_entry(user, "evaluations") else "",
    )
    reactions = _reactions(seen, period)
    yield Standing(
        "react",
        "clock",
        _("Reactie binnen 48 uur"),
        _(
            "Van de meldingen waarvan de dader is vastgelegd: bij hoeveel binnen 48 uur na de melding een sanctie is "
            "opgelegd, of een maatregel richting de dader is genomen. Van een maatregel telt de dag."
        ),
        _("meldingen met een bekende dader"),
        reactions["quick"],
        reactions["all"],
    )
    yield Standing(
        "police",
        "shield",
        _("Aangifte stimuleren"),
        _(
            "Van de meldingen met bedreiging, geweld tegen personen, vernieling of seksuele intimidatie: bij hoeveel "
            "aangifte of melding bij de politie is gedaan."
        ),
        _("mogelijk strafbare feiten bij de politie"),
        _with_police(seen, period),
        trends.offences,
    )
    damage = _damage(incidents, period)
    yield Standing(
        "damage",
        "euro",
        _("Schade verhalen"),
        _(
            "Van het bedrag van de vastgelegde schade: hoeveel euro is verhaald. Schade zonder bedrag telt niet."
        ),
        _("vastgelegde schade verhaald"),
        damage["recovered"] or Decimal(0),
        damage["amount"] or Decimal(0),
        euros=True,
    )
    care = _aftercare(incidents, period)
    hours = user.municipality.first_reaction_hours if user.municipality else 0
    yield Standing(
        "care",
        "check-circle",
        _("Nazorg geven"),
        _(
            "Van de nazorgcontacten waarvan de uiterste dag voorbij is: hoeveel op tijd zijn geweest, of door de "
            "medewerker niet gewenst. De eerste reactie is op tijd binnen %(hours)s uur na de melding."
        )
        % {"hours": hours},
        _("contacten op tijd"),
        care["kept"],
        care["all"],
        note=_("Eerste reactie op tijd: %(part)s van %(whole)s")
        % {"part": handled["reacted"], "whole": here},
    )


def _handled(user: User, period: Period) -> dict[str, int]:
    """How many of these incidents have their facts established, and how many had their first reaction in time."""
    hours = user.municipality.first_reaction_hours if user.municipality else 0
    here = Q(taken_over=False)
    in_time = here & Q(first_reaction_at__lte=F("reported_at") + datetime.timedelta(hours=hours))
    wanted = {
        "established": Count("pk", filter=here & Q(facts_established_at__isnull=False)),
        "reacted": Count("pk", filter=in_time),
    }
    mine = owned_incidents(user, period).aggregate(**wanted)
    others = Incident.with_due.filter(pk__in=guests(user, period).values("incident")).aggregate(**wanted)
    return {name: mine[name] + others[name] for name in wanted}


def _sanctions(incidents: Any, period: Period) -> dict[str, int]:
    return Sanction.with_due.filter(
        incident__in=incidents,
        state=Sanction.State.IMPOSED,
        annulled_at=None,
        imposed_at__gte=start_of_day(period.first),
    ).aggregate(all=Count("incident"), told=Count("incident", filter=Q(letter_sent_at__isnull=False)))


def _reactions(seen: Any, period: Period) -> dict[str, int]:
    """Of how many incidents the perpetrator is known, and to how many of these there was a reaction in time."""
    of_this = {"incident": OuterRef("incident")}
    known = seen.filter(Exists(Involvement.with_due.filter(**of_this, **_since(period))))
    react_by = ExpressionWrapper(OuterRef("reported_at") + REACTION_WITHIN, DateTimeField())
    # Nobody is sanctioned without being known.
    sanctioned = Sanction.with_due.filter(
        **of_this,
        state=Sanction.State.IMPOSED,
        annulled_at=None,
        imposed_at__gte=start_of_day(period.first),
        imposed_at__lte=react_by,
    )
    measured = Measure.with_due.filter(
        **of_this,
        **_since(period),
        kind=Measure.Kind.PERPETRATOR,
        taken_on__lte=TruncDate(react_by, tzinfo=AMSTERDAM),
    )
    # A union holds each incident once, whatever was done.
    by_sanction, by_measure = (
        rows.values("incident") for rows in (seen.filter(Exists(sanctioned)), known.filter(Exists(measured)))
    )
    return {
        "all": known.aggregate(number=Count("incident", distinct=True))["number"],
        "quick": by_sanction.union(by_measure).count(),
    }


def _with_police(seen: Any, period: Period) -> int:
    offences = seen.alias(offence=F("kinds").bitand(sum(KIND_BITS[kind] for kind in OFFENCES)))
    number: int = PoliceReport.with_due.filter(
        incident__in=offences.filter(offence__gt=0).values("incident"),
        state__in=(PoliceReport.State.MADE, PoliceReport.State.NOTIFIED),
        **_since(period),
    ).aggregate(number=Count("incident", distinct=True))["number"]
    return number


def _damage(incidents: Any, period: Period) -> dict[str, Decimal | None]:
    return Damage.with_due.filter(incident__in=incidents, amount__isnull=False, **_since(period)).aggregate(
        amount=Sum("amount"), recovered=Sum("recovered")
    )


def _since(period: Period) -> dict[str, Any]:
    """What belongs to an incident of the period is not older than the period: so less is looked through."""
    return {"created_at__gte": start_of_day(period.first)}


def _aftercare(incidents: Any, period: Period) -> dict[str, int]:
    kept = Q(declined=True) | Q(done_at__lte=F("due_at"))
    # Nobody is asked how they are before it happened.
    due = (start_of_day(period.first), timezone.now())
    return Aftercare.with_due.filter(incident__in=incidents, due_at__range=due).aggregate(
        all=Count("incident"), kept=Count("incident", filter=kept)
    )
