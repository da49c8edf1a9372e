# SPDX-License-Identifier: EUPL-1.2
"""Invented names of people from outside, and of victims without an account."""

from dataclasses import dataclass

from .chance import Chance

MEN = (
    "Peter Johan Mustafa Rachid Dirk Sjaak Glenn Marek Wesley Anton Hassan Ruud Kees Bilal Jeffrey Nico Erdal Danny Foppe Leon "
    "Said Frits Ricardo Andrzej Theo Mitchell Omar Geert Stefan Murat"
)
WOMEN = (
    "Anja Naima Patricia Ellen Sevgi Chantal Bea Soraya Monika Truus Denise Aicha Carin Joyce Ingeborg Nel Fadoua Mirjam Silvia "
    "Sietske"
)
SURNAMES = [
    "de Wit",
    "van der Laan",
    "Jansen",
    "Janssen",
    "Bakker",
    "El Idrissi",
    "Yılmaz",
    "Hoogland",
    "van Es",
    "Pieters",
    "Ramdin",
    "Nijboer",
    "de Haas",
    "Kamp",
    "Öztürk",
    "Wouters",
    "van 't Hof",
    "Slagter",
    "Boukhari",
    "Kromhout",
    "ter Braak",
    "Linger",
    "Dekker",
    "Wójcik",
    "op den Kamp",
    "Faber",
    "Sarmo",
    "Stoffels",
    "de Jong",
    "Aydin",
    "Koning",
    "Terwal",
    "Bosma",
    "Lachmon",
    "van Beveren",
    "Schipper",
]
# Who comes back, and how their name is written down by whoever hears it; the first is as they spell it themselves.
RECURRING = [
    ("m", ("Peter Janssen", "Peter Jansen", "P. Janssen")),
    ("m", ("Mustafa Yılmaz", "Mustafa Yilmaz")),
    ("m", ("Dirk de Vries", "Dirk Vries")),
    ("m", ("Mohammed El Idrissi", "Mohamed Elidrissi")),
    ("m", ("Thijs van den Berg", "Tijs van de Berg")),
    ("v", ("Ingeborg Bakker-Hoogland", "Ingeborg Hoogland")),
    ("v", ("Anja Müller", "Anja Mueller")),
    ("v", ("Sevgi Özdemir", "Sevgi Ozdemir")),
]
GUESTS = [
    ("Noor Verbeek", "v"),
    ("Jayden Wong", ""),
    ("Truus Oldenburg", "v"),
    ("Mick Rensen", ""),
    ("Amina Farah", "v"),
    ("Hendrik Wolf", ""),
    ("Julia Kaczmarek", "v"),
    ("Bart Spruit", ""),
    ("Greet Hoeksema", "v"),
    ("Rayan Amrani", ""),
    ("Fleur van Hal", "v"),
    ("Ton Driessen", ""),
]
GUEST_FUNCTIONS = {
    "balie": "stagiair",
    "burgerzaken": "stagiair",
    "wijkteam": "vrijwilliger",
    "milieustraat": "vakantiekracht",
    "zwembad": "vakantiekracht",
    "groen": "medewerker sociale werkvoorziening",
    "bodes": "ingehuurde gastvrouw",
    "griffie": "ingehuurde gastvrouw",
}


@dataclass(frozen=True)
class Outsider:
    """Somebody who was aggressive. `gender` is m, v, ? or g; without a name they are unknown."""

    gender: str
    name: str = ""
    # Under which name they are known, where `name` is another spelling of it.
    known_as: str = ""

    @property
    def person(self) -> str:
        """The same for every spelling; empty when nobody knows who it was."""
        return self.known_as or self.name

    @property
    def surname(self) -> str:
        """As it stands after "meneer": De Wit, Van der Laan."""
        last = self.name.partition(" ")[2]
        return last[:1].upper() + last[1:]

    def words(self) -> dict[str, str]:
        """The words that a text fills in for this person."""
        he, him, his = {"v": ("zij", "haar", "haar"), "g": ("ze", "hen", "hun")}.get(
            self.gender, ("hij", "hem", "zijn")
        )
        return {
            "hij": he,
            "Hij": he.capitalize(),
            "hem": him,
            "zijn": his,
            "Zijn": his.capitalize(),
            "man": "vrouw" if self.gender == "v" else "man",
            "meneer": "mevrouw" if self.gender == "v" else "meneer",
        }

    def mentions(self) -> tuple[str, str]:
        """How they are called the first time in a text, and after that."""
        title = "mevrouw" if self.gender == "v" else "meneer"
        if self.name:
            return f"{title} {self.surname}", f"{title} {self.surname}"
        return {
            "v": ("een vrouw", "de vrouw"),
            "g": ("een groepje", "het groepje"),
            "?": ("iemand", "die persoon"),
        }.get(self.gender, ("een man", "de man"))


def outsiders(chance: Chance, count: int) -> list[Outsider]:
    """The people from outside of one town: fewer than its incidents, so that some of them come back.

    Those who come back under several spellings are in it three times.
    """
    found: dict[str, Outsider] = {}
    while len(found) < count:
        gender = "m" if chance.maybe(0.68) else "v"
        name = f"{chance.choice((MEN if gender == 'm' else WOMEN).split())} {chance.choice(SURNAMES)}"
        found.setdefault(name, Outsider(gender, name))
    others = [Outsider(g, name, names[0]) for g, names in RECURRING for name in names]
    return [*found.values(), *others * 3]
