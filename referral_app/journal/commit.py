"""Commits: one save is one commit of several facts, signed and linked by hash (exchange.md 4.2).

    body   = who, where, after what, and the SHA-256 of each fact (`commit_body`)
    commit = [body, Ed25519 signature of "rly/1/commit\\0" ‖ body, [fact | null…]]

The bytes that were signed are kept and passed on as they came, never encoded anew.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Final

from referral_app.domain.facts import Fact, Value
from referral_app.domain.identifiers import CentreId, CommitId, DeviceId, StaffId, WriteId
from referral_app.errors import ForeignDataError, InvalidInputError
from referral_app.journal import codec
from referral_app.journal.commit_body import (
    INCARNATION_SIZE,
    MAX_PREVIOUS,
    CommitDraft,
    Header,
    read_body,
    write_body,
)
from referral_app.journal.fact_codec import (
    MAX_FACT_SIZE,
    MAX_FACTS,
    SALT_SIZE,
    decode_fact,
    encode_fact,
)
from referral_app.journal.stream import Stream
from referral_app.journal.write import Write

__all__ = [
    "INCARNATION_SIZE",
    "MAX_COMMIT_SIZE",
    "MAX_FACTS",
    "MAX_PREVIOUS",
    "SIGNATURE_SIZE",
    "Commit",
    "CommitDraft",
    "erase",
    "read_commit",
    "verify",
    "without",
    "write_commit",
    "writes",
]

MAX_COMMIT_SIZE: Final = 200 * 1024
SIGNATURE_SIZE: Final = 64

_MOST_WRITTEN: Final = MAX_COMMIT_SIZE - 1024
"""Bytes of body and facts, with room for the signature and for what stands before each part."""
_SIGNED: Final = b"rly/1/commit\0"


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit as read; `body`, `signature` and `ops` are carried verbatim.

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
    ops: tuple[bytes | None, ...]

    @property
    def raw(self) -> bytes:
        """Its wire form, the one that these bytes can have."""
        return codec.encode((self.body, self.signature, self.ops))


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
    body, header = write_body(draft, tuple([sha256(op).digest() for op in ops]))
    signature = sign(_SIGNED + body)
    if len(body) + sum(map(len, ops)) > _MOST_WRITTEN:
        raise InvalidInputError("commit.unwritable_size")
    return _commit(header, tuple(facts), body, signature, ops)


def read_commit(data: bytes) -> Commit:
    """Read a commit's wire form: structure, bounds and the hash of each fact; not the signature.

    Raises ForeignDataError("codec.…" or "commit.…"), and nothing else.
    """
    if len(data) > MAX_COMMIT_SIZE:
        raise ForeignDataError("commit.too_large")
    match codec.decode(data):
        case (bytes(body), bytes(signature), tuple(values)) if len(signature) == SIGNATURE_SIZE:
            header = read_body(body)
            ops = _check_ops(values, header.hashes)
            facts = tuple([None if op is None else decode_fact(op) for op in ops])
            return _commit(header, facts, body, signature, ops)
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
    cid, stream, hlc = commit.id, commit.stream, commit.hlc
    centre, device, author = commit.centre, commit.device, commit.author
    return tuple(
        [
            Write(WriteId(cid, place), fact, stream, centre, device, author, hlc)
            for place, fact in enumerate(commit.facts)
            if fact is not None
        ]
    )


def erase(commit: Commit, place: int) -> bytes:
    """Return the wire form without the fact at `place`; id and signature stay as they are."""
    return without(commit, (place,)).raw


def without(commit: Commit, places: Collection[int]) -> Commit:
    """Return the commit without the facts at these places; id and signature stay as they are."""
    facts = tuple([None if at in places else fact for at, fact in enumerate(commit.facts)])
    ops = tuple([None if at in places else op for at, op in enumerate(commit.ops)])
    return replace(commit, facts=facts, ops=ops)


def _commit(
    header: Header,
    facts: tuple[Fact | None, ...],
    body: bytes,
    signature: bytes,
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
        ops,
    )


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
