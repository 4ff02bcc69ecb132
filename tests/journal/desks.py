"""Desks with real keys and real commits; only their clocks, chance and travel are make-believe."""

from __future__ import annotations

import random
from collections.abc import Iterable
from hashlib import sha256
from itertools import count

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from referral_app.domain.facts import CASE_FIELD, REFERRAL_STATUS, Fact, Value, content
from referral_app.domain.identifiers import (
    CaseId,
    CentreId,
    CommitId,
    DeviceId,
    Moment,
    RecordId,
    ReferralId,
    StaffId,
    WriteId,
    referral_id,
)
from referral_app.domain.referral import Status
from referral_app.journal import fold
from referral_app.journal.commit import Commit, CommitDraft, read_commit, write_commit, writes
from referral_app.journal.genesis import device_id
from referral_app.journal.heads import frontier
from referral_app.journal.hlc import HybridClock
from referral_app.journal.stream import Stream, link, own
from referral_app.journal.write import Write

DAY = 86_400_000
TODAY = Moment(1_795_219_200_000)  # 2026-11-21
CODE = "4231900869"


def an_id(name: str) -> bytes:
    return sha256(name.encode()).digest()[:16]


YACOUB = CentreId(an_id("Yacoub El Mansour"))
YOUSSOUFIA = CentreId(an_id("Youssoufia"))
AGDAL = CentreId(an_id("Agdal"))
BETWEEN = link(YACOUB, YOUSSOUFIA)
CASE = CaseId(an_id("case"))
REFERRAL = referral_id(YACOUB, b"referral")


def fact(kind: str, record: RecordId, *seen: WriteId, at: int = TODAY, **values: Value) -> Fact:
    return Fact(kind, record, Moment(at), content(**values), seen)


class FakeDesk:
    """One machine: a set of commits, a clock that may be wrong by `skew` milliseconds."""

    def __init__(self, centre: CentreId, name: str, skew: int = 0) -> None:
        self.centre = centre
        self.name = name
        self.skew = skew
        self.key = Ed25519PrivateKey.from_private_bytes(sha256(name.encode()).digest())
        self.sign_key = self.key.public_key().public_bytes_raw()
        self.kem_key = name.encode().ljust(1216, b".")
        self.device: DeviceId = device_id(self.sign_key, self.kem_key)
        self.author = StaffId(an_id(name))
        self.chance = random.Random(name)
        self.ticks = count(1)
        self.clock = HybridClock(0)
        self.known: dict[CommitId, Commit] = {}
        self.start()

    def start(self) -> None:
        self.incarnation = self.chance.randbytes(8)

    @property
    def now(self) -> Moment:
        return Moment(TODAY + self.skew + next(self.ticks) * 1000)

    def write(self, stream: Stream, *facts: Fact) -> Commit:
        mine = {
            commit.id: commit.previous
            for commit in self.known.values()
            if commit.device == self.device and commit.stream == stream
        }
        heads = frontier(mine).heads
        draft = CommitDraft(
            self.centre,
            self.device,
            self.incarnation,
            stream,
            1 + max((self.known[head].seq for head in heads), default=0),
            tuple(heads),
            self.clock.tick(self.now),
            self.author,
        )
        commit = write_commit(draft, facts, sign=self.key.sign, chance=self.chance.randbytes)
        self.known[commit.id] = commit
        return commit

    def set_field(self, value: Value, *seen: WriteId, field: str = "district") -> WriteId:
        changed = fact(CASE_FIELD.name, CASE, *seen, field=field, value=value)
        return WriteId(self.write(own(self.centre), changed).id, 0)

    def say(
        self, status: str, *seen: WriteId, record: ReferralId = REFERRAL, **values: Value
    ) -> WriteId:
        if status == "requested":
            values = {"case_code": CODE, "category": "S04", "priority": "P3"} | values
        said = fact(REFERRAL_STATUS.name, record, *seen, status=status, **values)
        return WriteId(self.write(BETWEEN, said).id, 0)

    def receive(self, *commits: Commit) -> None:
        """Take commits as they come off a stick: their bytes."""
        for commit in commits:
            read = read_commit(commit.raw)
            self.known.setdefault(read.id, read)
            self.clock.absorb(read.hlc, self.now)

    def learn_from(self, *others: FakeDesk) -> None:
        for other in others:
            self.receive(*other.known.values())

    @property
    def writes(self) -> list[Write]:
        return writes_of(self.known.values())


def writes_of(commits: Iterable[Commit]) -> list[Write]:
    return [write for commit in commits for write in writes(commit)]


def referral(desk: FakeDesk) -> fold.Referral:
    found = fold.fold_referral(desk.writes)
    assert found is not None
    return found


class Two:
    """The sender's desk and two desks of the recipient, the request known to all."""

    def __init__(self, sender_skew: int = 0, recipient_skew: int = 0) -> None:
        self.sender = FakeDesk(YACOUB, "A", sender_skew)
        self.answering = FakeDesk(YOUSSOUFIA, "B0", recipient_skew)
        self.other = FakeDesk(YOUSSOUFIA, "B1", recipient_skew)
        self.requested = self.sender.say("requested")
        self.meet()
        self.received = self.answering.say("received")
        self.meet()

    def meet(self) -> None:
        desks = (self.sender, self.answering, self.other)
        for desk in desks:
            desk.learn_from(*desks)

    def shown(self) -> Status:
        """What all three show once they know the same."""
        self.meet()
        found = {referral(desk).status for desk in (self.sender, self.answering, self.other)}
        assert len(found) == 1
        return found.pop()
