"""Numbers of return coupons: found again by the referral, and never by a slip of the finger."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_app.domain.case_code import CaseCode, code_at
from referral_app.domain.coupon import CouponNumber
from referral_app.domain.identifiers import ReferralId
from referral_app.errors import InvalidInputError

KEY = bytes(32)
codes = st.builds(
    lambda block, index: code_at(KEY, block, index).digits,
    st.integers(0, 7999),
    st.integers(0, 9999),
)
referrals = st.binary(min_size=16, max_size=16).map(ReferralId)


@given(codes, referrals)
def test_a_number_is_read_as_it_is_printed_and_as_it_is_scanned(
    code: str, referral: ReferralId
) -> None:
    number = CouponNumber.of(code, referral)
    assert CouponNumber.parse(str(number)) == number
    assert CouponNumber.parse(number.scanned) == number
    assert number.code == code
    assert CaseCode(number.code)
    assert number.is_of(referral)


@given(codes, referrals, st.integers(0, 15), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(code: str, referral: ReferralId, place: int, off: int) -> None:
    digits = CouponNumber.of(code, referral).digits
    wrong = digits[:place] + str((int(digits[place]) + off) % 10) + digits[place + 1 :]
    with pytest.raises(InvalidInputError) as caught:
        CouponNumber.parse(wrong)
    assert caught.value.key == "coupon.check_digits"


@given(codes, referrals)
def test_two_neighbours_that_changed_places_are_noticed(code: str, referral: ReferralId) -> None:
    digits = CouponNumber.of(code, referral).digits
    for place, (one, other) in enumerate(pairwise(digits)):
        if one == other:
            continue
        swapped = digits[:place] + other + one + digits[place + 2 :]
        with pytest.raises(InvalidInputError):
            CouponNumber.parse(swapped)


def test_a_scanner_on_a_french_keyboard() -> None:
    number = CouponNumber.of("4231900869", ReferralId(bytes(15) + b"\x05"))
    french = dict(zip("0123456789", "à&é\"'(-è_ç", strict=True))
    typed = "RC&M" + "".join(french[digit] for digit in number.digits)
    assert CouponNumber.parse(typed) == number


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("", "coupon.empty"),
        (" - ", "coupon.empty"),
        ("4231-9008-69", "coupon.length"),
        ("4231-9008-69-0005-4", "coupon.length"),
        ("4231-9008-69-AB12", "code.not_digits"),
    ],
)
def test_what_is_no_number_says_so(typed: str, key: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        CouponNumber.parse(typed)
    assert caught.value.key == key
