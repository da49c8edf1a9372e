# SPDX-License-Identifier: EUPL-1.2
"""Signing the head of a batch, so that whoever owns the database cannot write another history under it.

The private key comes from the environment and stands nowhere else; what checks a signature needs the public key only
(verify_ledger.py). A new key may take over at any batch: keep the public keys of all that ever signed.
"""

import base64
import binascii
import os
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from .verify_ledger import CERTIFICATE_FORMAT, key_id_of, signed_text

KEY_BYTES = 32
# As the program that checks it knows it (oversight/leaving/verify_export.py).
EXPORT_FORMAT = "gir-export-1"


def new_private_key() -> str:
    """A private key, as GIR_LEDGER_KEY takes it."""
    return base64.b64encode(os.urandom(KEY_BYTES)).decode()


def parse(text: str) -> Ed25519PrivateKey:
    """Read a key: base64 of 32 bytes, perhaps with `name:` before it. Raises ImproperlyConfigured, never quoting it."""
    try:
        key = base64.b64decode(text.strip().rpartition(":")[2], validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise ImproperlyConfigured("GIR_LEDGER_KEY is not base64 of 32 bytes.")
    return Ed25519PrivateKey.from_private_bytes(key)


@lru_cache(maxsize=4)
def _parsed(text: str) -> tuple[Ed25519PrivateKey, bytes]:
    key = parse(text)
    return key, key.public_key().public_bytes_raw()


def public_key() -> str:
    """The public half of this installation's key, as verify_ledger.py takes it."""
    return base64.b64encode(_parsed(settings.LEDGER_KEY)[1]).decode()


def key_id() -> str:
    """By which batches say who signed them: the beginning of a hash of the public key."""
    return key_id_of(_parsed(settings.LEDGER_KEY)[1])


def sign(batch_hash: str) -> str:
    """The signature of a batch, over its hash: that covers its rows and everything before it in its chain."""
    return _parsed(settings.LEDGER_KEY)[0].sign(signed_text(batch_hash)).hex()


def sign_certificate(hash_of_it: str) -> str:
    """The signature of a certificate; it fits no batch."""
    return _parsed(settings.LEDGER_KEY)[0].sign(signed_text(hash_of_it, CERTIFICATE_FORMAT)).hex()


def sign_export(hash_of_it: str) -> str:
    """The signature of the manifest of what a municipality takes along when it leaves; it fits nothing else."""
    return _parsed(settings.LEDGER_KEY)[0].sign(signed_text(hash_of_it, EXPORT_FORMAT)).hex()
