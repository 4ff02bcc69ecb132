"""A referral there and back over a place, and what a round reports."""

from __future__ import annotations

from tests.exchange.desks import B_NAMES, MemoryPlace, make_desk, make_pair


def test_two_centres_meet_over_a_place() -> None:
    a, b = make_desk(1), make_desk(2, B_NAMES)
    place = MemoryPlace()
    b.join(a.invite())
    first = b.sync(place)
    assert (first.envelopes_written, first.commits_sent) == (2, 0)
    report = a.sync(place)
    assert report.introduced == (b.centre,)
    with a.store.begin() as work:
        known = {centre.id: centre for centre in work.centres()}
    assert known[b.centre].name_fr == B_NAMES.french


def test_a_referral_goes_there_and_back() -> None:
    a, b, place = make_pair()
    referral = a.refer(b.centre)
    assert a.sync(place).commits_sent == 1
    assert b.sync(place).commits_received == 1
    assert b.shown(referral) == "requested"
    b.say(a.centre, referral, "received")
    b.say(a.centre, referral, "accepted")
    b.sync(place)
    a.sync(place)
    assert a.shown(referral) == "accepted"


def test_rounds_come_to_rest() -> None:
    a, b, place = make_pair()
    a.refer(b.centre)
    for desk in (a, b, a, b):
        desk.sync(place)
    reports = [desk.sync(place) for desk in (a, b, a, b)]
    assert all(r.envelopes_written == r.envelopes_read == 0 for r in reports)
    assert not any(r.refused for r in reports)
