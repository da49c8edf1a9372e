# SPDX-License-Identifier: EUPL-1.2
"""What a provider says of itself in its discovery document (OpenID Connect Discovery 1.0), and whether it can be used."""

import hashlib
from dataclasses import asdict, dataclass
from typing import Any

from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from .fetching import Answered, Forbidden, Unreachable, fetch, may_talk_to

WELL_KNOWN = "/.well-known/openid-configuration"
# How long what was read, or that nothing could be read, is enough to send a browser there by. Anybody may ask for that.
REMEMBERED_SECONDS = 300
SILENT_SECONDS = 15


class NotUsable(Exception):
    """Why a provider cannot be used, for the screen of the administrator; nothing of what it answered is in it."""

    def __init__(self, message: Any) -> None:
        super().__init__(str(message))
        self.message = message


@dataclass(frozen=True)
class Discovery:
    """The addresses of a provider; `userinfo` and `end_session` are "" where it has none."""

    issuer: str
    authorization: str
    token: str
    keys: str
    userinfo: str = ""
    end_session: str = ""
    # Whether the secret goes in the Authorization header rather than in the form.
    basic_auth: bool = False
    # Whether an answer to the browser says which provider it is of (RFC 9207).
    names_itself: bool = False


def discover(issuer: str) -> Discovery:
    """Read and check the discovery document of an issuer, now: what judges an answer goes by nothing older. Raises
    Unreachable, NotUsable."""
    try:
        found = _read(issuer)
    except (Unreachable, NotUsable):
        cache.set(_key(issuer), None, SILENT_SECONDS)
        raise
    cache.set(_key(issuer), asdict(found), REMEMBERED_SECONDS)
    return found


def discovered_lately(issuer: str) -> Discovery:
    """As `discover`, for sending a browser away: by what was read in the last minutes, if anything was. Raises
    Unreachable, NotUsable."""
    nothing = object()
    found = cache.get(_key(issuer), nothing)
    if found is nothing:
        return discover(issuer)
    if found is None:
        raise Unreachable("silent a moment ago")
    return Discovery(**found)


def _key(issuer: str) -> str:
    return f"discovery:{hashlib.sha256(issuer.encode()).hexdigest()}"


def _read(issuer: str) -> Discovery:
    try:
        document = fetch(issuer.rstrip("/") + WELL_KNOWN)
    except Answered as error:
        raise NotUsable(
            _("Op dit adres staat geen inlogdienst: het antwoord was %(status)s. Controleer het adres.")
            % {"status": error.status}
        ) from error
    if document.get("issuer") != issuer:
        raise NotUsable(
            _(
                "De inlogdienst noemt zichzelf anders dan het adres dat u invulde. Neem het adres precies over, ook de "
                "streep aan het eind."
            )
        )
    return _checked(issuer, document)


def _checked(issuer: str, document: dict[str, Any]) -> Discovery:
    def address(name: str, *, needed: bool = True) -> str:
        value = document.get(name)
        if isinstance(value, str) and may_talk_to(value):
            return value
        if needed:
            raise NotUsable(_("De inlogdienst noemt geen bruikbaar adres voor %(name)s.") % {"name": name})
        return ""

    def listed(name: str) -> list[str]:
        value = document.get(name)
        return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []

    if "code" not in listed("response_types_supported"):
        raise NotUsable(_("De inlogdienst kent de manier van inloggen niet die hier nodig is (code)."))
    methods = listed("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    if not {"client_secret_post", "client_secret_basic"} & set(methods):
        raise NotUsable(_("De inlogdienst neemt geen client secret aan."))
    return Discovery(
        issuer=issuer,
        authorization=address("authorization_endpoint"),
        token=address("token_endpoint"),
        keys=address("jwks_uri"),
        userinfo=address("userinfo_endpoint", needed=False),
        end_session=address("end_session_endpoint", needed=False),
        basic_auth="client_secret_post" not in methods,
        names_itself=document.get("authorization_response_iss_parameter_supported") is True,
    )


def tested(issuer: str) -> Discovery:
    """As `discover`, with the keys read as well, and every failure in words. Raises NotUsable."""
    try:
        found = discover(issuer)
        keys = fetch(found.keys).get("keys")
    except Forbidden as error:
        raise NotUsable(
            _("Dit adres is niet toegestaan. Het moet met https beginnen en op internet te bereiken zijn.")
        ) from error
    except Unreachable as error:
        raise NotUsable(
            _(
                "De inlogdienst geeft geen antwoord. Controleer het adres. Staat de dienst op uw eigen netwerk, vraag "
                "dan de beheerder van de installatie om de computernaam toe te staan."
            )
        ) from error
    except Answered as error:
        raise NotUsable(_("De sleutels van de inlogdienst kunnen niet worden gelezen.")) from error
    if not isinstance(keys, list) or not keys:
        raise NotUsable(_("De inlogdienst heeft geen sleutels om zijn antwoorden te ondertekenen."))
    return found
