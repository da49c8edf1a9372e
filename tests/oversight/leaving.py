# SPDX-License-Identifier: EUPL-1.2
"""Waterrijk leaves: Ada and Ben administer it, the whole way in a browser's client, in the days that it takes."""

import datetime
import hashlib
import io
import json
import uuid
import zipfile
from typing import Any

import pyrage
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.policy import today
from incidents import handling
from incidents.evidence import Cleaned, attach
from incidents.perpetrators import PersonFacts, name_perpetrator
from notices.outbox import queue_mail
from oversight.models import AnonymousReport, Departure
from oversight.models.departure import Package
from oversight.reports.freezing import freeze_quarter
from oversight.reports.places import places_of
from retention import engine, files
from tests.incidents.case import client_of
from tests.incidents.lettered import make_letterhead
from tests.recordings.exchange import Exchange
from tests.world import World

PAGE = "/beheer/vertrek/"
DAY = datetime.timedelta(days=1)
# Stands in the records of Waterrijk, and in those of Duinveen.
SECRET, OTHER_SECRET = "Zwartewaterallee", "Duinroosweg"
BSN = "999990020"
PERPETRATOR, EMPLOYEE = "Karel Kraaienbosch", "Wilhelmina Zevenbergen"


class Leaving:
    """A municipality with something of everything, its two administrators, and the key of who receives it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.ada = world.person("Ada", world.root, "administrator")
        self.ben = world.person("Ben", world.root, "administrator")
        self.identity = pyrage.x25519.Identity.generate()
        self.key = str(self.identity.to_public())
        self.days_gone = 0

    def fill(self) -> None:
        """Something of each room, of both municipalities."""
        world = self.world
        self.mina = world.person(EMPLOYEE, None, "reporter")
        self.hank = world.person("Hank", None, "handler")
        self.case = self._incident(self.mina, self.hank, SECRET, PERPETRATOR)
        attach(self.hank, self.case, Cleaned("image/png", SECRET.encode()), "foto.png", SECRET, uuid.uuid4())
        self.exchange = Exchange(world)
        self.unflagged, self.flagged = self.exchange.stored(), self.exchange.flagged()
        self.approved = self.exchange.approved()
        make_letterhead(world.waterrijk)
        AnonymousReport.objects.create(
            municipality=world.waterrijk,
            year=2025,
            quarter=1,
            content=freeze_quarter([], places_of({world.own.pk: ("Burgerzaken", None)}, {})).written(),
        )
        world.group_grant(world.group("Team", self.hank), "supervisor", world.own)
        queue_mail(self.hank, "reminder", about=self.case.pk)
        otto = world.person("Otto", world.other, "reporter")
        self.otto = world.person("Olaf", world.other, "handler", "supervisor")
        self.elsewhere = self._incident(otto, self.otto, OTHER_SECRET, "Dirk Duinstra")
        client_of(self.otto).get(f"/incidenten/{self.elsewhere.pk}/")
        client_of(self.hank).get(f"/incidenten/{self.case.pk}/")

    def _incident(self, reporter: User, handler: User, secret: str, perpetrator: str) -> Any:
        incident = self.world.incident(reporter, narrative=f"Bij de {secret} riep hij iets.")
        handling.take_measure(handler, incident, "prevention", secret, today(), uuid.uuid4())
        name_perpetrator(handler, incident, PersonFacts(name=perpetrator, bsn=BSN), uuid.uuid4())
        return incident

    @property
    def departure(self) -> Departure:
        return Departure.objects.get()

    def announcement(self, **other: Any) -> dict[str, str]:
        last_day = today() + 10 * DAY
        facts = {"decision": "Z/26/0815", "receiver": "Gemeente Waterrijk zelf", "receiver_key": self.key}
        return {"action": "announce", "last_day": last_day.strftime("%d-%m-%Y"), **facts, **other}

    def announce(self) -> None:
        assert client_of(self.ada).post(PAGE, self.announcement()).status_code == 302

    def agree(self) -> None:
        self.announce()
        assert client_of(self.ben).post(PAGE, {"action": "confirm"}).status_code == 302

    def after_the_last_day(self) -> time_machine.travel:
        """The morning after it."""
        at = timezone.now() + datetime.timedelta(days=(self.departure.last_day - today()).days + 1)
        return time_machine.travel(at, tick=True)

    def sweep(self) -> None:
        engine.destroy_due()
        files.remove_files()

    def download(self, package: Package, by: User | None = None) -> bytes:
        response = client_of(by or self.ada).get(f"{PAGE}{package}/")
        assert response.status_code == 200
        content = b"".join(response.streaming_content)  # type: ignore[attr-defined]
        assert len(content) == int(response.headers["Content-Length"])
        return content

    def opened(self, package: Package) -> zipfile.ZipFile:
        return zipfile.ZipFile(io.BytesIO(pyrage.decrypt(self.download(package), [self.identity])))

    def codes(self) -> dict[str, str]:
        """What the receiver reads when the packages are open."""
        return {
            package.value: hashlib.sha256(self.opened(package).read("manifest.json")).hexdigest()
            for package in Package
        }

    def receive(self) -> None:
        response = client_of(self.ada).post(PAGE, {"action": "received", **self.codes()})
        assert response.status_code == 302

    def destroy(self) -> str:
        """The second administrator's yes; the address where it ends."""
        response = client_of(self.ben).post(PAGE, {"action": "destroy", "sure": "on"})
        assert response.status_code == 302
        return str(response.headers["Location"])


def rows(archive: zipfile.ZipFile, label: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in archive.read(f"tables/{label}.jsonl").splitlines()]


def everything_in(archive: zipfile.ZipFile, but: str = "") -> bytes:
    names = [name for name in archive.namelist() if name != but]
    return b"\n".join(name.encode() + b"\n" + archive.read(name) for name in names)


def visitor() -> Client:
    return Client()
