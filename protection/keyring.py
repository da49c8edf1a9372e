# SPDX-License-Identifier: EUPL-1.2
"""The key ring: which keys there are, which one encrypts, and how a value is sealed.

The ring comes from the environment as `id:base64[,id:base64…]`. The first key encrypts, all of them decrypt; so a
new key is first added behind the current one in every process, then moved to the front, and the old one is taken
out when `rotate_keys` reports that nothing is under it any more.
"""

import base64
import binascii
import os
from dataclasses import dataclass
from functools import cached_property, lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

FORMAT = b"\x01"
NONCE_BYTES = 12


class CannotDecrypt(Exception):
    """A sealed value was altered, belongs to another row or field, or its key is not on the ring.

    The message names neither the value nor the key.
    """


@dataclass(frozen=True)
class KeyRing:
    """Keys by id, in the order of the ring; the first one encrypts."""

    keys: dict[str, bytes]

    @classmethod
    def parse(cls, text: str) -> "KeyRing":
        """Read a ring from its textual form. Raises ImproperlyConfigured without ever quoting a key."""
        keys: dict[str, bytes] = {}
        for position, part in enumerate(filter(None, (p.strip() for p in text.split(","))), start=1):
            key_id, colon, encoded = part.partition(":")
            try:
                key = base64.b64decode(encoded, validate=True)
            except (binascii.Error, ValueError):
                key = b""
            if not colon or not key_id or len(key_id.encode()) > 60 or key_id in keys or len(key) != 32:
                raise ImproperlyConfigured(
                    f"Key {position} of GIR_KEY_RING is not `id:base64 of 32 bytes` with an id of its own."
                )
            keys[key_id] = key
        if not keys:
            raise ImproperlyConfigured("GIR_KEY_RING holds no key.")
        return cls(keys)

    @property
    def primary_id(self) -> str:
        return next(iter(self.keys))

    def seal(self, plain: bytes, binding: bytes) -> bytes:
        """Encrypt with the primary key; `binding` ties the result to the place where it may be opened."""
        header, cipher = next(iter(self._ciphers.items()))
        nonce = os.urandom(NONCE_BYTES)
        return header + nonce + cipher.encrypt(nonce, plain, header + binding)

    def open(self, sealed: bytes, binding: bytes) -> bytes:
        """The plain bytes. Raises CannotDecrypt when anything at all is not as it was sealed."""
        for header, cipher in self._ciphers.items():
            if sealed.startswith(header):
                split = len(header) + NONCE_BYTES
                try:
                    return cipher.decrypt(sealed[len(header) : split], sealed[split:], header + binding)
                except (InvalidTag, ValueError) as error:
                    raise CannotDecrypt("This value is not as it was stored.") from error
        self.key_id_of(sealed)
        raise CannotDecrypt("The key of this value is not on the key ring.")

    @staticmethod
    def key_id_of(sealed: bytes) -> str:
        """Which key sealed this value, as the value itself says."""
        if len(sealed) < 2 or sealed[:1] != FORMAT:
            raise CannotDecrypt("This is not a sealed value.")
        return sealed[2 : 2 + sealed[1]].decode(errors="replace")

    @cached_property
    def _ciphers(self) -> dict[bytes, AESGCM]:
        """What each key opens, by how its values begin. Made once: a search through a register opens thousands."""
        ids = {key_id: key_id.encode() for key_id in self.keys}
        return {
            FORMAT + bytes([len(name)]) + name: AESGCM(_derived(self.keys[key_id], b"gir field encryption"))
            for key_id, name in ids.items()
        }

    def derive(self, key_id: str, purpose: str) -> bytes:
        """A 32-byte key for another purpose than encryption (a fingerprint, say), from one key of the ring."""
        return _derived(self.keys[key_id], purpose.encode())


@lru_cache(maxsize=256)
def _derived(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=purpose).derive(key)


@lru_cache(maxsize=4)
def _parsed(text: str) -> KeyRing:
    return KeyRing.parse(text)


def key_ring() -> KeyRing:
    """The ring of this process."""
    return _parsed(settings.KEY_RING)
