"""What screens show: lists, a case, a referral. Frozen values, read and never written."""

from __future__ import annotations

from dataclasses import dataclass

from referral_app.domain.case import Case, Need
from referral_app.domain.centre import Centre
from referral_app.domain.consent import Consent
from referral_app.domain.deadlines import due_of, stages_of
from referral_app.domain.directory import Service
from referral_app.domain.facts import Value
from referral_app.domain.fields import Fields
from referral_app.domain.identifiers import CaseId, Moment, RecordId, ReferralId
from referral_app.domain.outside import evidence_of
from referral_app.domain.referral import Referral, Side, Status
from referral_app.domain.staff import Act
from referral_app.services.answers import corrections_of
from referral_app.services.checks import known_case, known_referral
from referral_app.services.desk import Desk
from referral_app.services.emergency import may_countersign
from referral_app.services.household_history import without_household
from referral_app.services.households import Household, household_of
from referral_app.services.locked import readable
from referral_app.services.loops import may_be_closed
from referral_app.services.ports import (
    CasePage,
    CaseQuery,
    Reader,
    ReferralPage,
    ReferralQuery,
    Way,
)
from referral_app.services.referral_writing import moves_of, side_of
from referral_app.services.referrals import can_refer_again
from referral_app.services.timeline import TimelineEntry, timeline_of
from referral_app.services.today import (
    ExchangeState,
    Today,
    Todo,
    TodoItem,
    exchange_state,
    today,
)

__all__ = [
    "CaseView",
    "Conflict",
    "ExchangeState",
    "Option",
    "ReferralView",
    "TimelineEntry",
    "Today",
    "Todo",
    "TodoItem",
    "case_page",
    "case_view",
    "exchange_state",
    "referral_page",
    "referral_view",
    "today",
]


