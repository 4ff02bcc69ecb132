"""Rounds with a hub: pull before push, nothing twice, whatever the hub forgets or says."""

from __future__ import annotations

import pytest

from referral_app.clock import ManualClock
from referral_app.errors import RefusedError, UnavailableError
from referral_app.exchange.desk_keys import Steward, rotate
from referral_app.exchange.hub_client import NotAdmittedError
from referral_app.exchange.hub_members import hear_members
from referral_app.exchange.hub_round import COMPARE, HubRound
from referral_app.exchange.hub_wire import Answer, Ask
from referral_app.services.ports import RoundReport
from tests.exchange.desks import B_NAMES, START, WORKER, Desk, MemoryPlace, StoreMaker, make_desk
from tests.exchange.fake_hub import FakeHub


def go(desk: Desk, hub: FakeHub, admission: str = "") -> RoundReport:
    """One round with a hub."""
    going = HubRound(desk.store, desk.identity, hub, desk.clock, WORKER, desk.chance)
    return going.run(going.greet(hub.hub_id), admission=admission)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


@pytest.fixture
def hub(clock: ManualClock) -> FakeHub:
    return FakeHub(clock)


@pytest.fixture
def desks(make_store: StoreMaker, clock: ManualClock) -> tuple[Desk, Desk]:
    a = make_desk(1, clock=clock, make_store=make_store)
    b = make_desk(2, B_NAMES, clock=clock, make_store=make_store)
    return a, b


@pytest.fixture
def pair(desks: tuple[Desk, Desk], hub: FakeHub) -> tuple[Desk, Desk]:
    """Two centres that met over the hub."""
    a, b = desks
    go(a, hub, "first")
    b.join(a.invite())
    for desk in (b, a, b, a):
        go(desk, hub)
    return a, b


def test_a_centre_joins_over_the_hub_alone(desks: tuple[Desk, Desk], hub: FakeHub) -> None:
    a, b = desks
    go(a, hub, "first")
    b.join(a.invite())
    waiting = HubRound(b.store, b.identity, hub, b.clock, WORKER, b.chance)
    assert waiting.run(waiting.greet(hub.hub_id)).envelopes_written == 1
    assert waiting.is_guest
    assert go(a, hub).introduced == (b.centre,)
    assert b.centre in hub.members
    report = go(b, hub)
    assert report.refused == ()
    referral = b.refer(a.centre)
    go(b, hub)
    go(a, hub)
    assert a.shown(referral) == "requested"


def test_a_centre_without_a_code_is_not_admitted(desks: tuple[Desk, Desk], hub: FakeHub) -> None:
    with pytest.raises(NotAdmittedError):
        go(desks[0], hub, "wrong")
    assert not hub.members


def test_rounds_with_a_hub_come_to_rest(pair: tuple[Desk, Desk], hub: FakeHub) -> None:
    a, b = pair
    a.refer(b.centre)
    for desk in (a, b, a, b):
        go(desk, hub)
    before = len(hub.rows)
    hub.asked.clear()
    reports = [go(desk, hub) for desk in (a, b)]
    assert len(hub.rows) == before
    assert all(r.envelopes_read == r.envelopes_written == 0 for r in reports)
    # Who is there, and what is new: no more than two questions.
    assert [ask.method for ask in hub.asked] == ["GET", "GET"] * 2


def test_nothing_that_lies_there_is_offered_again(pair: tuple[Desk, Desk], hub: FakeHub) -> None:
    a, b = pair
    a.refer(b.centre)
    assert go(a, hub).envelopes_written == 2
    hub.asked.clear()
    go(a, hub)
    assert not [ask for ask in hub.asked if ask.path == "/v1/envelopes"]


def test_a_rewound_hub_is_given_back_what_it_lost(pair: tuple[Desk, Desk], hub: FakeHub) -> None:
    a, b = pair
    backup = hub.save()
    referral = a.refer(b.centre)
    go(a, hub)
    hub.rewind(backup)
    other = MemoryPlace()
    b.sync(other)  # somebody else goes on meanwhile
    assert go(a, hub).rewound
    go(b, hub)
    assert b.shown(referral) == "requested"
    assert not go(a, hub).rewound


def test_a_hub_that_was_overtaken_after_its_rewind_is_noticed(
    pair: tuple[Desk, Desk], hub: FakeHub
) -> None:
    a, b = pair
    backup = hub.save()
    referral = a.refer(b.centre)
    go(a, hub)
    hub.rewind(backup)
    for _ in range(5):  # new rows stand where the lost ones stood
        b.refer(a.centre)
        go(b, hub)
    assert go(a, hub).rewound
    go(b, hub)
    assert b.shown(referral) == "requested"


def test_what_a_hub_lost_unseen_is_offered_again_within_a_week(
    pair: tuple[Desk, Desk], hub: FakeHub, clock: ManualClock
) -> None:
    a, b = pair
    go(b, hub)
    referral = a.refer(b.centre)
    go(a, hub)
    with a.store.begin() as work:
        (kept,) = work.kept_envelopes()
    hub.lose(kept.eid)
    clock.advance(COMPARE)
    go(a, hub)
    go(b, hub)
    assert b.shown(referral) == "requested"


def test_one_envelope_that_is_turned_away_holds_up_no_other(
    pair: tuple[Desk, Desk], hub: FakeHub
) -> None:
    a, b = pair
    referral = a.refer(b.centre)
    from referral_app.exchange.mail import pack_one

    with a.store.begin() as work:
        pack_one(work, a.identity, a.clock)
        (kept,) = work.kept_envelopes()
    hub.refuse[kept.eid] = "over_quota"
    other = a.refer(b.centre)
    assert dict(go(a, hub).turned_away) == {"over_quota": 1}
    go(b, hub)
    assert (b.shown(referral), b.shown(other)) == (None, "requested")
    hub.refuse.clear()
    go(a, hub)
    go(b, hub)
    assert b.shown(referral) == "requested"


