"""What must travel: queued, packed, deposited, known to be held."""

from __future__ import annotations

from pathlib import Path

from referral_app.clock import ManualClock, seeded_randomness
from referral_app.domain import facts
from referral_app.domain.identifiers import CentreId, Moment, ReferralId
from referral_app.exchange.founding import Founding, found
from referral_app.exchange.keys import DeskKeys
from referral_app.journal.stream import link, membership, own
from referral_app.services.ports import (
    OutgoingEnvelope,
    Way,
)
from referral_app.storage.exchange_work import RoundWork
from tests.fakes import office
from tests.storage.peer import BADR, Peer, arrive
from tests.storage.stores import OWN, PEER, START, Opened, fact

LINK = link(OWN, PEER)
PLACE = "stick"


def other_centre(opened: Opened) -> Founding:
    chance = seeded_randomness(33)
    return found(DeskKeys.generate(chance), "training", "Poste 1", opened.clock, chance)


def sealed(work: RoundWork, eid: bytes = b"\x01" * 32) -> OutgoingEnvelope:
    """Put all that is queued in an envelope."""
    items = work.queued(100)
    envelope = OutgoingEnvelope(eid, items[0].destination, b"sealed", START, False)
    work.packed(envelope, items)
    return envelope


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


def test_what_is_told_of_desks_and_keys_overtakes_the_queue(opened: Opened, peer: Peer) -> None:
    commits = [peer.request()[1] for _ in range(3)]
    theirs = other_centre(opened)
    arrive(opened, *commits, *theirs.commits)
    told = [it for it in theirs.commits if it.stream == membership(theirs.identity.centre)]
    with opened.store.begin() as work:
        work.queue([commit.id for commit in commits], PEER)
        work.queue([commit.id for commit in told], PEER)
        in_turn = [commit.raw for commit in (*told, *commits)]
        assert [item.commit for item in work.queued(100)] == in_turn
        assert [item.commit for item in work.queued(1)] == in_turn[:1]
        first = work.queued(100)
        late = OutgoingEnvelope(b"\x01" * 32, PEER, b"sealed", START, False)
        early = OutgoingEnvelope(b"\x02" * 32, PEER, b"sealed", START, False)
        work.packed(late, first[len(told) :])
        work.packed(early, first[: len(told)])
        kept = [(one.eid, one.urgent) for one in work.kept_envelopes(PLACE)]
        assert kept == [(early.eid, True), (late.eid, False)]


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
        work.deposited(envelope.eid, PLACE, START)
        work.covered(CentreId(b"\x33" * 16), LINK, ())
        work.covered(PEER, opened.stream, ())
        work.covered(PEER, LINK, (first, second))
        work.covered(PEER, LINK, (second,))
        assert work.envelopes_to_deposit() == (envelope,)
        work.covered(PEER, LINK, ())
        assert work.envelopes_to_deposit() == ()
    assert opened.store.reader.waiting_to_leave() == 0


def test_what_one_disk_holds_is_laid_down_for_the_others_all_the_same(opened: Opened) -> None:
    """Two desks that answer a third must not take each other's word for what the third holds."""
    opened.open_case()
    with opened.store.begin() as work:
        commit = work.commits_of(opened.stream)[-1]
        work.queue([commit.id], OWN)
        work.covered(OWN, opened.stream, ())
        assert [item.commit for item in work.queued(10)] == [commit.raw]
        envelope = sealed(work)
        work.covered(OWN, opened.stream, ())
        assert work.covered_some(OWN, opened.stream, (), 0, 100) is None
        assert work.envelopes_to_deposit() == (envelope,)
        work.deposited(envelope.eid, PLACE, START)
        work.covered(OWN, opened.stream, ())
        assert work.envelopes_to_deposit() == ()


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
