# SPDX-License-Identifier: EUPL-1.2
"""What stands under every letter and nobody can change: what is held and until when, the rights under the AVG, and the
right remedy (LEI 3.2, R3, R4).

A warning or a ban is no besluit: a complaint and the civil court are open, and no objection. A decision on a request
is one, and says how to object.
"""

import datetime
from dataclasses import dataclass, field

from incidents.models import Letterhead

from .facts import day
from .kinds import Remedy

ADDRESSEE = "het college van burgemeester en wethouders"


@dataclass(frozen=True)
class Block:
    """A part of a letter under its own heading: paragraphs, then a list, then what comes after it."""

    heading: str
    paragraphs: list[str] = field(default_factory=list)
    items: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        return "\n".join([self.heading, *self.paragraphs, *self.items, *self.after])


def closing(
    head: Letterhead,
    municipality_name: str,
    remedy: Remedy,
    seen_until: datetime.date | None,
    gone_on: datetime.date | None,
) -> list[Block]:
    """The fixed blocks, in Dutch. `seen_until` is the last day in the registry (None: not in it), `gone_on` the last
    day on which the incident exists (None: the letter is about no incident)."""
    return [
        _remedy(head, municipality_name, remedy),
        _data(head, municipality_name, seen_until, gone_on),
        Block("Hebt u vragen?", [f"Bel ons op {head.telephone}, of kijk op {head.website}."]),
    ]


def _data(
    head: Letterhead,
    municipality_name: str,
    seen_until: datetime.date | None,
    gone_on: datetime.date | None,
) -> Block:
    seen = (
        f"Medewerkers die met u te maken kunnen krijgen, kunnen dit tot en met {day(seen_until)} opzoeken in het "
        "register."
        if seen_until
        else "Medewerkers kunnen dit niet of niet meer opzoeken in het register."
    )
    terms = (
        [
            (
                f"{seen} Alles over dit incident wordt vernietigd na {day(gone_on)}, dat is uiterlijk vijf jaar na het "
                "incident."
            )
        ]
        if gone_on
        else []
    )
    return Block(
        "Wat wij vastleggen, en uw rechten",
        [
            (
                f"De gemeente {municipality_name} registreert agressie en geweld tegen haar medewerkers, om hen te "
                "beschermen (artikel 3, tweede lid, van de Arbeidsomstandighedenwet). Daarvoor geldt een privacyprotocol. "
                "Daarin staat wat wij vastleggen, op welke grond dat mag, wie het ziet en hoe lang wij het bewaren. U vindt "
                f"het op {head.website}, en u kunt erom vragen."
            ),
            *terms,
            "Volgens de Algemene verordening gegevensbescherming (AVG) kunt u ons vragen om:",
        ],
        [
            "uw gegevens te laten zien;",
            "gegevens die niet kloppen te verbeteren of aan te vullen;",
            "gegevens te wissen;",
            "het gebruik van uw gegevens te beperken;",
            (
                "uw gegevens niet te gebruiken, om redenen die met uw eigen situatie te maken hebben (recht van bezwaar, "
                "ook wel verzet)."
            ),
        ],
        [
            (
                f"Vraag dit aan onze functionaris gegevensbescherming: {head.privacy_contact}. U krijgt binnen een maand "
                "antwoord. Vindt u dat wij niet goed met uw gegevens omgaan, dan kunt u een klacht indienen bij de Autoriteit "
                "Persoonsgegevens, op autoriteitpersoonsgegevens.nl."
            ),
        ],
    )


def _remedy(head: Letterhead, municipality_name: str, remedy: Remedy) -> Block:
    if remedy == Remedy.OBJECTION:
        return Block(
            "Bent u het niet eens met dit besluit?",
            [
                (
                    "Dan kunt u bezwaar maken, binnen zes weken na de dag waarop wij deze brief hebben verzonden. Stuur uw "
                    f"bezwaarschrift aan {ADDRESSEE} van {municipality_name}, {head.return_address}. Zet daarin:"
                )
            ],
            [
                "uw naam en adres;",
                "de datum;",
                "tegen welk besluit u bezwaar maakt (noem het kenmerk van deze brief);",
                "waarom u het er niet mee eens bent;",
                "uw handtekening.",
            ],
            [
                (
                    "Hebt u bezwaar gemaakt en kunt u niet wachten op het antwoord, dan kunt u de voorzieningenrechter van de "
                    "rechtbank om een voorlopige voorziening vragen."
                )
            ],
        )
    complaint = (
        f"een klacht indienen bij de gemeente: {head.complaints}. Bent u het daarna niet eens met ons antwoord, dan "
        "kunt u naar de ombudsman"
    )
    if remedy == Remedy.COMPLAINT:
        return Block("Bent u het hier niet mee eens?", [f"Dan kunt u {complaint}."])
    paragraphs = [
        (
            "Deze brief is geen besluit in de zin van de Algemene wet bestuursrecht. U kunt er daarom geen bezwaar tegen "
            "maken. U kunt wel:"
        )
    ]
    after = ["Gratis juridisch advies krijgt u bij het Juridisch Loket, op juridischloket.nl."]
    if remedy == Remedy.SUSPENSION:
        after.insert(
            0,
            "Verandert hierdoor iets in een recht van u, zoals een uitkering of een vergunning, dan krijgt u daarover "
            "een apart besluit. Daarin staat wat u tegen dat besluit kunt doen.",
        )
    return Block(
        "Bent u het hier niet mee eens?",
        paragraphs,
        [f"{complaint};", "naar de burgerlijke rechter gaan. Een advocaat kan u daarbij helpen."],
        after,
    )
