"""What a commit from outside must pass before it is stored (exchange.md 5.3)."""

from __future__ import annotations

from enum import Enum, auto
from typing import Final

from referral_app.domain.facts import GENESIS, Place
from referral_app.errors import ForeignDataError
from referral_app.exchange.keys import Identity
from referral_app.exchange.refused import LeftAsideError, StrangerError
from referral_app.exchange.shape import pieces
from referral_app.journal.commit import Commit, read_commit, verify
from referral_app.journal.genesis import centre_id, read_genesis
from referral_app.journal.stream import membership
from referral_app.services.ports import ExchangeWork, Refusal

_HELD: Final = "held"
_SHORT: Final = 8
MOST_HELD: Final = 2000
"""Commits of desks not known yet that are kept: anyone can seal to our key."""


class Taken(Enum):
    """What became of a commit."""

    NEW = auto()
    KNOWN = auto()
    HELD = auto()


def read(raw: bytes) -> Commit:
    """Read a commit, maybe without facts that were erased. Raises LeftAsideError(DAMAGED or NEWER).

    Nothing is ever erased of desks and keys: a copy of such a commit that lacks a fact is damaged.
    """
    try:
        commit = read_commit(raw)
    except ForeignDataError as error:
        newer = error.key == "commit.other_format"
        raise LeftAsideError(Refusal.NEWER if newer else Refusal.DAMAGED) from error
    if commit.stream.place is Place.MEMBERSHIP and None in commit.ops:
        raise LeftAsideError(Refusal.DAMAGED)
    return commit


def take(work: ExchangeWork, identity: Identity, commit: Commit) -> Taken:
    """Store a commit that is proved; a missing predecessor never blocks it.

    Raises LeftAsideError(FOREIGN) for what can never be proved, StrangerError for what may be once
    its centre or desk is introduced.
    """
    if work.has_commit(commit.id):
        work.accept(commit)  # it may hold what the copy held here lacks
        return Taken.KNOWN
    _require_readable(identity, commit)
    member = work.member(commit.device, commit.centre)
    if member is None:
        key = _founder_key(work, commit)
        if key is None:
            return _hold(work, commit)
        return _store(work, commit, key)
    # A retired desk's too: it may have written them before it knew (frontiers come later).
    return _store(work, commit, member.sign_key)


def _store(work: ExchangeWork, commit: Commit, sign_key: bytes) -> Taken:
    if not verify(commit, sign_key):
        raise LeftAsideError(Refusal.FOREIGN)
    return Taken.NEW if work.accept(commit) else Taken.KNOWN


def _founder_key(work: ExchangeWork, commit: Commit) -> bytes | None:
    """Return the key of who founds a centre that a desk of ours introduced, or the registry names.

    None for all else.

    A founding proves itself: the centre's id is its hash.
    """
    if commit.stream != membership(commit.centre):
        return None
    documents = [
        fact.get("document") for fact in commit.facts if fact and fact.kind == GENESIS.name
    ]
    for document in documents:
        if isinstance(document, bytes) and centre_id(document) == commit.centre:
            try:
                genesis = read_genesis(document)
            except ForeignDataError as error:
                raise LeftAsideError(Refusal.DAMAGED) from error
            introduced = any(centre.id == commit.centre for centre in work.centres())
            if introduced and genesis.device == commit.device:
                return genesis.sign_key
    return None


def _require_readable(identity: Identity, commit: Commit) -> None:
    """Refuse what was not written for us; the stream is in the signed body."""
    ours = commit.stream.concerns(identity.centre)
    if commit.stream.place is Place.COMMUNE:
        ours = commit.stream.centres == (identity.commune,)
    if not ours and commit.stream.place is not Place.MEMBERSHIP:
        raise LeftAsideError(Refusal.FOREIGN)


def _hold(work: ExchangeWork, commit: Commit) -> Taken:
    # What a centre unknown so far told the commune waits for the registry that names it.
    waits = commit.stream.place is Place.COMMUNE
    if not waits and work.membership(commit.centre) is None:
        raise StrangerError
    held = _held(work)
    short = commit.id[:_SHORT]
    if short not in held:
        if len(held) >= MOST_HELD:
            raise StrangerError
        work.put_note(_HELD, b"".join((*held, short)))
        work.hold(commit)
    return Taken.HELD


def _held(work: ExchangeWork) -> list[bytes]:
    return pieces(work.note(_HELD) or b"", _SHORT)


def take_released(work: ExchangeWork, identity: Identity) -> int:
    """Take commits whose desk has become known; returns how many were new."""
    released = work.release()
    if not released:
        return 0
    gone = {commit.id[:_SHORT] for commit in released}
    work.put_note(_HELD, b"".join(short for short in _held(work) if short not in gone))
    new = 0
    for commit in released:
        try:
            new += take(work, identity, commit) is Taken.NEW
        except LeftAsideError:
            continue  # forged in the name of a desk that has become known: dropped
    return new
