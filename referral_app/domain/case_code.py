"""Case codes: ten digits, `4231-9008-69`, unique without a server and safe to say aloud.

Eight digits come from a keyed permutation, so that they show neither order, centre nor date; two
are the check digits of ISO 7064 MOD 97-10, as in an IBAN: the ten digits leave 1 when divided by
97. The first digit is 2 to 9, so that a code is never taken for a Moroccan telephone number.
"""

from __future__ import annotations

import hmac
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from referral_app.errors import InvalidInputError, RefusedError

BLOCK_SIZE = 10_000
"""Codes in a block; a centre grants whole blocks to its desks."""
BLOCKS = 8_000
"""Blocks of a commune, numbered from 0: 80 million codes."""
KEY_BYTES = 32
"""Length of the commune's code key."""

_DIGITS = 10
_LOWEST, _END = 2 * 10**7, 10**8  # the eight digits lie in [_LOWEST, _END)
_HALF, _ROUNDS = 10**4, 8
_MODULUS = 97
_SHARE = 20  # an invited centre is granted one twentieth of what is left

SCAN_MARK = "RC1:"
"""What a QR code of ours begins with; ten digits name a file, sixteen a coupon."""
# A scanner types as if on a US keyboard. What "RC1:" becomes on a French and on an Arabic layout:
_SCAN_MARKS = (SCAN_MARK.casefold(), "rc&m", "\u064c}1:")
_FRENCH_DIGIT_KEYS = dict(zip("à&é\"'(-è_ç", "0123456789", strict=True))
_ONLY_FRENCH_KEYS = frozenset(_FRENCH_DIGIT_KEYS) - set("-_")
_SEPARATORS = frozenset("./_\u2212\u0640")  # beside spaces, dashes and direction marks


@dataclass(frozen=True, slots=True, order=True)
class CaseCode:
    """A code that holds; `digits` are its ten digits without dashes."""

    digits: str

    def __post_init__(self) -> None:
        if not (self.digits.isascii() and self.digits.isdecimal()):
            raise InvalidInputError("code.not_digits", "code")
        if len(self.digits) != _DIGITS:
            key = "code.too_short" if len(self.digits) < _DIGITS else "code.too_long"
            raise InvalidInputError(key, "code", count=len(self.digits))
        if self.digits[0] in "01":
            raise InvalidInputError("code.first_digit", "code")
        if check_digits(self.digits[:8]) != self.digits[8:]:
            raise InvalidInputError("code.check_digits", "code")

    @classmethod
    def parse(cls, typed: str) -> CaseCode:
        """Read a code as typed or scanned: with spaces or dashes, in any script's digits.

        Raises InvalidInputError: code.empty, code.not_digits, code.too_short, code.too_long (both
        with `count`, the digits found), code.first_digit, code.check_digits.
        """
        digits = digits_of(typed)
        if not digits:
            raise InvalidInputError("code.empty", "code")
        return cls(digits)

    @property
    def scanned(self) -> str:
        """The content of the card's QR code."""
        return SCAN_MARK + self.digits

    def __str__(self) -> str:
        return f"{self.digits[:4]}-{self.digits[4:8]}-{self.digits[8:]}"


@dataclass(frozen=True, slots=True, order=True)
class CodeBlock:
    """One block of 10,000 codes, `number` 0 to 7999. Raises RefusedError outside of these."""

    number: int

    def __post_init__(self) -> None:
        if not 0 <= self.number < BLOCKS:
            raise RefusedError("code.no_such_block")


