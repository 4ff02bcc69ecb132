"""Desks that are let in, take over and are retired: whatever order the facts arrive in."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from referral_app.domain.facts import (
    EPOCH_OPENED,
    GENESIS,
    MEMBER_ADDED,
    MEMBER_RETIRED,
    Fact,
    Value,
)
from referral_app.domain.identifiers import CentreId
from referral_app.journal.commit import Commit
from referral_app.journal.genesis import centre_id, genesis_document
from referral_app.journal.membership import DESK, STEWARD, Membership, fold_membership
from referral_app.journal.stream import membership
from tests.journal.desks import AGDAL, TODAY, FakeDesk, an_id, fact, writes_of

_FIRST = FakeDesk(AGDAL, "Poste 1")
DOCUMENT = genesis_document(
    "real", _FIRST.sign_key, _FIRST.kem_key, "Poste 1", b"sixteen bytes ok", TODAY
)
CENTRE: CentreId = centre_id(DOCUMENT)
STREAM = membership(CENTRE)
NAMES = ("Poste 1", "Poste 2", "Poste 3", "Poste 4", "Poste 5")


class Log:
    """Desks of a centre, by number from 1, and what they wrote of one another."""

    def __init__(self) -> None:
        self.desks = [FakeDesk(CENTRE, name) for name in NAMES]
        self.commits: list[Commit] = []
        self.write(1, fact(GENESIS.name, CENTRE, document=DOCUMENT))

    def write(self, by: int, *facts: Fact) -> None:
        self.commits.append(self.desks[by - 1].write(STREAM, *facts))

    def add(self, by: int, whom: int, role: str = DESK, **more: Value) -> None:
        desk = self.desks[whom - 1]
        keys: dict[str, Value] = {"sign_key": desk.sign_key, "kem_key": desk.kem_key}
        told = fact(MEMBER_ADDED.name, desk.device, **keys, role=role, label=desk.name, **more)
        self.write(by, told)

    def retire(self, by: int, whom: int, newer: int | None = None) -> None:
        more: dict[str, Value] = {"replaced_by": self.desks[newer - 1].device} if newer else {}
        told = fact(MEMBER_RETIRED.name, self.desks[whom - 1].device, reason="lost", **more)
        self.write(by, told)

    def fold(self) -> Membership:
        found = fold_membership(CENTRE, writes_of(self.commits))
        assert found is not None
        return found

    def active(self) -> list[int]:
        at_work = {member.device for member in self.fold().active}
        return [n for n, desk in enumerate(self.desks, 1) if desk.device in at_work]


def test_a_retired_desk_stays_known_with_what_took_its_place() -> None:
    log = Log()
    log.add(1, 2, invitation=an_id("invitation"))
    log.add(1, 3)
    log.retire(1, 2, newer=3)
    _, second, third = log.fold().members
    assert (second.active, second.replaced_by, second.retired_at) == (False, third.device, TODAY)
    assert second.invitation == an_id("invitation")
    assert (third.active, third.invitation, third.replaced_by) == (True, None, None)
    assert log.active() == [1, 3]


def test_a_desk_that_lets_nobody_in_retires_nobody() -> None:
    log = Log()
    log.add(1, 2)
    log.add(1, 3)
    log.retire(2, 3)
    log.retire(4, 3)  # no desk of ours at all
    assert log.active() == [1, 2, 3]


def test_who_was_retired_once_does_not_come_back_by_being_named_again() -> None:
    log = Log()
    log.add(1, 2)
    log.retire(1, 2)
    log.add(1, 2)
    assert log.active() == [1]


def test_of_two_that_retire_each_other_the_senior_stays() -> None:
    log = Log()
    log.add(1, 2, STEWARD)
    log.add(1, 3, STEWARD)
    log.retire(3, 2)
    log.retire(2, 3)
    assert log.active() == [1, 2]


def test_a_desk_at_work_may_come_to_let_in_others_and_moves_nobody() -> None:
    log = Log()
    log.add(1, 2, invitation=an_id("invitation"))
    log.add(1, 3, STEWARD)
    assert [member.turn for member in log.fold().stewards] == [0, 1]
    log.add(1, 2, STEWARD)
    log.add(2, 4)
    found = log.fold()
    first, second, third, fourth = (desk.device for desk in log.desks[:4])
    assert [member.device for member in found.members if member.device != fourth] == [
        first,
        second,
        third,
    ]
    assert [member.device for member in found.stewards] == [first, third, second]
    promoted = found.member(second)
    assert promoted is not None
    assert promoted.invitation == an_id("invitation")
    assert found.member(fourth) is not None, "it lets in others now"


def test_somebody_who_may_let_in_others_always_stays() -> None:
    log = Log()
    log.add(1, 2, STEWARD)
    log.add(1, 3, STEWARD)
    log.add(1, 4)
    for by, whom in ((1, 2), (2, 3), (3, 1)):
        log.retire(by, whom)
    assert log.active() == [1, 4]


def test_what_a_desk_did_before_it_was_retired_counts() -> None:
    log = Log()
    log.add(1, 2, STEWARD)
    log.add(2, 3)
    log.write(2, fact(EPOCH_OPENED.name, CENTRE, number=2, public=b"q" * 1216, wraps=()))
    log.retire(1, 2)
    assert log.active() == [1, 3]
    assert log.fold().epoch
    assert [member.device for member in log.fold().stewards] == [
        log.desks[0].device,
        log.desks[1].device,
    ]


ACTS = st.tuples(
    st.sampled_from(("add", "steward", "retire", "replace", "epoch")),
    st.integers(1, 5),
    st.integers(1, 5),
    st.integers(1, 5),
)


@settings(max_examples=60)
@given(acts=st.lists(ACTS, max_size=14), seed=st.integers(0, 1_000))
def test_any_order_and_any_doubling_give_one_membership(
    acts: list[tuple[str, int, int, int]], seed: int
) -> None:
    log = Log()
    for what, by, whom, newer in acts:
        if what == "epoch":
            public = bytes([by]) * 1216
            wraps = ((log.desks[whom - 1].device, bytes([newer])),)
            told = fact(EPOCH_OPENED.name, CENTRE, number=newer, public=public, wraps=wraps)
            log.write(by, told)
        elif what in ("add", "steward"):
            log.add(by, whom, STEWARD if what == "steward" else DESK)
        else:
            log.retire(by, whom, newer if what == "replace" else None)
    once = log.fold()
    shuffled = writes_of([*log.commits, *log.commits[::2]])
    random.Random(seed).shuffle(shuffled)
    assert fold_membership(CENTRE, shuffled) == once
    assert any(member.active and member.role == STEWARD for member in once.members)
    assert once.members[0].device == log.desks[0].device
