"""What the recipient of a referral can do: each act with its fields and its service."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from referral_app.domain.referral import Status
from referral_app.domain.vocabulary import Code
from referral_app.language import N_
from referral_app.services import answers
from ui.answering.act import NOTE, ActSpec
from ui.answering.fields import HAPPENED, FieldSpec, appointment, code, day, decider, note, text


def _for(status: Status) -> Callable[[Code], bool]:
    return lambda entry: status.value in entry.texts("statuses")


def _decided(status: Status) -> FieldSpec:
    return FieldSpec("decided_by", N_("Who decided"), decider(status), required=True)


OPEN: Final = ActSpec(
    "open",
    N_("Acknowledge: I am reading it"),
    "inbox",
    N_("Acknowledged. The sender learns it with the next exchange."),
    (),
    lambda desk, found, _v: answers.open_referral(desk, found, desk.now()),
    primary=True,
)
ACCEPT: Final = ActSpec(
    "accept",
    N_("Accept"),
    "circle-check",
    N_("Accepted. The answer leaves with the next exchange."),
    (
        FieldSpec(
            "contact_point",
            N_("Contact point"),
            text(N_("Window 2, ground floor")),
            required=True,
            span=3,
        ),
        FieldSpec(
            "appointment_at",
            N_("Appointment"),
            appointment,
            help_text=N_("Empty: without one"),
            span=3,
        ),
        FieldSpec("documents", N_("What to bring"), text(), span=4),
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
        FieldSpec("review_at", N_("To look at again on"), day(), required=True, span=3),
        FieldSpec("expected_at", N_("Place expected on"), day(), span=3),
        NOTE,
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
    (FieldSpec("happened", N_("Seen on"), day(today=True), required=True, span=3),),
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
        _decided(Status.REJECTED),
        FieldSpec("suggestion", N_("Where else to try"), text()),
        NOTE,
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
            "outcome",
            N_("Outcome"),
            code("outcomes", _for(Status.COMPLETED)),
            required=True,
            span=3,
        ),
        FieldSpec("evidence", N_("How it is known"), code("evidence"), required=True, span=3),
        NOTE,
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
        _decided(Status.FAILED),
        FieldSpec(
            "text",
            N_("Note"),
            note(),
            help_text=N_("Unreachable: give the dates of three tries"),
            span=4,
        ),
        HAPPENED,
    ),
    lambda desk, found, v: answers.fail(
        desk, found, v["outcome"], v["decided_by"], v["text"], v["happened"]
    ),
)
