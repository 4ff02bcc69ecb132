"""Answering a referral that another centre sent: opened, accepted, waiting, refused, done."""

from __future__ import annotations

from collections.abc import Mapping

from referral_app.domain.facts import Value
from referral_app.domain.identifiers import Moment, ReferralId
from referral_app.domain.referral import Referral, Side, Status, allowed_corrections
from referral_app.domain.staff import Act
from referral_app.domain.vocabulary import Code
from referral_app.errors import InvalidInputError, RefusedError
from referral_app.services.checks import DAY, choice, plain
from referral_app.services.desk import Desk
from referral_app.services.referral_writing import (
    check_move,
    has_unknown_status,
    received_referral,
    write_status,
)

_CHANNEL = "desk"
"""How a `received` reached the recipient: opened at a desk, not by coupon or telephone."""


def open_referral(desk: Desk, referral: ReferralId, happened: Moment) -> bool:
    """Acknowledge a referral because a person opened it; False when nothing was left to say.

    A second opening, here or at another desk, adds nothing. Raises NotPermittedError,
    RefusedError.
    """
    desk.require(Act.ANSWER_REFERRAL)
    with desk.store.begin() as work:
        found = received_referral(desk, work, referral)
        if found.recipient_half.known or found.status is not Status.REQUESTED:
            return False
        write_status(desk, work, found, Status.RECEIVED, happened, channel=_CHANNEL)
        return True


def accept(
    desk: Desk,
    referral: ReferralId,
    contact_point: str,
    appointment_at: Moment | None,
    documents: str,
    happened: Moment,
) -> None:
    """Take the referral on, with an appointment or without one.

    Raises NotPermittedError, InvalidInputError, RefusedError.
    """
    desk.require(Act.ANSWER_REFERRAL)
    if appointment_at is not None and appointment_at < happened - DAY:
        raise InvalidInputError("date.appointment_before", "appointment_at")
    values: dict[str, Value] = {
        "contact_point": plain(contact_point, "contact_point", required=True),
        "documents": plain(documents, "documents"),
        "appointment_at": appointment_at,
        "without_appointment": True if appointment_at is None else None,
    }
    _answer(desk, referral, Status.ACCEPTED, values, happened)


def put_on_hold(  # noqa: PLR0913, PLR0917 - one argument a line of the form
    desk: Desk,
    referral: ReferralId,
    reason: str,
    expected_at: Moment | None,
    review_at: Moment | None,
    text: str,
    happened: Moment,
) -> None:
    """Let the referral wait, with its reason and the day on which it is looked at again.

    Raises NotPermittedError, InvalidInputError, RefusedError.
    """
    desk.require(Act.ANSWER_REFERRAL)
    words = plain(text, "text")
    desk.vocabularies.wait_reasons.require(reason, "reason", words)
    if review_at is None:
        raise InvalidInputError("date.review_required", "review_at")
    for name, moment in (("review_at", review_at), ("expected_at", expected_at)):
        if moment is not None and moment < happened:
            raise InvalidInputError("date.wait_before", name)
    values: dict[str, Value] = {
        "reason": reason,
        "expected_at": expected_at,
        "review_at": review_at,
        "text": words,
    }
    _answer(desk, referral, Status.ON_HOLD, values, happened)


def start(desk: Desk, referral: ReferralId, happened: Moment) -> None:
    """Say that the person was seen on `happened`.

    Raises NotPermittedError, InvalidInputError, RefusedError.
    """
    desk.require(Act.ANSWER_REFERRAL)
    _answer(desk, referral, Status.IN_PROGRESS, {}, happened)


def refuse(  # noqa: PLR0913, PLR0917 - one argument a line of the form
    desk: Desk,
    referral: ReferralId,
    reason: str,
    decided_by: str,
    text: str,
    suggestion: str,
    happened: Moment,
) -> None:
    """Refuse, saying why and who decided, and where else to try.

    Raises NotPermittedError, InvalidInputError, RefusedError.
    """
    desk.require(Act.ANSWER_REFERRAL)
    words = plain(text, "text")
    entry = desk.vocabularies.decline_reasons.require(reason, "reason", words)
    values: dict[str, Value] = {
        "reason": reason,
        "decided_by": decider(desk, entry, decided_by),
        "text": words,
        "suggestion": plain(suggestion, "suggestion"),
    }
    _answer(desk, referral, Status.REJECTED, values, happened)


