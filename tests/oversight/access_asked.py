# SPDX-License-Identifier: EUPL-1.2
"""An access request with everything around it that a package could give away: each with a name that stands nowhere else."""

import datetime
import io
import re
import subprocess
import uuid
import zlib
from pathlib import Path
from typing import Any

from django.utils import timezone
from pypdf import PdfReader
from pyzipper import AESZipFile

from accounts.models import AccessLogEntry, OrganisationalUnit, User
from incidents import handling
from incidents.handling import add_another_victim
from incidents.models import Incident, Measure, Perpetrator, TimelineEntry
from incidents.perpetrators import PersonFacts, name_perpetrator
from incidents.reporting import VictimFacts, contribute
from incidents.sanctioning import decide_sanction
from incidents.timeline import note
from oversight.models import DataSubjectRequest, RequestSubject
from oversight.requests import package_deciding, package_keeping
from oversight.requests.package import Package, package_of
from retention.holds import place_hold
from retention.terms import local_date
from tests.incidents.sanctioned import BSNS, Dossier
from tests.protection.rows import our_models
from tests.world import World, fresh

NARRATIVE = (
    "Zwartewater riep tegen Wilhelmina Krekelbosch dat hij haar zou opwachten. KREKELBOSCH belde daarna met "
    "Ödön Vlinderslag, en wilhelmína liep weg. Krekel-\nbosch huilde; Kreekelbos ook. Notenkraker kwam erbij met "
    "Reigershoofd. Het was bij Kwartelnest Noord, op 06-11 22 33 44 te bereiken, of w.krekelbosch@waterrijk.example. "
    "De vrouw met de paarse sjaal zag alles. De heer Dassenburcht stond erbij en riep mee. "
    "Er is een bsn genoemd: 9999 90 020."
)
# What must be in no byte of a package, by who or what it is.
CANARIES = {
    "victim": ["krekelbosch", "wilhelmina"],
    "victim, another spelling": ["kreekelbos"],
    "second victim": ["vlinderslag"],
    "second victim's given name": ["odon"],
    "reporter": ["ooievaarsbek"],
    "handler": ["notenkraker"],
    "supervisor": ["reigershoofd"],
    "viewer": ["hermelijnstaart"],
    "other perpetrator": ["dassenburcht"],
    "department": ["kwartelnest"],
    "function": ["muskusratvanger"],
    "injury": ["sleutelbeenzwartblauw"],
    "mental injury": ["slapeloosheidsdroom"],
    "aftercare": ["nazorgeekhoorn"],
    "internal note": ["binnenskamerskoekoek"],
    "witness words, added by hand": ["paarsesjaal"],
    "police note": ["proceslibel"],
    "damage of an employee": ["gebrokenzonnebril"],
    "telephone": ["0611223344"],
    "bsn": ["999990019", "999990020"],
}


