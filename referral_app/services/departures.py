"""What somebody who leaves hands over: open files, unsaved forms, follow-ups agreed with people."""

from __future__ import annotations

from dataclasses import dataclass, replace

from referral_app.domain.facts import CASE_FIELD, Fact, Value
from referral_app.domain.identifiers import Moment, ReferralId, StaffId
from referral_app.domain.staff import Act, Staff
from referral_app.errors import InvalidInputError, RefusedError
from referral_app.services.case_fields import field_facts
from referral_app.services.checks import date_of, record_all
from referral_app.services.desk import Desk
from referral_app.services.ports import Reader, Work
from referral_app.services.staff import (
    HANDED_TO,
    fields_about,
    keep_a_manager,
    member_of,
    since_when,
    write_fields,
    written_about,
)


@dataclass(frozen=True, slots=True)
class Departure:
    """What somebody has in hand: open files, unsaved forms at this desk, agreed follow-ups."""

    cases: int
    drafts: int
    calls: int

    def __bool__(self) -> bool:
        return bool(self.cases or self.drafts or self.calls)


def in_hand(desk: Desk, staff: StaffId) -> Departure:
    """Count what somebody has in hand, and would leave.

    Raises NotPermittedError.
    """
    desk.require(Act.MANAGE_STAFF)
    reader = desk.store.reader
    held = reader.in_hand(staff)
    calls = sum(_has_call(reader, referral) for referral in held.referrals)
    return Departure(len(held.cases), len(reader.drafts(staff)), calls)


def leave(desk: Desk, staff: StaffId, to: StaffId | None, happened: Moment) -> Departure:
    """Record that somebody has left, and hand what they had in hand to `to`.

    With nobody to take over, files keep their name on them until `hand_over`. A departure that
    another desk denies is settled. Raises NotPermittedError, InvalidInputError, RefusedError.
    """
    desk.require(Act.MANAGE_STAFF)
    with desk.store.begin() as work:
        member = member_of(work, staff)
        if staff == desk.actor.id:
            raise RefusedError("staff.not_yourself")
        if not member.active and "active" not in fields_about(work, staff).conflicts:
            raise RefusedError("staff.left_already")
        at = date_of(desk, happened, since_when(written_about(work, staff)))
        keep_a_manager(work, replace(member, active=False))
        write_fields(desk, work, staff, {"active": False}, at)
        return _hand_over(desk, work, staff, to, at)


def hand_over(desk: Desk, staff: StaffId, to: StaffId, happened: Moment) -> Departure:
    """Hand to `to` what somebody who has left still has in hand.

    Raises NotPermittedError, InvalidInputError, RefusedError.
    """
    desk.require(Act.MANAGE_STAFF)
    with desk.store.begin() as work:
        if member_of(work, staff).active:
            raise RefusedError("staff.still_here")
        return _hand_over(desk, work, staff, to, date_of(desk, happened))


def may_take_over(desk: Desk) -> tuple[Staff, ...]:
    """Return those to whom files can be handed.

    Raises NotPermittedError.
    """
    desk.require(Act.MANAGE_STAFF)
    return tuple(member for member in desk.store.reader.staff() if member.may(Act.EDIT_CASE))


def hand_on_drafts(desk: Desk) -> int:
    """Hand on, at this desk, the unsaved forms of those who left; whoever is at the desk.

    A form that the other one has open as well waits until theirs is saved. Returns how many moved.
    """
    reader = desk.store.reader
    left = [member.id for member in reader.staff() if not member.active]
    if not any(reader.drafts(staff) for staff in left):
        return 0
    heirs = {staff: _heir(reader, staff) for staff in left}
    moved = 0
    with desk.store.begin() as work:
        for staff, heir in heirs.items():
            moved += work.hand_drafts(staff, heir) if heir else 0
    return moved


def _hand_over(desk: Desk, work: Work, staff: StaffId, to: StaffId | None, at: Moment) -> Departure:
    held = work.in_hand(staff)
    calls = sum(_has_call(work, referral) for referral in held.referrals)
    if to is None:
        return Departure(len(held.cases), len(work.drafts(staff)), calls)
    if all(m.id != to or not m.may(Act.EDIT_CASE) for m in work.staff()) or to == staff:
        raise InvalidInputError("staff.cannot_take_over", "to")
    facts: list[Fact] = []
    for case in held.cases:
        found = work.case(case)
        if found is not None:
            then = max(at, found.opened_at)
            value: dict[str, Value] = {"responsible": to.hex()}
            facts += field_facts(CASE_FIELD, case, found.fields, value, then)
    if facts:
        record_all(work, desk.stream, facts, desk.actor.id)
    write_fields(desk, work, staff, {HANDED_TO: to.hex()}, at)
    return Departure(len(held.cases), work.hand_drafts(staff, to), calls)


def _has_call(reader: Reader, referral: ReferralId) -> bool:
    found = reader.referral(referral)
    return bool(found and found.request and found.request.follow_up_on)


def _heir(reader: Reader, staff: StaffId) -> StaffId | None:
    """Who took over, or who took over from them if they have left since."""
    members = {member.id.hex(): member for member in reader.staff()}
    seen, heir = {staff.hex()}, fields_about(reader, staff).text(HANDED_TO)
    while heir in members and heir not in seen:
        if members[heir].active:
            return members[heir].id
        seen.add(heir)
        heir = fields_about(reader, members[heir].id).text(HANDED_TO)
    return None