def test_another_hub_at_the_same_address_is_refused(
    pair: tuple[Desk, Desk], hub: FakeHub, clock: ManualClock
) -> None:
    a, _ = pair
    other = FakeHub(clock, seed=78)
    going = HubRound(a.store, a.identity, other, a.clock, WORKER, a.chance)
    with pytest.raises(RefusedError, match=r"hub\.another"):
        going.greet(hub.hub_id)


def test_a_hub_of_the_other_mode_is_refused(desks: tuple[Desk, Desk], clock: ManualClock) -> None:
    real = FakeHub(clock, mode="real")
    with pytest.raises(RefusedError, match=r"hub\.mode_differs"):
        go(desks[0], real, "first")


def test_a_desk_whose_clock_is_years_off_is_heard(
    make_store: StoreMaker, hub: FakeHub, clock: ManualClock
) -> None:
    wrong = ManualClock(START)
    wrong.advance(-3 * 365 * 86_400_000)
    desk = make_desk(5, clock=wrong, make_store=make_store)
    go(desk, hub, "first")
    assert desk.centre in hub.members


def test_a_hub_that_forgot_who_we_are_is_told_again(pair: tuple[Desk, Desk], hub: FakeHub) -> None:
    a, b = pair
    commits = hub.members.pop(a.centre)
    hub.codes.add("again")
    assert go(a, hub).envelopes_written == 0  # a guest again: nobody vouches for it
    hub.members[a.centre] = commits
    referral = a.refer(b.centre)
    go(a, hub)
    go(b, hub)
    assert b.shown(referral) == "requested"


def test_after_a_crash_between_page_and_cursor_nothing_is_lost_or_doubled(
    pair: tuple[Desk, Desk], hub: FakeHub
) -> None:
    a, b = pair
    referrals = [a.refer(b.centre) for _ in range(3)]
    go(a, hub)

    class DiesError(Exception): ...

    for left in range(1, 12):
        count = [left]

        def crash(count: list[int] = count) -> None:
            count[0] -= 1
            if count[0] == 0:
                raise DiesError

        b.store.crash = crash
        try:
            go(b, hub)
        except DiesError:
            b.restart(left.to_bytes(8, "big"))
    b.store.crash = lambda: None
    go(b, hub)
    assert [b.shown(referral) for referral in referrals] == ["requested"] * 3


def test_a_hub_that_cannot_be_reached_changes_nothing(
    pair: tuple[Desk, Desk], hub: FakeHub
) -> None:
    a, b = pair
    referral = a.refer(b.centre)

    def down(_: object) -> None:
        raise UnavailableError("hub.unreachable")

    hub.faults.append(down)
    with pytest.raises(UnavailableError):
        go(a, hub)
    go(a, hub)
    go(b, hub)
    assert b.shown(referral) == "requested"


def test_a_centre_that_the_hub_will_not_have_holds_up_nobody(
    pair: tuple[Desk, Desk], hub: FakeHub, make_store: StoreMaker, clock: ManualClock
) -> None:
    a, b = pair
    stranger = make_desk(9, clock=clock, make_store=make_store)
    stranger.join(a.invite())
    place = MemoryPlace()
    for desk in (stranger, a):
        desk.sync(place)  # by stick
    plain = hub.send

    def send(ask: Ask) -> Answer:
        if ask.path == f"/v1/members/{stranger.centre.hex()}":
            hub.asked.append(ask)
            return Answer(400, {}, b'{"error": "malformed"}')
        return plain(ask)

    hub.send = send  # type: ignore[method-assign]
    referral = a.refer(b.centre)
    go(a, hub)
    go(b, hub)
    assert b.shown(referral) == "requested"
    hub.asked.clear()
    go(a, hub)
    assert not any("/members/" in ask.path for ask in hub.asked), "it is not asked every minute"


def test_what_the_hub_alone_was_told_of_our_desks_is_heard_at_the_next_start(
    hub: FakeHub, clock: ManualClock
) -> None:
    desk = make_desk(1, clock=clock)
    go(desk, hub, "first")
    backup = desk.store.save()
    with desk.store.begin() as work:
        rotate(Steward(work, desk.identity, desk.chance, clock.now(), WORKER))
    go(desk, hub)
    with desk.store.begin() as work:
        wanted = work.membership(desk.centre)
    desk.store.load(backup)
    go(desk, hub)
    with desk.store.begin() as work:
        assert work.membership(desk.centre) != wanted, "it goes on: nothing asks"
    desk.restart(bytes(8))
    go(desk, hub)
    with desk.store.begin() as work:
        assert work.membership(desk.centre) == wanted
        assert wanted is not None
        assert wanted.epoch.kid in work.epoch_seeds(), "its key is here, too"
    go(desk, hub)
    asked = [ask.path for ask in hub.asked if ask.method == "GET" and "/members/" in ask.path]
    assert len(asked) == 2, "once a start"


def test_a_hub_s_own_inventions_are_passed_by(clock: ManualClock) -> None:
    desk, other = make_desk(1, clock=clock), make_desk(2, B_NAMES, clock=clock)
    told = [commit.raw for commit in other.founding.commits]
    forged = bytearray(desk.founding.commits[0].raw)
    forged[-1] ^= 1
    raws = [b"nobody signed this", bytes(forged), *told]
    with desk.store.begin() as work:
        before = work.membership(desk.centre)
    assert hear_members(desk.store, desk.identity, "there", clock.now(), raws) == 0
    with desk.store.begin() as work:
        assert work.membership(desk.centre) == before
        assert work.membership(other.centre) is None
