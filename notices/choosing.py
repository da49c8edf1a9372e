# SPDX-License-Identifier: EUPL-1.2
"""How somebody hears of what: at once, in the daily mail, or on the page only."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from .kinds import Kind, Topic, Way, topics_for
from .models import Choice


def way_for(person: Any, kind: Kind) -> Way:
    """The way of this kind for this person: what they chose, else that of its topic; a fixed one is mailed at once."""
    if kind.topic.fixed:
        return Way.AT_ONCE
    chosen = Choice.objects.filter(person=person, topic=kind.topic.name).values_list("way", flat=True).first()
    return Way(chosen) if chosen else kind.topic.way


def ways_of(person: Any) -> dict[Topic, Way]:
    """Every topic that concerns this person, with the way that counts for it now."""
    chosen = dict(Choice.objects.filter(person=person).values_list("topic", "way"))
    return {
        topic: Way.AT_ONCE if topic.fixed else Way(chosen.get(topic.name, topic.way))
        for topic in topics_for(person)
    }


@transaction.atomic
def choose(person: Any, ways: Mapping[str, str]) -> None:
    """Write down the ways that this person chose, by name of the topic; what waits already goes as it was written.

    Raises ValueError for a way that does not exist, or a topic that does not concern them or has no choice.
    """
    open_to_them = {topic.name for topic in topics_for(person) if not topic.fixed}
    for name, way in ways.items():
        if name not in open_to_them:
            raise ValueError(f"Nothing to choose: {name}.")
        Choice.objects.update_or_create(person=person, topic=name, defaults={"way": Way(way)})
