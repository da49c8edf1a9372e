# SPDX-License-Identifier: EUPL-1.2
"""What handlers, victims and reporters write besides the account itself. Written as in stories/story.py."""

# After an account, now and then.
TAILS = [
    "Ik heb het meteen aan {collega} verteld.",
    "[Ik ben er nog niet klaar mee.|Het laat me niet los.]",
    "Ik wil graag weten wat hiermee gebeurt.",
    "De rest van de dag heb ik [achter de schermen|op een andere plek] gewerkt.",
    "Mijn leidinggevende [was er snel bij, dat was fijn|heb ik nog niet gesproken].",
    "[Later die dag|Een uur later] begon ik pas te trillen.",
    "Er waren [twee|drie|vier] collega's die het gezien of gehoord hebben.",
    "Ik doe deze melding omdat [dit steeds vaker gebeurt|we dat zo hebben afgesproken|mijn collega's dat zeiden].",
    "Thuis heb ik het er [wel|niet] over gehad.",
    "Verder [gaat het goed met me|ben ik oké].",
]

TAILS_OF_OTHERS = [
    "{slachtoffer} weet dat ik dit meld.",
    "Graag eerst contact met mij, [dan regel ik het gesprek|{slachtoffer} heeft vandaag vrij].",
    "We hebben het er in het team over gehad.",
    "Er waren [twee|drie|vier] anderen bij.",
    "[Camerabeelden zijn er misschien.|Ik heb het tijdstip genoteerd.]",
    "Dit is [niet de eerste keer|de tweede keer deze maand] op deze plek.",
]

DESCRIPTIONS = {
    "m": [
        "Man, rond de {leeftijd}, [kaal|kort grijs haar|donkere krullen], [blauwe regenjas|leren jack|trainingspak].",
        (
            "[Lang en mager|Klein en breed], [baardje|litteken bij de wenkbrauw|bril met dik montuur], sprak met [een accent uit de "
            "streek|zachte stem]."
        ),
        "Man van ongeveer {leeftijd} jaar, ongeveer 1 meter [75|80|90], rook naar [alcohol|wiet].",
        "[Werkkleding met verf erop|Net pak, aktetas], een jaar of {leeftijd}, tatoeage in de [nek|hals].",
        "Reed in een [grijze stationwagen|witte bestelbus|oude rode auto] met een [trekhaak|deuk links achter].",
        "Jonge man, een jaar of twintig, [zwarte pet|capuchon], [oortjes in|zonnebril].",
    ],
    "v": [
        "Vrouw, rond de {leeftijd}, [blond kort haar|grijs haar in een knot|lang donker haar], [rode jas|beige mantel].",
        "[Klein van stuk|Stevig gebouwd], sprak snel en hard, een jaar of {leeftijd}.",
        "Vrouw met [wandelwagen|hondje|rollator], [groene bodywarmer|spijkerjas], ongeveer {leeftijd}.",
        "Goed verzorgd, [zonnebril|veel sieraden], had een [grote tas|map met papieren] bij zich.",
    ],
    "?": [
        "Alleen de stem gehoord: [man van middelbare leeftijd|oudere man|jonge stem], [rustig|schor].",
        "Onbekend. Het [nummer was afgeschermd|account heeft geen foto].",
        "Naam van het account is verzonnen, gaat over [voetbal|auto's|complotten].",
    ],
    "g": [
        "Groepje van [vijf|acht|twaalf], 14 tot 18 jaar, een jongen met een [rode fatbike|opvallend wit jack] leek de leider.",
        "[Jongens uit de buurt|Gezichten komen me bekend voor], namen weet ik niet.",
    ],
}

MENTAL = [
    "[Slecht geslapen|Een paar nachten wakker gelegen], [schrikachtig|sneller boos thuis].",
    "Schrik. Trillen, huilen toen het voorbij was.",
    "Ziet op tegen de [avonddienst|balie|volgende afspraak].",
    "Hartkloppingen als de telefoon gaat.",
    "Gespannen, [piekert veel|kan zich slecht concentreren].",
    "Voelt zich [niet veilig|bekeken] op weg naar huis.",
    "[Boos, vooral omdat het weer gebeurde.|Moe. Het stapelt zich op.]",
    "Oude ervaring kwam weer boven; heeft al een afspraak met [een psycholoog|de praktijkondersteuner].",
]

