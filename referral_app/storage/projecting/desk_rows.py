"""Rows of blocks of codes and of invitations of desks."""

from __future__ import annotations

from typing import Final

from referral_app.domain.identifiers import CentreId, RecordId
from referral_app.journal.desks import fold_block, fold_desk_invitation
from referral_app.journal.write import Write
from referral_app.storage.projecting.rows import Rows
from referral_app.storage.sql import insert_or_ignore, upsert
from referral_app.storage.tables.desks import CODE_BLOCK, DESK_INVITATION_ROW

_BLOCK: Final = upsert(CODE_BLOCK, ["id"])
_INVITATION: Final = insert_or_ignore(DESK_INVITATION_ROW)


def project_block(
    record: RecordId, writes: list[Write], _new: frozenset[str], _own: CentreId, out: Rows
) -> None:
    """Write the row of a block, asked for or granted."""
    block = fold_block(writes)
    if block is not None:
        out.put(
            _BLOCK,
            {
                "id": record,
                "device": block.device,
                "number": block.number,
                "returned": block.returned,
            },
        )


def project_desk_invitation(
    record: RecordId, writes: list[Write], _new: frozenset[str], _own: CentreId, out: Rows
) -> None:
    """Write the row of an invitation."""
    if fold_desk_invitation(writes) is not None:
        out.put(_INVITATION, {"id": record})
