# SPDX-License-Identifier: EUPL-1.2
"""What is held of a perpetrator, as that person would see it: what, why, who sees it until when, and when it goes.

For one reader: incidents that they see in full stand here with all that is held for this person; of others only what
the registry shows anybody, and without what would say where they were. One that is neither is not there, and no moment
on the page may give it away.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .access import handled_by
from .models import Incident, Involvement, Measure, Perpetrator, Sanction, Status
from .moments import last_day
from .restricting import hides, is_restricted
from .still_here import Reason, reasons_of_person


@dataclass(frozen=True)
class Held:
    """One thing that is held, in one line."""

    what: str
    text: str
    why: str
    seen: str
    goes: str
    # A BSN is shown masked, by the template.
    is_bsn: bool = False


@dataclass(frozen=True)
class OfIncident:
    """What is held for one incident that this reader sees in full."""

    incident: Incident
    lines: list[Held]


@dataclass(frozen=True)
class Elsewhere:
    """An incident that this reader does not see, and the registry does: until when, and the kinds of sanction."""

    until: datetime.date
    kinds: list[str]


@dataclass
class PersonFile:
    """All that this reader is told of one perpetrator."""

    perpetrator: Perpetrator
    # An incident of this person that the reader handles; None for who only reads.
    handled: Incident | None
    lines: list[Held] = field(default_factory=list)
    incidents: list[OfIncident] = field(default_factory=list)
    elsewhere: list[Elsewhere] = field(default_factory=list)
    why_still_here: list[Reason] = field(default_factory=list)


def gather(user: Any, perpetrator: Perpetrator) -> PersonFile:
    """What is held, for somebody who may see this perpetrator (`registry.seen_by`); a constant number of queries."""
    rows = list(
        Involvement.objects.filter(perpetrator=perpetrator)
        .select_related("incident", "perpetrator")
        .order_by("-incident__occurred_at", "pk")
    )
    ids = [row.incident_id for row in rows]
    seen = set(Incident.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))
    sanctions: dict[Any, list[Sanction]] = defaultdict(list)
    for sanction in Sanction.objects.filter(involvement__in=rows).order_by("decided_on", "pk"):
        sanctions[sanction.involvement_id].append(sanction)
    measures = list(
        Measure.objects.filter(incident__in=seen, kind=Measure.Kind.PERPETRATOR).order_by("taken_on", "pk")
    )
    file = PersonFile(perpetrator, handled_incident(user, perpetrator))
    for row in rows:
        if row.incident_id in seen:
            towards = [
                m for m in measures if m.incident_id == row.incident_id and m.involvement_id in (None, row.pk)
            ]
            file.incidents.append(OfIncident(row.incident, list(_of(row, sanctions[row.pk], towards))))
        elif row.is_in_registry and row.visible_until and not hides(row, sanctions[row.pk]):
            known = [s for s in sanctions[row.pk] if s.is_in_registry]
            kinds = [str(s.get_kind_display()) for s in known if s.is_running or not is_restricted(row)]
            file.elsewhere.append(Elsewhere(last_day(row.visible_until), kinds))
    told = [
        row
        for row in rows
        if row.incident_id in seen or (row.is_in_registry and not hides(row, sanctions[row.pk]))
    ]
    until = max((row.visible_until for row in told if row.visible_until), default=None)
    last = max((i.incident.destroy_at for i in file.incidents), default=perpetrator.destroy_at)
    file.lines = list(_personal(perpetrator, until, last))
    file.why_still_here = reasons_of_person(perpetrator, [found.incident for found in file.incidents])
    return file


def handled_incident(user: Any, perpetrator: Perpetrator) -> Incident | None:
    """The newest incident of this perpetrator that this person handles."""
    mine = handled_by(Incident.objects.exclude(status=Status.JOINED), user)
    return mine.filter(involvements__perpetrator=perpetrator).order_by("-occurred_at", "pk").first()


def _personal(
    person: Perpetrator, until: datetime.datetime | None, last: datetime.datetime
) -> Iterator[Held]:
    """`until` and `last` are those of the incidents on this page: a later one would tell of one that is not on it."""
    seen = _and_readers(until)
    goes = _("Met de laatste melding die deze persoon noemt. Hier is dat %(day)s (R5).") % {"day": _day(last)}
    known = _("Om deze persoon te herkennen en een collega te waarschuwen.")
    if person.name:
        yield Held(_("Naam"), person.name, known, seen, goes)
    if person.date_of_birth:
        born = date_format(person.date_of_birth, "j F Y")
        yield Held(_("Geboortedatum"), born, known, seen, goes)
    if person.bsn:
        yield Held(
            "BSN",
            _checked(person),
            _("Om zeker te weten dat het om deze persoon gaat."),
            _(
                "De laatste twee cijfers: wie de naam ziet. Het hele nummer: een afhandelaar met een reden; "
                "dat wordt bewaard."
            ),
            goes,
            is_bsn=True,
        )
    if person.description:
        yield Held(_("Signalement"), person.description, known, seen, goes)
    yield Held(
        _("Wie deze gegevens bekeek"),
        _("Wie keek en wanneer, niet wat er stond."),
        _("Om te kunnen nagaan of iemand keek zonder reden."),
        _("Alleen de applicatiebeheerder."),
        _("12 maanden na het bekijken, of met deze gegevens als dat later is (R6)."),
    )


def _checked(person: Perpetrator) -> str:
    if not person.bsn_verified_with:
        return _("Niet gecontroleerd.")
    by, on = person.bsn_verified_by, person.bsn_verified_on
    return _("Gecontroleerd met: %(document)s, door %(name)s op %(day)s.") % {
        "document": person.get_bsn_verified_with_display(),
        "name": by.name if by else _("iemand"),
        "day": date_format(on, "j F Y") if on else "–",
    }


def _of(row: Involvement, sanctions: list[Sanction], measures: list[Measure]) -> Iterator[Held]:
    incident = row.incident
    goes = _("Aan het eind van %(day)s (R4).") % {"day": _day(incident.destroy_at)}
    goes_along = _("Met deze melding.")
    yield Held(
        _("Wat er is gebeurd"),
        f"{incident.get_gravest_kind_display()}, {date_format(timezone.localtime(incident.occurred_at), 'j F Y')}",
        _("Om de medewerker te helpen en herhaling te voorkomen."),
        _("Het verhaal zien alleen afhandelaars en toezichthouders. Datum, plaats en soort: %(seen)s")
        % {"seen": _readers(row.visible_until)},
        goes,
    )
    for sanction in sanctions:
        yield Held(
            _("Sanctie"),
            f"{sanction.get_kind_display()}, {date_format(sanction.decided_on, 'j F Y')}",
            _("Een grens stellen en een collega waarschuwen."),
            _of_sanction(row, sanction),
            goes_along,
        )
    for measure in measures:
        yield Held(
            _("Maatregel"),
            f"{measure.text} ({date_format(measure.taken_on, 'j F Y')})",
            _("Vastleggen wat met deze persoon is gedaan of afgesproken."),
            _and_readers(row.visible_until),
            goes_along,
        )


def _of_sanction(row: Involvement, sanction: Sanction) -> str:
    if not sanction.is_imposed:
        return _("Alleen afhandelaars en toezichthouders: %(state)s.") % {
            "state": str(sanction.get_state_display()).lower()
        }
    if sanction.is_annulled:
        return _("Alleen afhandelaars en toezichthouders: ongedaan gemaakt, niet meer in het register.")
    moments = [sanction.visible_until, row.visible_until]
    until = None if None in moments else min(moment for moment in moments if moment)
    return _and_readers(until)


def _and_readers(until: datetime.datetime | None) -> str:
    """Who sees it: handlers and supervisors until it is destroyed, registry readers until R3."""
    return _("Afhandelaars en toezichthouders van de melding; %(readers)s") % {"readers": _readers(until)}


def _readers(until: datetime.datetime | None) -> str:
    if until is None:
        return _("raadplegers zien het niet.")
    if until <= timezone.now():
        return _("raadplegers niet meer, sinds het eind van %(day)s (R3).") % {"day": _day(until)}
    return _("raadplegers tot en met %(day)s (R3).") % {"day": _day(until)}


def _day(moment: datetime.datetime) -> str:
    return date_format(last_day(moment), "j F Y")
