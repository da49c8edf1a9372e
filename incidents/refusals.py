# SPDX-License-Identifier: EUPL-1.2
"""What is wrong with a decision about a sanction, in words: what to do about it, and why an ombudsman would ask."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

# By the name of the problem (incidents/sanction_rules.py, incidents/sanctioning.py).
WORDS: Mapping[str, Any] = {
    "required": _("Vul dit in. Zonder dit kan deze persoon niet begrijpen waarom de sanctie er is."),
    "why_not_heard": _(
        "Schrijf op waarom deze persoon niet is gehoord. Een ombudsman verwacht dat iemand eerst zijn kant kan "
        "vertellen, of dat u uitlegt waarom dat niet kon."
    ),
    "decided_before": _("Deze dag ligt voor het incident."),
    "decided_later": _("Deze dag moet nog komen. Leg het besluit vast als het is genomen."),
    "why_deviate": _(
        "Schrijf op waarom u afwijkt van wat uw gemeente passend vindt. Zo worden gelijke gevallen gelijk behandeld."
    ),
    "months": _(
        "Kies een aantal maanden uit de lijst: nooit minder dan 12, nooit meer dan bij deze ernst hoort."
    ),
    "warning_first": _(
        "Geef eerst een waarschuwing. Deze persoon kreeg de afgelopen 24 maanden geen andere sanctie en het incident "
        "is niet ernstig. Een ombudsman vindt een verbod dan te zwaar: wie niet gewaarschuwd is, kon zijn gedrag "
        "niet veranderen."
    ),
    "no_facts": _(
        "Stel eerst de feiten vast. Een sanctie zonder vastgestelde feiten houdt geen stand bij een ombudsman."
    ),
    "unfounded": _("Er is vastgesteld dat het geen agressie was. Dan is er geen grond voor een sanctie."),
    "too_long_ago": _(
        "Dit incident is te lang geleden: deze persoon staat er niet meer voor in het register. Een nieuwe sanctie "
        "zou het incident terugbrengen, en dat mag niet."
    ),
    "indefinite": _(
        "Vul een laatste dag in. Ombudsmannen noemen een sanctie zonder einddatum buiten proportie: iedereen moet "
        "weten wanneer het over is."
    ),
    "starts_before": _("De sanctie kan niet ingaan voor de dag van het besluit."),
    "ends_before": _("Deze dag is al voorbij, of ligt voor de eerste dag."),
    "past_incident": _(
        "Dan bestaan de gegevens van dit incident niet meer: die worden na vijf jaar vernietigd. Kies een eerdere dag."
    ),
    "review_needed": _(
        "Kies een dag om opnieuw te kijken of dit nog nodig is. Dat moet bij alles wat langer dan drie maanden duurt."
    ),
    "review_outside": _("Kies een dag na vandaag, en niet later dan de laatste dag van de sanctie."),
    "prolongs_ended": _(
        "Deze sanctie is al voorbij. Verlengen kan alleen voordat een sanctie eindigt; voor iets nieuws is een nieuw "
        "incident nodig."
    ),
    "prolongs_other": _("Verlengen is met dezelfde soort sanctie."),
    "prolongs_not": _("Deze dag is niet later dan de laatste dag van nu. Zo verlengt u niets."),
    "prolonged_already": _("Deze sanctie is al verlengd. Verleng zo nodig de nieuwe."),
}
# Where the field makes it plainer.
AT_FIELD: Mapping[tuple[str, str], Any] = {
    ("kind", "required"): _("Kies een sanctie."),
    ("behaviour", "required"): _(
        "Schrijf op wat deze persoon precies deed of zei, en wanneer. Een sanctie zonder concreet gedrag houdt geen "
        "stand bij een ombudsman."
    ),
    ("norm", "required"): _("Schrijf op welke grens is overschreden, zodat duidelijk is wat niet mag."),
    ("heard", "required"): _("Kies of deze persoon zijn kant heeft kunnen vertellen."),
    ("decided_on", "required"): _("Vul de dag in."),
    ("conditions", "required"): _(
        "Schrijf op wat er precies geldt. Collega's moeten ernaar kunnen handelen."
    ),
    ("basic_services", "required"): _(
        "Schrijf op hoe deze persoon nog bij de gemeente terechtkan, bijvoorbeeld voor een paspoort of uitkering. "
        "Een verbod dat ook de basisvoorzieningen afsluit, keuren ombudsmannen af."
    ),
}


def in_words(field: str, problem: str) -> Any:
    """The sentence for a problem at this field of the decision ("" for all of it). Raises KeyError for one that has
    no words."""
    return AT_FIELD.get((field, problem)) or WORDS[problem]