@dataclass(frozen=True, slots=True)
class BlockRange:
    """Blocks `first` to `first + count - 1` that a centre may use; `count` 0 when none is left.

    Desks are granted blocks from the bottom, invited centres a range from the top. The first centre
    starts with ALL_BLOCKS, and whoever invites divides only what it holds itself. Ranges are hence
    a tree in which no two leaves overlap, without a registry and without the centres hearing of
    one another. What was granted is never taken back, even when an invitation lapses, since its
    file may still be used. Desks of one centre must know of one another's grants, so inviting is
    an act of a steward's desk; should two invite unknown to each other, both files that come to
    bear one code are shown.
    """

    first: int
    count: int

    def __post_init__(self) -> None:
        if min(self.first, self.count) < 0 or self.end > BLOCKS:
            raise RefusedError("code.no_such_block")

    @property
    def end(self) -> int:
        """The number after the last block."""
        return self.first + self.count

    def remaining(
        self, to_desks: Iterable[CodeBlock], to_centres: Iterable[BlockRange]
    ) -> BlockRange:
        """Return what is left between the blocks given to desks and the ranges given to centres."""
        bottom = max((block.number + 1 for block in to_desks), default=self.first)
        top = min((given.first for given in to_centres), default=self.end)
        return BlockRange(bottom, max(0, top - bottom))

    def next_for_desk(self) -> CodeBlock:
        """Return the lowest block of what is left: raises RefusedError when there is none."""
        if not self.count:
            raise RefusedError("code.no_blocks_left")
        return CodeBlock(self.first)

    def next_for_centre(self) -> BlockRange:
        """Return the share of what is left that an invited centre is granted, off the top.

        Raises RefusedError when the granting centre would keep no block for itself.
        """
        if self.count < 2:
            raise RefusedError("code.no_blocks_left")
        share = max(1, self.count // _SHARE)
        return BlockRange(self.end - share, share)


ALL_BLOCKS = BlockRange(0, BLOCKS)
"""What the first centre of a commune starts with."""


def code_at(key: bytes, block: int, index: int) -> CaseCode:
    """Return code number `index` (0 to 9999) of a block (0 to 7999) under the commune's key.

    One key gives 80 million different codes; the permutation is that of privacy.md 1.5.
    """
    if len(key) != KEY_BYTES:
        raise ValueError("the code key has 32 bytes")
    if not 0 <= index < BLOCK_SIZE:
        raise ValueError("a block has 10,000 codes")
    # The start must lie inside the range: only then does walking the cycle back into it never
    # lead two starts to one code.
    keyed = hmac.new(key, digestmod="sha256")
    payload = _permuted(_LOWEST + CodeBlock(block).number * BLOCK_SIZE + index, keyed)
    while payload < _LOWEST:
        payload = _permuted(payload, keyed)
    return CaseCode(f"{payload}{check_digits(str(payload))}")


def digits_of(typed: str) -> str:
    """Return the digits of what was typed or scanned, in any script, without separators.

    Raises InvalidInputError code.not_digits.
    """
    return "".join(_decimal(mark) for mark in _without_scan_mark(typed))


def check_digits(number: str) -> str:
    """Return the two check digits of ISO 7064 MOD 97-10 for a string of digits."""
    return f"{_MODULUS + 1 - int(number) * 100 % _MODULUS:02d}"


def _permuted(number: int, keyed: hmac.HMAC) -> int:
    left, right = divmod(number, _HALF)
    for turn in range(_ROUNDS):
        mixed = keyed.copy()
        mixed.update(b"%d|%d" % (turn, right))
        left, right = right, (left + int.from_bytes(mixed.digest()[:8], "big")) % _HALF
    return left * _HALF + right


def _without_scan_mark(typed: str) -> str:
    text = typed.strip().casefold()
    mark = next((mark for mark in _SCAN_MARKS if text.startswith(mark)), "")
    text = text[len(mark) :]
    if mark == "rc&m" or not _ONLY_FRENCH_KEYS.isdisjoint(text):
        # The digit row of a French keyboard without the shift key, where - is 6 and _ is 8.
        return "".join(_FRENCH_DIGIT_KEYS.get(char, char) for char in text)
    return text


def _decimal(char: str) -> str:
    """The digit in 0 to 9, nothing for a separator; raises InvalidInputError for all else."""
    number = unicodedata.decimal(char, None)
    if number is not None:
        return str(number)
    if char.isspace() or char in _SEPARATORS or unicodedata.category(char) in ("Pd", "Cf"):
        return ""
    raise InvalidInputError("code.not_digits", "code")
