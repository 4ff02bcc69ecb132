"""Vectors are answered oldest first, whatever their envelopes are called."""

from __future__ import annotations

from referral_app.exchange.keys import Identity
from referral_app.exchange.vectors import StateVector, sign_vector, told_at
from referral_app.journal.stream import membership
from tests.exchange.desks import Desk, MemoryPlace


def vector(identity: Identity, hlc: int) -> bytes:
    stream = membership(identity.centre)
    told = StateVector(stream, identity.device, identity.incarnation, (), (), hlc)
    return sign_vector(told, identity)


def test_a_letter_tells_its_latest_time(pair: tuple[Desk, Desk, MemoryPlace]) -> None:
    identity = pair[0].identity
    items = [vector(identity, 7), b"garbage", vector(identity, 9), vector(identity, 8)]
    assert told_at(items) == 9
    assert told_at([b"garbage"]) == told_at([]) == 0
