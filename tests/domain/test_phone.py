"""What looks like a telephone number, and what does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_app.domain.case_code import code_at
from referral_app.domain.phone import holds_phone_number


@pytest.mark.parametrize(
    "text",
    [
        "0612345678",
        "06 12 34 56 78",
        "appeler le 06.12.34.56.78 après 17 h",
        "07-12-34-56-78",
        "05 37 00 00 00",
        "+212 6 12 34 56 78",
        "+212612345678",
        "00212612345678",
        "+212 (0) 612 345 678",
        "رقمه ٠٦١٢٣٤٥٦٧٨",
        "soeur:0661 234 567",
    ],
)
def test_numbers_are_told(text: str) -> None:
    assert holds_phone_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Deux nuits, chambre 12",
        "dossier 4231-9008-69",
        "le 12/06/2026 à 10:30",
        "06 12 34 56",
        "061234567890",
        "coupon 4231-9008-69-0612-34",
        "3000 dirhams, 5 personnes, 2026",
    ],
)
def test_other_figures_are_not(text: str) -> None:
    assert not holds_phone_number(text)


@given(st.integers(0, 7999), st.integers(0, 9999))
def test_no_case_code_is_taken_for_one(block: int, index: int) -> None:
    code = code_at(bytes(32), block, index)
    assert not holds_phone_number(code.digits)
    assert not holds_phone_number(str(code))
