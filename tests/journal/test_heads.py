from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_app.domain.facts import NOTE_ADDED
from referral_app.domain.identifiers import CommitId
from referral_app.journal.commit import Commit
from referral_app.journal.heads import (
    Link,
    closure,
    equivocations,
    frontier,
    link_of,
    proves_clone,
)
from referral_app.journal.stream import link, own
from tests.journal.desks import CASE, YACOUB, YOUSSOUFIA, FakeDesk, fact


def cid(name: str) -> CommitId:
    return CommitId(sha256(name.encode()).digest())


def graph(**previous: str) -> dict[CommitId, tuple[CommitId, ...]]:
    return {cid(name): tuple(cid(before) for before in names) for name, names in previous.items()}


def ids(names: str) -> frozenset[CommitId]:
    return frozenset(map(cid, names))


def test_the_frontier_of_nothing_is_empty() -> None:
    assert frontier({}).heads == frontier({}).missing == frozenset()


@pytest.mark.parametrize(
    ("known", "heads", "missing"),
    [
        (graph(a=""), "a", ""),
        (graph(a="", b="a", c="b"), "c", ""),
        (graph(a="", b="a", c="a"), "bc", ""),
        (graph(a="", b="a", c="a", d="bc"), "d", ""),
        (graph(a="", c="b"), "ac", "b"),
        (graph(d="bc", c="a"), "d", "ab"),
    ],
)
def test_heads_and_missing(
    known: dict[CommitId, tuple[CommitId, ...]], heads: str, missing: str
) -> None:
    found = frontier(known)
    assert (found.heads, found.missing) == (ids(heads), ids(missing))


CHAIN = graph(a="", b="a", c="b", d="c", x="b", y="xd")


@pytest.mark.parametrize(
    ("heads", "missing", "held"),
    [
        ("", "", ""),
        ("a", "", "a"),
        ("d", "", "abcd"),
        ("y", "", "abcdxy"),
        ("dx", "", "abcdx"),
        ("d", "c", "d"),
        ("y", "d", "xyab"),
        ("z", "", ""),
        ("az", "", "a"),
    ],
)
def test_what_another_desk_holds(heads: str, missing: str, held: str) -> None:
    assert closure(CHAIN, ids(heads), ids(missing)) == ids(held)


@given(st.data())
def test_a_vector_says_exactly_what_is_held(data: st.DataObject) -> None:
    """Heads and missing ids of any subset give the subset back (heads alone would over-claim)."""
    size = data.draw(st.integers(0, 9))
    known: dict[CommitId, tuple[CommitId, ...]] = {}
    names = [cid(str(n)) for n in range(size)]
    for n, name in enumerate(names):
        known[name] = tuple(data.draw(st.sets(st.sampled_from(names[:n]), max_size=2)) if n else ())
    held = data.draw(st.sets(st.sampled_from(names))) if names else set()
    theirs = frontier({name: known[name] for name in held})
    assert closure(known, theirs.heads, theirs.missing) == held


# -- the same desk twice -----------------------------------------------------------------------


def note(desk: FakeDesk) -> Commit:
    return desk.write(own(YACOUB), fact(NOTE_ADDED.name, CASE, text="x"))


def links(*desks: FakeDesk) -> list[Link]:
    found = {commit.id: commit for desk in desks for commit in desk.known.values()}
    return [link_of(commit) for commit in found.values()]


def copy_of(desk: FakeDesk) -> FakeDesk:
    """The same keys and commits on another disk, started there."""
    other = FakeDesk(desk.centre, desk.name)
    other.known = dict(desk.known)
    other.chance.seed(repr(len(other.known)) + "copy")
    other.start()
    return other


def test_a_disk_that_is_copied_is_proved_once_both_have_written() -> None:
    """I→J→I: the first machine follows the second, which had followed it."""
    first = FakeDesk(YACOUB, "Poste 1")
    note(first)
    second = copy_of(first)
    note(second)
    assert not proves_clone(links(first, second))
    first.learn_from(second)
    note(first)
    assert proves_clone(links(first))


def test_a_copy_is_proved_from_several_streams_together() -> None:
    first = FakeDesk(YACOUB, "Poste 1")
    between = link(YACOUB, YOUSSOUFIA)
    note(first)
    first.write(between, fact("x.y", CASE))
    second = copy_of(first)
    note(second)
    second.write(between, fact("x.y", CASE))
    first.learn_from(second)
    first.write(between, fact("x.y", CASE))
    assert proves_clone(links(first, second))


def test_three_machines_in_a_circle_are_proved() -> None:
    first = FakeDesk(YACOUB, "Poste 1")
    note(first)
    second = copy_of(first)
    note(second)
    third = copy_of(second)
    note(third)
    first.learn_from(third)
    note(first)
    assert proves_clone(links(first))


def test_restarts_prove_nothing() -> None:
    desk = FakeDesk(YACOUB, "Poste 1")
    for _ in range(5):
        note(desk)
        desk.start()
    assert not proves_clone(links(desk))


def test_a_restored_backup_proves_nothing() -> None:
    """It writes beside its own lost commits, gets them back, and joins the branches."""
    desk = FakeDesk(YACOUB, "Poste 1")
    note(desk)
    backup = dict(desk.known)
    note(desk)
    lost = dict(desk.known)
    desk.known = dict(backup)
    desk.start()
    branch = note(desk)
    assert len(frontier({c.id: c.previous for c in [*lost.values(), branch]}).heads) == 2
    desk.receive(*lost.values())
    joined = note(desk)
    assert len(joined.previous) == 2
    assert not proves_clone(links(desk))
    assert equivocations(links(desk)) == ()


@given(st.lists(st.sampled_from(["write", "start", "back up", "restore", "sync"]), max_size=25))
def test_no_life_of_one_machine_proves_a_copy(life: list[str]) -> None:
    desk = FakeDesk(YACOUB, "Poste 1")
    mailbox: dict[CommitId, Commit] = {}
    backup = dict(desk.known)
    for step in life:
        if step == "write":
            note(desk)
        elif step == "start":
            desk.start()
        elif step == "back up":
            backup = dict(desk.known)
        elif step == "restore":
            desk.known = dict(backup)
            desk.start()
        else:
            mailbox |= desk.known
            desk.receive(*mailbox.values())
    everything = [link_of(commit) for commit in (mailbox | desk.known).values()]
    assert not proves_clone(everything)
    assert equivocations(everything) == ()


def test_a_machine_rolled_back_while_it_runs_equivocates() -> None:
    desk = FakeDesk(YACOUB, "Poste 1")
    note(desk)
    before = dict(desk.known)
    one = note(desk)
    desk.known = dict(before)
    other = note(desk)
    assert one.incarnation == other.incarnation
    everything = [*links(desk), link_of(one)]
    assert equivocations(everything) == (tuple(sorted((one.id, other.id))),)
    assert equivocations(everything * 2) == equivocations(everything)
    assert not proves_clone(everything)


def test_first_commits_of_two_streams_are_no_equivocation() -> None:
    desk = FakeDesk(YACOUB, "Poste 1")
    note(desk)
    desk.write(link(YACOUB, YOUSSOUFIA), fact("x.y", CASE))
    assert equivocations(links(desk)) == ()
