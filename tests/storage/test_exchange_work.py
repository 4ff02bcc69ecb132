"""What the exchange asks of a store: commits in any order, envelopes, members, keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from referral_app.clock import ManualClock, seeded_randomness
from referral_app.domain import facts
from referral_app.domain.identifiers import CentreId, CommitId, DeviceId, Moment, ReferralId
from referral_app.exchange.founding import Founding, found, settle
from referral_app.exchange.keys import DeskKeys
from referral_app.journal.commit import Commit, CommitDraft, write_commit
from referral_app.journal.heads import link_of
from referral_app.journal.stream import link, membership, own
from referral_app.services.ports import (
    ExchangeStore,
    OutgoingEnvelope,
    PendingEnvelope,
    Way,
)
from referral_app.storage.exchange_work import RoundWork
from tests.fakes import office
from tests.storage.peer import BADR, Peer, arrive
from tests.storage.stores import OWN, PEER, START, Opened, fact, founded, reopened

LINK = link(OWN, PEER)
PLACE = "stick"


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    with founded(tmp_path) as store:
        yield store


@pytest.fixture
def peer() -> Peer:
    return Peer()


def other_centre(opened: Opened) -> Founding:
    chance = seeded_randomness(33)
    return found(DeskKeys.generate(chance), "training", "Poste 1", opened.clock, chance)


def sealed(work: RoundWork, eid: bytes = b"\x01" * 32) -> OutgoingEnvelope:
    """Put all that is queued in an envelope."""
    items = work.queued(100)
    envelope = OutgoingEnvelope(eid, items[0].destination, b"sealed", START, False)
    work.packed(envelope, items)
    return envelope


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
        assert work.member(stranger.identity.device) == known.members[0]
        assert work.member(DeviceId(b"\x00" * 16)) is None
        (epoch,) = work.epochs(centre)
        assert (epoch.number, epoch.kid, epoch.seed) == (1, stranger.kid, stranger.seed)
        assert work.commits_of(membership(centre)) == stranger.commits
        assert membership(centre) in work.streams()


def test_packed_commits_leave_the_queue(opened: Opened) -> None:
    case = opened.open_case()
    opened.send(case, "4231900869")
    with opened.store.begin() as work:
        envelope = sealed(work)
        assert work.queued(100) == ()
        assert work.envelopes_to_deposit() == (envelope,)
    assert opened.store.reader.waiting_to_leave() == 1
    with opened.store.begin() as work:
        work.deposited(envelope.eid, PLACE, START)
        work.deposited(envelope.eid, PLACE, START)
    assert opened.store.reader.waiting_to_leave() == 0


def test_the_queue_is_first_come_first_served(opened: Opened, peer: Peer) -> None:
    commits = [peer.request()[1] for _ in range(3)]
    arrive(opened, *commits)
    third = CentreId(b"\x33" * 16)
    with opened.store.begin() as work:
        work.queue([commit.id for commit in reversed(commits)], third)
        work.queue([commits[0].id], PEER)
        assert [item.commit for item in work.queued(3)] == [c.raw for c in reversed(commits)]
        assert [item.destination for item in work.queued(9)] == [third, third, third, PEER]


def test_a_referral_shows_how_far_it_came(opened: Opened, peer: Peer) -> None:
    referral = opened.send(opened.open_case(), "4231900869")
    reader = opened.store.reader
    assert reader.way_of(ReferralId(b"\x00" * 16)) == Way(None, None, None, None)
    assert reader.way_of(referral) == Way(START, None, None, None)
    with opened.store.begin() as work:
        envelope = sealed(work)
    assert reader.way_of(referral) == Way(START, None, None, None)
    with opened.store.begin() as work:
        work.deposited(envelope.eid, PLACE, Moment(START + 1))
        work.deposited(envelope.eid, "folder", Moment(START + 2))
    assert reader.way_of(referral) == Way(START, Moment(START + 1), None, None)
    opened.clock.advance(5)
    with opened.store.begin() as work:
        work.covered(PEER, LINK, ())
    assert reader.way_of(referral) == Way(START, Moment(START + 1), Moment(START + 5), None)
    peer.answer(opened, referral, "received")
    assert reader.way_of(referral).opened == START
    opened.clock.advance(5)
    opened.save(fact(facts.REFERRAL_STATUS, referral, status="cancelled"), stream=LINK)
    assert reader.way_of(referral) == Way(Moment(START + 10), None, None, START)


def test_an_envelope_is_let_go_once_all_of_it_is_held(opened: Opened) -> None:
    for _ in range(2):
        opened.send(opened.open_case(), "4231900869")
    with opened.store.begin() as work:
        envelope = sealed(work)
        first, second = (commit.id for commit in work.commits_of(LINK))
        work.covered(CentreId(b"\x33" * 16), LINK, ())
        work.covered(PEER, opened.stream, ())
        work.covered(PEER, LINK, (first, second))
        work.covered(PEER, LINK, (second,))
        assert work.envelopes_to_deposit() == (envelope,)
        work.covered(PEER, LINK, ())
        assert work.envelopes_to_deposit() == ()
    assert opened.store.reader.waiting_to_leave() == 0


def test_what_is_known_to_be_held_need_not_be_packed(opened: Opened) -> None:
    opened.send(opened.open_case(), "4231900869")
    with opened.store.begin() as work:
        work.covered(PEER, LINK, ())
        assert work.queued(10) == ()


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


def test_with_a_second_desk_what_is_said_here_goes_to_the_own_mailbox(tmp_path: Path) -> None:
    chance = seeded_randomness(3)
    second = DeskKeys.generate(chance)
    desk = {"sign_key": second.sign_key, "kem_key": second.kem_key, "role": "desk", "label": "2"}
    with office(tmp_path, "Akkari", ManualClock(START), chance) as here:
        stream = own(here.id)
        with here.store.begin() as work:
            work.record(stream, [fact(facts.CASE_OPENED, b"\x01" * 16, code="1")], BADR)
            assert work.queued(10) == ()
            added = fact(facts.MEMBER_ADDED, second.device, **desk)
            work.record(membership(here.id), [added], BADR)
            work.record(stream, [fact(facts.CASE_OPENED, b"\x02" * 16, code="2")], BADR)
            work.record(link(here.id, PEER), [fact(facts.REFERRAL_LOOP, b"\x03" * 16)], BADR)
            queue = [item.destination for item in work.queued(10)]
        assert queue == [here.id, here.id, PEER, here.id]
        with here.store.begin() as work:
            work.record(stream, [fact(facts.CASE_OPENED, b"\x04" * 16, code="3")], BADR)
            assert len(work.queued(10)) == 5


def test_membership_goes_to_every_centre_that_was_introduced(opened: Opened) -> None:
    stranger = other_centre(opened)
    with opened.store.begin() as work:
        document = stranger.commits[0].facts[0]
        assert document
        work.record(membership(OWN), [document], BADR)
        assert [item.destination for item in work.queued(10)] == [PEER]


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
