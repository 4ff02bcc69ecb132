"""Byte strings one after the other: whatever is written is read, and nothing else is."""

from __future__ import annotations

from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_app.errors import ForeignDataError
from referral_app.exchange.sequence import (
    Placed,
    read_page,
    read_sequence,
    write_page,
    write_sequence,
)

ITEMS = st.lists(st.binary(min_size=1, max_size=50), max_size=8)


@given(ITEMS)
def test_what_is_written_is_read(items: list[bytes]) -> None:
    assert read_sequence(write_sequence(items), 8, 50) == tuple(items)


@given(ITEMS, st.lists(st.integers(1, 1 << 40), min_size=8, max_size=8))
def test_a_page_is_read_as_written(items: list[bytes], steps: list[int]) -> None:
    page = tuple(map(Placed, accumulate(steps), items))
    assert read_page(write_page(page), 8, 50) == page


@given(st.binary(max_size=60))
def test_anything_is_a_sequence_or_refused(data: bytes) -> None:
    for read, write in ((read_sequence, write_sequence), (read_page, write_page)):
        try:
            found = read(data, 5, 20)
        except ForeignDataError:
            continue
        assert write(found) == data  # type: ignore[operator]


@pytest.mark.parametrize(
    "data", [b"\0\0\0\0", b"\0\0\0\x02a", b"\0\0\0", b"\0\0\0\x04abcd", b"\0\0\0\x01a" * 3]
)
def test_what_is_out_of_bounds_is_refused(data: bytes) -> None:
    with pytest.raises(ForeignDataError):
        read_sequence(data, 2, 3)


def test_positions_of_a_page_rise() -> None:
    for seqs in ((1, 1), (2, 1), (0, 1)):
        with pytest.raises(ForeignDataError):
            read_page(write_page(Placed(seq, b"x") for seq in seqs), 5, 5)
