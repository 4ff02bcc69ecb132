"""One request: what it holds, what it would disclose, and the rules under which it leaves."""

from __future__ import annotations

from dataclasses import dataclass, replace

from referral_app.domain.case import Case, Need
from referral_app.domain.consent import Consent, Gap
from referral_app.domain.facts import REFERRAL_FILED, Content, Fact, Value, content
from referral_app.domain.identifiers import (
    CaseId,
    CentreId,
    Moment,
    NeedId,
    ReferralId,
    referral_id,
)
from referral_app.domain.referral import FINAL, FINAL_REPORTS, Referral, Status
from referral_app.domain.staff import Act
from referral_app.domain.vocabulary import Code
from referral_app.errors import InvalidInputError, RefusedError
from referral_app.services.case_fields import caregiver_of, check_priority, supervisor_agrees
from referral_app.services.checks import (
    choice,
    date_of,
    known_case,
    known_need,
    open_case_of,
    plain,
)
from referral_app.services.consents import GAP_KEYS, covering_until_now
from referral_app.services.desk import Desk
from referral_app.services.disclosure import NEED_DETAIL, Pairs, disclosed
from referral_app.services.doors import Door, door_of, is_outside
from referral_app.services.emergency import danger_of, sign_within, tellable
from referral_app.services.loops import CLOSED, loop_fact
from referral_app.services.ports import Reader, Work
from referral_app.services.referral_writing import sent_referral, stream_of

SLIP = "slip"
"""The code of `delivery_means` for a paper that the person carries."""
_ENVELOPE = "envelope"
_REPLACEABLE = frozenset({Status.REJECTED, Status.FAILED, Status.CANCELLED})


