"""Answers of a service that has no desk, written down by whoever hears or reads them here.

How far an answer is evidence follows from the way it came, not from the person who types it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from referral_app.domain.facts import FOLLOW_UP_RECORDED, Fact, Value, content
from referral_app.domain.identifiers import Moment, ReferralId
from referral_app.domain.outside import E0, evidence_of
from referral_app.domain.referral import FINAL_REPORTS, Referral, Side, Status
from referral_app.domain.staff import Act
from referral_app.domain.vocabulary import Code
from referral_app.errors import InvalidInputError, RefusedError
from referral_app.services.answers import corrections_of, decider, outcome_entry, said_with
from referral_app.services.checks import DAY, choice, date_of, plain
from referral_app.services.desk import Desk
from referral_app.services.ports import Reader
from referral_app.services.referral_writing import check_move, sent_referral, write_status

__all__ = [
    "OutsideAnswer",
    "confirm",
    "correct_outside",
    "evidence_of",
    "no_answer",
    "outcome_status",
    "record_answer",
]

TELEPHONE: Final = "telephone"
_MEANS: Final = {
    "telephone": "telephone",
    "coupon": "coupon",
    "letter": "writing",
    "person": "person_returned",
}
"""The code of `follow_up_means` for each of `answer_channels`."""


@dataclass(frozen=True, slots=True)
class OutsideAnswer:
    """What was heard or read, as typed; what a status does not say stays empty.

    `channel` is a code of `answer_channels`, `speaker` a function of `speakers`: never a name.
    """

    status: Status
    channel: str
    speaker: str = ""
    contact_point: str = ""
    appointment_at: Moment | None = None
    documents: str = ""
    reason: str = ""
    decided_by: str = ""
    suggestion: str = ""
    review_at: Moment | None = None
    outcome: str = ""
    text: str = ""


def record_answer(
    desk: Desk, referral: ReferralId, answer: OutsideAnswer, happened: Moment
) -> None:
    """Write down an answer that was given on `happened`; it may skip steps.

    Raises NotPermittedError, InvalidInputError, RefusedError.
    """
    desk.require(Act.ANSWER_REFERRAL)
    values = _came_by(desk, answer) | _said(desk, answer, happened)
    with desk.store.begin() as work:
        found = outside_referral(desk, work, referral)
        check_move(found, Side.RECIPIENT, answer.status)
        write_status(desk, work, found, answer.status, happened, **values)


def confirm(desk: Desk, referral: ReferralId, answer: OutsideAnswer, happened: Moment) -> None:
    """Add what a further word proves about a referral that has its outcome, such as its coupon.

    The answer stays as it is: another outcome is noted beside it, for a person to settle. Raises
    NotPermittedError, InvalidInputError, RefusedError.
    """
    desk.require(Act.ANSWER_REFERRAL)
    came, words = _came_by(desk, answer), plain(answer.text, "text")
    channel = choice(desk.vocabularies.answer_channels, answer.channel, "channel")
    values = content(
        means=_MEANS[answer.channel],
        evidence=channel.text("evidence"),
        outcome=answer.outcome,
        text=words,
        speaker=came["speaker"],
    )
    with desk.store.begin() as work:
        found = outside_referral(desk, work, referral)
        if found.status not in FINAL_REPORTS:
            raise RefusedError("outside.not_final", status=found.status.value)
        if answer.outcome or found.status is not Status.REJECTED:
            desk.vocabularies.outcomes.require(answer.outcome, "outcome", words)
        at = _since_sent(desk, found, happened)
        fact = Fact(FOLLOW_UP_RECORDED.name, referral, at, values)
        work.record(desk.stream, (fact,), desk.actor.id)


def no_answer(desk: Desk, referral: ReferralId, text: str, happened: Moment) -> None:
    """Note a dated call that nobody answered: it proves nothing, and puts the next one off.

    Raises NotPermittedError, InvalidInputError, RefusedError.
    """
    desk.require(Act.ANSWER_REFERRAL)
    values = content(means=TELEPHONE, evidence=E0, outcome="", text=plain(text, "text"))
    with desk.store.begin() as work:
        found = outside_referral(desk, work, referral)
        fact = Fact(FOLLOW_UP_RECORDED.name, referral, _since_sent(desk, found, happened), values)
        work.record(desk.stream, (fact,), desk.actor.id)


def correct_outside(
    desk: Desk, referral: ReferralId, to: Status, text: str, happened: Moment
) -> None:
    """Step back to an earlier answer, or settle two that stand side by side.

    Raises NotPermittedError, InvalidInputError, RefusedError.
    """
    desk.require(Act.ANSWER_REFERRAL)
    why = plain(text, "text", required=True)
    with desk.store.begin() as work:
        found = outside_referral(desk, work, referral)
        if to not in corrections_of(found):
            raise RefusedError(
                "referral.correction", status=found.status.value, to=Status(to).value
            )
        values = said_with(found, to) | {"text": why}
        write_status(desk, work, found, to, happened, **values)


def outside_referral(desk: Desk, reader: Reader, referral: ReferralId) -> Referral:
    """Return a referral that this centre sent to a service without a desk; raises RefusedError."""
    found = sent_referral(desk, reader, referral)
    if found.service is None:
        raise RefusedError("outside.has_a_desk")
    if found.request is None:
        raise RefusedError("referral.incomplete")
    return found


def outcome_status(entry: Code) -> Status:
    """Return the status under which an outcome is reported: what may be both was reached."""
    return Status(entry.texts("statuses")[0])


def _since_sent(desk: Desk, referral: Referral, happened: Moment) -> Moment:
    return date_of(desk, happened, referral.request.sent_at if referral.request else None)


def _came_by(desk: Desk, answer: OutsideAnswer) -> dict[str, Value]:
    """The way it came, who spoke there, and what that proves."""
    lists = desk.vocabularies
    channel = choice(lists.answer_channels, answer.channel, "channel")
    speaker = None
    if channel.flag("by_service"):
        if not answer.speaker:
            raise InvalidInputError("outside.speaker_required", "speaker")
        speaker = lists.speakers.require(answer.speaker, "speaker", answer.text).code
    return {"channel": channel.code, "speaker": speaker, "evidence": channel.text("evidence")}


def _said(desk: Desk, answer: OutsideAnswer, happened: Moment) -> dict[str, Value]:
    """What the answer says beside its status; raises InvalidInputError at the field."""
    words = plain(answer.text, "text")
    lists = desk.vocabularies
    match answer.status:
        case Status.RECEIVED | Status.IN_PROGRESS:
            said: dict[str, Value] = {}
        case Status.ACCEPTED:
            said = _accepted(answer, happened)
        case Status.ON_HOLD:
            lists.wait_reasons.require(answer.reason, "reason", words)
            if answer.review_at is not None and answer.review_at < happened:
                raise InvalidInputError("date.wait_before", "review_at")
            said = {"reason": answer.reason, "review_at": answer.review_at}
        case Status.REJECTED:
            entry = lists.decline_reasons.require(answer.reason, "reason", words)
            said = {
                "reason": answer.reason,
                "decided_by": decider(desk, entry, answer.decided_by),
                "suggestion": plain(answer.suggestion, "suggestion"),
            }
        case Status.COMPLETED | Status.FAILED:
            said = _ended(desk, answer, words)
        case _:
            raise InvalidInputError("vocabulary.not_offered", "status", list="referral_statuses")
    return said | {"text": words}


def _accepted(answer: OutsideAnswer, happened: Moment) -> dict[str, Value]:
    if answer.appointment_at is not None and answer.appointment_at < happened - DAY:
        raise InvalidInputError("date.appointment_before", "appointment_at")
    return {
        "contact_point": plain(answer.contact_point, "contact_point"),
        "appointment_at": answer.appointment_at,
        "without_appointment": True if answer.appointment_at is None else None,
        "documents": plain(answer.documents, "documents"),
    }


def _ended(desk: Desk, answer: OutsideAnswer, words: str) -> dict[str, Value]:
    entry = outcome_entry(desk, answer.outcome, words, answer.status)
    if answer.status is Status.COMPLETED:
        return {"outcome": answer.outcome}
    return {"outcome": answer.outcome, "decided_by": decider(desk, entry, answer.decided_by)}
