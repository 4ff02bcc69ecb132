"""One fact on the wire: its own byte string, so that it can be erased while the commit stands.

    [kind, salt(16), record(16), happened ms, [[commit(32), place]…] seen, [[name, value]…] content]

The salt keeps an erased fact from being guessed from its hash (exchange.md 4.2).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, TypeGuard

from referral_app.domain.facts import Content, Fact, Value
from referral_app.domain.identifiers import CommitId, Moment, WriteId
from referral_app.errors import ForeignDataError, InvalidInputError
from referral_app.journal import codec
from referral_app.journal.hlc import LATEST

ID_SIZE: Final = 16
SALT_SIZE: Final = 16
HASH_SIZE: Final = 32
MAX_FACTS: Final = 64
MAX_FACT_SIZE: Final = 64 * 1024

_LENGTH: Final = 6
_PAIR: Final = 2
_PLAIN: Final = 23
"""Items of a content, and of a list in it, whose number fits into one byte."""
_ID_HEAD: Final = codec.encode(bytes(ID_SIZE))[:1]
_SALT_HEAD: Final = codec.encode(bytes(SALT_SIZE))[:1]
_CONTENT: Final = [codec.encode(()) + codec.array_head(many) for many in range(_PLAIN + 1)]
"""What stands before a content of so many values when nothing was seen."""


def is_bytes(value: Value, size: int) -> TypeGuard[bytes]:
    """Whether `value` is a byte string of `size` bytes."""
    return isinstance(value, bytes) and len(value) == size


def is_moment(value: Value) -> TypeGuard[int]:
    """Whether `value` is a date between 1970 and 3000, in milliseconds."""
    return type(value) is int and 0 <= value < LATEST


def encode_fact(fact: Fact, salt: bytes) -> bytes:
    """Return a fact's wire form; `salt` is 16 random bytes.

    Raises InvalidInputError when a date, a number or a text in it has no form or it is too large;
    ValueError for a fact that no program should build.
    """
    if not is_moment(fact.happened):
        raise InvalidInputError("fact.date_out_of_range", field="happened")
    data = _encode_plain(fact, salt)
    if data is None:
        data = codec.encode((fact.kind, salt, fact.record, fact.happened, fact.seen, fact.content))
        if not _well_formed(fact, salt):
            raise ValueError("a fact of a form that cannot be read back")
    if len(data) > MAX_FACT_SIZE:
        raise InvalidInputError("fact.too_large")
    return data


def _encode_plain(fact: Fact, salt: bytes) -> bytes | None:
    """Write a fact that sees nothing and lists but texts: most do, and a save writes dozens.

    The same bytes as the codec's, a quarter of the time; None for any other fact.
    """
    if fact.seen or len(fact.content) > _PLAIN:
        return None
    if len(salt) != SALT_SIZE or len(fact.record) != ID_SIZE:
        return None
    content = _encode_register(fact.content) or _encode_content(fact.content)
    if content is None:
        return None
    return b"".join(
        (_opening(fact.kind), salt, _ID_HEAD, fact.record, _moment(fact.happened), content)
    )


def _encode_register(content: Content) -> bytes | None:
    """Write the content of a register's fact whose value is a text: a save has most of these."""
    if len(content) != _PAIR:
        return None
    (first, field), (second, value) = content
    if first != "field" or second != "value":
        return None
    if not isinstance(field, str) or not isinstance(value, str):
        return None
    return _field(field) + codec.encode_text(value)


def _encode_content(content: Content) -> bytes | None:
    parts = [_CONTENT[len(content)]]
    last = None
    for name, value in content:
        if last is not None and name <= last:
            return None
        parts.append(_name(name))
        if isinstance(value, str):
            parts.append(codec.encode_text(value))
        elif isinstance(value, tuple):
            texts = [codec.encode_text(item) for item in value if isinstance(item, str)]
            if len(texts) != len(value) or len(texts) > _PLAIN:
                return None
            parts += (codec.array_head(len(texts)), *texts)
        else:
            parts.append(codec.encode(value))
        last = name
    return b"".join(parts)


@lru_cache(maxsize=128)
def _opening(kind: str) -> bytes:
    """What stands before a fact's salt."""
    return codec.array_head(_LENGTH) + codec.encode(kind) + _SALT_HEAD


@lru_cache(maxsize=256)
def _name(name: str) -> bytes:
    """What stands before a named value."""
    return codec.array_head(_PAIR) + codec.encode(name)


@lru_cache(maxsize=256)
def _field(name: str) -> bytes:
    """What stands before the value of a register."""
    return b"".join((_CONTENT[_PAIR], _name("field"), codec.encode_text(name), _name("value")))


@lru_cache(maxsize=4)
def _moment(happened: int) -> bytes:
    """The facts of one save happened at one time."""
    return codec.encode(happened)


def _well_formed(fact: Fact, salt: bytes) -> bool:
    return (
        len(salt) == SALT_SIZE
        and len(fact.record) == ID_SIZE
        and _read_seen(fact.seen) == fact.seen
        and _is_content(fact.content)
    )


def decode_fact(data: bytes) -> Fact | None:
    """Read a fact from its wire form; None when it has a form that this program cannot read."""
    try:
        value = codec.decode(data)
    except ForeignDataError:
        return None
    if not isinstance(value, tuple) or len(value) != _LENGTH:
        return None
    kind, salt, record, happened, seen, content = value
    if (
        isinstance(kind, str)
        and is_bytes(salt, SALT_SIZE)
        and is_bytes(record, ID_SIZE)
        and is_moment(happened)
        and (writes := _read_seen(seen)) is not None
        and _is_content(content)
    ):
        return Fact(kind, record, Moment(happened), content, writes)
    return None


def _read_seen(value: Value) -> tuple[WriteId, ...] | None:
    if not isinstance(value, tuple):
        return None
    writes = []
    for item in value:
        match item:
            case (bytes(commit), int(place)) if (
                len(commit) == HASH_SIZE and type(place) is int and 0 <= place < MAX_FACTS
            ):
                writes.append(WriteId(CommitId(commit), place))
            case _:
                return None
    return tuple(writes)


def _is_content(value: Value) -> TypeGuard[Content]:
    """Pairs of a name and a value, each name once, in order."""
    if not isinstance(value, tuple):
        return False
    last: str | None = None
    for pair in value:
        if not isinstance(pair, tuple) or len(pair) != _PAIR:
            return False
        name = pair[0]
        if not isinstance(name, str) or (last is not None and name <= last):
            return False
        last = name
    return True
