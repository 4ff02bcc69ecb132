from __future__ import annotations

import cbor2
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from referral_app.domain.facts import Value
from referral_app.errors import ForeignDataError, InvalidInputError
from referral_app.journal.codec import MAX_DEPTH, MAX_ITEMS, decode, encode

INTEGER_END = 1 << 63
scalars = (
    st.integers(-INTEGER_END, INTEGER_END - 1)
    | st.binary(max_size=300)
    | st.text(max_size=80)
    | st.booleans()
    | st.none()
)
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=6).map(tuple), max_leaves=30)


def depth_of(value: object) -> int:
    inner = value if isinstance(value, tuple | list) else None
    return 0 if inner is None else 1 + max(map(depth_of, inner), default=0)


def items_of(value: object) -> int:
    return 1 + (sum(map(items_of, value)) if isinstance(value, tuple | list) else 0)


def as_tuples(value: object) -> object:
    return tuple(map(as_tuples, value)) if isinstance(value, list | tuple) else value


def same(one: object, other: object) -> bool:
    """Equal in type too: True is not 1 here."""
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and one == other


@given(values)
@example(tuple("é漢😀\u0000"))
@example((23, 24, 255, 256, 65535, 65536, (1 << 32) - 1, 1 << 32, INTEGER_END - 1))
@example((-1, -24, -25, -256, -257, -65536, -65537, -(1 << 32), -INTEGER_END))
@example((b"x" * 23, b"x" * 24, b"x" * 255, b"x" * 256, b"x" * 65536))
def test_what_is_written_is_read_back_and_is_what_others_write(value: Value) -> None:
    if depth_of(value) > MAX_DEPTH:
        with pytest.raises(InvalidInputError, match=r"^codec\.unwritable_depth$"):
            encode(value)
        return
    data = encode(value)
    assert same(decode(data), value)
    assert data == cbor2.dumps(value, canonical=True)


def allowed(value: object) -> bool:
    if isinstance(value, list | tuple):
        return all(map(allowed, value))
    if isinstance(value, bool) or value is None:
        return True
    if isinstance(value, int):
        return -INTEGER_END <= value < INTEGER_END
    return isinstance(value, bytes | str)


def judged_by_cbor2(data: bytes) -> object | None:
    """The value in a list, when an independent reader finds it to be within our subset."""
    try:
        value = cbor2.loads(data)
        if not allowed(value) or depth_of(value) > MAX_DEPTH or items_of(value) > MAX_ITEMS:
            return None
        return [value] if cbor2.dumps(value, canonical=True) == data else None
    except (cbor2.CBORError, ValueError, RecursionError, OverflowError):
        return None


def judged_by_us(data: bytes) -> tuple[object | None, str]:
    """The value in a list, or None and why it is refused."""
    try:
        return [decode(data)], ""
    except ForeignDataError as error:
        return None, error.key


def agree(data: bytes) -> None:
    expected, (found, reason) = judged_by_cbor2(data), judged_by_us(data)
    assert same(as_tuples(found), as_tuples(expected)), f"{data.hex()}: {reason or 'accepted'}"
    assert found or reason.startswith("codec.")


@given(st.binary(max_size=64))
def test_any_bytes_are_judged_as_an_independent_reader_judges_them(data: bytes) -> None:
    agree(data)


@given(
    values.filter(lambda value: depth_of(value) <= MAX_DEPTH),
    st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), max_size=3),
    st.integers(0, 8),
)
def test_damaged_bytes_are_judged_as_an_independent_reader_judges_them(
    value: Value, changes: list[tuple[int, int]], cut: int
) -> None:
    data = bytearray(encode(value))
    for at, byte in changes:
        data[at % len(data)] = byte
    agree(bytes(data[: len(data) - cut] or b"\xf6"))


def nested(depth: int) -> bytes:
    return b"\x81" * depth + b"\x00"


