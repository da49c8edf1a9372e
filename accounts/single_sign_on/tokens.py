# SPDX-License-Identifier: EUPL-1.2
"""The provider's tokens: exchanged, checked (OpenID Connect Core 1.0, 3.1.3.7 and 12.2) and read."""

import datetime
import hmac
from dataclasses import dataclass
from typing import Any

import jwt
from django.utils import timezone

from accounts.models import IdentityProvider

from .discovery import Discovery
from .fetching import Answered, Unreachable, fetch

# Keys of the provider only: never a secret that we know as well, never "none".
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
LEEWAY_SECONDS = 60
MOST_GROUPS = 1000
LONGEST_GROUP = 200
# What SocialAccount has room for.
LONGEST_SUBJECT = 191
# Between two questions to the provider, whatever it says of its access tokens.
SHORTEST, LONGEST = datetime.timedelta(minutes=1), datetime.timedelta(hours=1)
# Faults of ours or of the moment: they say nothing about the person.
NOT_ABOUT_THE_PERSON = frozenset(
    {"invalid_client", "server_error", "temporarily_unavailable", "unsupported_grant_type", "slow_down"}
)


class NotBelieved(Exception):
    """A token or an answer that is not what it should be. The text is for the log and holds nothing of anybody."""


class Refused(Exception):
    """The provider says that this session is over."""


@dataclass(frozen=True)
class Told:
    """What a provider tells of somebody who signed in there."""

    subject: str
    email: str
    name: str
    groups: tuple[str, ...]


@dataclass(frozen=True)
class Grant:
    """What the token endpoint gave: to be kept for later, and until when it says that it counts."""

    refresh_token: str
    valid_until: datetime.datetime


def checked_id_token(
    raw: Any, provider: IdentityProvider, discovery: Discovery, *, nonce: str | None
) -> dict[str, Any]:
    """The claims of an ID token that is signed by the provider's keys, for us, of this issuer, not over, and (with
    `nonce`) made for this very sign-in. Raises NotBelieved, Unreachable."""
    if not isinstance(raw, str):
        raise NotBelieved("no ID token")
    try:
        header = jwt.get_unverified_header(raw)
        algorithm = header.get("alg")
        if algorithm not in ALGORITHMS:
            raise NotBelieved("algorithm")
        claims = jwt.decode(
            raw,
            _key(discovery, header.get("kid"), algorithm),
            algorithms=[algorithm],
            audience=provider.client_id,
            issuer=discovery.issuer,
            leeway=LEEWAY_SECONDS,
            options={"require": ["iss", "aud", "exp", "iat", "sub"]},
        )
    except jwt.PyJWTError as error:
        raise NotBelieved(type(error).__name__) from error
    party = claims.get("azp")
    if (party is not None or len(_texts(claims["aud"])) > 1) and party != provider.client_id:
        raise NotBelieved("authorized party")
    if nonce is not None and not hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
        raise NotBelieved("nonce")
    return claims


def _key(discovery: Discovery, key_id: Any, algorithm: str) -> Any:
    try:
        answer = fetch(discovery.keys)
    except Answered as error:
        raise Unreachable("keys") from error
    keys = [key for key in jwt.PyJWKSet.from_dict(answer).keys if key.public_key_use in (None, "sig")]
    matching = [key for key in keys if key_id is None or key.key_id == key_id]
    if len(matching) != 1:
        raise NotBelieved("unknown key")
    # A key may be said to be for one algorithm; what kind of key an algorithm needs, the library checks.
    declared = next((one.get("alg") for one in answer["keys"] if one.get("kid") == matching[0].key_id), None)
    if declared not in (None, algorithm):
        raise NotBelieved("algorithm of the key")
    return matching[0].key


def told(
    provider: IdentityProvider, discovery: Discovery, id_claims: dict[str, Any] | None, access_token: str
) -> Told:
    """Who signed in, from the ID token and, for what it leaves out, the user info (which must be of the same subject).

    Raises NotBelieved, Unreachable, Answered.
    """
    claims = dict(id_claims or {})
    incomplete = "email" not in claims or provider.groups_claim not in claims
    if incomplete and discovery.userinfo:
        more = fetch(discovery.userinfo, headers={"Authorization": f"Bearer {access_token}"})
        if not more.get("sub") or (id_claims and more["sub"] != id_claims["sub"]):
            raise NotBelieved("user info of somebody else")
        claims = more | claims
    elif id_claims is None:
        raise Unreachable("nothing says who it is")
    email = _first_text(claims.get("email"), claims.get("upn"))
    # Some providers write it as a text.
    if str(claims.get("email_verified", True)).lower() not in ("true", "1"):
        raise NotBelieved("address not verified")
    if len(str(claims["sub"])) > LONGEST_SUBJECT:
        raise NotBelieved("subject too long")
    return Told(
        subject=str(claims["sub"]),
        email=email.strip().lower(),
        name=_first_text(claims.get("name")).strip(),
        groups=tuple(
            sorted({g for g in _texts(claims.get(provider.groups_claim)) if len(g) <= LONGEST_GROUP})
        )[:MOST_GROUPS],
    )


def _first_text(*values: Any) -> str:
    return next((value for value in values if isinstance(value, str) and value.strip()), "")


def _texts(value: Any) -> list[str]:
    """A claim that may be one text or a list of them."""
    values = value if isinstance(value, list) else [value]
    return [item for item in values if isinstance(item, str) and item]


def grant_of(answer: dict[str, Any], before: str = "") -> Grant:
    """What to keep of an answer of the token endpoint; without a new refresh token the one before stays in use."""
    try:
        seconds = int(answer.get("expires_in", 0))
    except (TypeError, ValueError):
        seconds = 0
    lasts = min(max(datetime.timedelta(seconds=min(max(seconds, 0), 86_400)), SHORTEST), LONGEST)
    return Grant(_first_text(answer.get("refresh_token"), before), timezone.now() + lasts)


def refreshed(
    provider: IdentityProvider, discovery: Discovery, refresh_token: str, subject: str
) -> tuple[Grant, Told]:
    """Ask the provider for new tokens, and who it is now. Raises Refused, Unreachable, NotBelieved (which counts as
    no answer)."""
    form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
    try:
        answer = ask_token(provider, discovery, form)
        raw = answer.get("id_token")
        claims = checked_id_token(raw, provider, discovery, nonce=None) if raw else None
        if claims is not None and claims["sub"] != subject:
            raise Refused
        found = told(provider, discovery, claims, str(answer.get("access_token", "")))
    except Answered as error:
        if error.status in (400, 401, 403) and error.error not in NOT_ABOUT_THE_PERSON:
            raise Refused from error
        raise Unreachable(str(error)) from error
    if found.subject != subject:
        raise Refused
    return grant_of(answer, refresh_token), found


def ask_token(provider: IdentityProvider, discovery: Discovery, form: dict[str, str]) -> dict[str, Any]:
    """The answer of the token endpoint. Raises Unreachable, Answered."""
    secret = provider.client_secret
    if discovery.basic_auth:
        return fetch(discovery.token, form=form, auth=(provider.client_id, secret))
    client = {"client_id": provider.client_id, "client_secret": secret}
    return fetch(discovery.token, form=form | client)
