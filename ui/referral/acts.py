"""Which acts are open on a referral now, the next one of the usual way first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from referral_app.domain.referral import FINAL, FINAL_REPORTS, Status
from referral_app.language import N_
from referral_app.services import answers
from referral_app.services.views import ReferralView
from ui.answering.act import ActSpec
from ui.answering.correcting import stepping_back
from ui.answering.outside_acts import (
    NO_ANSWER,
    answers_of,
    confirming,
    correcting_outside,
    outside_act_named,
)
from ui.parts.names import Names
from ui.referral.recipient_acts import ACCEPT, COMPLETE, FAIL, HOLD, OPEN, REFUSE, START
from ui.referral.sender_acts import (
    CANCEL,
    CLOSE,
    COUNTERSIGN,
    ERROR,
    FOLLOW_UP,
    REINSTATE,
    REOPEN,
)

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
_OTHERS: Final = (CLOSE, FOLLOW_UP, REOPEN, COUNTERSIGN)
_BY_KEY: Final = {
    act.key: act for act in (*_ANSWERS.values(), *_TAKING_BACK.values(), *_OTHERS) if act.fields
}
_CORRECT: Final = "correct-"
_HERE: Final = {
    Status.CANCELLED: N_("Cancelled here. Tell the service if it waits for the person."),
    Status.ENTERED_IN_ERROR: ERROR.done,
    Status.REINSTATED: REINSTATE.done,
}
"""What is said of a service that no exchange reaches."""


def acts_of(names: Names, view: ReferralView) -> Iterator[ActSpec]:
    """The acts open now; corrections last."""
    if view.may_countersign:
        yield COUNTERSIGN
    if view.referral.service is not None:
        yield from _outside(names, view)
        return
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


def _outside(names: Names, view: ReferralView) -> Iterator[ActSpec]:
    """A referral to a service without a desk: what it says, then what the sender can do."""
    answers = list(answers_of(view.moves))
    if view.may_close_loop:
        yield replace(CLOSE, primary=not view.may_refer_again)
    yield from (replace(act, primary=act.primary and not view.may_close_loop) for act in answers)
    if view.may_follow_up and view.referral.status in FINAL_REPORTS:
        yield confirming()
    if view.may_follow_up and view.referral.status not in FINAL:
        yield NO_ANSWER
        yield replace(FOLLOW_UP, quiet=True)
    for status, act in _TAKING_BACK.items():
        if status in view.moves:
            yield replace(act, done=_HERE[status])
    yield from (
        correcting_outside(names, status) for status in Status if status in view.corrections
    )
    if view.may_reopen_loop:
        yield REOPEN


def correcting(names: Names, to: Status) -> ActSpec:
    """The act that steps back to `to`; its label is in the window's language already."""
    saved = N_("Corrected. The other centre learns it with the next exchange.")
    return stepping_back(names, f"{_CORRECT}{to.value}", to, saved, answers.correct)


def act_named(names: Names, key: str) -> ActSpec | None:
    """An act by its key, whether it is open now or not; None for one of another program."""
    to = key.removeprefix(_CORRECT)
    if key != to and to in set(Status):
        return correcting(names, Status(to))
    return _BY_KEY.get(key) or outside_act_named(names, key)
