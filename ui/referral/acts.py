"""What can be done to a referral now: each act with its fields and the service that does it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from referral_app.domain.identifiers import ReferralId
from referral_app.domain.referral import Status
from referral_app.domain.vocabulary import Code
from referral_app.language import N_
from referral_app.services import answers, loops, referrals
from referral_app.services.desk import Desk
from referral_app.services.views import ReferralView
from ui.referral.fields import (
    HAPPENED,
    FieldSpec,
    Values,
    appointment,
    code,
    day,
    note,
    segments,
    text,
)

Work = Callable[[Desk, ReferralId, Values], Any]


@dataclass(frozen=True, slots=True)
class ActSpec:
    """An act: words are marked for translation; `done` is said when it is saved here."""

    key: str
    label: str
    icon: str
    done: str
    fields: tuple[FieldSpec, ...]
    work: Work
    primary: bool = False


def _for(status: Status) -> Callable[[Code], bool]:
    return lambda entry: status.value in entry.texts("statuses")


def _final(entry: Code) -> bool:
    return entry.flag("final") or entry.code == "open"


_NOTE: Final = FieldSpec("text", N_("Note"), note())
_WHY: Final = FieldSpec("text", N_("Why"), note(), required=True)
_DECIDED: Final = FieldSpec("decided_by", N_("Who decided"), segments("decided_by"), required=True)

ACCEPT: Final = ActSpec(
    "accept",
    N_("Accept"),
    "circle-check",
    N_("Accepted. The answer leaves with the next exchange."),
    (
        FieldSpec(
            "contact_point", N_("Contact point"), text(N_("Window 2, ground floor")), required=True
        ),
        FieldSpec(
            "appointment_at", N_("Appointment"), appointment, help_text=N_("Empty: without one")
        ),
        FieldSpec("documents", N_("What to bring"), text()),
        HAPPENED,
    ),
    lambda desk, found, v: answers.accept(
        desk, found, v["contact_point"], v["appointment_at"], v["documents"], v["happened"]
    ),
    primary=True,
)
HOLD: Final = ActSpec(
    "hold",
    N_("Put on hold"),
    "clock",
    N_("On hold. The answer leaves with the next exchange."),
    (
        FieldSpec("reason", N_("Reason"), code("wait_reasons"), required=True),
        FieldSpec("review_at", N_("To look at again on"), day(), required=True),
        FieldSpec("expected_at", N_("Place expected on"), day()),
        _NOTE,
        HAPPENED,
    ),
    lambda desk, found, v: answers.put_on_hold(
        desk, found, v["reason"], v["expected_at"], v["review_at"], v["text"], v["happened"]
    ),
)
START: Final = ActSpec(
    "start",
    N_("The person was seen"),
    "heart-handshake",
    N_("In progress. The answer leaves with the next exchange."),
    (FieldSpec("happened", N_("Seen on"), day(today=True), required=True),),
    lambda desk, found, v: answers.start(desk, found, v["happened"]),
    primary=True,
)
REFUSE: Final = ActSpec(
    "refuse",
    N_("Decline"),
    "circle-x",
    N_("Declined. The answer leaves with the next exchange."),
    (
        FieldSpec("reason", N_("Reason"), code("decline_reasons"), required=True),
        _DECIDED,
        FieldSpec("suggestion", N_("Where else to try"), text()),
        _NOTE,
        HAPPENED,
    ),
    lambda desk, found, v: answers.refuse(
        desk, found, v["reason"], v["decided_by"], v["text"], v["suggestion"], v["happened"]
    ),
)
COMPLETE: Final = ActSpec(
    "complete",
    N_("Complete"),
    "check",
    N_("Completed. The answer leaves with the next exchange."),
    (
        FieldSpec(
            "outcome", N_("Outcome"), code("outcomes", _for(Status.COMPLETED)), required=True
        ),
        FieldSpec("evidence", N_("How it is known"), code("evidence"), required=True),
        _NOTE,
        HAPPENED,
    ),
    lambda desk, found, v: answers.complete(
        desk, found, v["outcome"], v["evidence"], v["text"], v["happened"]
    ),
    primary=True,
)
FAIL: Final = ActSpec(
    "fail",
    N_("Nothing came of it"),
    "circle-alert",
    N_("Noted. The answer leaves with the next exchange."),
    (
        FieldSpec("outcome", N_("Outcome"), code("outcomes", _for(Status.FAILED)), required=True),
        _DECIDED,
        FieldSpec(
            "text", N_("Note"), note(), help_text=N_("Unreachable: give the dates of three tries")
        ),
        HAPPENED,
    ),
    lambda desk, found, v: answers.fail(
        desk, found, v["outcome"], v["decided_by"], v["text"], v["happened"]
    ),
)
CANCEL: Final = ActSpec(
    "cancel",
    N_("Cancel the referral"),
    "x",
    N_("Cancelled here. The other centre learns it with the next exchange."),
    (
        FieldSpec(
            "reason", N_("Reason"), code("cancel_reasons", _for(Status.CANCELLED)), required=True
        ),
        _NOTE,
        HAPPENED,
    ),
    lambda desk, found, v: referrals.cancel_referral(
        desk, found, v["reason"], v["text"], v["happened"]
    ),
)
ERROR: Final = ActSpec(
    "error",
    N_("Entered in error"),
    "trash-2",
    N_("Marked as an error."),
    (
        FieldSpec(
            "reason",
            N_("Reason"),
            code("cancel_reasons", _for(Status.ENTERED_IN_ERROR)),
            required=True,
        ),
        _NOTE,
        HAPPENED,
    ),
    lambda desk, found, v: referrals.mark_in_error(
        desk, found, v["reason"], v["text"], v["happened"]
    ),
)
REINSTATE: Final = ActSpec(
    "reinstate",
    N_("Reinstate"),
    "undo-2",
    N_("The request stands again."),
    (_WHY, HAPPENED),
    lambda desk, found, v: referrals.reinstate(desk, found, v["text"], v["happened"]),
)
FOLLOW_UP: Final = ActSpec(
    "follow_up",
    N_("Note what was learned"),
    "phone",
    N_("Noted in the file."),
    (
        FieldSpec("means", N_("How"), code("follow_up_means"), required=True),
        FieldSpec("outcome", N_("Outcome, if there is one"), code("outcomes")),
        FieldSpec("evidence", N_("How it is known"), code("evidence"), required=True),
        _NOTE,
        HAPPENED,
    ),
    lambda desk, found, v: loops.record_follow_up(
        desk, found, v["means"], v["evidence"], v["outcome"], v["text"], v["happened"]
    ),
)
CLOSE: Final = ActSpec(
    "close",
    N_("Close the loop"),
    "circle-check",
    N_("Outcome checked, loop closed."),
    (
        FieldSpec(
            "need_state",
            N_("What became of the need"),
            segments("need_states", _final),
            required=True,
        ),
        FieldSpec("text", N_("Note for the file"), note()),
        HAPPENED,
    ),
    lambda desk, found, v: loops.close_loop(desk, found, v["need_state"], v["text"], v["happened"]),
    primary=True,
)
REOPEN: Final = ActSpec(
    "reopen",
    N_("Open the loop again"),
    "refresh-cw",
    N_("The loop is open again."),
    (_WHY, HAPPENED),
    lambda desk, found, v: loops.reopen_loop(desk, found, v["text"], v["happened"]),
)
OPEN: Final = ActSpec(
    "open",
    N_("Acknowledge: I am reading it"),
    "inbox",
    N_("Acknowledged. The sender learns it with the next exchange."),
    (),
    lambda desk, found, _v: answers.open_referral(desk, found, desk.now()),
    primary=True,
)

_MOVES: Final = {
    Status.RECEIVED: OPEN,
    Status.ACCEPTED: ACCEPT,
    Status.IN_PROGRESS: START,
    Status.COMPLETED: COMPLETE,
    Status.ON_HOLD: HOLD,
    Status.REJECTED: REFUSE,
    Status.FAILED: FAIL,
    Status.CANCELLED: CANCEL,
    Status.ENTERED_IN_ERROR: ERROR,
    Status.REINSTATED: REINSTATE,
}


def correcting(to: Status, label: str) -> ActSpec:
    """The act that steps back to `to`; `label` is already in the window's language."""

    def work(desk: Desk, found: ReferralId, values: Values) -> None:
        answers.correct(desk, found, to, values["text"], values["happened"])

    fields = (_WHY, HAPPENED)
    return ActSpec(
        f"correct-{to.value}", label, "undo-2", N_("Corrected."), fields, work, primary=False
    )


def acts_of(view: ReferralView) -> Iterator[ActSpec]:
    """The acts open now, the next one of the usual way first."""
    yield from (spec for status, spec in _MOVES.items() if view.incoming and status in view.moves)
    if view.may_close_loop:
        yield CLOSE
    if view.may_follow_up:
        yield FOLLOW_UP
    yield from (
        spec for status, spec in _MOVES.items() if not view.incoming and status in view.moves
    )
    if view.may_reopen_loop:
        yield REOPEN
