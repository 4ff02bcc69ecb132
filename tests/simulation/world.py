"""Two centres of one desk each, and two sticks, through whatever may happen to them.

Everything is drawn from one seed; only seals are not, so envelopes are handed over in an order
drawn from the seed too, never in the order of their names.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from referral_app.domain.facts import NOTE_ADDED, Fact, content
from referral_app.domain.identifiers import CaseId, CentreId, CommitId, Moment, ReferralId
from referral_app.domain.referral import FINAL_REPORTS, RECIPIENT_RANK, SENDER_RANK, Referral, Side
from referral_app.errors import NoRoomError
from referral_app.exchange.mail import AGAIN
from referral_app.exchange.round import Round
from referral_app.journal.commit import writes
from referral_app.journal.stream import link, own
from tests.exchange.desks import B_NAMES, WORKER, Desk, StoreMaker, make_desk
from tests.exchange.memory_store import MemoryStore

HOUR = 3_600_000
YEAR = 365 * 24 * HOUR
CASE = CaseId(b"a case's id 16 b")
ROUNDS = 12


class CrashError(Exception):
    """The process dies here."""


class Stick:
    """A stick: envelopes in order of arrival, given out in an order drawn from the seed."""

    def __init__(self, name: str, chance: random.Random) -> None:
        self.place = name
        self.chance = chance
        self.boxes: dict[CentreId, dict[bytes, bytes]] = {}
        self.room: int | None = None

    def names(self, mailbox: CentreId) -> tuple[bytes, ...]:
        names = list(self.boxes.get(mailbox, ()))
        self.chance.shuffle(names)
        return tuple(names)

    def read(self, mailbox: CentreId, eid: bytes) -> bytes | None:
        return self.boxes[mailbox].get(eid)

    def write(self, mailbox: CentreId, eid: bytes, data: bytes) -> bool:
        box = self.boxes.setdefault(mailbox, {})
        if box.get(eid) == data:
            return False
        if self.room == 0:
            raise NoRoomError("exchange.folder_full")
        self.room = None if self.room is None else self.room - 1
        box[eid] = data
        return True

    def damage(self) -> None:
        """A file is cut short, or turned to zeros at its end."""
        box = self.boxes.get(self.chance.choice(list(self.boxes) or [CentreId(b"")]), {})
        if box:
            eid = self.chance.choice(list(box))
            data = box[eid]
            kept = self.chance.randrange(len(data) + 1)
            box[eid] = data[:kept] + bytes(self.chance.choice((0, len(data) - kept)))


@dataclass
class World:
    """A life of both centres."""

    seed: int
    a: Desk
    b: Desk
    sticks: tuple[Stick, Stick]
    chance: random.Random
    may_restore: bool
    referrals: list[tuple[ReferralId, Desk]] = field(default_factory=list)
    written: set[CommitId] = field(default_factory=set)
    notes: Counter[bytes] = field(default_factory=Counter)
    backups: dict[bytes, list[Any]] = field(default_factory=dict)
    restored: set[bytes] = field(default_factory=set)
    happened: Counter[str] = field(default_factory=Counter)

    @property
    def desks(self) -> tuple[Desk, Desk]:
        return self.a, self.b

    def other(self, desk: Desk) -> Desk:
        return self.b if desk is self.a else self.a

    # --- what people do

    def step(self) -> None:
        desk = self.chance.choice(self.desks)
        for each in self.desks:
            each.clock.advance(self.chance.randrange(HOUR))
        acts: tuple[tuple[int, Callable[[Desk], None]], ...] = (
            (15, self.write_note),
            (15, self.send),
            (25, self.move),
            (5, self.lie),
            (25, self.sync),
            (6, self.sync_and_die),
            (4, self.sync_with_a_full_stick),
            (3, self.damage),
            (2, self.lose),
            (3, self.double),
            (4, self.restart),
            (6, self.back_up),
            (5, self.restore),
            (3, self.jump),
        )
        act = self.chance.choices([a for _, a in acts], [weight for weight, _ in acts])[0]
        self.happened[act.__name__] += 1
        act(desk)

    def tell(self) -> list[tuple[object, ...]]:
        """What can be compared between two stores of all that both desks hold."""
        return [self._tell(desk) for desk in self.desks]

    def _tell(self, desk: Desk) -> tuple[object, ...]:
        with desk.store.begin() as work:
            shared = [c.seq for c in work.commits_of(self.link)]
            counts = (len(work.queued(1000)), len(work.envelopes_to_deposit()))
            lacking = work.missing_commits()
            heads = len(work.heads(self.link))
        return (
            [desk.shown(referral) for referral, _ in self.referrals],
            shared,
            counts,
            lacking,
            heads,
        )

    def write_note(self, desk: Desk) -> None:
        text = self.chance.randbytes(8)
        fact = Fact(NOTE_ADDED.name, CASE, _when(desk), content(text=text.hex()))
        with desk.store.begin() as work:
            work.record(own(desk.centre), (fact,), WORKER)
        self.notes[desk.centre] += 1

    def send(self, desk: Desk) -> None:
        other = self.other(desk)
        if self.knows(desk, other):
            self.referrals.append((desk.refer(other.centre), desk))
            self.note_heads(desk)

    def move(self, desk: Desk) -> None:
        ranks = {True: SENDER_RANK, False: RECIPIENT_RANK}
        self.say(desk, lambda ours: ranks[ours])

    def lie(self, desk: Desk) -> None:
        """A desk that writes the other side's half: void everywhere."""
        ranks = {False: SENDER_RANK, True: RECIPIENT_RANK}
        self.say(desk, lambda ours: ranks[ours])

    def say(self, desk: Desk, ranks: Callable[[bool], dict[Any, int]]) -> None:
        known = [pair for pair in self.referrals if desk.shown(pair[0]) is not None]
        if not known:
            return
        referral, sender = self.chance.choice(known)
        status = self.chance.choice(list(ranks(sender is desk)))
        desk.say(self.other(desk).centre, referral, status.value)
        self.note_heads(desk)

    def note_heads(self, desk: Desk) -> None:
        with desk.store.begin() as work:
            self.written.update(work.heads(self.link))

    @property
    def link(self) -> Any:
        return link(self.a.centre, self.b.centre)

    def knows(self, desk: Desk, other: Desk) -> bool:
        with desk.store.begin() as work:
            return any(centre.id == other.centre for centre in work.centres())

    # --- what happens to exchanges

    def sync(self, desk: Desk, stick: Stick | None = None) -> None:
        try:
            desk.sync(stick or self.chance.choice(self.sticks))
        except CrashError:
            desk.restart(self.chance.randbytes(8))

    def sync_and_die(self, desk: Desk) -> None:
        """The process dies in the middle of a round: between two transactions or inside one."""
        if self.chance.random() < 0.5:
            steps = [self.chance.randrange(1, 6)]
            stick = self.chance.choice(self.sticks)
            going = Round(desk.store, desk.identity, stick, desk.clock, WORKER)
            going.run(lambda done, total: steps_left(steps) > 0)
            desk.restart(self.chance.randbytes(8))
            return
        left = [self.chance.randrange(1, 12)]

        def crash() -> None:
            if steps_left(left) == 0:
                raise CrashError

        desk.store.crash = crash
        self.sync(desk)
        desk.store.crash = lambda: None

    def sync_with_a_full_stick(self, desk: Desk) -> None:
        stick = self.chance.choice(self.sticks)
        stick.room = self.chance.randrange(2)
        try:
            desk.sync(stick)
        except NoRoomError:
            self.happened["full"] += 1
        stick.room = None

    def damage(self, _: Desk) -> None:
        self.chance.choice(self.sticks).damage()

    def lose(self, _: Desk) -> None:
        self.chance.choice(self.sticks).boxes.clear()

    def double(self, _: Desk) -> None:
        """What lay on one stick lies on the other too."""
        one, other = self.sticks
        for centre, box in one.boxes.items():
            other.boxes.setdefault(centre, {}).update(box)

    def restart(self, desk: Desk) -> None:
        desk.restart(self.chance.randbytes(8))

    def back_up(self, desk: Desk) -> None:
        # Before both know each other a backup holds no way back to the other centre.
        if self.knows(self.a, self.b):
            self.backups.setdefault(desk.centre, []).append(desk.store.save())

    def restore(self, desk: Desk) -> None:
        kept = self.backups.get(desk.centre)
        if kept and self.may_restore:
            desk.store.load(self.chance.choice(kept))
            desk.restart(self.chance.randbytes(8))
            self.restored.add(desk.centre)

    def jump(self, desk: Desk) -> None:
        """The clock is set years off, or right again."""
        right = self.a.clock if desk is self.b else self.b.clock
        skew = self.chance.choice((-3 * YEAR, 2 * YEAR, 0, 0))
        if desk is self.b:  # the inviter's clock decides whether its invitation holds
            desk.clock.advance(right.now() + skew - desk.clock.now())

    # --- the end

    def heal(self) -> int:
        """Nothing goes wrong any more: exchange until nothing changes. Returns how many rounds."""
        stick = Stick("whole", self.chance)
        for desk in (self.b, self.a):  # before the invitation ends, should it still be unanswered
            desk.sync(stick)
        for desk in self.desks:
            desk.clock.advance(AGAIN)
            desk.restart(self.chance.randbytes(8))
        for number in range(ROUNDS):
            reports = [desk.sync(stick) for desk in self.desks]
            if not any(r.envelopes_read or r.envelopes_written for r in reports):
                assert not any(reason for r in reports for reason, _ in r.refused), reports
                return number
        raise AssertionError("the exchange does not come to rest")

    def stream(self, desk: Desk) -> dict[CommitId, bytes]:
        with desk.store.begin() as work:
            return {commit.id: commit.raw for commit in work.commits_of(self.link)}

    def check(self) -> None:
        """The invariants of exchange.md 2 that two desks can break."""
        at_a, at_b = self.stream(self.a), self.stream(self.b)
        assert at_a == at_b, "I3: the shared stream differs"
        for referral, sender in self.referrals:
            self.check_referral(referral, sender)
        for desk in self.desks:
            self.check_own(desk)
        if not self.restored:
            assert self.written <= set(at_a), "what was saved is lost"

    def check_referral(self, referral: ReferralId, sender: Desk) -> None:
        shown: list[Referral | None] = []
        for desk in self.desks:
            with desk.store.begin() as work:
                shown.append(work.referral(referral))
        one, other = shown
        assert (one is None) == (other is None), "I2: one side knows of it, the other does not"
        if one is None or other is None:
            assert self.restored, "a referral is lost"
            return
        assert one.sender_half == other.sender_half, "I2: the sender's half differs"
        assert one.recipient_half == other.recipient_half, "I2: the recipient's half differs"
        assert one.sender == sender.centre
        final = one.recipient_half.value
        if final and final.status in FINAL_REPORTS:
            assert one.shown == final, "I2: a final report is hidden"
        for half, side, ranks in (
            (one.sender_half, Side.SENDER, SENDER_RANK),
            (one.recipient_half, Side.RECIPIENT, RECIPIENT_RANK),
        ):
            assert all(fact.side is side for fact in half.known), "I6: the wrong side counts"
            assert all(fact.status in ranks for fact in half.live), "I6: the wrong half counts"

    def check_own(self, desk: Desk) -> None:
        with desk.store.begin() as work:
            commits = work.commits_of(own(desk.centre))
            missing = work.missing_commits()
        notes = [w for c in commits for w in writes(c) if w.fact.kind == NOTE_ADDED.name]
        texts = [note.fact.get("text") for note in notes]
        assert len(texts) == len(set(texts)), "I5: a note stands twice"
        if desk.centre not in self.restored:
            assert len(texts) == self.notes[desk.centre], "a note is lost"
        if not self.restored:
            assert missing == 0, "I4: a gap without a loss"


def steps_left(box: list[int]) -> int:
    """Count down; 0 at the last, then negative."""
    box[0] -= 1
    return box[0]


def _when(desk: Desk) -> Moment:
    return Moment(max(desk.clock.now(), 0))


def make_world(seed: int, make_store: StoreMaker, *, may_restore: bool = True) -> World:
    """Two centres, the second of which has accepted the first's invitation."""
    chance = random.Random(seed)
    a = make_desk(2 * seed, make_store=make_store)
    b = make_desk(2 * seed + 1, B_NAMES, make_store=make_store)
    b.join(a.invite())
    sticks = (Stick("one", chance), Stick("two", chance))
    return World(seed, a, b, sticks, chance, may_restore)


def live(
    seed: int,
    make_store: StoreMaker = MemoryStore,
    steps: int = 60,
    *,
    may_restore: bool = True,
    told: list[list[tuple[object, ...]]] | None = None,
) -> World:
    """Live through `steps`, then heal, and check; `told` takes what is to be seen after each."""
    world = make_world(seed, make_store, may_restore=may_restore)
    for _ in range(steps):
        world.step()
        if told is not None:
            told.append(world.tell())
    world.heal()
    world.check()
    return world
