"""Checks on the shape of what was decoded."""

from __future__ import annotations

from typing import Final

from referral_app.domain.facts import Value
from referral_app.exchange.refused import LeftAsideError
from referral_app.services.ports import Refusal

ID: Final = 16
MAX_NAME: Final = 200


def is_id(value: bytes) -> bool:
    """Whether it has the length of a centre's, a desk's or a record's id."""
    return len(value) == ID


def byte_strings(values: tuple[Value, ...], size: int | None = None) -> tuple[bytes, ...]:
    """Return `values` as byte strings, each of `size` bytes where that is given.

    Raises LeftAsideError(DAMAGED).
    """
    found = tuple(value for value in values if isinstance(value, bytes))
    wrong_size = size is not None and any(len(value) != size for value in found)
    if len(found) != len(values) or wrong_size:
        raise LeftAsideError(Refusal.DAMAGED)
    return found


def pieces(joined: bytes, size: int) -> list[bytes]:
    """Take byte strings of one size apart that were put one after the other."""
    return [joined[at : at + size] for at in range(0, len(joined), size)]


def is_name(text: str) -> bool:
    """Whether a centre may be called so: at most 200 characters, all of them printable."""
    return len(text) <= MAX_NAME and (not text or text.isprintable())
