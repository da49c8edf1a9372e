# SPDX-License-Identifier: EUPL-1.2
"""An incident with its facts established and a perpetrator, to sanction in tests."""

import datetime
import uuid
from typing import Any

from django.utils import timezone

from accounts.models import User
from incidents import handling
from incidents.guidelines import suggestion
from incidents.models import LASTING, Incident, Involvement, Perpetrator, Sanction, SanctionKind
from incidents.perpetrators import PersonFacts, link_perpetrator, name_perpetrator
from incidents.registry import in_view, readable_by, sanctions_in_view
from incidents.sanction_rules import Decision
from incidents.sanctioning import decide_sanction
from retention.terms import local_date
from tests.world import World, fresh

# Numbers from the test range that pass the 11-proef.
BSNS = ("999990019", "999990020", "999990032")


class Dossier:
    """Bob handles in the unit `own`, Sonja supervises, Rita reads the registry; Wim is who was aggressive."""

    def __init__(self, world: World, **facts: Any) -> None:
        self.world = world
        self.alice = world.person("Alice", None, "reporter")
        self.bob = world.person("Bob", None, "handler")
        self.sonja = world.person("Sonja", world.parent, "supervisor")
        self.rita = world.person("Rita", world.root, "registry_reader")
        self.incident = self.established(**facts)
        self.wim = self.name(self.incident, "Wim Zwartewater", bsn=BSNS[0])

    def established(self, **facts: Any) -> Incident:
        """One more incident, its facts established."""
        incident = self.world.incident(self.alice, **facts)
        self.establish(incident)
        return incident

    def establish(self, incident: Incident, **facts: Any) -> None:
        handling.establish_facts(self.bob, incident, facts, ["verbal", "threat"])

    def name(self, incident: Incident, name: str = "", **facts: Any) -> Involvement:
        return name_perpetrator(self.bob, incident, PersonFacts(name=name, **facts), uuid.uuid4())

    def link(self, incident: Incident, perpetrator: Perpetrator, actor: User | None = None) -> Involvement:
        return link_perpetrator(actor or self.bob, incident, perpetrator, uuid.uuid4())

    def decision(self, kind: str, involvement: Involvement | None = None, **facts: Any) -> Decision:
        """A decision that stands: what the system asks for this kind is filled in."""
        today = local_date(timezone.now())
        facts = {
            "behaviour": "Riep dat hij haar zou opwachten.",
            "norm": "Wij bedreigen elkaar niet.",
            "heard": "heard",
            "decided_on": today,
            "deviation_reason": "Past beter bij wat er gebeurde.",
        } | facts
        if kind in LASTING:
            facts = {
                "planned_end": today + datetime.timedelta(days=60),
                "conditions": "Stadhuis en wijkkantoor.",
                "basic_services": "Per brief en telefonisch, via een vaste medewerker.",
            } | facts
        return Decision(kind=kind, **facts)

    def impose(
        self,
        kind: str = "warning_letter",
        involvement: Involvement | None = None,
        prolongs: Sanction | None = None,
        **facts: Any,
    ) -> Sanction:
        involvement = involvement or self.wim
        return decide_sanction(
            self.bob, involvement, self.decision(kind, involvement, **facts), uuid.uuid4(), prolongs
        )

    def suggested(self, involvement: Involvement | None = None) -> SanctionKind:
        involvement = involvement or self.wim
        return suggestion(fresh(self.bob), involvement.incident, involvement)

    def readable(self) -> set[Any]:
        """Whom Rita finds now."""
        return set(readable_by(fresh(self.rita)).values_list("pk", flat=True))

    def shown_of(self, perpetrator: Perpetrator) -> tuple[set[Any], set[Any]]:
        """The incidents and sanctions of this person that Rita sees now."""
        involvements = list(in_view(perpetrator))
        sanctions = sanctions_in_view(involvements)
        return {i.incident_id for i in involvements}, {s.pk for s in sanctions}
