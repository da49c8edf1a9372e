# SPDX-License-Identifier: EUPL-1.2
from dataclasses import dataclass


@dataclass(frozen=True)
class Story:
    """Something that happened, told by whom it happened to unless `teller` says otherwise.

    `where` names the kinds of unit it happens in (see towns.py), `kinds` and `severity` what it may be registered as
    (the first kind always). The text varies: `[one|another]` chooses, and these words are filled in:
    {naam} {Naam} "meneer De Wit" or "een man" · {hij} {Hij} {hem} {zijn} {man} · {collega} a first name ·
    {straat} {wijk} {gebouw} {stadhuis} {milieustraat} {zwembad} of the town · {balie} {min} {leeftijd} numbers · {uur} the time ·
    {dag} the weekday · {slachtoffer} {voornaam} the victim's first name · {haar} {vrouw} of the victim.
    """

    where: str
    channel: str
    kinds: str
    severity: str
    text: str
    place: str = ""
    # m, v, mv (either), ? (nobody knows), g (a group)
    who: str = "mv"
    # How often the name is known.
    known: float = 0.6
    # own, colleague (a colleague reports for the victim), guest (the victim has no account)
    teller: str = "own"
    injury: str = ""
    physical: str = ""
    damage: str = ""
    damage_of: str = "municipality"
    amount: tuple[int, int] = (0, 0)
    # mail, message, letter: there is evidence of it
    evidence: str = ""
    # Others were there and are victims too, from these kinds of unit.
    others: str = ""
    # Months in which it happens; any when empty.
    months: tuple[int, ...] = ()
    # What may well turn out to be no aggression.
    doubtful: bool = False
    # What the teller must be for the story to be theirs: v (a woman), r (roots elsewhere), h (wears a headscarf).
    of: str = ""
    # Grave enough for a report to the police.
    police: bool = False
    weight: float = 1.0