def complete(
    desk: Desk, referral: ReferralId, outcome: str, evidence: str, text: str, happened: Moment
) -> None:
    """Report what came of the referral, and how that is known.

    Raises NotPermittedError, InvalidInputError, RefusedError.
    """
    desk.require(Act.ANSWER_REFERRAL)
    words = plain(text, "text")
    values: dict[str, Value] = {
        "outcome": outcome_entry(desk, outcome, words, Status.COMPLETED).code,
        "evidence": choice(desk.vocabularies.evidence, evidence, "evidence").code,
        "text": words,
    }
    _answer(desk, referral, Status.COMPLETED, values, happened)


def fail(
    desk: Desk, referral: ReferralId, outcome: str, decided_by: str, text: str, happened: Moment
) -> None:
    """Report that nothing came of it, and by whose decision or by which circumstances.

    Raises NotPermittedError, InvalidInputError, RefusedError.
    """
    desk.require(Act.ANSWER_REFERRAL)
    words = plain(text, "text")
    entry = outcome_entry(desk, outcome, words, Status.FAILED)
    values: dict[str, Value] = {
        "outcome": outcome,
        "decided_by": decider(desk, entry, decided_by),
        "text": words,
    }
    _answer(desk, referral, Status.FAILED, values, happened)


def correct(desk: Desk, referral: ReferralId, to: Status, text: str, happened: Moment) -> None:
    """Step back to an earlier status of ours, or settle two that stand side by side.

    What was said with that status, such as an appointment, stands again. Raises
    NotPermittedError, InvalidInputError, RefusedError.
    """
    desk.require(Act.ANSWER_REFERRAL)
    why = plain(text, "text", required=True)
    with desk.store.begin() as work:
        found = received_referral(desk, work, referral)
        if has_unknown_status(found, Side.RECIPIENT):
            raise RefusedError("referral.newer_status")
        if to not in corrections_of(found):
            raise RefusedError(
                "referral.correction", status=found.status.value, to=Status(to).value
            )
        values = said_with(found, to) | {"text": why}
        write_status(desk, work, found, to, happened, **values)


def corrections_of(referral: Referral) -> frozenset[Status]:
    """Return what our half may be corrected to: statuses that it once had, or `received`.

    An earlier status that was never reached would stand without its contact point or its reason.
    Two live statuses are settled by choosing one of them.
    """
    if has_unknown_status(referral, Side.RECIPIENT):
        return frozenset()
    half = referral.recipient_half
    had = {fact.status for fact in half.known} | {Status.RECEIVED}
    earlier = {status for status in allowed_corrections(referral) if status in had}
    live = {Status(fact.status) for fact in half.live}
    return frozenset(earlier | (live if len(live) > 1 else set()))


def _answer(
    desk: Desk, referral: ReferralId, to: Status, values: Mapping[str, Value], happened: Moment
) -> None:
    with desk.store.begin() as work:
        found = received_referral(desk, work, referral)
        check_move(found, Side.RECIPIENT, to)
        write_status(desk, work, found, to, happened, **values)


def outcome_entry(desk: Desk, outcome: str, text: str, status: Status) -> Code:
    """Return an outcome that may be told under `status`; raises InvalidInputError."""
    entry = desk.vocabularies.outcomes.require(outcome, "outcome", text)
    if status.value not in entry.texts("statuses"):
        raise InvalidInputError("outcome.other_status", "outcome", status=status.value)
    if entry.number("dated_tries") and not text:
        raise InvalidInputError("tries.required", "text", count=entry.number("dated_tries"))
    return entry


def decider(desk: Desk, reason: Code, decided_by: str) -> str:
    """Return who decided, if the reason lets them; raises InvalidInputError."""
    entry = choice(desk.vocabularies.decided_by, decided_by, "decided_by")
    if entry.code not in reason.texts("decided_by"):
        raise InvalidInputError("decided_by.not_with_reason", "decided_by")
    return entry.code


def said_with(referral: Referral, status: Status) -> dict[str, Value]:
    """Return what was last said with a status of the recipient's half, beside the status."""
    latest = [fact for fact in referral.recipient_half.known if fact.status == status]
    content = latest[-1].content if latest else (("channel", _CHANNEL),)
    return {name: value for name, value in content if name != "status"}