@dataclass(frozen=True, slots=True)
class RequestEntry:
    """What is asked of a recipient, as typed.

    `fields` are codes of the list `consent_fields`: what to disclose. `detail` empty takes the
    need's own where `need_detail` is disclosed. `delivery` is how it reaches a service without a
    desk, a code of `delivery_means`; empty is the slip that the person carries. `slip` (16 bytes)
    is shared by referrals that stand on one slip. `exception` is a code of the list `exceptions`
    with its reason: what leaves at once because of a danger (services.emergency).
    """

    fields: tuple[str, ...]
    priority: str = "P3"
    priority_reason: str = ""
    detail: str = ""
    restrictions: str = ""
    services_given: str = ""
    follow_up_on: Moment | None = None
    follow_up_means: str = ""
    replaces: ReferralId | None = None
    delivery: str = ""
    slip: bytes | None = None
    exception: str = ""
    exception_reason: str = ""


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What would leave now: `person` and `detail` as the recipient reads them.

    `gap` says why it may not, else `consent` is the one that covers it. `caregiver_missing` and
    `supervisor_needed` are the other two reasons for which a sending would be refused. A danger
    that the entry names lifts all three, and leaves of `person` and `detail` the least.
    """

    person: Pairs
    detail: str
    gap: Gap | None
    consent: Consent | None
    caregiver_missing: bool
    supervisor_needed: bool


def preview_disclosure(
    desk: Desk, case: CaseId, need: NeedId, recipient: CentreId, entry: RequestEntry
) -> Disclosure:
    """Show what a sending would disclose today; raises NotPermittedError, RefusedError."""
    desk.require(Act.SEND_REFERRAL)
    reader = desk.store.reader
    found, about = known_case(reader, case), known_need(reader, need)
    now = desk.now()
    to = (recipient, is_outside(reader, recipient))
    covers = _covering(desk, reader, found, to, _complete(entry, about), now)
    consent = covers if isinstance(covers, Consent) else None
    named = consent.caregiver if consent else ""
    danger = desk.vocabularies.exceptions.get(entry.exception)
    whole = _complete(entry, about)
    told = _narrowed(desk, whole, danger) if danger and consent is None else whole
    return Disclosure(
        person=disclosed(desk.vocabularies, found.fields, _fields(desk, told)),
        detail=told.detail,
        gap=covers if isinstance(covers, Gap) else None,
        consent=consent,
        caregiver_missing=caregiver_of(desk, found.fields, named) is None,
        supervisor_needed=supervisor_agrees(desk, found.fields)
        and not desk.actor.may(Act.COUNTERSIGN),
    )


def send_within(
    work: Work,
    desk: Desk,
    need: NeedId,
    recipient: CentreId,
    entry: RequestEntry,
    happened: Moment,
) -> ReferralId:
    """Send as part of a larger change, such as a whole intake."""
    about = known_need(work, need)
    case = open_case_of(work, about.case)
    at = date_of(desk, happened, case.opened_at)
    door = door_of(desk, work, recipient)
    _check_need(desk, work, about, recipient, entry)
    request = _complete(entry, about)
    danger = danger_of(desk, entry.exception, entry.exception_reason)
    consent = _consent(desk, work, case, door, request, at)
    if danger is not None and consent is None:
        request = _narrowed(desk, request, danger)
    referral = referral_id(desk.centre, desk.chance(8))
    asked = _asked(desk, case, about, consent, request, at)
    asked += content(slip=entry.slip, **_outside(desk, door, request))
    sent = Fact(door.kind.name, referral, at, tuple(sorted(asked)))
    # The case, the need and the consent stay in our own stream: their ids never leave.
    filing = content(case=case.id, need=about.id, consent=consent.id if consent else None)
    filed = Fact(REFERRAL_FILED.name, referral, at, filing)
    if door.service is not None:
        work.record(door.stream, (sent, filed), desk.actor.id)
    else:
        work.record(door.stream, (sent,), desk.actor.id)
        work.record(desk.stream, (filed,), desk.actor.id)
    _leave_behind(desk, work, entry.replaces, at)
    if danger is not None and desk.actor.may(Act.COUNTERSIGN):
        sign_within(work, desk, referral, at)
    return referral


def can_refer_again(referral: Referral) -> bool:
    """Whether a new referral may replace this one (domain.md 1.3, T13)."""
    return referral.request is not None and referral.status in _REPLACEABLE


def _asked(
    desk: Desk, case: Case, need: Need, consent: Consent | None, entry: RequestEntry, at: Moment
) -> Content:
    """What the recipient reads: of the person, the fields that the consent names."""
    urgent = entry.priority_reason or entry.exception_reason
    return content(
        status=Status.REQUESTED.value,
        case_code=case.code,
        category=need.category,
        priority=check_priority(desk, entry.priority, urgent),
        priority_reason=plain(entry.priority_reason, "priority_reason"),
        detail=plain(entry.detail, "detail"),
        person=disclosed(desk.vocabularies, case.fields, _fields(desk, entry)),
        consent_form=consent.form if consent else None,
        consent_until=consent.until if consent else None,
        restrictions=_restrictions(entry, consent),
        services_given=plain(entry.services_given, "services_given"),
        follow_up_on=_follow_up_on(entry, at),
        follow_up_means=_follow_up_means(desk, entry),
        replaces=entry.replaces,
        exception=entry.exception or None,
        exception_reason=plain(entry.exception_reason, "exception_reason")
        if entry.exception
        else None,
    )


def _narrowed(desk: Desk, entry: RequestEntry, danger: Code) -> RequestEntry:
    """What is left of a request that no consent covers."""
    fields = tellable(danger, _fields(desk, entry))
    return replace(entry, fields=fields, detail=entry.detail if NEED_DETAIL in fields else "")


def _outside(desk: Desk, door: Door, entry: RequestEntry) -> dict[str, Value]:
    """What stands in a request to a service without a desk: which, and how the request gets there.

    Between centres it goes in an envelope, and nothing of it is said.
    """
    if door.service is None:
        return {}
    means = choice(desk.vocabularies.delivery_means, entry.delivery or SLIP, "delivery").code
    if means == _ENVELOPE:
        raise InvalidInputError("vocabulary.not_offered", "delivery", list="delivery_means")
    return {"service": door.service.id, "delivery": means}


def _check_need(
    desk: Desk, reader: Reader, need: Need, recipient: CentreId, entry: RequestEntry
) -> None:
    if not need.is_open:
        raise RefusedError("need.closed")
    for earlier in reader.referrals_of(need.case):
        if earlier.need == need.id and _waits_at(earlier, desk.centre, recipient):
            raise RefusedError("referral.already_waiting")
    if entry.replaces is not None:
        replaced = sent_referral(desk, reader, entry.replaces)
        if not can_refer_again(replaced) or replaced.case != need.case:
            raise RefusedError("referral.not_replaceable", status=replaced.status.value)


def _leave_behind(desk: Desk, work: Work, replaced: ReferralId | None, at: Moment) -> None:
    """Close the loop of a refused or failed referral: its next step is the new one."""
    old = work.referral(replaced) if replaced else None
    if old is not None and old.status in FINAL_REPORTS and not old.loop_closed:
        work.record(stream_of(old), (loop_fact(old, CLOSED, at),), desk.actor.id)


def _waits_at(referral: Referral, sender: CentreId, recipient: CentreId) -> bool:
    here = referral.sender == sender and referral.recipient == recipient
    return here and referral.status not in FINAL


def _complete(entry: RequestEntry, need: Need) -> RequestEntry:
    detail = entry.detail or (need.fields.text("detail") if NEED_DETAIL in entry.fields else "")
    return replace(entry, detail=detail)


def _fields(desk: Desk, entry: RequestEntry) -> tuple[str, ...]:
    """The consent fields that a request uses: a detail that travels needs its own consent."""
    codes = desk.vocabularies.consent_fields
    named = set(entry.fields) | ({NEED_DETAIL} if entry.detail.strip() else set())
    return tuple(choice(codes, code, "fields").code for code in sorted(named))


def _covering(
    desk: Desk,
    reader: Reader,
    case: Case,
    to: tuple[CentreId, bool],
    entry: RequestEntry,
    at: Moment,
) -> Consent | Gap:
    """The consent for a recipient, of whom is told whether it is a service without a desk."""
    fields = _fields(desk, entry)
    recipient, outside = to
    consents = reader.consents_of(case.id)
    return covering_until_now(consents, recipient, fields, at, desk.now(), outside=outside)


def _consent(
    desk: Desk,
    reader: Reader,
    case: Case,
    door: Door,
    entry: RequestEntry,
    at: Moment,
) -> Consent | None:
    """The consent under which it leaves; None where a danger is named and none covers it."""
    to = (door.recipient, door.service is not None)
    covers = _covering(desk, reader, case, to, entry, at)
    if entry.exception:
        return None if isinstance(covers, Gap) else covers
    if isinstance(covers, Gap):
        raise RefusedError(GAP_KEYS[covers])
    if caregiver_of(desk, case.fields, covers.caregiver) is None:
        raise RefusedError("referral.caregiver_missing")
    if supervisor_agrees(desk, case.fields) and not desk.actor.may(Act.COUNTERSIGN):
        raise RefusedError("referral.supervisor_needed")
    return covers


def _restrictions(entry: RequestEntry, consent: Consent | None) -> str:
    """What the person forbade travels with every referral under the consent."""
    asked = (consent.restrictions if consent else "", plain(entry.restrictions, "restrictions"))
    return "\n".join(dict.fromkeys(text for text in asked if text))


def _follow_up_on(entry: RequestEntry, at: Moment) -> Moment | None:
    if entry.follow_up_on is not None and entry.follow_up_on < at:
        raise InvalidInputError("date.follow_up_before", "follow_up_on")
    return entry.follow_up_on


def _follow_up_means(desk: Desk, entry: RequestEntry) -> str:
    if not entry.follow_up_means:
        return ""
    means = desk.vocabularies.follow_up_means
    return choice(means, entry.follow_up_means, "follow_up_means").code
