"""What a service without a desk can be heard to say: each answer with its fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from referral_app.domain.identifiers import ReferralId
from referral_app.domain.referral import Status
from referral_app.domain.vocabulary import Code
from referral_app.language import N_
from referral_app.services import outside
from referral_app.services.desk import Desk
from referral_app.services.outside import OutsideAnswer
from ui.answering.act import NOTE, ActSpec
from ui.answering.correcting import stepping_back
from ui.answering.fields import (
    HAPPENED,
    FieldSpec,
    Values,
    appointment,
    code,
    day,
    decider,
    segments,
    text,
)
from ui.parts.names import Names

TELEPHONE, COUPON, PERSON = "telephone", "coupon", "person"
_CORRECT: Final = "outside-correct-"
_SPEAKERS: Final = N_("Who speaks there, by function")
_SIGNED: Final = N_("Who signed, by function")


def _for(status: Status) -> Callable[[Code], bool]:
    return lambda entry: status.value in entry.texts("statuses")


_APPOINTMENT: Final = FieldSpec(
    "appointment_at", N_("Appointment"), appointment, help_text=N_("Empty: without one"), span=3
)
_ANSWERS: Final[dict[Status, tuple[str, str, str, tuple[FieldSpec, ...]]]] = {
    Status.ACCEPTED: (
        N_("Accepted"),
        "circle-check",
        N_("Noted: the service takes the person."),
        (
            _APPOINTMENT,
            FieldSpec("contact_point", N_("Contact point"), text(), span=3),
            FieldSpec("documents", N_("What to bring"), text(), span=3),
        ),
    ),
    Status.IN_PROGRESS: (
        N_("The person was seen"),
        "heart-handshake",
        N_("Noted: the person was seen."),
        (),
    ),
    Status.COMPLETED: (
        N_("Done"),
        "check",
        N_("Noted with what came of it."),
        (
            FieldSpec(
                "outcome", N_("Outcome"), code("outcomes", _for(Status.COMPLETED)), required=True
            ),
        ),
    ),
    Status.ON_HOLD: (
        N_("Must wait"),
        "clock",
        N_("Noted: the service makes the person wait."),
        (
            FieldSpec("reason", N_("Reason"), code("wait_reasons"), required=True, span=3),
            FieldSpec("review_at", N_("Ask again on"), day(), span=3),
        ),
    ),
    Status.REJECTED: (
        N_("Declined"),
        "circle-x",
        N_("Noted: the service declines."),
        (
            FieldSpec("reason", N_("Reason"), code("decline_reasons"), required=True),
            FieldSpec("decided_by", N_("Who decided"), decider(Status.REJECTED), required=True),
            FieldSpec("suggestion", N_("Where else to try"), text()),
        ),
    ),
    Status.FAILED: (
        N_("Nothing came of it"),
        "circle-alert",
        N_("Noted: nothing came of it."),
        (
            FieldSpec(
                "outcome", N_("Outcome"), code("outcomes", _for(Status.FAILED)), required=True
            ),
            FieldSpec("decided_by", N_("Who decided"), decider(Status.FAILED), required=True),
        ),
    ),
    Status.RECEIVED: (
        N_("They have the request"),
        "inbox",
        N_("Noted: the service has the request."),
        (),
    ),
}
"""Status → label, icon, what is said when it is saved, and its own fields; the usual ones first."""

_CONFIRM_FIELDS: Final = (
    FieldSpec("outcome", N_("Outcome, if there is one"), code("outcomes")),
    NOTE,
    HAPPENED,
)


def answers_of(statuses: frozenset[Status], channel: str = "") -> Iterator[ActSpec]:
    """The answers that can be written down; without `channel` the form asks how it came."""
    return (_answer(status, channel) for status in _ANSWERS if status in statuses)


def confirming(channel: str = "") -> ActSpec:
    """Adding a further word to an outcome that stands: its coupon, or the person's own word."""

    def work(desk: Desk, found: ReferralId, values: Values) -> None:
        answer = _answer_of(Status.COMPLETED, values | ({"channel": channel} if channel else {}))
        outside.confirm(desk, found, answer, values["happened"])

    return ActSpec(
        f"outside-confirm-{channel}",
        N_("Confirm what came of it"),
        "shield-check",
        N_("Noted. How well the outcome is known follows from it."),
        (*_came_by(channel), *_CONFIRM_FIELDS),
        work,
    )


NO_ANSWER: Final = ActSpec(
    "outside-no-answer",
    N_("Nobody answered"),
    "phone",
    N_("The call is noted; the next one is put off."),
    (NOTE, HAPPENED),
    lambda desk, found, v: outside.no_answer(desk, found, v["text"], v["happened"]),
    quiet=True,
)


def correcting_outside(names: Names, to: Status) -> ActSpec:
    """The act that steps back to `to`; its label is in the window's language already."""
    saved = N_("Corrected.")
    return stepping_back(names, f"{_CORRECT}{to.value}", to, saved, outside.correct_outside)


def outside_act_named(names: Names, key: str) -> ActSpec | None:
    """An act by its key, whether it is open now or not; None for one of another program."""
    if key == NO_ANSWER.key:
        return NO_ANSWER
    to = key.removeprefix(_CORRECT)
    if key != to:
        return correcting_outside(names, Status(to)) if to in set(Status) else None
    match key.split("-", 2):
        case ["outside", "confirm", channel]:
            return confirming(channel)
        case ["outside", channel, status] if status in set(Status):
            return _answer(Status(status), channel)
    return None


def _answer(status: Status, channel: str) -> ActSpec:
    label, icon, done, fields = _ANSWERS[status]

    def work(desk: Desk, found: ReferralId, values: Values) -> None:
        told = values | ({"channel": channel} if channel else {})
        outside.record_answer(desk, found, _answer_of(status, told), values["happened"])

    return ActSpec(
        f"outside-{channel}-{status.value}",
        label,
        icon,
        done,
        (*_came_by(channel), *fields, NOTE, HAPPENED),
        work,
        primary=status is Status.ACCEPTED,
    )


def _came_by(channel: str) -> tuple[FieldSpec, ...]:
    """How it came and who spoke there; the person's own word needs no function."""
    if channel == PERSON:
        return ()
    label = _SIGNED if channel == COUPON else _SPEAKERS
    speaker = FieldSpec("speaker", label, code("speakers"), required=bool(channel))
    if channel:
        return (speaker,)
    return (
        FieldSpec("channel", N_("How it came"), segments("answer_channels"), required=True),
        FieldSpec("speaker", label, code("speakers"), help_text=N_("Empty: the person says so")),
    )


def _answer_of(status: Status, values: dict[str, Any]) -> OutsideAnswer:
    asked = (
        "channel",
        "speaker",
        "contact_point",
        "documents",
        "reason",
        "decided_by",
        "suggestion",
        "outcome",
        "text",
    )
    return OutsideAnswer(
        status,
        appointment_at=values.get("appointment_at") or None,
        review_at=values.get("review_at"),
        **{name: values.get(name) or "" for name in asked},
    )
