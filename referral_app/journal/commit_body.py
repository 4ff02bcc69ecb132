"""The signed part of a commit: who wrote, where, after what, and the hash of each fact.

[1, centre, device, incarnation(8), stream, seq, [previous(32)… sorted], hlc, schema,
 author(16), [SHA-256 of each fact…]]
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final, TypeGuard

from referral_app.domain.facts import SCHEMA, Value
from referral_app.domain.identifiers import CentreId, CommitId, DeviceId, StaffId
from referral_app.errors import ForeignDataError
from referral_app.journal import codec
from referral_app.journal import stream as streams
from referral_app.journal.fact_codec import HASH_SIZE, ID_SIZE, MAX_FACTS, is_bytes
from referral_app.journal.hlc import COUNTER_BITS, LATEST
from referral_app.journal.stream import Stream

FORMAT: Final = 1
MAX_PREVIOUS: Final = 8
INCARNATION_SIZE: Final = 8

_LENGTH: Final = 11


@dataclass(frozen=True, slots=True)
class CommitDraft:
    """What stands in a commit beside its facts; `previous` is all heads of this desk's branch."""

    centre: CentreId
    device: DeviceId
    incarnation: bytes
    stream: Stream
    seq: int
    previous: tuple[CommitId, ...]
    hlc: int
    author: StaffId


@dataclass(frozen=True, slots=True)
class Header:
    """A body as read: the draft, and what was added when it was written."""

    draft: CommitDraft
    schema: int
    hashes: tuple[bytes, ...]


def write_body(draft: CommitDraft, hashes: tuple[bytes, ...]) -> tuple[bytes, Header]:
    """Return the bytes to sign, and what a reader will make of them.

    Raises ValueError when no reader would take them.
    """
    value: Value = (
        FORMAT,
        draft.centre,
        draft.device,
        draft.incarnation,
        draft.stream.encode(),
        draft.seq,
        tuple(sorted(draft.previous)),
        draft.hlc,
        SCHEMA,
        draft.author,
        hashes,
    )
    try:
        # What is decoded is what was encoded: a reader would see this very value.
        return codec.encode(value), _header(value)
    except ForeignDataError as error:
        raise ValueError("a draft that cannot be read back") from error


def read_body(body: bytes) -> Header:
    """Read the signed part of a commit.

    Raises ForeignDataError("codec.…" or "commit.…").
    """
    return _header(codec.decode(body))


def _header(value: Value) -> Header:
    if not isinstance(value, tuple) or not value or not _is_count(value[0]):
        raise ForeignDataError("commit.bad_form")
    if value[0] != FORMAT:
        raise ForeignDataError("commit.other_format")
    if len(value) != _LENGTH:
        raise ForeignDataError("commit.bad_form")
    _, centre, device, incarnation, stream, seq, previous, hlc, schema, author, hashes = value
    if not (
        is_bytes(centre, ID_SIZE)
        and is_bytes(device, ID_SIZE)
        and is_bytes(incarnation, INCARNATION_SIZE)
        and is_bytes(author, ID_SIZE)
        and _is_count(seq)
        and _is_count(hlc)
        and _is_count(schema)
    ):
        raise ForeignDataError("commit.bad_form")
    if hlc >= LATEST << COUNTER_BITS:
        raise ForeignDataError("commit.bad_form")
    draft = CommitDraft(
        CentreId(centre),
        DeviceId(device),
        incarnation,
        _read_stream(stream, CentreId(centre)),
        seq,
        _read_previous(previous),
        hlc,
        StaffId(author),
    )
    return Header(draft, schema, _read_hashes(hashes))


def _is_count(value: Value) -> TypeGuard[int]:
    return type(value) is int and value >= 0


def _read_stream(value: Value, author: CentreId) -> Stream:
    stream = streams.decode(value)
    if not stream.concerns(author):
        raise ForeignDataError("commit.not_a_party")
    return stream


def _read_previous(value: Value) -> tuple[CommitId, ...]:
    if isinstance(value, tuple) and len(value) <= MAX_PREVIOUS:
        ids = tuple([CommitId(link) for link in value if is_bytes(link, HASH_SIZE)])
        if len(ids) == len(value) and all(a < b for a, b in pairwise(ids)):
            return ids
    raise ForeignDataError("commit.bad_previous")


def _read_hashes(value: Value) -> tuple[bytes, ...]:
    if isinstance(value, tuple) and 1 <= len(value) <= MAX_FACTS:
        hashes = tuple([link for link in value if is_bytes(link, HASH_SIZE)])
        if len(hashes) == len(value):
            return hashes
    raise ForeignDataError("commit.bad_facts")
