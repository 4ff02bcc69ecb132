"""Numbers of return coupons: sixteen digits, `4231-9008-69-4821-07`.

The ten of the file's code, four that tell the referrals of a file apart, and two check digits over
all fourteen (ISO 7064 MOD 97-10): digits alone, for the reasons that a case code has none but
digits. Any desk of the sender's centre finds the referral by it.
"""

from __future__ import annotations

from dataclasses import dataclass

from referral_app.domain.case_code import SCAN_MARK, CaseCode, check_digits, digits_of
from referral_app.domain.identifiers import ReferralId
from referral_app.errors import InvalidInputError

_DIGITS = 16
_SHORT = 10_000


@dataclass(frozen=True, slots=True, order=True)
class CouponNumber:
    """A number that holds; `digits` are its sixteen digits without dashes."""

    digits: str

    def __post_init__(self) -> None:
        if len(self.digits) != _DIGITS:
            raise InvalidInputError("coupon.length", "coupon", count=len(self.digits))
        if check_digits(self.digits[:14]) != self.digits[14:]:
            raise InvalidInputError("coupon.check_digits", "coupon")

    @classmethod
    def of(cls, code: str, referral: ReferralId) -> CouponNumber:
        """Return the number of a referral's coupon; `code` is the file's, ten digits."""
        fourteen = code + _short(referral)
        return cls(fourteen + check_digits(fourteen))

    @classmethod
    def parse(cls, typed: str) -> CouponNumber:
        """Read a number as typed or scanned: with spaces or dashes, in any script's digits.

        Raises InvalidInputError: coupon.empty, code.not_digits, coupon.length (with `count`, the
        digits found), coupon.check_digits.
        """
        digits = digits_of(typed)
        if not digits:
            raise InvalidInputError("coupon.empty", "coupon")
        return cls(digits)

    @property
    def code(self) -> str:
        """The code of the file, ten digits."""
        return self.digits[:10]

    @property
    def scanned(self) -> str:
        """The content of the coupon's QR code."""
        return SCAN_MARK + self.digits

    def is_of(self, referral: ReferralId) -> bool:
        """Whether this may be the coupon of a referral; two of one file rarely share a number."""
        return self.digits[10:14] == _short(referral)

    def __str__(self) -> str:
        return f"{CaseCode(self.code)}-{self.digits[10:14]}-{self.digits[14:]}"


def _short(referral: ReferralId) -> str:
    """Four digits of the referral's own half of its id."""
    return f"{int.from_bytes(referral[8:], 'big') % _SHORT:04d}"
