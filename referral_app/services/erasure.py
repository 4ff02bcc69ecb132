"""Erasing for good: the act, what it will do, and what is known of it afterwards.

Nothing is erased without a person who says so. Facts that were erased come back from nowhere; until
when old keys and backups still open them is worked out, and said before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from referral_app.domain.case import Case
from referral_app.domain.erasure import (
    EPOCH_DAYS,
    HOLD,
    HUB_DAYS,
    KEY_DAYS,
    Reason,
    code_mark,
)
from referral_app.domain.facts import CASE_FIELD, REFERRAL_PURGED, Fact
from referral_app.domain.identifiers import CaseId, Moment, RecordId, ReferralId, sent_by
from referral_app.domain.month import Month
from referral_app.domain.referral import FINAL, Referral
from referral_app.domain.staff import Act
from referral_app.errors import NotPermittedError, RefusedError
from referral_app.journal.erasing import purged
from referral_app.journal.stream import Stream, link
from referral_app.services.backups import DAILY, WEEKLY
from referral_app.services.case_fields import field_facts
from referral_app.services.checks import DAY, known_case, known_referral, plain
from referral_app.services.desk import Desk
from referral_app.services.lists import fold_all
from referral_app.services.ports import Reader, Work
from referral_app.services.ports.erasure import Erasure, Notice, OverTerm
from referral_app.services.retention import is_over, unfrozen_of

_WEEK: Final = 7
_MOST_NOTICES: Final = 200


@dataclass(frozen=True, slots=True)
class Horizon:
    """When what was erased can be opened by nobody any more, whatever somebody kept.

    `keys` is when the last key is gone that opens an envelope sealed before; `hub` when a hub has
    let the last one go; `backups` when the last backup that rolls was replaced.
    """

    keys: Moment
    hub: Moment
    backups: Moment

    @property
    def last(self) -> Moment:
        """The latest of them."""
        return max(self.keys, self.hub, self.backups)


@dataclass(frozen=True, slots=True)
class Preview:
    """What erasing a file will take away: how many of each, and with which centres it stands.

    `waiting` referrals are not ended: they are to be ended before. `hold` is the reason that keeps
    the file, `reasons` are those that may be given. `unfrozen` months will lose it: they count it,
    and its term being over is no reason before they are frozen.
    """

    case: CaseId
    code: str
    notes: int
    needs: int
    consents: int
    referrals: int
    waiting: tuple[ReferralId, ...]
    in_household: bool
    hold: str
    reasons: tuple[Reason, ...]
    horizon: Horizon
    unfrozen: tuple[Month, ...] = ()


def horizon(now: Moment) -> Horizon:
    """Return until when copies that left before `now` can still be opened.

    An envelope is sealed to a key that is replaced within 90 days and destroyed 400 days later;
    backups keep the newest of seven days and of four weeks.
    """
    backups = max(DAILY, WEEKLY * _WEEK)
    return Horizon(
        Moment(now + (EPOCH_DAYS + KEY_DAYS) * DAY),
        Moment(now + HUB_DAYS * DAY),
        Moment(now + backups * DAY),
    )


def preview(desk: Desk, case: CaseId) -> Preview:
    """Return what erasing a file will do; nothing is changed.

    Raises NotPermittedError, RefusedError.
    """
    desk.require(Act.ERASE)
    reader = desk.store.reader
    found = known_case(reader, case)
    referrals = reader.referrals_of(case)
    over = is_over(desk, case)
    hold, unfrozen = found.fields.text(HOLD), unfrozen_of(reader, case)
    by_term = over and not hold and not unfrozen
    return Preview(
        case,
        found.code,
        len(found.notes),
        len(reader.needs_of(case)),
        len(reader.consents_of(case)),
        len(referrals),
        _waiting(referrals),
        bool(found.fields.value("household")),
        hold,
        tuple(reason for reason in Reason if reason is not Reason.TERM_OVER or by_term),
        horizon(desk.now()),
        unfrozen,
    )


def erase_case(desk: Desk, case: CaseId, reason: Reason) -> None:
    """Erase a file with all that belongs to it, here, at every desk, and tell the other centres.

    Raises NotPermittedError; RefusedError("case.unknown", "erasure.referrals_open",
    "erasure.held", "erasure.term_not_over", "erasure.months_open").
    """
    desk.require(Act.ERASE)
    fold_all(desk)
    over = reason is not Reason.TERM_OVER or is_over(desk, case)
    with desk.store.begin() as work:
        found = known_case(work, case)
        referrals = work.referrals_of(case)
        _check(found, referrals, reason, over=over)
        _check_months(work, case, reason)
        records: list[RecordId] = [
            *(need.id for need in work.needs_of(case)),
            *(consent.id for consent in work.consents_of(case)),
            *(referral.id for referral in referrals),
        ]
        fact = purged(case, records, reason.value, desk.now(), code_mark(found.code))
        work.record(desk.stream, (fact,), desk.actor.id)
        _tell(desk, work, referrals)


def erase_referral(desk: Desk, referral: ReferralId, reason: Reason) -> None:
    """Erase what is here of a referral received that stands in no file of ours.

    Raises NotPermittedError; RefusedError("referral.unknown", "erasure.in_a_file",
    "erasure.referrals_open", "erasure.sent", "erasure.months_open").
    """
    desk.require(Act.ERASE)
    with desk.store.begin() as work:
        found = known_referral(work, referral)
        if sent_by(found.id, desk.centre):
            raise RefusedError("erasure.sent")
        if found.case is not None and work.case(found.case) is not None:
            raise RefusedError("erasure.in_a_file")
        written = work.writes_about((referral,))
        told = any(write.fact.kind == REFERRAL_PURGED.name for write in written)
        if found.status not in FINAL and not told:
            raise RefusedError("erasure.referrals_open", count=1)
        _check_months(work, referral, reason)
        fact = purged(referral, (), reason.value, desk.now())
        work.record(desk.stream, (fact,), desk.actor.id)
        _tell(desk, work, (found,))


def erase_one_over(desk: Desk, over: OverTerm) -> bool:
    """Erase one line of what is past its term; False where it may not be erased any more.

    Raises NotPermittedError.
    """
    desk.require(Act.ERASE)
    try:
        if over.case is not None:
            erase_case(desk, over.case, Reason.TERM_OVER)
        elif over.referral is not None:
            erase_referral(desk, over.referral, Reason.TERM_OVER)
    except NotPermittedError:
        raise
    except RefusedError:
        return False  # somebody went on with it, holds it or erased it meanwhile
    return True


def hold_case(desk: Desk, case: CaseId, reason: str) -> None:
    """Keep a file past its term, for a reason such as a procedure; an empty one lets it go again.

    Raises NotPermittedError, InvalidInputError, RefusedError.
    """
    desk.require(Act.ERASE)
    words = plain(reason, "hold")
    with desk.store.begin() as work:
        found = known_case(work, case)
        if found.fields.text(HOLD) == words and HOLD not in found.fields.conflicts:
            return
        facts = field_facts(CASE_FIELD, case, found.fields, {HOLD: words}, desk.now())
        work.record(desk.stream, facts, desk.actor.id)


def erasure_of(desk: Desk, record: RecordId) -> Erasure | None:
    """Return when and why this centre erased a record; None where it did not.

    Raises NotPermittedError.
    """
    desk.require(Act.READ_CASES)
    return desk.store.reader.erasure(record)


def notices(desk: Desk) -> tuple[Notice, ...]:
    """Return what other centres erased and of which something is left here, newest first.

    Raises NotPermittedError.
    """
    desk.require(Act.ERASE)
    return desk.store.reader.erasure_notices(_MOST_NOTICES)


def late_facts(desk: Desk) -> int:
    """Return how many entries about erased files came later and were dropped here.

    Raises NotPermittedError.
    """
    desk.require(Act.ERASE)
    return desk.store.reader.late_facts()


def _waiting(referrals: tuple[Referral, ...]) -> tuple[ReferralId, ...]:
    return tuple(referral.id for referral in referrals if referral.status not in FINAL)


def _check(found: Case, referrals: tuple[Referral, ...], reason: Reason, *, over: bool) -> None:
    if reason is Reason.TERM_OVER and found.fields.text(HOLD):
        raise RefusedError("erasure.held")
    if not over:
        raise RefusedError("erasure.term_not_over")
    if waiting := _waiting(referrals):
        raise RefusedError("erasure.referrals_open", count=len(waiting))


def _check_months(reader: Reader, record: RecordId, reason: Reason) -> None:
    """Only what a person asks for goes at once; the term's end waits for the months' figures."""
    if reason is Reason.TERM_OVER and unfrozen_of(reader, record):
        raise RefusedError("erasure.months_open")


def _tell(desk: Desk, work: Work, referrals: tuple[Referral, ...]) -> None:
    """Tell the other centre of each referral, in the stream that both read."""
    streams: dict[Stream, list[Fact]] = {}
    for referral in referrals:
        if referral.service is None:
            stream = link(referral.sender, referral.recipient)
            fact = Fact(REFERRAL_PURGED.name, referral.id, desk.now())
            streams.setdefault(stream, []).append(fact)
    for stream, facts in streams.items():
        work.record(stream, facts, desk.actor.id)
