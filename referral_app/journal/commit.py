"""Commits: one save is one commit of several facts, signed and linked by hash (exchange.md 4.2).

    body   = [1, centre, device, incarnation(8), stream, seq, [previous(32)… sorted], hlc, schema,
              author(16), [SHA-256 of each fact…]]
    commit = [body, Ed25519 signature of "rly/1/commit\\0" ‖ body, [fact | null…]]

The bytes that were signed are kept and passed on as they came, never encoded anew.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from typing import Final, TypeGuard

from referral_app.domain.facts import SCHEMA, Fact, Value
from referral_app.domain.identifiers import CentreId, CommitId, DeviceId, StaffId, WriteId
from referral_app.errors import ForeignDataError, InvalidInputError
from referral_app.journal import codec
from referral_app.journal import stream as streams
from referral_app.journal.fact_codec import (
    HASH_SIZE,
    ID_SIZE,
    MAX_FACT_SIZE,
    MAX_FACTS,
    SALT_SIZE,
    decode_fact,
    encode_fact,
    is_bytes,
)
from referral_app.journal.hlc import COUNTER_BITS, LATEST
from referral_app.journal.stream import Stream
from referral_app.journal.write import Write

FORMAT: Final = 1
MAX_PREVIOUS: Final = 8
MAX_COMMIT_SIZE: Final = 200 * 1024
INCARNATION_SIZE: Final = 8
SIGNATURE_SIZE: Final = 64

_SIGNED: Final = b"rly/1/commit\0"
_BODY_LENGTH: Final = 11


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
class Commit:
    """A commit as read; `raw` is its wire form, carried and verified verbatim.

    `facts` holds None where a fact was erased or has a form this program cannot read; `ops` holds
    the bytes of each fact, None where it was erased.
    """

    id: CommitId
    centre: CentreId
    device: DeviceId
    incarnation: bytes
    stream: Stream
    seq: int
    previous: tuple[CommitId, ...]
    hlc: int
    schema: int
    author: StaffId
    facts: tuple[Fact | None, ...]
    body: bytes
    signature: bytes
    raw: bytes
    ops: tuple[bytes | None, ...]


def write_commit(
    draft: CommitDraft,
    facts: Sequence[Fact],
    *,
    sign: Callable[[bytes], bytes],
    chance: Callable[[int], bytes],
) -> Commit:
    """Write and sign `facts` (1 to 64) as one commit.

    `sign` gives the 64-byte Ed25519 signature of what it is handed. Raises InvalidInputError when a
    value has no form or the whole is too large.
    """
    salts = chance(SALT_SIZE * len(facts))
    ops = tuple(
        encode_fact(fact, salts[at * SALT_SIZE : (at + 1) * SALT_SIZE])
        for at, fact in enumerate(facts)
    )
    body = codec.encode(
        (
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
            tuple([sha256(op).digest() for op in ops]),
        )
    )
    try:
        header = _read_body(body)
    except ForeignDataError as error:
        raise ValueError("a draft that cannot be read back") from error
    signature = sign(_SIGNED + body)
    raw = codec.encode((body, signature, ops))
    if len(raw) > MAX_COMMIT_SIZE:
        raise InvalidInputError("commit.unwritable_size")
    return _commit(header, tuple(facts), body, signature, raw, ops)


def read_commit(data: bytes) -> Commit:
    """Read a commit's wire form: structure, bounds and the hash of each fact; not the signature.

    Raises ForeignDataError("codec.…" or "commit.…"), and nothing else.
    """
    if len(data) > MAX_COMMIT_SIZE:
        raise ForeignDataError("commit.too_large")
    match codec.decode(data):
        case (bytes(body), bytes(signature), tuple(values)) if len(signature) == SIGNATURE_SIZE:
            header = _read_body(body)
            ops = _check_ops(values, header.hashes)
            facts = tuple([None if op is None else decode_fact(op) for op in ops])
            return _commit(header, facts, body, signature, data, ops)
    raise ForeignDataError("commit.bad_form")


def verify(commit: Commit, sign_key: bytes) -> bool:
    """Whether the holder of `sign_key` (Ed25519, 32 bytes) signed the commit's body."""
    # Here and not above: reading the list of who may unlock must not wait for OpenSSL.
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        key = Ed25519PublicKey.from_public_bytes(sign_key)
        key.verify(commit.signature, _SIGNED + commit.body)
    except (ValueError, InvalidSignature):
        return False
    return True


def writes(commit: Commit) -> tuple[Write, ...]:
    """Return the commit's facts with where they came from; erased and unreadable ones left out."""
    return tuple(
        Write(
            WriteId(commit.id, place),
            fact,
            commit.stream,
            commit.centre,
            commit.device,
            commit.author,
            commit.hlc,
        )
        for place, fact in enumerate(commit.facts)
        if fact is not None
    )


def erase(commit: Commit, place: int) -> bytes:
    """Return the wire form without the fact at `place`; id and signature stay as they are."""
    ops = tuple(None if at == place else op for at, op in enumerate(commit.ops))
    return codec.encode((commit.body, commit.signature, ops))


@dataclass(frozen=True, slots=True)
class _Header:
    draft: CommitDraft
    schema: int
    hashes: tuple[bytes, ...]


def _commit(
    header: _Header,
    facts: tuple[Fact | None, ...],
    body: bytes,
    signature: bytes,
    raw: bytes,
    ops: tuple[bytes | None, ...],
) -> Commit:
    draft = header.draft
    return Commit(
        CommitId(sha256(body).digest()),
        draft.centre,
        draft.device,
        draft.incarnation,
        draft.stream,
        draft.seq,
        draft.previous,
        draft.hlc,
        header.schema,
        draft.author,
        facts,
        body,
        signature,
        raw,
        ops,
    )


def _read_body(body: bytes) -> _Header:
    value = codec.decode(body)
    if not isinstance(value, tuple) or not value or not _is_count(value[0]):
        raise ForeignDataError("commit.bad_form")
    if value[0] != FORMAT:
        raise ForeignDataError("commit.other_format")
    if len(value) != _BODY_LENGTH:
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
    return _Header(draft, schema, _read_hashes(hashes))


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


def _check_ops(values: tuple[Value, ...], hashes: tuple[bytes, ...]) -> tuple[bytes | None, ...]:
    if len(values) != len(hashes):
        raise ForeignDataError("commit.bad_facts")
    ops: list[bytes | None] = []
    for value, expected in zip(values, hashes, strict=True):
        if value is None:
            ops.append(None)
        elif isinstance(value, bytes) and len(value) <= MAX_FACT_SIZE:
            if sha256(value).digest() != expected:
                raise ForeignDataError("commit.altered_fact")
            ops.append(value)
        else:
            raise ForeignDataError("commit.bad_facts")
    return tuple(ops)