FIRST_CARE = {
    "": [
        "Direct na het incident met {slachtoffer} gezeten, [thee gedronken|een rondje gelopen]. Partner gebeld. Naar huis gebracht door {collega}.",
        "Opvangteam is met [twee collega's|een collega] gekomen. {slachtoffer} wilde de dienst [afmaken|niet afmaken].",
        "Kort gesproken, [nog vol adrenaline|stil en bleek]. Afgesproken dat ik vanavond bel.",
        "Met het hele team even bij elkaar gezeten en gepraat.",
    ],
    "counter": [
        "Balie een half uur dicht, met z'n allen koffie gedronken.",
        "Bode heeft de hal rustig gekregen, ik heb {slachtoffer} meegenomen naar boven.",
    ],
    "telephone": ["{slachtoffer} uit de wachtrij gehaald, buiten een luchtje geschept."],
    "public_space": [
        "Bij terugkomst op het bureau opgevangen, wapenstok en vest uit, eerst [zitten en drinken|iets gegeten]."
    ],
    "home_visit": [
        "{slachtoffer} bij de auto opgehaald en naar kantoor gereden. Rest van de afspraken afgezegd."
    ],
}

CONTACT = {
    "first": [
        "Gebeld. {slachtoffer} heeft [redelijk|slecht] geslapen, komt [vandaag gewoon|morgen weer]. Geen behoefte aan meer, wel fijn dat er gebeld is.",
        "Even langsgelopen. Het zit {haar} meer dwars dan verwacht: vooral de [woorden|blik] komen terug. Opvangteam aangeboden, denkt erover na.",
        "Gesproken op de afdeling. [Boos op de klant, niet bang.|Nog trillerig.] Afgesproken dat {collega} deze week naast {slachtoffer} zit.",
        "Kort telefoongesprek, {slachtoffer} wil vooral weten [of er een brief uitgaat|hoe het met de aangifte gaat].",
        "Appje gestuurd en daarna gebeld. Gaat naar omstandigheden goed. Heeft het thuis verteld.",
        "Koffie gedronken. Veel gelachen, ook een traan. Wil zelf [gewoon door|niet naar huis].",
    ],
    "second": [
        "Gaat beter. Slaapt weer door. [Schrikt nog van harde stemmen.|Durft weer alleen naar de parkeergarage.]",
        "Lang gesprek gehad. {slachtoffer} twijfelt of dit werk nog bij {haar} past. Bedrijfsmaatschappelijk werk ingeschakeld, eerste afspraak volgende week.",
        "Geen klachten meer. Vindt het fijn dat de [afspraken|roosters] zijn aangepast.",
        "Wisselend. Een goede dag en dan weer een slechte. Werkt voorlopig [halve dagen|zonder klantcontact].",
        "Heeft met [het opvangteam|de bedrijfsarts] gesproken, dat hielp. Volgende contact over een maand.",
        "{slachtoffer} zegt dat het klaar is. Dat geloof ik ook wel, maar ik bel toch nog een keer.",
    ],
    "last": [
        "Afsluitend gesprek. Het incident speelt [geen rol meer|af en toe nog op]. Weet de weg als het terugkomt.",
        "Weer volledig aan het werk. Kijkt er nu rustig op terug. Nazorg afgesloten.",
        "Heeft nog [twee|drie] gesprekken bij de psycholoog gehad en sluit dat deze maand af. Blij met de steun van het team.",
        "Gesproken, goed. {slachtoffer} geeft als tip mee: [eerder bellen|niet wachten tot iemand zelf meldt].",
        "Is inmiddels van functie gewisseld, [niet alleen hierom|wel mede hierom]. Gesprek was goed.",
    ],
    "extra": [
        "Op verzoek van {slachtoffer} nog een keer gesproken, [voor de zitting|toen de klant weer belde].",
        "Samen naar [slachtofferhulp|de wijkagent] geweest.",
    ],
}
DECLINED = [
    "{slachtoffer} laat weten dat [een gesprek niet nodig is|het goed gaat en dat dit contact mag vervallen].",
    "[Liever niet|Geen behoefte]; weet dat het altijd nog kan.",
    "Niet gewenst, heeft steun aan collega's.",
]

