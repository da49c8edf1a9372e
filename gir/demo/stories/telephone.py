# SPDX-License-Identifier: EUPL-1.2
"""On the telephone, in the chat, by e-mail and by letter."""

from .story import Story

STORIES = [
    Story(
        "kcc",
        "telephone",
        "verbal threat",
        "2 3",
        """[Telefoontje|Gesprek] van {naam} over [een afvalcontainer die niet geleegd is|een kapotte lantaarnpaal|losse tegels].
        {Hij} was [binnen een minuut|meteen] aan het schreeuwen. Ik heb de melding opgenomen en gezegd dat het
        [drie|vijf] werkdagen duurt. "Dan kom ik het wel even bij jullie dumpen, en dan hoop ik dat jij daar zit." Ik heb
        één keer gewaarschuwd en daarna [opgehangen|het gesprek beëindigd], zoals we hebben afgesproken. {Hij} heeft nog
        [twee|vier] keer teruggebeld.""",
        known=0.5,
    ),
    Story(
        "kcc",
        "telephone",
        "intimidation verbal",
        "2",
        """{Naam} heeft vandaag [elf|veertien|negentien] keer gebeld over dezelfde [klacht|verhuizing|beschikking]. Elke
        keer een ander van ons, elke keer [schelden|huilen en dan schelden]. Bij mij zei {hij} dat {hij} doorging "tot
        iemand van jullie breekt". Ik ben niet gebroken maar het team is er [wel klaar mee|helemaal doorheen].""",
        known=0.9,
    ),
    Story(
        "kcc",
        "telephone",
        "threat",
        "3 4",
        """Anonieme beller. Rustige stem. Zei dat [er volgende week "iets" gaat gebeuren bij {stadhuis}|we de ramen maar
        goed dicht moesten houden|{hij} een jerrycan in de auto heeft staan] als {zijn} [dochter|zoontje|broer] niet terugkomt. Ik heb
        doorgevraagd wie {hij} was en waarover het ging. "Dat weten jullie heel goed." Duur van het gesprek ongeveer
        {min} minuten. Ik heb het [letterlijk opgeschreven|meteen gemeld bij {collega}].""",
        who="?",
        known=0.05,
        police=True,
    ),
    Story(
        "kcc",
        "telephone",
        "sexual",
        "2",
        """Beller deed alsof {hij} een vraag had over [een parkeervergunning|openingstijden], maar begon daarna over [mijn
        stem|wat ik aan had]. Toen ik vroeg waar ik mee kon helpen zei {hij} wat {hij} aan het doen was. Ik heb opgehangen.
        Hetzelfde nummer heeft die [middag|week] ook {collega} aan de lijn gehad. [Ik voelde me vies.|Ik heb er
        's avonds nog last van gehad.]""",
        who="m",
        of="v",
        known=0.1,
    ),
    Story(
        "kcc",
        "telephone",
        "verbal discrimination",
        "2",
        """Toen ik mijn naam noemde vroeg {naam} of {hij} "een echte Nederlander" kon spreken. Ik vroeg waar ik mee kon helpen.
        [Er volgde een hele tirade over mensen zoals ik.|{Hij} zei dat {hij} niet met mij ging praten.] Ik heb het
        gesprek beëindigd volgens het protocol. [{Hij} belde terug en kreeg mij weer.|Daarna heb ik een kwartier pauze
        genomen.] Ik werk hier [zes|acht|twaalf] jaar en het went niet.""",
        known=0.5,
        of="r",
    ),
    Story(
        "kcc",
        "chat",
        "verbal threat",
        "1 2",
        """In de chat van de website. Begon met een gewone vraag over [grofvuil|een verloren rijbewijs|kwijtschelding]. Toen ik naar het
        formulier verwees kwam er: "[Lees je wel wat ik typ, stuk onbenul|Zit er een mens of een robot]" en daarna een reeks
        berichten in hoofdletters. Het laatste bericht was een [doodsbedreiging|verwensing], met de naam van mijn account
        erbij. Schermafdruk zit erbij.""",
        who="?",
        known=0.2,
        evidence="message",
    ),
    Story(
        "kcc",
        "telephone",
        "verbal",
        "1",
        """Mevrouw aan de lijn over [de aanslag|de hondenbelasting|het pasje voor de milieustraat]. Ik kon de vraag niet
        beantwoorden en wilde doorverbinden. Werd uitgescholden voor [incompetente trut|luie ambtenaar|ik zal het niet herhalen] en toen
        werd de hoorn erop gegooid. [Niets bijzonders, wel de zoveelste.|Duurde {min} minuten.]""",
        who="v",
        of="v",
        known=0.3,
    ),
    Story(
        "kcc belastingen",
        "telephone",
        "threat verbal",
        "3",
        """{Naam} belde over [een dwangbevel|beslag op de rekening]. Ik heb uitgelegd dat ik een betalingsregeling kon
        voorstellen. "Ik regel het zelf wel, met een paar vrienden. Jij bent {voornaam}, hè? Daar zijn er niet veel van in
        {wijk}." {Hij} wist [in welke straat ik woon|welke auto ik rijd]. Ik heb het nummer genoteerd. [Mijn partner is me komen
        halen.|Ik heb mijn achternaam uit de e-mailhandtekening laten halen.]""",
        known=0.7,
        police=True,
    ),
    Story(
        "belastingen vergunningen",
        "letter",
        "threat intimidation",
        "3",
        """Per e-mail, [gericht aan mij persoonlijk|met mijn naam in het onderwerp]. {Naam} is het niet eens met de
        [WOZ-waarde|afwijzing van de dakkapel|aanslag precariobelasting]. De eerste alinea's zijn boos maar zakelijk. Daarna:
        [dat {hij} weet waar mijn kinderen naar school gaan|dat {hij} "geen ander middel meer heeft dan dat wat jullie wél
        begrijpen"|dat {hij} mij op {dag} zal "bezoeken"]. De mail is ook naar [de wethouder|de lokale krant] gestuurd. Ik
        heb hem uitgeprint en doorgestuurd naar de coördinator.""",
        known=0.95,
        evidence="mail",
        police=True,
    ),
    Story(
        "burgerzaken belastingen inkomen",
        "letter",
        "intimidation",
        "2",
        """Ik krijg sinds [begin deze maand|de hoorzitting] elke dag mails van {naam}, gisteren [zeventien|drieëntwintig].
        Steeds dezelfde vraag, steeds met [meer mensen in de cc|dreiging met tuchtklachten en "gevolgen"]. {Hij} noemt mij
        [corrupt|een lid van een criminele organisatie] en zet mijn volledige naam in [elke mail|een openbaar blog]. Elk bericht apart is
        misschien niets, maar bij elkaar is het [pesten|stalken].""",
        known=1,
        evidence="mail",
    ),
    Story(
        "belastingen burgerzaken griffie",
        "letter",
        "threat",
        "3 4",
        """Bij de post zat een enveloppe op mijn naam, zonder afzender. Erin een [rouwkaart met mijn naam|foto van ons
        kantoor met een kruis erdoor|blaadje met "jij weet wel waarom"] en [wit poeder dat later bakmeel bleek|een losse
        patroon]. De postkamer is afgesloten geweest tot de politie klaar was. [Ik heb de rest van de week thuis
        gewerkt.|Ik schrik nu van elke brief.]""",
        place="Postkamer, {gebouw}",
        who="?",
        known=0,
        evidence="letter",
        police=True,
        weight=0.5,
    ),
    Story(
        "kcc",
        "telephone",
        "other verbal",
        "1 2",
        """{Naam} belde in paniek en [dreigde zichzelf iets aan te doen|zei dat het leven geen zin meer had] als de
        [uitkering|woning] er niet kwam. Ik heb {hem} {min} minuten aan de lijn gehouden terwijl {collega} 112 belde.
        Tussendoor schold {hij} mij uit. Ik weet niet of dit agressie is, maar ik zit er [erg mee|al de hele dag mee].""",
        known=0.9,
        doubtful=True,
    ),
    Story(
        "schuld inkomen wmo",
        "telephone",
        "verbal threat",
        "2 3",
        """{Naam} belde over [de beslissing van vorige week|het leefgeld|een rekening die niet betaald is]. Ik mocht het niet
        uitleggen, {hij} bleef erdoorheen schreeuwen. "Als er morgen geen geld op staat, dan sla ik bij jullie de boel
        kort en klein, en bij jou als eerste." Het was [de tweede keer deze maand|voor het eerst dat {hij} zo was]. Ik werk
        al [jaren|drie jaar] met {hem} en dit raakt me.""",
        known=1,
    ),
]
