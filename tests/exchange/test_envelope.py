"""Envelopes: what is sealed is opened, everything else is refused by name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_app.domain.centre import REAL, TRAINING
from referral_app.domain.identifiers import CentreId, CommitId
from referral_app.exchange.envelope import (
    MAX_ENVELOPE,
    Kind,
    Letter,
    name_of,
    open_envelope,
    pad,
    read_header,
    seal,
    unpad,
)
from referral_app.exchange.keys import kem_public, seal_to
from referral_app.exchange.refused import LeftAsideError
from referral_app.journal import codec
from referral_app.journal.membership import key_id
from referral_app.services.ports import Epoch, Refusal

FROZEN = json.loads((Path(__file__).parent / "vectors" / "envelope_v1.json").read_text())
SEED = bytes(range(32))
CENTRE = CentreId(b"the recipient id")
SOURCE = CentreId(b"the sender's id!")
PUBLIC = kem_public(SEED)
EPOCH = Epoch(CENTRE, 1, key_id(PUBLIC), PUBLIC, None)
LETTER = Letter(Kind.COMMITS, SOURCE, (CommitId(b"h" * 32),), (b"one", b"two"))
SEALED = seal(LETTER, EPOCH, REAL)


def seed_of(kid: bytes) -> bytes | None:
    return SEED if kid == EPOCH.kid else None


def reason_of(envelope: bytes, centre: CentreId = CENTRE, mode: str = REAL) -> Refusal:
    with pytest.raises(LeftAsideError) as refused:
        open_envelope(envelope, centre, mode, seed_of)
    return refused.value.reason


@pytest.mark.parametrize("frozen", FROZEN["envelopes"], ids=lambda frozen: frozen["kind"])
def test_envelopes_of_version_1_open_for_ever(frozen: dict[str, str]) -> None:
    data = bytes.fromhex(frozen["envelope"])
    seed = bytes.fromhex(FROZEN["seed"])
    centre = CentreId(bytes.fromhex(FROZEN["destination"]))
    assert name_of(data).hex() == frozen["eid"]
    assert read_header(data)[0].kid.hex() == FROZEN["kid"] == key_id(kem_public(seed)).hex()
    letter = open_envelope(data, centre, frozen["mode"], {bytes.fromhex(FROZEN["kid"]): seed}.get)
    assert letter.kind.name.lower() == frozen["kind"]
    assert letter.source.hex() == FROZEN["source"]
    assert [head.hex() for head in letter.membership_heads] == FROZEN["membership_heads"]
    assert [item.hex() for item in letter.items] == frozen["items"]


@given(st.sampled_from(Kind), st.lists(st.binary(max_size=3000), max_size=20))
def test_what_is_sealed_is_opened(kind: Kind, items: list[bytes]) -> None:
    letter = Letter(kind, SOURCE, (), tuple(items))
    sealed = seal(letter, EPOCH, TRAINING)
    assert open_envelope(sealed, CENTRE, TRAINING, seed_of) == letter


@given(st.binary(max_size=5000))
def test_the_filling_comes_off(data: bytes) -> None:
    padded = pad(data)
    assert len(padded) in {1024 << power for power in range(1, 9)}
    assert len(data) < len(padded) <= max(2048, 2 * len(data) + 1)
    assert unpad(padded) == data


def test_the_largest_envelope_stays_below_the_bound() -> None:
    largest = Letter(Kind.COMMITS, SOURCE, (), (bytes(256 * 1024 - 100),))
    assert len(seal(largest, EPOCH, REAL)) <= MAX_ENVELOPE
    with pytest.raises(ValueError, match=r"\d"):
        pad(bytes(256 * 1024))


def test_two_sealings_share_no_byte_but_the_header() -> None:
    size = read_header(SEALED)[1]
    again = seal(LETTER, EPOCH, REAL)
    assert again[:size] == SEALED[:size]
    assert again[size:] != SEALED[size:]
    assert len(again) == len(SEALED)


@given(st.integers(0, len(SEALED) * 8 - 1))
def test_one_flipped_bit_is_refused(bit: int) -> None:
    flipped = bytearray(SEALED)
    flipped[bit // 8] ^= 1 << bit % 8
    assert reason_of(bytes(flipped)) in {
        Refusal.DAMAGED,
        Refusal.NEWER,
        Refusal.FOREIGN,
        Refusal.UNKNOWN_KEY,
    }


@given(st.integers(0, len(SEALED) - 1))
def test_a_part_is_damaged(size: int) -> None:
    assert reason_of(SEALED[:size]) is Refusal.DAMAGED


@given(st.binary(max_size=400))
def test_anything_else_is_refused(garbage: bytes) -> None:
    reason_of(garbage)
    reason_of(SEALED[:40] + garbage)


def test_each_mismatch_has_its_name() -> None:
    header, size = read_header(SEALED)
    assert header.destination == CENTRE
    assert reason_of(SEALED, mode=TRAINING) is Refusal.OTHER_MODE
    assert reason_of(SEALED, centre=SOURCE) is Refusal.FOREIGN
    assert reason_of(SEALED[:1] + b"\x02" + SEALED[2:]) is Refusal.NEWER
    assert reason_of(SEALED[:2] + b"\x02" + SEALED[3:]) is Refusal.NEWER
    assert reason_of(SEALED[: size - 8] + bytes(8) + SEALED[size:]) is Refusal.UNKNOWN_KEY
    assert reason_of(SEALED + b"\0") is Refusal.DAMAGED
    assert reason_of(SEALED + bytes(MAX_ENVELOPE)) is Refusal.DAMAGED


def test_the_header_is_bound_into_the_seal() -> None:
    """A training envelope cannot be turned into a real one, nor sent on to another centre."""
    size = read_header(SEALED)[1]
    training = seal(LETTER, EPOCH, TRAINING)
    assert reason_of(SEALED[:size] + training[read_header(training)[1] :]) is Refusal.DAMAGED
    elsewhere = SEALED.replace(CENTRE, SOURCE, 1)
    assert reason_of(elsewhere, centre=SOURCE) is Refusal.DAMAGED


def sealed_by_hand(plaintext: bytes) -> bytes:
    header = SEALED[: read_header(SEALED)[1]]
    return header + seal_to(PUBLIC, plaintext, b"rly/1/seal\0" + header)


@pytest.mark.parametrize(
    ("plaintext", "reason"),
    [
        (b"", Refusal.DAMAGED),
        (bytes(2048), Refusal.DAMAGED),
        (pad(b"\xff"), Refusal.DAMAGED),
        (pad(codec.encode((1, SOURCE, ()))), Refusal.DAMAGED),
        (pad(codec.encode((1, b"short", (), ()))), Refusal.DAMAGED),
        (pad(codec.encode((1, SOURCE, (b"short",), ()))), Refusal.DAMAGED),
        (pad(codec.encode((1, SOURCE, (), (5,)))), Refusal.DAMAGED),
        (pad(codec.encode((99, SOURCE, (), ()))), Refusal.NEWER),
    ],
)
def test_malformed_content_is_refused(plaintext: bytes, reason: Refusal) -> None:
    assert reason_of(sealed_by_hand(plaintext)) is reason