class Asked:
    """Wim Zwartewater asks what is held about him; Cora coordinates, and handles on the root."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.unit = OrganisationalUnit.objects.create(
            municipality=world.waterrijk, name="Kwartelnest Noord", parent=world.own
        )
        self.cora = world.person("Cora Dijkstra", world.root, "coordinator", "handler", "supervisor")
        self.wilhelmina = world.person("Wilhelmina Krekelbosch", self.unit, function="Muskusratvanger")
        self.reporter = world.person("Ottilie Ooievaarsbek", self.unit, "reporter")
        self.handler = world.person("Norbert Notenkraker", world.own, "handler")
        self.supervisor = world.person("Roelien Reigershoofd", world.own, "supervisor")
        self.viewer = world.person("Hendrik Hermelijnstaart", world.root, "registry_reader")
        victim = VictimFacts.of(
            self.wilhelmina,
            injury_level="doctor",
            physical_injury="Sleutelbeenzwartblauw",
            mental_injury="Slapeloosheidsdroom",
        )
        self.incident = self.report(victim_facts={}, narrative=NARRATIVE, victim_is=victim)
        add_another_victim(self.handler, self.incident, VictimFacts(unit=self.unit, name="Ödön Vlinderslag"))
        handling.establish_facts(self.handler, self.incident, {}, ["verbal", "threat"])
        self.involvement = self.name(self.incident, "Wim Zwartewater", bsn=BSNS[0], description="Grijze jas")
        self.name(self.incident, "Diederik Dassenburcht", bsn=BSNS[1])
        self.wim: Perpetrator = self.involvement.perpetrator
        self._handle()
        self._look()
        self.request = ask(self.cora, "Wim Zwartewater")
        self.subject = confirm(self.cora, self.request, self.wim, "perpetrator")

    def report(self, victim_is: VictimFacts, **facts: Any) -> Incident:
        from incidents.reporting import ReportFacts, report_incident

        facts.pop("victim_facts", None)
        facts = {
            "occurred_at": timezone.now() - datetime.timedelta(hours=1),
            "channel": "counter",
            "place": "Hal, bij Kwartelnest Noord",
            "kinds": ["verbal", "threat"],
            "severity": 3,
            "witness_count": 2,
        } | facts
        return report_incident(self.reporter, ReportFacts(victim=victim_is, **facts))

    def name(self, incident: Incident, name: str, **facts: Any) -> Any:
        return name_perpetrator(self.handler, incident, PersonFacts(name=name, **facts), uuid.uuid4())

    def _handle(self) -> None:
        today, case, actor = local_date(timezone.now()), self.incident, self.handler
        self.sanction = decide_sanction(
            actor,
            self.involvement,
            Dossier.decision(
                None,
                "contact_measure",
                None,
                behaviour="Zei tegen Krekelbosch dat hij haar zou opwachten.",  # type: ignore[arg-type]
            ),
            uuid.uuid4(),
        )
        handling.take_measure(
            actor, case, Measure.Kind.PERPETRATOR, "Gesprek met Notenkraker erbij.", today, uuid.uuid4()
        )
        for owner, words in (("employee", "Gebrokenzonnebril"), ("municipality", "Een ruit")):
            damage = {"owner": owner, "description": words, "amount": 10, "recovered": None}
            handling.record_damage(actor, case, uuid.uuid4(), damage)
        contact = case.aftercares.first()
        contact.note = "Nazorgeekhoorn: belde met Krekelbosch"
        contact.save()
        case.policereports.create(
            author=actor, state="made", made_on=today, number="PL-1", note="Proceslibel"
        )
        case.evidences.create(
            author=actor, media_type="image/png", size=3, content=b"png", caption="Foto van Notenkraker"
        )
        contribute(case, self.wilhelmina, "addition", "Ik, Krekelbosch, ben geschrokken.", uuid.uuid4())
        contribute(case, self.wilhelmina, "objection", "Binnenskamerskoekoek, ik wil dit niet.", uuid.uuid4())
        case.refresh_from_db()
        case.conclusion = "Binnenskamerskoekoek: Krekelbosch is kwetsbaar."
        case.handler = actor
        case.save()
        note(case, self.supervisor, TimelineEntry.Action.REOPENED, "Binnenskamerskoekoek zei Reigershoofd.")

    def _look(self) -> None:
        actions = AccessLogEntry.Action
        AccessLogEntry.record(self.viewer, actions.FOUND_IN_REGISTRY, self.wim.pk, self.wim.destroy_at)
        for actor in (self.handler, self.supervisor):
            AccessLogEntry.record(actor, actions.READ_INCIDENT, self.incident.pk, self.incident.destroy_at)

    def package(self, user: User | None = None) -> Package:
        return package_of(fresh(user or self.cora), DataSubjectRequest.objects.get(pk=self.request.pk))

    def read_all(self, user: User | None = None) -> None:
        """Every text is read as it stands; the words that only a person recognises are blacked out first."""
        actor, package = fresh(user or self.cora), self.package(user)
        for part in package.parts:
            seen = [shown.seen for shown in part.items if shown.must_be_read]
            if seen:
                package_deciding.confirm_read(actor, self.request, part.part.key, seen)

    def make(self, user: User | None = None) -> tuple[Any, str]:
        self.read_all(user)
        return package_keeping.make(fresh(user or self.cora), self.request)

    def given(self) -> dict[str, bytes]:
        """The files of a package that is made and taken now, opened with its passphrase."""
        made, passphrase = self.make()
        content = package_keeping.take(fresh(self.cora), self.request, made)
        return opened(content, passphrase)


def ask(coordinator: User, name: str, **fields: Any) -> DataSubjectRequest:
    """An access request that came in today, with its identity checked."""
    today = local_date(timezone.now())
    known = DataSubjectRequest.with_due.filter(municipality=coordinator.municipality, year=today.year).count()
    fields = {
        "kind": "access",
        "identity_check": "Aan de balie, met een geldig paspoort.",
        "identity_checked_at": timezone.now(),
        "identity_checked_by": coordinator,
    } | fields
    return DataSubjectRequest.objects.create(
        municipality=coordinator.municipality,
        number=known + 1,
        year=today.year,
        received_on=today,
        registered_by=coordinator,
        name=name,
        asked="Alles wat u over mij heeft.",
        **fields,
    )


def confirm(coordinator: User, request: DataSubjectRequest, record: Any, capacity: str) -> RequestSubject:
    """A hit that was confirmed, with its hold."""
    hold = place_hold(coordinator, record, request.kind, request.received_on)
    return RequestSubject.objects.create(
        request=request,
        hold=hold,
        what=record._meta.label,
        object_id=str(record.pk),
        capacity=capacity,
        confirmed_by=coordinator,
    )


def opened(content: bytes, passphrase: str) -> dict[str, bytes]:
    """The files in a package."""
    with AESZipFile(io.BytesIO(content)) as archive:
        archive.setpassword(passphrase.encode())
        return {name: archive.read(name) for name in archive.namelist()}


def everything_in(files: dict[str, bytes], folder: Path) -> str:
    """Whatever can be read in these files by any means, without marks, spaces and capitals."""
    found = [" ".join(files)]
    for name, content in files.items():
        found.append(content.decode("latin-1"))
        found.append(content.decode("utf-8", "replace"))
        if name.endswith(".pdf"):
            path = folder / name
            path.write_bytes(content)
            for options in ([], ["-layout"], ["-raw"]):
                done = subprocess.run(
                    ["pdftotext", *options, str(path), "-"], capture_output=True, check=True
                )
                found.append(done.stdout.decode())
            reader = PdfReader(io.BytesIO(content))
            found += [page.extract_text() for page in reader.pages]
            found += [f"{key} {value}" for key, value in (reader.metadata or {}).items()]
            for stream in re.findall(rb"stream\r?\n(.*?)endstream", content, re.S):
                try:
                    found.append(zlib.decompress(stream).decode("latin-1"))
                except zlib.error:
                    found.append(stream.decode("latin-1"))
        if name.endswith(".json"):
            found.append(content.decode("unicode_escape", "replace"))
    return bare("\n".join(found))


def bare(text: str) -> str:
    """Letters and digits only, without accents or capitals: nothing hides in how it is written."""
    import unicodedata

    flat = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in flat if c.isalnum() and not unicodedata.combining(c))


def records_say() -> str:
    """Everything that the tables hold, opened."""
    found = []
    for model in our_models():
        for row in model._base_manager.all():
            found += [str(getattr(row, field.attname)) for field in model._meta.concrete_fields]
    return bare("\n".join(found))
