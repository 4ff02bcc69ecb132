"""What people do to referrals: sent, answered, corrected, followed, closed and opened again."""

from __future__ import annotations

from referral_app.domain.identifiers import Moment, ReferralId
from referral_app.domain.referral import FINAL_REPORTS, RECIPIENT_CORRECTIONS, Status
from referral_app.services import answers, loops, outside, referrals
from referral_app.services.emergency import countersign
from referral_app.services.ports import ReferralBox
from referral_app.services.slips import send_slip
from referral_app.services.telephone import asked_outside
from referral_app.services.views import referral_view
from tests.simulation.walks.files import request
from tests.simulation.walks.town import DAY
from tests.simulation.walks.turn import Turn, act

OUTCOMES = {Status.COMPLETED: ("O01", "O02", "O04"), Status.FAILED: ("O05", "O06", "O09")}


@act(9)
def send(turn: Turn) -> None:
    referrals.send_referral(
        turn.desk, turn.need(), turn.recipient(), request(turn), turn.happened()
    )


@act(4)
def slip(turn: Turn) -> None:
    case = turn.case().id
    needs = sorted(need.id for need in turn.desk.store.reader.needs_of(case))
    send_slip(turn.desk, needs, turn.recipient(), request(turn), turn.happened())


@act(4)
def send_in_danger(turn: Turn) -> None:
    entry = request(turn, exception="danger_life", exception_reason=turn.words())
    referrals.send_referral(turn.desk, turn.need(), turn.recipient(), entry, turn.happened())


@act(4)
def sign(turn: Turn) -> None:
    waiting = turn.desk.store.reader.not_countersigned()
    countersign(turn.desk, turn.pick(waiting).referral, turn.words(), turn.happened())


@act(3)
def refer_again(turn: Turn) -> None:
    sent = turn.referral(ReferralBox.SENT, Status.REJECTED, Status.FAILED)
    entry = referrals.refer_again(turn.desk, sent.id)
    found = turn.desk.store.reader.referral(sent.id)
    if found is not None and found.need is not None:
        referrals.send_referral(turn.desk, found.need, turn.recipient(), entry, turn.happened())


@act(3)
def cancel(turn: Turn) -> None:
    reason = turn.pick(("K01", "K03", "K04", "K99"))
    which = turn.referral(ReferralBox.SENT).id
    referrals.cancel_referral(turn.desk, which, reason, turn.words(), turn.happened())


@act(2)
def in_error(turn: Turn) -> None:
    which = turn.referral(ReferralBox.SENT).id
    referrals.mark_in_error(turn.desk, which, "K07", turn.words(), turn.happened())


@act(3)
def reinstate(turn: Turn) -> None:
    which = turn.referral(ReferralBox.SENT, Status.CANCELLED, Status.ENTERED_IN_ERROR).id
    referrals.reinstate(turn.desk, which, turn.words(), turn.happened())


@act(8)
def open_received(turn: Turn) -> None:
    which = turn.referral(ReferralBox.RECEIVED, Status.REQUESTED).id
    answers.open_referral(turn.desk, which, turn.happened())


@act(16)
def answer(turn: Turn) -> None:
    """A move that is open now; now and then one that is not."""
    which = turn.referral(ReferralBox.RECEIVED).id
    moves = sorted(referral_view(turn.desk, which).moves)
    wrong = turn.often(0.15) or not moves
    _move(turn, which, turn.pick(sorted(OUTCOMES) if wrong else moves))


def _move(turn: Turn, which: ReferralId, to: Status) -> None:
    desk, at, words = turn.desk, turn.happened(), turn.words()
    later = Moment(at + 4 * DAY)
    match to:
        case Status.RECEIVED:
            answers.open_referral(desk, which, at)
        case Status.ACCEPTED:
            answers.accept(desk, which, "Bureau 2", turn.pick((None, later)), "", at)
        case Status.ON_HOLD:
            answers.put_on_hold(desk, which, "W01", None, later, words, at)
        case Status.IN_PROGRESS:
            answers.start(desk, which, at)
        case Status.REJECTED:
            answers.refuse(desk, which, "D01", "service", words, "", at)
        case Status.COMPLETED:
            answers.complete(desk, which, turn.pick(OUTCOMES[to]), "E3", words, at)
        case _:
            answers.fail(desk, which, "O05", "service", words, at)


