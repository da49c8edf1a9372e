# SPDX-License-Identifier: EUPL-1.2
from .town import Person, Town

UNITS = """
root Gemeente Waterrijk
  dienstverlening Dienstverlening
    publiekszaken Publiekszaken
      burgerzaken/burgerzaken Burgerzaken
        balie_stadhuis/balie Balie Stadhuis #088 123 4501
        balie_oost/balie Balie Servicepunt Oost #088 123 4502
        -balie_west/balie Balie Servicepunt West
      kcc/kcc Klant Contact Centrum
    belastingen/belastingen Belastingen
  sociaal Sociaal Domein
    werk Werk en Inkomen
      inkomen/inkomen Inkomensondersteuning
      schuld/schuld Schuldhulpverlening
    wijkteams Wijkteams #088 123 4520
      wijkteam_noord/wijkteam Wijkteam Noord
      wijkteam_zuid/wijkteam Wijkteam Zuid
      wijkteam_centrum/wijkteam Wijkteam Centrum
    zorg Zorg en Jeugd
      wmo/wmo Toegang Wmo
      jeugd/jeugd Toegang Jeugd
      leerplicht/leerplicht Leerplicht
  veiligheid Veiligheid en Handhaving
    handhaving Handhaving (boa's) #088 123 4530
      boa_binnenstad/boa Team Binnenstad
      boa_wijken/boa Team Wijken en Parkeren
    bouwtoezicht/bouwtoezicht Bouw- en Woningtoezicht
  stadsbeheer Stadsbeheer
    afval Afval en Reiniging
      milieustraat/milieustraat Milieustraat Kanaalweg #088 123 4540
      inzameling/inzameling Inzameling
    groen/groen Groen en Begraafplaatsen
    sport Sport en Recreatie
      zwembad/zwembad Zwembad De Golfslag
      velden/sport Sportparken
  ruimte Ruimte en Economie
    vergunningen/vergunningen Vergunningen
  bestuur Bestuur en Organisatie
    griffie/griffie Raadsgriffie
    kabinet/kabinet Kabinet van de burgemeester
    communicatie/communicatie Communicatie
    facilitair Facilitaire Zaken
      bodes/bodes Bodes en Ontvangst
"""

