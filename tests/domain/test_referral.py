"""The transitions as data, and what is shown of two halves (design.md 3)."""

import itertools

import pytest

from referral_app.domain.fields import Field, Written
from referral_app.domain.identifiers import (
    CentreId,
    CommitId,
    Moment,
    ReferralId,
    StaffId,
    WriteId,
    referral_id,
    sent_by,
)
from referral_app.domain.referral import (
    FINAL,
    RANK,
    RECIPIENT_CORRECTIONS,
    RECIPIENT_MOVES,
    RECIPIENT_RANK,
    SENDER_MOVES,
    SENDER_RANK,
    Half,
    Mark,
    Referral,
    Side,
    Status,
    StatusFact,
    allowed_corrections,
    allowed_moves,
)

AUTHOR = StaffId(b"s" * 16)
SENDER, RECIPIENT = CentreId(b"a" * 16), CentreId(b"b" * 16)
_place = itertools.count()


def fact(status: str, side: Side) -> StatusFact:
    where = WriteId(CommitId(b"c" * 32), next(_place))
    return StatusFact(where, status, side, Moment(1), Moment(1), AUTHOR, ())


def half(side: Side, *statuses: str) -> Half:
    facts = tuple(fact(status, side) for status in statuses)
    best = sorted(facts, key=lambda f: RANK.get(Status(f.status), -1) if f.status in RANK else -1)
    return Half(tuple(reversed(best)), facts)


def referral(ours: tuple[str, ...], theirs: tuple[str, ...] = (), loop: str = "") -> Referral:
    written = Written(WriteId(CommitId(b"l" * 32), 0), ("closed", loop), Moment(1), AUTHOR)
    return Referral(
        id=ReferralId(b"r" * 16),
        sender=SENDER,
        recipient=RECIPIENT,
        request=None,
        sender_half=half(Side.SENDER, *ours),
        recipient_half=half(Side.RECIPIENT, *theirs),
        loop=Field((written,) if loop else ()),
    )


def test_each_status_belongs_to_one_half() -> None:
    assert set(RANK) == set(Status)
    assert not set(SENDER_RANK) & set(RECIPIENT_RANK)


def test_moves_of_a_side_lead_only_to_its_own_statuses() -> None:
    for moves in (RECIPIENT_MOVES, RECIPIENT_CORRECTIONS):
        assert all(to in RECIPIENT_RANK for targets in moves.values() for to in targets)
    assert all(to in SENDER_RANK for targets in SENDER_MOVES.values() for to in targets)


def test_corrections_lead_to_earlier_statuses_and_moves_to_later_ones() -> None:
    for start, targets in RECIPIENT_CORRECTIONS.items():
        assert all(RANK[to] < RANK[start] for to in targets)
    for start, targets in RECIPIENT_MOVES.items():
        assert all(RANK[to] > RANK[start] or start is Status.ACCEPTED for to in targets)


def test_from_an_accepted_referral_it_may_go_back_to_the_waiting_list() -> None:
    shown = referral(("requested",), ("accepted",))
    assert Status.ON_HOLD in allowed_moves(shown, Side.RECIPIENT)


@pytest.mark.parametrize("report", ["rejected", "failed", "completed"])
@pytest.mark.parametrize("stop", ["cancelled", "entered-in-error"])
def test_a_final_report_is_never_hidden_and_asks_for_a_look(report: str, stop: str) -> None:
    shown = referral((stop,), (report,))
    assert shown.status == report
    assert Mark.REPORT_UNDER_CANCELLATION in shown.marks


@pytest.mark.parametrize("running", ["received", "on-hold", "accepted", "in-progress"])
def test_a_cancellation_stops_what_is_not_finished(running: str) -> None:
    shown = referral(("cancelled",), (running,))
    assert shown.status is Status.CANCELLED
    assert allowed_moves(shown, Side.RECIPIENT) == {Status.COMPLETED, Status.FAILED}


def test_nothing_final_can_be_cancelled() -> None:
    for status in FINAL - {Status.CANCELLED, Status.ENTERED_IN_ERROR}:
        shown = referral(("requested",), (status.value,))
        assert not allowed_moves(shown, Side.SENDER)


def test_reinstating_opens_it_again() -> None:
    shown = referral(("reinstated",))
    assert shown.status is Status.REQUESTED
    assert allowed_moves(shown, Side.RECIPIENT) == {Status.RECEIVED}


def test_an_unknown_status_is_marked_and_never_taken_for_acceptance() -> None:
    shown = referral(("requested",), ("teleported",))
    assert shown.status is Status.REQUESTED
    assert Mark.UNKNOWN_STATUS in shown.marks
    assert not allowed_corrections(shown)


def test_two_live_values_in_a_half_ask_for_a_look() -> None:
    assert Mark.TWO_VALUES in referral(("requested",), ("rejected", "accepted")).marks
    assert Mark.TWO_VALUES not in referral(("requested",), ("accepted", "accepted")).marks


def test_the_loop_is_closed_only_while_what_it_closed_is_shown() -> None:
    assert referral(("requested",), ("completed",), loop="completed").loop_closed
    assert not referral(("requested",), ("in-progress",), loop="completed").loop_closed


def test_a_referral_names_its_sender() -> None:
    name = referral_id(SENDER, b"12345678")
    assert len(name) == 16
    assert sent_by(name, SENDER)
    assert not sent_by(name, RECIPIENT)
