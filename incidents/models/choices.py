# SPDX-License-Identifier: EUPL-1.2
"""The words of the field (RULES: "What is registered")."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """Kind of aggression; an incident has several, one of them the gravest."""

    VERBAL = "verbal", _("Verbaal (schelden, beledigen)")
    NON_VERBAL = "non_verbal", _("Non-verbaal (gebaren, spugen, hinderlijk volgen)")
    THREAT = "threat", _("Bedreiging")
    INTIMIDATION = "intimidation", _("Overige intimidatie (stalking, herhaald bellen of mailen, chantage)")
    VIOLENCE_PERSON = "violence_person", _("Fysiek geweld tegen personen")
    VIOLENCE_PROPERTY = "violence_property", _("Fysiek geweld tegen zaken (vernieling)")
    DISCRIMINATION = "discrimination", _("Discriminatie")
    SEXUAL = "sexual", _("Seksuele intimidatie")
    ONLINE = "online", _("Online agressie")
    OTHER = "other", _("Overig")


# From gravest to least grave: proposes the gravest kind of a report; the handler may choose another.
GRAVITY = [
    Kind.VIOLENCE_PERSON,
    Kind.SEXUAL,
    Kind.THREAT,
    Kind.VIOLENCE_PROPERTY,
    Kind.INTIMIDATION,
    Kind.DISCRIMINATION,
    Kind.ONLINE,
    Kind.NON_VERBAL,
    Kind.VERBAL,
    Kind.OTHER,
]


# One bit per kind, so that the kinds of an incident fit in one number (Sight.kinds). A bit is never used again.
KIND_BITS: dict[str, int] = {
    Kind.VERBAL: 1,
    Kind.NON_VERBAL: 2,
    Kind.THREAT: 4,
    Kind.INTIMIDATION: 8,
    Kind.VIOLENCE_PERSON: 16,
    Kind.VIOLENCE_PROPERTY: 32,
    Kind.DISCRIMINATION: 64,
    Kind.SEXUAL: 128,
    Kind.ONLINE: 256,
    Kind.OTHER: 512,
}


class Channel(models.TextChoices):
    COUNTER = "counter", _("Balie")
    MEETING_ROOM = "meeting_room", _("Spreekkamer")
    TELEPHONE = "telephone", _("Telefoon")
    LETTER = "letter", _("E-mail of brief")
    CHAT = "chat", _("Chat")
    SOCIAL_MEDIA = "social_media", _("Sociale media")
    HOME_VISIT = "home_visit", _("Huisbezoek")
    PUBLIC_SPACE = "public_space", _("Openbare ruimte")
    FIELD_WORK = "field_work", _("Buitendienst")
    PUBLIC_EVENING = "public_evening", _("Raads- of bewonersavond")
    PRIVATE = "private", _("Privésituatie")


class Severity(models.IntegerChoices):
    LIGHT = 1, _("Licht")
    MODERATE = 2, _("Matig")
    SERIOUS = 3, _("Ernstig")
    VERY_SERIOUS = 4, _("Zeer ernstig")


class Status(models.TextChoices):
    NEW = "new", _("Nieuw")
    IN_PROGRESS = "in_progress", _("In behandeling")
    WAITING = "waiting", _("Wacht")
    CLOSED = "closed", _("Gesloten")
    JOINED = "joined", _("Samengevoegd")


OPEN_STATUSES = (Status.NEW, Status.IN_PROGRESS, Status.WAITING)


class Outcome(models.TextChoices):
    """With what conclusion an incident was closed."""

    FOUNDED = "founded", _("Agressie vastgesteld")
    UNFOUNDED = "unfounded", _("Geen agressie vastgesteld")


class Help(models.TextChoices):
    """What a victim asks for now."""

    MANAGER = "manager", _("Een gesprek met mijn leidinggevende")
    PEER_SUPPORT = "peer_support", _("Opvang door een collega (bedrijfsopvang)")
    DOCTOR = "doctor", _("Bedrijfsarts of huisarts")
    POLICE = "police", _("Hulp bij aangifte")
    WORKPLACE = "workplace", _("Even niet op deze werkplek hoeven zijn")


class InjuryLevel(models.TextChoices):
    NONE = "none", _("Geen")
    FIRST_AID = "first_aid", _("Eerste hulp of lichte klachten")
    DOCTOR = "doctor", _("Behandeling door een arts")
    HOSPITAL = "hospital", _("Opname in het ziekenhuis")
    PERMANENT = "permanent", _("Blijvend letsel")
    DEATH = "death", _("Overlijden")


# Arbowet art. 9: an accident at work with one of these is reported to the Arbeidsinspectie at once.
NOTIFIABLE_INJURIES = (InjuryLevel.HOSPITAL, InjuryLevel.PERMANENT, InjuryLevel.DEATH)
