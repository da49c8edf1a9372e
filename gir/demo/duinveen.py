# SPDX-License-Identifier: EUPL-1.2
from .town import Person, Town

UNITS = """
root Gemeente Duinveen
  inwoners Inwonerszaken
    publiek Publieksdiensten
      balie_raadhuis/balie Balie Raadhuis #0800 765 0101
      balie_zeezicht/balie Balie Dorpshuis Zeezicht #0800 765 0102
    kcc/kcc Klant Contact Centrum
    belastingen/belastingen Heffing en Invordering
  samenleving Samenleving
    inkomen/inkomen Werk en Inkomen
    wijkteams Sociale Wijkteams #0800 765 0110
      wijkteam_duin/wijkteam Wijkteam Duinzijde
      wijkteam_polder/wijkteam Wijkteam Polderzijde
    jeugd/jeugd Jeugd en Gezin
  buiten Openbare Ruimte
    handhaving Handhaving #0800 765 0120
      strand/strand Strandtoezicht
      boa_dorpen/boa Team Dorpen
    buitendienst Buitendienst
      milieustraat/milieustraat Milieustraat De Zandkuil
      groen/groen Groen en Inzameling
  ontwikkeling Ruimtelijke Ontwikkeling
    vergunningen/vergunningen Vergunningen en Toezicht
  bestuur Bestuur en Staf
    griffie/griffie Griffie
    communicatie/communicatie Communicatie
    gebouwen Gebouwen
      bodes/bodes Ontvangst en Bodes
"""

PEOPLE = [
    Person("Daan Kuipers", "medewerker publieksbalie", "balie_raadhuis", mailbox="melder", extension="311"),
    Person(
        "Hatice Demir",
        "teamleider Publieksdiensten",
        "publiek",
        "vr",
        grants="handler@publiek",
        mailbox="afhandelaar",
        extension="310",
    ),
    Person(
        "Gerrit van den Brink",
        "manager Inwonerszaken",
        "inwoners",
        grants="supervisor@inwoners",
        mailbox="toezichthouder",
    ),
    Person(
        "Agnieszka Nowak",
        "adviseur veiligheid",
        "gebouwen",
        "vr",
        grants="registry_reader@root",
        mailbox="raadpleger",
        reports=False,
    ),
    Person(
        "Tjitske Wiersma",
        "applicatiebeheerder",
        "gebouwen",
        "v",
        grants="administrator@root",
        mailbox="beheerder",
        reports=False,
    ),
    Person(
        "Mohamed Bouzian",
        "adviseur informatie",
        "gebouwen",
        "r",
        grants="administrator@root",
        mailbox="beheerder2",
    ),
    Person("Shanice Doorson", "medewerker KCC", "kcc", "vr", mailbox="kcc", extension="321"),
    Person(
        "Bram Verhulst", "hoofd KCC", "kcc", grants="head@kcc handler@kcc", mailbox="hoofd", extension="320"
    ),
    Person(
        "Ylva Terpstra",
        "agressiecoördinator",
        "bestuur",
        "v",
        grants="coordinator@root supervisor@root handler@root",
        mailbox="coordinator",
    ),
    Person("Marloes Zwart", "medewerker publieksbalie", "balie_raadhuis", "v"),
    Person("Emre Şahin", "medewerker publieksbalie", "balie_zeezicht", "r"),
    Person("Khadija Amezian", "medewerker publieksbalie", "balie_zeezicht", "vrh"),
    Person("Niels Prins", "medewerker KCC", "kcc", extension="322"),
    Person("Loubna Tahiri", "medewerker KCC", "kcc", "vr", extension="323"),
    Person("Trudy Konings", "invorderaar", "belastingen", "v"),
    Person("Winston Esajas", "klantmanager", "inkomen", "r"),
    Person("Judith Scholten", "klantmanager", "inkomen", "v"),
    Person("Eelco Visser", "wijkcoach", "wijkteam_duin", grants="registry_reader@root"),
    Person("Malika Bouazza", "wijkcoach", "wijkteam_duin", "vr"),
    Person("Jolanda Knol", "wijkcoach", "wijkteam_polder", "v"),
    Person("Pim Brouwer", "jeugdregisseur", "jeugd"),
    Person("Saskia Roelofs", "jeugdregisseur", "jeugd", "v"),
    Person("Rutger Stam", "strandtoezichthouder", "strand"),
    Person("Naomi Vrede", "boa", "strand", "vr"),
    Person("Marco Bakhuis", "boa", "boa_dorpen"),
    Person("Wendy Haak", "boa", "boa_dorpen", "v"),
    Person("Teun Duyvendak", "beheerder milieustraat", "milieustraat"),
    Person("Piotr Zielinski", "medewerker milieustraat", "milieustraat", "r", language="en"),
    Person("Sipke Postma", "voorman groen", "groen"),
    Person("Els Vermeer", "vergunningverlener", "vergunningen", "v"),
    Person("Jurre Hania", "toezichthouder", "vergunningen"),
    Person("Carla van Beek", "raadsgriffier", "griffie", "v"),
    Person("Mirthe Slot", "communicatieadviseur", "communicatie", "v"),
    Person("Nico Bleeker", "bode", "bodes"),
    Person("Aziza Chahid", "teamleider Samenleving", "samenleving", "vr"),
    Person("Hans Opdam", "teamleider Wijkteams", "wijkteams"),
    Person("Linda Waterman", "manager Samenleving", "samenleving", "v", grants="supervisor@samenleving"),
    Person("Ger Pronk", "coördinator Handhaving", "handhaving", grants="handler@buiten"),
    Person("Sonja Brands", "manager Openbare Ruimte", "buiten", "v", grants="supervisor@buiten"),
    Person(
        "Maarten Kloos",
        "teamleider Ontwikkeling en Staf",
        "bestuur",
        grants="handler@ontwikkeling handler@bestuur",
    ),
    Person("Wim Overmars", "teamleider Publieksdiensten", "publiek", active=False),
]

DUINVEEN = Town(
    name="Duinveen",
    slug="duinveen",
    theme="duinveen",
    emergency_number="0800 765 0100",
    units=UNITS,
    people=PEOPLE,
    streets=[
        "Zeeweg",
        "Duinroosstraat",
        "Boulevard Noord",
        "Schelpenweg",
        "Veenkade",
        "Turfstraat",
        "Dorpsstraat",
        "Helmgraslaan",
        "Vuurtorenweg",
        "Kerkbuurt",
    ],
    districts=["Zeezicht", "Veendorp", "Polderzijde", "de Strandwal", "Oude Kern"],
    buildings=["het raadhuis", "dorpshuis Zeezicht"],
    recycling_centre="Milieustraat De Zandkuil",
    swimming_pool="De Branding",
    incidents=160,
    perpetrators=25,
    weights={
        "balie": 20,
        "kcc": 15,
        "belastingen": 4,
        "inkomen": 13,
        "wijkteam": 10,
        "jeugd": 6,
        "strand": 6,
        "boa": 9,
        "milieustraat": 5,
        "groen": 3,
        "vergunningen": 4,
        "griffie": 2,
        "communicatie": 2,
        "bodes": 1,
    },
    norms={
        "first_reaction_hours": 36,
        "aftercare_second_days": 10,
        "aftercare_last_until_days": 40,
        "idle_minutes": 20,
    },
    months=((12, 18, 24, 24), (12, 15, 20, 24)),
)
