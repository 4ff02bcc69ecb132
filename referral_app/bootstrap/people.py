"""Who opens this desk: following the facts about the team, and what a cut had left undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from referral_app.bootstrap.values import Told
from referral_app.clock import Randomness
from referral_app.domain import passphrase as passphrases
from referral_app.domain.identifiers import StaffId
from referral_app.domain.staff import Act
from referral_app.errors import NoRoomError, RefusedError, UnavailableError
from referral_app.services.staff import has_left
from referral_app.storage.slots import NewPerson

if TYPE_CHECKING:
    from referral_app.services.desk import Desk
    from referral_app.services.ports import Reader
    from referral_app.storage.store import OpenStore

SLOTS_REMOVED = "people.slots_removed"
REKEY_FINISHED = "rekey.finished"


def settle(opened: OpenStore, reader: Reader, chance: Randomness) -> tuple[Told, ...]:
    """Finish a re-key that was cut, and let nobody in who has left; return what to say of it.

    A full disk keeps nobody out: the re-key waits for the next occasion.
    """
    told: list[Told] = []
    try:
        if opened.finish_rekey(chance):
            told.append(Told(REKEY_FINISHED))
        removed = remove_slots_of_inactive(opened, reader, chance)
        if removed:
            told.append(Told(SLOTS_REMOVED, {"count": removed}))
    except UnavailableError as error:
        told.append(Told(error.key, error.values, good=False))
    return tuple(told)


def remove_slots_of_inactive(opened: OpenStore, reader: Reader, chance: Randomness) -> int:
    """Remove the slots of those who have left, and re-key; return how many there were.

    Raises NoRoomError("rekey.no_room"), UnavailableError.
    """
    gone = [staff for _, staff in opened.people if has_left(reader, staff)]
    return opened.remove_people(gone, chance)


def follow_label(opened: OpenStore, reader: Reader, passphrase: str, chance: Randomness) -> None:
    """Let the slot bear the person's initials of today: only their passphrase can vouch for it.

    On a disk that takes nothing the former initials stay.
    """
    member = next((m for m in reader.staff() if m.id == opened.staff), None)
    if member is None or member.label == opened.label:
        return
    try:
        opened.relabel(member.label, passphrase, chance)
    except NoRoomError:
        return


def open_slot(opened: OpenStore, desk: Desk, staff: StaffId, passphrase: str) -> None:
    """Let a person open this desk with a passphrase of their own, or with another one.

    Raises NotPermittedError, InvalidInputError, RefusedError, NoRoomError, UnavailableError.
    """
    desk.require(Act.MANAGE_STAFF)
    passphrases.check(passphrase)
    member = next((m for m in desk.store.reader.staff() if m.id == staff and m.active), None)
    if member is None or staff == opened.staff:
        raise RefusedError("staff.has_no_slot")
    opened.put_person(NewPerson(member.label, staff, passphrase), desk.chance)


def close_slot(opened: OpenStore, desk: Desk, staff: StaffId) -> int:
    """Let somebody who stays open this desk no more; return how many slots were removed.

    Raises NotPermittedError, RefusedError, NoRoomError("rekey.no_room"), UnavailableError.
    """
    desk.require(Act.MANAGE_STAFF)
    if staff == opened.staff:
        raise RefusedError("staff.not_yourself")
    return opened.remove_people([staff], desk.chance)
