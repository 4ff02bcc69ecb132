"""Another centre, as far as this desk hears of it: commits that it signed."""

from __future__ import annotations

from dataclasses import dataclass, field

from referral_app.clock import Randomness, seeded_randomness
from referral_app.domain import facts
from referral_app.domain.facts import Fact, Value
from referral_app.domain.identifiers import CommitId, Moment, ReferralId, StaffId, referral_id
from referral_app.journal.commit import Commit, CommitDraft, write_commit
from referral_app.journal.hlc import HybridClock
from referral_app.journal.stream import Stream, link
from referral_app.storage.work import DeskIdentity
from tests.storage.stores import OWN, PEER, START, Opened, fact, identity, requested

BADR = StaffId(b"\x0b" * 16)


@dataclass
class Peer:
    """One desk of the other centre, writing a chain of commits."""

    desk: DeskIdentity = field(default_factory=lambda: identity(PEER, bytes(range(1, 33))))
    chance: Randomness = field(default_factory=lambda: seeded_randomness(77))
    last: tuple[CommitId, ...] = ()
    length: int = 0
    time: HybridClock = field(default_factory=lambda: HybridClock(0))
    stream: Stream = field(default_factory=lambda: link(OWN, PEER))

    def write(self, *new: Fact) -> Commit:
        """Sign facts into the next commit of the chain."""
        self.length += 1
        draft = CommitDraft(
            self.desk.centre,
            self.desk.device,
            self.desk.incarnation,
            self.stream,
            self.length,
            self.last,
            self.time.tick(Moment(START + self.length)),
            BADR,
        )
        commit = write_commit(draft, new, sign=self.desk.sign, chance=self.chance)
        self.last = (commit.id,)
        return commit

    def request(self, **more: Value) -> tuple[ReferralId, Commit]:
        """Write a referral of its own."""
        referral = referral_id(PEER, self.chance(8))
        return referral, self.write(requested(referral, "4231900869", **more))

    def send(self, opened: Opened, **more: Value) -> ReferralId:
        """Write a referral and have it arrive."""
        referral, commit = self.request(**more)
        arrive(opened, commit)
        return referral

    def answer(self, opened: Opened, referral: ReferralId, status: str, **more: Value) -> None:
        """Answer a referral, superseding its former answers, and have it arrive."""
        known = opened.store.reader.referral(referral)
        assert known
        bare = fact(facts.REFERRAL_STATUS, referral, status=status, **more)
        seen = known.recipient_half.seen
        arrive(opened, self.write(Fact(bare.kind, referral, START, bare.content, seen)))


def arrive(opened: Opened, *commits: Commit) -> None:
    """Accept commits in one transaction."""
    with opened.store.begin() as work:
        for commit in commits:
            work.accept(commit)
