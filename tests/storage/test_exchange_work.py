"""What the exchange asks of a store: commits in any order, envelopes, members, keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from referral_app.clock import seeded_randomness
from referral_app.domain import facts
from referral_app.domain.identifiers import CommitId, DeviceId
from referral_app.exchange.founding import Founding, found, settle
from referral_app.exchange.keys import DeskKeys
from referral_app.journal.commit import Commit, CommitDraft, write_commit
from referral_app.journal.heads import link_of
from referral_app.journal.stream import link, membership, own
from referral_app.services.ports import (
    ExchangeStore,
    PendingEnvelope,
)
from tests.storage.peer import BADR, Peer, arrive
from tests.storage.stores import OWN, PEER, START, Opened, fact, founded, reopened

LINK = link(OWN, PEER)


def other_centre(opened: Opened) -> Founding:
    chance = seeded_randomness(33)
    return found(DeskKeys.generate(chance), "training", "Poste 1", opened.clock, chance)


def test_a_commit_is_taken_once(opened: Opened, peer: Peer) -> None:
    referral, commit = peer.request()
    with opened.store.begin() as work:
        assert not work.has_commit(commit.id)
        assert work.accept(commit)
        assert not work.accept(commit)
        assert work.has_commit(commit.id)
        assert work.commits_of(LINK) == (commit,)
        (known,) = work.links(LINK)
        assert (known.id, known.previous) == (commit.id, commit.previous)
        assert work.heads(LINK) == (commit.id,)
        found = work.referral(referral)
        assert found
        assert (found.sender, found.recipient) == (PEER, OWN)


def test_links_stand_as_the_commits_say_that_were_signed(opened: Opened, peer: Peer) -> None:
    for commit in [peer.request()[1] for _ in range(3)]:
        arrive(opened, commit)
    with opened.store.begin() as work:
        commits = work.commits_of(LINK)
        assert any(commit.previous for commit in commits)
        assert set(work.links(LINK)) == {link_of(commit) for commit in commits}


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (2, 0, 1), (1, 2, 0)])
def test_a_gap_is_noted_and_blocks_nothing(
    opened: Opened, peer: Peer, order: tuple[int, ...]
) -> None:
    chain = [peer.request()[1] for _ in range(3)]
    for at, number in enumerate(order):
        arrive(opened, chain[number])
        arrived = set(order[: at + 1])
        lacking = {n - 1 for n in arrived if n and n - 1 not in arrived}
        with opened.store.begin() as work:
            assert work.missing(LINK) == tuple(sorted(chain[n].id for n in lacking))
            tops = {n for n in arrived if n + 1 not in arrived}
            assert work.heads(LINK) == tuple(sorted(chain[n].id for n in tops))
        assert opened.store.reader.missing_commits() == len(lacking)


def test_branches_of_one_desk_are_joined_by_its_next_commit(opened: Opened) -> None:
    """A desk restored from a backup meets its own lost commits again (exchange.md 5.6)."""
    lost = Peer(desk=opened.store.identity, chance=seeded_randomness(5))
    with opened.store.begin() as work:
        (first,) = work.commits_of(opened.stream)
    lost.last, lost.length = (first.id,), 1
    branch = _as_own(lost, b"\x01" * 16)
    opened.open_case()
    arrive(opened, branch)
    with opened.store.begin() as work:
        assert len(work.heads(opened.stream)) == 2
    opened.open_case()
    with opened.store.begin() as work:
        *_, newest = work.commits_of(opened.stream)
        assert work.heads(opened.stream) == (newest.id,)
        assert (len(newest.previous), newest.seq) == (2, 3)


def _as_own(writer: Peer, case: bytes) -> Commit:
    desk = writer.desk
    draft = CommitDraft(OWN, desk.device, b"lost" * 2, own(OWN), 2, writer.last, START << 16, BADR)
    opened = fact(facts.CASE_OPENED, case, code="4231900869")
    return write_commit(draft, [opened], sign=desk.sign, chance=writer.chance)


def test_what_others_said_is_news_and_contact(opened: Opened, peer: Peer) -> None:
    opened.clock.advance(60_000)
    referral = peer.send(opened)
    opened.clock.advance(60_000)
    opened.save(fact(facts.REFERRAL_STATUS, referral, status="received"), stream=LINK)
    (news,) = opened.store.reader.recent_activity(10)
    assert (news.referral, news.status, news.incoming, news.peer) == (
        referral,
        "requested",
        True,
        PEER,
    )
    assert (news.arrived_at, news.happened) == (START + 60_000, START)
    assert opened.store.reader.last_contact() == {PEER: START + 60_000}
    assert opened.store.reader.recent_activity(0) == ()


def test_commits_of_a_stranger_wait_until_it_is_introduced(opened: Opened) -> None:
    stranger = other_centre(opened)
    with opened.store.begin() as work:
        for commit in stranger.commits[1:]:
            work.hold(commit)
            work.hold(commit)
        assert work.release() == ()
    with opened.store.begin() as work:
        work.accept(stranger.commits[0])
        assert work.release() == stranger.commits[1:]
        assert work.release() == ()


def test_members_and_keys_of_a_centre(opened: Opened) -> None:
    stranger = other_centre(opened)
    centre = stranger.identity.centre
    with opened.store.begin() as work:
        assert work.membership(centre) is None
        settle(work, stranger)
        known = work.membership(centre)
        assert known
        assert known.mode == "training"
        assert work.member(stranger.identity.device, centre) == known.members[0]
        assert work.member(DeviceId(bytes(16)), centre) is None
        (epoch,) = work.epochs(centre)
        assert (epoch.number, epoch.kid, epoch.seed) == (1, stranger.kid, stranger.seed)
        assert work.commits_of(membership(centre)) == stranger.commits
        assert membership(centre) in work.streams()


def test_envelopes_that_were_seen_or_wait_for_a_key(tmp_path: Path) -> None:
    seen, waiting = b"\x01" * 32, PendingEnvelope(b"\x02" * 32, b"not to be opened yet")
    with founded(tmp_path) as opened, opened.store.begin() as work:
        assert not work.envelope_seen(seen)
        work.see_envelope(seen, START)
        work.see_envelope(seen, START)
        work.keep_pending(waiting)
        work.keep_pending(waiting)
        work.put_note("vector", b"1")
        work.put_note("vector", b"2")
    with reopened(tmp_path) as again, again.store.begin() as work:
        assert work.envelope_seen(seen)
        assert work.pending() == (waiting,)
        work.drop_pending(waiting.eid)
        assert work.pending() == ()
        assert (work.note("vector"), work.note("other")) == (b"2", None)


def test_a_thousand_commits_come_back_whole(opened: Opened, peer: Peer) -> None:
    commits = [peer.request()[1] for _ in range(300)]
    arrive(opened, *commits)
    with opened.store.begin() as work:
        assert work.commits_of(LINK) == tuple(commits)
        work.queue([commit.id for commit in commits], PEER)
        assert [item.commit for item in work.queued(1000)] == [commit.raw for commit in commits]
    assert opened.store.reader.counts().to_answer == 300


def test_a_round_works_on_it(opened: Opened) -> None:
    store: ExchangeStore = opened.store
    with store.begin() as work:
        assert work.note("x") is None
        assert work.has_commit(CommitId(b"\x00" * 32)) is False
