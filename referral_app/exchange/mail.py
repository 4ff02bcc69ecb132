"""Letters that are made in a round: pouches of commits, and our state vectors to each centre."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from referral_app.clock import Clock
from referral_app.domain.facts import Place, Value
from referral_app.domain.identifiers import CentreId, Moment
from referral_app.errors import ForeignDataError
from referral_app.exchange.envelope import FULL, Kind, Letter, name_of, seal
from referral_app.exchange.keys import Identity
from referral_app.exchange.pace import is_old
from referral_app.exchange.roll import newest_epoch
from referral_app.exchange.summary_mail import hub_key
from referral_app.exchange.vectors import StateVector, left_out, sign_vector, state_of
from referral_app.journal import codec
from referral_app.journal.hlc import COUNTER_BITS, LATEST
from referral_app.journal.stream import Stream, commune, link, membership, own, summaries
from referral_app.services.ports import ExchangeWork, OutgoingEnvelope, PackItem

AGAIN: Final = 7 * 86_400_000
"""Milliseconds after which vectors are sent again though nothing changed (exchange.md 5.7)."""
_OVERHEAD: Final = 1024
_ITEM_HEAD: Final = 5
_LOOK: Final = 256


def letter(work: ExchangeWork, identity: Identity, kind: Kind, items: Sequence[bytes]) -> Letter:
    """Return a letter of ours; it names our membership heads, so that no change can be hidden."""
    heads = tuple(sorted(work.heads(membership(identity.centre))))
    return Letter(kind, identity.centre, heads, tuple(items))


def seal_for(
    work: ExchangeWork, identity: Identity, centre: CentreId, kind: Kind, items: Sequence[bytes]
) -> bytes | None:
    """Seal a letter to a centre's newest key; None while no usable key of it is known.

    Nor to one that the registry calls no longer active: what waits for it goes on waiting.
    """
    if centre in left_out(work):
        return None
    try:
        epoch = newest_epoch(work.epochs(centre))
        return seal(letter(work, identity, kind, items), epoch, identity.mode)
    except ForeignDataError:
        return None


def pack_one(work: ExchangeWork, identity: Identity, clock: Clock) -> int:
    """Seal the first queued commits for one centre into a pouch; returns how many went in.

    What is told of desks and keys goes before all else: a removal must not wait in a queue.

    A centre whose key is not known holds up nobody else's commits.
    """
    look = _LOOK
    hub = hub_key(work)
    while True:
        queue = work.queued(look)
        for items in _parcels(queue):
            commits = tuple(item.commit for item in items)
            centre = items[0].destination
            if hub is not None and centre == hub.centre:
                told = letter(work, identity, Kind.SUMMARY, commits)
                data: bytes | None = seal(told, hub, identity.mode)
            else:
                data = seal_for(work, identity, centre, Kind.COMMITS, commits)
            if data is not None:
                now = clock.now()
                work.packed(OutgoingEnvelope(name_of(data), centre, data, now, False), items)
                return len(items)
        if len(queue) < look:
            return 0
        look *= 4


def _parcels(queue: Sequence[PackItem]) -> list[tuple[PackItem, ...]]:
    """Return one parcel a destination, of what fits a pouch, in the order of the queue."""
    by_centre: dict[CentreId, list[PackItem]] = {}
    for item in queue:
        by_centre.setdefault(item.destination, []).append(item)
    return [tuple(_fitting(items)) for items in by_centre.values()]


def _fitting(items: Sequence[PackItem]) -> list[PackItem]:
    taken: list[PackItem] = []
    room = FULL - _OVERHEAD
    for item in items:
        room -= len(item.commit) + _ITEM_HEAD
        if taken and room < 0:
            break
        taken.append(item)
    return taken


def vectors_note(centre: CentreId) -> str:
    """Name the note that keeps the latest vectors sealed for a centre."""
    return f"vectors/{centre.hex()}"


@dataclass(frozen=True, slots=True)
class _Sent:
    """The vectors that a centre was sent last."""

    incarnation: bytes
    at: int
    hlc: int
    states: bytes
    envelope: bytes


def _sent(work: ExchangeWork, centre: CentreId) -> _Sent | None:
    match codec.decode(work.note(vectors_note(centre)) or b"\xf6"):
        case (bytes(incarnation), int(at), int(hlc), bytes(states), bytes(envelope)):
            return _Sent(incarnation, at, hlc, states, envelope)
    return None


def kept_vectors(work: ExchangeWork, centre: CentreId) -> bytes | None:
    """Return the sealed envelope of our latest vectors for a centre."""
    sent = _sent(work, centre)
    return sent.envelope if sent else None


def send_vectors(
    work: ExchangeWork, identity: Identity, centre: CentreId, clock: Clock, *, asked: bool
) -> bool:
    """Seal our vectors for a centre when they are due, and keep them to be deposited.

    Due: first round of this program start, heads or missing commits changed, seven days, or the
    centre holds something that we lack (`asked`).
    """
    now = clock.now()
    last = _sent(work, centre)
    # Two of our vectors never bear one name, even while the clock stands still.
    hlc = max(min(max(now, 0), LATEST) << COUNTER_BITS, last.hlc + 1 if last else 0)
    streams = _streams_with(work, identity, centre)
    vectors = tuple(state_of(work, identity, stream, hlc) for stream in streams)
    states = codec.encode(
        tuple(_told(vector, to_us=centre == identity.centre) for vector in vectors)
    )
    if not asked and not _due(last, identity, states, now):
        return False
    items = tuple(sign_vector(vector, identity) for vector in vectors)
    data = seal_for(work, identity, centre, Kind.VECTORS, items)
    if data is None:
        return False
    sent = (identity.incarnation, now, hlc, states, data)
    work.put_note(vectors_note(centre), codec.encode(sent))
    return True


def _told(vector: StateVector, *, to_us: bool) -> tuple[Value, ...]:
    """What of a vector, when it changes, is worth a letter of its own.

    What a centre tells the commune goes to every other; were each to answer all by saying what it
    holds now, the letters would be as many as pairs of centres. What is missing is worth it.
    """
    quiet = vector.stream.place is Place.COMMUNE and not to_us
    return vector.stream.encode(), () if quiet else vector.heads, vector.missing


def _streams_with(work: ExchangeWork, identity: Identity, centre: CentreId) -> list[Stream]:
    """Return the streams that our desks and those of `centre` both follow.

    Of a centre that the registry names and whose keys are not known here, any other may tell. Of
    one that has left nobody else does: which of its desks were revoked decides what counts of all
    that it told the commune.
    """
    ours = identity.centre
    of_all = [commune(identity.commune)] if identity.commune else []
    if centre != ours:
        sought = [
            membership(it.id)
            for it in work.centres()
            if it.id not in (ours, centre)
            and (not it.active or (it.listed and not work.epochs(it.id)))
        ]
        return [link(ours, centre), membership(ours), membership(centre), *of_all, *sought]
    others = [known.id for known in work.centres() if known.id != ours]
    shared = [own(ours), membership(ours), summaries(ours), *of_all]
    return shared + [stream for it in others for stream in (membership(it), link(ours, it))]


def _due(last: _Sent | None, identity: Identity, states: bytes, now: Moment) -> bool:
    if last is None:
        return True
    changed = (last.incarnation, last.states) != (identity.incarnation, states)
    return changed or is_old(last.at, now, AGAIN)
