# SPDX-License-Identifier: EUPL-1.2
"""A telephony system of Waterrijk that delivers calls of Alice, of the unit kcc; Hans is head there."""

import datetime
import io
from typing import Any

from django.utils import timezone

from accounts.models import User
from recordings import acts, vault
from recordings.calls import CallFacts
from recordings.intake import register_call, store_audio
from recordings.models import Recording
from recordings.telephony import add_telephony_system
from tests.world import World

from .speech import speech

SECONDS = 3.0


class Exchange:
    def __init__(self, world: World) -> None:
        self.world, self.kcc = world, world.sibling
        self.system, self.token = add_telephony_system(world.waterrijk, "Centrale")
        self.alice = world.person("Alice", self.kcc, "reporter", personnel_id="1001", extension="4501")
        self.hans = world.person("Hans", self.kcc, "head")
        self.coen = world.person("Coen", world.root, "coordinator")
        self.number = 0

    def facts(self, **facts: Any) -> CallFacts:
        """A call of Alice that ended a minute ago."""
        self.number += 1
        ended = facts.pop("ended_at", timezone.now() - datetime.timedelta(minutes=1))
        seconds = facts.pop("seconds", SECONDS)
        given = {
            "external_id": f"call-{self.number}",
            "started_at": ended - datetime.timedelta(seconds=seconds),
            "ended_at": ended,
            "employee": "1001",
            "caller_number": "06-12345678",
        }
        return CallFacts(**(given | facts))

    def announced(self, **facts: Any) -> Recording:
        return register_call(self.system, self.facts(**facts))[0]

    def stored(self, sound: bytes | None = None, **facts: Any) -> Recording:
        recording = self.announced(**facts)
        return store_audio(recording, io.BytesIO(sound or speech(SECONDS)))[0]

    def flagged(self, **facts: Any) -> Recording:
        recording = self.stored(**facts)
        return acts.flag(User.objects.get(pk=recording.employee_id), recording, "Bedreiging Zwartewaterallee")

    def approved(self, **facts: Any) -> Recording:
        recording = self.flagged(**facts)
        return acts.decide(self.hans, recording, approve=True, reason="Ernstig", with_employee=True)

    def refused(self, **facts: Any) -> Recording:
        recording = self.flagged(**facts)
        return acts.decide(self.hans, recording, approve=False, reason="Geen agressie", with_employee=True)


def sound_of(recording: Recording) -> bytes:
    """All that can be played of it."""
    return vault.open_recording(recording).readall()
