"""The root's file: opened by its passphrase, and by nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from referral_app.clock import seeded_randomness
from referral_app.errors import InvalidInputError, RefusedError, WrongPassphraseError
from referral_app.exchange.registry_root import MAGIC, Cost, make_root, open_root
from referral_app.journal import codec

PASSPHRASE = "quatre mots tres longs"
QUICK = Cost(memory=64, passes=1, lanes=1)
ROOT, FILE = make_root(PASSPHRASE, seeded_randomness(7), QUICK)


def refusal(file: bytes, passphrase: str = PASSPHRASE) -> str:
    with pytest.raises(RefusedError) as refused:
        open_root(file, passphrase)
    return refused.value.key


def test_its_passphrase_opens_it() -> None:
    assert open_root(FILE, PASSPHRASE) == ROOT
    assert ROOT.seed not in FILE
    assert repr(ROOT.seed) not in repr(ROOT)


def test_another_passphrase_does_not() -> None:
    with pytest.raises(WrongPassphraseError):
        open_root(FILE, PASSPHRASE + ".")


def test_a_weak_passphrase_is_refused() -> None:
    with pytest.raises(InvalidInputError):
        make_root("kurz", seeded_randomness(7), QUICK)


@settings(max_examples=60)
@given(st.integers(0, len(FILE) * 8 - 1))
def test_one_flipped_bit_opens_nothing(bit: int) -> None:
    flipped = bytearray(FILE)
    flipped[bit // 8] ^= 1 << bit % 8
    keys = {"registry.root_damaged", "registry.root_foreign", "registry.root_passphrase"}
    assert refusal(bytes(flipped)) in keys


@given(st.binary(max_size=200))
def test_other_bytes_are_refused(data: bytes) -> None:
    assert refusal(MAGIC + data) == "registry.root_damaged"


def test_a_file_that_asks_for_too_much_is_refused() -> None:
    asked = (1, bytes(32), bytes(16), 2**30, 1, 1, bytes(12), bytes(48))
    assert refusal(MAGIC + codec.encode(asked)) == "registry.root_damaged"
    assert refusal(MAGIC + bytes(5000)) == "registry.root_damaged"
