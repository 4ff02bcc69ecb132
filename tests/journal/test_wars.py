"""Stewards at war: whatever is said unknown to one another, every desk comes to the same end."""

from __future__ import annotations

import random
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from referral_app.domain.facts import (
    COMMIT_READOPTED,
    GENESIS,
    MEMBER_ADDED,
    MEMBER_RETIRED,
    Fact,
)
from referral_app.domain.identifiers import CommitId
from referral_app.journal.commit import Commit
from referral_app.journal.heads import frontier
from referral_app.journal.hlc import HybridClock
from referral_app.journal.membership import (
    DESK,
    RECOVERY,
    STEWARD,
    Membership,
    fold_membership,
)
from tests.journal.desks import FakeDesk, fact, writes_of
from tests.journal.test_retired import CENTRE, DOCUMENT, STREAM

NAMES = ("Poste 1", "Poste 2", "Poste 3", "Poste 4", "Trousse")


def fold(commits: list[Commit]) -> Membership:
    found = fold_membership(CENTRE, writes_of(commits), {c.id: c.previous for c in commits})
    assert found is not None
    return found


class Centre:
    """Desks by number from 1, each with what it knows."""

    def __init__(self) -> None:
        self.desks = [FakeDesk(CENTRE, name) for name in NAMES]
        self.write(1, fact(GENESIS.name, CENTRE, document=DOCUMENT))
        self.meet()

    def write(self, by: int, *facts: Fact) -> CommitId:
        return self.desks[by - 1].write(STREAM, *facts).id

    def add(self, by: int, whom: int, role: str = DESK) -> CommitId:
        desk = self.desks[whom - 1]
        told = fact(
            MEMBER_ADDED.name,
            desk.device,
            sign_key=desk.sign_key,
            kem_key=desk.kem_key,
            role=role,
            label=desk.name,
        )
        return self.write(by, told)

    def revoke(self, by: int, whom: int) -> CommitId:
        device = self.desks[whom - 1].device
        held = [c for c in self.desks[by - 1].known.values() if c.device == device]
        heads = tuple(sorted(frontier({c.id: c.previous for c in held}).heads))
        told = fact(MEMBER_RETIRED.name, device, reason="lost", frontier=heads)
        return self.write(by, told)

    def retire(self, by: int, whom: int) -> CommitId:
        told = fact(MEMBER_RETIRED.name, self.desks[whom - 1].device, reason="retired")
        return self.write(by, told)

    def meet(self, *numbers: int) -> None:
        desks = [self.desks[n - 1] for n in numbers] or self.desks
        for desk in desks:
            desk.learn_from(*desks)

    @property
    def commits(self) -> list[Commit]:
        known = {cid: commit for desk in self.desks for cid, commit in desk.known.items()}
        return list(known.values())

    def fold(self) -> Membership:
        return fold(self.commits)

    def active(self) -> list[int]:
        at_work = {member.device for member in self.fold().active}
        return [n for n, desk in enumerate(self.desks, 1) if desk.device in at_work]


def with_stewards(most: int) -> Centre:
    centre = Centre()
    for whom in range(2, most + 1):
        centre.add(1, whom, STEWARD)
    centre.meet()
    return centre


def test_what_a_revoked_desk_did_unknown_to_its_revoker_is_void() -> None:
    centre = with_stewards(2)
    centre.add(2, 3)
    centre.meet()
    centre.add(2, 4)
    centre.revoke(1, 2)
    assert centre.active() == [1, 3], "the third was known, the fourth was not"
    assert [m.revoked for m in centre.fold().members] == [False, True, False, True]


def test_who_was_named_by_void_acts_can_do_nothing() -> None:
    centre = with_stewards(2)
    centre.add(2, 3, STEWARD)
    centre.meet(2, 3)
    centre.add(3, 4)
    centre.revoke(1, 2)
    assert centre.active() == [1]
    third, fourth = centre.fold().members[2:]
    assert (third.cuts, fourth.cuts) == (((),), ((),)), "known, and nothing of them counts"


def test_of_two_that_revoke_each_other_the_senior_stays() -> None:
    centre = with_stewards(3)
    centre.revoke(3, 2)
    centre.revoke(2, 3)
    assert centre.active() == [1, 2]


def test_a_senior_that_was_told_of_its_end_cannot_turn_it_round() -> None:
    centre = with_stewards(2)
    centre.revoke(2, 1)
    centre.meet()
    centre.revoke(1, 2)
    assert centre.active() == [2]


def test_a_circle_of_three_is_broken_by_the_most_senior_act() -> None:
    centre = with_stewards(3)
    for by, whom in ((1, 2), (2, 3), (3, 1)):
        centre.revoke(by, whom)
    assert centre.active() == [3]