TOWARDS_PERPETRATOR = {
    "": [
        "[Telefonisch|In een gesprek] aangesproken op het gedrag. {Hij} [had spijt|zag het probleem niet]. Huisregels toegestuurd.",
        "Stopgesprek gevoerd, met de beveiliging erbij. Afspraak: volgende contact alleen met [twee medewerkers|mij erbij].",
        "Vaste contactpersoon aangewezen; balie en telefoon zijn ingelicht dat {hij} wordt doorverbonden.",
        "Gesprek met [de wijkagent|de beveiliging] erbij. {Hij} heeft excuses aangeboden.",
        "Brief met de huisregels uitgereikt en doorgenomen.",
        "Voorstel voor een toegangsverbod voorgelegd aan de [directeur|burgemeester].",
    ],
    "counter": ["Afspraken voortaan alleen [op dinsdag, met beveiliging|schriftelijk]."],
    "home_visit": ["Geen huisbezoeken meer bij {hem}; afspraken alleen op {stadhuis}."],
    "telephone": [
        "Nummer doorgeleid naar een vaste medewerker; na [drie|twee] keer schelden wordt opgehangen."
    ],
    "letter": [
        "E-mailadres [gefilterd naar één postbus|geblokkeerd voor de persoonlijke mailbox], wordt een keer per dag gelezen door {collega}."
    ],
    "social_media": ["Bericht laten verwijderen door het platform; account gemeld."],
    "chat": ["Account geblokkeerd voor de chat."],
    "damage": ["Brief met de rekening van de schade gestuurd."],
}
PREVENTION = {
    "": [
        "Achternamen van de naamplaatjes en uit de e-mailhandtekening gehaald voor het team.",
        "Casus besproken in het [teamoverleg|werkoverleg] en het protocol doorgenomen.",
        "[Training 'omgaan met agressie'|Opfrisdag met de acteur] aangevraagd voor het hele team.",
        "Afgesproken dat {slachtoffer} en {collega} de komende weken samen roosteren.",
    ],
    "counter": [
        "Alarmknop van balie {balie} nagekeken: [reageerde traag, is vervangen|werkt goed].",
        "Losse voorwerpen van de balies gehaald (perforator, [plant|pennenbak]).",
        "Beveiliger extra op [donderdagavond|maandag] tot eind van [de maand|het kwartaal].",
        "Route naar de fietsenstalling verlicht; [lamp gerepareerd|struiken gesnoeid].",
    ],
    "meeting_room": [
        "Spreekkamer {balie} anders ingericht: medewerker zit nu aan de kant van de deur.",
        "Alarmknop onder de tafel getest; [bode weet nu welke kamer het is|lampje op de gang toegevoegd].",
    ],
    "telephone": [
        "Belprotocol doorgenomen: waarschuwen, nog eens waarschuwen, ophangen.",
        "Na een zwaar gesprek mag iedereen [tien minuten|een kwartier] uit de wachtrij, zonder te vragen.",
    ],
    "home_visit": [
        "Niet meer alleen op huisbezoek bij dit adres; koppel [vastgelegd in het dossier|in het rooster gezet].",
        "Belafspraak: na elk huisbezoek een berichtje aan {collega}.",
    ],
    "public_space": [
        "Op deze plek voorlopig in drietallen surveilleren.",
        "Locatie gedeeld met de politie; gezamenlijke ronde op [vrijdag|zaterdag]avond.",
    ],
    "field_work": [
        "Dienst voortaan met z'n tweeën openen en sluiten.",
        "Camera [bij de ingang|op het terrein] opnieuw gericht.",
        "Portofoon voor iedereen op de wagen besteld.",
    ],
    "social_media": [
        "Samen nagelopen wat er van {slachtoffer} online te vinden is en wat afgeschermd kan worden."
    ],
    "private": ["Thuisadres van {slachtoffer} laten afschermen; wijkagent rijdt af en toe langs."],
    "letter": ["Post en mail van deze afzender komen eerst bij {collega}."],
    "public_evening": ["Bij elke bewonersavond voortaan twee beveiligers en een vertrekplan."],
}

