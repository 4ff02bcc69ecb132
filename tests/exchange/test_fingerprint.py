"""Sixty digits that two people compare aloud."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from referral_app.domain.identifiers import CentreId
from referral_app.exchange.fingerprint import fingerprint


@given(st.binary(min_size=16, max_size=16))
def test_it_is_twelve_groups_of_five_digits(centre: bytes) -> None:
    assert re.fullmatch(r"\d{5}( \d{5}){11}", fingerprint(CentreId(centre)))


def test_it_never_changes() -> None:
    """Two people with different releases must read the same digits."""
    assert fingerprint(CentreId(bytes(16))) == FROZEN


def test_one_bit_gives_other_digits() -> None:
    other = fingerprint(CentreId(bytes(15) + b"\1")).split()
    assert sum(a == b for a, b in zip(other, FROZEN.split(), strict=True)) == 0


FROZEN = "50595 17808 14624 51851 42574 42732 12387 20392 45957 51237 53622 81742"
