# SPDX-License-Identifier: EUPL-1.2
"""The letterhead and the texts of letters of the demo: one town has its own words for a warning."""

import datetime
from dataclasses import dataclass, field

from accounts.models import Municipality, User
from incidents.letters.standard import standard_text
from incidents.models import Letterhead, LetterKind, LetterTemplate

from .town import Town

Moment = datetime.datetime
# How long ago the system began, and the own words for a warning were written.
BEGAN, OWN_WORDS = datetime.timedelta(days=1900), datetime.timedelta(days=200)
OWN_WARNING = (
    "Zo gaan wij niet met elkaar om: een waarschuwing",
    """Op {datum_incident} ging het {plaats_incident} mis tussen u en een medewerker van {gemeente}. Daarover schrijven wij u deze brief. Het is een officiële waarschuwing.

# Dit gebeurde er

{gedrag}

{gehoord}

# Dit spreken wij af

{norm}

In {gemeente} helpen wij elkaar. Bent u het niet met ons eens? Zeg dat gerust. Schelden, dreigen en slaan horen daar niet bij.

# En nu?

- U bent gewoon welkom, en wij blijven u helpen.
- Gebeurt dit nog een keer, dan kunnen wij u een tijd niet meer in onze gebouwen toelaten.
- Bij bedreiging of geweld doen wij aangifte.""",
)
WITH_OWN_WORDS = "waterrijk"


@dataclass
class Texts:
    """The versions of a town's letters."""

    versions: dict[str, list[LetterTemplate]] = field(default_factory=dict)

    def in_force(self, kind: str, at: Moment) -> LetterTemplate:
        """The version by which a letter was made at this moment."""
        known = self.versions[kind]
        return max((v for v in known if v.made_at <= at), key=lambda v: v.number, default=known[0])


def write_texts(town: Town, municipality: Municipality, administrator: User, now: Moment) -> Texts:
    """The letterhead of a town, and every text as it began and as it was changed."""
    name, slug = town.name, town.slug
    Letterhead.objects.create(
        municipality=municipality,
        return_address=f"Postbus 100, 1234 ZZ {name}",
        place=name,
        telephone="14 0123",
        website=f"{slug}.example/privacy",
        complaints=f"klachten@{slug}.example, of Postbus 100, 1234 ZZ {name}",
        privacy_contact=f"fg@{slug}.example, of Postbus 100, 1234 ZZ {name}",
        on_behalf_of="Namens het college van burgemeester en wethouders",
        signatory="Teammanager",
    )
    texts = Texts()
    for kind in LetterKind:
        subject, body = standard_text(kind)
        texts.versions[kind] = [
            LetterTemplate(
                municipality=municipality,
                kind=kind,
                number=1,
                made_at=now - BEGAN,
                is_standard=True,
                subject=subject,
                body=body,
            )
        ]
    if slug == WITH_OWN_WORDS:
        subject, body = OWN_WARNING
        texts.versions[LetterKind.WARNING].append(
            LetterTemplate(
                municipality=municipality,
                kind=LetterKind.WARNING,
                number=2,
                made_at=now - OWN_WORDS,
                made_by=administrator,
                subject=subject,
                body=body,
            )
        )
    LetterTemplate.objects.bulk_create(v for found in texts.versions.values() for v in found)
    return texts
