"""The sender's last word: what was learned outside the exchange, and the loop closed on it."""

from __future__ import annotations

from referral_app.domain.facts import (
    FOLLOW_UP_RECORDED,
    NEED_FIELD,
    NOTE_ADDED,
    OUTSIDE_LOOP,
    REFERRAL_LOOP,
    Fact,
    Value,
    content,
)
from referral_app.domain.identifiers import Moment, ReferralId
from referral_app.domain.referral import FINAL, Referral
from referral_app.domain.staff import Act
from referral_app.errors import RefusedError
from referral_app.services.case_fields import changes_to, field_facts, need_value
from referral_app.services.checks import choice, date_of, known_need, plain, record_all
from referral_app.services.desk import Desk
from referral_app.services.ports import Work
from referral_app.services.referral_writing import sent_referral, stream_of

CLOSED, REOPENED = "closed", "reopened"
_NO_EVIDENCE = "E0"


def record_follow_up(  # noqa: PLR0913, PLR0917 - one argument a line of the form
    desk: Desk,
    referral: ReferralId,
    means: str,
    evidence: str,
    outcome: str,
    text: str,
    happened: Moment,
) -> None:
    """Record what was learned by telephone, coupon or from the person; `outcome` may be empty.

    It never becomes the recipient's status. Raises NotPermittedError, InvalidInputError,
    RefusedError.
    """
    desk.require(Act.CLOSE_LOOP)
    lists = desk.vocabularies
    words = plain(text, "text")
    choice(lists.follow_up_means, means, "means")
    choice(lists.evidence, evidence, "evidence")
    if outcome:
        lists.outcomes.require(outcome, "outcome", words)
    values = content(means=means, evidence=evidence, outcome=outcome, text=words)
    with desk.store.begin() as work:
        found = sent_referral(desk, work, referral)
        at = date_of(desk, happened, found.request.sent_at if found.request else None)
        fact = Fact(FOLLOW_UP_RECORDED.name, referral, at, values)
        work.record(desk.stream, (fact,), desk.actor.id)


def close_loop(
    desk: Desk, referral: ReferralId, need_state: str, text: str, happened: Moment
) -> None:
    """Close the loop on what is shown now, with what became of the need.

    It needs a final status, or a follow-up that says with evidence what came of it (design.md 3).
    A later answer opens the loop again by itself. `text` becomes a note of the case: it does not
    travel. Raises NotPermittedError, InvalidInputError, RefusedError.
    """
    desk.require(Act.CLOSE_LOOP)
    words = plain(text, "text")
    state = need_value(desk, "state", need_state)
    with desk.store.begin() as work:
        found = sent_referral(desk, work, referral)
        if found.loop_closed:
            raise RefusedError("loop.already_closed")
        if not may_be_closed(found):
            raise RefusedError("loop.not_final", status=found.status.value)
        at = date_of(desk, happened, found.request.sent_at if found.request else None)
        work.record(stream_of(found), (loop_fact(found, CLOSED, at),), desk.actor.id)
        facts = _need_facts(work, found, state, at) + _note(found, words, at)
        if facts:
            record_all(work, desk.stream, facts, desk.actor.id)


def reopen_loop(desk: Desk, referral: ReferralId, text: str, happened: Moment) -> None:
    """Open a closed loop again, saying why.

    Raises NotPermittedError, InvalidInputError, RefusedError.
    """
    desk.require(Act.REOPEN_LOOP)
    words = plain(text, "text", required=True)
    with desk.store.begin() as work:
        found = sent_referral(desk, work, referral)
        if not found.loop_closed:
            raise RefusedError("loop.not_closed")
        at = date_of(desk, happened, found.request.sent_at if found.request else None)
        work.record(stream_of(found), (loop_fact(found, REOPENED, at),), desk.actor.id)
        facts = _note(found, words, at)
        if facts:
            record_all(work, desk.stream, facts, desk.actor.id)


def may_be_closed(referral: Referral) -> bool:
    """Whether enough is known to close the loop, and it is not closed yet."""
    told = any(
        follow_up.outcome and follow_up.evidence != _NO_EVIDENCE
        for follow_up in referral.follow_ups
    )
    return not referral.loop_closed and (referral.status in FINAL or told)


def loop_fact(referral: Referral, word: str, at: Moment) -> Fact:
    """Return the fact that closes or reopens the loop on what is shown now."""
    values = content(field="loop", value=(word, referral.status.value))
    kind = REFERRAL_LOOP if referral.service is None else OUTSIDE_LOOP
    return Fact(kind.name, referral.id, at, values, referral.loop.seen)


def _need_facts(work: Work, referral: Referral, state: Value, at: Moment) -> list[Fact]:
    if referral.need is None:
        return []
    need = known_need(work, referral.need)
    changes = changes_to(need.fields, {"state": state})
    return field_facts(NEED_FIELD, need.id, need.fields, changes, at)


def _note(referral: Referral, text: str, at: Moment) -> list[Fact]:
    if not text or referral.case is None:
        return []
    return [Fact(NOTE_ADDED.name, referral.case, at, content(text=text))]
