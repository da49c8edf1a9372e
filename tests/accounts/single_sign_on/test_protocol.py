# SPDX-License-Identifier: EUPL-1.2
"""What a real provider really said, changed on the way by somebody else: none of it signs anybody in (OpenID Connect
Core 1.0, 3.1.3.7; RFC 7636; RFC 9207)."""

import base64
import dataclasses
import datetime
import hashlib
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client

from accounts.models import IdentityProvider, SignOnSession, User
from accounts.single_sign_on import coming_back, discovery, tokens
from tests.identity_provider.stage import SECRET, IdentityStage
from tests.signing_in import asked_at_the_form

pytestmark = [pytest.mark.oidc, pytest.mark.django_db]
Change = Callable[[dict[str, Any]], Any]


@pytest.fixture
def changed(monkeypatch: pytest.MonkeyPatch) -> Callable[[Change], None]:
    """Have somebody between the provider and us change its answer to the code."""

    def change(by: Change) -> None:
        real = tokens.ask_token

        def asked(*args: Any) -> dict[str, Any]:
            answer = real(*args)
            assert {"id_token", "access_token"} <= set(answer), "the real server answered"
            return by(dict(answer)) or answer

        monkeypatch.setattr(coming_back, "ask_token", asked)

    return change


def come_back(at_work: IdentityStage, name: str = "Alice", browser: Client | None = None, **more: str) -> Any:
    browser = browser or Client()
    answer = at_work.answer(name, at_work.leave(browser)) | more
    response = at_work.arrive(browser, {key: value for key, value in answer.items() if value})
    return browser, response, answer


def nobody_came_in(browser: Client, response: Any) -> None:
    assert response.status_code == 403
    assert "_auth_user_id" not in browser.session
    assert not SignOnSession.objects.exists()
    assert not User.objects.exists()


def resigned(raw: str, key: Any = None, algorithm: str = "RS256", **claims: Any) -> str:
    """The real token with other claims, signed by another key under the name of the provider's own."""
    header = jwt.get_unverified_header(raw)
    body = jwt.decode(raw, options={"verify_signature": False}) | claims
    key = key or rsa.generate_private_key(65537, 2048)
    return jwt.encode(body, key, algorithm=algorithm, headers={"kid": header["kid"]})


def test_what_nobody_changed_signs_in(at_work: IdentityStage, changed: Any) -> None:
    at_work.employee("Alice")
    changed(lambda answer: answer)
    browser, response, _answer = come_back(at_work)
    assert response.status_code == 302
    assert "_auth_user_id" in browser.session


def test_a_token_signed_by_another_key_is_not_believed(at_work: IdentityStage, changed: Any) -> None:
    at_work.employee("Alice")
    changed(lambda answer: answer | {"id_token": resigned(answer["id_token"])})
    nobody_came_in(*come_back(at_work)[:2])


@pytest.mark.parametrize("forged", ["none", "our own secret", "cut off", "another word in it", "no token"])
def test_a_token_without_the_providers_signature_is_not_believed(
    at_work: IdentityStage, changed: Any, forged: str
) -> None:
    at_work.employee("Alice")

    def forge(answer: dict[str, Any]) -> dict[str, Any]:
        raw = answer["id_token"]
        header, body, signature = raw.split(".")
        made = {
            "none": lambda: jwt.encode(
                jwt.decode(raw, options={"verify_signature": False}), None, algorithm="none"
            ),
            "our own secret": lambda: resigned(raw, SECRET, "HS256"),
            "cut off": lambda: f"{header}.{body}.",
            "another word in it": lambda: f"{header}.{body[:-6]}AAAAAA.{signature}",
            "no token": lambda: None,
        }[forged]()
        return answer | {"id_token": made}

    changed(forge)
    nobody_came_in(*come_back(at_work)[:2])


def other_client(at_work: IdentityStage) -> str:
    other = f"other-{at_work.ending}"
    at_work.server.client(other, SECRET, at_work.callback)
    return other


