# SPDX-License-Identifier: EUPL-1.2
"""What handlers and supervisors write about a sanction. Written as in stories/story.py; never who the victim was."""

BEHAVIOUR = {
    "verbal": [
        "Schold een medewerker uit en bleef dat doen nadat {hem} was gevraagd te stoppen.",
        "Beledigde een medewerker [herhaaldelijk en persoonlijk|ten overstaan van wachtende bezoekers].",
    ],
    "non_verbal": [
        "Maakte [een snijgebaar langs de keel|obscene gebaren] naar een medewerker en spuugde op de grond."
    ],
    "threat": [
        "Dreigde een medewerker [op te wachten|iets aan te doen] en zei te weten waar die [woont|parkeert].",
        "Zei letterlijk dat {hij} een medewerker [zou weten te vinden|'wel kreeg'] als de aanvraag werd afgewezen.",
    ],
    "intimidation": [
        "[Belde|Mailde] in korte tijd tientallen keren met dezelfde medewerker, ook na het verzoek daarmee op te houden.",
        "Volgde een medewerker na werktijd [tot aan de auto|tot op straat].",
    ],
    "violence_person": [
        "[Duwde|Sloeg] een medewerker en moest door omstanders worden tegengehouden.",
        "Greep een medewerker vast bij [de arm|de kraag] en liet niet los.",
    ],
    "violence_property": [
        "Vernielde [een beeldscherm|het meubilair|een ruit] in [een opwelling van woede|het bijzijn van medewerkers]."
    ],
    "discrimination": [
        "Maakte discriminerende opmerkingen over de afkomst van een medewerker en weigerde te stoppen."
    ],
    "sexual": ["Maakte seksuele opmerkingen en toespelingen tegen een medewerker."],
    "online": ["Plaatste online [beledigende|dreigende] berichten over een medewerker, met naam."],
    "other": ["Weigerde herhaaldelijk de aanwijzingen van medewerkers op te volgen."],
}
NORM = [
    "Wij behandelen elkaar met respect; schelden en beledigen accepteren wij niet (huisregels, punt 1).",
    "Dreigen met geweld is in geen geval toegestaan (huisregels, punt 2; agressieprotocol).",
    "Medewerkers moeten hun werk veilig kunnen doen; aanwijzingen volgt u op (huisregels, punt 4).",
]
HEARD_NOTE = {
    "heard": [
        "{Hij} zei onder druk te staan door [schulden|een scheiding|de woningnood] en betreurt het.",
        "",
    ],
    "declined": ["Twee keer uitgenodigd, per brief en telefonisch; niet gekomen en niet afgezegd."],
    "urgent": ["De volgende afspraak was al de dag erna; {hij} kan alsnog {zijn} kant vertellen."],
    "unreachable": ["Drie keer gebeld, geen gehoor; van {hem} is geen adres bekend."],
}
DEVIATION = [
    "[Herhaling in korte tijd|De ernst van de woorden] vraagt hier om iets anders dan gebruikelijk.",
    "Het gesprek liep goed; een lichtere stap volstaat.",
    "De medewerkers moeten hier zelf ook mee verder kunnen; dit past beter bij wat er gebeurde.",
]
CONDITIONS = {
    "premises_ban": [
        "Geldt voor {stadhuis} en alle gemeentelijke balies. Bij komst: niet in gesprek gaan, beveiliging bellen.",
        "Geldt voor {gebouw}. Alleen binnen na schriftelijke afspraak, met beveiliging erbij.",
    ],
    "contact_ban": [
        "Geen contact met medewerkers van het team, ook niet per e-mail of sociale media. Ophangen en melden.",
        "Geen telefonisch contact. Wie gebeld wordt verwijst naar het postadres en hangt op.",
    ],
    "contact_measure": [
        "Alle contact via één vaste medewerker van het team; anderen verbinden door.",
        "Alleen schriftelijk. Bezoek uitsluitend op afspraak en met twee medewerkers.",
    ],
    "suspension": ["Behandeling van de lopende aanvraag staat stil tot het gesprek heeft plaatsgevonden."],
}
BASIC_SERVICES = [
    "Paspoort, rijbewijs en akten op afspraak [op dinsdagochtend|in een aparte ruimte], met beveiliging. Overig per brief.",
    "Uitkering en zorg lopen gewoon door. Stukken per post of via een gemachtigde.",
    "Alles blijft digitaal en per brief mogelijk; in noodgevallen via de wijkagent.",
]
ALLOWED = ["Akkoord. Duidelijk onderbouwd, duur is in verhouding.", "Akkoord, mits de brief vandaag uitgaat."]
REFUSED = [
    "Eerst een gesprek: {hij} is nog niet gehoord en kan dat wel.",
    "De duur is niet in verhouding; stel een contactmaatregel voor.",
]
LIFTED = [
    "Goed gesprek gehad, excuses aangeboden; {hij} houdt zich aan de afspraken.",
    "Niet langer nodig: de zaak loopt niet meer.",
]
ANNULLED = [
    "Bij het bezwaar bleek dat het om [een ander|een familielid met dezelfde achternaam] ging.",
    "De feiten zijn na het horen anders vastgesteld; deze sanctie had niet opgelegd mogen worden.",
]
REVIEWED = {
    "continued": ["Geen nieuwe incidenten, maar {hij} wil niet in gesprek. Blijft zoals hij is."],
    "lifted": ["Geen nieuwe incidenten; gesprek gevoerd, afspraken gemaakt. Opgeheven."],
}
DESCRIBED = [
    "Rijdt in een [grijze stationwagen|witte bestelbus]; vaak met [een zwarte hond|zijn broer].",
    "Bij de balie bekend als ['de man met de map'|iemand die met stemverheffing spreekt].",
    "Heeft [een litteken boven het oog|een tatoeage in de hals]; loopt met een stok.",
]
