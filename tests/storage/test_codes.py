"""Case codes are drawn from the blocks of this desk, each once."""

from __future__ import annotations

import pytest

from referral_app.domain import facts
from referral_app.domain.case_code import BLOCK_SIZE, code_at
from referral_app.errors import RefusedError
from tests.storage.stores import (
    Opened,
    fact,
)

NOBODY = b"\x77" * 16


def test_codes_are_drawn_in_order_from_the_desks_blocks(opened: Opened) -> None:
    drawn = []
    for many in (1, 10, 3):
        with opened.store.begin() as work:
            drawn += [work.next_code() for _ in range(many)]
    assert drawn == [code_at(bytes(32), 7, index).digits for index in range(14)]


def test_a_code_that_is_in_use_is_passed_over(opened: Opened) -> None:
    used = code_at(bytes(32), 7, 0).digits
    opened.save(fact(facts.CASE_OPENED, NOBODY, code=used))
    with opened.store.begin() as work:
        assert work.next_code() == code_at(bytes(32), 7, 1).digits


def test_codes_go_on_in_the_next_block_and_then_end(opened: Opened) -> None:
    with opened.store.begin() as work:
        for _ in range(BLOCK_SIZE):
            work.next_code()
        with pytest.raises(RefusedError) as caught:
            work.next_code()
    assert caught.value.key == "case.no_codes_left"
    device = opened.store.identity.device
    opened.save(fact(facts.BLOCK_GRANTED, b"\x31" * 16, device=device, number=8))
    opened.save(fact(facts.BLOCK_GRANTED, b"\x32" * 16, device=b"\x99" * 16, number=6))
    with opened.store.begin() as work:
        assert work.next_code() == code_at(bytes(32), 8, 0).digits
