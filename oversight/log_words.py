# SPDX-License-Identifier: EUPL-1.2
"""What stands in the logs, in words; none of them says anything of a person in an incident."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.models import AccessLogEntry, ChangeLogEntry

from .field_words import field_in_words

Action = AccessLogEntry.Action


class LogKind(models.TextChoices):
    """What somebody can ask for."""

    MADE = "gemaakt", _("Gemaakt")
    CHANGED = "gewijzigd", _("Gewijzigd")
    DELETED = "verwijderd", _("Verwijderd")
    READ = "ingezien", _("Ingezien")
    BSN = "bsn", _("BSN getoond")
    LOOKUP = "register", _("Gezocht in het register")
    RECORDING = "opname", _("Gespreksopname")
    LOG = "logboek", _("Gekeken in het logboek")


CHANGES: dict[int, Any] = {
    ChangeLogEntry.Action.CREATE: LogKind.MADE.label,
    ChangeLogEntry.Action.UPDATE: LogKind.CHANGED.label,
    ChangeLogEntry.Action.DELETE: LogKind.DELETED.label,
}
OF_RECORDINGS: dict[str, Any] = {
    Action.PLAYED_RECORDING: _("Beluisterd"),
    Action.FLAGGED_RECORDING: _("Gemarkeerd"),
    Action.APPROVED_RECORDING: _("Goedgekeurd"),
    Action.REFUSED_RECORDING: _("Afgewezen"),
    Action.REGISTERED_RECORDING: _("Als incident gemeld"),
    Action.DISCLOSED_RECORDING: _("Verstrekt"),
    Action.SOUGHT_RECORDING: _("Gesprek gezocht voor een beller"),
    Action.RELEASED_RECORDING: _("Opname vrijgegeven voor de beller"),
}
OF_PACKAGES: dict[str, Any] = {
    Action.READ_REQUEST: _("Verzoek bekeken"),
    Action.UNMASKED_FOR_REQUEST: _("Iets vrijgegeven voor een inzagepakket"),
    Action.MADE_ACCESS_PACKAGE: _("Inzagepakket gemaakt"),
    Action.TOOK_ACCESS_PACKAGE: _("Inzagepakket opgehaald"),
}
LOOKS: dict[str, Any] = {
    Action.READ_INCIDENT: LogKind.READ.label,
    Action.READ_EVIDENCE: LogKind.READ.label,
    Action.READ_PERPETRATOR: LogKind.READ.label,
    Action.FOUND_IN_REGISTRY: _("Gevonden in het register"),
    Action.MADE_LETTER: _("Brief gemaakt"),
    Action.GAVE_TO_POLICE: _("Pakket voor de politie gemaakt"),
    Action.REVEALED_BSN: LogKind.BSN.label,
    Action.SEARCHED_REGISTRY: LogKind.LOOKUP.label,
    Action.READ_LOG: LogKind.LOG.label,
    Action.SOUGHT_PERSON: _("Gezocht voor een verzoek"),
    Action.FOUND_FOR_REQUEST: _("Gevonden voor een verzoek"),
    **OF_PACKAGES,
    **OF_RECORDINGS,
}
# What was looked at.
LOOKED_AT: dict[str, Any] = {
    Action.READ_INCIDENT: _("Melding"),
    Action.READ_EVIDENCE: _("Bewijsstuk"),
    Action.READ_PERPETRATOR: _("Dader"),
    Action.FOUND_IN_REGISTRY: _("Dader"),
    # Of a request, letters go too.
    Action.MADE_LETTER: _("Melding of verzoek"),
    Action.GAVE_TO_POLICE: _("Melding"),
    Action.REVEALED_BSN: _("Dader"),
    Action.SEARCHED_REGISTRY: _("Te vaak gezocht"),
    Action.READ_LOG: _("Iedereen"),
    Action.SOUGHT_PERSON: _("Wie een verzoek doet"),
    Action.FOUND_FOR_REQUEST: _("Melding of dader"),
    **dict.fromkeys(OF_PACKAGES, _("Verzoek van een betrokkene")),
    **dict.fromkeys(OF_RECORDINGS, _("Gespreksopname")),
}
# A row of each table that is logged.
ROWS: dict[str, Any] = {
    "accounts.Municipality": _("Instellingen van de gemeente"),
    "accounts.Location": _("Locatie"),
    "accounts.HouseRules": _("Huisregels"),
    "accounts.StartOfUse": _("Ingebruikname"),
    "accounts.OrganisationalUnit": _("Onderdeel"),
    "accounts.Group": _("Groep"),
    "accounts.User": _("Medewerker"),
    "accounts.UserGrant": _("Niveau van een medewerker"),
    "accounts.GroupGrant": _("Niveau van een groep"),
    "accounts.Membership": _("Lidmaatschap van een groep"),
    "accounts.IdentityProvider": _("Inlogdienst"),
    "accounts.EmailDomain": _("Domein van de inlogdienst"),
    "accounts.GroupMapping": _("Groep van het werkaccount"),
    "accounts.LevelRefused": _("Geweigerd niveau van het werkaccount"),
    "accounts.PendingChange": _("Voorstel aan een tweede beheerder"),
    "accounts.RightsReview": _("Jaarlijkse controle van niveaus"),
    "accounts.RightsDecision": _("Besluit in de jaarlijkse controle"),
    "incidents.Incident": _("Melding"),
    "incidents.IncidentKind": _("Soort agressie van een melding"),
    "incidents.Victim": _("Slachtoffer"),
    "incidents.Contribution": _("Aanvulling"),
    "incidents.Measure": _("Maatregel"),
    "incidents.Aftercare": _("Opvang of nazorg"),
    "incidents.PoliceReport": _("Aangifte"),
    "incidents.Damage": _("Schade"),
    "incidents.DateCorrection": _("Verzoek om een latere datum"),
    "incidents.Evidence": _("Bewijsstuk"),
    "incidents.Perpetrator": _("Dader"),
    "incidents.Involvement": _("Dader van een melding"),
    "incidents.Sanction": _("Sanctie"),
    "incidents.SanctionReview": _("Herbeoordeling van een sanctie"),
    "incidents.SanctionGuideline": _("Richtlijn voor sancties"),
    "incidents.Letterhead": _("Briefhoofd"),
    "incidents.LetterSent": _("Verstuurde brief"),
    "incidents.Disclosure": _("Verstrekking aan de politie"),
    "oversight.Evaluation": _("Jaarlijkse evaluatie"),
    "oversight.EvaluationAction": _("Actie uit een evaluatie"),
    "oversight.DataSubjectRequest": _("Verzoek van een betrokkene"),
    "oversight.RequestLetter": _("Brief over een verzoek"),
    "oversight.RequestSubject": _("Gegeven dat bij een verzoek hoort"),
    "oversight.Effect": _("Wat een besluit op een verzoek doet"),
    "oversight.Unmasking": _("Vrijgave voor een inzagepakket"),
    "oversight.AddedMask": _("Afgeschermde woorden in een inzagepakket"),
    "oversight.TextRead": _("Tekst die is gelezen voor een inzagepakket"),
    "oversight.AccessPackage": _("Inzagepakket"),
    "recordings.Recording": _("Gespreksopname"),
    "recordings.Review": _("Beoordeling van een opname"),
    "recordings.TelephonySystem": _("Telefooncentrale"),
    "recordings.CallerRequest": _("Verzoek van een beller"),
    "recordings.Disclosure": _("Verstrekking van een opname"),
}


def model_in_words(kind_id: int) -> Any:
    """What a row of this table is; a table that is no longer there stands by its old name."""
    kind = ContentType.objects.get_for_id(kind_id)
    model = kind.model_class()
    return ROWS.get(model._meta.label, model._meta.label) if model else kind.model


def looked_at(action: str) -> Any:
    return LOOKED_AT[action]


def found_in_words(number: int) -> str:
    if not number:
        return gettext("niemand gevonden")
    return ngettext("%(n)s gevonden", "%(n)s gevonden", number) % {"n": number}


def changed_in_words(entry: ChangeLogEntry) -> tuple[Any, list[str]]:
    """What was done, and to which fields; with the values only where it concerns no record."""
    model: Any = ContentType.objects.get_for_id(entry.content_type_id).model_class()
    names = []
    for name, values in (entry.changes or {}).items():
        words = _field(model, name)
        if values and entry.record_id is None and entry.action == ChangeLogEntry.Action.UPDATE:
            words = f"{words} ({_value(model, name, values[0])} → {_value(model, name, values[1])})"
        names.append(words)
    return CHANGES[entry.action], names


def _field(model: Any, name: str) -> str:
    try:
        return field_in_words(model._meta.get_field(name))
    except (AttributeError, FieldDoesNotExist):
        return name


def _value(model: Any, name: str, value: Any) -> str:
    """A value of the administration, as it is read: a choice by its words, an id by its number."""
    if value is None or value == "":
        return gettext("leeg")
    if isinstance(value, bool):
        return gettext("ja") if value else gettext("nee")
    choices = {str(key): label for key, label in getattr(model._meta.get_field(name), "flatchoices", [])}
    return capfirst(str(choices.get(str(value), value)))
