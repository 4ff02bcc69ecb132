"""What a revoked desk of another centre wrote: the same rows whatever the order of arrival."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from referral_app.domain.facts import (
    COMMIT_READOPTED,
    GENESIS,
    MEMBER_ADDED,
    MEMBER_RETIRED,
    REFERRAL_STATUS,
)
from referral_app.domain.identifiers import CentreId, CommitId, referral_id
from referral_app.journal.commit import Commit
from referral_app.journal.exclusion import excluded
from referral_app.journal.genesis import centre_id, genesis_document
from referral_app.journal.heads import frontier, link_of
from referral_app.journal.membership import DESK, STEWARD, fold_membership
from referral_app.journal.stream import link, membership
from tests.journal.desks import CODE, TODAY, FakeDesk, fact, writes_of
from tests.storage.stores import OWN, Opened, founded
from tests.storage.tables import projections, refolded, writer

_FIRST = FakeDesk(CentreId(bytes(16)), "Poste 1")
_DOCUMENT = genesis_document(
    "training", _FIRST.sign_key, _FIRST.kem_key, "Poste 1", b"sixteen bytes ok", TODAY
)
THEIRS = centre_id(_DOCUMENT)
STREAM, BETWEEN = membership(THEIRS), link(OWN, THEIRS)


class Theft:
    """A steward, a second one and a desk that is stolen, of one other centre."""

    def __init__(self) -> None:
        self.first, self.second, self.stolen = (
            FakeDesk(THEIRS, f"Poste {number}") for number in (1, 2, 3)
        )
        self.first.write(STREAM, fact(GENESIS.name, THEIRS, document=_DOCUMENT))
        for desk, role in ((self.second, STEWARD), (self.stolen, DESK)):
            keys = {"sign_key": desk.sign_key, "kem_key": desk.kem_key}
            told = fact(MEMBER_ADDED.name, desk.device, **keys, role=role, label=desk.name)
            self.first.write(STREAM, told)

    def refer(self, name: str) -> CommitId:
        said = fact(
            REFERRAL_STATUS.name,
            referral_id(THEIRS, name.encode().ljust(8, b".")),
            status="requested",
            case_code=CODE,
            category="S04",
            priority="P3",
        )
        return self.stolen.write(BETWEEN, said).id

    def revoke(self, by: FakeDesk) -> None:
        known = [c for c in by.known.values() if c.device == self.stolen.device]
        heads = tuple(sorted(frontier({c.id: c.previous for c in known}).heads))
        told = fact(MEMBER_RETIRED.name, self.stolen.device, reason="stolen", frontier=heads)
        by.write(STREAM, told)

    @property
    def commits(self) -> list[Commit]:
        desks = (self.first, self.second, self.stolen)
        return list({c.id: c for desk in desks for c in desk.known.values()}.values())

    def left_out(self) -> frozenset[CommitId]:
        members = [c for c in self.commits if c.stream == STREAM]
        known = fold_membership(THEIRS, writes_of(members), {c.id: c.previous for c in members})
        assert known is not None
        return excluded((link_of(c) for c in self.commits), known)


def theft(*, readopted: bool = False) -> tuple[Theft, set[CommitId]]:
    """Two stewards revoke, knowing more and less; returns what must not count."""
    story = Theft()
    story.refer("a")
    story.refer("b")
    story.first.learn_from(story.stolen)
    known_to_one = story.refer("c")
    story.second.learn_from(story.stolen, story.first)
    late = {story.refer("d"), story.refer("e")}
    story.second.learn_from(story.first)
    story.revoke(story.first)
    story.revoke(story.second)
    if readopted:
        told = fact(COMMIT_READOPTED.name, THEIRS, commits=(known_to_one,))
        story.first.write(STREAM, told)
        return story, late
    return story, {*late, known_to_one}


def coup() -> tuple[Theft, set[CommitId]]:
    """The second steward is revoked; unknown to the revoker it had let in a desk that wrote."""
    story = Theft()
    story.second.learn_from(story.first)
    kept = story.refer("a")
    intruder = FakeDesk(THEIRS, "Poste 4")
    told = fact(
        MEMBER_ADDED.name,
        intruder.device,
        sign_key=intruder.sign_key,
        kem_key=intruder.kem_key,
        role=STEWARD,
        label=intruder.name,
    )
    story.second.write(STREAM, told)
    mine, story.stolen = story.stolen, intruder
    void = story.refer("b")
    intruder.write(STREAM, fact(MEMBER_RETIRED.name, mine.device, reason="x", frontier=()))
    story.second.learn_from(intruder)
    removal = fact(MEMBER_RETIRED.name, story.second.device, reason="stolen", frontier=())
    story.first.write(STREAM, removal)
    story.stolen = mine
    assert kept in mine.known
    return story, {void}


def take(opened: Opened, commits: list[Commit]) -> None:
    for commit in commits:
        with opened.store.begin() as work:
            work.accept(commit)


def held_apart(opened: Opened) -> set[bytes]:
    return {cid for (cid,) in writer(opened.files).all("SELECT cid FROM quarantine")}


@pytest.mark.parametrize("tell", [theft, partial(theft, readopted=True), coup])
def test_rows_are_the_same_in_any_order_of_arrival(
    tmp_path: Path, tell: Callable[[], tuple[Theft, set[CommitId]]]
) -> None:
    story, apart = tell()
    assert story.left_out() == apart
    many = sum(commit.stream == BETWEEN for commit in story.commits)
    found = []
    for seed in range(7):
        commits = story.commits
        random.Random(seed).shuffle(commits)
        with founded(tmp_path / f"{seed}") as opened:
            take(opened, commits)
            assert held_apart(opened) == apart
            rows = projections(opened.files)
            assert rows == refolded(opened.files, OWN)
            rows.pop("activity")  # tells when something arrived here
            found.append(rows)
            with opened.store.begin() as work:
                assert len(work.commits_of(BETWEEN)) == many, "kept and passed on"
                assert work.missing(BETWEEN) == ()
    assert all(rows == found[0] for rows in found)
    assert len(found[0]["referral_row"]) == many - len(apart)


def test_what_stands_behind_a_gap_counts_once_the_gap_is_filled(tmp_path: Path) -> None:
    """The revoker held a, b and c; here b comes last: until then nothing ties a to c."""
    story = Theft()
    a, b, c = (story.refer(name) for name in "abc")
    story.first.learn_from(story.stolen)
    story.revoke(story.first)
    by_id = {commit.id: commit for commit in story.commits}
    rest = [commit for commit in story.commits if commit.id != b]
    with founded(tmp_path) as opened:
        take(opened, rest)
        assert held_apart(opened) == {a}
        take(opened, [by_id[b]])
        assert held_apart(opened) == set()
        assert len(projections(opened.files)["referral_row"]) == 3
        assert projections(opened.files) == refolded(opened.files, OWN)
    assert c in by_id


def test_an_accepted_gap_is_asked_for_in_vectors_but_told_no_more(tmp_path: Path) -> None:
    from referral_app.domain.facts import GAP_ACCEPTED

    story = Theft()
    lost = story.refer("a")
    story.refer("b")
    commits = [commit for commit in story.commits if commit.id != lost]
    with founded(tmp_path) as opened:
        take(opened, commits)
        assert opened.store.reader.missing_commits() == 1
        told = fact(GAP_ACCEPTED.name, THEIRS, commits=(lost,))
        take(opened, [story.first.write(STREAM, told)])
        assert opened.store.reader.missing_commits() == 0
        assert opened.store.reader.gaps() == ()
        with opened.store.begin() as work:
            assert work.missing(BETWEEN) == (lost,), "vectors stay true"