@dataclass(frozen=True, slots=True)
class Option:
    """One of the values that stand side by side in a field, and who wrote it when."""

    value: Value
    happened: Moment
    author_label: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field of a case or need that two people wrote at once; the shown value stands first.

    It is settled by writing the chosen value with `set_case_fields` or `set_need_fields`, or by
    closing or reopening the file.
    """

    record: RecordId
    field: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class CaseView:
    """A file whole: needs oldest first, consents and referrals newest first."""

    case: Case
    needs: tuple[Need, ...]
    consents: tuple[Consent, ...]
    referrals: tuple[tuple[Referral, Way], ...]
    timeline: tuple[TimelineEntry, ...]
    conflicts: tuple[Conflict, ...]
    household: Household | None = None


@dataclass(frozen=True, slots=True)
class StageLine:
    """A step of a referral: until when it was, or is, to be done, and when it was."""

    step: str
    due: Moment
    met: Moment | None


@dataclass(frozen=True, slots=True)
class ReferralView:
    """A referral whole, with what the person at the desk may do to it now.

    `moves` and `corrections` are statuses of our half. A centre is None where it is not known.
    `service` is the recipient that has no desk: its answers stand among our moves, and `evidence`
    says how well its outcome is known (E0 to E4). `erased_at` is when the other centre erased its
    file, and with it what it had written of this referral.
    """

    referral: Referral
    incoming: bool
    way: Way
    moves: frozenset[Status]
    corrections: frozenset[Status]
    may_follow_up: bool
    may_close_loop: bool
    may_reopen_loop: bool
    may_refer_again: bool
    timeline: tuple[TimelineEntry, ...]
    sender: Centre | None
    recipient: Centre | None
    service: Service | None = None
    evidence: str = ""
    may_countersign: bool = False
    stages: tuple[StageLine, ...] = ()
    erased_at: Moment | None = None


def case_page(desk: Desk, query: CaseQuery) -> CasePage:
    """Return a page of the case list; raises NotPermittedError."""
    desk.require(Act.READ_CASES)
    return desk.store.reader.case_page(query)


def referral_page(desk: Desk, query: ReferralQuery) -> ReferralPage:
    """Return a page of a referral list; raises NotPermittedError."""
    desk.require(Act.READ_CASES)
    return desk.store.reader.referral_page(query)


def case_view(desk: Desk, case: CaseId) -> CaseView:
    """Return a file as the person's role may read it.

    Raises NotPermittedError, RefusedError when it is unknown.
    """
    desk.require(Act.READ_CASES)
    reader = desk.store.reader
    found = readable(desk, known_case(reader, case))
    needs = tuple(sorted(reader.needs_of(case), key=lambda need: (need.recorded_at, need.id)))
    consents = sorted(reader.consents_of(case), key=lambda c: (c.given_at, c.id), reverse=True)
    referrals = sorted(reader.referrals_of(case), key=_sent_at, reverse=True)
    records = (case, *(need.id for need in needs), *(consent.id for consent in consents))
    household = household_of(desk, case)
    told = household.id if household and household.others else None
    return CaseView(
        case=found,
        needs=needs,
        consents=tuple(readable(desk, consent) for consent in consents),
        referrals=tuple((readable(desk, r), reader.way_of(r.id)) for r in referrals),
        timeline=without_household(timeline_of(desk, reader, records, referrals), told),
        conflicts=_conflicts(reader, found, needs),
        household=household,
    )


def referral_view(desk: Desk, referral: ReferralId) -> ReferralView:
    """Return a referral as the person's role may read it.

    Raises NotPermittedError, RefusedError when it is unknown.
    """
    desk.require(Act.READ_CASES)
    reader = desk.store.reader
    found = known_referral(reader, referral)
    ours = found.sender == desk.centre
    centres = {centre.id: centre for centre in reader.centres()}
    return ReferralView(
        referral=readable(desk, found),
        incoming=not ours,
        way=reader.way_of(referral),
        moves=_moves(desk, found),
        corrections=_corrections(desk, found),
        may_follow_up=ours and desk.actor.may(Act.CLOSE_LOOP),
        may_close_loop=ours and desk.actor.may(Act.CLOSE_LOOP) and may_be_closed(found),
        may_reopen_loop=ours and desk.actor.may(Act.REOPEN_LOOP) and found.loop_closed,
        may_refer_again=ours and desk.actor.may(Act.SEND_REFERRAL) and can_refer_again(found),
        timeline=timeline_of(desk, reader, (), (found,)),
        sender=centres.get(found.sender),
        recipient=centres.get(found.recipient),
        service=None if found.service is None else reader.service(found.service),
        evidence="" if found.service is None else evidence_of(found),
        may_countersign=may_countersign(desk, found),
        stages=_stages(reader, found, incoming=not ours),
        erased_at=reader.erased_elsewhere(referral),
    )


def _stages(reader: Reader, referral: Referral, *, incoming: bool) -> tuple[StageLine, ...]:
    request, calendar = referral.request, reader.calendar()
    if request is None:
        return ()
    lines = []
    for clock, met in stages_of(referral, incoming=incoming):
        due = due_of(clock, request.priority, calendar, request.category if incoming else None)
        lines.append(StageLine(due.step.value, due.at, met))
    return tuple(lines)


def _sent_at(referral: Referral) -> tuple[Moment, ReferralId]:
    return (referral.request.sent_at if referral.request else Moment(0), referral.id)


def _moves(desk: Desk, referral: Referral) -> frozenset[Status]:
    side = side_of(desk, referral)
    if side is Side.RECIPIENT:
        answers = desk.actor.may(Act.ANSWER_REFERRAL) and referral.request is not None
        return moves_of(referral, side) if answers else frozenset()
    error_by = Act.SEND_REFERRAL if referral.status is Status.REQUESTED else Act.COUNTERSIGN
    acts = {
        Status.CANCELLED: Act.SEND_REFERRAL,
        Status.ENTERED_IN_ERROR: error_by,
        Status.REINSTATED: Act.REINSTATE,
    }
    moves = {move for move in moves_of(referral, side) if desk.actor.may(acts[move])}
    if _answers_outside(desk, referral):
        moves |= moves_of(referral, Side.RECIPIENT)
    return frozenset(moves)


def _answers_outside(desk: Desk, referral: Referral) -> bool:
    """Whether the person may write down what a service without a desk answers."""
    ours = referral.service is not None and referral.sender == desk.centre
    return ours and referral.request is not None and desk.actor.may(Act.ANSWER_REFERRAL)


def _corrections(desk: Desk, referral: Referral) -> frozenset[Status]:
    answers = desk.actor.may(Act.ANSWER_REFERRAL) and referral.request is not None
    if _answers_outside(desk, referral):
        return corrections_of(referral)
    if side_of(desk, referral) is Side.SENDER or not answers:
        return frozenset()
    return corrections_of(referral)


def _conflicts(reader: Reader, case: Case, needs: tuple[Need, ...]) -> tuple[Conflict, ...]:
    labels = {member.id: member.label for member in reader.staff()}
    records: list[tuple[RecordId, Fields]] = [(case.id, case.fields)]
    records += [(need.id, need.fields) for need in needs]
    return tuple(
        Conflict(
            record,
            name,
            tuple(
                Option(written.value, written.happened, labels.get(written.author, ""))
                for written in fields.by_name[name].live
            ),
        )
        for record, fields in records
        for name in fields.conflicts
    )
