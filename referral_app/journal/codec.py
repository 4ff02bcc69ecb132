"""The strict subset of CBOR (RFC 8949, deterministic form) in which facts and commits are written.

Allowed: integers whose argument is below 2^63, byte strings, UTF-8 text, arrays, true, false, null;
definite lengths, shortest form, at most 6 arrays deep, at most 20,000 items, no trailing byte.
Every value has one form only, so that a hash names a value.
"""

from __future__ import annotations

from typing import Final

from referral_app.domain.facts import Value
from referral_app.errors import ForeignDataError, InvalidInputError

MAX_DEPTH: Final = 6
MAX_ITEMS: Final = 20_000

_INTEGER_END: Final = 1 << 63
_UINT, _NINT, _BYTES, _TEXT, _ARRAY = range(5)
_LAST_ARRAY: Final = _ARRAY << 5 | 31
_LONG: Final = 24
"""From this argument on, the argument itself follows in 1, 2, 4 or 8 bytes."""
_SIMPLE: Final[dict[int, bool | None]] = {0xF4: False, 0xF5: True, 0xF6: None}
_LEAST: Final = {_LONG: _LONG, 25: 1 << 8, 26: 1 << 16, 27: 1 << 32}
"""The smallest argument that each longer form may carry."""
_SHORT: Final = tuple(
    tuple(bytes((major << 5 | argument,)) for argument in range(_LONG)) for major in range(5)
)

_SHORT_TEXT: Final = _SHORT[_TEXT]


def _head(major: int, argument: int) -> bytes:
    if argument < _LONG:
        return _SHORT[major][argument]
    if argument < 1 << 8:
        return bytes((major << 5 | 24, argument))
    if argument < 1 << 16:
        return bytes((major << 5 | 25, argument >> 8, argument & 0xFF))
    if argument < 1 << 32:
        return bytes((major << 5 | 26,)) + argument.to_bytes(4, "big")
    return bytes((major << 5 | 27,)) + argument.to_bytes(8, "big")


_BYTES_HEADS: Final = tuple(_head(_BYTES, size) for size in range(1 << 8))
"""A save writes hundreds of hashes and facts: what stands before short bytes is made once."""


def array_head(length: int) -> bytes:
    """Return what stands before the items of an array."""
    return _head(_ARRAY, length)


def encode_text(value: str) -> bytes:
    """Return the one form of a text.

    Raises InvalidInputError for half a character.
    """
    try:
        data = value.encode()
    except UnicodeEncodeError:  # as a broken clipboard may hold
        raise InvalidInputError("codec.unwritable_text") from None
    size = len(data)
    return (_SHORT_TEXT[size] if size < _LONG else _head(_TEXT, size)) + data


def encode(value: Value) -> bytes:
    """Return the one form of `value`.

    Raises InvalidInputError when `decode` would refuse it, TypeError for a type that has no form.
    """
    if not isinstance(value, tuple):
        return _scalar(value)
    out: list[bytes] = []
    _put(value, out, 0)
    if len(out) > MAX_ITEMS:
        raise InvalidInputError("codec.unwritable_size")
    return b"".join(out)


def _put(array: tuple[Value, ...], out: list[bytes], depth: int) -> None:
    if depth >= MAX_DEPTH:
        raise InvalidInputError("codec.unwritable_depth")
    # One part an item, so that the number of parts is the number of items.
    out.append(_head(_ARRAY, len(array)))
    for item in array:
        if isinstance(item, bytes):
            size = len(item)
            head = _BYTES_HEADS[size] if size < len(_BYTES_HEADS) else _head(_BYTES, size)
            out.append(head + item)
        elif isinstance(item, tuple):
            _put(item, out, depth + 1)
        else:
            out.append(_scalar(item))


def _scalar(value: str | bytes | int | None) -> bytes:
    if isinstance(value, str):
        return encode_text(value)
    if isinstance(value, bytes):
        return _head(_BYTES, len(value)) + value
    if value is None:
        return b"\xf6"
    if isinstance(value, bool):
        return b"\xf5" if value else b"\xf4"
    if not isinstance(value, int):
        raise TypeError(f"no form for {type(value).__name__}")
    if not -_INTEGER_END <= value < _INTEGER_END:
        raise InvalidInputError("codec.unwritable_number")
    return _head(_UINT, value) if value >= 0 else _head(_NINT, -1 - value)


def decode(data: bytes) -> Value:
    """Read the one value that `data` holds; arrays come as tuples.

    Raises ForeignDataError("codec.…") for anything outside the subset, and nothing else.
    """
    reader = _Reader(data)
    value = reader.item(0)
    if reader.at != len(data):
        raise ForeignDataError("codec.trailing_bytes")
    return value


class _Reader:
    """A place in bytes that are read once, front to back."""

    __slots__ = ("at", "data", "items")

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0
        self.items = 0

    def item(self, depth: int) -> Value:
        self.items += 1
        if self.items > MAX_ITEMS:
            raise ForeignDataError("codec.too_many_items")
        data, at = self.data, self.at
        if at >= len(data):
            raise ForeignDataError("codec.truncated")
        initial = data[at]
        self.at = at + 1
        if initial > _LAST_ARRAY:
            return _simple(initial)
        major, argument = initial >> 5, initial & 31
        if argument >= _LONG:
            argument = self._long_argument(argument)
        if major < _BYTES:
            return argument if major == _UINT else -1 - argument
        if major == _ARRAY:
            return self._array(argument, depth)
        found = self._bytes(argument)
        return found if major == _BYTES else _as_text(found)

    def _long_argument(self, form: int) -> int:
        least = _LEAST.get(form)
        if least is None:
            raise ForeignDataError("codec.indefinite_length")
        argument = int.from_bytes(self._bytes(1 << (form - _LONG)), "big")
        if argument < least:
            raise ForeignDataError("codec.not_shortest")
        if argument >= _INTEGER_END:
            raise ForeignDataError("codec.number_too_large")
        return argument

    def _bytes(self, length: int) -> bytes:
        at = self.at
        end = self.at = at + length
        if end > len(self.data):
            raise ForeignDataError("codec.truncated")
        return self.data[at:end]

    def _array(self, length: int, depth: int) -> tuple[Value, ...]:
        if depth >= MAX_DEPTH:
            raise ForeignDataError("codec.too_deep")
        if length > len(self.data) - self.at:  # each item takes a byte at least
            raise ForeignDataError("codec.truncated")
        return tuple([self.item(depth + 1) for _ in range(length)])


def _as_text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise ForeignDataError("codec.not_utf8") from None


def _simple(initial: int) -> bool | None:
    if initial in _SIMPLE:
        return _SIMPLE[initial]
    raise ForeignDataError("codec.type_not_allowed")
