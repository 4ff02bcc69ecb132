"""A disk that exists twice is proven commit by commit as it is from the whole set."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from referral_app.domain.facts import NOTE_ADDED
from referral_app.domain.identifiers import CommitId
from referral_app.journal.commit import Commit
from referral_app.journal.heads import equivocations, link_of, proves_clone
from referral_app.journal.stream import own
from tests.journal.desks import CASE, FakeDesk, fact
from tests.storage.stores import OWN, founded

STREAM = own(OWN)
ACTS = st.lists(
    st.sampled_from(("write", "write", "meet", "start", "copy", "restore")), max_size=25
)


class Machines:
    """One desk's disk, its backups, and the copies of it that are in use."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.all: dict[CommitId, Commit] = {}
        self.copies = [FakeDesk(OWN, "Poste")]
        self.backups: list[dict[CommitId, Commit]] = [{}]

    def act(self, what: str) -> None:
        machine = self.chance.choice(self.copies)
        if what == "write":
            commit = machine.write(STREAM, fact(NOTE_ADDED.name, CASE, text="…"))
            self.all[commit.id] = commit
            self.backups.append(dict(machine.known))
        elif what == "meet":
            machine.learn_from(*self.copies)
        elif what == "start":
            machine.incarnation = self.chance.randbytes(8)
        elif what == "restore":
            machine.known = dict(self.chance.choice(self.backups))
            machine.incarnation = self.chance.randbytes(8)
        elif len(self.copies) < 3:
            copy = FakeDesk(OWN, "Poste")
            copy.known = dict(machine.known)
            copy.clock = machine.clock
            # A copied disk is started anew; a machine that is rolled back while it runs is not.
            copy.chance = random.Random(self.chance.random())
            copy.incarnation = self.chance.choice((machine.incarnation, copy.chance.randbytes(8)))
            self.copies.append(copy)


def is_alarmed(folder: Path, commits: Sequence[Commit]) -> bool:
    with founded(folder) as opened:
        for commit in commits:
            with opened.store.begin() as work:
                work.accept(commit)
        found = opened.store.reader.desks_twice()
        assert set(found) <= {FakeDesk(OWN, "Poste").device}
        return bool(found)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS, seed=st.integers(0, 10_000))
def test_whatever_the_order_the_alarm_is_that_of_the_set(
    tmp_path: Path, acts: list[str], seed: int
) -> None:
    chance = random.Random(seed)
    machines = Machines(chance)
    for what in acts:
        machines.act(what)
    commits = list(machines.all.values())
    links = [link_of(commit) for commit in commits]
    proven = proves_clone(links) or bool(equivocations(links))
    chance.shuffle(commits)
    folder = tmp_path / str(len(list(tmp_path.iterdir())))
    assert is_alarmed(folder, commits) == proven
    if len(machines.copies) == 1:
        assert not proven, "restores alone never prove a copy"


def test_our_own_commits_close_the_circle_too(tmp_path: Path) -> None:
    """The desk that is copied hears of it as soon as it goes on after meeting its copy."""
    with founded(tmp_path / "store") as opened:
        opened.save(fact(NOTE_ADDED.name, CASE, text="one"))
        mine = opened.store.identity
        with opened.store.begin() as work:
            heads = work.heads(STREAM)
        copy = FakeDesk(OWN, "copy")
        copy.device = mine.device
        with opened.store.begin() as work:
            copy.known = {commit.id: commit for commit in work.commits_of(STREAM)}
        assert set(copy.known) >= set(heads)
        theirs = copy.write(STREAM, fact(NOTE_ADDED.name, CASE, text="two"))
        with opened.store.begin() as work:
            work.accept(theirs)
        assert opened.store.reader.desks_twice() == {}, "a restored desk does the same"
        opened.save(fact(NOTE_ADDED.name, CASE, text="three"))
        assert set(opened.store.reader.desks_twice()) == {mine.device}
