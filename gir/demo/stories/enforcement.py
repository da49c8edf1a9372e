# SPDX-License-Identifier: EUPL-1.2
"""Enforcement officers in the street, on the beach and at the parking meter; building inspection."""

from .story import Story

STREET = "[{straat}|{straat}, hoek plein|Winkelgebied, {straat}]"

STORIES = [
    Story(
        "boa",
        "public_space",
        "verbal",
        "1 2",
        """[Surveillance|Controle] op fietsen in het voetgangersgebied. {Naam} aangesproken, reed door. Bij de tweede keer
        stopgehouden en om een legitimatiebewijs gevraagd. [Scheldwoorden, ziektes, de hele rits.|Uitgemaakt voor
        nep-agent en mislukkeling.] Proces-verbaal aangezegd, ook voor belediging. Collega {collega} was erbij.""",
        place=STREET,
        known=0.4,
        weight=1.4,
    ),
    Story(
        "boa",
        "public_space",
        "violence_person verbal threat",
        "3 4",
        """Tijdens de aanhouding van een [fietser zonder licht|wildplasser] bemoeide een tweede persoon zich ermee. Die sloeg mij
        van [achteren tegen het hoofd|opzij op mijn oor] en trok aan mijn portofoon. Collega {collega} heeft assistentie gevraagd. We
        hebben met [twee omstanders|drie man] de verdachte op de grond gekregen. Ik heb daarbij mijn [knie
        verdraaid|hand gebroken|schouder uit de kom gehad].""",
        place=STREET,
        who="m",
        known=0.6,
        injury="doctor hospital",
        physical="[Gebroken middenhandsbeentje rechts.|Verdraaide knie, vier weken fysiotherapie.|Schouder uit de kom, "
        "gezet in het ziekenhuis en daar een nacht gebleven.]",
        police=True,
        others="boa",
    ),
    Story(
        "boa",
        "public_space",
        "non_verbal verbal",
        "2",
        """Groep jongeren op het [plein|schoolplein] in {wijk}, een stuk of [acht|tien|vijftien]. Op verzoek van bewoners gevraagd om
        de muziek zachter te zetten. Er werd om ons heen gelopen, gefilmd en [op de dienstfiets gespuugd|op de auto
        getikt]. Eén jongen deed [een keelgebaar|met zijn vingers een pistool na]. Geen van allen wilde een naam
        geven. Weggegaan om het niet te laten escaleren.""",
        place="{wijk}, plein",
        who="g",
        known=0,
        others="boa",
    ),
    Story(
        "boa",
        "public_space",
        "threat violence_property",
        "3",
        """[Vuurwerkoverlast in de wijk.|Late dienst in de vuurwerktijd.] Bij het afsteken van [zwaar vuurwerk|een cobra] in een [prullenbak|bushokje] ingegrepen. Toen we wegliepen
        werd er [een vuurpijl op ons gericht|een nitraat onder de dienstauto gegooid]. De [achterruit|band en het
        spatbord] kapot. Piep in mijn oor die [twee dagen bleef|er nog steeds is]. Dader [weggerend de wijk in|een
        jongen van een jaar of zestien met zwarte jas].""",
        place="{wijk}, bij het winkelcentrum",
        who="g",
        known=0.05,
        damage="Schade aan dienstauto",
        amount=(450, 2300),
        injury="first_aid",
        physical="Piepend oor, [gehoortest volgt|na een paar dagen over].",
        police=True,
        others="boa",
        months=(12, 1),
        weight=1.5,
    ),
    Story(
        "boa",
        "public_space",
        "discrimination verbal",
        "2",
        """Hondenlosloopgebied. {Naam} had de hond los [bij de speeltuin|in het park]. Na mijn uitleg: "Ga jij maar terug naar je
        eigen land, daar eten ze ze." Ik ben hier [geboren|opgegroeid, drie straten verder]. Bon uitgeschreven voor de hond
        en proces-verbaal voor belediging. {Hij} heeft [de bon verscheurd|erop gespuugd en de bon weggegooid].""",
        place="Park in {wijk}",
        known=0.7,
        of="r",
    ),
    Story(
        "boa",
        "public_space",
        "threat verbal",
        "2 3",
        """Parkeercontrole. Net de bon onder de ruitenwisser of de eigenaar kwam [uit de kapper|uit een café] aanlopen. {Hij}
        ging met {zijn} neus tegen de mijne staan. "Jij gaat die bon nu opeten." Ik heb afstand genomen en
        [de collega's opgeroepen|mijn bodycam aangezet]. {Hij} stapte in en gaf [gas in mijn richting; ik moest opzij
        springen|vol gas, de spiegel raakte mijn arm].""",
        place="{straat}",
        known=0.5,
        injury="none first_aid",
        physical="Blauwe plek op de bovenarm.",
        police=True,
        weight=1.3,
    ),
    Story(
        "boa",
        "public_space",
        "verbal intimidation",
        "2",
        """Dezelfde [ondernemer|terrashouder] als vorige maand. Terras weer buiten de lijnen. Hij noemt mij bij mijn
        voornaam, zegt dat hij "[met de burgemeester gaat eten|iemand kent bij de krant]" en dat mijn [contract
        wel tijdelijk zal zijn|baan niet veilig is]. Hij heeft ook tegen {collega} gezegd dat hij weet waar wij
        parkeren. Waarschuwing gegeven, bestuurlijk traject loopt.""",
        place="Terras, {straat}",
        who="m",
        known=1,
    ),
    Story(
        "boa",
        "public_space",
        "sexual verbal",
        "2",
        """Avonddienst uitgaansgebied. Groepje mannen bij [het café|de snackbar]. Eén van hen [kneep in mijn bil|sloeg zijn arm om me heen
        en zoende me in mijn nek] terwijl de anderen lachten. Ik ben de enige vrouw in het team. {collega} heeft hem
        meteen aangehouden en aan de politie overgedragen. [De reacties achteraf, "grapje toch", waren bijna net zo
        erg.|Ik heb de dienst wel afgemaakt.]""",
        place="Uitgaansgebied, {straat}",
        who="m",
        of="v",
        known=0.7,
        police=True,
    ),
    Story(
        "boa",
        "public_space",
        "other verbal",
        "1",
        """Verward persoon op [het station|de markt|de kade], liep tussen het verkeer. Ik wilde {hem} naar de stoep begeleiden en kreeg
        een [klap op mijn arm|duw]. {Hij} was niet boos op mij, {hij} was bang. Ambulance en [wijkverpleegkundige|crisisdienst]
        erbij. Ik meld het omdat het moet, maar ik wil {hem} [niets kwalijk nemen|geen last bezorgen].""",
        place="{straat}",
        known=0.3,
        doubtful=True,
    ),
    Story(
        "strand boa",
        "public_space",
        "verbal threat",
        "2",
        """[Drukke stranddag|Warme zondag]. Aangesproken: [barbecue op de boulevard|hond los op het badstrand|kamperen in een
        busje]. {Naam} was [met een hele familie|met vrienden aan het drinken]. Ze gingen met zijn vijven om mij heen staan, "wat
        wou je in je eentje". Iemand pakte [mijn pet|mijn bonnenboekje] af. Reddingsbrigade kwam erbij en toen werd het
        rustiger.""",
        place="Boulevard, [strandopgang {balie}|bij de duintrap]",
        known=0.3,
        months=(5, 6, 7, 8),
        weight=1.2,
    ),
    Story(
        "bouwtoezicht",
        "field_work",
        "threat verbal",
        "3",
        """Controle van een [illegale aanbouw|dakopbouw zonder vergunning]. De eigenaar, {naam}, zei dat ik de steiger niet op mocht. Ik heb mij
        gelegitimeerd. [Een van de werklieden hield een klauwhamer omhoog: "Ongelukken gebeuren snel."|{Hij} haalde de ladder
        weg toen ik boven stond en liet me een kwartier staan.] Bouwstop opgelegd en later met de politie
        teruggegaan.""",
        place="Bouwplaats, {straat}",
        who="m",
        known=0.95,
        police=True,
    ),
    Story(
        "bouwtoezicht vergunningen",
        "telephone",
        "verbal threat",
        "2",
        """{Naam} over de [dwangsom|handhavingsbrief] voor [de schutting|het zomerhuis|de B&B]. "Elke euro die ik moet betalen
        haal ik bij jou privé." Ik heb gevraagd hoe {hij} dat bedoelde. "[Dat merk je dan wel.|Zo stom ben ik niet om dat aan de
        telefoon te zeggen.]" Verslag gemaakt en in het dossier gedaan.""",
        known=1,
    ),
    Story(
        "boa",
        "public_space",
        "violence_person threat",
        "4",
        """Controle op [drugsoverlast|wapenbezit bij een evenement] samen met de politie. Een man [trok een mes|had een kapotgeslagen fles]
        en haalde uit. Mijn steekwerend vest heeft het grootste deel opgevangen, ik heb een snee in mijn [onderarm|zij] van
        [acht|elf] centimeter. Door collega {collega} meteen verbonden. Met de ambulance naar het ziekenhuis, [geopereerd aan
        een pees|gehecht en twee nachten gebleven].""",
        place="{straat}, bij het station",
        who="m",
        known=0.8,
        injury="hospital permanent",
        physical="Snijwond in de arm met [peesletsel, blijvend minder kracht in de hand|hechtingen en een drain].",
        police=True,
        others="boa",
        weight=0.4,
    ),
]
