# SPDX-License-Identifier: EUPL-1.2
"""The recycling centre, refuse collection, green, cemetery, sport and swimming pool; works in the street."""

from .story import Story

STORIES = [
    Story(
        "milieustraat",
        "field_work",
        "verbal threat",
        "2",
        """{Naam} kwam met [een aanhanger vol puin|een busje van de zaak|acht autobanden]. Dat mag niet zonder [pas|te betalen]. Toen ik
        dat zei werd {hij} woest en begon {hij} het [voor de slagboom|midden op het terrein] uit te laden. "Ruim jij het maar op,
        daar ben je voor." Toen ik het kenteken opschreef kwam {hij} op me af met een [schop|stuk hout]. Ik ben de keet in
        gegaan en heb de deur op slot gedaan.""",
        place="{milieustraat}",
        known=0.5,
        weight=1.3,
    ),
    Story(
        "milieustraat",
        "field_work",
        "violence_person verbal",
        "3",
        """[Zaterdag, file tot op de weg.|Vlak voor sluitingstijd.] Een klant wilde bij [de asbestbak|het chemisch afval]
        zelf lossen. Ik hield {hem} tegen. Ik kreeg een [duw en viel achterover over de bielzen|klap met een tuinslang in
        mijn gezicht|kopstoot]. Andere klanten hebben {hem} weggetrokken. [Bril kapot.|Kentekennummer hebben we.]""",
        place="{milieustraat}",
        known=0.4,
        injury="first_aid doctor",
        physical="[Buil op het achterhoofd en een pijnlijke stuit.|Bloedneus en een blauw oog.]",
        damage="Bril van de medewerker",
        damage_of="employee",
        amount=(180, 420),
        police=True,
    ),
    Story(
        "milieustraat",
        "field_work",
        "verbal",
        "1",
        """[Discussie over wat snoeiafval is en wat niet.|Gedoe over een matras.] {Naam} vond dat wij [te stom
        zijn om voor een echte baas te werken|"die sociale werkplaats" zijn en alleen maar belastinggeld kosten]. De jongens
        naast mij werken hier via de sociale werkvoorziening en hoorden alles. [Dáár werd ik pas echt boos om.|Ik
        vond het vooral voor hen erg.]""",
        place="{milieustraat}",
        known=0.3,
    ),
    Story(
        "inzameling",
        "field_work",
        "threat verbal",
        "2 3",
        """Met de vuilniswagen in de {straat}. Een auto achter ons kon er niet langs. De bestuurder [toeterde minutenlang|reed tegen de
        opstap], stapte uit en trok {collega} van de treeplank. "Aan de kant met dat ding." {Hij} had een [honkbalknuppel op de
        achterbank|hond bij zich]. We zijn in de cabine gaan zitten en hebben de meldkamer gebeld. Daarna moesten we
        nog [honderdtwintig|tachtig] containers.""",
        place="{straat}",
        who="m",
        known=0.2,
        others="inzameling",
    ),
    Story(
        "inzameling",
        "field_work",
        "violence_property threat",
        "2",
        """Container met verkeerd afval een [gele|rode] kaart gegeven. Bewoner kwam in {zijn} [badjas|sokken] naar buiten en gooide
        de [inhoud over de motorkap|container tegen de wagen]. "Volgende week neem je hem mee of ik steek die wagen in brand." Foto's
        gemaakt van de schade.""",
        place="{straat}, {wijk}",
        known=0.3,
        damage="Deuk en krassen in inzamelwagen",
        amount=(200, 950),
    ),
    Story(
        "groen",
        "field_work",
        "verbal",
        "1 2",
        """Bezig met het kappen van [zieke essen|een populier] in {wijk}. Een bewoonster ketende zich [niet vast maar het scheelde
        weinig|figuurlijk vast], schold ons uit voor moordenaars en [filmde mij van dichtbij|gooide koffie over de
        motorzaag]. De vergunning hing er gewoon. Werk [een dag|een uur] stilgelegd vanwege de veiligheid.""",
        place="Plantsoen {straat}",
        who="v",
        known=0.5,
    ),
    Story(
        "groen",
        "field_work",
        "threat non_verbal",
        "2",
        """Op de begraafplaats. {Naam} was boos omdat [de rechten van het graf van {zijn} vader verlopen zijn|er gemaaid was rond een
        vers graf]. Verdriet, dat begrijp ik. Maar {hij} kwam met een [steen|vaas] in de hand op mij af en zei dat er naast
        {zijn} vader nog plaats was. [Ik ben op de trekker gebleven zitten.|Ik heb de beheerder gebeld.]""",
        place="Begraafplaats",
        known=0.7,
    ),
    Story(
        "zwembad",
        "counter",
        "verbal threat",
        "2",
        """Groep jongens weigerde te betalen en klom over [het poortje|het hek]. Ik heb ze er met {collega} uitgezet. Eén, [een lange
        jongen met een trainingsjack|die ze "Kai" noemden], zei: "We weten welke fiets van jou is." Toen ik om [tien|negen] uur
        naar buiten ging [waren mijn banden lek|stonden ze bij de fietsenstalling].""",
        place="Zwembad {zwembad}",
        who="g",
        known=0.1,
        damage="Fietsbanden van de medewerker lek gestoken",
        damage_of="employee",
        amount=(35, 90),
    ),
    Story(
        "zwembad",
        "field_work",
        "sexual violence_person",
        "3",
        """Tijdens het [recreatiezwemmen|bommetjesuur] sprak ik een man aan die [meisjes lastigviel op de glijbaan|in de kleedkamer van de
        meisjes stond]. Hij greep mij bij mijn [borst|middel] en duwde mij het water in, in kleding. De badmeester naast mij
        heeft alarm geslagen. De politie heeft hem in de [kleedkamer|hal] aangehouden.""",
        place="Zwembad {zwembad}",
        who="m",
        of="v",
        known=0.8,
        police=True,
        weight=0.7,
    ),
    Story(
        "sport",
        "public_space",
        "verbal threat",
        "1 2",
        """Velden afgekeurd wegens [vorst|regen]. De [voorzitter|een leider] van de club was het daar niet mee eens. {Naam} stond te
        schreeuwen in het [clubhuis|ketelhuis], waar ook de [jeugd|ouders] bij waren. "Als er morgen niet gespeeld wordt, weet ik je te
        vinden." De volgende dag een [excuusmail|appje met "zand erover"] gehad.""",
        place="Sportpark {wijk}",
        who="m",
        known=1,
        doubtful=True,
    ),
    Story(
        "groen inzameling",
        "field_work",
        "violence_person",
        "3 4",
        """Wegafzetting bij [snoeiwerk|het vegen na de markt] in de {straat}. Een automobilist reed om de pionnen heen, recht op mij af. Ik
        ben geraakt op mijn [heup|been] en tegen de wagen gevallen. Hij stopte, riep dat ik beter moest kijken en
        [reed door|reed door rood weg]. Kenteken half genoteerd. Met de ambulance mee.""",
        place="{straat}",
        who="m",
        known=0.2,
        injury="doctor hospital",
        physical="[Gekneusde heup, twee weken krukken.|Scheenbeen gebroken, geopereerd.]",
        police=True,
        weight=0.6,
    ),
]
