# SPDX-License-Identifier: EUPL-1.2
"""Work and income, debts, neighbourhood teams, care, youth and school attendance."""

from .story import Story

ROOM = "Spreekkamer {balie}, {gebouw}"
HOME = "Bij de inwoner thuis, {wijk}"

STORIES = [
    Story(
        "inkomen",
        "meeting_room",
        "threat verbal",
        "3",
        """Herbeoordeling met {naam}. Ik moest vertellen dat de uitkering [werd opgeschort|deze maand met dertig procent
        omlaag ging] omdat de [bankafschriften|inkomstenformulieren] er niet waren. {Hij} bleef eerst stil en zei toen: "Jij
        pakt mijn brood af, dan pak ik iets van jou." Bij het weggaan [gaf {hij} een klap tegen de deurpost|schoof {hij} de
        tafel tegen mij aan|bleef {hij} in de deur staan en keek me aan]. Ik heb {hem} daarna nog [een half uur|een
        kwartier] voor het gebouw zien staan.""",
        place=ROOM,
        known=1,
    ),
    Story(
        "inkomen",
        "meeting_room",
        "violence_property verbal",
        "2 3",
        """Tijdens het [intakegesprek|gesprek over de tegenprestatie] liep het op. {Naam} vond dat ik {hem} als een
        [kind|crimineel] behandelde. {Hij} veegde alles van tafel, [de laptop|het toetsenbord] viel op de grond. [Er zijn geen
        klappen gevallen.|{Hij} schopte nog tegen de stoel.] Ik ben via de tweede deur naar buiten gegaan, die deur is
        er gelukkig sinds de verbouwing.""",
        place=ROOM,
        known=1,
        damage="[Laptop|Toetsenbord en beeldscherm] van de spreekkamer beschadigd",
        amount=(85, 1150),
    ),
    Story(
        "inkomen schuld",
        "counter",
        "verbal",
        "1 2",
        """{Naam} stond zonder afspraak aan de balie voor [een voorschot|leefgeld]. Ik moest nee zeggen, het systeem lag eruit
        en [het was vrijdagmiddag|de collega die het kon was weg]. Ik werd uitgescholden waar {zijn} [kinderen bij stonden|moeder bij
        stond]. Ik begrijp de wanhoop echt wel. Maar "ik hoop dat jouw kinderen ook honger krijgen" [blijft
        hangen|had ik liever niet gehoord].""",
        place="Balie {balie}, {gebouw}",
        known=1,
    ),
    Story(
        "inkomen",
        "home_visit",
        "threat violence_person",
        "3 4",
        """Huisbezoek met {collega} vanwege een tip over [samenwonen|zwart werk]. {Naam} liet ons eerst binnen. Toen ik vroeg
        of we in de slaapkamer mochten kijken [pakte {hij} een keukenmes van het aanrecht|duwde {hij} {collega} tegen de
        kapstok|deed {hij} de voordeur op slot en stak de sleutel in {zijn} zak]. We hebben rustig gepraat en zijn na [een paar
        minuten|tien minuten] buiten gekomen. In de auto kwam de schrik pas.""",
        place=HOME,
        known=1,
        injury="none first_aid",
        physical="[Kneuzing aan de schouder.|Schram op de hand.]",
        police=True,
        others="inkomen",
    ),
    Story(
        "schuld",
        "meeting_room",
        "verbal intimidation",
        "2",
        """Gesprek over het [budgetplan|schuldregelingsvoorstel]. {Naam} had {zijn} [broer|zwager|buurman] meegenomen, die
        niets zei maar de hele tijd [opnames maakte met zijn telefoon|met zijn knokkels zat te kraken]. {Naam} zei dat "wij met zijn
        tweeën zijn en jij alleen". Ik heb het gesprek afgebroken. [Volgende keer met twee collega's.|Ik had dit niet
        alleen moeten doen.]""",
        place=ROOM,
        known=1,
    ),
    Story(
        "wijkteam",
        "home_visit",
        "threat verbal",
        "3",
        """Ik was bij {naam} thuis, [{straat}|in {wijk}|een flat in {wijk}], over de [begeleiding|huurachterstand]. {Zijn} [zoon|neef]
        kwam thuis, had [duidelijk gedronken|iets gebruikt] en begon tegen mij: wat ik daar moest, dat ik van de
        "kinderafpakkers" was. Hij ging in de deuropening staan. {Naam} zei dat ik beter kon gaan. Hij riep mij in het
        trappenhuis na dat hij [mijn kenteken had|mijn banden zou lek steken]. Ik heb een kwartier in de auto gezeten voor ik
        kon rijden.""",
        place=HOME,
        known=0.8,
    ),
    Story(
        "wijkteam jeugd",
        "home_visit",
        "violence_person threat verbal",
        "4",
        """Samen met [de wijkagent|jeugdbescherming|{collega}] bij {naam} om te vertellen dat [het kind voorlopig bij oma
        blijft|de melding bij Veilig Thuis is doorgezet]. {Hij} vloog mij aan: [een vuistslag op mijn kaak|ik kreeg een
        duw van de trap, vier treden|{hij} greep mij bij de keel]. Ik weet niet alles meer. [Een buurman heeft {hem}
        vastgehouden.|De politie heeft {hem} aangehouden.] Ik ben naar [de huisartsenpost|de spoedeisende hulp] geweest.""",
        place=HOME,
        known=1,
        injury="doctor hospital",
        physical="[Hersenschudding en een gescheurde lip, een nacht ter observatie opgenomen.|Gebroken pols, gips voor zes "
        "weken.|Kneuzingen aan hals en schouder.]",
        police=True,
        others="jeugd wijkteam",
        weight=0.7,
    ),
    Story(
        "wmo",
        "home_visit",
        "verbal",
        "1 2",
        """Keukentafelgesprek over [huishoudelijke hulp|een scootmobiel|een traplift]. Mevrouw zelf was heel vriendelijk. Haar
        [dochter|schoonzoon] niet: die vond dat de gemeente "oude mensen laat creperen" en dat ik me moest schamen. Er werd
        [met een kopje gegooid, niet naar mij|met de vuist op tafel geslagen]. Ik heb het gesprek afgemaakt omdat ik
        mevrouw niet wilde laten zitten. [Achteraf had ik moeten gaan.|Ik ben daar best trots op.]""",
        place=HOME,
        known=0.7,
    ),
    Story(
        "wmo",
        "telephone",
        "threat verbal",
        "2 3",
        """{Naam} kreeg vorige week de afwijzing voor [vervoer|begeleiding]. Vandaag door {hem} gebeld: of ik wel wist wat ik
        {zijn} [moeder|vrouw|kind] aandeed. Dat liep uit op "ik zoek jou op, en dan zit jij ook in een rolstoel".
        Ik heb {hem} laten uitrazen en toen gezegd dat ik het ging melden. {Hij} [hing op|zei: doe maar].""",
        known=1,
    ),
    Story(
        "wijkteam wmo",
        "home_visit",
        "sexual",
        "2 3",
        """Derde huisbezoek bij {naam}. Deze keer deed {hij} open in [een badjas|alleen een handdoek] en wilde {hij} dat ik
        naast {hem} op de bank kwam zitten. {Hij} legde {zijn} hand op mijn [knie|been] en zei dat {hij} "ook wel wat
        begeleiding" kon gebruiken. Ik ben meteen weggegaan. [Ik wil daar niet meer naartoe.|Ik wil dat er een mannelijke
        collega naartoe gaat.]""",
        place=HOME,
        who="m",
        of="v",
        known=1,
    ),
    Story(
        "jeugd",
        "meeting_room",
        "threat verbal intimidation",
        "3",
        """Gesprek met beide ouders over de [omgangsregeling|jeugdhulp]. Vader, {naam}, werd steeds bozer omdat moeder [ook
        aan het woord kwam|alleen wilde komen]. {Hij} zei tegen mij: "Als ik mijn kinderen kwijtraak heb ik niks meer te verliezen, en
        dan weet ik jou te vinden." Hij [herhaalde dat nog eens, langzaam|wees daarbij naar mijn trouwring]. {collega} zat
        erbij en heeft het ook zo gehoord.""",
        place=ROOM,
        who="m",
        known=1,
        police=True,
    ),
    Story(
        "jeugd leerplicht",
        "telephone",
        "verbal",
        "1 2",
        """Een ouder, {naam}, belde over [de boete voor luxe verzuim|een oproep voor een gesprek]. Ik kreeg geen
        woord ertussen. Ik ben {min} minuten lang uitgescholden, onder andere voor [fascist|NSB'er]. [Ik heb gezegd dat
        ik ging ophangen en dat gedaan.|Daarna belde een oom met hetzelfde verhaal.]""",
        known=0.9,
    ),
    Story(
        "leerplicht",
        "home_visit",
        "threat non_verbal",
        "2 3",
        """Huisbezoek wegens [zes weken|maanden] schoolverzuim. {Naam} deed open met een grote hond aan de hand en liet die expres
        [tegen mij opspringen|vieren tot vlak voor mijn benen]. "Hij bijt alleen ambtenaren." Ik heb gevraagd de hond weg
        te doen. De deur ging [dicht|met een klap dicht]. Toen ik wegliep werd er [iets uit het raam gegooid|nageroepen dat ik
        niet meer terug hoefde te komen].""",
        place=HOME,
        known=0.9,
    ),
    Story(
        "inkomen",
        "letter",
        "threat discrimination",
        "3",
        """Mail van {naam} na de afwijzing van de bijzondere bijstand. Mijn achternaam is [voor {hem} niet Nederlands genoeg|"niet van hier"] en daar
        gaat de halve mail over. Het eindigt met "[we gaan jullie allemaal uitzetten, jou persoonlijk|er komt een dag dat jij aan
        mijn balie staat]" en een afbeelding [van een galg|van een doodskist]. Ik heb hem aan {collega} laten zien, die werd er ook misselijk
        van.""",
        known=1,
        of="r",
        evidence="mail",
        police=True,
    ),
    Story(
        "schuld",
        "private",
        "threat intimidation",
        "3 4",
        """{Dag} stond {naam} ineens bij mij [voor de deur|in de supermarkt achter me|langs het voetbalveld van mijn zoon].
        Ik behandel {zijn} dossier. "Leuk [huis|gezin] heb je. Zou zonde zijn." Daarna liep {hij} weg alsof er niets
        was. Mijn [partner|zoontje|dochter] was erbij. Ik weet niet hoe {hij} aan mijn adres komt, ik sta nergens
        [vermeld|in].""",
        place="Privé, [{wijk}|woonplaats medewerker]",
        known=1,
        police=True,
        weight=0.7,
    ),
    Story(
        "wijkteam",
        "public_space",
        "verbal non_verbal",
        "2",
        """Inloopspreekuur in het buurthuis. {Naam} mocht niet naar binnen omdat {hij} [dronken|onder invloed] was. {Hij} bleef voor
        de deur staan schelden, duwde [een vrijwilliger|een bezoeker] opzij en gooide een fietsbel [tegen het
        raam|naar binnen]. We hebben de deur op slot gedaan en met zijn allen gewacht tot de wijkagent er was. [De koffie was
        koud, de stemming ook.|Twee bezoekers zijn er erg van geschrokken.]""",
        place="Buurthuis {wijk}",
        known=0.7,
        others="wijkteam",
    ),
    Story(
        "jeugd wijkteam",
        "social_media",
        "online intimidation",
        "2 3",
        """{Naam} heeft op [Facebook|TikTok|Instagram] een bericht gezet met mijn volledige naam en [mijn profielfoto|een foto
        van mij bij de rechtbank]: "Deze {vrouw} steelt kinderen, delen!" Het is al [ruim 200|bijna 900] keer gedeeld. In de
        reacties staan [bedreigingen van mensen die ik niet ken|mijn adres en de school van mijn kinderen]. Ik heb mijn
        accounts dichtgezet.""",
        known=0.95,
        evidence="message",
        police=True,
    ),
]
