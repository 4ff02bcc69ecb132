"""State vectors: what a desk holds of a stream, so that others send what it lacks.

    item = CBOR [body, Ed25519 signature of tag ‖ body]
    body = CBOR [2, stream, device(16), incarnation(8), [head…], [missing…], hlc, [desk of a head…]]

A vector of form 1 does not say which desk wrote which head.

They are control messages (exchange.md 4.4), acted on at arrival and never stored: a restored
backup cannot make them lies.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from referral_app.domain.facts import Place, Value
from referral_app.domain.identifiers import CentreId, CommitId, DeviceId
from referral_app.errors import ForeignDataError
from referral_app.exchange.keys import Identity, is_signed
from referral_app.exchange.refused import LeftAsideError, StrangerError
from referral_app.exchange.shape import ID, byte_strings, is_id
from referral_app.journal import codec
from referral_app.journal import stream as streams
from referral_app.journal.commit import INCARNATION_SIZE
from referral_app.journal.heads import Link, closure
from referral_app.journal.stream import Stream
from referral_app.services.ports import ExchangeWork, Refusal

_TAG: Final = b"rly/1/vector\0"
_VERSION: Final = 2
_WITHOUT_AUTHORS: Final = 1
_LONGEST_WALK: Final = 500
_HASH: Final = 32
_END: Final = 500
"""Commits at the end of a desk's line that are sent unasked where the line has forked."""
_LONGEST: Final = 4000
"""Heads and missing commits that fit an envelope."""


@dataclass(frozen=True, slots=True)
class StateVector:
    """What `device` holds of `stream`; `hlc` orders vectors of one incarnation.

    `authors` are the desks that wrote the heads, one each, or none where that is not said.
    """

    stream: Stream
    device: DeviceId
    incarnation: bytes
    heads: tuple[CommitId, ...]
    missing: tuple[CommitId, ...]
    hlc: int
    authors: tuple[DeviceId, ...] = ()

    @property
    def body(self) -> bytes:
        """The bytes that are signed."""
        told = (
            self.stream.encode(),
            self.device,
            self.incarnation,
            self.heads,
            self.missing,
            self.hlc,
        )
        if len(self.authors) == len(self.heads):
            return codec.encode((_VERSION, *told, self.authors))
        return codec.encode((_WITHOUT_AUTHORS, *told))

    @property
    def id(self) -> bytes:
        """The vector's name: the hash of what is signed."""
        return sha256(self.body).digest()


def state_of(work: ExchangeWork, identity: Identity, stream: Stream, hlc: int) -> StateVector:
    """Return what this desk holds of a stream."""
    heads, missing = work.heads_by_desk(stream), sorted(work.missing(stream))
    if len(heads) + len(missing) > _LONGEST:
        # Part of the list would claim too much; to claim nothing only costs a second sending.
        heads, missing = {}, []
    return StateVector(
        stream,
        identity.device,
        identity.incarnation,
        tuple(heads),
        tuple(missing),
        hlc,
        tuple(heads.values()),
    )


def sign_vector(vector: StateVector, identity: Identity) -> bytes:
    """Return the item to put in a letter."""
    return codec.encode((vector.body, identity.keys.sign(_TAG + vector.body)))


def read_vector(
    work: ExchangeWork, identity: Identity, item: bytes, source: CentreId
) -> StateVector | None:
    """Read a vector that a desk of `source` signed about a stream that both may read.

    None when the desk was taken out of work since: it is sent nothing more. Raises
    LeftAsideError(DAMAGED, NEWER or FOREIGN), StrangerError for a desk not known yet.
    """
    try:
        match codec.decode(item):
            case (bytes(body), bytes(signature)):
                vector = _read_body(body)
            case _:
                raise LeftAsideError(Refusal.DAMAGED)
    except LeftAsideError:
        raise
    except ForeignDataError as error:
        raise LeftAsideError(Refusal.DAMAGED) from error
    known = work.membership(source)
    member = known.member(vector.device) if known else None
    if member is None:
        raise StrangerError
    proved = is_signed(member.sign_key, signature, _TAG + body)
    if proved and not member.active:
        return None
    if not proved or not _may_ask(work, identity, vector.stream, source):
        raise LeftAsideError(Refusal.FOREIGN)
    return vector


def told_at(items: Sequence[bytes]) -> int:
    """Return the time that a letter's vectors give themselves, unproved: good for an order only."""
    times = [0]
    for item in items:
        try:
            match codec.decode(item):
                case (bytes(body), bytes()):
                    times.append(_read_body(body).hlc)
        except ForeignDataError:
            continue
    return max(times)


def _read_body(body: bytes) -> StateVector:
    value = codec.decode(body)
    if isinstance(value, tuple) and value and type(value[0]) is int and value[0] > _VERSION:
        raise LeftAsideError(Refusal.NEWER)
    match value:
        case (
            int(version),
            stream,
            bytes(device),
            bytes(incarnation),
            tuple(heads),
            tuple(missing),
            int(hlc),
            *rest,
        ) if is_id(device) and len(incarnation) == INCARNATION_SIZE:
            return StateVector(
                streams.decode(stream),
                DeviceId(device),
                incarnation,
                tuple(CommitId(head) for head in byte_strings(heads, _HASH)),
                tuple(CommitId(commit) for commit in byte_strings(missing, _HASH)),
                hlc,
                _authors(version, rest, len(heads)),
            )
    raise LeftAsideError(Refusal.DAMAGED)