@act(5)
def correct(turn: Turn) -> None:
    which = turn.referral(ReferralBox.RECEIVED, *RECIPIENT_CORRECTIONS).id
    back = sorted(referral_view(turn.desk, which).corrections)
    answers.correct(turn.desk, which, turn.pick(back), turn.words(), turn.happened())


@act(4)
def follow_up(turn: Turn) -> None:
    which = turn.referral(ReferralBox.SENT).id
    means, evidence = turn.pick((("telephone", "E2"), ("person_returned", "E1")))
    told = (turn.pick(("", "O01")), turn.words())
    loops.record_follow_up(turn.desk, which, means, evidence, *told, turn.happened())


@act(6)
def close_loop(turn: Turn) -> None:
    ready = [r for r in _sent(turn) if referral_view(turn.desk, r).may_close_loop]
    state = turn.pick(("met", "not_met"))
    loops.close_loop(turn.desk, turn.pick(ready), state, turn.words(), turn.happened())


@act(4)
def reopen_loop(turn: Turn) -> None:
    closed = [r for r in _sent(turn) if _is_closed(turn, r)]
    loops.reopen_loop(turn.desk, turn.pick(closed), turn.words(), turn.happened())


@act(10)
def answered_outside(turn: Turn) -> None:
    """By telephone or by the coupon of a slip, typed in at any desk of the sender's centre."""
    row = turn.referral(ReferralBox.SENT, outside=True)
    line = turn.pick(asked_outside(turn.desk, row.case_code).lines)
    to = turn.pick(sorted(line.answers) or [Status.COMPLETED])
    outside.record_answer(turn.desk, line.referral.id, _heard(turn, to), turn.happened())


@act(3)
def confirmed_outside(turn: Turn) -> None:
    which = turn.referral(ReferralBox.SENT, *FINAL_REPORTS, outside=True).id
    heard = _heard(turn, Status.COMPLETED)
    outside.confirm(turn.desk, which, heard, turn.happened())


@act(2)
def nobody_answers(turn: Turn) -> None:
    which = turn.referral(ReferralBox.SENT, outside=True).id
    outside.no_answer(turn.desk, which, turn.words(), turn.happened())


@act(3)
def correct_outside(turn: Turn) -> None:
    which = turn.referral(ReferralBox.SENT, *RECIPIENT_CORRECTIONS, outside=True).id
    back = sorted(referral_view(turn.desk, which).corrections)
    outside.correct_outside(turn.desk, which, turn.pick(back), turn.words(), turn.happened())


def _heard(turn: Turn, to: Status) -> outside.OutsideAnswer:
    channel = turn.pick(("telephone", "coupon", "person", "letter"))
    said: dict[str, object] = {"speaker": "" if channel == "person" else "secretary"}
    if to in OUTCOMES:
        said["outcome"] = turn.pick(OUTCOMES[to])
    if to is Status.FAILED:
        said["decided_by"] = "service" if said["outcome"] == "O05" else "person"
    if to is Status.REJECTED:
        said |= {"reason": "D01", "decided_by": "service"}
    if to is Status.ON_HOLD:
        said |= {"reason": "W01", "decided_by": "service"}
        said["review_at"] = Moment(turn.now + 6 * DAY)
    return outside.OutsideAnswer(to, channel, **said)  # type: ignore[arg-type]


def _sent(turn: Turn) -> list[ReferralId]:
    return sorted({turn.referral(ReferralBox.SENT, *FINAL_REPORTS).id for _ in range(8)})


def _is_closed(turn: Turn, which: ReferralId) -> bool:
    found = turn.desk.store.reader.referral(which)
    return found is not None and found.loop_closed
