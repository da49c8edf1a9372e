# SPDX-License-Identifier: EUPL-1.2
"""The key ring: how it is read, what it refuses, and that a sealed value opens only where and as it was stored."""

import base64

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from protection.keyring import CannotDecrypt, KeyRing

from .keys import NEW, OLD, RING_AFTER, RING_BEFORE, RING_ROTATED

SECRET = b"Zwartewaterallee"
PLACE = b"incidents.Incident.narrative:1"


def test_the_first_key_seals_and_all_of_them_open() -> None:
    before, rotated = KeyRing.parse(RING_BEFORE), KeyRing.parse(RING_ROTATED)
    assert (before.primary_id, rotated.primary_id) == ("test-1", "test-2")
    old = before.seal(SECRET, PLACE)
    assert rotated.open(old, PLACE) == SECRET
    new = rotated.seal(SECRET, PLACE)
    assert KeyRing.key_id_of(old) == "test-1"
    assert KeyRing.key_id_of(new) == "test-2"
    assert KeyRing.parse(RING_AFTER).open(new, PLACE) == SECRET


def test_spaces_and_a_last_comma_do_no_harm() -> None:
    assert list(KeyRing.parse(f" a:{OLD} , b:{NEW},").keys) == ["a", "b"]


@pytest.mark.parametrize(
    "ring",
    [
        "",
        "  ,",
        OLD,
        f":{OLD}",
        "a:",
        "a:geheim",
        f"a:{OLD[:-4]}",
        f"a:{base64.b64encode(bytes(range(16))).decode()}",
        f"a:{base64.b64encode(bytes(range(33))).decode()}",
        f"a:{OLD}!",
        f"a:{OLD},a:{NEW}",
        f"{'x' * 61}:{OLD}",
        f"a:{OLD},b:geheimgeheim",
    ],
)
def test_what_is_no_ring_is_refused_without_quoting_a_key(ring: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        KeyRing.parse(ring)
    shown = f"{refusal.value} {refusal.value.__cause__ or ''}"
    for part in ring.split(","):
        key = part.partition(":")[2]
        assert not key or key not in shown
    assert OLD not in shown
    assert "geheim" not in shown


def test_no_key_shows_in_what_is_printed_of_a_ring_that_failed() -> None:
    """The text of a value that does not open names neither the value nor a key."""
    ring = KeyRing.parse(RING_BEFORE)
    sealed = ring.seal(SECRET, PLACE)
    with pytest.raises(CannotDecrypt) as refusal:
        ring.open(sealed[:-1] + bytes([sealed[-1] ^ 1]), PLACE)
    for text in (str(refusal.value), repr(refusal.value)):
        assert SECRET.decode() not in text
        assert "test-1" not in text
        assert OLD not in text


@given(plain=st.binary(max_size=300), place=st.binary(min_size=1, max_size=80))
def test_what_was_sealed_opens_as_it_was(plain: bytes, place: bytes) -> None:
    ring = KeyRing.parse(RING_BEFORE)
    sealed = ring.seal(plain, place)
    assert ring.open(sealed, place) == plain
    assert ring.seal(plain, place) != sealed
    assert len(plain) < 4 or plain not in sealed


@given(data=st.data())
def test_one_flipped_bit_anywhere_and_it_does_not_open(data: st.DataObject) -> None:
    ring = KeyRing.parse(RING_ROTATED)
    sealed = bytearray(ring.seal(SECRET, PLACE))
    at = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[at // 8] ^= 1 << at % 8
    with pytest.raises(CannotDecrypt):
        ring.open(bytes(sealed), PLACE)


def test_cut_short_or_made_longer_it_does_not_open() -> None:
    ring = KeyRing.parse(RING_BEFORE)
    sealed = ring.seal(SECRET, PLACE)
    for length in range(len(sealed)):
        with pytest.raises(CannotDecrypt):
            ring.open(sealed[:length], PLACE)
    with pytest.raises(CannotDecrypt):
        ring.open(sealed + b"\0", PLACE)


def test_moved_to_another_place_it_does_not_open() -> None:
    ring = KeyRing.parse(RING_BEFORE)
    sealed = ring.seal(SECRET, PLACE)
    for other in (b"", PLACE + b"0", b"incidents.Incident.conclusion:1", b"incidents.Victim.narrative:1"):
        with pytest.raises(CannotDecrypt):
            ring.open(sealed, other)


def test_a_key_that_is_not_on_the_ring_is_a_clear_error_without_data() -> None:
    sealed = KeyRing.parse(RING_BEFORE).seal(SECRET, PLACE)
    with pytest.raises(CannotDecrypt, match="not on the key ring") as refusal:
        KeyRing.parse(RING_AFTER).open(sealed, PLACE)
    assert "test-1" not in str(refusal.value)


def test_another_key_under_the_same_name_does_not_open() -> None:
    sealed = KeyRing.parse(f"a:{OLD}").seal(SECRET, PLACE)
    with pytest.raises(CannotDecrypt):
        KeyRing.parse(f"a:{NEW}").open(sealed, PLACE)


def test_a_key_for_another_purpose_is_another_key() -> None:
    ring = KeyRing.parse(RING_BEFORE)
    derived = {
        ring.derive("test-1", purpose) for purpose in ("fingerprint", "index", "gir field encryption 2")
    }
    assert len(derived) == 3
    assert bytes(range(32)) not in derived
