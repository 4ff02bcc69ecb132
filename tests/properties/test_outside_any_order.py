"""Lives of a referral to an outside service at three desks of one centre, with liars about.

Every life ends with all desks knowing the same commits, in orders of their own.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Final

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from referral_app.domain.facts import (
    FOLLOW_UP_RECORDED,
    OUTSIDE_LOOP,
    OUTSIDE_STATUS,
    REFERRAL_LOOP,
    REFERRAL_STATUS,
    Fact,
    Value,
    content,
)
from referral_app.domain.identifiers import CommitId
from referral_app.domain.outside import evidence_of
from referral_app.domain.referral import (
    FINAL_REPORTS,
    RECIPIENT_RANK,
    SENDER_RANK,
    Referral,
    Side,
    allowed_corrections,
    allowed_moves,
)
from referral_app.journal.commit import Commit
from referral_app.journal.fold import fold_referral
from referral_app.journal.stream import link, own
from tests.journal.desks import DAY, REFERRAL, TODAY, YACOUB, YOUSSOUFIA, FakeDesk, fact, writes_of
from tests.journal.test_outside import HOSPITAL, OURS, hear

SKEWS: Final = (0, 5 * 365 * DAY, -7 * 365 * DAY)
DESKS: Final = st.integers(0, 2)
STATUSES: Final = st.sampled_from(sorted({*SENDER_RANK, *RECIPIENT_RANK, "of-tomorrow"}))


class OutsideLives(RuleBasedStateMachine):
    """Three desks of the sender's centre hear what a hospital says; a neighbour lies."""

    def __init__(self) -> None:
        super().__init__()
        self.desks = [FakeDesk(YACOUB, f"Poste {n}", skew) for n, skew in enumerate(SKEWS)]
        self.liar = FakeDesk(YOUSSOUFIA, "Menteur", DAY)
        self.everything: dict[CommitId, Commit] = {}
        self.lies: set[CommitId] = set()
        hear(self.desks[0], "requested")
        self.keep(self.desks[0])

    def keep(self, desk: FakeDesk) -> None:
        self.everything |= desk.known

    @rule(n=DESKS, which=st.integers(0, 12))
    def answer(self, n: int, which: int) -> None:
        """What is said next, by the moves that are open to either side."""
        desk = self.desks[n]
        before = fold_referral(desk.writes)
        if before is None or before.request is None:
            return
        options = [(Side.SENDER, move) for move in sorted(allowed_moves(before, Side.SENDER))]
        heard = allowed_moves(before, Side.RECIPIENT) | allowed_corrections(before)
        options += [(Side.RECIPIENT, move) for move in sorted(heard)]
        if not options:
            return
        side, status = options[which % len(options)]
        half = before.sender_half if side is Side.SENDER else before.recipient_half
        written = hear(desk, status, *half.seen, outcome="O01", evidence="E2")
        self.keep(desk)
        after = shown(desk.known.values())
        ours = after.sender_half if side is Side.SENDER else after.recipient_half
        assert [live.id for live in ours.live] == [written]

    @rule(n=DESKS, status=STATUSES)
    def hear_without_looking(self, n: int, status: str) -> None:
        """A desk that was offline writes past what others have heard."""
        if status != "requested":
            hear(self.desks[n], status)
            self.keep(self.desks[n])

    @rule(n=DESKS, word=st.sampled_from(["closed", "reopened"]))
    def loop(self, n: int, word: str) -> None:
        desk = self.desks[n]
        before = fold_referral(desk.writes)
        if before is not None:
            value = (word, before.status.value)
            seen = before.loop.seen
            desk.write(OURS, fact(OUTSIDE_LOOP.name, REFERRAL, *seen, field="loop", value=value))
            self.keep(desk)

    @rule(n=DESKS, evidence=st.sampled_from(["E0", "E1", "E3"]))
    def follow_up(self, n: int, evidence: str) -> None:
        told: dict[str, Value] = {"means": "m", "evidence": evidence, "outcome": "O01", "text": ""}
        self.desks[n].write(OURS, Fact(FOLLOW_UP_RECORDED.name, REFERRAL, TODAY, content(**told)))
        self.keep(self.desks[n])

    @rule(status=STATUSES, place=st.integers(0, 1), kind=st.booleans())
    def lie(self, status: str, place: int, kind: bool) -> None:
        """The neighbour writes about our referral wherever it can, claiming to have seen all."""
        stream = (own(YOUSSOUFIA), link(YACOUB, YOUSSOUFIA))[place]
        name = OUTSIDE_STATUS.name if kind else REFERRAL_STATUS.name
        seen = [w.id for c in self.everything.values() for w in writes_of([c])][:16]
        # The request of another would need our half of the id: ids are ours to give.
        values: dict[str, Value] = {
            "case_code": "4231900869",
            "category": "S07",
            "service": HOSPITAL,
        }
        said = Fact(name, REFERRAL, TODAY, content(status=status, **values), tuple(sorted(seen)))
        closing = fact(REFERRAL_LOOP.name, REFERRAL, field="loop", value=("closed", status))
        known = set(self.liar.known)
        self.liar.write(stream, said, closing)
        self.lies |= self.liar.known.keys() - known
        self.keep(self.liar)

    @rule(n=DESKS, chance=st.randoms(use_true_random=False), share=st.floats(0.2, 1))
    def travel(self, n: int, chance: random.Random, share: float) -> None:
        arriving = list(self.everything.values())
        self.desks[n].receive(*chance.sample(arriving, round(len(arriving) * share)))

    def teardown(self) -> None:
        folded = set()
        for desk in self.desks:
            everything = list(self.everything.values()) * 2
            random.Random(desk.name + str(len(everything))).shuffle(everything)
            desk.known.clear()
            desk.receive(*everything)
            found = shown(desk.known.values())
            folded.add((repr(found), evidence_of(found)))
        assert len(folded) == 1
        self.lies_change_nothing()
        self.reports_are_shown()

    def lies_change_nothing(self) -> None:
        honest = [c for c in self.everything.values() if c.id not in self.lies]
        assert shown(honest) == shown(self.everything.values())
        assert shown(honest).service == HOSPITAL

    def reports_are_shown(self) -> None:
        """Told apart from the fold: a report that no later word replaced is what is shown."""
        said = [
            write
            for write in writes_of(self.everything.values())
            if write.centre == YACOUB
            and write.fact.kind == OUTSIDE_STATUS.name
            and write.fact.get("status") not in SENDER_RANK
        ]
        replaced = {seen for write in said for seen in write.fact.seen}
        standing = {write.fact.get("status") for write in said if write.id not in replaced}
        if standing & FINAL_REPORTS:
            assert shown(self.everything.values()).status in standing & FINAL_REPORTS


def shown(commits: Iterable[Commit]) -> Referral:
    found = fold_referral(writes_of(commits))
    assert found is not None
    return found


TestOutsideLives = OutsideLives.TestCase
TestOutsideLives.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
