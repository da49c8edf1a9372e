# SPDX-License-Identifier: EUPL-1.2
"""A case to test the pages of handlers and supervisors with: Bob handles, Sonja watches, Eve is an outsider."""

import datetime
import html
import re
import uuid
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from incidents import handling
from incidents.models import Incident
from incidents.reporting import VictimFacts, contribute
from tests.world import World, fresh


class Case:
    """One report by Alice, of unit `own`, with the people around it."""

    def __init__(self, world: World, **facts: Any) -> None:
        self.world = world
        self.alice = world.person("Alice", None, "reporter")
        self.bob = world.person("Bob", None, "handler", function="teamleider")
        self.ed = world.person("Ed", None, "handler")
        self.sonja = world.person("Sonja", world.parent, "supervisor")
        self.eve = world.person("Eve", world.other, "handler", "supervisor")
        self.incident = world.incident(self.alice, **facts)

    def url(self, name: str = "incident", **more: Any) -> str:
        return reverse(name, kwargs={"incident_id": self.incident.pk, **more})

    def get(self, user: User, name: str = "incident", **more: Any) -> Any:
        return client_of(user).get(self.url(name, **more))

    def post(self, user: User, name: str, data: dict[str, Any] | None = None, **more: Any) -> Any:
        return client_of(user).post(self.url(name, **more), data or {})

    def form(self, user: User, name: str, **more: Any) -> dict[str, Any]:
        """What a browser would send back of the form as it is shown, nothing changed."""
        return filled_in(self.get(user, name, **more))

    def again(self) -> Incident:
        self.incident.refresh_from_db()
        return self.incident

    def add_one_of_each(self, who: int = 1) -> None:
        """As many as asked of everything that can belong to an incident."""
        for number in range(who):
            victim = handling.add_another_victim(
                self.bob, self.incident, VictimFacts(unit=self.world.own, name=f"Slachtoffer {number}")
            )
            handling.schedule_aftercare(
                self.bob, victim, "extra", uuid.uuid4(), done_at=timezone.now(), note_text="Gesproken."
            )
            contribute(self.incident, self.alice, "addition", f"Aanvulling {number}", uuid.uuid4())
            for kind in ("perpetrator", "prevention"):
                handling.take_measure(
                    self.bob, self.incident, kind, f"Maatregel {number}", today(), uuid.uuid4()
                )
            handling.record_damage(
                self.bob,
                self.incident,
                uuid.uuid4(),
                {"owner": "municipality", "description": f"Schade {number}", "amount": 10, "recovered": None},
            )
            add_evidence(self.bob, self.incident)
            self.world.incident(self.alice)


def today() -> datetime.date:
    return timezone.localdate()


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(fresh(user))
    return client


def text_of(response: Any) -> str:
    return html.unescape(response.content.decode())


def filled_in(response: Any) -> dict[str, Any]:
    """The values of the form on a page, as a browser would post them."""
    form = response.context["form"]
    data: dict[str, Any] = {}
    for field in form:
        value = field.value()
        widget = field.field.widget
        if value is None or value is False or widget.needs_multipart_form:
            continue
        if value is True:
            data[field.html_name] = "on"
        elif isinstance(value, (list, tuple)):
            data[field.html_name] = [str(item) for item in value]
        else:
            shown = widget.format_value(value)
            data[field.html_name] = shown[0] if isinstance(shown, list) else shown or ""
    if shown := re.search(r'name="shown" value="([^"]*)"', response.content.decode()):
        data["shown"] = html.unescape(shown[1])
    return data


def add_evidence(
    actor: User, incident: Incident, content: bytes = b"plaatje", caption: str = "Schermafdruk"
) -> Any:
    from incidents.evidence import Cleaned, attach

    return attach(actor, incident, Cleaned("image/png", content), "IMG_0001.png", caption, uuid.uuid4())
