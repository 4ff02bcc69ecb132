"""Reads a QR code of version 1 from its modules (ISO/IEC 18004): undamaged, letters and digits.

Written apart from the library that makes them, so that one proves the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

SIZE: Final = 21
_LETTERS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_FORMAT_MASK: Final = 0b101010000010010
_ALPHANUMERIC: Final = 0b0010
_FORMAT: Final = [(8, x) for x in (0, 1, 2, 3, 4, 5, 7, 8)] + [
    (y, 8) for y in (7, 5, 4, 3, 2, 1, 0)
]
_MASKS: Final = (
    lambda y, x: (y + x) % 2 == 0,
    lambda y, x: y % 2 == 0,
    lambda y, x: x % 3 == 0,
    lambda y, x: (y + x) % 3 == 0,
    lambda y, x: (y // 2 + x // 3) % 2 == 0,
    lambda y, x: y * x % 2 + y * x % 3 == 0,
    lambda y, x: (y * x % 2 + y * x % 3) % 2 == 0,
    lambda y, x: ((y + x) % 2 + y * x % 3) % 2 == 0,
)

Modules = list[list[bool]]


def read(modules: Modules) -> str:
    """Return what 21 rows of 21 modules say."""
    assert [len(row) for row in modules] == [SIZE] * SIZE
    assert modules[7][:8] == [False] * 8, "the finder is parted from the rest"
    format_bits = _number([modules[y][x] for y, x in _FORMAT]) ^ _FORMAT_MASK
    masked = _MASKS[format_bits >> 10 & 0b111]
    bits = [modules[y][x] ^ masked(y, x) for y, x in _places()]
    assert _number(bits[:4]) == _ALPHANUMERIC
    count, at = _number(bits[4:13]), 13
    found = ""
    while len(found) < count:
        wide = 11 if count - len(found) > 1 else 6
        value = _number(bits[at : at + wide])
        at += wide
        pair = divmod(value, 45) if wide == 11 else (value,)
        found += "".join(_LETTERS[letter] for letter in pair)
    return found


def _places() -> Iterator[tuple[int, int]]:
    """Where the data lies: two columns at a time from the right, up and down in turn."""
    upwards = True
    for right in (20, 18, 16, 14, 12, 10, 8, 5, 3, 1):
        for step in range(SIZE):
            y = SIZE - 1 - step if upwards else step
            for x in (right, right - 1):
                if not _reserved(y, x):
                    yield y, x
        upwards = not upwards


def _reserved(y: int, x: int) -> bool:
    """Finders with their formats in three corners, and the two lines of timing."""
    corner = (y < 9 and x < 9) or (y < 9 and x >= SIZE - 8) or (y >= SIZE - 8 and x < 9)
    return corner or y == 6 or x == 6


def _number(bits: list[bool]) -> int:
    return int("".join("01"[bit] for bit in bits), 2)
