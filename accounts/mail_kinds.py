# SPDX-License-Identifier: EUPL-1.2
"""The mails of this room: of signing in, of administration, and of levels that begin and end."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from notices.kinds import Kind, Topic

from .levels import Level
from .policy import scope_of


def _administers(person: Any) -> bool:
    return scope_of(person).holds(Level.ADMINISTRATOR)


def administers_the_whole(person: Any) -> bool:
    return scope_of(person).holds_on_root(Level.ADMINISTRATOR)


SIGN_IN = Topic(
    "sign_in",
    _("Inloggen"),
    _("Een wachtwoord kiezen, en bericht als iemand met uw account op een nieuw apparaat inlogt."),
    fixed=True,
)
ADDRESSES = Topic(
    "addresses",
    _("Gewijzigde e-mailadressen"),
    _("Wie een adres van een ander overneemt, komt bij diens gegevens."),
    fixed=True,
    concerns=_administers,
)
ADMINISTRATORS = Topic(
    "administrators",
    _("Nieuwe applicatiebeheerders"),
    _("Wie de hele gemeente beheert, deelt de sleutels uit."),
    fixed=True,
    concerns=administers_the_whole,
)
PROPOSALS = Topic(
    "proposals",
    _("Voorstellen aan een tweede beheerder"),
    _("Een voorstel wacht op u, of over het uwe is beslist."),
    concerns=_administers,
)
REVIEW = Topic(
    "rights_review",
    _("Jaarlijkse controle van rechten"),
    _("De controle begint, of is nog niet klaar."),
    concerns=administers_the_whole,
)
STAND_INS = Topic(
    "stand_ins",
    _("Tijdelijke niveaus"),
    _("Een niveau dat u tijdelijk hebt of gaf, begint of loopt af."),
)

KINDS = (
    Kind("invitation", _("Uitnodiging"), SIGN_IN, listed=False),
    Kind("work_account", _("Uitnodiging voor wie met het werkaccount inlogt"), SIGN_IN, listed=False),
    Kind("password_reset", _("Nieuw wachtwoord"), SIGN_IN, listed=False),
    Kind("factor_added", _("Een tweede factor is toegevoegd"), SIGN_IN),
    Kind("factor_removed", _("Een tweede factor is verwijderd"), SIGN_IN),
    Kind("recovery_codes_made", _("Nieuwe herstelcodes"), SIGN_IN),
    Kind("recovery_code_used", _("Een herstelcode is gebruikt"), SIGN_IN),
    Kind("factors_reset", _("Uw tweede factor is weggehaald"), SIGN_IN),
    Kind("new_device", _("Ingelogd op een nieuw apparaat"), SIGN_IN),
    Kind("own_address_changed", _("Uw e-mailadres is gewijzigd"), SIGN_IN),
    Kind("address_changed", _("Een e-mailadres is gewijzigd"), ADDRESSES),
    Kind("administrator_added", _("Er is een applicatiebeheerder bij gekomen"), ADMINISTRATORS),
    Kind("pending_change", _("Een voorstel wacht op u"), PROPOSALS),
    Kind("change_decided", _("Over uw voorstel is beslist"), PROPOSALS),
    Kind("rights_review", _("De jaarlijkse controle van rechten"), REVIEW),
    Kind("stand_in_starts", _("Een tijdelijk niveau begint"), STAND_INS),
    Kind("stand_in_ends", _("Een tijdelijk niveau loopt af"), STAND_INS),
)
