# SPDX-License-Identifier: EUPL-1.2
"""At the counter and in the interview room."""

from .story import Story

BALIE = "Balie {balie}, {gebouw}"

STORIES = [
    Story(
        "balie",
        "counter",
        "verbal threat",
        "2 3",
        """{Naam} kwam [om {uur}|rond {uur}] aan mijn balie voor een [spoedpaspoort|nieuw paspoort|identiteitskaart].
        De pasfoto voldeed niet aan de eisen en ik vroeg om een nieuwe. {Hij} begon meteen te schreeuwen
        [dat ik {hem} liep te pesten|dat dit de derde keer was|dat {hij} morgen vloog en dat dit mijn schuld was].
        Toen ik het nog eens uitlegde boog {hij} over de balie en zei: "[Ik weet hoe laat jij klaar bent.|Ik wacht je
        straks wel op bij de fietsenstalling.|Kom jij maar eens naar buiten.]" Ik heb de [noodknop|alarmknop] ingedrukt.
        [Een bode|De beveiliger] heeft {hem} naar buiten gebracht. Ik stond te trillen op mijn benen.""",
        place=BALIE,
    ),
    Story(
        "balie",
        "counter",
        "verbal",
        "1",
        """Een [klant|bezoeker] moest {min} minuten wachten omdat er [een storing in het systeem was|twee collega's ziek
        waren]. Toen {hij} aan de beurt was werd ik uitgemaakt voor [alles wat lelijk is|van alles en nog wat]. Ik heb
        gezegd dat ik {hem} graag hielp maar niet op deze toon. Toen werd het nog [erger|harder]. Uiteindelijk
        [is {hij} weggelopen zonder het document|heeft een collega het overgenomen]. [Het hoort erbij, zeggen ze, maar ik
        wil dat het een keer wordt opgeschreven.|Achteraf voelde ik me er toch rot over.]""",
        place=BALIE,
        known=0.4,
    ),
    Story(
        "balie",
        "counter",
        "non_verbal verbal",
        "2",
        """Bij het ophalen van een rijbewijs kon {naam} het oude rijbewijs niet inleveren. Zonder aangifte van vermissing
        mag ik het nieuwe niet meegeven. {Hij} gooide {zijn} [sleutels|telefoon|tas] op de balie, [sloeg met de vlakke
        hand tegen het glas|trapte tegen de balie] en bleef vlak voor me staan zonder iets te zeggen. Dat duurde zeker
        [een minuut|twee minuten]. Ik durfde niet [weg te lopen|op te staan]. Collega {collega} is naast me komen staan
        en toen [ging {hij} weg|liep {hij} scheldend de hal uit].""",
        place=BALIE,
    ),
    Story(
        "balie",
        "counter",
        "violence_property verbal",
        "3",
        """{Naam} had geen afspraak en wilde meteen geholpen worden met [een uittreksel|een verhuizing|de inschrijving van
        een kind]. Toen ik een afspraak aanbood voor [dezelfde middag|de volgende dag] pakte {hij} het
        [beeldscherm|pinapparaat|bordje] en [smeet het op de grond|gooide het over de balie]. Er stonden zeker tien mensen
        in de hal, ook [een moeder met een kinderwagen|twee oudere mensen]. Ik ben achteruit gestapt en heb de balie
        dichtgedaan. De politie is erbij geweest en heeft {hem} [meegenomen|op straat aangesproken].""",
        place=BALIE,
        damage="[Beeldscherm|Pinapparaat] van de balie kapot, [glasplaat gebarsten|aansluiting losgetrokken]",
        amount=(140, 890),
        police=True,
    ),
    Story(
        "balie",
        "counter",
        "discrimination verbal",
        "2 3",
        """Een {man} van een jaar of {leeftijd} weigerde door mij geholpen te worden "omdat het een Nederlandse balie
        is". Ik draag een hoofddoek. {Hij} vroeg hard, zodat de hele hal het hoorde, of er ook iemand "normaals" was.
        [Ik ben rustig gebleven en heb gezegd dat ik {hem} gewoon help.|Ik kon even niets zeggen.] Collega {collega} heeft
        {hem} aangesproken en gezegd dat {hij} alleen door mij geholpen kan worden of weg kan gaan. Er kwam nog een opmerking
        over [waar ik vandaan kom|terug naar huis gaan] achteraan. Het is niet de eerste keer dit jaar.""",
        place=BALIE,
        known=0.3,
        of="h",
    ),
    Story(
        "balie",
        "counter",
        "threat verbal",
        "3",
        """{Naam} kreeg te horen dat de [inschrijving op het adres|briefadresaanvraag] niet doorging. {Hij} haalde
        {zijn} telefoon tevoorschijn, filmde mij en mijn naamplaatje en zei dat [iedereen straks zou weten wie ik
        ben|het vanavond op Facebook stond|{hij} mij wel zou vinden op internet]. Ik heb gevraagd te stoppen met filmen. "Jij hebt
        kinderen toch? Dan zou ik maar oppassen." Ik heb inderdaad [twee kinderen|een dochter op de basisschool]. Ik weet
        niet of {hij} dat echt weet of gokte, maar ik heb [die nacht niet geslapen|thuis gebeld of iemand ze kon
        ophalen].""",
        place=BALIE,
        police=True,
    ),
    Story(
        "balie burgerzaken",
        "meeting_room",
        "verbal threat",
        "2 3",
        """Gesprek in [spreekkamer|spreekruimte] {balie} over een adresonderzoek. {Naam} was vanaf het begin boos over de
        controle. Op mijn vraag wie er nog meer op het adres [sliep|woonde] stond {hij} op, ging tussen mij en de deur
        staan en zei: "Nu gaan we eens praten zoals ik wil." Ik kon [er niet langs|niet bij de deur]. Ik heb op de knop onder tafel gedrukt.
        Het duurde naar mijn gevoel [heel lang|minuten] voor er iemand was; volgens {collega} was het {min} seconden.""",
        place="Spreekkamer {balie}, {gebouw}",
    ),
    Story(
        "balie",
        "counter",
        "sexual verbal",
        "2 3",
        """Een vaste bezoeker, {naam}, komt de laatste tijd elke [week|paar dagen] "even iets vragen" en wacht dan tot mijn
        balie vrij is. Vandaag zei {hij} wat {hij} vond van mijn [lichaam|kleding], en wat {hij} daar graag mee zou doen. Ik
        heb gezegd dat ik dit niet wil horen. {Hij} lachte en [pakte mijn pols vast toen ik het formulier gaf|vroeg hoe
        laat ik vrij was]. Ik wil {hem} [niet meer helpen|niet meer aan mijn balie].""",
        place=BALIE,
        who="m",
        of="v",
        known=0.8,
    ),
    Story(
        "balie",
        "counter",
        "violence_person verbal threat",
        "3 4",
        """[Om {uur}|Rond {uur}] stond {naam} aan de balie over een [boete voor te laat verlengen|geweigerde aanvraag]. Het
        werd een woordenwisseling en toen ik opstond om [een leidinggevende te halen|{collega} erbij te roepen] heeft {hij}
        over de balie gereikt en mij aan mijn [trui|vest|arm] getrokken. Ik ben met mijn [heup|ribben|schouder] tegen de rand
        gevallen. [Twee wachtende bezoekers hebben {hem} losgetrokken.|De bode heeft {hem} losgemaakt.] {Hij} riep nog dat
        {hij} "de boel hier in de fik" zou steken.""",
        place=BALIE,
        injury="first_aid doctor",
        physical="[Blauwe plek op de heup en een gekneusde pols.|Kneuzing van de ribben, de huisarts heeft gekeken.|"
        "Schaafwonden op de onderarm en een stijve nek.]",
        police=True,
    ),
    Story(
        "balie",
        "counter",
        "verbal",
        "1 2",
        """Een {man} op leeftijd, duidelijk in de war, vroeg voor de [derde|vierde] keer deze week om
        {zijn} [paspoort|bankpas], dat {hij} [vorige maand al heeft opgehaald|thuis heeft liggen]. Toen ik dat zei werd
        {hij} heel boos en noemde mij een dief. [{Hij} sloeg met {zijn} stok op de grond.|{Hij} wilde niet weggaan.] Ik denk
        dat hier eerder hulp nodig is dan een waarschuwing, maar ik schrok er wel van.""",
        place=BALIE,
        known=0.8,
        doubtful=True,
    ),
    Story(
        "balie burgerzaken",
        "counter",
        "verbal non_verbal",
        "2",
        """Bij de aangifte van [een geboorte|een overlijden|een huwelijk] was {naam} het niet eens met de [achternaam zoals
        die in de akte moet|kosten van het uittreksel|stukken die nog ontbraken]. {Hij} [spuugde op de vloer|spuugde naar het
        glas] en zei dat {hij} mij "wel zou krijgen". Ik kende {hem} niet. De familie die erbij was
        [heeft nog excuses gemaakt|zei niets]. Ik heb de balie afgesloten en alles schoongemaakt.""",
        place=BALIE,
    ),
    Story(
        "balie",
        "counter",
        "intimidation",
        "2 3",
        """{Naam} komt sinds [drie weken|een maand] bijna dagelijks binnen, vraagt niets en gaat in de hal zitten kijken naar mij.
        Vandaag liep {hij} achter mij aan toen ik [naar huis fietste|naar de parkeergarage ging]. {Hij} bleef een meter of
        twintig achter me, tot aan [de {straat}|het station|de brug]. Ik ben een winkel in gegaan en heb {collega} gebeld.
        [{Hij} heeft niets gezegd of gedaan, maar ik ben er bang van.|Ik durf niet meer alleen naar buiten na mijn dienst.]""",
        place="Hal en omgeving {gebouw}",
        known=0.5,
        police=True,
    ),
    Story(
        "balie",
        "counter",
        "threat verbal",
        "3 4",
        """Ik moest {naam} vertellen dat het [uittreksel|rijbewijs] niet werd afgegeven. {Hij} werd heel stil, [legde een
        stanleymes op de balie|haalde een schroevendraaier uit {zijn} jas] en zei: "Vraag het nog maar een keer na." Ik ben
        [naar achteren gelopen|langzaam opgestaan] alsof ik iets ging opzoeken en heb 112 gebeld. De balies zijn ontruimd.
        De politie was er [binnen vijf minuten|na zeven minuten] en heeft {hem} [zonder verzet|na wat duwen] aangehouden.""",
        place=BALIE,
        police=True,
        others="balie",
        weight=0.6,
    ),
    Story(
        "balie",
        "counter",
        "verbal",
        "1",
        """Boze {meneer} over [de wachttijd|het afschaffen van de vrije inloop|de leges]. "Wij betalen jullie
        salaris, stelletje nietsnutten." [Duim omlaag en weg.|Middelvinger bij het weggaan.] {min} minuten werk van gehad. Kort, maar wel
        [de tweede vandaag|de vijfde deze week].""",
        place=BALIE,
        known=0.1,
    ),
]