def _authors(version: int, rest: list[Value], heads: int) -> tuple[DeviceId, ...]:
    match rest:
        case [] if version == _WITHOUT_AUTHORS:
            return ()
        case [tuple(devices)] if version == _VERSION and len(devices) == heads:
            return tuple(DeviceId(device) for device in byte_strings(devices, ID))
    raise LeftAsideError(Refusal.DAMAGED)


def _may_ask(work: ExchangeWork, identity: Identity, stream: Stream, theirs: CentreId) -> bool:
    """Whether a desk of `theirs` may be sent `stream`, and we have a say in it."""
    ours = identity.centre
    if stream.place is Place.MEMBERSHIP:
        # Desks of one centre share what they know of every other; and keys are no secret among
        # centres that know each other through a registry alone: they learn them from a third.
        if theirs == ours or stream.concerns(ours) or stream.concerns(theirs):
            return True
        return {theirs, *stream.centres} <= {centre.id for centre in work.centres()}
    if stream.place is Place.COMMUNE:
        return stream.centres == (identity.commune,) and theirs not in left_out(work)
    return stream.concerns(ours) and stream.concerns(theirs)


def left_out(work: ExchangeWork) -> frozenset[CentreId]:
    """Return the centres that the registry calls no longer active: they are sealed nothing."""
    return frozenset(centre.id for centre in work.centres() if not centre.active)


def near(work: ExchangeWork, vector: StateVector) -> tuple[CommitId, ...] | None:
    """Return what its desk lacks of the stream where that is little; None where it is not so."""
    ours = work.heads_by_desk(vector.stream)
    if not vector.missing and set(vector.heads) == ours.keys():
        return ()
    return _walk(work, vector, ours)


@dataclass(frozen=True, slots=True)
class Compared:
    """What a vector says of a stream that is held here.

    `lacking` its desk is to be sent, oldest first; `unproven` it may lack besides; `unknown` are
    heads that it names and nobody knows here.
    """

    lacking: tuple[CommitId, ...]
    unproven: frozenset[CommitId]
    unknown: tuple[CommitId, ...]


def far(
    vector: StateVector, links: Sequence[Link], met: Callable[[CommitId], bool] = lambda _: False
) -> Compared:
    """Compare a vector with all that is held of its stream.

    `links` are those of the whole stream, oldest first; `met` tells of a head that is not known
    here whether an earlier vector of that desk named it.
    """
    known = {link.id: link.previous for link in links}
    held = closure(known, vector.heads, vector.missing)
    # Whoever holds a desk's later head, which is not known here, holds what led to it; and what a
    # process wrote itself. Were it not so, the answer to our own vector shows it.
    ahead = _ahead(vector, known)
    # Unless that answer never comes: what is unknown to both is two ends of a line that forked, by
    # a restored or a copied disk. Each side then sends its own end; what led to it is asked for.
    forked = {author for head, author in _unknown(vector, known) if met(head)} & ahead
    named = set(vector.missing)
    lacking, unproven, ends = list[CommitId](), set[CommitId](), dict[DeviceId, int]()
    for link in reversed(links):
        if link.id in named:
            lacking.append(link.id)
        elif link.id in held or link.incarnation == vector.incarnation:
            continue
        elif link.device not in ahead:
            lacking.append(link.id)
        elif link.device in forked and ends.get(link.device, 0) < _END:
            ends[link.device] = ends.get(link.device, 0) + 1
            lacking.append(link.id)
        else:
            unproven.add(link.id)
    unknown = tuple(head for head in vector.heads if head not in known)
    return Compared(tuple(reversed(lacking)), frozenset(unproven), unknown)


def _unknown(
    vector: StateVector, known: Container[CommitId]
) -> Iterator[tuple[CommitId, DeviceId]]:
    """Give the heads that are not known here with the desks that wrote them."""
    pairs = zip(vector.heads, vector.authors, strict=False)
    return ((head, author) for head, author in pairs if head not in known)


def _ahead(vector: StateVector, known: Container[CommitId]) -> set[DeviceId]:
    """Return the desks of which the vector names a head that is not known here."""
    ahead = {author for _head, author in _unknown(vector, known)}
    # Its own it may have written after a restore that lost what is held here.
    return ahead - {vector.device}


def _walk(
    work: ExchangeWork, vector: StateVector, ours: Mapping[CommitId, DeviceId]
) -> tuple[CommitId, ...] | None:
    """Return what its desk lacks where each desk's history is one line, from its head to ours.

    Two desks that work are a few commits apart in streams of many thousands. None where it is not
    as simple as that.
    """
    theirs = {author: head for head, author in zip(vector.heads, vector.authors, strict=False)}
    by_desk = {desk: head for head, desk in ours.items()}
    one_each = len(theirs) == len(vector.heads) == len(vector.authors)
    if vector.missing or not one_each or len(by_desk) != len(ours) or by_desk.keys() - theirs:
        return None
    if theirs.keys() - by_desk.keys():
        return None
    lacking: list[Link] = []
    for desk, head in by_desk.items():
        at = head
        while at != theirs[desk]:
            link = work.link(at)
            if link is None or len(link.previous) != 1 or len(lacking) >= _LONGEST_WALK:
                return None
            lacking.append(link)
            at = link.previous[0]
    # From the oldest on, as far as each desk's own line goes.
    return tuple(it.id for it in reversed(lacking) if it.incarnation != vector.incarnation)
