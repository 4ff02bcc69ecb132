"""The people of a centre: who is there, since when, in which role.

Whether a person opens a desk is that desk's own affair (`bootstrap.people`): here are the facts
that every desk of the centre shares.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from referral_app.domain.facts import STAFF_FIELD, Fact, Value
from referral_app.domain.fields import Fields
from referral_app.domain.identifiers import Moment, StaffId
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
        member = member_of(work, staff)
        at = date_of(desk, happened)
        values = {name: _value(desk, work, member, name, v) for name, v in changes.items()}
        if "role" in values and values["role"] != member.role.value and staff == desk.actor.id:
            raise RefusedError("staff.not_yourself")
        if member.active:
            values.setdefault("active", True)  # settles it, should another desk say otherwise
        elif values.get("active") is True:
            values.setdefault("label", member.label)
            values |= {"label": _label(work, values["label"], staff), HANDED_TO: ""}
        keep_a_manager(work, _changed(member, values))
        write_fields(desk, work, staff, values, at)


def has_left(reader: Reader, staff: StaffId) -> bool:
    """Whether it is written that somebody has left: one of whom nothing is known has not."""
    return fields_about(reader, staff).value("active") is False


def _line(reader: Reader, member: Staff) -> StaffLine:
    written = written_about(reader, member.id)
    fields = fields_of(written)
    active = fields.by_name.get("active")
    left_at = active.live[0].happened if active and active.value is False else None
    return StaffLine(member, since_when(written), left_at, bool(fields.conflicts))


def since_when(written: Sequence[Write]) -> Moment:
    """Return the day from which somebody is of the team."""
    return Moment(min(write.fact.happened for write in written))


def written_about(reader: Reader, staff: StaffId) -> list[Write]:
    """Return every fact about a member of the staff that counts."""
    return sound_facts(reader.writes_about((staff,)), STAFF_FIELD)[0]


def fields_about(reader: Reader, staff: StaffId) -> Fields:
    """Return the fields of a member of the staff."""
    return fields_of(written_about(reader, staff))


def _facts(staff: StaffId, fields: Fields, values: Mapping[str, Value], at: Moment) -> list[Fact]:
    return field_facts(STAFF_FIELD, staff, fields, values, at)


def write_fields(
    desk: Desk, work: Work, staff: StaffId, values: Mapping[str, Value], at: Moment
) -> None:
    """Write what differs from what stands, or settles it; the caller has asked the role."""
    fields = fields_about(work, staff)
    facts = _facts(staff, fields, changes_to(fields, values), at)
    if facts:
        record_all(work, desk.stream, facts, desk.actor.id)


def member_of(reader: Reader, staff: StaffId) -> Staff:
    """Return a member of the staff; raises RefusedError when nothing is known of one."""
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


def keep_a_manager(reader: Reader, changed: Staff) -> None:
    """Refuse to leave a centre in which nobody may let anybody in; raises RefusedError."""
    after: Iterable[Staff] = (
        changed if member.id == changed.id else member for member in reader.staff()
    )
    if not any(member.may(Act.MANAGE_STAFF) for member in after):
        raise RefusedError("staff.last_manager")
