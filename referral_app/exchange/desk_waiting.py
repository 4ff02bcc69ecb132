"""What a new desk does until it is let in: it shows its answer, and looks for its keys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from referral_app.clock import Clock
from referral_app.domain.identifiers import InvitationId
from referral_app.errors import ForeignDataError
from referral_app.exchange.desk_invitation import rendezvous
from referral_app.exchange.desk_joining import ASKING
from referral_app.exchange.desk_refusal import WHY, read_refusal
from referral_app.exchange.envelope import MAX_ENVELOPE, Kind, Letter, name_of, open_envelope
from referral_app.exchange.founding import open_wraps
from referral_app.exchange.imports import read, take, take_released
from referral_app.exchange.keys import Identity
from referral_app.exchange.refused import LeftAsideError
from referral_app.exchange.transport import Parcel, Shelf, Transport, transport_at
from referral_app.journal.membership import key_id
from referral_app.services.ports import ExchangeStore, ExchangeWork, Refusal


@dataclass(slots=True)
class Knock:
    """Figures of one knocking; `is_in` once this desk is one of the centre and holds its key."""

    read: int = 0
    written: int = 0
    refused: Counter[Refusal] = field(default_factory=Counter)
    is_in: bool = False


def knock(
    store: ExchangeStore,
    identity: Identity,
    invitation: InvitationId,
    place: Shelf | Transport,
    clock: Clock,
) -> Knock:
    """Lay our answer at a place, and take the keys that lie there for us.

    Raises UnavailableError or NoRoomError when the place fails.
    """
    done = Knock()
    transport = transport_at(place)
    _ask(store, identity, transport, done, clock)
    box = rendezvous(invitation)
    seeds = {key_id(identity.keys.kem_key): identity.keys.kem_seed}

    def fresh(names: Sequence[bytes]) -> list[bytes]:
        with store.begin() as work:
            return [eid for eid in names if not work.envelope_seen(eid)]

    for lying in (lying for page in transport.pages(box, 0, fresh) for lying in page.items):
        eid, data = lying.eid, lying.data
        if data is None or len(data) > MAX_ENVELOPE or name_of(data) != eid:
            done.refused[Refusal.DAMAGED] += 1
            continue
        try:
            letter = open_envelope(data, box, identity.mode, seeds.get)
        except LeftAsideError as error:
            done.refused[error.reason] += 1
            continue
        with store.begin() as work:
            _take(work, identity, letter, done)
            work.see_envelope(eid, clock.now())
    with store.begin() as work:
        done.is_in = is_in(work, identity)
        if done.is_in:
            open_wraps(work, identity)
    return done


def _ask(
    store: ExchangeStore, identity: Identity, transport: Transport, done: Knock, clock: Clock
) -> None:
    """Lay our answer there, unless a hub has it already."""
    with store.begin() as work:
        asking = work.note(ASKING)
        known = asking and transport.is_live and work.lying(transport.place, [name_of(asking)])
    if not asking or known:
        return
    for laid in transport.deposit([Parcel(identity.centre, name_of(asking), asking)]):
        done.written += laid.fresh
        if transport.is_live and not laid.error:
            with store.begin() as work:
                work.deposited(laid.eid, transport.place, clock.now())


def is_in(work: ExchangeWork, identity: Identity) -> bool:
    """Whether this desk is one of its centre's that are at work."""
    known = work.membership(identity.centre)
    here = known.member(identity.device) if known else None
    return here is not None and here.active


def _take(work: ExchangeWork, identity: Identity, letter: Letter, done: Knock) -> None:
    if letter.kind is Kind.ENROLMENT:
        for item in letter.items:
            why = read_refusal(work, identity, item)
            if why:
                work.put_note(WHY, why.encode())
    if letter.kind is not Kind.COMMITS:
        return
    done.read += 1
    for item in letter.items:
        try:
            take(work, identity, read(item))
        except ForeignDataError:
            done.refused[Refusal.FOREIGN] += 1
    take_released(work, identity)
