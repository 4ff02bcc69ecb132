"""Lives of two centres with clocks years apart, restored disks and liars: same facts, same files.

Every life ends with all desks of a centre knowing the same commits, in orders of their own.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Final

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from referral_app.domain.case import Case
from referral_app.domain.facts import (
    CASE_FIELD,
    CASE_OPENED,
    ENTRY_REDACTED_CASE,
    NOTE_ADDED,
    REFERRAL_LOOP,
    REFERRAL_STATUS,
    Place,
)
from referral_app.domain.fields import Fields
from referral_app.domain.identifiers import CommitId
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
from referral_app.journal.fold import fold_case, fold_referral
from referral_app.journal.heads import frontier, link_of, proves_clone
from referral_app.journal.hlc import COUNTER_BITS
from referral_app.journal.stream import own
from tests.journal.desks import (
    BETWEEN,
    CASE,
    CODE,
    DAY,
    REFERRAL,
    TODAY,
    YACOUB,
    YOUSSOUFIA,
    FakeDesk,
    fact,
    writes_of,
)

YEARS: Final = 365 * DAY
SKEWS: Final = (0, 5 * YEARS, -7 * YEARS, DAY // 2)
DESKS: Final = st.integers(0, 3)
SENDERS: Final = st.integers(0, 1)


class Lives(RuleBasedStateMachine):
    """Desks 0 and 1 send, 2 and 3 answer."""

    def __init__(self) -> None:
        super().__init__()
        self.desks = [
            FakeDesk(YACOUB if n < 2 else YOUSSOUFIA, f"Poste {n}", skew)
            for n, skew in enumerate(SKEWS)
        ]
        self.backups = [dict(desk.known) for desk in self.desks]
        self.everything: dict[CommitId, Commit] = {}
        self.lies: set[CommitId] = set()
        self.keep(self.desks[0].write(own(YACOUB), fact(CASE_OPENED.name, CASE, code=CODE)))
        self.desks[0].say("requested")
        self.keep(*self.desks[0].known.values())

    def keep(self, *commits: Commit) -> None:
        self.everything |= {commit.id: commit for commit in commits}

    def act(self, desk: FakeDesk, before: set[CommitId]) -> None:
        self.keep(*(commit for name, commit in desk.known.items() if name not in before))

    # -- what people do ------------------------------------------------------------------------

    @rule(n=SENDERS, field=st.sampled_from("ab"), value=st.integers(0, 2))
    def edit(self, n: int, field: str, value: int) -> None:
        desk = self.desks[n]
        known, before = set(desk.known), fold_case(desk.writes)
        fields = before.fields if before else Fields()
        desk.set_field(value, *fields.seen(field), field=field)
        self.act(desk, known)
        after = fold_case(desk.writes)
        assert after is None or (
            after.fields.value(field) == value and field not in after.fields.conflicts
        )

    @rule(n=SENDERS)
    def note(self, n: int) -> None:
        self.keep(self.desks[n].write(own(YACOUB), fact(NOTE_ADDED.name, CASE, text="x")))

    @rule(n=SENDERS, which=st.integers(0, 5))
    def redact(self, n: int, which: int) -> None:
        case = fold_case(self.desks[n].writes)
        if case and case.notes:
            hidden = case.notes[which % len(case.notes)].id
            self.keep(
                self.desks[n].write(own(YACOUB), fact(ENTRY_REDACTED_CASE.name, CASE, hidden))
            )

    @rule(n=DESKS, which=st.integers(0, 9))
    def move(self, n: int, which: int) -> None:
        desk = self.desks[n]
        shown = fold_referral(desk.writes)
        if shown is None or shown.request is None:
            return
        side = Side.SENDER if desk.centre == YACOUB else Side.RECIPIENT
        half = shown.sender_half if side is Side.SENDER else shown.recipient_half
        options = set(allowed_moves(shown, side))
        if side is Side.RECIPIENT:
            options |= allowed_corrections(shown)
        if options:
            known = set(desk.known)
            status = sorted(options)[which % len(options)]
            written = desk.say(status, *half.seen)
            self.act(desk, known)
            after = fold_referral(desk.writes)
            assert after is not None
            ours = after.sender_half if side is Side.SENDER else after.recipient_half
            assert [live.id for live in ours.live] == [written]

    @rule(n=SENDERS, word=st.sampled_from(["closed", "reopened"]))
    def loop(self, n: int, word: str) -> None:
        shown = fold_referral(self.desks[n].writes)
        if shown is not None:
            value = (word, shown.status.value)
            closing = fact(
                REFERRAL_LOOP.name, REFERRAL, *shown.loop.seen, field="loop", value=value
            )
            self.keep(self.desks[n].write(BETWEEN, closing))

    @rule(n=DESKS, status=st.sampled_from(sorted({*SENDER_RANK, *RECIPIENT_RANK})))
    def lie(self, n: int, status: str) -> None:
        """Write the other side's half, claiming to have seen all of it."""
        desk = self.desks[n]
        if status not in (RECIPIENT_RANK if desk.centre == YACOUB else SENDER_RANK):
            return
        known = set(desk.known)
        desk.say(status, *[w.id for w in desk.writes if w.fact.kind == REFERRAL_STATUS.name])
        self.lies |= desk.known.keys() - known
        self.act(desk, known)

    @rule(n=SENDERS)
    def speak_of_tomorrow(self, n: int) -> None:
        """A newer program writes a kind, and a shape, that this one does not know."""
        facts = (
            fact("case.linked", CASE, field="a", value=1),
            fact(CASE_FIELD.name, CASE, field=("a", "b"), value=1),
        )
        commit = self.desks[n].write(own(YACOUB), *facts)
        self.lies.add(commit.id)
        self.keep(commit)

    # -- what happens to commits and disks -----------------------------------------------------

    @rule(n=DESKS, chance=st.randoms(use_true_random=False), share=st.floats(0.2, 1))
    def travel(self, n: int, chance: random.Random, share: float) -> None:
        desk = self.desks[n]
        arriving = [c for c in self.everything.values() if c.stream.concerns(desk.centre)]
        desk.receive(*chance.sample(arriving, round(len(arriving) * share)))

    @rule(n=DESKS)
    def restart(self, n: int) -> None:
        self.desks[n].start()

    @rule(n=DESKS)
    def back_up(self, n: int) -> None:
        self.backups[n] = dict(self.desks[n].known)

    @precondition(lambda self: len(self.everything) > 3)
    @rule(n=DESKS)
    def restore(self, n: int) -> None:
        self.desks[n].known = dict(self.backups[n])
        self.desks[n].start()

    # -- how it ends ---------------------------------------------------------------------------

    def teardown(self) -> None:
        for desk in self.desks:
            self.gather(desk)
            limit = TODAY + desk.skew + next(desk.ticks) * 1000 + DAY
            assert desk.clock.last >> COUNTER_BITS <= limit
        self.same_files()
        self.reports_are_shown()
        self.lies_change_nothing()
        self.next_edit_wins()
        by_desk = {desk.device: desk for desk in self.desks}
        for device in by_desk:
            links = [link_of(c) for c in self.everything.values() if c.device == device]
            assert not proves_clone(links)

    def gather(self, desk: FakeDesk) -> None:
        """All that concerns the desk's centre, doubled, in an order of its own."""
        mine = [c for c in self.everything.values() if c.stream.concerns(desk.centre)] * 2
        random.Random(desk.name + str(len(mine))).shuffle(mine)
        desk.known.clear()
        desk.receive(*mine)

    def same_files(self) -> None:
        cases = [repr(fold_case(desk.writes)) for desk in self.desks[:2]]
        referrals = [repr(shown_of(desk.known.values())) for desk in self.desks]
        assert len(set(cases)) == len(set(referrals)) == 1
        doubled = self.desks[0].writes * 2
        assert repr(fold_case(doubled)) == cases[0]
        frontiers = {str(sorted(front.heads)) for front in map(link_frontier, self.desks)}
        assert len(frontiers) == 1

    def reports_are_shown(self) -> None:
        """Told apart from the fold: a report that no later word of its side replaced."""
        said = [
            write
            for write in self.desks[0].writes
            if write.fact.kind == REFERRAL_STATUS.name
            and write.centre == YOUSSOUFIA
            and write.fact.get("status") in RECIPIENT_RANK
        ]
        replaced = {seen for write in said for seen in write.fact.seen}
        standing = {write.fact.get("status") for write in said if write.id not in replaced}
        if standing & FINAL_REPORTS:
            assert shown_of(self.desks[0].known.values()).status in standing & FINAL_REPORTS

    def lies_change_nothing(self) -> None:
        honest = [c for c in self.everything.values() if c.id not in self.lies]
        told = self.everything.values()
        assert shown_of(honest) == shown_of(told)
        assert case_of(honest) == case_of(told)

    def next_edit_wins(self) -> None:
        """Whatever the clocks say: even by the desk that lives seven years ago."""
        early = FakeDesk(YACOUB, "Poste 9", -7 * YEARS)
        self.gather(early)
        for field in "ab":
            early.set_field("last", *case_of(early.known.values()).fields.seen(field), field=field)
        final = case_of(early.known.values())
        assert final.fields.conflicts == ()
        assert {final.fields.value(field) for field in "ab"} == {"last"}


def case_of(commits: Iterable[Commit]) -> Case:
    found = fold_case(writes_of(c for c in commits if c.stream.place is Place.CENTRE))
    assert found is not None
    return found


def shown_of(commits: Iterable[Commit]) -> Referral:
    found = fold_referral(writes_of(c for c in commits if c.stream == BETWEEN))
    assert found is not None
    return found


def link_frontier(desk: FakeDesk) -> object:
    return frontier({c.id: c.previous for c in desk.known.values() if c.stream == BETWEEN})


TestLives = Lives.TestCase
TestLives.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
