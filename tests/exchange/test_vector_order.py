"""Vectors are answered oldest first, whatever their envelopes are called."""

from __future__ import annotations

from referral_app.clock import ManualClock, seeded_randomness
from referral_app.domain.centre import TRAINING
from referral_app.exchange.founding import found
from referral_app.exchange.keys import DeskKeys, Identity
from referral_app.exchange.vectors import StateVector, sign_vector, told_at
from referral_app.journal.stream import membership
from tests.exchange.desks import START


def vector(identity: Identity, hlc: int) -> bytes:
    stream = membership(identity.centre)
    told = StateVector(stream, identity.device, identity.incarnation, (), (), hlc)
    return sign_vector(told, identity)


def test_a_letter_tells_its_latest_time() -> None:
    keys, chance = DeskKeys.generate(seeded_randomness(1)), seeded_randomness(2)
    identity = found(keys, TRAINING, "A", ManualClock(START), chance).identity
    items = [vector(identity, 7), b"garbage", vector(identity, 9), vector(identity, 8)]
    assert told_at(items) == 9
    assert told_at([b"garbage"]) == told_at([]) == 0
