"""Desks with real keys over a store in memory, and a place in memory where envelopes lie."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from referral_app.clock import Clock, ManualClock, Randomness, seeded_randomness
from referral_app.domain.centre import TRAINING
from referral_app.domain.facts import INVITATION_ISSUED, REFERRAL_STATUS, Fact, content
from referral_app.domain.identifiers import (
    CentreId,
    InvitationId,
    Moment,
    ReferralId,
    StaffId,
    referral_id,
)
from referral_app.exchange.enrolment import accept_invitation
from referral_app.exchange.founding import Founding, found, settle
from referral_app.exchange.invitation import (
    LIFETIME,
    CentreNames,
    Terms,
    build_invitation,
    read_invitation,
)
from referral_app.exchange.keys import DeskKeys, Identity
from referral_app.exchange.round import Round
from referral_app.exchange.transport import Transport
from referral_app.journal.stream import commune_id, link, membership, own
from referral_app.services.ports import RoundReport
from tests.exchange.memory_store import MemoryStore

START = Moment(1_795_000_000_000)
WORKER = StaffId(b"a worker's id 16")
A_NAMES = CentreNames("Centre social Yacoub El Mansour", "المركز الاجتماعي يعقوب المنصور", "Rabat")
B_NAMES = CentreNames("Centre social Youssoufia", "المركز الاجتماعي اليوسفية")

StoreMaker = Callable[[Identity, Clock, Randomness], Any]


class MemoryPlace:
    """A place where envelopes lie, for as long as the test lasts."""

    place = "memory"

    def __init__(self) -> None:
        self.boxes: dict[CentreId, dict[bytes, bytes]] = {}

    def names(self, mailbox: CentreId) -> tuple[bytes, ...]:
        return tuple(self.boxes.get(mailbox, ()))

    def read(self, mailbox: CentreId, eid: bytes) -> bytes | None:
        return self.boxes[mailbox].get(eid)

    def write(self, mailbox: CentreId, eid: bytes, data: bytes) -> bool:
        box = self.boxes.setdefault(mailbox, {})
        fresh = box.get(eid) != data
        box[eid] = data
        return fresh

    def put(self, mailbox: CentreId, data: bytes, eid: bytes | None = None) -> bytes:
        from referral_app.exchange.envelope import name_of

        eid = eid or name_of(data)
        self.boxes.setdefault(mailbox, {})[eid] = data
        return eid


@dataclass
class Desk:
    """A centre of one desk."""

    founding: Founding
    identity: Identity
    store: Any
    clock: ManualClock
    chance: Randomness
    names: CentreNames

    @property
    def centre(self) -> CentreId:
        return self.identity.centre

    def sync(self, place: Transport) -> RoundReport:
        return Round(self.store, self.identity, place, self.clock, WORKER).run()

    def restart(self, incarnation: bytes) -> None:
        """Start the program anew."""
        self.identity = replace(self.identity, incarnation=incarnation)
        self.store.start(incarnation)

    def refer(self, other: CentreId) -> ReferralId:
        """Send a referral with no more than the exchange needs."""
        referral = referral_id(self.centre, self.chance(8))
        self.say(other, referral, "requested", case_code="4231900869", category="S01")
        return referral

    def say(self, other: CentreId, referral: ReferralId, status: str, **values: Any) -> bytes:
        with self.store.begin() as work:
            known = work.referral(referral)
            ours = known and (
                known.sender_half if known.sender == self.centre else known.recipient_half
            )
            seen = ours.seen if ours else ()
            told = content(status=status, **values)
            fact = Fact(REFERRAL_STATUS.name, referral, self.clock.now(), told, seen)
            commit: bytes = work.record(link(self.centre, other), (fact,), WORKER)
        return commit

    def shown(self, referral: ReferralId) -> str | None:
        with self.store.begin() as work:
            known = work.referral(referral)
        return known.shown.status if known and known.shown else None

    def invite(self, lifetime: int = LIFETIME) -> bytes:
        """Issue an invitation and return its file."""
        invitation, secret = InvitationId(self.chance(16)), self.chance(16)
        expires = Moment(self.clock.now() + lifetime)
        told = content(secret=secret, expires=expires, first_block=8000, blocks=1000)
        fact = Fact(INVITATION_ISSUED.name, invitation, self.clock.now(), told)
        with self.store.begin() as work:
            work.record(own(self.centre), (fact,), WORKER)
            commits = work.commits_of(membership(self.centre))
        terms = Terms(invitation, secret, b"k" * 32, self.names, 8000, 1000, expires)
        return build_invitation(self.identity, terms, commits)

    def join(self, file: bytes) -> None:
        """Accept an invitation."""
        content = read_invitation(file, self.clock.now(), self.identity.mode)
        with self.store.begin() as work:
            accept_invitation(work, self.identity, content, self.names, self.clock.now(), WORKER)


def make_desk(
    seed: int,
    names: CentreNames = A_NAMES,
    mode: str = TRAINING,
    clock: ManualClock | None = None,
    make_store: StoreMaker = MemoryStore,
) -> Desk:
    """Found a centre of one desk."""
    chance = seeded_randomness(seed)
    clock = clock or ManualClock(START)
    founding = found(DeskKeys.generate(chance), mode, "Poste 1", clock, chance)
    identity = replace(founding.identity, commune=commune_id(b"k" * 32))
    store = make_store(identity, clock, chance)
    with store.begin() as work:
        settle(work, founding)
    return Desk(founding, identity, store, clock, chance, names)


def make_pair(
    seed: int = 1, make_store: StoreMaker = MemoryStore, place: Any = None
) -> tuple[Desk, Desk, Any]:
    """Return two centres that know each other, and the place over which they met."""
    place = place or MemoryPlace()
    a = make_desk(seed * 2, A_NAMES, make_store=make_store)
    b = make_desk(seed * 2 + 1, B_NAMES, make_store=make_store)
    b.join(a.invite())
    for desk in (b, a, b, a):
        desk.sync(place)
    return a, b, place