def test_a_clock_set_back_makes_nobody_senior() -> None:
    centre = with_stewards(2)
    liar = centre.desks[1]
    liar.skew = -(10**11)
    liar.clock = HybridClock(0)
    centre.add(2, 3, STEWARD)
    centre.meet()
    centre.add(1, 4, STEWARD)
    centre.meet()
    centre.revoke(3, 4)
    centre.revoke(4, 3)
    assert centre.active() == [1, 2, 4], "whom the first desk named stands before"


def test_the_last_one_who_lets_in_others_stays_and_can_still_act() -> None:
    centre = with_stewards(2)
    centre.meet()
    centre.retire(2, 1)
    centre.meet()
    centre.revoke(2, 2)
    at_work = centre.active()
    assert at_work == [1]
    centre.meet()
    centre.add(1, 3)
    assert centre.active() == [1, 3]


def test_a_recovery_kit_founds_stewardship_anew_against_the_one_who_had_it_printed() -> None:
    centre = with_stewards(2)
    centre.add(1, 5, RECOVERY)
    centre.add(1, 3)
    centre.meet()
    centre.add(5, 3, STEWARD)
    centre.revoke(1, 3)
    centre.meet(3, 5)
    centre.revoke(3, 1)
    centre.revoke(3, 2)
    found = centre.fold()
    assert centre.active() == [3]
    assert [member.role for member in found.kits] == [RECOVERY]
    assert all(member.device != centre.desks[4].device for member in found.active)


def test_a_kit_that_was_replaced_names_nobody() -> None:
    centre = with_stewards(2)
    centre.add(1, 5, RECOVERY)
    centre.meet()
    centre.revoke(1, 5)
    centre.meet()
    centre.add(5, 3, STEWARD)
    assert centre.active() == [1, 2]
    assert centre.fold().kits == ()


def test_readopting_is_for_those_who_let_in_others() -> None:
    centre = with_stewards(2)
    centre.add(1, 3)
    centre.meet()
    some = (CommitId(b"c" * 32),)
    centre.write(3, fact(COMMIT_READOPTED.name, CENTRE, commits=some))
    assert centre.fold().readopted == frozenset()
    centre.write(2, fact(COMMIT_READOPTED.name, CENTRE, commits=some))
    assert centre.fold().readopted == frozenset(some)


@dataclass(frozen=True)
class Step:
    what: str
    by: int
    whom: int


STEPS = st.builds(
    Step,
    st.sampled_from(("add", "steward", "kit", "retire", "revoke", "revoke", "meet")),
    st.integers(1, 5),
    st.integers(1, 5),
)


def play(steps: list[Step]) -> Centre:
    centre = with_stewards(3)
    acts = {
        "add": centre.add,
        "steward": lambda by, whom: centre.add(by, whom, STEWARD),
        "kit": lambda by, whom: centre.add(by, whom, RECOVERY),
        "retire": centre.retire,
        "revoke": centre.revoke,
        "meet": centre.meet,
    }
    for step in steps:
        acts[step.what](step.by, step.whom)
    return centre


@settings(max_examples=150)
@given(st.lists(STEPS, max_size=14), st.integers(0, 2**32), st.floats(0, 1))
def test_wars_end_alike_in_any_order_with_any_doubling_of_any_subset(
    steps: list[Step], seed: int, share: float
) -> None:
    chance = random.Random(seed)
    first, *others = play(steps).commits
    some = [first, *(commit for commit in others if chance.random() <= share)]
    once = fold(some)
    doubled = [*some, *some[::2]]
    chance.shuffle(doubled)
    assert fold(doubled) == once
    assert any(member.active and member.role == STEWARD for member in once.members)


@settings(max_examples=100)
@given(st.lists(STEPS, max_size=14))
def test_what_a_standing_revocation_did_not_know_of_a_desk_adds_nobody(steps: list[Step]) -> None:
    centre = play(steps)
    found = centre.fold()
    known = {commit.id: commit for commit in centre.commits}
    revoked = {member.device: member.cuts for member in found.members if member.revoked}
    for member in found.members:
        naming = [
            commit
            for commit in known.values()
            for it in commit.facts
            if it and it.kind == MEMBER_ADDED.name and it.record == member.device
        ]
        if naming and all(
            c.device in revoked and c.id not in _past(c, revoked, known) for c in naming
        ):
            assert member.device == centre.desks[0].device or not member.active


def _past(
    commit: Commit,
    revoked: dict[bytes, tuple[tuple[CommitId, ...], ...]],  # type: ignore[type-arg]
    known: dict[CommitId, Commit],
) -> set[CommitId]:
    within: list[set[CommitId]] = []
    for cut in revoked[commit.device]:
        reached: set[CommitId] = set()
        waiting = list(cut)
        while waiting:
            cid = waiting.pop()
            if cid in known and cid not in reached:
                reached.add(cid)
                waiting += known[cid].previous
        within.append(reached)
    return set.intersection(*within)