HOSTILE = [
    ("nothing", b"", "truncated"),
    ("half an integer", b"\x19\x01", "truncated"),
    ("a string beyond the end", b"\x58\xff\x00", "truncated"),
    ("a string of 2^62 bytes", b"\x5b\x40" + bytes(7), "truncated"),
    ("an array of 2^62 items", b"\x9b\x40" + bytes(7), "truncated"),
    ("an array of more items than bytes", b"\x9a\x00\x01\x00\x00" + bytes(100), "truncated"),
    ("a byte after the end", b"\x00\x00", "trailing_bytes"),
    ("zero in two bytes", b"\x18\x00", "not_shortest"),
    ("23 in two bytes", b"\x18\x17", "not_shortest"),
    ("255 in three bytes", b"\x19\x00\xff", "not_shortest"),
    ("65535 in five bytes", b"\x1a\x00\x00\xff\xff", "not_shortest"),
    ("2^32-1 in nine bytes", b"\x1b" + bytes(4) + b"\xff" * 4, "not_shortest"),
    ("a length in two bytes", b"\x58\x01a", "not_shortest"),
    ("2^63", b"\x1b\x80" + bytes(7), "number_too_large"),
    ("-2^63-1", b"\x3b\x80" + bytes(7), "number_too_large"),
    ("a string of 2^63 bytes", b"\x5b\x80" + bytes(7), "number_too_large"),
    ("reserved form 28", b"\x1c", "indefinite_length"),
    ("bytes without an end", b"\x5f\x41a\xff", "indefinite_length"),
    ("text without an end", b"\x7f\x61a\xff", "indefinite_length"),
    ("an array without an end", b"\x9f\x00\xff", "indefinite_length"),
    ("broken text", b"\x62\xc3\x28", "not_utf8"),
    ("overlong text", b"\x62\xc0\x80", "not_utf8"),
    ("half a character", b"\x63\xed\xa0\x80", "not_utf8"),
    ("seven arrays deep", nested(7), "too_deep"),
    ("a million arrays deep", nested(1_000_000), "too_deep"),
    ("too many items", encode(()).replace(b"\x80", b"\x99\x4e\x20") + bytes(20_000), "too_many"),
    ("a map", b"\xa0", "type_not_allowed"),
    ("a map with one key twice", b"\xa2\x00\x00\x00\x00", "type_not_allowed"),
    ("a date (tag 0)", b"\xc0\x60", "type_not_allowed"),
    ("a big number (tag 2)", b"\xc2\x41\x01", "type_not_allowed"),
    ("a shared value (tag 28)", b"\xd8\x1c\x80", "type_not_allowed"),
    ("a regular expression (tag 35)", b"\xd8\x23\x62(a", "type_not_allowed"),
    ("undefined", b"\xf7", "type_not_allowed"),
    ("a half float", b"\xf9\x00\x00", "type_not_allowed"),
    ("a float", b"\xfa\x00\x00\x00\x00", "type_not_allowed"),
    ("a double", b"\xfb" + bytes(8), "type_not_allowed"),
    ("false in two bytes", b"\xf8\x14", "type_not_allowed"),
    ("a lone stop", b"\xff", "type_not_allowed"),
]


@pytest.mark.parametrize(("data", "reason"), [h[1:] for h in HOSTILE], ids=[h[0] for h in HOSTILE])
def test_hostile_bytes_are_refused_by_name(data: bytes, reason: str) -> None:
    with pytest.raises(ForeignDataError) as caught:
        decode(data)
    assert caught.value.key.startswith(f"codec.{reason}")


def test_bounds_are_taken_exactly() -> None:
    assert depth_of(decode(nested(MAX_DEPTH))) == MAX_DEPTH
    full: Value = (0,) * (MAX_ITEMS - 1)
    assert decode(encode(full)) == full


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (INTEGER_END, "unwritable_number"),
        (-INTEGER_END - 1, "unwritable_number"),
        ("\ud800", "unwritable_text"),
        ((((((((),),),),),),), "unwritable_depth"),
        ((0,) * MAX_ITEMS, "unwritable_size"),
        (((0,) * (MAX_ITEMS // 2),) * 2, "unwritable_size"),
    ],
)
def test_what_cannot_be_read_is_not_written(value: Value, reason: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        encode(value)
    assert caught.value.key == f"codec.{reason}"


@pytest.mark.parametrize("value", [1.5, {}, {1}, object(), [1], bytearray(b"x"), (1, [2])])
def test_types_without_a_form_are_a_bug(value: object) -> None:
    with pytest.raises(TypeError):
        encode(value)  # type: ignore[arg-type]
