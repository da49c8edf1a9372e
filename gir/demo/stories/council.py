# SPDX-License-Identifier: EUPL-1.2
"""Council, residents' evenings, permits, communication, messengers; what happens online and in private."""

from .story import Story

STORIES = [
    Story(
        "griffie kabinet",
        "public_evening",
        "threat verbal",
        "2 3",
        """Raadsavond over [de opvanglocatie|de windmolens|het nieuwe parkeerbeleid]. De publieke tribune was vol. Toen de voorzitter schorste kwam
        {naam} naar de [griffietafel|zijdeur] en zei vlak bij mijn oor: "[Jullie komen hier niet ongeschonden
        weg|Onthoud mijn gezicht, ik onthoud het jouwe]." Buiten werd [op de ramen gebonsd|met eieren gegooid]. We zijn door
        de politie via de achterdeur naar de auto's gebracht.""",
        place="Raadzaal, {gebouw}",
        known=0.4,
        others="griffie",
        weight=1.3,
    ),
    Story(
        "vergunningen kabinet",
        "public_evening",
        "verbal intimidation",
        "2",
        """Bewonersavond in {wijk} over [de nieuwbouw|de dertigkilometerzone|het kappen van bomen]. Ik gaf de presentatie. [Na
        tien minuten|Al bij de tweede dia] werd ik weggeschreeuwd. {Naam} kwam naar voren, trok de stekker van de beamer eruit en riep dat ik "een
        omgekochte trut" was, of woorden van die strekking. [Honderdvijftig mensen en geen beveiliging.|Een paar bewoners namen het
        voor mij op, dat was fijn.] De avond is afgebroken.""",
        place="Buurthuis {wijk}",
        of="v",
        known=0.6,
    ),
    Story(
        "communicatie",
        "social_media",
        "online verbal",
        "1 2",
        """Ik beheer de accounts van de gemeente. Onder het bericht over [afsluiting van de {straat}|de intocht|de brandstichting] kwamen
        [ruim honderd|tientallen] reacties. Eén account ging [persoonlijk op mij door nadat ik een reactie verborg|uitzoeken
        wie er achter het account zat]. Ik kreeg privéberichten met verwensingen [tot midden in de nacht|op mijn eigen
        Instagram]. Geblokkeerd en bewaard.""",
        who="?",
        known=0.3,
        evidence="message",
    ),
    Story(
        "communicatie kabinet",
        "social_media",
        "online threat",
        "3",
        """Op X plaatste een anoniem account een foto van [onze wethouder en mij|mij naast de burgemeester] met een schietschijf erover en de tekst
        "[binnenkort|tik tak]". Mijn gezicht is goed te herkennen. Ik ben [maar de woordvoerder|alleen de
        adviseur]. Het bericht is na [vier uur|een dag] verwijderd, schermafdrukken zijn gemaakt en naar de politie
        gestuurd.""",
        who="?",
        known=0.05,
        evidence="message",
        police=True,
    ),
    Story(
        "bodes",
        "counter",
        "violence_person verbal",
        "2 3",
        """Ik moest {naam} de toegang weigeren, {hij} heeft een [pandverbod tot eind van de maand|gesprek gehad over gedrag]. {Hij} duwde
        door, ik ben voor het poortje gaan staan. [Elleboogstoot in mijn maag.|Schop tegen mijn scheen.] Met {collega} naar
        buiten gewerkt. Dit is de [tweede|derde] keer met dezelfde persoon, ik vind dat er nu echt iets
        moet gebeuren.""",
        place="Hoofdingang {gebouw}",
        known=0.9,
        injury="first_aid none",
        physical="[Blauwe plek op het scheenbeen.|Buikpijn, de volgende dag over.]",
        police=True,
    ),
    Story(
        "vergunningen",
        "meeting_room",
        "intimidation threat",
        "3",
        """Vooroverleg over een [horecavergunning|vergunning voor een growshop]. {Naam} schoof een enveloppe over tafel, "voor de moeite". Ik schoof
        hem terug. De sfeer sloeg om. "Je hebt [twee dochters|een mooie boot liggen aan de {straat}]. Denk er nog eens over
        na, {voornaam}." Ik heb het gesprek beëindigd en meteen mijn leidinggevende, integriteit én
        de politie gebeld.""",
        place="Spreekkamer {balie}, {gebouw}",
        who="m",
        known=1,
        police=True,
        weight=0.7,
    ),
    Story(
        "vergunningen",
        "letter",
        "verbal",
        "1",
        """Brief van vier kantjes van {naam} over de geweigerde [uitrit|kapvergunning]. Op kantje drie word ik "[een wandelende
        stempel zonder ruggengraat|een bureaucraat van het ergste soort]" genoemd. Ik kan er eigenlijk wel om lachen, maar de
        laatste zin ("u hoort nog van mij, en niet per post") vind ik [minder leuk|minder].""",
        known=1,
        evidence="letter",
        doubtful=True,
    ),
    Story(
        "griffie communicatie belastingen",
        "private",
        "intimidation online",
        "3",
        """In het weekend bleek dat er op een [datingsite|advertentiesite] een profiel is gemaakt met mijn naam, foto en
        [telefoonnummer|thuisadres]. Er hebben [vijf|acht] mannen gebeld en één stond er voor de deur. Ik ben er vrijwel
        zeker van dat dit komt van {naam}, met wie ik [een zaak|een conflict over een inspreekbeurt] heb gehad; dat schreef {hij} met
        zoveel woorden.""",
        place="Privé",
        of="v",
        known=0.7,
        evidence="message",
        police=True,
        weight=0.5,
    ),
    Story(
        "kabinet griffie",
        "telephone",
        "verbal",
        "1",
        """{Naam} eist de burgemeester te spreken over [vliegtuigen|het geluid van de kerkklok|de buren]. Belt [iedere
        maandag|drie keer per week]. Vandaag toen ik nee zei: gevloek, en "[jij bent ook maar het koffiemeisje|dan kom ik
        hem wel halen]". Ik leg het vast omdat het [de laatste tijd feller wordt|al maanden duurt].""",
        known=1,
        of="v",
    ),
    Story(
        "bodes",
        "public_space",
        "discrimination violence_property",
        "2",
        """Bij het openen van {gebouw} om {uur} stond er [een hakenkruis|een leus tegen moslims] op de gevel en was de
        [brievenbus|ruit van de zij-ingang] vernield. Op de deur een briefje met de achternaam van [een collega|mij] erop. Ik heb het
        afgeplakt voor de eerste collega's kwamen. Camerabeelden zijn veiliggesteld door de politie.""",
        place="Gevel {gebouw}",
        who="?",
        known=0,
        damage="Gevelreiniging en vervangen [ruit|brievenbus]",
        amount=(380, 1900),
        police=True,
        weight=0.5,
    ),
]
