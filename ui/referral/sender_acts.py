"""What the sender of a referral can do: each act with its fields and its service."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from referral_app.domain.referral import Status
from referral_app.domain.vocabulary import Code
from referral_app.language import N_
from referral_app.services import emergency, loops, referrals
from ui.answering.act import NOTE, WHY, ActSpec
from ui.answering.fields import HAPPENED, FieldSpec, code, note, segments


def _for(status: Status) -> Callable[[Code], bool]:
    return lambda entry: status.value in entry.texts("statuses")


def _final(entry: Code) -> bool:
    return entry.flag("final") or entry.code == "open"


CANCEL: Final = ActSpec(
    "cancel",
    N_("Cancel the referral"),
    "x",
    N_("Cancelled here. The other centre learns it with the next exchange."),
    (
        FieldSpec(
            "reason", N_("Reason"), code("cancel_reasons", _for(Status.CANCELLED)), required=True
        ),
        NOTE,
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
        NOTE,
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
    (WHY, HAPPENED),
    lambda desk, found, v: referrals.reinstate(desk, found, v["text"], v["happened"]),
)
FOLLOW_UP: Final = ActSpec(
    "follow_up",
    N_("Note what was learned"),
    "phone",
    N_("Noted in the file."),
    (
        FieldSpec("means", N_("How"), code("follow_up_means"), required=True, span=3),
        FieldSpec("outcome", N_("Outcome, if there is one"), code("outcomes"), span=3),
        FieldSpec("evidence", N_("How it is known"), code("evidence"), required=True),
        NOTE,
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
        FieldSpec("text", N_("Note for the file"), note(), span=4),
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
    (WHY, HAPPENED),
    lambda desk, found, v: loops.reopen_loop(desk, found, v["text"], v["happened"]),
)
COUNTERSIGN: Final = ActSpec(
    "countersign",
    N_("Countersign"),
    "shield-check",
    N_("Countersigned."),
    (NOTE, HAPPENED),
    lambda desk, found, v: emergency.countersign(desk, found, v["text"], v["happened"]),
    primary=True,
)
