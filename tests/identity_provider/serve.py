# SPDX-License-Identifier: EUPL-1.2
"""Runs Canaille, an OpenID Connect server from PyPI, in its own environment: the real application with its memory
backend. Reads lines of JSON that say who is there, and answers each with a line.

    python serve.py PORT
"""

import datetime
import json
import logging
import sys
import threading
import time

from canaille import create_app
from canaille.app import models
from canaille.backends import Backend
from canaille.oidc.jose import make_default_rsa_jwk
from werkzeug.serving import make_server

NOW = datetime.datetime.fromtimestamp(time.time(), datetime.UTC)


def main(port: int) -> None:
    logging.disable(logging.CRITICAL)
    app = create_app(
        config={
            "SECRET_KEY": "only-for-tests",
            "SERVER_NAME": f"127.0.0.1:{port}",
            "PREFERRED_URL_SCHEME": "http",
            "CANAILLE": {"DATABASE": "memory", "FORCE_HTTPS": False, "JAVASCRIPT": False},
            "CANAILLE_OIDC": {
                "ACTIVE_JWKS": [make_default_rsa_jwk().as_dict(private=True)],
                "TRUSTED_DOMAINS": ["127.0.0.1", "localhost"],
            },
        }
    )
    server = make_server("127.0.0.1", port, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        with app.app_context(), Backend.instance.session():
            print(json.dumps(do(**json.loads(line))), flush=True)


def do(what: str, **about: object) -> object:
    return {"client": client, "person": person, "group": group, "lock": lock, "address": address}[what](
        **about
    )


def client(client_id: str, secret: str, redirect_uris: list[str], left: list[str]) -> None:
    row = models.Client(
        client_id=client_id,
        client_secret=secret,
        client_name=client_id,
        client_uri="http://localhost",
        redirect_uris=redirect_uris,
        post_logout_redirect_uris=left,
        grant_types=["authorization_code", "refresh_token"],
        response_types=["code"],
        scope=["openid", "profile", "email", "groups"],
        token_endpoint_auth_method="client_secret_post",
        client_id_issued_at=NOW,
    )
    Backend.instance.save(row)
    row.audience = [row]
    Backend.instance.save(row)


def person(name: str, email: str, password: str) -> None:
    row = models.User(
        user_name=name.lower(),
        given_name=name,
        family_name="Test",
        formatted_name=f"{name} Test",
        emails=[email],
        password=password,
    )
    Backend.instance.save(row)


def group(name: str, members: list[str]) -> None:
    """Exactly these people are in the group from now on."""
    people = [Backend.instance.get(models.User, user_name=m.lower()) for m in members]
    row = Backend.instance.get(models.Group, display_name=name)
    if row is not None and not people:
        Backend.instance.delete(row)
    elif people:
        row = row or models.Group(display_name=name)
        row.members = people
        Backend.instance.save(row)


def lock(name: str) -> None:
    """The account is deactivated."""
    row = Backend.instance.get(models.User, user_name=name.lower())
    row.lock_date = NOW - datetime.timedelta(minutes=1)
    Backend.instance.save(row)


def address(name: str, email: str) -> None:
    row = Backend.instance.get(models.User, user_name=name.lower())
    row.emails = [email]
    Backend.instance.save(row)


if __name__ == "__main__":
    main(int(sys.argv[1]))
