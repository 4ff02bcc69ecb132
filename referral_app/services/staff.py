"""The people of a centre: who is there, since when, in which role; and what somebody leaves.

Whether a person opens a desk is that desk's own affair (`bootstrap.people`): here are the facts
that every desk of the centre shares.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from referral_app.domain.facts import CASE_FIELD, STAFF_FIELD, Fact, Value
from referral_app.domain.fields import Fields
from referral_app.domain.identifiers import Moment, ReferralId, StaffId
from referral_app.domain.staff import Act, Role, Staff
from referral_app.errors import InvalidInputError, RefusedError
from referral_app.journal.register import fields_of
from referral_app.journal.sound import sound_facts
from referral_app.journal.write import Write
from referral_app.services.case_fields import changes_to, field_facts
from referral_app.services.checks import choice, date_of, plain, record_all
from referral_app.services.desk import Desk
from referral_app.services.ports import Reader, Work

LABEL_LIMIT: Final = 8
"""Characters of initials."""
HANDED_TO: Final = "handed_to"
"""Field of somebody who left: the hex of who took over, so that other desks hand on drafts too."""


@dataclass(frozen=True, slots=True)
class StaffLine:
    """A member of the staff: in charge of what, since when, until when.

    `in_conflict` when two desks wrote different values that nobody has settled.
    """

    staff: Staff
    since: Moment
    left_at: Moment | None
    in_conflict: bool


@dataclass(frozen=True, slots=True)
class Departure:
    """What somebody has in hand: open files, unsaved forms at this desk, agreed follow-ups."""

    cases: int
    drafts: int
    calls: int

    def __bool__(self) -> bool:
        return bool(self.cases or self.drafts or self.calls)


def team(desk: Desk) -> tuple[StaffLine, ...]:
    """Return everybody who works or has worked here, those who are here first, by initials.

    Raises NotPermittedError.
    """
    desk.require(Act.MANAGE_STAFF)
    reader = desk.store.reader
    members = reader.staff()
    lines = [_line(reader, member) for member in members]
    return tuple(sorted(lines, key=lambda line: (not line.staff.active, line.staff.label)))


def add_staff(desk: Desk, label: str, role: Role, happened: Moment) -> StaffId:
    """Add a person by initials and role; they open a desk once they have chosen a passphrase there.

    Raises NotPermittedError, InvalidInputError.
    """
    desk.require(Act.MANAGE_STAFF)
    with desk.store.begin() as work:
        values: dict[str, Value] = {
            "label": _label(work, label, None),
            "role": _role(desk, role),
            "active": True,
        }
        staff = StaffId(desk.new_id())
        at = date_of(desk, happened)
        record_all(work, desk.stream, _facts(staff, Fields(), values, at), desk.actor.id)
    return staff


def set_staff(desk: Desk, staff: StaffId, changes: Mapping[str, Value], happened: Moment) -> None:
    """Change `label` or `role`, or take somebody back who had left (`active` True).

    Nobody changes their own role, and somebody who may manage the team must remain. What two desks
    wrote differently is settled. Raises NotPermittedError, InvalidInputError, RefusedError.
    """
    desk.require(Act.MANAGE_STAFF)
    with desk.store.begin() as work:
        member = _member(work, staff)
        at = date_of(desk, happened)
        values = {name: _value(desk, work, member, name, v) for name, v in changes.items()}
        if "role" in values and values["role"] != member.role.value and staff == desk.actor.id:
            raise RefusedError("staff.not_yourself")
        if member.active:
            values.setdefault("active", True)  # settles it, should another desk say otherwise
        elif values.get("active") is True:
            values.setdefault("label", member.label)
            values |= {"label": _label(work, values["label"], staff), HANDED_TO: ""}
        _keep_a_manager(work, _changed(member, values))
        _write(desk, work, staff, values, at)


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
        member = _member(work, staff)
        if staff == desk.actor.id:
            raise RefusedError("staff.not_yourself")
        if not member.active and "active" not in _fields(work, staff).conflicts:
            raise RefusedError("staff.left_already")
        at = date_of(desk, happened, _since(_written(work, staff)))
        _keep_a_manager(work, replace(member, active=False))
        _write(desk, work, staff, {"active": False}, at)
        return _hand_over(desk, work, staff, to, at)


def hand_over(desk: Desk, staff: StaffId, to: StaffId, happened: Moment) -> Departure:
    """Hand to `to` what somebody who has left still has in hand.

    Raises NotPermittedError, InvalidInputError, RefusedError.
    """
    desk.require(Act.MANAGE_STAFF)
    with desk.store.begin() as work:
        if _member(work, staff).active:
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


def has_left(reader: Reader, staff: StaffId) -> bool:
    """Whether it is written that somebody has left: one of whom nothing is known has not."""
    return _fields(reader, staff).value("active") is False


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
    _write(desk, work, staff, {HANDED_TO: to.hex()}, at)
    return Departure(len(held.cases), work.hand_drafts(staff, to), calls)


def _has_call(reader: Reader, referral: ReferralId) -> bool:
    found = reader.referral(referral)
    return bool(found and found.request and found.request.follow_up_on)


def _line(reader: Reader, member: Staff) -> StaffLine:
    written = _written(reader, member.id)
    fields = fields_of(written)
    active = fields.by_name.get("active")
    left_at = active.live[0].happened if active and active.value is False else None
    return StaffLine(member, _since(written), left_at, bool(fields.conflicts))


def _since(written: Sequence[Write]) -> Moment:
    return Moment(min(write.fact.happened for write in written))


def _written(reader: Reader, staff: StaffId) -> list[Write]:
    return sound_facts(reader.writes_about((staff,)), STAFF_FIELD)[0]


def _fields(reader: Reader, staff: StaffId) -> Fields:
    return fields_of(_written(reader, staff))


def _facts(staff: StaffId, fields: Fields, values: Mapping[str, Value], at: Moment) -> list[Fact]:
    return field_facts(STAFF_FIELD, staff, fields, values, at)


def _write(desk: Desk, work: Work, staff: StaffId, values: Mapping[str, Value], at: Moment) -> None:
    fields = _fields(work, staff)
    facts = _facts(staff, fields, changes_to(fields, values), at)
    if facts:
        record_all(work, desk.stream, facts, desk.actor.id)


def _member(reader: Reader, staff: StaffId) -> Staff:
    found = next((member for member in reader.staff() if member.id == staff), None)
    if found is None:
        raise RefusedError("staff.unknown_person")
    return found


def _value(desk: Desk, reader: Reader, member: Staff, name: str, value: Value) -> Value:
    if name == "label":
        return _label(reader, value, member.id)
    if name == "role":
        return _role(desk, value)
    if name == "active" and value is True:
        return True
    raise InvalidInputError("field.unknown", name)


def _role(desk: Desk, value: Value) -> str:
    return choice(desk.vocabularies.staff_roles, str(value), "role").code


def _label(reader: Reader, value: Value, own: StaffId | None) -> str:
    """Return initials that nobody else bears who is here: people choose themselves by them."""
    if not isinstance(value, str):
        raise InvalidInputError("field.unreadable", "label")
    tidy = plain(" ".join(value.split()), "label", required=True, limit=LABEL_LIMIT)
    others = [member for member in reader.staff() if member.active and member.id != own]
    if any(member.label.casefold() == tidy.casefold() for member in others):
        raise InvalidInputError("staff.label_taken", "label")
    return tidy


def _changed(member: Staff, values: Mapping[str, Value]) -> Staff:
    role = values.get("role")
    return replace(
        member,
        role=Role(role) if isinstance(role, str) else member.role,
        active=member.active or values.get("active") is True,
    )


def _keep_a_manager(reader: Reader, changed: Staff) -> None:
    """Refuse to leave a centre in which nobody may let anybody in."""
    after: Iterable[Staff] = (
        changed if member.id == changed.id else member for member in reader.staff()
    )
    if not any(member.may(Act.MANAGE_STAFF) for member in after):
        raise RefusedError("staff.last_manager")


def _heir(reader: Reader, staff: StaffId) -> StaffId | None:
    """Who took over, or who took over from them if they have left since."""
    members = {member.id.hex(): member for member in reader.staff()}
    seen, heir = {staff.hex()}, _fields(reader, staff).text(HANDED_TO)
    while heir in members and heir not in seen:
        if members[heir].active:
            return members[heir].id
        seen.add(heir)
        heir = _fields(reader, members[heir].id).text(HANDED_TO)
    return None
