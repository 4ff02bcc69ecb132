"""Answering state vectors: what another desk lacks is queued, what it holds needs no envelope more.

Desks at work are a few commits apart, and one transaction does it. After weeks, or for a desk that
is new, a stream of many thousands is read, compared and queued bit by bit: saves go between.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from referral_app.domain.identifiers import CentreId, CommitId
from referral_app.exchange.shape import pieces
from referral_app.exchange.vectors import StateVector, far, near
from referral_app.journal.heads import Link
from referral_app.journal.stream import Stream
from referral_app.services.ports import ExchangeStore, ExchangeWork

PAGE: Final = 500
"""Commits looked at or queued in one transaction."""
_HASH: Final = 32
_REMEMBERED: Final = 64
_SHORT: Final = 8


def answer(
    store: ExchangeStore,
    vector: StateVector,
    centre: CentreId,
    answered: Collection[bytes] = (),
) -> bool:
    """Note what a desk of `centre` holds and queue what it lacks.

    Returns whether it holds something that is not known here: then ours should go back. A vector
    is answered once, whatever the number of envelopes it comes in; cut short, it is answered again.
    `answered` is what others have sent it since, by the first 8 bytes of each commit's id.
    """
    with store.begin() as work:
        if _is_answered(work, vector):
            return False
        lacking = near(work, vector)
        if lacking is not None:
            work.covered(centre, vector.stream, lacking)
            work.queue(_but(lacking, answered), centre)
            _note(work, vector)
            return False
        met = work.note(_met(vector)) or b""
    links = _links(store, vector.stream)
    shorts = set(pieces(met, _SHORT))
    found = far(vector, links, lambda head: head[:_SHORT] in shorts)
    sent = _but(found.lacking, answered)
    for at in range(0, len(sent), PAGE):
        with store.begin() as work:
            work.queue(sent[at : at + PAGE], centre)
    may_lack = {*found.lacking, *found.unproven}
    _cover(store, vector, centre, may_lack, links[-1].id if links else None)
    with store.begin() as work:
        _note(work, vector)
        unknown = b"".join(head[:_SHORT] for head in found.unknown[:_REMEMBERED])
        if unknown != met:
            work.put_note(_met(vector), unknown)
    return bool(found.unknown)


def _but(lacking: Sequence[CommitId], answered: Collection[bytes]) -> Sequence[CommitId]:
    return [cid for cid in lacking if cid[:_SHORT] not in answered] if answered else lacking


def _cover(
    store: ExchangeStore,
    vector: StateVector,
    centre: CentreId,
    lacking: set[CommitId],
    last: CommitId | None,
) -> None:
    """Mark as delivered what is not lacking, of what was held when `last` was the last commit."""
    at: int | None = 0
    while at is not None:
        with store.begin() as work:
            # Saved here meanwhile, and queued: nobody holds it yet.
            saved = {link.id for link in work.links(vector.stream, after=last)}
            at = work.covered_some(centre, vector.stream, lacking | saved, at, PAGE)


def _links(store: ExchangeStore, stream: Stream) -> list[Link]:
    links: list[Link] = []
    after: CommitId | None = None
    while True:
        with store.begin() as work:
            page = work.links(stream, after=after, limit=PAGE)
        links += page
        if len(page) < PAGE:
            return links
        after = page[-1].id


def _is_answered(work: ExchangeWork, vector: StateVector) -> bool:
    return vector.id in pieces(_answered(work, vector), _HASH)


def _note(work: ExchangeWork, vector: StateVector) -> None:
    if near(work, vector) == ():
        work.holds_all(vector.device, vector.stream)
    done = (vector.id + _answered(work, vector))[: _REMEMBERED * _HASH]
    work.put_note(_name(vector), done)


def _answered(work: ExchangeWork, vector: StateVector) -> bytes:
    return work.note(_name(vector)) or b""


def _name(vector: StateVector) -> str:
    return f"answered/{vector.device.hex()}"


def _met(vector: StateVector) -> str:
    """Name the note of the heads that a desk named last and nobody knew here."""
    return f"met/{vector.device.hex()}/{vector.stream.key.hex()}"
