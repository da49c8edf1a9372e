# SPDX-License-Identifier: EUPL-1.2
"""Reported by somebody else: for a colleague, or for an intern or volunteer who has no account."""

from .story import Story

BALIE = "Balie {balie}, {gebouw}"

STORIES = [
    Story(
        "balie",
        "counter",
        "threat verbal",
        "2 3",
        """Ik meld dit voor {slachtoffer}, die [naar huis is gegaan|er zelf even niet over wil schrijven]. Aan de balie naast mij zag ik
        {naam} opstaan en over de balie hangen. {slachtoffer} werd uitgescholden en er werd gezegd dat [er klappen zouden
        vallen|het "niet bij woorden blijft"]. Ik heb op de knop gedrukt en ben erbij gaan staan. [Daarna was het snel
        over.|{Hij} heeft nog een foldermolen omgegooid.]""",
        place=BALIE,
        teller="colleague",
    ),
    Story(
        "balie kcc burgerzaken",
        "telephone",
        "verbal",
        "1 2",
        """Collega {slachtoffer} had een beller die ik [aan de andere kant van de kamer|zonder hoorn] kon horen schreeuwen. Het duurde
        {min} minuten. Daarna zat {slachtoffer} te huilen. "Het valt wel mee", maar dat zegt {slachtoffer} altijd. Daarom
        vul ik het nu in.""",
        teller="colleague",
        known=0.3,
    ),
    Story(
        "inkomen schuld",
        "meeting_room",
        "threat violence_property",
        "3",
        """Via het alarm in spreekkamer {balie} kwamen we met drie collega's binnen. {Naam} had een stoel [tegen de muur gegooid|boven {zijn} hoofd].
        {slachtoffer} zat in de hoek. Samen met de beveiliging {hem} naar buiten begeleid. {slachtoffer} is
        [opgevangen door het opvangteam|met de taxi naar huis gebracht] en heeft gevraagd of ik de melding wilde doen.""",
        place="Spreekkamer {balie}, {gebouw}",
        teller="colleague",
        known=1,
        damage="Stoel en wandpaneel in spreekkamer",
        amount=(90, 640),
    ),
    Story(
        "wijkteam wmo jeugd",
        "home_visit",
        "threat verbal intimidation",
        "3",
        """{slachtoffer} belde mij vanuit de auto na een huisbezoek. {Naam} had [de autosleutels afgepakt en die pas na
        een half uur teruggegeven|gezegd dat niemand {haar} hier zou horen]. Ik heb {slachtoffer} opgehaald. We hebben afgesproken dat
        ik dit meld, de details [weet {slachtoffer} beter|moeten jullie samen doornemen].""",
        place="Bij de inwoner thuis, {wijk}",
        teller="colleague",
        known=1,
        police=True,
    ),
    Story(
        "boa",
        "public_space",
        "violence_person verbal",
        "3",
        """Teamleider meldt namens {slachtoffer}, die [in het ziekenhuis is voor een foto|met klachten thuis zit]. Bij een staandehouding op de
        {straat} is {slachtoffer} door {naam} [van de fiets getrokken|op de grond geduwd]. Assistentie was binnen [twee|vier]
        minuten ter plaatse. Bodycambeelden [zijn veiliggesteld door de politie|heeft de politie opgevraagd].""",
        place="{straat}",
        teller="colleague",
        injury="doctor first_aid",
        physical="[Gekneusde ribben.|Schaafwonden en een dikke enkel.]",
        police=True,
    ),
    Story(
        "inzameling groen milieustraat",
        "field_work",
        "verbal violence_person",
        "2",
        """{slachtoffer} schrijft niet zo makkelijk dus ik doe het. Op [de wagen|het terrein] is {slachtoffer} door een [automobilist|klant] bij de kraag
        gepakt en uitgescholden, [om niks eigenlijk|omdat het te lang duurde]. Geen schade, [wel geschrokken|wel een kapot hesje].
        De man reed in een [witte bestelbus|grijze stationwagen].""",
        place="[{milieustraat}|{straat}]",
        who="m",
        teller="colleague",
        known=0.1,
    ),
    Story(
        "griffie communicatie kabinet vergunningen",
        "social_media",
        "online threat discrimination",
        "2 3",
        """Ik zag op de pagina van [een buurtgroep|een actiegroep] dat {slachtoffer} met naam en foto wordt neergezet als [de schuldige van|het
        gezicht achter] de plannen voor {wijk}. Onder de reacties staat "[haal {haar} op|die moet een lesje leren]". {slachtoffer} zit er nogal luchtig onder,
        ik niet. Schermafdrukken bijgevoegd.""",
        who="?",
        teller="colleague",
        known=0.2,
        evidence="message",
    ),
    Story(
        "leerplicht jeugd",
        "meeting_room",
        "verbal threat",
        "2",
        """Gesprek met ouders dat {slachtoffer} deed en ik notuleerde. {Naam} richtte zich alleen op {slachtoffer}: [jong, nog geen
        kinderen, "wat weet jij ervan"|wijzende vinger, steeds dichterbij]. Op het eind zei {hij} dat {slachtoffer} "beter van baan kan
        wisselen, voor het te laat is". Ik heb gevraagd wat dat betekende; geen antwoord.""",
        place="Spreekkamer {balie}, {gebouw}",
        teller="colleague",
        known=1,
    ),
    Story(
        "balie burgerzaken",
        "counter",
        "verbal sexual",
        "2",
        """Onze stagiair {slachtoffer} stond bij de [ontvangstbalie|aanmeldzuil]. {Naam} maakte [eerst grapjes, toen opmerkingen over haar
        lichaam|opmerkingen over uiterlijk en vroeg om een telefoonnummer], en ging niet weg toen {slachtoffer} daarom vroeg. {slachtoffer} is [negentien|achttien] en wist niet
        dat je zoiets mag melden. Ik ben de stagebegeleider.""",
        place="Ontvangst, {gebouw}",
        who="m",
        teller="guest",
        of="v",
        known=0.3,
    ),
    Story(
        "wijkteam",
        "public_space",
        "threat verbal",
        "2 3",
        """{slachtoffer} is vrijwilliger bij [het buurtrestaurant|het taalcafé|de huiskamer]. {Naam} mocht geen tweede bord en heeft {slachtoffer} met de [pollepel|dienbladen]
        bedreigd en voor [racist|dief] uitgemaakt. De andere gasten zijn ertussen gesprongen. {slachtoffer} is
        [eenenzeventig|drieënzestig] en erg aangeslagen, overweegt te stoppen.""",
        place="Buurthuis {wijk}",
        teller="guest",
        known=0.7,
    ),
    Story(
        "milieustraat zwembad",
        "field_work",
        "violence_person verbal",
        "2 3",
        """[Vakantiekracht|Uitzendkracht] {slachtoffer}, eerste week. Vroeg een klant om [de pas te laten zien|te douchen voor het zwemmen] en kreeg een [vuist tegen
        de schouder|natte handdoek in het gezicht]. Ik heb de klant weggestuurd en het kenteken genoteerd. {slachtoffer} wil [wel doorwerken|even niet terug naar die
        plek].""",
        place="[{milieustraat}|Ingang]",
        teller="guest",
        known=0.4,
        injury="first_aid",
        physical="Pijnlijke schouder.",
    ),
    Story(
        "groen",
        "field_work",
        "verbal discrimination",
        "1 2",
        """Een van onze mensen van de sociale werkvoorziening, {slachtoffer}, is in de {straat} [uitgelachen en nagedaan door een groep|voor van
        alles uitgescholden door een bewoner], die ook [een prikker doorbrak|een zak blad leeggooide]. {slachtoffer} begreep niet wat er verkeerd was
        gegaan. Niets was er verkeerd gegaan.""",
        place="{straat}",
        who="g",
        teller="guest",
        known=0.1,
        damage="Prikker en handschoenen",
        amount=(15, 45),
    ),
    Story(
        "bodes griffie",
        "public_evening",
        "verbal threat",
        "2",
        """Ingehuurde gastvrouw {slachtoffer} stond bij de garderobe tijdens de raadsavond. {Naam} weigerde {zijn} [tas|spandoek] af te geven en [duwde {slachtoffer} opzij|zei
        "jouw naam en rugnummer heb ik"]. Zij werkt voor een bureau en heeft geen account, vandaar dat ik het
        meld. Zij is door ons opgevangen.""",
        place="Foyer, {gebouw}",
        teller="guest",
        of="v",
        known=0.4,
    ),
]
