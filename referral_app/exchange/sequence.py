"""Byte strings one after the other, as the hub hands them out and takes them in (exchange.md 7.1).

up, members, registry, summaries   (u32be length ‖ bytes)*
a mailbox, down                    (u64be position ‖ u32be length ‖ envelope)*
"""

from __future__ import annotations

from collections.abc import Iterable
from struct import Struct
from typing import Final, NamedTuple

from referral_app.errors import ForeignDataError

MEDIA_TYPE: Final = "application/vnd.relais.seq"
_LENGTH: Final = Struct(">I")
_PLACED: Final = Struct(">QI")


class Placed(NamedTuple):
    """An envelope and its position in the hub's journal."""

    seq: int
    data: bytes


def write_sequence(items: Iterable[bytes]) -> bytes:
    """Put byte strings one after the other."""
    parts: list[bytes] = []
    for item in items:
        parts += (_LENGTH.pack(len(item)), item)
    return b"".join(parts)


def read_sequence(data: bytes, most: int, largest: int) -> tuple[bytes, ...]:
    """Read at most `most` byte strings, each of 1 to `largest` bytes.

    Raises ForeignDataError("sequence.damaged") for anything else, nothing read.
    """
    at, end, items = 0, len(data), list[bytes]()
    while at < end:
        if end - at < _LENGTH.size or len(items) == most:
            raise ForeignDataError("sequence.damaged")
        (size,) = _LENGTH.unpack_from(data, at)
        at += _LENGTH.size
        if not 0 < size <= min(largest, end - at):
            raise ForeignDataError("sequence.damaged")
        items.append(data[at : at + size])
        at += size
    return tuple(items)


def write_page(envelopes: Iterable[Placed]) -> bytes:
    """Put a mailbox's envelopes one after the other, each behind its position."""
    parts: list[bytes] = []
    for seq, data in envelopes:
        parts += (_PLACED.pack(seq, len(data)), data)
    return b"".join(parts)


def read_page(data: bytes, most: int, largest: int) -> tuple[Placed, ...]:
    """Read what `write_page` wrote; positions rise.

    Raises ForeignDataError("sequence.damaged") for anything else, nothing read.
    """
    at, end, last, found = 0, len(data), 0, list[Placed]()
    while at < end:
        if end - at < _PLACED.size or len(found) == most:
            raise ForeignDataError("sequence.damaged")
        seq, size = _PLACED.unpack_from(data, at)
        at += _PLACED.size
        if seq <= last or not 0 < size <= min(largest, end - at):
            raise ForeignDataError("sequence.damaged")
        found.append(Placed(seq, data[at : at + size]))
        last, at = seq, at + size
    return tuple(found)
