"""Questions about the desks of our centre and their blocks of codes."""

from __future__ import annotations

from typing import Final

from sqlalchemy import func, select

from referral_app.domain.case_code import BLOCK_SIZE
from referral_app.domain.desks import Block, DeskInvitation
from referral_app.domain.identifiers import DeviceId, InvitationId, Moment
from referral_app.journal.desks import fold_desk_invitation
from referral_app.journal.membership import Membership
from referral_app.journal.stream import membership
from referral_app.services.ports.desks import JOINS, SEEN
from referral_app.storage.incarnations import TWICE
from referral_app.storage.projecting.members import read_membership
from referral_app.storage.reading.asking import Asking
from referral_app.storage.sql import compiled, constant, is_unset, param
from referral_app.storage.tables.desk import CODE_CURSOR
from referral_app.storage.tables.desks import CODE_BLOCK, DESK_INVITATION_ROW
from referral_app.storage.tables.traffic import EXCHANGE_NOTE

_INVITATIONS: Final = compiled(select(DESK_INVITATION_ROW.c.id))
_BLOCKS: Final = compiled(
    select(*CODE_BLOCK.columns).order_by(CODE_BLOCK.c.number, CODE_BLOCK.c.id)
)
_DRAWN: Final = compiled(
    select(func.coalesce(CODE_CURSOR.c.next, constant(0)))
    .select_from(CODE_BLOCK.outerjoin(CODE_CURSOR, CODE_CURSOR.c.block == CODE_BLOCK.c.number))
    .where(
        CODE_BLOCK.c.device == param("device"),
        CODE_BLOCK.c.number.is_not(None),
        is_unset(CODE_BLOCK.c.returned),
    )
)
_NOTE: Final = compiled(select(EXCHANGE_NOTE.c.value).where(EXCHANGE_NOTE.c.name == param("name")))
_NOTES: Final = compiled(
    select(EXCHANGE_NOTE.c.name, EXCHANGE_NOTE.c.value).where(
        EXCHANGE_NOTE.c.name >= param("first"), EXCHANGE_NOTE.c.name < param("end")
    )
)


class DeskListQuestions(Asking):
    """The port `DeskReader`."""

    def own_membership(self) -> Membership | None:
        """Return our centre's desks and keys."""
        self._settle()
        return read_membership(self._connection, membership(self._own))

    def desk_invitation(self, invitation: InvitationId) -> DeskInvitation | None:
        """Return an invitation of a desk."""
        return fold_desk_invitation(self.writes_about([invitation]))

    def desk_invitations(self) -> tuple[DeskInvitation, ...]:
        """Return every invitation of a desk, oldest first."""
        ids = [InvitationId(id_) for (id_,) in self._ask(_INVITATIONS)]
        found = [invitation for id_ in ids if (invitation := self.desk_invitation(id_))]
        return tuple(sorted(found, key=lambda invitation: (invitation.issued_at, invitation.id)))

    def blocks(self) -> tuple[Block, ...]:
        """Return every block of codes that was asked for, granted or given back."""
        return tuple(
            Block(id_, DeviceId(device), number, bool(returned))
            for id_, device, number, returned in self._ask(_BLOCKS)
        )

    def codes_left(self, device: DeviceId) -> int:
        """Return how many codes this desk may still give."""
        return sum(BLOCK_SIZE - drawn for (drawn,) in self._ask(_DRAWN, {"device": device}))

    def desks_seen(self) -> dict[DeviceId, Moment]:
        """Return when each other desk last told what it holds."""
        return self._moments(SEEN)

    def desks_twice(self) -> dict[DeviceId, Moment]:
        """Return the desks whose disk is proven to exist twice."""
        return self._moments(TWICE)

    def joins_waiting(self) -> bytes:
        """Return what desks wrote that ask to join."""
        return self.exchange_note(JOINS) or b""

    def exchange_note(self, name: str) -> bytes | None:
        """Return a small value of the exchange's own."""
        rows = self._ask(_NOTE, {"name": name})
        return rows[0][0] if rows else None

    def _moments(self, prefix: str) -> dict[DeviceId, Moment]:
        rows = self._ask(_NOTES, {"first": prefix, "end": prefix[:-1] + "0"})
        return {
            DeviceId(bytes.fromhex(name.removeprefix(prefix))): Moment(int.from_bytes(value, "big"))
            for name, value in rows
        }
