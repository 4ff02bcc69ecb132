"""Which acts are open on a referral now, the next one of the usual way first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from referral_app.domain.identifiers import ReferralId
from referral_app.domain.referral import Status
from referral_app.language import N_
from referral_app.services import answers
from referral_app.services.desk import Desk
from referral_app.services.views import ReferralView
from ui.answering.act import WHY, ActSpec
from ui.answering.fields import HAPPENED, Values
from ui.parts.names import Names
from ui.referral.recipient_acts import ACCEPT, COMPLETE, FAIL, HOLD, OPEN, REFUSE, START
from ui.referral.sender_acts import CANCEL, CLOSE, ERROR, FOLLOW_UP, REINSTATE, REOPEN

_ANSWERS: Final = {
    Status.RECEIVED: OPEN,
    Status.ACCEPTED: ACCEPT,
    Status.IN_PROGRESS: START,
    Status.COMPLETED: COMPLETE,
    Status.ON_HOLD: HOLD,
    Status.REJECTED: REFUSE,
    Status.FAILED: FAIL,
}
_TAKING_BACK: Final = {
    Status.CANCELLED: CANCEL,
    Status.ENTERED_IN_ERROR: ERROR,
    Status.REINSTATED: REINSTATE,
}
_OTHERS: Final = (CLOSE, FOLLOW_UP, REOPEN)
_BY_KEY: Final = {
    act.key: act for act in (*_ANSWERS.values(), *_TAKING_BACK.values(), *_OTHERS) if act.fields
}
_CORRECT: Final = "correct-"


def acts_of(names: Names, view: ReferralView) -> Iterator[ActSpec]:
    """The acts open now; corrections last."""
    if view.incoming:
        yield from (act for status, act in _ANSWERS.items() if status in view.moves)
        yield from (correcting(names, status) for status in Status if status in view.corrections)
        return
    if view.may_close_loop:
        # Where nothing came of it, the next act is to refer anew.
        yield replace(CLOSE, primary=not view.may_refer_again)
    if view.may_follow_up:
        yield FOLLOW_UP
    yield from (act for status, act in _TAKING_BACK.items() if status in view.moves)
    if view.may_reopen_loop:
        yield REOPEN


def correcting(names: Names, to: Status) -> ActSpec:
    """The act that steps back to `to`; its label is in the window's language already."""

    def work(desk: Desk, found: ReferralId, values: Values) -> None:
        answers.correct(desk, found, to, values["text"], values["happened"])

    words = names.ui.gettext("Correct: back to “{status}”")
    return ActSpec(
        f"{_CORRECT}{to.value}",
        words.format(status=names.label("referral_statuses", to.value)),
        "undo-2",
        N_("Corrected. The other centre learns it with the next exchange."),
        (WHY, HAPPENED),
        work,
        quiet=True,
    )


def act_named(names: Names, key: str) -> ActSpec | None:
    """An act by its key, whether it is open now or not; None for one of another program."""
    to = key.removeprefix(_CORRECT)
    if key != to and to in set(Status):
        return correcting(names, Status(to))
    return _BY_KEY.get(key)
