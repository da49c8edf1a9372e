# SPDX-License-Identifier: EUPL-1.2
"""Who looked at the records of a package, and to whom something of them was given (AVG 15.1c): by what they are here, and
by name only when that was decided."""

import uuid
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import Q

from accounts.levels import Level
from accounts.models import AccessLogEntry, User
from accounts.policy import levels_in
from incidents.models import Disclosure as IncidentDisclosure
from incidents.police_package import Part as PolicePart
from oversight.log_words import LOOKS
from recordings.models import Disclosure as RecordingDisclosure

from . import package_items as items
from .package_items import Item, Part

Action = AccessLogEntry.Action
# As what somebody is told of: by the level that opens most.
TOLD_AS = (
    Level.COORDINATOR,
    Level.HANDLER,
    Level.SUPERVISOR,
    Level.HEAD,
    Level.REGISTRY_READER,
    Level.ADMINISTRATOR,
    Level.REPORTER,
)


def looks_at(references: Mapping[uuid.UUID, str]) -> list[AccessLogEntry]:
    """The rows of the access log about these records, the newest first."""
    ids = list(references)
    rows = AccessLogEntry.objects.filter(Q(record_id__in=ids) | Q(object_id__in=ids))
    return list(rows.select_related("actor").order_by("-at", "-pk"))


def of_looks(
    looks: Iterable[AccessLogEntry], references: Mapping[uuid.UUID, str], municipality_id: int
) -> Part:
    """The part of who looked; `references` says what each record is called."""
    part = Part("looks", "looks", "Wie uw gegevens bekeek")
    levels = levels_in(municipality_id)
    for row in looks:
        record = next(
            (references[key] for key in (row.record_id, row.object_id) if key and key in references), ""
        )
        who = _role(row, levels)
        part.add(
            "look",
            f"{record}: {str(LOOKS.get(row.action, row.action)).lower()}",
            items.moment("at", "Wanneer", row.at),
            items.given("record", "Wat", record),
            items.given("action", "Hoe", LOOKS.get(row.action, row.action), row.action),
            items.person("actor", "Wie", items.key_of(row.actor), row.actor.name, who, items.STAFF),
        )
    return part


def _role(row: AccessLogEntry, levels: Mapping[int, Collection[Level]]) -> str:
    """What the looker is; in the registry by what they did, elsewhere by what they may now."""
    if row.action == Action.FOUND_IN_REGISTRY:
        return str(Level.REGISTRY_READER.label).lower()
    held = next((level for level in TOLD_AS if level in levels.get(row.actor_id, ())), None)
    return str(held.label).lower() if held else "een medewerker zonder niveau"


def of_disclosures(ids: Iterable[uuid.UUID]) -> Part:
    """What was given to somebody outside, of both sides."""
    part, about = Part("disclosures", "disclosures", "Wie uw gegevens kreeg"), list(ids)
    names = {choice.value: str(choice.label) for choice in PolicePart}
    for row in IncidentDisclosure.objects.filter(about__in=about).select_related("asked_by"):
        _disclosure(
            part, row, items.given("parts", "Welke onderdelen", "; ".join(names[p] for p in row.parts))
        )
    given = RecordingDisclosure.objects.filter(about__in=about, state=RecordingDisclosure.State.GIVEN)
    for row in given.select_related("asked_by"):
        _disclosure(part, row, items.given("parts", "Welke onderdelen", "de opname van het gesprek"))
    return part


def _disclosure(part: Part, row: Any, parts: Item | None) -> None:
    part.add(
        "disclosure",
        "Verstrekking",
        items.moment("completed_at", "Wanneer", row.completed_at),
        items.choice(row, "ground", "Grond"),
        items.text(row, "recipient", "Aan wie"),
        items.withheld(row, "reference", "Kenmerk", items.POLICE),
        parts,
        items.text(row, "compatibility", "Waarom het past bij het doel"),
        items.withheld(row, "identity_check", "Hoe de ontvanger bekend was", items.OTHER),
        items.person(
            "asked_by",
            "Verstrekt door",
            items.key_of(row.asked_by),
            row.asked_by.name,
            "een medewerker",
            items.STAFF,
        ),
    )


def actors(looks: Iterable[AccessLogEntry]) -> dict[int, User]:
    """Everybody who looked."""
    return {row.actor_id: row.actor for row in looks}