PEOPLE = [
    Person(
        "Sanne van der Velde",
        "medewerker burgerzaken",
        "balie_stadhuis",
        "v",
        mailbox="melder",
        extension="4511",
    ),
    Person(
        "Mehmet Yıldırım",
        "teammanager Publiekszaken",
        "publiekszaken",
        "r",
        grants="handler@publiekszaken",
        mailbox="afhandelaar",
        extension="4512",
    ),
    Person(
        "Ingrid de Boer-Postma",
        "afdelingsmanager Dienstverlening",
        "dienstverlening",
        "v",
        grants="supervisor@dienstverlening",
        mailbox="toezichthouder",
    ),
    Person(
        "Ruben Pinas",
        "veiligheidsadviseur",
        "facilitair",
        "r",
        grants="registry_reader@root",
        mailbox="raadpleger",
        reports=False,
    ),
    Person(
        "Fatima El Amrani",
        "functioneel beheerder",
        "facilitair",
        "vr",
        grants="administrator@root",
        mailbox="beheerder",
        reports=False,
    ),
    Person(
        "Jelle Hoekstra",
        "informatiebeheerder",
        "facilitair",
        grants="administrator@root",
        mailbox="beheerder2",
    ),
    Person("Kimberly Wijngaarde", "medewerker KCC", "kcc", "vr", mailbox="kcc", extension="4521"),
    Person(
        "Willem-Jan ter Horst",
        "hoofd Klant Contact Centrum",
        "kcc",
        grants="head@kcc handler@kcc",
        mailbox="hoofd",
        extension="4520",
    ),
    Person(
        "Annemarie Bouwmeester",
        "agressiecoördinator",
        "bestuur",
        "v",
        grants="coordinator@root supervisor@root handler@root",
        mailbox="coordinator",
    ),
    Person("Youssef Benali", "medewerker burgerzaken", "balie_stadhuis", "r", extension="4513"),
    Person("Lieke Janssen", "medewerker burgerzaken", "balie_stadhuis", "v", mailbox="melder2"),
    Person("Hatice Kaya", "senior medewerker burgerzaken", "balie_oost", "vrh", extension="4514"),
    Person("Piet van den Heuvel", "medewerker burgerzaken", "balie_oost"),
    Person("Dunya Osman", "medewerker burgerzaken", "balie_oost", "vr"),
    Person("Marcel Bijl", "medewerker burgerzaken", "balie_oost"),
    Person("Gwendolyn Sedney", "consulent burgerzaken", "burgerzaken", "vr"),
    Person("Robin Mulder", "medewerker KCC", "kcc", "", extension="4522"),
    Person("Nadia Ouali", "medewerker KCC", "kcc", "vrh", extension="4523"),
    Person("Thijs de Ruiter", "medewerker KCC", "kcc", employment="hired", extension="4524"),
    Person("Marjan Oosterhuis", "invorderaar", "belastingen", "v"),
    Person("Sjoerd Dijkstra", "heffingsambtenaar", "belastingen"),
    Person("Özlem Arslan", "klantmanager inkomen", "inkomen", "vr"),
    Person("Bas Verhoeven", "klantmanager inkomen", "inkomen"),
    Person("Chantal Rijssel", "klantmanager inkomen", "inkomen", "vr"),
    Person("Karim Haddou", "schuldhulpverlener", "schuld", "r"),
    Person("Esther van Wijk", "schuldhulpverlener", "schuld", "v"),
    Person("Anouk Smeets", "wijkteammedewerker", "wijkteam_noord", "v", grants="registry_reader@root"),
    Person("Ibrahim Yusuf", "wijkteammedewerker", "wijkteam_noord", "r"),
    Person("Femke Algra", "gezinscoach", "wijkteam_zuid", "v"),
    Person("Jaap de Groot", "wijkteammedewerker", "wijkteam_centrum"),
    Person("Roos Blankenstijn", "Wmo-consulent", "wmo", "v"),
    Person("Dewi Hardjono", "Wmo-consulent", "wmo", "vr"),
    Person("Marieke ten Cate", "jeugdconsulent", "jeugd", "v"),
    Person("Sander Vos", "jeugdconsulent", "jeugd"),
    Person("Tineke Zijlstra", "leerplichtambtenaar", "leerplicht", "v"),
    Person("Dennis Pel", "boa domein I", "boa_binnenstad", grants="registry_reader@root"),
    Person("Samira Azzouzi", "boa domein I", "boa_binnenstad", "vr"),
    Person("Kevin Tromp", "boa domein I", "boa_wijken"),
    Person("Orlando Pengel", "parkeercontroleur", "boa_wijken", "r"),
    Person("Henk Wolters", "toezichthouder bouw", "bouwtoezicht"),
    Person("Appie Bruinsma", "beheerder milieustraat", "milieustraat"),
    Person("Tomasz Kowalski", "medewerker milieustraat", "milieustraat", "r", language="en"),
    Person("Ronnie Schouten", "belader", "inzameling"),
    Person("Cor Hazelaar", "chauffeur", "inzameling"),
    Person("Wietske Boersma", "medewerker groen", "groen", "v"),
    Person("Lars Koopmans", "badmeester", "zwembad"),
    Person("Manon de Wit", "zweminstructeur", "zwembad", "v"),
    Person("Gijs Lammers", "beheerder sportparken", "velden"),
    Person("Joke van Dam", "vergunningverlener", "vergunningen", "v"),
    Person("Arjan Timmerman", "juridisch medewerker", "vergunningen"),
    Person("Lotte Winkelaar", "griffiemedewerker", "griffie", "v"),
    Person("Merel van Loon", "bestuursadviseur", "kabinet", "v"),
    Person("Quinten Maas", "webredacteur", "communicatie"),
    Person("Sara Vlasblom", "woordvoerder", "communicatie", "v"),
    Person("Harm Kuiper", "bode", "bodes"),
    # Those who handle and watch elsewhere in the organisation.
    Person("Petra Nijland", "teammanager Werk en Inkomen", "werk", "v"),
    Person("Achmed Bouchtaoui", "teammanager Wijkteams", "wijkteams", "r"),
    Person("Liesbeth Kramer", "teammanager Zorg en Jeugd", "zorg", "v"),
    Person("Frank van Rooij", "afdelingsmanager Sociaal Domein", "sociaal", grants="supervisor@sociaal"),
    Person("Erik Stuut", "teamleider Handhaving", "handhaving", grants="handler@veiligheid"),
    Person(
        "Monique Lauwers", "afdelingsmanager Veiligheid", "veiligheid", "v", grants="supervisor@veiligheid"
    ),
    Person("Douwe Fokkema", "teamleider Afval en Reiniging", "afval", grants="handler@stadsbeheer"),
    Person("Ria Verschuur", "teamleider Groen en Sport", "stadsbeheer", "v", grants="handler@stadsbeheer"),
    Person("Bert Hofstra", "afdelingsmanager Stadsbeheer", "stadsbeheer", grants="supervisor@stadsbeheer"),
    Person("Yvonne Baars", "teammanager Ruimte", "ruimte", "v", grants="handler@ruimte"),
    Person(
        "Steven Rademaker", "gemeentesecretaris a.i.", "bestuur", grants="handler@bestuur", employment="hired"
    ),
    # No longer there.
    Person("Martin Groeneveld", "teammanager Publiekszaken", "publiekszaken", active=False),
    Person("Iris Hulst", "medewerker KCC", "kcc", "v", active=False),
]

WATERRIJK = Town(
    name="Waterrijk",
    slug="waterrijk",
    theme="waterrijk",
    emergency_number="088 123 4500",
    units=UNITS,
    people=PEOPLE,
    streets=[
        "Kanaalweg",
        "Sluisstraat",
        "Havenkade",
        "Rietgans",
        "Burgemeester Ottenlaan",
        "Lisdodde",
        "Molenweg",
        "Waterlelie",
        "Oude Vismarkt",
        "Tjalkstraat",
        "Beatrixlaan",
        "Karekiet",
    ],
    districts=["Rietveld", "De Sluizen", "Havenkwartier", "Oost", "Plassenwijk", "Oudewater-Zuid"],
    buildings=["het stadhuis", "het servicepunt Oost"],
    recycling_centre="Milieustraat Kanaalweg",
    swimming_pool="De Golfslag",
    incidents=340,
    perpetrators=60,
    weights={
        "balie": 19,
        "kcc": 15,
        "burgerzaken": 2,
        "belastingen": 4,
        "inkomen": 11,
        "schuld": 5,
        "wijkteam": 9,
        "wmo": 4,
        "jeugd": 4,
        "leerplicht": 2,
        "boa": 12,
        "bouwtoezicht": 2,
        "milieustraat": 5,
        "inzameling": 2,
        "groen": 2,
        "zwembad": 2,
        "sport": 1,
        "vergunningen": 3,
        "griffie": 2,
        "kabinet": 1,
        "communicatie": 2,
        "bodes": 2,
    },
    months=((12, 15, 24, 24), (12, 12, 18, 24)),
)