CONCLUSIONS = {
    "": [
        "Agressie vastgesteld. {Hij} is aangesproken en weet waar de grens ligt. {slachtoffer} is weer aan het werk.",
        "Feiten staan vast door [getuigen|de eigen verklaring van betrokkene]. Maatregelen zijn genomen, nazorg loopt volgens afspraak.",
        "Geen herhaling sindsdien. Met {slachtoffer} besproken dat we sluiten; daar is [begrip|instemming] voor.",
        "Grensoverschrijdend gedrag vastgesteld. Gesprek met {hem} gehad in het bijzijn van {collega}. {Hij} [toonde spijt|erkent het niet].",
        "Eerste keer, geschrokken van zichzelf, excuses gemaakt. Daarmee afgesloten.",
        "Ernstig genoeg om vast te leggen. Zaak is besproken met het team. Nazorg loopt door na sluiting.",
    ],
    "telephone": [
        "Agressie aan de telefoon vastgesteld; {hij} heeft een vaste contactpersoon gekregen en houdt zich daaraan."
    ],
    "social_media": [
        "Vastgesteld op basis van de berichten zelf. Account verwijderd. Voorlichting aan het team gegeven."
    ],
    "letter": ["De tekst spreekt voor zich. {Hij} is [schriftelijk|in een gesprek] gewezen op de grens."],
    "damage": ["Agressie vastgesteld. Over de schade zijn afspraken gemaakt; die worden nagekomen."],
    "police": [
        "Aangifte ligt bij de politie. Voor ons is de behandeling klaar; wat eruit komt wordt doorgegeven aan {slachtoffer}.",
        "Besproken met de wijkagent, die een oogje in het zeil houdt. Agressie vastgesteld.",
    ],
}
CONCLUSIONS_UNKNOWN = [
    "Dader onbekend gebleven. Meer onderzoek levert niets op. Preventie is aangepast.",
    "Wie het was is niet vast te stellen[, ook niet met de camerabeelden|]. Agressie staat vast. {slachtoffer} is opgevangen.",
    "Agressie vastgesteld, dader niet bekend. [Politie heeft de zaak gesloten.|Signaal gedeeld met de wijkagent.] Met het team besproken.",
    "Geen naam, wel een goede beschrijving, die bij de [wijkagent|beveiliging] ligt. {slachtoffer} gaat het goed.",
]
UNFOUNDED = [
    "Geen agressie in de zin van het protocol: {hij} was verward en richtte zich niet tegen de medewerker. Zorgmelding gedaan.",
    "Na gesprek met beide kanten: harde woorden, maar geen [bedreiging|belediging]. {slachtoffer} [kan zich daarin vinden|ziet dat nu ook zo].",
    "Misverstand, door {hem} en {slachtoffer} samen uitgepraat. Geen agressie vastgesteld.",
    "Het ging om een noodkreet, niet om een dreigement. Doorgezet naar de crisisdienst.",
    "Op de beelden is te zien dat het een ongeluk was. Excuses waren ook meteen gemaakt.",
]

WAITING_FOR = [
    "Reactie van de politie op [de aangifte|het verzoek om camerabeelden].",
    "{slachtoffer} is [met verlof|ziek]; bespreken als {collega} het overdraagt.",
    "Advies van [de jurist|de bedrijfsarts].",
    "Besluit van de [directeur|burgemeester] over het toegangsverbod.",
    "Gesprek met betrokkene staat op [donderdag|maandag].",
    "Offerte van de glaszetter voor het schadebedrag.",
]
REOPEN = [
    "Betrokkene heeft zich opnieuw [gemeld|misdragen] en noemde deze zaak.",
    "{slachtoffer} kwam met nieuwe informatie over wie het was.",
    "Politie heeft alsnog een verdachte aangehouden en vraagt om aanvulling.",
    "Klachten van {slachtoffer} zijn teruggekomen, nazorg weer opgepakt.",
]

POLICE_RECIPIENT = "Politie, basisteam, afdeling aangifte"
POLICE_KNOWN = "Op afspraak op het bureau."
POLICE_WHY = "Aangifte beschermt onze medewerkers tegen herhaling."
POLICE_NOTES = {
    "made": [
        "Onder nummer, domicilie werkadres. [Wijkagent|Rechercheur] neemt contact op.",
        "Samen met {slachtoffer} op het bureau geweest.",
    ],
    "notified": [
        "Melding gedaan, {slachtoffer} wil (nog) geen aangifte.",
        "Als mutatie opgenomen bij de wijkagent.",
    ],
    "planned": ["Afspraak voor aangifte op het bureau gemaakt.", "Wacht tot {slachtoffer} eraan toe is."],
    "not_wanted": [
        "{slachtoffer} wil geen aangifte, uit vrees voor herhaling. Besproken, blijft erbij.",
        "Te licht voor aangifte, in overleg met de politie.",
    ],
}

