# SPDX-License-Identifier: EUPL-1.2
"""The terms R1 to R8 as a privacy officer reads them: how each is read, which code applies it, how to check it.

What can be computed stands here as the function that computes it, so that the words cannot say another term.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.who_left import destroy_who_left
from incidents.leaving import note_who_left
from incidents.registry import refresh_perpetrators, refresh_registry
from incidents.shortening import shorten_running
from retention import engine, gate, terms
from retention.terms import Due

DAY = datetime.date(2026, 3, 28)
MOMENT = terms.start_of_day(DAY)


@dataclass(frozen=True)
class Rule:
    """One rule. `terms` are examples of what the code gives; `code` is what applies it; `checks` are arguments of
    `manage.py term`; `tests` are files that hold it to the second."""

    number: str
    subject: Any
    counted_from: Any
    then: Any
    reading: list[Any]
    terms: Callable[[], list[Due]] = list
    code: list[Callable[..., Any]] = field(default_factory=list)
    checks: list[str] = field(default_factory=list)
    tests: list[str] = field(default_factory=list)
    # The two terms are the ends of a range, and not two terms.
    is_range: bool = False


RULES = [
    Rule(
        "R1",
        _("Gespreksopname, gewone termijn"),
        _("het einde van het gesprek, zoals de telefooncentrale het opgeeft"),
        _("vernietigd"),
        [
            _("Echte uren: de zomertijd maakt de termijn niet langer en niet korter."),
            _(
                "Het moment van aanlevering telt niet. Wat te laat binnenkomt, wordt geweigerd en nooit bewaard."
            ),
            _("Een opname die is aangewezen maar niet binnen deze termijn goedgekeurd, wordt vernietigd."),
        ],
        lambda: [terms.recording_due(MOMENT)],
        [terms.recording_due],
        ["recording --ended 2026-03-28T12:00", "recording --ended 2026-10-24T12:00"],
        ["tests/retention/test_recording_terms.py"],
    ),
    Rule(
        "R2",
        _("Gespreksopname, verlengd"),
        _("de dag van de goedkeuring, die zelf niet meetelt"),
        _("vernietigd"),
        [
            _("Tot het einde van de laatste dag. Er is geen tweede verlenging."),
            _(
                "Werkdagen zijn maandag tot en met vrijdag, zonder de feestdagen van de Algemene termijnenwet; 5 mei is "
                "dat in elk jaar. Eigen sluitingsdagen tellen niet: die zouden de termijn langer maken."
            ),
        ],
        lambda: [terms.extended_recording_due(DAY)],
        [terms.extended_recording_due],
        ["recording --approved 2026-04-16", "recording --approved 2026-12-21"],
        ["tests/retention/test_recording_terms.py"],
    ),
    Rule(
        "R3",
        _("Zichtbaarheid van een sanctie, en daarmee van de dader, in het register"),
        _(
            "het einde van de sanctie: het vroegste van geplande einde, opheffing en intrekking; zonder duur de dag van "
            "het besluit of gesprek; zonder sanctie de dag van het incident"
        ),
        _("niet meer zichtbaar voor raadplegers; de afhandelaars zien het nog tot R4"),
        [
            _(
                "De maanden hangen af van de ernst van het incident en liggen vast zodra de sanctie is opgelegd."
            ),
            _(
                "Een lagere ernst of een korter beleid maakt korter wat loopt. Een hogere ernst of een langer beleid "
                "verandert niets aan wat is opgelegd of vastgesteld."
            ),
            _("Wat uit het zicht is, komt niet terug door een nieuw incident. Elk gaat op zijn eigen dag."),
            _("Een ingetrokken sanctie en een ongegrond incident zijn meteen uit het register."),
        ],
        lambda: [terms.sanction_due(DAY, 12), terms.sanction_due(DAY, 24)],
        [terms.sanction_due, terms.unsanctioned_due, refresh_registry, shorten_running, note_who_left],
        ["sanction --ended 2026-08-31 --months 18", "sanction --ended 2024-02-29 --months 12"],
        ["tests/incidents/test_registry_term.py", "tests/incidents/test_shortening.py"],
        is_range=True,
    ),
    Rule(
        "R4",
        _("Melding van een incident, met alles wat erbij hoort"),
        _("de datum van het incident"),
        _("vernietigd"),
        [
            _("Tot het einde van die dag. Heropenen begint de termijn nooit opnieuw."),
            _("Een sanctie die nog loopt, houdt de vernietiging niet tegen; de afhandelaar ziet het vooraf."),
            _(
                "Was de datum onjuist, dan wordt elke termijn opnieuw berekend; nooit later dan de dag van de melding."
            ),
        ],
        lambda: [terms.incident_due(DAY)],
        [terms.incident_due, engine.destroy_due],
        ["incident --date 2024-02-29", "incident --date 2021-11-22"],
        ["tests/retention/test_incident_term.py", "tests/retention/test_engine.py"],
    ),
    Rule(
        "R5",
        _("Dader"),
        _("het laatste incident dat de dader noemt"),
        _("vernietigd met dat incident"),
        [_("Wie door geen incident meer wordt genoemd, wordt meteen vernietigd.")],
        code=[refresh_perpetrators, engine.destroy_early],
        tests=["tests/incidents/test_registry_term.py"],
    ),
    Rule(
        "R6",
        _("Logboek over een record: wie keek en wie wijzigde"),
        _("het latere van de vernietiging van het record en, voor inzage, de inzage zelf"),
        _("vernietigd; wat blijft, is het register van vernietigingen, zonder persoonsgegevens"),
        [_("Alleen nummers en namen van velden, nooit de inhoud.")],
        lambda: [terms.look_due(MOMENT, MOMENT)],
        [terms.look_due],
        tests=["tests/retention/test_other_terms.py"],
    ),
    Rule(
        "R7",
        _("Al het andere: concept, ingelezen lijst, mail, uitgestelde vernietiging, wie vertrok, sessie"),
        _(
            "het eerste bewaren van het concept; het inlezen van de lijst; het maken van de mail; het einde van het "
            "uitstel; het vertrek"
        ),
        _("vernietigd"),
        [
            _(
                "Een concept, alleen voor de schrijver: vanaf de eerste keer bewaren; later bewaren verlengt niets."
            ),
            _(
                "Een personeelslijst gaat weg als zij is ingelezen; wat ervan wacht op een ja of nee, hoogstens een uur."
            ),
            _(
                "Dat een verzoek een vernietiging uitstelde: een jaar nadat het was afgehandeld, zonder inhoud."
            ),
            _(
                "Wie vertrok, gaat met het laatste record dat diegene noemt, ook een regel van een logboek, en niet "
                "binnen dertig dagen."
            ),
            _(
                "Een inzagepakket gaat als het is opgehaald, en anders na veertien dagen; eerder als iets waarvan het is "
                "gemaakt, wordt vernietigd of na een verzoek wordt gewijzigd."
            ),
            _(
                "De export van een gemeente die vertrekt, gaat veertien dagen nadat het maken begon; opnieuw maken is een "
                "nieuwe export."
            ),
            _("Een sessie gaat als zij voorbij is, hoogstens twaalf uur na het laatste gebruik."),
        ],
        lambda: [
            terms.draft_due(MOMENT),
            terms.import_due(MOMENT),
            terms.housekeeping_due(MOMENT),
            terms.request_due(MOMENT),
            terms.package_due(MOMENT),
        ],
        [
            terms.draft_due,
            terms.import_due,
            terms.housekeeping_due,
            terms.request_due,
            terms.package_due,
            terms.departure_file_due,
            destroy_who_left,
        ],
        tests=["tests/retention/test_other_terms.py", "tests/accounts/test_who_left.py"],
    ),
    Rule(
        "R8",
        _("Wissing of bezwaar dat is toegewezen"),
        _("het besluit"),
        _("meteen vernietigd, langs dezelfde weg als al het andere"),
        [
            _(
                "Een verzoek dat nog loopt, stelt vernietiging uit tot het besluit, en hoogstens tot drie maanden na ontvangst."
            )
        ],
        code=[engine.destroy_early, gate.check],
        tests=["tests/retention/test_engine.py"],
    ),
]