def test_a_real_token_for_another_client_is_not_believed(at_work: IdentityStage, changed: Any) -> None:
    """Wrong audience: somebody who runs another application at the same provider uses what it was told about Alice,
    made for this very nonce."""
    at_work.employee("Alice")
    other = other_client(at_work)
    browser = Client()
    leaving = urlsplit(at_work.leave(browser))
    query = dict(parse_qsl(leaving.query))
    verifier_of_theirs = "v" * 50
    challenge = (
        base64.urlsafe_b64encode(hashlib.sha256(verifier_of_theirs.encode()).digest()).rstrip(b"=").decode()
    )
    theirs = query | {"client_id": other, "code_challenge": challenge}
    their_answer = at_work.answer("Alice", leaving._replace(query=urlencode(theirs)).geturl())
    row = IdentityProvider.objects.get()
    row.client_id = other
    stolen = tokens.ask_token(
        row,
        discovery.discover(at_work.server.issuer),
        {
            "grant_type": "authorization_code",
            "code": their_answer["code"],
            "redirect_uri": at_work.callback,
            "code_verifier": verifier_of_theirs,
        },
    )
    claims = jwt.decode(stolen["id_token"], options={"verify_signature": False})
    assert (claims["nonce"], other in claims["aud"]) == (query["nonce"], True), (
        "all is right but for whom it is"
    )
    changed(lambda answer: stolen)
    answer = at_work.answer("Alice", leaving.geturl())
    nobody_came_in(browser, at_work.arrive(browser, answer))


def test_another_issuer_in_the_token_is_not_believed(at_work: IdentityStage, monkeypatch: Any) -> None:
    """The real server's token, and a provider of another name: as where one server has several issuers."""
    at_work.employee("Alice")
    browser = Client()
    answer = at_work.answer("Alice", at_work.leave(browser))
    real = discovery.discover(at_work.server.issuer)
    other = dataclasses.replace(real, issuer="https://inloggen.elders.example", names_itself=False)
    monkeypatch.setattr(coming_back, "discover", lambda issuer: other)
    answer.pop("iss")
    nobody_came_in(browser, at_work.arrive(browser, answer))


def test_the_issuer_that_an_administrator_typed_must_be_the_one_that_answers(at_work: IdentityStage) -> None:
    IdentityProvider.objects.update(issuer=at_work.server.issuer.replace("127.0.0.1", "localhost"))
    browser = Client()
    asked_at_the_form(browser, at_work.provider.pk)
    response = browser.get(f"/account/werkaccount/{at_work.provider.pk}/naar/")
    assert response.status_code == 503
    with pytest.raises(discovery.NotUsable, match="noemt zichzelf anders"):
        discovery.tested(at_work.server.issuer + "/")


@pytest.mark.parametrize("named", ["https://inloggen.elders.example", ""])
def test_the_answer_to_the_browser_names_the_issuer(at_work: IdentityStage, named: str) -> None:
    at_work.employee("Alice")
    browser, response, answer = come_back(at_work, iss=named)
    assert answer["code"]
    nobody_came_in(browser, response)


def test_a_code_counts_once(at_work: IdentityStage) -> None:
    """Replayed in the same browser, and by somebody who read the address over a shoulder."""
    at_work.employee("Alice")
    browser, response, answer = come_back(at_work)
    assert response.status_code == 302
    browser.post("/account/uitloggen/")
    again = at_work.arrive(browser, answer)
    assert again.status_code == 403
    assert "_auth_user_id" not in browser.session
    # With a state of its own that is good, the provider refuses the code.
    thief = Client()
    own = dict(parse_qsl(urlsplit(at_work.leave(thief)).query))
    stolen = at_work.arrive(thief, answer | {"state": own["state"]})
    assert stolen.status_code == 403
    assert "_auth_user_id" not in thief.session
    assert not SignOnSession.objects.exists()


def test_an_unused_code_is_of_no_use_in_another_browser(at_work: IdentityStage) -> None:
    """Sign-in by the code of somebody else: a state of the thief's own, and then PKCE is in the way."""
    at_work.employee("Alice")
    victim, thief = Client(), Client()
    answer = at_work.answer("Alice", at_work.leave(victim))
    nobody_came_in(thief, at_work.arrive(thief, answer))
    own = dict(parse_qsl(urlsplit(at_work.leave(thief)).query))
    nobody_came_in(thief, at_work.arrive(thief, answer | {"state": own["state"]}))