ADDITIONS = [
    "Ik ben vergeten te melden dat {hij} [gisteren ook al gebeld had|een hond bij zich had|mijn naam opschreef].",
    "Collega {collega} heeft het ook gezien en mag gebeld worden.",
    "Vandaag kwam {hij} weer langs. [Niets gebeurd, wel gekeken.|Ik ben naar achteren gegaan.]",
    "Het kenteken was volgens {collega} met een [K|T|X] erin en eindigde op [27|4].",
    "Ik heb toch meer last van mijn [schouder|rug] dan ik dacht en heb een afspraak bij de huisarts.",
]
CORRECTIONS = [
    "Het was niet balie {balie} maar de balie ernaast.",
    "Er staat dat er geduwd is; het was trekken, aan mijn mouw.",
    "Het tijdstip klopt niet helemaal: het was ongeveer een half uur later.",
    "Mijn functie staat niet goed; ik werk sinds kort [als senior|bij een ander team].",
]
OBJECTIONS = [
    "Ik ben het er niet mee eens dat dit [als licht|als 'verbaal'] wordt gezien. Voor mij was het een bedreiging.",
    "Ik wil niet dat mijn leidinggevende dit behandelt, want [die was er zelf bij betrokken|we hebben er verschil van mening over].",
    "Ik maak bezwaar tegen de zin dat ik 'fel reageerde'. Dat was niet zo en {collega} kan dat bevestigen.",
    "De melding is zonder mij gedaan. Ik had liever gehad dat er eerst met mij gepraat was.",
]
SECOND_REPORTS = [
    "Ik stond [erachter|bij de printer] en heb alles gehoord. {Hij} [schreeuwde|dreigde] en {slachtoffer} bleef heel rustig. Ik ben er zelf ook van geschrokken.",
    'Hetzelfde als {slachtoffer} al gemeld heeft denk ik: {hij} liep daarna langs mij en riep "[jij ook|en jij bent de volgende]".',
    "Ik wilde ertussen komen en toen kreeg ik ook de wind van voren. [Er werd naar mij gespuugd.|Mijn bril ging af.]",
    'Kort verhaal: ik zat ernaast, ik ben erbij gaan staan, en toen was ik ineens het doelwit. "Bemoei je er niet mee, {voornaam}."',
]

DATE_REASONS = [
    "Verkeerde dag aangeklikt: het was de dag erna. {slachtoffer} en de agenda bevestigen dat.",
    "Dienstrooster nagekeken: {slachtoffer} was die dag vrij, het was de dag erna.",
]
EVIDENCE = {
    "mail": ("bedreiging-per-mail.png", "Schermafdruk van de e-mail"),
    "message": ("schermafdruk-berichten.png", "Schermafdruk van de berichten"),
    "letter": ("brief-gescand.pdf", "Scan van de brief"),
}
THREATS = [
    [
        "Geachte medewerker,",
        "U hebt mijn aanvraag voor de tweede keer afgewezen.",
        "Ik heb u nu vaak genoeg netjes gevraagd.",
        "Ik weet waar u werkt en hoe laat u naar huis gaat.",
        "Denk daar maar eens over na.",
        "Er komt geen derde keer.",
    ],
    [
        "Aan de ambtenaar die dit leest,",
        "Jullie hebben mij alles afgepakt.",
        "Nu is het mijn beurt.",
        "Zeg maar tegen uw collega's dat ze de deur op slot doen.",
        "U hoort nog van mij.",
    ],
    [
        "Beste mevrouw of meneer,",
        "Ik vind het knap hoe u 's nachts kunt slapen.",
        "Uw straat is rustig, nietwaar? Vooral 's avonds.",
        "Ik kom een keer langs om het te bespreken.",
        "Tot gauw.",
    ],
]

DRAFTS = [
    "Vanmiddag aan de balie kwam een man die",
    "Begonnen met schrijven, maar ik weet nog niet of ik dit wil melden. Hij zei dat hij mij wel zou vinden. Het was rond sluitingstijd en",
]
