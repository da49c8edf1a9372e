# SPDX-License-Identifier: EUPL-1.2
"""What a letter about a request says by itself, in Dutch: a letter is Dutch, whoever makes it. The coordinator edits it."""

from oversight.models import Decision
from retention.models import Request

# After "U vraagt ons".
ASKS: dict[str, str] = {
    Request.ACCESS: "om te laten zien welke gegevens wij over u hebben",
    Request.RECTIFICATION: "om gegevens over u te verbeteren of aan te vullen",
    Request.ERASURE: "om gegevens over u te wissen",
    Request.OBJECTION: "om uw gegevens niet meer te gebruiken",
    Request.RESTRICTION: "om het gebruik van uw gegevens te beperken",
}
# By what is asked and what was decided; "" stands for whatever is asked.
DECIDED: dict[tuple[str, str], str] = {
    (Request.ACCESS, Decision.GRANTED): "U krijgt een overzicht van de gegevens die wij over u hebben.",
    (
        Request.ACCESS,
        Decision.PARTLY,
    ): "U krijgt een overzicht van een deel van de gegevens die wij over u hebben.",
    (Request.ACCESS, Decision.REFUSED): "U krijgt geen overzicht van uw gegevens.",
    (Request.RECTIFICATION, Decision.GRANTED): "Wij hebben uw gegevens verbeterd of aangevuld.",
    (Request.RECTIFICATION, Decision.PARTLY): "Wij hebben een deel van uw gegevens verbeterd of aangevuld.",
    (Request.RECTIFICATION, Decision.REFUSED): "Wij laten uw gegevens zoals ze zijn.",
    (Request.ERASURE, Decision.GRANTED): "Wij hebben uw gegevens gewist.",
    (Request.ERASURE, Decision.PARTLY): "Wij hebben een deel van uw gegevens gewist.",
    (Request.ERASURE, Decision.REFUSED): "Wij wissen uw gegevens niet.",
    (Request.OBJECTION, Decision.GRANTED): "Wij gebruiken uw gegevens niet meer, en hebben ze gewist.",
    (
        Request.OBJECTION,
        Decision.PARTLY,
    ): "Wij gebruiken een deel van uw gegevens niet meer, en hebben dat gewist.",
    (Request.OBJECTION, Decision.REFUSED): "Wij blijven uw gegevens gebruiken.",
    (Request.RESTRICTION, Decision.GRANTED): "Wij beperken het gebruik van uw gegevens.",
    (Request.RESTRICTION, Decision.PARTLY): "Wij beperken het gebruik van een deel van uw gegevens.",
    (Request.RESTRICTION, Decision.REFUSED): "Wij beperken het gebruik van uw gegevens niet.",
    ("", Decision.NOTHING_FOUND): "Wij hebben gezocht, en hebben geen gegevens over u in deze registratie.",
    ("", Decision.NOT_TREATED): "Wij behandelen uw verzoek niet.",
}
# Where no reasons need to be written.
WHY: dict[str, str] = {
    Decision.GRANTED: "U hebt daar recht op volgens de Algemene verordening gegevensbescherming (AVG).",
    Decision.NOTHING_FOUND: (
        "Wij zochten in de registratie van agressie tegen onze medewerkers en in de opnamen van telefoongesprekken. Wat "
        "over de bewaartermijn is, hebben wij vernietigd."
    ),
}