@pytest.mark.parametrize("state", ["", "iets-anders", "x" * 5000])
def test_a_wrong_state_signs_nobody_in(at_work: IdentityStage, state: str) -> None:
    at_work.employee("Alice")
    browser, response, _answer = come_back(at_work, state=state)
    nobody_came_in(browser, response)


def test_a_state_of_more_than_ten_minutes_ago_signs_nobody_in(
    at_work: IdentityStage, monkeypatch: Any
) -> None:
    at_work.employee("Alice")
    browser = Client()
    answer = at_work.answer("Alice", at_work.leave(browser))
    later = time.time() + 601
    monkeypatch.setattr("allauth.socialaccount.internal.statekit.time.time", lambda: later)
    response = at_work.arrive(browser, answer)
    monkeypatch.undo()
    nobody_came_in(browser, response)


def test_a_state_of_another_provider_is_not_taken(at_work: IdentityStage) -> None:
    """Mix-up: an answer that was asked of one municipality's provider is brought to another's."""
    at_work.employee("Alice")
    second = IdentityProvider.objects.create(
        municipality=at_work.world.duinveen,
        issuer=at_work.server.issuer,
        client_id=at_work.client_id,
        client_secret=SECRET,
        is_active=True,
    )
    browser = Client()
    answer = at_work.answer("Alice", at_work.leave(browser))
    response = browser.get(f"/account/werkaccount/{second.pk}/terug/", answer)
    nobody_came_in(browser, response)


def test_a_token_that_was_made_for_another_sign_in_is_not_believed(at_work: IdentityStage) -> None:
    """Wrong nonce: the whole answer is real, and was asked with a nonce of somebody else."""
    at_work.employee("Alice")
    browser = Client()
    leaving = urlsplit(at_work.leave(browser))
    query = dict(parse_qsl(leaving.query))
    assert len(query["nonce"]) > 30
    assert query["code_challenge_method"] == "S256"
    other = leaving._replace(query=urlencode(query | {"nonce": "een-andere-nonce"})).geturl()
    nobody_came_in(browser, at_work.arrive(browser, at_work.answer("Alice", other)))


@pytest.mark.parametrize("claim", ["exp", "iat"])
def test_a_token_that_is_over_or_not_yet_made_is_not_believed(
    at_work: IdentityStage, monkeypatch: Any, claim: str
) -> None:
    """The real token, at another time of the clock that judges it."""
    at_work.employee("Alice")
    browser = Client()
    answer = at_work.answer("Alice", at_work.leave(browser))
    real = jwt.api_jwt.datetime
    shift = 100_000 if claim == "exp" else -100_000

    class Shifted(real):  # type: ignore[misc, valid-type]
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return real.now(tz) + datetime.timedelta(seconds=shift)

    monkeypatch.setattr(jwt.api_jwt, "datetime", Shifted)
    nobody_came_in(browser, at_work.arrive(browser, answer))


def test_who_says_no_at_the_provider_reads_so(at_work: IdentityStage) -> None:
    browser = Client()
    state = dict(parse_qsl(urlsplit(at_work.leave(browser)).query))["state"]
    response = at_work.arrive(browser, {"error": "access_denied", "state": state})
    nobody_came_in(browser, response)
    assert "afgebroken" in response.content.decode()


def test_user_info_of_somebody_else_is_not_believed(at_work: IdentityStage, changed: Any) -> None:
    """The ID token is Alice's, and the access token, by which the groups are read, is Bob's."""
    at_work.employee("Bob")
    at_work.group("Chefs", "Bob")
    IdentityProvider.objects.update(groups_claim="groups")
    at_work.sign_in("Bob")
    at_work.employee("Alice")
    found: dict[str, Any] = {}
    changed(lambda answer: found.update(answer))
    come_back(at_work, "Bob")
    SignOnSession.objects.all().delete()
    User.objects.all().delete()
    changed(lambda answer: answer | {"access_token": found["access_token"]})
    nobody_came_in(*come_back(at_work)[:2])
