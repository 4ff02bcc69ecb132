"""The desks of our centre: who they are, when they were last heard, and which exists twice."""

from __future__ import annotations

from dataclasses import dataclass

from referral_app.domain.identifiers import DeviceId, Moment
from referral_app.domain.staff import Act
from referral_app.journal.membership import RECOVERY, STEWARD, Member, Membership
from referral_app.services.desk import Desk


@dataclass(frozen=True, slots=True)
class DeskLine:
    """One desk of our centre. `number` counts from 1 in the order in which they joined.

    `label` are the initials it was prepared for, empty for the first; `may_let_in` whether further
    desks join through it; `last_seen` None when it was never heard; `codes_left` here alone.
    `replaced_by` is the number of the desk in its place, `retired_at` when it went; `revoked`
    that only what was known of it then counts.
    """

    device: DeviceId
    number: int
    label: str
    may_let_in: bool
    active: bool
    is_here: bool
    last_seen: Moment | None
    codes_left: int | None
    replaced_by: int | None
    retired_at: Moment | None
    revoked: bool = False


@dataclass(frozen=True, slots=True)
class Alarm:
    """A desk whose disk is proven to exist twice, with both in use, since when that is known."""

    desk: DeskLine
    since: Moment


def desks(desk: Desk) -> tuple[DeskLine, ...]:
    """Return every desk of our centre, retired ones too, in the order in which they joined.

    Raises NotPermittedError.
    """
    desk.require(Act.SYNCHRONISE)
    reader = desk.store.reader
    known = reader.own_membership()
    if known is None:
        return ()
    seen, left = reader.desks_seen(), reader.codes_left(desk.device)
    members = [member for member in known.members if member.role != RECOVERY]
    numbers = {member.device: number for number, member in enumerate(members, 1)}
    return tuple(_line(desk, member, numbers, seen.get(member.device), left) for member in members)


def alarms(desk: Desk) -> tuple[Alarm, ...]:
    """Return the desks at work whose disk exists twice; for those who may do something about it.

    Raises NotPermittedError.
    """
    desk.require(Act.SYNCHRONISE)
    if not desk.actor.may(Act.MANAGE_DESKS):
        return ()
    twice = desk.store.reader.desks_twice()
    if not twice:
        return ()
    return tuple(
        Alarm(line, twice[line.device])
        for line in desks(desk)
        if line.active and line.device in twice
    )


def may_let_in(desk: Desk) -> bool:
    """Whether the person may, and this desk can, let in and retire others.

    Raises NotPermittedError.
    """
    desk.require(Act.SYNCHRONISE)
    known = desk.store.reader.own_membership()
    return desk.actor.may(Act.MANAGE_DESKS) and known is not None and _lets_in(known, desk.device)


def here(desk: Desk) -> DeskLine | None:
    """Return this desk's own line; None when the centre does not know it yet."""
    return next((line for line in desks(desk) if line.is_here), None)


def _lets_in(known: Membership, device: DeviceId) -> bool:
    member = known.member(device)
    return member is not None and member.active and member.role == STEWARD


def _line(
    desk: Desk,
    member: Member,
    numbers: dict[DeviceId, int],
    seen: Moment | None,
    left: int,
) -> DeskLine:
    is_here = member.device == desk.device
    return DeskLine(
        device=member.device,
        number=numbers[member.device],
        label=member.label if member.invitation else "",
        may_let_in=member.role == STEWARD,
        active=member.active,
        is_here=is_here,
        last_seen=desk.now() if is_here else seen,
        codes_left=left if is_here else None,
        replaced_by=numbers.get(member.replaced_by) if member.replaced_by else None,
        retired_at=member.retired_at,
        revoked=member.revoked,
    )
